//! Canned responses.

use super::definition;
use crate::schema::responses;
use diesel::prelude::*;
use serde::Serialize;

/// A canned response.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = responses, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ResponseRow {
    /// Its number.
    pub id: i64,
    /// Its title.
    pub title: String,
    /// The folder it is listed in.
    pub folder: String,
    /// Its text.
    pub body: String,
    /// Whose it is; 0 for nobody's.
    #[serde(rename = "owner")]
    pub staff_id: i64,
    /// Who may use it: one of [`ResponseRow::EVERYONE`], [`ResponseRow::OWNER`] and [`ResponseRow::GROUP`].
    #[serde(rename = "shared")]
    pub kind: i64,
    /// The permission group it is shared with, when it is shared with one.
    #[serde(rename = "group")]
    pub group_id: Option<i64>,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

impl ResponseRow {
    /// All staff may use it.
    pub const EVERYONE: i64 = 1;
    /// Its owner may use it.
    pub const OWNER: i64 = 2;
    /// Its owner and a permission group may use it.
    pub const GROUP: i64 = 3;
}

definition!(ResponseRow in responses, labelled title, ordered by responses::id, retire inactive);
