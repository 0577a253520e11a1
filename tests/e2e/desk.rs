//! A running demo desk, and what its clients need.

use crate::template;
use deskhand_testkit::{
    http::{Call, Reply},
    server::{Launch, TestServer},
};
use serde_json::Value;
use std::{
    fs,
    process::Output,
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::{NamedTempFile, TempDir};

/// A demo desk that is served.
pub(crate) struct Desk {
    pub(crate) server: TestServer,
    pub(crate) database: String,
    variables: Vec<(String, String)>,
    /// The demo's notes about its logins; shared by all servers of the desk.
    data: Arc<TempDir>,
}

impl Desk {
    /// A new demo desk in an empty database.
    pub(crate) fn demo(database: &str) -> Self {
        Self::demo_with(database, &[])
    }

    /// A new demo desk in a SQLite file that disappears with it, served with variables of the environment.
    pub(crate) fn sqlite(variables: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", data.path().join("desk.db").display());
        Self::furnished(&database, variables, data)
    }

    /// A new demo desk in an empty database, served with variables of the environment.
    pub(crate) fn demo_with(database: &str, variables: &[(&str, &str)]) -> Self {
        Self::furnished(database, variables, tempfile::tempdir().unwrap())
    }

    fn furnished(database: &str, variables: &[(&str, &str)], data: TempDir) -> Self {
        template::furnish(database, &data.path().join("demo"));
        Self::start(database.to_owned(), owned(variables), Arc::new(data))
    }

    /// One more server for the same desk: beside this one, or after it has ended.
    pub(crate) fn again(&self) -> Self {
        Self::start(self.database.clone(), self.variables.clone(), Arc::clone(&self.data))
    }

    fn start(database: String, variables: Vec<(String, String)>, data: Arc<TempDir>) -> Self {
        let launch = Launch::demo(&data.path().join("demo")).args(["--database", &database]);
        let launch = variables.iter().fold(launch, |launch, (name, value)| launch.env(name, value));
        Self { server: launch.start(), database, variables, data }
    }

    /// The address of the API.
    pub(crate) fn api(&self) -> String {
        format!("{}/api/index.php", self.server.url())
    }

    /// What the demo printed about one of its staff: 1 administrator, 2 help desk, 3 level 2, 4 guest.
    pub(crate) fn login(&self, kind: i64) -> &Value {
        let mut staff = self.server.greeting()["staff"].as_array().unwrap().iter();
        staff.find(|login| login["type"] == kind).unwrap()
    }

    pub(crate) fn token(&self, kind: i64) -> &str {
        self.login(kind)["token"].as_str().unwrap()
    }

    /// Calls a method by POST, a private one as the administrator.
    pub(crate) fn call(&self, method: &str, fields: &[(&str, &str)]) -> Reply {
        self.try_call(method, fields).unwrap()
    }

    /// The same, while the server may be killed.
    pub(crate) fn try_call(&self, method: &str, fields: &[(&str, &str)]) -> Result<Reply, String> {
        call_at(&self.api(), self.token(1), method, fields)
    }

    /// Calls a method and reads its answer as JSON.
    pub(crate) fn json(&self, method: &str, fields: &[(&str, &str)]) -> Value {
        let reply = self.call(method, &[fields, &[("output", "json")]].concat());
        assert_eq!(reply.status, 200, "{method}: {}", reply.text());
        reply.json()
    }

    /// The number of the error that a call gets.
    pub(crate) fn error(&self, method: &str, fields: &[(&str, &str)]) -> i64 {
        error_of(&self.call(method, &[fields, &[("output", "json")]].concat()))
    }

    /// A customer writes; the number of the request and its access key.
    pub(crate) fn create(&self, note: &str) -> (String, String) {
        let created = self.json("request.create", &[("tNote", note), ("sEmail", "kim@customer.example")]);
        (text(&created["xRequest"]), text(&created["accesskey"]))
    }

    /// A desk file with this text.
    pub(crate) fn file_with(&self, text: &str) -> NamedTempFile {
        let file = NamedTempFile::new_in(self.data.path()).unwrap();
        fs::write(file.path(), text).unwrap();
        file
    }

    /// Runs a command on the desk's database.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        run(&self.database, arguments)
    }
}

fn owned(variables: &[(&str, &str)]) -> Vec<(String, String)> {
    variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// Calls a method of a server by POST; a private one with a token.
pub(crate) fn call_at(api: &str, token: &str, method: &str, fields: &[(&str, &str)]) -> Result<Reply, String> {
    let call = Call::post(api).form(&[&[("method", method)], fields].concat());
    let call = if method.starts_with("private.") { call.bearer(token) } else { call };
    call.try_send()
}

/// The number of the first error of a JSON answer.
pub(crate) fn error_of(reply: &Reply) -> i64 {
    let id = &reply.json()["error"][0]["id"];
    let number = id.as_i64().or_else(|| id.as_str()?.parse().ok());
    number.unwrap_or_else(|| panic!("this is no error: {}", reply.text()))
}

/// Runs a command of `api-server` on a database to its end.
pub(crate) fn run(database: &str, arguments: &[&str]) -> Output {
    Launch::program("api-server").args(["--database", database]).args(arguments).run()
}

/// What a command printed that must have succeeded.
pub(crate) fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The exit code, and what stands on the standard error stream.
pub(crate) fn failure(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

/// `api-server serve` on a database, with the address of its API. It prints no greeting, so its log tells.
pub(crate) fn serve(database: &str) -> (TestServer, String) {
    let server = Launch::serve().args(["--database", database, "--listen", "127.0.0.1:0"]).spawn();
    server.wait_for_log("listening");
    let log = server.stderr();
    let address = log.split("address=").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    let api = format!("http://{address}/api/index.php");
    (server, api)
}

/// Asks again and again until there is an answer: for what reaches other servers or processes soon, but not at once.
pub(crate) fn until<T>(ask: impl FnMut() -> Option<T>) -> T {
    within(Duration::from_secs(30), ask)
}

/// The same within a given time.
pub(crate) fn within<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(started.elapsed() < limit, "this did not happen within {limit:?}");
    }
}

/// A scalar of a JSON answer as text.
pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is a text")).to_owned()
}
