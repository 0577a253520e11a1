//! Finding and signalling programs of the machine.

use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The first folder of `PATH` that holds all of some programs.
pub(crate) fn folder_in_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).find(|folder| has_programs(folder, names))
}

pub(crate) fn has_programs(folder: &Path, names: &[&str]) -> bool {
    names.iter().all(|name| folder.join(name).is_file())
}

/// Clears a command's environment but for what programs need to start and to write temporary files.
pub(crate) fn clear_environment(command: &mut Command) {
    const KEPT: [&str; 6] = ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "RUST_BACKTRACE", "LLVM_PROFILE_FILE"];
    command.env_clear().envs(KEPT.iter().filter_map(|name| Some((name, env::var_os(name)?))));
}

/// Sends a signal by its name, such as `TERM`. The shell does it, since a bare machine need not have `kill` as a program.
pub(crate) fn signal(pid: u32, name: &str) {
    let status = Command::new("sh")
        .args(["-c", r#"kill -s "$1" "$2""#, "sh", name, &pid.to_string()])
        .stdin(Stdio::null())
        .status()
        .expect("the shell runs");
    assert!(status.success(), "signal {name} reaches process {pid}");
}
