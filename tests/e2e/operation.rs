//! Watching a desk, several servers of one desk, and databases that go away.

use crate::{
    desk::{self, Desk, error_of, printed, text, until, within},
    formats::{FORMATS, Node},
    proxy::Proxy,
};
use deskhand_testkit::{
    database::Database,
    http::{self, Call},
    on_both,
    postgres::{Durability, TestPostgres},
    server::Launch,
};
use std::{fs, time::Duration};

/// A figure of what a process alone holds in memory, in KiB.
const IDLE_LIMIT: u64 = 40 * 1024;
const SETTINGS: &str = "[settings.api]\npublic = true\nprivate = true\nversion = \"9.9\"\n";
/// A change of the configuration reaches the other servers within half a second; this leaves room for a slow machine.
const SOON: Duration = Duration::from_secs(5);

on_both! {
    fn the_watchers_see_a_server_that_is_well(url: &str) {
        let desk = Desk::demo(url);
        desk.create("x");
        desk.call("private.request.get", &[("xRequest", "1")]);
        let home = desk.server.url();
        let [alive, ready, metrics] = ["healthz", "readyz", "metrics"].map(|page| http::get(&format!("{home}/{page}")));
        assert_eq!([alive.status, ready.status, metrics.status], [200; 3]);
        let figures = [
            r#"deskhand_requests_total{method="request.create",status="200"} 1"#,
            r#"deskhand_requests_total{method="private.request.get",status="400"} 1"#,
            r#"deskhand_request_seconds_count{method="request.create"} 1"#,
            "deskhand_requests_in_flight 0",
        ];
        let missing: Vec<_> = figures.into_iter().filter(|figure| !metrics.text().contains(figure)).collect();
        assert_eq!(missing, Vec::<&str>::new(), "{}", metrics.text());
    }

    fn an_idle_server_is_small(url: &str) {
        let desk = Desk::demo(url);
        let (server, api) = desk::serve(&desk.database);
        http::get(&format!("{api}?method=version"));
        let status = fs::read_to_string(format!("/proc/{}/status", server.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).unwrap();
        let kib: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < IDLE_LIMIT, "{kib} KiB");
    }

    fn a_full_disk_is_told_to_the_watchers(url: &str) {
        let desk = Desk::demo_with(url, &[("DESKHAND_SERVER_MIN_FREE_DISK_BYTES", "9000000000000000000")]);
        let ready = http::get(&format!("{}/readyz", desk.server.url()));
        // The disk of a PostgreSQL server is not this machine's business.
        let expected = if url.starts_with("sqlite:") { (503, "the disk is full\n") } else { (200, "ready\n") };
        assert_eq!((ready.status, ready.text()), expected);
    }
}

#[test]
fn two_servers_count_failed_logins_together() {
    let database = Database::postgres();
    let first = Desk::demo(database.url());
    let second = first.again();
    let email = text(&first.login(2)["email"]);
    let attempt = |desk: &Desk, password: &str| {
        let call = Call::post(&desk.api()).basic(&email, password).form(&[("method", "private.version"), ("output", "json")]);
        error_of(&call.send())
    };
    let errors: Vec<i64> =
        [&first, &second, &first, &second, &first, &second].into_iter().map(|desk| attempt(desk, "wrong")).collect();
    assert_eq!(errors, [2; 6]);
    let right = text(&first.login(2)["password"]);
    for desk in [&first, &second] {
        within(SOON, || (attempt(desk, &right) == 3).then_some(()));
    }
}

#[test]
fn a_change_of_the_configuration_reaches_all_servers() {
    let database = Database::postgres();
    let first = Desk::demo(database.url());
    let second = first.again();
    let file = first.file_with(SETTINGS);
    let before = [&first, &second].map(|desk| text(&desk.json("version", &[])["version"]));
    printed(&first.run(&["apply", file.path().to_str().unwrap()]));
    for desk in [&first, &second] {
        within(SOON, || (desk.json("version", &[])["version"] == "9.9").then_some(()));
    }
    assert_eq!(before, ["3.0", "3.0"]);
}

on_both! {
    fn servers_that_start_at_once_on_a_new_database_agree(url: &str) {
        let servers: Vec<_> = (0..3).map(|_| Launch::serve().args(["--database", url, "--listen", "127.0.0.1:0"]).spawn()).collect();
        for server in &servers {
            server.wait_for_log("listening");
            assert!(!server.stderr().contains("ERROR"), "{}", server.stderr());
        }
        assert_eq!(printed(&desk::run(url, &["export"])), printed(&desk::run(url, &["export"])));
    }
}

#[test]
fn a_server_whose_postgresql_has_stopped_is_not_ready() {
    let postgres = TestPostgres::start(Durability::Fast);
    let desk = Desk::demo(&postgres.fresh_database());
    let ready = format!("{}/readyz", desk.server.url());
    assert_eq!(http::get(&ready).status, 200);
    drop(postgres);
    let reply = until(|| Some(http::get(&ready)).filter(|reply| reply.status != 200));
    assert_eq!((reply.status, reply.text().contains("the database does not answer")), (503, true), "{}", reply.text());
    assert_eq!(http::get(&format!("{}/healthz", desk.server.url())).status, 200);
}

#[test]
fn a_desk_whose_database_was_away_answers_again_when_it_is_back() {
    let database = Database::postgres();
    let proxy = Proxy::before(database.url());
    let desk = Desk::demo(proxy.url());
    let (id, key) = desk.create("before");
    proxy.cut();
    for format in FORMATS {
        for (method, field) in [
            ("request.get", ("accesskey", key.as_str())),
            ("private.request.get", ("xRequest", id.as_str())),
            ("request.create", ("tNote", "meanwhile")),
        ] {
            let reply = desk.call(method, &[field, ("sEmail", "kim@customer.example"), ("output", format)]);
            let answer = Node::read(format, &reply);
            assert_eq!((reply.status, answer.one("error/id")), (503, "302"), "{method} as {format}");
            let description = answer.one("error/description");
            let leaks =
                ["SELECT", "postgres", "127.0.0.1", "/", "connection"].into_iter().filter(|leak| description.contains(leak));
            assert_eq!(leaks.collect::<Vec<_>>(), Vec::<&str>::new(), "{description}");
        }
    }
    assert_eq!(http::get(&format!("{}/readyz", desk.server.url())).status, 503);
    proxy.mend();
    until(|| (http::get(&format!("{}/readyz", desk.server.url())).status == 200).then_some(()));
    let (_, key) = desk.create("after");
    assert_eq!(desk.call("request.get", &[("accesskey", &key)]).status, 200);
}
