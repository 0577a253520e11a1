//! An empty database for one test, on either engine.

use crate::postgres::TestPostgres;
use tempfile::TempDir;

/// Writes each test once and runs it on SQLite and on PostgreSQL, each time on an empty database of its own.
///
/// The function gets the database's URL. A test `finds_a_word` becomes `finds_a_word::on_sqlite` and `finds_a_word::on_postgres`.
///
/// ```no_run
/// deskhand_testkit::on_both! {
///     /// Doc comments and attributes stay on the function.
///     fn a_new_desk_has_no_requests(url: &str) {
///         assert!(url.starts_with("sqlite:") || url.starts_with("postgres://"));
///     }
///
///     fn a_second_test(url: &str) {
///         assert!(!url.is_empty());
///     }
/// }
/// # fn main() {}
/// ```
#[macro_export]
macro_rules! on_both {
    ($( $(#[$attribute:meta])* fn $name:ident($url:ident: &str) $body:block )+) => {$(
        $(#[$attribute])*
        #[cfg(test)]
        fn $name($url: &str) $body

        #[cfg(test)]
        mod $name {
            #[test]
            fn on_sqlite() {
                super::$name($crate::database::Database::sqlite().url());
            }

            #[test]
            fn on_postgres() {
                super::$name($crate::database::Database::postgres().url());
            }
        }
    )+};
}

/// An empty database that disappears with this value.
///
/// ```
/// use deskhand_testkit::database::Database;
///
/// let database = Database::sqlite();
/// assert!(database.url().starts_with("sqlite:/"));
/// ```
#[derive(Debug)]
pub struct Database {
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File { _folder: TempDir },
    Server(&'static TestPostgres),
}

impl Database {
    /// A SQLite database in a temporary folder; the file does not exist yet. The URL is `sqlite:/path/desk.db`.
    ///
    /// # Panics
    /// When no temporary folder can be made.
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self { url: format!("sqlite:{}", folder.path().join("desk.db").display()), place: Place::File { _folder: folder } }
    }

    /// A database on [`TestPostgres::shared`]. The URL is `postgres://user:password@127.0.0.1:port/name`.
    pub fn postgres() -> Self {
        Self::on(TestPostgres::shared())
    }

    /// A database on [`TestPostgres::durable`], for tests that kill what writes to it or measure commits.
    pub fn durable_postgres() -> Self {
        Self::on(TestPostgres::durable())
    }

    /// The URL by which the product opens the database.
    ///
    /// ```
    /// let database = deskhand_testkit::database::Database::sqlite();
    /// assert!(database.url().ends_with("/desk.db"));
    /// ```
    pub fn url(&self) -> &str {
        &self.url
    }

    fn on(server: &'static TestPostgres) -> Self {
        Self { url: server.fresh_database(), place: Place::Server(server) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Server(server) = self.place {
            server.drop_database(&self.url);
        }
    }
}
