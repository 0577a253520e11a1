//! Which lines of an answer are new.

use super::is_advertisement;
use crate::html::text::QUOTE_BELOW;
use crate::lines::{self, Attribution};
use crate::locale::Label;

/// For every line whether it stays.
pub(crate) fn keeps(lines: &[&str], is_answer: bool) -> Vec<bool> {
    let mut scan = Scan {
        lines,
        keeps: Vec::with_capacity(lines.len()),
        has_new_text: false,
        has_quote: false,
        has_introduction: is_answer,
    };
    while scan.keeps.len() < lines.len() {
        if !scan.step() {
            break;
        }
    }
    if !scan.has_introduction {
        return lines.iter().map(|line| *line != QUOTE_BELOW).collect();
    }
    scan.keeps.resize(lines.len(), false);
    drop_advertisements(lines, &mut scan.keeps, scan.has_quote);
    scan.keeps
}

struct Scan<'a> {
    lines: &'a [&'a str],
    /// The verdicts so far; its length is the current line.
    keeps: Vec<bool>,
    has_new_text: bool,
    has_quote: bool,
    /// Whether anything says that marked lines are a mail that is answered.
    has_introduction: bool,
}

impl<'a> Scan<'a> {
    /// Judges the next line or lines; `false` ends the mail here.
    fn step(&mut self) -> bool {
        let at = self.keeps.len();
        let line = self.line(at);
        if lines::is_groupwise_separator(line) {
            return self.quoted_mail(at, 1);
        }
        if lines::is_quoted(line) {
            self.has_quote = true;
            self.has_introduction |= lines::attribution(line).is_some();
            return self.drop_lines(1);
        }
        if lines::is_blank(line) {
            return self.keep_lines(1);
        }
        if self.is_wrapped_quote(at) || line == QUOTE_BELOW && !self.has_new_text {
            return self.drop_lines(1);
        }
        if lines::is_forward_separator(line) && line != QUOTE_BELOW {
            return self.keep_lines(self.lines.len() - at);
        }
        if let Some((length, strength)) = self.attribution_at(at) {
            return self.attribution(at, length, strength);
        }
        match self.header_block_at(at) {
            Some(length) => self.quoted_mail(at, length),
            None if lines::is_original_separator(line) || line == QUOTE_BELOW => self.quoted_mail(at, 1),
            None => {
                self.has_new_text = true;
                self.keep_lines(1)
            }
        }
    }

    fn line(&self, at: usize) -> &'a str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    fn keep_lines(&mut self, count: usize) -> bool {
        self.keeps.resize(self.keeps.len() + count, true);
        true
    }

    fn drop_lines(&mut self, count: usize) -> bool {
        self.keeps.resize(self.keeps.len() + count, false);
        true
    }

    fn next_filled(&self, from: usize) -> Option<&'a str> {
        self.lines.get(from..)?.iter().take(50).copied().find(|line| !lines::is_blank(line))
    }

    /// A mail program wrapped a quoted line and forgot the mark of the second half.
    fn is_wrapped_quote(&self, at: usize) -> bool {
        let Some(previous) = at.checked_sub(1).map(|before| self.line(before)) else { return false };
        let is_between = lines::is_quoted(previous) && lines::is_quoted(self.line(at + 1));
        let is_cut = previous.chars().count() >= 60 && !previous.trim_end().ends_with(['.', '?', '!', ':', ';']);
        is_between && is_cut && lines::unquoted(self.line(at)).starts_with(char::is_lowercase)
    }

    /// How many lines from here form an attribution.
    fn attribution_at(&self, at: usize) -> Option<(usize, Attribution)> {
        let mut joined = String::new();
        let mut best = None;
        for length in 1..=4 {
            let line = self.line(at + length - 1);
            if lines::is_blank(line) || line.len() > 600 || lines::is_quoted(line) {
                break;
            }
            joined.push_str(line.trim());
            if let Some(strength) = lines::attribution(&joined)
                && (length == 1 || lines::starts_with_date_words(&joined) || is_name_first(self.line(at)))
                && !self.starts_later(at, length)
            {
                best = Some((length, strength));
                break;
            }
            joined.push(' ');
        }
        best
    }

    /// Whether a shorter attribution begins on a line further down, so that this line is new text.
    fn starts_later(&self, at: usize, length: usize) -> bool {
        (1..length).any(|skipped| {
            let rest: Vec<&str> = (skipped..length).map(|offset| self.line(at + offset).trim()).collect();
            let rest = rest.join(" ");
            lines::starts_with_date_words(&rest) && lines::attribution(&rest) == Some(Attribution::Strong)
                || self.line(at + skipped - 1).trim_end().ends_with(['.', '!', '?']) && lines::attribution(&rest).is_some()
        })
    }

    fn attribution(&mut self, at: usize, length: usize, strength: Attribution) -> bool {
        let next = self.next_filled(at + length);
        match next {
            Some(line) if lines::is_quoted(line) => {
                self.has_quote = true;
                self.has_introduction = true;
                self.drop_lines(length)
            }
            Some(line) if !self.has_new_text && is_named_quote(line) => self.drop_named_quote(length),
            Some(_) if strength == Attribution::Strong && self.has_new_text => self.end(),
            None if strength >= Attribution::Medium => self.end(),
            _ => {
                self.has_new_text = true;
                self.keep_lines(length)
            }
        }
    }

    /// Quotes marked by the name of who wrote them: `Ida> text`.
    fn drop_named_quote(&mut self, attribution: usize) -> bool {
        self.drop_lines(attribution);
        self.has_quote = true;
        self.has_introduction = true;
        while lines::is_blank(self.line(self.keeps.len())) && self.keeps.len() < self.lines.len()
            || is_named_quote(self.line(self.keeps.len()))
        {
            self.drop_lines(1);
        }
        true
    }

    /// The number of lines of a quoted header block that starts here.
    fn header_block_at(&self, at: usize) -> Option<usize> {
        lines::label(self.line(at))?;
        let mut seen = Vec::new();
        let mut has_address = false;
        let mut length = 0;
        let mut gaps = 0;
        for line in self.lines.get(at..)?.iter().take(24) {
            if let Some((label, value)) = lines::label(line).filter(|_| !lines::is_quoted(line)) {
                seen.push(label);
                has_address |= matches!(label, Label::From | Label::To | Label::Cc) && value.contains('@');
                length += 1 + gaps;
                gaps = 0;
            } else if gaps < 2 && (lines::is_blank(line) || line.starts_with([' ', '\t', '<']) || looks_like_label(line)) {
                gaps += 1;
            } else {
                break;
            }
        }
        is_header_block(&seen, has_address, self.follows_rule(at)).then_some(length)
    }

    fn follows_rule(&self, at: usize) -> bool {
        let before = self.lines.get(..at).unwrap_or_default();
        before.iter().rev().take(4).find(|line| !lines::is_blank(line)).is_some_and(|line| is_boundary(line))
    }

    /// A mail quoted with its headers: below it only marked quotes leave room for new text.
    fn quoted_mail(&mut self, at: usize, length: usize) -> bool {
        self.drop_rules_above(at);
        let next = self.next_filled(at + length);
        if next.is_some_and(lines::is_quoted) {
            self.has_quote = true;
            self.has_introduction = true;
            return self.drop_lines(length);
        }
        if length == 1 && (1..4).any(|offset| self.header_block_at(at + offset).is_some()) {
            return self.drop_lines(1);
        }
        if !self.has_new_text {
            // Nothing is above: the block itself is what the sender sends.
            return self.keep_lines(self.lines.len() - at);
        }
        self.end()
    }

    fn drop_rules_above(&mut self, at: usize) {
        if !self.has_new_text {
            return;
        }
        let above = self.lines.get(..at).unwrap_or_default().iter().zip(self.keeps.iter_mut()).rev();
        for (line, keep) in above.take(6) {
            if !lines::is_blank(line) && !is_boundary(line) {
                break;
            }
            *keep = false;
        }
    }

    fn end(&mut self) -> bool {
        self.has_quote = true;
        self.has_introduction = true;
        false
    }
}

fn is_boundary(line: &str) -> bool {
    lines::is_rule(line) || lines::is_original_separator(line) || line == QUOTE_BELOW
}

fn is_header_block(seen: &[Label], has_address: bool, follows_rule: bool) -> bool {
    let has = |label| seen.contains(&label);
    let kinds = [Label::Date, Label::To, Label::Cc, Label::Subject].into_iter().filter(|label| has(*label)).count();
    let is_mail = has_address || has(Label::Subject) && (has(Label::Date) || follows_rule);
    has(Label::From) && is_mail && (kinds >= 2 || kinds == 1 && follows_rule)
}

/// A header in words that no table has, among others that are known.
fn looks_like_label(line: &str) -> bool {
    let word = line.split_once([':', '：']).map(|(word, _)| word.trim());
    word.is_some_and(|word| !word.is_empty() && word.chars().count() <= 20)
}

/// An attribution may begin with the name: "Ida <ida@example.net> schrieb am".
fn is_name_first(line: &str) -> bool {
    line.contains('@') || line.contains('<')
}

fn is_named_quote(line: &str) -> bool {
    line.trim_start()
        .split_once('>')
        .is_some_and(|(name, _)| !name.is_empty() && name.len() <= 20 && name.chars().all(char::is_alphanumeric))
}

/// Below a quote there is often nothing but the mark of a mail program.
fn drop_advertisements(lines: &[&str], keeps: &mut [bool], has_quote: bool) {
    if !has_quote {
        return;
    }
    let mut tail = Vec::new();
    for (at, line) in lines.iter().enumerate().rev() {
        if lines::is_quoted(line) {
            break;
        }
        if !lines::is_blank(line) && !is_advertisement(line) {
            return;
        }
        tail.push(at);
    }
    for at in tail {
        if let Some(keep) = keeps.get_mut(at) {
            *keep = false;
        }
    }
}
