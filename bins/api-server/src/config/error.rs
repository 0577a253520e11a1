//! What can be wrong with the configuration.

use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such key.
    #[error("{place}: unknown key {key}; did you mean {nearest}?")]
    UnknownKey {
        /// Where it stands.
        place: String,
        /// The key as it was written.
        key: String,
        /// The key that looks most like it.
        nearest: String,
    },
    /// The value of a key cannot be used.
    #[error("{place}: {key} {reason}")]
    BadValue {
        /// Where it stands.
        place: String,
        /// The key.
        key: String,
        /// What it has to be.
        reason: String,
    },
    /// The file cannot be read.
    #[error("{path} could not be read: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// The file is not TOML. The text of the line is left out, for it may hold a secret.
    #[error("{path}, line {line}: {message}")]
    NotToml {
        /// The file.
        path: PathBuf,
        /// The line, from 1 on.
        line: usize,
        /// Why.
        message: String,
    },
}

/// Everything that is wrong with the configuration.
#[derive(Debug)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, error) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(f, "{separator}{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}
