//! Whose code may be part of the product.

use crate::workspace::{Package, WORKSPACE};
use spdx::{Expression, LicenseReq, ParseMode};

/// Licences that ask for no more than to be named, and MPL-2.0, which binds its own files alone.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates whose manifest states no licence expression, each with where it is stated instead and what it is.
const STATED_ELSEWHERE: [(&str, &str); 0] = [];

#[test]
fn every_dependency_has_an_allowed_licence() {
    let refused: Vec<_> =
        WORKSPACE.foreign_packages().filter_map(|package| Some((&package.name, &package.version, refusal(package)?))).collect();
    assert!(refused.is_empty(), "{refused:#?}");
}

#[test]
fn every_exception_is_still_needed() {
    let is_needed = |name: &str| WORKSPACE.foreign_packages().any(|package| package.name == name && package.licence.is_none());
    let idle: Vec<_> = STATED_ELSEWHERE.iter().filter(|(name, _)| !is_needed(name)).collect();
    assert!(idle.is_empty(), "{idle:?}");
}

#[test]
fn copyleft_licences_are_refused_unless_there_is_a_choice() {
    let refused =
        ["GPL-3.0-only", "GPL-2.0-or-later", "LGPL-2.1", "AGPL-3.0", "MIT AND GPL-2.0", "GPL-2.0 WITH Classpath-exception-2.0"];
    assert_eq!(refused.map(|text| is_allowed(text).unwrap()), [false; 6]);
    let accepted = ["MIT OR GPL-3.0-only", "MIT/Apache-2.0", "Apache-2.0 WITH LLVM-exception"];
    assert_eq!(accepted.map(|text| is_allowed(text).unwrap()), [true; 3]);
}

#[test]
fn the_product_itself_has_one_licence() {
    let other: Vec<_> = WORKSPACE
        .members()
        .filter(|package| package.licence.as_deref() != Some("Apache-2.0"))
        .map(|package| &package.name)
        .collect();
    assert!(other.is_empty(), "{other:?}");
}

/// Why a package may not be a dependency.
fn refusal(package: &Package) -> Option<String> {
    match &package.licence {
        Some(expression) => match is_allowed(expression) {
            Ok(true) => None,
            Ok(false) => Some(format!("`{expression}` is not allowed")),
            Err(cause) => Some(format!("`{expression}` cannot be read: {cause}")),
        },
        None if STATED_ELSEWHERE.iter().any(|(name, _)| *name == package.name) => None,
        None => Some("states no licence".to_owned()),
    }
}

fn is_allowed(expression: &str) -> Result<bool, spdx::error::ParseError> {
    Ok(Expression::parse_mode(expression, ParseMode::LAX)?.evaluate(is_requirement_met))
}

/// An exception (`WITH …`) only takes duties away, so the licence before it decides.
fn is_requirement_met(requirement: &LicenseReq) -> bool {
    requirement.license.id().is_some_and(|licence| ALLOWED.contains(&licence.name))
}
