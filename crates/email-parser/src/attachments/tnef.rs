//! The files inside `winmail.dat` (TNEF), as far as a help desk wants them: names, bytes, types.
//!
//! Every length is checked against what is there, nothing is allocated before its bytes are seen, and embedded
//! objects stay closed.

use crate::charset;
use crate::mail::Attachment;

const SIGNATURE: u32 = 0x223E_9F78;
const LEVEL_ATTACHMENT: u8 = 2;
const ATTACH_TITLE: u16 = 0x8010;
const ATTACH_DATA: u16 = 0x800F;
const ATTACH_RENDERING: u16 = 0x9002;
const ATTACH_PROPERTIES: u16 = 0x9005;

const LONG_NAME: u16 = 0x3707;
const SHORT_NAME: u16 = 0x3704;
const DISPLAY_NAME: u16 = 0x3001;
const MIME_TYPE: u16 = 0x370E;
const CONTENT_ID: u16 = 0x3712;
const DATA: u16 = 0x3701;

const MOST_FILES: usize = 500;
const MOST_PROPERTIES: u32 = 2_000;

/// What a TNEF stream holds.
#[derive(Default)]
pub(crate) struct Content {
    pub(crate) files: Vec<Attachment>,
    /// Whether the stream itself can be thrown away: it holds files, and all of them came out.
    pub(crate) is_complete: bool,
}

/// Reads a TNEF stream; nothing comes out if it is none.
pub(crate) fn read(stream: &[u8]) -> Content {
    let mut reader = Reader(stream);
    if reader.u32() != Some(SIGNATURE) || reader.u16().is_none() {
        return Content::default();
    }
    let drafts = drafts(&mut reader);
    let count = drafts.len();
    let files: Vec<Attachment> = drafts.into_iter().filter_map(Draft::finish).collect();
    Content { is_complete: !files.is_empty() && files.len() == count, files }
}

fn drafts(reader: &mut Reader<'_>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    while let Some(attribute) = attribute(reader) {
        if attribute.level != LEVEL_ATTACHMENT {
            continue;
        }
        if attribute.id == ATTACH_RENDERING || drafts.is_empty() {
            if drafts.len() == MOST_FILES {
                break;
            }
            drafts.push(Draft::default());
        }
        if let Some(draft) = drafts.last_mut() {
            draft.apply(&attribute);
        }
    }
    drafts
}

struct Attribute<'a> {
    level: u8,
    id: u16,
    data: &'a [u8],
}

fn attribute<'a>(reader: &mut Reader<'a>) -> Option<Attribute<'a>> {
    let level = reader.u8()?;
    let id = reader.u16()?;
    reader.u16()?;
    let length = usize::try_from(reader.u32()?).ok()?;
    // A cut-off file keeps what came through.
    let data = reader.take(length.min(reader.0.len()))?;
    reader.u16();
    Some(Attribute { level, id, data })
}

#[derive(Default)]
struct Draft {
    title: Option<String>,
    long_name: Option<String>,
    content_type: Option<String>,
    content_id: Option<String>,
    bytes: Option<Vec<u8>>,
}

impl Draft {
    fn apply(&mut self, attribute: &Attribute<'_>) {
        match attribute.id {
            ATTACH_TITLE => self.title = narrow(attribute.data),
            ATTACH_DATA => self.bytes = Some(attribute.data.to_vec()),
            ATTACH_PROPERTIES => {
                // What was read before a broken property is kept.
                let _ = self.read_properties(attribute.data);
            }
            _ => (),
        }
    }

    fn read_properties(&mut self, data: &[u8]) -> Option<()> {
        let mut reader = Reader(data);
        let count = reader.u32()?.min(MOST_PROPERTIES);
        for _ in 0..count {
            let kind = reader.u16()?;
            let id = reader.u16()?;
            if id >= 0x8000 {
                skip_name(&mut reader)?;
            }
            for value in values(&mut reader, kind)? {
                self.set(id, kind, value);
            }
        }
        Some(())
    }

    fn set(&mut self, id: u16, kind: u16, value: &[u8]) {
        let text = || if kind & 0x0FFF == 0x001F { wide(value) } else { narrow(value) };
        match id {
            LONG_NAME => self.long_name = text().or(self.long_name.take()),
            SHORT_NAME | DISPLAY_NAME => self.title = self.title.take().or_else(text),
            MIME_TYPE => self.content_type = text(),
            CONTENT_ID => self.content_id = text(),
            DATA if kind == 0x0102 && self.bytes.is_none() => self.bytes = Some(value.to_vec()),
            _ => (),
        }
    }

    fn finish(self) -> Option<Attachment> {
        let bytes = self.bytes?;
        let name = self.long_name.or(self.title)?;
        let content_type =
            self.content_type.filter(|kind| kind.contains('/')).unwrap_or_else(|| "application/octet-stream".to_owned());
        Some(Attachment {
            name: Some(name),
            content_type: content_type.to_ascii_lowercase(),
            is_inline: false,
            content_id: self.content_id,
            bytes,
        })
    }
}

/// A named property carries its name before its value.
fn skip_name(reader: &mut Reader<'_>) -> Option<()> {
    reader.take(16)?;
    if reader.u32()? == 0 {
        reader.u32()?;
    } else {
        reader.padded()?;
    }
    Some(())
}

fn values<'a>(reader: &mut Reader<'a>, kind: u16) -> Option<Vec<&'a [u8]>> {
    let is_multiple = kind & 0x1000 != 0;
    let fixed = match kind & 0x0FFF {
        0x0002 | 0x0003 | 0x0004 | 0x000A | 0x000B => Some(4),
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => Some(8),
        0x0048 => Some(16),
        0x000D | 0x001E | 0x001F | 0x0102 => None,
        _ => return None,
    };
    let count = if is_multiple || fixed.is_none() { reader.u32()?.min(MOST_PROPERTIES) } else { 1 };
    let mut found = Vec::new();
    for _ in 0..count {
        found.push(match fixed {
            Some(length) => reader.take(length)?,
            None => reader.padded()?,
        });
    }
    Some(found)
}

fn narrow(bytes: &[u8]) -> Option<String> {
    let bytes = bytes.split(|&byte| byte == 0).next().unwrap_or_default();
    tidy(&charset::decode(bytes, None))
}

fn wide(bytes: &[u8]) -> Option<String> {
    let (text, _) = encoding_rs::UTF_16LE.decode_without_bom_handling(bytes);
    tidy(text.split('\0').next().unwrap_or_default())
}

fn tidy(text: &str) -> Option<String> {
    let text: String = text.chars().filter(|letter| !letter.is_control()).collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// A length, so many bytes, and padding to four.
    fn padded(&mut self) -> Option<&'a [u8]> {
        let length = usize::try_from(self.u32()?).ok()?;
        let taken = self.take(length)?;
        self.take((length.next_multiple_of(4) - length).min(self.0.len()))?;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }
}
