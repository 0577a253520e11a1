//! What all entries have in common: a place in the file, a number, a name, an order.

use super::Builder;
use crate::desk_file::names::{Stored, Wanted, numbers, positions};
use crate::desk_file::problems::Place;
use deskhand_storage::catalog::{
    BookRow, Category, ChapterRow, CustomFieldRow, Definition, FilterRow, ForumRow, Page, StatusRow, TagRow,
};
use std::collections::BTreeMap;

/// An entry without what is special to its kind.
#[derive(Debug, Clone)]
pub(super) struct Outline {
    pub(super) place: Place,
    pub(super) id: Option<i64>,
    pub(super) name: String,
    /// What the entry is recognised by when it has no number.
    pub(super) key: String,
    pub(super) is_active: bool,
}

/// The outlines of a section's entries, each recognised by its name, whatever its case when it is an address.
pub(super) fn outlines<'e, E>(
    section: &str,
    kind: &str,
    entries: &'e [E],
    parts: impl Fn(&'e E) -> (Option<i64>, &'e String, bool),
) -> Vec<Outline> {
    let outline = |(index, entry)| {
        let (id, name, is_active) = parts(entry);
        Outline {
            place: Place::new(format!("{section}.{index}"), kind, name),
            id,
            name: name.clone(),
            key: key_of(name),
            is_active,
        }
    };
    entries.iter().enumerate().map(outline).collect()
}

impl Builder<'_> {
    /// Gives each entry its number; notes missing names, and names and numbers that stand twice.
    pub(super) fn number(&mut self, outlines: &[Outline], stored: &[Stored]) -> Vec<i64> {
        for (index, outline) in outlines.iter().enumerate() {
            let mut earlier = outlines.iter().take(index);
            if outline.name.trim().is_empty() {
                self.add(&outline.place, "the name must not be empty");
            }
            if outline.id.is_some_and(|id| !(1..=i64::from(i32::MAX)).contains(&id)) {
                self.add(&outline.place, "an id must be from 1 to 2147483647");
            }
            if let Some(other) = outline.id.and_then(|id| earlier.clone().find(|other| other.id == Some(id))) {
                self.add(&outline.place, format!("{} has the same id", other.place.name));
            }
            if outline.is_active && earlier.any(|other| other.is_active && other.key == outline.key) {
                self.add(&outline.place, "stands twice");
            }
        }
        let wanted: Vec<Wanted> = outlines.iter().map(|outline| Wanted { id: outline.id, key: outline.key.clone() }).collect();
        numbers(stored, &wanted)
    }
}

/// What a row is recognised by.
pub(super) fn stored(id: i64, name: &str, is_active: bool) -> Stored {
    Stored { id, key: key_of(name), is_active }
}

fn key_of(name: &str) -> String {
    if name.contains('@') { name.to_lowercase() } else { name.to_owned() }
}

/// A key within something else.
pub(super) fn key_within(parent: i64, name: &str) -> String {
    key_of(&format!("{parent}/{name}"))
}

/// Adds what is no longer defined: inactive, or not at all when it can be deleted.
pub(super) fn with_retired<T: Definition>(mut rows: Vec<T>, old: &[T]) -> Vec<T> {
    let gone = old.iter().filter(|old| !rows.iter().any(|row| row.id() == old.id()));
    let retired: Vec<T> = gone.filter_map(Definition::retired).collect();
    rows.extend(retired);
    rows
}

/// A definition with a place among others.
pub(super) trait Ordered: Definition {
    fn position(&mut self) -> &mut i64;
}

/// Gives rows the positions of the order they stand in, keeping stored ones where possible.
pub(super) fn arrange<T: Ordered>(rows: &mut [T], old: &[T]) {
    let known: BTreeMap<i64, i64> = old.iter().map(|row| (row.id(), *row.clone().position())).collect();
    let ids: Vec<i64> = rows.iter().map(Definition::id).collect();
    let arranged = positions(&ids, &known);
    for row in rows {
        if let Some(position) = arranged.get(&row.id()) {
            *row.position() = *position;
        }
    }
}

macro_rules! ordered {
    ($($type:ident . $($field:ident).+,)*) => {$(
        impl Ordered for $type {
            fn position(&mut self) -> &mut i64 {
                &mut self.$($field).+
            }
        }
    )*};
}

ordered! {
    StatusRow.position,
    CustomFieldRow.position,
    Category.row.position,
    TagRow.position,
    FilterRow.position,
    ForumRow.position,
    BookRow.position,
    ChapterRow.position,
    Page.row.position,
}
