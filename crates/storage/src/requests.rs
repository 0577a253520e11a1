//! Requests: finding, changing, searching.
mod change;
mod search;

pub use change::{
    Entry, NewRequest, add_open_count, delete_trashed, insert, record_entry, set_custom, set_tags, set_unread, update,
};
pub use search::{Combine, Condition, CustomerField, Direction, OrderBy, RequestQuery, Scope, TimeRange, search};

use crate::dialect::{load, one};
use crate::error::StoreResult;
use crate::row::RequestRow;
use crate::schema::{custom_fields, open_counts, request_fields, request_tags, requests};
use crate::store::Reader;
use deskhand_model::request::{CustomValues, Extras};
use deskhand_model::{CustomFieldId, Request, RequestId, StaffId, TagId};
use diesel::prelude::*;
use std::collections::BTreeMap;

/// A request by its number.
///
/// # Errors
/// Trouble of the database.
pub fn find(db: &mut Reader, id: RequestId) -> StoreResult<Option<Request>> {
    let row: Option<RequestRow> = one!(db, requests::table.find(id.0).select(RequestRow::as_select())).optional()?;
    Ok(row.map(Request::from))
}

/// The requests of some numbers, in the order of their numbers.
///
/// # Errors
/// Trouble of the database.
pub fn find_all(db: &mut Reader, ids: &[RequestId]) -> StoreResult<Vec<Request>> {
    let mut found = Vec::with_capacity(ids.len());
    // SQLite takes at most 32,766 values a statement.
    for part in ids.chunks(10_000) {
        let rows: Vec<RequestRow> = requests::table
            .filter(requests::id.eq_any(part.iter().map(|id| id.0).collect::<Vec<_>>()))
            .order(requests::id)
            .select(RequestRow::as_select())
            .load(&mut db.conn)?;
        found.extend(rows.into_iter().map(Request::from));
    }
    Ok(found)
}

/// The next requests after a number.
///
/// # Errors
/// Trouble of the database.
pub fn after(db: &mut Reader, id: RequestId, limit: i64) -> StoreResult<Vec<Request>> {
    let rows: Vec<RequestRow> = requests::table
        .filter(requests::id.gt(id.0))
        .order(requests::id)
        .limit(limit)
        .select(RequestRow::as_select())
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// The requests of customers with an e-mail address, newest first.
///
/// # Errors
/// Trouble of the database.
pub fn of_email(db: &mut Reader, email: &str, limit: i64) -> StoreResult<Vec<Request>> {
    diesel::define_sql_function! { fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text; }
    let rows: Vec<RequestRow> = requests::table
        .filter(lower(requests::email).eq(lower(email.trim())))
        .filter(requests::email.ne(""))
        .filter(requests::merged_into.eq(0))
        .filter(requests::is_trash.eq(false))
        .order(requests::id.desc())
        .limit(limit)
        .select(RequestRow::as_select())
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// The requests of customers with one of some ids of the organisation's, newest first.
///
/// # Errors
/// Trouble of the database.
pub fn of_customer_refs(db: &mut Reader, refs: &[String], limit: i64) -> StoreResult<Vec<Request>> {
    let rows: Vec<RequestRow> = requests::table
        .filter(requests::customer_ref.eq_any(refs.to_vec()))
        .filter(requests::customer_ref.ne(""))
        .filter(requests::merged_into.eq(0))
        .filter(requests::is_trash.eq(false))
        .order(requests::id.desc())
        .limit(limit)
        .select(RequestRow::as_select())
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

/// Tags and custom values of some requests.
///
/// # Errors
/// Trouble of the database.
pub fn extras(db: &mut Reader, ids: &[RequestId]) -> StoreResult<BTreeMap<RequestId, Extras>> {
    let mut extras: BTreeMap<RequestId, Extras> = BTreeMap::new();
    for part in ids.chunks(10_000) {
        let numbers: Vec<i64> = part.iter().map(|id| id.0).collect();
        let tags: Vec<(i64, i64)> = request_tags::table
            .filter(request_tags::request_id.eq_any(numbers.clone()))
            .select((request_tags::request_id, request_tags::tag_id))
            .load(&mut db.conn)?;
        for (request, tag) in tags {
            extras.entry(RequestId(request)).or_default().tags.push(TagId(tag));
        }
        let values: Vec<(i64, i64, String)> =
            request_fields::table.filter(request_fields::request_id.eq_any(numbers)).load(&mut db.conn)?;
        for (request, field, value) in values {
            extras.entry(RequestId(request)).or_default().custom.insert(CustomFieldId(field), value);
        }
    }
    Ok(extras)
}

/// Tags and custom values of one request.
///
/// # Errors
/// Trouble of the database.
pub fn extras_of(db: &mut Reader, id: RequestId) -> StoreResult<Extras> {
    let tags: Vec<i64> = load!(
        db,
        request_tags::table.filter(request_tags::request_id.eq(id.0)).select(request_tags::tag_id).order(request_tags::tag_id)
    )?;
    Ok(Extras { tags: tags.into_iter().map(TagId).collect(), custom: custom_values(db, id)? })
}

/// The custom values of a request.
///
/// # Errors
/// Trouble of the database.
pub fn custom_values(db: &mut Reader, id: RequestId) -> StoreResult<CustomValues> {
    let values: Vec<(i64, String)> = load!(
        db,
        request_fields::table
            .filter(request_fields::request_id.eq(id.0))
            .select((request_fields::field_id, request_fields::value))
    )?;
    Ok(values.into_iter().map(|(field, value)| (CustomFieldId(field), value)).collect())
}

/// The custom values of a request that are free text, and so looked for by their parts.
///
/// # Errors
/// Trouble of the database.
pub fn free_text_values(db: &mut Reader, id: RequestId) -> StoreResult<CustomValues> {
    let kinds: Vec<(i64, String)> = custom_fields::table.select((custom_fields::id, custom_fields::kind)).load(&mut db.conn)?;
    let is_free = |field: &CustomFieldId| {
        let kind = kinds.iter().find(|row| row.0 == field.0).map(|row| row.1.as_str());
        kind.is_some_and(is_free_text)
    };
    let mut values = custom_values(db, id)?;
    values.retain(|field, _| is_free(field));
    Ok(values)
}

fn is_free_text(kind: &str) -> bool {
    serde_json::from_str(kind).is_ok_and(|kind| is_free_text_kind(&kind))
}

/// Whether values of a type are free text, which is looked for by its parts; others are looked for as a whole.
pub fn is_free_text_kind(kind: &deskhand_model::CustomFieldKind) -> bool {
    use deskhand_model::CustomFieldKind as Kind;
    matches!(kind, Kind::Text { .. } | Kind::LargeText { .. } | Kind::Regex { .. } | Kind::Ajax { .. })
}

/// How many open requests each of some staff members has.
///
/// # Errors
/// Trouble of the database.
pub fn open_counts(db: &mut Reader) -> StoreResult<BTreeMap<StaffId, i64>> {
    let rows: Vec<(i64, i64)> = open_counts::table.select((open_counts::staff_id, open_counts::requests)).load(&mut db.conn)?;
    let mut counts = BTreeMap::new();
    for (staff, count) in rows {
        *counts.entry(StaffId(staff)).or_insert(0) += count;
    }
    Ok(counts)
}

/// Who got the newest request of a category that somebody got.
///
/// # Errors
/// Trouble of the database.
pub fn last_assignee(db: &mut Reader, category: deskhand_model::CategoryId) -> StoreResult<Option<StaffId>> {
    let mut newest = None;
    // Each half is the end of a range of the index; both together would have to be sorted.
    for is_open in [true, false] {
        let row: Option<(i64, i64)> = requests::table
            .filter(requests::category_id.eq(category.0))
            .filter(requests::is_open.eq(is_open))
            .filter(requests::assigned_to.gt(0))
            .order(requests::id.desc())
            .select((requests::id, requests::assigned_to))
            .first(&mut db.conn)
            .optional()?;
        newest = newest.max(row);
    }
    Ok(newest.and_then(|(_, staff)| StaffId::from_code(staff)))
}
