//! Who wrote the mail that somebody forwarded.

use crate::lines::{self, Attribution};
use crate::locale::{self, Label};
use crate::mail::{Address, Attachment};

/// Lines further down are not searched: a forward announces itself near its top.
const MOST_LINES: usize = 20_000;

/// The original sender named in the text, in a header block or an attribution, whichever comes first.
pub(crate) fn sender_in_text(text: &str, is_forward_subject: bool) -> Option<Address> {
    let lines: Vec<&str> = text.lines().take(MOST_LINES).collect();
    (0..lines.len()).find_map(|at| {
        in_header_block(&lines, at).or_else(|| in_one_line(&lines, at)).or_else(|| in_attribution(&lines, at, is_forward_subject))
    })
}

/// The sender of the first message attached to the mail.
pub(crate) fn sender_in_attachments(files: &[Attachment]) -> Option<Address> {
    let nested = files.iter().filter(|file| is_message(file));
    nested.take(20).find_map(|file| {
        let message = mail_parser::MessageParser::default().parse_headers(&file.bytes)?;
        let headers = crate::headers::Headers::new(message.headers(), &file.bytes);
        headers.addresses("from").into_iter().next()
    })
}

fn is_message(file: &Attachment) -> bool {
    let has_suffix = file.name.as_deref().is_some_and(|name| name.to_ascii_lowercase().ends_with(".eml"));
    has_suffix || matches!(file.content_type.as_str(), "message/rfc822" | "message/global")
}

/// How far apart the lines of one header block may be.
const BLOCK: usize = 8;

fn in_header_block(lines: &[&str], at: usize) -> Option<Address> {
    let (label, value) = lines::label(lines.get(at)?)?;
    if label != Label::From {
        return None;
    }
    let nearby = lines.get(at.saturating_sub(BLOCK)..(at + BLOCK).min(lines.len()))?;
    let kinds = nearby
        .iter()
        .filter_map(|line| lines::label(line))
        .filter(|(label, _)| !matches!(label, Label::From | Label::Other))
        .count();
    let is_announced = lines.get(at.saturating_sub(4)..at)?.iter().any(|line| is_announcement(line));
    if kinds == 0 || kinds == 1 && !is_announced && lines::find_address(value).is_none() {
        return None;
    }
    lines::find_address(value).or_else(|| address_on_next_lines(lines, at))
}

fn is_announcement(line: &str) -> bool {
    lines::is_forward_separator(line) || lines::is_original_separator(line) || lines::is_rule(lines::unquoted(line))
}

/// A long value is folded, or stands below its label.
fn address_on_next_lines(lines: &[&str], at: usize) -> Option<Address> {
    let mut next = lines.iter().skip(at + 1).take(2).take_while(|line| lines::label(line).is_none());
    next.find_map(|line| lines::find_address(line))
}

/// Some programs write the header block without line ends: `----- Forwarded message ----- From: Ida <..>To: ..`.
fn in_one_line(lines: &[&str], at: usize) -> Option<Address> {
    let line = lines::unquoted(lines.get(at)?);
    if line.len() > 4_000 || !line.starts_with(['-', '_', '‐', '─']) {
        return None;
    }
    let lower = locale::lower(line);
    if !locale::says_forwarded(&lower) && !locale::says_original(&lower) {
        return None;
    }
    let after = locale::sender_labels().iter().filter_map(|label| after_label(&lower, label)).min()?;
    // Lower-casing may change lengths; then the lower-case address has to do.
    let rest = if lower.len() == line.len() { line.get(after..)? } else { lower.get(after..)? };
    lines::find_address(rest)
}

/// The position behind `label:` where it stands as a word of its own.
fn after_label(lower: &str, label: &str) -> Option<usize> {
    lower.match_indices(label).find_map(|(at, _)| {
        let before = lower.get(..at)?;
        let rest = lower.get(at + label.len()..)?;
        let colon = rest.trim_start().strip_prefix([':', '：'])?;
        (!before.ends_with(char::is_alphanumeric)).then(|| lower.len() - colon.len())
    })
}

/// Outlook for Mac forwards with nothing but "On .. Ida wrote:"; the same line above a marked quote is an answer.
fn in_attribution(lines: &[&str], at: usize, is_forward_subject: bool) -> Option<Address> {
    let mut joined = String::new();
    for length in 1..=3 {
        let line = lines.get(at + length - 1)?;
        if lines::is_blank(line) || line.len() > 600 {
            return None;
        }
        joined.push_str(lines::unquoted(line));
        if lines::attribution(&joined) == Some(Attribution::Strong) {
            let next = lines.iter().skip(at + length).find(|line| !lines::is_blank(line));
            let is_answer = next.is_some_and(|line| lines::is_quoted(line)) && !lines::is_quoted(line);
            return if is_answer && !is_forward_subject { None } else { lines::find_address(&joined) };
        }
        joined.push(' ');
    }
    None
}

#[cfg(test)]
mod tests {
    use super::sender_in_text;

    fn sender(text: &str) -> Option<String> {
        sender_in_text(text, false).map(|address| address.email)
    }

    #[test]
    fn header_blocks_of_many_programs_are_read() {
        for text in [
            "Please look.\n\n---------- Forwarded message ---------\nFrom: Ida <ida@example.net>\nDate: Wed, 6 Mar 2024\nSubject: Lamp\nTo: <desk@example.org>\n",
            "> Anfang der weitergeleiteten Nachricht:\n>\n> Von: Ida <ida@example.net>\n> Betreff: Lampe\n",
            "________________________________\nDa: Ida\n<ida@example.net>\nInviato: ieri\nOggetto: Lampada\n",
            "-------- Videresendt melding --------\nEmne: \tLampe\nDato: \tOnsdag\nFra: \tIda <ida@example.net>\n",
            "---- 転送されたメッセージ ----\n差出人: Ida <ida@example.net>\n件名: ランプ\n",
            "*From:* Ida [mailto:ida@example.net]\n*Sent:* Monday\n*To:* Desk <desk@example.org>\n",
            "----- Messaggio inoltrato ----- Da: Ida <ida@example.net>A: \"d@example.org\" <d@example.org>Inviato: ieri",
        ] {
            assert_eq!(sender(text).as_deref(), Some("ida@example.net"), "{text}");
        }
    }

    #[test]
    fn an_attribution_counts_unless_it_is_an_answer() {
        assert_eq!(sender("On 3/6/24, 10:00, \"Ida\" <ida@example.net> wrote:\n\n    Dark.").as_deref(), Some("ida@example.net"));
        assert_eq!(sender("Right!\n\nOn 3/6/24, 10:00, \"Ida\" <ida@example.net> wrote:\n\n> Dark."), None);
    }
}
