//! Why a command failed.

use crate::config::ConfigErrors;
use crate::server::StartError;
use deskhand_service::ServiceError;
use deskhand_storage::StoreError;
use std::io;
use std::path::PathBuf;

/// Why a command failed; the causes are in [`source`](std::error::Error::source).
#[derive(Debug, thiserror::Error)]
pub enum CommandError {
    /// The configuration is wrong.
    #[error("the configuration is wrong")]
    Config(#[from] ConfigErrors),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A change was refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
    /// The server could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The server broke off.
    #[error("the server broke off")]
    Serve(#[source] io::Error),
    /// Nothing could be printed.
    #[error("the answer could not be printed")]
    Print(#[from] io::Error),
    /// A file could not be read.
    #[error("{path} could not be read")]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// A file could not be written.
    #[error("{path} could not be written")]
    Write {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// The desk file is wrong.
    #[error("{name} is no desk file")]
    DeskFile {
        /// What was read.
        name: String,
        /// Why.
        #[source]
        cause: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The demo's note of its logins is damaged.
    #[error("{path} is not what a demo wrote")]
    DemoFile {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: serde_json::Error,
    },
    /// No active staff member has this login.
    #[error("no active staff member has the login {0:?}")]
    UnknownStaff(String),
    /// There is no such token.
    #[error("there is no valid token with the number {0}")]
    UnknownToken(i64),
    /// A demo would be written over something else.
    #[error("{0} already holds something that is not a demo; choose another place")]
    NotEmpty(String),
    /// Something about the arguments that only the command knows.
    #[error("{0}")]
    Usage(String),
    /// `check` found problems, which it has printed.
    #[error("{0} found")]
    Problems(String),
}
