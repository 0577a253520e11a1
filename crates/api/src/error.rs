//! The errors of the API, with their numbers and texts (manual, 4.3).

use deskhand_service::ServiceError;
use deskhand_storage::{Failure, StoreError};
use serde::Serialize;

/// The result of a handler.
pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// Why a call was refused.
#[derive(Debug)]
pub enum ApiError {
    /// 001: no credentials.
    NotAuthenticated,
    /// 002: wrong credentials.
    AuthenticationFailed,
    /// 003: too many failed logins.
    Throttled,
    /// 101: parameters are missing, by their names.
    Missing(Vec<String>),
    /// 102: no request has this access key.
    InvalidAccessKey,
    /// 103: no such request for the caller.
    InvalidRequest,
    /// 104: the portal login is wrong.
    PortalLoginFailed,
    /// 105: not an e-mail address.
    InvalidEmail,
    /// 201: no such method, or not with this verb.
    InvalidMethod,
    /// 206, or 207 with a reason.
    NotCreated(Option<String>),
    /// 208: the request was merged into another.
    Merged,
    /// 210, or 212 with a reason.
    NotUpdated(Option<String>),
    /// 211: the password was not stored.
    PasswordNotUpdated,
    /// 302: maintenance, with a message.
    Maintenance(String),
    /// 303: passwords cannot be read any more.
    PasswordsRemoved,
    /// The side of the API that was called is switched off.
    NotEnabled(&'static str),
    /// The server failed; the text is for the log.
    Internal(String),
    /// The database failed.
    Store(StoreError),
}

#[derive(Serialize)]
#[serde(rename = "errors")]
pub(crate) struct Errors {
    error: Vec<ErrorRow>,
}

#[derive(Serialize)]
struct ErrorRow {
    id: i64,
    description: String,
}

/// What a switched-off side of the API answers.
#[derive(Serialize)]
#[serde(rename = "reply")]
pub(crate) struct SwitchedOff(pub(crate) String);

impl Errors {
    /// A document with one error.
    pub(crate) fn one(id: i64, description: &str) -> Self {
        Self { error: vec![ErrorRow { id, description: description.to_owned() }] }
    }
}

impl ApiError {
    /// The HTTP status: 400 for everything that the caller or the desk decided, 503 for faults of the server.
    pub(crate) fn status(&self) -> u16 {
        if matches!(self, Self::Internal(_) | Self::Store(_)) { 503 } else { 400 }
    }

    pub(crate) fn document(&self) -> Errors {
        Errors { error: self.rows().into_iter().map(|(id, description)| ErrorRow { id, description }).collect() }
    }

    fn rows(&self) -> Vec<(i64, String)> {
        let one = |id: i64, text: &str| vec![(id, text.to_owned())];
        match self {
            Self::NotAuthenticated => one(1, "Authentication information not sent"),
            Self::AuthenticationFailed => one(2, "User authentication failed"),
            Self::Throttled => one(3, "Too many failed login attempts. Please wait a minute and try again"),
            Self::Missing(names) => names.iter().map(|name| (101, format!("Required parameter {name} not supplied"))).collect(),
            Self::InvalidAccessKey => one(102, "Valid access key required"),
            Self::InvalidRequest => one(103, "Valid request ID required"),
            Self::PortalLoginFailed => one(104, "Email or password not valid"),
            Self::InvalidEmail => one(105, "Valid email required"),
            Self::InvalidMethod => one(201, "Invalid method provided"),
            Self::NotCreated(None) => one(206, "Could not create request"),
            Self::NotCreated(Some(reason)) => vec![(207, format!("Could not create request: {reason}"))],
            Self::Merged => one(208, "Request has been merged"),
            Self::NotUpdated(None) => one(210, "Request could not be updated"),
            Self::PasswordNotUpdated => one(211, "Password could not be updated"),
            Self::NotUpdated(Some(reason)) => vec![(212, format!("Could not update request: {reason}"))],
            Self::Maintenance(message) if message.is_empty() => one(302, "Maintenance mode enabled"),
            Self::Maintenance(message) => vec![(302, format!("Maintenance mode enabled: {message}"))],
            Self::PasswordsRemoved => one(
                303,
                "private.customer.getPasswordByEmail has been removed as passwords are no longer stored in a way that are accessible by the system",
            ),
            Self::NotEnabled(_) => Vec::new(),
            Self::Internal(_) | Self::Store(_) => one(302, "The server cannot answer at the moment. Please try again later"),
        }
    }

    /// What the log gets to know and the caller does not.
    pub(crate) fn fault(&self) -> Option<String> {
        match self {
            Self::Internal(fault) => Some(fault.clone()),
            Self::Store(error) => Some(error.chain()),
            _ => None,
        }
    }

    /// The error of a change that creates a request.
    pub(crate) fn creating(error: ServiceError) -> Self {
        match error {
            ServiceError::Refused(reason) => Self::NotCreated(Some(reason)),
            other => other.into(),
        }
    }

    /// The error of a change of a request.
    pub(crate) fn updating(error: ServiceError) -> Self {
        match error {
            ServiceError::Refused(reason) => Self::NotUpdated(Some(reason)),
            other => other.into(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<ServiceError> for ApiError {
    fn from(error: ServiceError) -> Self {
        match error {
            ServiceError::UnknownRequest => Self::InvalidRequest,
            ServiceError::RequestMerged => Self::Merged,
            ServiceError::Missing(names) => Self::Missing(names),
            ServiceError::Refused(reason) => Self::NotUpdated(Some(reason)),
            ServiceError::BadEmail(_) => Self::InvalidEmail,
            ServiceError::Password(cause) => Self::Internal(cause),
            ServiceError::Store(error) => error.into(),
        }
    }
}

impl Failure for ApiError {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            _ => None,
        }
    }
}
