//! `private.user.preferences` and `private.util.getActiveStaff`.

use crate::cx::ReadCx;
use crate::error::ApiResult;
use crate::methods::version::NoParams;
use deskhand_model::Staff;
use schemars::JsonSchema;
use serde::Serialize;

/// All active staff.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "staff")]
pub(crate) struct ActiveStaff {
    person: Vec<Person>,
}

/// A staff member with what they prefer.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "preferences")]
pub(crate) struct Person {
    #[serde(rename = "xPerson")]
    id: i64,
    #[serde(rename = "sFname")]
    first_name: String,
    #[serde(rename = "sLname")]
    last_name: String,
    #[serde(rename = "sUsername")]
    username: String,
    #[serde(rename = "sEmail")]
    email: String,
    #[serde(rename = "sEmail2")]
    second_email: String,
    #[serde(rename = "sSMS")]
    sms: String,
    #[serde(rename = "xSMSService")]
    sms_service: i64,
    #[serde(rename = "sPhone")]
    phone: String,
    #[serde(rename = "tSignature")]
    signature: String,
    #[serde(rename = "tMobileSignature")]
    mobile_signature: String,
    #[serde(rename = "fNotifyEmail")]
    notify_email: bool,
    #[serde(rename = "fNotifyEmail2")]
    notify_second_email: bool,
    #[serde(rename = "fNotifySMS")]
    notify_sms: bool,
    #[serde(rename = "fNotifySMSUrgent")]
    notify_sms_urgent: bool,
    #[serde(rename = "xPersonPhotoId")]
    photo: i64,
    #[serde(rename = "fUserType")]
    role: i64,
    #[serde(rename = "xPersonOutOfOffice")]
    out_of_office: i64,
    #[serde(rename = "fNotifyNewRequest")]
    notify_new_request: bool,
    #[serde(rename = "fDeleted")]
    is_deleted: bool,
    #[serde(rename = "sWorkspaceDefault")]
    workspace: String,
    #[serde(rename = "fDefaultToPublic")]
    default_to_public: bool,
    #[serde(rename = "fDefaultTTOpen")]
    time_tracker_open: bool,
    #[serde(rename = "fHideWysiwyg")]
    hide_editor: bool,
    #[serde(rename = "fHideImages")]
    hide_images: bool,
    #[serde(rename = "iRequestHistoryLimit")]
    history_limit: i64,
    #[serde(rename = "fReturnToReq")]
    return_to_request: bool,
    #[serde(rename = "sHTMLEditor")]
    editor: String,
    #[serde(rename = "tSignature_HTML")]
    signature_html: String,
    #[serde(rename = "fullname", skip_serializing_if = "Option::is_none")]
    full_name: Option<String>,
}

pub(crate) fn preferences(_: &mut ReadCx<'_>, staff: &Staff, _: NoParams) -> ApiResult<Person> {
    Ok(Person::from(staff))
}

pub(crate) fn active(cx: &mut ReadCx<'_>, _: &Staff, _: NoParams) -> ApiResult<ActiveStaff> {
    let everybody = cx.desk.staff.values().filter(|s| s.is_active);
    Ok(ActiveStaff { person: everybody.map(|s| Person { full_name: Some(s.full_name()), ..Person::from(s) }).collect() })
}

impl From<&Staff> for Person {
    fn from(staff: &Staff) -> Self {
        let prefers = staff.preferences.clone();
        Self {
            id: staff.id.0,
            first_name: staff.first_name.clone(),
            last_name: staff.last_name.clone(),
            username: staff.username.clone(),
            email: staff.email.clone(),
            second_email: staff.second_email.clone(),
            sms: prefers.sms,
            sms_service: prefers.sms_service,
            phone: staff.phone.clone(),
            signature: prefers.signature,
            mobile_signature: prefers.mobile_signature,
            notify_email: prefers.notify_email,
            notify_second_email: prefers.notify_second_email,
            notify_sms: prefers.notify_sms,
            notify_sms_urgent: prefers.notify_sms_urgent,
            photo: prefers.photo,
            role: staff.role.code(),
            out_of_office: staff.out_of_office.map_or(0, |id| id.0),
            notify_new_request: prefers.notify_new_request,
            is_deleted: !staff.is_active,
            workspace: prefers.workspace,
            default_to_public: prefers.default_to_public,
            time_tracker_open: prefers.time_tracker_open,
            hide_editor: prefers.hide_editor,
            hide_images: prefers.hide_images,
            history_limit: prefers.history_limit,
            return_to_request: prefers.return_to_request,
            editor: prefers.editor,
            signature_html: prefers.signature_html,
            full_name: None,
        }
    }
}
