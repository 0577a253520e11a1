//! The testkit's own tests: what it starts works, and goes away.
#![expect(clippy::unwrap_used, reason = "test code")]

mod database;
mod http;
mod php;
mod postgres;
mod processes;
mod server;
