//! A connection without an HTTP library, to see every byte that comes back.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

pub(crate) struct Wire(TcpStream);

/// What came back for a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// A whole answer: its status and its body.
    Whole(u16, String),
    /// Not a byte.
    Nothing,
    /// The beginning of an answer.
    Half(String),
}

impl Wire {
    /// Connects.
    pub(crate) fn to(address: &str) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Self(stream))
    }

    /// Connects and sends bytes.
    pub(crate) fn with(address: &str, bytes: &[u8]) -> Self {
        let mut wire = Self::to(address).unwrap();
        wire.0.write_all(bytes).unwrap();
        wire
    }

    pub(crate) fn finish_sending(&mut self) {
        self.0.shutdown(Shutdown::Write).unwrap();
    }

    pub(crate) fn read_to_end(&mut self) -> String {
        let mut bytes = Vec::new();
        let _ = self.0.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Posts a form and reads the answer to its end; the connection stays open.
    pub(crate) fn post(&mut self, form: &str) -> Answer {
        let length = form.len();
        let head = format!("POST /api/index.php HTTP/1.1\r\nHost: desk.example\r\nContent-Length: {length}\r\n\r\n");
        if self.0.write_all((head + form).as_bytes()).is_err() {
            return Answer::Nothing;
        }
        let (mut bytes, mut chunk) = (Vec::new(), [0; 8192]);
        loop {
            if let Some(answer) = whole(&bytes) {
                return answer;
            }
            match self.0.read(&mut chunk) {
                Ok(length @ 1..) => bytes.extend_from_slice(&chunk[..length]),
                _ if bytes.is_empty() => return Answer::Nothing,
                _ => return Answer::Half(String::from_utf8_lossy(&bytes).into_owned()),
            }
        }
    }
}

fn whole(bytes: &[u8]) -> Option<Answer> {
    let text = str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let length: usize = length.unwrap_or_else(|| panic!("no length in {head}"));
    let status = head.split(' ').nth(1)?.parse().ok()?;
    (body.len() == length).then(|| Answer::Whole(status, body.to_owned()))
}
