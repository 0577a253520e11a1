use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    thread,
};

use deskhand_testkit::http::{self, Call};

/// Answers one connection with the given bytes and returns what was sent, up to the blank line and the stated length.
fn answer_once(answer: &'static [u8]) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let server = thread::spawn(move || {
        let mut stream = BufReader::new(listener.accept().unwrap().0);
        let mut request = String::new();
        while stream.read_line(&mut request).unwrap() > 2 {}
        let length = request.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        stream.read_exact(&mut body).unwrap();
        stream.get_mut().write_all(answer).unwrap();
        request + &String::from_utf8_lossy(&body)
    });
    (address, server)
}

#[test]
fn a_redirect_is_an_answer() {
    let (address, _server) = answer_once(b"HTTP/1.1 303 See Other\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n");
    let reply = http::get(&format!("http://{address}/"));
    assert_eq!((reply.status, reply.header("location")), (303, Some("/else")));
}

#[test]
fn a_form_may_repeat_a_name() {
    let (address, server) = answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let reply = http::post_form(&format!("http://{address}/api"), &[("a", "1 ü"), ("a", "&")]);
    assert_eq!(reply.json(), serde_json::json!({}));
    assert!(server.join().unwrap().ends_with("\r\n\r\na=1+%C3%BC&a=%26"));
}

#[test]
fn odd_methods_headers_and_bodies_are_sent_as_they_are() {
    let (address, server) = answer_once(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
    let call = Call::new("BREW", &format!("http://{address}/x?y=%zz")).header("X-Odd", "one").header("X-Odd", "two");
    let reply = call.basic("tim", "pw").body("body").send();
    assert_eq!(reply.body, b"abc");
    let request = server.join().unwrap();
    let expected =
        ["BREW /x?y=%zz HTTP/1.1\r\n", "x-odd: one\r\n", "x-odd: two\r\n", "authorization: Basic dGltOnB3\r\n", "\r\n\r\nbody"];
    assert!(expected.iter().all(|part| request.contains(part)), "{request}");
}

#[test]
fn an_answer_cut_short_is_an_error() {
    let (address, _server) = answer_once(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
    assert!(Call::get(&format!("http://{address}/")).try_send().is_err());
}
