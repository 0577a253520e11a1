//! HTTP: which path is what, and what every answer carries.

mod body;
mod calls;
mod documents;
mod front;
mod health;
mod json;
mod multipart;
mod params;
mod paths;
mod proxies;
mod ranges;
mod request_id;

pub(crate) use front::Front;

use crate::metrics::Metrics;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use deskhand_api::Api;
use deskhand_storage::Store;
use ipnet::IpNet;
use paths::Target;
pub(crate) use request_id::RequestIds;
use std::net::SocketAddr;

/// What all handlers share.
pub(crate) struct State {
    pub(crate) api: Api,
    pub(crate) store: Store,
    pub(crate) metrics: Metrics,
    pub(crate) request_ids: RequestIds,
    pub(crate) limits: Limits,
    pub(crate) trusted_proxies: Vec<IpNet>,
    pub(crate) min_free_disk_bytes: u64,
    pub(crate) address: SocketAddr,
}

/// How much a call may bring.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) body_bytes: usize,
    pub(crate) query_bytes: usize,
}

impl Limits {
    /// Names and values in a query, a form or a JSON object.
    pub(crate) const PAIRS: usize = 20_000;
    /// Parts of a multipart body.
    pub(crate) const PARTS: usize = 2_000;
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Answers whatever comes.
pub(crate) async fn entry(request: HttpRequest, payload: Payload, state: Data<State>) -> HttpResponse {
    let id = state.request_ids.of(&request);
    let mut response = match paths::target(request.path()) {
        Target::Api => calls::answer(&request, payload, &state, &id).await,
        Target::PublicPage => documents::public(&request, &state, &id).await,
        Target::PrivatePage => documents::private(&request, &state, &id).await,
        Target::Health => plain(HttpResponse::Ok(), "ok\n"),
        Target::Ready => health::ready(&state).await,
        Target::Metrics => health::metrics(&state).await,
        Target::Root => plain(HttpResponse::Ok(), ROOT),
        Target::Unknown => plain(HttpResponse::NotFound(), "not found\n"),
    };
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response
}

const ROOT: &str = "Deskhand, a help desk server.\n\nThe web service API is at /api/index.php, for example:\n\n    \
                    /api/index.php?method=version\n    /api/index.php?method=version&output=json\n";

fn plain(mut response: actix_web::HttpResponseBuilder, text: impl Into<String>) -> HttpResponse {
    response.content_type("text/plain; charset=UTF-8").insert_header((header::CACHE_CONTROL, "no-store")).body(text.into())
}
