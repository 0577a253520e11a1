//! Who or what wrote a mail, and whether it may be acknowledged.

pub(crate) mod bounce;

use crate::headers::Headers;
use crate::locale;
use crate::mail::{Address, MailKind};
use crate::options::OwnMailMarker;

/// What the verdict is drawn from.
pub(crate) struct Evidence<'a> {
    pub(crate) headers: &'a Headers<'a>,
    pub(crate) sender: Option<&'a Address>,
    pub(crate) subject: &'a str,
    pub(crate) text: &'a str,
    /// The content of the parts of type `message/delivery-status`.
    pub(crate) reports: &'a [String],
}

/// The verdict.
pub(crate) struct Verdict {
    pub(crate) kind: MailKind,
    pub(crate) is_mailing_list: bool,
    pub(crate) suppress_auto_ack: bool,
}

pub(crate) fn judge(evidence: &Evidence<'_>, own: Option<&OwnMailMarker>) -> Verdict {
    let is_mailing_list = is_mailing_list(evidence.headers);
    let kind = if own.is_some_and(|marker| is_own(evidence.headers, marker)) {
        MailKind::Own
    } else if let Some(bounce) = bounce::read(evidence) {
        MailKind::Bounce(bounce)
    } else if is_auto_reply(evidence) {
        MailKind::AutoReply
    } else if is_mailing_list {
        MailKind::MailingList
    } else {
        MailKind::Person
    };
    let suppress_auto_ack = kind != MailKind::Person || is_mailing_list || forbids_answers(evidence);
    Verdict { kind, is_mailing_list, suppress_auto_ack }
}

fn is_own(headers: &Headers<'_>, marker: &OwnMailMarker) -> bool {
    let value = headers.text(&marker.header.to_ascii_lowercase());
    value.is_some_and(|value| value.to_lowercase().contains(&marker.value.to_lowercase()))
}

fn is_mailing_list(headers: &Headers<'_>) -> bool {
    let is_list = ["list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere"].iter().any(|name| headers.has(name));
    is_list || precedence(headers) == "list"
}

fn precedence(headers: &Headers<'_>) -> String {
    headers.text("precedence").unwrap_or_default().to_ascii_lowercase()
}

/// The keyword of `Auto-Submitted`, without parameters and comments.
fn auto_submitted(headers: &Headers<'_>) -> String {
    let value = headers.text("auto-submitted").unwrap_or_default().to_ascii_lowercase();
    value.split([';', '(', ' ']).next().unwrap_or_default().to_owned()
}

fn is_auto_reply(evidence: &Evidence<'_>) -> bool {
    let headers = evidence.headers;
    let has_mark = ["x-autoreply", "x-autorespond", "x-autoresponder", "x-autoreply-from", "x-auto-reply"]
        .iter()
        .any(|name| is_set(headers, name));
    has_mark
        || auto_submitted(headers) == "auto-replied"
        || precedence(headers) == "auto_reply"
        || is_read_receipt(headers)
        || headers.text("x-ms-exchange-generated-message-source").is_some_and(|source| source.contains("Mailbox Rules Agent"))
        || headers.text("x-failed-recipients").is_none() && locale::is_auto_reply_subject(evidence.subject)
}

fn is_read_receipt(headers: &Headers<'_>) -> bool {
    let kind = headers.text("content-type").unwrap_or_default().to_ascii_lowercase();
    kind.starts_with("multipart/report") && kind.contains("disposition-notification")
}

fn is_set(headers: &Headers<'_>, name: &str) -> bool {
    headers.text(name).is_some_and(|value| !value.eq_ignore_ascii_case("no"))
}

/// RFC 3834 and what mail systems do beside it.
fn forbids_answers(evidence: &Evidence<'_>) -> bool {
    let headers = evidence.headers;
    let is_automatic = !matches!(auto_submitted(headers).as_str(), "" | "no");
    let is_bulk = matches!(precedence(headers).as_str(), "bulk" | "junk" | "list" | "auto_reply");
    let asks_for_silence = headers.text("x-auto-response-suppress").is_some_and(|value| !value.eq_ignore_ascii_case("none"));
    let is_list = ["list-unsubscribe", "list-help", "list-subscribe"].iter().any(|name| headers.has(name));
    is_automatic
        || is_bulk
        || asks_for_silence
        || is_list
        || has_null_path(headers)
        || is_report(headers)
        || evidence.sender.is_none_or(|sender| is_daemon(&sender.email))
}

/// An empty envelope sender.
pub(crate) fn has_null_path(headers: &Headers<'_>) -> bool {
    ["return-path", "x-envelope-from"].iter().any(|name| headers.raw(name).is_some_and(|value| value.trim_ascii() == b"<>"))
}

fn is_report(headers: &Headers<'_>) -> bool {
    headers.text("content-type").is_some_and(|kind| kind.to_ascii_lowercase().starts_with("multipart/report"))
}

/// The addresses that mail systems themselves write from.
pub(crate) fn is_daemon(email: &str) -> bool {
    let local = email.split('@').next().unwrap_or_default().to_ascii_lowercase();
    local.starts_with("mailer-daemon")
        || matches!(
            local.as_str(),
            "postmaster" | "mailerdaemon" | "mail-daemon" | "mdaemon" | "microsoftexchange" | "maildelivery" | "mail.delivery"
        )
        || local.starts_with("microsoftexchange329e71ec88ae4615bbc36ab6ce41109e")
}
