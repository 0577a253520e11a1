//! `check`: everything that is wrong, at once.

use super::CommandResult;
use crate::cli::Options;
use crate::config::Config;
use crate::error::CommandError;
use crate::{console, disk};
use deskhand_model::Settings;
use deskhand_storage::{Store, desk};
use std::fmt::Write;
use std::net::{TcpListener, ToSocketAddrs};

/// Looks at configuration, database, settings, disk and address; fails when anything is wrong.
pub(super) fn check(options: &Options) -> CommandResult {
    let (config, errors) = Config::load_leniently(&options.sources());
    let mut problems: Vec<String> = errors.0.iter().map(ToString::to_string).collect();
    problems.extend(address_problem(&config.server.listen));
    match Store::open(&config.store_options()) {
        Ok(store) => problems.extend(store_problems(&store, &config)),
        Err(error) => problems.push(error.chain()),
    }
    if problems.is_empty() {
        return Ok(console::print("Everything is in order.")?);
    }
    console::print(&problems.join("\n"))?;
    let count = if problems.len() == 1 { "1 problem".to_owned() } else { format!("{} problems", problems.len()) };
    Err(CommandError::Problems(count))
}

fn address_problem(address: &str) -> Option<String> {
    let addresses = address.to_socket_addrs().map(Vec::from_iter);
    let bound = addresses.and_then(|addresses| TcpListener::bind(addresses.as_slice()));
    bound.err().map(|error| format!("server.listen: cannot listen on {address}: {error} (is the server running?)"))
}

fn store_problems(store: &Store, config: &Config) -> Vec<String> {
    let mut problems = Vec::new();
    match store.is_ready() {
        Ok(true) => {}
        Ok(false) => problems.push("the database lacks migrations".to_owned()),
        Err(error) => problems.push(error.chain()),
    }
    match disk::free_bytes(store) {
        Ok(Some(free)) if free < config.server.min_free_disk_bytes => {
            problems.push(format!("the disk of the database has only {free} bytes left (server.min_free_disk_bytes)"));
        }
        Ok(_) => {}
        Err(error) => problems.push(format!("the disk of the database does not answer: {error}")),
    }
    match store.read(desk::load) {
        Ok(desk) => problems.extend(settings_problems(&desk.settings)),
        Err(error) => problems.push(format!("the desk's configuration: {}", error.chain())),
    }
    problems
}

fn settings_problems(settings: &Settings) -> Vec<String> {
    let mut problems = Vec::new();
    if settings.format.time_zone.parse::<chrono_tz::Tz>().is_err() {
        problems.push(format!("settings: format.time_zone {:?} is no time zone", settings.format.time_zone));
    }
    for (key, format) in [("format.date", &settings.format.date), ("format.datetime", &settings.format.datetime)] {
        // The formatter reports a bad format only when it writes.
        let time = chrono::DateTime::UNIX_EPOCH.format(format);
        if write!(String::new(), "{time}").is_err() {
            problems.push(format!("settings: {key} {format:?} is no format of strftime"));
        }
    }
    let base = &settings.desk.base_url;
    let is_web = |url: &url::Url| matches!(url.scheme(), "http" | "https");
    if !base.is_empty() && (base.ends_with('/') || !url::Url::parse(base).is_ok_and(|url| is_web(&url))) {
        problems.push(format!("settings: desk.base_url {base:?} must be an http or https address without a trailing slash"));
    }
    if settings.api.max_rows < 1 {
        problems.push("settings: api.max_rows must be at least 1".to_owned());
    }
    problems
}
