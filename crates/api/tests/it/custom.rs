//! Custom fields: the eleven types and the rules of categories.

use crate::support::{BASIC, TestApi, number, overlay, text};
use deskhand_api::Verb::Post;
use deskhand_testkit::on_both;

/// Some good and some bad values of each field.
const VALUES: &[(&str, &[&str], &[&str])] = &[
    ("Custom1", &["4 C", "caf\u{e9} \u{1f511}", "0"], &["two\nlines"]),
    ("Custom2", &["North", "South & Annex"], &["West", "north", "North, South & Annex"]),
    ("Custom3", &["several\nlines", "x"], &[]),
    ("Custom4", &["0", "1"], &["2", "yes", "on", "-1"]),
    ("Custom5", &["0", "-3", "42"], &["3.5", "ten", "1e3", "99999999999999999999"]),
    ("Custom6", &["0", "12.50", "-1.5", "7"], &["12,50", "much", "1.2.3", "."]),
    ("Custom7", &["1779235200", "0", "-86400"], &["2026-05-20", "May 20", "1779235200.5"]),
    ("Custom8", &["1779273000"], &["10:30", "now"]),
    ("Custom9", &["L-123", "no lease at all"], &[]),
    ("Custom10", &["M-1", "whatever the service says"], &[]),
    ("Custom11", &["Cellar#-#Boiler room", "Roof#-#Terrace"], &["Attic#-#Window", "Cellar > Boiler room"]),
];

on_both! {
    fn each_type_takes_its_own_values(url: &str) {
        let desk = TestApi::new(url);
        for (name, good, bad) in VALUES {
            for value in *good {
                let id = desk.create(&[(name, value)]);
                assert_eq!(text(&desk.get(id)[*name]), *value, "{name}");
                desk.update(id, &[(name, good[0])]);
                assert_eq!(text(&desk.get(id)[*name]), good[0], "{name}");
            }
            for value in *bad {
                let errors = desk.errors(Post, "private.request.create", &overlay(BASIC, &[(name, value)]));
                assert!(errors.len() == 1 && errors[0].starts_with(&format!("207 Could not create request: {name}")), "{name}={value}: {errors:?}");
                let id = desk.create(&[]).to_string();
                let errors = desk.errors(Post, "private.request.update", &[("xRequest", &id), (name, value)]);
                assert!(errors.len() == 1 && errors[0].starts_with(&format!("212 Could not update request: {name}")), "{name}={value}: {errors:?}");
            }
        }
    }

    fn bad_values_are_bad_with_skipped_checks_too(url: &str) {
        let desk = TestApi::new(url);
        let errors = desk.errors(Post, "private.request.create", &overlay(BASIC, &[("Custom2", "West"), ("skipCustomChecks", "1")]));
        assert!(errors[0].starts_with("207 "), "{errors:?}");
    }

    fn a_custom_value_that_is_sent_empty_is_missing(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("Custom1", "4 C")]).to_string();
        for (name, _, _) in VALUES {
            let expected = [format!("101 Required parameter {name} not supplied")];
            for empty in ["", " "] {
                assert_eq!(desk.errors(Post, "private.request.create", &overlay(BASIC, &[(name, empty)])), expected, "{name}");
                assert_eq!(desk.errors(Post, "private.request.update", &[("xRequest", &id), (name, empty)]), expected, "{name}");
            }
        }
        assert_eq!(desk.errors(Post, "request.create", &overlay(BASIC, &[("Custom1", "")])), ["101 Required parameter Custom1 not supplied"]);
    }

    fn each_custom_value_that_is_missing_is_an_error_of_its_own(url: &str) {
        let desk = TestApi::new(url);
        let errors = desk.errors(Post, "private.request.create", &overlay(BASIC, &[("Custom1", ""), ("Custom2", ""), ("Custom3", "x")]));
        assert_eq!(errors, ["101 Required parameter Custom1 not supplied", "101 Required parameter Custom2 not supplied"]);
        let errors = desk.errors(Post, "private.request.create", &overlay(BASIC, &[("xCategory", "3")]));
        assert_eq!(errors, ["101 Required parameter Custom12 not supplied", "101 Required parameter Custom13 not supplied"]);
    }

    fn required_fields_of_a_category_must_be_sent(url: &str) {
        let desk = TestApi::new(url);
        let lettings = overlay(BASIC, &[("xCategory", "3"), ("Custom13", "ok")]);
        assert_eq!(desk.errors(Post, "private.request.create", &lettings), ["101 Required parameter Custom12 not supplied"]);
        let id = number(&desk.json(Post, "private.request.create", &overlay(&lettings, &[("Custom12", "C-1")]))["xRequest"]);
        // What is stored already need not be sent again.
        desk.update(id, &[("tNote", "x")]);
        desk.update(id, &[("Custom12", "C-2")]);
        assert_eq!(text(&desk.get(id)["Custom12"]), "C-2");
    }

    fn a_request_cannot_move_into_a_category_that_requires_more(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[]);
        let errors = |params: &[(&str, &str)]| {
            desk.errors(Post, "private.request.update", &overlay(&[("xRequest", &id.to_string()), ("xCategory", "3")], params))
        };
        assert_eq!(errors(&[("Custom12", "C-1")]), ["101 Required parameter Custom13 not supplied"]);
        assert_eq!(errors(&[("Custom13", "ok")]), ["101 Required parameter Custom12 not supplied"]);
        desk.update(id, &[("xCategory", "3"), ("Custom12", "C-1"), ("Custom13", "ok")]);
        assert_eq!(text(&desk.get(id)["xCategory"]), "Lettings");
    }

    fn customers_need_not_fill_private_fields(url: &str) {
        let desk = TestApi::new(url);
        let errors = desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1"), ("xCategory", "3")]);
        assert_eq!(errors, ["101 Required parameter Custom12 not supplied"]);
        let (id, _) = desk.create_public(&[("xCategory", "3"), ("Custom12", "C-1")]);
        assert_eq!(text(&desk.get(id)["Custom12"]), "C-1");
    }

    fn customers_cannot_skip_checks(url: &str) {
        let desk = TestApi::new(url);
        let errors = desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1"), ("xCategory", "3"), ("skipCustomChecks", "1")]);
        assert_eq!(errors, ["101 Required parameter Custom12 not supplied"]);
    }

    fn customers_cannot_fill_private_fields(url: &str) {
        let desk = TestApi::new(url);
        let errors = desk.errors(Post, "request.create", &[("tNote", "x"), ("sPhone", "1"), ("Custom10", "M-1")]);
        assert!(errors.len() == 1 && (errors[0].starts_with("207 ") || errors[0].starts_with("101 ")), "{errors:?}");
    }

    fn staff_may_skip_what_is_required(url: &str) {
        let desk = TestApi::new(url);
        let id = desk.create(&[("xCategory", "3"), ("skipCustomChecks", "1")]);
        assert_eq!((text(&desk.get(id)["xCategory"]), text(&desk.get(id)["Custom12"])), ("Lettings", ""));
        let other = desk.create(&[]);
        desk.update(other, &[("xCategory", "3"), ("skipCustomChecks", "1")]);
        assert_eq!(text(&desk.get(other)["xCategory"]), "Lettings");
        let errors = desk.errors(Post, "private.request.create", &overlay(BASIC, &[("xCategory", "3"), ("skipCustomChecks", "true")]));
        assert!(errors[0].starts_with("101 "), "{errors:?}");
    }

    fn values_of_fields_that_do_not_exist_are_ignored(url: &str) {
        let desk = TestApi::new(url);
        let request = desk.get(desk.create(&[("Custom99", "x"), ("Custom0", "x"), ("Custom", "x"), ("CustomX", "x"), ("custom1", "x"), ("Custom01", "y")]));
        assert_eq!((request.get("Custom99"), text(&request["Custom1"])), (None, ""));
    }

    fn every_field_is_answered_even_when_it_is_empty(url: &str) {
        let desk = TestApi::new(url);
        let request = desk.get(desk.create(&[("Custom5", "2")]));
        let values: Vec<&str> = (1..=13).map(|id| text(&request[format!("Custom{id}")])).collect();
        assert_eq!(values, ["", "", "", "", "2", "", "", "", "", "", "", "", ""]);
    }
}
