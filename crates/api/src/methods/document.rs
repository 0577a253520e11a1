//! `private.document.get`.

use crate::cx::ReadCx;
use crate::error::ApiResult;
use crate::types::Number;
use deskhand_codec::Base64Bytes;
use deskhand_model::{DocumentId, Staff};
use deskhand_service::staff;
use deskhand_storage::{blobs, documents, requests};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which document.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct DocumentParams {
    /// The document.
    #[serde(rename = "xDocumentId")]
    id: Number,
}

/// A document; empty when there is none for the caller.
#[derive(Default, Serialize, JsonSchema)]
#[serde(rename = "document")]
pub(crate) struct DocumentAnswer {
    #[serde(rename = "xDocumentId", skip_serializing_if = "Option::is_none")]
    id: Option<i64>,
    #[serde(rename = "sFilename", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(rename = "sFileMimeType", skip_serializing_if = "Option::is_none")]
    mime: Option<String>,
    #[serde(rename = "sCID", skip_serializing_if = "Option::is_none")]
    content_id: Option<String>,
    /// The content, in base64.
    #[serde(rename = "sBody", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    body: Option<Base64Bytes>,
}

pub(crate) fn get(cx: &mut ReadCx<'_>, staff: &Staff, params: DocumentParams) -> ApiResult<DocumentAnswer> {
    let Some(id) = params.id.id(DocumentId) else { return Ok(DocumentAnswer::default()) };
    let Some(document) = documents::find(cx.db, id)? else { return Ok(DocumentAnswer::default()) };
    let scope = staff::scope(cx.desk, staff);
    if !requests::find(cx.db, document.request)?.is_some_and(|request| scope.holds(&request)) {
        return Ok(DocumentAnswer::default());
    }
    Ok(DocumentAnswer {
        id: Some(document.id.0),
        name: Some(document.name),
        mime: Some(document.mime),
        content_id: Some(document.content_id),
        body: Some(Base64Bytes(blobs::load(cx.db, &document.hash)?)),
    })
}
