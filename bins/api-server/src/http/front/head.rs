//! The head of a request, as far as [`Front`](super::Front) has to understand it.

use super::{LongQueries, LongQuery};

/// Request lines up to this length go to the HTTP library as they are.
const SHORT_LINE: usize = 32 * 1024;
/// The longest header section; the library refuses longer ones.
const LONGEST_HEADERS: usize = 96 * 1024;
/// A caller that goes on with a query after so many bytes beyond the longest one gets no more attention.
const MOST_THROWN_AWAY: usize = 64 * 1024 * 1024;

/// What stands in the place of a long query.
pub(super) const MARK: &str = "long-query=";

/// How far a head was understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// More bytes are needed.
    More,
    /// The head is `size` bytes long and a body of `body` bytes follows.
    Complete { size: usize, body: u64 },
    /// This is something else: let it pass as it is.
    Odd,
}

/// A head that arrives piece by piece.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// Length of the request line, once it is complete.
    line: usize,
    /// How many bytes were searched.
    searched: usize,
    /// How many bytes of a query were thrown away.
    thrown_away: usize,
}

impl Head {
    /// Reads on in the bytes from the head's beginning, and takes a long query out of them.
    pub(super) fn read(&mut self, bytes: &mut Vec<u8>, longest: usize, queries: &LongQueries) -> Progress {
        if self.line == 0 {
            let unsearched = bytes.get(self.searched..).unwrap_or_default();
            match memchr::memchr(b'\n', unsearched) {
                Some(end) => self.line = self.searched + end + 1,
                None => return self.wait_for_line(bytes, longest),
            }
            if self.line > SHORT_LINE {
                match self.shorten(bytes, longest, queries) {
                    Some(length) => self.line = length,
                    None => return Progress::Odd,
                }
            }
            self.searched = self.line;
        }
        let from = self.searched.saturating_sub(3).max(self.line.saturating_sub(1));
        match end_of_headers(bytes, from) {
            Some(size) => complete(bytes, self.line, size),
            None if bytes.len() - self.line > LONGEST_HEADERS => Progress::Odd,
            None => {
                self.searched = bytes.len();
                Progress::More
            }
        }
    }

    /// The line goes on. Of a query that is too long only the beginning is kept.
    fn wait_for_line(&mut self, bytes: &mut Vec<u8>, longest: usize) -> Progress {
        let most = longest.saturating_add(SHORT_LINE);
        if bytes.len() > most {
            let has_query = bytes.iter().take(SHORT_LINE).any(|byte| *byte == b'?');
            self.thrown_away += bytes.len() - most;
            if !has_query || self.thrown_away > MOST_THROWN_AWAY {
                return Progress::Odd;
            }
            bytes.truncate(most);
        }
        self.searched = bytes.len();
        Progress::More
    }

    /// Puts a mark in the place of the query; returns the new length of the line.
    fn shorten(&self, bytes: &mut Vec<u8>, longest: usize, queries: &LongQueries) -> Option<usize> {
        let line = bytes.get(..self.line)?;
        let question = line.iter().take(SHORT_LINE).position(|byte| *byte == b'?')?;
        let (start, path) = line.split_at_checked(question)?;
        let end = question + path.iter().rposition(|byte| *byte == b' ')?;
        let query = line.get(question + 1..end)?;
        let is_plain = memchr::memchr_iter(b' ', start).count() == 1 && !query.contains(&b' ');
        if !is_plain {
            return None;
        }
        let output = output(query);
        let query =
            if self.thrown_away > 0 || query.len() > longest { LongQuery::TooLong } else { LongQuery::Text(query.to_vec()) };
        let mark = queries.keep(query) + output;
        bytes.splice(question + 1..end, mark.bytes());
        Some(self.line - (end - question - 1) + mark.len())
    }
}

/// The format that a query asks for, to stand behind its mark: a refusal answers in it too.
fn output(query: &[u8]) -> &'static str {
    let asked = query.split(|byte| *byte == b'&').filter_map(|pair| pair.strip_prefix(b"output=")).next_back();
    match asked {
        Some(b"json") => "&output=json",
        Some(b"php") => "&output=php",
        _ => "",
    }
}

/// Reads a head that lies in these bytes as a whole and has a short request line.
pub(super) fn short(bytes: &[u8]) -> Progress {
    let Some(line) = memchr::memchr(b'\n', bytes).map(|end| end + 1) else { return Progress::More };
    if line > SHORT_LINE {
        return Progress::More;
    }
    end_of_headers(bytes, line - 1).map_or(Progress::More, |size| complete(bytes, line, size))
}

/// Where the empty line behind the headers ends. As for the library, a line may end in a bare line feed.
fn end_of_headers(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    for end in memchr::memchr_iter(b'\n', rest) {
        match rest.get(end + 1..) {
            Some([b'\n', ..]) => return Some(from + end + 2),
            Some([b'\r', b'\n', ..]) => return Some(from + end + 3),
            _ => {}
        }
    }
    None
}

/// Finds out how long the body of a complete head is.
fn complete(bytes: &[u8], line: usize, size: usize) -> Progress {
    let request_line = bytes.get(..line).unwrap_or_default();
    let headers = bytes.get(line..size).unwrap_or_default();
    let is_blank = request_line.iter().all(|byte| matches!(byte, b'\r' | b'\n'));
    if is_blank || request_line.starts_with(b"CONNECT ") {
        return Progress::Odd;
    }
    let mut body = None;
    for header in headers.split(|byte| *byte == b'\n') {
        let mut parts = header.splitn(2, |byte| *byte == b':');
        let name = parts.next().unwrap_or_default();
        if ["transfer-encoding", "upgrade"].iter().any(|odd| name.eq_ignore_ascii_case(odd.as_bytes())) {
            return Progress::Odd;
        }
        if name.eq_ignore_ascii_case(b"content-length") {
            match content_length(parts.next().unwrap_or_default()) {
                Some(length) if body.is_none() => body = Some(length),
                _ => return Progress::Odd,
            }
        }
    }
    Progress::Complete { size, body: body.unwrap_or(0) }
}

fn content_length(value: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(value.trim_ascii()).ok()?;
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::{Head, LongQueries, LongQuery, Progress, short};

    #[test]
    fn a_plain_head_tells_the_length_of_its_body() {
        let head = b"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\nbody";
        assert_eq!(short(head), Progress::Complete { size: 49, body: 12 });
        assert_eq!(short(b"GET / HTTP/1.1\n\n"), Progress::Complete { size: 16, body: 0 });
        assert_eq!(short(b"GET / HTTP/1.1\r\nHost: x\r\n"), Progress::More);
    }

    #[test]
    fn what_could_be_misread_passes_as_it_is() {
        let headers =
            ["Transfer-Encoding: chunked", "Content-Length: 1\r\nContent-Length: 1", "Content-Length: +1", "upgrade: x"];
        for header in headers {
            assert_eq!(short(format!("POST / HTTP/1.1\r\n{header}\r\n\r\n").as_bytes()), Progress::Odd, "{header}");
        }
    }

    #[test]
    fn a_long_query_is_taken_out_however_it_arrives() {
        let query = "a=1&".repeat(20_000);
        let whole = format!("GET /api/index.php?{query} HTTP/1.1\r\nHost: x\r\n\r\n");
        for step in [1_000, 1_001, 4_096, 100_000] {
            let (queries, mut head, mut bytes, mut progress) =
                (LongQueries::default(), Head::default(), Vec::new(), Progress::More);
            for piece in whole.as_bytes().chunks(step) {
                assert_eq!(progress, Progress::More);
                bytes.extend_from_slice(piece);
                progress = head.read(&mut bytes, 262_144, &queries);
            }
            assert_eq!(String::from_utf8(bytes).unwrap(), "GET /api/index.php?long-query=0 HTTP/1.1\r\nHost: x\r\n\r\n");
            assert!(matches!(queries.take("long-query=0"), Some(LongQuery::Text(text)) if text == query.as_bytes()));
            assert!(queries.take("long-query=0").is_none());
        }
    }

    #[test]
    fn a_query_beyond_all_measure_is_thrown_away() {
        let whole = format!("GET /?{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(3_000_000));
        let (queries, mut head, mut bytes) = (LongQueries::default(), Head::default(), Vec::new());
        for piece in whole.as_bytes().chunks(50_000) {
            bytes.extend_from_slice(piece);
            head.read(&mut bytes, 262_144, &queries);
            assert!(bytes.len() < 400_000);
        }
        assert_eq!(String::from_utf8(bytes).unwrap(), "GET /?long-query=0 HTTP/1.1\r\nHost: x\r\n\r\n");
        assert!(matches!(queries.take("long-query=0"), Some(LongQuery::TooLong)));
    }
}
