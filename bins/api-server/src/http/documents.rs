//! Documents by the links that stand in answers.
//!
//! A document was written by a stranger. It is never shown inside the desk's own pages: only pictures and plain text are shown at
//! all, everything else is saved, and a browser gives it neither scripts nor the desk's cookies.

use super::proxies::Caller;
use super::ranges::{self, Wanted};
use super::{State, calls, params, plain};
use actix_web::body::SizedStream;
use actix_web::http::{Method, StatusCode, header};
use actix_web::web::{self, Bytes};
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};
use deskhand_api::{ApiError, DocumentCall, DocumentReply};
use deskhand_codec::Params;
use deskhand_model::DocumentId;
use deskhand_storage::{Store, StoreError, blobs};
use futures_util::Stream;
use std::io;
use std::ops::Range;

/// The types that a browser may show; it can run none of them.
const SHOWN: &[&str] = &["image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"];

/// A document for who holds the access key of its request.
pub(super) async fn public(request: &HttpRequest, state: &State, id: &str) -> HttpResponse {
    let Some((document, params)) = asked(request, state) else { return not_found() };
    let access_key = params.get("key").unwrap_or_default().to_owned();
    serve(request, state, id, DocumentCall::Public { document, access_key }).await
}

/// A document for staff.
pub(super) async fn private(request: &HttpRequest, state: &State, id: &str) -> HttpResponse {
    let Some((document, params)) = asked(request, state) else { return not_found() };
    let peer = Caller::of(request, state).peer;
    let call = DocumentCall::Private { document, authorization: calls::authorization(request), params, peer };
    serve(request, state, id, call).await
}

fn asked(request: &HttpRequest, state: &State) -> Option<(DocumentId, Params)> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let params = params::query(request, state.limits).ok()?;
    let id = params.get("id")?.parse().ok().and_then(DocumentId::from_code)?;
    (params.get("pg") == Some("file")).then_some((id, params))
}

fn not_found() -> HttpResponse {
    plain(HttpResponse::NotFound(), "not found\n")
}

async fn serve(request: &HttpRequest, state: &State, id: &str, call: DocumentCall) -> HttpResponse {
    let api = state.api.clone();
    let response = match web::block(move || api.document(&call)).await {
        Ok(Ok(document)) => send(request, state.store.clone(), document),
        Ok(Err(error)) => refuse(&error, id),
        Err(_) => broken("the call was broken off", id),
    };
    tracing::info!(request = id, status = response.status().as_u16(), "document");
    response
}

/// These are pages for people, not answers of the API: the browser asks for the login, and who may not see a document is not told
/// whether it exists.
fn refuse(error: &ApiError, id: &str) -> HttpResponse {
    match error {
        ApiError::NotAuthenticated | ApiError::AuthenticationFailed => {
            let mut response = HttpResponse::Unauthorized();
            response.insert_header((header::WWW_AUTHENTICATE, "Basic realm=\"Deskhand\", charset=\"UTF-8\""));
            plain(response, "a staff login is needed\n")
        }
        ApiError::Throttled => plain(HttpResponse::TooManyRequests(), "too many failed logins, please wait a minute\n"),
        ApiError::Maintenance(_) => plain(HttpResponse::ServiceUnavailable(), "the desk is in maintenance\n"),
        ApiError::Store(error) => broken(&error.chain(), id),
        ApiError::Internal(fault) => broken(fault, id),
        ApiError::InvalidAccessKey
        | ApiError::InvalidRequest
        | ApiError::Missing(_)
        | ApiError::PortalLoginFailed
        | ApiError::InvalidEmail
        | ApiError::InvalidMethod
        | ApiError::NotCreated(_)
        | ApiError::Merged
        | ApiError::NotUpdated(_)
        | ApiError::PasswordNotUpdated
        | ApiError::PasswordsRemoved
        | ApiError::NotEnabled(_) => not_found(),
    }
}

fn broken(fault: &str, id: &str) -> HttpResponse {
    tracing::error!(request = id, fault, "a document could not be served");
    plain(HttpResponse::ServiceUnavailable(), "the document cannot be served at the moment\n")
}

fn send(request: &HttpRequest, store: Store, document: DocumentReply) -> HttpResponse {
    let size = u64::try_from(document.size).unwrap_or(0);
    let tag = format!("\"{}\"", document.hash);
    let header = |name: header::HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let is_known = header(header::IF_NONE_MATCH).is_some_and(|tags| tags.trim() == "*" || tags.contains(&tag));
    let is_unchanged = header(header::IF_RANGE).is_none_or(|version| version.trim() == tag);
    let wanted = ranges::wanted(header(header::RANGE).filter(|_| is_unchanged), size);

    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::ETAG, tag))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::REFERRER_POLICY, "no-referrer"));
    if is_known {
        return response.status(StatusCode::NOT_MODIFIED).finish();
    }
    match wanted {
        Wanted::Nothing => {
            response.status(StatusCode::RANGE_NOT_SATISFIABLE);
            response.insert_header((header::CONTENT_RANGE, format!("bytes */{size}"))).finish()
        }
        Wanted::All => stream(response, store, document, 0..size),
        Wanted::Part(range) => {
            let part = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            response.status(StatusCode::PARTIAL_CONTENT).insert_header((header::CONTENT_RANGE, part));
            stream(response, store, document, range)
        }
    }
}

fn stream(mut response: HttpResponseBuilder, store: Store, document: DocumentReply, range: Range<u64>) -> HttpResponse {
    let mime = media_type(&document.mime);
    let essence = mime.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let disposition = if SHOWN.contains(&essence.as_str()) { "inline" } else { "attachment" };
    response
        .insert_header((header::CONTENT_TYPE, mime))
        .insert_header((header::CONTENT_DISPOSITION, format!("{disposition}; {}", file_name(&document.name))))
        .body(SizedStream::new(range.end - range.start, pieces(store, document.hash, range)))
}

/// The bytes of a range, piece by piece as they are stored.
fn pieces(store: Store, hash: String, range: Range<u64>) -> impl Stream<Item = Result<Bytes, io::Error>> {
    futures_util::stream::try_unfold(range, move |range| {
        let (store, hash) = (store.clone(), hash.clone());
        async move {
            if range.is_empty() {
                return Ok(None);
            }
            let start = range.start;
            let piece = web::block(move || piece(&store, &hash, start)).await.map_err(io::Error::other)??;
            let wanted = usize::try_from(range.end - start).unwrap_or(usize::MAX).min(piece.len());
            let next = start + u64::try_from(wanted).unwrap_or(0);
            Ok(Some((piece.slice(..wanted), next..range.end)))
        }
    })
}

/// What is stored from a byte on, up to the end of its piece.
fn piece(store: &Store, hash: &str, start: u64) -> io::Result<Bytes> {
    let size = u64::try_from(blobs::CHUNK).unwrap_or(u64::MAX);
    let position = i64::try_from(start / size).unwrap_or(i64::MAX);
    let offset = usize::try_from(start % size).unwrap_or(usize::MAX);
    let piece = store.read(|db| blobs::chunk(db, hash, position)).map_err(|error| unreadable(&error))?;
    let piece = piece.filter(|piece| offset < piece.len()).map(Bytes::from);
    piece.map(|piece| piece.slice(offset..)).ok_or_else(|| io::Error::other("a piece of a document is missing"))
}

fn unreadable(error: &StoreError) -> io::Error {
    tracing::error!(fault = error.chain(), "a document broke off");
    io::Error::other("the database failed")
}

/// The stored type if it has the form of one.
fn media_type(stored: &str) -> String {
    let stored = stored.trim();
    let is_token = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b));
    let essence = stored.split(';').next().unwrap_or_default().trim();
    let is_type = essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype));
    let is_printable = stored.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    match essence {
        "text/plain" if essence == stored => "text/plain; charset=UTF-8".to_owned(),
        _ if is_type && is_printable => stored.to_owned(),
        _ => "application/octet-stream".to_owned(),
    }
}

/// The file name, for old and for new browsers (RFC 6266). Nothing of it can end the header or leave the folder of downloads.
fn file_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = base.chars().filter(|c| !c.is_control()).collect();
    let clean = match clean.trim() {
        "" | "." | ".." => "document",
        clean => clean,
    };
    let ascii: String = clean.chars().map(|c| if c.is_ascii() && !"\"\\%".contains(c) { c } else { '_' }).collect();
    let mut encoded = String::with_capacity(clean.len());
    for byte in clean.bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format_byte(byte));
        }
    }
    format!("filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

fn format_byte(byte: u8) -> String {
    format!("%{byte:02X}")
}

#[cfg(test)]
mod tests {
    use super::{file_name, media_type};

    #[test]
    fn a_file_name_cannot_add_headers_or_leave_its_folder() {
        assert_eq!(file_name("../../a\"\r\nX-Evil: 1"), "filename=\"a_X-Evil: 1\"; filename*=UTF-8''a%22X-Evil%3A%201");
        assert_eq!(file_name("C:\\é.txt"), "filename=\"_.txt\"; filename*=UTF-8''%C3%A9.txt");
        assert_eq!(file_name(".."), "filename=\"document\"; filename*=UTF-8''document");
    }

    #[test]
    fn a_stored_type_that_is_none_becomes_bytes() {
        assert_eq!(media_type("text/html\r\nX: y"), "application/octet-stream");
        assert_eq!(media_type("junk"), "application/octet-stream");
        assert_eq!(media_type("text/plain"), "text/plain; charset=UTF-8");
        assert_eq!(media_type("image/png"), "image/png");
    }
}
