//! Encoded words (RFC 2047) and raw 8-bit header bytes.
//!
//! A character may be split over two words of one charset although the standard forbids it, so the bytes of
//! neighbouring words are joined before they are decoded.

use crate::{charset, transfer};

/// An unstructured header value, unfolded and decoded.
pub(crate) fn decode(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len());
    for segment in segments(raw) {
        match segment {
            Segment::Literal(bytes) => text.push_str(&charset::decode(&unfold(bytes), None)),
            Segment::Words { charset, bytes } => text.push_str(&charset::decode(&bytes, Some(&charset))),
        }
    }
    let clean: String = text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    clean.trim().to_owned()
}

/// The same value with every run of words as one word of UTF-8, ready for a parser of structured headers.
pub(crate) fn normalise(raw: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(raw.len() + 2);
    for segment in segments(raw) {
        match segment {
            Segment::Literal(bytes) => output.extend(charset::decode(&unfold(bytes), None).into_bytes()),
            Segment::Words { charset, bytes } => output.extend(encode(&charset::decode(&bytes, Some(&charset))).into_bytes()),
        }
    }
    output.extend_from_slice(b"\r\n");
    output
}

enum Segment<'a> {
    Literal(&'a [u8]),
    Words { charset: String, bytes: Vec<u8> },
}

fn segments(raw: &[u8]) -> Vec<Segment<'_>> {
    let mut found = Vec::new();
    let mut literal_start = 0;
    let mut at = 0;
    while let Some(offset) = raw.get(at..).and_then(|rest| memchr::memmem::find(rest, b"=?")) {
        let start = at + offset;
        let Some(word) = word_at(raw, start) else {
            at = start + 2;
            continue;
        };
        push_literal(&mut found, raw.get(literal_start..start).unwrap_or_default());
        push_word(&mut found, &word);
        at = word.end;
        literal_start = at;
    }
    let rest = raw.get(literal_start..).unwrap_or_default();
    if !rest.is_empty() {
        found.push(Segment::Literal(rest));
    }
    found
}

/// White space between two encoded words is no text.
fn push_literal<'a>(found: &mut Vec<Segment<'a>>, bytes: &'a [u8]) {
    let follows_word = matches!(found.last(), Some(Segment::Words { .. }));
    if bytes.is_empty() || follows_word && bytes.iter().all(u8::is_ascii_whitespace) {
        return;
    }
    found.push(Segment::Literal(bytes));
}

fn push_word(found: &mut Vec<Segment<'_>>, word: &Word) {
    if let Some(Segment::Words { charset, bytes }) = found.last_mut()
        && charset.eq_ignore_ascii_case(&word.charset)
    {
        bytes.extend_from_slice(&word.bytes);
        return;
    }
    found.push(Segment::Words { charset: word.charset.clone(), bytes: word.bytes.clone() });
}

struct Word {
    charset: String,
    bytes: Vec<u8>,
    end: usize,
}

/// The word that starts with the `=?` at `start`.
fn word_at(raw: &[u8], start: usize) -> Option<Word> {
    let charset_start = start + 2;
    let charset_end =
        charset_start + memchr::memchr(b'?', raw.get(charset_start..)?.get(..64).or_else(|| raw.get(charset_start..))?)?;
    let charset = raw.get(charset_start..charset_end)?;
    let encoding = raw.get(charset_end + 1)?;
    if raw.get(charset_end + 2) != Some(&b'?') || charset.is_empty() || charset.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let data_start = charset_end + 3;
    let data_end = data_start + memchr::memchr(b'?', raw.get(data_start..)?)?;
    if raw.get(data_end + 1) != Some(&b'=') {
        return None;
    }
    let data = raw.get(data_start..data_end)?;
    let bytes = match encoding {
        b'q' | b'Q' => transfer::q_word(&unfold(data)),
        b'b' | b'B' => transfer::base64(data),
        _ => return None,
    };
    let name = charset.split(|&byte| byte == b'*').next().unwrap_or_default();
    Some(Word { charset: String::from_utf8_lossy(name).into_owned(), bytes, end: data_end + 2 })
}

fn unfold(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().filter(|byte| !matches!(byte, b'\r' | b'\n')).collect()
}

fn encode(text: &str) -> String {
    let mut word = String::from("=?utf-8?Q?");
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            word.push(char::from(byte));
        } else {
            word.push('=');
            word.extend(
                [byte >> 4, byte & 0x0F].map(|half| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase()),
            );
        }
    }
    word.push_str("?=");
    word
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn a_character_split_over_two_words_survives() {
        assert_eq!(decode(b"=?utf-8?Q?caf=C3?= =?UTF-8?Q?=A9?="), "café");
    }

    #[test]
    fn words_and_plain_text_mix() {
        assert_eq!(decode(b" Re: =?iso-8859-1?Q?Gr=FC=DFe?=\r\n aus Wien"), "Re: Grüße aus Wien");
    }

    #[test]
    fn raw_bytes_are_repaired() {
        assert_eq!(decode(b"Gr\xFC\xDFe"), "Grüße");
    }
}
