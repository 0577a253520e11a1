//! Changing requests.

use crate::conn::AnyConnection;
use crate::dialect::{execute, one, upsert};
use crate::error::StoreResult;
use crate::row::NewRequestRow;
use crate::schema::{open_counts, request_fields, request_tags, requests};
use crate::store::Writer;
use deskhand_model::request::CustomValues;
use deskhand_model::{
    Actor, CategoryId, Channel, Customer, MailboxId, PortalId, Request, RequestId, RequestSecret, StaffId, StatusId, TagId,
    Timestamp,
};
use diesel::prelude::*;

/// The rows over which one person's count is spread, so that writers of PostgreSQL seldom wait for each other.
const SHARDS: i64 = 16;

/// A request to be stored.
#[derive(Debug, Clone)]
pub struct NewRequest<'a> {
    /// How it came.
    pub channel: Channel,
    /// The mailbox it came through.
    pub via: Option<MailboxId>,
    /// The secondary portal.
    pub portal: Option<PortalId>,
    /// Who opened it.
    pub opened_by: Actor,
    /// Who works on it.
    pub assigned_to: Option<StaffId>,
    /// Whether it is open.
    pub is_open: bool,
    /// Its status.
    pub status: StatusId,
    /// Whether it is urgent.
    pub is_urgent: bool,
    /// Its category.
    pub category: Option<CategoryId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The letters of its access key.
    pub secret: &'a RequestSecret,
    /// Its subject.
    pub title: &'a str,
    /// The customer.
    pub customer: &'a Customer,
    /// The mailbox its mails are sent from.
    pub send_from: Option<MailboxId>,
    /// Whether the customer wrote the first note.
    pub is_from_customer: bool,
    /// Whether the first note is public.
    pub is_public: bool,
    /// What tells whether the same was sent twice.
    pub content_hash: &'a str,
    /// How many history entries are written with it.
    pub history_count: i64,
}

/// Stores a request.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewRequest<'_>) -> StoreResult<RequestId> {
    let row = NewRequestRow {
        channel: new.channel.code(),
        via: new.via.map_or(0, |id| id.0),
        portal_id: new.portal.map_or(0, |id| id.0),
        opened_by: new.opened_by.code(),
        assigned_to: new.assigned_to.map_or(0, |id| id.0),
        is_open: new.is_open,
        status_id: new.status.0,
        is_urgent: new.is_urgent,
        category_id: new.category.map_or(0, |id| id.0),
        opened_at: new.opened_at.0,
        closed_at: if new.is_open { 0 } else { new.opened_at.0 },
        is_trash: false,
        trashed_at: 0,
        secret: new.secret.as_str(),
        title: new.title,
        customer_ref: &new.customer.customer_ref,
        first_name: &new.customer.first_name,
        last_name: &new.customer.last_name,
        email: &new.customer.email,
        phone: &new.customer.phone,
        last_reply_by: 0,
        is_unread: true,
        merged_into: 0,
        send_from: new.send_from.map_or(0, |id| id.0),
        updated_at: new.opened_at.0,
        last_public_at: if new.is_public { new.opened_at.0 } else { 0 },
        last_customer_at: if new.is_from_customer { new.opened_at.0 } else { 0 },
        history_count: new.history_count,
        public_count: i64::from(new.is_public),
        content_hash: new.content_hash,
    };
    let id = one!(db, diesel::insert_into(requests::table).values(&row).returning(requests::id))?;
    if let Some(staff) = new.assigned_to.filter(|_| new.is_open) {
        add_open_count(db, staff, RequestId(id), 1)?;
    }
    Ok(RequestId(id))
}

/// Stores the fields of a request that may change, and keeps the count of open requests a person.
///
/// # Errors
/// Trouble of the database.
pub fn update(db: &mut Writer<'_>, before: &Request, after: &Request) -> StoreResult<()> {
    let customer = &after.customer;
    let work = (
        requests::channel.eq(after.channel.code()),
        requests::assigned_to.eq(after.assigned_to.map_or(0, |id| id.0)),
        requests::is_open.eq(after.is_open),
        requests::status_id.eq(after.status.0),
        requests::is_urgent.eq(after.is_urgent),
        requests::category_id.eq(after.category.map_or(0, |id| id.0)),
        requests::closed_at.eq(after.closed_at.map_or(0, |t| t.0)),
        requests::is_trash.eq(after.is_trash),
        requests::trashed_at.eq(after.trashed_at.map_or(0, |t| t.0)),
        requests::title.eq(&after.title),
    );
    let person = (
        requests::customer_ref.eq(&customer.customer_ref),
        requests::first_name.eq(&customer.first_name),
        requests::last_name.eq(&customer.last_name),
        requests::email.eq(&customer.email),
        requests::phone.eq(&customer.phone),
        requests::send_from.eq(after.send_from.map_or(0, |id| id.0)),
        requests::merged_into.eq(after.merged_into.map_or(0, |id| id.0)),
    );
    execute!(db, diesel::update(requests::table.find(after.id.0)).set((work, person)))?;
    let (old, new) = (counted_for(before), counted_for(after));
    if old != new {
        if let Some(staff) = old {
            add_open_count(db, staff, before.id, -1)?;
        }
        if let Some(staff) = new {
            add_open_count(db, staff, before.id, 1)?;
        }
    }
    Ok(())
}

/// In whose count of open requests a request is.
fn counted_for(request: &Request) -> Option<StaffId> {
    request.assigned_to.filter(|_| request.is_open && !request.is_trash && request.merged_into.is_none())
}

/// Changes how many open requests a person has.
///
/// # Errors
/// Trouble of the database.
pub fn add_open_count(db: &mut Writer<'_>, staff: StaffId, request: RequestId, change: i64) -> StoreResult<()> {
    // SQLite has one writer, so one row is enough there.
    let shard = if matches!(db.conn, AnyConnection::Sqlite(_)) { 0 } else { request.0.rem_euclid(SHARDS) };
    let row = (open_counts::staff_id.eq(staff.0), open_counts::shard.eq(shard), open_counts::requests.eq(change));
    let add = open_counts::requests.eq(open_counts::requests + change);
    upsert!(db, open_counts::table, (open_counts::staff_id, open_counts::shard), add, row)?;
    Ok(())
}

/// What new history entries do to their request.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// When they were made.
    pub at: Timestamp,
    /// Who made them.
    pub actor: Actor,
    /// Whether one holds a note, not only a log of changes.
    pub is_note: bool,
    /// Whether the note is public.
    pub is_public: bool,
    /// Whether the assignee has to read it; when they made it themselves, they have read everything.
    pub is_unread: bool,
    /// How many history entries it makes.
    pub count: i64,
}

/// Notes on a request that it got history entries; returns the position of the last one.
///
/// # Errors
/// Trouble of the database.
pub fn record_entry(db: &mut Writer<'_>, request: &Request, entry: Entry) -> StoreResult<i64> {
    let position = request.history_count + entry.count;
    let row = diesel::update(requests::table.find(request.id.0));
    let last_reply_by = match entry.actor {
        Actor::Staff(id) if entry.is_note => id.0,
        Actor::Customer if entry.is_note => 0,
        _ => request.last_reply_by.map_or(0, |id| id.0),
    };
    let common = (
        requests::history_count.eq(position),
        requests::updated_at.eq(entry.at.0),
        requests::is_unread.eq(entry.is_unread),
        requests::last_reply_by.eq(last_reply_by),
    );
    let one_more = requests::public_count.eq(requests::public_count + 1);
    let public_at = requests::last_public_at.eq(entry.at.0);
    match (entry.is_public, entry.actor) {
        (true, Actor::Customer) => {
            execute!(db, row.set((common, public_at, requests::last_customer_at.eq(entry.at.0), one_more)))?
        }
        (true, _) => execute!(db, row.set((common, public_at, one_more)))?,
        (false, _) => execute!(db, row.set(common))?,
    };
    Ok(position)
}

/// Marks a request as read or unread.
///
/// # Errors
/// Trouble of the database.
pub fn set_unread(db: &mut Writer<'_>, id: RequestId, is_unread: bool) -> StoreResult<()> {
    diesel::update(requests::table.find(id.0)).set(requests::is_unread.eq(is_unread)).execute(&mut db.conn)?;
    Ok(())
}

/// Replaces the tags of a request.
///
/// # Errors
/// Trouble of the database.
pub fn set_tags(db: &mut Writer<'_>, id: RequestId, tags: &[TagId]) -> StoreResult<()> {
    diesel::delete(request_tags::table.filter(request_tags::request_id.eq(id.0))).execute(&mut db.conn)?;
    for tag in tags {
        let row = (request_tags::request_id.eq(id.0), request_tags::tag_id.eq(tag.0));
        diesel::insert_into(request_tags::table).values(row).execute(&mut db.conn)?;
    }
    Ok(())
}

/// Sets some custom values of a request; an empty one is removed.
///
/// # Errors
/// Trouble of the database.
pub fn set_custom(db: &mut Writer<'_>, id: RequestId, values: &CustomValues) -> StoreResult<()> {
    for (field, value) in values {
        if value.is_empty() {
            diesel::delete(request_fields::table.find((id.0, field.0))).execute(&mut db.conn)?;
            continue;
        }
        let row = (request_fields::request_id.eq(id.0), request_fields::field_id.eq(field.0), request_fields::value.eq(value));
        let change = request_fields::value.eq(value);
        upsert!(db, request_fields::table, (request_fields::request_id, request_fields::field_id), change, row)?;
    }
    Ok(())
}

/// Deletes some requests with everything on them that were put into the trash before a time; returns how many.
///
/// # Errors
/// Trouble of the database.
pub fn delete_trashed(db: &mut Writer<'_>, before: Timestamp, limit: i64) -> StoreResult<usize> {
    let ids: Vec<i64> = requests::table
        .filter(requests::is_trash)
        .filter(requests::trashed_at.gt(0))
        .filter(requests::trashed_at.lt(before.0))
        .order(requests::trashed_at)
        .limit(limit)
        .select(requests::id)
        .load(&mut db.conn)?;
    for id in &ids {
        crate::search::forget(db, RequestId(*id))?;
    }
    Ok(diesel::delete(requests::table.filter(requests::id.eq_any(ids))).execute(&mut db.conn)?)
}
