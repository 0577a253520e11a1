//! The server that is measured, and what its processes cost.

use crate::client::{Call, Client};
use std::fs::{self, File, OpenOptions};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const START_LIMIT: Duration = Duration::from_mins(1);
/// Linux counts processor time for programs in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// A running `api-server`; it is killed when this is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    log: File,
    /// From the start of the process to the first answer.
    pub(crate) started_in: Duration,
}

impl Server {
    /// Starts the server on a database and waits until it answers. Its log goes to a file in the folder.
    pub(crate) fn start(database: &str, folder: &Path) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
        let path = folder.join("server.log");
        let log = OpenOptions::new().create(true).append(true).open(&path).expect("the log can be written");
        log.set_len(0).expect("the log can be emptied");
        let mut command = Command::new(deskhand_testkit::server::binary("api-server"));
        // It shall have the defaults, whatever the environment of the driver says.
        command
            .arg("serve")
            .env_clear()
            .env("DESKHAND_DATABASE_URL", database)
            .env("DESKHAND_SERVER_LISTEN", address.to_string());
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log.try_clone().expect("a file can be shared"));
        let begun = Instant::now();
        let child = command.spawn().expect("the server can be started");
        let mut server = Self { child, address, log, started_in: Duration::ZERO };
        while !answers(address) {
            let has_ended = server.child.try_wait().expect("a child can be asked").is_some();
            assert!(
                !has_ended && begun.elapsed() < START_LIMIT,
                "the server does not start:\n{}",
                fs::read_to_string(&path).unwrap()
            );
            pause(Duration::from_millis(1));
        }
        server.started_in = begun.elapsed();
        server
    }

    /// The memory that is the process's alone, in kB.
    pub(crate) fn anonymous_kb(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("Linux tells RssAnon");
        line.trim().trim_end_matches("kB").trim().parse().expect("RssAnon is a number")
    }

    /// The processor time that it has used.
    pub(crate) fn cpu(&self) -> Duration {
        Times::of(self.child.id()).map_or(Duration::ZERO, |times| times.own)
    }

    /// Empties the log, which has a line for each call.
    pub(crate) fn forget_log(&self) {
        self.log.set_len(0).expect("the log can be emptied");
    }

    /// Asks it to stop and waits until it has.
    pub(crate) fn stop(mut self) {
        let status = Command::new("sh").args(["-c", "kill -TERM \"$1\"", "sh", &self.child.id().to_string()]).status();
        assert!(status.expect("the shell runs").success(), "the server ended by itself");
        self.child.wait().expect("a child can be waited for");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended already when it was stopped.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn answers(address: SocketAddr) -> bool {
    let call = Call { path: "/healthz".to_owned(), form: None };
    Client::connect(address).is_ok_and(|mut client| client.send(&call, "").is_ok())
}

/// The processor time of a process and all its children, also those that have ended.
pub(crate) fn cpu_with_children(parent: u32) -> Duration {
    let Some(times) = Times::of(parent) else { return Duration::ZERO };
    let processes = fs::read_dir("/proc").expect("there is /proc").flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let children = pids.filter_map(Times::of).filter(|child| child.parent == parent);
    times.own + times.ended_children + children.map(|child| child.own).sum::<Duration>()
}

struct Times {
    parent: u32,
    own: Duration,
    ended_children: Duration,
}

impl Times {
    fn of(pid: u32) -> Option<Self> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name, in parentheses, may hold blanks; the state and the parent follow it.
        let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = |from: usize| -> Option<Duration> {
            let both = fields[from].parse::<u32>().ok()? + fields[from + 1].parse::<u32>().ok()?;
            Some(TICK * both)
        };
        Some(Self { parent: fields[1].parse().ok()?, own: ticks(11)?, ended_children: ticks(13)? })
    }
}

/// Lets some time pass.
#[expect(clippy::disallowed_methods, reason = "nothing tells another process when this one listens or has come to rest")]
pub(crate) fn pause(length: Duration) {
    std::thread::sleep(length);
}
