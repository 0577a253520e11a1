//! The way from bytes to an [`IncomingMail`].

use std::borrow::Cow;

use mail_parser::Message;

use crate::attachments::{self, uuencode};
use crate::body::{self, Body};
use crate::headers::Headers;
use crate::kind::{self, Evidence, Verdict};
use crate::mail::{Address, Attachment, Html, IncomingMail, Tags};
use crate::options::Options;
use crate::quotes::Rules;
use crate::{charset, forward, html, locale, quotes, structure, tags};

/// Reads a mail as far as it can be read; there is no input that this refuses.
///
/// ```
/// use deskhand_email_parser::{Options, parse};
///
/// let raw = b"From: Ida <ida@example.net>\r\nSubject: Re: Lamp {12400}\r\n\r\nIt is dark.\r\n\r\n> Is it on?\r\n";
/// let mail = parse(raw, &Options::default());
/// assert_eq!(mail.sender.unwrap().email, "ida@example.net");
/// assert_eq!(mail.request_in_subject.unwrap().0, 12_400);
/// assert_eq!(mail.reply_text, "It is dark.");
/// ```
pub fn parse(raw: &[u8], options: &Options) -> IncomingMail {
    let raw = with_line_feeds(without_mailbox_line(raw));
    let raw = raw.as_ref();
    let closed = structure::with_closed_messages(raw);
    let message = structure::parse(&closed).filter(structure::is_mail);
    let reading = message.as_ref().map_or_else(|| Reading::of_text(raw), |message| Reading::new(message, raw));
    reading.finish(options)
}

/// Mailbox files put a line `From sender date` before the headers.
fn without_mailbox_line(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(raw);
    if !raw.starts_with(b"From ") && !raw.starts_with(b">From ") {
        return raw;
    }
    memchr::memchr(b'\n', raw).and_then(|end| raw.get(end + 1..)).unwrap_or_default()
}

/// Very old programs end lines with a carriage return alone.
fn with_line_feeds(raw: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'\n', raw).is_some() || memchr::memchr(b'\r', raw).is_none() {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(raw.iter().map(|&byte| if byte == b'\r' { b'\n' } else { byte }).collect())
}

/// What was read so far.
struct Reading<'a> {
    headers: Headers<'a>,
    body: Body,
    attachments: Vec<Attachment>,
    reports: Vec<String>,
}

impl<'a> Reading<'a> {
    fn new(message: &Message<'_>, raw: &'a [u8]) -> Self {
        let body = body::read(message, raw);
        let shown = body.html.as_deref().map(html::content_ids).unwrap_or_default();
        Self {
            headers: Headers::new(message.headers(), raw),
            attachments: attachments::collect(message, raw, |id| shown.contains(id)),
            reports: reports(message, raw),
            body,
        }
    }

    /// Without any header the whole input is text.
    fn of_text(raw: &'a [u8]) -> Self {
        let text = charset::decode(raw, None).replace("\r\n", "\n");
        let body = Body { marked: text.clone(), text, html: None };
        Self { headers: Headers::new(&[], raw), body, attachments: Vec::new(), reports: Vec::new() }
    }

    fn finish(mut self, options: &Options) -> IncomingMail {
        self.extract_uuencoded();
        let sender =
            self.headers.addresses("from").into_iter().next().or_else(|| self.headers.addresses("sender").into_iter().next());
        let subject = self.headers.text("subject");
        let verdict = self.judge(sender.as_ref(), subject.as_deref(), options);
        let stripped = self.strip_tags(subject.as_deref());
        let is_forward = stripped.subject.as_deref().is_some_and(locale::is_forward_subject);
        let original_sender = if stripped.tags.is_forward {
            forward::sender_in_text(&stripped.marked, is_forward).or_else(|| forward::sender_in_attachments(&self.attachments))
        } else {
            None
        };
        let is_answer = self.headers.has("in-reply-to")
            || self.headers.has("references")
            || subject.as_deref().is_some_and(locale::is_answer_subject);
        let rules = Rules { marker: options.reply_marker.as_deref(), is_forward, is_answer };
        IncomingMail {
            sender,
            to: self.headers.addresses("to"),
            cc: self.headers.addresses("cc"),
            reply_to: self.headers.addresses("reply-to"),
            request_in_subject: subject.as_deref().and_then(|subject| options.request_id.find(subject)),
            subject,
            clean_subject: stripped.subject,
            message_id: self.headers.ids("message-id").into_iter().next(),
            in_reply_to: self.headers.ids("in-reply-to"),
            references: self.headers.ids("references"),
            date: self.headers.date(),
            text: self.body.text,
            reply_text: quotes::new_text(&stripped.marked, rules),
            clean_text: stripped.text,
            html: stripped.html.map(|original| Html { sanitised: html::sanitise(&original), original }),
            attachments: self.attachments,
            kind: verdict.kind,
            is_mailing_list: verdict.is_mailing_list,
            suppress_auto_ack: verdict.suppress_auto_ack,
            tags: stripped.tags,
            original_sender,
        }
    }

    fn extract_uuencoded(&mut self) {
        let Some((text, files)) = uuencode::extract(&self.body.text) else { return };
        self.body.text = text;
        if let Some((marked, _)) = uuencode::extract(&self.body.marked) {
            self.body.marked = marked;
        }
        self.attachments.extend(files);
    }

    fn judge(&self, sender: Option<&Address>, subject: Option<&str>, options: &Options) -> Verdict {
        let evidence = Evidence {
            headers: &self.headers,
            sender,
            subject: subject.unwrap_or_default(),
            text: &self.body.text,
            reports: &self.reports,
        };
        kind::judge(&evidence, options.own_mail.as_ref())
    }

    /// Takes the tags out of everything; the subject's win over the text's, and those over the HTML's.
    fn strip_tags(&self, subject: Option<&str>) -> Stripped {
        let (mut found, subject) = match subject {
            Some(subject) => {
                let (found, subject) = tags::extract(subject);
                (found, Some(subject.trim().to_owned()))
            }
            None => (Tags::default(), None),
        };
        let (of_text, text) = tags::extract(&self.body.text);
        let (_, marked) = tags::extract(&self.body.marked);
        tags::merge(&mut found, of_text);
        let html = self.body.html.as_deref().map(|html| {
            let (of_html, html) = tags::extract_from_html(html);
            tags::merge(&mut found, of_html);
            html
        });
        Stripped { tags: found, subject, text, marked, html }
    }
}

struct Stripped {
    tags: Tags,
    subject: Option<String>,
    text: String,
    marked: String,
    html: Option<String>,
}

/// The machine-readable parts of a delivery report.
fn reports(message: &Message<'_>, raw: &[u8]) -> Vec<String> {
    let parts = message.parts.iter().filter(|part| {
        matches!(
            structure::content_type(part).as_str(),
            "message/delivery-status" | "message/global-delivery-status" | "text/delivery-status"
        )
    });
    parts.take(10).map(|part| charset::decode(&structure::content(part, raw), None)).collect()
}
