//! The serializer: what serde finds in an answer, told to a sink.

use std::fmt::{self, Display, Write};

use serde::ser::{Impossible, Serialize, Serializer};

use super::{
    EncodeError,
    compound::{List, Record},
    map::Map,
    sink::{GroupKind, Key, Place, Sink},
};
use crate::keyed::KEYED;

/// One value at its place.
pub(super) struct Value<'a> {
    pub(super) sink: &'a mut dyn Sink,
    pub(super) place: Place<'a>,
    /// Whether the value is the inside of a [`crate::Keyed`].
    is_keyed: bool,
}

impl<'a> Value<'a> {
    pub(super) fn new(sink: &'a mut dyn Sink, place: Place<'a>) -> Self {
        Self { sink, place, is_keyed: false }
    }

    pub(super) fn root(sink: &'a mut dyn Sink) -> Self {
        Self::new(sink, Place { element: "", key: Key::Root })
    }

    /// Calls a root that has no name yet after the type.
    fn named(mut self, name: &'a str) -> Self {
        if self.is_unnamed_root() {
            self.place.element = name;
        }
        self
    }

    /// Writes a scalar and answers the number of entries it takes in its group.
    fn scalar(self, write: impl FnOnce(&mut dyn Sink, &Place<'_>)) -> Result<usize, EncodeError> {
        match self.place.key {
            Key::Field | Key::Name(_) | Key::Index(_) | Key::Id(_) => write(self.sink, &self.place),
            Key::Root => {
                self.check_named()?;
                self.sink.begin_sole();
                write(self.sink, &Place::field(self.place.element));
                self.sink.end_sole();
            }
            Key::Family(_) => return Err(self.place.unsupported("a scalar in place of a numbered family")),
        }
        Ok(1)
    }

    fn integer(self, number: impl itoa::Integer) -> Result<usize, EncodeError> {
        self.scalar(|sink, place| sink.integer(place, itoa::Buffer::new().format(number)))
    }

    fn record(self, entries: usize) -> Result<Record<'a>, EncodeError> {
        self.check_named()?;
        match self.place.key {
            Key::Family(_) => Err(self.place.unsupported("a struct in place of a numbered family")),
            Key::Root | Key::Field | Key::Name(_) | Key::Index(_) | Key::Id(_) => {
                Ok(Record::begin(self.sink, self.place, entries))
            }
        }
    }

    fn list(self, length: Option<usize>) -> Result<List<'a>, EncodeError> {
        self.check_list()?;
        Ok(List::begin(self.sink, self.place, length.unwrap_or_default()))
    }

    /// XML calls the root after its type, and not every type has a name.
    fn check_named(&self) -> Result<(), EncodeError> {
        if self.is_unnamed_root() { Err(self.place.unsupported("a root without a name")) } else { Ok(()) }
    }

    fn is_unnamed_root(&self) -> bool {
        matches!(self.place.key, Key::Root) && self.place.element.is_empty()
    }

    /// A list needs a field that names the elements of its rows.
    fn check_list(&self) -> Result<(), EncodeError> {
        match self.place.key {
            Key::Field | Key::Name(_) => Ok(()),
            Key::Root => Err(self.place.unsupported("a list as the root")),
            Key::Index(_) | Key::Id(_) => Err(self.place.unsupported("a list directly in a list")),
            Key::Family(_) => Err(self.place.unsupported("a list in place of a numbered family")),
        }
    }
}

impl<'a> Serializer for Value<'a> {
    /// The number of entries that the value takes in its group: one, save for a numbered family.
    type Ok = usize;
    type Error = EncodeError;
    type SerializeSeq = List<'a>;
    type SerializeTuple = List<'a>;
    type SerializeTupleStruct = List<'a>;
    type SerializeTupleVariant = Impossible<usize, EncodeError>;
    type SerializeMap = Map<'a>;
    type SerializeStruct = Record<'a>;
    type SerializeStructVariant = Impossible<usize, EncodeError>;

    fn serialize_bool(self, value: bool) -> Result<usize, EncodeError> {
        self.scalar(|sink, place| sink.integer(place, if value { "1" } else { "0" }))
    }

    fn serialize_i8(self, value: i8) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_i16(self, value: i16) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_i32(self, value: i32) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_i64(self, value: i64) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_i128(self, value: i128) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_u8(self, value: u8) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_u16(self, value: u16) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_u32(self, value: u32) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_u64(self, value: u64) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_u128(self, value: u128) -> Result<usize, EncodeError> {
        self.integer(value)
    }

    fn serialize_f32(self, value: f32) -> Result<usize, EncodeError> {
        if value.is_finite() { self.collect_str(&value) } else { self.serialize_str("") }
    }

    fn serialize_f64(self, value: f64) -> Result<usize, EncodeError> {
        if value.is_finite() { self.collect_str(&value) } else { self.serialize_str("") }
    }

    fn serialize_char(self, value: char) -> Result<usize, EncodeError> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<usize, EncodeError> {
        self.scalar(|sink, place| sink.text(place, value))
    }

    fn serialize_bytes(self, _value: &[u8]) -> Result<usize, EncodeError> {
        Err(self.place.unsupported("raw bytes"))
    }

    fn serialize_none(self) -> Result<usize, EncodeError> {
        if matches!(self.place.key, Key::Family(_)) { Ok(0) } else { self.serialize_str("") }
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<usize, EncodeError> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<usize, EncodeError> {
        self.serialize_str("")
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<usize, EncodeError> {
        if matches!(self.place.key, Key::Root) {
            return serde::ser::SerializeStruct::end(self.serialize_struct(name, 0)?);
        }
        self.serialize_str("")
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<usize, EncodeError> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Result<usize, EncodeError> {
        if name == KEYED {
            self.is_keyed = true;
            return value.serialize(self);
        }
        value.serialize(self.named(name))
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<usize, EncodeError> {
        Err(self.place.unsupported("an enum variant with a value"))
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<List<'a>, EncodeError> {
        self.list(length)
    }

    fn serialize_tuple(self, length: usize) -> Result<List<'a>, EncodeError> {
        self.list(Some(length))
    }

    fn serialize_tuple_struct(self, _name: &'static str, length: usize) -> Result<List<'a>, EncodeError> {
        self.list(Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, EncodeError> {
        Err(self.place.unsupported("an enum variant with values"))
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Map<'a>, EncodeError> {
        let length = length.unwrap_or_default();
        if let Key::Family(prefix) = self.place.key {
            return Ok(Map::family(self.sink, self.place, prefix));
        }
        if self.is_keyed {
            self.check_list()?;
            return Ok(Map::group(self.sink, self.place, GroupKind::Keyed, length));
        }
        self.check_named()?;
        Ok(Map::group(self.sink, self.place, GroupKind::Record, length))
    }

    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Record<'a>, EncodeError> {
        self.named(name).record(length)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, EncodeError> {
        Err(self.place.unsupported("an enum variant with fields"))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<usize, EncodeError> {
        let mut outcome = Ok(());
        let entries = self.scalar(|sink, place| {
            let mark = sink.begin_text(place);
            outcome = write!(Pieces(sink), "{value}");
            sink.end_text(place, mark);
        })?;
        outcome.map_err(|fmt::Error| serde::ser::Error::custom("a value refused to be displayed"))?;
        Ok(entries)
    }
}

/// Passes what `Display` prints on to the sink, piece by piece.
struct Pieces<'a>(&'a mut dyn Sink);

impl Write for Pieces<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0.add_text(piece);
        Ok(())
    }
}
