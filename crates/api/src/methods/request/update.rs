//! `request.update` and `private.request.update`.

use super::create::{MailParams, channel, visibility};
use super::get::by_access_key;
use crate::cx::WriteCx;
use crate::error::{ApiError, ApiResult};
use crate::types::{
    AccessKeyText, CustomParams, Emails, Flag, Number, Numbers, RequestRef, Switch, Uploads, custom_values, files, optional_email,
};
use deskhand_model::{Actor, CategoryId, Note, Staff, StaffId, StatusId, TagId, Visibility};
use deskhand_service::requests::{self as rules, CustomCheck, Update};
use deskhand_service::staff;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A customer's note.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PublicParams {
    /// The number of the request followed by its letters.
    #[serde(rename = "accesskey")]
    access_key: AccessKeyText,
    /// The note.
    #[serde(rename = "tNote")]
    note: String,
    /// Up to nine files: `File1_sFilename`, `File1_sFileMimeType`, `File1_bFileBody`.
    #[serde(rename = "File#", default)]
    files: Uploads,
}

/// The request that was changed.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "request")]
pub(crate) struct Updated {
    #[serde(rename = "xRequest")]
    id: i64,
}

/// What is to be changed; what is not sent stays as it is.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PrivateParams {
    /// The request.
    #[serde(rename = "xRequest")]
    id: RequestRef,
    /// A note to add.
    #[serde(rename = "tNote", default)]
    note: String,
    /// A new category.
    #[serde(rename = "xCategory", default)]
    category: Number,
    /// A new assignee; 0 is the inbox.
    #[serde(rename = "xPersonAssignedTo", default)]
    assigned_to: Number,
    /// Who writes the note; 0 is the customer. The default is the caller.
    #[serde(rename = "xPerson", default)]
    actor: Number,
    /// 0 private (default), 1 public, 2 external.
    #[serde(rename = "fNoteType", default)]
    note_type: Number,
    /// 1: the note is HTML. The default is a setting.
    #[serde(rename = "fNoteIsHTML", default)]
    is_html: Switch,
    /// The subject of this note's mail.
    #[serde(rename = "sTitle", default)]
    title: String,
    /// Numbers of reporting tags, comma-separated, instead of the present ones.
    #[serde(rename = "reportingTags", default)]
    tags: Option<Numbers>,
    /// 1: open; 0: close.
    #[serde(rename = "fOpen", default)]
    open: Switch,
    /// A new status.
    #[serde(rename = "xStatus", default)]
    status: Number,
    /// The organisation's own id for the customer.
    #[serde(rename = "sUserId", default)]
    customer_ref: Option<String>,
    /// The customer's first name.
    #[serde(rename = "sFirstName", default)]
    first_name: Option<String>,
    /// The customer's last name.
    #[serde(rename = "sLastName", default)]
    last_name: Option<String>,
    /// The customer's e-mail address.
    #[serde(rename = "sEmail", default)]
    email: Option<String>,
    /// The customer's telephone number.
    #[serde(rename = "sPhone", default)]
    phone: Option<String>,
    /// 1: urgent; 0: not urgent.
    #[serde(rename = "fUrgent", default)]
    urgent: Switch,
    /// How it came, 1 to 13.
    #[serde(rename = "fOpenedVia", default)]
    channel: Number,
    /// When it changed, in Unix seconds; for imports.
    #[serde(rename = "dtGMTChange", default)]
    changed_at: Number,
    /// The mailbox that the note is sent from; 0 sends nothing.
    #[serde(rename = "email_from", default)]
    email_from: Number,
    /// Copies, comma-separated.
    #[serde(rename = "email_cc", default)]
    cc: Emails,
    /// Blind copies, comma-separated.
    #[serde(rename = "email_bcc", default)]
    bcc: Emails,
    /// Recipients of an external note, comma-separated.
    #[serde(rename = "email_to", default)]
    to: Emails,
    /// Numbers of staff to be told, comma-separated.
    #[serde(rename = "email_staff", default)]
    notify: Numbers,
    /// Up to nine files: `File1_sFilename`, `File1_sFileMimeType`, `File1_bFileBody`.
    #[serde(rename = "File#", default)]
    files: Uploads,
    /// Custom values: `Custom3=…`.
    #[serde(rename = "Custom#", default)]
    custom: CustomParams,
    /// 1: required custom fields may be left out, and an empty value clears its field.
    #[serde(rename = "skipCustomChecks", default)]
    skip_custom_checks: Flag,
}

pub(crate) fn public(cx: &mut WriteCx<'_, '_>, params: PublicParams) -> ApiResult<Updated> {
    let request = by_access_key(cx.db, params.access_key.key()?)?;
    let files = files(params.files).map_err(|reason| ApiError::NotUpdated(Some(reason)))?;
    let note = Note { body: params.note, is_html: false };
    let cx_rules = cx.service();
    rules::customer_reply(cx.db, &cx_rules, &request, note, files).map_err(ApiError::updating)?;
    Ok(Updated { id: request.id.0 })
}

pub(crate) fn private(cx: &mut WriteCx<'_, '_>, staff: &Staff, params: PrivateParams) -> ApiResult<Updated> {
    let refused = |reason: &str| ApiError::NotUpdated(Some(reason.to_owned()));
    let scope = staff::scope(cx.desk, staff);
    let request = rules::visible(cx.db, params.id.id()?, &scope)?;
    let actor = match params.actor.0 {
        None => Actor::Staff(staff.id),
        Some(0) => Actor::Customer,
        Some(id) if cx.desk.staff.get(&StaffId(id)).is_some_and(|s| s.is_active) => Actor::Staff(StaffId(id)),
        Some(_) => return Err(refused("xPerson is not an active staff member")),
    };
    let visibility = visibility(params.note_type, Visibility::Private).ok_or_else(|| refused("fNoteType must be 0, 1 or 2"))?;
    let mail = MailParams { from: params.email_from, to: params.to, cc: params.cc, bcc: params.bcc, notify: params.notify };
    let (send_from, mailing) = mail.read(cx.desk, visibility, params.title).map_err(|e| e.into_error(ApiError::NotUpdated))?;
    let is_html = params.is_html.0.unwrap_or(cx.desk.settings.requests.html_notes);
    let has_note = !params.note.trim().is_empty();
    let change = Update {
        note: has_note.then_some(Note { body: params.note, is_html }),
        visibility,
        actor: Some(actor),
        at: params.changed_at.time(),
        category: params.category.id(CategoryId),
        assigned_to: params.assigned_to.0.filter(|id| *id >= 0).map(StaffId::from_code),
        is_open: params.open.0,
        status: params.status.id(StatusId),
        is_urgent: params.urgent.0,
        channel: channel(params.channel).map_err(|()| refused("fOpenedVia must be 1 to 13"))?,
        customer_ref: params.customer_ref,
        first_name: params.first_name,
        last_name: params.last_name,
        email: params.email.as_deref().map(optional_email).transpose()?,
        phone: params.phone,
        tags: params.tags.map(|tags| tags.0.into_iter().map(TagId).collect()),
        custom: custom_values(params.custom),
        custom_check: if params.skip_custom_checks.0 { CustomCheck::Skip } else { CustomCheck::Staff },
        send_from,
        mailing,
        files: files(params.files).map_err(|reason| ApiError::NotUpdated(Some(reason)))?,
    };
    let cx_rules = cx.service();
    rules::update(cx.db, &cx_rules, &request, &change).map_err(ApiError::updating)?;
    Ok(Updated { id: request.id.0 })
}
