use deskhand_testkit::php::{self, Key, Value};
use serde_json::json;

#[test]
fn every_type_is_read() {
    let input = b"a:6:{i:0;N;i:1;b:1;i:2;i:-9223372036854775808;i:3;d:0.1;i:4;s:3:\"\xff\"\0\";s:1:\"k\";a:0:{}}";
    let items = vec![
        (Key::Int(0), Value::Null),
        (Key::Int(1), Value::Bool(true)),
        (Key::Int(2), Value::Int(i64::MIN)),
        (Key::Int(3), Value::Float(0.1)),
        (Key::Int(4), Value::Text(b"\xff\"\0".to_vec())),
        (Key::Text(b"k".to_vec()), Value::Array(Vec::new())),
    ];
    assert_eq!(php::eval_many([input]), [Ok(Value::Array(items))]);
}

#[test]
fn wrong_text_is_refused() {
    let wrong = ["", "i:1", "i:1;i:2;", "a:2:{i:0;i:1;}", "s:2:\"abc\";", "i:01;", "O:8:\"stdClass\":0:{}", "not serialized"];
    let read = php::eval_many(wrong);
    assert!(read.iter().all(Result::is_err), "{read:?}");
}

#[test]
fn false_is_a_value() {
    assert_eq!(php::eval_many(["b:0;"]), [Ok(Value::Bool(false))]);
}

#[test]
fn deep_trees_and_many_inputs_are_read() {
    let deep = format!("{}i:7;{}", "a:1:{i:0;".repeat(30), "}".repeat(30));
    let inputs: Vec<_> = (0..2000).map(|number| format!("i:{number};")).chain([deep]).collect();
    let read = php::eval_many(&inputs);
    assert_eq!(read.len(), 2001);
    assert!(read.iter().all(Result::is_ok));
}

#[test]
fn an_array_is_a_list_in_json_only_with_keys_in_order() {
    let read = php::eval_many(["a:2:{i:0;s:1:\"a\";i:1;i:5;}", "a:2:{i:1;i:5;i:0;s:1:\"a\";}"]);
    let json: Vec<_> = read.into_iter().map(|value| value.unwrap().to_json()).collect();
    assert_eq!(json, [json!(["a", 5]), json!({"1": 5, "0": "a"})]);
}
