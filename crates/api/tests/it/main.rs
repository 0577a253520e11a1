//! The web service API, on real databases.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test code: what should not happen ends the test, in helpers and threads as well"
)]

mod answers;
mod assignment;
mod checks;
mod creating;
mod custom;
mod documents;
mod files;
mod finding;
mod getting;
mod hostile;
mod login;
mod portal;
mod reference;
mod rights;
mod support;
mod table;
mod updating;
