//! The names of fields, for interfaces.

use crate::cx::ReadCx;
use crate::error::ApiResult;
use crate::methods::version::NoParams;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of each field, and of each custom field.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "labels")]
pub(crate) struct Labels {
    #[serde(rename = "iLastReplyBy")]
    last_reply_by: &'static str,
    #[serde(rename = "fOpenedVia")]
    opened_via: &'static str,
    #[serde(rename = "mailbox")]
    mailbox: &'static str,
    #[serde(rename = "fOpen")]
    open: &'static str,
    #[serde(rename = "xRequest")]
    request: &'static str,
    #[serde(rename = "sUserId")]
    user_id: &'static str,
    #[serde(rename = "fullname")]
    fullname: &'static str,
    #[serde(rename = "sLastName")]
    last_name: &'static str,
    #[serde(rename = "sEmail")]
    email: &'static str,
    #[serde(rename = "sPhone")]
    phone: &'static str,
    #[serde(rename = "xPersonOpenedBy")]
    person_opened_by: &'static str,
    #[serde(rename = "xPersonAssignedTo")]
    person_assigned_to: &'static str,
    #[serde(rename = "xStatus")]
    status: &'static str,
    #[serde(rename = "sCategory")]
    category: &'static str,
    #[serde(rename = "sTitle")]
    title: &'static str,
    #[serde(rename = "reqsummary")]
    reqsummary: &'static str,
    #[serde(rename = "lastpublicnote")]
    lastpublicnote: &'static str,
    #[serde(rename = "lastpublicnoteby")]
    lastpublicnoteby: &'static str,
    #[serde(rename = "dtGMTOpened")]
    opened: &'static str,
    #[serde(rename = "dtGMTClosed")]
    closed: &'static str,
    #[serde(rename = "dtGMTTrashed")]
    trashed: &'static str,
    #[serde(rename = "lastupdate")]
    lastupdate: &'static str,
    #[serde(rename = "lastpubupdate")]
    lastpubupdate: &'static str,
    #[serde(rename = "lastcustupdate")]
    lastcustupdate: &'static str,
    #[serde(rename = "ctPublicUpdates")]
    public_updates: &'static str,
    #[serde(rename = "age")]
    age: &'static str,
    #[serde(rename = "timetrack")]
    timetrack: &'static str,
    /// The names of custom fields.
    #[serde(rename = "Custom#")]
    custom: BTreeMap<i64, String>,
}

pub(crate) fn public(cx: &mut ReadCx<'_>, _: NoParams) -> ApiResult<Labels> {
    let fields = cx.desk.custom_fields.iter().filter(|field| field.is_public);
    Ok(labels(fields.map(|field| (field.id.0, field.name.clone())).collect()))
}

fn labels(custom: BTreeMap<i64, String>) -> Labels {
    Labels {
        last_reply_by: "Replied To",
        opened_via: "Contacted Via",
        mailbox: "Mailbox",
        open: "Open",
        request: "ID",
        user_id: "Customer ID",
        fullname: "Customer",
        last_name: "Last Name",
        email: "Email",
        phone: "Phone",
        person_opened_by: "Opened By",
        person_assigned_to: "Assigned To",
        status: "Status",
        category: "Category",
        title: "Email Subject",
        reqsummary: "Initial Request",
        lastpublicnote: "Latest Public Note",
        lastpublicnoteby: "Latest Public Note By",
        opened: "Opened",
        closed: "Closed",
        trashed: "Trashed On",
        lastupdate: "Last Update",
        lastpubupdate: "Last Public Update",
        lastcustupdate: "Last Customer Update",
        public_updates: "#",
        age: "Age",
        timetrack: "Time",
        custom,
    }
}
