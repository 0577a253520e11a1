//! Building a desk.

use crate::args::{Args, Database};
use crate::desk::{Desk, Opened};
use crate::plan::{Plan, Planner};
use crate::random::Seeded;
use deskhand_model::{Channel, RequestId, StaffId, Timestamp, Visibility};
use deskhand_service::desk_file::{self, ApplyContext};
use deskhand_service::{Context, ServiceResult, context, staff, tokens};
use deskhand_storage::{
    Store, StoreOptions, StoreResult, Synchronous, Writer, blobs, desk, documents, history, requests, search,
};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Requests in one transaction.
const BATCH: u64 = 1_000;
/// Changes that `private.request.getChanged` shall find.
const CHANGES: usize = 1_000;
const EMAIL: &str = "agent1@desk.example";

/// Builds the desk that the arguments describe.
pub(crate) fn build(args: &Args) {
    assert!(!Desk::file(&args.data).exists(), "{} holds a desk already", args.data.display());
    std::fs::create_dir_all(&args.data).expect("the folder can be made");
    let begun = Instant::now();
    let opened = Opened::empty(&args.data, args.database);
    // The desk is made anew when the power fails, so that waiting for the disk would be in vain.
    let options = StoreOptions { synchronous: Synchronous::Normal, statement_timeout_ms: 0, ..StoreOptions::new(&opened.url) };
    let store = Store::open(&options).expect("the database can be opened");
    let (password, token) = store.write(configure).expect("the desk can be configured");
    let (first_id, changed_since) = fill(&store, args.requests);
    store.flush();
    drop(store);
    if let (Database::Postgres, Some(postgres)) = (args.database, &opened.postgres) {
        postgres.psql("desk", "VACUUM ANALYZE");
        postgres.psql("desk", "CHECKPOINT");
    }
    let desk = Desk {
        database: args.database,
        requests: args.requests,
        first_id,
        changed_since: changed_since.0,
        email: EMAIL.to_owned(),
        password,
        token,
    };
    desk.write(&args.data);
    println!("{} requests on {} in {:.0?}: {}", args.requests, args.database.name(), begun.elapsed(), args.data.display());
}

/// Applies the desk file; returns a password and a token of the first staff member.
fn configure(db: &mut Writer<'_>) -> ServiceResult<(String, String)> {
    let random = Seeded::new();
    let now = Timestamp(1_700_000_000);
    let file = desk_file::parse(include_str!("desk.toml")).expect("the desk file is right");
    desk_file::apply(db, &file, &ApplyContext { now, random: &random })?;
    let loaded = desk::load(db)?;
    let cx = Context { now, desk: &loaded, random: &random };
    let password = context::random_text(&random, b"abcdefghijkmnopqrstuvwxyz", 16);
    staff::set_password(db, &cx, StaffId(1), &password)?;
    let token = tokens::issue(db, &cx, StaffId(1), "load", None)?.text;
    Ok((password, token))
}

/// Writes all requests; returns the number of the first one and the time after which there are so many [`CHANGES`].
fn fill(store: &Store, count: u32) -> (u64, Timestamp) {
    let (sender, receiver) = sync_channel(2);
    std::thread::scope(|scope| {
        // Texts are invented on another core than they are stored on.
        let times = scope.spawn(move || invent(count, &sender));
        let first_id = write_all(store, u64::from(count), &receiver);
        (first_id, times.join().expect("the texts can be invented"))
    })
}

fn invent(count: u32, batches: &SyncSender<Vec<Plan>>) -> Timestamp {
    let planner = Planner::new(count);
    let count = u64::from(count);
    let mut times: Vec<Timestamp> = Vec::new();
    let mut from = 0;
    while from < count {
        let to = count.min(from + BATCH);
        let batch: Vec<Plan> = (from..to).map(|number| planner.request(number)).collect();
        if to + 4 * BATCH > count {
            times.extend(batch.iter().flat_map(|plan| plan.notes.iter().map(|note| note.at)));
        }
        batches.send(batch).expect("the writer takes all batches");
        from = to;
    }
    times.sort_unstable();
    times[times.len().saturating_sub(CHANGES + 1)]
}

fn write_all(store: &Store, count: u64, batches: &Receiver<Vec<Plan>>) -> u64 {
    let begun = Instant::now();
    let (mut done, mut first_id, mut told) = (0, 0, Instant::now());
    for batch in batches {
        let size = u64::try_from(batch.len()).unwrap_or(0);
        let first = store.write(move |db| store_batch(db, &batch)).expect("the requests can be stored");
        first_id = if done == 0 { first } else { first_id };
        assert_eq!(first, first_id + done, "numbers of requests follow each other");
        done += size;
        if told.elapsed() > Duration::from_secs(5) || done == count {
            told = Instant::now();
            let pace = begun.elapsed() / u32::try_from(done).unwrap_or(1);
            eprintln!("{done} of {count} requests, {} µs each", pace.as_micros());
        }
    }
    first_id
}

fn store_batch(db: &mut Writer<'_>, batch: &[Plan]) -> StoreResult<u64> {
    let mut first = 0;
    for (place, plan) in (0..).zip(batch) {
        let id = store_request(db, plan)?;
        let number = u64::try_from(id.0).expect("numbers of requests are positive");
        first = if place == 0 { number } else { first };
        assert_eq!(number, first + place, "numbers of requests follow each other");
    }
    Ok(first)
}

fn store_request(db: &mut Writer<'_>, plan: &Plan) -> StoreResult<RequestId> {
    let first = plan.notes.first().expect("every request has a note");
    let row = requests::NewRequest {
        channel: Channel::WebService,
        via: None,
        portal: None,
        opened_by: first.actor,
        assigned_to: plan.assigned_to,
        is_open: plan.status == crate::plan::ACTIVE,
        status: plan.status,
        is_urgent: plan.is_urgent,
        category: Some(plan.category),
        opened_at: plan.opened_at,
        secret: &plan.secret,
        title: &plan.title,
        customer: &plan.customer,
        send_from: None,
        is_from_customer: true,
        is_public: true,
        content_hash: "",
        history_count: i64::try_from(plan.notes.len()).unwrap_or(0),
    };
    let id = requests::insert(db, &row)?;
    for (position, note) in (1..).zip(&plan.notes) {
        let document = plan.document.as_deref().filter(|_| position == 1);
        let note_text = deskhand_model::Note { body: note.body.clone(), is_html: false };
        let item = history::NewItem {
            request: id,
            actor: note.actor,
            at: note.at,
            visibility: Visibility::Public,
            is_initial: position == 1,
            note: &note_text,
            log: "",
            email_headers: "",
            recipients: None,
            document_count: i64::from(document.is_some()),
        };
        let history = history::insert(db, &item)?;
        if let Some(content) = document {
            store_document(db, id, history, content, note.at)?;
        }
        search::index_note(db, id, position, &note_text, if position == 1 { &plan.title } else { "" });
    }
    requests::set_tags(db, id, &[plan.tag])?;
    requests::set_custom(db, id, &plan.custom)?;
    let free_text = plan.custom.iter().filter(|(field, _)| field.0 == 1).map(|(field, value)| (*field, value.clone())).collect();
    search::index_customer(db, id, &plan.customer, &free_text, false);
    Ok(id)
}

fn store_document(
    db: &mut Writer<'_>,
    request: RequestId,
    history: deskhand_model::HistoryId,
    content: &[u8],
    at: Timestamp,
) -> StoreResult<()> {
    let hash = blobs::store(db, content, at)?;
    let size = i64::try_from(content.len()).unwrap_or(0);
    let new =
        documents::NewDocument { request, history, name: "protocol.txt", mime: "text/plain", content_id: "", hash: &hash, size };
    documents::insert(db, &new).map(drop)
}
