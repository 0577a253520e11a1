//! The crate seen from outside: whole messages in, typed values out.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_collect,
    reason = "a test that cannot go on should stop, and its texts are small"
)]

mod bounces;
mod clients;
mod files;
mod forwards;
mod headers;
mod letters;
mod robust;
mod tagged;
