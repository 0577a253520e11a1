//! `staff`.

use super::{CommandResult, find_staff, load_desk};
use crate::cli;
use crate::console;
use crate::error::CommandError;
use crate::random::SystemRandom;
use deskhand_model::Clock;
use deskhand_model::time::SystemClock;
use deskhand_service::{Context, staff};
use deskhand_storage::Store;
use std::io::BufRead;
use std::path::Path;

/// Sets a password.
pub(super) fn run(store: &Store, args: &cli::Staff) -> CommandResult {
    let cli::Staff::SetPassword { login, password_file } = args;
    let desk = load_desk(store)?;
    let id = find_staff(&desk, login)?.id;
    let password = password(password_file.as_deref())?;
    let now = SystemClock.now();
    store.write(move |db| {
        let cx = Context { now, desk: &desk, random: &SystemRandom };
        staff::set_password(db, &cx, id, &password)
    })?;
    Ok(console::print("The password is set.")?)
}

fn password(file: Option<&Path>) -> Result<String, CommandError> {
    let path = file.unwrap_or(Path::new("the standard input"));
    let mut line = String::new();
    let read = match file {
        Some(file) => std::fs::read_to_string(file).map(|text| line.push_str(text.lines().next().unwrap_or_default())),
        None => std::io::stdin().lock().read_line(&mut line).map(drop),
    };
    read.map_err(|cause| CommandError::Read { path: path.to_owned(), cause })?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(CommandError::Usage(format!("{} holds no password", path.display())));
    }
    Ok(password.to_owned())
}
