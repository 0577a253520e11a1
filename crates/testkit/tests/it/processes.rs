//! Looking at processes that are not our children.

use std::{path::Path, process::Command};

pub(crate) fn is_running(pid: u32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

/// Fails when the process still runs after half a minute.
pub(crate) fn wait_for_end(pid: u32) {
    let mut wait = Command::new("timeout");
    wait.args(["30", "tail", &format!("--pid={pid}"), "--sleep-interval=0.05", "-f", "/dev/null"]);
    assert!(wait.status().unwrap().success(), "process {pid} still runs");
}
