//! Parser tags in whole mails.

use std::collections::BTreeMap;

use deskhand_email_parser::Tags;
use deskhand_model::{CategoryId, CustomFieldId, RequestId, StaffId};

use crate::letters::Letter;

fn everything() -> Tags {
    Tags {
        customer_id: Some("C-7".into()),
        customer_first_name: Some("Ida".into()),
        customer_last_name: Some("Bérg & Co".into()),
        customer_phone: Some("+43 1 555".into()),
        customer_email: Some("ida@customer.example".into()),
        request: Some(RequestId(12_400)),
        category: Some(CategoryId(6)),
        assigned_to: Some(StaffId(3)),
        custom: BTreeMap::from([(CustomFieldId(4), "red".into()), (CustomFieldId(11), "two\nlines".into())]),
        is_forward: false,
    }
}

#[test]
fn every_tag_is_read_from_text_and_stripped() {
    let mail = Letter::new().text("Dark.\r\n##hs_customer_id:C-7##\r\n##hs_customer_firstname:Ida## ##hs_customer_lastname:Bérg & Co##\r\n##hs_customer_phone:+43 1 555####hs_customer_email: ida@customer.example ##\r\n##hs_request_id:12400## ##hs_category:6## ##hs_assigned_to:3##\r\n##hs_custom4:red##\r\n##hs_custom11:two\r\nlines##\r\nBye").read();
    assert_eq!((mail.tags, mail.clean_text.as_str(), mail.reply_text.as_str()), (everything(), "Dark.\nBye", "Dark.\nBye"));
}

#[test]
fn every_tag_is_read_from_html_and_stripped() {
    let mail = Letter::new().html("<p>Dark.</p>##hs_customer_id:C-7##<br>#<b>#hs_customer_</b>firstname:Ida## &#35;&#35;hs_customer_lastname:B&eacute;rg &amp; Co##<span>##hs_customer_phone:+43&nbsp;1 555##</span><a href=\"x\">##hs_customer_email:ida@customer.example##</a>##hs_request_id:12400####hs_category:6####hs_assigned_to:3####hs_custom4:red####hs_custom11:two<br>lines##<p>Bye</p>").read();
    let mut expected = everything();
    expected.customer_phone = Some("+43 1 555".into());
    assert_eq!(mail.tags, expected);
    assert!(!mail.html.unwrap().sanitised.contains("hs_") && !mail.clean_text.contains("hs_") && !mail.reply_text.contains('#'));
}

#[test]
fn both_alternatives_lose_their_tags() {
    let mail = Letter::new()
        .parts(
            "alternative",
            &[
                "Content-Type: text/plain\r\n\r\nDark. ##hs_category:6##",
                "Content-Type: text/html\r\n\r\n<p>Dark. ##hs_category:7## ##hs_assigned_to:3##</p>",
            ],
        )
        .read();
    assert_eq!((mail.tags.category, mail.tags.assigned_to), (Some(CategoryId(6)), Some(StaffId(3))));
    assert!(!mail.html.unwrap().original.contains("##"));
}

#[test]
fn numbers_that_are_none_are_ignored_and_stripped() {
    let mail = Letter::new().text("##hs_category:lamps## ##hs_assigned_to:-3## ##hs_request_id:1x##Dark.").read();
    assert_eq!((mail.tags, mail.reply_text.as_str()), (Tags::default(), "Dark."));
}
