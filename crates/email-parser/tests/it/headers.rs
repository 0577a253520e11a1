//! Header values: charsets, addresses, ids, dates.

use deskhand_email_parser::{MailKind, Options, OwnMailMarker, RequestIdPattern, parse};

use crate::letters::Letter;

fn subject(value: &[u8]) -> String {
    let raw = [b"From: a@b.example\r\nSubject: ", value, b"\r\n\r\nx"].concat();
    parse(&raw, &Options::default()).subject.unwrap_or_default()
}

#[test]
fn subjects_are_decoded_whatever_they_are_written_in() {
    assert_eq!(subject(b"=?utf-8?Q?L=C3=A4?= =?utf-8?Q?mpchen?="), "Lämpchen");
    assert_eq!(subject(b"=?UTF-8?B?w?= =?utf-8?B?6Q==?="), "é");
    assert_eq!(subject("Lämpchen".as_bytes()), "Lämpchen");
    assert_eq!(subject(b"L\xE4mpchen"), "Lämpchen");
    assert_eq!(subject(b"=?us-ascii?Q?L=C3=A4mpchen?="), "Lämpchen");
    assert_eq!(subject(b"=?x-nobody-knows?Q?L=E4mpchen?="), "Lämpchen");
    assert_eq!(subject(b"=?koi8-r?B?8NLJ18XU?="), "Привет");
    assert_eq!(subject(b"=?iso-2022-jp?B?GyRCJV0hPCVIGyhC?="), "ポート");
    assert_eq!(subject(b"folded\r\n over lines"), "folded over lines");
    assert_eq!(subject(b"not =?a word and =?utf-8?X?y?="), "not =?a word and =?utf-8?X?y?=");
}

#[test]
fn names_in_any_charset_are_repaired() {
    for value in [
        "=?utf-8?Q?J=C3=B6rg_Sch=C3?= =?utf-8?Q?=A4fer?= <j@b.example>",
        "\"Jörg Schäfer\" <j@b.example>",
        "Jörg Schäfer <j@b.example>",
        "=?iso-8859-1?Q?J=F6rg?= =?iso-8859-1?Q?_Sch=E4fer?= <j@b.example>",
    ] {
        let sender = Letter::new().header("From", value).text("x").read().sender.unwrap();
        assert_eq!((sender.email.as_str(), sender.name.as_deref()), ("j@b.example", Some("Jörg Schäfer")), "{value}");
    }
    let raw = b"From: \"J\xF6rg\" <j@b.example>\r\n\r\nx";
    assert_eq!(parse(raw, &Options::default()).sender.unwrap().name.as_deref(), Some("Jörg"));
}

#[test]
fn the_first_sender_counts_and_the_sender_field_stands_in() {
    let raw = b"From: a@b.example\r\nFrom: c@d.example\r\n\r\nx";
    assert_eq!(parse(raw, &Options::default()).sender.unwrap().email, "a@b.example");
    let mail = Letter::new().header("From", "").header("Sender", "s@b.example").text("x").read();
    assert_eq!(mail.sender.unwrap().email, "s@b.example");
}

#[test]
fn old_spellings_of_addresses_are_read() {
    let mail = Letter::new()
        .header("To", "Mary <@relay.example:mary@x.example>, Shop: al@x.example, bo@x.example;, jo@x . example")
        .text("x")
        .read();
    let emails: Vec<_> = mail.to.iter().map(|address| address.email.as_str()).collect();
    assert_eq!(emails, ["mary@x.example", "al@x.example", "bo@x.example", "jo@x.example"]);
}

#[test]
fn lines_may_end_with_carriage_returns_alone() {
    let mail = parse(b"From: a@b.example\rSubject: Lamp\r\rDark.\r", &Options::default());
    assert_eq!((mail.subject.as_deref(), mail.reply_text.as_str()), (Some("Lamp"), "Dark."));
}

#[test]
fn ids_lose_their_brackets() {
    let mail = Letter::new().header("In-Reply-To", "<a@x>").header("References", "<r1@x>\r\n <a@x>").text("x").read();
    assert_eq!(
        (mail.message_id.as_deref(), mail.in_reply_to, mail.references),
        (Some("m1@customer.example"), vec!["a@x".to_owned()], vec!["r1@x".to_owned(), "a@x".to_owned()])
    );
}

#[test]
fn dates_are_checked() {
    let date = |value: &str| Letter::new().header("Date", value).text("x").read().date.map(|date| date.to_rfc3339());
    assert_eq!(date("Tue, 5 Mar 2024 10:00:00 +0100").as_deref(), Some("2024-03-05T09:00:00+00:00"));
    assert_eq!(date("5 Mar 2024 10:00 EST").as_deref(), Some("2024-03-05T15:00:00+00:00"));
    assert_eq!(date("Tue, 30 Feb 2024 10:00:00 +0100"), None);
    assert_eq!(date("Tue, 5 Mar 2024 25:61:00 +9999"), None);
    assert_eq!(date("Tue Mar  5 10:00:00 2024").as_deref(), Some("2024-03-05T10:00:00+00:00"));
    assert_eq!(date("yesterday"), None);
    assert_eq!(date(""), None);
}

#[test]
fn the_last_request_id_of_the_subject_counts() {
    let mail = Letter::new().header("Subject", "Re: {7} Lamp {12400}").text("x").read();
    assert_eq!(mail.request_in_subject.unwrap().0, 12_400);
    let options = Options { request_id: RequestIdPattern::new(r"\[#(\d+)\]").unwrap(), ..Options::default() };
    let raw = Letter::new().header("Subject", "Re: [#5] {7}").text("x").raw();
    assert_eq!(parse(&raw, &options).request_in_subject.unwrap().0, 5);
    assert!(RequestIdPattern::new("(").is_err());
}

#[test]
fn own_mail_is_recognised_by_its_marker() {
    let options =
        Options { own_mail: Some(OwnMailMarker { header: "X-Desk".into(), value: "desk-1".into() }), ..Options::default() };
    let raw = Letter::new().header("X-Desk", "DESK-1; note").text("x").raw();
    let mail = parse(&raw, &options);
    assert!(mail.kind == MailKind::Own && mail.suppress_auto_ack);
}

#[test]
fn text_parts_are_decoded_whatever_their_label_says() {
    let body = |kind: &str, bytes: &[u8]| Letter::new().header("Content-Type", kind).bytes(bytes).read().text;
    assert_eq!(body("text/plain; charset=us-ascii", "Größe".as_bytes()), "Größe");
    assert_eq!(body("text/plain", b"Gr\xF6\xDFe"), "Größe");
    assert_eq!(body("text/plain; charset=who-knows", b"Gr\xF6\xDFe"), "Größe");
    assert_eq!(body("text/plain; charset=\"iso-8859-15\"", b"5 \xA4"), "5 €");
    assert_eq!(body("text/plain; charset=iso-2022-jp", b"\x1b$B%]!<%H\x1b(B"), "ポート");
    assert_eq!(body("text/plain; charset=utf-7", b"Gr+APYA3w-e"), "Größe");
    assert_eq!(body("text/plain; charset=euc-kr", b"\xB7\xA5\xC7\xC1"), "램프");
    assert_eq!(body("text/plain; charset=utf-16le", b"L\0a\0m\0p\0"), "Lamp");
}
