//! What the two databases say differently.

use crate::conn::AnyConnection;
use diesel::query_builder::SqlQuery;
use diesel::sql_query;
use std::fmt::Write;

/// A query text with `?` for its values, in the words of the connection's database.
pub(crate) fn query(conn: &AnyConnection, text: &str) -> SqlQuery {
    match conn {
        AnyConnection::Sqlite(_) => sql_query(text),
        AnyConnection::Postgresql(_) => sql_query(numbered(text)),
    }
}

/// Replaces each `?` by `$1`, `$2`, …, as PostgreSQL counts its values.
fn numbered(text: &str) -> String {
    let mut numbered = String::with_capacity(text.len() + 16);
    for (index, part) in text.split('?').enumerate() {
        if index > 0 {
            // Writing to a string cannot fail.
            let _written = write!(numbered, "${index}");
        }
        numbered.push_str(part);
    }
    numbered
}

/// Loads the rows of a query. Unlike diesel's own `load` on a connection of either kind, this builds the query's text only once a
/// connection; for queries that every call runs.
macro_rules! load {
    ($db:expr, $query:expr) => {
        match &mut $db.conn {
            $crate::conn::AnyConnection::Sqlite(conn) => diesel::RunQueryDsl::load(($query), conn),
            $crate::conn::AnyConnection::Postgresql(conn) => diesel::RunQueryDsl::load(($query), conn),
        }
    };
}

/// As [`load!`], for the first row of a query or the row that an insert returns.
macro_rules! one {
    ($db:expr, $query:expr) => {
        match &mut $db.conn {
            $crate::conn::AnyConnection::Sqlite(conn) => diesel::RunQueryDsl::get_result(($query), conn),
            $crate::conn::AnyConnection::Postgresql(conn) => diesel::RunQueryDsl::get_result(($query), conn),
        }
    };
}

/// As [`load!`], for a change.
macro_rules! execute {
    ($db:expr, $query:expr) => {
        match &mut $db.conn {
            $crate::conn::AnyConnection::Sqlite(conn) => diesel::RunQueryDsl::execute(($query), conn),
            $crate::conn::AnyConnection::Postgresql(conn) => diesel::RunQueryDsl::execute(($query), conn),
        }
    };
}

/// Runs an insert with `?` for its values that does nothing when the row is there already, or an update in its place.
macro_rules! upsert {
    ($db:expr, $target:expr, $conflict:expr, $changes:expr, $rows:expr) => {
        match &mut $db.reader.conn {
            $crate::conn::AnyConnection::Sqlite(conn) => {
                diesel::insert_into($target).values($rows).on_conflict($conflict).do_update().set($changes).execute(conn)
            }
            $crate::conn::AnyConnection::Postgresql(conn) => {
                diesel::insert_into($target).values($rows).on_conflict($conflict).do_update().set($changes).execute(conn)
            }
        }
    };
}

/// Inserts rows and leaves those alone that are there already; says how many were new.
macro_rules! insert_missing {
    ($db:expr, $target:expr, $rows:expr) => {
        match &mut $db.reader.conn {
            $crate::conn::AnyConnection::Sqlite(conn) => {
                diesel::insert_into($target).values($rows).on_conflict_do_nothing().execute(conn)
            }
            $crate::conn::AnyConnection::Postgresql(conn) => {
                diesel::insert_into($target).values($rows).on_conflict_do_nothing().execute(conn)
            }
        }
    };
}

pub(crate) use {execute, insert_missing, load, one, upsert};
