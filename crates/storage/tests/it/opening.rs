//! Opening databases.

use crate::support::{Draft, open, read};
use deskhand_storage::{Store, StoreError, StoreErrorKind, StoreOptions, Synchronous, desk};
use deskhand_testkit::{database::Database, on_both};

on_both! {
    fn many_programs_open_a_new_database_at_once(url: &str) {
        let stores: Vec<Store> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..6).map(|_| scope.spawn(|| Store::open(&StoreOptions::new(url)))).collect();
            threads.into_iter().map(|thread| thread.join().unwrap().unwrap()).collect()
        });

        assert!(stores.iter().all(|store| store.is_ready().unwrap()));
        assert_eq!(read(&stores[0], desk::load).statuses.len(), 7);
    }

    fn a_database_is_opened_again_with_what_it_holds(url: &str) {
        let id = Draft::default().store(&open(url));
        let store = open(url);

        assert_eq!(crate::support::request(&store, id).id, id);
        assert_eq!(store.is_embedded(), url.starts_with("sqlite"));
    }
}

#[test]
fn a_new_sqlite_file_is_opened_at_once_again_and_again() {
    for _ in 0..15 {
        let database = Database::sqlite();
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| Store::open(&StoreOptions::new(database.url())).map(drop))).collect();
            for thread in threads {
                thread.join().unwrap().unwrap();
            }
        });
    }
}

#[test]
fn an_address_of_no_known_kind_is_refused() {
    for url in ["", "mysql://x", "desk.db", "sqlite:/nowhere/at/all/desk.db", "postgres://127.0.0.1:1/x"] {
        let error: StoreError = Store::open(&StoreOptions::new(url)).err().unwrap();
        assert_eq!(error.kind(), StoreErrorKind::Connection, "{url}: {}", error.chain());
    }
}

#[test]
fn a_store_of_sqlite_names_its_file() {
    let database = Database::sqlite();
    let store = Store::open(&StoreOptions { synchronous: Synchronous::Normal, ..StoreOptions::new(database.url()) }).unwrap();

    assert_eq!(store.file(), database.url().strip_prefix("sqlite:"));
    assert!(store.is_ready().unwrap());
}
