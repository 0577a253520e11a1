//! Texts with a meaning of their own: parsed once, at the edge.

use crate::RequestId;
use std::fmt;

/// An e-mail address of the form `local@domain`, as far as a help desk has to know it.
///
/// ```
/// use deskhand_model::EmailAddress;
/// assert_eq!(EmailAddress::parse(" Kim@Example.org ").unwrap().as_str(), "Kim@Example.org");
/// assert!(EmailAddress::parse("kim at example").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Reads an address; surrounding blanks are ignored. `None` when it could not be delivered to: no local
    /// part or domain, blanks or control characters inside, or longer than 254 bytes (RFC 5321, 4.5.3.1).
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let is_bad = |c: char| c.is_whitespace() || c.is_control() || "<>,;:\"()[]\\".contains(c);
        let domain_is_good = !domain.is_empty()
            && !domain.starts_with(['.', '-'])
            && !domain.ends_with(['.', '-'])
            && !domain.contains("..")
            && !domain.chars().any(|c| is_bad(c) || c == '@');
        let local_is_good = !local.is_empty() && local.len() <= 64 && !local.chars().any(|c| is_bad(c) || c == '@');
        (text.len() <= 254 && domain_is_good && local_is_good).then(|| Self(text.to_owned()))
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads a comma-separated list; empty parts are skipped.
    ///
    /// # Errors
    /// The first part that is not an address.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(|part| Self::parse(part).ok_or_else(|| part.to_owned())).collect()
    }
}

/// The letters that, after the request's number, let anybody read a request. Prints nothing in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct RequestSecret(String);

impl RequestSecret {
    /// A secret from its letters.
    pub fn new(letters: impl Into<String>) -> Self {
        Self(letters.into())
    }

    /// The letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether two secrets are the same, in a time that does not tell where they differ.
    pub fn matches(&self, other: &Self) -> bool {
        let (a, b) = (self.0.as_bytes(), other.0.as_bytes());
        let difference = a.iter().zip(b).fold(0_u8, |seen, (x, y)| std::hint::black_box(seen | (x ^ y)));
        a.len() == b.len() && !a.is_empty() && difference == 0
    }
}

impl fmt::Debug for RequestSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestSecret(..)")
    }
}

/// An access key: a request's number followed directly by its secret letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessKey {
    /// The request.
    pub request: RequestId,
    /// Its secret.
    pub secret: RequestSecret,
}

impl AccessKey {
    /// Splits a key into number and letters; `None` when either is missing.
    ///
    /// ```
    /// use deskhand_model::AccessKey;
    /// assert!(AccessKey::parse("12400").is_none());
    /// assert!(AccessKey::parse("abc").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let letters = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let number = text.strip_suffix(letters)?;
        let is_plain = !letters.is_empty() && letters.len() <= 64 && letters.bytes().all(|b| b.is_ascii_alphanumeric());
        let request = RequestId(number.parse().ok()?);
        is_plain.then(|| Self { request, secret: RequestSecret::new(letters) })
    }
}

impl fmt::Display for AccessKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.request, self.secret.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_cannot_be_delivered_to_are_refused() {
        for text in ["", "a", "@b.c", "a@", "a b@c.d", "a@b..c", "a@.b", "a@b\n.c", "a@b@c", "<a@b.c>"] {
            assert!(EmailAddress::parse(text).is_none(), "{text:?}");
        }
        assert!(EmailAddress::parse("a@localhost").is_some());
        assert!(EmailAddress::parse("grüße@bücher.example").is_some());
    }

    #[test]
    fn a_secret_matches_only_itself() {
        let secret = RequestSecret::new("abcdef");
        assert!(secret.matches(&RequestSecret::new("abcdef")));
        assert!(!secret.matches(&RequestSecret::new("abcdeg")));
        assert!(!secret.matches(&RequestSecret::new("abcde")));
        assert!(!RequestSecret::new("").matches(&RequestSecret::new("")));
    }

    #[test]
    fn a_key_with_a_number_beyond_64_bits_is_no_key() {
        assert!(AccessKey::parse("99999999999999999999abc").is_none());
    }
}
