use std::{
    env,
    io::{self, BufRead, BufReader, Read},
    process::{Command, Stdio},
    time::Duration,
};

use crate::processes;
use deskhand_testkit::server::{Launch, TestServer};

const HOLD_A_SERVER: &str = "DESKHAND_TESTKIT_HOLD_A_PROCESS";

/// A shell that greets as the server does, then runs the rest of a script.
fn shell(script: &str) -> Launch {
    let greeting = r#"{"url":"http://127.0.0.1:8080","accesskey":"1abc"}"#;
    Launch::executable("/bin/sh").args(["-c", &format!("echo '{greeting}'; {script}")])
}

fn started(script: &str) -> TestServer {
    shell(script).start()
}

#[test]
fn the_greeting_tells_the_address() {
    let server = started("exec sleep 60");
    assert_eq!((server.url(), server.address()), ("http://127.0.0.1:8080", "127.0.0.1:8080"));
    assert_eq!(server.greeting()["accesskey"], "1abc");
}

#[test]
fn a_server_goes_with_its_value() {
    let server = started("exec sleep 60");
    let pid = server.pid();
    assert!(processes::is_running(pid));
    drop(server);
    assert!(!processes::is_running(pid));
}

#[test]
fn a_terminated_server_may_end_well() {
    let mut server = started("sleep 60 >&- 2>&- & trap 'kill $!; exit 0' TERM; echo trapped >&2; wait");
    server.wait_for_log("trapped");
    server.terminate();
    assert_eq!(server.wait().code(), Some(0));
}

#[test]
fn a_killed_server_has_no_exit_code() {
    let mut server = started("exec sleep 60");
    server.kill9();
    assert_eq!(server.wait().code(), None);
}

#[test]
#[should_panic(expected = "the server still runs after 10ms")]
fn waiting_has_an_end() {
    started("exec sleep 60").wait_at_most(Duration::from_millis(10));
}

#[test]
#[should_panic(expected = "-- standard error:\nthe disk is full")]
fn a_server_that_does_not_start_shows_its_log() {
    let _ = Launch::executable("/bin/sh").args(["-c", "echo the disk is full >&2; exit 1"]).start();
}

#[test]
#[should_panic(expected = "run `cargo build --workspace`")]
fn a_missing_binary_names_the_command_that_builds_it() {
    let _ = Launch::program("no-such-binary");
}

#[test]
fn the_environment_is_the_tests_own() {
    let output = Launch::executable("/bin/sh").args(["-c", "env; pwd; ls -A"]).env("DESKHAND_LISTEN", "127.0.0.1:0").run();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("DESKHAND_LISTEN=127.0.0.1:0\n") && !text.contains("CARGO"), "{text}");
}

#[test]
fn a_killed_test_process_takes_its_server_along() {
    let mut holder = Command::new(env::current_exe().unwrap())
        .args(["--exact", "server::holder", "--nocapture"])
        .env(HOLD_A_SERVER, "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(holder.stdout.take().unwrap()).lines().map_while(Result::ok);
    let server = lines.find_map(|line| line.strip_prefix("holding ")?.parse().ok()).unwrap();
    assert!(processes::is_running(server));
    holder.kill().unwrap();
    holder.wait().unwrap();
    processes::wait_for_end(server);
}

/// Not a test of its own: the one above runs it in a process of its own, and kills that.
#[test]
fn holder() {
    if env::var_os(HOLD_A_SERVER).is_some() {
        let server = started("exec sleep 60");
        println!("\nholding {}", server.pid());
        io::stdin().read_to_end(&mut Vec::new()).unwrap();
    }
}
