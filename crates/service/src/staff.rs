//! Staff: logins, and which requests they may see.

use crate::context::Context;
use crate::error::ServiceResult;
use crate::passwords;
use deskhand_model::desk::Staff;
use deskhand_model::{Desk, Role, StaffId};
use deskhand_storage::requests::Scope;
use deskhand_storage::{Writer, desk};

/// The active staff member with a login: an e-mail address, without regard to case, or a user name.
pub fn find_login<'a>(desk: &'a Desk, login: &str) -> Option<&'a Staff> {
    let login = login.trim();
    let is_theirs = |s: &&Staff| s.email.eq_ignore_ascii_case(login) || (!s.username.is_empty() && s.username == login);
    desk.staff.values().filter(|s| s.is_active && !login.is_empty()).find(is_theirs)
}

/// Sets the password of a staff member.
///
/// # Errors
/// Trouble of the database.
pub fn set_password(db: &mut Writer<'_>, cx: &Context<'_>, staff: StaffId, password: &str) -> ServiceResult<()> {
    let hash = passwords::hash(password, cx.random)?;
    Ok(desk::set_staff_password(db, staff, &hash)?)
}

/// Which requests a staff member may see: administrators and help desk staff all, level 2 those of the categories that list
/// them, guests their own; a permission group may limit it to the categories that list them.
pub fn scope(desk: &Desk, staff: &Staff) -> Scope {
    let is_limited = desk.group_of(staff).is_some_and(|group| group.permissions.only_assigned_categories);
    let listed = || desk.categories.values().filter(|c| c.staff.contains(&staff.id)).map(|c| c.id).collect();
    match staff.role {
        Role::Admin => Scope::All,
        Role::HelpDesk if !is_limited => Scope::All,
        Role::HelpDesk | Role::LevelTwo => Scope::Categories(listed(), staff.id),
        Role::Guest => Scope::Own(staff.id),
    }
}

/// Who gets what is to be assigned to somebody: their substitutes while they are out of office, along a chain without loops. The
/// last one of a loop is whom it began with.
pub fn available(desk: &Desk, wanted: StaffId) -> StaffId {
    let mut current = wanted;
    for _ in 0..desk.staff.len() {
        let substitute = desk.staff.get(&current).and_then(|s| s.out_of_office);
        match substitute.filter(|id| desk.staff.get(id).is_some_and(|s| s.is_active)) {
            None => return current,
            Some(id) if id == wanted => return wanted,
            Some(id) => current = id,
        }
    }
    wanted
}
