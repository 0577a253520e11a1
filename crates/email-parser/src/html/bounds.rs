//! Caps on size and nesting, applied before a real HTML parser sees a mail.

use std::collections::HashMap;

use super::tokens::{Kind, Tag, Tokens};

/// Longer HTML is cut; the original is kept beside the cleaned version anyway.
const LONGEST: usize = 1 << 20;
/// Newsletters nest some thirty tables; a reply chain adds a few levels for each answer.
const DEEPEST: usize = 200;
/// Formatting tags that are left open are reopened by HTML parsers in every block that follows.
const MOST_FORMATTING: usize = 20;
/// A tag longer than this holds an embedded file or an attack.
const LONGEST_TAG: usize = 16 << 10;

/// The HTML without what is too deep, too long or too much.
pub(crate) fn apply(html: &str) -> String {
    let mut state = State::default();
    let mut bounded = String::with_capacity(html.len().min(LONGEST));
    for token in Tokens::new(html) {
        if token.range.end > LONGEST {
            break;
        }
        let keep = match &token.kind {
            Kind::Text(_) => true,
            Kind::Tag(tag) => token.range.len() <= LONGEST_TAG && state.admits(tag),
            Kind::Hidden => false,
        };
        if keep && let Some(source) = html.get(token.range) {
            bounded.push_str(source);
        }
    }
    bounded
}

#[derive(Default)]
struct State {
    open: Vec<String>,
    formatting: usize,
    names: HashMap<String, Name>,
}

#[derive(Default)]
struct Name {
    open: usize,
    dropped: usize,
}

impl State {
    fn admits(&mut self, tag: &Tag<'_>) -> bool {
        let name = tag.name.as_ref();
        if is_weightless(name) {
            return true;
        }
        if tag.is_end { self.admits_end(name) } else { self.admits_start(name) }
    }

    fn admits_start(&mut self, name: &str) -> bool {
        let is_formatting = is_formatting(name);
        let is_full = if is_formatting { self.formatting >= MOST_FORMATTING } else { self.open.len() >= DEEPEST };
        let counts = self.names.entry(name.to_owned()).or_default();
        if is_full {
            counts.dropped += 1;
            return false;
        }
        counts.open += 1;
        if is_formatting {
            self.formatting += 1;
        } else {
            self.open.push(name.to_owned());
        }
        true
    }

    fn admits_end(&mut self, name: &str) -> bool {
        let Some(counts) = self.names.get_mut(name) else { return false };
        if counts.dropped > 0 {
            counts.dropped -= 1;
            return false;
        }
        if counts.open == 0 {
            return false;
        }
        if is_formatting(name) {
            counts.open -= 1;
            self.formatting -= 1;
            return true;
        }
        while let Some(closed) = self.open.pop() {
            if let Some(counts) = self.names.get_mut(&closed) {
                counts.open = counts.open.saturating_sub(1);
            }
            if closed == name {
                break;
            }
        }
        true
    }
}

/// Tags without content, and those that a parser closes by itself.
fn is_weightless(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr"
            | "img"
            | "input"
            | "meta"
            | "link"
            | "area"
            | "base"
            | "col"
            | "embed"
            | "source"
            | "wbr"
            | "p"
            | "li"
            | "dt"
            | "dd"
            | "tr"
            | "td"
            | "th"
            | "tbody"
            | "thead"
            | "tfoot"
            | "option"
            | "html"
            | "head"
            | "body"
    )
}

fn is_formatting(name: &str) -> bool {
    matches!(name, "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u")
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, apply};

    #[test]
    fn nesting_is_capped_and_text_survives() {
        let bounded = apply(&format!("{}core{}<p>after</p>", "<div>".repeat(20_000), "</div>".repeat(20_000)));
        assert_eq!(bounded.matches("<div>").count(), DEEPEST);
        assert_eq!(bounded.matches("</div>").count(), DEEPEST);
        assert!(bounded.contains("core") && bounded.ends_with("<p>after</p>"));
    }

    #[test]
    fn ordinary_mail_passes_unchanged() {
        let html = "<div><p>One<p>Two <b>three</b><table><tr><td>x</table></div>";
        assert_eq!(apply(html), html);
    }
}
