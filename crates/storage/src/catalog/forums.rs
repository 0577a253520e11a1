//! Forums.

use super::definition;
use crate::schema::forums;
use diesel::prelude::*;
use serde::Serialize;

/// A forum.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = forums)]
pub struct ForumRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Whether nobody can post any more.
    #[serde(rename = "closed")]
    pub is_closed: bool,
    /// Whether customers see it.
    #[serde(rename = "public")]
    pub is_public: bool,
    /// Its place among the forums.
    #[serde(rename = "order")]
    pub position: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(ForumRow in forums, labelled name, ordered by (forums::position, forums::id), retire inactive);
