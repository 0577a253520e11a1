//! Every rule by which parameters become the struct of a method.

use std::collections::BTreeMap;

use deskhand_codec::{Base64Bytes, ParamError, Params};
use serde::{Deserialize, de::DeserializeOwned};

pub(crate) fn params(query: &str) -> Params {
    let mut params = Params::new();
    params.extend_urlencoded(query.as_bytes());
    params
}

/// A struct with one field.
#[derive(Debug, PartialEq, Deserialize)]
pub(crate) struct One<T> {
    pub(crate) x: T,
}

fn one<T: DeserializeOwned>(query: &str) -> Result<T, ParamError> {
    params(query).parse::<One<T>>().map(|one| one.x)
}

fn invalid<T>(name: &str, message: &str) -> Result<T, ParamError> {
    Err(ParamError::Invalid { name: name.into(), message: message.into() })
}

#[derive(Debug, PartialEq, Deserialize)]
struct RequestId(i64);

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Combine {
    All,
    Any,
}

#[test]
fn brackets_are_cut_off_and_values_keep_their_order() {
    assert_eq!(one::<Vec<i64>>("x[]=3&x[7]=1&x%5B%5D=2&x=9"), Ok(vec![3, 1, 2, 9]));
}

#[test]
fn other_brackets_belong_to_the_name() {
    let names = ["x[a]", "[]", "x[", "x]", "x[-1]", "x[1][a]"];
    let query = names.map(|name| format!("{name}=1")).join("&");
    assert!(params(&query).iter().map(|(name, _)| name).eq(names));
}

#[test]
fn the_last_value_wins_for_a_single_field() {
    assert_eq!(one::<String>("x=a&x[]=b"), Ok("b".into()));
}

#[test]
fn plus_is_a_blank_and_bad_bytes_are_replaced() {
    assert_eq!(one::<String>("x=a+b%20c%2Bd%FF"), Ok("a b c+d\u{FFFD}".into()));
}

#[test]
fn nul_characters_are_removed() {
    assert_eq!(one::<String>("%00x%00=a%00b"), Ok("ab".into()));
}

#[test]
fn an_absent_field_is_named_as_on_the_wire() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Note {
        #[serde(rename = "tNote")]
        note: String,
    }
    assert_eq!(params("tnote=1").parse::<Note>(), Err(ParamError::Missing("tNote".into())));
}

#[test]
fn an_optional_field_tells_absent_from_empty() {
    assert_eq!((one::<Option<String>>(""), one::<Option<String>>("x=")), (Ok(None), Ok(Some(String::new()))));
}

#[test]
fn numbers_are_trimmed_and_in_range() {
    assert_eq!((one::<i64>("x=+12%0A"), one::<u8>("x=255"), one::<i64>("x=-3")), (Ok(12), Ok(255), Ok(-3)));
}

#[test]
fn what_is_no_number_is_refused() {
    for text in ["", "abc", "1.5", "99999999999999999999", "0x10", "1e3", "--1"] {
        assert_eq!(one::<i64>(&format!("x={text}")), invalid("x", "not a number (i64)"), "{text}");
    }
}

#[test]
fn a_refusal_does_not_repeat_the_value() {
    let errors = ["x=secret"].map(|query| one::<char>(query).unwrap_err().to_string());
    assert_eq!(errors, ["parameter x is invalid: expected a character"]);
}

#[test]
fn fractions_are_finite() {
    assert_eq!((one::<f64>("x=1.5"), one::<f64>("x=NaN")), (Ok(1.5), invalid("x", "not a finite number")));
}

#[test]
fn a_flag_is_true_for_one_alone() {
    assert_eq!(
        ["1", "0", "", "true", "01", " 1", "NaN"].map(|text| one::<bool>(&format!("x={text}")).unwrap()),
        [true, false, false, false, false, false, false]
    );
}

#[test]
fn newtypes_show_what_they_hold() {
    assert_eq!(one::<Vec<RequestId>>("x=1&x=2"), Ok(vec![RequestId(1), RequestId(2)]));
}

#[test]
fn an_enum_is_read_by_the_names_of_its_variants() {
    assert_eq!((one::<Combine>("x=any"), one::<Combine>("x=All")), (Ok(Combine::Any), invalid("x", "expected one of all, any")));
}

#[test]
fn a_single_value_is_a_list_of_one() {
    assert_eq!(one::<Vec<String>>("x=a"), Ok(vec!["a".into()]));
}

#[test]
fn a_wrong_row_is_named_by_its_list() {
    assert_eq!(one::<Vec<i64>>("x[]=1&x[]=b"), invalid("x", "not a number (i64)"));
}

#[test]
fn unknown_parameters_are_ignored() {
    assert_eq!(one::<i64>("page=0&x=1&fDeleted=0"), Ok(1));
}

#[test]
fn a_method_without_parameters_takes_anything() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Nothing {}
    assert_eq!((params("a=1").parse::<Nothing>(), params("a=1").parse::<()>()), (Ok(Nothing {}), Ok(())));
}

#[test]
fn all_parameters_can_be_taken_as_a_map() {
    let map = params("b=1&a=2&b=3").parse::<BTreeMap<String, String>>();
    assert_eq!(map, Ok(BTreeMap::from([("a".into(), "2".into()), ("b".into(), "3".into())])));
}

#[test]
fn base64_is_read_leniently_and_refused_by_name() {
    let read = |query| one::<Base64Bytes>(query).map(|bytes| bytes.0);
    assert_eq!((read("x=+%2B+/aGk"), read("x=?")), (Ok(b"\xFB\xEF\xBFhi".to_vec()), invalid("x", "not base64")));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Families {
    #[serde(rename = "Custom#")]
    custom: BTreeMap<FieldId, String>,
    #[serde(rename = "File#")]
    files: BTreeMap<i64, Upload>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
struct FieldId(i64);

#[derive(Debug, PartialEq, Deserialize)]
struct Upload {
    #[serde(rename = "sFilename")]
    name: String,
    #[serde(rename = "iSize", default)]
    size: i64,
}

fn upload(name: &str) -> Upload {
    Upload { name: name.into(), size: 0 }
}

/// The members of both families with their numbers.
type Members = (Vec<(i64, String)>, Vec<(i64, Upload)>);

fn families(query: &str) -> Result<Members, ParamError> {
    let families: Families = params(query).parse()?;
    Ok((families.custom.into_iter().map(|(key, text)| (key.0, text)).collect(), families.files.into_iter().collect()))
}

#[test]
fn families_are_gathered_by_number() {
    let query = "Custom10=b&Custom9=a&File2_sFilename=two&File1_sFilename=one&Custom0=z&Custom=no&CustomX=no";
    let custom = [(0, "z"), (9, "a"), (10, "b")].map(|(number, text)| (number, text.to_owned()));
    assert_eq!(families(query), Ok((custom.into(), vec![(1, upload("one")), (2, upload("two"))])));
}

#[test]
fn families_may_be_empty() {
    assert_eq!(families(""), Ok((vec![], vec![])));
}

#[test]
fn only_plain_numbers_are_members() {
    let query = "Custom01=no&Custom-1=no&Custom%2B1=no&Custom1a=no&Custom1234567890123456789=no&Custom123456789012345678=yes&Custom%D9%A1=no";
    assert_eq!(families(query), Ok((vec![(123_456_789_012_345_678, "yes".into())], vec![])));
}

#[test]
fn members_of_the_other_shape_are_no_members() {
    let query = "Custom5_x=no&File7=no&File8_sFilename=yes";
    assert_eq!(families(query), Ok((vec![], vec![(8, upload("yes"))])));
}

#[test]
fn a_missing_field_of_a_member_is_named_in_full() {
    assert_eq!(families("File3_iSize=1"), Err(ParamError::Missing("File3_sFilename".into())));
}

#[test]
fn a_wrong_field_of_a_member_is_named_in_full() {
    let outcome = families("File3_sFilename=a&File3_iSize=big");
    assert_eq!(outcome, invalid("File3_iSize", "not a number (i64)"));
}

#[derive(Debug, PartialEq, Deserialize)]
struct Others {
    #[serde(rename = "Custom#")]
    custom: Option<BTreeMap<i64, Vec<i64>>>,
    #[serde(rename = "File#", default)]
    files: Vec<Upload>,
}

#[test]
fn a_family_can_be_optional_and_a_list() {
    let empty = Others { custom: None, files: vec![] };
    let full = Others { custom: Some([(4, vec![1, 2])].into()), files: vec![upload("one"), upload("two")] };
    let query = "Custom4[]=1&Custom4[]=2&File5_sFilename=two&File1_sFilename=one";
    assert_eq!((params("").parse(), params(query).parse()), (Ok(empty), Ok(full)));
}

#[test]
fn a_wrong_member_is_named_in_full() {
    assert_eq!(params("Custom4=1&Custom6=b").parse::<Others>(), invalid("Custom6", "not a number (i64)"));
}

#[test]
fn the_body_replaces_whole_lists() {
    let mut query = params("x[]=1&x[]=2&y=3");
    query.overlay(params("z=5&x[]=4"));
    assert!(query.iter().eq([("y", "3"), ("z", "5"), ("x", "4")]));
}

#[test]
fn a_method_is_split_at_its_question_mark() {
    let mut query = params("method=private.request.multiGet?xRequest[]=1&xRequest[]=2&output=json");
    query.split_method();
    assert!(query.iter().eq([("method", "private.request.multiGet"), ("xRequest", "1"), ("xRequest", "2"), ("output", "json")]));
}

#[test]
fn a_question_mark_at_the_end_or_elsewhere_is_harmless() {
    let mut query = params("method=version?&q=why?a=b");
    query.split_method();
    assert!(query.iter().eq([("method", "version"), ("q", "why?a=b")]));
}

#[test]
fn debug_output_shows_no_values() {
    assert_eq!(format!("{:?}", params("username=a&password=hunter2")), r#"{"password", "username"}"#);
}
