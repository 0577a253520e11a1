//! Lists whose rows are found by id.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// The name by which the serializer of this crate recognises a keyed list; no type on the wire is called so.
pub(crate) const KEYED: &str = "$keyed";

/// A list whose rows are keyed by id.
///
/// XML repeats the element that the field names, and the ids do not show. JSON prints an object with the ids as names,
/// PHP an array with the ids as keys; both keep the given order. The caller sees to it that no id occurs twice.
///
/// ```
/// use deskhand_codec::{Format, Keyed, Scalars, encode};
///
/// #[derive(serde::Serialize)]
/// #[serde(rename = "request_history")]
/// struct History {
///     item: Keyed<String>,
/// }
///
/// let history = History { item: Keyed(vec![(34, "second".into()), (7, "first".into())]) };
/// let mut json = Vec::new();
/// encode(&history, Format::Json, Scalars::Strings, &mut json)?;
/// assert_eq!(json, br#"{"item":{"34":"second","7":"first"}}"#);
/// # Ok::<(), deskhand_codec::EncodeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed<T>(
    /// The rows with their ids, in the order of the answer.
    pub Vec<(i64, T)>,
);

impl<T: Serialize> Serialize for Keyed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(KEYED, &Rows(&self.0))
    }
}

/// The rows as a plain map, which is also what serializers of other crates see.
struct Rows<'a, T>(&'a [(i64, T)]);

impl<T: Serialize> Serialize for Rows<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (id, row) in self.0 {
            map.serialize_entry(id, row)?;
        }
        map.end()
    }
}
