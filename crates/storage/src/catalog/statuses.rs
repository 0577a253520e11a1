//! Statuses.

use super::Definition;
use crate::error::StoreResult;
use crate::schema::statuses;
use crate::store::{Reader, Writer};
use deskhand_model::desk::StatusRole;
use diesel::prelude::*;
use serde::Serialize;

/// A status.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = statuses)]
pub struct StatusRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The code of its [`StatusRole`].
    pub role: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
    /// Its place among the statuses.
    #[serde(rename = "order")]
    pub position: i64,
}

impl Definition for StatusRow {
    fn id(&self) -> i64 {
        self.id
    }

    fn label(&self) -> String {
        self.name.clone()
    }

    fn all(db: &mut Reader) -> StoreResult<Vec<Self>> {
        Ok(statuses::table.order((statuses::position, statuses::id)).load(&mut db.conn)?)
    }

    fn insert(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::insert_into(statuses::table).values(self).execute(&mut db.conn)?;
        Ok(())
    }

    fn update(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::update(statuses::table.find(self.id)).set(self).execute(&mut db.conn)?;
        Ok(())
    }

    /// The desk looks for the active and the spam status by their roles, so a status out of use gives its role up.
    fn retired(&self) -> Option<Self> {
        Some(Self { is_active: false, role: StatusRole::Closing.code(), ..self.clone() })
    }

    fn delete(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::delete(statuses::table.find(self.id)).execute(&mut db.conn)?;
        Ok(())
    }
}
