//! Parameters of `Content-Type` and `Content-Disposition`, with the continuations of RFC 2231.

use super::words;
use crate::{charset, transfer};

/// The decoded value of the parameter `name` in a raw header value.
pub(crate) fn find(raw: &[u8], name: &str) -> Option<String> {
    let pairs = split(raw);
    let value = extended(&pairs, name).or_else(|| plain(&pairs, name))?;
    let clean: String = value.chars().filter(|letter| !letter.is_control()).collect();
    let clean = clean.trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

struct Pair {
    key: String,
    value: Vec<u8>,
}

const MOST_PARAMETERS: usize = 200;

fn split(raw: &[u8]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = after(raw, b';');
    while pairs.len() < MOST_PARAMETERS && !rest.is_empty() {
        let Some(equals) = memchr::memchr2(b'=', b';', rest) else { break };
        let (key, tail) = rest.split_at(equals);
        if tail.first() == Some(&b';') {
            rest = tail.get(1..).unwrap_or_default();
            continue;
        }
        let (value, next) = value_of(tail.get(1..).unwrap_or_default());
        pairs.push(Pair { key: String::from_utf8_lossy(key.trim_ascii()).to_ascii_lowercase(), value });
        rest = next;
    }
    pairs
}

fn after(raw: &[u8], mark: u8) -> &[u8] {
    memchr::memchr(mark, raw).and_then(|at| raw.get(at + 1..)).unwrap_or_default()
}

fn value_of(raw: &[u8]) -> (Vec<u8>, &[u8]) {
    let raw = raw.trim_ascii_start();
    let Some(quoted) = raw.strip_prefix(b"\"") else {
        let end = memchr::memchr(b';', raw).unwrap_or(raw.len());
        let (value, rest) = raw.split_at(end);
        return (value.trim_ascii().to_vec(), rest.get(1..).unwrap_or_default());
    };
    let mut value = Vec::new();
    let mut bytes = quoted.iter().enumerate();
    while let Some((at, &byte)) = bytes.next() {
        match byte {
            b'"' => return (value, after(quoted.get(at..).unwrap_or_default(), b';')),
            b'\\' => value.extend(bytes.next().map(|(_, &escaped)| escaped)),
            _ => value.push(byte),
        }
    }
    (value, &[])
}

fn plain(pairs: &[Pair], name: &str) -> Option<String> {
    pairs.iter().find(|pair| pair.key == name).map(|pair| words::decode(&pair.value))
}

/// `name*=utf-8''..`, or `name*0*=`, `name*1*=`, `name*2=` joined before decoding.
fn extended(pairs: &[Pair], name: &str) -> Option<String> {
    let mut pieces: Vec<(u32, bool, &[u8])> = pairs.iter().filter_map(|pair| piece(pair, name)).collect();
    pieces.sort_by_key(|(index, ..)| *index);
    let mut label = None;
    let mut bytes = Vec::new();
    for (position, (_, is_encoded, value)) in pieces.iter().enumerate() {
        let mut value = *value;
        if *is_encoded && position == 0 {
            let mut fields = value.splitn(3, |&byte| byte == b'\'');
            if let (Some(first), Some(_), Some(data)) = (fields.next(), fields.next(), fields.next()) {
                label = Some(String::from_utf8_lossy(first).into_owned());
                value = data;
            }
        }
        if *is_encoded { bytes.extend(transfer::percent(value)) } else { bytes.extend_from_slice(value) }
    }
    if pieces.is_empty() {
        return None;
    }
    match label {
        Some(label) => Some(charset::decode(&bytes, Some(&label))),
        None => Some(words::decode(&bytes)),
    }
}

fn piece<'a>(pair: &'a Pair, name: &str) -> Option<(u32, bool, &'a [u8])> {
    let suffix = pair.key.strip_prefix(name)?.strip_prefix('*')?;
    let (index, is_encoded) = match suffix.strip_suffix('*') {
        Some(index) => (index, true),
        None => (suffix, suffix.is_empty()),
    };
    let index = if index.is_empty() { 0 } else { index.parse().ok()? };
    Some((index, is_encoded, &pair.value))
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn a_name_split_inside_a_character_is_joined() {
        let raw = b"attachment; filename*0*=utf-8''caf%C3; filename*1*=%A9.pdf";
        assert_eq!(find(raw, "filename").as_deref(), Some("café.pdf"));
    }

    #[test]
    fn an_encoded_word_in_quotes_is_decoded() {
        assert_eq!(find(b"image/png;\r\n name=\"=?utf-8?Q?B=C3=A4r.png?=\"", "name").as_deref(), Some("Bär.png"));
    }

    #[test]
    fn an_escaped_quote_stays_in_the_name() {
        assert_eq!(find(b"attachment; filename=\"a \\\"b\\\";c.txt\"", "filename").as_deref(), Some("a \"b\";c.txt"));
    }
}
