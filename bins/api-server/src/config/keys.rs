//! The table of all keys.

use super::values::{address, database_url, log_filter, log_format, networks, secret_file, synchronous, truth, whole};
use super::{Config, ConfigError};

/// A key of the configuration.
pub(super) struct Key {
    /// Section and name.
    pub(super) name: &'static str,
    /// What it is for.
    pub(super) help: &'static str,
    set: fn(&mut Config, &str) -> Result<(), String>,
}

/// All keys. A secret's file stands after the secret, so that it wins within one source.
pub(super) const KEYS: &[Key] = &[
    key("database.url", "sqlite:PATH or postgres://user:password@host/database", |c, v| {
        put(&mut c.database.url, database_url(v))
    }),
    key("database.url_file", "a file that holds database.url", |c, v| {
        put(&mut c.database.url, secret_file(v).and_then(|url| database_url(&url)))
    }),
    key("database.pool_size", "connections to PostgreSQL", |c, v| put(&mut c.database.pool_size, whole(v, &(1..=1_000)))),
    key("database.synchronous", "full, or normal: how often SQLite waits for the disk", |c, v| {
        put(&mut c.database.synchronous, synchronous(v))
    }),
    key("database.statement_timeout_ms", "how long a statement of PostgreSQL may take", |c, v| {
        put(&mut c.database.statement_timeout_ms, whole(v, &(0..=86_400_000)))
    }),
    key("database.busy_timeout_ms", "how long SQLite waits for another program's write", |c, v| {
        put(&mut c.database.busy_timeout_ms, whole(v, &(1..=86_400_000)))
    }),
    key("server.listen", "address and port; port 0 takes a free one", |c, v| put(&mut c.server.listen, address(v))),
    key("server.workers", "threads that answer", |c, v| put(&mut c.server.workers, whole(v, &(1..=512)))),
    key("server.max_body_bytes", "the largest body of a call", |c, v| {
        put(&mut c.server.max_body_bytes, whole(v, &(1_024..=4_294_967_296)))
    }),
    key("server.max_query_bytes", "the longest query of a call", |c, v| {
        put(&mut c.server.max_query_bytes, whole(v, &(256..=1_048_576)))
    }),
    key("server.trusted_proxies", "addresses and networks whose X-Forwarded headers are believed", |c, v| {
        put(&mut c.server.trusted_proxies, networks(v))
    }),
    key("server.shutdown_seconds", "how long running calls may take when the server stops", |c, v| {
        put(&mut c.server.shutdown_seconds, whole(v, &(0..=3_600)))
    }),
    key("server.min_free_disk_bytes", "free space below which the server is not ready", |c, v| {
        put(&mut c.server.min_free_disk_bytes, whole(v, &(0..=u64::MAX)))
    }),
    key("log.level", "a filter such as info or warn,deskhand_storage=debug", |c, v| put(&mut c.log.level, log_filter(v))),
    key("log.format", "text or json", |c, v| put(&mut c.log.format, log_format(v))),
    key("jobs.run", "whether this process works off the outbox", |c, v| put(&mut c.jobs.run, truth(v))),
];

impl Key {
    /// The key of a name.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        KEYS.iter().find(|key| key.name == name)
    }

    /// The name of the key's environment variable.
    pub(super) fn variable(&self) -> String {
        format!("DESKHAND_{}", self.name.replace('.', "_").to_ascii_uppercase())
    }

    /// Reads a value into the configuration.
    pub(super) fn set(&self, config: &mut Config, place: &str, value: &str) -> Result<(), ConfigError> {
        (self.set)(config, value).map_err(|reason| ConfigError::BadValue {
            place: place.to_owned(),
            key: self.name.to_owned(),
            reason,
        })
    }
}

const fn key(name: &'static str, help: &'static str, set: fn(&mut Config, &str) -> Result<(), String>) -> Key {
    Key { name, help, set }
}

fn put<T>(place: &mut T, value: Result<T, String>) -> Result<(), String> {
    *place = value?;
    Ok(())
}
