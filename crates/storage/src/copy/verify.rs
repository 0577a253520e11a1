//! Comparing both sides of a copy.

use super::rows::{self, Limit, Value};
use super::tables::{self, Table};
use super::{Progress, Step};
use crate::blobs;
use crate::error::{StoreError, StoreErrorKind, StoreResult};
use crate::store::Store;
use sha2::{Digest, Sha256};

/// What the rows of a table come to, whatever their order: how many there are, and the sum of their hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Sum {
    rows: u64,
    hashes: [u64; 4],
}

impl Sum {
    fn add(&mut self, row: &[Value]) {
        self.rows = self.rows.saturating_add(1);
        let hash = hash(row);
        for (sum, part) in self.hashes.iter_mut().zip(hash.chunks_exact(8)) {
            *sum = sum.wrapping_add(part.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)));
        }
    }
}

/// Compares the rows of a table.
pub(super) fn compare(
    from: &Store,
    to: &Store,
    table: &'static Table,
    rows: u64,
    progress: &mut dyn FnMut(Progress),
) -> StoreResult<()> {
    let total = rows.saturating_mul(2);
    let mut report = |done| progress(Progress { step: Step::Verify, table: table.name, done, total });
    let wanted = sum(from, table, &mut report)?;
    let found = sum(to, table, &mut |done| report(done.saturating_add(wanted.rows)))?;
    if wanted.rows != found.rows {
        return Err(difference(table, &format!("{} rows instead of {}", found.rows, wanted.rows)));
    }
    if wanted.hashes != found.hashes {
        return Err(difference(table, "as many rows with other contents"));
    }
    Ok(())
}

/// Computes the hash of every document's content again; says how many there are.
pub(super) fn blobs(store: &Store) -> StoreResult<u64> {
    let Some(table) = tables::all().iter().find(|table| table.name == "blobs") else { return Ok(0) };
    let mut checked = 0;
    each_row(store, table, &mut |row| {
        checked += 1;
        match row {
            [Value::Text(hash), Value::Integer(size), ..] => check_blob(store, hash, *size),
            _ => Err(difference(table, "its columns are others")),
        }
    })?;
    Ok(checked)
}

/// The error for a table that is not the same on both sides.
pub(super) fn difference(table: &Table, what: &str) -> StoreError {
    StoreError::new(StoreErrorKind::Other, format!("copied to is not what it was copied from in table {}: {what}", table.name))
}

fn check_blob(store: &Store, hash: &str, size: i64) -> StoreResult<()> {
    let mut digest = Sha256::new();
    let mut length = 0;
    for position in 0.. {
        let Some(bytes) = store.read(|db| blobs::chunk(db, hash, position))? else { break };
        length += bytes.len();
        digest.update(&bytes);
    }
    let has_hash = rows::from_hex(hash).is_some_and(|expected| expected == digest.finalize().as_slice());
    if has_hash && i64::try_from(length).ok() == Some(size) {
        return Ok(());
    }
    let what = format!("has a damaged content in table blob_chunks: what is stored as {hash} has another hash or size");
    Err(StoreError::new(StoreErrorKind::Other, what))
}

fn sum(store: &Store, table: &Table, report: &mut dyn FnMut(u64)) -> StoreResult<Sum> {
    let mut sum = Sum::default();
    each_row(store, table, &mut |row| {
        sum.add(row);
        if sum.rows.is_multiple_of(1_000) {
            report(sum.rows);
        }
        Ok(())
    })?;
    report(sum.rows);
    Ok(sum)
}

fn each_row(store: &Store, table: &Table, visit: &mut dyn FnMut(&[Value]) -> StoreResult<()>) -> StoreResult<()> {
    let mut limit = Limit::default();
    let mut after = String::new();
    loop {
        let key = rows::key_from_json(table, &after)?;
        let batch = store.read(|db| rows::read(db, table, key.as_deref(), limit.rows()))?;
        batch.rows.iter().try_for_each(|row| visit(row))?;
        match batch.rows.last() {
            Some(last) if batch.rows.len() == limit.rows() => after = rows::key_to_json(table, last),
            _ => return Ok(()),
        }
        limit.adapt(batch.bytes);
    }
}

/// A row's hash, from a form that does not depend on the database.
fn hash(row: &[Value]) -> Vec<u8> {
    let mut digest = Sha256::new();
    for value in row {
        match value {
            Value::Null => digest.update([0]),
            Value::Integer(number) => digest.update([&[1], number.to_le_bytes().as_slice()].concat()),
            Value::Flag(flag) => digest.update([2, u8::from(*flag)]),
            Value::Text(text) => update_sized(&mut digest, 3, text.as_bytes()),
            Value::Bytes(bytes) => update_sized(&mut digest, 4, bytes),
        }
    }
    digest.finalize().to_vec()
}

fn update_sized(digest: &mut Sha256, kind: u8, bytes: &[u8]) {
    digest.update([kind]);
    digest.update(bytes.len().to_le_bytes());
    digest.update(bytes);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum_of(rows: &[&[Value]]) -> Sum {
        let mut sum = Sum::default();
        for row in rows {
            sum.add(row);
        }
        sum
    }

    #[test]
    fn the_sum_of_rows_knows_their_contents_and_not_their_order() {
        let text = |text: &str| Value::Text(text.to_owned());
        let (a, b, c) = ([text("ab"), text("c")], [text("a"), text("bc")], [Value::Null, text("")]);
        assert_eq!(sum_of(&[&a, &b]), sum_of(&[&b, &a]));
        assert_ne!(sum_of(&[&a, &a]), sum_of(&[&b, &b]));
        assert_ne!(sum_of(&[&a, &c]), sum_of(&[&b, &c]));
    }
}
