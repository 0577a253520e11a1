//! Failed logins, tokens and portal accounts.

use crate::raw;
use crate::support::{open, read};
use deskhand_model::{EmailAddress, StaffId, Timestamp, TokenId};
use deskhand_storage::tokens::{self, NewToken};
use deskhand_storage::{StoreErrorKind, accounts, desk, throttle};
use deskhand_testkit::on_both;

const TIM: &str = "INSERT INTO staff (id, first_name, last_name, username, email, second_email, phone, role, group_id, is_active, \
                   password_hash, out_of_office, preferences) VALUES (1, 'Tim', 'T', 'tim', 'tim@example.org', '', '', 1, NULL, TRUE, '', 0, '{}')";

fn keys(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn token() -> NewToken {
    NewToken {
        staff: StaffId(1),
        name: "Skript".to_owned(),
        secret_hash: std::array::from_fn(|n| u8::try_from(n * 8).unwrap()),
        created_at: Timestamp(5),
        expires_at: Some(Timestamp(50)),
    }
}

on_both! {
    fn failed_logins_count_by_their_worst_key(url: &str) {
        let store = open(url);
        let fail = |names: &[&str], at| {
            let names = keys(names);
            store.write(move |db| throttle::add_failure(db, &names, Timestamp(at), Timestamp(100))).unwrap();
        };
        fail(&["ip", "tim"], 100);
        fail(&["ip", "kim"], 110);
        fail(&["ip"], 120);
        let count = |names: &[&str], since| read(&store, |db| throttle::failures_since(db, &keys(names), Timestamp(since)));

        assert_eq!([count(&["tim"], 0), count(&["tim", "ip"], 0), count(&["ip"], 100), count(&["ip"], 120), count(&[], 0)], [1, 3, 2, 0, 0]);
        assert_eq!(read(&store, desk::pulse).last_login_failure, Timestamp(120));
    }

    fn old_failures_are_forgotten_and_a_success_clears_its_keys(url: &str) {
        let store = open(url);
        store.write(|db| throttle::add_failure(db, &keys(&["a", "b"]), Timestamp(10), Timestamp(0))).unwrap();
        store.write(|db| throttle::add_failure(db, &keys(&["b"]), Timestamp(20), Timestamp(11))).unwrap();
        let count = |key: &str| read(&store, |db| throttle::failures_since(db, &keys(&[key]), Timestamp(0)));
        assert_eq!((count("a"), count("b")), (0, 1));

        store.write(|db| throttle::clear(db, &keys(&["b", "c"]))).unwrap();
        assert_eq!(count("b"), 0);
    }

    fn a_token_lives_until_it_is_revoked(url: &str) {
        let store = open(url);
        raw::execute(url, TIM);
        let before = read(&store, desk::pulse).version;
        let id = store.write(|db| tokens::insert(db, &token())).unwrap();
        store.write(move |db| tokens::set_used(db, id, Timestamp(7))).unwrap();

        let loaded = read(&store, desk::load).tokens.remove(&id).unwrap();
        assert_eq!((loaded.staff, loaded.secret_hash, loaded.expires_at, loaded.last_used_at),
            (StaffId(1), token().secret_hash, Some(Timestamp(50)), Some(Timestamp(7))));

        assert!(store.write(move |db| tokens::revoke(db, id)).unwrap());
        assert!(!store.write(move |db| tokens::revoke(db, id)).unwrap());
        assert!(!store.write(move |db| tokens::revoke(db, TokenId(99))).unwrap());
        assert!(read(&store, desk::load).tokens.is_empty());
        assert!(read(&store, desk::pulse).version > before);
    }

    fn a_token_of_nobody_is_refused(url: &str) {
        let error = open(url).write(|db| tokens::insert(db, &token())).unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Constraint);
    }

    fn an_account_is_found_by_its_address_in_any_case(url: &str) {
        let store = open(url);
        let set = |hash: &'static str| {
            let email = EmailAddress::parse("Ärger@Example.org").unwrap();
            store.write(move |db| accounts::set_password_hash(db, &email, hash, Timestamp(1))).unwrap();
        };
        set("one");
        set("two");
        let hash = |email: &str| read(&store, |db| accounts::password_hash(db, email));

        assert_eq!((hash(" äRGER@example.ORG "), hash("arger@example.org")), (Some("two".to_owned()), None));
    }

    fn maintenance_is_switched_on_and_off(url: &str) {
        let store = open(url);
        store.write(|db| desk::set_maintenance(db, Some("Zurück um 8 Uhr"))).unwrap();
        assert_eq!(read(&store, desk::load).maintenance.as_deref(), Some("Zurück um 8 Uhr"));
        store.write(|db| desk::set_maintenance(db, None)).unwrap();
        assert_eq!(read(&store, desk::load).maintenance, None);
    }
}
