//! Answers out.
//!
//! One serde serializer walks an answer and tells a sink what it meets; a sink prints it in its format. An answer type
//! is thereby compiled once and not once for each format, and a further format is one more sink.

mod compound;
mod json;
mod key;
mod map;
mod php;
mod scan;
mod sink;
mod value;
mod xml;

use serde::Serialize;

use self::{json::Json, php::Php, sink::Sink, value::Value, xml::Xml};

/// The encoding of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// XML 1.0 in UTF-8.
    Xml,
    /// JSON in UTF-8.
    Json,
    /// What PHP's `unserialize` reads.
    Php,
}

impl Format {
    /// Reads the parameter `output`; any other text than `json` and `php` means XML.
    ///
    /// ```
    /// use deskhand_codec::Format;
    ///
    /// assert_eq!(Format::from_param("json"), Format::Json);
    /// assert_eq!(Format::from_param("yaml"), Format::Xml);
    /// ```
    #[must_use]
    pub fn from_param(text: &str) -> Self {
        match text {
            "json" => Self::Json,
            "php" => Self::Php,
            _ => Self::Xml,
        }
    }

    /// The value of the header `Content-Type`.
    ///
    /// ```
    /// assert_eq!(deskhand_codec::Format::Xml.content_type(), "text/xml; charset=UTF-8");
    /// ```
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=UTF-8",
            Self::Json => "application/json; charset=UTF-8",
            Self::Php => "text/plain; charset=UTF-8",
        }
    }
}

/// How JSON and PHP print whole numbers and truth values; XML knows only text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scalars {
    /// As texts, which every client reads.
    Strings,
    /// As numbers; a truth value is 0 or 1.
    Native,
}

/// Why an answer could not be encoded.
#[derive(Debug, thiserror::Error)]
pub enum EncodeError {
    /// The answer has a shape that the three formats cannot all show.
    #[error("{shape} cannot be encoded at `{element}`")]
    Unsupported {
        /// What was met.
        shape: &'static str,
        /// The element where it was met.
        element: String,
    },
    /// The `Serialize` implementation of a type refused.
    #[error("{0}")]
    Custom(String),
}

impl serde::ser::Error for EncodeError {
    fn custom<T: std::fmt::Display>(message: T) -> Self {
        Self::Custom(message.to_string())
    }
}

/// Appends the encoded answer to `out`. After an error `out` is as it was before.
///
/// The answer is a struct: XML calls the root element after it, JSON and PHP leave the root out. A field holding a list
/// repeats its element in XML and is an array in JSON and PHP, whatever the number of rows. Nothing and empty text are
/// `""`, never `null`. A newtype struct around a text is an answer of one element:
///
/// ```
/// use deskhand_codec::{Format, Scalars, encode};
///
/// #[derive(serde::Serialize)]
/// #[serde(rename = "reply")]
/// struct Reply(&'static str);
///
/// let mut out = Vec::new();
/// encode(&Reply("Private API not enabled"), Format::Json, Scalars::Strings, &mut out)?;
/// assert_eq!(out, br#"{"reply":"Private API not enabled"}"#);
/// # Ok::<(), deskhand_codec::EncodeError>(())
/// ```
pub fn encode<T: Serialize + ?Sized>(answer: &T, format: Format, scalars: Scalars, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let before = out.len();
    let outcome = encode_onto(answer, format, scalars, out);
    if outcome.is_err() {
        out.truncate(before);
    }
    outcome
}

fn encode_onto<T: Serialize + ?Sized>(
    answer: &T,
    format: Format,
    scalars: Scalars,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    let (mut xml, mut json, mut php);
    let sink: &mut dyn Sink = match format {
        Format::Xml => {
            xml = Xml::new(out);
            &mut xml
        }
        Format::Json => {
            json = Json::new(out, scalars);
            &mut json
        }
        Format::Php => {
            php = Php::new(out, scalars);
            &mut php
        }
    };
    answer.serialize(Value::root(sink)).map(drop)
}
