//! The audit log of what administrators changed.

use crate::error::StoreResult;
use crate::schema::audit_log;
use crate::store::Writer;
use deskhand_model::Timestamp;
use diesel::prelude::*;

/// A change by an administrator, to be logged.
#[derive(Debug, Clone)]
pub struct AuditRow<'a> {
    /// What was done: `add`, `edit` or `delete`.
    pub action: &'a str,
    /// The kind of thing it was done to, such as `HS_Category`.
    pub object: &'a str,
    /// Who did it; 0 for the command line.
    pub staff: i64,
    /// When.
    pub added_at: Timestamp,
    /// The number of the thing.
    pub id: i64,
    /// What the thing is called.
    pub name: &'a str,
    /// The new values, as JSON.
    pub data: &'a str,
}

/// Adds a line to the audit log.
///
/// # Errors
/// Trouble of the database.
pub fn append_audit(db: &mut Writer<'_>, row: &AuditRow<'_>) -> StoreResult<()> {
    let values = (
        audit_log::action.eq(row.action),
        audit_log::object.eq(row.object),
        audit_log::staff_id.eq(row.staff),
        audit_log::added_at.eq(row.added_at.0),
        audit_log::int_value.eq(row.id),
        audit_log::text_value.eq(row.name),
        audit_log::date_value.eq(""),
        audit_log::ip.eq(""),
        audit_log::request_id.eq(0),
        audit_log::data.eq(row.data),
    );
    diesel::insert_into(audit_log::table).values(values).execute(&mut db.conn)?;
    Ok(())
}
