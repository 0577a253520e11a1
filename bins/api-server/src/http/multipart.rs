//! Multipart bodies: text fields, and files in either of two ways.
//!
//! The manual's files are text fields: `File1_sFilename`, `File1_sFileMimeType` and `File1_bFileBody` in base64. Clients also send
//! `File1_bFileBody` or `File1` as a file of the form; its bytes become base64 here, its name and type the other two fields.

use super::Limits;
use super::body::{self, Refusal};
use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use deskhand_codec::Params;
use futures_util::StreamExt;
use std::cell::Cell;
use std::rc::Rc;

/// Reads the fields of a multipart body.
pub(super) async fn read(request: &HttpRequest, payload: Payload, limits: Limits) -> Result<Params, Refusal> {
    body::announced_size(request, limits)?;
    let budget = Rc::new(Cell::new(Some(limits.body_bytes)));
    let mut form = Multipart::new(request.headers(), limited(payload, Rc::clone(&budget)));
    let explain = |error| if budget.get().is_none() { Refusal::too_large(limits) } else { Refusal::from(error) };
    let mut params = Params::new();
    let mut files = Vec::new();
    let mut count = 0;
    while let Some(field) = form.next().await {
        let mut field = field.map_err(explain)?;
        count += 1;
        if count > Limits::PARTS {
            return Err(Refusal::new(format!("the body has more than {} parts", Limits::PARTS)));
        }
        let content = content(&mut field).await.map_err(explain)?;
        let name = field.name().unwrap_or_default();
        match file(name, &field) {
            Some(file) => {
                params.push(format!("{}_bFileBody", file.family), STANDARD.encode(&content));
                files.push(file);
            }
            None => params.push(name, String::from_utf8_lossy(&content)),
        }
    }
    for file in files {
        push_missing(&mut params, &format!("{}_sFilename", file.family), &file.name);
        push_missing(&mut params, &format!("{}_sFileMimeType", file.family), &file.mime);
    }
    Ok(params)
}

impl From<MultipartError> for Refusal {
    fn from(_: MultipartError) -> Self {
        Self::new("the multipart body is incomplete or damaged")
    }
}

/// The pieces of the body until the budget is used up, which then is nothing.
fn limited(
    payload: Payload,
    budget: Rc<Cell<Option<usize>>>,
) -> impl futures_util::Stream<Item = Result<actix_web::web::Bytes, actix_web::error::PayloadError>> {
    body::patient(payload).map(move |piece| {
        let piece = piece?;
        budget.set(budget.get().and_then(|left| left.checked_sub(piece.len())));
        if budget.get().is_some() { Ok(piece) } else { Err(actix_web::error::PayloadError::Overflow) }
    })
}

async fn content(field: &mut Field) -> Result<Vec<u8>, MultipartError> {
    let mut content = Vec::new();
    while let Some(piece) = field.next().await {
        content.extend_from_slice(&piece?);
    }
    Ok(content)
}

/// A part that is one of the request's files.
struct File {
    family: String,
    name: String,
    mime: String,
}

fn file(name: &str, field: &Field) -> Option<File> {
    let file_name = field.content_disposition()?.get_filename()?;
    let family = name.strip_suffix("_bFileBody").unwrap_or(name);
    let number = family.strip_prefix("File")?;
    let is_number = (1..=18).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    let mime = field.content_type().map(ToString::to_string).unwrap_or_default();
    is_number.then(|| File { family: family.to_owned(), name: file_name.to_owned(), mime })
}

fn push_missing(params: &mut Params, name: &str, value: &str) {
    if params.get(name).is_none_or(str::is_empty) {
        params.push(name, value);
    }
}
