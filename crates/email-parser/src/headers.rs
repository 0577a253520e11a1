//! Header values of the outermost message, read from their raw bytes.

pub(crate) mod parameters;
pub(crate) mod words;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use mail_parser::parsers::MessageStream;
use mail_parser::{Header, HeaderValue};

use crate::mail::Address;

/// The raw header fields of one part, in their order.
pub(crate) struct Headers<'a> {
    fields: Vec<(String, &'a [u8])>,
}

impl<'a> Headers<'a> {
    /// `raw` is the message that the offsets of `parsed` point into.
    pub(crate) fn new(parsed: &[Header<'_>], raw: &'a [u8]) -> Self {
        let fields = parsed.iter().map(|header| (header.name().to_ascii_lowercase(), raw_value(header, raw))).collect();
        Self { fields }
    }

    pub(crate) fn raw(&self, name: &str) -> Option<&'a [u8]> {
        self.fields.iter().find(|(field, _)| field == name).map(|(_, value)| *value)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// The decoded text of the first field of this name; empty and missing are the same.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.raw(name).map(words::decode).filter(|text| !text.is_empty())
    }

    /// The addresses of all fields of this name.
    pub(crate) fn addresses(&self, name: &str) -> Vec<Address> {
        self.fields.iter().filter(|(field, _)| field == name).flat_map(|(_, value)| addresses(value)).collect()
    }

    /// Message ids without their angle brackets.
    pub(crate) fn ids(&self, name: &str) -> Vec<String> {
        let Some(raw) = self.raw(name) else { return Vec::new() };
        match MessageStream::new(&words::normalise(raw)).parse_id() {
            HeaderValue::Text(id) => vec![id.into_owned()],
            HeaderValue::TextList(ids) => ids.into_iter().map(std::borrow::Cow::into_owned).collect(),
            _ => Vec::new(),
        }
    }

    /// The `Date` field, if it is a moment that exists.
    pub(crate) fn date(&self) -> Option<DateTime<Utc>> {
        let mut raw = self.raw("date")?.to_vec();
        raw.extend_from_slice(b"\r\n");
        let read = match MessageStream::new(&raw).parse_date() {
            HeaderValue::DateTime(date) => checked(&date),
            _ => None,
        };
        read.or_else(|| other_spelling(&words::decode(&raw)))
    }
}

fn raw_value<'a>(header: &Header<'_>, raw: &'a [u8]) -> &'a [u8] {
    let (Ok(start), Ok(end)) = (usize::try_from(header.offset_start), usize::try_from(header.offset_end)) else { return &[] };
    raw.get(start..end).unwrap_or_default()
}

fn addresses(raw: &[u8]) -> Vec<Address> {
    let normalised = words::normalise(raw);
    let HeaderValue::Address(list) = MessageStream::new(&normalised).parse_address() else { return Vec::new() };
    list.iter().filter_map(|entry| Address::new(entry.address()?, entry.name())).collect()
}

/// The parser does not check what it reads: `25:61:00 +9999` passes it.
fn checked(date: &mail_parser::DateTime) -> Option<DateTime<Utc>> {
    let offset = i64::from(date.tz_hour) * 60 + i64::from(date.tz_minute);
    if date.tz_minute >= 60 || offset > 18 * 60 || date.year < 1900 {
        return None;
    }
    let second = u32::from(date.second).min(if date.second == 60 { 59 } else { 60 });
    let local = NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))?
        .and_hms_opt(u32::from(date.hour), u32::from(date.minute), second)?
        .and_utc();
    let offset = TimeDelta::minutes(offset);
    local.checked_add_signed(if date.tz_before_gmt { offset } else { -offset })
}

fn other_spelling(text: &str) -> Option<DateTime<Utc>> {
    let date = DateTime::parse_from_rfc2822(text)
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z"));
    let without_zone = || chrono::NaiveDateTime::parse_from_str(text, "%a %b %e %H:%M:%S %Y").ok().map(|date| date.and_utc());
    date.ok().map(|date| date.with_timezone(&Utc)).or_else(without_zone)
}
