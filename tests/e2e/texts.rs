//! What no file of the repository may say, since it holds on one machine only.

use crate::workspace::root;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Folders at the top of a machine where people and build servers keep what is theirs.
const PRIVATE_FOLDERS: [&str; 8] = ["/home/", "/root/", "/Users/", "/work/", "/workspace/", "/workspaces/", "/builds/", "/mnt/"];

/// Where packages come from is for each machine's own configuration.
const REGISTRIES: [&str; 11] = [
    "index.crates.io",
    "static.crates.io",
    "registry.npmjs.org",
    "pypi.org",
    "pythonhosted.org",
    "deb.debian.org",
    "proxy.golang.org",
    "artifactory",
    "[registries",
    "[source.",
    "replace-with",
];

const PUBLIC_INDEX: &str = r#"source = "registry+https://github.com/rust-lang/crates.io-index""#;

#[test]
fn no_file_names_a_place_on_one_machine() {
    let checkout = format!("{}/", root().display());
    let is_wrong = |line: &str| line.contains(&checkout) || PRIVATE_FOLDERS.iter().any(|folder| names_path(line, folder));
    assert_eq!(lines_that(is_wrong), Vec::<String>::new());
}

#[test]
fn no_file_names_a_package_registry() {
    let is_wrong = |line: &str| REGISTRIES.iter().any(|registry| line.contains(registry));
    assert_eq!(lines_that(is_wrong), Vec::<String>::new());
}

#[test]
fn all_crates_come_from_the_public_index() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let other: Vec<_> = lock.lines().filter(|line| line.starts_with("source = ") && *line != PUBLIC_INDEX).collect();
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn a_path_is_told_from_the_end_of_another() {
    let private = ["/home/tim/desk", "at \"/root/desk\"", "PATH=/bin:/home/tim/bin", "sqlite:/builds/desk.db"];
    let harmless =
        ["https://example.com/home/", "$HOME/work/desk", "../work/desk", "{data}/home/x", "http://root/x", "crates/work/x"];
    let is_private = |line: &&str| PRIVATE_FOLDERS.iter().any(|folder| names_path(line, folder));
    assert_eq!(
        (private.iter().filter(|line| is_private(line)).count(), harmless.iter().find(|line| is_private(line))),
        (4, None)
    );
}

/// Whether a line has an absolute path into a folder, not a path or address that has such a folder further inside.
fn names_path(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(position, _)| {
        let before = line[..position].chars().next_back();
        !before.is_some_and(|last| last.is_alphanumeric() || "._-/~})]>*%".contains(last))
    })
}

/// The wrong lines of all files but this one, each with its place.
fn lines_that(is_wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in files_below(root()) {
        let Ok(text) = fs::read_to_string(&file) else { continue };
        let name = file.strip_prefix(root()).unwrap().display().to_string();
        let lines = text.lines().enumerate().filter(|(_, line)| is_wrong(line));
        wrong.extend(lines.map(|(index, line)| format!("{name}:{}: {line}", index + 1)));
    }
    wrong.retain(|place| !place.starts_with(file!()));
    wrong
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let (mut files, mut waiting) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            match entry.file_type().unwrap() {
                kind if kind.is_dir() && !is_ignored(&entry.path()) => waiting.push(entry.path()),
                kind if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    files.sort();
    files
}

fn is_ignored(folder: &Path) -> bool {
    [".git", "target"].iter().any(|name| folder.ends_with(name))
}
