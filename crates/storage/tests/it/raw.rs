//! SQL past the crate: to prepare what its functions refuse, and to see what is really there.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query, sql_types::Text};

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres")
}

/// Runs statements that return nothing.
pub(crate) fn execute(url: &str, sql: &str) {
    if is_postgres(url) { postgres(url).batch_execute(sql) } else { sqlite(url).batch_execute(sql) }
        .unwrap_or_else(|error| panic!("{error} in {sql}"));
}

/// The column `line` of a query.
pub(crate) fn lines(url: &str, sql: &str) -> Vec<String> {
    let found: diesel::QueryResult<Vec<Line>> =
        if is_postgres(url) { sql_query(sql).load(&mut postgres(url)) } else { sql_query(sql).load(&mut sqlite(url)) };
    found.unwrap_or_else(|error| panic!("{error} in {sql}")).into_iter().map(|row| row.line).collect()
}

/// A text as it stands in SQL.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn postgres(url: &str) -> PgConnection {
    PgConnection::establish(url).unwrap()
}

fn sqlite(url: &str) -> SqliteConnection {
    let mut conn = SqliteConnection::establish(url.trim_start_matches("sqlite:")).unwrap();
    conn.batch_execute("PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON").unwrap();
    conn
}
