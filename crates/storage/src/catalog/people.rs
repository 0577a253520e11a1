//! Staff and their permission groups.

use super::{Json, definition};
use crate::schema::{permission_groups, staff};
use deskhand_model::desk::{Permissions, Preferences};
use diesel::prelude::*;
use serde::Serialize;

/// A permission group.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = permission_groups)]
pub struct GroupRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What its members may do.
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub permissions: Json<Permissions>,
}

definition!(GroupRow in permission_groups, labelled name, ordered by permission_groups::id, retire deleted);

/// A staff member.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = staff, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct StaffRow {
    /// Their number.
    pub id: i64,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
    /// Login name; may be empty.
    pub username: String,
    /// Address; also a login name.
    pub email: String,
    /// Second address.
    pub second_email: String,
    /// Telephone.
    pub phone: String,
    /// The code of their [`Role`](deskhand_model::Role).
    pub role: i64,
    /// Their permission group.
    #[serde(rename = "group")]
    pub group_id: Option<i64>,
    /// Whether they still work here.
    #[serde(rename = "active")]
    pub is_active: bool,
    /// The hash of their password, or empty.
    #[serde(rename = "password")]
    pub password_hash: String,
    /// Who gets what would be assigned to them; 0 for nobody.
    pub out_of_office: i64,
    /// Their preferences.
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub preferences: Json<Preferences>,
}

definition!(StaffRow in staff, labelled email, ordered by staff::id, retire inactive);
