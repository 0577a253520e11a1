//! What no honest client sends. The server answers, stays, and tells its log nothing that it should not.

use crate::{
    desk::{Desk, error_of, text},
    formats::{FORMATS, Node},
    wire::Wire,
};
use deskhand_testkit::{
    http::{self, Call, raw},
    on_both,
};
use std::fmt::Write as _;

const LIMITS: [(&str, &str); 2] = [("DESKHAND_SERVER_MAX_BODY_BYTES", "100000"), ("DESKHAND_SERVER_MAX_QUERY_BYTES", "50000")];
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn malformed_http_is_refused_and_the_server_stays() {
    let desk = sqlite_desk();
    let requests: [&[u8]; 14] = [
        b"\r\n\r\n\r\n",
        b"\0\0\0\0\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 a TLS hello",
        b"GET\r\n\r\n",
        b"GET /api/index.php?method=version HTTP/1.1\r\nHost: \x01\xFF\r\nConnection: close\r\n\r\n",
        b"GET /api/index.php?method=ver\0sion HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /api/index.php?\xFF\xFE=\xC0 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET http://[::1/api/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        b"POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n",
        b"POST /api/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nFFFFFFFFFFFFFFFFF\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    ];
    for request in requests {
        let answer = raw(desk.server.address(), request);
        let line = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        let is_refused = line.is_empty() || line.starts_with("HTTP/1.1 4") || line.starts_with("HTTP/1.0 4");
        assert!(is_refused, "{:?} got {line}", String::from_utf8_lossy(request));
    }
    assert_alive(&desk);
}

#[test]
fn endless_headers_are_refused() {
    let desk = sqlite_desk();
    let many = "X-A: b\r\n".repeat(5_000);
    let long = format!("X-A: {}\r\n", "b".repeat(2_000_000));
    for headers in [many, long] {
        let answer =
            raw(desk.server.address(), format!("GET /api/?method=version HTTP/1.1\r\nHost: x\r\n{headers}\r\n").as_bytes());
        let line = String::from_utf8_lossy(&answer).lines().next().unwrap_or_default().to_owned();
        assert!(line.is_empty() || line.starts_with("HTTP/1.1 4"), "{line}");
    }
    assert_alive(&desk);
}

#[test]
fn what_is_too_large_gets_the_errors_document_of_its_format() {
    let desk = sqlite_desk();
    let api = desk.api();
    let post = |body: Vec<u8>| Call::post(&format!("{api}?output=json")).header("Content-Type", FORM).body(body);
    let get = |query: String| Call::get(&format!("{api}?output=json&{query}"));
    let calls = [
        ("a body", post(vec![b'a'; 100_001])),
        ("20,001 parameters", post([&b"method=version"[..], &b"&".repeat(20_001)].concat())),
        ("parameters in a query", get(format!("method=version{}", "&".repeat(25_000)))),
    ];
    for (what, call) in calls {
        let reply = call.send();
        assert_eq!((reply.status, error_of(&reply)), (400, 207), "{what}: {}", reply.text());
    }
    assert_alive(&desk);
}

#[test]
fn a_refused_long_query_gets_the_errors_document_of_its_format() {
    let desk = sqlite_desk();
    for query in [format!("method=version&a={}", "x".repeat(50_001)), format!("method=version{}", "&".repeat(40_000))] {
        let reply = http::get(&format!("{}?output=json&{query}", desk.api()));
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (400, Some("application/json; charset=UTF-8")),
            "{}",
            reply.text()
        );
    }
}

/// Clients read errors of the server's own reading like those of the API.
#[test]
fn errors_of_all_kinds_have_one_form() {
    let desk = sqlite_desk();
    let errors = ["method=nonsense".to_owned(), format!("method=version{}", "&".repeat(25_000))].map(|query| {
        let reply = http::get(&format!("{}?output=json&{query}", desk.api()));
        reply.json()["error"][0]["id"].is_string()
    });
    assert_eq!(errors, [true, true]);
}

#[test]
fn a_hundred_thousand_parameters_are_refused() {
    let desk = Desk::sqlite(&[]);
    let forms = ["&x[]=1".repeat(100_000), "&x[a][b]=1".repeat(100_000), distinct_names(100_000)];
    for form in forms {
        let body = format!("method=version&output=json{form}");
        let reply = Call::post(&format!("{}?output=json", desk.api())).header("Content-Type", FORM).body(body).send();
        assert_eq!((reply.status, error_of(&reply)), (400, 207), "{}", reply.text());
    }
    assert_alive(&desk);
}

#[test]
fn deep_brackets_and_odd_names_are_ignored() {
    let desk = sqlite_desk();
    let names = [
        format!("{}{}", "a[".repeat(10_000), "]".repeat(10_000)),
        format!("xRequest{}", "[]".repeat(10_000)),
        "[[[[]]]]".to_owned(),
        "%00".to_owned(),
        "File99999999999999999999_bFileBody".to_owned(),
        "Custom-1".to_owned(),
        "%FF%FE".to_owned(),
        "%".to_owned(),
        "%zz".to_owned(),
    ];
    for name in names {
        let body = format!("{name}=x&method=version&output=json");
        let reply = Call::post(&desk.api()).header("Content-Type", FORM).body(body).send();
        assert_eq!(
            (reply.status, reply.text()),
            (200, r#"{"version":"3.0","min_version":"1.0"}"#),
            "{}",
            &name[..name.len().min(40)]
        );
    }
}

on_both! {
    fn any_text_comes_back_in_all_formats_or_is_cleaned(url: &str) {
        let desk = Desk::demo(url);
        let texts = [
            ("astral \u{1F98A}\u{10FFFD}", "astral \u{1F98A}\u{10FFFD}"),
            ("<![CDATA[ ]]> &amp; &#0; <?php ?> \"'", "<![CDATA[ ]]> &amp; &#0; <?php ?> \"'"),
            ("s:3:\"abc\";}a:1:{i:0;", "s:3:\"abc\";}a:1:{i:0;"),
            ("right \u{202E}to left\u{FEFF} \u{2028}\u{2029}", "right \u{202E}to left\u{FEFF} \u{2028}\u{2029}"),
            ("\u{85}\u{7F}\u{80}", "\u{85}\u{7F}\u{80}"),
            ("tab\tand\nline", "tab\tand\nline"),
        ];
        for (sent, expected) in texts {
            let (_, key) = desk.create(sent);
            let shown = FORMATS.map(|format| note(&desk, &key, format));
            assert_eq!(shown, [expected; 3], "{sent:?}");
        }
    }

    /// XML cannot have them, and PostgreSQL cannot store NUL.
    fn control_characters_and_broken_utf_8_do_no_harm(url: &str) {
        let desk = Desk::demo(url);
        for junk in ["a%00b", "a%01%02%1Fb%0B%0C", "a%EF%BF%BFb%EF%BF%BE", "a%FF%C0%80b%ED%A0%80", "a%F0%9F%98b"] {
            let body = format!("method=request.create&output=json&tNote={junk}&sEmail=kim@customer.example&sFirstName={junk}&sPhone={junk}&sUserId={junk}");
            let created = Call::post(&desk.api()).header("Content-Type", FORM).body(body).send();
            assert_eq!(created.status, 200, "{junk}: {}", created.text());
            let key = text(&created.json()["accesskey"]);
            for format in FORMATS {
                let note = note(&desk, &key, format);
                assert!(note.starts_with('a') && note.contains('b'), "{junk} is {note:?} in {format}");
            }
            for method in ["private.request.search", "request.create", "private.request.get", "private.util.getActiveStaff"] {
                let call = format!("{}?output=json&method={method}&sSearch={junk}&sEmail={junk}&xRequest={junk}&orderBy={junk}&Custom1={junk}", desk.api());
                let reply = Call::post(&call).bearer(desk.token(1)).send();
                assert!([200, 400].contains(&reply.status), "{method} {junk}: {}", reply.text());
            }
        }
        assert_alive(&desk);
    }

    fn sql_and_search_syntax_is_text(url: &str) {
        let desk = Desk::demo(url);
        let (id, _) = desk.create("the word zyzzyva stands here");
        let junk = ["'", "\"", "' OR 1=1 --", "zyz* OR a", "NEAR(", "%", "_", "\\", "-zyzzyva", "zyz:*", "!!", "&|", "(", "{}", "^zyz", "\u{0301}"];
        for junk in junk {
            for field in ["sSearch", "sEmail", "sFirstName", "xRequest", "Custom1", "orderBy", "relativedate", "afterDate", "length", "start"] {
                let reply = desk.call("private.request.search", &[(field, junk), ("output", "json")]);
                assert_eq!(reply.status, 200, "{field}={junk}: {}", reply.text());
            }
        }
        let found = desk.json("private.request.search", &[("sSearch", "zyzzyva")]);
        assert_eq!(found["request"][0]["xRequest"], id.as_str());
    }

    fn numbers_out_of_range_are_no_faults(url: &str) {
        let desk = Desk::demo(url);
        let numbers = ["-1", "0", "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e99", "NaN", "0x10", "١٢", " 12400 ", "99999999999999999999999999"];
        for number in numbers {
            for field in ["xRequest", "length", "start", "beforeDate", "afterDate", "closedAfterDate", "xCategory", "xStatus", "xPersonAssignedTo"] {
                let reply = desk.call("private.request.search", &[(field, number), ("output", "json")]);
                assert_eq!(reply.status, 200, "search {field}={number}: {}", reply.text());
            }
            for (method, field) in [("private.request.get", "xRequest"), ("private.document.get", "xDocumentId"), ("private.request.getChanged", "dtGMTChange"), ("request.get", "accesskey")] {
                let reply = desk.call(method, &[(field, number), ("output", "json")]);
                assert!([200, 400].contains(&reply.status), "{method} {field}={number}: {}", reply.text());
            }
            for field in ["xCategory", "xStatus", "xPersonAssignedTo", "xPerson", "dtGMTChange", "fOpenedVia", "email_from", "reportingTags", "email_staff", "fNoteType"] {
                let reply = desk.call("private.request.update", &[("xRequest", "12400"), ("tNote", "x"), (field, number), ("output", "json")]);
                assert!([200, 400].contains(&reply.status), "update {field}={number}: {}", reply.text());
            }
        }
        assert_eq!(desk.call("private.request.get", &[("xRequest", "12400")]).status, 200);
    }
}

#[test]
fn slow_and_half_requests_do_not_hold_up_others() {
    let desk = sqlite_desk();
    let halves: [&[u8]; 4] = [
        b"",
        b"GET /api/index.php?meth",
        b"POST /api/index.php?output=json HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nmethod=ver",
        b"POST /api/index.php HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n--b\r\n\r\n",
    ];
    let waiting: Vec<Wire> = halves.into_iter().cycle().take(400).map(|half| Wire::with(desk.server.address(), half)).collect();
    assert_alive(&desk);
    drop(waiting);
    assert_alive(&desk);
}

#[test]
fn a_body_of_another_length_than_announced_is_no_call() {
    let desk = sqlite_desk();
    let call = |length: usize, body: &str| {
        let head = format!(
            "POST /api/index.php HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
        );
        let mut wire = Wire::with(desk.server.address(), (head + body).as_bytes());
        wire.finish_sending();
        wire.read_to_end()
    };
    let create = "method=request.create&output=json&sEmail=kim@customer.example&tNote=smuggled";
    let answer = call(create.len() + 10, create);
    assert!(!answer.starts_with("HTTP/1.1 200"), "{answer}");
    let answer = call(14, &format!("method=version&output=json&{create}"));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("<version>"), "{answer}");
    let found = desk.json("private.request.search", &[("sSearch", "smuggled")]);
    assert_eq!(found["request"].as_array().unwrap().len(), 0);
}

#[test]
fn a_compressed_body_is_an_unsupported_media_type() {
    let desk = sqlite_desk();
    let reply = Call::post(&format!("{}?output=json", desk.api()))
        .header("Content-Encoding", "gzip")
        .body(b"\x1f\x8b\x08".to_vec())
        .send();
    assert_eq!((reply.status, error_of(&reply)), (415, 207));
}

on_both! {
    fn the_log_knows_every_call_and_no_secret(url: &str) {
        let desk = Desk::demo_with(url, &[("DESKHAND_LOG_LEVEL", "trace")]);
        let secrets = ["xylophonnote", "xylophonfile", "xylophon@customer.example", "xylophonpassword", "xylophonsearch", "xylophonkey", "xylophontoken"];
        let file = [("File1_sFilename", "a.txt"), ("File1_bFileBody", "eHlsb3Bob25maWxl")];
        let created = desk.json("request.create", &[&[("tNote", secrets[0]), ("sEmail", secrets[2])][..], &file[..]].concat());
        let key = text(&created["accesskey"]);
        let email = text(&desk.login(2)["email"]);
        let api = desk.api();
        let replies = [
            desk.call("request.get", &[("accesskey", &key)]),
            http::get(&format!("{api}?method=request.get&accesskey={key}")),
            http::get(&format!("{api}?method=request.get&accesskey=12400{}", secrets[5])),
            http::get(&format!("{api}?method=private.version&username={email}&password={}", secrets[3])),
            Call::get(&format!("{api}?method=private.version")).basic(&email, secrets[3]).send(),
            Call::get(&format!("{api}?method=private.version")).bearer(&format!("1|{}", secrets[6])).send(),
            Call::get(&format!("{api}?method=private.request.search&sSearch={}", secrets[4])).bearer(desk.token(1)).send(),
            Call::post(&api).header("Content-Type", "application/json").body(format!("{{\"tNote\":{{\"{}\"}}", secrets[0])).send(),
            desk.call("private.customer.setPasswordByEmail", &[("sEmail", secrets[2]), ("sPassword", secrets[3])]),
            desk.call("customer.getRequests", &[("sEmail", secrets[2]), ("sPassword", secrets[3])]),
            http::get(&format!("{}/index.php?pg=file&id=1&key={key}", desk.server.url())),
            http::get(&format!("{}/admin.php?pg=file&id=1&username={email}&password={}", desk.server.url(), secrets[3])),
        ];
        for reply in &replies {
            desk.server.wait_for_log(reply.header("x-request-id").unwrap());
        }
        let log = desk.server.stderr();
        let letters = key.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let staff = desk.server.greeting()["staff"].as_array().unwrap();
        let logins = staff.iter().flat_map(|login| [&login["password"], &login["token"]]).map(|secret| secret.as_str().unwrap());
        let tokens = logins.map(|secret| secret.split('|').next_back().unwrap());
        let told: Vec<&str> = secrets.into_iter().chain([letters]).chain(tokens).filter(|secret| log.contains(secret)).collect();
        assert_eq!(told, Vec::<&str>::new(), "{log}");
    }
}

#[test]
fn an_id_that_the_caller_sends_is_answered_and_logged_if_it_is_a_word() {
    let desk = sqlite_desk();
    let sent = ["my-id_1.2", "evil id", "a\tb=\"c\"", ""];
    let answered = sent.map(|id| {
        let reply = Call::get(&format!("{}?method=version", desk.api())).header("X-Request-Id", id).send();
        reply.header("x-request-id").unwrap().to_owned()
    });
    assert_eq!(
        (answered[0].as_str(), answered[1..].iter().map(String::len).collect::<Vec<_>>()),
        ("my-id_1.2", vec![16, 16, 16])
    );
    desk.server.wait_for_log("my-id_1.2");
}

fn sqlite_desk() -> Desk {
    Desk::sqlite(&LIMITS)
}

fn distinct_names(count: usize) -> String {
    (0..count).fold(String::new(), |mut form, at| {
        write!(form, "&a{at}=").unwrap();
        form
    })
}

fn assert_alive(desk: &Desk) {
    let reply = http::get(&format!("{}?method=version&output=json", desk.api()));
    assert_eq!((reply.status, reply.text()), (200, r#"{"version":"3.0","min_version":"1.0"}"#));
}

fn note(desk: &Desk, key: &str, format: &str) -> String {
    let reply = desk.call("request.get", &[("accesskey", key), ("output", format)]);
    assert_eq!(reply.status, 200, "{}", reply.text());
    Node::read(format, &reply).one("request_history/item/tNote").to_owned()
}
