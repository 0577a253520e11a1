//! Demo desks for many tests: each engine makes one, and the others are copies of it.

use deskhand_testkit::{postgres::TestPostgres, server::Launch};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};
use tempfile::TempDir;

/// What `demo` writes beside its database.
const NOTE: &str = "demo.json";

struct Template {
    database: String,
    folder: TempDir,
}

static SQLITE: LazyLock<Template> =
    LazyLock::new(|| Template::make(|folder| format!("sqlite:{}", folder.join("desk.db").display())));
static POSTGRES: LazyLock<Template> = LazyLock::new(|| Template::make(|_| TestPostgres::shared().fresh_database()));

impl Template {
    fn make(database: impl FnOnce(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = database(folder.path());
        let mut server = Launch::demo(&folder.path().join("demo")).args(["--database", &database]).start();
        server.terminate();
        server.wait();
        Self { database, folder }
    }

    fn copy_note(&self, to: &Path) {
        fs::create_dir(to).unwrap();
        fs::copy(self.folder.path().join("demo").join(NOTE), to.join(NOTE)).unwrap();
    }
}

/// Makes an empty database a demo desk, and a folder its notes. On a server of its own, `demo` has to do so itself.
pub(crate) fn furnish(database: &str, notes: &Path) {
    if let Some(file) = database.strip_prefix("sqlite:") {
        copy_files(&SQLITE, Path::new(file));
        SQLITE.copy_note(notes);
    } else if server_of(database) == server_of(&POSTGRES.database) {
        let (server, name) = database.rsplit_once('/').unwrap();
        let (_, template) = POSTGRES.database.rsplit_once('/').unwrap();
        for sql in [format!("DROP DATABASE {name}"), format!("CREATE DATABASE {name} TEMPLATE {template}")] {
            TestPostgres::shared().query(&format!("{server}/postgres"), &sql);
        }
        POSTGRES.copy_note(notes);
    }
}

/// The database with what SQLite keeps beside it.
fn copy_files(template: &Template, to: &Path) {
    for suffix in ["", "-wal"] {
        let from = PathBuf::from(template.database.replace("sqlite:", "") + suffix);
        if from.exists() {
            fs::copy(from, format!("{}{suffix}", to.display())).unwrap();
        }
    }
}

fn server_of(database: &str) -> &str {
    database.rsplit_once('/').unwrap().0
}
