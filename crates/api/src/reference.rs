//! What is known of the methods, for people and programs: the reference page and the OpenAPI document.

use crate::dispatch::{Api, Verb};
use crate::method::Method;
use serde_json::{Map, Value, json};
use std::fmt::Write;

impl Api {
    /// The reference of all methods, as Markdown.
    pub fn reference(&self) -> String {
        let mut text = String::from(
            "# Methods\n\nMade from the method table by `api-server methods --markdown`; do not edit.\n\n\
             Every method is called at `/api/index.php` with the parameter `method`. `output` is `xml` (default), `json` or `php`.\n\
             Every method may be called by POST; by GET only those that say so. Parameters marked * must be sent and not be empty.\n",
        );
        for method in &self.inner.methods {
            describe(&mut text, method);
        }
        text
    }

    /// The OpenAPI 3.1 document. Since all methods share one path, each stands under the path with its name as the fragment.
    pub fn openapi(&self) -> Value {
        let paths: Map<String, Value> =
            self.inner.methods.iter().map(|m| (format!("/api/index.php#{}", m.name), path(m))).collect();
        json!({
            "openapi": "3.1.0",
            "info": {
                "title": "Deskhand web service API",
                "version": env!("CARGO_PKG_VERSION"),
                "description": "Every method is called at /api/index.php with the parameter `method`; the fragment of a path names the method.",
            },
            "paths": paths,
            "components": {
                "securitySchemes": {
                    "token": { "type": "http", "scheme": "bearer" },
                    "login": { "type": "http", "scheme": "basic" },
                },
                "schemas": {
                    "errors": {
                        "type": "object",
                        "properties": { "error": { "type": "array", "items": {
                            "type": "object",
                            "properties": { "id": { "type": ["integer", "string"] }, "description": { "type": "string" } },
                        } } },
                    },
                },
            },
        })
    }
}

fn verb(method: &Method) -> &'static str {
    if method.verb == Verb::Get { "GET" } else { "POST" }
}

fn describe(text: &mut String, method: &Method) {
    // Writing to a string cannot fail.
    let _written = write!(text, "\n## {}\n\n{} `{}`", method.name, method.summary, verb(method));
    if method.is_private() {
        text.push_str(", with a login");
    }
    text.push_str(".\n");
    if !method.aliases.is_empty() {
        let _written = writeln!(text, "\nAlso as: {}.", method.aliases.join(", "));
    }
    let params = (method.params)();
    if let Some(properties) = params.get("properties").and_then(Value::as_object).filter(|p| !p.is_empty()) {
        text.push_str("\n| parameter | type | meaning |\n| --- | --- | --- |\n");
        for (name, schema) in properties {
            let star = if method.required.contains(name) { " *" } else { "" };
            let _written = writeln!(text, "| `{name}`{star} | {} | {} |", type_of(schema), meaning(schema));
        }
    }
    let answer = (method.answer)();
    let root = answer.get("title").and_then(Value::as_str).unwrap_or_default();
    let _written = writeln!(text, "\nAnswer: `{root}` with {}.", fields(&answer));
}

fn type_of(schema: &Value) -> String {
    match schema.get("type") {
        Some(Value::String(name)) => name.clone(),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "object".to_owned(),
    }
}

fn meaning(schema: &Value) -> String {
    schema.get("description").and_then(Value::as_str).unwrap_or_default().replace('\n', " ").replace('|', "\\|")
}

fn fields(schema: &schemars::Schema) -> String {
    let names = schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::keys);
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "no elements".to_owned() } else { names.join(", ") }
}

fn path(method: &Method) -> Value {
    let schema = (method.params)();
    let properties = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let fixed = [
        json!({ "name": "method", "in": "query", "required": true, "schema": { "const": method.name } }),
        json!({ "name": "output", "in": "query", "schema": { "enum": ["xml", "json", "php"], "default": "xml" } }),
    ];
    let responses = json!({
        "200": { "description": "The answer", "content": { "application/json": { "schema": (method.answer)() } } },
        "400": { "description": "Errors", "content": { "application/json": { "schema": { "$ref": "#/components/schemas/errors" } } } },
    });
    let security = if method.is_private() { json!([{ "token": [] }, { "login": [] }]) } else { json!([]) };
    let mut operation = json!({
        "operationId": method.name,
        "summary": method.summary,
        "tags": [method.name.trim_start_matches("private.").split('.').next()],
        "security": security,
        "responses": responses,
    });
    if method.verb == Verb::Get {
        let query = properties.iter().map(
            |(name, schema)| json!({ "name": name, "in": "query", "required": method.required.contains(name), "schema": schema }),
        );
        set(&mut operation, "parameters", fixed.into_iter().chain(query).collect());
        json!({ "get": operation })
    } else {
        set(&mut operation, "parameters", fixed.into_iter().collect());
        let body = json!({ "content": { "application/x-www-form-urlencoded": { "schema": schema }, "multipart/form-data": { "schema": schema } } });
        set(&mut operation, "requestBody", body);
        json!({ "post": operation })
    }
}

fn set(operation: &mut Value, key: &str, value: Value) {
    if let Some(map) = operation.as_object_mut() {
        map.insert(key.to_owned(), value);
    }
}
