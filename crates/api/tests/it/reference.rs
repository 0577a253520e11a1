//! What is made from the method table: the reference and the OpenAPI document.

use crate::support::TestApi;
use crate::table::METHODS;
use deskhand_api::Verb::Get;
use deskhand_testkit::database::Database;
use serde_json::{Value, json};
use std::collections::BTreeSet;

#[test]
fn the_reference_has_a_section_for_each_method() {
    let database = Database::sqlite();
    let reference = TestApi::new(database.url()).api.reference();
    for method in METHODS {
        let section = reference.split("\n## ").find(|section| section.lines().next() == Some(method.name));
        let section = section.unwrap_or_else(|| panic!("no {}", method.name));
        let verb = if method.verb == Get { "`GET`" } else { "`POST`" };
        assert!(section.contains(verb), "{section}");
        for name in method.required {
            assert!(section.contains(&format!("`{name}` *")), "{name}: {section}");
        }
        assert_eq!(section.matches("` * |").count(), method.required.len(), "{section}");
    }
}

#[test]
fn the_openapi_document_has_an_operation_for_each_method() {
    let database = Database::sqlite();
    let document = TestApi::new(database.url()).api.openapi();
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["paths"].as_object().unwrap().len(), METHODS.len());
    let mut ids = BTreeSet::new();
    for method in METHODS {
        let path = &document["paths"][format!("/api/index.php#{}", method.name)];
        let operation = &path[if method.verb == Get { "get" } else { "post" }];
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{}", method.name);
        let is_private = method.name.starts_with("private.");
        assert_eq!(operation["security"] == json!([]), !is_private, "{}", method.name);
        assert!(operation["responses"]["200"]["content"]["application/json"]["schema"].is_object(), "{}", method.name);
        assert_eq!(required(operation), method.required.iter().map(|name| (*name).to_owned()).collect(), "{}", method.name);
    }
}

/// The names of the required parameters, in the query or in the body.
fn required(operation: &Value) -> BTreeSet<String> {
    let query = operation["parameters"].as_array().into_iter().flatten();
    let query = query.filter(|parameter| parameter["required"] == json!(true)).map(|parameter| &parameter["name"]);
    let body = operation["requestBody"]["content"]["multipart/form-data"]["schema"]["required"].as_array().into_iter().flatten();
    let names = query.chain(body).filter_map(Value::as_str).filter(|name| *name != "method");
    names.map(str::to_owned).collect()
}

#[test]
fn the_openapi_document_has_every_parameter_of_search() {
    let database = Database::sqlite();
    let document = TestApi::new(database.url()).api.openapi();
    let parameters = document["paths"]["/api/index.php#private.request.search"]["get"]["parameters"].as_array().unwrap();
    let names: BTreeSet<&str> = parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    let expected = [
        "method",
        "output",
        "anyall",
        "xRequest",
        "sUserId",
        "sFirstName",
        "sLastName",
        "sEmail",
        "sPhone",
        "sSearch",
        "xStatus",
        "xCategory",
        "fOpen",
        "Custom#",
        "fRawValues",
        "beforeDate",
        "afterDate",
        "closedBeforeDate",
        "closedAfterDate",
        "relativedate",
        "start",
        "length",
        "orderBy",
        "orderByDir",
        "xPersonAssignedTo",
        "fIncludeTimeTotal",
    ];
    assert_eq!(names, BTreeSet::from(expected));
}

#[test]
fn every_reference_within_the_openapi_document_leads_somewhere() {
    let database = Database::sqlite();
    let document = TestApi::new(database.url()).api.openapi();
    let mut open = vec![&document];
    let mut count = 0;
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                    count += 1;
                    let pointer = target.strip_prefix('#').unwrap_or_else(|| panic!("{target}"));
                    assert!(document.pointer(pointer).is_some(), "{target}");
                }
                open.extend(map.values());
            }
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    assert!(count >= METHODS.len());
}
