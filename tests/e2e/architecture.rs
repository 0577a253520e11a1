//! Who may depend on whom; `docs/architecture.md` draws the same picture.

use crate::workspace::{Package, WORKSPACE};
use std::{collections::BTreeSet, fs};

/// All arrows that may exist. Dependencies of tests are free.
const ALLOWED: [(&str, &[&str]); 12] = [
    (
        "api-server",
        &["deskhand-api", "deskhand-worker", "deskhand-service", "deskhand-storage", "deskhand-codec", "deskhand-model"],
    ),
    (
        "mail-worker",
        &["deskhand-worker", "deskhand-email-parser", "deskhand-service", "deskhand-storage", "deskhand-codec", "deskhand-model"],
    ),
    ("deskhand-api", &["deskhand-service", "deskhand-storage", "deskhand-codec", "deskhand-integrations", "deskhand-model"]),
    ("deskhand-worker", &["deskhand-service", "deskhand-storage", "deskhand-integrations", "deskhand-model"]),
    ("deskhand-service", &["deskhand-storage", "deskhand-model"]),
    ("deskhand-storage", &["deskhand-model"]),
    ("deskhand-codec", &["deskhand-model"]),
    ("deskhand-email-parser", &["deskhand-model"]),
    ("deskhand-integrations", &["deskhand-model"]),
    ("deskhand-model", &[]),
    // Nobody's dependency but for tests, and without any, so that the tests of every package can use it.
    ("deskhand-testkit", &[]),
    ("deskhand-tests", &[]),
];

/// Libraries that only one package may name, by the beginning of their names.
const HOMES: [(&str, &str); 4] = [
    ("diesel", "deskhand-storage"),
    ("libsqlite3-sys", "deskhand-storage"),
    ("r2d2", "deskhand-storage"),
    ("actix", "api-server"),
];

/// Packages that programs without a web server or a database embed.
const EMBEDDABLE: [&str; 4] = ["deskhand-model", "deskhand-codec", "deskhand-email-parser", "deskhand-integrations"];

const LINES_OF_MAIN: usize = 20;

#[test]
fn every_package_has_its_place_in_the_picture() {
    let drawn: BTreeSet<_> = ALLOWED.iter().map(|(name, _)| *name).collect();
    let present: BTreeSet<_> = WORKSPACE.members().map(|package| package.name.as_str()).collect();
    assert_eq!(drawn, present);
}

#[test]
fn packages_depend_only_on_those_below_them() {
    let members: BTreeSet<_> = WORKSPACE.members().map(|package| &package.name).collect();
    let arrows = WORKSPACE.members().flat_map(|from| from.dependencies.iter().map(move |to| (from.name.as_str(), to)));
    let wrong: Vec<_> = arrows.filter(|(from, to)| members.contains(to) && !is_allowed(from, to)).collect();
    assert!(wrong.is_empty(), "arrows that must not exist: {wrong:?}");
}

#[test]
fn a_library_of_one_package_is_named_by_no_other() {
    let named = WORKSPACE.members().flat_map(|package| package.dependencies.iter().map(move |library| (package, library)));
    let stray: Vec<_> = named
        .filter(|(package, library)| !may_name(package, library))
        .map(|(package, library)| (&package.name, library))
        .collect();
    assert!(stray.is_empty(), "{stray:?} break {HOMES:?}");
}

#[test]
fn embeddable_packages_bring_neither_web_server_nor_database() {
    for name in EMBEDDABLE {
        let below = WORKSPACE.everything_below(WORKSPACE.member(name));
        let heavy: Vec<_> = below.iter().filter(|library| home_of(library).is_some()).collect();
        assert!(heavy.is_empty(), "{name} pulls in {heavy:?}");
    }
}

#[test]
fn the_search_below_a_package_finds_what_is_there() {
    let below = WORKSPACE.everything_below(WORKSPACE.member("api-server"));
    assert!(["diesel", "actix-web", "libsqlite3-sys"].iter().all(|library| below.contains(library)), "{below:?}");
}

#[test]
fn a_main_function_only_calls_its_library() {
    for file in WORKSPACE.members().flat_map(|package| &package.binaries) {
        let text = fs::read_to_string(file).unwrap();
        let code = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//")).count();
        assert!(code <= LINES_OF_MAIN, "{} has {code} lines of code; others cannot embed what stands there", file.display());
    }
}

fn is_allowed(from: &str, to: &str) -> bool {
    ALLOWED.iter().any(|(name, below)| *name == from && below.contains(&to))
}

fn may_name(package: &Package, library: &str) -> bool {
    home_of(library).is_none_or(|home| home == package.name)
}

fn home_of(library: &str) -> Option<&'static str> {
    HOMES.iter().find(|(beginning, _)| library.starts_with(beginning)).map(|(_, home)| *home)
}
