//! The numbers of requests, as far as an administrator decides about them.

use crate::conn::AnyConnection;
use crate::error::StoreResult;
use crate::store::{Reader, Writer};
use deskhand_model::RequestId;
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::BigInt;

#[derive(QueryableByName)]
struct Next {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The number that the next request gets.
///
/// # Errors
/// Trouble of the database.
pub fn next_request_id(db: &mut Reader) -> StoreResult<RequestId> {
    let text = match &db.conn {
        AnyConnection::Sqlite(_) => "SELECT coalesce(max(seq), 0) + 1 AS id FROM sqlite_sequence WHERE name = 'requests'",
        AnyConnection::Postgresql(_) => {
            "SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END AS id FROM requests_id_seq"
        }
    };
    let next: Next = sql_query(text).get_result(&mut db.conn)?;
    Ok(RequestId(next.id))
}

/// Lets the next request get a number, which must be above those of all requests there ever were. Undone with the transaction.
///
/// # Errors
/// Trouble of the database.
pub fn set_next_request_id(db: &mut Writer<'_>, next: RequestId) -> StoreResult<()> {
    let text = match &db.conn {
        AnyConnection::Sqlite(_) => format!("UPDATE sqlite_sequence SET seq = {} - 1 WHERE name = 'requests'", next.0),
        AnyConnection::Postgresql(_) => format!("ALTER TABLE requests ALTER COLUMN id RESTART WITH {}", next.0),
    };
    sql_query(text).execute(&mut db.conn)?;
    Ok(())
}
