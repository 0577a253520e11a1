//! Migrations: embedded in the program, run at start under a lock, so that several servers may start at once.

use crate::conn::AnyConnection;
use crate::error::{StoreError, StoreResult};
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

const SQLITE: EmbeddedMigrations = embed_migrations!("../../migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("../../migrations/postgres");

/// The key of the advisory lock that servers take while they migrate PostgreSQL; any fixed number.
const LOCK: i64 = 0x6465_736b_6861_6e64;

/// Brings the database up to date; returns how many migrations ran.
pub(crate) fn run(conn: &mut AnyConnection) -> StoreResult<usize> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::other("cannot be migrated", error);
    match conn {
        AnyConnection::Sqlite(conn) => conn
            .immediate_transaction(|conn| conn.run_pending_migrations(SQLITE).map(|ran| ran.len()).map_err(Failure::Migration))
            .map_err(|error| failed(error.into_cause())),
        AnyConnection::Postgresql(conn) => {
            // The wait for another server's migration is longer than a statement may take.
            conn.batch_execute(&format!("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock({LOCK})"))?;
            let ran = conn.run_pending_migrations(POSTGRES).map(|ran| ran.len()).map_err(failed);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
            ran
        }
    }
}

/// Whether a migration has not run yet.
pub(crate) fn is_pending(conn: &mut AnyConnection) -> StoreResult<bool> {
    let failed = |error: Box<dyn std::error::Error + Send + Sync>| StoreError::other("cannot be asked for its migrations", error);
    match conn {
        AnyConnection::Sqlite(conn) => conn.has_pending_migration(SQLITE).map_err(failed),
        AnyConnection::Postgresql(conn) => conn.has_pending_migration(POSTGRES).map_err(failed),
    }
}

/// How many migrations the program knows.
pub(crate) fn count() -> usize {
    MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE).map_or(0, |all| all.len())
}

/// Lets a migration's own error pass through diesel's transaction.
enum Failure {
    Migration(Box<dyn std::error::Error + Send + Sync>),
    Database(diesel::result::Error),
}

impl Failure {
    fn into_cause(self) -> Box<dyn std::error::Error + Send + Sync> {
        match self {
            Self::Migration(cause) => cause,
            Self::Database(cause) => cause.into(),
        }
    }
}

impl From<diesel::result::Error> for Failure {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}
