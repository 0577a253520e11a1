//! Random answers are read back by the parsers that clients use.

use std::cell::RefCell;

use deskhand_codec::{Format, Scalars, encode};
use proptest::prelude::*;
use quick_xml::{Reader, escape::resolve_predefined_entity, events::Event};
use serde_json::Value as Json;

use crate::{
    php::Php,
    tree::{Answer, Element, answer},
};

fn printed(answer: &Answer, format: Format, scalars: Scalars) -> Vec<u8> {
    let mut out = Vec::new();
    encode(answer, format, scalars, &mut out).unwrap();
    out
}

/// Runs a check on many random answers, with one PHP for all of them.
fn with_php(check: impl Fn(&mut Php, &Answer) -> Result<(), TestCaseError>) {
    let php = RefCell::new(Php::start());
    let mut runner = proptest::test_runner::TestRunner::new(config());
    runner.run(&answer(), |answer| check(&mut php.borrow_mut(), &answer)).unwrap_or_else(|failure| panic!("{failure}"));
}

fn config() -> ProptestConfig {
    ProptestConfig { cases: 200, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() }
}

fn scalars() -> [(Scalars, bool); 2] {
    [(Scalars::Strings, false), (Scalars::Native, true)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn json_is_what_serde_json_prints(answer in answer()) {
        for (scalars, native) in scalars() {
            let expected = serde_json::to_string(&answer.as_json(native)).unwrap();
            prop_assert_eq!(String::from_utf8(printed(&answer, Format::Json, scalars)).unwrap(), expected);
        }
    }

    #[test]
    fn json_is_read_by_serde_json(answer in answer()) {
        let read: Json = serde_json::from_slice(&printed(&answer, Format::Json, Scalars::Native)).unwrap();
        prop_assert_eq!(read, answer.as_json(true));
    }

    #[test]
    fn xml_is_read_by_quick_xml(answer in answer()) {
        let xml = String::from_utf8(printed(&answer, Format::Xml, Scalars::Native)).unwrap();
        prop_assert_eq!(read_xml(&xml), answer.as_element());
    }
}

#[test]
fn xml_is_read_by_the_dom_of_php() {
    with_php(|php, answer| {
        let read = php.dom(&printed(answer, Format::Xml, Scalars::Strings));
        prop_assert_eq!(serde_json::from_slice::<Json>(&read).unwrap(), answer.as_element().as_json());
        Ok(())
    });
}

#[test]
fn xml_is_read_by_simplexml() {
    with_php(|php, answer| {
        let read = php.simplexml(&printed(answer, Format::Xml, Scalars::Strings));
        prop_assert_eq!(serde_json::from_slice::<Json>(&read).unwrap(), answer.as_element().as_json());
        Ok(())
    });
}

#[test]
fn php_is_byte_for_byte_what_php_serializes() {
    with_php(|php, answer| {
        for (scalars, native) in scalars() {
            let expected = php.serialize(&serde_json::to_vec(&answer.as_json(native)).unwrap());
            let ours = printed(answer, Format::Php, scalars);
            prop_assert_eq!(String::from_utf8(ours).unwrap(), String::from_utf8(expected).unwrap());
        }
        Ok(())
    });
}

#[test]
fn php_is_read_by_unserialize() {
    with_php(|php, answer| {
        let read: Json = serde_json::from_slice(&php.unserialize(&printed(answer, Format::Php, Scalars::Native))).unwrap();
        prop_assert_eq!(read, without_lists(answer.as_json(true)));
        Ok(())
    });
}

/// PHP has one kind of array: a list is a map from 0 on.
fn without_lists(json: Json) -> Json {
    match json {
        Json::Array(rows) => {
            Json::Object(rows.into_iter().enumerate().map(|(index, row)| (index.to_string(), without_lists(row))).collect())
        }
        Json::Object(fields) => Json::Object(fields.into_iter().map(|(name, value)| (name, without_lists(value))).collect()),
        scalar => scalar,
    }
}

fn read_xml(xml: &str) -> Element {
    let mut reader = Reader::from_str(xml);
    let mut open = vec![element("")];
    loop {
        match reader.read_event().unwrap() {
            Event::Decl(_) => {}
            Event::Start(start) => open.push(element(start.name().as_ref())),
            Event::Empty(empty) => open.last_mut().unwrap().children.push(element(empty.name().as_ref())),
            Event::End(_) => {
                let closed = open.pop().unwrap();
                open.last_mut().unwrap().children.push(closed);
            }
            Event::Text(text) if open.len() == 1 => assert_eq!(text.xml10_content(), "\n"),
            Event::Text(text) => open.last_mut().unwrap().text += &text.xml10_content(),
            Event::GeneralRef(reference) => match reference.resolve_char_ref().unwrap() {
                Some(c) => open.last_mut().unwrap().text.push(c),
                None => open.last_mut().unwrap().text += resolve_predefined_entity(&reference).unwrap(),
            },
            Event::Eof => return open.remove(0).children.remove(0),
            other => panic!("{other:?}"),
        }
    }
}

fn element(name: &str) -> Element {
    Element { name: name.to_owned(), text: String::new(), children: vec![] }
}
