//! The body of a mail: its text and its HTML.

use mail_parser::{HeaderName, Message, MessagePart, PartType};

use crate::html::text;
use crate::{charset, structure};

/// Bodies longer than this are cut: nobody reads them, and every rule runs over them.
const LONGEST_BODY: usize = 8 << 20;

/// What a mail says.
pub(crate) struct Body {
    /// The text parts; the HTML as text where there are none.
    pub(crate) text: String,
    /// The same with quotes of HTML marked as in plain text.
    pub(crate) marked: String,
    /// The HTML parts.
    pub(crate) html: Option<String>,
}

pub(crate) fn read(message: &Message<'_>, raw: &[u8]) -> Body {
    let html = html(message, raw);
    let (mut text, mut marked) = (Blocks::default(), Blocks::default());
    for part in parts(message, &message.text_body) {
        match &part.body {
            PartType::Text(_) => {
                let content = decoded(part, raw);
                text.push(&content);
                marked.push(&content);
            }
            PartType::Html(_) => {
                let content = decoded(part, raw);
                text.push(&text::plain(&content));
                marked.push(&text::marked(&content));
            }
            _ => (),
        }
    }
    for part in parts(message, &message.attachments).filter(|part| structure::is_stray_text(part)) {
        let content = decoded(part, raw);
        text.push(&content);
        marked.push(&content);
    }
    // Some programs send an empty text part beside the HTML.
    match &html {
        Some(html) if text.0.trim().is_empty() => {
            Body { text: text::plain(html), marked: text::marked(html), html: Some(html.clone()) }
        }
        _ => Body { text: text.0, marked: marked.0, html },
    }
}

/// The decoded text of a text part.
pub(crate) fn decoded(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let kind = part.headers.iter().rfind(|header| header.name == HeaderName::ContentType);
    let label = kind.and_then(|header| header.value().as_content_type()).and_then(|kind| kind.attribute("charset"));
    let content = structure::content(part, raw);
    let content = content.get(..LONGEST_BODY).unwrap_or(&content);
    charset::decode(content, label).replace("\r\n", "\n").replace('\r', "\n")
}

fn parts<'a>(message: &'a Message<'_>, ids: &'a [u32]) -> impl Iterator<Item = &'a MessagePart<'a>> {
    ids.iter().filter_map(|id| message.part(*id))
}

/// Parts one below the other.
#[derive(Default)]
struct Blocks(String);

impl Blocks {
    fn push(&mut self, block: &str) {
        if block.is_empty() || self.0.len() > LONGEST_BODY {
            return;
        }
        if !self.0.is_empty() && !self.0.ends_with('\n') {
            self.0.push('\n');
        }
        self.0.push_str(block);
    }
}

fn html(message: &Message<'_>, raw: &[u8]) -> Option<String> {
    let has_html = parts(message, &message.html_body).any(|part| matches!(part.body, PartType::Html(_)));
    if !has_html {
        return None;
    }
    let mut html = Blocks::default();
    for part in parts(message, &message.html_body) {
        match &part.body {
            PartType::Html(_) => html.push(&decoded(part, raw)),
            PartType::Text(_) => html.push(&format!("<pre>{}</pre>", ammonia::clean_text(&decoded(part, raw)))),
            _ => (),
        }
    }
    Some(html.0)
}
