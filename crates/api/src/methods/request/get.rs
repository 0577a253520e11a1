//! `request.get`, `private.request.get` and `private.request.multiGet`.

use super::answer::{Audience, RequestAnswer, View};
use crate::cx::ReadCx;
use crate::error::{ApiError, ApiResult};
use crate::types::{AccessKeyText, Flag, RequestRef, RequestRefs};
use deskhand_model::request::Extras;
use deskhand_model::{AccessKey, Document, HistoryItem, Request, RequestId, Staff};
use deskhand_service::{requests as rules, staff};
use deskhand_storage::history::Seen;
use deskhand_storage::{Reader, documents, history, requests, time_events};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// Which request, by its access key.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PublicParams {
    /// The number of the request followed by its letters.
    #[serde(rename = "accesskey")]
    access_key: AccessKeyText,
}

/// Which request.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PrivateParams {
    /// The request.
    #[serde(rename = "xRequest")]
    id: RequestRef,
    /// 1: ids and Unix seconds instead of names and dates.
    #[serde(rename = "fRawValues", default)]
    raw: Flag,
    /// 1: with the time that was spent on it.
    #[serde(rename = "fIncludeTimeTotal", default)]
    with_time: Flag,
}

/// Which requests.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct MultiParams {
    /// The requests: `xRequest[]=1&xRequest[]=2`.
    #[serde(rename = "xRequest")]
    ids: RequestRefs,
    /// 1: ids and Unix seconds instead of names and dates.
    #[serde(rename = "fRawValues", default)]
    raw: Flag,
    /// 1: with the time that was spent on them.
    #[serde(rename = "fIncludeTimeTotal", default)]
    with_time: Flag,
}

/// Several requests with everything, in the order of their first mention.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "requests")]
pub(crate) struct Requests {
    pub(crate) request: Vec<RequestAnswer>,
}

pub(crate) fn public(cx: &mut ReadCx<'_>, params: PublicParams) -> ApiResult<RequestAnswer> {
    let request = by_access_key(cx.db, params.access_key.key()?)?;
    if request.merged_into.is_some() {
        return Err(ApiError::Merged);
    }
    answer(cx, request, Flag(false), Audience::Customer)
}

pub(crate) fn private(cx: &mut ReadCx<'_>, staff: &Staff, params: PrivateParams) -> ApiResult<RequestAnswer> {
    let scope = staff::scope(cx.desk, staff);
    let asked = requests::find(cx.db, params.id.id()?)?.ok_or(ApiError::InvalidRequest)?;
    let request = rules::surviving(cx.db, asked)?;
    if !scope.holds(&request) {
        return Err(ApiError::InvalidRequest);
    }
    let id = request.id;
    let answer = answer(cx, request, params.raw, Audience::Staff)?;
    if !params.with_time.0 {
        return Ok(answer);
    }
    let total = time_events::totals(cx.db, &[id])?.first().map_or(0, |row| row.1);
    Ok(answer.with_time(total))
}

pub(crate) fn multi(cx: &mut ReadCx<'_>, staff: &Staff, params: MultiParams) -> ApiResult<Requests> {
    let scope = staff::scope(cx.desk, staff);
    let mut wanted = params.ids.ids();
    wanted.truncate(usize::try_from(cx.desk.settings.api.max_rows).unwrap_or(0));
    let mut found = Vec::new();
    for request in requests::find_all(cx.db, &wanted)? {
        let asked = request.id;
        let request = rules::surviving(cx.db, request)?;
        if scope.holds(&request) {
            found.push((asked, request));
        }
    }
    let place: HashMap<RequestId, usize> = wanted.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    found.sort_by_key(|(asked, _)| place.get(asked).copied());
    let mut seen = std::collections::HashSet::new();
    found.retain(|(_, request)| seen.insert(request.id));
    let found: Vec<Request> = found.into_iter().map(|(_, request)| request).collect();
    let view = View::new(cx, params.raw.into(), Audience::Staff);
    let mut answers = Vec::with_capacity(found.len());
    for part in found.chunks(1_000) {
        answers.extend(full_answers(cx.db, view, part.to_vec(), params.with_time.0)?);
    }
    Ok(Requests { request: answers })
}

/// The request that an access key opens.
pub(super) fn by_access_key(db: &mut Reader, key: &AccessKey) -> ApiResult<Request> {
    let request = requests::find(db, key.request)?;
    request.filter(|request| request.secret.matches(&key.secret)).ok_or(ApiError::InvalidAccessKey)
}

fn answer(cx: &mut ReadCx<'_>, request: Request, raw: Flag, audience: Audience) -> ApiResult<RequestAnswer> {
    let seen = if audience == Audience::Staff { Seen::ByStaff } else { Seen::ByCustomer };
    let items = history::of_request(cx.db, request.id, seen)?;
    let has_documents = items.iter().any(|item| item.document_count > 0);
    let documents = if has_documents { documents::of_request(cx.db, request.id)? } else { Vec::new() };
    let has_extras = !cx.desk.custom_fields.is_empty() || !cx.desk.tags.is_empty();
    let extras = if has_extras { requests::extras_of(cx.db, request.id)? } else { Extras::default() };
    Ok(View::new(cx, raw.into(), audience).full(request, &extras, items, documents))
}

fn full_answers(db: &mut Reader, view: View<'_>, found: Vec<Request>, with_time: bool) -> ApiResult<Vec<RequestAnswer>> {
    let ids: Vec<RequestId> = found.iter().map(|r| r.id).collect();
    let mut items: HashMap<RequestId, Vec<HistoryItem>> = HashMap::new();
    for item in history::of_requests(db, &ids)? {
        items.entry(item.request).or_default().push(item);
    }
    let mut files: HashMap<RequestId, Vec<Document>> = HashMap::new();
    for document in documents::of_requests(db, &ids)? {
        files.entry(document.request).or_default().push(document);
    }
    let extras = requests::extras(db, &ids)?;
    let none = Extras::default();
    let totals: HashMap<RequestId, i64> =
        if with_time { time_events::totals(db, &ids)?.into_iter().collect() } else { HashMap::new() };
    let build = |request: Request| {
        let id = request.id;
        let extras = extras.get(&id).unwrap_or(&none);
        let answer = view.full(request, extras, items.remove(&id).unwrap_or_default(), files.remove(&id).unwrap_or_default());
        if with_time { answer.with_time(totals.get(&id).copied().unwrap_or(0)) } else { answer }
    };
    Ok(found.into_iter().map(build).collect())
}
