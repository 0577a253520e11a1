//! `request.create` and `private.request.create`.

use crate::cx::WriteCx;
use crate::error::{ApiError, ApiResult};
use crate::types::{CustomParams, Emails, Flag, Number, Numbers, Switch, Uploads, custom_values, files, optional_email};
use deskhand_model::request::Recipients;
use deskhand_model::{
    Actor, CategoryId, Channel, Customer, Desk, MailboxId, Note, PortalId, Staff, StaffId, StatusId, TagId, Visibility,
};
use deskhand_service::requests::{self as rules, Assignee, Creation, CustomCheck, Mailing};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A request as a customer's form sends it. At least one of the customer's five fields must be there.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PublicParams {
    /// The first note.
    #[serde(rename = "tNote")]
    note: String,
    /// A category that is open to customers.
    #[serde(rename = "xCategory", default)]
    category: Number,
    /// The customer's first name.
    #[serde(rename = "sFirstName", default)]
    first_name: String,
    /// The customer's last name.
    #[serde(rename = "sLastName", default)]
    last_name: String,
    /// The organisation's own id for the customer.
    #[serde(rename = "sUserId", default)]
    customer_ref: String,
    /// The customer's e-mail address.
    #[serde(rename = "sEmail", default)]
    email: String,
    /// The customer's telephone number.
    #[serde(rename = "sPhone", default)]
    phone: String,
    /// 1: it is urgent.
    #[serde(rename = "fUrgent", default)]
    urgent: Flag,
    /// The secondary portal that it came through.
    #[serde(rename = "xPortal", default)]
    portal: Number,
    /// Up to nine files: `File1_sFilename`, `File1_sFileMimeType`, `File1_bFileBody`.
    #[serde(rename = "File#", default)]
    files: Uploads,
    /// Custom values: `Custom3=…`.
    #[serde(rename = "Custom#", default)]
    custom: CustomParams,
}

/// The new request with its key.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "request")]
pub(crate) struct Created {
    #[serde(rename = "xRequest")]
    id: i64,
    #[serde(rename = "accesskey", skip_serializing_if = "Option::is_none")]
    access_key: Option<String>,
}

/// A request as staff create it. At least one of the customer's five fields must be there.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PrivateParams {
    /// The first note.
    #[serde(rename = "tNote")]
    note: String,
    /// The category.
    #[serde(rename = "xCategory")]
    category: Number,
    /// Who gets it; 0 is the inbox. When it is not sent, the category's rule decides.
    #[serde(rename = "xPersonAssignedTo", default)]
    assigned_to: Number,
    /// 0 private (default), 1 public, 2 external.
    #[serde(rename = "fNoteType", default)]
    note_type: Number,
    /// 1: the note is HTML. The default is a setting.
    #[serde(rename = "fNoteIsHTML", default)]
    is_html: Switch,
    /// Who opened it; 0 is the customer. The default is the caller.
    #[serde(rename = "xPersonOpenedBy", default)]
    opened_by: Number,
    /// The subject of its mails.
    #[serde(rename = "sTitle", default)]
    title: String,
    /// Numbers of reporting tags, comma-separated.
    #[serde(rename = "reportingTags", default)]
    tags: Numbers,
    /// 0: it is closed.
    #[serde(rename = "fOpen", default)]
    open: Switch,
    /// Its status; the default is the active one.
    #[serde(rename = "xStatus", default)]
    status: Number,
    /// The organisation's own id for the customer.
    #[serde(rename = "sUserId", default)]
    customer_ref: String,
    /// The customer's first name.
    #[serde(rename = "sFirstName", default)]
    first_name: String,
    /// The customer's last name.
    #[serde(rename = "sLastName", default)]
    last_name: String,
    /// The customer's e-mail address.
    #[serde(rename = "sEmail", default)]
    email: String,
    /// The customer's telephone number.
    #[serde(rename = "sPhone", default)]
    phone: String,
    /// 1: it is urgent.
    #[serde(rename = "fUrgent", default)]
    urgent: Flag,
    /// How it came, 1 to 13; the default is 6, the web service.
    #[serde(rename = "fOpenedVia", default)]
    channel: Number,
    /// The secondary portal it belongs to.
    #[serde(rename = "xPortal", default)]
    portal: Number,
    /// When it was opened, in Unix seconds; for imports.
    #[serde(rename = "dtGMTOpened", default)]
    opened_at: Number,
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
    /// 1: custom fields that are required may be left out.
    #[serde(rename = "skipCustomChecks", default)]
    skip_custom_checks: Flag,
}

pub(crate) fn public(cx: &mut WriteCx<'_, '_>, params: PublicParams) -> ApiResult<Created> {
    let customer = customer([params.customer_ref, params.first_name, params.last_name, params.email, params.phone])?;
    let creation = Creation {
        note: Note { body: params.note, is_html: false },
        portal: params.portal.id(PortalId),
        category: params.category.id(CategoryId),
        needs_public_category: true,
        is_urgent: params.urgent.0,
        customer,
        custom: custom_values(params.custom),
        custom_check: CustomCheck::Public,
        files: files(params.files).map_err(|reason| ApiError::NotCreated(Some(reason)))?,
        ..Creation::default()
    };
    let cx_rules = cx.service();
    let (id, secret) = rules::create(cx.db, &cx_rules, &creation).map_err(ApiError::creating)?;
    Ok(Created { id: id.0, access_key: Some(format!("{id}{}", secret.as_str())) })
}

pub(crate) fn private(cx: &mut WriteCx<'_, '_>, staff: &Staff, params: PrivateParams) -> ApiResult<Created> {
    let refused = |reason: &str| ApiError::NotCreated(Some(reason.to_owned()));
    let customer = customer([params.customer_ref, params.first_name, params.last_name, params.email, params.phone])?;
    let category = params.category.id(CategoryId).ok_or_else(|| refused("there is no such category"))?;
    let visibility = visibility(params.note_type, Visibility::Private).ok_or_else(|| refused("fNoteType must be 0, 1 or 2"))?;
    let mail = MailParams { from: params.email_from, to: params.to, cc: params.cc, bcc: params.bcc, notify: params.notify };
    let (send_from, mailing) = mail.read(cx.desk, visibility, String::new()).map_err(|e| e.into_error(ApiError::NotCreated))?;
    let creation = Creation {
        note: Note { body: params.note, is_html: params.is_html.0.unwrap_or(cx.desk.settings.requests.html_notes) },
        visibility,
        channel: channel(params.channel).map_err(|()| refused("fOpenedVia must be 1 to 13"))?.unwrap_or(Channel::WebService),
        via: None,
        portal: params.portal.id(PortalId),
        opened_by: match params.opened_by.0 {
            None => Actor::Staff(staff.id),
            Some(0) => Actor::Customer,
            Some(id) if cx.desk.staff.contains_key(&StaffId(id)) => Actor::Staff(StaffId(id)),
            Some(_) => return Err(refused("xPersonOpenedBy is not a staff member")),
        },
        category: Some(category),
        needs_public_category: false,
        assignee: match params.assigned_to.0 {
            None => Assignee::ByCategory,
            Some(0) => Assignee::Nobody,
            Some(id) => Assignee::Person(StaffId(id)),
        },
        is_open: params.open.0.unwrap_or(true),
        status: params.status.id(StatusId),
        is_urgent: params.urgent.0,
        customer,
        title: params.title,
        tags: params.tags.0.into_iter().map(TagId).collect(),
        custom: custom_values(params.custom),
        custom_check: if params.skip_custom_checks.0 { CustomCheck::Skip } else { CustomCheck::Staff },
        opened_at: params.opened_at.time(),
        send_from,
        mailing,
        files: files(params.files).map_err(|reason| ApiError::NotCreated(Some(reason)))?,
    };
    let cx_rules = cx.service();
    let (id, _) = rules::create(cx.db, &cx_rules, &creation).map_err(ApiError::creating)?;
    Ok(Created { id: id.0, access_key: None })
}

/// The customer of a new request: something must be known of them.
fn customer([customer_ref, first_name, last_name, email, phone]: [String; 5]) -> ApiResult<Customer> {
    let email = optional_email(&email)?;
    let customer = Customer { customer_ref, first_name, last_name, email, phone };
    if customer.is_unknown() {
        return Err(ApiError::Missing(vec!["sFirstName, sLastName, sUserId, sEmail or sPhone".to_owned()]));
    }
    Ok(customer)
}

/// Who may see a note; nothing for a number that says nothing.
pub(super) fn visibility(number: Number, default: Visibility) -> Option<Visibility> {
    number.0.map_or(Some(default), Visibility::from_code)
}

/// How a request came; an error for a number that says nothing.
pub(super) fn channel(number: Number) -> Result<Option<Channel>, ()> {
    number.0.map(|code| Channel::from_code(code).ok_or(())).transpose()
}

/// The parameters about the mail of a note.
pub(super) struct MailParams {
    pub(super) from: Number,
    pub(super) to: Emails,
    pub(super) cc: Emails,
    pub(super) bcc: Emails,
    pub(super) notify: Numbers,
}

/// Why the mail of a note was refused.
pub(super) enum MailError {
    Email(ApiError),
    Refused(String),
}

impl MailError {
    pub(super) fn into_error(self, refused: fn(Option<String>) -> ApiError) -> ApiError {
        match self {
            Self::Email(error) => error,
            Self::Refused(reason) => refused(Some(reason)),
        }
    }
}

impl MailParams {
    /// The mailbox that a note is sent from, and to whom. `email_from=0` sends nothing; without it, notes that leave the desk are
    /// sent from the default mailbox.
    pub(super) fn read(
        self,
        desk: &Desk,
        visibility: Visibility,
        subject: String,
    ) -> Result<(Option<MailboxId>, Mailing), MailError> {
        let is_usable = |id: &MailboxId| desk.mailboxes.get(id).is_some_and(|m| m.is_active);
        let send_from = match self.from.0 {
            Some(0) => None,
            Some(id) if is_usable(&MailboxId(id)) => Some(MailboxId(id)),
            Some(_) => return Err(MailError::Refused("email_from is not an active mailbox".to_owned())),
            None if visibility == Visibility::Private => None,
            None => {
                let preferred = MailboxId::from_code(desk.settings.mail.default_mailbox).filter(is_usable);
                preferred.or_else(|| desk.mailboxes.keys().copied().find(is_usable))
            }
        };
        let to = if visibility == Visibility::External { self.to.list() } else { Ok(String::new()) };
        let recipients = Recipients {
            to: to.map_err(MailError::Email)?,
            cc: self.cc.list().map_err(MailError::Email)?,
            bcc: self.bcc.list().map_err(MailError::Email)?,
            staff: self.notify.0.into_iter().map(StaffId).filter(|id| desk.staff.get(id).is_some_and(|s| s.is_active)).collect(),
        };
        Ok((send_from, Mailing { recipients, subject }))
    }
}
