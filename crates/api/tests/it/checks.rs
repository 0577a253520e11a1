//! The order of the checks, switches, maintenance and formats.

use crate::support::{TestApi, overlay};
use deskhand_api::Verb::{Get, Post};
use deskhand_testkit::on_both;

const XML: &str = "text/xml; charset=UTF-8";
const JSON: &str = "application/json; charset=UTF-8";
const PHP: &str = "text/plain; charset=UTF-8";

/// What a call answers in XML, JSON and PHP.
fn in_all_formats(desk: &TestApi, method: &str, params: &[(&str, &str)]) -> [(u16, &'static str, String); 3] {
    ["xml", "json", "php"].map(|format| {
        let answer = desk.nobody().call(Get, method, &overlay(params, &[("output", format)]));
        (answer.status, answer.content_type, answer.body)
    })
}

on_both! {
    fn a_switched_off_side_answers_the_reply_document(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| { settings.api.public = false; settings.api.private = false; });
        assert_eq!(in_all_formats(&desk, "private.version", &[]), [
            (400, XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<reply>Private API not enabled</reply>".to_owned()),
            (400, JSON, r#"{"reply":"Private API not enabled"}"#.to_owned()),
            (400, PHP, r#"a:1:{s:5:"reply";s:23:"Private API not enabled";}"#.to_owned()),
        ]);
        assert_eq!(in_all_formats(&desk, "version", &[]), [
            (400, XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<reply>Public API not enabled</reply>".to_owned()),
            (400, JSON, r#"{"reply":"Public API not enabled"}"#.to_owned()),
            (400, PHP, r#"a:1:{s:5:"reply";s:22:"Public API not enabled";}"#.to_owned()),
        ]);
    }

    fn one_side_may_be_off_while_the_other_is_on(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.api.private = false);
        assert_eq!(desk.call(Get, "version", &[]).status, 200);
        assert!(desk.call(Get, "private.version", &[]).body.contains("Private API not enabled"));
        desk.set(|settings| { settings.api.private = true; settings.api.public = false; });
        assert_eq!(desk.call(Get, "private.version", &[]).status, 200);
        assert!(desk.call(Get, "version", &[]).body.contains("Public API not enabled"));
    }

    fn maintenance_answers_302_on_both_sides(url: &str) {
        let desk = TestApi::new(url);
        desk.set_maintenance(Some(""));
        assert_eq!(desk.errors(Get, "version", &[]), ["302 Maintenance mode enabled"]);
        assert_eq!(desk.errors(Get, "private.version", &[]), ["302 Maintenance mode enabled"]);
        assert_eq!(desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1")]), ["302 Maintenance mode enabled"]);
        desk.set_maintenance(Some("back at noon"));
        assert_eq!(desk.errors(Get, "version", &[]), ["302 Maintenance mode enabled: back at noon"]);
        desk.set_maintenance(None);
        assert_eq!(desk.call(Get, "version", &[]).status, 200);
    }

    fn errors_come_in_three_formats(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(in_all_formats(&desk, "customer.getRequests", &[]), [
            (400, XML, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<errors>\
                <error><id>101</id><description>Required parameter sEmail not supplied</description></error>\
                <error><id>101</id><description>Required parameter sPassword not supplied</description></error>\
                </errors>".to_owned()),
            (400, JSON, r#"{"error":[{"id":"101","description":"Required parameter sEmail not supplied"},{"id":"101","description":"Required parameter sPassword not supplied"}]}"#.to_owned()),
            (400, PHP, r#"a:1:{s:5:"error";a:2:{i:0;a:2:{s:2:"id";s:3:"101";s:11:"description";s:38:"Required parameter sEmail not supplied";}i:1;a:2:{s:2:"id";s:3:"101";s:11:"description";s:41:"Required parameter sPassword not supplied";}}}"#.to_owned()),
        ]);
    }

    fn an_unknown_output_is_xml(url: &str) {
        let desk = TestApi::new(url);
        let xml = desk.call(Get, "version", &[("output", "xml")]);
        assert_eq!(xml.body, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<results><version>3.0</version><min_version>1.0</min_version></results>");
        for output in ["", "yaml", "JSON", "json ", "0"] {
            assert_eq!(desk.call(Get, "version", &[("output", output)]), xml, "{output:?}");
        }
        assert_eq!(desk.call(Get, "version", &[]), xml);
        assert_eq!(desk.call(Get, "version", &[("output", "xml"), ("output", "json")]).content_type, JSON);
    }

    fn native_numbers_are_a_setting(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.api.json_scalars = deskhand_model::settings::JsonScalars::Native);
        let errors = r#"{"error":[{"id":102,"description":"Valid access key required"}]}"#;
        assert_eq!(desk.call(Get, "request.get", &[("accesskey", "1x"), ("output", "json")]).body, errors);
        let statuses = r#"{"status":[{"sStatus":"Active","xStatus":1},{"sStatus":"Repaired","xStatus":3},{"sStatus":"Not ours","xStatus":4},{"sStatus":"SPAM","xStatus":2}]}"#;
        assert_eq!(desk.call(Get, "private.request.getStatusTypes", &[("output", "json")]).body, statuses);
    }

    fn the_version_pair_is_a_setting(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| { "5.1".clone_into(&mut settings.api.version); "2.0".clone_into(&mut settings.api.min_version); });
        let expected = serde_json::json!({ "version": "5.1", "min_version": "2.0" });
        assert_eq!([desk.json(Get, "version", &[]), desk.json(Get, "private.version", &[])], [expected.clone(), expected]);
    }

    fn the_switch_is_checked_before_maintenance_and_that_before_the_login(url: &str) {
        let desk = TestApi::new(url);
        desk.set_maintenance(Some(""));
        assert_eq!(desk.nobody().error_id(Get, "private.version", &[]), 302);
        assert_eq!(desk.nobody().error_id(Get, "private.no.such.method", &[]), 302);
        desk.set(|settings| settings.api.private = false);
        assert!(desk.nobody().call(Get, "private.version", &[]).body.contains("Private API not enabled"));
    }

    fn the_login_is_checked_before_the_verb_and_the_verb_before_parameters(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(desk.nobody().error_id(Get, "private.request.create", &[]), 1);
        assert_eq!(desk.error_id(Get, "private.request.create", &[]), 201);
        assert_eq!(desk.error_id(Get, "request.update", &[]), 201);
        // A missing parameter is told before a wrong access key.
        assert_eq!(desk.errors(Post, "request.update", &[("accesskey", "wrong")]), ["101 Required parameter tNote not supplied"]);
    }

    fn unknown_parameters_are_ignored(url: &str) {
        let desk = TestApi::new(url);
        let plain = desk.call(Get, "private.request.getCategories", &[]);
        assert_eq!(desk.call(Get, "private.request.getCategories", &[("fDeleted", "0"), ("page", "0"), ("x[]", "1")]), plain);
    }
}

impl TestApi {
    fn error_id(&self, verb: deskhand_api::Verb, method: &str, params: &[(&str, &str)]) -> i64 {
        self.errors(verb, method, params)[0].split_once(' ').unwrap().0.parse().unwrap()
    }
}
