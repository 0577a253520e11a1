//! The answers of all methods on one desk, word for word.

use crate::support::{ADA_ADMIN, DAY, NOW, TestApi, overlay};
use crate::table::METHODS;
use deskhand_api::Verb::Post;
use deskhand_model::{RequestId, Timestamp};
use deskhand_storage::{StoreResult, Writer, time_events};
use deskhand_testkit::on_both;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::fmt::Write;

const FIRST: i64 = 12_400;

/// A desk with a request that has everything, one that was merged into it, and a plain one.
fn furnished(url: &str) -> (TestApi, String) {
    let desk = TestApi::new(url);
    let (first, key) = desk.create_public(&[
        ("tNote", "The pipe under the sink <drips> & smells.\nSince \"Monday\"."),
        ("xCategory", "1"),
        ("sUserId", "T-17"),
        ("sFirstName", "Ines"),
        ("sLastName", "Rossi & Co"),
        ("sEmail", "ines@tenant.example"),
        ("sPhone", "555 0101"),
        ("fUrgent", "1"),
        ("xPortal", "1"),
        ("Custom1", "3 B"),
        ("Custom2", "South & Annex"),
        ("File1_sFilename", "sink.txt"),
        ("File1_sFileMimeType", "text/plain"),
        ("File1_bFileBody", "ZHJpcA=="),
    ]);
    assert_eq!(first, FIRST);
    desk.clock.advance(600);
    desk.update(
        first,
        &[
            ("tNote", "<p>We come <b>today</b>.</p>"),
            ("fNoteIsHTML", "1"),
            ("fNoteType", "1"),
            ("xPersonAssignedTo", "3"),
            ("reportingTags", "1, 2"),
            ("email_cc", "house@tenant.example"),
            ("email_staff", "2,3"),
            ("Custom11", "Cellar#-#Boiler room"),
            ("File1_sFilename", "plan.bin"),
            ("File1_bFileBody", "AAEC"),
        ],
    );
    desk.clock.advance(600);
    desk.update(
        first,
        &[("tNote", "Send the part."), ("fNoteType", "2"), ("email_to", "parts@supplier.example"), ("sTitle", "Your pipe")],
    );
    desk.clock.advance(DAY);
    let second = desk.create(&[
        ("sTitle", "Sink <again>"),
        ("xPersonAssignedTo", "2"),
        ("fOpenedVia", "2"),
        ("fOpen", "0"),
        ("xStatus", "3"),
    ]);
    let merged = desk.create(&[("tNote", "Same sink.")]);
    desk.merge(merged, first);
    let add_time = move |db: &mut Writer<'_>| -> StoreResult<()> {
        for seconds in [5_400, 600] {
            let event = time_events::NewTimeEvent {
                request: RequestId(first),
                staff: ADA_ADMIN,
                seconds,
                worked_on: Timestamp(NOW),
                added_at: Timestamp(NOW),
                description: "Looked at it",
                is_billable: true,
            };
            time_events::insert(db, &event)?;
        }
        Ok(())
    };
    desk.store.write(add_time).unwrap();
    desk.json(Post, "private.customer.setPasswordByEmail", &[("sEmail", "ines@tenant.example"), ("sPassword", "my cat <3")]);
    assert_eq!(second, FIRST + 1);
    (desk, key)
}

/// What each method is called with.
fn params<'a>(method: &str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    match method {
        "customer.getRequests" => vec![("sEmail", "Ines@tenant.example"), ("sPassword", "my cat <3")],
        "request.create" => vec![("tNote", "Hello"), ("sEmail", "kim@tenant.example")],
        "request.update" => vec![("accesskey", key), ("tNote", "Thank you.")],
        "request.get" => vec![("accesskey", key)],
        "private.customer.setPasswordByEmail" => vec![("sEmail", "ines@tenant.example"), ("sPassword", "8!<pass>")],
        "private.request.create" => vec![("tNote", "Hello"), ("xCategory", "2"), ("sPhone", "1")],
        "private.request.update" => vec![("xRequest", "12401"), ("sPhone", "2")],
        "private.request.get" => vec![("xRequest", "12402"), ("fIncludeTimeTotal", "1")],
        "private.request.multiGet" => {
            vec![("xRequest[]", "12401"), ("xRequest[]", "12400"), ("fRawValues", "1"), ("fIncludeTimeTotal", "1")]
        }
        "private.request.getChanged" => vec![("dtGMTChange", "1779273000")],
        "private.document.get" => vec![("xDocumentId", "1")],
        _ => Vec::new(),
    }
}

on_both! {
    fn every_answer_is_as_it_was(url: &str) {
        let (desk, key) = furnished(url);
        for method in METHODS {
            let mut answers = String::new();
            for format in ["xml", "json", "php"] {
                let answer = desk.call(method.verb, method.name, &overlay(&params(method.name, &key), &[("output", format)]));
                writeln!(answers, "{} {}\n{}\n", answer.status, answer.content_type, answer.body).unwrap();
            }
            insta::assert_snapshot!(method.name, answers);
        }
    }

    fn elements_stand_in_the_order_of_the_manual_and_others_follow(url: &str) {
        let (desk, key) = furnished(url);
        for (method, paths) in ORDER {
            let listed = METHODS.iter().find(|m| m.name == *method).unwrap();
            let answer = desk.call(listed.verb, method, &params(method, &key));
            assert_eq!(answer.status, 200, "{method}: {}", answer.body);
            let found = children(&answer.body);
            for (path, expected) in *paths {
                let rows = found.get(*path).unwrap_or_else(|| panic!("{method} has no {path}: {}", answer.body));
                for row in rows {
                    let known: Vec<&str> = expected.iter().copied().filter(|name| row.iter().any(|other| other == name)).collect();
                    let head: Vec<&str> = row.iter().map(String::as_str).take(known.len()).collect();
                    assert_eq!(head, known, "{method} {path}");
                }
                let fullest = rows.iter().map(|row| expected.iter().filter(|name| row.iter().any(|other| other == *name)).count()).max();
                assert_eq!(fullest, Some(expected.len()), "{method} {path}: {rows:?}");
            }
        }
    }

    fn php_reads_what_json_says(url: &str) {
        let (desk, key) = furnished(url);
        let reading: Vec<_> = METHODS.iter().filter(|m| m.verb != Post && !m.name.ends_with(".setPasswordByEmail")).collect();
        let ask = |format: &str| -> Vec<String> {
            let all = reading.iter().map(|m| desk.call(m.verb, m.name, &overlay(&params(m.name, &key), &[("output", format)])).body);
            all.collect()
        };
        for ((method, php), json) in reading.iter().zip(deskhand_testkit::php::eval_many(ask("php"))).zip(ask("json")) {
            assert_eq!(php.unwrap().to_json(), without_empty_objects(serde_json::from_str(&json).unwrap()), "{}", method.name);
        }
    }
}

/// PHP has one empty array.
fn without_empty_objects(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Object(map) if map.is_empty() => Value::Array(Vec::new()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(key, item)| (key, without_empty_objects(item))).collect()),
        Value::Array(items) => items.into_iter().map(without_empty_objects).collect(),
        other => other,
    }
}

/// The names of the children of each element, by the path of the element; repeated ones once.
fn children(xml: &str) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut reader = Reader::from_str(xml);
    let mut found: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    let mut open: Vec<(String, Vec<String>)> = Vec::new();
    let enter = |open: &mut Vec<(String, Vec<String>)>, name: &str| {
        let name = name.to_owned();
        let path = match open.last_mut() {
            Some((parent, names)) => {
                if names.last() != Some(&name) {
                    names.push(name.clone());
                }
                format!("{parent}/{name}")
            }
            None => name,
        };
        open.push((path, Vec::new()));
    };
    loop {
        let is_end = match reader.read_event().unwrap() {
            Event::Start(element) => {
                enter(&mut open, element.name().as_ref());
                false
            }
            Event::Empty(element) => {
                enter(&mut open, element.name().as_ref());
                true
            }
            Event::End(_) => true,
            Event::Eof => return found,
            _ => false,
        };
        if is_end {
            let (path, names) = open.pop().unwrap();
            found.entry(path).or_default().push(names);
        }
    }
}

type Paths = &'static [(&'static str, &'static [&'static str])];

const REQUEST: &[&str] = &[
    "xRequest",
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
    "sRequestPassword",
    "sTitle",
    "sUserId",
    "sFirstName",
    "sLastName",
    "sEmail",
    "sPhone",
    "iLastReplyBy",
    "fTrash",
    "dtGMTTrashed",
    "fullname",
    "reportingTags",
    "request_history",
];
const FOUND: &[&str] = &[
    "xRequest",
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
    "sRequestPassword",
    "sTitle",
    "sUserId",
    "sFirstName",
    "sLastName",
    "sEmail",
    "sPhone",
    "iLastReplyBy",
    "fTrash",
    "dtGMTTrashed",
    "fullname",
    "tNote",
];
const ITEM: &[&str] = &[
    "xRequestHistory",
    "xRequest",
    "xPerson",
    "dtGMTChange",
    "fPublic",
    "fInitial",
    "tLog",
    "tNote",
    "tEmailHeaders",
    "fNoteIsHTML",
    "fMergedFromRequest",
    "files",
];
const FILE: &[&str] = &["sFileMimeType", "sFilename", "xDocumentId", "public_url", "private_url"];
const TAG: &[&str] = &["xReportingTag", "sReportingTag"];
const FIELD: &[&str] = &[
    "xCustomField",
    "fieldName",
    "isRequired",
    "isPublic",
    "fieldType",
    "iOrder",
    "sTxtSize",
    "lrgTextRows",
    "listItems",
    "iDecimalPlaces",
    "sRegex",
    "sAjaxUrl",
    "isAlwaysVisible",
];
const PREFERENCES: &[&str] = &[
    "xPerson",
    "sFname",
    "sLname",
    "sUsername",
    "sEmail",
    "sEmail2",
    "sSMS",
    "xSMSService",
    "sPhone",
    "tSignature",
    "tMobileSignature",
    "fNotifyEmail",
    "fNotifyEmail2",
    "fNotifySMS",
    "fNotifySMSUrgent",
    "xPersonPhotoId",
    "fUserType",
    "xPersonOutOfOffice",
    "fNotifyNewRequest",
    "fDeleted",
    "sWorkspaceDefault",
    "fDefaultToPublic",
    "fDefaultTTOpen",
    "fHideWysiwyg",
    "fHideImages",
    "iRequestHistoryLimit",
    "fReturnToReq",
    "sHTMLEditor",
    "tSignature_HTML",
];

/// The elements of the manual's samples.
const ORDER: &[(&str, Paths)] = &[
    ("version", &[("results", &["version", "min_version"])]),
    ("private.version", &[("results", &["version", "min_version"])]),
    (
        "customer.getRequests",
        &[(
            "requests/request",
            &[
                "xRequest",
                "fOpenedVia",
                "xOpenedViaId",
                "fOpen",
                "xStatus",
                "fUrgent",
                "xCategory",
                "dtGMTOpened",
                "sRequestPassword",
                "sTitle",
                "sUserId",
                "sFirstName",
                "sLastName",
                "sEmail",
                "sPhone",
                "sCategory",
                "sStatus",
                "tNote",
                "fullname",
                "accesskey",
            ],
        )],
    ),
    ("request.create", &[("request", &["xRequest", "accesskey"])]),
    ("request.update", &[("request", &["xRequest"])]),
    (
        "request.get",
        &[
            ("request", REQUEST),
            ("request/reportingTags/tag", TAG),
            ("request/request_history/item", ITEM),
            ("request/request_history/item/files/file", &["sFileMimeType", "sFilename", "xDocumentId", "public_url"]),
        ],
    ),
    (
        "request.getCategories",
        &[
            ("categories/category", &["xCategory", "sCategory", "sCustomFieldList"]),
            ("categories/category/sCustomFieldList", &["xCustomField"]),
        ],
    ),
    (
        "request.getCustomFields",
        &[
            (
                "customfields/field",
                &[
                    "xCustomField",
                    "fieldName",
                    "isRequired",
                    "fieldType",
                    "iOrder",
                    "sTxtSize",
                    "lrgTextRows",
                    "listItems",
                    "iDecimalPlaces",
                    "sRegex",
                    "isAlwaysVisible",
                ],
            ),
            ("customfields/field/listItems", &["item"]),
        ],
    ),
    (
        "util.getFieldLabels",
        &[(
            "labels",
            &[
                "iLastReplyBy",
                "fOpenedVia",
                "mailbox",
                "fOpen",
                "xRequest",
                "sUserId",
                "fullname",
                "sLastName",
                "sEmail",
                "sPhone",
                "xPersonOpenedBy",
                "xPersonAssignedTo",
                "xStatus",
                "sCategory",
                "sTitle",
                "reqsummary",
                "lastpublicnote",
                "lastpublicnoteby",
                "dtGMTOpened",
                "dtGMTClosed",
                "dtGMTTrashed",
                "lastupdate",
                "lastpubupdate",
                "lastcustupdate",
                "ctPublicUpdates",
                "age",
                "timetrack",
            ],
        )],
    ),
    ("private.customer.setPasswordByEmail", &[("results", &["sPassword"])]),
    ("private.request.create", &[("request", &["xRequest"])]),
    ("private.request.update", &[("request", &["xRequest"])]),
    (
        "private.request.get",
        &[
            ("request", REQUEST),
            ("request/reportingTags/tag", TAG),
            ("request/request_history/item", ITEM),
            ("request/request_history/item/files/file", FILE),
        ],
    ),
    ("private.request.multiGet", &[("requests/request", REQUEST), ("requests/request/request_history/item", ITEM)]),
    ("private.request.search", &[("requests/request", FOUND)]),
    ("private.request.getChanged", &[("requests", &["xRequest"])]),
    (
        "private.request.getCategories",
        &[
            (
                "categories/category",
                &[
                    "xCategory",
                    "sCategory",
                    "sCategoryGroup",
                    "fDeleted",
                    "fAllowPublicSubmit",
                    "xPersonDefault",
                    "fAutoAssignTo",
                    "sPersonList",
                    "sCustomFieldList",
                    "reportingTags",
                ],
            ),
            ("categories/category/sPersonList/person", &["xPerson", "fullname", "assigned_requests"]),
            ("categories/category/sCustomFieldList", &["xCustomField"]),
            ("categories/category/reportingTags/tag", TAG),
        ],
    ),
    ("private.request.getCustomFields", &[("customfields/field", FIELD), ("customfields/field/listItems", &["item"])]),
    ("private.request.getStatusTypes", &[("results/status", &["sStatus", "xStatus"])]),
    ("private.request.getMailboxes", &[("results/mailbox", &["xMailbox", "sReplyName", "sReplyEmail"])]),
    ("private.document.get", &[("document", &["xDocumentId", "sFilename", "sFileMimeType", "sCID", "sBody"])]),
    ("private.user.preferences", &[("preferences", PREFERENCES)]),
    ("private.util.getActiveStaff", &[("staff/person", PREFERENCES)]),
];
