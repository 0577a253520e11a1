//! `maintenance`.

use super::CommandResult;
use crate::cli;
use crate::console;
use deskhand_storage::{Store, desk};

/// Switches maintenance mode.
pub(super) fn run(store: &Store, args: cli::Maintenance) -> CommandResult {
    let message = match args {
        cli::Maintenance::On { message } => Some(message),
        cli::Maintenance::Off => None,
    };
    let state = if message.is_some() { "on" } else { "off" };
    store.write(move |db| desk::set_maintenance(db, message.as_deref()))?;
    Ok(console::print(&format!("Maintenance is {state}."))?)
}
