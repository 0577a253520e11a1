//! From the file to the state that the desk is to have: numbers are given, references found, values checked.
//!
//! Kinds are built in an order in which each only refers to kinds before it. Everything wrong is collected on the way.

mod desk;
mod knowledge;
mod outline;
mod people;
mod work;

use super::directories::Directories;
use super::format::{DeskFile, Reference};
use super::names::Directory;
use super::problems::{DeskFileError, Place, Problems};
use super::state::State;
use std::fmt;

pub(super) use people::set_passwords;

/// The state that a file asks for. Passwords are still to be set.
pub(super) fn build(old: &State, file: &DeskFile) -> Result<State, DeskFileError> {
    let mut builder = Builder { file, old, new: old.clone(), problems: Problems::default() };
    builder.groups();
    builder.staff();
    builder.portals();
    builder.custom_fields();
    builder.categories();
    builder.statuses();
    builder.mailboxes();
    builder.responses();
    builder.forums();
    builder.books();
    builder.settings();
    builder.default_mailbox();
    builder.filters();
    builder.workspaces();
    builder.groups_in_use();
    let Builder { new, problems, .. } = builder;
    problems.or(new)
}

struct Builder<'a> {
    file: &'a DeskFile,
    old: &'a State,
    /// Begins as the old state; each section of the file replaces its part.
    new: State,
    problems: Problems,
}

impl Builder<'_> {
    fn add(&mut self, place: &Place, message: impl fmt::Display) {
        place.add(&mut self.problems, &self.file.lines, message);
    }

    fn directories(&self) -> Directories {
        Directories::of(&self.new)
    }

    /// The number that a reference means; 0 when it means nothing, which is noted.
    fn find(&mut self, place: &Place, key: &str, directory: &Directory, reference: &Reference) -> i64 {
        directory.find(reference).unwrap_or_else(|problem| {
            self.add(place, format!("{key}: {problem}"));
            0
        })
    }

    /// The number that a reference means, or 0 when there is none.
    fn find_optional(&mut self, place: &Place, key: &str, directory: &Directory, reference: Option<&Reference>) -> i64 {
        reference.map_or(0, |reference| self.find(place, key, directory, reference))
    }

    /// The numbers that references mean, each once.
    fn find_all(&mut self, place: &Place, key: &str, directory: &Directory, references: &[Reference]) -> Vec<i64> {
        let mut ids = Vec::with_capacity(references.len());
        for reference in references {
            let id = self.find(place, key, directory, reference);
            if id != 0 && ids.contains(&id) {
                self.add(place, format!("{key}: {reference} is listed twice"));
            } else {
                ids.push(id);
            }
        }
        ids
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Id(id) => write!(f, "{id}"),
            Self::Name(name) => write!(f, "\"{name}\""),
        }
    }
}
