//! Every method: its verb, its login, its required parameters.

use crate::support::{ADA_ADMIN, TestApi};
use deskhand_api::Verb::{self, Get, Other, Post};
use deskhand_testkit::on_both;

/// A method as the manual has it.
pub(crate) struct Listed {
    pub(crate) name: &'static str,
    pub(crate) verb: Verb,
    pub(crate) required: &'static [&'static str],
}

const fn listed(verb: Verb, name: &'static str, required: &'static [&'static str]) -> Listed {
    Listed { name, verb, required }
}

/// The manual's methods.
pub(crate) const METHODS: &[Listed] = &[
    listed(Get, "version", &[]),
    listed(Get, "customer.getRequests", &["sEmail", "sPassword"]),
    listed(Post, "request.create", &["tNote"]),
    listed(Post, "request.update", &["accesskey", "tNote"]),
    listed(Get, "request.get", &["accesskey"]),
    listed(Get, "request.getCategories", &[]),
    listed(Get, "request.getCustomFields", &[]),
    listed(Get, "util.getFieldLabels", &[]),
    listed(Get, "private.version", &[]),
    listed(Get, "private.customer.getPasswordByEmail", &[]),
    listed(Get, "private.customer.setPasswordByEmail", &["sEmail", "sPassword"]),
    listed(Post, "private.request.create", &["tNote", "xCategory"]),
    listed(Post, "private.request.update", &["xRequest"]),
    listed(Get, "private.request.get", &["xRequest"]),
    listed(Get, "private.request.multiGet", &["xRequest"]),
    listed(Get, "private.request.search", &[]),
    listed(Get, "private.request.getChanged", &["dtGMTChange"]),
    listed(Get, "private.request.getCategories", &[]),
    listed(Get, "private.request.getCustomFields", &[]),
    listed(Get, "private.request.getStatusTypes", &[]),
    listed(Get, "private.request.getMailboxes", &[]),
    listed(Get, "private.document.get", &["xDocumentId"]),
    listed(Get, "private.user.preferences", &[]),
    listed(Get, "private.util.getActiveStaff", &[]),
];

fn private() -> impl Iterator<Item = &'static Listed> {
    METHODS.iter().filter(|method| method.name.starts_with("private."))
}

#[test]
fn every_method_has_the_verb_of_the_manual() {
    let database = deskhand_testkit::database::Database::sqlite();
    let desk = TestApi::new(database.url());
    for method in METHODS {
        let found = desk.api.methods().find(|m| m.name == method.name).unwrap_or_else(|| panic!("no {}", method.name));
        let is_private = method.name.starts_with("private.");
        assert_eq!((found.verb, found.is_private), (method.verb, is_private), "{}", method.name);
    }
}

#[test]
fn an_alias_is_answered_like_the_name_it_stands_for() {
    let database = deskhand_testkit::database::Database::sqlite();
    let desk = TestApi::new(database.url());
    for method in desk.api.methods() {
        for alias in method.aliases {
            assert_eq!(desk.call(method.verb, alias, &[]), desk.call(method.verb, method.name, &[]), "{alias}");
        }
    }
}

on_both! {
    fn a_private_method_without_credentials_answers_001(url: &str) {
        let desk = TestApi::new(url);
        for method in private() {
            let errors = desk.nobody().errors(method.verb, method.name, &[]);
            assert_eq!(errors, ["1 Authentication information not sent"], "{}", method.name);
        }
    }

    fn a_private_method_with_wrong_credentials_answers_002(url: &str) {
        let desk = TestApi::new(url);
        let wrong = "2 User authentication failed";
        for (at, method) in private().enumerate() {
            // Each from an address and with a login of its own, or the door would close.
            let peer = |kind: usize| format!("198.51.{kind}.{at}");
            let bearer = desk.with_header("Bearer 1|wrong").from(&peer(1));
            assert_eq!(bearer.errors(method.verb, method.name, &[]), [wrong], "{}", method.name);
            let basic = desk.with_header("Basic bm9ib2R5Ondyb25n").from(&peer(2));
            if at < 3 {
                assert_eq!(basic.errors(method.verb, method.name, &[]), [wrong], "{}", method.name);
            }
            let login = format!("nobody{at}");
            let sent = [("username", login.as_str()), ("password", "wrong")];
            assert_eq!(desk.nobody().from(&peer(3)).errors(method.verb, method.name, &sent), [wrong], "{}", method.name);
        }
    }

    fn each_required_parameter_that_is_left_out_or_empty_is_an_error_of_its_own(url: &str) {
        let desk = TestApi::new(url);
        for method in METHODS.iter().filter(|method| !method.required.is_empty()) {
            let expected: Vec<String> =
                method.required.iter().map(|name| format!("101 Required parameter {name} not supplied")).collect();
            assert_eq!(desk.errors(method.verb, method.name, &[]), expected, "{}", method.name);
            let empty: Vec<(&str, &str)> = method.required.iter().map(|name| (*name, "")).collect();
            assert_eq!(desk.errors(method.verb, method.name, &empty), expected, "{}", method.name);
            for missing in method.required {
                let others: Vec<(&str, &str)> =
                    method.required.iter().filter(|name| *name != missing).map(|name| (*name, "12400")).collect();
                let expected = [format!("101 Required parameter {missing} not supplied")];
                assert_eq!(desk.errors(method.verb, method.name, &others), expected, "{}", method.name);
            }
        }
    }

    fn a_name_that_no_method_has_answers_201(url: &str) {
        let desk = TestApi::new(url);
        let names = ["", " ", "versions", "Version", "VERSION", "private.Version", "private.request", "request.get.x", "index.php", "\u{1f511}"];
        for name in names {
            assert_eq!(desk.errors(Get, name, &[]), ["201 Invalid method provided"], "{name:?}");
            assert_eq!(desk.errors(Post, name, &[]), ["201 Invalid method provided"], "{name:?}");
        }
        assert_eq!(desk.by(ADA_ADMIN).error_id(Get, "Private.version", &[]), 201);
        assert_eq!(desk.by(ADA_ADMIN).error_id(Get, "private.REQUEST.search", &[]), 201);
    }

    fn a_writing_method_is_refused_by_get_and_every_method_by_other_verbs(url: &str) {
        let desk = TestApi::new(url);
        for method in METHODS {
            let full: Vec<(&str, &str)> = method.required.iter().map(|name| (*name, "12400")).collect();
            if method.verb == Post {
                assert_eq!(desk.errors(Get, method.name, &full), ["201 Invalid method provided"], "{}", method.name);
            }
            assert_eq!(desk.errors(Other, method.name, &full), ["201 Invalid method provided"], "{}", method.name);
        }
    }

    fn a_reading_method_may_be_posted(url: &str) {
        let desk = TestApi::new(url);
        for name in ["version", "request.getCategories", "private.request.search", "private.util.getActiveStaff"] {
            assert_eq!(desk.call(Post, name, &[]), desk.call(Get, name, &[]), "{name}");
        }
    }

    fn parameters_behind_a_question_mark_in_the_method_are_read(url: &str) {
        let desk = TestApi::new(url);
        let answer = desk.call(Get, "private.request.getStatusTypes?fActiveOnly=0&output=json", &[]);
        let expected = desk.call(Get, "private.request.getStatusTypes", &[("fActiveOnly", "0"), ("output", "json")]);
        assert_eq!(answer, expected);
        assert!(answer.body.contains("Postponed"));
        assert_eq!(desk.call(Get, "version?", &[]), desk.call(Get, "version", &[]));
    }
}
