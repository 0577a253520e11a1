//! Subscriptions of staff to requests.

use crate::dialect::insert_missing;
use crate::error::StoreResult;
use crate::schema::subscriptions;
use crate::store::Writer;
use deskhand_model::{RequestId, StaffId};
use diesel::prelude::*;

/// Subscribes a staff member to a request; says whether they were not subscribed before.
///
/// # Errors
/// Trouble of the database.
pub fn subscribe(db: &mut Writer<'_>, request: RequestId, staff: StaffId) -> StoreResult<bool> {
    let row = (subscriptions::request_id.eq(request.0), subscriptions::staff_id.eq(staff.0));
    Ok(insert_missing!(db, subscriptions::table, row)? > 0)
}
