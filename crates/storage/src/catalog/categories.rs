//! Categories with their people, custom fields and reporting tags.

use super::{Definition, definition};
use crate::error::StoreResult;
use crate::schema::{categories, category_fields, category_staff, reporting_tags};
use crate::store::{Reader, Writer};
use diesel::prelude::*;
use serde::Serialize;

/// A category without what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = categories)]
pub struct CategoryRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The group of categories that it is listed under.
    #[serde(rename = "group")]
    pub group_name: String,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
    /// Whether customers may choose it.
    #[serde(rename = "public")]
    pub is_public: bool,
    /// The default contact; 0 for nobody.
    pub default_contact: i64,
    /// The code of its [`Assignment`](deskhand_model::Assignment).
    pub assignment: i64,
    /// Its place among the categories.
    #[serde(rename = "order")]
    pub position: i64,
}

/// A category with its people and custom fields, each in their order. Its tags are definitions of their own.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Category {
    /// The category itself.
    #[serde(flatten)]
    pub row: CategoryRow,
    /// The ids of its people.
    pub staff: Vec<i64>,
    /// The ids of its custom fields.
    pub custom_fields: Vec<i64>,
}

impl Definition for Category {
    fn id(&self) -> i64 {
        self.row.id
    }

    fn label(&self) -> String {
        self.row.name.clone()
    }

    fn all(db: &mut Reader) -> StoreResult<Vec<Self>> {
        let rows: Vec<CategoryRow> = categories::table.order((categories::position, categories::id)).load(&mut db.conn)?;
        let people: Vec<(i64, i64)> = category_staff::table
            .select((category_staff::category_id, category_staff::staff_id))
            .order((category_staff::category_id, category_staff::position, category_staff::staff_id))
            .load(&mut db.conn)?;
        let fields: Vec<(i64, i64)> = category_fields::table
            .select((category_fields::category_id, category_fields::field_id))
            .order((category_fields::category_id, category_fields::position, category_fields::field_id))
            .load(&mut db.conn)?;
        let of = |pairs: &[(i64, i64)], id: i64| pairs.iter().filter(|pair| pair.0 == id).map(|pair| pair.1).collect();
        let build = |row: CategoryRow| Self { staff: of(&people, row.id), custom_fields: of(&fields, row.id), row };
        Ok(rows.into_iter().map(build).collect())
    }

    fn insert(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::insert_into(categories::table).values(&self.row).execute(&mut db.conn)?;
        self.replace_lists(db)
    }

    fn update(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::update(categories::table.find(self.row.id)).set(&self.row).execute(&mut db.conn)?;
        self.replace_lists(db)
    }

    fn retired(&self) -> Option<Self> {
        Some(Self { row: CategoryRow { is_active: false, ..self.row.clone() }, ..self.clone() })
    }

    fn delete(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        diesel::delete(categories::table.find(self.row.id)).execute(&mut db.conn)?;
        Ok(())
    }
}

impl Category {
    fn replace_lists(&self, db: &mut Writer<'_>) -> StoreResult<()> {
        let id = self.row.id;
        diesel::delete(category_staff::table.filter(category_staff::category_id.eq(id))).execute(&mut db.conn)?;
        for (position, staff) in (0_i64..).zip(&self.staff) {
            let row =
                (category_staff::category_id.eq(id), category_staff::staff_id.eq(staff), category_staff::position.eq(position));
            diesel::insert_into(category_staff::table).values(row).execute(&mut db.conn)?;
        }
        diesel::delete(category_fields::table.filter(category_fields::category_id.eq(id))).execute(&mut db.conn)?;
        for (position, field) in (0_i64..).zip(&self.custom_fields) {
            let row = (
                category_fields::category_id.eq(id),
                category_fields::field_id.eq(field),
                category_fields::position.eq(position),
            );
            diesel::insert_into(category_fields::table).values(row).execute(&mut db.conn)?;
        }
        Ok(())
    }
}

/// A reporting tag of a category.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = reporting_tags)]
pub struct TagRow {
    /// Its number.
    pub id: i64,
    /// The category it belongs to.
    #[serde(rename = "category")]
    pub category_id: i64,
    /// Its name.
    pub name: String,
    /// Its place among the category's tags.
    #[serde(rename = "order")]
    pub position: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(TagRow in reporting_tags, labelled name, ordered by (reporting_tags::position, reporting_tags::id), retire inactive);
