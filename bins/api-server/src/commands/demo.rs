//! `demo`: a desk with sample data, to try things out.

use super::{CommandResult, serve};
use crate::cli;
use crate::config::Config;
use crate::console;
use crate::error::CommandError;
use crate::random::SystemRandom;
use deskhand_model::time::SystemClock;
use deskhand_service::Random;
use deskhand_service::demo::{self, DemoSummary};
use deskhand_storage::{Store, StoreOptions};
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is kept of a demo beside its database, readable by its owner alone.
#[derive(Serialize, Deserialize)]
struct Note {
    staff: Vec<Login>,
    accesskey: String,
    customer: Customer,
}

#[derive(Serialize, Deserialize)]
struct Login {
    email: String,
    password: String,
    token: String,
    #[serde(rename = "type")]
    role: i64,
}

#[derive(Serialize, Deserialize)]
struct Customer {
    email: String,
    password: String,
}

/// The line that `--json` prints.
#[derive(Serialize)]
struct Line<'a> {
    url: &'a str,
    public: bool,
    private: bool,
    staff: &'a [Login],
    accesskey: &'a str,
}

/// Serves a demo, made anew when the folder is empty.
pub(super) fn demo(config: &Config, options: &cli::Options, args: &cli::Demo) -> CommandResult {
    let store_options = store_options(config, options, &args.data);
    let (store, note) = match read_note(&args.data)? {
        Some(note) => (Store::open(&store_options)?, note),
        None => make(&args.data, &store_options)?,
    };
    serve::serve_store(config, &store, |running| {
        let url = running.url();
        let text = if args.json { json_line(&url, &note)? } else { welcome(&url, &args.data, &note) };
        Ok(console::print(&text)?)
    })
}

/// A demo has its own database in its folder, unless a flag names another one: whoever tries a demo on a machine that is
/// configured for a real desk must not touch that desk.
fn store_options(config: &Config, options: &cli::Options, folder: &Path) -> StoreOptions {
    let url = options.database.clone().unwrap_or_else(|| format!("sqlite:{}", folder.join("desk.db").display()));
    StoreOptions { url, ..config.store_options() }
}

fn note_path(folder: &Path) -> PathBuf {
    folder.join("demo.json")
}

fn read_note(folder: &Path) -> Result<Option<Note>, CommandError> {
    let path = note_path(folder);
    match fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|cause| CommandError::DemoFile { path, cause }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(CommandError::Read { path, cause }),
    }
}

fn make(folder: &Path, options: &StoreOptions) -> Result<(Store, Note), CommandError> {
    let failed = |cause| CommandError::Write { path: folder.to_owned(), cause };
    fs::create_dir_all(folder).map_err(failed)?;
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(CommandError::NotEmpty(folder.display().to_string()));
    }
    let store = Store::open(options)?;
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    match demo::fill(&store, &SystemClock, &random) {
        Ok(summary) => {
            let note = Note::from(summary);
            write_note(folder, &note)?;
            Ok((store, note))
        }
        Err(error) => {
            remove_half(folder);
            Err(error.into())
        }
    }
}

/// The folder was empty before; what a failed demo left there would only stand in the way of the next one.
fn remove_half(folder: &Path) {
    for name in ["desk.db", "desk.db-wal", "desk.db-shm"] {
        // The database may be elsewhere.
        drop(fs::remove_file(folder.join(name)));
    }
}

/// Written under another name first: a demo that was interrupted leaves no note, and is not taken for a whole one.
fn write_note(folder: &Path, note: &Note) -> CommandResult {
    let (path, unfinished) = (note_path(folder), folder.join("demo.json.new"));
    let failed = |cause| CommandError::Write { path: path.clone(), cause };
    let text = serde_json::to_vec(note).map_err(|error| failed(error.into()))?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished).map_err(failed)?;
    file.write_all(&text).and_then(|()| file.sync_all()).map_err(failed)?;
    fs::rename(&unfinished, &path).map_err(failed)
}

fn json_line(url: &str, note: &Note) -> Result<String, CommandError> {
    let line = Line { url, public: true, private: true, staff: &note.staff, accesskey: &note.accesskey };
    serde_json::to_string(&line).map_err(|error| CommandError::Print(error.into()))
}

fn welcome(url: &str, folder: &Path, note: &Note) -> String {
    let mut text = format!("The demo desk in {} listens at {url}. Stop it with Ctrl-C.\n\nStaff:\n", folder.display());
    for login in &note.staff {
        // Writing to a text cannot fail.
        let _ = writeln!(text, "  type {}  {}  password {}  token {}", login.role, login.email, login.password, login.token);
    }
    let _ = writeln!(text, "\nCustomer:\n  {}  portal password {}", note.customer.email, note.customer.password);
    let token = note.staff.first().map(|login| login.token.as_str()).unwrap_or_default();
    let key = &note.accesskey;
    text + &format!(
        "\nTry:\n  \
         curl '{url}/api/index.php?method=version'\n  \
         curl '{url}/api/index.php?method=request.get&accesskey={key}'\n  \
         curl '{url}/api/index.php?method=request.create' -d tNote='The printer is on fire' -d sEmail=me@example.org\n  \
         curl -H 'Authorization: Bearer {token}' '{url}/api/index.php?method=private.request.search&fOpen=1&length=5&output=json'\n"
    )
}

impl From<DemoSummary> for Note {
    fn from(summary: DemoSummary) -> Self {
        let login = |login: demo::DemoLogin| Login {
            email: login.email,
            password: login.password,
            token: login.token,
            role: login.role.code(),
        };
        Self {
            staff: summary.staff.into_iter().map(login).collect(),
            accesskey: summary.access_key,
            customer: Customer { email: summary.customer.email, password: summary.customer.password },
        }
    }
}
