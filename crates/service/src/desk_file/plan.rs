//! What applying a desk file changes.

use super::state::State;
use crate::error::ServiceResult;
use deskhand_model::{RequestId, Settings, Timestamp};
use deskhand_storage::catalog::{self, AuditRow, Definition};
use deskhand_storage::{StoreResult, Writer, desk};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt;

/// What applying a desk file changes, one line for each thing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The changes, in the order in which they are made.
    pub lines: Vec<PlanLine>,
}

/// A change to one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// What is done.
    pub change: Change,
    /// The kind of thing, such as `category`.
    pub kind: &'static str,
    /// Its number; 0 for the settings.
    pub id: i64,
    /// What it is called.
    pub name: String,
    /// The keys whose values change.
    pub fields: Vec<String>,
}

/// What is done to a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It gets other values.
    Changed,
    /// It goes out of use but stays where requests name it.
    MadeInactive,
    /// It is deleted, for no request can name it.
    Removed,
}

impl Plan {
    /// Whether nothing changes.
    ///
    /// ```
    /// assert!(deskhand_service::desk_file::Plan::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("nothing to change\n");
        }
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for PlanLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.change {
            Change::Added => "add",
            Change::Changed => "change",
            Change::MadeInactive => "make inactive",
            Change::Removed => "remove",
        };
        write!(f, "{word}: {}", self.kind)?;
        if self.id != 0 {
            write!(f, " {} \"{}\"", self.id, self.name)?;
        }
        match self.change {
            Change::Changed => write!(f, ": {}", self.fields.join(", ")),
            Change::Added | Change::MadeInactive | Change::Removed => Ok(()),
        }
    }
}

/// A kind of thing with its name in the audit log.
struct Kind {
    name: &'static str,
    object: &'static str,
}

const fn kind(name: &'static str, object: &'static str) -> Kind {
    Kind { name, object }
}

/// Makes one state of the desk out of another, in an order that keeps all references whole.
pub(super) fn carry_out(db: &mut Writer<'_>, now: Timestamp, old: &State, new: &State) -> ServiceResult<Plan> {
    let mut work = Work { db, now, plan: Plan::default() };
    work.store(&kind("permission group", "HS_Permission_Groups"), &old.groups, &new.groups)?;
    work.store(&kind("staff", "HS_Person"), &old.staff, &new.staff)?;
    work.store(&kind("portal", "HS_Multi_Portals"), &old.portals, &new.portals)?;
    work.store(&kind("custom field", "HS_CustomFields"), &old.custom_fields, &new.custom_fields)?;
    work.store(&kind("category", "HS_Category"), &old.categories, &new.categories)?;
    work.store(&kind("reporting tag", "HS_Category_ReportingTags"), &old.tags, &new.tags)?;
    work.store(&kind("status", "HS_luStatus"), &old.statuses, &new.statuses)?;
    work.store(&kind("mailbox", "HS_Mailboxes"), &old.mailboxes, &new.mailboxes)?;
    work.store(&kind("filter", "HS_Filters"), &old.filters, &new.filters)?;
    work.store(&kind("response", "HS_Responses"), &old.responses, &new.responses)?;
    work.store(&kind("forum", "HS_Forums"), &old.forums, &new.forums)?;
    work.store(&kind("book", "HS_KB_Books"), &old.books, &new.books)?;
    work.store(&kind("chapter", "HS_KB_Chapters"), &old.chapters, &new.chapters)?;
    work.store(&kind("page", "HS_KB_Pages"), &old.pages, &new.pages)?;
    for page in new.pages.iter().filter(|page| is_relating(page, old)) {
        catalog::set_related_pages(work.db, page)?;
    }
    work.delete(&kind("page", "HS_KB_Pages"), &old.pages, &new.pages)?;
    work.delete(&kind("chapter", "HS_KB_Chapters"), &old.chapters, &new.chapters)?;
    work.delete(&kind("permission group", "HS_Permission_Groups"), &old.groups, &new.groups)?;
    work.settings(&old.settings, &new.settings)?;
    Ok(work.plan)
}

fn is_relating(page: &catalog::Page, old: &State) -> bool {
    old.pages.iter().find(|old| old.row.id == page.row.id).map_or(!page.related.is_empty(), |old| old.related != page.related)
}

struct Work<'a, 'b> {
    db: &'a mut Writer<'b>,
    now: Timestamp,
    plan: Plan,
}

impl Work<'_, '_> {
    /// Adds what is new and changes what is different.
    fn store<T: Definition>(&mut self, kind: &Kind, old: &[T], new: &[T]) -> ServiceResult<()> {
        for thing in new {
            let Some(before) = old.iter().find(|old| old.id() == thing.id()) else {
                thing.insert(self.db)?;
                self.note(kind, Change::Added, thing, &object(thing))?;
                continue;
            };
            if before == thing {
                continue;
            }
            thing.update(self.db)?;
            let changed = difference(&object(before), &object(thing));
            let change = if changed.get("active") == Some(&Value::Bool(false)) { Change::MadeInactive } else { Change::Changed };
            self.note(kind, change, thing, &changed)?;
        }
        Ok(())
    }

    /// Deletes what is gone.
    fn delete<T: Definition>(&mut self, kind: &Kind, old: &[T], new: &[T]) -> ServiceResult<()> {
        for thing in old.iter().filter(|old| !new.iter().any(|new| new.id() == old.id())) {
            thing.delete(self.db)?;
            self.note(kind, Change::Removed, thing, &Map::new())?;
        }
        Ok(())
    }

    /// Saves the settings, or else makes servers see the other changes.
    fn settings(&mut self, old: &Settings, new: &Settings) -> ServiceResult<()> {
        move_request_numbers(self.db, old.desk.first_request_id, new.desk.first_request_id)?;
        if old == new {
            if !self.plan.is_empty() {
                desk::touch(self.db)?;
            }
            return Ok(());
        }
        desk::save_settings(self.db, new)?;
        let changed = difference(&sections(old), &sections(new));
        self.log(
            &kind("settings", "HS_Settings"),
            PlanLine {
                change: Change::Changed,
                kind: "settings",
                id: 0,
                name: String::new(),
                fields: changed.keys().cloned().collect(),
            },
            &changed,
        )
    }

    fn note<T: Definition>(&mut self, kind: &Kind, change: Change, thing: &T, values: &Map<String, Value>) -> ServiceResult<()> {
        let fields = values.keys().cloned().collect();
        let line = PlanLine { change, kind: kind.name, id: thing.id(), name: thing.label(), fields };
        self.log(kind, line, values)
    }

    fn log(&mut self, kind: &Kind, line: PlanLine, values: &Map<String, Value>) -> ServiceResult<()> {
        let action = match line.change {
            Change::Added => "add",
            Change::Changed => "edit",
            Change::MadeInactive | Change::Removed => "delete",
        };
        let data = Value::Object(without_secrets(values)).to_string();
        let row =
            AuditRow { action, object: kind.object, staff: 0, added_at: self.now, id: line.id, name: &line.name, data: &data };
        catalog::append_audit(self.db, &row)?;
        self.plan.lines.push(line);
        Ok(())
    }
}

/// Lets requests be numbered from another number. Never back, save in a desk where no number was given away.
fn move_request_numbers(db: &mut Writer<'_>, old_first: i64, first: i64) -> StoreResult<()> {
    let next = catalog::next_request_id(db)?.0;
    if first > next || (next == old_first && first != next) {
        catalog::set_next_request_id(db, RequestId(first))?;
    }
    Ok(())
}

fn object(thing: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(thing) {
        Ok(Value::Object(map)) => map,
        // Rows are structs with named fields.
        Ok(_) | Err(_) => Map::new(),
    }
}

/// All settings by their full names, such as `api.public`.
fn sections(settings: &Settings) -> Map<String, Value> {
    let mut flat = Map::new();
    for (section, value) in object(settings) {
        match value {
            Value::Object(values) => flat.extend(values.into_iter().map(|(key, value)| (format!("{section}.{key}"), value))),
            value => drop(flat.insert(section, value)),
        }
    }
    flat
}

/// The new values of the keys whose values differ.
fn difference(old: &Map<String, Value>, new: &Map<String, Value>) -> Map<String, Value> {
    new.iter().filter(|(key, value)| old.get(*key) != Some(*value)).map(|(key, value)| (key.clone(), value.clone())).collect()
}

fn without_secrets(values: &Map<String, Value>) -> Map<String, Value> {
    values.iter().filter(|(key, _)| *key != "password").map(|(key, value)| (key.clone(), value.clone())).collect()
}
