//! Many writes at once, and writes that fail.

use crate::raw;
use crate::support::{Draft, find_notes, open, read, request};
use deskhand_model::{RequestId, Timestamp};
use deskhand_storage::{Store, StoreError, Writer, blobs, desk, requests, throttle};
use deskhand_testkit::{database::Database, on_both};
use std::collections::BTreeSet;
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};

/// Fails after it has changed something.
fn fail_after(draft: &Draft, db: &mut Writer<'_>) -> Result<RequestId, StoreError> {
    draft.insert(db)?;
    blobs::load(db, "not there").map(|_| RequestId(0))
}

fn failures(store: &Store, key: &str) -> i64 {
    read(store, |db| throttle::failures_since(db, &[key.to_owned()], Timestamp(0)))
}

fn note_failure(db: &mut Writer<'_>, key: &str) -> Result<(), StoreError> {
    throttle::add_failure(db, &[key.to_owned()], Timestamp(10), Timestamp(0))
}

on_both! {
    fn two_hundred_writes_at_once_are_all_answered(url: &str) {
        let store = open(url);
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (store, sender) = (store.clone(), sender.clone());
                scope.spawn(move || {
                    for n in 0..25 {
                        let (sender, draft) = (sender.clone(), Draft::saying(&format!("write t{thread}n{n}end")));
                        store.submit(move |db| draft.insert(db), move |result| sender.send((thread, n, result)).unwrap());
                    }
                });
            }
        });
        drop(sender);

        let answers: Vec<_> = receiver.into_iter().collect();

        let ids: BTreeSet<RequestId> = answers.iter().map(|(.., result)| *result.as_ref().unwrap()).collect();
        assert_eq!((answers.len(), ids.len()), (200, 200));
        for (thread, n, result) in answers {
            assert_eq!(find_notes(&store, &format!("t{thread}n{n}end")).first(), result.ok().as_ref());
        }
        assert_eq!(store.load(), 0);
    }

    fn a_failing_write_undoes_only_itself(url: &str) {
        let store = open(url);
        let (sender, receiver) = channel();
        for n in 0..60 {
            let (sender, draft) = (sender.clone(), Draft::saying(&format!("number{n}end shared")));
            let write = move |db: &mut Writer<'_>| if n % 3 == 0 { fail_after(&draft, db) } else { draft.insert(db) };
            store.submit(write, move |result| sender.send((n, result)).unwrap());
        }
        drop(sender);

        for (n, result) in receiver {
            assert_eq!(result.is_err(), n % 3 == 0, "write {n}");
            assert_eq!(find_notes(&store, &format!("number{n}end")).len(), usize::from(n % 3 != 0), "write {n}");
        }
        assert_eq!(find_notes(&store, "shared").len(), 40);
        assert_eq!(raw::lines(url, "SELECT CAST(count(*) AS TEXT) AS line FROM requests"), ["40"]);
        assert_eq!(raw::lines(url, "SELECT CAST(count(*) AS TEXT) AS line FROM search_index"), ["80"]);
    }

    fn a_word_first_seen_in_a_failed_write_is_found_when_it_comes_again(url: &str) {
        let store = open(url);
        let draft = Draft::saying("zeppelin");
        store.write(move |db| fail_after(&draft, db)).unwrap_err();

        let id = Draft::saying("zeppelin").store(&store);

        assert_eq!(find_notes(&store, "eppeli"), [id]);
    }

    fn a_panic_in_a_write_is_an_error_and_the_next_write_works(url: &str) {
        let store = open(url);
        let draft = Draft::saying("lost");
        let error = store
            .write(move |db| -> Result<(), StoreError> {
                draft.insert(db)?;
                panic!("a mistake of ours");
            })
            .unwrap_err();
        let id = Draft::saying("kept").store(&store);

        assert!(error.chain().contains("a mistake of ours"), "{}", error.chain());
        assert_eq!((find_notes(&store, "lost"), find_notes(&store, "kept")), (vec![], vec![id]));
    }

    fn a_panic_in_a_part_of_a_write_loses_nothing_that_was_answered(url: &str) {
        let store = open(url);
        store
            .write(|db| -> Result<(), StoreError> { db.part(|db| { note_failure(db, "lost")?; panic!("a mistake of ours") }) })
            .unwrap_err();
        let kept: Vec<RequestId> = (0..3).map(|_| Draft::saying("kept").store(&store)).collect();

        let other_program = open(url);

        assert_eq!(find_notes(&other_program, "kept").len(), kept.len());
        assert_eq!(failures(&other_program, "lost"), 0);
    }

    fn a_part_that_fails_is_undone_and_the_rest_stays(url: &str) {
        let store = open(url);
        store
            .write(|db| {
                note_failure(db, "before")?;
                db.part(|db| { Draft::saying("inner").insert(db)?; note_failure(db, "inner")?; blobs::load(db, "not there") }).unwrap_err();
                db.part(|db| note_failure(db, "after"))
            })
            .unwrap();

        assert_eq!([failures(&store, "before"), failures(&store, "inner"), failures(&store, "after")], [1, 0, 1]);
        assert_eq!(find_notes(&store, "inner"), []);
    }

    fn a_write_that_goes_on_after_a_failed_statement_is_kept_or_refused_as_a_whole(url: &str) {
        let store = open(url);
        let result = store.write(|db| {
            note_failure(db, "before")?;
            crate::support::write_item(db, RequestId(1), &crate::support::text("x"), false).unwrap_err();
            Ok::<_, StoreError>(())
        });

        assert_eq!(failures(&store, "before"), i64::from(result.is_ok()));
        note_failures_work_on(&store);
    }

    fn two_programs_lose_nothing(url: &str) {
        let stores = [open(url), open(url)];
        std::thread::scope(|scope| {
            for thread in 0..6 {
                let store = &stores[thread % 2];
                scope.spawn(move || (0..20).for_each(|n| _ = Draft::saying(&format!("both t{thread}n{n}")).store(store)));
            }
        });

        for store in &stores {
            assert_eq!(find_notes(store, "both").len(), 120);
            assert_eq!(find_notes(store, "5n19").len(), 1);
        }
    }

    fn two_programs_count_open_requests_together(url: &str) {
        let stores = [open(url), open(url)];
        let staff = deskhand_model::StaffId(3);
        std::thread::scope(|scope| {
            for thread in 0..4 {
                let store = &stores[thread % 2];
                scope.spawn(move || (0..15).for_each(|_| _ = Draft { assigned_to: Some(staff), ..Draft::default() }.store(store)));
            }
        });

        assert_eq!(read(&stores[0], requests::open_counts)[&staff], 60);
    }

    fn a_flush_waits_for_what_was_submitted(url: &str) {
        let store = open(url);
        for _ in 0..50 {
            store.submit(|db| note_failure(db, "x"), |result| result.unwrap());
        }
        store.flush();

        assert_eq!(failures(&open(url), "x"), 50);
    }

    fn writes_that_wait_when_the_store_is_dropped_are_made(url: &str) {
        let store = open(url);
        for _ in 0..50 {
            store.submit(|db| note_failure(db, "x"), |result| result.unwrap());
        }
        drop(store);

        assert_eq!(failures(&open(url), "x"), 50);
    }

    fn a_reader_sees_each_answered_write(url: &str) {
        let store = open(url);
        for _ in 0..30 {
            let id = Draft::default().store(&store);
            assert_eq!(request(&store, id).id, id);
        }
    }
}

fn note_failures_work_on(store: &Store) {
    store.write(|db| note_failure(db, "later")).unwrap();
    assert_eq!(failures(store, "later"), 1);
}

#[test]
fn transactions_of_postgres_that_block_each_other_both_succeed() {
    let database = Database::postgres();
    let store = open(database.url());
    let (a, b) = (Draft::default().store(&store), Draft::default().store(&store));
    let both_hold_one = Arc::new(Barrier::new(2));
    let touch = |first: RequestId, second: RequestId| {
        let (store, barrier, mut attempts) = (store.clone(), Arc::clone(&both_hold_one), 0);
        std::thread::spawn(move || {
            store.write(move |db| {
                attempts += 1;
                requests::set_unread(db, first, attempts % 2 == 0)?;
                if attempts == 1 {
                    barrier.wait();
                }
                requests::set_unread(db, second, false)?;
                desk::touch(db)?;
                Ok::<_, StoreError>(attempts)
            })
        })
    };

    let (one, other) = (touch(a, b), touch(b, a));

    let mut attempts = [one.join().unwrap().unwrap(), other.join().unwrap().unwrap()];
    attempts.sort_unstable();
    assert_eq!(attempts, [1, 2]);
    assert_eq!(read(&store, desk::pulse).version, 3);
}

/// Cuts all connections of a store to PostgreSQL, after it has opened several.
fn cut_connections(store: &Store, url: &str) {
    let all_read = Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| read(store, |db| desk::pulse(db).inspect(|_| _ = all_read.wait())));
        }
    });
    let sql = "SELECT CAST(pg_terminate_backend(pid) AS TEXT) AS line FROM pg_stat_activity \
               WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let cut = raw::lines(url, sql);
    assert!(cut.len() >= 4, "{cut:?}");
}

#[test]
fn a_write_over_a_lost_connection_of_postgres_is_made_over_another() {
    let database = Database::postgres();
    let store = open(database.url());
    cut_connections(&store, database.url());

    store.write(|db| note_failure(db, "x")).unwrap();

    assert_eq!(failures(&store, "x"), 1);
}

#[test]
fn a_read_over_a_lost_connection_of_postgres_is_made_over_another() {
    let database = Database::postgres();
    let store = open(database.url());
    cut_connections(&store, database.url());

    assert_eq!(read(&store, desk::pulse).version, 1);
}
