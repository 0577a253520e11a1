//! A linear HTML tokenizer: good enough to read, never used to decide what is safe.

use std::borrow::Cow;
use std::ops::Range;

/// A piece of HTML; `range` is where it stands in the source.
#[derive(Debug)]
pub(crate) struct Token<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) kind: Kind<'a>,
}

#[derive(Debug)]
pub(crate) enum Kind<'a> {
    /// Text with its entities.
    Text(&'a str),
    /// A start or end tag.
    Tag(Tag<'a>),
    /// A comment, a declaration, the content of a script or style sheet.
    Hidden,
}

#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// In lower case.
    pub(crate) name: Cow<'a, str>,
    pub(crate) is_end: bool,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        for _ in 0..64 {
            rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
            let end = rest.find(|letter: char| letter.is_whitespace() || letter == '=').unwrap_or(rest.len());
            let (key, tail) = rest.split_at_checked(end)?;
            if key.is_empty() && !tail.starts_with('=') {
                return None;
            }
            let (value, after) = attribute_value(tail.trim_start());
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
        None
    }
}

fn attribute_value(tail: &str) -> (&str, &str) {
    let Some(value) = tail.strip_prefix('=').map(str::trim_start) else { return ("", tail) };
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    let end = value.find(char::is_whitespace).unwrap_or(value.len());
    value.split_at_checked(end).unwrap_or((value, ""))
}

/// Splits HTML into tokens.
pub(crate) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// Set by `<script>` and its like: the end tag that ends their content.
    hidden_until: Option<&'static str>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(html: &'a str) -> Self {
        Self { html, at: 0, hidden_until: None }
    }

    fn token(&mut self, end: usize, kind: Kind<'a>) -> Token<'a> {
        let start = std::mem::replace(&mut self.at, end);
        Token { range: start..end, kind }
    }

    fn hidden(&mut self, end_tag: &str, rest: &str) -> Option<Token<'a>> {
        let end = find_ignoring_case(rest, end_tag).unwrap_or(rest.len());
        if end == 0 {
            return self.markup(rest.len());
        }
        Some(self.token(self.at + end, Kind::Hidden))
    }

    /// Something that starts with `<`.
    fn markup(&mut self, length: usize) -> Option<Token<'a>> {
        let rest = self.html.get(self.at..)?;
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").map_or(length, |end| end + 7);
            return Some(self.token(self.at + end, Kind::Hidden));
        }
        let second = rest.as_bytes().get(1).copied().unwrap_or_default();
        if matches!(second, b'!' | b'?') {
            let end = rest.find('>').map_or(length, |end| end + 1);
            return Some(self.token(self.at + end, Kind::Hidden));
        }
        let third = rest.as_bytes().get(2).copied().unwrap_or_default();
        if !(second.is_ascii_alphabetic() || second == b'/' && third.is_ascii_alphabetic()) {
            let next = rest.get(1..)?.find('<').map_or(length, |next| next + 1);
            return Some(self.token(self.at + next, Kind::Text(rest.get(..next)?)));
        }
        let end = tag_end(rest);
        let tag = tag(rest.get(..end)?);
        if !tag.is_end {
            self.hidden_until = end_tag_of(&tag.name);
        }
        Some(self.token(self.at + end, Kind::Tag(tag)))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        let rest = self.html.get(self.at..).filter(|rest| !rest.is_empty())?;
        if let Some(end_tag) = self.hidden_until.take() {
            return self.hidden(end_tag, rest);
        }
        if rest.starts_with('<') {
            return self.markup(rest.len());
        }
        let end = rest.find('<').unwrap_or(rest.len());
        Some(self.token(self.at + end, Kind::Text(rest.get(..end)?)))
    }
}

fn end_tag_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "script" => "</script",
        "style" => "</style",
        "title" => "</title",
        "noscript" => "</noscript",
        "template" => "</template",
        _ => return None,
    })
}

/// A tag ends at the first `>` outside quotes; a quote that is never closed does not count as one.
fn tag_end(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut at = 1;
    let mut last = b' ';
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'>' => return at,
            b'"' | b'\'' if last == b'=' => match bytes.get(at..).and_then(|tail| memchr::memchr(byte, tail)) {
                Some(length) => at += length + 1,
                None => return rest.find('>').map_or(rest.len(), |end| end + 1),
            },
            _ => (),
        }
        if !byte.is_ascii_whitespace() {
            last = byte;
        }
    }
    rest.len()
}

fn tag(source: &str) -> Tag<'_> {
    let inner = source.strip_prefix('<').unwrap_or(source);
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let end = inner.find(|letter: char| letter.is_whitespace() || letter == '/').unwrap_or(inner.len());
    let (name, attributes) = inner.split_at_checked(end).unwrap_or((inner, ""));
    let name = if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    };
    Tag { name, is_end, attributes }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(offset) = text.get(from..)?.find("</") {
        let at = from + offset;
        if text.get(at..at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted)) {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

/// Decodes the entities of a text token.
pub(crate) fn decode_entities(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    for (piece, _) in characters(text) {
        decoded.push_str(&piece);
    }
    Cow::Owned(decoded)
}

/// The pieces of a text token, decoded, with their range in the source: entities one by one, other text in runs.
pub(crate) fn characters(text: &str) -> impl Iterator<Item = (Cow<'_, str>, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let start = at;
        if let Some((decoded, length)) = entity(rest) {
            at += length;
            return Some((Cow::Owned(decoded), start..at));
        }
        let first = rest.chars().next()?.len_utf8();
        let length = rest.get(first..)?.find('&').map_or(rest.len(), |end| first + end);
        at += length;
        Some((Cow::Borrowed(rest.get(..length)?), start..at))
    })
}

const LONGEST_ENTITY: usize = 34;

fn entity(rest: &str) -> Option<(String, usize)> {
    if !rest.starts_with('&') {
        return None;
    }
    let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';')? + 1;
    let source = rest.get(..end)?;
    let mut decoded = String::new();
    mail_parser::decoders::html::add_html_token(&mut decoded, source.as_bytes(), false);
    (decoded != source).then_some((decoded, end))
}

#[cfg(test)]
mod tests {
    use super::{Kind, Tokens, decode_entities};

    #[test]
    fn a_greater_sign_in_quotes_does_not_end_a_tag() {
        let tokens: Vec<_> = Tokens::new("<a title=\"x>y\" href='z'>t</A>").collect();
        let Kind::Tag(tag) = &tokens[0].kind else { panic!("no tag") };
        assert_eq!((tag.attribute("title"), tag.attribute("href"), tokens.len()), (Some("x>y"), Some("z"), 3));
    }

    #[test]
    fn entities_are_decoded_and_unknown_ones_kept() {
        assert_eq!(decode_entities("a&amp;b &#35;&#x23; &eacute; &nothing; &"), "a&b ## é &nothing; &");
    }
}
