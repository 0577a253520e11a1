//! The counters that hand out ids: a number that was ever used is not used again, even when its row is gone.

use super::rows;
use super::tables::{self, Table};
use crate::conn::AnyConnection;
use crate::error::StoreResult;
use crate::store::{Reader, Store, Writer};
use diesel::sql_types::{Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl};

/// Lets the counters of the target go on where those of the source are.
pub(super) fn carry(from: &Store, to: &Store) -> StoreResult<()> {
    for table in tables::contents().iter().filter(|table| matches!(table.key.as_slice(), [key] if key.name == "id")) {
        let highest = from.read(|db| highest(db, table))?;
        if highest > 0 {
            to.write(move |db| set(db, table, highest))?;
        }
    }
    Ok(())
}

/// The highest id that a table ever had, as far as the database remembers it.
fn highest(db: &mut Reader, table: &Table) -> StoreResult<i64> {
    let present = rows::number(db, &format!("SELECT coalesce(max(id), 0) AS number FROM \"{}\"", table.name))?;
    let handed_out = match &db.conn {
        AnyConnection::Sqlite(_) => {
            let text = format!("SELECT coalesce(max(seq), 0) AS number FROM sqlite_sequence WHERE name = '{}'", table.name);
            rows::number(db, &text)?
        }
        AnyConnection::Postgresql(_) => match sequence(db, table)? {
            Some(sequence) => {
                let last = "CASE WHEN is_called THEN last_value ELSE last_value - 1 END";
                rows::number(db, &format!("SELECT {last} AS number FROM {sequence}"))?
            }
            None => 0,
        },
    };
    Ok(present.max(handed_out))
}

fn set(db: &mut Writer<'_>, table: &Table, highest: i64) -> StoreResult<()> {
    if matches!(db.conn, AnyConnection::Postgresql(_)) {
        if let Some(sequence) = sequence(db, table)? {
            rows::number(db, &format!("SELECT setval('{sequence}', {highest}) AS number"))?;
        }
        return Ok(());
    }
    let name = table.name;
    let counting = format!("SELECT count(*) AS number FROM sqlite_master WHERE name = '{name}' AND sql LIKE '%AUTOINCREMENT%'");
    if rows::number(db, &counting)? > 0 {
        diesel::sql_query(format!("DELETE FROM sqlite_sequence WHERE name = '{name}'")).execute(&mut db.conn)?;
        diesel::sql_query(format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {highest})"))
            .execute(&mut db.conn)?;
    }
    Ok(())
}

#[derive(QueryableByName)]
struct SequenceRow {
    #[diesel(sql_type = Nullable<Text>)]
    sequence: Option<String>,
}

/// PostgreSQL's counter of a table, when it has one.
fn sequence(db: &mut Reader, table: &Table) -> StoreResult<Option<String>> {
    let text = format!("SELECT pg_get_serial_sequence('{}', 'id') AS sequence", table.name);
    let row: SequenceRow = diesel::sql_query(text).get_result(&mut db.conn)?;
    Ok(row.sequence)
}
