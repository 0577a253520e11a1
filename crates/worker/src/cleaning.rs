//! Deleting what has been in the trash for long enough, and contents that no document has any more.

use deskhand_model::Timestamp;
use deskhand_storage::{Store, StoreResult, blobs, desk};

const DAY: i64 = 86_400;
/// What is deleted in one transaction, so that other writes need not wait.
const BATCH: i64 = 50;

/// What a cleaning deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// Requests from the trash.
    pub requests: usize,
    /// Contents of documents.
    pub contents: usize,
}

/// Cleans the desk once.
///
/// # Errors
/// Trouble of the database; what was deleted before stays deleted.
pub fn clean(store: &Store, now: Timestamp) -> StoreResult<Cleaned> {
    let days = store.read(desk::load)?.settings.requests.trash_days;
    let mut cleaned = Cleaned::default();
    if days > 0 {
        cleaned.requests = empty_trash(store, now.plus(-days.saturating_mul(DAY)))?;
    }
    loop {
        let unused = store.read(|db| blobs::unused(db, BATCH))?;
        if unused.is_empty() {
            return Ok(cleaned);
        }
        // Between the two a document may have begun to use one of them, so the second step looks again.
        let deleted = store.write(move |db| blobs::delete_unused(db, &unused))?;
        cleaned.contents += deleted;
        if deleted == 0 {
            return Ok(cleaned);
        }
    }
}

/// Deletes the requests that were put into the trash before a time; returns how many.
fn empty_trash(store: &Store, before: Timestamp) -> StoreResult<usize> {
    let mut requests = 0;
    loop {
        let deleted = store.write(move |db| deskhand_storage::requests::delete_trashed(db, before, BATCH))?;
        requests += deleted;
        if deleted == 0 {
            return Ok(requests);
        }
    }
}
