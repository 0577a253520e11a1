//! An answer in any of the three formats, read by a real parser of that format into one kind of tree.

use deskhand_testkit::{http::Reply, php};
use quick_xml::{
    Reader,
    escape::resolve_predefined_entity,
    events::{BytesRef, Event},
};
use serde_json::Value;

pub(crate) const FORMATS: [&str; 3] = ["xml", "json", "php"];

/// A name with a text or with children: what all formats have in common. Lists are children of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Node {
    name: String,
    text: String,
    children: Vec<Node>,
}

impl Node {
    /// Reads an answer. The name of the root, which XML alone has, is left out.
    pub(crate) fn read(format: &str, reply: &Reply) -> Self {
        match format {
            "xml" => Self { name: String::new(), ..read_xml(reply.text()) },
            "json" => from_json("", &reply.json()),
            _ => from_json("", &php::eval_many([&reply.body])[0].as_ref().unwrap().to_json()),
        }
    }

    /// The texts of all nodes below a path such as `request_history/item/tNote`.
    pub(crate) fn all(&self, path: &str) -> Vec<&str> {
        let mut level = vec![self];
        for name in path.split('/') {
            level = level.into_iter().flat_map(|node| &node.children).filter(|node| node.name == name).collect();
        }
        level.into_iter().map(|node| node.text.as_str()).collect()
    }

    /// The only text below a path.
    pub(crate) fn one(&self, path: &str) -> &str {
        match *self.all(path) {
            [text] => text,
            ref texts => panic!("{path} is there {} times in {self:#?}", texts.len()),
        }
    }
}

fn from_json(name: &str, value: &Value) -> Node {
    let node = |text: &str| Node { name: name.to_owned(), text: text.to_owned(), children: Vec::new() };
    match value {
        Value::String(text) => node(text),
        Value::Object(members) => {
            let children = members.iter().flat_map(|(name, value)| nodes_of_member(name, value)).collect();
            Node { children, ..node("") }
        }
        Value::Array(items) if items.is_empty() => node(""),
        other => node(&other.to_string()),
    }
}

/// The items of a list, and of a map keyed by id, are nodes of one name, as in XML.
fn nodes_of_member(name: &str, value: &Value) -> Vec<Node> {
    match value {
        Value::Array(items) => items.iter().map(|item| from_json(name, item)).collect(),
        Value::Object(members) if !members.is_empty() && members.keys().all(|key| key.parse::<i64>().is_ok()) => {
            members.values().map(|item| from_json(name, item)).collect()
        }
        value => vec![from_json(name, value)],
    }
}

fn read_xml(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    let mut open = vec![Node::default()];
    loop {
        match reader.read_event().unwrap_or_else(|cause| panic!("{cause} in {text}")) {
            Event::Start(tag) => open.push(Node { name: name_of(tag.name().as_ref()), ..Node::default() }),
            Event::Empty(tag) => {
                open.last_mut().unwrap().children.push(Node { name: name_of(tag.name().as_ref()), ..Node::default() });
            }
            Event::Text(part) => open.last_mut().unwrap().text.push_str(&part.xml10_content()),
            Event::GeneralRef(entity) => open.last_mut().unwrap().text.push_str(&resolve(&entity)),
            Event::End(_) => {
                let node = open.pop().unwrap();
                open.last_mut().unwrap().children.push(node);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let document = open.pop().unwrap();
    let [root] = <[Node; 1]>::try_from(document.children).unwrap_or_else(|_| panic!("not one root in {text}"));
    root
}

fn name_of(bytes: impl AsRef<[u8]>) -> String {
    String::from_utf8(bytes.as_ref().to_vec()).unwrap()
}

fn resolve(entity: &BytesRef<'_>) -> String {
    if let Some(character) = entity.resolve_char_ref().unwrap() {
        return character.to_string();
    }
    let name = entity.xml10_content();
    resolve_predefined_entity(&name).unwrap_or_else(|| panic!("unknown entity {name}")).to_owned()
}
