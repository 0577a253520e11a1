//! Documents: files that hang on history entries.

use crate::dialect::load;
use crate::error::StoreResult;
use crate::row::DocumentRow;
use crate::schema::documents;
use crate::store::{Reader, Writer};
use deskhand_model::{Document, DocumentId, HistoryId, RequestId};
use diesel::prelude::*;

/// A document to be stored; its content is in [`blobs`](crate::blobs) already.
#[derive(Debug, Clone)]
pub struct NewDocument<'a> {
    /// The request.
    pub request: RequestId,
    /// The history entry.
    pub history: HistoryId,
    /// File name.
    pub name: &'a str,
    /// Media type.
    pub mime: &'a str,
    /// Content id, or empty.
    pub content_id: &'a str,
    /// Hash of the content.
    pub hash: &'a str,
    /// Size in bytes.
    pub size: i64,
}

/// Stores a document.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewDocument<'_>) -> StoreResult<DocumentId> {
    let row = (
        documents::request_id.eq(new.request.0),
        documents::history_id.eq(new.history.0),
        documents::name.eq(new.name),
        documents::mime.eq(new.mime),
        documents::content_id.eq(new.content_id),
        documents::hash.eq(new.hash),
        documents::size.eq(new.size),
    );
    let id = diesel::insert_into(documents::table).values(row).returning(documents::id).get_result(&mut db.conn)?;
    Ok(DocumentId(id))
}

/// A document by its number.
///
/// # Errors
/// Trouble of the database.
pub fn find(db: &mut Reader, id: DocumentId) -> StoreResult<Option<Document>> {
    let row: Option<DocumentRow> = documents::table.find(id.0).select(DocumentRow::as_select()).first(&mut db.conn).optional()?;
    Ok(row.map(Document::from))
}

/// The documents of a request, in the order of their numbers.
///
/// # Errors
/// Trouble of the database.
pub fn of_request(db: &mut Reader, id: RequestId) -> StoreResult<Vec<Document>> {
    let rows: Vec<DocumentRow> =
        load!(db, documents::table.filter(documents::request_id.eq(id.0)).order(documents::id).select(DocumentRow::as_select()))?;
    Ok(rows.into_iter().map(Document::from).collect())
}

/// The documents of some requests, in the order of their numbers.
///
/// # Errors
/// Trouble of the database.
pub fn of_requests(db: &mut Reader, ids: &[RequestId]) -> StoreResult<Vec<Document>> {
    let rows: Vec<DocumentRow> = documents::table
        .filter(documents::request_id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>()))
        .order(documents::id)
        .select(DocumentRow::as_select())
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(Document::from).collect())
}
