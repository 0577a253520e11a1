//! Logins: tokens, passwords, parameters, and their limit.

use crate::support::{ADA_ADMIN, BEN_HELP_DESK, Caller, NOW, PASSWORD, TestApi, text};
use base64::Engine;
use deskhand_api::Verb::{Get, Post};
use deskhand_model::{Desk, StaffId, Timestamp, TokenId};
use deskhand_service::{Context, Random, staff, tokens};
use deskhand_storage::Writer;
use deskhand_testkit::on_both;

fn basic(login: &str, password: &str) -> String {
    format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("{login}:{password}")))
}

/// Who the server thinks is calling, or the number of the error.
fn identity(caller: &Caller<'_>, params: &[(&str, &str)]) -> String {
    let params: Vec<(&str, &str)> = params.iter().copied().chain([("output", "json")]).collect();
    let answer = caller.call(Get, "private.user.preferences", &params);
    let document: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    if answer.status == 200 { text(&document["sFname"]).to_owned() } else { text(&document["error"][0]["id"]).to_owned() }
}

/// Fails to log in some times as somebody, from an address.
fn fail(desk: &TestApi, times: usize, login: &str, peer: &str) {
    for _ in 0..times {
        assert_eq!(identity(&desk.with_header(&basic(login, "wrong")).from(peer), &[]), "2");
    }
}

struct Ones;

impl Random for Ones {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(1);
    }
}

on_both! {
    fn a_token_logs_its_owner_in(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(identity(&desk.by(ADA_ADMIN), &[]), "Ada");
        assert_eq!(identity(&desk.by(BEN_HELP_DESK), &[]), "Ben");
        let token = desk.bearer(BEN_HELP_DESK);
        let secret = token.strip_prefix("Bearer ").unwrap();
        assert!(secret.split_once('|').is_some_and(|(id, secret)| id.parse::<i64>().is_ok() && secret.len() == 40), "{secret}");
        for header in [format!("bearer {secret}"), format!("BEARER   {secret} "), format!(" Bearer {secret}")] {
            assert_eq!(identity(&desk.with_header(&header), &[]), "Ben", "{header}");
        }
    }

    fn a_wrong_token_answers_002(url: &str) {
        let desk = TestApi::new(url);
        let right = desk.bearer(ADA_ADMIN);
        let foreign = right.replacen("1|", "2|", 1);
        for (at, header) in [&right[..right.len() - 1], &format!("{right}x"), &foreign, &right.to_lowercase(), "Bearer", "Bearer ", "Bearer 1|", "Bearer |", "Bearer 999|x", "Bearer x|y", "Bearer 1"].iter().enumerate() {
            assert_eq!(identity(&desk.with_header(header).from(&format!("192.0.2.{}", 10 + at)), &[]), "2", "{header}");
        }
    }

    fn a_token_ends_at_its_time(url: &str) {
        let desk = TestApi::new(url);
        let token = desk.issue_token(ADA_ADMIN, Some(Timestamp(NOW + 60)));
        let caller = || desk.with_header(&format!("Bearer {token}"));
        assert_eq!(identity(&caller(), &[]), "Ada");
        desk.clock.advance(59);
        assert_eq!(identity(&caller(), &[]), "Ada");
        desk.clock.advance(1);
        assert_eq!(identity(&caller(), &[]), "2");
    }

    fn a_revoked_token_is_worthless(url: &str) {
        let desk = TestApi::new(url);
        let token = desk.issue_token(ADA_ADMIN, None);
        let caller = || desk.with_header(&format!("Bearer {token}"));
        assert_eq!(identity(&caller(), &[]), "Ada");
        let id = TokenId(token.split_once('|').unwrap().0.parse().unwrap());
        assert!(desk.store.write(move |db| tokens::revoke(db, id)).unwrap());
        desk.settle();
        assert_eq!(identity(&caller(), &[]), "2");
    }

    fn former_staff_cannot_log_in(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(identity(&desk.by(StaffId(6)), &[]), "2");
        assert_eq!(identity(&desk.with_header(&basic("fay@linden.example", PASSWORD)), &[]), "2");
    }

    fn a_password_goes_with_the_address_or_the_login_name(url: &str) {
        let desk = TestApi::new(url);
        for login in ["ada@linden.example", "ADA@Linden.Example", "ada", " ada "] {
            assert_eq!(identity(&desk.with_header(&basic(login, PASSWORD)), &[]), "Ada", "{login}");
            assert_eq!(identity(&desk.nobody(), &[("username", login), ("password", PASSWORD)]), "Ada", "{login}");
        }
        // Somebody without a login name cannot be meant by an empty one.
        assert_eq!(identity(&desk.with_header(&basic("", PASSWORD)), &[]), "2");
    }

    fn a_password_is_compared_as_a_whole(url: &str) {
        let desk = TestApi::new(url);
        for (at, password) in ["", "linden", "linden blossom ", "Linden blossom", "linden blossom\u{e9}"].iter().enumerate() {
            let caller = desk.with_header(&basic(["ada", "ben", "ada@linden.example", "ben@linden.example", "cho@linden.example"][at], password));
            assert_eq!(identity(&caller.from(&format!("192.0.2.{}", 50 + at)), &[]), "2", "{password:?}");
        }
    }

    fn a_colon_may_stand_in_a_password(url: &str) {
        let desk = TestApi::new(url);
        change_password(&desk, BEN_HELP_DESK, "a:b:c");
        assert_eq!(identity(&desk.with_header(&basic("ben", "a:b:c")), &[]), "Ben");
    }

    fn a_header_that_cannot_be_read_answers_002(url: &str) {
        let desk = TestApi::new(url);
        for (at, header) in ["Basic ???", "Basic /w==", "Basic bm9jb2xvbg=="].iter().enumerate() {
            assert_eq!(identity(&desk.with_header(header).from(&format!("192.0.2.{}", 70 + at)), &[]), "2", "{header}");
        }
    }

    fn bearer_comes_before_parameters_and_so_does_basic(url: &str) {
        let desk = TestApi::new(url);
        let as_ada = [("username", "ada"), ("password", PASSWORD)];
        assert_eq!(identity(&desk.by(BEN_HELP_DESK), &as_ada), "Ben");
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)), &as_ada), "Ben");
        assert_eq!(identity(&desk.with_header("Bearer 1|wrong"), &as_ada), "2");
        assert_eq!(identity(&desk.with_header(&basic("ben", "wrong")), &as_ada), "2");
        assert_eq!(identity(&desk.with_header("Basic Og=="), &as_ada), "Ada");
        assert_eq!(identity(&desk.with_header("Digest x"), &as_ada), "Ada");
    }

    fn an_empty_basic_header_is_no_credentials(url: &str) {
        let desk = TestApi::new(url);
        assert_eq!(identity(&desk.with_header("Basic Og=="), &[]), "1");
        assert_eq!(identity(&desk.with_header(""), &[]), "1");
        assert_eq!(identity(&desk.nobody(), &[("username", ""), ("password", "")]), "1");
    }

    fn public_methods_ignore_credentials(url: &str) {
        let desk = TestApi::new(url);
        let plain = desk.nobody().call(Get, "version", &[]);
        for header in ["Basic Og==", "Basic bm9ib2R5Ondyb25n", "Bearer 1|wrong", "junk"] {
            for _ in 0..8 {
                assert_eq!(desk.with_header(header).call(Get, "version", &[("username", "x"), ("password", "y")]), plain, "{header}");
            }
        }
        assert_eq!(identity(&desk.by(ADA_ADMIN), &[]), "Ada");
    }

    fn parameters_can_be_switched_off(url: &str) {
        let desk = TestApi::new(url);
        let as_ada = [("username", "ada"), ("password", PASSWORD)];
        assert_eq!(identity(&desk.nobody(), &as_ada), "Ada");
        desk.set(|settings| settings.api.parameter_credentials = false);
        assert_eq!(identity(&desk.nobody(), &as_ada), "1");
        assert_eq!(identity(&desk.with_header(&basic("ada", PASSWORD)), &as_ada), "Ada");
        assert_eq!(identity(&desk.by(BEN_HELP_DESK), &as_ada), "Ben");
    }

    fn parameters_that_are_switched_off_do_not_come_in_beside_a_useless_header(url: &str) {
        let desk = TestApi::new(url);
        desk.set(|settings| settings.api.parameter_credentials = false);
        for header in ["Basic Og==", "Digest x", "", "Basic"] {
            assert_eq!(identity(&desk.with_header(header), &[("username", "ada"), ("password", PASSWORD)]), "1", "{header:?}");
        }
    }

    fn a_changed_password_makes_the_remembered_one_worthless(url: &str) {
        let desk = TestApi::new(url);
        let old = desk.with_header(&basic("ben", PASSWORD));
        assert_eq!([identity(&old, &[]), identity(&old, &[])], ["Ben", "Ben"]);
        change_password(&desk, BEN_HELP_DESK, "new leaf");
        assert_eq!(identity(&old, &[]), "2");
        assert_eq!(identity(&desk.with_header(&basic("ben", "new leaf")), &[]), "Ben");
    }

    fn the_door_closes_for_a_login_after_six_failures(url: &str) {
        let desk = TestApi::new(url);
        for peer in 1..=6 {
            fail(&desk, 1, "ben", &format!("203.0.113.{peer}"));
        }
        let right = desk.with_header(&basic("ben", PASSWORD));
        assert_eq!(identity(&right.clone().from("203.0.113.7"), &[]), "3");
        assert_eq!(identity(&desk.with_header(&basic("BEN ", PASSWORD)).from("203.0.113.8"), &[]), "3");
        assert_eq!(identity(&desk.nobody().from("203.0.113.9"), &[("username", "ben"), ("password", PASSWORD)]), "3");
        assert_eq!(identity(&desk.with_header(&basic("ada", PASSWORD)).from("203.0.113.7"), &[]), "Ada");
        desk.clock.advance(61);
        assert_eq!(identity(&right.from("203.0.113.7"), &[]), "Ben");
    }

    fn the_door_closes_for_an_address_after_six_failures(url: &str) {
        let desk = TestApi::new(url);
        for number in 1..=6 {
            fail(&desk, 1, &format!("nobody{number}"), "203.0.113.1");
        }
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)).from("203.0.113.1"), &[]), "3");
        assert_eq!(identity(&desk.by(ADA_ADMIN).from("203.0.113.1"), &[]), "3");
        let message = desk.by(ADA_ADMIN).from("203.0.113.1").errors(Get, "private.version", &[]);
        assert_eq!(message, ["3 Too many failed login attempts. Please wait a minute and try again"]);
        assert_eq!(desk.nobody().from("203.0.113.1").call(Get, "version", &[]).status, 200);
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)).from("203.0.113.2"), &[]), "Ben");
        desk.clock.advance(61);
        assert_eq!(identity(&desk.by(ADA_ADMIN).from("203.0.113.1"), &[]), "Ada");
    }

    fn wrong_tokens_count_against_the_address(url: &str) {
        let desk = TestApi::new(url);
        for _ in 0..6 {
            assert_eq!(identity(&desk.with_header("Bearer 1|wrong").from("203.0.113.1"), &[]), "2");
        }
        assert_eq!(identity(&desk.by(ADA_ADMIN).from("203.0.113.1"), &[]), "3");
        assert_eq!(identity(&desk.by(ADA_ADMIN).from("203.0.113.2"), &[]), "Ada");
    }

    fn five_failures_do_not_close_the_door_and_a_success_forgets_them(url: &str) {
        let desk = TestApi::new(url);
        let right = desk.with_header(&basic("ben", PASSWORD)).from("203.0.113.1");
        for _ in 0..3 {
            fail(&desk, 5, "ben", "203.0.113.1");
            assert_eq!(identity(&right, &[]), "Ben");
            desk.store.flush();
        }
    }

    fn old_failures_do_not_count(url: &str) {
        let desk = TestApi::new(url);
        for _ in 0..4 {
            fail(&desk, 3, "ben", "203.0.113.1");
            desk.clock.advance(31);
        }
        fail(&desk, 1, "ben", "203.0.113.1");
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)).from("203.0.113.1"), &[]), "Ben");
    }

    fn calls_without_credentials_are_no_failures(url: &str) {
        let desk = TestApi::new(url);
        for _ in 0..10 {
            assert_eq!(identity(&desk.nobody(), &[]), "1");
        }
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)), &[]), "Ben");
    }

    fn all_servers_of_a_desk_share_the_limit(url: &str) {
        let desk = TestApi::new(url);
        let other = desk.second_server();
        assert_eq!(identity(&other.by(ADA_ADMIN).from("203.0.113.1"), &[]), "Ada");
        fail(&desk, 3, "ben", "203.0.113.1");
        other.settle();
        fail(&other, 3, "ben", "203.0.113.1");
        desk.settle();
        assert_eq!(identity(&desk.with_header(&basic("ben", PASSWORD)).from("203.0.113.2"), &[]), "3");
        assert_eq!(identity(&other.with_header(&basic("ben", PASSWORD)).from("203.0.113.2"), &[]), "3");
        desk.clock.advance(61);
        assert_eq!(identity(&other.with_header(&basic("ben", PASSWORD)).from("203.0.113.2"), &[]), "Ben");
    }

    fn writing_methods_ask_for_a_login_as_well(url: &str) {
        let desk = TestApi::new(url);
        let create = |caller: Caller<'_>| caller.error_id(Post, "private.request.create", crate::support::BASIC);
        assert_eq!(create(desk.nobody()), 1);
        for _ in 0..6 {
            assert_eq!(create(desk.with_header("Bearer 1|wrong").from("203.0.113.1")), 2);
        }
        assert_eq!(create(desk.by(ADA_ADMIN).from("203.0.113.1")), 3);
        assert_eq!(desk.json(Get, "private.request.search", &[]), serde_json::json!({ "request": [] }));
    }
}

fn change_password(desk: &TestApi, person: StaffId, password: &'static str) {
    let change = move |db: &mut Writer<'_>| {
        let cx = Context { now: Timestamp(NOW), desk: &Desk::default(), random: &Ones };
        staff::set_password(db, &cx, person, password)
    };
    desk.store.write(change).unwrap();
    desk.settle();
}
