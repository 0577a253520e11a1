//! Moving a desk between databases: from SQLite to PostgreSQL, back, or between two of a kind.
//!
//! The tables are copied in the order of their foreign keys, in batches by primary key. Each batch and the record of how far the
//! copy has come are one transaction of the target, so an interrupted copy goes on where it stopped. The full-text index is not
//! copied but built anew, for the databases keep it in different forms. At the end both sides are read again and compared.
//!
//! Until that comparison has succeeded the target has no row in `desk`: nothing can serve half a desk by mistake.
//!
//! Nothing may write to either database meanwhile. What changes at the source behind the copy's back is noticed by the comparison.

mod numbers;
mod record;
mod rows;
pub mod tables;
mod verify;

use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::search;
use crate::store::Store;
use deskhand_model::RequestId;
use record::Place;
use tables::Table;

/// The name under which the progress of the full-text index is recorded and reported.
const INDEX: &str = "search_index";
/// Requests that are indexed in one transaction.
const INDEXED_AT_ONCE: i64 = 100;

/// What a copy is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Copying the rows of a table.
    Copy,
    /// Building the full-text index of the target from its requests.
    Index,
    /// Comparing the rows of a table on both sides; each row counts twice.
    Verify,
}

/// How far a copy has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub step: Step,
    /// The table it is done to.
    pub table: &'static str,
    /// The rows that are done, those of an earlier, interrupted run too.
    pub done: u64,
    /// The rows there are.
    pub total: u64,
}

/// What a finished copy did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyReport {
    /// The tables with their rows, in the order in which they were copied. All of them were compared.
    pub tables: Vec<(&'static str, u64)>,
    /// The requests in the full-text index of the target.
    pub indexed_requests: u64,
    /// The documents' contents whose SHA-256 was computed again.
    pub checked_blobs: u64,
    /// Whether the copy went on with one that was interrupted.
    pub was_continued: bool,
}

/// Moves a whole desk. The target must be as the migrations leave a new database, or hold an unfinished copy, which then goes on.
///
/// ```
/// use deskhand_storage::{Store, StoreOptions, copy, desk};
///
/// let folder = tempfile::tempdir().unwrap();
/// let open = |name| Store::open(&StoreOptions::new(format!("sqlite:{}/{name}", folder.path().display()))).unwrap();
/// let (old, new) = (open("old.db"), open("new.db"));
/// old.write(|db| desk::set_maintenance(db, Some("We are moving."))).unwrap();
///
/// let report = copy::run(&old, &new, &mut |progress| eprintln!("{}: {}/{}", progress.table, progress.done, progress.total)).unwrap();
///
/// assert!(report.tables.contains(&("statuses", 7)));
/// assert_eq!(new.read(desk::load).unwrap().maintenance.as_deref(), Some("We are moving."));
/// ```
///
/// # Errors
/// When the target is in use already, when it cannot hold something (PostgreSQL has no NUL in texts), when the comparison at the
/// end finds a difference, or when a database fails. Unless the target was refused, running it again goes on with the copy.
pub fn run(from: &Store, to: &Store, progress: &mut dyn FnMut(Progress)) -> StoreResult<CopyReport> {
    let was_continued = prepare(from, to)?;
    let mut copied = Vec::new();
    for table in tables::contents() {
        copied.push((table.name, copy_table(from, to, table, progress)?));
    }
    let indexed_requests = build_index(to, progress)?;
    numbers::carry(from, to)?;
    for (table, (_, rows)) in tables::contents().iter().zip(&copied) {
        verify::compare(from, to, table, *rows, progress)?;
    }
    let checked_blobs = verify::blobs(to)?;
    hand_over(from, to)?;
    copied.push((tables::desk().name, 1));
    Ok(CopyReport { tables: copied, indexed_requests, checked_blobs, was_continued })
}

/// Claims the target; says whether it holds an unfinished copy.
fn prepare(from: &Store, to: &Store) -> StoreResult<bool> {
    if from.read(record::is_there)? {
        return Err(refused("copied from is itself an unfinished copy"));
    }
    let was_continued = to.write(record::claim)?;
    if from.read(record::is_there)? {
        to.write(record::clear)?;
        return Err(refused("copied to is the one that is copied from"));
    }
    to.write(|db| rows::delete(db, tables::desk()))?;
    Ok(was_continued)
}

fn copy_table(from: &Store, to: &Store, table: &'static Table, progress: &mut dyn FnMut(Progress)) -> StoreResult<u64> {
    let total = from.read(|db| rows::count(db, table))?;
    let mut place = to.read(|db| record::place(db, table.name))?;
    let mut limit = rows::Limit::default();
    progress(Progress { step: Step::Copy, table: table.name, done: place.rows, total });
    while !place.is_done {
        let after = rows::key_from_json(table, &place.after)?;
        let batch = from.read(|db| rows::read(db, table, after.as_deref(), limit.rows()))?;
        let next = Place {
            after: batch.rows.last().map_or_else(|| place.after.clone(), |row| rows::key_to_json(table, row)),
            rows: place.rows.saturating_add(rows::length(&batch.rows)),
            is_done: batch.rows.len() < limit.rows(),
        };
        limit.adapt(batch.bytes);
        place = to.write(move |db| {
            if place.after.is_empty() {
                rows::delete(db, table)?;
            }
            rows::insert(db, table, &batch.rows)?;
            record::advance(db, table.name, &place, &next)?;
            Ok::<_, StoreError>(next.clone())
        })?;
        progress(Progress { step: Step::Copy, table: table.name, done: place.rows, total });
    }
    Ok(place.rows)
}

fn build_index(to: &Store, progress: &mut dyn FnMut(Progress)) -> StoreResult<u64> {
    let total = to.read(|db| rows::count(db, tables::requests()))?;
    let mut place = to.read(|db| record::place(db, INDEX))?;
    while !place.is_done {
        progress(Progress { step: Step::Index, table: INDEX, done: place.rows, total });
        let after = RequestId(place.after.parse().unwrap_or(0));
        place = to.write(move |db| {
            let last = search::rebuild_batch(db, after, INDEXED_AT_ONCE)?;
            let next = Place {
                after: last.map_or_else(|| place.after.clone(), |id| id.to_string()),
                rows: place.rows.saturating_add(INDEXED_AT_ONCE.unsigned_abs()).min(total),
                is_done: last.is_none(),
            };
            record::advance(db, INDEX, &place, &next)?;
            Ok::<_, StoreError>(next)
        })?;
    }
    progress(Progress { step: Step::Index, table: INDEX, done: total, total });
    Ok(total)
}

/// Gives the target its row in `desk` and forgets how it was copied: from now on it is a desk like any other.
fn hand_over(from: &Store, to: &Store) -> StoreResult<()> {
    let desk = from.read(|db| rows::read(db, tables::desk(), None, 2))?.rows;
    to.write(move |db| {
        rows::insert(db, tables::desk(), &desk)?;
        if rows::read(db, tables::desk(), None, 2)?.rows != desk {
            return Err(verify::difference(tables::desk(), "its row is another one"));
        }
        record::clear(db)
    })
}

fn refused(why: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Constraint, why)
}
