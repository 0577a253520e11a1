//! Outgoing calls: what they carry and how they are signed.
//!
//! ```
//! use deskhand_integrations::webhook::{SigningKey, signature};
//!
//! let key = SigningKey::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
//! let header = signature(&[key], "msg_1", 1_614_265_330, b"xRequest=12400");
//! assert!(header.starts_with("v1,"));
//! ```
pub mod webhook;
