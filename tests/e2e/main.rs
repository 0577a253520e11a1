//! End-to-end tests, and tests of the workspace as a whole.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "test code")]

mod admin;
mod architecture;
mod clients;
mod crash;
mod desk;
mod formats;
mod hostile;
mod licences;
mod life;
mod operation;
mod proxy;
mod template;
mod texts;
mod wire;
mod workspace;
