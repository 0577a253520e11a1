//! A JSON object as parameters: an addition to the manual, for clients that know no forms.

use super::Limits;
use super::body::Refusal;
use deskhand_codec::Params;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// Reads `{"name": text, number, true, false, null or a list of these}`.
pub(super) fn parse(body: &[u8]) -> Result<Params, Refusal> {
    if body.trim_ascii().is_empty() {
        return Ok(Params::new());
    }
    let object: Object = serde_json::from_slice(body).map_err(|error| {
        Refusal::new(format!(
            "the body is not a JSON object of texts and numbers (line {}, column {})",
            error.line(),
            error.column()
        ))
    })?;
    Ok(object.0)
}

struct Object(Params);

impl<'de> Deserialize<'de> for Object {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ObjectVisitor)
    }
}

struct ObjectVisitor;

impl<'de> Visitor<'de> for ObjectVisitor {
    type Value = Object;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object, A::Error> {
        let mut params = Params::new();
        let mut count = 0;
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            count += 1 + value.0.len();
            if count > Limits::PAIRS {
                return Err(A::Error::custom("too many values"));
            }
            for text in value.0 {
                params.push(name.as_str(), text);
            }
        }
        Ok(Object(params))
    }
}

/// The texts of a value: none for null, one for a scalar, several for a list.
struct Value(Vec<String>);

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, a number, true, false, null or a list of these")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value(Vec::new()))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value(vec![u8::from(value).to_string()]))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value(vec![value.to_string()]))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value(vec![value.to_string()]))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value(vec![value.to_string()]))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value(vec![value.to_owned()]))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value(vec![value]))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(item) = list.next_element::<Scalar>()? {
            if texts.len() >= Limits::PAIRS {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                return Err(A::Error::custom("too many values"));
            }
            texts.extend(item.0);
        }
        Ok(Value(texts))
    }
}

/// A value of a list, which may not be a list itself.
struct Scalar(Option<String>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Any {
            Nothing(()),
            Truth(bool),
            Whole(i64),
            Number(f64),
            Text(String),
        }
        Ok(Self(match Any::deserialize(deserializer)? {
            Any::Nothing(()) => None,
            Any::Truth(truth) => Some(u8::from(truth).to_string()),
            Any::Whole(number) => Some(number.to_string()),
            Any::Number(number) => Some(number.to_string()),
            Any::Text(text) => Some(text),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn pairs(body: &str) -> Option<String> {
        let params = parse(body.as_bytes()).ok()?;
        Some(params.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(";"))
    }

    #[test]
    fn scalars_and_lists_of_scalars_are_parameters() {
        let body = r#"{"sTitle":"Hä","fUrgent":true,"x":null,"xRequest":[1,"2",null],"n":-1.5}"#;
        assert_eq!(pairs(body).as_deref(), Some("sTitle=Hä;fUrgent=1;xRequest=1;xRequest=2;n=-1.5"));
    }

    #[test]
    fn anything_else_is_refused() {
        let many = format!("{{\"x\":[{}1]}}", "1,".repeat(30_000));
        let bodies = ["[1]", "1", "{\"a\":{}}", "{\"a\":[[1]]}", "{\"a\":1", "\u{0}", &many, &"[".repeat(100_000)];
        assert!(bodies.iter().all(|body| pairs(body).is_none()));
    }
}
