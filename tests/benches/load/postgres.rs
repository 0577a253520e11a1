//! A PostgreSQL server whose data stays in the folder of the desk, with commits that wait for the disk.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server; it is stopped when this is dropped.
pub(crate) struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    port: u16,
}

impl Postgres {
    /// Starts the server of a folder, which is made when there is none. It trusts every program of this machine.
    pub(crate) fn start(folder: &Path) -> Self {
        let home = folder.join("postgres");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free").port();
        let server = Self { programs: programs(), data: home.join("data"), port };
        if !server.data.is_dir() {
            fs::create_dir_all(&home).expect("the folder can be written");
            if let Some((user, group)) = account() {
                chown(&home, Some(user), Some(group)).expect("root can give a folder away");
            }
            server.run("initdb", ["--username=deskhand", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        } else if server.data.join("postmaster.pid").is_file() {
            // A run that was killed left it behind.
            server.run("pg_ctl", ["stop", "--wait", "--mode=fast"]);
        }
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=on -c synchronous_commit=on \
             -c shared_buffers=512MB -c max_wal_size=4GB"
        );
        let log = home.join("log");
        server.run(
            "pg_ctl",
            [OsStr::new("start"), "--wait".as_ref(), "--log".as_ref(), log.as_ref(), "-o".as_ref(), options.as_ref()],
        );
        server
    }

    /// The URL of a database.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://deskhand@127.0.0.1:{}/{database}", self.port)
    }

    /// The process that all others of the server are children of.
    pub(crate) fn pid(&self) -> u32 {
        let file = fs::read_to_string(self.data.join("postmaster.pid")).expect("the server runs");
        file.lines().next().and_then(|line| line.parse().ok()).expect("the first line is the process id")
    }

    /// Runs SQL and returns what it prints.
    pub(crate) fn psql(&self, database: &str, sql: &str) -> String {
        let beside = self.programs.join("psql");
        let program = if beside.is_file() { beside } else { "psql".into() };
        let mut command = Command::new(program);
        command.args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--command", sql]);
        let output = command.arg(self.url(database)).output().expect("psql runs");
        assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Runs a program of the server, as its own user when we are root, for PostgreSQL refuses to run as root.
    fn run(&self, program: &str, args: impl IntoIterator<Item = impl AsRef<OsStr>>) {
        let path = self.programs.join(program);
        let mut command = match account() {
            Some((user, group)) => {
                let mut command = Command::new("setpriv");
                command.args([format!("--reuid={user}"), format!("--regid={group}"), "--clear-groups".to_owned()]).arg(path);
                command
            }
            None => Command::new(path),
        };
        let folder = self.data.parent().expect("the data has a folder");
        command.args(args).arg("--pgdata").arg(&self.data).current_dir(folder).env("LC_ALL", "C.UTF-8");
        // The server keeps its standard streams, so they must not be ours.
        let status = command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::null()).status();
        let status = status.expect("the programs of PostgreSQL run");
        assert!(status.success(), "{program} failed; is every folder above {} open to the user postgres?", folder.display());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.run("pg_ctl", ["stop", "--wait", "--mode=fast"]);
    }
}

/// The folder with `initdb` and `pg_ctl`: the newest version of Debian's packages, or the one in `PATH`.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> =
        versions.chain(std::env::split_paths(&path)).filter(|folder| folder.join("initdb").is_file()).collect();
    folders.sort();
    folders.pop().expect("PostgreSQL is installed: Debian's package is `postgresql`")
}

/// The user that runs the server in root's stead.
fn account() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").expect("there is /proc").uid() == 0;
    is_root.then(|| (id("-u"), id("-g")))
}

fn id(flag: &str) -> u32 {
    let output = Command::new("id").args([flag, "postgres"]).output().expect("`id` runs");
    String::from_utf8_lossy(&output.stdout).trim().parse().expect("there is a user postgres")
}
