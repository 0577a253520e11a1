//! The outbox: work that is done after the change that caused it, written in the same transaction.

use crate::error::StoreResult;
use crate::schema::jobs;
use crate::store::{Reader, Writer};
use deskhand_model::Timestamp;
use diesel::prelude::*;

/// A job to be stored.
#[derive(Debug, Clone)]
pub struct NewJob<'a> {
    /// What is to be done.
    pub kind: &'a str,
    /// With what, as JSON.
    pub payload: &'a str,
    /// Not before this time.
    pub due_at: Timestamp,
    /// When it is written.
    pub created_at: Timestamp,
}

/// A job that a worker holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON.
    pub payload: String,
    /// How often it was begun before.
    pub attempts: i64,
}

/// Stores a job.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewJob<'_>) -> StoreResult<i64> {
    let row = (
        jobs::kind.eq(new.kind),
        jobs::payload.eq(new.payload),
        jobs::due_at.eq(new.due_at.0),
        jobs::attempts.eq(0),
        jobs::lease_until.eq(0),
        jobs::last_error.eq(""),
        jobs::created_at.eq(new.created_at.0),
    );
    Ok(diesel::insert_into(jobs::table).values(row).returning(jobs::id).get_result(&mut db.conn)?)
}

/// Takes the jobs of a kind that are due and that nobody holds, until `lease_until`. Two workers never hold one job.
///
/// # Errors
/// Trouble of the database.
pub fn claim(db: &mut Writer<'_>, kind: &str, now: Timestamp, lease_until: Timestamp, limit: i64) -> StoreResult<Vec<Job>> {
    let free: Vec<(i64, String, String, i64)> = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::due_at.le(now.0))
        .filter(jobs::lease_until.lt(now.0))
        .order((jobs::due_at, jobs::id))
        .limit(limit)
        .select((jobs::id, jobs::kind, jobs::payload, jobs::attempts))
        .load(&mut db.conn)?;
    let mut claimed = Vec::with_capacity(free.len());
    for (id, kind, payload, attempts) in free {
        let still_free = jobs::table.filter(jobs::id.eq(id)).filter(jobs::lease_until.lt(now.0));
        let lease = (jobs::lease_until.eq(lease_until.0), jobs::attempts.eq(jobs::attempts + 1));
        if diesel::update(still_free).set(lease).execute(&mut db.conn)? == 1 {
            claimed.push(Job { id, kind, payload, attempts });
        }
    }
    Ok(claimed)
}

/// Removes a job that is done.
///
/// # Errors
/// Trouble of the database.
pub fn finish(db: &mut Writer<'_>, id: i64) -> StoreResult<()> {
    diesel::delete(jobs::table.find(id)).execute(&mut db.conn)?;
    Ok(())
}

/// Gives a job back, to be tried again later.
///
/// # Errors
/// Trouble of the database.
pub fn retry(db: &mut Writer<'_>, id: i64, due_at: Timestamp, error: &str) -> StoreResult<()> {
    let change = (jobs::due_at.eq(due_at.0), jobs::lease_until.eq(0), jobs::last_error.eq(error));
    diesel::update(jobs::table.find(id)).set(change).execute(&mut db.conn)?;
    Ok(())
}

/// How many jobs of each kind wait.
///
/// # Errors
/// Trouble of the database.
pub fn depths(db: &mut Reader) -> StoreResult<Vec<(String, i64)>> {
    Ok(jobs::table.group_by(jobs::kind).select((jobs::kind, diesel::dsl::count_star())).load(&mut db.conn)?)
}
