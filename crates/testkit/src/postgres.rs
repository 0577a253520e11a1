//! A PostgreSQL server of its own for each test process.
//!
//! The server is started from the machine's installed packages, with its own data folder, port and password, and listens on
//! the loopback address alone. It is gone, with its data, soon after the test process is, however that ended: a shell script
//! beside the server waits on a pipe from the test process and cleans up when the pipe closes.

mod installation;
mod psql;

use crate::{
    capture::{Capture, Waited},
    hex,
};
use installation::Installation;
use psql::Session;
use std::{
    fs::{self, File, OpenOptions},
    io::{Read, Write},
    net::TcpListener,
    os::unix::{
        fs::{OpenOptionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

const START_LIMIT: Duration = Duration::from_mins(2);
/// Another process may take the port between our choosing it and the server's binding it.
const START_ATTEMPTS: usize = 5;
const READY: &str = "database system is ready to accept connections";
const PORT_TAKEN: &str = "could not bind";

/// Whether a commit waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Commits return at once. A crash of the server may lose them: for all tests that crash nothing.
    Fast,
    /// `fsync` and `synchronous_commit` are on, as in production.
    Durable,
}

/// A running PostgreSQL server.
///
/// ```no_run
/// use deskhand_testkit::postgres::TestPostgres;
///
/// let url = TestPostgres::shared().fresh_database();
/// assert!(url.starts_with("postgres://"));
/// ```
#[derive(Debug)]
pub struct TestPostgres {
    keeper: Child,
    log: Capture,
    home: PathBuf,
    /// The URL without the name of a database.
    server_url: String,
    session: Mutex<Session>,
    databases: AtomicU64,
}

impl TestPostgres {
    /// The process's server for ordinary tests, started at the first call.
    ///
    /// # Panics
    /// See [`TestPostgres::start`].
    pub fn shared() -> &'static Self {
        static SERVER: OnceLock<TestPostgres> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(Durability::Fast))
    }

    /// The process's server whose commits wait for the disk, started at the first call.
    ///
    /// # Panics
    /// See [`TestPostgres::start`].
    pub fn durable() -> &'static Self {
        static SERVER: OnceLock<TestPostgres> = OnceLock::new();
        SERVER.get_or_init(|| Self::start(Durability::Durable))
    }

    /// Starts a server for the caller alone. It is stopped, and its data removed, before the drop returns.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start; the message names the Debian package or holds the server's log.
    pub fn start(durability: Durability) -> Self {
        let installation = Installation::find();
        for _ in 1..START_ATTEMPTS {
            match Self::try_start(&installation, durability) {
                Ok(server) => return server,
                Err(log) if log.contains(PORT_TAKEN) => {}
                Err(log) => panic!("PostgreSQL does not start:\n{log}"),
            }
        }
        Self::try_start(&installation, durability).expect("PostgreSQL gets a free port within a few attempts")
    }

    /// Makes an empty UTF-8 database and returns its URL. It stays until the server stops; see [`TestPostgres::drop_database`].
    ///
    /// # Panics
    /// When the server refuses, with its reason.
    pub fn fresh_database(&self) -> String {
        let name = format!("desk_{}", self.databases.fetch_add(1, Ordering::Relaxed) + 1);
        self.administer(&format!("CREATE DATABASE {name} TEMPLATE template0"))
            .unwrap_or_else(|cause| panic!("the test database {name} cannot be made: {cause}"));
        self.database_url(&name)
    }

    /// Drops a database of this server, cutting its connections. Does nothing when it is gone already, so that a drop may call it.
    pub fn drop_database(&self, url: &str) {
        if let Some(name) = url.strip_prefix(&self.server_url).and_then(|rest| rest.strip_prefix('/')) {
            // A test that has failed already should show its own message, not this one's.
            let _ = self.administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }

    /// Runs SQL on a database through `psql` and returns what it prints: a line a row, columns joined by `|`.
    ///
    /// # Panics
    /// When the SQL fails, with what `psql` says.
    pub fn query(&self, url: &str, sql: &str) -> String {
        psql::query(&Installation::find(), url, sql)
    }

    /// The process id of the script that keeps the server and cleans up after it; it ends last of all.
    pub fn keeper_pid(&self) -> u32 {
        self.keeper.id()
    }

    /// The temporary folder that holds the server's data.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        self.log.text()
    }

    fn try_start(installation: &Installation, durability: Durability) -> Result<Self, String> {
        let password = random_password();
        let home = make_home(installation, &password);
        let port = free_port();
        let mut keeper = spawn_keeper(installation, &home, port, durability);
        let log = Capture::of(keeper.stderr.take().expect("standard error is a pipe"));
        if log.wait_until(START_LIMIT, |text| text.contains(READY)) != Waited::Found {
            stop(&mut keeper);
            return Err(log.text());
        }
        let server_url = format!("postgres://deskhand:{password}@127.0.0.1:{port}");
        let session = Mutex::new(Session::open(installation, &format!("{server_url}/postgres")));
        Ok(Self { keeper, log, home, server_url, session, databases: AtomicU64::new(0) })
    }

    fn database_url(&self, name: &str) -> String {
        format!("{}/{name}", self.server_url)
    }

    fn administer(&self, sql: &str) -> Result<(), String> {
        self.session.lock().unwrap_or_else(PoisonError::into_inner).execute(sql)
    }
}

impl Drop for TestPostgres {
    fn drop(&mut self) {
        stop(&mut self.keeper);
    }
}

/// Closing its standard input tells the keeper to stop the server and to remove the data.
fn stop(keeper: &mut Child) {
    drop(keeper.stdin.take());
    let _ = keeper.wait();
}

/// The keeper removes the folder, for it outlives this process.
fn make_home(installation: &Installation, password: &str) -> PathBuf {
    let home = tempfile::Builder::new().prefix("deskhand-postgres-").tempdir().expect("a temporary folder can be made").keep();
    let file = home.join("password");
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&file)
        .and_then(|mut opened| opened.write_all(password.as_bytes()))
        .expect("the password file can be written");
    if let Some(account) = &installation.account {
        for path in [&home, &file] {
            chown(path, Some(account.user), Some(account.group)).expect("root can give a folder away");
        }
    }
    home
}

fn spawn_keeper(installation: &Installation, home: &Path, port: u16, durability: Durability) -> Child {
    let switch = match durability {
        Durability::Fast => "off",
        Durability::Durable => "on",
    };
    Command::new("sh")
        .args(["-c", include_str!("postgres/keep.sh"), "keep-postgres"])
        .args([installation.programs.as_os_str(), home.as_os_str()])
        .args([&port.to_string(), switch])
        .args(installation.account.iter().flat_map(installation::Account::command))
        // A group of its own: an interrupt from the terminal must not take the keeper down before it has cleaned up.
        .process_group(0)
        .current_dir(home)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the shell runs")
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("the loopback address has a free port")
        .port()
}

fn random_password() -> String {
    let mut bytes = [0; 16];
    File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes)).expect("the system gives random bytes");
    hex::encode(&bytes)
}

/// The effective user, read without a call to libc.
fn user_id() -> u32 {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").expect("the process has a folder in /proc").uid()
}
