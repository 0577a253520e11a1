//! Calls of the web service API.

use super::body::Refusal;
use super::proxies::Caller;
use super::{State, params};
use actix_http::ContentEncoding;
use actix_http::encoding::Encoder;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{self, Payload};
use actix_web::{HttpRequest, HttpResponse};
use deskhand_api::{Api, Call, Place, Prepared, Reply, Verb};
use deskhand_codec::Format;
use futures_util::FutureExt;
use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::time::Instant;
use tokio::sync::oneshot;

/// Answers below this size are sent as they are.
const COMPRESS_FROM: usize = 2_048;

/// Answers a call. Whatever goes wrong, there is an answer in the format that was asked for.
pub(super) async fn answer(request: &HttpRequest, payload: Payload, state: &State, id: &str) -> HttpResponse {
    let started = Instant::now();
    let _running = state.metrics.begin();
    let caller = Caller::of(request, state);
    let known = Known { method: Cell::new("unknown"), format: Cell::new(Format::Xml) };
    let outcome = AssertUnwindSafe(perform(request, payload, state, &caller, &known)).catch_unwind().await;
    let reply = outcome.ok().flatten().unwrap_or_else(|| broken(&state.api, known.format.get()));
    let took = started.elapsed();

    let (method, status) = (known.method.get(), reply.status);
    state.metrics.count(method, status, took);
    if let Some(fault) = &reply.fault {
        tracing::error!(request = id, method, fault, "a call failed");
    }
    tracing::info!(request = id, method, status, ms = milliseconds(took), peer = caller.peer, "call");
    respond(request, reply)
}

/// What is known about a call if it breaks off.
struct Known {
    method: Cell<&'static str>,
    format: Cell<Format>,
}

/// Performs a call; nothing comes back when it was broken off.
async fn perform(request: &HttpRequest, payload: Payload, state: &State, caller: &Caller, known: &Known) -> Option<Reply> {
    let query = request.uri().query().unwrap_or_default();
    known.format.set(output_of(query));
    let params = match params::gather(request, payload, state.limits).await {
        Ok(params) => params,
        Err(refusal) => return Some(refused(&state.api, &refusal, known.format.get())),
    };
    known.format.set(Format::from_param(params.get("output").unwrap_or_default()));
    let call = Call {
        verb: verb(request.method()),
        params,
        authorization: authorization(request),
        peer: caller.peer.clone(),
        origin: caller.origin.clone(),
    };
    let prepared = state.api.prepare(call);
    known.method.set(prepared.method_name());
    run(&state.api, prepared).await
}

async fn run(api: &Api, prepared: Prepared) -> Option<Reply> {
    let (sender, receiver) = oneshot::channel();
    // A receiver that is gone means that the caller hung up.
    let done = move |reply| drop(sender.send(reply));
    match prepared.place() {
        Place::Inline => api.run(prepared, done),
        Place::Blocking => {
            let api = api.clone();
            web::block(move || api.run(prepared, done)).await.ok()?;
        }
    }
    receiver.await.ok()
}

fn verb(method: &Method) -> Verb {
    match *method {
        Method::GET | Method::HEAD => Verb::Get,
        Method::POST => Verb::Post,
        _ => Verb::Other,
    }
}

/// The header with the caller's credentials.
pub(super) fn authorization(request: &HttpRequest) -> Option<String> {
    let header = request.headers().get(header::AUTHORIZATION)?;
    Some(String::from_utf8_lossy(header.as_bytes()).into_owned())
}

fn output_of(query: &str) -> Format {
    let output = query.split('&').filter_map(|pair| pair.strip_prefix("output=")).next_back();
    Format::from_param(output.unwrap_or_default())
}

fn milliseconds(took: std::time::Duration) -> f64 {
    (took.as_secs_f64() * 1e6).round() / 1e3
}

fn refused(api: &Api, refusal: &Refusal, format: Format) -> Reply {
    api.refusal(refusal.status, 207, &format!("Could not create request: {}", refusal.reason), format)
}

fn broken(api: &Api, format: Format) -> Reply {
    let fault = Some("the call was broken off, see the panic above or the end of the writer".to_owned());
    Reply { fault, ..api.refusal(503, 302, "The server cannot answer at the moment. Please try again later", format) }
}

fn respond(request: &HttpRequest, reply: Reply) -> HttpResponse {
    let is_long = reply.body.len() > COMPRESS_FROM;
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::build(status);
    response.content_type(reply.content_type).insert_header((header::CACHE_CONTROL, "no-store"));
    let response = response.body(reply.body);
    if is_long && accepts_gzip(request) {
        return response.map_body(|head, body| Encoder::response(ContentEncoding::Gzip, head, body)).map_into_boxed_body();
    }
    response
}

fn accepts_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(header::ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    accepted.flat_map(|list| list.split(',')).any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
        let is_refused = weight.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()).is_some_and(|q| q <= 0.0);
        name.trim().eq_ignore_ascii_case("gzip") && !is_refused
    })
}
