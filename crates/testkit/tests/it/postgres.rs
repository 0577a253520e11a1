use std::{
    env, fs,
    io::{self, BufRead, BufReader, Read},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::processes;
use deskhand_testkit::postgres::{Durability, TestPostgres};

const HOLD_A_SERVER: &str = "DESKHAND_TESTKIT_HOLD_A_SERVER";

#[test]
fn each_fresh_database_is_empty_and_apart() {
    let server = TestPostgres::shared();
    let (one, other) = (server.fresh_database(), server.fresh_database());
    server.query(&one, "CREATE TABLE notes (body TEXT); INSERT INTO notes VALUES ('größer 你好')");
    assert_eq!(server.query(&one, "SELECT body FROM notes"), "größer 你好");
    assert_eq!(server.query(&other, "SELECT count(*) FROM pg_tables WHERE tablename = 'notes'"), "0");
}

#[test]
fn a_database_is_utf8_and_sorts_by_code_point() {
    let server = TestPostgres::shared();
    let sql = "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database WHERE datname = current_database()";
    assert_eq!(server.query(&server.fresh_database(), sql), "UTF8|C.UTF-8");
}

#[test]
fn commits_wait_for_the_disk_only_on_a_durable_server() {
    let (fast, durable) = (TestPostgres::shared(), TestPostgres::start(Durability::Durable));
    let sql = "SELECT current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')";
    assert_eq!(fast.query(&fast.fresh_database(), sql), "off|off|off");
    assert_eq!(durable.query(&durable.fresh_database(), sql), "on|on|on");
}

#[test]
fn a_dropped_server_leaves_nothing_behind() {
    let server = TestPostgres::start(Durability::Fast);
    let (home, pid) = (server.home().to_owned(), server_pid(server.home()));
    assert!(processes::is_running(pid));
    drop(server);
    assert!(!home.exists() && !processes::is_running(pid));
}

#[test]
fn a_test_process_that_ends_leaves_nothing_behind() {
    let mut process = hold_a_server();
    drop(process.child.stdin.take());
    process.child.wait().unwrap();
    process.assert_all_is_gone();
}

#[test]
fn a_killed_test_process_leaves_nothing_behind() {
    let mut process = hold_a_server();
    process.child.kill().unwrap();
    process.child.wait().unwrap();
    process.assert_all_is_gone();
}

/// Not a test of its own: the two above run it in a process of its own, and end it in their way.
#[test]
fn holder() {
    if env::var_os(HOLD_A_SERVER).is_some() {
        let server = TestPostgres::shared();
        println!("\nholding\t{}\t{}", server.keeper_pid(), server.home().display());
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
}

struct Holder {
    child: Child,
    /// Kept open, since the test harness of the child still prints.
    _output: BufReader<ChildStdout>,
    keeper: u32,
    server: u32,
    home: String,
}

fn hold_a_server() -> Holder {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "postgres::holder", "--nocapture"])
        .env(HOLD_A_SERVER, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let line = output.by_ref().lines().map_while(Result::ok).find(|line| line.starts_with("holding\t")).unwrap();
    let mut parts = line.split('\t').skip(1);
    let (keeper, home) = (parts.next().unwrap().parse().unwrap(), parts.next().unwrap().to_owned());
    Holder { child, _output: output, keeper, server: server_pid(Path::new(&home)), home }
}

impl Holder {
    fn assert_all_is_gone(&self) {
        processes::wait_for_end(self.keeper);
        assert!(!processes::is_running(self.server), "the server still runs");
        assert!(!Path::new(&self.home).exists(), "{} is still there", self.home);
    }
}

fn server_pid(home: &Path) -> u32 {
    let file = fs::read_to_string(home.join("data/postmaster.pid")).unwrap();
    file.lines().next().unwrap().parse().unwrap()
}
