//! What no honest client sends.

use crate::support::{ADA_ADMIN, BASIC, Dice, NOW, TestApi, column, number, overlay, text};
use base64::Engine;
use deskhand_api::Verb::{Get, Post};
use deskhand_service::context::random_text;
use deskhand_testkit::on_both;
use std::time::{Duration, Instant};

/// A text that cannot be compressed.
fn noise(length: usize) -> String {
    random_text(&Dice::new(7), b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", length)
}

fn basic(login: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{login}:wrong")))
}

on_both! {
    fn very_long_texts_are_stored_or_refused(url: &str) {
        let desk = TestApi::new(url);
        let long = noise(100_000);
        for name in ["sFirstName", "sLastName", "sUserId", "sPhone", "sTitle", "tNote", "Custom3", "Custom9", "Custom10"] {
            let answer = desk.call(Post, "private.request.create", &overlay(BASIC, &[(name, &long)]));
            assert!(answer.status == 200 || answer.body.contains("<id>207</id>"), "{name}: {}", answer.body);
        }
        let email = format!("{}@x.example", noise(300));
        assert_eq!(desk.errors(Post, "request.create", &[("tNote", "x"), ("sEmail", &email)]), ["105 Valid email required"]);
    }

    fn very_long_texts_are_looked_for_in_a_short_time(url: &str) {
        let desk = TestApi::new(url);
        desk.create(&[]);
        let long = noise(100_000);
        for name in ["sSearch", "sFirstName", "sLastName", "sUserId", "sEmail", "sPhone", "Custom1", "Custom2"] {
            let begin = Instant::now();
            assert_eq!(desk.json(Get, "private.request.search", &[(name, &long)]), serde_json::json!({ "request": [] }), "{name}");
            assert!(begin.elapsed() < Duration::from_secs(2), "{name} took {:?}", begin.elapsed());
        }
    }

    fn times_beyond_the_calendar_do_no_harm(url: &str) {
        let desk = TestApi::new(url);
        for time in ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "253402300800"] {
            let id = desk.create(&[("dtGMTOpened", time)]);
            desk.update(id, &[("tNote", "x"), ("fOpen", "0"), ("dtGMTChange", time)]);
            assert_eq!(desk.get(id)["xRequest"], id.to_string());
            for name in ["beforeDate", "afterDate", "closedBeforeDate", "closedAfterDate"] {
                desk.json(Get, "private.request.search", &[(name, time)]);
            }
            let answer = desk.call(Get, "private.request.getChanged", &[("dtGMTChange", time)]);
            assert!(matches!(answer.status, 200 | 400), "{}", answer.body);
        }
    }

    fn sql_in_a_parameter_is_a_text(url: &str) {
        let desk = TestApi::new(url);
        for evil in ["'; DROP TABLE requests; --", "\" OR \"\"=\"", "\\", "%", "_", "*", "NEAR(a b)", "a AND", "\"", "(", "col:x", "-x", "^x", "\u{0}", "\u{fffd}", "\u{feff}"] {
            for name in ["sSearch", "sLastName", "sEmail", "Custom1", "Custom2", "orderBy", "orderByDir", "relativedate", "anyall", "xRequest"] {
                desk.json(Get, "private.request.search", &[(name, evil)]);
            }
            let id = desk.create(&[("tNote", &format!("x {evil}")), ("sLastName", &format!("x {evil}"))]);
            assert_eq!(text(&desk.get(id)["sLastName"]), format!("x {}", evil.replace('\u{0}', "")));
        }
    }

    fn a_login_that_no_database_can_hold_is_counted_all_the_same(url: &str) {
        let desk = TestApi::new(url);
        for (peer, login) in [("203.0.113.1", noise(20_000)), ("203.0.113.2", "a\u{0}b".to_owned()), ("203.0.113.3", "\u{1f511}".repeat(5_000))] {
            for _ in 0..6 {
                assert_eq!(desk.with_header(&basic(&login)).from(peer).error_id(Get, "private.version", &[]), 2, "{peer}");
            }
            assert_eq!(desk.with_header(&basic(&login)).from(peer).error_id(Get, "private.version", &[]), 3, "{peer}");
            assert_eq!(desk.by(ADA_ADMIN).from(peer).error_id(Get, "private.version", &[]), 3, "{peer}");
        }
    }

    fn thousands_of_numbers_are_read_once_each(url: &str) {
        let desk = TestApi::new(url);
        let (first, last) = (desk.create(&[]).to_string(), desk.create(&[]).to_string());
        let ids: Vec<String> = (1..40_000).map(|id| id.to_string()).collect();
        let mut params: Vec<(&str, &str)> = ids.iter().map(|id| ("xRequest[]", id.as_str())).collect();
        params.extend([("xRequest[]", last.as_str()), ("xRequest[]", first.as_str())]);
        desk.set(|settings| settings.api.max_rows = 100_000);
        let found = desk.json(Get, "private.request.multiGet", &params);
        assert_eq!(column(&found["request"], "xRequest"), [first, last]);
    }

    fn many_calls_at_once_give_each_request_its_own_number(url: &str) {
        let desk = TestApi::new(url);
        let create = || (0..10).map(|_| desk.create(&[("xPersonAssignedTo", "2")])).collect::<Vec<i64>>();
        let mut ids: Vec<i64> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(create)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 40);
        let categories = desk.json(Get, "private.request.getCategories", &[]);
        assert_eq!(column(&categories["category"]["2"]["sPersonList"]["person"], "assigned_requests")[0], "40");
        let changed = desk.json(Get, "private.request.getChanged", &[("dtGMTChange", &(NOW - 1).to_string())]);
        let mut numbers: Vec<i64> = changed["xRequest"].as_array().unwrap().iter().map(number).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ids);
    }
}
