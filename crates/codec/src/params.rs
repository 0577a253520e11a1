//! Parameters in.

mod error;
mod family;
mod record;
mod value;

use std::{collections::BTreeMap, fmt};

use serde::de::DeserializeOwned;
use url::form_urlencoded;

pub use self::error::ParamError;

/// The parameters of a call: pairs of a name and a value, in order.
///
/// Names are normalised. `x[]` and `x[0]` are `x`, repeated; the number in the brackets does not count, the order does.
/// Characters NUL are removed from names and values. `Debug` shows names only, for passwords are among the values.
#[derive(Clone, Default)]
pub struct Params {
    /// A sorted map, so that no choice of names by a hostile client makes look-ups slow, and a family is one range.
    names: BTreeMap<String, Vec<Entry>>,
    /// How many pairs were ever pushed: the order of the next.
    pushed: usize,
}

/// One value of a name.
#[derive(Clone)]
struct Entry {
    order: usize,
    value: String,
}

impl Params {
    /// No parameters yet.
    ///
    /// ```
    /// assert!(deskhand_codec::Params::new().is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair that is decoded already, such as a field of a multipart body.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.push("xRequest[0]", "12400");
    /// assert_eq!(params.get("xRequest"), Some("12400"));
    /// ```
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        let (name, value) = (normal_name(without_nul(name.into())), without_nul(value.into()));
        self.names.entry(name).or_default().push(Entry { order: self.pushed, value });
        self.pushed += 1;
    }

    /// Adds the pairs of a query or of an `application/x-www-form-urlencoded` body. Bytes that are not UTF-8 become
    /// U+FFFD.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"sTitle=two+words&tNote=caf%C3%A9");
    /// assert_eq!((params.get("sTitle"), params.get("tNote")), (Some("two words"), Some("café")));
    /// ```
    pub fn extend_urlencoded(&mut self, text: &[u8]) {
        for (name, value) in form_urlencoded::parse(text) {
            self.push(name, value);
        }
    }

    /// Lays the parameters of the body over these of the query: a name that occurs in the body loses its values here.
    ///
    /// ```
    /// use deskhand_codec::Params;
    ///
    /// let (mut query, mut body) = (Params::new(), Params::new());
    /// query.extend_urlencoded(b"output=json&xRequest[]=1&xRequest[]=2");
    /// body.extend_urlencoded(b"xRequest=3");
    /// query.overlay(body);
    /// assert_eq!(query.iter().collect::<Vec<_>>(), [("output", "json"), ("xRequest", "3")]);
    /// ```
    pub fn overlay(&mut self, body: Params) {
        for (name, mut entries) in body.names {
            for entry in &mut entries {
                entry.order += self.pushed;
            }
            self.names.insert(name, entries);
        }
        self.pushed += body.pushed;
    }

    /// Splits a value of `method` that carries parameters of its own behind a question mark.
    ///
    /// The manual writes `method=private.util.getAuditLog?start=0&length=10`, and clients copy it. The parameters take
    /// the place right after `method`: before those that follow in the query, as the client meant it. Call this on the
    /// query and on the body before one is laid over the other.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"method=private.util.getAuditLog?start=0&length=10");
    /// params.split_method();
    /// let pairs = [("method", "private.util.getAuditLog"), ("start", "0"), ("length", "10")];
    /// assert!(params.iter().eq(pairs));
    /// ```
    pub fn split_method(&mut self) {
        if !self.all("method").any(|method| method.contains('?')) {
            return;
        }
        let mut split = Params::new();
        for (name, value) in self.iter() {
            match value.split_once('?') {
                Some((method, rest)) if name == "method" => {
                    split.push("method", method);
                    split.extend_urlencoded(rest.as_bytes());
                }
                _ => split.push(name, value),
            }
        }
        *self = split;
    }

    /// The last value of a name; the earlier ones do not count, as in PHP.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"output=xml&output=json");
    /// assert_eq!(params.get("output"), Some("json"));
    /// ```
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.entries(name).last().map(|entry| entry.value.as_str())
    }

    /// Every value of a name, in order.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"xRequest[]=2&xRequest%5B%5D=1");
    /// assert!(params.all("xRequest").eq(["2", "1"]));
    /// ```
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.entries(name).iter().map(|entry| entry.value.as_str())
    }

    /// Every pair, in order.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"z=1&a=2");
    /// assert!(params.iter().eq([("z", "1"), ("a", "2")]));
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        let mut pairs: Vec<(&str, &Entry)> =
            self.names.iter().flat_map(|(name, entries)| entries.iter().map(move |entry| (name.as_str(), entry))).collect();
        pairs.sort_unstable_by_key(|(_, entry)| entry.order);
        pairs.into_iter().map(|(name, entry)| (name, entry.value.as_str()))
    }

    /// The number of pairs.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.extend_urlencoded(b"a=1&a=2&b=3");
    /// assert_eq!(params.len(), 3);
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.names.values().map(Vec::len).sum()
    }

    /// Whether there are no pairs.
    ///
    /// ```
    /// let mut params = deskhand_codec::Params::new();
    /// params.push("method", "version");
    /// assert!(!params.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Reads the parameters of a method into its struct.
    ///
    /// * A field without parameter is missing: an error, or its default, or `None`. Other parameters are ignored.
    /// * Numbers are read from the trimmed text. A `bool` is true for the text `1` and for no other.
    /// * A list takes every value of its name, any other field the last one. An enum is read by the names of its variants.
    /// * A field whose wire name ends in `#` takes a numbered family into a map by number, or a list in their order:
    ///   `Custom#` takes `Custom3`; with structs as values, `File#` takes `File1_sFilename` and its siblings. A number has
    ///   up to 18 digits and no leading zeros.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use deskhand_codec::{Base64Bytes, Params};
    ///
    /// #[derive(serde::Deserialize)]
    /// struct CreateParams {
    ///     #[serde(rename = "tNote")]
    ///     note: String,
    ///     #[serde(rename = "xCategory")]
    ///     category: Option<i64>,
    ///     #[serde(rename = "Custom#")]
    ///     custom: BTreeMap<i64, String>,
    ///     #[serde(rename = "File#")]
    ///     files: BTreeMap<i64, Upload>,
    /// }
    ///
    /// #[derive(serde::Deserialize)]
    /// struct Upload {
    ///     #[serde(rename = "sFilename")]
    ///     name: String,
    ///     #[serde(rename = "bFileBody")]
    ///     body: Base64Bytes,
    /// }
    ///
    /// let mut params = Params::new();
    /// params.extend_urlencoded(b"tNote=Hi&Custom3=blue&File1_sFilename=a.txt&File1_bFileBody=aGk=");
    /// let create: CreateParams = params.parse()?;
    /// assert_eq!((create.note.as_str(), create.category), ("Hi", None));
    /// assert_eq!(create.custom, BTreeMap::from([(3, "blue".to_owned())]));
    /// let upload = &create.files[&1];
    /// assert_eq!((upload.name.as_str(), upload.body.0.as_slice()), ("a.txt", b"hi".as_slice()));
    /// # Ok::<(), deskhand_codec::ParamError>(())
    /// ```
    pub fn parse<T: DeserializeOwned>(&self) -> Result<T, ParamError> {
        record::parse(self)
    }

    fn entries(&self, name: &str) -> &[Entry] {
        self.names.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names.keys()).finish()
    }
}

/// Cuts `[]` and `[number]` off the end of a name.
fn normal_name(mut name: String) -> String {
    let array = name.strip_suffix(']').and_then(|open| open.rsplit_once('['));
    if let Some((base, index)) = array
        && !base.is_empty()
        && index.bytes().all(|byte| byte.is_ascii_digit())
    {
        name.truncate(base.len());
    }
    name
}

fn without_nul(mut text: String) -> String {
    if memchr::memchr(0, text.as_bytes()).is_some() {
        text.retain(|c| c != '\0');
    }
    text
}
