//! End-to-end tests, and tests of the workspace as a whole.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "test code")]

mod architecture;
mod licences;
mod texts;
mod workspace;
