//! JSON.

use super::{
    Scalars, scan,
    sink::{Group, GroupKind, Key, Place, Sink},
};

/// Prints JSON without blanks.
pub(super) struct Json<'a> {
    out: &'a mut Vec<u8>,
    scalars: Scalars,
}

impl<'a> Json<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, scalars: Scalars) -> Self {
        Self { out, scalars }
    }

    /// Writes the comma and the key before a value.
    fn lead(&mut self, place: &Place<'_>) {
        match place.key {
            Key::Root => {}
            Key::Index(_) => self.separate(),
            Key::Field => self.name(place.element),
            Key::Name(name) | Key::Family(name) => self.name(name),
            Key::Id(id) => {
                self.separate();
                self.out.push(b'"');
                self.out.extend_from_slice(itoa::Buffer::new().format(id).as_bytes());
                self.out.extend_from_slice(b"\":");
            }
        }
    }

    fn name(&mut self, name: &str) {
        self.separate();
        self.quoted(name);
        self.out.push(b':');
    }

    /// Writes a comma unless the value is the first of its group. No value ends in an opening bracket, so the last
    /// byte tells.
    fn separate(&mut self) {
        if !matches!(self.out.last(), Some(b'{' | b'[')) {
            self.out.push(b',');
        }
    }

    fn quoted(&mut self, text: &str) {
        self.out.push(b'"');
        self.add_text(text);
        self.out.push(b'"');
    }
}

impl Sink for Json<'_> {
    fn begin_sole(&mut self) {
        self.out.push(b'{');
    }

    fn end_sole(&mut self) {
        self.out.push(b'}');
    }

    fn begin(&mut self, place: &Place<'_>, kind: GroupKind, announced: usize) -> Group {
        self.lead(place);
        self.out.push(match kind {
            GroupKind::Record | GroupKind::Keyed => b'{',
            GroupKind::List => b'[',
        });
        Group { kind, mark: self.out.len(), announced }
    }

    fn end(&mut self, _place: &Place<'_>, group: Group, _written: usize) {
        self.out.push(match group.kind {
            GroupKind::Record | GroupKind::Keyed => b'}',
            GroupKind::List => b']',
        });
    }

    fn text(&mut self, place: &Place<'_>, text: &str) {
        self.lead(place);
        self.quoted(text);
    }

    fn integer(&mut self, place: &Place<'_>, digits: &str) {
        self.lead(place);
        match self.scalars {
            Scalars::Strings => {
                self.out.push(b'"');
                self.out.extend_from_slice(digits.as_bytes());
                self.out.push(b'"');
            }
            Scalars::Native => self.out.extend_from_slice(digits.as_bytes()),
        }
    }

    fn begin_text(&mut self, place: &Place<'_>) -> usize {
        self.lead(place);
        self.out.push(b'"');
        self.out.len()
    }

    fn add_text(&mut self, piece: &str) {
        scan::copy_escaped(self.out, piece.as_bytes(), special, replace);
    }

    fn end_text(&mut self, _place: &Place<'_>, _mark: usize) {
        self.out.push(b'"');
    }
}

/// Tells quotes, backslashes and control characters from other bytes, by not being zero.
fn special(byte: u8) -> u8 {
    u8::from(byte < b' ') | u8::from(byte == b'"') | u8::from(byte == b'\\')
}

/// Writes what stands for the special byte at the front of `tail`.
fn replace(tail: &[u8], out: &mut Vec<u8>) -> usize {
    match tail {
        [b'"', ..] => out.extend_from_slice(b"\\\""),
        [b'\\', ..] => out.extend_from_slice(b"\\\\"),
        [b'\n', ..] => out.extend_from_slice(b"\\n"),
        [b'\r', ..] => out.extend_from_slice(b"\\r"),
        [b'\t', ..] => out.extend_from_slice(b"\\t"),
        [0x08, ..] => out.extend_from_slice(b"\\b"),
        [0x0C, ..] => out.extend_from_slice(b"\\f"),
        [control, ..] => {
            out.extend_from_slice(b"\\u00");
            out.extend([control >> 4, control & 0xF].map(hex_digit));
        }
        [] => {}
    }
    1
}

fn hex_digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'a' + (nibble - 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_up_to_a_thousand_is_escaped_as_serde_json_does() {
        for c in (0..1000).filter_map(char::from_u32) {
            let mut out = Vec::new();
            Json::new(&mut out, Scalars::Strings).quoted(&format!("a{c}b"));
            assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&format!("a{c}b")).unwrap());
        }
    }
}
