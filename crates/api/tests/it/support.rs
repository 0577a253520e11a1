//! A desk for each test, and callers.

use deskhand_api::{Api, ApiOptions, Call, Reply, Verb};
use deskhand_codec::Params;
use deskhand_model::request::Request;
use deskhand_model::{Clock, Desk, RequestId, Settings, StaffId, Timestamp};
use deskhand_service::desk_file::{self, ApplyContext};
use deskhand_service::{Context, Random, passwords, tokens};
use deskhand_storage::{Store, StoreOptions, StoreResult, desk, requests};
use serde_json::Value;
use std::fmt::Write;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, mpsc};
use std::time::Duration;

/// Wednesday, 2026-05-20, 10:30 UTC.
pub(crate) const NOW: i64 = 1_779_273_000;
pub(crate) const DAY: i64 = 86_400;

/// The staff of the desk.
pub(crate) const ADA_ADMIN: StaffId = StaffId(1);
pub(crate) const BEN_HELP_DESK: StaffId = StaffId(2);
pub(crate) const CHO_LEVEL_TWO: StaffId = StaffId(3);
pub(crate) const DOV_GUEST: StaffId = StaffId(4);
pub(crate) const EVA_LIMITED: StaffId = StaffId(5);

/// The password of everybody.
pub(crate) const PASSWORD: &str = "linden blossom";
static PASSWORD_HASH: LazyLock<String> = LazyLock::new(|| passwords::hash(PASSWORD, &Dice::default()).unwrap());

/// A clock that tests set.
pub(crate) struct TestClock(AtomicI64);

impl TestClock {
    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn set(&self, time: i64) {
        self.0.store(time, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// The same random bytes in each run.
#[derive(Default)]
pub(crate) struct Dice(Mutex<u64>);

impl Dice {
    /// Other bytes for each seed.
    pub(crate) fn new(seed: i64) -> Self {
        Self(Mutex::new(seed.unsigned_abs()))
    }
}

impl Random for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        let mut state = self.0.lock().unwrap();
        for byte in buffer {
            *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = state.to_be_bytes()[0];
        }
    }
}

/// A desk with its API.
pub(crate) struct TestApi {
    pub(crate) api: Api,
    pub(crate) store: Store,
    pub(crate) clock: Arc<TestClock>,
    tokens: Vec<String>,
}

impl TestApi {
    /// The desk of `desk.toml`.
    pub(crate) fn new(url: &str) -> Self {
        Self::with(url, "")
    }

    /// The desk of `desk.toml` with further entries.
    pub(crate) fn with(url: &str, more: &str) -> Self {
        let store = Store::open(&StoreOptions::new(url)).unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(NOW)));
        let mut file = desk_file::parse(&format!("{}\n{more}", include_str!("desk.toml"))).unwrap();
        for person in file.staff.iter_mut().flatten() {
            person.password_hash = Some(desk_file::format::Secret(PASSWORD_HASH.clone()));
        }
        let apply = move |db: &mut deskhand_storage::Writer<'_>| {
            let cx = ApplyContext { now: Timestamp(NOW), random: &Dice::default() };
            desk_file::apply(db, &file, &cx).map(drop)
        };
        store.write(apply).unwrap_or_else(|error| panic!("{error}"));
        let api = Api::new(store.clone(), options(&clock));
        let mut desk = Self { api, store, clock, tokens: Vec::new() };
        desk.tokens = (1..=7).map(|id| desk.issue_token(StaffId(id), None)).collect();
        desk
    }

    /// Another server of the same desk.
    pub(crate) fn second_server(&self) -> Self {
        let (store, clock) = (self.store.clone(), Arc::clone(&self.clock));
        Self { api: Api::new(store.clone(), options(&clock)), store, clock, tokens: self.tokens.clone() }
    }

    pub(crate) fn issue_token(&self, staff: StaffId, expires_at: Option<Timestamp>) -> String {
        let issue = move |db: &mut deskhand_storage::Writer<'_>| {
            let random = &Dice::new(expires_at.map_or(staff.0, |time| time.0));
            let cx = Context { now: Timestamp(NOW), desk: &Desk::default(), random };
            tokens::issue(db, &cx, staff, "tests", expires_at)
        };
        let text = self.store.write(issue).unwrap().text;
        self.settle();
        text
    }

    /// Changes the settings.
    pub(crate) fn set(&self, change: impl Fn(&mut Settings) + Send + 'static) {
        let save = move |db: &mut deskhand_storage::Writer<'_>| -> StoreResult<()> {
            let mut settings = desk::load(db)?.settings;
            change(&mut settings);
            desk::save_settings(db, &settings)
        };
        self.store.write(save).unwrap();
        self.settle();
    }

    pub(crate) fn set_maintenance(&self, message: Option<&'static str>) {
        self.store.write(move |db| desk::set_maintenance(db, message)).unwrap();
        self.settle();
    }

    /// Waits until the server has seen a change of the configuration: on PostgreSQL it looks every half second.
    pub(crate) fn settle(&self) {
        if !self.store.is_embedded() && !self.tokens.is_empty() {
            let (_keep, never) = mpsc::channel::<()>();
            assert!(never.recv_timeout(Duration::from_millis(550)).is_err());
        }
    }

    /// Changes a request behind the rules' back.
    pub(crate) fn alter(&self, id: i64, change: impl Fn(&mut Request) + Send + 'static) {
        let alter = move |db: &mut deskhand_storage::Writer<'_>| -> StoreResult<()> {
            let before = requests::find(db, RequestId(id))?.unwrap();
            let mut after = before.clone();
            change(&mut after);
            requests::update(db, &before, &after)
        };
        self.store.write(alter).unwrap();
    }

    /// Makes a request a pointer to another one, as merging does.
    pub(crate) fn merge(&self, from: i64, into: i64) {
        self.alter(from, move |request| request.merged_into = Some(RequestId(into)));
    }

    /// The value of `Authorization` with a staff member's token.
    pub(crate) fn bearer(&self, staff: StaffId) -> String {
        format!("Bearer {}", self.tokens[usize::try_from(staff.0 - 1).unwrap()])
    }

    /// A caller with a staff member's token.
    pub(crate) fn by(&self, staff: StaffId) -> Caller<'_> {
        self.with_header(&self.bearer(staff))
    }

    /// A caller who sends this `Authorization`.
    pub(crate) fn with_header(&self, authorization: &str) -> Caller<'_> {
        Caller { authorization: Some(authorization.to_owned()), ..self.nobody() }
    }

    /// A caller without credentials.
    pub(crate) fn nobody(&self) -> Caller<'_> {
        Caller { api: &self.api, authorization: None, peer: "192.0.2.1".to_owned() }
    }

    /// A call: by the administrator to private methods, by nobody to public ones.
    pub(crate) fn call(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Answer {
        self.usual(method).call(verb, method, params)
    }

    /// The answer of a call that works, in JSON.
    pub(crate) fn json(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Value {
        self.usual(method).json(verb, method, params)
    }

    /// The errors of a call that does not work.
    pub(crate) fn errors(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Vec<String> {
        self.usual(method).errors(verb, method, params)
    }

    fn usual(&self, method: &str) -> Caller<'_> {
        if method.starts_with("private.") { self.by(ADA_ADMIN) } else { self.nobody() }
    }

    /// Creates a request as staff do; returns its number.
    pub(crate) fn create(&self, params: &[(&str, &str)]) -> i64 {
        number(&self.json(Verb::Post, "private.request.create", &overlay(BASIC, params))["xRequest"])
    }

    /// Creates a request as a customer does; returns its number and access key.
    pub(crate) fn create_public(&self, params: &[(&str, &str)]) -> (i64, String) {
        let answer = self.json(Verb::Post, "request.create", &overlay(&[("tNote", "It drips."), ("sLastName", "Rossi")], params));
        (number(&answer["xRequest"]), text(&answer["accesskey"]).to_owned())
    }

    /// Changes a request.
    pub(crate) fn update(&self, id: i64, params: &[(&str, &str)]) {
        let id = id.to_string();
        let all: Vec<(&str, &str)> = std::iter::once(("xRequest", id.as_str())).chain(params.iter().copied()).collect();
        self.json(Verb::Post, "private.request.update", &all);
    }

    /// A request as staff see it.
    pub(crate) fn get(&self, id: i64) -> Value {
        self.json(Verb::Get, "private.request.get", &[("xRequest", &id.to_string())])
    }

    /// A request as staff see it, raw.
    pub(crate) fn raw(&self, id: i64) -> Value {
        self.json(Verb::Get, "private.request.get", &[("xRequest", &id.to_string()), ("fRawValues", "1")])
    }
}

fn options(clock: &Arc<TestClock>) -> ApiOptions {
    let clock: Arc<dyn Clock> = Arc::<TestClock>::clone(clock);
    ApiOptions { clock, random: Arc::new(Dice::default()) }
}

/// What `private.request.create` needs.
pub(crate) const BASIC: &[(&str, &str)] = &[("tNote", "It drips."), ("xCategory", "1"), ("sLastName", "Rossi")];

/// Some parameters with others in their place or after them.
pub(crate) fn overlay<'a>(base: &[(&'a str, &'a str)], over: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = base.iter().filter(|(name, _)| over.iter().all(|(other, _)| other != name));
    kept.chain(over).copied().collect()
}

/// Whoever calls.
#[derive(Clone)]
pub(crate) struct Caller<'a> {
    api: &'a Api,
    authorization: Option<String>,
    peer: String,
}

impl Caller<'_> {
    pub(crate) fn from(mut self, peer: &str) -> Self {
        peer.clone_into(&mut self.peer);
        self
    }

    pub(crate) fn call(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Answer {
        let mut sent = Params::new();
        sent.push("method", method);
        for (name, value) in params {
            sent.push(*name, *value);
        }
        Answer::from(self.api.call(Call {
            verb,
            params: sent,
            authorization: self.authorization.clone(),
            peer: self.peer.clone(),
            origin: "http://localhost:8000".to_owned(),
        }))
    }

    pub(crate) fn json(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Value {
        let answer = self.call(verb, method, &overlay(params, &[("output", "json")]));
        assert_eq!(answer.status, 200, "{method} {params:?}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }

    /// The errors: `102 Valid access key required`.
    pub(crate) fn errors(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> Vec<String> {
        let answer = self.call(verb, method, &overlay(params, &[("output", "json")]));
        assert_eq!(answer.status, 400, "{method} {params:?}: {}", answer.body);
        let document: Value = serde_json::from_str(&answer.body).unwrap();
        let rows = document["error"].as_array().unwrap_or_else(|| panic!("no errors: {document}"));
        rows.iter().map(|row| format!("{} {}", text(&row["id"]), text(&row["description"]))).collect()
    }

    /// The number of the only error.
    pub(crate) fn error_id(&self, verb: Verb, method: &str, params: &[(&str, &str)]) -> i64 {
        let errors = self.errors(verb, method, params);
        assert_eq!(errors.len(), 1, "{errors:?}");
        errors[0].split_once(' ').unwrap().0.parse().unwrap()
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl From<Reply> for Answer {
    fn from(reply: Reply) -> Self {
        assert_eq!(reply.fault, None);
        Self { status: reply.status, content_type: reply.content_type, body: String::from_utf8(reply.body).unwrap() }
    }
}

/// A number that is sent as a text.
pub(crate) fn number(value: &Value) -> i64 {
    text(value).parse().unwrap()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

/// The texts of a list of rows.
pub(crate) fn column(rows: &Value, name: &str) -> Vec<String> {
    rows.as_array().unwrap_or_else(|| panic!("no list: {rows}")).iter().map(|row| text(&row[name]).to_owned()).collect()
}

/// The history, newest first.
pub(crate) fn history(request: &Value) -> Vec<&Value> {
    let items = request["request_history"]["item"].as_object().unwrap_or_else(|| panic!("no history: {request}"));
    items.values().collect()
}

/// Some fields of an answer as `name=value`, in one line.
pub(crate) fn fields(value: &Value, names: &[&str]) -> String {
    let mut line = String::new();
    for name in names {
        let separator = if line.is_empty() { "" } else { " " };
        write!(line, "{separator}{name}={}", text(&value[*name])).unwrap();
    }
    line
}
