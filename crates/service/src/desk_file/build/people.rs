//! Permission groups and staff.

use super::Builder;
use super::outline::{outlines, stored, with_retired};
use crate::context::Random;
use crate::desk_file::format::{Secret, Staff};
use crate::desk_file::problems::Place;
use crate::desk_file::state::State;
use crate::error::ServiceResult;
use crate::passwords;
use deskhand_model::EmailAddress;
use deskhand_storage::catalog::{GroupRow, Json, ResponseRow, StaffRow};

impl Builder<'_> {
    pub(super) fn groups(&mut self) {
        let Some(entries) = &self.file.permission_groups else { return };
        let outlines = outlines("permission_groups", "permission group", entries, |entry| (entry.id, &entry.name, true));
        let known: Vec<_> = self.old.groups.iter().map(|row| stored(row.id, &row.name, true)).collect();
        let ids = self.number(&outlines, &known);
        let rows = entries.iter().zip(ids);
        self.new.groups = rows
            .map(|(entry, id)| GroupRow { id, name: entry.name.clone(), permissions: Json(entry.permissions.clone()) })
            .collect();
    }

    pub(super) fn staff(&mut self) {
        let Some(entries) = &self.file.staff else { return };
        let outlines = outlines("staff", "staff", entries, |entry| (entry.id, &entry.email, entry.active.0));
        let known: Vec<_> = self.old.staff.iter().map(|row| stored(row.id, &row.email, row.is_active)).collect();
        let ids = self.number(&outlines, &known);
        let groups = self.directories().groups;
        let mut rows = Vec::with_capacity(entries.len());
        for ((entry, outline), id) in entries.iter().zip(&outlines).zip(ids) {
            self.check_person(entry, &outline.place, entries);
            let group = self.find_optional(&outline.place, "group", &groups, entry.group.as_ref());
            let old = self.old.staff.iter().find(|row| row.id == id);
            rows.push(row(entry, id, group, old));
        }
        self.new.staff = with_retired(rows, &self.old.staff);
        let people = self.directories().staff;
        for (index, (entry, outline)) in entries.iter().zip(&outlines).enumerate() {
            let substitute = self.find_optional(&outline.place, "out_of_office", &people, entry.out_of_office.as_ref());
            if let Some(row) = self.new.staff.get_mut(index) {
                row.out_of_office = substitute;
            }
        }
    }

    fn check_person(&mut self, entry: &Staff, place: &Place, entries: &[Staff]) {
        if EmailAddress::parse(&entry.email).is_none() {
            self.add(place, "email: is not an address");
        }
        if !entry.second_email.is_empty() && EmailAddress::parse(&entry.second_email).is_none() {
            self.add(place, "second_email: is not an address");
        }
        let namesakes =
            entries.iter().filter(|other| other.active.0 && other.username.to_lowercase() == entry.username.to_lowercase());
        if entry.active.0 && !entry.username.is_empty() && namesakes.count() > 1 {
            self.add(place, format!("username: \"{}\" stands twice", entry.username));
        }
        match (&entry.password, &entry.password_hash) {
            (Some(_), Some(_)) => self.add(place, "give a password or its hash, not both"),
            (Some(Secret(text)), None) if text.is_empty() => self.add(place, "password: must not be empty"),
            (None, Some(Secret(text))) if !text.starts_with("$argon2") => self.add(place, "password_hash: is no Argon2 hash"),
            _ => {}
        }
    }

    /// Notes groups that are removed although somebody is in them or a response is shared with them; inactive ones just leave.
    pub(super) fn groups_in_use(&mut self) {
        let groups = self.directories().groups;
        let is_gone = |id: Option<i64>| id.is_some_and(|id| !groups.is_known(id));
        for row in self.new.staff.iter_mut().filter(|row| is_gone(row.group_id)) {
            if row.is_active {
                self.problems.add(None, format!("staff \"{}\": is in a permission group that is no longer there", row.email));
            }
            row.group_id = None;
        }
        for row in self.new.responses.iter_mut().filter(|row| is_gone(row.group_id)) {
            if row.is_active && row.kind == ResponseRow::GROUP {
                let message = format!("response \"{}\": is shared with a permission group that is no longer there", row.title);
                self.problems.add(None, message);
            }
            row.kind = ResponseRow::OWNER;
            row.group_id = None;
        }
    }

    /// Notes preferred workspaces that are filters which do not exist.
    pub(super) fn workspaces(&mut self) {
        let Some(entries) = &self.file.staff else { return };
        let filters = self.directories().filters;
        for (index, entry) in entries.iter().enumerate() {
            let workspace = entry.preferences.workspace.as_str();
            let is_known = matches!(workspace, "myq" | "inbox") || workspace.parse().is_ok_and(|id| filters.is_known(id));
            if !is_known {
                let message =
                    format!("preferences.workspace: \"{workspace}\" is neither `myq` nor `inbox` nor the id of a filter");
                self.add(&Place::new(format!("staff.{index}"), "staff", &entry.email), message);
            }
        }
    }
}

fn row(entry: &Staff, id: i64, group: i64, old: Option<&StaffRow>) -> StaffRow {
    let old_hash = old.map(|row| row.password_hash.clone()).unwrap_or_default();
    StaffRow {
        id,
        first_name: entry.first_name.clone(),
        last_name: entry.last_name.clone(),
        username: entry.username.clone(),
        email: entry.email.clone(),
        second_email: entry.second_email.clone(),
        phone: entry.phone.clone(),
        role: entry.role.code(),
        group_id: (group != 0).then_some(group),
        is_active: entry.active.0,
        password_hash: entry.password_hash.as_ref().map_or(old_hash, |Secret(hash)| hash.clone()),
        out_of_office: 0,
        preferences: Json(entry.preferences.clone()),
    }
}

/// Hashes the passwords that are new. Rows of staff stand in the order of their entries.
pub(in crate::desk_file) fn set_passwords(new: &mut State, entries: &[Staff], random: &dyn Random) -> ServiceResult<()> {
    for (row, entry) in new.staff.iter_mut().zip(entries) {
        if let Some(Secret(password)) =
            entry.password.as_ref().filter(|Secret(text)| !passwords::verify(text, &row.password_hash))
        {
            row.password_hash = passwords::hash(password, random)?;
        }
    }
    Ok(())
}
