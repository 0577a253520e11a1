//! Configuration: built-in values, a TOML file, the environment and flags, in that rising order.
//!
//! | section | what |
//! |---|---|
//! | `database` | where the desk is stored and how the database is used |
//! | `server` | where the server listens and what it accepts |
//! | `log` | what is logged and how |
//! | `jobs` | whether this process works off the outbox |
//!
//! The environment variable of a key is its name in capitals with `DESKHAND_` before it: `DESKHAND_SERVER_LISTEN` for
//! `server.listen`. [`key_names`] lists all keys.

mod error;
mod keys;
mod layers;
mod values;

pub use error::{ConfigError, ConfigErrors};
pub use layers::Sources;
pub use values::LogFormat;

use deskhand_storage::{StoreOptions, Synchronous};
use ipnet::IpNet;
use std::fmt;
use std::num::NonZero;

/// The configuration of a server.
///
/// ```
/// let config = api_server::Config::default();
/// assert_eq!(config.server.listen, "127.0.0.1:8080");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    /// The database.
    pub database: DatabaseConfig,
    /// The server.
    pub server: ServerConfig,
    /// The log.
    pub log: LogConfig,
    /// The job loops.
    pub jobs: JobsConfig,
}

/// Where the desk is stored and how the database is used. `Debug` does not show the URL, which may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseConfig {
    /// `sqlite:PATH` or `postgres://user:password@host/database`.
    pub url: String,
    /// Connections to PostgreSQL.
    pub pool_size: u32,
    /// How often SQLite waits for the disk.
    pub synchronous: Synchronous,
    /// How long a statement of PostgreSQL may take, in milliseconds.
    pub statement_timeout_ms: u32,
    /// How long SQLite waits for another program's write, in milliseconds.
    pub busy_timeout_ms: u32,
}

/// Where the server listens and what it accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerConfig {
    /// Address and port; port 0 takes a free one.
    pub listen: String,
    /// Threads that answer.
    pub workers: usize,
    /// The largest body of a call, in bytes.
    pub max_body_bytes: usize,
    /// The longest query of a call, in bytes.
    pub max_query_bytes: usize,
    /// The proxies whose `X-Forwarded-…` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How long running calls may take to end when the server stops.
    pub shutdown_seconds: u64,
    /// The free space of the disk below which the server says that it is not ready.
    pub min_free_disk_bytes: u64,
}

/// What is logged and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogConfig {
    /// A filter such as `info` or `warn,deskhand_storage=debug`.
    pub level: String,
    /// The form of a line.
    pub format: LogFormat,
}

/// Whether this process works off the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobsConfig {
    /// Whether it does.
    pub run: bool,
}

impl Default for DatabaseConfig {
    fn default() -> Self {
        let store = StoreOptions::new("sqlite:deskhand.db");
        Self {
            url: store.url,
            pool_size: store.pool_size,
            synchronous: store.synchronous,
            statement_timeout_ms: store.statement_timeout_ms,
            busy_timeout_ms: store.busy_timeout_ms,
        }
    }
}

impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig")
            .field("pool_size", &self.pool_size)
            .field("synchronous", &self.synchronous)
            .field("statement_timeout_ms", &self.statement_timeout_ms)
            .field("busy_timeout_ms", &self.busy_timeout_ms)
            .finish_non_exhaustive()
    }
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            listen: "127.0.0.1:8080".to_owned(),
            workers: std::thread::available_parallelism().map_or(1, NonZero::get).min(8),
            max_body_bytes: 64 * 1024 * 1024,
            max_query_bytes: 256 * 1024,
            trusted_proxies: Vec::new(),
            shutdown_seconds: 30,
            min_free_disk_bytes: 100 * 1024 * 1024,
        }
    }
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: "info".to_owned(), format: LogFormat::Text }
    }
}

impl Default for JobsConfig {
    fn default() -> Self {
        Self { run: true }
    }
}

impl Config {
    /// Lays the sources over the built-in values.
    ///
    /// # Errors
    /// Everything that is wrong in any of the sources, at once.
    ///
    /// ```
    /// use api_server::config::{Config, Sources};
    ///
    /// let environment = vec![("DESKHAND_SERVER_WORKERS".to_owned(), "3".to_owned())];
    /// let config = Config::load(&Sources { environment, ..Sources::default() })?;
    /// assert_eq!(config.server.workers, 3);
    /// # Ok::<(), api_server::config::ConfigErrors>(())
    /// ```
    pub fn load(sources: &Sources) -> Result<Self, ConfigErrors> {
        let (config, errors) = Self::load_leniently(sources);
        if errors.0.is_empty() { Ok(config) } else { Err(errors) }
    }

    /// Lays the sources over the built-in values, leaving out what is wrong, and tells what that is.
    ///
    /// ```
    /// use api_server::config::{Config, Sources};
    ///
    /// let flags = vec![("server.lisen".to_owned(), "[::1]:80".to_owned())];
    /// let (config, errors) = Config::load_leniently(&Sources { flags, ..Sources::default() });
    /// assert_eq!(config, Config::default());
    /// assert_eq!(errors.to_string(), "--set: unknown key server.lisen; did you mean server.listen?");
    /// ```
    pub fn load_leniently(sources: &Sources) -> (Self, ConfigErrors) {
        let mut config = Self::default();
        let mut errors = Vec::new();
        for layer in layers::read(sources, &mut errors) {
            layer.apply(&mut config, &mut errors);
        }
        (config, ConfigErrors(errors))
    }

    /// How the store is opened.
    pub fn store_options(&self) -> StoreOptions {
        StoreOptions {
            url: self.database.url.clone(),
            pool_size: self.database.pool_size,
            synchronous: self.database.synchronous,
            busy_timeout_ms: self.database.busy_timeout_ms,
            statement_timeout_ms: self.database.statement_timeout_ms,
        }
    }
}

/// The names of all keys, with what they are for.
///
/// ```
/// assert!(api_server::config::key_names().any(|(name, _)| name == "server.trusted_proxies"));
/// ```
pub fn key_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    keys::KEYS.iter().map(|key| (key.name, key.help))
}
