//! What a mail is to a help desk.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use deskhand_model::{CategoryId, CustomFieldId, RequestId, StaffId};

/// A mail address with the name shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The bare address, as it was written.
    pub email: String,
    /// The display name, never empty.
    pub name: Option<String>,
}

impl Address {
    /// Tidies both parts; `None` if no address is left.
    ///
    /// ```
    /// use deskhand_email_parser::Address;
    ///
    /// let address = Address::new(" <ida@example.net> ", Some("\"Ida Berg\"")).unwrap();
    /// assert_eq!((address.email.as_str(), address.name.as_deref()), ("ida@example.net", Some("Ida Berg")));
    /// assert_eq!(Address::new("<>", None), None);
    /// ```
    pub fn new(email: &str, name: Option<&str>) -> Option<Self> {
        let clean = |text: &str| text.chars().filter(|letter| !letter.is_control()).collect::<String>();
        let email = clean(email)
            .trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | '\'' | '"'))
            .to_owned();
        let email = without_route(&email).split_whitespace().collect::<String>();
        if email.is_empty() {
            return None;
        }
        let name = name.map(|name| {
            clean(name).trim_matches(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'')).to_owned()
        });
        Some(Self { email, name: name.filter(|name| !name.is_empty()) })
    }
}

/// `@relay.example:ida@example.net`, the source routes of old, name only the last address.
fn without_route(email: &str) -> &str {
    match email.strip_prefix('@').and_then(|route| route.rsplit_once(':')) {
        Some((_, address)) => address,
        None => email,
    }
}

/// A file that came with the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The name the sender gave it: a label, never a path to write to. Nested messages without one are
    /// `unknown_filename.eml`; other parts may have none.
    pub name: Option<String>,
    /// The content type in lower case, without parameters.
    pub content_type: String,
    /// Whether the text shows it (by content id) or the sender marked it so.
    pub is_inline: bool,
    /// The content id without angle brackets.
    pub content_id: Option<String>,
    /// The decoded content.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// The SHA-256 of the content in lower-case hexadecimal digits.
    ///
    /// ```
    /// use deskhand_email_parser::Attachment;
    ///
    /// let empty = Attachment { name: None, content_type: "text/plain".into(), is_inline: false, content_id: None, bytes: vec![] };
    /// assert!(empty.sha256().starts_with("e3b0c442"));
    /// ```
    pub fn sha256(&self) -> String {
        use sha2::Digest;
        use std::fmt::Write;

        let mut digits = String::with_capacity(64);
        for byte in sha2::Sha256::digest(&self.bytes) {
            // Writing into a string cannot fail.
            let _ = write!(digits, "{byte:02x}");
        }
        digits
    }
}

/// The HTML of a mail, as it came and as it may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Html {
    /// What the sender wrote, parser tags removed. Not safe to show.
    pub original: String,
    /// The same after cleaning: no scripts, no styles, no deep nesting.
    pub sanitised: String,
}

/// Who or what wrote a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailKind {
    /// A person, as far as one can tell.
    Person,
    /// An absence note or another automatic answer.
    AutoReply,
    /// A report that a mail was not delivered.
    Bounce(Bounce),
    /// A message from a mailing list.
    MailingList,
    /// A mail this desk sent itself and got back.
    Own,
}

/// What a bounce tells.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bounce {
    /// Whom the mail did not reach.
    pub recipients: Vec<FailedRecipient>,
}

/// One address that a bounce names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedRecipient {
    /// The address.
    pub email: String,
    /// Whether trying again could help.
    pub permanence: Permanence,
    /// The enhanced status code such as `5.1.1`, if one was given.
    pub status: Option<String>,
}

/// Whether a delivery failure is final.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permanence {
    /// The address does not work.
    Permanent,
    /// The server still tries, or asked to try later.
    Temporary,
    /// The bounce does not say.
    Unknown,
}

/// The `##hs_...##` tags of a mail, as raw values: whether a category exists or a field accepts its value is decided
/// where those are known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Tags {
    /// The customer's own id.
    pub customer_id: Option<String>,
    /// The customer's first name.
    pub customer_first_name: Option<String>,
    /// The customer's last name.
    pub customer_last_name: Option<String>,
    /// The customer's telephone number.
    pub customer_phone: Option<String>,
    /// The customer's address.
    pub customer_email: Option<String>,
    /// The request to append to.
    pub request: Option<RequestId>,
    /// The category to open the request in.
    pub category: Option<CategoryId>,
    /// The staff member to assign the request to.
    pub assigned_to: Option<StaffId>,
    /// The values of custom fields.
    pub custom: BTreeMap<CustomFieldId, String>,
    /// Whether the request belongs to the original sender of a forwarded mail.
    pub is_forward: bool,
}

/// Everything a help desk needs of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncomingMail {
    /// The `From` address, or the `Sender` where that is missing.
    pub sender: Option<Address>,
    /// The `To` addresses.
    pub to: Vec<Address>,
    /// The `Cc` addresses.
    pub cc: Vec<Address>,
    /// Where answers should go instead of the sender.
    pub reply_to: Vec<Address>,
    /// The subject as it was sent.
    pub subject: Option<String>,
    /// The subject without parser tags.
    pub clean_subject: Option<String>,
    /// The message id without angle brackets.
    pub message_id: Option<String>,
    /// The ids of the mails this one answers.
    pub in_reply_to: Vec<String>,
    /// The ids of the conversation, oldest first.
    pub references: Vec<String>,
    /// When the sender says it was sent; `None` when that is no real moment.
    pub date: Option<DateTime<Utc>>,
    /// The whole text of the mail, nothing removed; from the HTML when there is no text part.
    pub text: String,
    /// The text without parser tags.
    pub clean_text: String,
    /// What the sender newly wrote: no quotes, no tags.
    pub reply_text: String,
    /// The HTML part.
    pub html: Option<Html>,
    /// The files.
    pub attachments: Vec<Attachment>,
    /// Who or what wrote the mail.
    pub kind: MailKind,
    /// Whether a mailing list passed it on, also when `kind` says something more telling.
    pub is_mailing_list: bool,
    /// Whether an automatic acknowledgement must not be sent (RFC 3834 and its kin).
    pub suppress_auto_ack: bool,
    /// The parser tags of subject, text and HTML.
    pub tags: Tags,
    /// The request that the subject refers to.
    pub request_in_subject: Option<RequestId>,
    /// Who wrote the mail that was forwarded; looked for only if the forward tag is there.
    pub original_sender: Option<Address>,
}

impl IncomingMail {
    /// Whom a new request belongs to: the tag's address, else the original sender of a forward, else the sender.
    ///
    /// ```
    /// use deskhand_email_parser::{Options, parse};
    ///
    /// let mail = parse(b"From: desk@example.net\r\n\r\nCall her. ##hs_customer_email:ida@example.net##", &Options::default());
    /// assert_eq!(mail.customer().unwrap().email, "ida@example.net");
    /// ```
    pub fn customer(&self) -> Option<Address> {
        let tagged = self.tags.customer_email.as_deref().and_then(|email| Address::new(email, None));
        tagged.or_else(|| self.original_sender.clone()).or_else(|| self.sender.clone())
    }
}
