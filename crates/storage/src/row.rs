//! Rows as they stand in the tables, and what they become in the model.

use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::schema::{documents, history, requests};
use deskhand_model::{
    Actor, CategoryId, Channel, Customer, Document, DocumentId, HistoryId, HistoryItem, MailboxId, Note, PortalId, Request,
    RequestId, RequestSecret, StaffId, StatusId, Timestamp, Visibility, request::Recipients,
};
use diesel::{Insertable, Queryable, Selectable};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Optional times are stored as 0.
pub(crate) fn time(seconds: i64) -> Option<Timestamp> {
    (seconds != 0).then_some(Timestamp(seconds))
}

pub(crate) fn from_json<T: DeserializeOwned>(text: &str, what: &str) -> StoreResult<T> {
    serde_json::from_str(text).map_err(|e| StoreError::other(format!("holds unreadable {what}"), e))
}

pub(crate) fn to_json<T: Serialize>(value: &T, what: &str) -> StoreResult<String> {
    serde_json::to_string(value).map_err(|e| StoreError::other(format!("cannot hold {what}"), e))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = requests)]
pub(crate) struct RequestRow {
    id: i64,
    channel: i64,
    via: i64,
    portal_id: i64,
    opened_by: i64,
    assigned_to: i64,
    is_open: bool,
    status_id: i64,
    is_urgent: bool,
    category_id: i64,
    opened_at: i64,
    closed_at: i64,
    is_trash: bool,
    trashed_at: i64,
    secret: String,
    title: String,
    customer_ref: String,
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
    last_reply_by: i64,
    is_unread: bool,
    merged_into: i64,
    send_from: i64,
    updated_at: i64,
    history_count: i64,
}

impl From<RequestRow> for Request {
    fn from(row: RequestRow) -> Self {
        Self {
            id: RequestId(row.id),
            channel: Channel::from_code(row.channel).unwrap_or(Channel::Other),
            via: MailboxId::from_code(row.via),
            portal: PortalId::from_code(row.portal_id),
            opened_by: Actor::from_code(row.opened_by),
            assigned_to: StaffId::from_code(row.assigned_to),
            is_open: row.is_open,
            status: StatusId(row.status_id),
            is_urgent: row.is_urgent,
            category: CategoryId::from_code(row.category_id),
            opened_at: Timestamp(row.opened_at),
            closed_at: time(row.closed_at),
            is_trash: row.is_trash,
            trashed_at: time(row.trashed_at),
            secret: RequestSecret::new(row.secret),
            title: row.title,
            customer: Customer {
                customer_ref: row.customer_ref,
                first_name: row.first_name,
                last_name: row.last_name,
                email: row.email,
                phone: row.phone,
            },
            last_reply_by: StaffId::from_code(row.last_reply_by),
            is_unread: row.is_unread,
            merged_into: RequestId::from_code(row.merged_into),
            send_from: MailboxId::from_code(row.send_from),
            updated_at: Timestamp(row.updated_at),
            history_count: row.history_count,
        }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = history)]
pub(crate) struct HistoryRow {
    id: i64,
    request_id: i64,
    actor: i64,
    created_at: i64,
    visibility: i64,
    is_initial: bool,
    is_html: bool,
    body: String,
    log: String,
    email_headers: String,
    merged_from: i64,
    is_pinned: bool,
    recipients: String,
    document_count: i64,
}

impl TryFrom<HistoryRow> for HistoryItem {
    type Error = StoreError;

    fn try_from(row: HistoryRow) -> StoreResult<Self> {
        Ok(Self {
            id: HistoryId(row.id),
            request: RequestId(row.request_id),
            actor: Actor::from_code(row.actor),
            created_at: Timestamp(row.created_at),
            visibility: Visibility::from_code(row.visibility).unwrap_or_default(),
            is_initial: row.is_initial,
            note: Note { body: row.body, is_html: row.is_html },
            log: row.log,
            email_headers: row.email_headers,
            merged_from: RequestId::from_code(row.merged_from),
            is_pinned: row.is_pinned,
            recipients: match row.recipients.as_str() {
                "" => None,
                text => Some(from_json::<StoredRecipients>(text, "recipients")?.into()),
            },
            document_count: row.document_count,
        })
    }
}

/// Recipients as they stand in the history.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct StoredRecipients {
    to: String,
    cc: String,
    bcc: String,
    staff: Vec<StaffId>,
}

impl From<StoredRecipients> for Recipients {
    fn from(stored: StoredRecipients) -> Self {
        Self { to: stored.to, cc: stored.cc, bcc: stored.bcc, staff: stored.staff }
    }
}

impl From<&Recipients> for StoredRecipients {
    fn from(recipients: &Recipients) -> Self {
        let Recipients { to, cc, bcc, staff } = recipients.clone();
        Self { to, cc, bcc, staff }
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = documents)]
pub(crate) struct DocumentRow {
    id: i64,
    request_id: i64,
    history_id: i64,
    name: String,
    mime: String,
    content_id: String,
    hash: String,
    size: i64,
}

impl From<DocumentRow> for Document {
    fn from(row: DocumentRow) -> Self {
        Self {
            id: DocumentId(row.id),
            request: RequestId(row.request_id),
            history: HistoryId(row.history_id),
            name: row.name,
            mime: row.mime,
            content_id: row.content_id,
            hash: row.hash,
            size: row.size,
        }
    }
}

#[derive(Insertable)]
#[diesel(table_name = requests)]
pub(crate) struct NewRequestRow<'a> {
    pub(crate) channel: i64,
    pub(crate) via: i64,
    pub(crate) portal_id: i64,
    pub(crate) opened_by: i64,
    pub(crate) assigned_to: i64,
    pub(crate) is_open: bool,
    pub(crate) status_id: i64,
    pub(crate) is_urgent: bool,
    pub(crate) category_id: i64,
    pub(crate) opened_at: i64,
    pub(crate) closed_at: i64,
    pub(crate) is_trash: bool,
    pub(crate) trashed_at: i64,
    pub(crate) secret: &'a str,
    pub(crate) title: &'a str,
    pub(crate) customer_ref: &'a str,
    pub(crate) first_name: &'a str,
    pub(crate) last_name: &'a str,
    pub(crate) email: &'a str,
    pub(crate) phone: &'a str,
    pub(crate) last_reply_by: i64,
    pub(crate) is_unread: bool,
    pub(crate) merged_into: i64,
    pub(crate) send_from: i64,
    pub(crate) updated_at: i64,
    pub(crate) last_public_at: i64,
    pub(crate) last_customer_at: i64,
    pub(crate) history_count: i64,
    pub(crate) public_count: i64,
    pub(crate) content_hash: &'a str,
}

/// A violated assumption about what a query returns.
pub(crate) fn missing(what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Other, format!("lost {what}"))
}
