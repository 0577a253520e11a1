//! For those who watch the server.

use super::{State, plain};
use crate::disk;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web;
use deskhand_storage::jobs;
use std::time::Duration;

/// How long the database may take to show that it is there.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the server can answer calls: the database answers and is up to date, and its disk is not full.
pub(super) async fn ready(state: &State) -> HttpResponse {
    let mut reasons = Vec::new();
    let store = state.store.clone();
    let answer = tokio::time::timeout(PATIENCE, web::block(move || store.is_ready())).await;
    match answer {
        Ok(Ok(Ok(true))) => {}
        Ok(Ok(Ok(false))) => reasons.push("the database lacks migrations"),
        Ok(Ok(Err(error))) => {
            tracing::error!(fault = error.chain(), "the server is not ready");
            reasons.push("the database does not answer");
        }
        Ok(Err(_)) | Err(_) => reasons.push("the database does not answer in time"),
    }
    match disk::free_bytes(&state.store) {
        Ok(Some(free)) if free < state.min_free_disk_bytes => reasons.push("the disk is full"),
        Ok(_) => {}
        Err(_) => reasons.push("the disk of the database does not answer"),
    }
    if reasons.is_empty() {
        return plain(HttpResponse::Ok(), "ready\n");
    }
    plain(HttpResponse::ServiceUnavailable(), reasons.join("\n") + "\n")
}

/// The figures, for Prometheus.
pub(super) async fn metrics(state: &State) -> HttpResponse {
    let store = state.store.clone();
    let depths = web::block(move || store.read(jobs::depths)).await;
    let depths = depths.ok().and_then(Result::ok).unwrap_or_default();
    let mut response = HttpResponse::Ok();
    response.content_type("text/plain; version=0.0.4; charset=utf-8").insert_header((header::CACHE_CONTROL, "no-store"));
    response.body(state.metrics.render(&state.store, &depths))
}
