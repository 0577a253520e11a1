//! Jobs.

use crate::raw;
use crate::support::{open, read};
use deskhand_model::Timestamp;
use deskhand_storage::jobs::{self, NewJob};
use deskhand_storage::{Store, StoreError};
use deskhand_testkit::on_both;
use std::collections::BTreeSet;

const NOW: Timestamp = Timestamp(1_000);

fn enqueue(store: &Store, kind: &'static str, due_at: i64) -> i64 {
    store.write(move |db| jobs::insert(db, &NewJob { kind, payload: "{}", due_at: Timestamp(due_at), created_at: NOW })).unwrap()
}

fn claim(store: &Store, now: Timestamp, limit: i64) -> Vec<jobs::Job> {
    store.write(move |db| jobs::claim(db, "mail", now, now.plus(60), limit)).unwrap()
}

on_both! {
    fn due_jobs_of_a_kind_are_handed_out_oldest_first(url: &str) {
        let store = open(url);
        let (late, early) = (enqueue(&store, "mail", 900), enqueue(&store, "mail", 800));
        enqueue(&store, "mail", 1_001);
        enqueue(&store, "push", 1);

        let ids: Vec<i64> = claim(&store, NOW, 10).iter().map(|job| job.id).collect();

        assert_eq!(ids, [early, late]);
        assert_eq!(claim(&store, NOW, 10), []);
    }

    fn a_job_comes_again_when_its_lease_is_over_or_it_is_given_back(url: &str) {
        let store = open(url);
        let id = enqueue(&store, "mail", 1);
        claim(&store, NOW, 1);
        assert_eq!(claim(&store, NOW.plus(60), 1), []);
        assert_eq!(claim(&store, NOW.plus(61), 1).iter().map(|job| job.attempts).collect::<Vec<_>>(), [1]);

        store.write(move |db| jobs::retry(db, id, NOW.plus(300), "no route")).unwrap();
        assert_eq!(claim(&store, NOW.plus(299), 1), []);
        assert_eq!(claim(&store, NOW.plus(300), 1).iter().map(|job| job.attempts).collect::<Vec<_>>(), [2]);

        store.write(move |db| jobs::finish(db, id)).unwrap();
        assert_eq!(read(&store, jobs::depths), []);
    }

    fn ten_workers_never_hold_one_job(url: &str) {
        let store = open(url);
        store
            .write(|db| {
                for _ in 0..200 {
                    jobs::insert(db, &NewJob { kind: "mail", payload: "{}", due_at: NOW, created_at: NOW })?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let work = || {
            let mut mine = Vec::new();
            loop {
                let claimed = claim(&store, NOW, 7);
                if claimed.is_empty() && free_jobs(url) == 0 {
                    return mine;
                }
                mine.extend(claimed.into_iter().map(|job| job.id));
            }
        };

        let handed_out: Vec<i64> = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..10).map(|_| scope.spawn(work)).collect();
            workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
        });

        assert_eq!(handed_out.len(), 200);
        assert_eq!(handed_out.iter().collect::<BTreeSet<_>>().len(), 200);
    }
}

/// Workers of PostgreSQL may find the same jobs and get none of them; only when none is free there is nothing left to do.
fn free_jobs(url: &str) -> usize {
    raw::lines(url, "SELECT kind AS line FROM jobs WHERE lease_until = 0").len()
}
