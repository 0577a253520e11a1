//! What the sender newly wrote: the text without the mails it answers.
//!
//! Three kinds of quotes: lines marked by `>`, an attribution ("On Monday Ida wrote:") with unmarked text below, and
//! a block of headers with the whole mail below. Marked quotes are dropped one by one, so answers between them stay;
//! unmarked ones end the mail, for nothing tells where they stop. What a sender forwards is not a quote.

mod scan;

use crate::html::text::QUOTE_BELOW;
use crate::lines;
use crate::locale;

/// How quotes of one mail are told from new text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rules<'a> {
    /// The line above which customers answer.
    pub(crate) marker: Option<&'a str>,
    /// Whether the subject is one of a forward.
    pub(crate) is_forward: bool,
    /// Whether headers or subject say that the mail answers another; else lines marked by `>` alone are no quotes.
    pub(crate) is_answer: bool,
}

/// The new part of a text; never empty if the text is not.
pub(crate) fn new_text(text: &str, rules: Rules<'_>) -> String {
    let above = rules.marker.and_then(|marker| above_marker(text, marker));
    let candidates = [above, Some(text)];
    let stripped = candidates.into_iter().flatten().map(|text| strip(text, rules)).find(|text| !text.is_empty());
    stripped.unwrap_or_else(|| tidy(text.lines().filter(|line| *line != QUOTE_BELOW)))
}

/// The text above the line that holds the marker, if there is any.
fn above_marker<'a>(text: &'a str, marker: &str) -> Option<&'a str> {
    let wanted = folded(marker);
    if wanted.is_empty() {
        return None;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.len() < 2_000 && folded(line).contains(&wanted) {
            return text.get(..at);
        }
        at += line.len();
    }
    None
}

fn folded(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn strip(text: &str, rules: Rules<'_>) -> String {
    let lines: Vec<&str> = text.lines().collect();
    if rules.is_forward {
        return tidy(lines.into_iter().filter(|line| *line != QUOTE_BELOW));
    }
    let keeps = scan::keeps(&lines, rules.is_answer);
    tidy(lines.iter().zip(keeps).filter(|(_, keep)| *keep).map(|(line, _)| *line))
}

/// Joins lines; blank ones at the ends go, and of several in a row one stays.
fn tidy<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    let mut owes_blank = false;
    for line in lines {
        let line = line.trim_end();
        if lines::is_blank(line) {
            owes_blank = !joined.is_empty();
            continue;
        }
        if !joined.is_empty() {
            joined.push_str(if owes_blank { "\n\n" } else { "\n" });
        }
        owes_blank = false;
        joined.push_str(line);
    }
    joined
}

/// Whether a line is only the mark of a mail program, such as "Sent from my phone".
fn is_advertisement(line: &str) -> bool {
    line.trim() == "--" || locale::is_device_line(&locale::lower(line))
}

#[cfg(test)]
mod tests {
    use super::{Rules, new_text};

    const MARKER: &str = "## Reply above this line ##";

    fn reply(text: &str) -> String {
        new_text(text, Rules { marker: Some(MARKER), is_forward: false, is_answer: true })
    }

    #[test]
    fn everything_from_the_marker_on_goes() {
        assert_eq!(
            reply(
                "Done.\n\nOn 5 Mar 2024 at 10:00 Desk <d@example.net> wrote:\n\n> ##  Reply above this line ##\n> Hi\nno mark\n"
            ),
            "Done."
        );
    }

    #[test]
    fn answers_between_quotes_stay() {
        let text = "Hi,\n\nOn 5 Mar 2024 at 10:00 Desk <d@example.net> wrote:\n> Which one?\nThe red one.\n> When?\n\nNow.\n";
        assert_eq!(reply(text), "Hi,\n\nThe red one.\n\nNow.");
    }

    #[test]
    fn a_header_block_ends_the_mail() {
        assert_eq!(
            reply(
                "Merci!\n\n________________________________\nDe : Bureau <b@example.net>\nEnvoyé : lundi 4 mars 2024\nÀ : Ida\nObjet : Lampe\n\nBonjour"
            ),
            "Merci!"
        );
    }

    #[test]
    fn marked_lines_of_a_mail_that_answers_nothing_stay() {
        let text = "The log says:\n\n> lamp dark\n\nWhy?";
        assert_eq!(new_text(text, Rules { marker: None, is_forward: false, is_answer: false }), text);
    }

    #[test]
    fn a_form_is_no_header_block() {
        let text = "From: Berlin\nTo: Hamburg\nDate: 5 May";
        assert_eq!(reply(text), text);
    }

    #[test]
    fn an_answer_below_the_quote_stays() {
        assert_eq!(reply("Desk wrote:\n> Is it on?\n\nNo, it is off."), "No, it is off.");
    }

    #[test]
    fn a_mail_of_quotes_only_is_not_emptied() {
        assert_eq!(reply("> one\n> two\n"), "> one\n> two");
    }
}
