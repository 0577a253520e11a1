//! What the tests of Deskhand stand on: real databases, real servers, real clients. Nothing here is part of the product.
//!
//! | module | gives |
//! |---|---|
//! | [`database`] | an empty SQLite or PostgreSQL database for one test; [`on_both!`] writes a test once for both |
//! | [`postgres`] | a PostgreSQL server of its own for each test process |
//! | [`server`] | the built binaries as child processes: start, stop, kill, read what they print |
//! | [`http`] | a blocking HTTP client, and raw bytes for what no client would send |
//! | [`php`] | what the real PHP reads from serialized text |
//!
//! A missing tool is a failed test that names the Debian package to install, never a skipped one.
//! All of it may be used from many tests at once.
#![expect(
    clippy::expect_used,
    reason = "test code: a broken environment should stop the test with a sentence, and there is no caller to hand an error to"
)]

mod capture;
pub mod database;
mod hex;
pub mod http;
pub mod php;
pub mod postgres;
mod programs;
pub mod server;
