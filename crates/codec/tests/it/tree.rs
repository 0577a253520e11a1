//! Random answers, and what a client should read from them.

use deskhand_codec::Keyed;
use proptest::{collection, prelude::*, sample};
use serde::{
    Serialize, Serializer,
    ser::{SerializeMap, SerializeStruct},
};
use serde_json::Value as Json;

/// The names of the fields of random structs.
const FIELDS: [&str; 8] = ["xRequest", "sTitle", "tNote", "fOpen", "request", "item", "a", "sRequestPassword"];

/// A random part of an answer.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    Text(String),
    Integer(i64),
    Flag(bool),
    Nothing,
    /// A list whose rows are no lists.
    List(Vec<Node>),
    /// A keyed list whose rows are no lists.
    Keyed(Vec<(i64, Node)>),
    /// A struct, with a family of texts.
    Struct(Vec<(&'static str, Node)>, Option<Vec<(i64, String)>>),
    /// A map with keys of any kind.
    Map(Vec<(String, Node)>),
}

/// A random answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename = "root")]
pub(crate) struct Answer {
    pub(crate) value: Node,
    pub(crate) last: i64,
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Nothing => serializer.serialize_none(),
            Self::List(rows) => serializer.collect_seq(rows),
            Self::Keyed(rows) => Keyed(rows.clone()).serialize(serializer),
            Self::Struct(fields, family) => {
                let count = fields.len() + usize::from(family.is_some());
                let mut record = serializer.serialize_struct("Struct", count)?;
                for (name, value) in fields {
                    record.serialize_field(name, value)?;
                }
                if let Some(family) = family {
                    record.serialize_field("Custom#", &Keyed(family.clone()))?;
                }
                record.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl Answer {
    /// The answer as JSON, with its scalars as numbers or as texts.
    pub(crate) fn as_json(&self, native: bool) -> Json {
        let last = self.last;
        let last = if native { Json::from(last) } else { Json::from(last.to_string()) };
        Json::Object([("value".to_owned(), self.value.as_json(native)), ("last".to_owned(), last)].into_iter().collect())
    }

    /// The answer as elements.
    pub(crate) fn as_element(&self) -> Element {
        let mut children = self.value.as_elements("value");
        children.push(Element::text("last", &self.last.to_string()));
        Element { name: "root".to_owned(), text: String::new(), children }
    }
}

impl Node {
    fn as_json(&self, native: bool) -> Json {
        match self {
            Self::Text(text) => Json::from(text.as_str()),
            Self::Integer(number) if native => Json::from(*number),
            Self::Integer(number) => Json::from(number.to_string()),
            Self::Flag(flag) if native => Json::from(u8::from(*flag)),
            Self::Flag(flag) => Json::from(u8::from(*flag).to_string()),
            Self::Nothing => Json::from(""),
            Self::List(rows) => rows.iter().map(|row| row.as_json(native)).collect(),
            Self::Keyed(rows) => Json::Object(rows.iter().map(|(id, row)| (id.to_string(), row.as_json(native))).collect()),
            Self::Struct(fields, family) => {
                let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.as_json(native)));
                let family = family.iter().flatten().map(|(id, text)| (format!("Custom{id}"), Json::from(text.as_str())));
                Json::Object(fields.chain(family).collect())
            }
            Self::Map(entries) => Json::Object(entries.iter().map(|(key, value)| (key.clone(), value.as_json(native))).collect()),
        }
    }

    fn as_elements(&self, name: &str) -> Vec<Element> {
        match self {
            Self::Text(text) => vec![Element::text(name, text)],
            Self::Integer(number) => vec![Element::text(name, &number.to_string())],
            Self::Flag(flag) => vec![Element::text(name, &u8::from(*flag).to_string())],
            Self::Nothing => vec![Element::text(name, "")],
            Self::List(rows) => rows.iter().flat_map(|row| row.as_elements(name)).collect(),
            Self::Keyed(rows) => rows.iter().flat_map(|(_, row)| row.as_elements(name)).collect(),
            Self::Struct(fields, family) => {
                let fields = fields.iter().flat_map(|(name, value)| value.as_elements(name));
                let family = family.iter().flatten().map(|(id, text)| Element::text(&format!("Custom{id}"), text));
                vec![Element { name: name.to_owned(), text: String::new(), children: fields.chain(family).collect() }]
            }
            Self::Map(entries) => {
                let children = entries.iter().flat_map(|(key, value)| value.as_elements(&element_name(key))).collect();
                vec![Element { name: name.to_owned(), text: String::new(), children }]
            }
        }
    }
}

/// An element as a client reads it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) children: Vec<Element>,
}

impl Element {
    fn text(name: &str, text: &str) -> Self {
        let is_legal = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..);
        Self { name: name.to_owned(), text: text.chars().filter(is_legal).collect(), children: vec![] }
    }

    /// In the form in which the PHP script tells it.
    pub(crate) fn as_json(&self) -> Json {
        Json::from(vec![
            Json::from(self.name.as_str()),
            Json::from(self.text.as_str()),
            self.children.iter().map(Self::as_json).collect(),
        ])
    }
}

/// The keys of random maps are of ASCII or of characters that no name has, which makes this simple.
fn element_name(key: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let name: String = key.chars().map(|c| if is_part(c) { c } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') { name } else { format!("_{name}") }
}

/// Texts with many of the characters that are easily got wrong.
fn text() -> impl Strategy<Value = String> {
    let awkward = "\0\u{1}\u{8}\t\n\u{b}\u{c}\r\u{1f} \"'\\/<>&;]{}\u{7f}\u{85}\u{a0}é\u{2028}\u{feff}\u{fffd}\u{fffe}\u{ffff}\u{ff21}\u{10000}\u{1f600}\u{10ffff}";
    let awkward: Vec<char> = awkward.chars().collect();
    let character = prop_oneof![4 => sample::select(awkward), 4 => proptest::char::range('a', 'z'), 1 => any::<char>()];
    prop_oneof![
        40 => collection::vec(character.clone(), 0..40).prop_map(String::from_iter),
        1 => (character, 1000..5_000_usize).prop_map(|(c, count)| format!("<{}", String::from(c).repeat(count))),
    ]
}

/// Keys that look like numbers, and keys that need care.
const KEYS: [&str; 16] = [
    "0",
    "7",
    "-7",
    "-0",
    "007",
    "+7",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775808",
    "-9223372036854775809",
    "1.5",
    "1e3",
    "",
    " ",
    "a\"b",
    "x:y",
];

/// Keys, among them those that PHP takes for numbers and those it does not.
fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        sample::select(&KEYS[..]).prop_map(str::to_owned),
        "[a-z0-9 .<&\"\\\\÷_-]{0,12}",
        any::<i64>().prop_map(|n| n.to_string())
    ]
}

fn scalar() -> impl Strategy<Value = Node> {
    prop_oneof![
        4 => text().prop_map(Node::Text),
        2 => any::<i64>().prop_map(Node::Integer),
        1 => any::<bool>().prop_map(Node::Flag),
        1 => Just(Node::Nothing),
    ]
}

fn record(field: BoxedStrategy<Node>) -> impl Strategy<Value = Node> {
    let fields = sample::subsequence(&FIELDS[..], 0..=FIELDS.len()).prop_shuffle().prop_flat_map({
        let field = field.clone();
        move |names| {
            let values = collection::vec(field.clone(), names.len());
            values.prop_map(move |values| names.iter().copied().zip(values).collect::<Vec<_>>())
        }
    });
    let numbers = prop_oneof![0..20_i64, 0..i64::MAX];
    let family = proptest::option::of(collection::btree_map(numbers, text(), 0..15).prop_map(Vec::from_iter));
    prop_oneof![
        2 => (fields, family).prop_map(|(fields, family)| Node::Struct(fields, family)),
        1 => collection::btree_map(key(), field, 0..6).prop_map(|map| Node::Map(map.into_iter().collect())),
    ]
}

/// Something that may stand in a list: no list itself.
fn row(depth: u32) -> BoxedStrategy<Node> {
    if depth == 0 {
        return scalar().boxed();
    }
    prop_oneof![scalar(), record(field(depth - 1))].boxed()
}

fn field(depth: u32) -> BoxedStrategy<Node> {
    prop_oneof![
        2 => row(depth),
        1 => collection::vec(row(depth), 0..8).prop_map(Node::List),
        1 => collection::btree_map(any::<i64>(), row(depth), 0..6).prop_map(|rows| Node::Keyed(rows.into_iter().rev().collect())),
    ]
    .boxed()
}

/// Random answers.
pub(crate) fn answer() -> impl Strategy<Value = Answer> {
    (field(2), any::<i64>()).prop_map(|(value, last)| Answer { value, last })
}
