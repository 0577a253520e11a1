//! The wire of the web service API: parameters in; answers out as XML, JSON and serialized PHP.
//!
//! Parameters arrive as pairs of text, in a query and perhaps a body. [`Params`] keeps them in order, and
//! [`Params::parse`] fills the struct of a method. An answer is a struct that derives `Serialize`; [`encode`] prints
//! it in the [`Format`] the client asked for.
//!
//! ```
//! use deskhand_codec::{Format, Params, Scalars, encode};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize)]
//! struct SearchParams {
//!     #[serde(rename = "q")]
//!     text: String,
//!     #[serde(rename = "xCategory", default)]
//!     categories: Vec<i64>,
//! }
//!
//! #[derive(Serialize)]
//! #[serde(rename = "requests")]
//! struct Found {
//!     request: Vec<Row>,
//! }
//!
//! #[derive(Serialize)]
//! struct Row {
//!     #[serde(rename = "xRequest")]
//!     id: i64,
//!     #[serde(rename = "sTitle")]
//!     subject: String,
//! }
//!
//! let mut params = Params::new();
//! params.extend_urlencoded(b"q=printer&xCategory[]=3&xCategory[]=5");
//! let search: SearchParams = params.parse()?;
//! assert_eq!((search.text.as_str(), search.categories), ("printer", vec![3, 5]));
//!
//! let found = Found { request: vec![Row { id: 12400, subject: "Printer <3".into() }] };
//! let mut xml = Vec::new();
//! encode(&found, Format::Xml, Scalars::Strings, &mut xml)?;
//! assert_eq!(
//!     String::from_utf8(xml)?,
//!     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
//!      <requests><request><xRequest>12400</xRequest><sTitle>Printer &lt;3</sTitle></request></requests>",
//! );
//!
//! let mut json = Vec::new();
//! encode(&found, Format::Json, Scalars::Native, &mut json)?;
//! assert_eq!(String::from_utf8(json)?, r#"{"request":[{"xRequest":12400,"sTitle":"Printer <3"}]}"#);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Numbered families
//!
//! `Custom1`, `Custom2`, … and `File1_sFilename`, `File1_bFileBody`, … have no fixed names. A field whose wire name ends
//! in `#` stands for the whole family, in parameters and in answers alike: `#[serde(rename = "Custom#")]` on a
//! `BTreeMap<i64, String>`.

mod base64_bytes;
mod encode;
mod keyed;
mod params;

pub use base64_bytes::Base64Bytes;
pub use encode::{EncodeError, Format, Scalars, encode};
pub use keyed::Keyed;
pub use params::{ParamError, Params};
