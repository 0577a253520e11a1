//! The store: one database, reached through readers and a writer.

use crate::conn::{self, AnyConnection, Manager, Use};
use crate::error::{Failure, StoreError, StoreErrorKind, StoreResult};
use crate::migrate;
use crate::search::{PendingIndex, WordCache};
use crate::writer::{self, Task, WriterThread};
use diesel::Connection;
use diesel::r2d2::R2D2Connection;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How often SQLite waits for the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Before every answer: nothing that was answered is lost, whatever happens.
    #[default]
    Full,
    /// At checkpoints only: a power cut may lose the last moments, a crash of the program does not.
    Normal,
}

/// Where the database is and how it is used.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// `sqlite:PATH` or `postgres://user:password@host/database`.
    pub url: String,
    /// Connections to PostgreSQL.
    pub pool_size: u32,
    /// How often SQLite waits for the disk.
    pub synchronous: Synchronous,
    /// How long SQLite waits for another program's write, in milliseconds.
    pub busy_timeout_ms: u32,
    /// How long a statement of PostgreSQL may take, in milliseconds.
    pub statement_timeout_ms: u32,
}

impl StoreOptions {
    /// The defaults for a URL.
    ///
    /// ```
    /// assert_eq!(deskhand_storage::StoreOptions::new("sqlite:desk.db").pool_size, 16);
    /// ```
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            pool_size: 16,
            synchronous: Synchronous::Full,
            busy_timeout_ms: 10_000,
            statement_timeout_ms: 30_000,
        }
    }
}

/// A database that may be read.
pub struct Reader {
    pub(crate) conn: AnyConnection,
}

impl Reader {
    fn is_in_transaction(&mut self) -> bool {
        use diesel::connection::TransactionManager;
        type Manager = <AnyConnection as Connection>::TransactionManager;
        let status = Manager::transaction_manager_status_mut(&mut self.conn);
        !matches!(status.transaction_depth(), Ok(None))
    }
}

/// A database within a transaction that may change it.
pub struct Writer<'a> {
    pub(crate) reader: &'a mut Reader,
    pub(crate) pending: PendingIndex,
    pub(crate) words: &'a WordCache,
}

impl Deref for Writer<'_> {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        self.reader
    }
}

impl DerefMut for Writer<'_> {
    fn deref_mut(&mut self) -> &mut Reader {
        self.reader
    }
}

/// A desk's database. Cheap to clone; all clones share its connections.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    options: StoreOptions,
    words: Arc<WordCache>,
    backend: Backend,
}

enum Backend {
    Sqlite { readers: Mutex<Vec<Reader>>, writer: WriterThread },
    Postgres { pool: r2d2::Pool<Manager> },
}

impl Store {
    /// Opens a database, creating the file of a SQLite one, and brings it up to date.
    ///
    /// # Errors
    /// When the URL is of no known kind, the database cannot be reached or a migration fails.
    pub fn open(options: &StoreOptions) -> StoreResult<Self> {
        let words = Arc::new(WordCache::default());
        let backend = if conn::is_postgres(&options.url) {
            migrate::run(&mut conn::open_postgres(options)?)?;
            let pool = r2d2::Pool::builder()
                .max_size(options.pool_size)
                // A connection that nobody asked for would be made in the background, and perhaps while the program ends.
                .min_idle(Some(0))
                .test_on_check_out(false)
                .connection_timeout(Duration::from_millis(u64::from(options.busy_timeout_ms)))
                .error_handler(Box::new(PoolLog))
                .build(Manager(options.clone()))
                .map_err(|e| StoreError::caused(StoreErrorKind::Connection, "cannot be reached", e))?;
            Backend::Postgres { pool }
        } else if conn::sqlite_path(&options.url).is_some() {
            let mut conn = conn::open_sqlite(options, Use::Write)?;
            migrate::run(&mut conn)?;
            Backend::Sqlite { readers: Mutex::default(), writer: WriterThread::start(Reader { conn }, Arc::clone(&words))? }
        } else {
            let what = "URL must begin with sqlite: or postgres://";
            return Err(StoreError::new(StoreErrorKind::Connection, what));
        };
        Ok(Self { inner: Arc::new(Inner { options: options.clone(), words, backend }) })
    }

    /// Whether the database is an embedded file: then short reads may run on the calling thread, and writes go to one thread.
    pub fn is_embedded(&self) -> bool {
        matches!(self.inner.backend, Backend::Sqlite { .. })
    }

    /// Reads from the database; a lost connection is replaced and the read tried once more.
    ///
    /// # Errors
    /// The error of `read`, or of the database when it cannot be reached.
    pub fn read<T, E: Failure>(&self, mut read: impl FnMut(&mut Reader) -> Result<T, E>) -> Result<T, E> {
        match &self.inner.backend {
            Backend::Sqlite { readers, .. } => {
                let idle = lock(readers).pop();
                let mut reader = match idle {
                    Some(reader) => reader,
                    None => Reader { conn: conn::open_sqlite(&self.inner.options, Use::Read)? },
                };
                let result = within_snapshot(&mut reader, &mut read);
                if !reader.is_in_transaction() {
                    lock(readers).push(reader);
                }
                result
            }
            Backend::Postgres { pool } => {
                let is_lost = |error: &E| error.store_error().is_some_and(|e| e.kind() != StoreErrorKind::Constraint);
                // A restarted server leaves the pool full of lost connections.
                for _ in 0..self.inner.options.pool_size {
                    let mut pooled = checkout(pool)?;
                    let result = read(&mut pooled.reader);
                    if !result.as_ref().is_err_and(is_lost) || pooled.reader.conn.ping().is_ok() {
                        return result;
                    }
                    pooled.is_broken = true;
                }
                read(&mut checkout(pool)?.reader)
            }
        }
    }

    /// Changes the database in one transaction and returns when the change is durable. `write` may run more than once: after a
    /// conflict between transactions on PostgreSQL everything it did is undone and it is called again.
    ///
    /// # Errors
    /// The error of `write`, after which nothing has changed, or of the database.
    pub fn write<T, E>(&self, write: impl FnMut(&mut Writer<'_>) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: Failure + Send + 'static,
    {
        let (sender, receiver) = std::sync::mpsc::sync_channel(1);
        // A receiver that is gone means that nobody waits for the answer any more; the change stands all the same.
        self.submit(write, move |result| drop(sender.send(result)));
        receiver.recv().unwrap_or_else(|_| Err(StoreError::new(StoreErrorKind::Other, "stopped before it answered").into()))
    }

    /// Like [`Store::write`], but calls `done` instead of waiting. On SQLite it returns at once; on PostgreSQL the change is made on
    /// the calling thread.
    pub fn submit<T, E>(
        &self,
        mut write: impl FnMut(&mut Writer<'_>) -> Result<T, E> + Send + 'static,
        done: impl FnOnce(Result<T, E>) + Send + 'static,
    ) where
        T: Send + 'static,
        E: Failure + Send + 'static,
    {
        match &self.inner.backend {
            Backend::Sqlite { writer, .. } => writer.submit(Task::new(write, done)),
            Backend::Postgres { pool } => done(self.write_postgres(pool, &mut write)),
        }
    }

    fn write_postgres<T, E: Failure>(
        &self,
        pool: &r2d2::Pool<Manager>,
        write: &mut impl FnMut(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let mut pooled = checkout(pool)?;
            let (outcome, is_usable) = writer::run_alone(&mut pooled.reader, &self.inner.words, write);
            pooled.is_broken = !is_usable;
            match outcome {
                writer::Outcome::Done(result) => return result,
                writer::Outcome::Conflict(error) if attempt > self.inner.options.pool_size.max(8) => return Err(error.into()),
                writer::Outcome::Conflict(_) => {}
            }
        }
    }

    /// Whether the database answers and has every migration.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn is_ready(&self) -> StoreResult<bool> {
        self.read(|db| migrate::is_pending(&mut db.conn).map(|pending| !pending))
    }

    /// How many writes wait for their turn (SQLite), or how many connections are in use (PostgreSQL).
    pub fn load(&self) -> u64 {
        match &self.inner.backend {
            Backend::Sqlite { writer, .. } => writer.waiting(),
            Backend::Postgres { pool } => {
                let state = pool.state();
                u64::from(state.connections.saturating_sub(state.idle_connections))
            }
        }
    }

    /// How many migrations this program knows.
    pub fn known_migrations() -> usize {
        migrate::count()
    }

    /// The file of a SQLite database.
    pub fn file(&self) -> Option<&str> {
        conn::sqlite_path(&self.inner.options.url)
    }

    /// Waits until every write that was submitted is durable, and moves SQLite's log into its file.
    pub fn flush(&self) {
        if let Backend::Sqlite { writer, .. } = &self.inner.backend {
            writer.flush();
        }
    }
}

/// Reads within one transaction of SQLite: all of it sees the same moment, and the file is locked once instead of for each statement.
fn within_snapshot<T, E: Failure>(reader: &mut Reader, read: &mut impl FnMut(&mut Reader) -> Result<T, E>) -> Result<T, E> {
    use diesel::connection::TransactionManager;
    type Manager = <AnyConnection as Connection>::TransactionManager;
    Manager::begin_transaction(&mut reader.conn).map_err(StoreError::from)?;
    let result = read(reader);
    // Nothing was written, so how the transaction ends changes nothing.
    Manager::commit_transaction(&mut reader.conn).map_err(StoreError::from)?;
    result
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn checkout(pool: &r2d2::Pool<Manager>) -> StoreResult<r2d2::PooledConnection<Manager>> {
    pool.get().map_err(|e| StoreError::caused(StoreErrorKind::Connection, "has no free connection", e))
}

/// Logs what the pool's own threads run into.
#[derive(Debug)]
struct PoolLog;

impl r2d2::HandleError<StoreError> for PoolLog {
    fn handle_error(&self, error: StoreError) {
        tracing::warn!(error = error.chain(), "a database connection failed");
    }
}

impl Writer<'_> {
    /// Runs a part of the transaction that can be undone by itself.
    ///
    /// # Errors
    /// The error of `part`, after which nothing of it has changed.
    pub fn part<T, E: Failure>(&mut self, mut part: impl FnMut(&mut Self) -> Result<T, E>) -> Result<T, E> {
        use diesel::connection::TransactionManager;
        type Manager = <AnyConnection as Connection>::TransactionManager;
        let mark = self.pending.mark();
        Manager::begin_transaction(&mut self.reader.conn).map_err(StoreError::from)?;
        let result = part(self);
        if result.is_ok() {
            Manager::commit_transaction(&mut self.reader.conn).map_err(StoreError::from)?;
        } else {
            self.pending.forget_since(mark);
            Manager::rollback_transaction(&mut self.reader.conn).map_err(StoreError::from)?;
        }
        result
    }
}
