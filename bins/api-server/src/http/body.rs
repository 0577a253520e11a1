//! Bodies of calls, and why they are refused.

use super::Limits;
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header;
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::{Stream, StreamExt};
use std::time::Duration;

/// How long the next piece of a body may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a call could not be read.
///
/// The manual has no error for a body that is too large or damaged. Callers get error 207, the only one for a request that could
/// not be taken for a reason that is told, with status 400.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) reason: String,
}

impl Refusal {
    pub(super) fn new(reason: impl Into<String>) -> Self {
        Self { status: 400, reason: reason.into() }
    }

    pub(super) fn too_large(limits: Limits) -> Self {
        Self::new(format!("the body is larger than {} bytes", limits.body_bytes))
    }
}

impl From<PayloadError> for Refusal {
    fn from(_: PayloadError) -> Self {
        Self::new("the body is incomplete or damaged")
    }
}

/// Reads a whole body.
pub(super) async fn read(request: &HttpRequest, payload: Payload, limits: Limits) -> Result<Bytes, Refusal> {
    let announced = announced_size(request, limits)?;
    let mut pieces = std::pin::pin!(patient(payload));
    let Some(first) = pieces.next().await.transpose()? else { return Ok(Bytes::new()) };
    if first.len() > limits.body_bytes {
        return Err(Refusal::too_large(limits));
    }
    if announced == Some(first.len()) {
        return Ok(first);
    }
    let mut body = BytesMut::from(first);
    while let Some(piece) = pieces.next().await.transpose()? {
        if body.len() + piece.len() > limits.body_bytes {
            return Err(Refusal::too_large(limits));
        }
        body.extend_from_slice(&piece);
    }
    Ok(body.freeze())
}

/// The size that the caller announced, if any; a call that announces too much is refused before it is read.
pub(super) fn announced_size(request: &HttpRequest, limits: Limits) -> Result<Option<usize>, Refusal> {
    let size = request.headers().get(header::CONTENT_LENGTH).and_then(|size| size.to_str().ok());
    let size = size.and_then(|size| size.parse().ok());
    if size.is_some_and(|size| size > limits.body_bytes) { Err(Refusal::too_large(limits)) } else { Ok(size) }
}

/// The pieces of a body; a caller that stops sending is given up.
pub(super) fn patient(payload: Payload) -> impl Stream<Item = Result<Bytes, PayloadError>> {
    let pieces = futures_util::stream::unfold(payload, |mut payload| async {
        match tokio::time::timeout(PATIENCE, payload.next()).await {
            Ok(piece) => piece.map(|piece| (piece, payload)),
            Err(_) => Some((Err(PayloadError::Incomplete(None)), payload)),
        }
    });
    // The multipart reader asks once more after the end.
    pieces.fuse()
}
