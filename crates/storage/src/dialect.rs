//! What the two databases say differently.

use crate::conn::AnyConnection;
use diesel::query_builder::SqlQuery;
use diesel::sql_query;

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
            numbered.push_str(&format!("${index}"));
        }
        numbered.push_str(part);
    }
    numbered
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

pub(crate) use {insert_missing, upsert};
