//! `private.request.getChanged`.

use crate::cx::ReadCx;
use crate::error::{ApiError, ApiResult};
use crate::types::Number;
use deskhand_model::{RequestId, Staff, Timestamp};
use deskhand_service::staff;
use deskhand_storage::requests::Scope;
use deskhand_storage::{history, requests};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// The most rows that are answered; there is no way to page, so the limit of other lists would hide changes.
const MOST: i64 = 1_000_000;

/// Since when.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ChangedParams {
    /// Changes after this time, in Unix seconds.
    #[serde(rename = "dtGMTChange")]
    since: Number,
}

/// One number for each change, oldest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "requests")]
pub(crate) struct Changed {
    #[serde(rename = "xRequest")]
    ids: Vec<i64>,
}

pub(crate) fn get_changed(cx: &mut ReadCx<'_>, staff: &Staff, params: ChangedParams) -> ApiResult<Changed> {
    let since = params.since.0.ok_or_else(|| ApiError::Missing(vec!["dtGMTChange".to_owned()]))?;
    let mut ids = history::changed_since(cx.db, Timestamp(since), MOST)?;
    let scope = staff::scope(cx.desk, staff);
    if scope != Scope::All {
        let distinct: Vec<RequestId> = ids.iter().copied().collect::<HashSet<_>>().into_iter().collect();
        let visible: HashSet<RequestId> =
            requests::find_all(cx.db, &distinct)?.iter().filter(|r| scope.holds(r)).map(|r| r.id).collect();
        ids.retain(|id| visible.contains(id));
    }
    Ok(Changed { ids: ids.into_iter().map(|id| id.0).collect() })
}
