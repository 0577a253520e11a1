//! Mailboxes.

use super::definition;
use crate::schema::mailboxes;
use diesel::prelude::*;
use serde::Serialize;

/// A mailbox.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = mailboxes)]
pub struct MailboxRow {
    /// Its number.
    pub id: i64,
    /// The name it replies as.
    pub reply_name: String,
    /// The address it replies from.
    pub reply_address: String,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
    /// The category of its mail; 0 for none.
    #[serde(rename = "category")]
    pub category_id: i64,
    /// How its mail is fetched and sent, as JSON.
    #[serde(skip)]
    pub config: String,
}

definition!(MailboxRow in mailboxes, labelled reply_address, ordered by mailboxes::id, retire inactive);
