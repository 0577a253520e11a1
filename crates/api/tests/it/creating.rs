//! `request.create` and `private.request.create`.

use crate::support::{BASIC, DAY, NOW, TestApi, column, fields, history, number, overlay, text};
use deskhand_api::Verb::{Get, Post};
use deskhand_testkit::on_both;

const STATE: &[&str] = &[
    "fOpenedVia",
    "xOpenedViaId",
    "xPersonOpenedBy",
    "xPersonAssignedTo",
    "fOpen",
    "xStatus",
    "fUrgent",
    "xCategory",
    "dtGMTOpened",
    "dtGMTClosed",
    "iLastReplyBy",
    "fTrash",
    "xPortal",
    "xMailboxToSendFrom",
];
const NOTE: &[&str] =
    &["xPerson", "dtGMTChange", "fPublic", "fInitial", "external", "fNoteIsHTML", "person_type", "tNote", "tLog"];

/// The errors of a creation by staff.
fn refused(desk: &TestApi, params: &[(&str, &str)]) -> Vec<String> {
    desk.errors(Post, "private.request.create", &overlay(BASIC, params))
}

/// Whether a creation was refused with a reason.
fn is_refused(desk: &TestApi, params: &[(&str, &str)]) -> bool {
    let errors = refused(desk, params);
    errors.len() == 1 && errors[0].starts_with("207 Could not create request: ")
}

on_both! {
    fn a_customers_request_is_open_active_and_in_the_inbox(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(&[("tNote", "It drips.")]);
        let request = desk.raw(id);
        assert_eq!(id, 12_400);
        assert_eq!(
            fields(&request, STATE),
            "fOpenedVia=6 xOpenedViaId=0 xPersonOpenedBy=0 xPersonAssignedTo=0 fOpen=1 xStatus=1 fUrgent=0 xCategory=0 \
             dtGMTOpened=1779273000 dtGMTClosed=0 iLastReplyBy=0 fTrash=0 xPortal=0 xMailboxToSendFrom=0"
        );
        assert_eq!(
            fields(history(&request)[0], NOTE),
            "xPerson=0 dtGMTChange=1779273000 fPublic=1 fInitial=1 external=0 fNoteIsHTML=0 person_type=customer tNote=It drips. tLog="
        );
    }

    fn an_access_key_is_the_number_and_twenty_letters(url: &str) {
        let desk = TestApi::new(url);
        let (first, first_key) = desk.create_public(&[]);
        let (second, second_key) = desk.create_public(&[]);
        let letters = |id: i64, key: &str| key.strip_prefix(&id.to_string()).unwrap().to_owned();
        let (first_letters, second_letters) = (letters(first, &first_key), letters(second, &second_key));
        assert!(first_letters.len() == 20 && first_letters.bytes().all(|b| b.is_ascii_alphabetic()), "{first_key}");
        assert_ne!(first_letters, second_letters);
        assert_eq!(text(&desk.get(first)["sRequestPassword"]), first_letters);
    }

    fn a_customer_cannot_decide_what_staff_decide(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(&[
            ("fOpen", "0"), ("xStatus", "3"), ("xPersonAssignedTo", "1"), ("fNoteType", "0"), ("fNoteIsHTML", "1"), ("fOpenedVia", "2"),
            ("xPersonOpenedBy", "1"), ("dtGMTOpened", "1000"), ("reportingTags", "1"), ("sTitle", "x"), ("email_from", "1"),
        ]);
        let request = desk.raw(id);
        assert_eq!(
            fields(&request, &["fOpen", "xStatus", "xPersonAssignedTo", "fOpenedVia", "xPersonOpenedBy", "dtGMTOpened", "xMailboxToSendFrom"]),
            "fOpen=1 xStatus=1 xPersonAssignedTo=0 fOpenedVia=6 xPersonOpenedBy=0 dtGMTOpened=1779273000 xMailboxToSendFrom=0"
        );
        assert_eq!(fields(history(&request)[0], &["fPublic", "fNoteIsHTML"]), "fPublic=1 fNoteIsHTML=0");
        assert_eq!(request["reportingTags"]["tag"], serde_json::json!([]));
    }

    fn one_thing_must_be_known_of_the_customer(url: &str) {
        let desk = TestApi::new(url);
        for (name, value) in [("sFirstName", "Kim"), ("sLastName", "Rossi"), ("sUserId", "A 1"), ("sEmail", "kim@tenant.example"), ("sPhone", "1")] {
            let created = desk.json(Post, "request.create", &[("tNote", "x"), (name, value)]);
            assert_eq!(text(&desk.get(number(&created["xRequest"]))[name]), value);
            desk.json(Post, "private.request.create", &[("tNote", "x"), ("xCategory", "1"), (name, value)]);
        }
        let blank = [("tNote", "x"), ("xCategory", "1"), ("sFirstName", ""), ("sLastName", "  "), ("sEmail", " ")];
        for (method, params) in [("request.create", &blank[..1]), ("request.create", &blank), ("private.request.create", &blank)] {
            let errors = desk.errors(Post, method, params);
            assert!(errors.len() == 1 && errors[0].starts_with("101 Required parameter s"), "{errors:?}");
        }
    }

    fn a_malformed_address_answers_105(url: &str) {
        let desk = TestApi::new(url);
        for email in ["kim", "kim@", "@x.example", "kim@x@y", "kim x@y.example", "kim@y.example\nBcc: x@y.example"] {
            let expected = ["105 Valid email required"];
            assert_eq!(desk.errors(Post, "request.create", &[("tNote", "x"), ("sEmail", email)]), expected, "{email:?}");
            assert_eq!(refused(&desk, &[("sEmail", email)]), expected, "{email:?}");
        }
    }

    fn a_customer_can_choose_open_categories_only(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(&[("xCategory", "2")]);
        assert_eq!(text(&desk.get(id)["xCategory"]), "Keys");
        for category in ["4", "5", "99"] {
            let errors = desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1"), ("xCategory", category)]);
            assert!(errors.len() == 1 && errors[0].starts_with("207 Could not create request: "), "{category}: {errors:?}");
        }
    }

    fn a_portal_must_be_in_use(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(&[("xPortal", "1")]);
        assert_eq!(text(&desk.get(id)["xPortal"]), "1");
        for portal in ["2", "99"] {
            assert!(is_refused(&desk, &[("xPortal", portal)]), "{portal}");
            let errors = desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1"), ("xPortal", portal)]);
            assert!(errors[0].starts_with("207 "), "{errors:?}");
        }
    }

    fn only_1_makes_a_request_urgent(url: &str) {
        let desk = TestApi::new(url);
        for (value, flag) in [("1", "1"), ("0", "0"), ("NaN", "0"), ("true", "0"), ("", "0"), ("2", "0"), ("-1", "0")] {
            let (id, _) = desk.create_public(&[("fUrgent", value)]);
            assert_eq!(text(&desk.get(id)["fUrgent"]), flag, "{value:?}");
            let id = desk.create(&[("fUrgent", value)]);
            assert_eq!(text(&desk.get(id)["fUrgent"]), flag, "{value:?}");
        }
    }

    fn what_staff_create_is_theirs_private_and_in_the_inbox(url: &str) {
        let desk = TestApi::new(url);
        let answer = desk.json(Post, "private.request.create", BASIC);
        assert_eq!(answer, serde_json::json!({ "xRequest": "12400" }));
        let request = desk.raw(12_400);
        assert_eq!(
            fields(&request, STATE),
            "fOpenedVia=6 xOpenedViaId=0 xPersonOpenedBy=1 xPersonAssignedTo=0 fOpen=1 xStatus=1 fUrgent=0 xCategory=1 \
             dtGMTOpened=1779273000 dtGMTClosed=0 iLastReplyBy=0 fTrash=0 xPortal=0 xMailboxToSendFrom=0"
        );
        assert_eq!(
            fields(history(&request)[0], NOTE),
            "xPerson=1 dtGMTChange=1779273000 fPublic=0 fInitial=1 external=0 fNoteIsHTML=0 person_type=staff tNote=It drips. tLog="
        );
    }

    fn staff_may_say_everything_at_once(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[
            ("tNote", "<p>Dear all</p>"), ("xCategory", "2"), ("xPersonAssignedTo", "3"), ("fNoteType", "2"), ("fNoteIsHTML", "1"),
            ("xPersonOpenedBy", "2"), ("sTitle", "Lost key"), ("reportingTags", "3"), ("fOpen", "0"), ("xStatus", "4"), ("sUserId", "T 9"),
            ("sFirstName", "Kim"), ("sLastName", "Rossi"), ("sEmail", "kim@tenant.example"), ("sPhone", "555"), ("fUrgent", "1"),
            ("fOpenedVia", "11"), ("xPortal", "1"), ("dtGMTOpened", "1000000000"), ("email_from", "3"), ("email_cc", "a@x.example,b@x.example"),
            ("email_bcc", "c@x.example"), ("email_to", "d@x.example, e@x.example"), ("email_staff", "2, 3"), ("Custom1", "4 C"),
            ("skipCustomChecks", "1"),
        ]);
        let request = desk.raw(id);
        assert_eq!(
            fields(&request, STATE),
            "fOpenedVia=11 xOpenedViaId=0 xPersonOpenedBy=2 xPersonAssignedTo=3 fOpen=0 xStatus=4 fUrgent=1 xCategory=2 \
             dtGMTOpened=1000000000 dtGMTClosed=1000000000 iLastReplyBy=0 fTrash=0 xPortal=1 xMailboxToSendFrom=3"
        );
        assert_eq!(
            fields(&request, &["sTitle", "sUserId", "sFirstName", "sLastName", "sEmail", "sPhone", "fullname", "Custom1"]),
            "sTitle=Lost key sUserId=T 9 sFirstName=Kim sLastName=Rossi sEmail=kim@tenant.example sPhone=555 fullname=Kim Rossi Custom1=4 C"
        );
        assert_eq!(column(&request["reportingTags"]["tag"], "sReportingTag"), ["Lost"]);
        let note = history(&request)[0];
        assert_eq!(
            fields(note, NOTE),
            "xPerson=2 dtGMTChange=1000000000 fPublic=0 fInitial=1 external=1 fNoteIsHTML=1 person_type=staff tNote=<p>Dear all</p> tLog="
        );
        assert_eq!(fields(note, &["to", "cc", "bcc"]), "to=d@x.example, e@x.example cc=a@x.example, b@x.example bcc=c@x.example");
        assert_eq!(note["staff_notified"], serde_json::json!(["2", "3"]));
    }

    fn each_kind_of_note_has_its_number(url: &str) {
        let desk = TestApi::new(url);
        for (kind, expected) in [("0", "fPublic=0 external=0"), ("1", "fPublic=1 external=0"), ("2", "fPublic=0 external=1"), ("", "fPublic=0 external=0")] {
            let id = desk.create(&[("fNoteType", kind)]);
            assert_eq!(fields(history(&desk.get(id))[0], &["fPublic", "external"]), expected, "{kind:?}");
        }
        assert!(is_refused(&desk, &[("fNoteType", "3")]));
        assert!(is_refused(&desk, &[("fNoteType", "-1")]));
    }

    fn each_channel_has_its_number_and_name(url: &str) {
        let desk = TestApi::new(url);
        let names = [
            "Email", "Phone", "Walk In", "Mail", "Other", "Web Service", "Web Form", "Forum", "Instant Messenger", "Fax", "Voicemail",
            "Staff Initiated", "Tab Widget",
        ];
        for (code, name) in (1..).zip(names) {
            let id = desk.create(&[("fOpenedVia", &code.to_string())]);
            assert_eq!(text(&desk.get(id)["fOpenedVia"]), name);
            assert_eq!(text(&desk.raw(id)["fOpenedVia"]), code.to_string());
        }
        for code in ["0", "14", "-1"] {
            assert!(is_refused(&desk, &[("fOpenedVia", code)]), "{code}");
        }
        assert_eq!(text(&desk.raw(desk.create(&[("fOpenedVia", "NaN")]))["fOpenedVia"]), "6");
    }

    fn whether_notes_are_html_is_a_setting(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.requests.html_notes = true);
        let is_html = |value: &[(&str, &str)]| text(&history(&desk.get(desk.create(value)))[0]["fNoteIsHTML"]).to_owned();
        let answers = [is_html(&[]), is_html(&[("fNoteIsHTML", "0")]), is_html(&[("fNoteIsHTML", "1")]), is_html(&[("fNoteIsHTML", "NaN")])];
        assert_eq!(answers, ["1", "0", "1", "1"]);
    }

    fn a_request_is_opened_by_the_caller_a_colleague_or_the_customer(url: &str) {
        let desk = TestApi::new(url);
        for (value, expected) in [("0", "xPersonOpenedBy="), ("2", "xPersonOpenedBy=Ben Okoye"), ("", "xPersonOpenedBy=Ada Brandt")] {
            let request = desk.get(desk.create(&[("xPersonOpenedBy", value)]));
            assert_eq!(fields(&request, &["xPersonOpenedBy"]), expected, "{value:?}");
        }
        assert!(is_refused(&desk, &[("xPersonOpenedBy", "99")]));
    }

    fn unknown_categories_statuses_and_people_are_refused_with_a_reason(url: &str) {
        let desk = TestApi::new(url);
        for category in ["5", "99", "-1", "abc", "1.5", "99999999999999999999", "NaN"] {
            assert!(is_refused(&desk, &[("xCategory", category)]), "xCategory {category}");
        }
        for status in ["5", "99"] {
            assert!(is_refused(&desk, &[("xStatus", status)]), "xStatus {status}");
        }
        for person in ["6", "99", "-1"] {
            assert!(is_refused(&desk, &[("xPersonAssignedTo", person)]), "xPersonAssignedTo {person}");
        }
        for mailbox in ["2", "99"] {
            assert!(is_refused(&desk, &[("email_from", mailbox)]), "email_from {mailbox}");
        }
    }

    fn a_request_may_be_created_closed(url: &str) {
        let desk = TestApi::new(url);
        let state = |params: &[(&str, &str)]| fields(&desk.raw(desk.create(params)), &["fOpen", "xStatus", "dtGMTClosed"]);
        assert_eq!(state(&[("fOpen", "0")]), "fOpen=0 xStatus=3 dtGMTClosed=1779273000");
        assert_eq!(state(&[("fOpen", "0"), ("xStatus", "1")]), "fOpen=0 xStatus=3 dtGMTClosed=1779273000");
        assert_eq!(state(&[("fOpen", "0"), ("xStatus", "4")]), "fOpen=0 xStatus=4 dtGMTClosed=1779273000");
        assert_eq!(state(&[("fOpen", "1"), ("xStatus", "4")]), "fOpen=1 xStatus=4 dtGMTClosed=0");
        assert_eq!(state(&[("fOpen", "NaN")]), "fOpen=1 xStatus=1 dtGMTClosed=0");
    }

    fn unknown_tags_and_people_to_notify_are_left_out(url: &str) {
        let desk = TestApi::new(url);
        let request = desk.get(desk.create(&[("reportingTags", " 2,1, 99,x,,-3, 2"), ("email_staff", "3, 6,99,x ,2")]));
        let mut tags = column(&request["reportingTags"]["tag"], "sReportingTag");
        tags.sort();
        assert_eq!(tags, ["Boiler", "Leak"]);
        assert_eq!(history(&request)[0]["staff_notified"], serde_json::json!(["3", "2"]));
    }

    fn malformed_recipients_answer_105(url: &str) {
        let desk = TestApi::new(url);
        for name in ["email_cc", "email_bcc", "email_to"] {
            let errors = refused(&desk, &[("fNoteType", "2"), (name, "a@x.example, b")]);
            assert_eq!(errors, ["105 Valid email required"], "{name}");
        }
    }

    fn direct_recipients_are_for_external_notes_only(url: &str) {
        let desk = TestApi::new(url);
        for kind in ["0", "1"] {
            let request = desk.get(desk.create(&[("fNoteType", kind), ("email_to", "d@x.example"), ("email_cc", "c@x.example")]));
            assert_eq!(fields(history(&request)[0], &["to", "cc"]), "to= cc=c@x.example", "{kind}");
        }
    }

    fn public_notes_are_sent_from_the_default_mailbox(url: &str) {
        let desk = TestApi::new(url);
        let from = |params: &[(&str, &str)]| text(&desk.raw(desk.create(params))["xMailboxToSendFrom"]).to_owned();
        assert_eq!(from(&[("fNoteType", "1")]), "1");
        assert_eq!(from(&[("fNoteType", "2")]), "1");
        assert_eq!(from(&[("fNoteType", "0")]), "0");
        assert_eq!(from(&[("fNoteType", "1"), ("email_from", "0")]), "0");
        assert_eq!(from(&[("fNoteType", "1"), ("email_from", "3")]), "3");
        desk.set(|settings| settings.mail.default_mailbox = 3);
        assert_eq!(from(&[("fNoteType", "1")]), "3");
    }

    fn an_import_keeps_its_time(url: &str) {
        let desk = TestApi::new(url);
        let opened = |value: &str| number(&desk.raw(desk.create(&[("dtGMTOpened", value), ("email_from", "0")]))["dtGMTOpened"]);
        assert_eq!(opened(&(NOW - 900 * DAY).to_string()), NOW - 900 * DAY);
        for junk in ["", "NaN", "yesterday"] {
            assert_eq!(opened(junk), NOW, "{junk:?}");
        }
    }

    fn any_text_survives(url: &str) {
        let desk = TestApi::new(url);
        let sent = "a\u{0}b\u{1}c\u{7f} \u{1f529}\u{10ffff} \u{202e}e\u{301} ]]> &amp; <i> \\ \r\n\t'\"";
        let (id, key) = desk.create_public(&[("tNote", sent), ("sLastName", "O'\u{0}Neil \u{1f529}"), ("Custom1", "\u{1f511}\u{2028}x")]);
        let kept = sent.replace('\u{0}', "");
        let request = desk.get(id);
        assert_eq!(text(&history(&request)[0]["tNote"]), kept);
        assert_eq!(fields(&request, &["sLastName", "Custom1"]), "sLastName=O'Neil \u{1f529} Custom1=\u{1f511}\u{2028}x");
        let xml = desk.call(Get, "request.get", &[("accesskey", &key)]).body;
        let note = "<tNote>abc\u{7f} \u{1f529}\u{10ffff} \u{202e}e\u{301} ]]&gt; &amp;amp; &lt;i&gt; \\ &#13;\n\t'\"</tNote>";
        assert!(xml.contains(note), "{xml}");
        let php = deskhand_testkit::php::eval_many([desk.call(Get, "request.get", &[("accesskey", &key), ("output", "php")]).body]);
        let read = php[0].clone().unwrap().to_json();
        assert_eq!(text(&history(&read)[0]["tNote"]), kept);
    }

    fn a_note_of_blanks_is_no_note(url: &str) {
        let desk = TestApi::new(url);
        for note in [" ", "\n\t", "\u{0}"] {
            assert_eq!(refused(&desk, &[("tNote", note)]), ["101 Required parameter tNote not supplied"], "{note:?}");
        }
    }

    fn the_last_of_repeated_parameters_counts(url: &str) {
        let desk = TestApi::new(url);
        let answer = desk.json(Post, "request.create", &[("tNote", "first"), ("sPhone", "1"), ("tNote", "last"), ("sPhone", "2")]);
        let request = desk.get(number(&answer["xRequest"]));
        assert_eq!((text(&history(&request)[0]["tNote"]), text(&request["sPhone"])), ("last", "2"));
    }

    fn a_refused_creation_leaves_nothing_behind(url: &str) {
        let desk = TestApi::new(url);
        assert!(is_refused(&desk, &[("xStatus", "99")]));
        assert!(is_refused(&desk, &[("File1_sFilename", "a"), ("File1_bFileBody", "?")]));
        assert_eq!(desk.json(Get, "private.request.search", &[]), serde_json::json!({ "request": [] }));
    }
}
