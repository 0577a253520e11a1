//! Lines of a mail's text: quote marks, header labels, attributions, addresses.

use crate::locale::{self, Label};
use crate::mail::Address;

/// Lines longer than this are text, whatever they contain.
const LONGEST_MARKUP: usize = 600;

/// The line without quote marks and the byte order mark some programs leave in front.
pub(crate) fn unquoted(line: &str) -> &str {
    line.trim_start_matches(|letter: char| {
        letter == '>' || letter == '\u{FEFF}' || letter == '\u{200E}' || letter.is_whitespace()
    })
    .trim_end()
}

pub(crate) fn is_quoted(line: &str) -> bool {
    line.trim_start_matches(['\u{FEFF}', ' ', '\t', '\u{A0}']).starts_with(['>', '＞'])
}

pub(crate) fn is_blank(line: &str) -> bool {
    line.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '\u{200B}' | '\u{FEFF}' | '\u{200C}' | '\u{1427}')
    })
    .is_empty()
}

/// A line of dashes, underscores or equal signs only.
pub(crate) fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.len() >= 5 && line.chars().all(is_dash)
}

fn is_dash(letter: char) -> bool {
    matches!(letter, '-' | '_' | '=' | '*' | '~' | '‐' | '‑' | '–' | '—' | '―' | '─' | '━')
}

/// The meaning and value of a line like `From: Ida <ida@example.net>`, also in bold or as a table row.
pub(crate) fn label(line: &str) -> Option<(Label, &str)> {
    let line = unquoted(line).trim_start_matches(['*', '|', '_', ' ', '\t', '•']);
    let end = line.char_indices().take(40).find(|(_, letter)| matches!(letter, ':' | '：'))?.0;
    let (word, value) = line.split_at_checked(end)?;
    let word = word.trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, '*' | '_' | '|'));
    let label = locale::label(&locale::lower(word))?;
    let value = value.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, ':' | '：' | '*' | '_' | '|'));
    Some((label, value.trim_end_matches(['|', '*', ' ', '\t'])))
}

/// A line such as `-----Original Message-----`.
pub(crate) fn is_original_separator(line: &str) -> bool {
    phrase_between_dashes(line).is_some_and(|phrase| locale::says_original(&phrase))
}

/// Group-ware writes `>>> Ida Berg <ida@example.net> 3/5/2024 10:00 >>>` above an unmarked quote.
pub(crate) fn is_groupwise_separator(line: &str) -> bool {
    let line = line.trim();
    line.len() < LONGEST_MARKUP && line.starts_with(">>>") && line.ends_with(">>>") && has_date(line)
}

/// A line such as `---------- Forwarded message ----------` or `Begin forwarded message:`.
pub(crate) fn is_forward_separator(line: &str) -> bool {
    if line.len() > LONGEST_MARKUP {
        return false;
    }
    let lower = locale::lower(unquoted(line));
    let is_alone = lower.ends_with([':', '：']) && lower.chars().count() < 60;
    (is_alone || phrase_between_dashes(line).is_some()) && locale::says_forwarded(&lower)
}

/// The text between two runs of dashes in lower case.
fn phrase_between_dashes(line: &str) -> Option<String> {
    if line.len() > LONGEST_MARKUP {
        return None;
    }
    let line = unquoted(line);
    let phrase = line.trim_matches(|letter: char| is_dash(letter) || letter.is_whitespace());
    let leads = line.chars().take_while(|letter| is_dash(*letter)).count();
    let is_short = phrase.chars().count() < 60;
    (leads >= 2 && is_short && !phrase.is_empty()).then(|| locale::lower(phrase))
}

/// What an attribution line is followed by matters: weak ones need a quoted line below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Attribution {
    /// "Ida wrote:"
    Weak,
    /// With a date or an address.
    Medium,
    /// With a date, and an address or a beginning like "On Monday".
    Strong,
}

/// Whether a line, or several joined ones, introduce the quote below: "On .. Ida wrote:" in any language.
pub(crate) fn attribution(line: &str) -> Option<Attribution> {
    if line.len() > LONGEST_MARKUP {
        return None;
    }
    let line = unquoted(line);
    let body = attribution_body(line)?;
    let lower = locale::lower(body);
    let has_address = find_address(body).is_some();
    let has_date = has_date(body);
    let ends_with_address = body.ends_with(['>', ')']) && has_address;
    let wrote_last = locale::ends_with_wrote(&lower);
    if !(has_date || has_address || wrote_last) {
        return None;
    }
    let starts = || locale::starts_attribution(&lower) || body.starts_with(|letter: char| letter.is_ascii_digit());
    if wrote_last || has_date && locale::says_wrote(&lower) {
        return Some(match (has_date, has_address) {
            (true, true) => Attribution::Strong,
            (true, false) if starts() => Attribution::Strong,
            (true, false) if has_angle_pair(body) => Attribution::Strong,
            (false, true) if wrote_last => Attribution::Medium,
            _ if wrote_last && body.chars().count() < 80 => Attribution::Weak,
            _ => return None,
        });
    }
    let strength = if body.len() == line.len() { Attribution::Medium } else { Attribution::Strong };
    (has_date && ends_with_address).then_some(strength)
}

/// Programs end the line with a colon; one family puts dashes around it instead.
fn attribution_body(line: &str) -> Option<&str> {
    if let Some(body) = line.strip_suffix([':', '：']) {
        return Some(body.trim_end());
    }
    let inner = line.trim_matches(|letter: char| is_dash(letter) || letter.is_whitespace());
    if line.ends_with('>') && line.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Some(line);
    }
    (line.starts_with("--") && locale::ends_with_wrote(&locale::lower(inner))).then_some(inner)
}

fn has_angle_pair(text: &str) -> bool {
    text.find('<').is_some_and(|at| text.get(at..).is_some_and(|rest| rest.contains('>')))
}

/// A time of day or a date: two numbers joined by `:`, `.`, `/` or `-`, or a year.
pub(crate) fn has_date(text: &str) -> bool {
    let mut digits = 0;
    let mut after_joint = false;
    for letter in text.chars() {
        if letter.is_ascii_digit() {
            digits += 1;
            if after_joint && digits >= 2 {
                return true;
            }
            continue;
        }
        let is_year = digits == 4;
        if is_year || digits > 0 && matches!(letter, '年' | '月' | '년' | '월') {
            return true;
        }
        after_joint = (1..=4).contains(&digits) && matches!(letter, ':' | '.' | '/' | '-' | 'h');
        digits = 0;
    }
    digits == 4
}

/// Whether a line begins with a day or an "On", so that what precedes it belongs to somebody else.
pub(crate) fn starts_with_date_words(line: &str) -> bool {
    let line = unquoted(line);
    let lower = locale::lower(line);
    let near: String = line.chars().take(16).collect();
    let has_near_digit = near.contains(|letter: char| letter.is_ascii_digit());
    line.starts_with(|letter: char| letter.is_ascii_digit())
        || locale::starts_attribution(&lower) && lower.contains(|letter: char| letter.is_ascii_digit())
        || has_near_digit && !line.starts_with('<')
}

/// The first mail address in a text, with the name before it.
pub(crate) fn find_address(text: &str) -> Option<Address> {
    let mut from = 0;
    while let Some(offset) = text.get(from..)?.find('@') {
        let at = from + offset;
        if let Some(found) = address_around(text, at) {
            return Some(found);
        }
        from = at + 1;
    }
    None
}

fn address_around(text: &str, at: usize) -> Option<Address> {
    let (before, after) = (text.get(..at)?, text.get(at + 1..)?);
    let local_length: usize = before.chars().rev().take(64).take_while(|letter| is_local(*letter)).map(char::len_utf8).sum();
    let domain_length: usize = after.chars().take(250).take_while(|letter| is_domain(*letter)).map(char::len_utf8).sum();
    let start = at - local_length;
    let domain = after.get(..domain_length)?.trim_end_matches(['.', '-']);
    if local_length == 0 || domain.is_empty() {
        return None;
    }
    let email = text.get(start..at + 1 + domain.len())?.trim_start_matches('.');
    Address::new(email, name_before(text.get(..start)?))
}

fn is_local(letter: char) -> bool {
    letter.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(letter)
}

fn is_domain(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '-' | '.')
}

fn name_before(before: &str) -> Option<&str> {
    let before = before.trim_end();
    let before = before
        .strip_suffix("mailto:")
        .unwrap_or(before)
        .trim_end_matches(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '[' | '('));
    let name = before.trim_matches(|letter: char| {
        letter.is_whitespace() || matches!(letter, '"' | '\'' | '“' | '”' | '«' | '»' | '„' | '*' | ':')
    });
    (!name.is_empty() && name.chars().count() < 120 && !name.contains('@')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::{Attribution, attribution, find_address, has_date, label};
    use crate::locale::Label;

    #[test]
    fn attributions_are_known_in_many_languages() {
        for line in [
            "On Wed, Oct 27, 2021 at 9:31 AM Ida Berg <ida@example.net> wrote:",
            "Am 05.03.2024 um 10:00 schrieb Ida Berg:",
            "Le 28/10/2021 à 12:46, Ida Berg a écrit :",
            "El mar, 5 mar 2024 a las 10:00, Ida Berg (<ida@example.net>) escribió:",
            "Il giorno mar 5 mar 2024 alle ore 10:00 Ida <ida@example.net> ha scritto:",
            "Op di 5 mrt 2024 om 10:00 schreef Ida Berg <ida@example.net>:",
            "Em ter., 5 de mar. de 2024 às 10:00, Ida <ida@example.net> escreveu:",
            "W dniu 05.03.2024 o 10:00, Ida pisze:",
            "вт, 5 мар. 2024 г. в 10:00, Ида <ida@example.net>:",
            "Den tis 5 mars 2024 kl 10:00 skrev Ida <ida@example.net>:",
            "ti 5. maalisk. 2024 klo 10.00 Ida (ida@example.net) kirjoitti:",
            "út 5. 3. 2024 v 10:00 odesílatel Ida <ida@example.net> napsal:",
            "Ida Berg <ida@example.net> ezt írta (időpont: 2024. márc. 5., K, 10:00):",
            "Ida Berg <ida@example.net>, 5 Mar 2024 Sal, 10:00 tarihinde şunu yazdı:",
            "2024年3月5日(火) 10:00 Ida <ida@example.net>:",
            "Ida <ida@example.net> 于2024年3月5日周二 10:00写道：",
            "2024년 3월 5일 (화) 오전 10:00, Ida <ida@example.net>님이 작성:",
            "---- On Tue, 05 Mar 2024 10:00:00 +0100 Ida <ida@example.net> wrote ----",
        ] {
            assert_eq!(attribution(line), Some(Attribution::Strong), "{line}");
        }
    }

    #[test]
    fn ordinary_sentences_are_no_attributions() {
        for line in [
            "Please call me before 10:00:",
            "This is what I wrote",
            "I need the following:",
            "Write to ida@example.net before 10:30:",
        ] {
            assert_eq!(attribution(line), None, "{line}");
        }
    }

    #[test]
    fn labels_may_be_bold_or_spaced() {
        assert_eq!(label("> *Von:* Ida"), Some((Label::From, "Ida")));
        assert_eq!(label("De\u{a0}: Ida"), Some((Label::From, "Ida")));
        assert_eq!(label("差出人： Ida"), Some((Label::From, "Ida")));
    }

    #[test]
    fn addresses_are_found_with_their_names() {
        let found = find_address("\"Ida Berg\" [mailto:ida.berg@mail.example.net].").unwrap();
        assert_eq!((found.email.as_str(), found.name.as_deref()), ("ida.berg@mail.example.net", Some("Ida Berg")));
    }

    #[test]
    fn dates_are_more_than_numbers() {
        assert!(has_date("5 mars 2024") && has_date("10:30") && has_date("3/12"));
        assert!(!has_date("room 12 and 345678") && !has_date("3/5"));
    }
}
