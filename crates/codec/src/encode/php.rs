//! What PHP's `serialize` prints for the nested array that the answer is.

use super::{
    Scalars,
    sink::{Group, GroupKind, Key, Place, Sink},
};

/// Prints serialized PHP.
pub(super) struct Php<'a> {
    out: &'a mut Vec<u8>,
    scalars: Scalars,
}

impl<'a> Php<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>, scalars: Scalars) -> Self {
        Self { out, scalars }
    }

    fn lead(&mut self, place: &Place<'_>) {
        match place.key {
            Key::Root => {}
            Key::Field => self.name(place.element),
            Key::Name(name) | Key::Family(name) => self.name(name),
            Key::Index(index) => self.tagged(*b"i:", itoa::Buffer::new().format(index)),
            Key::Id(id) => self.tagged(*b"i:", itoa::Buffer::new().format(id)),
        }
    }

    /// Writes the key of a record; PHP makes a number of a name that looks like one.
    fn name(&mut self, name: &str) {
        if is_integer_key(name) { self.tagged(*b"i:", name) } else { self.string(name) }
    }

    fn tagged(&mut self, tag: [u8; 2], digits: &str) {
        self.out.extend_from_slice(&tag);
        self.out.extend_from_slice(digits.as_bytes());
        self.out.push(b';');
    }

    fn string(&mut self, text: &str) {
        match u8::try_from(text.len()) {
            // Most names and texts are short, and one write is faster than three.
            Ok(length @ ..10) => self.out.extend_from_slice(&[b's', b':', b'0' + length, b':', b'"']),
            Ok(length @ ..100) => {
                self.out.extend_from_slice(&[b's', b':', b'0' + length / 10, b'0' + length % 10, b':', b'"']);
            }
            _ => {
                self.out.extend_from_slice(b"s:");
                self.out.extend_from_slice(itoa::Buffer::new().format(text.len()).as_bytes());
                self.out.extend_from_slice(b":\"");
            }
        }
        self.out.extend_from_slice(text.as_bytes());
        self.out.extend_from_slice(b"\";");
    }
}

impl Sink for Php<'_> {
    fn begin_sole(&mut self) {
        self.out.extend_from_slice(b"a:1:{");
    }

    fn end_sole(&mut self) {
        self.out.push(b'}');
    }

    fn begin(&mut self, place: &Place<'_>, kind: GroupKind, announced: usize) -> Group {
        self.lead(place);
        self.out.extend_from_slice(b"a:");
        let mark = self.out.len();
        self.out.extend_from_slice(itoa::Buffer::new().format(announced).as_bytes());
        self.out.extend_from_slice(b":{");
        Group { kind, mark, announced }
    }

    fn end(&mut self, _place: &Place<'_>, group: Group, written: usize) {
        self.out.push(b'}');
        if written == group.announced {
            return;
        }
        let announced = itoa::Buffer::new().format(group.announced).len();
        let mut digits = itoa::Buffer::new();
        self.out.splice(group.mark..group.mark + announced, digits.format(written).bytes());
    }

    fn text(&mut self, place: &Place<'_>, text: &str) {
        self.lead(place);
        self.string(text);
    }

    fn integer(&mut self, place: &Place<'_>, digits: &str) {
        self.lead(place);
        // A number beyond PHP's range stays a text, for PHP would round it.
        if self.scalars == Scalars::Native && digits.parse::<i64>().is_ok() {
            self.tagged(*b"i:", digits);
        } else {
            self.string(digits);
        }
    }

    fn begin_text(&mut self, place: &Place<'_>) -> usize {
        self.lead(place);
        self.out.extend_from_slice(b"s:");
        self.out.len()
    }

    fn add_text(&mut self, piece: &str) {
        self.out.extend_from_slice(piece.as_bytes());
    }

    fn end_text(&mut self, _place: &Place<'_>, mark: usize) {
        let mut digits = itoa::Buffer::new();
        let length = digits.format(self.out.len() - mark);
        self.out.splice(mark..mark, length.bytes().chain(*b":\""));
        self.out.extend_from_slice(b"\";");
    }
}

/// Whether PHP takes a text key for a number: decimal, in range, and written as PHP itself would write it.
fn is_integer_key(name: &str) -> bool {
    if !name.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
        return false;
    }
    name.parse::<i64>().is_ok_and(|number| itoa::Buffer::new().format(number) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_decimal_keys_are_numbers() {
        let keys = ["0", "7", "-7", "9223372036854775807", "07", "-0", "+7", " 7", "7a", "-", "", "9223372036854775808"];
        assert_eq!(keys.map(is_integer_key), [true, true, true, true, false, false, false, false, false, false, false, false]);
    }
}
