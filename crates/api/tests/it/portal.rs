//! Portal accounts: `customer.getRequests` and the passwords.

use crate::support::{TestApi, column, fields, text};
use deskhand_api::Verb::{Get, Post};
use deskhand_model::settings::PortalMatch;
use deskhand_testkit::on_both;
use serde_json::json;

fn set_password(desk: &TestApi, email: &str, password: &str) {
    let answer = desk.json(Get, "private.customer.setPasswordByEmail", &[("sEmail", email), ("sPassword", password)]);
    assert_eq!(answer, json!({ "sPassword": password }));
}

/// The requests that a customer sees, counted from the first.
fn seen(desk: &TestApi, email: &str, password: &str) -> Vec<i64> {
    let answer = desk.json(Get, "customer.getRequests", &[("sEmail", email), ("sPassword", password)]);
    column(&answer["request"], "xRequest").iter().map(|id| id.parse::<i64>().unwrap() - 12_400).collect()
}

on_both! {
    fn a_customer_sees_their_requests_newest_first(url: &str) {
        let desk = TestApi::new(url);
        for email in ["kim@tenant.example", "ines@tenant.example", "Kim@Tenant.example"] {
            desk.create_public(&[("sEmail", email)]);
        }
        set_password(&desk, "KIM@tenant.example", "secret");
        assert_eq!(seen(&desk, "kim@tenant.example", "secret"), [2, 0]);
        assert_eq!(seen(&desk, " kim@TENANT.example ", "secret"), [2, 0]);
    }

    fn a_row_is_raw_with_the_names_of_category_and_status(url: &str) {
        let desk = TestApi::new(url);
        let (id, key) = desk.create_public(&[("sEmail", "kim@tenant.example"), ("sFirstName", "Kim"), ("xCategory", "2"), ("Custom1", "4")]);
        desk.update(id, &[("tNote", "Later."), ("fNoteType", "1"), ("Custom10", "M-1")]);
        set_password(&desk, "kim@tenant.example", "secret");
        let answer = desk.json(Get, "customer.getRequests", &[("sEmail", "kim@tenant.example"), ("sPassword", "secret")]);
        let row = &answer["request"][0];
        assert_eq!(
            fields(row, &["fOpenedVia", "fOpen", "xStatus", "xCategory", "dtGMTOpened", "sCategory", "sStatus", "tNote", "fullname", "Custom1"]),
            "fOpenedVia=6 fOpen=1 xStatus=1 xCategory=2 dtGMTOpened=1779273000 sCategory=Keys sStatus=Active tNote=It drips. fullname=Kim Rossi Custom1=4"
        );
        assert_eq!((text(&row["accesskey"]), row.get("Custom10")), (key.as_str(), None));
    }

    fn a_wrong_portal_login_answers_104(url: &str) {
        let desk = TestApi::new(url);
        desk.create_public(&[("sEmail", "kim@tenant.example")]);
        let errors = |email: &str, password: &str| desk.errors(Get, "customer.getRequests", &[("sEmail", email), ("sPassword", password)]);
        let wrong = ["104 Email or password not valid"];
        assert_eq!(errors("kim@tenant.example", "secret"), wrong);
        set_password(&desk, "kim@tenant.example", "secret");
        assert_eq!(errors("kim@tenant.example", "Secret"), wrong);
        assert_eq!(errors("ines@tenant.example", "secret"), wrong);
        assert_eq!(errors("not an address", "secret"), wrong);
    }

    fn a_customer_without_requests_sees_an_empty_list(url: &str) {
        let desk = TestApi::new(url);
        set_password(&desk, "kim@tenant.example", "secret");
        let answer = desk.call(Get, "customer.getRequests", &[("sEmail", "kim@tenant.example"), ("sPassword", "secret")]);
        assert!(answer.body.ends_with("<requests/>"), "{}", answer.body);
    }

    fn trashed_and_merged_requests_are_not_the_customers_any_more(url: &str) {
        let desk = TestApi::new(url);
        for _ in 0..3 {
            desk.create_public(&[("sEmail", "kim@tenant.example")]);
        }
        desk.alter(12_400, |request| request.is_trash = true);
        desk.merge(12_401, 12_402);
        set_password(&desk, "kim@tenant.example", "secret");
        assert_eq!(seen(&desk, "kim@tenant.example", "secret"), [2]);
    }

    fn requests_may_be_matched_by_the_customers_id(url: &str) {
        let desk = TestApi::new(url);
        desk.create_public(&[("sEmail", "kim@tenant.example"), ("sUserId", "T-1")]);
        desk.create_public(&[("sEmail", "kim@work.example"), ("sUserId", "T-1")]);
        desk.create_public(&[("sEmail", "ines@tenant.example"), ("sUserId", "T-2")]);
        desk.create_public(&[("sPhone", "1"), ("sUserId", "t-1")]);
        desk.create_public(&[("sPhone", "1")]);
        set_password(&desk, "kim@tenant.example", "secret");
        assert_eq!(seen(&desk, "kim@tenant.example", "secret"), [0]);
        desk.set(|settings| settings.portal.match_by = PortalMatch::CustomerId);
        assert_eq!(seen(&desk, "kim@tenant.example", "secret"), [1, 0]);
    }

    fn a_password_can_be_set_anew(url: &str) {
        let desk = TestApi::new(url);
        desk.create_public(&[("sEmail", "kim@tenant.example")]);
        set_password(&desk, "kim@tenant.example", "first");
        set_password(&desk, "kim@tenant.example", "p\u{e4}ssword \u{1f511}");
        assert_eq!(desk.errors(Get, "customer.getRequests", &[("sEmail", "kim@tenant.example"), ("sPassword", "first")]), ["104 Email or password not valid"]);
        assert_eq!(seen(&desk, "kim@tenant.example", "p\u{e4}ssword \u{1f511}"), [0]);
    }

    fn a_password_needs_an_address(url: &str) {
        let desk = TestApi::new(url);
        for email in ["kim", "kim@", "a b@c.example"] {
            let errors = desk.errors(Post, "private.customer.setPasswordByEmail", &[("sEmail", email), ("sPassword", "x")]);
            assert_eq!(errors, ["105 Valid email required"], "{email}");
        }
    }

    fn passwords_cannot_be_read(url: &str) {
        let desk = TestApi::new(url);
        let removed = "303 private.customer.getPasswordByEmail has been removed as passwords are no longer stored in a way that are accessible by the system";
        for params in [&[][..], &[("sEmail", "kim@tenant.example")]] {
            assert_eq!(desk.errors(Get, "private.customer.getPasswordByEmail", params), [removed]);
        }
    }
}
