//! The built binaries as child processes.
//!
//! Cargo does not build the binaries for another package's tests: run `cargo build --workspace` first.

mod leash;

use crate::{
    capture::{Capture, Waited},
    programs,
};
use leash::Leash;
use serde_json::Value;
use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

const START_LIMIT: Duration = Duration::from_mins(1);
const WAIT_LIMIT: Duration = Duration::from_mins(1);
const RUN_LIMIT: Duration = Duration::from_mins(5);
/// For what a process wrote just before its end to arrive.
const REST_LIMIT: Duration = Duration::from_secs(1);

/// A program about to be started: its arguments, and an environment of what it needs to run and of what the test sets.
///
/// Its working folder is an empty one of its own, so that no configuration file lies about.
///
/// ```no_run
/// use deskhand_testkit::{database::Database, server::Launch};
///
/// let database = Database::sqlite();
/// let server = Launch::serve().env("DESKHAND_DATABASE_URL", database.url()).start();
/// ```
#[derive(Debug)]
pub struct Launch {
    program: PathBuf,
    args: Vec<OsString>,
    environment: Vec<(OsString, OsString)>,
    folder: TempDir,
}

/// A running server that is killed when this value is dropped, or when the test process disappears.
///
/// ```no_run
/// use deskhand_testkit::{http, server::TestServer};
///
/// let server = TestServer::demo();
/// assert_eq!(http::get(&format!("{}/healthz", server.url())).status, 200);
/// ```
#[derive(Debug)]
pub struct TestServer {
    child: Child,
    leash: Option<Leash>,
    stdout: Capture,
    stderr: Capture,
    greeting: Value,
    /// The working folder, removed after the process.
    _folder: TempDir,
}

impl Launch {
    /// A program of this workspace by its name, such as `mail-worker`.
    ///
    /// # Panics
    /// When the binary is not built.
    pub fn program(name: &str) -> Self {
        Self::executable(binary(name))
    }

    /// A program by its path, such as the shell.
    ///
    /// ```
    /// use deskhand_testkit::server::Launch;
    ///
    /// let output = Launch::executable("/bin/sh").args(["-c", "echo $DESKHAND_LOG"]).env("DESKHAND_LOG", "debug").run();
    /// assert_eq!(output.stdout, b"debug\n");
    /// ```
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn executable(path: impl Into<PathBuf>) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { program: path.into(), args: Vec::new(), environment: Vec::new(), folder }
    }

    /// `api-server demo` on a free port, with its data in the given folder.
    pub fn demo(data: &Path) -> Self {
        Self::program("api-server").args(["demo", "--listen", "127.0.0.1:0", "--json", "--data"]).arg(data)
    }

    /// `api-server serve`; the test adds arguments and environment.
    pub fn serve() -> Self {
        Self::program("api-server").arg("serve")
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.args.push(argument.as_ref().to_owned());
        self
    }

    /// Adds arguments.
    #[must_use]
    pub fn args(self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        arguments.into_iter().fold(self, Self::arg)
    }

    /// Sets an environment variable, such as `DESKHAND_LOG`.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.push((name.as_ref().to_owned(), value.as_ref().to_owned()));
        self
    }

    /// The program's working folder: for a file that the program shall find there.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts a server and waits for its first line of output, a JSON object with at least `url`.
    ///
    /// # Panics
    /// When the program ends, or prints no such line in a minute; the message holds what it printed.
    pub fn start(self) -> TestServer {
        let mut server = self.spawn();
        let waited = server.stdout.wait_until(START_LIMIT, |text| text.contains('\n'));
        match serde_json::from_str(server.stdout().lines().next().unwrap_or_default()) {
            Ok(Value::Object(greeting)) if greeting.contains_key("url") => server.greeting = Value::Object(greeting),
            _ => server.fail_to_greet(waited),
        }
        server
    }

    /// Starts a program that prints no greeting, such as `mail-worker`, and waits for nothing; [`TestServer::url`] has no answer then.
    ///
    /// # Panics
    /// When the binary cannot be run.
    pub fn spawn(self) -> TestServer {
        let mut command = self.command();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|cause| panic!("{} does not run: {cause}", self.program.display()));
        let stdout = Capture::of(child.stdout.take().expect("standard output is a pipe"));
        let stderr = Capture::of(child.stderr.take().expect("standard error is a pipe"));
        let leash = Some(Leash::on(child.id()));
        TestServer { child, leash, stdout, stderr, greeting: Value::Null, _folder: self.folder }
    }

    /// Runs the program to its end.
    ///
    /// # Panics
    /// When the binary cannot be run, or still runs after five minutes.
    pub fn run(self) -> Output {
        let mut process = self.spawn();
        let status = process.wait_at_most(RUN_LIMIT);
        Output { status, stdout: process.stdout.bytes(), stderr: process.stderr.bytes() }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        programs::clear_environment(&mut command);
        command.args(&self.args).envs(self.environment.iter().map(|(name, value)| (name, value))).current_dir(self.folder.path());
        command
    }
}

impl TestServer {
    /// Starts `api-server demo` with its data in the server's own temporary folder.
    ///
    /// # Panics
    /// See [`Launch::start`].
    pub fn demo() -> Self {
        let launch = Launch::program("api-server");
        let data = launch.folder().join("data");
        launch.args(["demo", "--listen", "127.0.0.1:0", "--json", "--data"]).arg(data).start()
    }

    /// The address of the server, without a slash at its end.
    ///
    /// # Panics
    /// When the program was started by [`Launch::spawn`].
    pub fn url(&self) -> &str {
        self.greeting.get("url").and_then(Value::as_str).expect("the server's greeting has its URL")
    }

    /// Host and port of [`TestServer::url`], as [`crate::http::raw`] takes them.
    pub fn address(&self) -> &str {
        let url = self.url();
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }

    /// The JSON object that the server printed when it listened.
    pub fn greeting(&self) -> &Value {
        &self.greeting
    }

    /// The process id, to measure the process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What the server printed so far.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What the server logged so far.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Waits until the log holds a text.
    ///
    /// # Panics
    /// When the log ends without it, or a minute passes.
    pub fn wait_for_log(&self, text: &str) {
        let waited = self.stderr.wait_until(WAIT_LIMIT, |log| log.contains(text));
        assert_eq!(waited, Waited::Found, "no `{text}` in the log:\n{}", self.stderr());
    }

    /// Kills the server as a power cut would (SIGKILL) and waits until it is gone.
    pub fn kill9(&mut self) {
        let _ = self.child.kill();
        self.reap();
    }

    /// Asks the server to finish what runs and to stop (SIGTERM); [`TestServer::wait`] waits for it.
    ///
    /// # Panics
    /// When the server is gone already.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// Sends a signal by its name, such as `HUP`, `STOP` or `CONT`.
    ///
    /// # Panics
    /// When the server is gone already.
    pub fn signal(&self, name: &str) {
        assert!(self.leash.is_some(), "the server ended earlier:\n{}", self.stderr());
        programs::signal(self.child.id(), name);
    }

    /// Waits until the server ends by itself.
    ///
    /// # Panics
    /// When it still runs after a minute.
    pub fn wait(&mut self) -> ExitStatus {
        self.wait_at_most(WAIT_LIMIT)
    }

    /// Waits until the server ends by itself within a given time.
    ///
    /// # Panics
    /// When it still runs then.
    pub fn wait_at_most(&mut self, limit: Duration) -> ExitStatus {
        // A process that ends closes its output: an event to wait for, unlike the end itself.
        assert!(self.stdout.wait_for_end(limit), "the server still runs after {limit:?}:\n{}", self.stderr());
        self.reap()
    }

    fn reap(&mut self) -> ExitStatus {
        // Only while the process is not waited for does its id surely belong to it.
        drop(self.leash.take());
        let status = self.child.wait().expect("a child process can be waited for");
        self.stdout.wait_for_end(REST_LIMIT);
        self.stderr.wait_for_end(REST_LIMIT);
        status
    }

    fn fail_to_greet(&mut self, waited: Waited) -> ! {
        self.kill9();
        let fault = if waited == Waited::TimedOut { "is silent" } else { "does not greet with a line of JSON that has an `url`" };
        panic!("the server {fault}\n-- standard output:\n{}\n-- standard error:\n{}", self.stdout(), self.stderr());
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.kill9();
    }
}

/// Where a binary of this workspace lies: beside the running test, or in the folder that `DESKHAND_BIN_DIR` names.
///
/// ```no_run
/// let path = deskhand_testkit::server::binary("api-server");
/// assert!(path.ends_with("api-server"));
/// ```
///
/// # Panics
/// When it is not built; the message names the command that builds it.
pub fn binary(name: &str) -> PathBuf {
    let folder = env::var_os("DESKHAND_BIN_DIR").map_or_else(folder_of_profile, PathBuf::from);
    let path = folder.join(name);
    assert!(path.is_file(), "{} is not built: run `cargo build --workspace`, or set DESKHAND_BIN_DIR", path.display());
    path
}

/// A test runs from `target/<profile>/deps`.
fn folder_of_profile() -> PathBuf {
    let test = env::current_exe().expect("the test knows its own path");
    test.ancestors().nth(2).expect("a test lies in a folder of the target folder").to_owned()
}
