//! `customer.getRequests` and the portal passwords.

use crate::cx::{ReadCx, StageCx, WriteCx};
use crate::error::{ApiError, ApiResult};
use crate::methods::request::answer::{CustomAnswer, custom_answer};
use deskhand_model::settings::PortalMatch;
use deskhand_model::{EmailAddress, Request, RequestId, Role, Staff};
use deskhand_service::passwords;
use deskhand_storage::{accounts, history, requests};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A customer's login.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct LoginParams {
    /// The address of the portal account.
    #[serde(rename = "sEmail")]
    email: String,
    /// Its password.
    #[serde(rename = "sPassword")]
    password: String,
}

/// A customer's requests, newest first.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "requests")]
pub(crate) struct CustomerRequests {
    request: Vec<CustomerRequest>,
}

/// A request in a customer's list: raw values with the names of category and status.
#[derive(Serialize, JsonSchema)]
struct CustomerRequest {
    #[serde(rename = "xRequest")]
    id: i64,
    #[serde(rename = "fOpenedVia")]
    channel: i64,
    #[serde(rename = "xOpenedViaId")]
    via: i64,
    #[serde(rename = "fOpen")]
    is_open: bool,
    #[serde(rename = "xStatus")]
    status: i64,
    #[serde(rename = "fUrgent")]
    is_urgent: bool,
    #[serde(rename = "xCategory")]
    category: i64,
    #[serde(rename = "dtGMTOpened")]
    opened_at: i64,
    #[serde(rename = "sRequestPassword")]
    secret: String,
    #[serde(rename = "sTitle")]
    title: String,
    #[serde(rename = "sUserId")]
    customer_ref: String,
    #[serde(rename = "sFirstName")]
    first_name: String,
    #[serde(rename = "sLastName")]
    last_name: String,
    #[serde(rename = "sEmail")]
    email: String,
    #[serde(rename = "sPhone")]
    phone: String,
    #[serde(rename = "sCategory")]
    category_name: String,
    #[serde(rename = "sStatus")]
    status_name: String,
    #[serde(rename = "tNote")]
    note: String,
    #[serde(rename = "fullname")]
    full_name: String,
    #[serde(rename = "accesskey")]
    access_key: String,
    #[serde(rename = "Custom#")]
    custom: CustomAnswer,
}

pub(crate) fn requests(cx: &mut ReadCx<'_>, params: LoginParams) -> ApiResult<CustomerRequests> {
    let is_right = match accounts::password_hash(cx.db, &params.email)? {
        Some(hash) => passwords::verify(&params.password, &hash),
        None => passwords::refuse(&params.password),
    };
    if !is_right {
        return Err(ApiError::PortalLoginFailed);
    }
    let limit = cx.desk.settings.api.max_rows;
    let mut found = requests::of_email(cx.db, &params.email, limit)?;
    if cx.desk.settings.portal.match_by == PortalMatch::CustomerId {
        let mut refs: Vec<String> = found.iter().map(|r| r.customer.customer_ref.clone()).filter(|r| !r.is_empty()).collect();
        refs.sort();
        refs.dedup();
        let by_ref = requests::of_customer_refs(cx.db, &refs, limit)?;
        found.retain(|r| by_ref.iter().all(|other| other.id != r.id));
        found.extend(by_ref);
        found.sort_by_key(|r| std::cmp::Reverse(r.id));
    }
    let ids: Vec<RequestId> = found.iter().map(|r| r.id).collect();
    let mut notes: HashMap<RequestId, String> =
        history::initial_notes(cx.db, &ids)?.into_iter().map(|(id, note)| (id, note.body)).collect();
    let extras = requests::extras(cx.db, &ids)?;
    let row = |request: Request| {
        let note = notes.remove(&request.id).unwrap_or_default();
        let values = extras.get(&request.id).map(|e| &e.custom);
        let custom = custom_answer(cx.desk.custom_fields.iter().filter(|f| f.is_public), values);
        let category = request.category.and_then(|id| cx.desk.categories.get(&id));
        CustomerRequest {
            id: request.id.0,
            channel: request.channel.code(),
            via: request.via.map_or(0, |id| id.0),
            is_open: request.is_open,
            status: request.status.0,
            is_urgent: request.is_urgent,
            category: request.category.map_or(0, |id| id.0),
            opened_at: request.opened_at.0,
            access_key: request.access_key().to_string(),
            secret: request.secret.as_str().to_owned(),
            title: request.title,
            category_name: category.map(|c| c.name.clone()).unwrap_or_default(),
            status_name: cx.desk.status(request.status).map(|s| s.name.clone()).unwrap_or_default(),
            note,
            full_name: request.customer.full_name(),
            customer_ref: request.customer.customer_ref,
            first_name: request.customer.first_name,
            last_name: request.customer.last_name,
            email: request.customer.email,
            phone: request.customer.phone,
            custom,
        }
    };
    Ok(CustomerRequests { request: found.into_iter().map(row).collect() })
}

/// A portal account, perhaps.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FormerParams {
    /// Formerly the address of the portal account.
    #[serde(rename = "sEmail", default)]
    #[expect(dead_code, reason = "the method answers an error whatever it gets")]
    email: String,
}

/// The password that was set.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "results")]
pub(crate) struct PasswordAnswer {
    #[serde(rename = "sPassword")]
    password: String,
}

pub(crate) fn password(_: &mut ReadCx<'_>, _: &Staff, _: FormerParams) -> ApiResult<PasswordAnswer> {
    Err(ApiError::PasswordsRemoved)
}

/// A password that is hashed already.
pub(crate) struct PasswordHash(String);

/// Hashes the password before the transaction, for that takes long.
pub(crate) fn hash_password(cx: &StageCx<'_>, params: &LoginParams) -> ApiResult<PasswordHash> {
    Ok(PasswordHash(passwords::hash(&params.password, cx.random)?))
}

pub(crate) fn set_password(
    cx: &mut WriteCx<'_, '_>,
    staff: &Staff,
    params: LoginParams,
    hash: &PasswordHash,
) -> ApiResult<PasswordAnswer> {
    if !matches!(staff.role, Role::Admin | Role::HelpDesk) {
        return Err(ApiError::PasswordNotUpdated);
    }
    let email = EmailAddress::parse(&params.email).ok_or(ApiError::InvalidEmail)?;
    accounts::set_password_hash(cx.db, &email, &hash.0, cx.now)?;
    Ok(PasswordAnswer { password: params.password })
}
