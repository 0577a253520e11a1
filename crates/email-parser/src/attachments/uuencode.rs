//! Files that old mail programs put uuencoded into the text itself.

use crate::mail::Attachment;
use crate::transfer;

/// Takes complete `begin 644 name` .. `end` blocks out of a text.
pub(crate) fn extract(text: &str) -> Option<(String, Vec<Attachment>)> {
    if !text.contains("begin ") {
        return None;
    }
    let mut files = Vec::new();
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    let mut ends_left = true;
    while let Some((line, after)) = next_line(rest) {
        let block = if ends_left { begin_line(line).map(|name| (name, block(after))) } else { None };
        match block {
            Some((name, Block::Complete { bytes, rest: behind })) => {
                files.push(file(name, bytes));
                rest = behind;
                continue;
            }
            // Without an end further down no later block is complete either.
            Some((_, Block::Endless)) => ends_left = false,
            Some((_, Block::Other)) | None => (),
        }
        kept.push_str(line);
        rest = after;
    }
    (!files.is_empty()).then_some((kept, files))
}

enum Block<'a> {
    Complete { bytes: Vec<u8>, rest: &'a str },
    Other,
    Endless,
}

fn block(text: &str) -> Block<'_> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((line, after)) = next_line(rest) {
        let trimmed = line.trim_end_matches(['\r', '\n']);
        if trimmed == "end" {
            return Block::Complete { bytes, rest: after };
        }
        match transfer::uuencoded_line(trimmed.as_bytes()) {
            Some(decoded) => bytes.extend(decoded),
            None if trimmed.is_empty() => (),
            None => return Block::Other,
        }
        rest = after;
    }
    Block::Endless
}

fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    let end = text.find('\n').map_or(text.len(), |at| at + 1);
    text.split_at_checked(end)
}

fn begin_line(line: &str) -> Option<&str> {
    let (mode, name) = line.trim_end().strip_prefix("begin ")?.split_once(' ')?;
    let is_mode = (3..=4).contains(&mode.len()) && mode.bytes().all(|digit| (b'0'..=b'7').contains(&digit));
    is_mode.then_some(name.trim()).filter(|name| !name.is_empty())
}

fn file(name: &str, bytes: Vec<u8>) -> Attachment {
    Attachment {
        name: Some(name.to_owned()),
        content_type: "application/octet-stream".to_owned(),
        is_inline: false,
        content_id: None,
        bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::extract;

    #[test]
    fn a_block_in_the_text_becomes_a_file() {
        let (text, files) = extract("Here it is:\nbegin 644 cat.txt\n#0V%T\n`\nend\nBye\n").unwrap();
        assert_eq!(
            (text.as_str(), files[0].bytes.as_slice(), files[0].name.as_deref()),
            ("Here it is:\nBye\n", &b"Cat"[..], Some("cat.txt"))
        );
    }

    #[test]
    fn prose_is_no_block() {
        assert!(extract("begin 100 times, but\nend never\n").is_none());
    }
}
