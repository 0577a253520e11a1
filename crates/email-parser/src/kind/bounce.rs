//! Reports of failed delivery: the standard ones (RFC 3464) and what qmail, exim, postfix and exchange write as text.

use super::{Evidence, has_null_path, is_daemon};
use crate::lines;
use crate::locale;
use crate::mail::{Bounce, FailedRecipient, Permanence};

/// More recipients than this in one report are not kept.
const MOST_RECIPIENTS: usize = 500;

/// The bounce that a mail is, if it is one.
pub(crate) fn read(evidence: &Evidence<'_>) -> Option<Bounce> {
    let reported =
        evidence.reports.iter().flat_map(|report| recipients_of_report(report)).take(MOST_RECIPIENTS).collect::<Vec<_>>();
    let is_success_report = !reported.is_empty() && reported.iter().all(|entry| entry.action == Action::Delivered);
    if is_success_report || !(is_delivery_report(evidence) || is_textual_bounce(evidence)) {
        return None;
    }
    let mut recipients: Vec<FailedRecipient> = Vec::new();
    for entry in reported.into_iter().filter(|entry| entry.action != Action::Delivered) {
        add(&mut recipients, entry.recipient);
    }
    if recipients.is_empty() {
        recipients = recipients_of_headers(evidence).unwrap_or_else(|| recipients_of_text(evidence));
    }
    Some(Bounce { recipients })
}

fn add(recipients: &mut Vec<FailedRecipient>, new: FailedRecipient) {
    let is_known = recipients.iter().any(|known| known.email.eq_ignore_ascii_case(&new.email));
    if !is_known && recipients.len() < MOST_RECIPIENTS {
        recipients.push(new);
    }
}

fn is_delivery_report(evidence: &Evidence<'_>) -> bool {
    let headers = evidence.headers;
    let kind = headers.text("content-type").unwrap_or_default().to_ascii_lowercase();
    let is_report = kind.starts_with("multipart/report") && kind.contains("delivery-status");
    is_report || headers.has("x-failed-recipients") || headers.has("x-ms-exchange-message-is-ndr") || !evidence.reports.is_empty()
}

fn is_textual_bounce(evidence: &Evidence<'_>) -> bool {
    let from_daemon = evidence.sender.is_some_and(|sender| is_daemon(&sender.email));
    let from_system = from_daemon || evidence.sender.is_none() || has_null_path(evidence.headers);
    let opening: String = evidence.text.chars().take(1_500).collect::<String>().to_lowercase();
    from_system && locale::is_bounce_subject(evidence.subject)
        || from_daemon && BOUNCE_OPENINGS.iter().any(|phrase| opening.contains(phrase))
}

const BOUNCE_OPENINGS: &[&str] = &[
    "this is the qmail-send program",
    "i'm afraid i wasn't able to deliver",
    "could not be delivered",
    "was not delivered",
    "wasn't delivered",
    "unable to deliver",
    "delivery has failed",
    "delivery to the following",
    "has not yet been delivered",
    "undeliverable",
    "permanent fatal errors",
    "did not reach the following recipient",
];

#[derive(Clone, Copy, PartialEq)]
enum Action {
    Failed,
    Delayed,
    Delivered,
    Unknown,
}

struct Entry {
    action: Action,
    recipient: FailedRecipient,
}

/// Fields come in groups, one for each recipient, but some programs forget the empty lines between.
fn recipients_of_report(report: &str) -> Vec<Entry> {
    let mut entries: Vec<Draft> = Vec::new();
    let mut current = Draft::default();
    for line in report.lines() {
        let Some((name, value)) = line.split_once(':') else {
            if line.trim().is_empty() {
                entries.push(std::mem::take(&mut current));
            }
            continue;
        };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "final-recipient" if current.last.is_some() => {
                entries.push(std::mem::replace(&mut current, Draft { last: address(value), ..Draft::default() }));
            }
            "final-recipient" => current.last = address(value),
            "original-recipient" => current.original = address(value),
            "x-actual-recipient" => current.actual = address(value),
            "action" => current.action = Some(action(value)),
            "status" => current.status = status_code(value),
            "diagnostic-code" => current.diagnostic = Some(value.to_owned()),
            _ => (),
        }
        if entries.len() > MOST_RECIPIENTS {
            break;
        }
    }
    entries.push(current);
    entries.into_iter().filter_map(Draft::finish).collect()
}

#[derive(Default)]
struct Draft {
    original: Option<String>,
    last: Option<String>,
    actual: Option<String>,
    action: Option<Action>,
    status: Option<String>,
    diagnostic: Option<String>,
}

impl Draft {
    fn finish(self) -> Option<Entry> {
        let action = self.action.unwrap_or(Action::Unknown);
        let status = self.status.or_else(|| self.diagnostic.as_deref().and_then(status_code));
        // The address that was written to is what a desk knows; a final one may be an alias behind it.
        let email = self.original.or(self.last).or(self.actual)?;
        let permanence = match (action, status.as_deref().and_then(|status| status.chars().next())) {
            (Action::Delayed, _) | (_, Some('4')) => Permanence::Temporary,
            (Action::Failed, _) | (_, Some('5')) => Permanence::Permanent,
            _ => Permanence::Unknown,
        };
        Some(Entry { action, recipient: FailedRecipient { email, permanence, status } })
    }
}

/// `rfc822; <ida@example.net>` without its type.
fn address(value: &str) -> Option<String> {
    let value = value.split_once(';').map_or(value, |(_, address)| address);
    lines::find_address(value).map(|address| address.email)
}

fn action(value: &str) -> Action {
    match value.split_whitespace().next().unwrap_or_default().to_ascii_lowercase().trim_end_matches([',', ';']) {
        "failed" | "failure" => Action::Failed,
        "delayed" => Action::Delayed,
        "delivered" | "relayed" | "expanded" => Action::Delivered,
        _ => Action::Unknown,
    }
}

/// The first enhanced status code in a text.
fn status_code(text: &str) -> Option<String> {
    let words = text.split(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
    words.take(5_000).find(|word| is_status_code(word)).map(str::to_owned)
}

fn is_status_code(word: &str) -> bool {
    let fields: Vec<&str> = word.split('.').take(4).collect();
    matches!(fields.as_slice(), ["2" | "4" | "5", subject, detail] if is_small(subject) && is_small(detail))
}

fn is_small(digits: &str) -> bool {
    (1..=3).contains(&digits.len())
}

fn recipients_of_headers(evidence: &Evidence<'_>) -> Option<Vec<FailedRecipient>> {
    let listed = evidence.headers.addresses("x-failed-recipients");
    let permanence = permanence_of_text(evidence);
    let status = status_code(own_words(evidence.text));
    let recipients: Vec<_> =
        listed.into_iter().map(|address| FailedRecipient { email: address.email, permanence, status: status.clone() }).collect();
    (!recipients.is_empty()).then_some(recipients)
}

fn recipients_of_text(evidence: &Evidence<'_>) -> Vec<FailedRecipient> {
    let permanence = permanence_of_text(evidence);
    let text = own_words(evidence.text);
    let status = status_code(text);
    let mut recipients = Vec::new();
    for email in text.lines().take(2_000).filter_map(named_recipient) {
        add(&mut recipients, FailedRecipient { email, permanence, status: status.clone() });
    }
    if recipients.is_empty() {
        let sentence = text.lines().take(200).find_map(recipient_in_sentence);
        recipients.extend(sentence.map(|email| FailedRecipient { email, permanence, status }));
    }
    recipients
}

/// The report without the returned mail below it.
fn own_words(text: &str) -> &str {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let lower = locale::lower(line);
        let is_dashed = lower.trim_start().starts_with("--");
        let is_copy = is_dashed
            && ["copy of", "original message", "returned message", "message headers", "message follows", "message text"]
                .iter()
                .any(|phrase| lower.contains(phrase));
        if is_copy
            || lower.starts_with("original message headers")
            || lower.starts_with("received: from")
            || lower.starts_with("return-path:")
        {
            return text.get(..at).unwrap_or(text);
        }
        at += line.len();
    }
    text
}

/// A line that begins with an address and then says no more, or only why: `<ida@example.net>: host .. said`.
fn named_recipient(line: &str) -> Option<String> {
    let trimmed = line.trim().trim_start_matches(['*', '-', '•', '\t', ' ']);
    if trimmed.len() > 1_000 || lines::label(line).is_some() {
        return None;
    }
    let found = lines::find_address(trimmed)?;
    let bare = trimmed.trim_start_matches(['<', '(', '"', '\'']);
    let prefixed = ["to:", "recipient:", "recipient address:", "smtp:", "rfc822;"]
        .iter()
        .find_map(|prefix| strip_ignoring_case(bare, prefix));
    let bare = prefixed.unwrap_or(bare).trim_start_matches(['<', ' ']);
    let rest = bare.strip_prefix(found.email.as_str())?;
    let is_alone = rest.trim_matches(|letter: char| !letter.is_alphanumeric()).is_empty();
    let is_explained = rest.trim_start_matches(['>', ')', '"', '\'']).starts_with([':', '.', ',', ' ', '\t', '<', ';'])
        && trimmed.starts_with(['<', '(', '\'', '"'])
        || rest.starts_with([':', '<']);
    (is_alone || is_explained || prefixed.is_some()).then_some(found.email)
}

fn strip_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let start = text.get(..prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then(|| text.get(prefix.len()..)).flatten()
}

/// "Your message to ida@example.net could not be delivered."
fn recipient_in_sentence(line: &str) -> Option<String> {
    let lower = locale::lower(line);
    let tells = ["deliver", "recipient", "reach", "unknown", "rejected", "zugestellt", "remis", "entreg", "recapit"]
        .iter()
        .any(|word| lower.contains(word));
    tells.then(|| lines::find_address(line)).flatten().map(|address| address.email).filter(|email| !is_daemon(email))
}

fn permanence_of_text(evidence: &Evidence<'_>) -> Permanence {
    let text = own_words(evidence.text);
    let lower = format!("{}\n{}", evidence.subject, text.chars().take(20_000).collect::<String>()).to_lowercase();
    let still_tries = [
        "delayed",
        "not yet been delivered",
        "will continue to",
        "delivery attempts will continue",
        "warning:",
        "will be retried",
        "temporarily deferred",
    ];
    if still_tries.iter().any(|phrase| lower.contains(phrase)) {
        return Permanence::Temporary;
    }
    match status_code(&lower).and_then(|code| code.chars().next()).or_else(|| reply_code(&lower)) {
        Some('5') => Permanence::Permanent,
        Some('4') => Permanence::Temporary,
        _ if FINAL_PHRASES.iter().any(|phrase| lower.contains(phrase)) => Permanence::Permanent,
        _ => Permanence::Unknown,
    }
}

const FINAL_PHRASES: &[&str] = &[
    "permanent",
    "user unknown",
    "unknown user",
    "no such user",
    "does not exist",
    "giving up",
    "i've given up",
    "not found",
    "no mailbox",
    "invalid recipient",
];

/// The class of the first SMTP reply code such as `550`.
fn reply_code(text: &str) -> Option<char> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric()).take(5_000);
    let code = words.into_iter().find(|word| is_reply_code(word))?;
    code.chars().next()
}

/// Only codes that servers use: telephone numbers stand in bounces as well.
fn is_reply_code(word: &str) -> bool {
    matches!(word, "421" | "450" | "451" | "452" | "454" | "455" | "571" | "541" | "530" | "535")
        || word.len() == 3 && (word.starts_with("55") || word.starts_with("50"))
}

#[cfg(test)]
mod tests {
    use super::{named_recipient, recipients_of_report, status_code};
    use crate::mail::Permanence;

    #[test]
    fn a_report_names_every_recipient() {
        let report = "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@example.net\nAction: failed\nStatus: 5.1.1\n\nOriginal-Recipient: rfc822;<b@example.net>\nFinal-Recipient: rfc822;b2@example.net\nAction: delayed\nStatus: 4.4.7 (late)\n";
        let found: Vec<_> =
            recipients_of_report(report).into_iter().map(|entry| (entry.recipient.email, entry.recipient.permanence)).collect();
        assert_eq!(
            found,
            [("a@example.net".to_owned(), Permanence::Permanent), ("b@example.net".to_owned(), Permanence::Temporary)]
        );
    }

    #[test]
    fn recipients_are_told_from_sentences() {
        assert_eq!(named_recipient("  <ida@example.net>:").as_deref(), Some("ida@example.net"));
        assert_eq!(named_recipient("<ida@example.net>: host mx said: 550").as_deref(), Some("ida@example.net"));
        assert_eq!(named_recipient("ida@example.net<mailto:ida@example.net>").as_deref(), Some("ida@example.net"));
        assert_eq!(named_recipient("ida@example.net was here"), None);
    }

    #[test]
    fn status_codes_are_no_addresses() {
        assert_eq!(status_code("host 5.1.1.9 said 550 5.2.2 full").as_deref(), Some("5.2.2"));
    }
}
