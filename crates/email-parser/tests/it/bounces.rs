//! Mails that machines wrote.

use deskhand_email_parser::{IncomingMail, MailKind, Permanence};

use crate::letters::Letter;

fn daemon(subject: &str, text: &str) -> IncomingMail {
    Letter::new().header("From", "Mail Delivery System <MAILER-DAEMON@mx.example>").header("Subject", subject).text(text).read()
}

fn failures(mail: IncomingMail) -> Vec<(String, Permanence)> {
    match mail.kind {
        MailKind::Bounce(bounce) => bounce.recipients.into_iter().map(|failed| (failed.email, failed.permanence)).collect(),
        other => panic!("no bounce but {other:?}"),
    }
}

fn bo(permanence: Permanence) -> Vec<(String, Permanence)> {
    vec![("bo@gone.example".to_owned(), permanence)]
}

#[test]
fn a_standard_report_is_read() {
    let report = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; bo@gone.example\r\nAction: failed\r\nStatus: 5.1.1\r\n";
    let parts = ["\r\nIt did not arrive.", report, "Content-Type: text/rfc822-headers\r\n\r\nSubject: x"];
    let mail = Letter::new().header("From", "postmaster@mx.example").parts("report; report-type=delivery-status", &parts).read();
    assert!(mail.suppress_auto_ack);
    assert_eq!(failures(mail), bo(Permanence::Permanent));
}

#[test]
fn a_report_of_success_is_no_bounce() {
    let report = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; bo@gone.example\r\nAction: relayed\r\nStatus: 2.0.0\r\n";
    let mail = Letter::new()
        .header("From", "postmaster@mx.example")
        .parts("report; report-type=delivery-status", &["\r\nRelayed.", report])
        .read();
    assert!(!matches!(mail.kind, MailKind::Bounce(_)) && mail.suppress_auto_ack);
}

#[test]
fn textual_reports_are_read() {
    for (subject, text, permanence) in [
        (
            "failure notice",
            "Hi. This is the qmail-send program at mx.example.\r\nI'm afraid I wasn't able to deliver your message to the following addresses.\r\n\r\n<bo@gone.example>:\r\nSorry, no mailbox here by that name. (#5.1.1)\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nTo: other@x.example\r\n",
            Permanence::Permanent,
        ),
        (
            "Mail delivery failed: returning message to sender",
            "A message that you sent could not be delivered to one or more of its recipients.\r\nThe following address(es) failed:\r\n\r\n  bo@gone.example\r\n    host mx.gone.example [192.0.2.1]: 550 unknown user\r\n\r\n------ This is a copy of the message, including all the headers. ------\r\n\r\nFrom: ida@x.example\r\n",
            Permanence::Permanent,
        ),
        (
            "Undelivered Mail Returned to Sender",
            "This is the mail system at host mx.example.\r\n\r\n<bo@gone.example>: host mx.gone.example[192.0.2.1] said: 450 4.2.2\r\n    mailbox full (in reply to RCPT TO command)\r\n",
            Permanence::Temporary,
        ),
        (
            "Undeliverable: Lamp",
            "Delivery has failed to these recipients or groups:\r\n\r\nbo@gone.example<mailto:bo@gone.example>\r\nThe address was not found.\r\n\r\nDiagnostic information for administrators:\r\n\r\nbo@gone.example\r\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\r\n\r\nOriginal message headers:\r\n\r\nFrom: ida@x.example\r\n",
            Permanence::Permanent,
        ),
        (
            "Undeliverable: Lamp",
            "Your message did not reach some or all of the intended recipients.\r\n\r\n      Subject:\tLamp\r\n\r\nThe following recipient(s) could not be reached:\r\n\r\n      'bo@gone.example' on 5/3/2024 10:00\r\n            550 5.1.1 unknown\r\n",
            Permanence::Permanent,
        ),
        (
            "Warning: message 1abc delayed 24 hours",
            "The address to which the message has not yet been delivered is:\r\n\r\n  bo@gone.example\r\n\r\nDelivery attempts will continue.\r\n",
            Permanence::Temporary,
        ),
        ("Unzustellbar: Lampe", "Fehler bei der Zustellung:\r\n\r\nbo@gone.example\r\n", Permanence::Unknown),
        (
            "Delivery Status Notification (Failure)",
            "Delivery to the following recipient failed permanently:\r\n\r\n     bo@gone.example\r\n\r\n----- Original message -----\r\n\r\nTo: other@x.example\r\n",
            Permanence::Permanent,
        ),
    ] {
        assert_eq!(failures(daemon(subject, text)), bo(permanence), "{subject}: {text}");
    }
}

#[test]
fn failed_recipients_may_stand_in_the_header() {
    let mail = Letter::new()
        .header("From", "Mailer-Daemon@mx.example")
        .header("X-Failed-Recipients", "bo@gone.example, al@gone.example")
        .text("They failed.\r\n550 no")
        .read();
    assert_eq!(failures(mail).len(), 2);
}

#[test]
fn a_person_who_writes_about_delivery_is_no_bounce() {
    let mail =
        Letter::new().header("Subject", "Delivery failed: my lamp was not delivered").text("My lamp was not delivered.").read();
    assert!(mail.kind == MailKind::Person && !mail.suppress_auto_ack);
}

#[test]
fn automatic_answers_are_recognised() {
    for (name, value) in [
        ("Auto-Submitted", "auto-replied (vacation)"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", "Away"),
        ("Precedence", "auto_reply"),
        ("Subject", "Automatische Antwort: Lampe"),
        ("Subject", "Réponse automatique : Lampe"),
    ] {
        let mail = Letter::new().header(name, value).text("I am away.").read();
        assert!(mail.kind == MailKind::AutoReply && mail.suppress_auto_ack, "{name}: {value}");
    }
}

#[test]
fn mailing_lists_are_recognised() {
    let mail = Letter::new().header("List-Id", "<lamps.lists.example>").text("Hello list").read();
    assert!(mail.kind == MailKind::MailingList && mail.is_mailing_list && mail.suppress_auto_ack);
}

#[test]
fn some_persons_must_not_be_acknowledged() {
    for (name, value) in [
        ("Precedence", "bulk"),
        ("Precedence", "junk"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "OOF, AutoReply"),
        ("Return-Path", "<>"),
        ("From", "postmaster@x.example"),
        ("From", ""),
        ("List-Unsubscribe", "<mailto:u@x.example>"),
    ] {
        let mail = Letter::new().header(name, value).text("Hello").read();
        assert!(mail.suppress_auto_ack, "{name}: {value}");
    }
    for (name, value) in
        [("Auto-Submitted", "no"), ("Return-Path", "<ida@customer.example>"), ("X-Auto-Response-Suppress", "None")]
    {
        assert!(!Letter::new().header(name, value).text("Hello").read().suppress_auto_ack, "{name}: {value}");
    }
}
