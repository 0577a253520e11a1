//! Builds messages for the tests.

use deskhand_email_parser::{IncomingMail, Options, parse};

/// A message in the making; what a test does not mention has a harmless value.
pub(crate) struct Letter {
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Letter {
    pub(crate) fn new() -> Self {
        Self { headers: Vec::new(), body: Vec::new() }
            .header("From", "Ida Berg <ida@customer.example>")
            .header("To", "Desk <desk@lamps.example>")
            .header("Subject", "Lamp")
            .header("Date", "Tue, 5 Mar 2024 10:00:00 +0100")
            .header("Message-ID", "<m1@customer.example>")
    }

    /// Sets a header; an empty value removes it.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        if !value.is_empty() {
            self.headers.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(crate) fn text(self, text: &str) -> Self {
        self.header("Content-Type", "text/plain; charset=utf-8").bytes(text.as_bytes())
    }

    pub(crate) fn html(self, html: &str) -> Self {
        self.header("Content-Type", "text/html; charset=utf-8").bytes(html.as_bytes())
    }

    pub(crate) fn bytes(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }

    /// A multipart body of complete parts, each with its headers.
    pub(crate) fn parts(self, kind: &str, parts: &[&str]) -> Self {
        let body = parts.iter().map(|part| format!("--edge\r\n{part}\r\n")).collect::<String>() + "--edge--\r\n";
        self.header("Content-Type", &format!("multipart/{kind}; boundary=\"edge\"")).bytes(body.as_bytes())
    }

    pub(crate) fn raw(&self) -> Vec<u8> {
        let headers: String = self.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        [headers.as_bytes(), b"\r\n", &self.body].concat()
    }

    pub(crate) fn read(&self) -> IncomingMail {
        parse(&self.raw(), &Options::default())
    }
}
