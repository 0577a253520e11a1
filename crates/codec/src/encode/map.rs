//! Maps: records with keys of run time, keyed lists and numbered families.

use serde::ser::{Serialize, SerializeMap};

use super::{
    EncodeError, key,
    sink::{Group, GroupKind, Key, Place, Sink},
    value::Value,
};

/// A map whose entries are being written.
pub(super) struct Map<'a> {
    sink: &'a mut dyn Sink,
    place: Place<'a>,
    role: Role<'a>,
    /// The key of the entry at hand.
    key: String,
    written: usize,
}

#[derive(Clone, Copy)]
enum Role<'a> {
    /// A group of its own.
    Group(Group),
    /// Entries of the record around it, named by this prefix and the key.
    Family(&'a str),
}

impl<'a> Map<'a> {
    pub(super) fn group(sink: &'a mut dyn Sink, place: Place<'a>, kind: GroupKind, length: usize) -> Self {
        let group = sink.begin(&place, kind, length);
        Self { sink, place, role: Role::Group(group), key: String::new(), written: 0 }
    }

    pub(super) fn family(sink: &'a mut dyn Sink, place: Place<'a>, prefix: &'a str) -> Self {
        Self { sink, place, role: Role::Family(prefix), key: String::new(), written: 0 }
    }

    /// Writes a row of a keyed list, which carries the element of the list.
    fn row<T: Serialize + ?Sized>(&mut self, row: &T) -> Result<usize, EncodeError> {
        let id = self.key.parse().map_err(|_| self.place.unsupported("a keyed list with a key that is no id"))?;
        let place = Place { element: self.place.element, key: Key::Id(id) };
        row.serialize(Value::new(&mut *self.sink, place))
    }

    /// Writes an entry under its own name.
    fn field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<usize, EncodeError> {
        let element = self.sink.element_name(&self.key);
        let place = Place { element: &element, key: Key::Name(&self.key) };
        value.serialize(Value::new(&mut *self.sink, place))
    }
}

impl SerializeMap for Map<'_> {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), EncodeError> {
        self.key.clear();
        if let Role::Family(prefix) = self.role {
            self.key.push_str(prefix);
        }
        key::write(key, &mut self.key, &self.place)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.written += match self.role {
            Role::Group(Group { kind: GroupKind::Keyed, .. }) => self.row(value)?,
            Role::Group(_) | Role::Family(_) => self.field(value)?,
        };
        Ok(())
    }

    fn end(self) -> Result<usize, EncodeError> {
        match self.role {
            Role::Group(group) => {
                self.sink.end(&self.place, group, self.written);
                Ok(1)
            }
            Role::Family(_) => Ok(self.written),
        }
    }
}
