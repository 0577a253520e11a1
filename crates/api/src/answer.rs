//! From answers to bytes.

use crate::error::{ApiError, ApiResult, SwitchedOff};
use deskhand_codec::{Format, Scalars, encode};
use deskhand_model::settings::JsonScalars;
use serde::Serialize;

/// How an answer is written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Encoder {
    pub(crate) format: Format,
    pub(crate) scalars: Scalars,
}

impl Encoder {
    pub(crate) fn new(format: Format, scalars: JsonScalars) -> Self {
        let scalars = match scalars {
            JsonScalars::Strings => Scalars::Strings,
            JsonScalars::Native => Scalars::Native,
        };
        Self { format, scalars }
    }

    pub(crate) fn encode<T: Serialize>(self, answer: &T) -> ApiResult<Vec<u8>> {
        let mut bytes = Vec::with_capacity(1024);
        encode(answer, self.format, self.scalars, &mut bytes).map_err(|e| ApiError::Internal(e.to_string()))?;
        Ok(bytes)
    }

    pub(crate) fn error(self, error: &ApiError) -> Vec<u8> {
        let bytes = match error {
            ApiError::NotEnabled(side) => self.encode(&SwitchedOff(format!("{side} API not enabled"))),
            other => self.encode(&other.document()),
        };
        bytes.unwrap_or_default()
    }
}
