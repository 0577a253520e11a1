//! A small HTTP client: one connection that is kept open, blocking, and cheap enough not to get into the server's way.

use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const LIMIT: Duration = Duration::from_mins(1);

/// A call to be sent.
pub(crate) struct Call {
    pub(crate) path: String,
    /// The fields of a form, encoded; with them the call is a POST.
    pub(crate) form: Option<String>,
}

/// An open connection.
pub(crate) struct Client {
    stream: TcpStream,
    request: Vec<u8>,
    answer: Vec<u8>,
}

/// An answer that has arrived as a whole.
pub(crate) struct Answer<'a> {
    pub(crate) status: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(LIMIT))?;
        Ok(Self { stream, request: Vec::with_capacity(1_024), answer: vec![0; 64 * 1_024] })
    }

    /// Sends a call and waits for the whole answer. `authorization` is a line of the head, or empty.
    pub(crate) fn send(&mut self, call: &Call, authorization: &str) -> io::Result<Answer<'_>> {
        self.request.clear();
        let form = call.form.as_deref().unwrap_or_default();
        let verb = if call.form.is_some() { "POST" } else { "GET" };
        write!(self.request, "{verb} {} HTTP/1.1\r\nHost: localhost\r\n{authorization}", call.path)?;
        if call.form.is_some() {
            write!(self.request, "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n", form.len())?;
        }
        write!(self.request, "\r\n{form}")?;
        self.stream.write_all(&self.request)?;
        self.receive()
    }

    fn receive(&mut self) -> io::Result<Answer<'_>> {
        let (mut filled, mut end) = (0, None);
        while end.is_none_or(|(_, end)| filled < end) {
            if filled == self.answer.len() {
                self.answer.resize(2 * filled, 0);
            }
            match self.stream.read(&mut self.answer[filled..])? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                length => filled += length,
            }
            if end.is_none() {
                end = whole(&self.answer[..filled])?;
            }
        }
        let (head, end) = end.unwrap_or_default();
        Ok(Answer { status: &self.answer[9..12], body: &self.answer[head..end] })
    }
}

/// Where the head and the body of an answer end, once the head is there.
fn whole(answer: &[u8]) -> io::Result<Option<(usize, usize)>> {
    let Some(head) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(None) };
    let text = str::from_utf8(&answer[..head]).map_err(io::Error::other)?;
    let lines = text.split("\r\n").filter_map(|line| line.split_once(':'));
    let length =
        lines.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).find_map(|(_, value)| value.trim().parse().ok());
    let length: usize = length.ok_or_else(|| io::Error::other("an answer without Content-Length"))?;
    Ok(Some((head + 4, head + 4 + length)))
}
