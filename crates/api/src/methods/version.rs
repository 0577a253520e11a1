//! `version` and `private.version`.

use crate::cx::ReadCx;
use crate::error::ApiResult;
use deskhand_model::Staff;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A method without parameters.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NoParams {}

/// The version of the API and the oldest one that works.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "results")]
pub(crate) struct Versions {
    version: String,
    min_version: String,
}

pub(crate) fn public(cx: &mut ReadCx<'_>, _: NoParams) -> ApiResult<Versions> {
    let api = &cx.desk.settings.api;
    Ok(Versions { version: api.version.clone(), min_version: api.min_version.clone() })
}

pub(crate) fn private(cx: &mut ReadCx<'_>, _: &Staff, params: NoParams) -> ApiResult<Versions> {
    public(cx, params)
}
