//! The MIME structure: mail-parser's, with nested messages kept closed.

use std::borrow::Cow;

use mail_parser::{Encoding, Header, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::transfer;

/// Hides nested messages from the parser, so that they arrive as opaque attachments.
///
/// The parser opens them recursively and drops them so, which ends the process at some ten thousand levels, and a
/// help desk stores them closed anyway. The replacement has the same length: offsets hold for both versions, and
/// content is always taken from the original.
pub(crate) fn with_closed_messages(raw: &[u8]) -> Cow<'_, [u8]> {
    let mut closed = Cow::Borrowed(raw);
    for range in nested_subtypes(raw) {
        if let Some(last) = closed.to_mut().get_mut(range) {
            *last = b'x';
        }
    }
    closed
}

/// Parses the closed version; `None` if there is no header at all.
pub(crate) fn parse(closed: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse(closed)
}

/// Whether there is anything but a text that happens to hold a colon, or none.
pub(crate) fn is_mail(message: &Message<'_>) -> bool {
    let is_known = |header: &Header<'_>| !matches!(header.name, HeaderName::Other(_));
    message.headers().iter().any(is_known) || message.parts.iter().any(|part| !part.is_empty())
}

/// The decoded bytes of a leaf part, from the original message.
pub(crate) fn content<'a>(part: &'a MessagePart<'_>, raw: &'a [u8]) -> Cow<'a, [u8]> {
    if let (PartType::Binary(bytes) | PartType::InlineBinary(bytes), Encoding::Base64) = (&part.body, part.encoding) {
        return Cow::Borrowed(bytes);
    }
    let (Ok(start), Ok(end)) = (usize::try_from(part.offset_body), usize::try_from(part.offset_end)) else {
        return Cow::Borrowed(&[]);
    };
    let body = raw.get(start..end).unwrap_or_default();
    match part.encoding {
        Encoding::Base64 => Cow::Owned(transfer::base64(body)),
        Encoding::QuotedPrintable => Cow::Owned(transfer::quoted_printable(body)),
        Encoding::None if is_uuencoded(part) => transfer::uuencode(body),
        Encoding::None => Cow::Borrowed(body),
    }
}

/// The content type in lower case, the hidden subtypes restored.
pub(crate) fn content_type(part: &MessagePart<'_>) -> String {
    let value = part.headers.iter().rfind(|header| header.name == HeaderName::ContentType);
    let Some(kind) = value.and_then(|header| header.value().as_content_type()) else {
        return match part.body {
            PartType::Text(_) => "text/plain".to_owned(),
            PartType::Html(_) => "text/html".to_owned(),
            _ => "application/octet-stream".to_owned(),
        };
    };
    let name = format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or("octet-stream")).to_ascii_lowercase();
    match name.as_str() {
        "message/rfc82x" => "message/rfc822".to_owned(),
        "message/globax" => "message/global".to_owned(),
        _ => name,
    }
}

/// Text that the parser puts among the attachments because its type is broken: `text` alone, or a multipart of
/// which no part was found.
pub(crate) fn is_stray_text(part: &MessagePart<'_>) -> bool {
    let is_broken = || {
        let name = content_type(part);
        name.starts_with("multipart/") || name == "text/octet-stream"
    };
    let has_name = part.attachment_name().is_some();
    matches!(part.body, PartType::Text(_)) && !has_name && is_broken()
}

fn is_uuencoded(part: &MessagePart<'_>) -> bool {
    let value = part.headers.iter().rfind(|header| header.name == HeaderName::ContentTransferEncoding);
    let name = value.and_then(|header| header.value().as_text()).unwrap_or_default().trim().to_ascii_lowercase();
    matches!(name.as_str(), "x-uuencode" | "uuencode" | "x-uue" | "uue")
}

/// Positions of the last letter of every nesting subtype in a content type.
fn nested_subtypes(raw: &[u8]) -> Vec<usize> {
    let mut found = Vec::new();
    let mut in_content_type = false;
    let mut start = 0;
    for line in raw.split_inclusive(|&byte| byte == b'\n') {
        let is_folded = matches!(line.first(), Some(b' ' | b'\t'));
        in_content_type = is_folded && in_content_type || starts_content_type(line);
        if in_content_type && let Some(last) = nested_subtype(line) {
            found.push(start + last);
            in_content_type = false;
        }
        start += line.len();
    }
    found
}

/// The parser ignores white space before and inside a name, so this must as well.
fn starts_content_type(line: &[u8]) -> bool {
    let mut wanted = b"content-type:".iter();
    for byte in line.iter().filter(|byte| !byte.is_ascii_whitespace()) {
        match wanted.next() {
            Some(letter) if letter.eq_ignore_ascii_case(byte) => (),
            Some(_) => return false,
            None => return true,
        }
    }
    wanted.next().is_none()
}

fn nested_subtype(line: &[u8]) -> Option<usize> {
    let end = memchr::memchr2(b';', b'"', line).unwrap_or(line.len());
    let value = line.get(..end)?.to_ascii_lowercase();
    let subtypes: [&[u8]; 3] = [b"rfc822", b"global", b"digest"];
    let positions = subtypes.into_iter().filter_map(|name| {
        let at = memchr::memmem::rfind(&value, name)?;
        let is_whole = !value.get(at + name.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
        is_whole.then_some(at + name.len() - 1)
    });
    positions.min()
}

#[cfg(test)]
mod tests {
    use super::with_closed_messages;

    #[test]
    fn only_nesting_types_are_hidden() {
        let raw = b"C ontent-Type: Message/\r\n RFC822; x=y\r\nContent-Type: text/rfc822-headers\r\n\r\nmessage/rfc822";
        let closed = with_closed_messages(raw);
        assert_eq!(
            &*closed,
            b"C ontent-Type: Message/\r\n RFC82x; x=y\r\nContent-Type: text/rfc822-headers\r\n\r\nmessage/rfc822"
        );
    }
}
