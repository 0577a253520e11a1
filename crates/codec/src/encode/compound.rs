//! Structs and lists.

use serde::ser::{Serialize, SerializeSeq, SerializeStruct, SerializeTuple, SerializeTupleStruct};

use super::{
    EncodeError,
    sink::{Group, GroupKind, Key, Place, Sink},
    value::Value,
};

/// A struct whose fields are being written.
pub(super) struct Record<'a> {
    sink: &'a mut dyn Sink,
    place: Place<'a>,
    group: Group,
    written: usize,
}

impl<'a> Record<'a> {
    pub(super) fn begin(sink: &'a mut dyn Sink, place: Place<'a>, entries: usize) -> Self {
        let group = sink.begin(&place, GroupKind::Record, entries);
        Self { sink, place, group, written: 0 }
    }
}

impl SerializeStruct for Record<'_> {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), EncodeError> {
        let place = match name.strip_suffix('#') {
            Some(prefix) => Place { element: name, key: Key::Family(prefix) },
            None => Place::field(name),
        };
        self.written += value.serialize(Value::new(&mut *self.sink, place))?;
        Ok(())
    }

    fn end(self) -> Result<usize, EncodeError> {
        self.sink.end(&self.place, self.group, self.written);
        Ok(1)
    }
}

/// A list whose rows are being written.
pub(super) struct List<'a> {
    sink: &'a mut dyn Sink,
    place: Place<'a>,
    group: Group,
    written: usize,
}

impl<'a> List<'a> {
    pub(super) fn begin(sink: &'a mut dyn Sink, place: Place<'a>, length: usize) -> Self {
        let group = sink.begin(&place, GroupKind::List, length);
        Self { sink, place, group, written: 0 }
    }

    fn row<T: Serialize + ?Sized>(&mut self, row: &T) -> Result<(), EncodeError> {
        let place = Place { element: self.place.element, key: Key::Index(self.written) };
        self.written += row.serialize(Value::new(&mut *self.sink, place))?;
        Ok(())
    }

    fn close(self) -> usize {
        self.sink.end(&self.place, self.group, self.written);
        1
    }
}

impl SerializeSeq for List<'_> {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.row(value)
    }

    fn end(self) -> Result<usize, EncodeError> {
        Ok(self.close())
    }
}

impl SerializeTuple for List<'_> {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.row(value)
    }

    fn end(self) -> Result<usize, EncodeError> {
        Ok(self.close())
    }
}

impl SerializeTupleStruct for List<'_> {
    type Ok = usize;
    type Error = EncodeError;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), EncodeError> {
        self.row(value)
    }

    fn end(self) -> Result<usize, EncodeError> {
        Ok(self.close())
    }
}
