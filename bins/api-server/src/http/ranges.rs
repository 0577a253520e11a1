//! Single byte ranges (RFC 9110, 14).

use std::ops::Range;

/// What a `Range` header asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Everything: there is no header, or one that is not understood, or one of several ranges.
    All,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that there are none of.
    Nothing,
}

/// Reads a `Range` header for a content of `size` bytes.
pub(super) fn wanted(header: Option<&str>, size: u64) -> Wanted {
    let Some((first, last)) = header.and_then(bounds) else { return Wanted::All };
    let range = match (first, last) {
        (Bound::At(first), Bound::At(last)) if first > last => return Wanted::All,
        (Bound::At(first), Bound::At(last)) => first..last.saturating_add(1).min(size),
        (Bound::At(first), Bound::Open) => first..size,
        (Bound::Open, Bound::At(length)) => size.saturating_sub(length)..size,
        (Bound::Open, Bound::Open) => return Wanted::All,
    };
    if range.is_empty() { Wanted::Nothing } else { Wanted::Part(range) }
}

enum Bound {
    At(u64),
    Open,
}

/// The two sides of `bytes=first-last`.
fn bounds(header: &str) -> Option<(Bound, Bound)> {
    let (first, last) = header.trim().strip_prefix("bytes=")?.trim().split_once('-')?;
    Some((bound(first.trim())?, bound(last.trim())?))
}

fn bound(text: &str) -> Option<Bound> {
    match text {
        "" => Some(Bound::Open),
        // A number beyond 64 bits is beyond every document.
        digits => digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| Bound::At(digits.parse().unwrap_or(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted::{self, All, Nothing, Part};

    fn wanted(header: &str) -> Wanted {
        super::wanted(Some(header), 100)
    }

    #[test]
    fn one_range_is_cut_to_the_content() {
        assert_eq!(wanted("bytes=0-0"), Part(0..1));
        assert_eq!(wanted("bytes=90-"), Part(90..100));
        assert_eq!(wanted("bytes=90-99999999999999999999999"), Part(90..100));
        assert_eq!(wanted("bytes=-5"), Part(95..100));
        assert_eq!(wanted("bytes=-500"), Part(0..100));
    }

    #[test]
    fn bytes_beyond_the_content_are_nothing() {
        assert_eq!([wanted("bytes=100-"), wanted("bytes=-0"), super::wanted(Some("bytes=0-"), 0)], [Nothing, Nothing, Nothing]);
    }

    #[test]
    fn what_is_not_understood_is_ignored() {
        let headers = ["bytes=5-1", "bytes=-", "bytes=0-1,3-4", "lines=1-2", "bytes=a-b", "bytes=+1-2", ""];
        assert!(headers.iter().all(|header| wanted(header) == All));
    }
}
