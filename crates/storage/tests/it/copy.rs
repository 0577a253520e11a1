//! Moving a desk between databases.

use crate::filler::{self, ROWS};
use crate::raw;
use crate::support::{Draft, add_note, customer, find, find_notes, open, read, reply, text};
use deskhand_model::{RequestId, Timestamp};
use deskhand_storage::copy::{self, CopyReport, Progress, Step};
use deskhand_storage::requests::{Condition, CustomerField};
use deskhand_storage::{Store, StoreResult, blobs, desk};
use deskhand_testkit::{database::Database, on_both};
use std::panic::{AssertUnwindSafe, catch_unwind};

fn run(from: &Store, to: &Store) -> StoreResult<CopyReport> {
    copy::run(from, to, &mut |_| ())
}

/// Runs a copy until a condition on its progress holds, as if the program were killed then.
fn interrupt(from: &Store, to: &Store, mut is_time: impl FnMut(Progress) -> bool) -> bool {
    let mut stop = |progress| {
        if is_time(progress) {
            std::panic::resume_unwind(Box::new("interrupted"));
        }
    };
    catch_unwind(AssertUnwindSafe(|| copy::run(from, to, &mut stop).unwrap())).is_err()
}

fn refusal(result: StoreResult<CopyReport>) -> String {
    result.unwrap_err().chain()
}

/// A desk of one request with a note, with its database.
fn small_desk() -> (Database, Store) {
    let database = Database::sqlite();
    let store = open(database.url());
    Draft::saying("A note.").store(&store);
    (database, store)
}

#[test]
fn every_value_of_every_table_survives_the_way_there_and_back() {
    let (here, there, back, beside) = (Database::sqlite(), Database::postgres(), Database::sqlite(), Database::postgres());
    let stores = [&here, &there, &beside, &back].map(|database| open(database.url()));
    filler::fill(here.url());

    let report = run(&stores[0], &stores[1]).unwrap();
    run(&stores[1], &stores[2]).unwrap();
    run(&stores[2], &stores[3]).unwrap();

    assert_eq!(filler::dump(back.url()), filler::dump(here.url()));
    let expected = copy::tables::all().iter().map(|table| match table.name {
        "desk" => ("desk", 1),
        "statuses" => ("statuses", 7),
        name => (name, ROWS.unsigned_abs()),
    });
    let rows = ROWS.unsigned_abs();
    assert_eq!(
        report,
        CopyReport { tables: expected.collect(), indexed_requests: rows, checked_blobs: rows, was_continued: false }
    );
}

#[test]
fn a_desk_filled_on_postgres_is_the_same_on_sqlite() {
    let (sqlite, postgres, copied) = (Database::sqlite(), Database::postgres(), Database::sqlite());
    let stores = [&sqlite, &postgres, &copied].map(|database| open(database.url()));
    filler::fill(sqlite.url());
    filler::fill(postgres.url());

    run(&stores[1], &stores[2]).unwrap();

    assert_eq!(filler::dump(copied.url()), filler::dump(sqlite.url()));
}

/// The target of a copy is on the other engine than the URL.
fn other(url: &str) -> Database {
    if raw::is_postgres(url) { Database::sqlite() } else { Database::postgres() }
}

on_both! {
    fn a_copied_desk_finds_what_the_old_one_found_and_goes_on(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));
        let person = customer("Ana", "Silva", "ana@example.org");
        let ids: Vec<RequestId> = (0..120)
            .map(|n| Draft { title: format!("Title{n}"), customer: person.clone(), ..Draft::saying(&format!("Zeppelin 東京 word{n}")) }.store(&from))
            .collect();
        add_note(&from, ids[5], text("second opinion"), reply(5));
        let searches = ["zeppelin", "eppe", "東京", "word7", "title11", "opinion", "absent"];
        let before = searches.map(|words| find_notes(&from, words));

        run(&from, &to).unwrap();

        assert_eq!(searches.map(|words| find_notes(&to, words)), before);
        let silva = [Condition::Customer(CustomerField::LastName, "ilv".to_owned())];
        assert_eq!(find(&to, &silva), find(&from, &silva));
        add_note(&to, ids[5], text("third opinion"), reply(6));
        let new = Draft::saying("after the move").store(&to);
        assert_eq!(new.0, ids[119].0 + 1);
        assert_eq!((find_notes(&to, "third"), find_notes(&to, "move")), (vec![ids[5]], vec![new]));
    }

    fn numbers_of_deleted_requests_are_not_used_again(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));
        let ids: Vec<RequestId> = (0..3).map(|_| Draft::default().store(&from)).collect();
        raw::execute(url, "DELETE FROM requests WHERE id > 12400");

        run(&from, &to).unwrap();

        assert_eq!(Draft::default().store(&to).0, ids[2].0 + 1);
        let history: i64 = raw::lines(target.url(), "SELECT CAST(max(id) AS TEXT) AS line FROM history")[0].parse().unwrap();
        assert_eq!(history, 4);
    }

    fn an_unused_desk_can_be_copied(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));

        run(&from, &to).unwrap();

        assert_eq!(Draft::default().store(&to), RequestId(12_400));
    }

    fn statuses_of_the_source_replace_those_of_the_migration(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));
        raw::execute(url, "DELETE FROM statuses WHERE id > 2; UPDATE statuses SET name = 'Offen' WHERE id = 1");

        run(&from, &to).unwrap();

        let names: Vec<String> = read(&to, desk::load).statuses.into_iter().map(|status| status.name).collect();
        assert_eq!(names, ["Offen", "SPAM"]);
    }

    fn large_contents_are_copied(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));
        let content: Vec<u8> = (0..9_000_000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
        let hash = from.write({ let content = content.clone(); move |db| blobs::store(db, &content, Timestamp(1)) }).unwrap();
        from.write(|db| blobs::store(db, b"", Timestamp(1))).unwrap();

        assert_eq!(run(&from, &to).unwrap().checked_blobs, 2);

        assert_eq!(read(&to, |db| blobs::load(db, &hash)), content);
    }

    fn a_database_that_is_in_use_is_refused_and_left_alone(url: &str) {
        let (_source, from) = small_desk();
        let (configured, used) = (open(url), Database::sqlite());
        let busy = open(used.url());
        configured.write(|db| desk::set_maintenance(db, Some("x"))).unwrap();
        Draft::default().store(&busy);
        let before = filler::dump(used.url());

        assert!(refusal(run(&from, &configured)).contains("not empty"));
        assert!(refusal(run(&from, &busy)).contains("not empty: there are rows in table requests"));

        assert_eq!(read(&configured, desk::load).maintenance.as_deref(), Some("x"));
        assert_eq!(filler::dump(used.url()), before);
    }

    fn a_desk_is_not_copied_onto_itself(url: &str) {
        let (one, other) = (open(url), open(url));

        assert!(refusal(run(&one, &other)).contains("is the one that is copied from"));

        assert_eq!(read(&one, desk::load).statuses.len(), 7);
        let (target, id) = (Database::sqlite(), Draft::default().store(&one));
        run(&one, &open(target.url())).unwrap();
        assert_eq!(id, RequestId(12_400));
    }

    fn a_finished_copy_is_a_desk_in_use(url: &str) {
        let (_source, from) = small_desk();
        let to = open(url);
        run(&from, &to).unwrap();

        assert!(refusal(run(&from, &to)).contains("not empty"));
        assert_eq!(raw::lines(url, "SELECT name AS line FROM copied_tables"), Vec::<String>::new());
    }

    fn an_interrupted_copy_goes_on_where_it_stopped(url: &str) {
        let source = Database::sqlite();
        let (from, to) = (open(source.url()), open(url));
        filler::fill(source.url());
        let mut runs = 0;
        // Each run gets a bit further than the one before.
        while { let mut calls = 0; let most = runs * 11; interrupt(&from, &to, |_| { calls += 1; calls > most }) } {
            runs += 1;
            assert!(runs < 100);
            assert!(refusal(run(&to, &from)).contains("unfinished copy"));
        }

        assert!(runs > 10, "it was interrupted {runs} times only");
        let back = Database::sqlite();
        run(&to, &open(back.url())).unwrap();
        assert_eq!(filler::dump(back.url()), filler::dump(source.url()));
    }

    fn rows_that_were_copied_are_not_copied_again(url: &str) {
        let (_source, from) = small_desk();
        let to = open(url);
        assert!(interrupt(&from, &to, |progress| progress.step == Step::Verify));
        let mut begun = Vec::new();

        let report = copy::run(&from, &to, &mut |progress| begun.push((progress.step, progress.table, progress.done))).unwrap();

        assert!(report.was_continued);
        let requests: Vec<_> = begun.iter().filter(|(step, table, _)| *step == Step::Copy && *table == "requests").collect();
        assert_eq!(requests, [&(Step::Copy, "requests", 1)]);
    }

    fn half_a_copy_is_no_desk(url: &str) {
        let (_source, from) = small_desk();
        let to = open(url);
        assert!(interrupt(&from, &to, |progress| progress.step == Step::Verify));

        assert!(to.read(desk::load).is_err());
        run(&from, &to).unwrap();
        assert!(to.read(desk::load).is_ok());
    }

    fn a_difference_is_found_and_named(url: &str) {
        for (change, table) in [
            ("UPDATE history SET body = 'other'", "history"),
            ("DELETE FROM history", "history"),
            ("UPDATE statuses SET name = 'x' WHERE id = 3", "statuses"),
            ("UPDATE requests SET is_unread = NOT is_unread", "requests"),
        ] {
            let ((_source, from), target) = (small_desk(), if raw::is_postgres(url) { Database::postgres() } else { Database::sqlite() });
            let to = open(target.url());
            assert!(interrupt(&from, &to, |progress| progress.step == Step::Verify));
            raw::execute(target.url(), change);

            let error = refusal(run(&from, &to));

            assert!(error.contains(&format!("in table {table}:")), "{change}: {error}");
        }
    }

    fn a_content_that_does_not_fit_its_hash_is_found(url: &str) {
        let target = other(url);
        let (from, to) = (open(url), open(target.url()));
        let hash = from.write(|db| blobs::store(db, b"content", Timestamp(1))).unwrap();
        let damaged = if raw::is_postgres(url) { "'Content'::bytea" } else { "CAST('Content' AS BLOB)" };
        raw::execute(url, &format!("UPDATE blob_chunks SET bytes = {damaged}"));

        let error = refusal(run(&from, &to));

        assert!(error.contains("blob_chunks") && error.contains(&hash), "{error}");
    }
}

#[test]
fn a_nul_in_a_text_is_refused_by_postgres_with_its_place_and_survives_on_sqlite() {
    let (source, from) = small_desk();
    raw::execute(source.url(), "UPDATE history SET body = 'a' || char(0) || 'b'");
    let (postgres, sqlite) = (Database::postgres(), Database::sqlite());

    let error = refusal(run(&from, &open(postgres.url())));
    run(&from, &open(sqlite.url())).unwrap();

    assert!(error.contains("row [1] of table history") && error.contains("column body"), "{error}");
    assert_eq!(raw::lines(sqlite.url(), "SELECT hex(body) AS line FROM history"), ["610062"]);
}

#[test]
fn progress_rises_to_its_total_in_every_table() {
    let ((_source, from), target) = (small_desk(), Database::sqlite());
    let mut last: Vec<Progress> = Vec::new();
    copy::run(&from, &open(target.url()), &mut |progress| match last.last_mut() {
        Some(before) if (before.step, before.table) == (progress.step, progress.table) => {
            assert!(before.done <= progress.done);
            *before = progress;
        }
        _ => last.push(progress),
    })
    .unwrap();

    assert!(last.iter().all(|progress| progress.done == progress.total), "{last:?}");
    assert_eq!(last.len(), 2 * (copy::tables::all().len() - 1) + 1);
}
