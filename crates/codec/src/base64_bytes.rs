//! Bytes that travel as base64.

use std::{
    fmt,
    io::{self, Read},
};

use base64::{
    display::Base64Display,
    engine::general_purpose::{STANDARD, STANDARD_PAD_INDIFFERENT},
    prelude::*,
    read::DecoderReader,
};
use serde::{
    de::{self, Deserialize, Deserializer},
    ser::{Serialize, Serializer},
};

/// Bytes that travel as base64, such as the body of an attachment.
///
/// Reading is lenient, since clients are not careful: line breaks and tabs are ignored, a blank stands for the `+` that
/// the client forgot to encode, and the padding may be missing. Writing is standard base64 with padding, straight into
/// the answer.
///
/// ```
/// use deskhand_codec::{Base64Bytes, Params};
///
/// #[derive(serde::Deserialize)]
/// struct Upload {
///     body: Base64Bytes,
/// }
///
/// let mut params = Params::new();
/// params.push("body", " /\r\n8");
/// assert_eq!(params.parse::<Upload>()?.body.0, [0xFB, 0xFF]);
/// # Ok::<(), deskhand_codec::ParamError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Base64Bytes(
    /// The bytes themselves.
    pub Vec<u8>,
);

impl fmt::Debug for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Base64Bytes({} bytes)", self.0.len())
    }
}

impl Serialize for Base64Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Base64Display::new(&self.0, &STANDARD))
    }
}

impl<'de> Deserialize<'de> for Base64Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Visitor)
    }
}

struct Visitor;

impl de::Visitor<'_> for Visitor {
    type Value = Base64Bytes;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("base64")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Base64Bytes, E> {
        decode(text).map(Base64Bytes).ok_or_else(|| E::custom("not base64"))
    }
}

/// Decodes text that may hold blanks and line breaks.
fn decode(text: &str) -> Option<Vec<u8>> {
    // After the padding a blank cannot mean anything.
    let trimmed = text.trim_end_matches([' ', '\r', '\n', '\t']);
    let text = if trimmed.ends_with('=') { trimmed } else { text };
    if !text.bytes().any(is_blank) {
        return STANDARD_PAD_INDIFFERENT.decode(text).ok();
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    DecoderReader::new(Mended(text.as_bytes()), &STANDARD_PAD_INDIFFERENT).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\r' | b'\n' | b'\t')
}

/// Reads base64 text with its blanks mended, so that no second copy of a large upload is made.
struct Mended<'a>(&'a [u8]);

impl Read for Mended<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut read = 0;
        while let ([byte, rest @ ..], Some(slot)) = (self.0, buffer.get_mut(read)) {
            self.0 = rest;
            match byte {
                b'\r' | b'\n' | b'\t' => continue,
                b' ' => *slot = b'+',
                _ => *slot = *byte,
            }
            read += 1;
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_line_breaks_and_missing_padding_are_tolerated() {
        let texts = ["+/+/aGk=", " / /aGk", "+/+/\r\naGk=\r\n", "\t+/+/aG\nk", "+/+/aGk= \n \t"];
        assert_eq!(texts.map(decode), [(); 5].map(|()| Some(b"\xFB\xFF\xBFhi".to_vec())));
    }

    #[test]
    fn what_is_not_base64_is_refused() {
        assert_eq!(["a", "ab=c", "????", "a-_b", "abc==", "é"].map(decode), [(); 6].map(|()| None));
    }

    #[test]
    fn large_wrapped_text_is_read_whole() {
        let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let lines: Vec<String> =
            STANDARD.encode(&bytes).as_bytes().chunks(76).map(|line| String::from_utf8_lossy(line).replace('+', " ")).collect();
        assert_eq!(decode(&lines.join("\r\n")), Some(bytes));
    }
}
