//! Custom fields.

use super::{Json, definition};
use crate::schema::custom_fields;
use deskhand_model::CustomFieldKind;
use diesel::prelude::*;
use serde::Serialize;

/// A custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = custom_fields)]
pub struct CustomFieldRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its type with what belongs to the type.
    #[serde(rename = "type")]
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub kind: Json<CustomFieldKind>,
    /// Whether a request must have a value.
    #[serde(rename = "required")]
    pub is_required: bool,
    /// Whether customers see it.
    #[serde(rename = "public")]
    pub is_public: bool,
    /// Whether it belongs to every category.
    #[serde(rename = "always_visible")]
    pub is_always_visible: bool,
    /// Its place among the fields.
    #[serde(rename = "order")]
    pub position: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(CustomFieldRow in custom_fields, labelled name, ordered by (custom_fields::position, custom_fields::id), retire inactive);
