//! Content transfer encodings, read tolerantly: a broken byte costs that byte, not the part.

use std::borrow::Cow;

/// Base64; anything that is not of its alphabet is skipped.
pub(crate) fn base64(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len() / 4 * 3);
    let mut bits = 0_u32;
    let mut count = 0_u32;
    for value in input.iter().filter_map(|&byte| base64_value(byte)) {
        bits = (bits << 6 | u32::from(value)) & 0x00FF_FFFF;
        count += 6;
        if count >= 8 {
            count -= 8;
            output.push(low_byte(bits >> count));
        }
    }
    output
}

/// Quoted-printable of a body: soft line ends vanish, `=XY` is a byte, a lone `=` stays.
pub(crate) fn quoted_printable(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len());
    let mut rest = input;
    while let Some(at) = memchr::memchr(b'=', rest) {
        let (before, after) = rest.split_at(at);
        output.extend_from_slice(before);
        let after = after.get(1..).unwrap_or_default();
        rest = match after {
            [high, low, tail @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                output.push(hex_pair(*high, *low));
                tail
            }
            _ => soft_line_end(after).unwrap_or_else(|| {
                output.push(b'=');
                after
            }),
        };
    }
    output.extend_from_slice(rest);
    output
}

/// The `Q` encoding of header words: quoted-printable with `_` for a space.
pub(crate) fn q_word(input: &[u8]) -> Vec<u8> {
    let spaced: Vec<u8> = input.iter().map(|&byte| if byte == b'_' { b' ' } else { byte }).collect();
    quoted_printable(&spaced)
}

/// `%XY` of parameter values.
pub(crate) fn percent(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::with_capacity(input.len());
    let mut rest = input;
    while let [first, tail @ ..] = rest {
        match tail {
            [high, low, after @ ..] if *first == b'%' && high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                output.push(hex_pair(*high, *low));
                rest = after;
            }
            _ => {
                output.push(*first);
                rest = tail;
            }
        }
    }
    output
}

/// One uuencoded line to its bytes; `None` if it is not such a line.
pub(crate) fn uuencoded_line(line: &[u8]) -> Option<Vec<u8>> {
    let (&first, data) = line.split_first()?;
    if !(0x20..=0x60).contains(&first) {
        return None;
    }
    let length = usize::from((first - 0x20) & 0x3F);
    if data.len() + 3 < length.div_ceil(3) * 4 || data.len() > 90 || data.iter().any(|byte| !(0x20..=0x60).contains(byte)) {
        return None;
    }
    let mut output = Vec::with_capacity(length);
    for group in data.chunks(4) {
        let mut bits = 0_u32;
        for position in 0..4 {
            let value = group.get(position).map_or(0, |byte| (byte - 0x20) & 0x3F);
            bits = bits << 6 | u32::from(value);
        }
        output.extend([low_byte(bits >> 16), low_byte(bits >> 8), low_byte(bits)]);
    }
    output.truncate(length);
    Some(output)
}

/// A whole part whose transfer encoding is uuencode; without a `begin` line it stays as it is.
pub(crate) fn uuencode(input: &[u8]) -> Cow<'_, [u8]> {
    let mut output = None::<Vec<u8>>;
    for line in input.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii_end) {
        match &mut output {
            None if line.starts_with(b"begin ") => output = Some(Vec::new()),
            None => (),
            Some(_) if line == b"end" => break,
            Some(bytes) => bytes.extend(uuencoded_line(line).unwrap_or_default()),
        }
    }
    output.map_or(Cow::Borrowed(input), Cow::Owned)
}

fn soft_line_end(after: &[u8]) -> Option<&[u8]> {
    let blanks = after.iter().take(100).take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    let rest = after.get(blanks..)?;
    if rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix(b"\n")
}

fn base64_value(byte: u8) -> Option<u8> {
    Some(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

fn hex_pair(high: u8, low: u8) -> u8 {
    hex_value(high) << 4 | hex_value(low)
}

fn hex_value(digit: u8) -> u8 {
    match digit {
        b'0'..=b'9' => digit - b'0',
        b'a'..=b'f' => digit - b'a' + 10,
        b'A'..=b'F' => digit - b'A' + 10,
        _ => 0,
    }
}

fn low_byte(bits: u32) -> u8 {
    let [.., low] = bits.to_be_bytes();
    low
}

#[cfg(test)]
mod tests {
    use super::{base64, quoted_printable, uuencode};

    #[test]
    fn base64_skips_what_does_not_belong() {
        assert_eq!(base64(b"SGV s\r\nbG8*h"), b"Hello!");
    }

    #[test]
    fn quoted_printable_keeps_a_lone_equals_sign() {
        assert_eq!(quoted_printable(b"a=3Db = c=\r\nd=E9="), b"a=b = cd\xE9");
    }

    #[test]
    fn a_uuencoded_part_becomes_its_file() {
        assert_eq!(&*uuencode(b"begin 644 a.txt\n#0V%T\n`\nend\n"), b"Cat");
    }
}
