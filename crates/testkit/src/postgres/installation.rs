//! Where PostgreSQL is installed, and as whom it may run.

use super::user_id;
use crate::programs::{folder_in_path, has_programs};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const DEBIAN_ROOT: &str = "/usr/lib/postgresql";
const SERVER: [&str; 2] = ["initdb", "postgres"];

/// The programs of one PostgreSQL version.
#[derive(Debug)]
pub(super) struct Installation {
    /// The folder with `initdb` and `postgres`.
    pub(super) programs: PathBuf,
    pub(super) psql: PathBuf,
    /// Set when the tests run as root, which PostgreSQL refuses to run as.
    pub(super) account: Option<Account>,
}

/// The user that runs the server in root's stead.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Installation {
    pub(super) fn find() -> Self {
        let Some(programs) = folder_in_path(&SERVER).or_else(newest_debian_version) else {
            panic!("no PostgreSQL server in PATH or in {DEBIAN_ROOT}/*/bin; install the Debian package `postgresql`");
        };
        let beside = has_programs(&programs, &["psql"]).then(|| programs.clone());
        let Some(client) = beside.or_else(|| folder_in_path(&["psql"])) else {
            panic!("no `psql` in {} or in PATH; install the Debian package `postgresql-client`", programs.display());
        };
        Self { programs, psql: client.join("psql"), account: (user_id() == 0).then(Account::postgres) }
    }
}

impl Account {
    /// The words before a command that runs it as this user.
    pub(super) fn command(&self) -> [String; 4] {
        ["setpriv".to_owned(), format!("--reuid={}", self.user), format!("--regid={}", self.group), "--clear-groups".to_owned()]
    }

    fn postgres() -> Self {
        assert!(folder_in_path(&["setpriv"]).is_some(), "there is no `setpriv` in PATH; install the Debian package `util-linux`");
        Self { user: id_of_postgres("-u"), group: id_of_postgres("-g") }
    }
}

fn newest_debian_version() -> Option<PathBuf> {
    let folders = fs::read_dir(DEBIAN_ROOT).ok()?;
    folders
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|version| has_programs(&version.join("bin"), &SERVER))
        .max_by_key(|version| version_number(version))
        .map(|version| version.join("bin"))
}

/// `15` and `16` since version 10, `9.6` before.
fn version_number(folder: &Path) -> Vec<u32> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.split('.').filter_map(|part| part.parse().ok()).collect()
}

fn id_of_postgres(flag: &str) -> u32 {
    let output = Command::new("id").args([flag, "postgres"]).output().expect("`id` of the Debian package `coreutils` runs");
    let Ok(id) = String::from_utf8_lossy(&output.stdout).trim().parse() else {
        panic!("root may not run PostgreSQL, and there is no user `postgres`; install the Debian package `postgresql`");
    };
    id
}
