//! The parameters of a call, from its query and its body.

use super::body::{self, Refusal};
use super::front::{LongQueries, LongQuery};
use super::{Limits, json, multipart};
use actix_web::HttpRequest;
use actix_web::http::{Method, header};
use actix_web::web::Payload;
use deskhand_codec::Params;
use std::borrow::Cow;

/// Parameters of the query; those of the body of a POST lie over them. Bodies of other verbs are not read: axios sends a multipart
/// header with GET.
pub(super) async fn gather(request: &HttpRequest, payload: Payload, limits: Limits) -> Result<Params, Refusal> {
    let mut params = query(request, limits)?;
    if request.method() == Method::POST {
        let mut body = read_body(request, payload, limits).await?;
        body.split_method();
        params.overlay(body);
    }
    Ok(params)
}

/// The parameters of the query alone.
pub(super) fn query(request: &HttpRequest, limits: Limits) -> Result<Params, Refusal> {
    let text = query_text(request)?;
    if text.len() > limits.query_bytes {
        return Err(too_long(limits));
    }
    let mut params = urlencoded(&text)?;
    params.split_method();
    Ok(params)
}

fn query_text(request: &HttpRequest) -> Result<Cow<'_, [u8]>, Refusal> {
    let text = request.uri().query().unwrap_or_default();
    let long = request.conn_data::<LongQueries>().and_then(|queries| queries.take(text));
    match long {
        None => Ok(Cow::Borrowed(text.as_bytes())),
        Some(LongQuery::Text(text)) => Ok(Cow::Owned(text)),
        Some(LongQuery::TooLong) => Err(Refusal::new("the query is too long")),
    }
}

fn too_long(limits: Limits) -> Refusal {
    Refusal::new(format!("the query is longer than {} bytes", limits.query_bytes))
}

async fn read_body(request: &HttpRequest, payload: Payload, limits: Limits) -> Result<Params, Refusal> {
    let encoding = request.headers().get(header::CONTENT_ENCODING).map(header::HeaderValue::as_bytes);
    if encoding.is_some_and(|encoding| !encoding.eq_ignore_ascii_case(b"identity")) {
        return Err(Refusal { status: 415, ..Refusal::new("the body is compressed") });
    }
    match kind(request) {
        Kind::Form => urlencoded(&body::read(request, payload, limits).await?),
        Kind::Json => json::parse(&body::read(request, payload, limits).await?),
        Kind::Multipart => multipart::read(request, payload, limits).await,
        // A multipart header without boundary comes with an empty body; PHP ignores bodies of types that it does not know.
        Kind::Other => {
            body::read(request, payload, limits).await?;
            Ok(Params::new())
        }
    }
}

enum Kind {
    Form,
    Json,
    Multipart,
    Other,
}

fn kind(request: &HttpRequest) -> Kind {
    let Some(header) = request.headers().get(header::CONTENT_TYPE) else { return Kind::Form };
    let text = header.to_str().unwrap_or_default();
    let (name, rest) = text.split_once(';').unwrap_or((text, ""));
    match name.trim().to_ascii_lowercase().as_str() {
        "" | "application/x-www-form-urlencoded" => Kind::Form,
        "application/json" => Kind::Json,
        "multipart/form-data" if rest.to_ascii_lowercase().contains("boundary=") => Kind::Multipart,
        _ => Kind::Other,
    }
}

/// A pair costs dozens of bytes in memory and may be one byte long on the wire, so their number is limited too.
fn urlencoded(text: &[u8]) -> Result<Params, Refusal> {
    if memchr::memchr_iter(b'&', text).count() >= Limits::PAIRS {
        return Err(Refusal::new(format!("there are more than {} parameters", Limits::PAIRS)));
    }
    let mut params = Params::new();
    params.extend_urlencoded(text);
    Ok(params)
}
