//! The desk's database: schema, migrations, queries, attachments and full text, on SQLite and on PostgreSQL.
//!
//! This is the only crate that knows SQL. Query functions take a [`Reader`] or a [`Writer`]; the two are different types, so a
//! function that was given a `Reader` cannot change anything:
//!
//! ```compile_fail
//! # use deskhand_storage::{Reader, requests};
//! fn read_only(db: &mut Reader) {
//!     requests::set_unread(db, deskhand_model::RequestId(1), true).unwrap(); // expected `&mut Writer`
//! }
//! ```
//!
//! ```
//! use deskhand_storage::{Store, StoreError, StoreOptions, requests};
//! use deskhand_model::RequestId;
//!
//! let folder = tempfile::tempdir().unwrap();
//! let store = Store::open(&StoreOptions::new(format!("sqlite:{}/desk.db", folder.path().display()))).unwrap();
//! let found = store.read(|db| requests::find(db, RequestId(1))).unwrap();
//! assert!(found.is_none());
//! # Ok::<(), StoreError>(())
//! ```
mod conn;
pub mod copy;
mod dialect;
mod error;
mod migrate;
mod row;
pub mod schema;
mod store;
mod writer;

pub mod accounts;
pub mod blobs;
pub mod catalog;
pub mod contacts;
pub mod desk;
pub mod documents;
pub mod forums;
pub mod history;
pub mod jobs;
pub mod requests;
pub mod search;
pub mod subscriptions;
pub mod throttle;
pub mod time_events;
pub mod tokens;

pub use error::{Failure, StoreError, StoreErrorKind, StoreResult};
pub use store::{Reader, Store, StoreOptions, Synchronous, Writer};
