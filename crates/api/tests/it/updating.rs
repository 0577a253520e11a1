//! `request.update` and `private.request.update`: the life of a request after its first note.

use crate::support::{ADA_ADMIN, BEN_HELP_DESK, NOW, TestApi, column, fields, history, number, text};
use deskhand_api::Verb::{Get, Post};
use deskhand_testkit::on_both;
use serde_json::Value;

const STATE: &[&str] = &[
    "xPersonAssignedTo",
    "fOpen",
    "xStatus",
    "fUrgent",
    "xCategory",
    "dtGMTClosed",
    "fOpenedVia",
    "iLastReplyBy",
    "xMailboxToSendFrom",
];
const NOTE: &[&str] = &["xPerson", "dtGMTChange", "fPublic", "fInitial", "external", "fNoteIsHTML", "tNote", "tLog"];

fn refused(desk: &TestApi, id: i64, params: &[(&str, &str)]) -> Vec<String> {
    let id = id.to_string();
    let all: Vec<(&str, &str)> = std::iter::once(("xRequest", id.as_str())).chain(params.iter().copied()).collect();
    desk.errors(Post, "private.request.update", &all)
}

fn is_refused(desk: &TestApi, id: i64, params: &[(&str, &str)]) -> bool {
    let errors = refused(desk, id, params);
    errors.len() == 1 && errors[0].starts_with("212 Could not update request: ")
}

/// The log lines of the newest entry that has some.
fn log(request: &Value) -> Vec<String> {
    let newest = history(request).into_iter().map(|item| text(&item["tLog"])).find(|log| !log.is_empty()).unwrap_or_default();
    newest.lines().map(str::to_owned).collect()
}

on_both! {
    fn a_request_lives(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[("xCategory", "1"), ("sEmail", "kim@tenant.example")]);
        assert_eq!(text(&desk.json(Get, "request.get", &[("accesskey", &key)])["fOpen"]), "1");
        assert_eq!(column(&desk.json(Get, "private.request.search", &[("sEmail", "KIM@tenant")])["request"], "xRequest"), [id.to_string()]);
        desk.update(id, &[("tNote", "On our way."), ("fNoteType", "1"), ("xPersonAssignedTo", "2")]);
        desk.update(id, &[("fOpen", "0"), ("xStatus", "3")]);
        let closed = desk.json(Get, "request.get", &[("accesskey", &key)]);
        assert_eq!(fields(&closed, &["fOpen", "xStatus", "dtGMTClosed"]), "fOpen=0 xStatus=Repaired dtGMTClosed=May 20, 2026");
        assert_eq!(desk.json(Post, "request.update", &[("accesskey", &key), ("tNote", "Still drips.")]), serde_json::json!({ "xRequest": id.to_string() }));
        let reopened = desk.json(Get, "request.get", &[("accesskey", &key)]);
        assert_eq!(fields(&reopened, &["fOpen", "xStatus", "dtGMTClosed"]), "fOpen=1 xStatus=Active dtGMTClosed=");
        let notes: Vec<&str> = history(&reopened).into_iter().map(|item| text(&item["tNote"])).collect();
        assert_eq!(notes, ["Still drips.", "On our way.", "It drips."]);
    }

    fn everything_may_change_at_once(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("reportingTags", "1"), ("sTitle", "Drip")]);
        desk.clock.advance(60);
        desk.update(id, &[
            ("tNote", "<b>Done</b>"), ("xCategory", "2"), ("xPersonAssignedTo", "3"), ("xPerson", "2"), ("fNoteType", "1"), ("sTitle", "Re: Drip"),
            ("reportingTags", "2, 3"), ("fOpen", "0"), ("xStatus", "4"), ("sUserId", "T 1"), ("sFirstName", "Kim"), ("sLastName", "Lee"),
            ("sEmail", "kim@tenant.example"), ("sPhone", "555"), ("fUrgent", "1"), ("dtGMTChange", "1779273030"), ("email_from", "3"),
            ("email_cc", "a@x.example"), ("email_bcc", "b@x.example"), ("email_staff", "1"), ("Custom1", "4 C"), ("fNoteIsHTML", "1"),
            ("fOpenedVia", "3"), ("skipCustomChecks", "0"), ("File1_sFilename", "a.txt"), ("File1_bFileBody", "eA=="),
        ]);
        let request = desk.raw(id);
        assert_eq!(
            fields(&request, STATE),
            "xPersonAssignedTo=3 fOpen=0 xStatus=4 fUrgent=1 xCategory=2 dtGMTClosed=1779273030 fOpenedVia=3 iLastReplyBy=2 xMailboxToSendFrom=3"
        );
        assert_eq!(
            fields(&request, &["sTitle", "sUserId", "sFirstName", "sLastName", "sEmail", "sPhone", "Custom1"]),
            "sTitle=Drip sUserId=T 1 sFirstName=Kim sLastName=Lee sEmail=kim@tenant.example sPhone=555 Custom1=4 C"
        );
        assert_eq!(column(&request["reportingTags"]["tag"], "xReportingTag"), ["2", "3"]);
        let items = history(&request);
        let note = items.iter().find(|item| text(&item["tNote"]) == "<b>Done</b>").unwrap();
        assert_eq!(fields(note, &NOTE[..7]), "xPerson=2 dtGMTChange=1779273030 fPublic=1 fInitial=0 external=0 fNoteIsHTML=1 tNote=<b>Done</b>");
        assert_eq!(fields(note, &["cc", "bcc"]), "cc=a@x.example bcc=b@x.example");
        assert_eq!(column(&note["files"]["file"], "sFilename"), ["a.txt"]);
        let mut lines = log(&request);
        lines.sort();
        assert_eq!(lines, [
            r#"Assigned To changed from "Inbox" to "Cho Minh""#,
            r#"Category changed from "Plumbing" to "Keys""#,
            r#"Contacted Via changed from "Web Service" to "Walk In""#,
            r#"Customer ID changed from "" to "T 1""#,
            r#"Email changed from "" to "kim@tenant.example""#,
            r#"First Name changed from "" to "Kim""#,
            r#"Flat changed from "" to "4 C""#,
            r#"Last Name changed from "Rossi" to "Lee""#,
            r#"Open changed from "Yes" to "No""#,
            r#"Phone changed from "" to "555""#,
            r#"Reporting Tags changed from "Leak" to "Boiler, Lost""#,
            r#"Status changed from "Active" to "Not ours""#,
            r#"Urgent changed from "No" to "Yes""#,
        ]);
    }

    fn what_is_not_sent_stays(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[
            ("xPersonAssignedTo", "2"), ("fUrgent", "1"), ("sTitle", "Drip"), ("reportingTags", "1"), ("sEmail", "kim@tenant.example"), ("Custom1", "4"),
        ]);
        let before = desk.raw(id);
        desk.update(id, &[("tNote", "Only a note.")]);
        let after = desk.raw(id);
        for name in ["xPersonAssignedTo", "fOpen", "xStatus", "fUrgent", "xCategory", "sTitle", "reportingTags", "sLastName", "sEmail", "Custom1"] {
            assert_eq!(after[name], before[name], "{name}");
        }
        assert_eq!(history(&after).len(), 2);
        assert_eq!(log(&after), [""; 0]);
    }

    fn a_change_without_a_note_writes_a_private_log_line(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.by(BEN_HELP_DESK).json(Post, "private.request.update", &[("xRequest", &id.to_string()), ("xPersonAssignedTo", "2")]);
        let request = desk.raw(id);
        assert_eq!(
            fields(history(&request)[0], NOTE),
            "xPerson=2 dtGMTChange=1779273000 fPublic=0 fInitial=0 external=0 fNoteIsHTML=0 tNote= \
             tLog=Assigned To changed from \"Inbox\" to \"Ben Okoye\""
        );
        assert_eq!(text(&request["iLastReplyBy"]), "0");
    }

    fn an_update_that_changes_nothing_writes_nothing(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("xPersonAssignedTo", "2"), ("Custom1", "4")]);
        let before = desk.raw(id);
        desk.update(id, &[("xPersonAssignedTo", "2"), ("xStatus", "1"), ("fOpen", "1"), ("sLastName", "Rossi"), ("Custom1", "4"), ("xCategory", "1"), ("tNote", " ")]);
        assert_eq!(desk.raw(id), before);
    }

    fn junk_in_flags_and_ids_changes_nothing(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("xPersonAssignedTo", "2"), ("fUrgent", "1")]);
        let before = desk.raw(id);
        for junk in ["NaN", "", "abc", "null", "undefined"] {
            desk.update(id, &[
                ("fUrgent", junk), ("fOpen", junk), ("xStatus", junk), ("xCategory", junk), ("xPersonAssignedTo", junk), ("fOpenedVia", junk),
                ("fNoteType", junk), ("fNoteIsHTML", junk), ("dtGMTChange", junk), ("email_from", junk), ("xPerson", junk),
            ]);
        }
        assert_eq!(desk.raw(id), before);
    }

    fn a_request_is_unassigned_by_0(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("xPersonAssignedTo", "3")]);
        desk.update(id, &[("xPersonAssignedTo", "0")]);
        let request = desk.get(id);
        assert_eq!(text(&request["xPersonAssignedTo"]), "");
        assert_eq!(log(&request), [r#"Assigned To changed from "Cho Minh" to "Inbox""#]);
    }

    fn closing_without_a_status_takes_the_first_closing_one(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.clock.advance(50);
        desk.update(id, &[("fOpen", "0")]);
        assert_eq!(fields(&desk.raw(id), &["fOpen", "xStatus", "dtGMTClosed"]), "fOpen=0 xStatus=3 dtGMTClosed=1779273050");
        let other = desk.create(&[]);
        desk.update(other, &[("fOpen", "0"), ("xStatus", "1")]);
        assert_eq!(fields(&desk.raw(other), &["fOpen", "xStatus"]), "fOpen=0 xStatus=3");
        let kept = desk.create(&[("xStatus", "4")]);
        desk.update(kept, &[("fOpen", "0")]);
        assert_eq!(fields(&desk.raw(kept), &["fOpen", "xStatus"]), "fOpen=0 xStatus=4");
    }

    fn closing_with_the_active_status_may_be_refused_by_a_setting(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.set(|settings| settings.requests.strict_close = true);
        assert!(is_refused(&desk, id, &[("fOpen", "0")]));
        assert!(is_refused(&desk, id, &[("fOpen", "0"), ("xStatus", "1")]));
        desk.update(id, &[("fOpen", "0"), ("xStatus", "3")]);
        assert_eq!(fields(&desk.raw(id), &["fOpen", "xStatus"]), "fOpen=0 xStatus=3");
    }

    fn reopening_takes_the_active_status(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("fOpen", "0"), ("xStatus", "4")]);
        desk.update(id, &[("fOpen", "1")]);
        assert_eq!(fields(&desk.raw(id), &["fOpen", "xStatus", "dtGMTClosed"]), "fOpen=1 xStatus=1 dtGMTClosed=0");
    }

    fn whether_a_customers_reply_reopens_is_a_setting(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.requests.customer_reply_reopens = false);
        let (id, key) = desk.create_public(&[]);
        desk.update(id, &[("fOpen", "0")]);
        desk.json(Post, "request.update", &[("accesskey", &key), ("tNote", "Thanks")]);
        assert_eq!(fields(&desk.raw(id), &["fOpen", "xStatus"]), "fOpen=0 xStatus=3");
    }

    fn a_customers_note_is_public_plain_and_theirs(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.requests.html_notes = true);
        let (id, key) = desk.create_public(&[]);
        desk.update(id, &[("tNote", "Hi"), ("fNoteType", "1")]);
        assert_eq!(text(&desk.raw(id)["iLastReplyBy"]), "1");
        desk.json(Post, "request.update", &[("accesskey", &key), ("tNote", "Hello <you>"), ("fNoteType", "0"), ("fOpen", "0"), ("fUrgent", "1")]);
        let request = desk.raw(id);
        assert_eq!(
            fields(history(&request)[0], NOTE),
            "xPerson=0 dtGMTChange=1779273000 fPublic=1 fInitial=0 external=0 fNoteIsHTML=0 tNote=Hello <you> tLog="
        );
        assert_eq!(fields(&request, &["fOpen", "fUrgent", "iLastReplyBy"]), "fOpen=1 fUrgent=0 iLastReplyBy=0");
    }

    fn a_note_is_private_unless_it_says_otherwise(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        for (params, expected) in [
            (&[("fNoteType", "0")][..], "xPerson=1 fPublic=0 external=0"),
            (&[("fNoteType", "1")], "xPerson=1 fPublic=1 external=0"),
            (&[("fNoteType", "2")], "xPerson=1 fPublic=0 external=1"),
            (&[], "xPerson=1 fPublic=0 external=0"),
            (&[("xPerson", "0"), ("fNoteType", "1")], "xPerson=0 fPublic=1 external=0"),
            (&[("xPerson", "3")], "xPerson=3 fPublic=0 external=0"),
        ] {
            let all: Vec<(&str, &str)> = params.iter().copied().chain([("tNote", "x")]).collect();
            desk.update(id, &all);
            assert_eq!(fields(history(&desk.raw(id))[0], &["xPerson", "fPublic", "external"]), expected);
        }
        assert!(is_refused(&desk, id, &[("tNote", "x"), ("fNoteType", "3")]));
    }

    fn a_note_in_the_customers_name_is_private_by_default_too(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.update(id, &[("tNote", "They rang."), ("xPerson", "0")]);
        assert_eq!(fields(history(&desk.raw(id))[0], &["xPerson", "fPublic", "external"]), "xPerson=0 fPublic=0 external=0");
    }

    fn what_does_not_exist_is_refused_with_a_reason(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        let before = desk.raw(id);
        for (name, values) in [
            ("xCategory", &["5", "99"][..]),
            ("xStatus", &["5", "99"]),
            ("xPersonAssignedTo", &["6", "99"]),
            ("xPerson", &["6", "99"]),
            ("fOpenedVia", &["0", "14"]),
            ("email_from", &["2", "99"]),
        ] {
            for value in values {
                assert!(is_refused(&desk, id, &[("tNote", "x"), (name, value)]), "{name} {value}");
            }
        }
        assert_eq!(desk.raw(id), before);
    }

    fn a_changed_address_is_checked_and_may_be_removed(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("sEmail", "kim@tenant.example")]);
        assert_eq!(refused(&desk, id, &[("sEmail", "kim")]), ["105 Valid email required"]);
        assert_eq!(refused(&desk, id, &[("email_cc", "kim")]), ["105 Valid email required"]);
        desk.update(id, &[("sEmail", "")]);
        assert_eq!(text(&desk.get(id)["sEmail"]), "");
    }

    fn an_old_status_and_an_inactive_category_may_stay(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.alter(id, |request| {
            request.status = deskhand_model::StatusId(5);
            request.category = Some(deskhand_model::CategoryId(5));
        });
        desk.update(id, &[("xStatus", "5"), ("xCategory", "5"), ("fUrgent", "1")]);
        assert_eq!(fields(&desk.raw(id), &["xStatus", "xCategory", "fUrgent"]), "xStatus=5 xCategory=5 fUrgent=1");
    }

    fn an_update_of_a_merged_request_answers_208(url: &str) {
        let desk = TestApi::new(url);
        let (old, key) = desk.create_public(&[]);
        let kept = desk.create(&[]);
        desk.merge(old, kept);
        assert_eq!(refused(&desk, old, &[("tNote", "x")]), ["208 Request has been merged"]);
        assert_eq!(desk.errors(Post, "request.update", &[("accesskey", &key), ("tNote", "x")]), ["208 Request has been merged"]);
    }

    fn an_update_of_no_request_answers_103(url: &str) {
        let desk = TestApi::new(url);
        for id in ["12399", "0", "-1", "abc", "1e4", "12400.0", "99999999999999999999"] {
            let errors = desk.by(ADA_ADMIN).errors(Post, "private.request.update", &[("xRequest", id), ("tNote", "x")]);
            assert_eq!(errors, ["103 Valid request ID required"], "{id}");
        }
    }

    fn an_update_with_a_wrong_access_key_answers_102(url: &str) {
        let desk = TestApi::new(url);
        let (first, first_key) = desk.create_public(&[]);
        let (second, second_key) = desk.create_public(&[]);
        let foreign = second_key.replacen(&second.to_string(), &first.to_string(), 1);
        for key in [foreign.as_str(), &first_key.to_lowercase(), &first_key[..24], "12400", "abc", "99999abcdefghijklmnopqrst", "\u{1f511}"] {
            let errors = desk.errors(Post, "request.update", &[("accesskey", key), ("tNote", "x")]);
            assert_eq!(errors, ["102 Valid access key required"], "{key}");
        }
        assert_eq!(history(&desk.get(first)).len(), 1);
    }

    fn a_time_of_change_is_kept(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.update(id, &[("tNote", "x"), ("fUrgent", "1"), ("dtGMTChange", "1779200000")]);
        let request = desk.raw(id);
        let times: Vec<i64> = history(&request).into_iter().map(|item| number(&item["dtGMTChange"])).collect();
        assert_eq!(times, [1_779_200_000, 1_779_200_000, NOW]);
    }

    fn tags_are_replaced_as_a_whole(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("reportingTags", "1,2")]);
        desk.update(id, &[("reportingTags", "3, 99")]);
        assert_eq!(column(&desk.get(id)["reportingTags"]["tag"], "xReportingTag"), ["3"]);
        desk.update(id, &[("reportingTags", "")]);
        assert_eq!(desk.get(id)["reportingTags"]["tag"], serde_json::json!([]));
    }
}
