//! The way of a write: alone in its own transaction on PostgreSQL, in a group with others on SQLite.
//!
//! SQLite has one writer at a time and waits for the disk at each commit. So one thread takes all writes that wait, runs each in a
//! savepoint, commits once and answers all of them: the wait for the disk is shared, and connections never compete for the lock.

use crate::conn::AnyConnection;
use crate::error::{Failure, StoreError, StoreErrorKind, StoreResult};
use crate::search::{PendingIndex, WordCache};
use crate::store::{Reader, Writer};
use diesel::Connection;
use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

/// The most writes that share a commit; more would make the first of them wait too long.
const GROUP: usize = 128;

/// A write with what to do with its result.
pub(crate) struct Task(Box<dyn Step>);

impl Task {
    pub(crate) fn new<T, E>(
        write: impl FnMut(&mut Writer<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) -> Self
    where
        T: Send + 'static,
        E: Failure + Send + 'static,
    {
        Self(Box::new(TypedTask { write, done, result: None }))
    }
}

trait Step: Send {
    /// Makes the change; says whether it is to be kept.
    fn run(&mut self, db: &mut Writer<'_>) -> bool;
    /// Tells the result once it is settled: `failure` when it could not be made or kept.
    fn finish(self: Box<Self>, failure: Option<StoreError>);
}

struct TypedTask<T, E, W, D> {
    write: W,
    done: D,
    result: Option<Result<T, E>>,
}

impl<T, E, W, D> Step for TypedTask<T, E, W, D>
where
    T: Send,
    E: Failure + Send,
    W: FnMut(&mut Writer<'_>) -> Result<T, E> + Send,
    D: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, db: &mut Writer<'_>) -> bool {
        let result = call(&mut self.write, db);
        let is_kept = result.is_ok();
        self.result = Some(result);
        is_kept
    }

    fn finish(self: Box<Self>, failure: Option<StoreError>) {
        let result = match (failure, self.result) {
            // What the caller refused stays refused, whatever became of the others.
            (_, Some(Err(error))) => Err(error),
            (Some(failure), _) => Err(failure.into()),
            (None, Some(result)) => result,
            (None, None) => Err(StoreError::new(StoreErrorKind::Other, "did not run a write").into()),
        };
        (self.done)(result);
    }
}

/// Calls a write; a panic in it becomes an error, for the thread serves everybody.
fn call<T, E: Failure>(write: &mut impl FnMut(&mut Writer<'_>) -> Result<T, E>, db: &mut Writer<'_>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(|| write(db))).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().map(|s| (*s).to_owned()).or_else(|| panic.downcast_ref::<String>().cloned());
        Err(StoreError::new(StoreErrorKind::Other, format!("write panicked: {}", text.unwrap_or_default())).into())
    })
}

enum Message {
    Task(Task),
    Flush(Sender<()>),
}

/// The one thread that writes to a SQLite file.
pub(crate) struct WriterThread {
    sender: Option<Sender<Message>>,
    waiting: Arc<AtomicU64>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl WriterThread {
    pub(crate) fn start(reader: Reader, words: Arc<WordCache>) -> StoreResult<Self> {
        let (sender, receiver) = channel();
        let waiting = Arc::new(AtomicU64::new(0));
        let mut work = Work { reader, words, waiting: Arc::clone(&waiting) };
        let thread = std::thread::Builder::new()
            .name("desk-writer".to_owned())
            .spawn(move || work.serve(&receiver))
            .map_err(|e| StoreError::other("writer cannot be started", e))?;
        Ok(Self { sender: Some(sender), waiting, thread: Some(thread) })
    }

    pub(crate) fn submit(&self, task: Task) {
        self.waiting.fetch_add(1, Ordering::Relaxed);
        let refused = match &self.sender {
            Some(sender) => sender.send(Message::Task(task)).err().map(|error| error.0),
            None => Some(Message::Task(task)),
        };
        if let Some(Message::Task(task)) = refused {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            task.0.finish(Some(StoreError::new(StoreErrorKind::Connection, "writer has stopped")));
        }
    }

    pub(crate) fn flush(&self) {
        let (sender, receiver) = channel();
        if self.sender.as_ref().is_some_and(|queue| queue.send(Message::Flush(sender)).is_ok()) {
            // An error means that the thread has ended, after everything that was submitted before.
            let _ended = receiver.recv();
        }
    }

    pub(crate) fn waiting(&self) -> u64 {
        self.waiting.load(Ordering::Relaxed)
    }
}

impl Drop for WriterThread {
    fn drop(&mut self) {
        self.sender = None;
        let is_own_thread = self.thread.as_ref().is_some_and(|t| t.thread().id() == std::thread::current().id());
        if let Some(thread) = self.thread.take().filter(|_| !is_own_thread) {
            drop(thread.join());
        }
    }
}

struct Work {
    reader: Reader,
    words: Arc<WordCache>,
    waiting: Arc<AtomicU64>,
}

impl Work {
    fn serve(&mut self, receiver: &Receiver<Message>) {
        while let Ok(message) = receiver.recv() {
            match message {
                Message::Task(task) => self.commit_group(task, receiver),
                Message::Flush(done) => self.checkpoint(&done),
            }
        }
        self.checkpoint(&channel().0);
    }

    fn checkpoint(&mut self, done: &Sender<()>) {
        if let Err(error) = self.reader.conn.batch_execute("PRAGMA wal_checkpoint(PASSIVE)") {
            tracing::warn!(%error, "the write-ahead log could not be moved into the database file");
        }
        // Whoever asked may have gone.
        let _gone = done.send(());
    }

    fn commit_group(&mut self, first: Task, receiver: &Receiver<Message>) {
        let mut group: Vec<Task> = Vec::with_capacity(8);
        let mut flush = None;
        let mut next = Some(first);
        let begun = begin_immediate(&mut self.reader);
        let mut db = Writer { reader: &mut self.reader, pending: PendingIndex::default(), words: &self.words };
        let mut failure = begun.err();
        while let Some(mut task) = next.take() {
            if failure.is_none() {
                failure = run_in_savepoint(&mut db, &mut task).err();
            }
            group.push(task);
            if group.len() < GROUP {
                match receiver.try_recv() {
                    Ok(Message::Task(task)) => next = Some(task),
                    Ok(Message::Flush(done)) => flush = Some(done),
                    Err(_) => {}
                }
            }
        }
        let outcome = match failure {
            None => settle(&mut db),
            Some(error) => Err(error),
        };
        if let Err(error) = &outcome {
            tracing::error!(error = error.chain(), writes = group.len(), "a group of writes could not be committed");
            rollback_all(&mut self.reader);
            self.words.clear();
        }
        self.waiting.fetch_sub(u64::try_from(group.len()).unwrap_or(0), Ordering::Relaxed);
        for task in group {
            let failure =
                outcome.as_ref().err().map(|e| StoreError::new(e.kind(), format!("could not keep a change: {}", e.chain())));
            task.0.finish(failure);
        }
        if let Some(done) = flush {
            self.checkpoint(&done);
        }
    }
}

type Transactions = <AnyConnection as Connection>::TransactionManager;

/// Takes the lock for writing at once: a transaction that begins by reading could not wait for it later.
fn begin_immediate(reader: &mut Reader) -> StoreResult<()> {
    match &mut reader.conn {
        AnyConnection::Sqlite(conn) => {
            AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE").map_err(StoreError::from)
        }
        AnyConnection::Postgresql(conn) => AnsiTransactionManager::begin_transaction(conn).map_err(StoreError::from),
    }
}

fn run_in_savepoint(db: &mut Writer<'_>, task: &mut Task) -> StoreResult<()> {
    let mark = db.pending.mark();
    let depth = depth(db.reader);
    Transactions::begin_transaction(&mut db.reader.conn)?;
    if task.0.run(db) {
        Transactions::commit_transaction(&mut db.reader.conn)?;
    } else {
        db.pending.forget_since(mark);
        // A panic leaves the savepoints of its parts open, too.
        while self::depth(db.reader) > depth {
            Transactions::rollback_transaction(&mut db.reader.conn)?;
        }
    }
    Ok(())
}

fn depth(reader: &mut Reader) -> u32 {
    let status = Transactions::transaction_manager_status_mut(&mut reader.conn);
    status.transaction_depth().ok().flatten().map_or(0, std::num::NonZero::get)
}

/// Writes what is due at the end of a transaction, then makes it durable.
fn settle(db: &mut Writer<'_>) -> StoreResult<()> {
    let words = crate::search::write_pending(db)?;
    // PostgreSQL answers the commit of a transaction with a failed statement by an unreported rollback; any statement tells.
    if matches!(db.reader.conn, AnyConnection::Postgresql(_)) {
        db.reader.conn.batch_execute("SELECT 1")?;
    }
    Transactions::commit_transaction(&mut db.reader.conn)?;
    db.words.remember(words);
    Ok(())
}

fn rollback_all(reader: &mut Reader) {
    while let Ok(Some(_)) = Transactions::transaction_manager_status_mut(&mut reader.conn).transaction_depth() {
        if let Err(error) = Transactions::rollback_transaction(&mut reader.conn) {
            tracing::error!(%error, "a failed transaction could not be rolled back");
            return;
        }
    }
}

/// What became of a transaction of its own.
pub(crate) enum Outcome<T, E> {
    /// It is settled, one way or the other.
    Done(Result<T, E>),
    /// Another transaction was in its way; it may be tried again.
    Conflict(StoreError),
}

/// Runs one write in its own transaction; says also whether the connection can be used again.
pub(crate) fn run_alone<T, E: Failure>(
    reader: &mut Reader,
    words: &WordCache,
    write: &mut impl FnMut(&mut Writer<'_>) -> Result<T, E>,
) -> (Outcome<T, E>, bool) {
    if let Err(error) = begin_immediate(reader) {
        // Nothing was done yet, so another connection may try: a restarted server leaves the pool full of lost ones.
        return (Outcome::Conflict(error), false);
    }
    let mut db = Writer { reader, pending: PendingIndex::default(), words };
    let result = call(write, &mut db);
    let settled = match &result {
        Ok(_) => settle(&mut db),
        Err(_) => Ok(()),
    };
    match (result, settled) {
        (Ok(value), Ok(())) => (Outcome::Done(Ok(value)), true),
        (Ok(_), Err(error)) => {
            let is_usable = undo(reader);
            if error.kind() == StoreErrorKind::Conflict {
                return (Outcome::Conflict(error), is_usable);
            }
            (Outcome::Done(Err(error.into())), is_usable)
        }
        (Err(error), _) => {
            let is_conflict = error.store_error().is_some_and(|e| e.kind() == StoreErrorKind::Conflict);
            let is_usable = undo(reader);
            if is_conflict {
                let conflict = StoreError::new(StoreErrorKind::Conflict, "had no free moment for the change");
                return (Outcome::Conflict(conflict), is_usable);
            }
            (Outcome::Done(Err(error)), is_usable)
        }
    }
}

fn undo(reader: &mut Reader) -> bool {
    rollback_all(reader);
    diesel::r2d2::R2D2Connection::ping(&mut reader.conn).is_ok()
}
