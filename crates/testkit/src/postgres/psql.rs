//! SQL through `psql`: the testkit links no database library, so that it tests the product's use of one.

use super::Installation;
use crate::{capture::Capture, programs};
use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

const DONE: &str = "deskhand-done";

/// One connection kept open: starting `psql` costs more than making a database.
#[derive(Debug)]
pub(super) struct Session {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    errors: Capture,
}

impl Session {
    pub(super) fn open(installation: &Installation, url: &str) -> Self {
        let mut process = command(installation, url)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("`psql` runs");
        let input = process.stdin.take().expect("standard input is a pipe");
        let output = BufReader::new(process.stdout.take().expect("standard output is a pipe"));
        let errors = Capture::of(process.stderr.take().expect("standard error is a pipe"));
        Self { process, input, output, errors }
    }

    /// Runs statements that return no rows. After an error the session is over.
    pub(super) fn execute(&mut self, sql: &str) -> Result<(), String> {
        let mut answer = String::new();
        writeln!(self.input, "{sql};\nSELECT '{DONE}';")
            .and_then(|()| self.input.flush())
            .and_then(|()| self.output.read_line(&mut answer))
            .map_err(|cause| format!("{cause}\n{}", self.errors.text()))?;
        if answer.trim_end() == DONE { Ok(()) } else { Err(format!("{answer}{}", self.errors.text())) }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(super) fn query(installation: &Installation, url: &str, sql: &str) -> String {
    let output = command(installation, url).args(["--command", sql]).stdin(Stdio::null()).output().expect("`psql` runs");
    assert!(output.status.success(), "`{sql}` fails: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}

/// Without the environment, where a developer's own `PG…` variables would change the connection. The password comes by a
/// variable, since everybody on the machine can read arguments.
fn command(installation: &Installation, url: &str) -> Command {
    let (address, password) = split_password(url);
    let mut command = Command::new(&installation.psql);
    programs::clear_environment(&mut command);
    command
        .env("PGCLIENTENCODING", "UTF8")
        .env("PGPASSWORD", password)
        .args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--no-password"])
        .args(["--set", "ON_ERROR_STOP=1", "--dbname", &address]);
    command
}

/// `postgres://user:password@host/name` without its password, and the password.
fn split_password(url: &str) -> (String, &str) {
    let parts = url.split_once('@').and_then(|(login, place)| Some((login.rsplit_once(':')?, place)));
    let Some(((user, password), place)) = parts else { panic!("`{url}` is no URL of a test database") };
    (format!("{user}@{place}"), password)
}
