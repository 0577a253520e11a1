//! Kills a process when the test process that started it disappears, be it by `kill -9`.

use std::{
    io::Write,
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
};

/// A line on standard input means that all is well; its end without a line means that the test process is gone.
const SCRIPT: &str = r#"read -r _ || kill -s KILL "$1""#;

/// A shell that watches over one process. Drop it before the process is waited for, when its id may belong to another.
#[derive(Debug)]
pub(super) struct Leash {
    shell: Child,
}

impl Leash {
    pub(super) fn on(pid: u32) -> Self {
        let shell = Command::new("sh")
            .args(["-c", SCRIPT, "leash", &pid.to_string()])
            // A group of its own: an interrupt from the terminal must not take the shell down before the process.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the shell runs");
        Self { shell }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if let Some(mut input) = self.shell.stdin.take() {
            let _ = input.write_all(b"\n");
        }
        let _ = self.shell.wait();
    }
}
