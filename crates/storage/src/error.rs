//! What can go wrong in the database.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use std::error::Error;

/// The result of a query.
pub type StoreResult<T> = Result<T, StoreError>;

/// What kind of trouble the database has, as far as a caller can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreErrorKind {
    /// The database cannot be reached, or the connection was lost.
    Connection,
    /// Two transactions were in each other's way; trying again may help.
    Conflict,
    /// A rule of the schema was broken, such as a unique key.
    Constraint,
    /// The statement took too long.
    TimedOut,
    /// Anything else: a full disk, a damaged file, a mistake of ours.
    Other,
}

/// An error of the database; the cause is in [`Error::source`] and meant for the log only.
#[derive(Debug, thiserror::Error)]
#[error("the database {what}")]
pub struct StoreError {
    kind: StoreErrorKind,
    what: String,
    #[source]
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl StoreError {
    /// What kind of trouble it is.
    pub fn kind(&self) -> StoreErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: StoreErrorKind, what: impl Into<String>) -> Self {
        Self { kind, what: what.into(), source: None }
    }

    pub(crate) fn caused(kind: StoreErrorKind, what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { kind, what: what.into(), source: Some(source.into()) }
    }

    pub(crate) fn other(what: impl Into<String>, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::caused(StoreErrorKind::Other, what, source)
    }

    /// The error with all its causes in one line, for the log.
    pub fn chain(&self) -> String {
        let mut text = self.to_string();
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

/// An error of a caller that may be caused by the database.
///
/// [`Store`](crate::Store) asks it whether trying again may help.
pub trait Failure: From<StoreError> {
    /// The database's error, when that is the cause.
    fn store_error(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn store_error(&self) -> Option<&StoreError> {
        Some(self)
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let kind = match &error {
            DieselError::DatabaseError(kind, info) => match kind {
                DatabaseErrorKind::SerializationFailure => StoreErrorKind::Conflict,
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::ForeignKeyViolation
                | DatabaseErrorKind::NotNullViolation
                | DatabaseErrorKind::CheckViolation => StoreErrorKind::Constraint,
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => StoreErrorKind::Connection,
                _ if info.message().contains("deadlock") => StoreErrorKind::Conflict,
                _ if info.message().contains("statement timeout") => StoreErrorKind::TimedOut,
                _ if info.message().contains("database is locked") => StoreErrorKind::TimedOut,
                _ => StoreErrorKind::Other,
            },
            DieselError::BrokenTransactionManager => StoreErrorKind::Connection,
            _ => StoreErrorKind::Other,
        };
        Self::caused(kind, "could not run a statement", error)
    }
}
