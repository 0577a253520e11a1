//! By what names things are found, and which numbers they get.

use super::format::Reference;
use super::problems::hint;
use std::collections::{BTreeMap, BTreeSet};

/// Something that a reference can mean.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) id: i64,
    /// What it may be called by, the usual name first.
    pub(super) names: Vec<String>,
    pub(super) is_active: bool,
}

/// All things of one kind.
#[derive(Debug, Clone)]
pub(super) struct Directory {
    /// What a thing of the kind is called, such as `category`.
    pub(super) kind: &'static str,
    things: Vec<Named>,
}

impl Directory {
    pub(super) fn new(kind: &'static str, things: impl IntoIterator<Item = Named>) -> Self {
        Self { kind, things: things.into_iter().collect() }
    }

    pub(super) fn is_known(&self, id: i64) -> bool {
        self.things.iter().any(|thing| thing.id == id)
    }

    pub(super) fn is_in_use(&self, id: i64) -> bool {
        self.things.iter().any(|thing| thing.id == id && thing.is_active)
    }

    /// The number that is meant, or what is wrong.
    pub(super) fn find(&self, reference: &Reference) -> Result<i64, String> {
        match reference {
            Reference::Id(id) if self.is_known(*id) => Ok(*id),
            Reference::Id(id) => Err(format!("there is no {} with the id {id}", self.kind)),
            Reference::Name(name) => self.find_name(name),
        }
    }

    /// The clearest way to refer to a number: the first name that nothing else has, or the number itself.
    pub(super) fn reference(&self, id: i64) -> Reference {
        let names = self.things.iter().find(|thing| thing.id == id).map(|thing| thing.names.as_slice()).unwrap_or_default();
        let clear = names.iter().find(|name| self.find_name(name) == Ok(id));
        clear.map_or(Reference::Id(id), |name| Reference::Name(name.clone()))
    }

    /// Things in use go before others with the same name.
    fn find_name(&self, name: &str) -> Result<i64, String> {
        let matches = |in_use: bool| {
            let things = self.things.iter().filter(move |thing| thing.is_active == in_use && thing.is_called(name));
            things.map(|thing| thing.id).collect::<Vec<i64>>()
        };
        let (used, unused) = (matches(true), matches(false));
        match (used.as_slice(), unused.as_slice()) {
            ([id], _) | ([], [id]) => Ok(*id),
            ([], []) => {
                let known = self.things.iter().flat_map(|thing| thing.names.iter().map(String::as_str));
                Err(format!("there is no {} \"{name}\"{}", self.kind, hint(name, known)))
            }
            _ => Err(format!("there are several things called {} \"{name}\": refer to one by its id", self.kind)),
        }
    }
}

impl Named {
    fn is_called(&self, name: &str) -> bool {
        // Addresses are the only names whose case says nothing.
        self.names.iter().any(|own| own == name || (own.contains('@') && own.to_lowercase() == name.to_lowercase()))
    }
}

/// Something that is stored, by what it is recognised.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) id: i64,
    pub(super) key: String,
    pub(super) is_active: bool,
}

/// An entry of the file, by what it is recognised.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) id: Option<i64>,
    pub(super) key: String,
}

/// The numbers of entries: the fixed one, else that of a stored thing with the same key, else a new one.
pub(super) fn numbers(stored: &[Stored], wanted: &[Wanted]) -> Vec<i64> {
    let mut taken: BTreeSet<i64> = wanted.iter().filter_map(|entry| entry.id).collect();
    let mut last = stored.iter().map(|thing| thing.id).chain(taken.iter().copied()).max().unwrap_or(0).max(0);
    let mut numbers = Vec::with_capacity(wanted.len());
    for entry in wanted {
        let same_key = |in_use: bool| {
            let mut things = stored.iter().filter(|thing| thing.is_active == in_use && thing.key == entry.key);
            things.find(|thing| !taken.contains(&thing.id)).map(|thing| thing.id)
        };
        let id = entry.id.or_else(|| same_key(true)).or_else(|| same_key(false)).unwrap_or_else(|| {
            last = last.saturating_add(1);
            last
        });
        taken.insert(id);
        numbers.push(id);
    }
    numbers
}

/// The positions of things in their order. Stored positions are kept as far as they give that order.
pub(super) fn positions(ids: &[i64], stored: &BTreeMap<i64, i64>) -> BTreeMap<i64, i64> {
    let mut last = (-1, i64::MAX);
    let mut positions = BTreeMap::new();
    for id in ids {
        let kept = stored.get(id).copied().filter(|position| (*position, *id) > last);
        let position = kept.unwrap_or(last.0 + 1);
        last = (position, *id);
        positions.insert(*id, position);
    }
    positions
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(id: i64, key: &str, is_active: bool) -> Stored {
        Stored { id, key: key.to_owned(), is_active }
    }

    fn wanted(id: Option<i64>, key: &str) -> Wanted {
        Wanted { id, key: key.to_owned() }
    }

    #[test]
    fn an_entry_is_recognised_by_its_id_before_its_name() {
        let stored = [stored(1, "a", true), stored(2, "b", true), stored(3, "c", false)];
        let wanted = [wanted(Some(1), "b"), wanted(None, "b"), wanted(None, "a"), wanted(None, "c"), wanted(Some(9), "d")];
        assert_eq!(numbers(&stored, &wanted), [1, 2, 10, 3, 9]);
    }

    #[test]
    fn positions_are_kept_as_far_as_they_give_the_order() {
        let stored = BTreeMap::from([(1, 0), (2, 5), (3, 6)]);
        assert_eq!(positions(&[1, 2, 3], &stored), stored);
        assert_eq!(positions(&[1, 9, 2, 3], &stored), BTreeMap::from([(1, 0), (9, 1), (2, 5), (3, 6)]));
        assert_eq!(positions(&[3, 1, 2], &stored), BTreeMap::from([(3, 6), (1, 7), (2, 8)]));
    }
}
