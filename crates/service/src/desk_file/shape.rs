//! Compares a TOML document with a JSON Schema, so that all misspelt keys and values of the wrong type are found at once, each with
//! its line.

use super::lines::{Lines, line_at};
use super::problems::{Problems, hint};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Looks at a document; says what is wrong with it and where its entries stand.
pub(super) fn check(text: &str, document: &Spanned<DeTable<'_>>, schema: &Value) -> (Problems, Lines) {
    let mut check = Check { text, root: schema, problems: Problems::default(), lines: Lines::default() };
    check.table(document.get_ref(), document.span().start, schema, "");
    (check.problems, check.lines)
}

struct Check<'a> {
    text: &'a str,
    root: &'a Value,
    problems: Problems,
    lines: Lines,
}

impl<'a> Check<'a> {
    fn value(&mut self, value: &Spanned<DeValue<'_>>, schema: &'a Value, path: &str) {
        let accepted = self.alternatives(schema);
        let found = type_name(value.get_ref());
        let Some(schema) = accepted.iter().copied().find(|schema| has_type(schema, found)) else {
            let wanted: Vec<&str> =
                accepted.iter().flat_map(|schema| types(schema)).filter(|name| *name != "null").map(word_for).collect();
            return self
                .add(value.span().start, format!("{} must be {}, not {}", key_of(path), wanted.join(" or "), word_for(found)));
        };
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, value.span().start, schema, path),
            DeValue::Array(items) => {
                let Some(item_schema) = schema.get("items") else { return };
                for (index, item) in items.iter().enumerate() {
                    let path = format!("{path}.{index}");
                    self.lines.insert(path.clone(), line_at(self.text, item.span().start));
                    self.value(item, item_schema, &path);
                }
            }
            DeValue::String(text) => self.word(text, value.span().start, schema, path),
            DeValue::Integer(_) | DeValue::Float(_) | DeValue::Boolean(_) | DeValue::Datetime(_) => {}
        }
    }

    fn table(&mut self, table: &DeTable<'_>, start: usize, schema: &'a Value, path: &str) {
        let Some(known) = schema.get("properties").and_then(Value::as_object) else { return };
        for (key, value) in table {
            let name: &str = key.get_ref();
            let inner = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            if let Some(schema) = known.get(name) {
                self.value(value, schema, &inner);
            } else {
                let hint = hint(name, known.keys().map(String::as_str));
                self.add(key.span().start, format!("unknown key `{name}`{hint}"));
            }
        }
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        for name in required.filter(|name| !table.iter().any(|(key, _)| key.get_ref() == *name)) {
            self.add(start, format!("the key `{name}` is missing"));
        }
    }

    /// Checks a text, which may have to be one of a fixed list of words.
    fn word(&mut self, word: &str, start: usize, schema: &Value, path: &str) {
        if word.contains('\0') {
            self.add(start, format!("{} must not hold the character U+0000", key_of(path)));
        }
        let words = words(schema);
        if !words.is_empty() && !words.contains(&word) {
            let hint = hint(word, words.iter().copied());
            self.add(start, format!("{} must be one of {}, not \"{word}\"{hint}", key_of(path), words.join(", ")));
        }
    }

    /// The schemas of which a value has to meet one.
    fn alternatives(&self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolved(schema);
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(variants) => variants.iter().flat_map(|variant| self.alternatives(variant)).collect(),
            None => vec![schema],
        }
    }

    fn resolved(&self, schema: &'a Value) -> &'a Value {
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
        target.and_then(|path| self.root.pointer(path)).unwrap_or(schema)
    }

    fn add(&mut self, place: usize, message: String) {
        self.problems.add(Some(line_at(self.text, place)), message);
    }
}

fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "string",
        DeValue::Integer(_) => "integer",
        DeValue::Float(_) => "number",
        DeValue::Boolean(_) => "boolean",
        DeValue::Datetime(_) => "date",
        DeValue::Array(_) => "array",
        DeValue::Table(_) => "object",
    }
}

/// What people call a type of JSON Schema.
fn word_for(name: &str) -> &str {
    match name {
        "string" => "a text",
        "integer" => "a whole number",
        "number" => "a number",
        "boolean" => "true or false",
        "array" => "a list",
        "object" => "a table",
        "date" => "a date",
        other => other,
    }
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ if !words(schema).is_empty() => vec!["string"],
        _ => Vec::new(),
    }
}

fn has_type(schema: &Value, found: &str) -> bool {
    let types = types(schema);
    types.is_empty() || types.contains(&found) || (found == "integer" && types.contains(&"number"))
}

/// The words that a schema lists.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
    let described = schema.get("oneOf").and_then(Value::as_array).into_iter().flatten();
    let described = described.flat_map(|variant| {
        let several = variant.get("enum").and_then(Value::as_array).into_iter().flatten();
        variant.get("const").into_iter().chain(several)
    });
    listed.chain(described).filter_map(Value::as_str).collect()
}

/// The last key of a path, as it stands in the file.
fn key_of(path: &str) -> String {
    let key = path.rsplit('.').find(|part| part.parse::<usize>().is_err()).unwrap_or(path);
    format!("`{key}`")
}
