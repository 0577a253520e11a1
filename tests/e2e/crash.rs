//! Servers that are killed or stopped while many write: what was answered is there, and nothing half.

use crate::{
    desk::{Desk, call_at, text},
    wire::{Answer, Wire},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use deskhand_testkit::{
    database::Database,
    http::{self, Call},
};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver, Sender},
    thread::{self, JoinHandle},
};

const WRITERS: usize = 6;
/// So many answers are waited for before the end comes.
const ANSWERS: usize = 60;
/// The last request that the demo made.
const LAST_OF_DEMO: i64 = 12_599;

/// A write that was answered.
struct Written {
    request: String,
    note: String,
}

#[test]
fn a_killed_server_has_lost_nothing_that_was_answered_on_sqlite() {
    let database = Database::sqlite();
    kill_and_look(database.url(), 5);
}

#[test]
fn a_killed_server_has_lost_nothing_that_was_answered_on_postgres() {
    let database = Database::durable_postgres();
    kill_and_look(database.url(), 3);
}

#[test]
fn a_server_that_is_asked_to_stop_finishes_what_runs_on_sqlite() {
    let database = Database::sqlite();
    stop_and_look(database.url());
}

#[test]
fn a_server_that_is_asked_to_stop_finishes_what_runs_on_postgres() {
    let database = Database::durable_postgres();
    stop_and_look(database.url());
}

fn kill_and_look(database: &str, rounds: usize) {
    let mut desk = Desk::demo(database);
    let mut written = Vec::new();
    for round in 0..rounds {
        let (told, answers) = mpsc::channel();
        let writers: Vec<_> = (0..WRITERS).map(|writer| write(&desk, format!("{round}-{writer}"), told.clone())).collect();
        drop(told);
        written.extend(answers.iter().take(ANSWERS));
        desk.server.kill9();
        finish(writers);
        written.extend(answers);
        desk = desk.again();
        look(&desk, &written);
    }
}

fn stop_and_look(database: &str) {
    let mut desk = Desk::demo(database);
    let (told, answers): (_, Receiver<Written>) = mpsc::channel();
    let mut writers: Vec<_> = (0..WRITERS).map(|writer| write(&desk, format!("form-{writer}"), told.clone())).collect();
    writers.extend((0..WRITERS).map(|writer| post_on_one_connection(&desk, writer, told.clone())));
    drop(told);
    let mut written: Vec<_> = answers.iter().take(ANSWERS).collect();
    desk.server.terminate();
    let status = desk.server.wait();
    finish(writers);
    written.extend(answers);
    assert_eq!(status.code(), Some(0), "{}", desk.server.stderr());
    look(&desk.again(), &written);
}

fn finish(writers: Vec<JoinHandle<()>>) {
    for writer in writers {
        writer.join().unwrap();
    }
}

/// Creates and changes requests with files, until there is no answer any more.
fn write(desk: &Desk, name: String, told: Sender<Written>) -> JoinHandle<()> {
    let (api, token) = (desk.api(), desk.token(1).to_owned());
    thread::spawn(move || {
        for number in 0.. {
            let note = format!("Note {name}-{number} created");
            let fields = [("sEmail", "kim@customer.example"), ("xPersonAssignedTo", "2"), ("xCategory", "3")];
            let method = if number % 3 == 0 { "request.create" } else { "private.request.create" };
            let Some(request) = send(&api, &token, method, &fields, &note) else { break };
            let _ = told.send(Written { request: request.clone(), note });
            let note = format!("Note {name}-{number} changed");
            let assignee = if number % 2 == 0 { "1" } else { "2" };
            let fields = [("xRequest", request.as_str()), ("fNoteType", "1"), ("xPersonAssignedTo", assignee)];
            if send(&api, &token, "private.request.update", &fields, &note).is_none() {
                break;
            }
            let _ = told.send(Written { request, note });
        }
    })
}

/// The number of the request, if there was an answer.
fn send(api: &str, token: &str, method: &str, fields: &[(&str, &str)], note: &str) -> Option<String> {
    let body = STANDARD.encode(content(note));
    let file = [
        ("tNote", note),
        ("File1_sFilename", "a.bin"),
        ("File1_bFileBody", &body),
        ("output", "json"),
        ("skipCustomChecks", "1"),
    ];
    let reply = call_at(api, token, method, &[fields, &file].concat()).ok()?;
    assert_eq!(reply.status, 200, "{}", reply.text());
    Some(text(&reply.json()["xRequest"]))
}

/// Creates requests on one connection, looking at each byte of the answers.
fn post_on_one_connection(desk: &Desk, writer: usize, told: Sender<Written>) -> JoinHandle<()> {
    let address = desk.server.address().to_owned();
    thread::spawn(move || {
        let mut number = 0;
        while let Ok(mut wire) = Wire::to(&address) {
            loop {
                number += 1;
                let note = format!("Note wire-{writer}-{number} created");
                let body = STANDARD.encode(content(&note)).replace('+', "%2B");
                let form = format!(
                    "method=request.create&output=json&sEmail=kim@customer.example&tNote={note}&File1_sFilename=a.bin&File1_bFileBody={body}"
                );
                match wire.post(&form) {
                    Answer::Whole(status, answer) => {
                        assert_eq!(status, 200, "{answer}");
                        let answer: Value = serde_json::from_str(&answer).unwrap();
                        let _ = told.send(Written { request: text(&answer["xRequest"]), note });
                    }
                    Answer::Nothing => break,
                    half @ Answer::Half(_) => panic!("{half:?}"),
                }
            }
        }
    })
}

/// The file that belongs to a note: longer than one stored piece now and then.
fn content(note: &str) -> Vec<u8> {
    let times = if note.contains("7-") { 12_000 } else { 20 };
    note.as_bytes().repeat(times)
}

/// Everything that was answered is there, and everything that is there is whole.
fn look(desk: &Desk, written: &[Written]) {
    let requests = requests(desk);
    for Written { request, note } in written {
        let found = requests.get(request).unwrap_or_else(|| panic!("request {request} is gone"));
        assert!(notes(found).any(|item| item["tNote"] == note.as_str()), "{note} is gone from {request}");
    }
    for request in requests.values() {
        assert_whole(desk, request);
    }
    assert_counts(desk);
}

/// All requests since the demo, by number.
fn requests(desk: &Desk) -> BTreeMap<String, Value> {
    let found = desk.json("private.request.search", &[]);
    let ids: Vec<String> = found["request"].as_array().unwrap().iter().map(|request| text(&request["xRequest"])).collect();
    let ids: Vec<&String> = ids.iter().filter(|id| id.parse::<i64>().unwrap() > LAST_OF_DEMO).collect();
    let fields: Vec<(&str, &str)> = ids.iter().map(|id| ("xRequest[]", id.as_str())).chain([("fRawValues", "1")]).collect();
    let requests = desk.json("private.request.multiGet", &fields);
    let requests =
        requests["request"].as_array().unwrap().iter().map(|request| (text(&request["xRequest"]), request.clone())).collect();
    assert_eq!(BTreeMap::len(&requests), ids.len());
    requests
}

fn notes(request: &Value) -> impl Iterator<Item = &Value> {
    request["request_history"]["item"]
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::values)
        .filter(|item| item["tNote"] != "")
}

/// One initial note, and with each note the file that was sent with it.
fn assert_whole(desk: &Desk, request: &Value) {
    assert_eq!(notes(request).filter(|item| item["fInitial"] == "1").count(), 1, "{request}");
    for item in notes(request) {
        let files = item["files"]["file"].as_array().unwrap_or_else(|| panic!("{item} has files"));
        assert_eq!(files.len(), 1, "{item}");
        let document = Call::get(files[0]["private_url"].as_str().unwrap()).bearer(desk.token(1)).send();
        assert!(document.status == 200 && document.body == content(item["tNote"].as_str().unwrap()), "{item}");
    }
}

/// What the categories tell of their people's work is what a search finds.
fn assert_counts(desk: &Desk) {
    let categories = desk.json("private.request.getCategories", &[]);
    let people = categories["category"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|category| category["sPersonList"]["person"].as_array().unwrap());
    for person in people {
        let id = text(&person["xPerson"]);
        let found = desk.json("private.request.search", &[("fOpen", "1"), ("xPersonAssignedTo", &id)]);
        let count = found["request"].as_array().unwrap().len().to_string();
        assert_eq!(text(&person["assigned_requests"]), count, "person {id}");
    }
    assert_eq!(http::get(&format!("{}/readyz", desk.server.url())).status, 200);
}
