//! What the real PHP reads from serialized text.

use crate::{hex, programs::folder_in_path};
use serde_json::{Map, Value as Json};
use std::{
    io::Write,
    process::{Child, Command, Stdio},
    thread,
};

/// A PHP value. Texts are bytes, as in PHP, and arrays keep their order.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A 64-bit integer.
    Int(i64),
    /// A floating-point number.
    Float(f64),
    /// A string.
    Text(Vec<u8>),
    /// An array.
    Array(Vec<(Key, Value)>),
}

/// A key of a PHP array; PHP turns a string key that looks like an integer into one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// An integer key.
    Int(i64),
    /// A string key.
    Text(Vec<u8>),
}

impl Value {
    /// The value as JSON, as `json_encode` writes it: an array with the keys 0, 1, 2 … in order is a list. Bytes that are
    /// not UTF-8 become replacement characters.
    ///
    /// ```
    /// use deskhand_testkit::php::{Key, Value};
    ///
    /// let list = Value::Array(vec![(Key::Int(0), Value::Text(b"a".to_vec())), (Key::Int(1), Value::Null)]);
    /// assert_eq!(list.to_json(), serde_json::json!(["a", null]));
    /// ```
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(flag) => Json::Bool(*flag),
            Self::Int(number) => Json::from(*number),
            Self::Float(number) => Json::from(*number),
            Self::Text(bytes) => Json::String(lossy(bytes)),
            Self::Array(items) if is_list(items) => items.iter().map(|(_, item)| item.to_json()).collect(),
            Self::Array(items) => Json::Object(items.iter().map(|(key, item)| (key.to_text(), item.to_json())).collect()),
        }
    }
}

impl Key {
    fn to_text(&self) -> String {
        match self {
            Self::Int(number) => number.to_string(),
            Self::Text(bytes) => lossy(bytes),
        }
    }
}

/// Has one run of the real PHP unserialize many inputs; the answers come in the order of the inputs.
///
/// An input is refused when PHP cannot read it, and also when PHP would write the value in other bytes: a wrong count or
/// something after the end, which `unserialize` overlooks, is a mistake of the writer. Arrays may be nested 40 deep.
///
/// ```
/// use deskhand_testkit::php::{self, Key, Value};
///
/// let read = php::eval_many([r#"a:1:{s:1:"x";i:12345;}"#, "i:1;junk"]);
/// assert_eq!(read[0], Ok(Value::Array(vec![(Key::Text(b"x".to_vec()), Value::Int(12345))])));
/// assert!(read[1].is_err());
/// ```
///
/// # Panics
/// When PHP is not installed, naming the Debian package, or does not do its work.
pub fn eval_many(inputs: impl IntoIterator<Item = impl AsRef<[u8]>>) -> Vec<Result<Value, String>> {
    let lines: String = inputs.into_iter().map(|input| hex::encode(input.as_ref()) + "\n").collect();
    let count = lines.lines().count();
    let printed = run(lines);
    let answers: Vec<_> = printed.lines().map(read_answer).collect();
    assert_eq!(answers.len(), count, "PHP answers each input with a line:\n{printed}");
    answers
}

fn run(input: String) -> String {
    assert!(folder_in_path(&["php"]).is_some(), "there is no `php` in PATH; install the Debian package `php-cli`");
    let mut process = Command::new("php")
        .args(["-n", "-d", "memory_limit=-1", "-d", "display_errors=stderr", "-r", include_str!("php/unserialize.php")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("`php` runs");
    let writer = feed(&mut process, input);
    let output = process.wait_with_output().expect("`php` can be waited for");
    writer.join().expect("the writer only writes");
    assert!(output.status.success(), "PHP fails: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("the script prints ASCII")
}

/// Writes on a thread of its own: PHP answers while it still reads.
fn feed(process: &mut Child, input: String) -> thread::JoinHandle<()> {
    let mut stdin = process.stdin.take().expect("standard input is a pipe");
    thread::spawn(move || {
        let _ = stdin.write_all(input.as_bytes());
    })
}

fn read_answer(line: &str) -> Result<Value, String> {
    let answer: Map<String, Json> = serde_json::from_str(line).expect("the script prints a JSON object in each line");
    match (answer.get("value"), answer.get("error").and_then(Json::as_str)) {
        (Some(value), _) => Ok(read_value(value)),
        (None, reason) => Err(reason.unwrap_or("refused").to_owned()),
    }
}

/// The script writes each value as a list of its type's letter and its content.
fn read_value(tagged: &Json) -> Value {
    let read = match (tag(tagged), tagged.get(1)) {
        ("n", _) => Some(Value::Null),
        ("b", Some(content)) => content.as_bool().map(Value::Bool),
        ("i", Some(content)) => content.as_i64().map(Value::Int),
        ("d", Some(content)) => content.as_str().and_then(|text| text.parse().ok()).map(Value::Float),
        ("s", Some(content)) => content.as_str().map(|digits| Value::Text(hex::decode(digits))),
        ("a", Some(content)) => content.as_array().map(|pairs| Value::Array(pairs.iter().map(read_pair).collect())),
        _ => None,
    };
    read.unwrap_or_else(|| panic!("the script printed {tagged}"))
}

fn read_pair(pair: &Json) -> (Key, Value) {
    let (Some(key), Some(value)) = (pair.get(0), pair.get(1)) else { panic!("the script printed {pair}") };
    match read_value(key) {
        Value::Int(number) => (Key::Int(number), read_value(value)),
        Value::Text(bytes) => (Key::Text(bytes), read_value(value)),
        other => panic!("the script printed the key {other:?}"),
    }
}

fn tag(tagged: &Json) -> &str {
    tagged.get(0).and_then(Json::as_str).unwrap_or_default()
}

fn is_list(items: &[(Key, Value)]) -> bool {
    items.iter().zip(0..).all(|((key, _), position)| *key == Key::Int(position))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
