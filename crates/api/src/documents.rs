//! Links to documents: who may follow them.

use crate::access::Credentials;
use crate::dispatch::Api;
use crate::error::{ApiError, ApiResult};
use deskhand_codec::Params;
use deskhand_model::{AccessKey, DocumentId, Visibility};
use deskhand_service::staff;
use deskhand_storage::{Reader, documents, history, requests, throttle};

/// Somebody followed a link.
pub enum DocumentCall {
    /// A customer's link, with the access key of the request.
    Public {
        /// The document.
        document: DocumentId,
        /// The access key.
        access_key: String,
    },
    /// A link of staff, with their credentials.
    Private {
        /// The document.
        document: DocumentId,
        /// The header `Authorization`.
        authorization: Option<String>,
        /// The parameters of the query.
        params: Params,
        /// The caller's address.
        peer: String,
    },
}

/// A document that may be sent; its content is in [`deskhand_storage::blobs`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentReply {
    /// File name.
    pub name: String,
    /// Media type as it was stored.
    pub mime: String,
    /// Size in bytes.
    pub size: i64,
    /// SHA-256 of the content.
    pub hash: String,
}

impl Api {
    /// Finds the document of a link, if the caller may have it. It may wait, for a password is slow to check.
    ///
    /// # Errors
    /// [`ApiError::NotAuthenticated`], [`ApiError::AuthenticationFailed`] and [`ApiError::Throttled`] for staff's links;
    /// [`ApiError::InvalidAccessKey`] and [`ApiError::InvalidRequest`] when there is no such document for the caller.
    pub fn document(&self, call: &DocumentCall) -> Result<DocumentReply, ApiError> {
        let inner = &self.inner;
        let mut failed_keys = Vec::new();
        let result = inner.store.read(|db| -> ApiResult<DocumentReply> {
            let current = inner.snapshots.current(db, inner.store.is_embedded())?;
            if let Some(message) = &current.snapshot.maintenance {
                return Err(ApiError::Maintenance(message.clone()));
            }
            match call {
                DocumentCall::Public { document, access_key } => public(db, *document, access_key),
                DocumentCall::Private { document, authorization, params, peer } => {
                    let credentials = Credentials::of(authorization.as_deref(), params);
                    let entered = inner.door.enter(db, &current, &credentials, peer, inner.clock.now());
                    let login = entered.map_err(|refusal| {
                        failed_keys = refusal.keys;
                        refusal.error
                    })?;
                    let scope = staff::scope(&current.snapshot, &login.staff);
                    let document = documents::find(db, *document)?.ok_or(ApiError::InvalidRequest)?;
                    deskhand_service::requests::visible(db, document.request, &scope)?;
                    Ok(document.into())
                }
            }
        });
        if !failed_keys.is_empty() {
            let now = inner.clock.now();
            inner
                .store
                .write(move |db| -> ApiResult<()> { Ok(throttle::add_failure(db, &failed_keys, now, now.plus(-3600))?) })?;
            inner.snapshots.expire();
        }
        result
    }
}

fn public(db: &mut Reader, document: DocumentId, access_key: &str) -> ApiResult<DocumentReply> {
    let key = AccessKey::parse(access_key).ok_or(ApiError::InvalidAccessKey)?;
    let request = requests::find(db, key.request)?.filter(|request| request.secret.matches(&key.secret));
    let request = request.ok_or(ApiError::InvalidAccessKey)?;
    let document = documents::find(db, document)?.filter(|d| d.request == request.id).ok_or(ApiError::InvalidRequest)?;
    let note = history::find(db, document.history)?.filter(|note| note.visibility == Visibility::Public);
    note.map(|_| document.into()).ok_or(ApiError::InvalidRequest)
}

impl From<deskhand_model::Document> for DocumentReply {
    fn from(document: deskhand_model::Document) -> Self {
        Self { name: document.name, mime: document.mime, size: document.size, hash: document.hash }
    }
}
