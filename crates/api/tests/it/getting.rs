//! Reading requests and lists, other than by search.

use crate::support::{ADA_ADMIN, DAY, NOW, TestApi, column, fields, history, number, text};
use deskhand_api::Verb::{Get, Post};
use deskhand_model::{Actor, Channel, Customer, RequestId, RequestSecret, StatusId, Timestamp};
use deskhand_storage::{Writer, requests};
use deskhand_testkit::on_both;
use serde_json::json;

/// The numbers that `multiGet` answers.
fn several(desk: &TestApi, params: &[(&str, &str)]) -> Vec<i64> {
    let found = desk.json(Get, "private.request.multiGet", params);
    column(&found["request"], "xRequest").iter().map(|id| id.parse().unwrap()).collect()
}

on_both! {
    fn a_customer_sees_public_entries_only(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[]);
        desk.update(id, &[("tNote", "Private."), ("fUrgent", "1"), ("File1_sFilename", "private.txt"), ("File1_bFileBody", "eA==")]);
        desk.update(id, &[("tNote", "External."), ("fNoteType", "2"), ("email_to", "a@x.example")]);
        desk.update(id, &[("tNote", "Public."), ("fNoteType", "1"), ("email_bcc", "b@x.example"), ("File1_sFilename", "p.txt"), ("File1_bFileBody", "eA==")]);
        let answer = desk.call(Get, "request.get", &[("accesskey", &key), ("output", "json")]).body;
        let request = serde_json::from_str(&answer).unwrap();
        let notes: Vec<&str> = history(&request).into_iter().map(|item| text(&item["tNote"])).collect();
        assert_eq!(notes, ["Public.", "It drips."]);
        for hidden in ["Urgent changed", "External", "private.txt", "private_url", "admin.php", "a@x.example", "b@x.example"] {
            assert!(!answer.contains(hidden), "{hidden}: {answer}");
        }
        assert!(answer.contains("p.txt") && answer.contains("public_url"), "{answer}");
    }

    fn a_customer_does_not_see_private_fields(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[("xCategory", "1"), ("Custom1", "4 C")]);
        desk.update(id, &[("Custom10", "M-1")]);
        let seen = desk.json(Get, "request.get", &[("accesskey", &key)]);
        assert_eq!((seen.get("Custom1"), seen.get("Custom10")), (Some(&json!("4 C")), None));
        assert_eq!(text(&desk.get(id)["Custom10"]), "M-1");
    }

    fn customers_cannot_ask_for_raw_values(url: &str) {
        let desk = TestApi::new(url);
        let (_, key) = desk.create_public(&[("xCategory", "1")]);
        let seen = desk.json(Get, "request.get", &[("accesskey", &key), ("fRawValues", "1")]);
        assert_eq!(fields(&seen, &["xCategory", "xStatus", "dtGMTOpened"]), "xCategory=Plumbing xStatus=Active dtGMTOpened=May 20, 2026");
    }

    fn an_access_key_opens_its_own_request_only(url: &str) {
        let desk = TestApi::new(url);
        let (first, first_key) = desk.create_public(&[]);
        let (second, second_key) = desk.create_public(&[]);
        assert_eq!(text(&desk.json(Get, "request.get", &[("accesskey", &format!(" {first_key}\n"))])["xRequest"]), first.to_string());
        let foreign = second_key.replacen(&second.to_string(), &first.to_string(), 1);
        let short = &first_key[..first_key.len() - 1];
        let long = format!("{first_key}a");
        let shouted = first_key.to_uppercase();
        for key in [foreign.as_str(), short, &long, &shouted, "12400", "letters", "-1abcdef", "0abcdef", "99999999999999999999abc", "\u{1f511}", "12400' OR 1=1"] {
            assert_eq!(desk.errors(Get, "request.get", &[("accesskey", key)]), ["102 Valid access key required"], "{key}");
        }
    }

    fn an_access_key_of_six_letters_from_an_older_system_works(url: &str) {
        let desk = TestApi::new(url);
        let insert = |db: &mut Writer<'_>| {
            let (secret, customer) = (RequestSecret::new("itetxb"), Customer::default());
            requests::insert(db, &requests::NewRequest {
                channel: Channel::Email, via: None, portal: None, opened_by: Actor::Customer, assigned_to: None, is_open: true,
                status: StatusId(1), is_urgent: false, category: None, opened_at: Timestamp(NOW), secret: &secret, title: "", customer: &customer,
                send_from: None, is_from_customer: true, is_public: true, content_hash: "", history_count: 0,
            })
        };
        let RequestId(id) = desk.store.write(insert).unwrap();
        let request = desk.json(Get, "request.get", &[("accesskey", &format!("{id}itetxb"))]);
        assert_eq!(fields(&request, &["xRequest", "fOpenedVia", "fullname"]), format!("xRequest={id} fOpenedVia=Email fullname="));
        assert_eq!(desk.errors(Get, "request.get", &[("accesskey", &format!("{id}itetxc"))]), ["102 Valid access key required"]);
    }

    fn a_merged_requests_key_answers_208(url: &str) {
        let desk = TestApi::new(url);
        let (old, key) = desk.create_public(&[]);
        desk.merge(old, desk.create(&[]));
        assert_eq!(desk.errors(Get, "request.get", &[("accesskey", &key)]), ["208 Request has been merged"]);
    }

    fn staff_get_the_request_that_a_merged_one_became(url: &str) {
        let desk = TestApi::new(url);
        let ids: Vec<i64> = (0..4).map(|_| desk.create(&[])).collect();
        desk.merge(ids[0], ids[1]);
        desk.merge(ids[1], ids[2]);
        assert_eq!(desk.get(ids[0]), desk.get(ids[2]));
        let all: Vec<String> = ids.iter().map(i64::to_string).collect();
        let params: Vec<(&str, &str)> = all.iter().map(|id| ("xRequest[]", id.as_str())).collect();
        assert_eq!(several(&desk, &params), [ids[2], ids[3]]);
    }

    fn an_unknown_request_answers_103(url: &str) {
        let desk = TestApi::new(url);
        desk.create(&[]);
        for id in ["12399", "0", "-12400", "abc", "NaN", "12400.0", "1e4", "12400abc", "99999999999999999999", "\u{661}"] {
            assert_eq!(desk.errors(Get, "private.request.get", &[("xRequest", id)]), ["103 Valid request ID required"], "{id}");
        }
    }

    fn several_requests_come_in_the_order_they_were_asked_for_each_once(url: &str) {
        let desk = TestApi::new(url);
        let ids: Vec<i64> = (0..3).map(|_| desk.create(&[])).collect();
        let [a, b, c] = [ids[0], ids[1], ids[2]].map(|id| id.to_string());
        let ask = |params: &[(&str, &str)]| several(&desk, params);
        assert_eq!(ask(&[("xRequest[]", &c), ("xRequest[]", &a), ("xRequest[]", &c), ("xRequest[]", "99"), ("xRequest[]", "junk")]), [ids[2], ids[0]]);
        assert_eq!(ask(&[("xRequest[0]", &b), ("xRequest[1]", &a)]), [ids[1], ids[0]]);
        assert_eq!(ask(&[("xRequest", &b)]), [ids[1]]);
        assert_eq!(ask(&[("xRequest[]", "99"), ("xRequest[]", "0")]), [0; 0]);
        let nothing = desk.call(Get, "private.request.multiGet", &[("xRequest[]", "99")]).body;
        assert!(nothing.ends_with("<requests/>"), "{nothing}");
    }

    fn several_requests_look_like_each_by_itself(url: &str) {
        let desk = TestApi::new(url);
        let (first, _) = desk.create_public(&[("Custom1", "4"), ("File1_sFilename", "a"), ("File1_bFileBody", "eA==")]);
        desk.update(first, &[("tNote", "x"), ("reportingTags", "1"), ("fNoteType", "1"), ("fUrgent", "1")]);
        let second = desk.create(&[]);
        let (a, b) = (first.to_string(), second.to_string());
        for raw in ["0", "1"] {
            let one = |id: &str| desk.json(Get, "private.request.get", &[("xRequest", id), ("fRawValues", raw), ("fIncludeTimeTotal", "1")]);
            let both = [("xRequest[]", b.as_str()), ("xRequest[]", &a), ("fRawValues", raw), ("fIncludeTimeTotal", "1")];
            assert_eq!(desk.json(Get, "private.request.multiGet", &both), json!({ "request": [one(&b), one(&a)] }));
        }
    }

    fn the_history_comes_newest_first(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        for note in ["2", "3", "4"] {
            desk.update(id, &[("tNote", note)]);
        }
        let request = desk.get(id);
        let items = history(&request);
        let numbers: Vec<i64> = items.iter().map(|item| number(&item["xRequestHistory"])).collect();
        assert!(numbers.is_sorted_by(|a, b| a > b), "{numbers:?}");
        let xml = desk.call(Get, "private.request.get", &[("xRequest", &id.to_string())]).body;
        assert!(xml.find("<tNote>4<").unwrap() < xml.find("<tNote>3<").unwrap(), "{xml}");
        assert!(request["request_history"]["item"][numbers[0].to_string()].is_object(), "keyed by number");
    }

    fn dates_are_written_in_the_desks_zone_and_format(url: &str) {
        let desk = TestApi::new(url);
        desk.clock.set(1_780_702_200); // 2026-06-05, 23:30 UTC
        let (id, _) = desk.create_public(&[]);
        let dates = || {
            let request = desk.get(id);
            format!("{} | {}", text(&request["dtGMTOpened"]), text(&history(&request)[0]["dtGMTChange"]))
        };
        assert_eq!(dates(), "June  5, 2026 | Fri, June  5, 2026, 11:30 PM");
        desk.set(|settings| "Pacific/Auckland".clone_into(&mut settings.format.time_zone));
        assert_eq!(dates(), "June  6, 2026 | Sat, June  6, 2026, 11:30 AM");
        desk.set(|settings| {
            "%Y-%m-%d".clone_into(&mut settings.format.date);
            "%d.%m.%y %H:%M".clone_into(&mut settings.format.datetime);
        });
        assert_eq!(dates(), "2026-06-06 | 06.06.26 11:30");
        assert_eq!(number(&desk.raw(id)["dtGMTOpened"]), 1_780_702_200);
    }

    fn links_lead_to_the_base_url_or_to_where_the_caller_came_from(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[("File1_sFilename", "a"), ("File1_bFileBody", "eA==")]);
        let link = |name: &str| text(&history(&desk.get(id))[0]["files"]["file"][0][name]).to_owned();
        assert!(link("private_url").starts_with("https://desk.linden.example/admin.php?pg=file&"), "{}", link("private_url"));
        let public = link("public_url");
        assert!(public.starts_with("https://desk.linden.example/index.php?pg=file&") && public.contains(&key), "{public}");
        desk.set(|settings| settings.desk.base_url.clear());
        assert!(link("public_url").starts_with("http://localhost:8000/index.php?"), "{}", link("public_url"));
    }

    fn mail_requests_name_their_mailbox(url: &str) {
        let desk = TestApi::new(url);
        let insert = |db: &mut Writer<'_>| {
            let (secret, customer) = (RequestSecret::new("itetxb"), Customer::default());
            requests::insert(db, &requests::NewRequest {
                channel: Channel::Email, via: Some(deskhand_model::MailboxId(1)), portal: None, opened_by: Actor::Customer, assigned_to: None,
                is_open: true, status: StatusId(1), is_urgent: false, category: None, opened_at: Timestamp(NOW), secret: &secret, title: "",
                customer: &customer, send_from: None, is_from_customer: true, is_public: true, content_hash: "", history_count: 0,
            })
        };
        let RequestId(id) = desk.store.write(insert).unwrap();
        assert_eq!(text(&desk.get(id)["xOpenedViaId"]), "Linden Help");
        assert_eq!(text(&desk.raw(id)["xOpenedViaId"]), "1");
        assert_eq!(text(&desk.get(desk.create(&[]))["xOpenedViaId"]), "0");
    }

    fn changes_are_told_once_an_entry_oldest_first(url: &str) {
        let desk = TestApi::new(url);
        let first = desk.create(&[]);
        desk.clock.advance(10);
        let second = desk.create(&[]);
        desk.clock.advance(10);
        desk.update(first, &[("tNote", "x"), ("fUrgent", "1")]);
        let since = |time: i64| column_of_ids(&desk.json(Get, "private.request.getChanged", &[("dtGMTChange", &time.to_string())]));
        assert_eq!(since(NOW - 1), [first, second, first, first]);
        assert_eq!(since(NOW), [second, first, first]);
        assert_eq!(since(NOW + 20), [0; 0]);
        assert_eq!(desk.json(Get, "private.request.getChanged", &[("dtGMTChange", "1999999999")]), json!({ "xRequest": [] }));
        let xml = desk.call(Get, "private.request.getChanged", &[("dtGMTChange", "1999999999")]).body;
        assert!(xml.ends_with("<requests/>"), "{xml}");
    }

    fn a_document_comes_with_its_content(url: &str) {
        let desk = TestApi::new(url);
        let (id, _) = desk.create_public(&[("File1_sFilename", "a.bin"), ("File1_sFileMimeType", "application/x-test"), ("File1_bFileBody", "AP/+")]);
        let document = text(&history(&desk.get(id))[0]["files"]["file"][0]["xDocumentId"]).to_owned();
        let answer = desk.json(Get, "private.document.get", &[("xDocumentId", &document)]);
        let expected = json!({ "xDocumentId": document, "sFilename": "a.bin", "sFileMimeType": "application/x-test", "sCID": "", "sBody": "AP/+" });
        assert_eq!(answer, expected);
        for unknown in ["99", "0", "-1", "abc"] {
            assert_eq!(desk.json(Get, "private.document.get", &[("xDocumentId", unknown)]), json!({}), "{unknown}");
            let xml = desk.call(Get, "private.document.get", &[("xDocumentId", unknown)]).body;
            assert!(xml.ends_with("<document/>"), "{xml}");
        }
    }

    fn the_fields_of_a_category_are_its_own_and_those_of_all(url: &str) {
        let desk = TestApi::new(url);
        let ids = |params: &[(&str, &str)]| column(&desk.json(Get, "private.request.getCustomFields", params)["field"], "xCustomField").join(",");
        assert_eq!(ids(&[]), "1,2,3,4,5,6,7,8,9,10,11,12,13");
        assert_eq!(ids(&[("xCategory", "1")]), "1,2,10,11");
        assert_eq!(ids(&[("xCategory", "3")]), "1,12,13");
        let unknown = desk.call(Get, "private.request.getCustomFields", &[("xCategory", "99")]).body;
        assert!(unknown.ends_with("<customfields/>"), "{unknown}");
    }

    fn customers_see_open_categories_and_public_fields_only(url: &str) {
        let desk = TestApi::new(url);
        let categories = desk.json(Get, "request.getCategories", &[]);
        let names: Vec<&String> = categories["category"].as_object().unwrap().keys().collect();
        assert_eq!(names, ["1", "2", "3"]);
        assert_eq!(categories["category"]["1"]["sCustomFieldList"]["xCustomField"], json!(["2", "11"]));
        assert_eq!(categories["category"]["3"]["sCustomFieldList"]["xCustomField"], json!(["12"]));
        let fields = desk.json(Get, "request.getCustomFields", &[]);
        assert_eq!(column(&fields["field"], "xCustomField").join(","), "1,2,3,4,5,6,7,8,9,11,12");
        assert!(fields["field"].as_array().unwrap().iter().all(|field| field.get("isPublic").is_none() && field.get("sAjaxUrl").is_none()));
        let labels = desk.json(Get, "util.getFieldLabels", &[]);
        assert_eq!((text(&labels["ctPublicUpdates"]), labels.get("Custom10")), ("#", None));
    }

    fn staff_see_inactive_categories_and_who_is_busy(url: &str) {
        let desk = TestApi::new(url);
        desk.create(&[("xPersonAssignedTo", "3")]);
        desk.create(&[("xPersonAssignedTo", "3"), ("xCategory", "2")]);
        desk.create(&[("xPersonAssignedTo", "3"), ("fOpen", "0")]);
        let moved = desk.create(&[("xPersonAssignedTo", "3")]);
        desk.update(moved, &[("xPersonAssignedTo", "2")]);
        let categories = desk.json(Get, "private.request.getCategories", &[]);
        assert_eq!(text(&categories["category"]["5"]["fDeleted"]), "1");
        let busy = &categories["category"]["1"]["sPersonList"]["person"];
        assert_eq!(column(busy, "assigned_requests"), ["0", "1", "2"]);
        assert_eq!(fields(&categories["category"]["1"], &["sCategoryGroup", "fAllowPublicSubmit", "xPersonDefault", "fAutoAssignTo"]),
            "sCategoryGroup=House fAllowPublicSubmit=1 xPersonDefault=3 fAutoAssignTo=0");
    }

    fn inactive_statuses_and_mailboxes_are_shown_when_asked_for(url: &str) {
        let desk = TestApi::new(url);
        let statuses = |params: &[(&str, &str)]| column(&desk.json(Get, "private.request.getStatusTypes", params)["status"], "xStatus").join(",");
        let mailboxes = |params: &[(&str, &str)]| column(&desk.json(Get, "private.request.getMailboxes", params)["mailbox"], "xMailbox").join(",");
        assert_eq!([statuses(&[]), statuses(&[("fActiveOnly", "1")]), statuses(&[("fActiveOnly", "0")])], ["1,3,4,2", "1,3,4,2", "1,3,4,5,6,7,2"]);
        assert_eq!([mailboxes(&[]), mailboxes(&[("fActiveOnly", "1")]), mailboxes(&[("fActiveOnly", "0")])], ["1,3", "1,3", "1,2,3"]);
    }

    fn only_active_staff_are_listed(url: &str) {
        let desk = TestApi::new(url);
        let staff = desk.json(Get, "private.util.getActiveStaff", &[]);
        assert_eq!(column(&staff["person"], "xPerson").join(","), "1,2,3,4,5,7");
        assert_eq!(column(&staff["person"], "fUserType").join(","), "1,2,3,4,2,2");
        assert_eq!(column(&staff["person"], "xPersonOutOfOffice").join(","), "0,0,0,0,0,2");
        let ada = desk.by(ADA_ADMIN).json(Get, "private.user.preferences", &[]);
        assert_eq!(fields(&ada, &["xPerson", "sFname", "sWorkspaceDefault", "tSignature_HTML"]), "xPerson=1 sFname=Ada sWorkspaceDefault=myq tSignature_HTML=<b>Ada Brandt</b><br />Office");
        assert_eq!(ada.get("fullname"), None);
    }

    fn a_closed_request_tells_when(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        desk.clock.advance(3 * DAY);
        desk.json(Post, "private.request.update", &[("xRequest", &id.to_string()), ("fOpen", "0")]);
        assert_eq!(fields(&desk.get(id), &["dtGMTOpened", "dtGMTClosed"]), "dtGMTOpened=May 20, 2026 dtGMTClosed=May 23, 2026");
    }
}

fn column_of_ids(answer: &serde_json::Value) -> Vec<i64> {
    answer["xRequest"].as_array().unwrap().iter().map(number).collect()
}
