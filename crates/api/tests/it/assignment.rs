//! Who gets a new request.

use crate::support::{TestApi, text};
use deskhand_testkit::on_both;
use std::collections::BTreeSet;

/// A category for each rule, with the administrator, somebody of the help desk and somebody of level two.
const CATEGORIES: &str = r#"
[[categories]]
id = 20
name = "Nobody"
public = true
default_contact = "cho@linden.example"
assignment = "none"
staff = [1, 2, 3]

[[categories]]
id = 21
name = "Contact"
public = true
default_contact = "cho@linden.example"
assignment = "default-contact"
staff = [1, 2, 3]

[[categories]]
id = 22
name = "Random"
public = true
assignment = "random"
staff = [1, 2, 3]

[[categories]]
id = 23
name = "Random without administrators"
public = true
assignment = "random-no-admins"
staff = [1, 2, 3]

[[categories]]
id = 24
name = "Fewest"
public = true
assignment = "fewest-open"
staff = [1, 2, 3]

[[categories]]
id = 25
name = "Fewest without administrators"
public = true
assignment = "fewest-open-no-admins"
staff = [1, 2, 3]

[[categories]]
id = 26
name = "In turn"
public = true
assignment = "round-robin"
staff = [1, 2, 3]

[[categories]]
id = 27
name = "Contact who is away"
public = true
default_contact = "gus@linden.example"
assignment = "default-contact"

[[categories]]
id = 28
name = "Nobody left"
public = true
assignment = "random-no-admins"
staff = [1]
"#;

/// Who gets some requests of a category, one after the other.
fn assignees(desk: &TestApi, category: &str, count: usize) -> Vec<String> {
    let one = |_| {
        let id = desk.create(&[("xCategory", category)]);
        text(&desk.raw(id)["xPersonAssignedTo"]).to_owned()
    };
    (0..count).map(one).collect()
}

on_both! {
    fn rule_0_assigns_nobody(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        assert_eq!(assignees(&desk, "20", 2), ["0", "0"]);
    }

    fn rule_1_assigns_the_default_contact(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        assert_eq!(assignees(&desk, "21", 2), ["3", "3"]);
    }

    fn rule_2_assigns_anybody_of_the_category(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let seen: BTreeSet<String> = assignees(&desk, "22", 40).into_iter().collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["1", "2", "3"]);
    }

    fn rule_3_leaves_administrators_out(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let seen: BTreeSet<String> = assignees(&desk, "23", 30).into_iter().collect();
        assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["2", "3"]);
    }

    fn rule_4_assigns_whoever_has_the_fewest_open_requests(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        desk.create(&[("xPersonAssignedTo", "1")]);
        desk.create(&[("xPersonAssignedTo", "2"), ("xCategory", "2")]);
        let closed = desk.create(&[("xPersonAssignedTo", "3")]);
        desk.create(&[("xPersonAssignedTo", "3"), ("fOpen", "0")]);
        desk.update(closed, &[("fOpen", "0")]);
        assert_eq!(assignees(&desk, "24", 1), ["3"]);
        let next: BTreeSet<String> = assignees(&desk, "24", 3).into_iter().collect();
        assert_eq!(next.into_iter().collect::<Vec<_>>(), ["1", "2", "3"]);
    }

    fn rule_5_assigns_the_fewest_without_administrators(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        desk.create(&[("xPersonAssignedTo", "2")]);
        assert_eq!(assignees(&desk, "25", 1), ["3"]);
        let next: BTreeSet<String> = assignees(&desk, "25", 2).into_iter().collect();
        assert_eq!(next.into_iter().collect::<Vec<_>>(), ["2", "3"]);
    }

    fn rule_6_assigns_each_in_turn(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let got = assignees(&desk, "26", 7);
        assert_eq!(got[..3].iter().collect::<BTreeSet<_>>().len(), 3, "{got:?}");
        assert_eq!((&got[3..6], &got[6]), (&got[..3], &got[0]));
    }

    fn each_in_turn_goes_on_when_requests_are_closed_or_reassigned(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let first = desk.create(&[("xCategory", "26")]);
        let got = text(&desk.raw(first)["xPersonAssignedTo"]).to_owned();
        desk.update(first, &[("fOpen", "0")]);
        let next = assignees(&desk, "26", 1).remove(0);
        assert_ne!(next, got);
    }

    fn customers_requests_are_assigned_too(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let (id, _) = desk.create_public(&[("xCategory", "21")]);
        assert_eq!(text(&desk.raw(id)["xPersonAssignedTo"]), "3");
    }

    fn an_explicit_0_keeps_the_inbox(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let id = desk.create(&[("xCategory", "21"), ("xPersonAssignedTo", "0")]);
        assert_eq!(text(&desk.raw(id)["xPersonAssignedTo"]), "0");
    }

    fn a_named_person_comes_before_the_rule(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        let id = desk.create(&[("xCategory", "21"), ("xPersonAssignedTo", "1")]);
        assert_eq!(text(&desk.raw(id)["xPersonAssignedTo"]), "1");
    }

    fn whoever_is_away_has_a_substitute(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        assert_eq!(assignees(&desk, "27", 1), ["2"]);
        let id = desk.create(&[("xPersonAssignedTo", "7")]);
        assert_eq!(text(&desk.raw(id)["xPersonAssignedTo"]), "2");
        let other = desk.create(&[]);
        desk.update(other, &[("xPersonAssignedTo", "7")]);
        assert_eq!(text(&desk.raw(other)["xPersonAssignedTo"]), "2");
    }

    fn a_rule_that_finds_nobody_keeps_the_inbox(url: &str) {
        let desk = TestApi::with(url, CATEGORIES);
        assert_eq!(assignees(&desk, "28", 1), ["0"]);
    }
}
