//! Who gets a request.

use crate::context::Context;
use crate::error::{ServiceError, ServiceResult};
use crate::staff;
use deskhand_model::{Assignment, Category, Role, StaffId};
use deskhand_storage::{Reader, requests};

/// The person that somebody named, or their substitute.
pub(super) fn to_person(cx: &Context<'_>, id: StaffId) -> ServiceResult<StaffId> {
    match cx.desk.staff.get(&id) {
        Some(person) if person.is_active => Ok(staff::available(cx.desk, id)),
        _ => Err(ServiceError::Refused(format!("there is no active staff member {id} to assign it to"))),
    }
}

/// Who gets a new request of a category by the category's rule.
pub(super) fn by_category(db: &mut Reader, cx: &Context<'_>, category: &Category) -> ServiceResult<Option<StaffId>> {
    let is_active = |id: &StaffId| cx.desk.staff.get(id).is_some_and(|s| s.is_active);
    let is_admin = |id: &StaffId| cx.desk.staff.get(id).is_some_and(|s| s.role == Role::Admin);
    let everybody: Vec<StaffId> = category.staff.iter().copied().filter(is_active).collect();
    let without_admins = || everybody.iter().copied().filter(|id| !is_admin(id)).collect::<Vec<_>>();
    let chosen = match category.assignment {
        Assignment::None => None,
        Assignment::DefaultContact => category.default_contact.filter(is_active),
        Assignment::Random => any_of(cx, &everybody),
        Assignment::RandomNoAdmins => any_of(cx, &without_admins()),
        Assignment::FewestOpen => least_busy(db, &everybody)?,
        Assignment::FewestOpenNoAdmins => least_busy(db, &without_admins())?,
        Assignment::RoundRobin => {
            let last = requests::last_assignee(db, category.id)?;
            let after_last = last.and_then(|last| everybody.iter().position(|id| *id == last)).map_or(0, |at| at + 1);
            everybody.get(after_last).or(everybody.first()).copied()
        }
    };
    Ok(chosen.map(|id| staff::available(cx.desk, id)))
}

fn any_of(cx: &Context<'_>, people: &[StaffId]) -> Option<StaffId> {
    let mut bytes = [0_u8; 8];
    cx.random.fill(&mut bytes);
    let count = u64::try_from(people.len()).ok().filter(|count| *count > 0)?;
    usize::try_from(u64::from_le_bytes(bytes) % count).ok().and_then(|index| people.get(index)).copied()
}

fn least_busy(db: &mut Reader, people: &[StaffId]) -> ServiceResult<Option<StaffId>> {
    let counts = requests::open_counts(db)?;
    Ok(people.iter().copied().min_by_key(|id| counts.get(id).copied().unwrap_or(0)))
}
