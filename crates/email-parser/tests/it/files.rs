//! Attachments of every kind.

use deskhand_email_parser::{Attachment, IncomingMail};

use crate::letters::Letter;

fn names(mail: &IncomingMail) -> Vec<&str> {
    mail.attachments.iter().filter_map(|file| file.name.as_deref()).collect()
}

#[test]
fn a_file_has_name_type_and_bytes() {
    let part = "Content-Type: Application/PDF; name=\"ignored.pdf\"\r\nContent-Disposition: attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBE\r\nRg==\r\n";
    let mail = Letter::new().parts("mixed", &["\r\nSee file.", part]).read();
    let expected = Attachment {
        name: Some("Größe.pdf".into()),
        content_type: "application/pdf".into(),
        is_inline: false,
        content_id: None,
        bytes: b"%PDF".to_vec(),
    };
    assert_eq!((mail.attachments, mail.text.trim()), (vec![expected], "See file."));
}

#[test]
fn text_of_a_broken_type_is_still_text() {
    let mail = Letter::new().header("Content-Type", "multipart/mixed; boundary=none").bytes(b"No part at all.").read();
    assert_eq!((mail.text.as_str(), mail.attachments.len()), ("No part at all.", 0));
    let mail = Letter::new().parts("mixed", &["Content-Type: text\r\n\r\nOdd type."]).read();
    assert_eq!((mail.reply_text.as_str(), mail.attachments.len()), ("Odd type.", 0));
}

#[test]
fn an_image_that_the_html_shows_is_inline() {
    let html = "Content-Type: text/html\r\n\r\n<p>See <img src=\"cid:a%40b\"></p>";
    let image = |id: &str| {
        format!(
            "Content-Type: image/png; name={id}.png\r\nContent-ID: <{id}>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBO\r\n"
        )
    };
    let mail = Letter::new().parts("related", &[html, &image("a@b"), &image("c@d")]).read();
    assert_eq!(mail.attachments.iter().map(|file| file.is_inline).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn nested_messages_stay_closed_and_get_a_name() {
    let nested = "Content-Type: message/rfc822\r\n\r\nFrom: x@y.example\r\nContent-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\nContent-Type: image/png; name=deep.png\r\n\r\nx\r\n--in--\r\n";
    let mail = Letter::new()
        .parts("mixed", &["\r\nSee mail.", nested, &nested.replace("message/rfc822", "message/rfc822; name=\"that.eml\"")])
        .read();
    assert_eq!((names(&mail), mail.text.trim()), (vec!["unknown_filename.eml", "that.eml"], "See mail."));
    assert!(
        mail.attachments.iter().all(|file| file.content_type == "message/rfc822" && file.bytes.starts_with(b"From: x@y.example"))
    );
}

#[test]
fn calendar_parts_keep_their_bytes() {
    let calendar = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\nEND:VCALENDAR";
    let mail = Letter::new().parts("alternative", &["Content-Type: text/plain\r\n\r\nCome.", calendar]).read();
    assert_eq!(
        (mail.attachments[0].content_type.as_str(), mail.attachments[0].bytes.as_slice()),
        ("text/calendar", &b"BEGIN:VCALENDAR\r\nEND:VCALENDAR"[..])
    );
    assert_eq!(mail.text.trim(), "Come.");
}

#[test]
fn uuencoded_files_are_taken_out_of_the_text() {
    let mail = Letter::new().text("Here.\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nBye\r\n").read();
    assert_eq!(
        (names(&mail), mail.attachments[0].bytes.as_slice(), mail.reply_text.as_str()),
        (vec!["cat.txt"], &b"Cat"[..], "Here.\nBye")
    );
    let part = "Content-Type: application/octet-stream; name=cat.txt\r\nContent-Transfer-Encoding: x-uuencode\r\n\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\n";
    let mail = Letter::new().parts("mixed", &["\r\nHere.", part]).read();
    assert_eq!(mail.attachments[0].bytes, b"Cat");
}

/// An attribute of a TNEF stream.
fn attribute(level: u8, id: u32, data: &[u8]) -> Vec<u8> {
    let length = u32::try_from(data.len()).unwrap();
    [&[level][..], &id.to_le_bytes(), &length.to_le_bytes(), data, &[0, 0]].concat()
}

/// One MAPI property of a variable length.
fn property(kind: u16, id: u16, value: &[u8]) -> Vec<u8> {
    let length = u32::try_from(value.len()).unwrap();
    let padding = vec![0; value.len().next_multiple_of(4) - value.len()];
    [&kind.to_le_bytes()[..], &id.to_le_bytes(), &1_u32.to_le_bytes(), &length.to_le_bytes(), value, &padding].concat()
}

fn winmail() -> Vec<u8> {
    let wide: Vec<u8> = "Größenliste.txt\0".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let properties =
        [&2_u32.to_le_bytes()[..], &property(0x001F, 0x3707, &wide), &property(0x001E, 0x370E, b"text/plain\0")].concat();
    [
        &0x223E_9F78_u32.to_le_bytes()[..],
        &[1, 0],
        &attribute(1, 0x0008_9006, &[0, 0, 1, 0]),
        &attribute(2, 0x0006_9002, &[0; 14]),
        &attribute(2, 0x0001_8010, b"GRENLI~1.TXT\0"),
        &attribute(2, 0x0006_800F, b"S M L"),
        &attribute(2, 0x0006_9005, &properties),
    ]
    .concat()
}

fn with_winmail(stream: &[u8]) -> IncomingMail {
    let quoted: String = stream.iter().map(|byte| format!("={byte:02X}=\r\n")).collect();
    let part = format!(
        "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n{quoted}"
    );
    Letter::new().parts("mixed", &["\r\nSee file.", &part]).read()
}

#[test]
fn the_files_inside_winmail_dat_come_out() {
    let mail = with_winmail(&winmail());
    assert_eq!(
        (names(&mail), mail.attachments[0].bytes.as_slice(), mail.attachments[0].content_type.as_str()),
        (vec!["Größenliste.txt"], &b"S M L"[..], "text/plain")
    );
}

#[test]
fn winmail_dat_stays_beside_its_files_if_one_of_them_did_not_come_out() {
    let embedded = [winmail(), attribute(2, 0x0006_9002, &[0; 14])].concat();
    assert_eq!(names(&with_winmail(&embedded)), ["winmail.dat", "Größenliste.txt"]);
}

#[test]
fn a_broken_winmail_dat_is_kept_as_it_is() {
    assert_eq!(names(&with_winmail(b"not tnef at all")), ["winmail.dat"]);
    let whole = winmail();
    for length in 0..whole.len() {
        assert!(!with_winmail(&whole[..length]).attachments.is_empty());
    }
}
