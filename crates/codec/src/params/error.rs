//! What may be wrong with parameters.

use std::fmt::Display;

use serde::de::{Expected, Unexpected};

/// Why parameters do not make the struct of a method.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// A required parameter, called so on the wire, was not sent.
    #[error("parameter {0} is missing")]
    Missing(String),
    /// A parameter was sent but cannot be read.
    #[error("parameter {name} is invalid: {message}")]
    Invalid {
        /// The parameter as it is called on the wire; empty if the parameters are wrong as a whole.
        name: String,
        /// What is wrong with it. The value is not told, for it may be a secret.
        message: String,
    },
}

/// An error on its way out of serde, where the wire name is known step by step only.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// A field of the struct at hand is missing.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// The value at hand is wrong.
    #[error("{0}")]
    Wrong(String),
    /// The parameter is known.
    #[error(transparent)]
    Param(#[from] ParamError),
    /// A numbered family has values of the other shape than was assumed; now it is known.
    #[error("a numbered family has another shape")]
    OtherShape,
}

impl Fault {
    /// Says which parameter a wrong value belongs to.
    pub(super) fn at(self, name: &str) -> Self {
        match self {
            Self::Wrong(message) => ParamError::Invalid { name: name.to_owned(), message }.into(),
            Self::Missing(_) | Self::Param(_) | Self::OtherShape => self,
        }
    }

    /// Says where the struct stands whose field is missing.
    pub(super) fn below(self, prefix: &str) -> Self {
        match self {
            Self::Missing(field) => ParamError::Missing(format!("{prefix}{field}")).into(),
            Self::Wrong(_) | Self::Param(_) | Self::OtherShape => self,
        }
    }
}

impl From<Fault> for ParamError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Missing(field) => Self::Missing(field.to_owned()),
            Fault::Wrong(message) => Self::Invalid { name: String::new(), message },
            Fault::Param(error) => error,
            Fault::OtherShape => Self::Invalid { name: String::new(), message: fault.to_string() },
        }
    }
}

impl serde::de::Error for Fault {
    fn custom<T: Display>(message: T) -> Self {
        Self::Wrong(message.to_string())
    }

    fn missing_field(field: &'static str) -> Self {
        Self::Missing(field)
    }

    fn duplicate_field(field: &'static str) -> Self {
        Self::Wrong("sent under two names".to_owned()).at(field)
    }

    // serde's own wording shows the value, which may be a password.
    fn invalid_type(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Wrong(format!("expected {expected}"))
    }

    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::Wrong(format!("expected {expected}"))
    }

    fn unknown_variant(_: &str, known: &'static [&'static str]) -> Self {
        Self::Wrong(format!("expected one of {}", known.join(", ")))
    }
}
