//! Requests with what hangs on them.

use crate::{
    AccessKey, Actor, CategoryId, Channel, CustomFieldId, DocumentId, HistoryId, MailboxId, PortalId, RequestId, RequestSecret,
    StaffId, StatusId, TagId, Timestamp, Visibility,
};
use std::collections::BTreeMap;

/// Who a request is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Customer {
    /// The organisation's own id for the customer (`sUserId`).
    pub customer_ref: String,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// E-mail address, or empty.
    pub email: String,
    /// Telephone number.
    pub phone: String,
}

impl Customer {
    /// First and last name with a blank between them, as the original prints it (untrimmed).
    ///
    /// ```
    /// let mut customer = deskhand_model::Customer::default();
    /// assert_eq!(customer.full_name(), "");
    /// customer.last_name = "Okafor".into();
    /// assert_eq!(customer.full_name(), " Okafor");
    /// ```
    pub fn full_name(&self) -> String {
        if self.first_name.is_empty() && self.last_name.is_empty() {
            return String::new();
        }
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Whether nothing is known of the customer.
    pub fn is_unknown(&self) -> bool {
        [&self.customer_ref, &self.first_name, &self.last_name, &self.email, &self.phone]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

/// A request.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Its number.
    pub id: RequestId,
    /// How it came.
    pub channel: Channel,
    /// The mailbox it came through.
    pub via: Option<MailboxId>,
    /// The secondary portal it belongs to.
    pub portal: Option<PortalId>,
    /// Who opened it.
    pub opened_by: Actor,
    /// Who works on it; nobody means the inbox.
    pub assigned_to: Option<StaffId>,
    /// Whether it is open.
    pub is_open: bool,
    /// Its status.
    pub status: StatusId,
    /// Whether it is urgent.
    pub is_urgent: bool,
    /// Its category.
    pub category: Option<CategoryId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Whether it is in the trash.
    pub is_trash: bool,
    /// When it was put into the trash.
    pub trashed_at: Option<Timestamp>,
    /// The letters of its access key.
    pub secret: RequestSecret,
    /// The subject of its mails.
    pub title: String,
    /// The customer.
    pub customer: Customer,
    /// The staff member who replied last; none when the customer did or nobody has.
    pub last_reply_by: Option<StaffId>,
    /// Whether its newest update has not been read by its assignee.
    pub is_unread: bool,
    /// The request it was merged into.
    pub merged_into: Option<RequestId>,
    /// The mailbox that its mails are sent from.
    pub send_from: Option<MailboxId>,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// How many history entries it has ever had.
    pub history_count: i64,
}

impl Request {
    /// The key that opens the request to its customer.
    pub fn access_key(&self) -> AccessKey {
        AccessKey { request: self.id, secret: self.secret.clone() }
    }
}

/// A note: what somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Note {
    /// The text.
    pub body: String,
    /// Whether the text is HTML.
    pub is_html: bool,
}

/// A line in a request's history: a note, a log of changes, or both.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryItem {
    /// Its number; newer entries have higher ones.
    pub id: HistoryId,
    /// The request it belongs to.
    pub request: RequestId,
    /// Who made it.
    pub actor: Actor,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether it is the note that opened the request.
    pub is_initial: bool,
    /// The note; empty for a log line.
    pub note: Note,
    /// The changes, for staff.
    pub log: String,
    /// The headers of the mail it came from.
    pub email_headers: String,
    /// The request it was merged from.
    pub merged_from: Option<RequestId>,
    /// Whether staff pinned it.
    pub is_pinned: bool,
    /// Whom it was mailed to.
    pub recipients: Option<Recipients>,
    /// How many documents hang on it.
    pub document_count: i64,
}

/// Whom a note was mailed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recipients {
    /// Direct recipients.
    pub to: String,
    /// Carbon copies.
    pub cc: String,
    /// Blind carbon copies.
    pub bcc: String,
    /// Staff who were told.
    pub staff: Vec<StaffId>,
}

/// A document, without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its number.
    pub id: DocumentId,
    /// The request.
    pub request: RequestId,
    /// The history entry that it hangs on.
    pub history: HistoryId,
    /// File name.
    pub name: String,
    /// Media type, as it was sent.
    pub mime: String,
    /// Content id, for images inside a note; otherwise empty.
    pub content_id: String,
    /// SHA-256 of the content, in hexadecimal.
    pub hash: String,
    /// Size of the content, in bytes.
    pub size: i64,
}

/// The custom values of a request.
pub type CustomValues = BTreeMap<CustomFieldId, String>;

/// What hangs on a request beside its own fields.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extras {
    /// Reporting tags.
    pub tags: Vec<TagId>,
    /// Custom values.
    pub custom: CustomValues,
}
