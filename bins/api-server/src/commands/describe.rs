//! `methods`, `openapi`, `desk-schema`, `completions`: what the program knows about itself.

use super::CommandResult;
use crate::cli::Cli;
use crate::console;
use crate::error::CommandError;
use crate::random::SystemRandom;
use clap::CommandFactory;
use deskhand_api::{Api, ApiOptions, Verb};
use deskhand_model::time::SystemClock;
use deskhand_service::desk_file;
use deskhand_storage::{Store, StoreOptions};
use std::fmt::Write;
use std::sync::Arc;

/// Lists the methods.
pub(super) fn methods(markdown: bool) -> CommandResult {
    let api = api()?;
    if markdown {
        return Ok(console::print(&api.reference())?);
    }
    let mut table = String::new();
    for method in api.methods() {
        let verb = match method.verb {
            Verb::Get => "GET",
            Verb::Post => "POST",
            Verb::Other => "",
        };
        // Writing to a text cannot fail.
        let _ = writeln!(table, "{:<42}  {verb:<4}  {}", method.name, method.summary);
    }
    Ok(console::print(&table)?)
}

/// Prints the OpenAPI description.
pub(super) fn openapi() -> CommandResult {
    json(&api()?.openapi())
}

/// Prints the JSON Schema of desk files.
pub(super) fn desk_schema() -> CommandResult {
    json(&desk_file::json_schema())
}

/// Prints the completions for a shell.
pub(super) fn completions(shell: clap_complete::Shell) -> CommandResult {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "api-server", &mut script);
    Ok(console::print(&String::from_utf8_lossy(&script))?)
}

fn json(value: &serde_json::Value) -> CommandResult {
    let text = serde_json::to_string_pretty(value).map_err(|error| CommandError::Print(error.into()))?;
    Ok(console::print(&text)?)
}

/// The API of an empty desk in memory: the methods are the same for every desk.
fn api() -> Result<Api, CommandError> {
    let store = Store::open(&StoreOptions::new("sqlite::memory:"))?;
    Ok(Api::new(store, ApiOptions { clock: Arc::new(SystemClock), random: Arc::new(SystemRandom) }))
}
