//! The shapes of answers, byte for byte.

use std::collections::BTreeMap;

use deskhand_codec::{Base64Bytes, EncodeError, Format, Keyed, Scalars, encode};
use serde::Serialize;

fn printed(answer: &impl Serialize, format: Format, scalars: Scalars) -> String {
    let mut out = Vec::new();
    encode(answer, format, scalars, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn xml(answer: &impl Serialize) -> String {
    let document = printed(answer, Format::Xml, Scalars::Strings);
    document.strip_prefix("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n").unwrap().to_owned()
}

fn json(answer: &impl Serialize) -> String {
    printed(answer, Format::Json, Scalars::Strings)
}

fn php(answer: &impl Serialize) -> String {
    printed(answer, Format::Php, Scalars::Strings)
}

fn all(answer: &impl Serialize) -> [String; 3] {
    [xml(answer), json(answer), php(answer)]
}

/// An answer with one field.
#[derive(Serialize)]
#[serde(rename = "answer")]
struct One<T> {
    x: T,
}

#[derive(Serialize)]
#[serde(rename = "requests")]
struct Requests {
    request: Vec<Row>,
}

#[derive(Serialize)]
struct Row {
    #[serde(rename = "xRequest")]
    id: i64,
    #[serde(rename = "fOpen")]
    is_open: bool,
    #[serde(rename = "sTitle")]
    subject: &'static str,
    #[serde(rename = "sUserId")]
    customer_ref: Option<&'static str>,
}

#[test]
fn a_list_of_records_is_printed_in_every_format() {
    let rows = Requests { request: vec![Row { id: 12400, is_open: true, subject: "", customer_ref: None }] };
    assert_eq!(
        all(&rows),
        [
            "<requests><request><xRequest>12400</xRequest><fOpen>1</fOpen><sTitle/><sUserId/></request></requests>",
            r#"{"request":[{"xRequest":"12400","fOpen":"1","sTitle":"","sUserId":""}]}"#,
            r#"a:1:{s:7:"request";a:1:{i:0;a:4:{s:8:"xRequest";s:5:"12400";s:5:"fOpen";s:1:"1";s:6:"sTitle";s:0:"";s:7:"sUserId";s:0:"";}}}"#,
        ]
    );
}

#[test]
fn an_empty_list_leaves_an_empty_root() {
    let answers = all(&Requests { request: vec![] });
    assert_eq!(answers, ["<requests/>", r#"{"request":[]}"#, r#"a:1:{s:7:"request";a:0:{}}"#]);
}

#[test]
fn native_scalars_are_numbers() {
    let rows = Requests { request: vec![Row { id: -5, is_open: false, subject: "7", customer_ref: Some("8") }] };
    assert_eq!(
        printed(&rows, Format::Json, Scalars::Native),
        r#"{"request":[{"xRequest":-5,"fOpen":0,"sTitle":"7","sUserId":"8"}]}"#
    );
    assert_eq!(
        printed(&rows, Format::Php, Scalars::Native),
        r#"a:1:{s:7:"request";a:1:{i:0;a:4:{s:8:"xRequest";i:-5;s:5:"fOpen";i:0;s:6:"sTitle";s:1:"7";s:7:"sUserId";s:1:"8";}}}"#
    );
}

#[test]
fn a_number_beyond_php_stays_a_text() {
    assert_eq!(printed(&One { x: u64::MAX }, Format::Php, Scalars::Native), r#"a:1:{s:1:"x";s:20:"18446744073709551615";}"#);
}

#[test]
fn scalars_can_be_the_rows_of_a_list() {
    let tags = One { x: vec!["a", "b"] };
    let php = r#"a:1:{s:1:"x";a:2:{i:0;s:1:"a";i:1;s:1:"b";}}"#;
    assert_eq!(all(&tags), ["<answer><x>a</x><x>b</x></answer>", r#"{"x":["a","b"]}"#, php]);
}

#[test]
fn a_keyed_list_keeps_its_order_and_its_ids() {
    let list = One { x: Keyed(vec![(34, "second"), (7, "first")]) };
    let php = r#"a:1:{s:1:"x";a:2:{i:34;s:6:"second";i:7;s:5:"first";}}"#;
    assert_eq!(all(&list), ["<answer><x>second</x><x>first</x></answer>", r#"{"x":{"34":"second","7":"first"}}"#, php]);
}

#[test]
fn an_empty_keyed_list_is_an_empty_object() {
    let list: One<Keyed<String>> = One { x: Keyed(vec![]) };
    assert_eq!(all(&list), ["<answer/>", r#"{"x":{}}"#, r#"a:1:{s:1:"x";a:0:{}}"#]);
}

#[derive(Serialize)]
#[serde(rename = "reply")]
struct Reply(&'static str);

#[test]
fn a_text_alone_is_an_element_of_its_own() {
    let php = r#"a:1:{s:5:"reply";s:7:"not <on";}"#;
    assert_eq!(all(&Reply("not <on")), ["<reply>not &lt;on</reply>", r#"{"reply":"not <on"}"#, php]);
}

#[derive(Serialize)]
#[serde(rename = "page")]
struct Page {}

#[derive(Serialize)]
#[serde(rename = "page")]
struct UnitPage;

#[test]
fn a_struct_without_fields_is_an_empty_root() {
    let empty = ["<page/>", "{}", "a:0:{}"];
    assert_eq!((all(&Page {}), all(&UnitPage)), (empty.map(str::to_owned), empty.map(str::to_owned)));
}

#[derive(Serialize)]
#[serde(untagged)]
enum Either {
    Page(Page),
    Reply(Reply),
}

#[test]
fn an_untagged_enum_prints_what_it_holds() {
    assert_eq!([xml(&Either::Page(Page {})), xml(&Either::Reply(Reply("off")))], ["<page/>", "<reply>off</reply>"]);
}

#[derive(Serialize)]
#[serde(rename = "filter")]
struct Wrapper(Requests);

#[test]
fn the_outermost_name_is_the_root() {
    assert_eq!(xml(&Wrapper(Requests { request: vec![] })), "<filter/>");
}

#[derive(Serialize)]
#[serde(rename = "request")]
struct WithFamily<F> {
    #[serde(rename = "xRequest")]
    id: i64,
    #[serde(rename = "Custom#")]
    custom: F,
    #[serde(skip_serializing_if = "Option::is_none")]
    is_unread: Option<bool>,
    last: &'static str,
}

fn with_family<F>(custom: F) -> WithFamily<F> {
    WithFamily { id: 1, custom, is_unread: None, last: "z" }
}

#[test]
fn a_family_becomes_entries_of_its_record() {
    let answer = with_family(BTreeMap::from([(3, "a"), (12, "")]));
    assert_eq!(
        all(&answer),
        [
            "<request><xRequest>1</xRequest><Custom3>a</Custom3><Custom12/><last>z</last></request>",
            r#"{"xRequest":"1","Custom3":"a","Custom12":"","last":"z"}"#,
            r#"a:4:{s:8:"xRequest";s:1:"1";s:7:"Custom3";s:1:"a";s:8:"Custom12";s:0:"";s:4:"last";s:1:"z";}"#,
        ]
    );
}

#[test]
fn a_keyed_family_keeps_the_given_order() {
    assert_eq!(json(&with_family(Keyed(vec![(9, "a"), (2, "b")]))), r#"{"xRequest":"1","Custom9":"a","Custom2":"b","last":"z"}"#);
}

#[test]
fn the_count_of_a_record_grows_by_its_family() {
    let custom: BTreeMap<i64, String> = (1..=120).map(|n| (n, n.to_string())).collect();
    assert!(php(&with_family(custom)).starts_with(r#"a:122:{s:8:"xRequest";"#));
}

#[test]
fn an_empty_family_leaves_no_trace() {
    let expected = r#"a:2:{s:8:"xRequest";s:1:"1";s:4:"last";s:1:"z";}"#;
    let none: Option<BTreeMap<i64, String>> = None;
    assert_eq!([php(&with_family(BTreeMap::<i64, String>::new())), php(&with_family(none))], [expected, expected]);
}

#[test]
fn map_keys_become_names_and_php_numbers() {
    let map = One { x: BTreeMap::from([("07", "a"), ("7", "b"), ("a b", "c")]) };
    assert_eq!(
        all(&map),
        [
            "<answer><x><_07>a</_07><_7>b</_7><a_b>c</a_b></x></answer>",
            r#"{"x":{"07":"a","7":"b","a b":"c"}}"#,
            r#"a:1:{s:1:"x";a:3:{s:2:"07";s:1:"a";i:7;s:1:"b";s:3:"a b";s:1:"c";}}"#,
        ]
    );
}

#[test]
fn fractions_are_their_shortest_text_and_never_not_a_number() {
    let numbers = One { x: vec![0.1, -2.0, 1e21, f64::NAN, f64::INFINITY] };
    assert_eq!(printed(&numbers, Format::Json, Scalars::Native), r#"{"x":["0.1","-2","1000000000000000000000","",""]}"#);
}

#[test]
fn bytes_are_written_as_base64_in_one_piece() {
    let bytes = Base64Bytes((0..10_000_u32).map(|n| u8::try_from(n % 251).unwrap()).collect());
    let text = json(&One { x: bytes.clone() }).replace("{\"x\":\"", "").replace("\"}", "");
    let expected = [
        format!("<answer><x>{text}</x></answer>"),
        format!("{{\"x\":\"{text}\"}}"),
        format!("a:1:{{s:1:\"x\";s:{}:\"{text}\";}}", text.len()),
    ];
    assert_eq!(all(&One { x: bytes }), expected);
}

#[test]
fn text_that_vanishes_leaves_an_empty_element() {
    assert_eq!(xml(&One { x: "\u{1}\u{FFFF}" }), "<answer><x/></answer>");
}

#[derive(Serialize)]
enum Tagged {
    Value(i64),
}

#[test]
fn shapes_without_a_common_form_are_refused_and_leave_no_bytes() {
    fn shape(answer: &impl Serialize) -> [&'static str; 3] {
        [Format::Xml, Format::Json, Format::Php].map(|format| {
            let mut out = b"kept".to_vec();
            let outcome = encode(answer, format, Scalars::Strings, &mut out);
            assert_eq!(out, b"kept");
            match outcome {
                Err(EncodeError::Unsupported { shape, .. }) => shape,
                other => panic!("{other:?}"),
            }
        })
    }
    let shapes = [
        shape(&One { x: vec![vec![1]] }),
        shape(&One { x: Keyed(vec![(1, vec![1])]) }),
        shape(&One { x: vec![Keyed(vec![(1, 1)])] }),
        shape(&One { x: Tagged::Value(1) }),
        shape(&vec![1]),
        shape(&"text"),
        shape(&BTreeMap::from([("a", 1)])),
        shape(&with_family("text")),
        shape(&One { x: BTreeMap::from([(vec![1], 1)]) }),
    ];
    assert_eq!(
        shapes.map(|[xml, json, php]| {
            assert!(xml == json && json == php);
            xml
        }),
        [
            "a list directly in a list",
            "a list directly in a list",
            "a list directly in a list",
            "an enum variant with a value",
            "a list as the root",
            "a root without a name",
            "a root without a name",
            "a scalar in place of a numbered family",
            "a map with a key that is no scalar",
        ]
    );
}
