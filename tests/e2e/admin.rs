//! The commands of an administrator, on desks that run and on desks that do not.

use crate::{
    desk::{self, Desk, call_at, error_of, failure, printed, text, within},
    workspace::root,
};
use deskhand_testkit::{
    database::Database,
    http::Call,
    on_both,
    postgres::TestPostgres,
    server::{Launch, TestServer, binary},
};
use serde_json::Value;
use std::{fs, process::Command, thread, time::Duration};

/// A change takes effect on a running server within half a second; this leaves room for a slow machine.
const SOON: Duration = Duration::from_secs(5);

const DESK_FILE: &str = r#"
[settings.api]
public = true
private = true

[[staff]]
email = "ada@desk.example"
role = "admin"
first_name = "Ada"
password = "Differential engine no. 2"

[[custom_fields]]
name = "Building"
type = "select"
choices = ["North", "South"]

[[categories]]
name = "Repairs"
public = true
staff = ["ada@desk.example"]
custom_fields = ["Building"]
tags = ["Door"]
"#;

on_both! {
    fn a_desk_file_is_applied_once_and_its_export_makes_the_same_desk(url: &str) {
        let folder = tempfile::tempdir().unwrap();
        let [first, second] = ["desk.toml", "export.toml"].map(|name| folder.path().join(name).display().to_string());
        fs::write(&first, DESK_FILE).unwrap();
        let empty = printed(&desk::run(url, &["export"]));
        let planned = printed(&desk::run(url, &["apply", &first, "--dry-run"]));
        assert_eq!(printed(&desk::run(url, &["export"])), empty, "a dry run changes nothing");
        assert_eq!(printed(&desk::run(url, &["apply", &first])), planned);
        assert!(planned.contains("add: category 1 \"Repairs\"\n"), "{planned}");
        assert_eq!(printed(&desk::run(url, &["apply", &first])), "The desk matches the file already.\n");

        let exported = printed(&desk::run(url, &["export"]));
        fs::write(&second, &exported).unwrap();
        assert_eq!(printed(&desk::run(url, &["apply", &second])), "The desk matches the file already.\n");
        let elsewhere = Database::sqlite();
        printed(&desk::run(elsewhere.url(), &["apply", &second]));
        assert_eq!(printed(&desk::run(elsewhere.url(), &["export"])), exported);
    }

    fn the_export_of_the_demo_makes_the_same_desk_elsewhere(url: &str) {
        let desk = Desk::demo(url);
        let exported = printed(&desk.run(&["export"]));
        let file = desk.file_with(&exported);
        let elsewhere = Database::sqlite();
        printed(&desk::run(elsewhere.url(), &["apply", file.path().to_str().unwrap()]));
        assert_eq!(printed(&desk::run(elsewhere.url(), &["export"])), exported);
    }

    fn a_desk_file_with_mistakes_changes_nothing_and_they_are_told_at_once(url: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("desk.toml").display().to_string();
        let wrong = "[[staff]]\nemail = \"nobody\"\nrole = \"admin\"\n[[categories]]\nname = \"A\"\nstaff = [\"ghost@desk.example\"]\ncustom_fields = [\"None\"]\n";
        fs::write(&file, wrong).unwrap();
        let before = printed(&desk::run(url, &["export"]));
        let (code, told) = failure(&desk::run(url, &["apply", &file]));
        assert_eq!((code, ["nobody", "ghost@desk.example", "None"].map(|name| told.contains(name))), (Some(1), [true; 3]), "{told}");
        assert_eq!(printed(&desk::run(url, &["export"])), before);
    }

    fn a_token_works_on_the_running_server_until_it_is_revoked(url: &str) {
        let desk = Desk::demo(url);
        let token = printed(&desk.run(&["token", "issue", "--staff", "grace", "--name", "night backup"])).trim().to_owned();
        let works = || call_at(&desk.api(), &token, "private.version", &[("output", "json")]).unwrap().status == 200;
        within(SOON, || works().then_some(()));
        let list = printed(&desk.run(&["token", "list"]));
        let (id, secret) = token.split_once('|').unwrap();
        assert!(list.contains("night backup") && !list.contains(secret), "{list}");
        assert_eq!(printed(&desk.run(&["token", "revoke", id])), "revoked\n");
        within(SOON, || (!works()).then_some(()));
        let (code, told) = failure(&desk.run(&["token", "revoke", id]));
        assert_eq!((code, told.contains(id)), (Some(1), true), "{told}");
    }

    fn a_password_is_set_on_the_running_server(url: &str) {
        let desk = Desk::demo(url);
        let old = text(&desk.login(2)["password"]);
        let status = |password: &str| {
            let call = Call::post(&desk.api()).basic("linus@desk.example", password);
            call.form(&[("method", "private.version"), ("output", "json")]).send().status
        };
        assert_eq!(status(&old), 200);
        let file = desk.file_with("a new pass phrase\nand a remark\n");
        printed(&desk.run(&["staff", "set-password", "linus@desk.example", "--password-file", file.path().to_str().unwrap()]));
        within(SOON, || (status("a new pass phrase") == 200).then_some(()));
        assert_eq!(status(&old), 400);
        let (code, told) = failure(&desk.run(&["staff", "set-password", "ghost", "--password-file", file.path().to_str().unwrap()]));
        assert_eq!((code, told.as_str()), (Some(1), "api-server: no active staff member has the login \"ghost\"\n"));
    }

    fn maintenance_begins_and_ends_on_the_running_server(url: &str) {
        let desk = Desk::demo(url);
        printed(&desk.run(&["maintenance", "on", "--message", "Back at nine"]));
        let reply = within(SOON, || Some(desk.call("private.version", &[("output", "json")])).filter(|reply| reply.status != 200));
        let told = (reply.status, error_of(&reply), reply.text().contains("Back at nine"));
        assert_eq!((told, desk.error("request.create", &[("tNote", "x"), ("sEmail", "kim@customer.example")])), ((400, 302, true), 302));
        printed(&desk.run(&["maintenance", "off"]));
        within(SOON, || (desk.call("version", &[]).status == 200).then_some(()));
    }

    fn check_tells_everything_that_is_wrong_at_once(url: &str) {
        let desk = Desk::demo(url);
        let busy = format!("server.listen={}", desk.server.address());
        let file = desk.file_with("[settings.format]\ntime_zone = \"Europe/Berlin\"\n");
        printed(&desk.run(&["apply", file.path().to_str().unwrap()]));
        let wrong = ["check", "--set", &busy, "--set", "server.workers=0", "--set", "log.fromat=json", "--set", "server.min_free_disk_bytes=x"];
        let output = desk.run(&wrong);
        let lines = String::from_utf8(output.stdout.clone()).unwrap();
        let expected = ["server.workers must be", "did you mean log.format?", "server.min_free_disk_bytes must be", "cannot listen on"];
        assert_eq!(expected.map(|part| lines.contains(part)), [true; 4], "{lines}");
        assert_eq!(failure(&output), (Some(1), "api-server: 4 problems found\n".to_owned()));
        assert_eq!(printed(&desk.run(&["check", "--listen", "127.0.0.1:0"])), "Everything is in order.\n");
    }

    fn migrate_brings_a_new_database_up_to_date(url: &str) {
        let [first, again] = [(); 2].map(|()| printed(&desk::run(url, &["migrate"])));
        assert!(first.contains("migrations") && first == again, "{first}{again}");
    }
}

/// A program that ends while another of its threads still connects may crash in that library.
#[test]
fn short_commands_on_postgresql_end_cleanly() {
    let database = Database::postgres();
    printed(&desk::run(database.url(), &["migrate"]));
    let codes: Vec<_> = (0..40).map(|_| desk::run(database.url(), &["token", "list"]).status.code()).collect();
    assert_eq!(codes, [Some(0); 40]);
}

#[test]
fn a_wrong_database_is_told_without_its_password() {
    let (code, told) = failure(&desk::run("postgres://desk:geheim@127.0.0.1:1/desk", &["migrate"]));
    assert_eq!((code, told.contains("geheim")), (Some(1), false), "{told}");
    let (code, told) = failure(&desk::run("mysql://desk:geheim@db/desk", &["migrate"]));
    assert_eq!((code, told.contains("geheim")), (Some(1), false), "{told}");
}

#[test]
fn a_failure_is_told_in_one_line() {
    let (_, told) = failure(&desk::run("postgres://desk@127.0.0.1:1/desk", &["migrate"]));
    assert_eq!(told.lines().count(), 1, "{told}");
}

#[test]
fn an_unknown_key_names_the_nearest_wherever_it_stands() {
    let launch = Launch::program("api-server").arg("check");
    fs::write(
        launch.folder().join("deskhand.toml"),
        "[server]\nlissten = \"127.0.0.1:0\"\n[database]\nurl = \"sqlite:desk.db\"\n",
    )
    .unwrap();
    let output = launch
        .env("DESKHAND_SERVER_LISTEN", "127.0.0.1:0")
        .env("DESKHAND_LOG_LEVLE", "info")
        .args(["--set", "serverlisten=x"])
        .run();
    let lines = String::from_utf8(output.stdout).unwrap();
    let expected = [
        "deskhand.toml: unknown key server.lissten; did you mean server.listen?",
        "did you mean DESKHAND_LOG_LEVEL?",
        "unknown key serverlisten; did you mean server.listen?",
    ];
    assert_eq!((output.status.code(), expected.map(|part| lines.contains(part))), (Some(1), [true; 3]), "{lines}");
}

#[test]
fn flags_win_over_the_environment_and_that_over_the_file() {
    let launch = Launch::serve()
        .env("DESKHAND_SERVER_LISTEN", "127.0.0.1:0")
        .env("DESKHAND_LOG_FORMAT", "text")
        .args(["--log-format", "json"]);
    fs::write(launch.folder().join("deskhand.toml"), "[server]\nlisten = \"256.0.0.1:1\"\n[log]\nlevel = \"info\"\n").unwrap();
    let server = launch.spawn();
    server.wait_for_log("listening");
    let line: Value = serde_json::from_str(server.stderr().lines().next().unwrap()).unwrap();
    assert_eq!(line["level"], "INFO", "{line}");
}

#[test]
fn the_program_describes_itself() {
    let [openapi, schema] = ["openapi", "desk-schema"].map(|what| serde_json::from_str::<Value>(&described(&[what])).unwrap());
    let methods = described(&["methods"]);
    let names: Vec<&str> = methods.lines().map(|line| line.split_whitespace().next().unwrap()).collect();
    let openapi = openapi.to_string();
    let missing: Vec<_> = names.iter().filter(|name| !openapi.contains(**name)).collect();
    assert_eq!((names.len() > 20, missing, schema["properties"]["staff"].is_object()), (true, vec![], true));
    assert!(described(&["config-keys"]).contains("server.max_body_bytes"));
}

#[test]
fn the_reference_in_the_repository_is_that_of_the_program() {
    let written = fs::read_to_string(root().join("docs/methods.md")).unwrap();
    assert!(
        written == described(&["methods", "--markdown"]),
        "docs/methods.md is old: api-server methods --markdown > docs/methods.md"
    );
}

#[test]
fn completions_are_scripts_that_their_shell_can_read() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(described(&["completions", shell]).contains("set-password"), "{shell}");
    }
    let script = folder.path().join("api-server.bash");
    fs::write(&script, described(&["completions", "bash"])).unwrap();
    assert!(Command::new("bash").arg("-n").arg(&script).status().unwrap().success());
}

#[test]
fn exit_codes_tell_failures_from_wrong_arguments() {
    let database = Database::sqlite();
    let calls: [&[&str]; 8] = [
        &["--help"],
        &["--version"],
        &["nonsense"],
        &["apply"],
        &["completions", "cobol"],
        &["token", "issue", "--staff", "ghost"],
        &["apply", "no-such-file.toml"],
        &["--set", "nonsense"],
    ];
    let codes = calls.map(|arguments| desk::run(database.url(), arguments).status.code().unwrap());
    assert_eq!(codes, [0, 0, 2, 2, 2, 1, 1, 2]);
}

#[test]
fn a_demo_is_found_again_and_does_not_take_a_foreign_folder() {
    let desk = Desk::sqlite(&[]);
    let again = desk.again();
    assert_eq!(desk.server.greeting()["staff"], again.server.greeting()["staff"]);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.txt"), "mine").unwrap();
    let (code, told) = failure(&Launch::demo(folder.path()).run());
    assert_eq!((code, told.contains("already holds something")), (Some(1), true), "{told}");
}

#[test]
fn a_desk_moves_to_postgresql_and_back_and_answers_the_same() {
    let mut desk = Desk::sqlite(&[]);
    let (postgres, sqlite) = (Database::postgres(), Database::sqlite());
    let token = desk.token(1).to_owned();
    let before = answers(&desk.api(), &token);
    desk.server.terminate();
    desk.server.wait();
    for (from, to) in [(desk.database.as_str(), postgres.url()), (postgres.url(), sqlite.url())] {
        let told = printed(&Launch::program("api-server").args(["copy", "--from", from, "--to", to]).run());
        assert!(told.starts_with("Copied and compared"), "{told}");
        let (server, api) = desk::serve(to);
        assert!(answers(&api, &token) == before, "the desk answers differently on {}", to.split(':').next().unwrap());
        drop(server);
    }
    let (code, told) =
        failure(&Launch::program("api-server").args(["copy", "--from", sqlite.url(), "--to", postgres.url()]).run());
    assert_eq!((code, told.contains("not empty")), (Some(1), true), "{told}");
}

#[test]
fn a_copy_that_was_killed_goes_on_where_it_stopped() {
    let mut desk = Desk::sqlite(&[]);
    let (postgres, sqlite) = (Database::postgres(), Database::sqlite());
    let token = desk.token(1).to_owned();
    let before = answers(&desk.api(), &token);
    desk.server.terminate();
    desk.server.wait();
    printed(&desk::run(postgres.url(), &["migrate"]));
    // Writing stops at the target's files in the first copy, reading stops at the source's in the second.
    for (from, to, lock) in
        [(desk.database.as_str(), postgres.url(), "EXCLUSIVE"), (postgres.url(), sqlite.url(), "ACCESS EXCLUSIVE")]
    {
        kill_at_the_documents(from, to, postgres.url(), lock);
        let (code, told) = failure(&desk::run(to, &["token", "issue", "--staff", "grace"]));
        assert_eq!(code, Some(1), "half a desk is not used: {told}");
        let told = printed(&Launch::program("api-server").args(["copy", "--from", from, "--to", to]).run());
        assert!(told.starts_with("Went on with an interrupted copy."), "{told}");
        let (_server, api) = desk::serve(to);
        assert!(answers(&api, &token) == before, "the desk answers differently on {}", to.split(':').next().unwrap());
    }
}

/// Lets a copy wait for a lock on one of the last tables, and kills it there.
fn kill_at_the_documents(from: &str, to: &str, postgres: &str, lock: &str) {
    let server = TestPostgres::shared();
    let (url, sql) = (postgres.to_owned(), format!("LOCK TABLE documents IN {lock} MODE; SELECT pg_sleep(600)"));
    // Its end is a broken connection.
    let locker = thread::spawn(move || TestPostgres::shared().query(&url, &sql));
    let locks = |granted: bool| {
        let sql = format!("SELECT count(*) FROM pg_locks WHERE relation = 'documents'::regclass AND granted = {granted}");
        server.query(postgres, &sql).trim() != "0"
    };
    desk::until(|| locks(true).then_some(()));
    let mut copy: TestServer = Launch::program("api-server").args(["copy", "--from", from, "--to", to]).spawn();
    desk::until(|| locks(false).then_some(()));
    copy.kill9();
    server.query(postgres, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LOCK TABLE documents%' AND pid <> pg_backend_pid()");
    let _ = locker.join();
}

/// What the program prints without a database.
fn described(arguments: &[&str]) -> String {
    printed(&Launch::executable(binary("api-server")).args(arguments).run())
}

/// Everything that the API says about a demo desk, without the server's address.
fn answers(api: &str, token: &str) -> Vec<String> {
    let ids: Vec<String> = (12_400..12_600).map(|id| id.to_string()).collect();
    let ids: Vec<(&str, &str)> = ids.iter().map(|id| ("xRequest[]", id.as_str())).collect();
    let calls: [(&str, &[(&str, &str)]); 9] = [
        ("private.request.multiGet", &ids),
        ("private.request.search", &[("fIncludeTimeTotal", "1")]),
        ("private.request.search", &[("sSearch", "print"), ("orderBy", "sLastName"), ("orderByDir", "asc")]),
        ("private.request.getChanged", &[("dtGMTChange", "1")]),
        ("private.request.getCategories", &[]),
        ("private.request.getCustomFields", &[]),
        ("private.util.getActiveStaff", &[]),
        ("private.document.get", &[("xDocumentId", "1")]),
        ("private.user.preferences", &[]),
    ];
    let home = api.trim_end_matches("/api/index.php");
    calls.map(|(method, fields)| call_at(api, token, method, fields).unwrap().text().replace(home, "")).to_vec()
}
