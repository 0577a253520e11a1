//! What administrators define: rows to be read as a whole, written and retired.
//!
//! Each module holds the row of one table as it stands in the database. [`Definition`] reads and writes them all alike, so that a
//! caller who compares two states of a desk needs one piece of code. Nothing here makes servers load the configuration anew:
//! whoever changes rows calls [`desk::touch`](crate::desk::touch) once at the end.
//!
//! ```
//! use deskhand_storage::catalog::{Definition, PortalRow};
//! use deskhand_storage::{Store, StoreError, StoreOptions};
//!
//! let folder = tempfile::tempdir().unwrap();
//! let store = Store::open(&StoreOptions::new(format!("sqlite:{}/desk.db", folder.path().display()))).unwrap();
//! let portal = PortalRow { id: 1, name: "Shop".into(), base_url: "https://shop.example.org".into(), is_active: true };
//! let inserted = portal.clone();
//! store.write(move |db| inserted.insert(db)).unwrap();
//! assert_eq!(store.read(PortalRow::all).unwrap(), [portal]);
//! # Ok::<(), StoreError>(())
//! ```
mod audit;
mod books;
mod categories;
mod fields;
pub mod filters;
mod forums;
mod mailboxes;
mod numbers;
mod people;
mod portals;
mod responses;
mod statuses;

pub use audit::{AuditRow, append_audit};
pub use books::{BookRow, ChapterRow, Page, PageRow, set_related_pages};
pub use categories::{Category, CategoryRow, TagRow};
pub use fields::CustomFieldRow;
pub use filters::FilterRow;
pub use forums::ForumRow;
pub use mailboxes::MailboxRow;
pub use numbers::{next_request_id, set_next_request_id};
pub use people::{GroupRow, StaffRow};
pub use portals::PortalRow;
pub use responses::ResponseRow;
pub use statuses::StatusRow;

use crate::error::StoreResult;
use crate::store::{Reader, Writer};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Something that administrators define.
///
/// Serialized, it is an object whose keys are the names that people know, for comparing and for the audit log.
pub trait Definition: Clone + PartialEq + Serialize + Sized {
    /// Its number.
    fn id(&self) -> i64;

    /// What it is called.
    fn label(&self) -> String;

    /// All of its kind, inactive ones too, in display order or else in the order of their ids.
    ///
    /// # Errors
    /// Trouble of the database, or JSON in it that this version cannot read.
    fn all(db: &mut Reader) -> StoreResult<Vec<Self>>;

    /// Stores it under its id, which must be free.
    ///
    /// # Errors
    /// Trouble of the database.
    fn insert(&self, db: &mut Writer<'_>) -> StoreResult<()>;

    /// Replaces what is stored under its id.
    ///
    /// # Errors
    /// Trouble of the database.
    fn update(&self, db: &mut Writer<'_>) -> StoreResult<()>;

    /// What becomes of it when it is no longer defined: an inactive one, for requests may still name it. `None` for what no
    /// request names; such a row is deleted.
    fn retired(&self) -> Option<Self>;

    /// Deletes it; only for what [`Definition::retired`] has nothing for.
    ///
    /// # Errors
    /// Trouble of the database.
    fn delete(&self, db: &mut Writer<'_>) -> StoreResult<()>;
}

/// A column of text that holds JSON.
///
/// ```
/// use deskhand_storage::catalog::Json;
/// let json = Json::<Vec<i64>>::try_from("[1, 2]".to_owned()).unwrap();
/// assert_eq!(String::from(json), "[1,2]");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> TryFrom<String> for Json<T> {
    type Error = serde_json::Error;

    fn try_from(text: String) -> Result<Self, serde_json::Error> {
        serde_json::from_str(&text).map(Self)
    }
}

impl<T: Serialize> From<Json<T>> for String {
    fn from(json: Json<T>) -> Self {
        // Only a map whose keys are no text could fail, and no column holds one.
        serde_json::to_string(&json.0).unwrap_or_default()
    }
}

/// Implements [`Definition`] for the row of one table; `retire` says whether its rows become inactive or are deleted.
macro_rules! definition {
    ($row:ident in $table:ident, labelled $label:ident, ordered by $order:expr, retire $way:ident) => {
        impl $crate::catalog::Definition for $row {
            fn id(&self) -> i64 {
                self.id
            }

            fn label(&self) -> String {
                self.$label.clone()
            }

            fn all(db: &mut $crate::Reader) -> $crate::StoreResult<Vec<Self>> {
                Ok($table::table.order($order).load(&mut db.conn)?)
            }

            fn insert(&self, db: &mut $crate::Writer<'_>) -> $crate::StoreResult<()> {
                diesel::insert_into($table::table).values(self.clone()).execute(&mut db.conn)?;
                Ok(())
            }

            fn update(&self, db: &mut $crate::Writer<'_>) -> $crate::StoreResult<()> {
                diesel::update($table::table.find(self.id)).set(self.clone()).execute(&mut db.conn)?;
                Ok(())
            }

            fn retired(&self) -> Option<Self> {
                $crate::catalog::definition!(@retired $way self)
            }

            fn delete(&self, db: &mut $crate::Writer<'_>) -> $crate::StoreResult<()> {
                diesel::delete($table::table.find(self.id)).execute(&mut db.conn)?;
                Ok(())
            }
        }
    };
    (@retired inactive $row:ident) => {
        Some(Self { is_active: false, ..$row.clone() })
    };
    (@retired deleted $row:ident) => {
        None
    };
}

pub(crate) use definition;
