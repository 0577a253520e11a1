//! Time that staff spent on requests.

use crate::error::StoreResult;
use crate::schema::time_events;
use crate::store::{Reader, Writer};
use deskhand_model::{RequestId, StaffId, TimeEventId, Timestamp};
use diesel::prelude::*;

/// A time event to be stored.
#[derive(Debug, Clone)]
pub struct NewTimeEvent<'a> {
    /// The request.
    pub request: RequestId,
    /// Who worked.
    pub staff: StaffId,
    /// For how long, in seconds.
    pub seconds: i64,
    /// On which day.
    pub worked_on: Timestamp,
    /// When it was entered.
    pub added_at: Timestamp,
    /// What was done.
    pub description: &'a str,
    /// Whether it is billable.
    pub is_billable: bool,
}

/// Stores a time event.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewTimeEvent<'_>) -> StoreResult<TimeEventId> {
    let row = (
        time_events::request_id.eq(new.request.0),
        time_events::staff_id.eq(new.staff.0),
        time_events::seconds.eq(new.seconds),
        time_events::worked_on.eq(new.worked_on.0),
        time_events::added_at.eq(new.added_at.0),
        time_events::description.eq(new.description),
        time_events::is_billable.eq(new.is_billable),
    );
    let id = diesel::insert_into(time_events::table).values(row).returning(time_events::id).get_result(&mut db.conn)?;
    Ok(TimeEventId(id))
}

/// The seconds of each request that has time events.
///
/// # Errors
/// Trouble of the database.
pub fn totals(db: &mut Reader, ids: &[RequestId]) -> StoreResult<Vec<(RequestId, i64)>> {
    let rows: Vec<(i64, i64)> = time_events::table
        .filter(time_events::request_id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>()))
        .select((time_events::request_id, time_events::seconds))
        .load(&mut db.conn)?;
    let mut totals = std::collections::BTreeMap::new();
    for (request, seconds) in rows {
        *totals.entry(RequestId(request)).or_insert(0) += seconds;
    }
    Ok(totals.into_iter().collect())
}
