//! Tags in HTML: matched over what a reader sees, for entities and elements may stand inside them.

use std::ops::Range;

use super::collect;
use crate::html::tokens::{Kind, Tag, Tokens, characters};
use crate::mail::Tags;

/// Reads the tags of an HTML part and removes their text; the elements around and inside stay, so they keep matching.
pub(crate) fn extract(html: &str) -> (Tags, String) {
    let mut tags = Tags::default();
    if !may_hold_tags(html) {
        return (tags, html.to_owned());
    }
    let seen = Seen::read(html);
    let ranges = collect(&seen.text, &mut tags);
    (tags, without(html, &seen, &ranges))
}

fn may_hold_tags(html: &str) -> bool {
    let has_fence = html.contains("##") || html.contains("&#") || html.contains("#<") || html.contains("&num;");
    has_fence && html.contains(':')
}

/// The visible text, and for each piece of it where it comes from.
struct Seen {
    text: String,
    pieces: Vec<Piece>,
}

struct Piece {
    seen: Range<usize>,
    source: Range<usize>,
}

impl Seen {
    fn read(html: &str) -> Self {
        let mut seen = Self { text: String::with_capacity(html.len()), pieces: Vec::new() };
        for token in Tokens::new(html) {
            match &token.kind {
                Kind::Text(text) => seen.push_text(text, token.range.start),
                Kind::Tag(tag) if is_line_end(tag) => seen.text.push('\n'),
                Kind::Tag(_) | Kind::Hidden => (),
            }
        }
        seen
    }

    fn push_text(&mut self, text: &str, offset: usize) {
        for (piece, source) in characters(text) {
            let start = self.text.len();
            self.text.push_str(&piece);
            self.pieces.push(Piece { seen: start..self.text.len(), source: offset + source.start..offset + source.end });
        }
    }
}

fn is_line_end(tag: &Tag<'_>) -> bool {
    matches!(tag.name.as_ref(), "br" | "p" | "div" | "tr" | "li" | "td" | "blockquote")
}

fn without(html: &str, seen: &Seen, ranges: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(html.len());
    let mut at = 0;
    let mut ranges = ranges.iter().peekable();
    for piece in &seen.pieces {
        while let Some(range) = ranges.next_if(|range| range.end <= piece.seen.start) {
            drop(range.clone());
        }
        let mut upcoming = ranges.clone();
        while let Some(range) = upcoming.next_if(|range| range.start < piece.seen.end) {
            let cut = source_of(piece, range);
            kept.push_str(html.get(at..cut.start).unwrap_or_default());
            at = cut.end;
        }
    }
    kept.push_str(html.get(at..).unwrap_or_default());
    kept
}

/// A run of text has the same length in source and view; an entity is cut as a whole.
fn source_of(piece: &Piece, range: &Range<usize>) -> Range<usize> {
    if piece.seen.len() != piece.source.len() {
        return piece.source.clone();
    }
    let start = range.start.max(piece.seen.start) - piece.seen.start;
    let end = range.end.min(piece.seen.end) - piece.seen.start;
    piece.source.start + start..piece.source.start + end
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn entities_and_elements_may_stand_inside() {
        let (tags, html) = extract("<p>Hi &#35;#hs_<b>customer_</b>lastname:M&uuml;ller<span>##</span> there</p>");
        assert_eq!(tags.customer_last_name.as_deref(), Some("Müller"));
        assert_eq!(html, "<p>Hi <b></b><span></span> there</p>");
    }

    #[test]
    fn a_line_break_inside_a_value_is_kept() {
        let (tags, html) = extract("<div>##hs_custom3:one<br>two##</div>");
        assert_eq!((tags.custom.values().next().unwrap().as_str(), html.as_str()), ("one\ntwo", "<div><br></div>"));
    }

    #[test]
    fn attributes_and_styles_are_no_text() {
        let html = "<style>##hs_category:1##</style><a title='##hs_category:2##'>x</a>";
        assert_eq!(extract(html), (crate::mail::Tags::default(), html.to_owned()));
    }
}
