//! How far a copy has come, recorded in its target. A record is there as long as the copy is not finished.

use super::{INDEX, refused, rows, tables};
use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::schema::{copied_tables, desk};
use crate::store::{Reader, Writer};
use diesel::prelude::*;

/// The tables that the migrations put rows into.
const MIGRATED: [&str; 2] = ["desk", "statuses"];

/// How far the copy of a table has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The last key that was copied; empty before the first.
    pub(super) after: String,
    /// The rows that were copied.
    pub(super) rows: u64,
    /// Whether that is all.
    pub(super) is_done: bool,
}

/// Whether the database is the target of an unfinished copy.
pub(super) fn is_there(db: &mut Reader) -> StoreResult<bool> {
    Ok(copied_tables::table.count().get_result::<i64>(&mut db.conn)? > 0)
}

/// Makes a new database the target of a copy; says whether it was one already.
pub(super) fn claim(db: &mut Writer<'_>) -> StoreResult<bool> {
    if is_there(db)? {
        return Ok(true);
    }
    refuse_unless_new(db)?;
    for name in tables::contents().iter().map(|table| table.name).chain([INDEX]) {
        let place = (copied_tables::after.eq(""), copied_tables::rows.eq(0), copied_tables::is_done.eq(false));
        diesel::insert_into(copied_tables::table).values((copied_tables::name.eq(name), place)).execute(&mut db.conn)?;
    }
    Ok(false)
}

fn refuse_unless_new(db: &mut Reader) -> StoreResult<()> {
    for table in tables::all().iter().filter(|table| !MIGRATED.contains(&table.name)) {
        let text = format!("SELECT count(*) AS number FROM (SELECT 1 FROM \"{}\" LIMIT 1) AS first", table.name);
        if rows::number(db, &text)? > 0 {
            return Err(refused(&format!("copied to is not empty: there are rows in table {}", table.name)));
        }
    }
    // Every change of the configuration raises the version.
    let version: Option<i64> = desk::table.find(1).select(desk::version).first(&mut db.conn).optional()?;
    if version == Some(1) { Ok(()) } else { Err(refused("copied to is not empty: its configuration was changed")) }
}

/// How far the copy of a table has come.
pub(super) fn place(db: &mut Reader, name: &str) -> StoreResult<Place> {
    let columns = (copied_tables::after, copied_tables::rows, copied_tables::is_done);
    let (after, rows, is_done): (String, i64, bool) = copied_tables::table.find(name).select(columns).first(&mut db.conn)?;
    Ok(Place { after, rows: u64::try_from(rows).unwrap_or(0), is_done })
}

/// Records that the copy of a table has come from one place to the next.
pub(super) fn advance(db: &mut Writer<'_>, name: &str, from: &Place, to: &Place) -> StoreResult<()> {
    let here = copied_tables::table
        .find(name)
        .filter(copied_tables::after.eq(&from.after))
        .filter(copied_tables::rows.eq(count(from)))
        .filter(copied_tables::is_done.eq(from.is_done));
    let change = (copied_tables::after.eq(&to.after), copied_tables::rows.eq(count(to)), copied_tables::is_done.eq(to.is_done));
    if diesel::update(here).set(change).execute(&mut db.conn)? == 1 {
        return Ok(());
    }
    Err(StoreError::new(StoreErrorKind::Constraint, "copied to is the target of another copy that runs now"))
}

/// Forgets the copy.
pub(super) fn clear(db: &mut Writer<'_>) -> StoreResult<()> {
    diesel::delete(copied_tables::table).execute(&mut db.conn)?;
    Ok(())
}

fn count(place: &Place) -> i64 {
    i64::try_from(place.rows).unwrap_or(i64::MAX)
}
