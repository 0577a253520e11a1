//! Keys of maps, which are texts on the wire whatever their type.

use serde::ser::Serialize;

use super::{
    EncodeError,
    sink::{Group, GroupKind, Place, Sink},
    value::Value,
};

/// Appends a key to `text`; a key that is no scalar is an error at `map`.
pub(super) fn write<T: Serialize + ?Sized>(key: &T, text: &mut String, map: &Place<'_>) -> Result<(), EncodeError> {
    let mut sink = KeySink { text, is_scalar: true };
    key.serialize(Value::new(&mut sink, Place::field(map.element)))?;
    if sink.is_scalar { Ok(()) } else { Err(map.unsupported("a map with a key that is no scalar")) }
}

/// Keeps the bare text of a scalar.
struct KeySink<'a> {
    text: &'a mut String,
    is_scalar: bool,
}

impl Sink for KeySink<'_> {
    fn begin(&mut self, _place: &Place<'_>, kind: GroupKind, announced: usize) -> Group {
        self.is_scalar = false;
        Group { kind, mark: 0, announced }
    }

    fn end(&mut self, _place: &Place<'_>, _group: Group, _written: usize) {}

    fn text(&mut self, _place: &Place<'_>, text: &str) {
        self.text.push_str(text);
    }

    fn integer(&mut self, _place: &Place<'_>, digits: &str) {
        self.text.push_str(digits);
    }

    fn begin_text(&mut self, _place: &Place<'_>) -> usize {
        0
    }

    fn add_text(&mut self, piece: &str) {
        self.text.push_str(piece);
    }

    fn end_text(&mut self, _place: &Place<'_>, _mark: usize) {}
}
