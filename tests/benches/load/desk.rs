//! A built desk in its folder: what it is, and how to open a copy of it.

use crate::args::Database;
use crate::postgres::Postgres;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// What `build` writes to `desk.json` for `run`.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) database: Database,
    pub(crate) requests: u32,
    pub(crate) first_id: u64,
    /// After this time there are about a thousand history entries.
    pub(crate) changed_since: i64,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) token: String,
}

impl Desk {
    pub(crate) fn file(folder: &Path) -> PathBuf {
        folder.join("desk.json")
    }

    pub(crate) fn write(&self, folder: &Path) {
        let value = json!({
            "database": self.database.name(),
            "requests": self.requests,
            "first_id": self.first_id,
            "changed_since": self.changed_since,
            "email": self.email,
            "password": self.password,
            "token": self.token,
        });
        fs::write(Self::file(folder), format!("{value:#}\n")).expect("desk.json can be written");
    }

    pub(crate) fn read(folder: &Path) -> Self {
        let text = fs::read_to_string(Self::file(folder)).expect("the folder holds a desk.json: run `build` first");
        let value: Value = serde_json::from_str(&text).expect("desk.json is JSON");
        let text = |key: &str| value[key].as_str().expect("desk.json is whole").to_owned();
        Self {
            database: Database::from_name(&text("database")).expect("desk.json names a database"),
            requests: value["requests"].as_u64().and_then(|n| u32::try_from(n).ok()).expect("desk.json has a number of requests"),
            first_id: value["first_id"].as_u64().expect("desk.json has the first number"),
            changed_since: value["changed_since"].as_i64().expect("desk.json has a time"),
            email: text("email"),
            password: text("password"),
            token: text("token"),
        }
    }
}

/// The database of a desk, with its server when it has one.
pub(crate) struct Opened {
    pub(crate) url: String,
    pub(crate) postgres: Option<Postgres>,
    /// A copy of a SQLite file, removed at the end.
    copy: Option<PathBuf>,
}

impl Opened {
    /// An empty database for `build`.
    pub(crate) fn empty(folder: &Path, database: Database) -> Self {
        match database {
            Database::Sqlite => Self { url: url_of(&sqlite_file(folder)), postgres: None, copy: None },
            Database::Postgres => {
                let postgres = Postgres::start(folder);
                postgres.psql("postgres", "CREATE DATABASE desk TEMPLATE template0");
                Self { url: postgres.url("desk"), postgres: Some(postgres), copy: None }
            }
        }
    }

    /// A copy for `run`, so that every run begins with the same desk.
    pub(crate) fn copy(folder: &Path, database: Database) -> Self {
        match database {
            Database::Sqlite => {
                let copy = folder.join("run.db");
                remove(&copy);
                fs::copy(sqlite_file(folder), &copy).expect("the desk can be copied");
                Self { url: url_of(&copy), postgres: None, copy: Some(copy) }
            }
            Database::Postgres => {
                let postgres = Postgres::start(folder);
                postgres.psql("postgres", "DROP DATABASE IF EXISTS run WITH (FORCE)");
                postgres.psql("postgres", "CREATE DATABASE run TEMPLATE desk STRATEGY file_copy");
                Self { url: postgres.url("run"), postgres: Some(postgres), copy: None }
            }
        }
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        if let Some(postgres) = self.postgres.as_ref().filter(|_| self.url.ends_with("/run")) {
            postgres.psql("postgres", "DROP DATABASE run WITH (FORCE)");
        }
        if let Some(copy) = &self.copy {
            remove(copy);
        }
    }
}

fn sqlite_file(folder: &Path) -> PathBuf {
    folder.join("desk.db")
}

fn url_of(file: &Path) -> String {
    format!("sqlite:{}", file.display())
}

fn remove(database: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = database.as_os_str().to_owned();
        name.push(suffix);
        // Most of them are not there.
        drop(fs::remove_file(name));
    }
}
