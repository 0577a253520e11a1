//! The rules of the desk, on real databases.
#![expect(clippy::unwrap_used, reason = "test code")]

mod desk_file;
