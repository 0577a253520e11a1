//! Documents by their links.

use crate::server::TestServer;
use serde_json::Value;

struct Fixture {
    server: TestServer,
    link: String,
    content: Vec<u8>,
}

/// A request of a customer with one document.
fn fixture(name: &str, mime: &str) -> Fixture {
    let server = TestServer::new();
    // Longer than two stored pieces.
    let content: Vec<u8> = (0..600_000_u32).map(|number| u8::try_from(number % 251).unwrap()).collect();
    let part = |name: &str, value: &str| format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    let head = part("tNote", "See the file")
        + &part("sEmail", "me@example.org")
        + &part("File1_sFilename", name)
        + &part("File1_sFileMimeType", mime)
        + "--b\r\nContent-Disposition: form-data; name=\"File1\"; filename=\"x\"\r\n\r\n";
    let body = [head.as_bytes(), &content, b"\r\n--b--\r\n"].concat();
    let answer = server.post("/api/index.php?method=request.create&output=json", "multipart/form-data; boundary=b", &body);
    let created: Value = serde_json::from_slice(&answer.body).unwrap();
    let key = created["accesskey"].as_str().unwrap();
    let id = deskhand_model::RequestId(created["xRequest"].as_str().unwrap().parse().unwrap());
    let document = server.store.read(|db| deskhand_storage::documents::of_requests(db, &[id])).unwrap()[0].id;
    let link = format!("/index.php?pg=file&from=2&id={document}&key={key}");
    Fixture { server, link, content }
}

#[test]
fn a_document_is_sent_whole() {
    let Fixture { server, link, content } = fixture("report.pdf", "application/pdf");
    let answer = server.get(&link);
    assert_eq!((answer.status, answer.body == content), (200, true));
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    assert_eq!(answer.header("content-disposition"), Some("attachment; filename=\"report.pdf\"; filename*=UTF-8''report.pdf"));
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(answer.header("content-security-policy"), Some("sandbox; default-src 'none'"));
    let tag = answer.header("etag").unwrap();
    assert_eq!(server.get_with(&link, &format!("If-None-Match: {tag}\r\n")).status, 304);
}

#[test]
fn ranges_across_the_stored_pieces_are_sent() {
    let Fixture { server, link, content } = fixture("a.png", "image/png");
    for (range, bytes) in [
        ("bytes=0-9", 0..10),
        ("bytes=262140-262150", 262_140..262_151),
        ("bytes=200000-599999", 200_000..600_000),
        ("bytes=-1", 599_999..600_000),
        ("bytes=599000-999999", 599_000..600_000),
    ] {
        let answer = server.get_with(&link, &format!("Range: {range}\r\n"));
        assert_eq!((answer.status, answer.body == content[bytes.clone()]), (206, true), "{range}");
        let expected = format!("bytes {}-{}/600000", bytes.start, bytes.end - 1);
        assert_eq!(answer.header("content-range"), Some(expected.as_str()));
    }
    let answer = server.get_with(&link, "Range: bytes=600000-\r\n");
    assert_eq!((answer.status, answer.header("content-range")), (416, Some("bytes */600000")));
    let answer = server.get_with(&link, "Range: bytes=0-1\r\nIf-Range: \"old\"\r\n");
    assert_eq!((answer.status, answer.body.len()), (200, 600_000));
}

#[test]
fn head_tells_the_size_only() {
    let Fixture { server, link, .. } = fixture("a.png", "image/png");
    let answer = server.send(format!("HEAD {link} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
    assert_eq!((answer.status, answer.header("content-length")), (200, Some("600000")));
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("inline;")));
}

#[test]
fn a_type_that_a_browser_could_run_is_saved() {
    let Fixture { server, link, .. } = fixture("a.html", "text/html; charset=x");
    let answer = server.get(&link);
    assert!(answer.header("content-disposition").is_some_and(|value| value.starts_with("attachment;")));
}

#[test]
fn who_may_not_see_a_document_learns_nothing() {
    let Fixture { server, link, .. } = fixture("a.txt", "text/plain");
    let refused = [link.replace("key=", "key=1"), link.replace("pg=file", "pg=x"), link.replace("&id=", "&id=9")];
    for link in refused {
        let answer = server.get(&link);
        assert_eq!((answer.status, answer.text().as_str()), (404, "not found\n"), "{link}");
    }
    let answer = server.get(&link.replace("/index.php", "/admin.php"));
    assert_eq!(answer.status, 401);
    assert_eq!(answer.header("www-authenticate"), Some("Basic realm=\"Deskhand\", charset=\"UTF-8\""));
}
