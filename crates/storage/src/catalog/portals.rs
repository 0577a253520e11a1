//! Secondary portals.

use super::definition;
use crate::schema::portals;
use diesel::prelude::*;
use serde::Serialize;

/// A secondary portal.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = portals)]
pub struct PortalRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it is reached.
    pub base_url: String,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(PortalRow in portals, labelled name, ordered by portals::id, retire inactive);
