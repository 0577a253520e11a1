//! What the server is asked.

use crate::client::Call;
use crate::desk::Desk;
use crate::plan::{self, NOTE_WORDS, Planner};
use crate::random::Rng;
use crate::words::serial;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// A kind of call.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) login: Login,
    /// Whether it changes the desk.
    pub(crate) writes: bool,
    /// Stands in every right answer.
    pub(crate) expects: &'static str,
    pub(crate) call: fn(&Subject, &mut Rng) -> Call,
}

#[derive(Clone, Copy)]
pub(crate) enum Login {
    None,
    Token,
    Basic,
}

/// The desk that calls are about.
pub(crate) struct Subject {
    desk: Desk,
    planner: Planner,
    bearer: String,
    basic: String,
}

impl Subject {
    pub(crate) fn new(desk: Desk) -> Self {
        let planner = Planner::new(desk.requests);
        let bearer = format!("Authorization: Bearer {}\r\n", desk.token);
        let basic = format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("{}:{}", desk.email, desk.password)));
        Self { desk, planner, bearer, basic }
    }

    pub(crate) fn authorization(&self, login: Login) -> &str {
        match login {
            Login::None => "",
            Login::Token => &self.bearer,
            Login::Basic => &self.basic,
        }
    }

    fn any_request(&self, rng: &mut Rng) -> u64 {
        rng.below(u64::from(self.desk.requests))
    }

    fn any_id(&self, rng: &mut Rng) -> u64 {
        self.desk.first_id + self.any_request(rng)
    }

    fn any_note(&self, rng: &mut Rng) -> String {
        encode(&self.planner.vocabulary.text(rng, NOTE_WORDS))
    }

    /// A word of at least six plain letters from some ranks.
    fn any_word(&self, rng: &mut Rng, from: u64, to: u64) -> &str {
        loop {
            let word = self.planner.vocabulary.word(from + rng.below(to - from));
            if word.len() >= 6 && word.is_ascii() {
                return word;
            }
        }
    }
}

#[rustfmt::skip]
pub(crate) const SCENARIOS: &[Scenario] = &[
    read("constant answer", Login::None, "", |_, _| get("/healthz")),
    read("version", Login::None, "<version>", |_, _| method("version")),
    read("request.get", Login::None, "<request>", request_get),
    read("private.request.get, token", Login::Token, "<request>", private_get),
    read("private.request.get, Basic", Login::Basic, "<request>", private_get),
    read("search: rare word", Login::Token, "<requests>", |s, rng| search("sSearch", &serial(rng.below(s.planner.serials())))),
    read("search: common word", Login::Token, "<request>", |s, rng| search("sSearch", s.any_word(rng, 20, 80))),
    read("search: part of a word", Login::Token, "<request>", part_of_word),
    read("search: part of an address", Login::Token, "<request>", part_of_address),
    read("list of 100, XML", Login::Token, "<request>", |_, _| method("private.request.search&length=100")),
    read("list of 100, JSON", Login::Token, "\"request\"", |_, _| method("private.request.search&length=100&output=json")),
    read("list of 100, PHP", Login::Token, "\"request\"", |_, _| method("private.request.search&length=100&output=php")),
    read("getChanged of 1,000", Login::Token, "<xRequest>", get_changed),
    read("getCategories", Login::Token, "<category>", |_, _| method("private.request.getCategories")),
    write("private.request.create", "<xRequest>", create),
    write("private.request.update", "<xRequest>", update),
];

const fn read(name: &'static str, login: Login, expects: &'static str, call: fn(&Subject, &mut Rng) -> Call) -> Scenario {
    Scenario { name, login, writes: false, expects, call }
}

const fn write(name: &'static str, expects: &'static str, call: fn(&Subject, &mut Rng) -> Call) -> Scenario {
    Scenario { name, login: Login::Token, writes: true, expects, call }
}

fn get(path: &str) -> Call {
    Call { path: path.to_owned(), form: None }
}

fn method(query: &str) -> Call {
    get(&format!("/api/index.php?method={query}"))
}

fn request_get(subject: &Subject, rng: &mut Rng) -> Call {
    let number = subject.any_request(rng);
    method(&format!("request.get&accesskey={}{}", subject.desk.first_id + number, plan::secret(number).as_str()))
}

fn private_get(subject: &Subject, rng: &mut Rng) -> Call {
    method(&format!("private.request.get&xRequest={}", subject.any_id(rng)))
}

fn search(field: &str, text: &str) -> Call {
    method(&format!("private.request.search&{field}={text}&length=30"))
}

fn part_of_word(subject: &Subject, rng: &mut Rng) -> Call {
    let word = subject.any_word(rng, 100, 3_000);
    search("sSearch", &word[1..word.len() - 1])
}

fn part_of_address(subject: &Subject, rng: &mut Rng) -> Call {
    let number = subject.any_request(rng);
    search("sEmail", &plan::email_part(subject.planner.customer_of(number)))
}

fn get_changed(subject: &Subject, _: &mut Rng) -> Call {
    method(&format!("private.request.getChanged&dtGMTChange={}", subject.desk.changed_since))
}

fn create(subject: &Subject, rng: &mut Rng) -> Call {
    let customer = plan::customer(rng.below(u64::from(subject.desk.requests)));
    let form = format!(
        "method=private.request.create&xCategory={}&fNoteType=1&sFirstName={}&sLastName={}&sUserId={}&sEmail={}&Custom2=Laptop&tNote={}",
        1 + rng.below(6),
        customer.first_name,
        customer.last_name,
        customer.customer_ref,
        encode(&customer.email),
        subject.any_note(rng)
    );
    post(form)
}

fn update(subject: &Subject, rng: &mut Rng) -> Call {
    let (id, status) = (subject.any_id(rng), rng.pick(&plan::WAITING));
    post(format!("method=private.request.update&xRequest={id}&xStatus={status}&fNoteType=1&tNote={}", subject.any_note(rng)))
}

fn post(form: String) -> Call {
    Call { path: "/api/index.php".to_owned(), form: Some(form) }
}

fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len() * 2), |mut encoded, byte| {
        match byte {
            b' ' => encoded.push('+'),
            b'.' | b'-' | b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => encoded.push(char::from(byte)),
            _ => write!(encoded, "%{byte:02X}").expect("a string takes everything"),
        }
        encoded
    })
}
