//! Files: attachments, inline images, nested messages, what winmail.dat and uuencoded blocks hold.

pub(crate) mod tnef;
pub(crate) mod uuencode;

use mail_parser::{Message, MessagePart};

use crate::headers::{Headers, parameters};
use crate::mail::Attachment;
use crate::structure;

/// More files than this are not kept: no person attaches them, and each costs a row in a database.
const MOST_ATTACHMENTS: usize = 1_000;

/// The attachments of a message; `shown` tells whether its HTML refers to a content id.
pub(crate) fn collect(message: &Message<'_>, raw: &[u8], shown: impl Fn(&str) -> bool) -> Vec<Attachment> {
    let mut files = Vec::new();
    for part in message.attachments.iter().filter_map(|id| message.part(*id)) {
        if files.len() >= MOST_ATTACHMENTS {
            break;
        }
        if structure::is_stray_text(part) {
            continue;
        }
        let file = attachment(part, raw, &shown);
        let inner = if is_tnef(&file) { tnef::read(&file.bytes) } else { tnef::Content::default() };
        if !inner.is_complete {
            files.push(file);
        }
        files.extend(inner.files);
    }
    files
}

fn attachment(part: &MessagePart<'_>, raw: &[u8], shown: &impl Fn(&str) -> bool) -> Attachment {
    let headers = Headers::new(&part.headers, raw);
    let content_type = structure::content_type(part);
    let disposition = headers.raw("content-disposition").unwrap_or_default();
    let name = parameters::find(disposition, "filename")
        .or_else(|| parameters::find(headers.raw("content-type").unwrap_or_default(), "name"))
        .or_else(|| default_name(&content_type));
    let content_id = headers.ids("content-id").into_iter().next();
    let is_marked_inline = disposition.trim_ascii_start().get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"inline"));
    Attachment {
        name,
        is_inline: is_marked_inline || content_id.as_deref().is_some_and(shown),
        content_type,
        content_id,
        bytes: structure::content(part, raw).into_owned(),
    }
}

fn default_name(content_type: &str) -> Option<String> {
    matches!(content_type, "message/rfc822" | "message/global").then(|| "unknown_filename.eml".to_owned())
}

fn is_tnef(file: &Attachment) -> bool {
    let is_named_so = file.name.as_deref().is_some_and(|name| name.eq_ignore_ascii_case("winmail.dat"));
    is_named_so || matches!(file.content_type.as_str(), "application/ms-tnef" | "application/vnd.ms-tnef")
}
