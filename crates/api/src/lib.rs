//! The web service API: one table of methods, access, parameters, answers and errors.
//!
//! This crate knows no HTTP library. A server turns what it received into a [`Call`], asks [`Api::prepare`] where it should run,
//! runs it with [`Api::run`] and sends the [`Reply`].
//!
//! ```
//! use deskhand_api::{Api, ApiOptions, Call, Verb};
//! use deskhand_codec::Params;
//! use deskhand_model::time::FixedClock;
//! use deskhand_model::Timestamp;
//! use deskhand_service::Random;
//! use deskhand_storage::{Store, StoreOptions};
//! use std::sync::Arc;
//!
//! struct Zeros;
//! impl Random for Zeros {
//!     fn fill(&self, buffer: &mut [u8]) { buffer.fill(0) }
//! }
//!
//! let folder = tempfile::tempdir().unwrap();
//! let store = Store::open(&StoreOptions::new(format!("sqlite:{}/desk.db", folder.path().display()))).unwrap();
//! let api = Api::new(store, ApiOptions { clock: Arc::new(FixedClock(Timestamp(0))), random: Arc::new(Zeros) });
//!
//! let mut params = Params::new();
//! params.extend_urlencoded(b"method=version");
//! let call = Call { verb: Verb::Get, params, authorization: None, peer: "127.0.0.1".into(), origin: String::new() };
//! let reply = api.call(call);
//! assert!(String::from_utf8(reply.body).unwrap().contains("Public API not enabled"));
//! ```
mod access;
mod answer;
mod cx;
mod dispatch;
mod documents;
mod error;
mod method;
mod methods;
mod reference;
mod show;
mod snapshot;
mod types;

pub use dispatch::{Api, ApiOptions, Call, MethodInfo, Place, Prepared, Reply, Verb};
pub use documents::{DocumentCall, DocumentReply};
pub use error::ApiError;
