//! Whatever comes in, something comes out, soon and in bounded memory.

use std::time::{Duration, Instant};

use deskhand_email_parser::{IncomingMail, Options, explain, parse};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::letters::Letter;

/// Generous, for tests run unoptimised on busy machines; what is quadratic takes minutes at these sizes.
const SOON: Duration = Duration::from_mins(1);

fn soon(raw: &[u8]) -> IncomingMail {
    let start = Instant::now();
    let mail = parse(raw, &Options::default());
    assert!(start.elapsed() < SOON, "took {:?} for {} bytes", start.elapsed(), raw.len());
    mail
}

#[test]
fn nested_multiparts_without_end_are_read() {
    let levels = (0..20_000)
        .map(|level| format!("Content-Type: multipart/mixed; boundary=b{level}\r\n\r\n--b{level}\r\n"))
        .collect::<String>();
    soon(format!("{levels}Content-Type: text/plain\r\n\r\ncore").as_bytes());
}

#[test]
fn nested_messages_without_end_are_read() {
    soon("Content-Type: message/rfc822\r\n\r\n".repeat(20_000).as_bytes());
    soon("Content-Type:\r\n message\r\n /rfc822\r\n\r\n".repeat(20_000).as_bytes());
    soon("Content-Type: multipart/digest; boundary=x\r\n\r\n--x\r\n\r\n".repeat(20_000).as_bytes());
}

#[test]
fn nested_messages_inside_an_encoded_one_are_read() {
    let encoded = "Q29udGVudC1UeXBlOiBtZXNzYWdlL3JmYzgyMg0KDQo=".replace('=', "A");
    for encoding in ["base64", "quoted-printable"] {
        let inner =
            if encoding == "base64" { encoded.repeat(20_000) } else { "Content-Type: message/rfc822\r\n\r\n".repeat(20_000) };
        for name in ["Content-Type", "C ontent-Type", "Content-Type(x)"] {
            for subtype in [
                "message/rfc822",
                "message/ (x) rfc822",
                "message/(x)rfc822",
                "message(x)/rfc822",
                "message / global",
                "(x)message/rfc822",
                "\"message/rfc822\"",
                "message/\"rfc822\"",
            ] {
                soon(
                    format!("From: a@b.c\r\nContent-Transfer-Encoding: {encoding}\r\n{name}: {subtype}\r\n\r\n{inner}")
                        .as_bytes(),
                );
            }
        }
    }
}

#[test]
fn a_hundred_thousand_parts_are_read() {
    let parts = "--edge\r\nContent-Type: application/octet-stream; name=x\r\n\r\nx\r\n".repeat(100_000);
    let mail = soon(&Letter::new().header("Content-Type", "multipart/mixed; boundary=edge").bytes(parts.as_bytes()).raw());
    assert!(!mail.attachments.is_empty());
    let parts = "--edge\r\nContent-Type: text/plain\r\n\r\nx\r\n".repeat(100_000);
    soon(&Letter::new().header("Content-Type", "multipart/mixed; boundary=edge").bytes(parts.as_bytes()).raw());
}

#[test]
fn lines_of_ten_megabytes_are_read() {
    for piece in [
        "x",
        ">",
        " ",
        "a@",
        "@",
        "<",
        "&",
        "&#35;",
        "##",
        "##hs_category:",
        "=?",
        "=?a?q?",
        "a, ",
        "(",
        "\"",
        "<a \"",
        "{1",
        "--",
        ":",
        "a b:\t",
    ] {
        let size = if matches!(piece, "x" | ">") { 10_000_000 } else { 200_000 };
        let long = piece.repeat(size / piece.len());
        soon(&Letter::new().text(&long).raw());
        if piece.len() < 4 {
            soon(&Letter::new().header("Subject", &long).text("x").raw());
            soon(&Letter::new().header("To", &long).text("x").raw());
            soon(&Letter::new().header("Content-Type", &format!("text/plain; name={long}")).bytes(b"x").raw());
        }
    }
}

#[test]
fn many_short_lines_are_read() {
    for line in [
        "x\n",
        "> x\n",
        "\n",
        "From: a@b.c\n",
        "On 5 Mar 2024 at 10:00 a@b.c wrote:\n",
        "begin 644 x\n",
        "begin 644 x\n#0V%T\n",
        "##hs_custom1:\n",
        "-----\n",
        "To: x\n\n",
        "Ida> x\n",
        "-- \n",
        "<a@b.c>:\n",
    ] {
        let text = line.repeat(80_000 / line.len());
        soon(&Letter::new().text(&text).raw());
        soon(
            &Letter::new()
                .header("Subject", "Undeliverable ##forward:true##")
                .header("From", "mailer-daemon@x.example")
                .text(&text)
                .raw(),
        );
    }
}

#[test]
fn html_nested_twenty_thousand_deep_is_read() {
    let mail = soon(&Letter::new().html(&format!("{}core{}", "<div>".repeat(20_000), "</div>".repeat(20_000))).raw());
    assert!(mail.html.unwrap().sanitised.contains("core"));
}

#[test]
fn hostile_html_is_read() {
    let pieces = [
        "<div>",
        "<blockquote>",
        "<p>",
        "<b>",
        "<font a=1>",
        "<div><font size=1></div>",
        "<table>",
        "<td>",
        "<a href=x>",
        "</div>",
        "<!--",
        "<!-- -->",
        "<script>",
        "</script",
        "<style>",
        "<a \"",
        "<a b='",
        "<a b=\"x>",
        "<",
        "&amp",
        "&amp;",
        "<p><span>",
        "<select><option>",
        "<svg><g>",
        "<math><mi>",
        "<ul><li>",
        "<pre>",
        "<button><p>",
        "<a><div>",
        "<b><p></b>",
        "<div id=divRplyFwdMsg>",
        "&#35;&#35;hs_category:",
        "<x y=1 ",
    ];
    for piece in pieces {
        let mail = soon(&Letter::new().html(&piece.repeat(60_000 / piece.len())).raw());
        assert!(mail.html.is_some());
    }
    let attributes: String = (0..100_000).map(|number| format!(" a{number}=1")).collect();
    soon(&Letter::new().html(&format!("<p{attributes}>x</p>")).raw());
    let fonts: String = (0..5_000).map(|number| format!("<p><font size={number}>x</p>")).collect();
    soon(&Letter::new().html(&fonts).raw());
}

#[test]
fn many_headers_are_read() {
    soon(&[b"X: y\r\n".repeat(300_000).as_slice(), b"From: a@b.c\r\n\r\nx"].concat());
    soon(&[b"From: a@b.c\r\n".repeat(200_000).as_slice(), b"\r\nx"].concat());
    let parameters: String = (0..100_000).map(|number| format!("; filename*{number}*=%41")).collect();
    soon(&Letter::new().header("Content-Disposition", &format!("attachment{parameters}")).text("x").raw());
}

#[test]
fn nothing_and_noise_are_read() {
    for raw in [&b""[..], b"\n", b"\r\n\r\n", b":", b"\xFF\xFE\x00", b"From", b"From \n", b"no header at all", b"\0\0\0"] {
        parse(raw, &Options::default());
    }
    assert_eq!(parse(b"no header at all", &Options::default()).text, "no header at all");
}

fn samples() -> Vec<Vec<u8>> {
    let alternative = Letter::new().parts(
        "alternative",
        &["Content-Type: text/plain; charset=us-ascii\r\n\r\nGr\u{fc}\u{df}e ##hs_category:6##", "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>Gr=C3=BC=C3=9Fe <b>##hs_=\r\ncategory:6##</b>"],
    );
    let report = Letter::new().header("From", "mailer-daemon@mx.example").parts(
        "report; report-type=delivery-status",
        &["\r\nFailed", "Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@b.example\r\nAction: failed\r\nStatus: 5.1.1", "Content-Type: message/rfc822\r\n\r\nFrom: c@d.example\r\n\r\nx"],
    );
    let reply = Letter::new().header("Subject", "=?utf-8?Q?Re:_{12?= =?utf-8?B?NDAwfQ==?=").text("Yes.\r\n\r\nOn 5 Mar 2024 at 10:00, Desk <d@lamps.example>\r\nwrote:\r\n> Is it?\r\nbegin 644 a\r\n#0V%T\r\n`\r\nend\r\n");
    let files = Letter::new().parts("mixed", &["\r\nx", "Content-Type: application/ms-tnef; name*0*=utf-8''win%C3; name*1*=%A9.dat\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgEAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA"]);
    [alternative, report, reply, files].iter().map(Letter::raw).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn mutated_messages_are_read(which in 0_usize..4, cut in any::<Index>(), changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..12), inserted in prop::collection::vec((any::<Index>(), "\\PC{0,12}|\r\n|--edge|=\\?|##|<|>"), 0..4)) {
        let mut raw = samples()[which].clone();
        for (place, byte) in changes {
            *place.get_mut(&mut raw) = byte;
        }
        for (place, text) in inserted {
            let at = place.index(raw.len());
            raw.splice(at..at, text.into_bytes());
        }
        raw.truncate(raw.len() - cut.index(raw.len() / 3));
        let mail = parse(&raw, &Options::default());
        prop_assert!(serde_json::to_string(&explain(&mail)).is_ok());
        prop_assert!(mail.clean_text.trim().is_empty() || !mail.reply_text.is_empty());
    }

    #[test]
    fn any_bytes_are_read(raw in prop::collection::vec(any::<u8>(), 0..2_000)) {
        parse(&raw, &Options::default());
    }

    #[test]
    fn any_text_body_is_read(text in "(\\PC{0,30}|From: |On 5 Mar 2024 10:00 a@b.c wrote:|> |\n|##hs_custom1:|##|-----|<p>|&#35;|</p>|<blockquote>){0,40}") {
        for mail in [Letter::new().text(&text).read(), Letter::new().html(&text).read()] {
            prop_assert!(mail.clean_text.trim().is_empty() || !mail.reply_text.is_empty());
        }
    }
}
