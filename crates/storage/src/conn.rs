//! Connections to either database behind one type.

use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::store::{StoreOptions, Synchronous};
use diesel::connection::SimpleConnection;
use diesel::r2d2::R2D2Connection;
use diesel::{Connection, PgConnection, SqliteConnection};
use std::time::{Duration, Instant};

/// A connection to either database.
#[derive(diesel::MultiConnection)]
pub(crate) enum AnyConnection {
    Postgresql(PgConnection),
    Sqlite(SqliteConnection),
}

/// What a SQLite connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    Read,
    Write,
}

/// The file of a SQLite URL (`sqlite:PATH`), or nothing for another kind of URL.
pub(crate) fn sqlite_path(url: &str) -> Option<&str> {
    url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:"))
}

pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

pub(crate) fn open_sqlite(options: &StoreOptions, purpose: Use) -> StoreResult<AnyConnection> {
    let path = sqlite_path(&options.url).unwrap_or(&options.url);
    let failed = |what: &str, error: Box<dyn std::error::Error + Send + Sync>| {
        StoreError::caused(StoreErrorKind::Connection, format!("file {path} {what}"), error)
    };
    let mut conn = SqliteConnection::establish(path).map_err(|e| failed("cannot be opened", e.into()))?;
    let synchronous = match options.synchronous {
        Synchronous::Full => "FULL",
        Synchronous::Normal => "NORMAL",
    };
    let setup = format!(
        "PRAGMA busy_timeout = {}; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous}; PRAGMA foreign_keys = ON; \
         PRAGMA temp_store = MEMORY; PRAGMA cache_size = {}; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 4000; \
         PRAGMA query_only = {};",
        options.busy_timeout_ms,
        if purpose == Use::Read { -2_000 } else { -8_000 },
        if purpose == Use::Read { "ON" } else { "OFF" },
    );
    set_up(&mut conn, &setup, options).map_err(|e| failed("cannot be set up", e.into()))?;
    Ok(AnyConnection::Sqlite(conn))
}

/// Prepares a connection. SQLite does not wait by itself while another one turns on the write-ahead log or removes it at its end, so
/// this tries again for as long as other locks are waited for.
fn set_up(conn: &mut SqliteConnection, setup: &str, options: &StoreOptions) -> diesel::QueryResult<()> {
    let end = Instant::now() + Duration::from_millis(u64::from(options.busy_timeout_ms));
    loop {
        match conn.batch_execute(setup) {
            Err(diesel::result::Error::DatabaseError(_, info)) if info.message().contains("locked") && Instant::now() < end => {
                std::thread::park_timeout(Duration::from_millis(5));
            }
            done => return done,
        }
    }
}

pub(crate) fn open_postgres(options: &StoreOptions) -> StoreResult<AnyConnection> {
    // The client library tells in several lines what belongs into one line of a log.
    let unreachable = |error: diesel::ConnectionError| {
        let cause = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        StoreError::caused(StoreErrorKind::Connection, "cannot be reached", cause)
    };
    let mut conn = PgConnection::establish(&options.url).map_err(unreachable)?;
    conn.batch_execute(&format!(
        "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = 60000; SET lock_timeout = {}; SET client_min_messages = warning",
        options.statement_timeout_ms, options.statement_timeout_ms
    ))?;
    Ok(AnyConnection::Postgresql(conn))
}

/// A pooled PostgreSQL connection with a mark for one that must not be used again.
pub(crate) struct Pooled {
    pub(crate) reader: crate::store::Reader,
    pub(crate) is_broken: bool,
}

/// Opens PostgreSQL connections for the pool.
pub(crate) struct Manager(pub(crate) StoreOptions);

impl r2d2::ManageConnection for Manager {
    type Connection = Pooled;
    type Error = StoreError;

    fn connect(&self) -> StoreResult<Pooled> {
        Ok(Pooled { reader: crate::store::Reader { conn: open_postgres(&self.0)? }, is_broken: false })
    }

    fn is_valid(&self, pooled: &mut Pooled) -> StoreResult<()> {
        pooled.reader.conn.ping().map_err(StoreError::from)
    }

    fn has_broken(&self, pooled: &mut Pooled) -> bool {
        pooled.is_broken || pooled.reader.conn.is_broken()
    }
}
