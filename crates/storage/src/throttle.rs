//! Failed logins, shared by all servers of a desk.

use crate::desk;
use crate::error::StoreResult;
use crate::schema::login_failures;
use crate::store::{Reader, Writer};
use deskhand_model::Timestamp;
use diesel::prelude::*;

/// The highest number of failures that any of the keys has had since a time.
///
/// # Errors
/// Trouble of the database.
pub fn failures_since(db: &mut Reader, keys: &[String], since: Timestamp) -> StoreResult<i64> {
    let mut highest = 0;
    for key in keys {
        let recent = login_failures::table.filter(login_failures::key.eq(key)).filter(login_failures::failed_at.gt(since.0));
        highest = highest.max(recent.count().get_result(&mut db.conn)?);
    }
    Ok(highest)
}

/// Notes a failure for each of the keys and forgets those before `forget_before`.
///
/// # Errors
/// Trouble of the database.
pub fn add_failure(db: &mut Writer<'_>, keys: &[String], at: Timestamp, forget_before: Timestamp) -> StoreResult<()> {
    for key in keys {
        let row = (login_failures::key.eq(key), login_failures::failed_at.eq(at.0));
        diesel::insert_into(login_failures::table).values(row).execute(&mut db.conn)?;
    }
    diesel::delete(login_failures::table.filter(login_failures::failed_at.lt(forget_before.0))).execute(&mut db.conn)?;
    desk::set_last_login_failure(db, at)
}

/// Forgets the failures of the keys, after a success.
///
/// # Errors
/// Trouble of the database.
pub fn clear(db: &mut Writer<'_>, keys: &[String]) -> StoreResult<()> {
    diesel::delete(login_failures::table.filter(login_failures::key.eq_any(keys.to_vec()))).execute(&mut db.conn)?;
    Ok(())
}
