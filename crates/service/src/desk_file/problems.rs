//! What is wrong with a desk file, all of it at once.

use super::lines::Lines;
use crate::error::ServiceError;
use std::fmt;

/// A desk file that cannot be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskFileError {
    problems: Vec<Problem>,
}

/// One thing that is wrong with a desk file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The line where the entry with the problem begins, when the problem is in an entry.
    pub line: Option<usize>,
    /// What is wrong, in a sentence without a full stop.
    pub message: String,
}

impl DeskFileError {
    /// Everything that is wrong, in the order of the lines.
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl fmt::Display for DeskFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            write!(f, "{}{problem}", if index > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}

impl std::error::Error for DeskFileError {}

impl From<DeskFileError> for ServiceError {
    fn from(error: DeskFileError) -> Self {
        Self::Refused(error.to_string())
    }
}

/// Collects problems.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, line: Option<usize>, message: impl Into<String>) {
        self.0.push(Problem { line, message: message.into() });
    }

    /// Gives the value when there were no problems.
    pub(super) fn or<T>(mut self, value: T) -> Result<T, DeskFileError> {
        if self.0.is_empty() {
            return Ok(value);
        }
        self.0.sort();
        self.0.dedup();
        Err(DeskFileError { problems: self.0 })
    }
}

/// An entry of a desk file, for messages about it.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) path: String,
    pub(super) name: String,
}

impl Place {
    pub(super) fn new(path: impl Into<String>, kind: &str, name: &str) -> Self {
        Self { path: path.into(), name: format!("{kind} \"{name}\"") }
    }

    pub(super) fn add(&self, problems: &mut Problems, lines: &Lines, message: impl fmt::Display) {
        problems.add(lines.line(&self.path), format!("{}: {message}", self.name));
    }
}

/// What somebody probably meant: the nearest of some names, if any is near.
pub(super) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let near = known.into_iter().map(|candidate| (strsim::jaro_winkler(&lower, &candidate.to_lowercase()), candidate));
    near.filter(|(likeness, _)| *likeness > 0.75).max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, candidate)| candidate)
}

/// The end of a message that something is unknown: what was probably meant, or nothing.
pub(super) fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(name, known).map(|candidate| format!("; did you mean `{candidate}`?")).unwrap_or_default()
}
