//! The desk's configuration and the few facts about it that every call checks.

use crate::dialect::one;
use crate::error::{StoreError, StoreResult};
use crate::row::{from_json, time, to_json};
use crate::schema::{
    categories, category_fields, category_staff, custom_fields, desk, mailboxes, permission_groups, portals, reporting_tags,
    staff, statuses, tokens,
};
use crate::store::{Reader, Writer};
use deskhand_model::desk::{
    Category, Desk, Mailbox, PermissionGroup, Portal, Preferences, ReportingTag, Staff, Status, StatusRole, Token,
};
use deskhand_model::{
    Assignment, CategoryId, CustomField, CustomFieldId, GroupId, MailboxId, PortalId, Role, Settings, StaffId, StatusId, TagId,
    Timestamp, TokenId,
};
use diesel::prelude::*;

/// What changes without a new version of the configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulse {
    /// The version of the configuration.
    pub version: i64,
    /// When a login last failed.
    pub last_login_failure: Timestamp,
}

/// The desk's version and the time of the last failed login, in one short read.
///
/// # Errors
/// Trouble of the database.
pub fn pulse(db: &mut Reader) -> StoreResult<Pulse> {
    let row: (i64, i64) = one!(db, desk::table.find(1).select((desk::version, desk::last_login_failure)))?;
    let (version, failed_at) = row;
    Ok(Pulse { version, last_login_failure: Timestamp(failed_at) })
}

/// The whole configuration.
///
/// # Errors
/// Trouble of the database, or settings that this version cannot read.
pub fn load(db: &mut Reader) -> StoreResult<Desk> {
    type DeskRow = (i64, String, bool, String, i64);
    let columns = (desk::version, desk::settings, desk::in_maintenance, desk::maintenance_message, desk::last_login_failure);
    let (version, settings, in_maintenance, message, failed_at): DeskRow =
        desk::table.find(1).select(columns).first(&mut db.conn)?;
    Ok(Desk {
        version,
        settings: from_json::<Settings>(&settings, "settings")?,
        maintenance: in_maintenance.then_some(message),
        last_login_failure: Timestamp(failed_at),
        staff: all_staff(db)?.into_iter().map(|s| (s.id, s)).collect(),
        groups: all_groups(db)?.into_iter().map(|g| (g.id, g)).collect(),
        categories: all_categories(db)?.into_iter().map(|c| (c.id, c)).collect(),
        statuses: all_statuses(db)?,
        custom_fields: all_custom_fields(db)?,
        tags: all_tags(db)?.into_iter().map(|t| (t.id, t)).collect(),
        mailboxes: all_mailboxes(db)?.into_iter().map(|m| (m.id, m)).collect(),
        portals: all_portals(db)?.into_iter().map(|p| (p.id, p)).collect(),
        tokens: all_tokens(db)?.into_iter().map(|t| (t.id, t)).collect(),
    })
}

/// Makes every server load the configuration anew.
///
/// # Errors
/// Trouble of the database.
pub fn touch(db: &mut Writer<'_>) -> StoreResult<()> {
    diesel::update(desk::table.find(1)).set(desk::version.eq(desk::version + 1)).execute(&mut db.conn)?;
    Ok(())
}

/// Replaces the settings.
///
/// # Errors
/// Trouble of the database.
pub fn save_settings(db: &mut Writer<'_>, settings: &Settings) -> StoreResult<()> {
    let text = to_json(settings, "settings")?;
    diesel::update(desk::table.find(1)).set(desk::settings.eq(text)).execute(&mut db.conn)?;
    touch(db)
}

/// Switches maintenance on, with a message for callers, or off.
///
/// # Errors
/// Trouble of the database.
pub fn set_maintenance(db: &mut Writer<'_>, message: Option<&str>) -> StoreResult<()> {
    let change = (desk::in_maintenance.eq(message.is_some()), desk::maintenance_message.eq(message.unwrap_or_default()));
    diesel::update(desk::table.find(1)).set(change).execute(&mut db.conn)?;
    touch(db)
}

/// Notes when a login last failed.
///
/// # Errors
/// Trouble of the database.
pub(crate) fn set_last_login_failure(db: &mut Writer<'_>, at: Timestamp) -> StoreResult<()> {
    diesel::update(desk::table.find(1)).set(desk::last_login_failure.eq(at.0)).execute(&mut db.conn)?;
    Ok(())
}

#[derive(Queryable)]
struct StaffRow {
    id: i64,
    first_name: String,
    last_name: String,
    username: String,
    email: String,
    second_email: String,
    phone: String,
    role: i64,
    group_id: Option<i64>,
    is_active: bool,
    password_hash: String,
    out_of_office: i64,
    preferences: String,
}

fn all_staff(db: &mut Reader) -> StoreResult<Vec<Staff>> {
    let rows: Vec<StaffRow> = staff::table.order(staff::id).load(&mut db.conn)?;
    let build = |row: StaffRow| {
        Ok(Staff {
            id: StaffId(row.id),
            first_name: row.first_name,
            last_name: row.last_name,
            username: row.username,
            email: row.email,
            second_email: row.second_email,
            phone: row.phone,
            role: Role::from_code(row.role).unwrap_or(Role::Guest),
            group: row.group_id.map(GroupId),
            is_active: row.is_active,
            password_hash: row.password_hash,
            out_of_office: StaffId::from_code(row.out_of_office),
            preferences: from_json::<Preferences>(&row.preferences, "preferences")?,
        })
    };
    rows.into_iter().map(build).collect()
}

fn all_groups(db: &mut Reader) -> StoreResult<Vec<PermissionGroup>> {
    let rows: Vec<(i64, String, String)> = permission_groups::table.order(permission_groups::id).load(&mut db.conn)?;
    let build = |(id, name, permissions): (i64, String, String)| {
        Ok(PermissionGroup { id: GroupId(id), name, permissions: from_json(&permissions, "permissions")? })
    };
    rows.into_iter().map(build).collect()
}

fn all_categories(db: &mut Reader) -> StoreResult<Vec<Category>> {
    type Row = (i64, String, String, bool, bool, i64, i64, i64);
    let rows: Vec<Row> = categories::table.order(categories::id).load(&mut db.conn)?;
    let people: Vec<(i64, i64)> = category_staff::table
        .select((category_staff::category_id, category_staff::staff_id))
        .order((category_staff::category_id, category_staff::position))
        .load(&mut db.conn)?;
    let fields: Vec<(i64, i64)> = category_fields::table
        .select((category_fields::category_id, category_fields::field_id))
        .order((category_fields::category_id, category_fields::position))
        .load(&mut db.conn)?;
    let tags: Vec<(i64, i64)> = reporting_tags::table
        .filter(reporting_tags::is_active)
        .select((reporting_tags::category_id, reporting_tags::id))
        .order((reporting_tags::category_id, reporting_tags::position))
        .load(&mut db.conn)?;
    let build = |(id, name, group, is_active, is_public, default_contact, assignment, _): Row| Category {
        id: CategoryId(id),
        name,
        group,
        is_active,
        is_public,
        default_contact: StaffId::from_code(default_contact),
        assignment: Assignment::from_code(assignment).unwrap_or_default(),
        staff: of_category(&people, id).map(StaffId).collect(),
        custom_fields: of_category(&fields, id).map(CustomFieldId).collect(),
        tags: of_category(&tags, id).map(TagId).collect(),
    };
    Ok(rows.into_iter().map(build).collect())
}

fn of_category(rows: &[(i64, i64)], category: i64) -> impl Iterator<Item = i64> {
    rows.iter().filter(move |row| row.0 == category).map(|row| row.1)
}

fn all_statuses(db: &mut Reader) -> StoreResult<Vec<Status>> {
    let rows: Vec<(i64, String, i64, bool, i64)> =
        statuses::table.order((statuses::position, statuses::id)).load(&mut db.conn)?;
    let build = |(id, name, role, is_active, _): (i64, String, i64, bool, i64)| Status {
        id: StatusId(id),
        name,
        role: StatusRole::from_code(role),
        is_active,
    };
    Ok(rows.into_iter().map(build).collect())
}

fn all_custom_fields(db: &mut Reader) -> StoreResult<Vec<CustomField>> {
    type Row = (i64, String, String, bool, bool, bool, i64, bool);
    let rows: Vec<Row> = custom_fields::table
        .filter(custom_fields::is_active)
        .order((custom_fields::position, custom_fields::id))
        .load(&mut db.conn)?;
    let build = |(id, name, kind, is_required, is_public, is_always_visible, position, _): Row| {
        Ok(CustomField {
            id: CustomFieldId(id),
            name,
            kind: from_json(&kind, "a custom field's type")?,
            is_required,
            is_public,
            is_always_visible,
            position,
        })
    };
    rows.into_iter().map(build).collect()
}

fn all_tags(db: &mut Reader) -> StoreResult<Vec<ReportingTag>> {
    type Row = (i64, i64, String, i64, bool);
    let rows: Vec<Row> = reporting_tags::table.order(reporting_tags::id).load(&mut db.conn)?;
    let build = |(id, category, name, ..): Row| ReportingTag { id: TagId(id), name, category: CategoryId(category) };
    Ok(rows.into_iter().map(build).collect())
}

fn all_mailboxes(db: &mut Reader) -> StoreResult<Vec<Mailbox>> {
    type Row = (i64, String, String, bool, i64, String);
    let rows: Vec<Row> = mailboxes::table.order(mailboxes::id).load(&mut db.conn)?;
    let build = |(id, reply_name, reply_address, is_active, category, _): Row| Mailbox {
        id: MailboxId(id),
        reply_name,
        reply_address,
        is_active,
        category: CategoryId::from_code(category),
    };
    Ok(rows.into_iter().map(build).collect())
}

fn all_portals(db: &mut Reader) -> StoreResult<Vec<Portal>> {
    let rows: Vec<(i64, String, String, bool)> = portals::table.order(portals::id).load(&mut db.conn)?;
    let build =
        |(id, name, base_url, is_active): (i64, String, String, bool)| Portal { id: PortalId(id), name, base_url, is_active };
    Ok(rows.into_iter().map(build).collect())
}

#[derive(Queryable)]
struct TokenRow {
    id: i64,
    staff_id: i64,
    name: String,
    secret_hash: Vec<u8>,
    created_at: i64,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
    _is_revoked: bool,
}

fn all_tokens(db: &mut Reader) -> StoreResult<Vec<Token>> {
    let rows: Vec<TokenRow> = tokens::table.filter(tokens::is_revoked.eq(false)).order(tokens::id).load(&mut db.conn)?;
    let build = |row: TokenRow| {
        let secret_hash = row.secret_hash.try_into().map_err(|_| broken_token(row.id))?;
        Ok(Token {
            id: TokenId(row.id),
            staff: StaffId(row.staff_id),
            name: row.name,
            secret_hash,
            created_at: Timestamp(row.created_at),
            expires_at: row.expires_at.map(Timestamp),
            last_used_at: row.last_used_at.and_then(time),
        })
    };
    rows.into_iter().map(build).collect()
}

fn broken_token(id: i64) -> StoreError {
    crate::row::missing(&format!("a part of token {id}"))
}

/// Sets the password hash of a staff member; the caller makes servers load it with [`touch`].
///
/// # Errors
/// Trouble of the database.
pub fn set_staff_password(db: &mut Writer<'_>, id: StaffId, hash: &str) -> StoreResult<()> {
    diesel::update(staff::table.find(id.0)).set(staff::password_hash.eq(hash)).execute(&mut db.conn)?;
    touch(db)
}
