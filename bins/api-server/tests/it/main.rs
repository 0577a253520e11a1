//! The server as its users meet it: configuration, command line, HTTP.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a helper of tests may fail as a test does")]

mod cli;
mod config;
mod documents;
mod http;
mod server;
