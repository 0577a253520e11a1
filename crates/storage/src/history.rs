//! The history of requests.

use crate::dialect::{load, one};
use crate::error::StoreResult;
use crate::row::{HistoryRow, StoredRecipients, to_json};
use crate::schema::history;
use crate::store::{Reader, Writer};
use deskhand_model::request::Recipients;
use deskhand_model::{Actor, HistoryId, HistoryItem, Note, RequestId, Timestamp, Visibility};
use diesel::prelude::*;

/// A history entry to be stored.
#[derive(Debug, Clone)]
pub struct NewItem<'a> {
    /// The request.
    pub request: RequestId,
    /// Who made it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether it opens the request.
    pub is_initial: bool,
    /// The note, or an empty one.
    pub note: &'a Note,
    /// The changes, or an empty text.
    pub log: &'a str,
    /// The headers of the mail it came from, or an empty text.
    pub email_headers: &'a str,
    /// Whom it is mailed to.
    pub recipients: Option<&'a Recipients>,
    /// How many documents hang on it.
    pub document_count: i64,
}

/// Stores an entry.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewItem<'_>) -> StoreResult<HistoryId> {
    let recipients = match new.recipients {
        Some(recipients) => to_json(&StoredRecipients::from(recipients), "recipients")?,
        None => String::new(),
    };
    let row = (
        history::request_id.eq(new.request.0),
        history::actor.eq(new.actor.code()),
        history::created_at.eq(new.at.0),
        history::visibility.eq(new.visibility.code()),
        history::is_initial.eq(new.is_initial),
        history::is_html.eq(new.note.is_html),
        history::body.eq(&new.note.body),
        history::log.eq(new.log),
        history::email_headers.eq(new.email_headers),
        history::merged_from.eq(0),
        history::is_pinned.eq(false),
        history::recipients.eq(recipients),
        history::document_count.eq(new.document_count),
    );
    let id = one!(db, diesel::insert_into(history::table).values(row).returning(history::id))?;
    Ok(HistoryId(id))
}

/// Which entries of a request are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// All.
    ByStaff,
    /// Those the customer may see.
    ByCustomer,
}

/// The entries of a request, newest first.
///
/// # Errors
/// Trouble of the database.
pub fn of_request(db: &mut Reader, id: RequestId, seen: Seen) -> StoreResult<Vec<HistoryItem>> {
    let rows: Vec<HistoryRow> = match seen {
        Seen::ByStaff => load!(
            db,
            history::table.filter(history::request_id.eq(id.0)).order(history::id.desc()).select(HistoryRow::as_select())
        )?,
        Seen::ByCustomer => load!(
            db,
            history::table
                .filter(history::request_id.eq(id.0))
                .filter(history::visibility.eq(Visibility::Public.code()))
                .order(history::id.desc())
                .select(HistoryRow::as_select())
        )?,
    };
    rows.into_iter().map(HistoryItem::try_from).collect()
}

/// The entries of several requests, newest first.
///
/// # Errors
/// Trouble of the database.
pub fn of_requests(db: &mut Reader, ids: &[RequestId]) -> StoreResult<Vec<HistoryItem>> {
    let rows: Vec<HistoryRow> = history::table
        .filter(history::request_id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>()))
        .order(history::id.desc())
        .select(HistoryRow::as_select())
        .load(&mut db.conn)?;
    rows.into_iter().map(HistoryItem::try_from).collect()
}

/// One entry.
///
/// # Errors
/// Trouble of the database.
pub fn find(db: &mut Reader, id: HistoryId) -> StoreResult<Option<HistoryItem>> {
    let row: Option<HistoryRow> = history::table.find(id.0).select(HistoryRow::as_select()).first(&mut db.conn).optional()?;
    row.map(HistoryItem::try_from).transpose()
}

/// The first notes of some requests.
///
/// # Errors
/// Trouble of the database.
pub fn initial_notes(db: &mut Reader, ids: &[RequestId]) -> StoreResult<Vec<(RequestId, Note)>> {
    let rows: Vec<(i64, String, bool)> = history::table
        .filter(history::request_id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>()))
        .filter(history::is_initial)
        .select((history::request_id, history::body, history::is_html))
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(|(id, body, is_html)| (RequestId(id), Note { body, is_html })).collect())
}

/// The requests that changed after a time: one number for each entry, oldest first, at most `limit`.
///
/// # Errors
/// Trouble of the database.
pub fn changed_since(db: &mut Reader, since: Timestamp, limit: i64) -> StoreResult<Vec<RequestId>> {
    let ids: Vec<i64> = history::table
        .filter(history::created_at.gt(since.0))
        .order((history::created_at, history::request_id))
        .select(history::request_id)
        .limit(limit)
        .load(&mut db.conn)?;
    Ok(ids.into_iter().map(RequestId).collect())
}
