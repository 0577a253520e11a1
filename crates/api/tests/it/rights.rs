//! Who sees and changes what: staff types and permission groups.

use crate::support::{
    ADA_ADMIN, BEN_HELP_DESK, CHO_LEVEL_TWO, Caller, DOV_GUEST, EVA_LIMITED, NOW, TestApi, column, history, number, text,
};
use deskhand_api::Verb::{Get, Post};
use deskhand_model::StaffId;
use deskhand_testkit::on_both;
use serde_json::json;

/// The offsets of the requests that each person sees.
const SEEN: &[(StaffId, &[i64])] = &[
    (ADA_ADMIN, &[0, 1, 2, 3, 4, 5]),
    (BEN_HELP_DESK, &[0, 1, 2, 3, 4, 5]),
    // Listed in category 1, and number 4 is theirs.
    (CHO_LEVEL_TWO, &[0, 4]),
    // Listed in category 4, but a guest sees only what is theirs.
    (DOV_GUEST, &[1]),
    // Listed in category 2, and may see nothing else.
    (EVA_LIMITED, &[1, 4]),
];

/// Six requests with a document each.
fn filled(url: &str) -> (TestApi, Vec<(i64, String)>) {
    let desk = TestApi::new(url);
    let file = [("File1_sFilename", "a.txt"), ("File1_bFileBody", "eA==")];
    let rows: [&[(&str, &str)]; 4] = [
        &[("xCategory", "1")],
        &[("xCategory", "2"), ("xPersonAssignedTo", "4")],
        &[("xCategory", "4")],
        &[("xCategory", "3"), ("skipCustomChecks", "1")],
    ];
    let mut ids: Vec<i64> = rows.iter().map(|row| desk.create(&[*row, &file].concat())).collect();
    ids.push(desk.create(&[&[("xCategory", "2"), ("xPersonAssignedTo", "3")], &file[..]].concat()));
    ids.push(desk.create_public(&file).0);
    let with_document = |id: i64| {
        let document = text(&history(&desk.get(id))[0]["files"]["file"][0]["xDocumentId"]).to_owned();
        (id, document)
    };
    let rows = ids.into_iter().map(with_document).collect();
    (desk, rows)
}

/// Calls `check` with each person, each request and whether they see it.
fn for_each(url: &str, check: impl Fn(&Caller<'_>, &(i64, String), bool, String)) {
    let (desk, rows) = filled(url);
    for (staff, seen) in SEEN {
        for row in &rows {
            let is_seen = seen.contains(&(row.0 - 12_400));
            check(&desk.by(*staff), row, is_seen, format!("staff {staff}, request {}", row.0));
        }
    }
}

on_both! {
    fn get_answers_103_for_requests_of_others(url: &str) {
        for_each(url, |caller, (id, _), is_seen, what| {
            let answer = caller.call(Get, "private.request.get", &[("xRequest", &id.to_string())]);
            assert_eq!(answer.status == 200, is_seen, "{what}");
            assert!(is_seen || answer.body.contains("<id>103</id>"), "{what}: {}", answer.body);
        });
    }

    fn update_answers_103_for_requests_of_others(url: &str) {
        for_each(url, |caller, (id, _), is_seen, what| {
            let answer = caller.call(Post, "private.request.update", &[("xRequest", &id.to_string()), ("tNote", "x")]);
            assert_eq!(answer.status == 200, is_seen, "{what}");
            assert!(is_seen || answer.body.contains("<id>103</id>"), "{what}: {}", answer.body);
        });
    }

    fn documents_of_others_are_not_there(url: &str) {
        for_each(url, |caller, (_, document), is_seen, what| {
            let answer = caller.json(Get, "private.document.get", &[("xDocumentId", document)]);
            assert_eq!(answer.get("sBody").is_some(), is_seen, "{what}");
            assert!(is_seen || answer == json!({}), "{what}: {answer}");
        });
    }

    fn lists_hold_what_the_caller_may_see(url: &str) {
        let (desk, rows) = filled(url);
        let ids: Vec<String> = rows.iter().map(|(id, _)| id.to_string()).collect();
        let asked: Vec<(&str, &str)> = ids.iter().map(|id| ("xRequest[]", id.as_str())).collect();
        for (staff, seen) in SEEN {
            let caller = desk.by(*staff);
            let offsets = |ids: Vec<String>| {
                let mut offsets: Vec<i64> = ids.iter().map(|id| id.parse::<i64>().unwrap() - 12_400).collect();
                offsets.sort_unstable();
                offsets
            };
            let several = caller.json(Get, "private.request.multiGet", &asked);
            assert_eq!(offsets(column(&several["request"], "xRequest")), *seen, "multiGet by {staff}");
            let changed = caller.json(Get, "private.request.getChanged", &[("dtGMTChange", &(NOW - 1).to_string())]);
            let changed: Vec<i64> = changed["xRequest"].as_array().unwrap().iter().map(|id| number(id) - 12_400).collect();
            assert_eq!(changed, *seen, "getChanged by {staff}");
            for params in [&[][..], &[("sSearch", "drips")], &[("sLastName", "rossi")], &[("anyall", "any"), ("fOpen", "1"), ("sSearch", "drips")], &[("orderBy", "sLastName")]] {
                let found = caller.json(Get, "private.request.search", params);
                assert_eq!(offsets(column(&found["request"], "xRequest")), *seen, "search {params:?} by {staff}");
            }
            for (id, _) in &rows {
                let found = caller.json(Get, "private.request.search", &[("xRequest", &id.to_string())]);
                assert_eq!(column(&found["request"], "xRequest").len(), usize::from(seen.contains(&(id - 12_400))), "search {id} by {staff}");
            }
        }
    }

    fn a_pointer_leads_nowhere_when_the_surviving_request_is_hidden(url: &str) {
        let (desk, rows) = filled(url);
        let (theirs, hidden) = (rows[1].0, rows[2].0);
        desk.merge(theirs, hidden);
        assert_eq!(desk.by(DOV_GUEST).error_id(Get, "private.request.get", &[("xRequest", &theirs.to_string())]), 103);
        let found = desk.by(DOV_GUEST).json(Get, "private.request.multiGet", &[("xRequest[]", &theirs.to_string())]);
        assert_eq!(found, json!({ "request": [] }));
    }

    fn only_administrators_and_help_desk_staff_set_portal_passwords(url: &str) {
        let desk = TestApi::new(url);
        let params = [("sEmail", "kim@tenant.example"), ("sPassword", "new")];
        for (staff, is_allowed) in [(ADA_ADMIN, true), (BEN_HELP_DESK, true), (EVA_LIMITED, true), (CHO_LEVEL_TWO, false), (DOV_GUEST, false)] {
            let caller = desk.by(staff);
            if is_allowed {
                assert_eq!(caller.json(Post, "private.customer.setPasswordByEmail", &params), json!({ "sPassword": "new" }), "{staff}");
            } else {
                let errors = caller.errors(Post, "private.customer.setPasswordByEmail", &params);
                assert_eq!(errors, ["211 Password could not be updated"], "{staff}");
            }
        }
    }

    fn everybody_may_read_the_lists_of_the_desk_and_create_requests(url: &str) {
        let desk = TestApi::new(url);
        for (staff, _) in SEEN {
            let caller = desk.by(*staff);
            for method in ["private.version", "private.request.getCategories", "private.request.getStatusTypes", "private.request.getMailboxes", "private.util.getActiveStaff"] {
                assert_eq!(caller.call(Get, method, &[]).status, 200, "{method} by {staff}");
            }
            let own = caller.json(Get, "private.user.preferences", &[]);
            assert_eq!(number(&own["xPerson"]), staff.0);
            caller.json(Post, "private.request.create", crate::support::BASIC);
        }
    }
}
