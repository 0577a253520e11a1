//! Where entries stand in the text of a desk file.

use std::collections::BTreeMap;

/// The lines of entries, by their paths such as `books.0.chapters.1`. Equal to any other, for two files with the same content
/// are the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines(BTreeMap<String, usize>);

impl Lines {
    pub(super) fn insert(&mut self, path: String, line: usize) {
        self.0.insert(path, line);
    }

    pub(super) fn line(&self, path: &str) -> Option<usize> {
        self.0.get(path).copied()
    }
}

impl PartialEq for Lines {
    fn eq(&self, _other: &Self) -> bool {
        true
    }
}

/// The line of a place in a text, counted from 1.
pub(super) fn line_at(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}
