//! Rows of any table: counted, read in batches, inserted.
//!
//! Both databases hand a row over as a JSON array, which is the one form that they write the same way, whatever the table.
//! Rows are inserted by bound values, because SQLite's JSON functions end a text at a NUL.

use super::tables::{Column, Kind, Table};
use crate::conn::{AnyConnection, MultiBackend};
use crate::dialect;
use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::store::{Reader, Writer};
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl};
use serde_json::Value as Json;

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Flag(bool),
    Text(String),
    Bytes(Vec<u8>),
}

/// The values of a row, in the order of the table's columns.
pub(super) type Row = Vec<Value>;

/// Rows that were read together.
pub(super) struct Batch {
    pub(super) rows: Vec<Row>,
    /// What they took on their way.
    pub(super) bytes: usize,
}

/// How many rows are read together: few of the large ones, many of the small ones.
pub(super) struct Limit(usize);

impl Default for Limit {
    fn default() -> Self {
        Self(16)
    }
}

impl Limit {
    const MOST_ROWS: usize = 500;
    const FEW_BYTES: usize = 1 << 20;
    const MANY_BYTES: usize = 4 << 20;

    pub(super) fn rows(&self) -> usize {
        self.0
    }

    /// Takes more rows or fewer next time, by what the last ones took.
    pub(super) fn adapt(&mut self, bytes: usize) {
        if bytes > Self::MANY_BYTES {
            self.0 = (self.0 / 2).max(1);
        } else if bytes < Self::FEW_BYTES {
            self.0 = (self.0 * 2).min(Self::MOST_ROWS);
        }
    }
}

#[derive(QueryableByName)]
struct JsonRow {
    #[diesel(sql_type = Text)]
    json: String,
}

#[derive(QueryableByName)]
struct NumberRow {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// The rows of a table.
pub(super) fn count(db: &mut Reader, table: &Table) -> StoreResult<u64> {
    number(db, &format!("SELECT count(*) AS number FROM \"{}\"", table.name)).map(|n| u64::try_from(n).unwrap_or(0))
}

/// The number that a query calls so.
pub(super) fn number(db: &mut Reader, text: &str) -> StoreResult<i64> {
    let row: NumberRow = diesel::sql_query(text).get_result(&mut db.conn)?;
    Ok(row.number)
}

/// The next rows after a key, in the order of the key as this database sorts it.
pub(super) fn read(db: &mut Reader, table: &Table, after: Option<&[Value]>, limit: usize) -> StoreResult<Batch> {
    let key = names(&table.key);
    let beyond = after.map_or_else(String::new, |_| format!("WHERE ({key}) > ({})", places(table.key.len())));
    let row = expression(&db.conn, table);
    let mut statement = boxed(&db.conn, &format!("SELECT {row} AS json FROM \"{}\" {beyond} ORDER BY {key} LIMIT ?", table.name));
    for (column, value) in table.key.iter().zip(after.unwrap_or_default()) {
        statement = bind(statement, column, value);
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found: Vec<JsonRow> =
        statement.bind::<BigInt, _>(limit).load(&mut db.conn).map_err(|e| failed("read", table, e.into()))?;
    let bytes = found.iter().map(|row| row.json.len()).sum();
    let rows = found.iter().map(|row| row_from_json(table, &row.json)).collect::<StoreResult<_>>()?;
    Ok(Batch { rows, bytes })
}

/// Inserts rows as they are, with their keys.
pub(super) fn insert(db: &mut Writer<'_>, table: &Table, rows: &[Row]) -> StoreResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    if matches!(db.conn, AnyConnection::Postgresql(_)) {
        rows.iter().try_for_each(|row| refuse_nul(table, row))?;
    }
    let row = format!("({})", places(table.columns.len()));
    let values = vec![row.as_str(); rows.len()].join(", ");
    let text = format!("INSERT INTO \"{}\" ({}) VALUES {values}", table.name, names(&table.columns));
    let mut statement = boxed(&db.conn, &text);
    for row in rows {
        for (column, value) in table.columns.iter().zip(row) {
            statement = bind(statement, column, value);
        }
    }
    statement.execute(&mut db.conn).map_err(|e| failed("insert", table, e.into()))?;
    Ok(())
}

/// Deletes all rows.
pub(super) fn delete(db: &mut Writer<'_>, table: &Table) -> StoreResult<()> {
    diesel::sql_query(format!("DELETE FROM \"{}\"", table.name)).execute(&mut db.conn)?;
    Ok(())
}

/// The key of a row as text, to be found again by [`key_from_json`].
pub(super) fn key_to_json(table: &Table, row: &[Value]) -> String {
    let of_key = table.columns.iter().zip(row).filter(|(column, _)| table.key.contains(column));
    let values = of_key.map(|(_, value)| match value {
        Value::Integer(number) => Json::from(*number),
        Value::Flag(flag) => Json::from(*flag),
        Value::Text(text) => Json::from(text.as_str()),
        Value::Null | Value::Bytes(_) => Json::Null,
    });
    Json::Array(values.collect()).to_string()
}

/// Reads a key; an empty text stands before all keys.
pub(super) fn key_from_json(table: &Table, text: &str) -> StoreResult<Option<Vec<Value>>> {
    if text.is_empty() {
        return Ok(None);
    }
    values_from_json(table, &table.key, text).map(Some)
}

/// How many rows there are, as the record counts them.
pub(super) fn length(rows: &[Row]) -> u64 {
    u64::try_from(rows.len()).unwrap_or(u64::MAX)
}

fn row_from_json(table: &Table, text: &str) -> StoreResult<Row> {
    values_from_json(table, &table.columns, text)
}

fn values_from_json(table: &Table, columns: &[Column], text: &str) -> StoreResult<Vec<Value>> {
    let values: Vec<Json> =
        serde_json::from_str(text).map_err(|e| failed("read", table, StoreError::other("holds unreadable rows", e)))?;
    columns.iter().zip(values).map(|(column, value)| from_json(table, column, value)).collect()
}

fn from_json(table: &Table, column: &Column, value: Json) -> StoreResult<Value> {
    let value = match (column.kind, value) {
        (_, Json::Null) if column.is_nullable => Some(Value::Null),
        (Kind::Integer, Json::Number(number)) => number.as_i64().map(Value::Integer),
        (Kind::Flag, Json::Bool(flag)) => Some(Value::Flag(flag)),
        // SQLite has no type for yes and no.
        (Kind::Flag, Json::Number(number)) => number.as_i64().map(|number| Value::Flag(number != 0)),
        (Kind::Text, Json::String(text)) => Some(Value::Text(text)),
        (Kind::Bytes, Json::String(text)) => from_hex(&text).map(Value::Bytes),
        _ => None,
    };
    value.ok_or_else(|| {
        let what = format!("holds something else than it should in column {} of table {}", column.name, table.name);
        StoreError::new(StoreErrorKind::Other, what)
    })
}

/// The bytes that hexadecimal digits stand for.
pub(super) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| match pair {
        [high, low] => Some(digit(*high)? << 4 | digit(*low)?),
        _ => None,
    };
    text.as_bytes().chunks(2).map(pair).collect()
}

fn refuse_nul(table: &Table, row: &[Value]) -> StoreResult<()> {
    let has_nul = |value: &Value| matches!(value, Value::Text(text) if text.contains('\0'));
    let Some((column, _)) = table.columns.iter().zip(row).find(|(_, value)| has_nul(value)) else { return Ok(()) };
    let key = key_to_json(table, row);
    let (table, column) = (table.name, column.name);
    let what =
        format!("cannot hold row {key} of table {table}: there is a NUL in column {column}, and PostgreSQL has none in texts");
    Err(StoreError::new(StoreErrorKind::Constraint, what))
}

fn failed(verb: &str, table: &Table, error: StoreError) -> StoreError {
    StoreError::caused(error.kind(), format!("could not {verb} rows of table {}", table.name), error)
}

fn names(columns: &[Column]) -> String {
    columns.iter().map(|column| format!("\"{}\"", column.name)).collect::<Vec<_>>().join(", ")
}

fn places(count: usize) -> String {
    vec!["?"; count].join(", ")
}

/// A row of the table as a JSON array.
fn expression(conn: &AnyConnection, table: &Table) -> String {
    let is_sqlite = matches!(conn, AnyConnection::Sqlite(_));
    let values = table.columns.iter().map(|Column { name, kind, .. }| match kind {
        // SQLite's `hex` makes an empty text of nothing.
        Kind::Bytes if is_sqlite => format!("iif(\"{name}\" IS NULL, NULL, hex(\"{name}\"))"),
        Kind::Bytes => format!("encode(\"{name}\", 'hex')"),
        Kind::Integer | Kind::Flag | Kind::Text => format!("\"{name}\""),
    });
    let values = values.collect::<Vec<_>>().join(", ");
    if is_sqlite { format!("json_array({values})") } else { format!("json_build_array({values})::text") }
}

type Statement<'a> = BoxedSqlQuery<'a, MultiBackend, SqlQuery>;

fn boxed<'a>(conn: &AnyConnection, text: &str) -> Statement<'a> {
    dialect::query(conn, text).into_boxed()
}

fn bind<'a>(statement: Statement<'a>, column: &Column, value: &'a Value) -> Statement<'a> {
    match column.kind {
        Kind::Integer => {
            statement.bind::<Nullable<BigInt>, _>(if let Value::Integer(number) = value { Some(*number) } else { None })
        }
        Kind::Flag => statement.bind::<Nullable<Bool>, _>(if let Value::Flag(flag) = value { Some(*flag) } else { None }),
        Kind::Text => statement.bind::<Nullable<Text>, _>(if let Value::Text(text) = value { Some(text.as_str()) } else { None }),
        Kind::Bytes => {
            statement.bind::<Nullable<Binary>, _>(if let Value::Bytes(bytes) = value { Some(bytes.as_slice()) } else { None })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hexadecimal_digits_of_both_databases_are_read() {
        assert_eq!(from_hex("00fFA5"), Some(vec![0, 255, 165]));
        assert_eq!((from_hex(""), from_hex("0"), from_hex("0g")), (Some(Vec::new()), None, None));
    }

    #[test]
    fn a_batch_stays_small_while_rows_are_large() {
        let mut limit = Limit::default();
        (0..10).for_each(|_| limit.adapt(5 << 20));
        assert_eq!(limit.rows(), 1);
        (0..10).for_each(|_| limit.adapt(100));
        assert_eq!(limit.rows(), Limit::MOST_ROWS);
    }
}
