//! A view of a mail for people and test tools who want to see what was read.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::mail::{Address, Attachment, IncomingMail, MailKind, Permanence, Tags};

/// What [`parse`](crate::parse) found, as a value that serialises with stable keys.
///
/// ```
/// use deskhand_email_parser::{Options, explain, parse};
///
/// let mail = parse(b"From: ida@example.net\r\nSubject: Lamp\r\n\r\nDark.", &Options::default());
/// let view = serde_json::to_value(explain(&mail)).unwrap();
/// assert_eq!(view["from"]["email"], "ida@example.net");
/// assert_eq!(view["reply_text"], "Dark.");
/// ```
pub fn explain(mail: &IncomingMail) -> impl Serialize {
    let bounce = match &mail.kind {
        MailKind::Bounce(bounce) => Some(bounce),
        _ => None,
    };
    Explanation {
        from: mail.sender.as_ref().map(Person::new),
        to: emails(&mail.to),
        cc: emails(&mail.cc),
        reply_to: emails(&mail.reply_to),
        subject: mail.subject.clone(),
        message_id: mail.message_id.clone(),
        in_reply_to: mail.in_reply_to.clone(),
        references: mail.references.clone(),
        date: mail.date.map(|date| date.format("%Y-%m-%dT%H:%M:%SZ").to_string()),
        text: mail.text.clone(),
        attachments: mail.attachments.iter().map(File::new).collect(),
        kind: kind_name(&mail.kind),
        auto_reply: mail.kind == MailKind::AutoReply,
        bounce: bounce.is_some(),
        bounce_recipients: bounce
            .map(|bounce| bounce.recipients.iter().map(|recipient| recipient.email.clone()).collect())
            .unwrap_or_default(),
        bounce_permanence: bounce
            .map(|bounce| bounce.recipients.iter().map(|recipient| permanence_name(recipient.permanence)).collect())
            .unwrap_or_default(),
        mailing_list: mail.is_mailing_list,
        suppress_auto_ack: mail.suppress_auto_ack,
        tags: tags(&mail.tags),
        request_in_subject: mail.request_in_subject.map(|request| request.0),
        customer_email: mail.customer().map(|customer| customer.email),
        subject_after: mail.clean_subject.clone(),
        body_after: mail.clean_text.clone(),
        reply_text: mail.reply_text.clone(),
    }
}

#[derive(Serialize)]
struct Explanation {
    from: Option<Person>,
    to: Vec<String>,
    cc: Vec<String>,
    reply_to: Vec<String>,
    subject: Option<String>,
    message_id: Option<String>,
    in_reply_to: Vec<String>,
    references: Vec<String>,
    date: Option<String>,
    text: String,
    attachments: Vec<File>,
    kind: &'static str,
    auto_reply: bool,
    bounce: bool,
    bounce_recipients: Vec<String>,
    bounce_permanence: Vec<&'static str>,
    mailing_list: bool,
    suppress_auto_ack: bool,
    tags: BTreeMap<String, String>,
    request_in_subject: Option<i64>,
    customer_email: Option<String>,
    subject_after: Option<String>,
    body_after: String,
    reply_text: String,
}

#[derive(Serialize)]
struct Person {
    email: String,
    name: Option<String>,
}

impl Person {
    fn new(address: &Address) -> Self {
        Self { email: address.email.clone(), name: address.name.clone() }
    }
}

#[derive(Serialize)]
struct File {
    name: Option<String>,
    size: usize,
    sha256: String,
    #[serde(rename = "type")]
    content_type: String,
    inline: bool,
}

impl File {
    fn new(file: &Attachment) -> Self {
        Self {
            name: file.name.clone(),
            size: file.bytes.len(),
            sha256: file.sha256(),
            content_type: file.content_type.clone(),
            inline: file.is_inline,
        }
    }
}

fn emails(list: &[Address]) -> Vec<String> {
    list.iter().map(|address| address.email.clone()).collect()
}

fn kind_name(kind: &MailKind) -> &'static str {
    match kind {
        MailKind::Person => "person",
        MailKind::AutoReply => "auto_reply",
        MailKind::Bounce(_) => "bounce",
        MailKind::MailingList => "mailing_list",
        MailKind::Own => "own",
    }
}

fn permanence_name(permanence: Permanence) -> &'static str {
    match permanence {
        Permanence::Permanent => "permanent",
        Permanence::Temporary => "temporary",
        Permanence::Unknown => "unknown",
    }
}

/// Tags under the names they have in a mail.
fn tags(tags: &Tags) -> BTreeMap<String, String> {
    let texts = [
        ("hs_customer_id", tags.customer_id.clone()),
        ("hs_customer_firstname", tags.customer_first_name.clone()),
        ("hs_customer_lastname", tags.customer_last_name.clone()),
        ("hs_customer_phone", tags.customer_phone.clone()),
        ("hs_customer_email", tags.customer_email.clone()),
        ("hs_request_id", tags.request.map(|id| id.0.to_string())),
        ("hs_category", tags.category.map(|id| id.0.to_string())),
        ("hs_assigned_to", tags.assigned_to.map(|id| id.0.to_string())),
        ("forward", tags.is_forward.then(|| "true".to_owned())),
    ];
    let named = texts.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let custom = tags.custom.iter().map(|(field, value)| (format!("hs_custom{}", field.0), value.clone()));
    named.chain(custom).collect()
}
