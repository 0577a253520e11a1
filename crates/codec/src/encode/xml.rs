//! XML 1.0.

use std::borrow::Cow;

use super::{
    scan,
    sink::{Group, GroupKind, Place, Sink},
};

/// Prints elements without attributes, without blanks between them.
pub(super) struct Xml<'a> {
    out: &'a mut Vec<u8>,
}

impl<'a> Xml<'a> {
    pub(super) fn new(out: &'a mut Vec<u8>) -> Self {
        out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        Self { out }
    }

    /// Opens an element; answers where its content begins.
    fn open(&mut self, name: &str) -> usize {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
        self.out.len()
    }

    /// Closes an element, in the short form if nothing was written into it.
    fn close(&mut self, name: &str, content: usize) {
        if self.out.len() == content {
            self.out.pop();
            self.out.extend_from_slice(b"/>");
        } else {
            self.close_long(name);
        }
    }

    fn close_long(&mut self, name: &str) {
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.push(b'>');
    }

    fn empty(&mut self, name: &str) {
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b"/>");
    }
}

impl Sink for Xml<'_> {
    fn element_name<'a>(&self, key: &'a str) -> Cow<'a, str> {
        element_name(key)
    }

    fn begin(&mut self, place: &Place<'_>, kind: GroupKind, announced: usize) -> Group {
        let mark = match kind {
            GroupKind::Record => self.open(place.element),
            // The rows carry the element of the list.
            GroupKind::List | GroupKind::Keyed => self.out.len(),
        };
        Group { kind, mark, announced }
    }

    fn end(&mut self, place: &Place<'_>, group: Group, _written: usize) {
        match group.kind {
            GroupKind::Record => self.close(place.element, group.mark),
            GroupKind::List | GroupKind::Keyed => {}
        }
    }

    fn text(&mut self, place: &Place<'_>, text: &str) {
        if text.is_empty() {
            return self.empty(place.element);
        }
        let content = self.open(place.element);
        self.add_text(text);
        self.close(place.element, content);
    }

    fn integer(&mut self, place: &Place<'_>, digits: &str) {
        self.open(place.element);
        self.out.extend_from_slice(digits.as_bytes());
        self.close_long(place.element);
    }

    fn begin_text(&mut self, place: &Place<'_>) -> usize {
        self.open(place.element)
    }

    fn add_text(&mut self, piece: &str) {
        scan::copy_escaped(self.out, piece.as_bytes(), special, replace);
    }

    fn end_text(&mut self, place: &Place<'_>, mark: usize) {
        self.close(place.element, mark);
    }
}

/// Tells markup, control characters and the first byte of U+FFFE and U+FFFF from other bytes, by not being zero.
fn special(byte: u8) -> u8 {
    let control = u8::from(byte < b' ') & u8::from(byte != b'\t') & u8::from(byte != b'\n');
    control | u8::from(byte == b'&') | u8::from(byte == b'<') | u8::from(byte == b'>') | u8::from(byte == 0xEF)
}

/// Writes what stands for the special byte at the front of `tail`; answers the number of bytes it stands for.
fn replace(tail: &[u8], out: &mut Vec<u8>) -> usize {
    let (replacement, length): (&[u8], usize) = match tail {
        [b'&', ..] => (b"&amp;", 1),
        [b'<', ..] => (b"&lt;", 1),
        [b'>', ..] => (b"&gt;", 1),
        // A parser turns a plain carriage return into a line feed.
        [b'\r', ..] => (b"&#13;", 1),
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => (b"", 3),
        [0xEF, ..] => (b"\xEF", 1),
        _ => (b"", 1),
    };
    out.extend_from_slice(replacement);
    length
}

/// The key if it is an element name. Otherwise each character that no name has becomes `_`, and a `_` is put before a
/// key whose first character may only stand further back, such as a digit.
fn element_name(key: &str) -> Cow<'_, str> {
    let mut characters = key.chars();
    if characters.next().is_some_and(is_name_start) && characters.all(is_name_part) {
        return Cow::Borrowed(key);
    }
    let name: String = key.chars().map(|c| if is_name_part(c) { c } else { '_' }).collect();
    Cow::Owned(if name.starts_with(is_name_start) { name } else { format!("_{name}") })
}

/// `NameStartChar` of XML 1.0 without the colon, which would ask for a namespace.
fn is_name_start(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z' | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}'
        | '\u{10000}'..='\u{EFFFF}')
}

/// `NameChar` of XML 1.0 without the colon.
fn is_name_part(c: char) -> bool {
    is_name_start(c) || matches!(c, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn escaped(text: &str) -> String {
        let mut out = Vec::new();
        scan::copy_escaped(&mut out, text.as_bytes(), special, replace);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn markup_is_escaped_and_blanks_survive() {
        assert_eq!(escaped("a < b && c > d\r\n\t\"'"), "a &lt; b &amp;&amp; c &gt; d&#13;\n\t\"'");
    }

    #[test]
    fn forbidden_characters_vanish_and_their_neighbours_stay() {
        assert_eq!(
            escaped("\0a\u{1}\u{B}\u{1F}b\u{FFFE}\u{FFFF}\u{FFFD}\u{FF21}\u{7F}\u{1F600}"),
            "ab\u{FFFD}\u{FF21}\u{7F}\u{1F600}"
        );
    }

    #[test]
    fn keys_become_names() {
        let names = ["sTitle", "12", "a b", "", ":x", "-", "émile"].map(|key| element_name(key).into_owned());
        assert_eq!(names, ["sTitle", "_12", "a_b", "_", "_x", "_-", "émile"]);
    }
}
