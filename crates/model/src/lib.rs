//! What a help desk is: ids, enumerations, people, requests and the desk's configuration.
//!
//! This crate does no I/O and reads no clock. The other crates meet in its types.
//!
//! ```
//! use deskhand_model::{AccessKey, RequestId, RequestSecret};
//!
//! let key = AccessKey::parse("12400qwertyuiopasdfghjklz").unwrap();
//! assert_eq!(key.request, RequestId(12_400));
//! assert!(key.secret.matches(&RequestSecret::new("qwertyuiopasdfghjklz")));
//! ```
pub mod custom_field;
pub mod desk;
pub mod enums;
pub mod ids;
pub mod request;
pub mod settings;
pub mod text;
pub mod time;

pub use custom_field::{CustomField, CustomFieldKind};
pub use desk::{Category, Desk, Mailbox, PermissionGroup, Portal, ReportingTag, Staff, Status, Token};
pub use enums::{Actor, Assignment, Channel, Role, Visibility};
pub use ids::*;
pub use request::{Customer, Document, HistoryItem, Note, Request};
pub use settings::Settings;
pub use text::{AccessKey, EmailAddress, RequestSecret};
pub use time::{Clock, Timestamp};
