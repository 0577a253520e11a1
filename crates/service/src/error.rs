//! Why a change was refused.

use deskhand_storage::{Failure, StoreError};

/// The result of a change.
pub type ServiceResult<T> = Result<T, ServiceError>;

/// Why a change was refused; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// There is no such request, or the caller may not see it.
    #[error("there is no such request")]
    UnknownRequest,
    /// The request was merged into another one.
    #[error("the request has been merged")]
    RequestMerged,
    /// Values are missing, by the names that callers know.
    #[error("missing: {}", .0.join(", "))]
    Missing(Vec<String>),
    /// A value cannot be accepted, for this reason.
    #[error("{0}")]
    Refused(String),
    /// An e-mail address is malformed.
    #[error("{0:?} is not an e-mail address")]
    BadEmail(String),
    /// A password could not be hashed.
    #[error("the password could not be hashed: {0}")]
    Password(String),
    /// The database failed.
    #[error("the change could not be stored")]
    Store(#[from] StoreError),
}

impl Failure for ServiceError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::UnknownRequest
            | Self::RequestMerged
            | Self::Missing(_)
            | Self::Refused(_)
            | Self::BadEmail(_)
            | Self::Password(_) => None,
        }
    }
}
