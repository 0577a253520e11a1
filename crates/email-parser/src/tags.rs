//! The parser tags: `##hs_category:6##` and its family.
//!
//! A tag's name is read without case, its value is the shortest text up to the next `##`, the first occurrence wins,
//! and what looks like a tag but is none stays in the text.

mod html;

pub(crate) use html::extract as extract_from_html;

use std::ops::Range;

use deskhand_model::{CategoryId, CustomFieldId, RequestId, StaffId};

use crate::mail::Tags;

const FENCE: &str = "##";
const LONGEST_VALUE: usize = 64 << 10;
const MOST_TAGS: usize = 500;

/// Reads the parser tags of a text and removes them from it.
///
/// ```
/// use deskhand_model::CategoryId;
///
/// let (tags, text) = deskhand_email_parser::tags::extract("Hi ##hs_category:6## Tim");
/// assert_eq!((tags.category, text.as_str()), (Some(CategoryId(6)), "Hi Tim"));
/// ```
pub fn extract(text: &str) -> (Tags, String) {
    let mut tags = Tags::default();
    let ranges = collect(text, &mut tags);
    (tags, without(text, &ranges))
}

/// Fills what is still missing in `first` from `later`.
pub(crate) fn merge(first: &mut Tags, later: Tags) {
    let fill = |mine: &mut Option<String>, other: Option<String>| {
        if mine.is_none() {
            *mine = other;
        }
    };
    fill(&mut first.customer_id, later.customer_id);
    fill(&mut first.customer_first_name, later.customer_first_name);
    fill(&mut first.customer_last_name, later.customer_last_name);
    fill(&mut first.customer_phone, later.customer_phone);
    fill(&mut first.customer_email, later.customer_email);
    first.request = first.request.or(later.request);
    first.category = first.category.or(later.category);
    first.assigned_to = first.assigned_to.or(later.assigned_to);
    first.is_forward |= later.is_forward;
    for (field, value) in later.custom {
        first.custom.entry(field).or_insert(value);
    }
}

/// Applies every tag of the text and tells where they stand.
fn collect(text: &str, tags: &mut Tags) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut at = 0;
    while ranges.len() < MOST_TAGS
        && let Some(offset) = text.get(at..).and_then(|rest| rest.find(FENCE))
    {
        let start = at + offset;
        let inner = start + FENCE.len();
        let Some((name, value_start)) = name_at(text, inner) else {
            at = start + 1;
            continue;
        };
        let Some(length) = text.get(value_start..).and_then(|rest| rest.find(FENCE)) else { break };
        let end = value_start + length;
        if length > LONGEST_VALUE {
            at = inner;
            continue;
        }
        apply(tags, &name, text.get(value_start..end).unwrap_or_default().trim());
        at = end + FENCE.len();
        ranges.push(start..at);
    }
    ranges
}

const LONGEST_NAME: usize = 40;

/// The tag name before the colon, in lower case, and where the value starts.
fn name_at(text: &str, start: usize) -> Option<(String, usize)> {
    let first = text.as_bytes().get(start..)?.iter().find(|byte| !byte.is_ascii_whitespace())?;
    if !matches!(first, b'h' | b'H' | b'f' | b'F') {
        return None;
    }
    let colon = text.as_bytes().get(start..)?.iter().take(LONGEST_NAME).position(|&byte| byte == b':')?;
    let name = text.get(start..start + colon)?.trim().to_ascii_lowercase();
    is_known(&name).then_some((name, start + colon + 1))
}

fn is_known(name: &str) -> bool {
    match name.strip_prefix("hs_") {
        Some(
            "customer_id" | "customer_firstname" | "customer_lastname" | "customer_phone" | "customer_email" | "request_id"
            | "category" | "assigned_to",
        ) => true,
        Some(other) => custom_field(other).is_some(),
        None => name == "forward",
    }
}

fn custom_field(name: &str) -> Option<CustomFieldId> {
    let digits = name.strip_prefix("custom")?;
    number(digits).map(CustomFieldId)
}

fn number(text: &str) -> Option<i64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten().filter(|id| *id > 0)
}

fn apply(tags: &mut Tags, name: &str, value: &str) {
    let set = |slot: &mut Option<String>| {
        if slot.is_none() && !value.is_empty() {
            *slot = Some(value.to_owned());
        }
    };
    match name {
        "forward" => tags.is_forward |= value.eq_ignore_ascii_case("true"),
        "hs_customer_id" => set(&mut tags.customer_id),
        "hs_customer_firstname" => set(&mut tags.customer_first_name),
        "hs_customer_lastname" => set(&mut tags.customer_last_name),
        "hs_customer_phone" => set(&mut tags.customer_phone),
        "hs_customer_email" => set(&mut tags.customer_email),
        "hs_request_id" => tags.request = tags.request.or(number(value).map(RequestId)),
        "hs_category" => tags.category = tags.category.or(number(value).map(CategoryId)),
        "hs_assigned_to" => tags.assigned_to = tags.assigned_to.or(number(value).map(StaffId)),
        _ => {
            if let Some(field) = name.strip_prefix("hs_").and_then(custom_field) {
                tags.custom.entry(field).or_insert_with(|| value.to_owned());
            }
        }
    }
}

/// The text without the ranges; a line that held nothing else goes, and so does one of two spaces.
fn without(text: &str, ranges: &[Range<usize>]) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for range in ranges {
        kept.push_str(text.get(at..range.start).unwrap_or_default());
        at = range.end;
        let after = text.get(at..).unwrap_or_default();
        let is_line_start = kept.is_empty() || kept.ends_with('\n');
        if is_line_start {
            at += blank_line_end(after);
        } else if after.starts_with(' ') && kept.ends_with([' ', '\n']) {
            at += 1;
        }
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept
}

/// The length of what is left of a line if that is only white space.
fn blank_line_end(after: &str) -> usize {
    let blanks = after.bytes().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r')).count();
    match after.as_bytes().get(blanks) {
        Some(b'\n') => blanks + 1,
        None => blanks,
        Some(_) => usize::from(after.starts_with(' ')),
    }
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn names_ignore_case_and_values_may_span_lines() {
        let (tags, text) = extract("##HS_Custom12: first\nsecond ##\nBody ##hs_customer_id:C#7##");
        assert_eq!(tags.custom.values().collect::<Vec<_>>(), ["first\nsecond"]);
        assert_eq!((tags.customer_id.as_deref(), text.as_str()), (Some("C#7"), "Body "));
    }

    #[test]
    fn what_is_no_tag_stays() {
        let text = "## Reply above ## and ##hs_colour:red## and ##hs_category:6";
        assert_eq!(extract(text), (super::Tags::default(), text.to_owned()));
    }

    #[test]
    fn the_first_occurrence_wins() {
        let (tags, _) = extract("##hs_category:x####hs_category:6####hs_category:7##");
        assert_eq!(tags.category.unwrap().0, 6);
    }
}
