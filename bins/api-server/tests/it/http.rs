//! Calls over HTTP: parameters from wherever they come, hostile ones too, and what every answer carries.

use crate::server::{TestServer, read_answer};
use std::fmt::Write as _;
use std::io::Write as _;

const API: &str = "/api/index.php";
const FORM: &str = "application/x-www-form-urlencoded";
const VERSION: &str = r#"{"version":"3.0","min_version":"1.0"}"#;

#[test]
fn the_method_is_taken_from_the_query_or_from_any_kind_of_body() {
    let server = TestServer::new();
    let multipart = "--b\r\nContent-Disposition: form-data; name=\"method\"\r\n\r\nversion\r\n\
                     --b\r\nContent-Disposition: form-data; name=\"output\"\r\n\r\njson\r\n--b--\r\n";
    let answers = [
        server.get("/api/index.php?method=version&output=json"),
        server.get("//api/index.php?output=json&method=version&"),
        server.get("/prefix//api/?method=version&output=json"),
        server.post("/api/index.php?", FORM, b"method=version&output=json"),
        server.post("/api/index.php?method=x&output=xml", FORM, b"method=version&output=json"),
        server.post_with(API, "", b"method=version&output=json"),
        server.post(API, "multipart/form-data; boundary=b", multipart.as_bytes()),
        server.post(API, "application/json; charset=utf-8", br#"{"method":"version","output":"json"}"#),
        server.post("/api/index.php?method=version&output=json", "multipart/form-data", b""),
        server.post("/api/index.php?method=version&output=json", "text/xml", b"<a/>"),
    ];
    for answer in answers {
        assert_eq!((answer.status, answer.text().as_str()), (200, VERSION), "{}", answer.head);
    }
}

#[test]
fn a_body_of_a_get_is_not_read() {
    let server = TestServer::new();
    let call = "GET /api/index.php?method=version&output=json HTTP/1.1\r\nHost: x\r\n\
                Content-Type: multipart/form-data\r\nContent-Length: 8\r\n\r\nmethod=x";
    assert_eq!(server.send(call.as_bytes()).text(), VERSION);
}

#[test]
fn an_answer_carries_its_headers() {
    let server = TestServer::new();
    let answer = server.get_with("/api/index.php?method=version", "X-Request-Id: abc.DEF-1_2\r\n");
    assert_eq!(answer.header("x-request-id"), Some("abc.DEF-1_2"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!(answer.header("content-type"), Some("text/xml; charset=UTF-8"));
    let answer = server.get_with("/api/index.php?method=version", "X-Request-Id: a b\r\n");
    assert!(answer.header("x-request-id").is_some_and(|id| id.len() == 16));
}

#[test]
fn head_answers_without_a_body() {
    let server = TestServer::new();
    let answer = server.send(b"HEAD /api/index.php?method=version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-length").is_some_and(|length| length != "0"));
}

#[test]
fn hostile_bodies_get_an_errors_document() {
    let server = TestServer::with(|config| config.server.max_body_bytes = 100_000);
    let path = "/api/index.php?method=version&output=json";
    let bodies: [(&str, Vec<u8>); 9] = [
        (FORM, vec![b'a'; 100_001]),
        (FORM, vec![b'&'; 30_000]),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nnever ends".to_vec()),
        ("multipart/form-data; boundary=b", b"--c\r\n\r\n".to_vec()),
        ("multipart/form-data; boundary=b", b"--b\r\nbad header\r\n\r\nx\r\n--b--".to_vec()),
        ("multipart/form-data; boundary=\"", b"x".to_vec()),
        ("application/json", b"[1,2]".to_vec()),
        ("application/json", b"{\"a\":{\"b\":1}}".to_vec()),
        ("application/json", vec![b'['; 90_000]),
    ];
    for (content_type, body) in bodies {
        let answer = server.post(path, content_type, &body);
        assert_eq!(answer.status, 400, "{content_type} {}", String::from_utf8_lossy(&body[..body.len().min(60)]));
        assert!(
            answer.text().starts_with(r#"{"error":[{"id":"207","description":"Could not create request: the"#),
            "{}",
            answer.text()
        );
    }
}

#[test]
fn a_form_of_too_many_parts_is_refused() {
    let server = TestServer::new();
    let parts = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n".repeat(2_001) + "--b--\r\n";
    let answer = server.post("/api/index.php?method=version&output=json", "multipart/form-data; boundary=b", parts.as_bytes());
    assert!(answer.text().contains("more than 2000 parts"), "{}", answer.text());
}

#[test]
fn a_compressed_body_is_refused() {
    let server = TestServer::new();
    let headers = format!("Content-Type: {FORM}\r\nContent-Encoding: gzip\r\n");
    let answer = server.post_with("/api/index.php?method=version&output=json", &headers, b"\x1f\x8b");
    assert_eq!((answer.status, answer.text().contains("compressed")), (415, true));
}

#[test]
fn an_endless_announced_body_is_refused_at_once() {
    let server = TestServer::new();
    let answer = server.send(
        b"POST /api/index.php?method=version&output=json HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nmethod=",
    );
    assert_eq!((answer.status, answer.text().contains("larger than 67108864 bytes")), (400, true));
}

#[test]
fn damaged_requests_are_answered() {
    let server = TestServer::new();
    let requests = [
        "POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: nine\r\n\r\n",
        "POST /api/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST /api/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
        "GET /api/ HTTP/9.9\r\n\r\n",
        "\u{1}\u{2}\u{3}\r\n\r\n",
    ];
    for request in requests {
        assert_eq!(server.send(request.as_bytes()).status, 400, "{request:?}");
    }
}

#[test]
fn a_chunked_body_is_read() {
    let server = TestServer::new();
    let call = format!(
        "POST {API} HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n\
         e\r\nmethod=version\r\nc\r\n&output=json\r\n0\r\n\r\n"
    );
    assert_eq!(server.send(call.as_bytes()).text(), VERSION);
}

#[test]
fn queries_of_a_quarter_of_a_megabyte_are_read_and_longer_ones_refused() {
    let server = TestServer::new();
    let call = |length: usize| {
        let fixed = "method=version&output=json&tNote=";
        format!("/api/index.php?{fixed}{}", "x".repeat(length - fixed.len()))
    };
    for length in [30_000, 40_000, 70_000, 262_144] {
        assert_eq!(server.get(&call(length)).text(), VERSION, "{length}");
    }
    for length in [262_145, 300_000, 2_000_000] {
        let answer = server.get(&call(length));
        assert_eq!((answer.status, answer.text().contains("the query is")), (400, true), "{length} {}", answer.text());
    }
}

#[test]
fn requests_on_one_connection_do_not_mix() {
    let server = TestServer::new();
    let long = format!("method=version&output=json&q={}", "y".repeat(100_000));
    let mut calls = String::new();
    for _ in 0..3 {
        let body = "method=version&output=json";
        write!(calls, "GET {API}?{long} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        write!(calls, "POST {API} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        write!(calls, "GET {API}?method=version&output=json HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
    }
    for step in [997, 70_000, calls.len()] {
        let mut stream = server.connect();
        for piece in calls.as_bytes().chunks(step) {
            stream.write_all(piece).unwrap();
        }
        let answers: Vec<String> = (0..9).map(|_| read_answer(&mut stream, false).text()).collect();
        assert_eq!(answers, vec![VERSION; 9], "{step}");
    }
}

#[test]
fn a_file_part_is_an_upload() {
    let server = TestServer::new();
    let form = "--b\r\nContent-Disposition: form-data; name=\"tNote\"\r\n\r\nSee the file\r\n\
                --b\r\nContent-Disposition: form-data; name=\"sEmail\"\r\n\r\nme@example.org\r\n\
                --b\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"a.bin\"\r\nContent-Type: image/png\r\n\r\n\0\u{1}ü\r\n\
                --b\r\nContent-Disposition: form-data; name=\"File2_bFileBody\"; filename=\"b.txt\"\r\n\r\nhello\r\n--b--\r\n";
    let path = "/api/index.php?method=request.create&output=json";
    let answer = server.post(path, "multipart/form-data; boundary=b", form.as_bytes());
    assert_eq!(answer.status, 200, "{}", answer.text());
    let created: serde_json::Value = serde_json::from_slice(&answer.body).unwrap();
    let id = deskhand_model::RequestId(created["xRequest"].as_str().unwrap().parse().unwrap());
    let files = server.store.read(|db| deskhand_storage::documents::of_requests(db, &[id])).unwrap();
    let files: Vec<_> = files.iter().map(|file| (file.name.as_str(), file.size)).collect();
    assert_eq!(files, [("a.bin", 4), ("b.txt", 5)]);
}

#[test]
fn long_answers_are_compressed_for_those_who_ask() {
    let server = TestServer::new();
    let note = "A long story. ".repeat(1_000);
    let body = format!("method=request.create&output=json&sEmail=me@example.org&tNote={note}");
    let created: serde_json::Value = serde_json::from_slice(&server.post(API, FORM, body.as_bytes()).body).unwrap();
    let path = format!("{API}?method=request.get&accesskey={}", created["accesskey"].as_str().unwrap());
    let asked = |accept: &str| server.get_with(&path, &format!("Accept-Encoding: {accept}\r\n"));
    let compressed = asked("br, gzip;q=0.8");
    assert_eq!((compressed.header("content-encoding"), compressed.body.len() < 2_000), (Some("gzip"), true));
    assert_eq!(["gzip;q=0", "br", ""].map(|accept| asked(accept).text().contains(&note)), [true; 3]);
    let short = server.get_with("/api/index.php?method=version", "Accept-Encoding: gzip\r\n");
    assert_eq!(short.header("content-encoding"), None);
}

#[test]
fn the_watchers_get_what_they_need() {
    let server = TestServer::new();
    server.get("/api/index.php?method=version");
    server.get("/api/index.php?method=nonsense");
    assert_eq!(server.get("/healthz").text(), "ok\n");
    assert_eq!(server.get("/readyz").text(), "ready\n");
    let metrics = server.get("/metrics").text();
    for line in [
        r#"deskhand_requests_total{method="version",status="200"} 1"#,
        r#"deskhand_requests_total{method="unknown",status="400"} 1"#,
        r#"deskhand_request_seconds_count{method="version"} 1"#,
        "deskhand_requests_in_flight 0",
        "deskhand_database_writes_waiting 0",
        "process_start_time_seconds ",
    ] {
        assert!(metrics.contains(line), "{line} is not in\n{metrics}");
    }
}

#[test]
fn a_full_disk_makes_the_server_not_ready() {
    let server = TestServer::with(|config| config.server.min_free_disk_bytes = u64::MAX);
    let answer = server.get("/readyz");
    assert_eq!((answer.status, answer.text().as_str()), (503, "the disk is full\n"));
}

#[test]
fn unknown_paths_are_not_found() {
    let server = TestServer::new();
    assert_eq!(["/x", "/index.php", "/admin.php?pg=home", "/api"].map(|path| server.get(path).status), [404; 4]);
    assert!(server.get("/").text().contains("/api/index.php"));
}
