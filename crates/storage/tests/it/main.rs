//! The desk's database, on SQLite and on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: what should not happen ends the test, in helpers and threads as well"
)]

mod contents;
mod copy;
mod filler;
mod finding;
mod finding_text;
mod opening;
mod people;
mod raw;
mod requests;
mod schema;
mod support;
mod work;
mod writing;
