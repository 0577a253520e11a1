//! Bytes to text, also where the label lies.

use encoding_rs::{Encoding, REPLACEMENT, UTF_8, WINDOWS_1252};
use mail_parser::decoders::charsets::map::charset_decoder;

/// Decodes `bytes` as `label` says, repairing what mail programs commonly get wrong: a `us-ascii` label on UTF-8,
/// an unknown label, no label. NUL is dropped, for no database wants it in a text.
pub(crate) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    let mut text = decode_labelled(bytes, label);
    if text.contains('\0') {
        text.retain(|letter| letter != '\0');
    }
    text
}

fn decode_labelled(bytes: &[u8], label: Option<&str>) -> String {
    let label = label.map(tidy).unwrap_or_default();
    if tells_nothing(&label) {
        return guess(bytes);
    }
    match encoding_for(&label) {
        Some(encoding) if encoding == UTF_8 => guess(bytes),
        Some(encoding) => decode_or_guess(bytes, encoding),
        None => match charset_decoder(label.as_bytes()) {
            Some(decoder) => decoder(bytes),
            None => guess(bytes),
        },
    }
}

fn tidy(label: &str) -> String {
    label.trim_matches(|letter: char| letter.is_whitespace() || letter == '"' || letter == '\'').to_ascii_lowercase()
}

/// `us-ascii` is what programs write when they do not know.
fn tells_nothing(label: &str) -> bool {
    matches!(
        label,
        "" | "us-ascii" | "ascii" | "ansi_x3.4-1968" | "unknown" | "unknown-8bit" | "x-unknown" | "default" | "binary"
    )
}

fn encoding_for(label: &str) -> Option<&'static Encoding> {
    let known = |name: &str| Encoding::for_label(name.as_bytes()).filter(|encoding| *encoding != REPLACEMENT);
    known(label).or_else(|| known(label.strip_prefix("x-")?)).or_else(|| known(&format!("windows-{}", label.strip_prefix("cp")?)))
}

fn decode_or_guess(bytes: &[u8], encoding: &'static Encoding) -> String {
    let (text, has_errors) = encoding.decode_without_bom_handling(bytes);
    if has_errors && let Ok(utf8) = std::str::from_utf8(bytes) {
        return utf8.to_owned();
    }
    text.into_owned()
}

/// UTF-8 if it is valid, also when only a few places are broken; else windows-1252.
fn guess(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let has_good_sequence = bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii());
    if has_good_sequence {
        return String::from_utf8_lossy(bytes).into_owned();
    }
    WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn an_ascii_label_does_not_spoil_utf8() {
        assert_eq!(decode("Größe".as_bytes(), Some("us-ascii")), "Größe");
    }

    #[test]
    fn an_unknown_label_falls_back_to_windows_1252() {
        assert_eq!(decode(b"Gr\xF6\xDFe \x80", Some("x-mystery")), "Größe €");
    }

    #[test]
    fn a_private_prefix_is_ignored() {
        assert_eq!(decode(b"\xC4\xE3\xBA\xC3", Some("X-GBK")), "你好");
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_latin() {
        assert_eq!(decode(b"caf\xC3\xA9 \xC3", Some("utf-8")), "café \u{FFFD}");
    }
}
