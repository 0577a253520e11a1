//! Reading and writing the index in both databases.

use super::words::{self, Term, Terms};
use crate::conn::AnyConnection;
use crate::dialect::{insert_missing, query};
use crate::error::StoreResult;
use crate::schema::{history, search_grams, search_words};
use crate::store::{Reader, Writer};
use deskhand_model::request::CustomValues;
use deskhand_model::{Customer, Note, RequestId};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Array, BigInt, Text};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Mutex, PoisonError};

/// Documents of the index that one request may have.
const SPAN: i64 = 1 << 20;
/// The most words that a part is replaced by.
const MOST_WORDS: i64 = 20_000;
/// How many words a process remembers to be in the list; beyond that it forgets all and begins anew.
const REMEMBERED: usize = 200_000;

diesel::table! {
    search_index (rowid) {
        rowid -> BigInt,
        words -> Text,
    }
}

/// Documents that are put into the index at the end of a transaction: in the order of their ids, which is what SQLite's index is
/// fastest with, and only when the change that they belong to stands.
#[derive(Default)]
pub(crate) struct PendingIndex {
    entries: Vec<Entry>,
}

struct Entry {
    id: i64,
    words: BTreeSet<String>,
    /// Whether the document may be there already.
    replaces: bool,
    /// Whether its words belong into the list of words.
    is_listed: bool,
}

impl PendingIndex {
    pub(crate) fn mark(&self) -> usize {
        self.entries.len()
    }

    pub(crate) fn forget_since(&mut self, mark: usize) {
        self.entries.truncate(mark);
    }
}

/// The words that this process knows to be in the list.
pub(crate) struct WordCache {
    seen: Mutex<HashSet<u64>>,
    hasher: RandomState,
}

impl Default for WordCache {
    fn default() -> Self {
        Self { seen: Mutex::default(), hasher: RandomState::new() }
    }
}

impl WordCache {
    fn unknown<'a>(&self, words: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, u64> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let hashed = words.map(|word| (word.as_str(), self.hasher.hash_one(word)));
        hashed.filter(|(_, hash)| !seen.contains(hash)).collect()
    }

    /// Remembers words whose transaction is durable.
    pub(crate) fn remember(&self, hashes: Vec<u64>) {
        if hashes.is_empty() {
            return;
        }
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > REMEMBERED {
            seen.clear();
        }
        seen.extend(hashes);
    }

    pub(crate) fn clear(&self) {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Puts a note into the index; `position` is its place in the request's history, from 1.
pub fn index_note(db: &mut Writer<'_>, request: RequestId, position: i64, note: &Note, title: &str) {
    if note.body.is_empty() && title.is_empty() {
        return;
    }
    let mut found = if note.is_html { words::words(&words::visible_text(&note.body)) } else { words::words(&note.body) };
    if !title.is_empty() {
        found.extend(words::words(title));
    }
    if !found.is_empty() {
        let id = request.0 * SPAN + position.clamp(1, SPAN - 1);
        db.pending.entries.push(Entry { id, words: found, replaces: false, is_listed: true });
    }
}

/// Puts the customer's data of a request into the index, with the custom values of free text.
pub fn index_customer(db: &mut Writer<'_>, request: RequestId, customer: &Customer, custom: &CustomValues, replaces: bool) {
    let Customer { customer_ref, first_name, last_name, email, phone } = customer;
    let texts = [customer_ref, first_name, last_name, email, phone].into_iter().chain(custom.values());
    let grams: BTreeSet<String> = texts.filter(|text| !text.is_empty()).flat_map(|text| words::customer_grams(text)).collect();
    db.pending.entries.push(Entry { id: request.0 * SPAN, words: grams, replaces, is_listed: false });
}

/// Writes what is pending; returns what the word cache may remember once the transaction is durable.
pub(crate) fn write_pending(db: &mut Writer<'_>) -> StoreResult<Vec<u64>> {
    let mut entries = std::mem::take(&mut db.pending.entries);
    // Of several versions of one document the last one counts; the sort is stable.
    entries.sort_by_key(|entry| entry.id);
    let mut known = Vec::new();
    let new_words = db.words.unknown(entries.iter().filter(|e| e.is_listed).flat_map(|e| &e.words));
    for (word, hash) in new_words {
        list_word(db, word)?;
        known.push(hash);
    }
    let mut entries = entries.into_iter().peekable();
    while let Some(entry) = entries.next() {
        if entries.peek().is_none_or(|next| next.id != entry.id) {
            put(db, &entry)?;
        }
    }
    Ok(known)
}

fn list_word(db: &mut Writer<'_>, word: &str) -> StoreResult<()> {
    if insert_missing!(db, search_words::table, search_words::word.eq(word))? == 0 {
        return Ok(());
    }
    for gram in words::grams(word) {
        let row = (search_grams::gram.eq(gram), search_grams::word.eq(word));
        insert_missing!(db, search_grams::table, row)?;
    }
    Ok(())
}

fn put(db: &mut Writer<'_>, entry: &Entry) -> StoreResult<()> {
    match &mut db.reader.conn {
        AnyConnection::Sqlite(conn) => {
            if entry.replaces {
                diesel::delete(search_index::table.find(entry.id)).execute(conn)?;
            }
            let text = entry.words.iter().map(String::as_str).collect::<Vec<_>>().join(" ");
            let row = (search_index::rowid.eq(entry.id), search_index::words.eq(text));
            diesel::insert_into(search_index::table).values(row).execute(conn)?;
        }
        AnyConnection::Postgresql(conn) => {
            sql_query(
                "INSERT INTO search_index (id, words) VALUES ($1, array_to_tsvector($2)) \
                 ON CONFLICT (id) DO UPDATE SET words = excluded.words",
            )
            .bind::<BigInt, _>(entry.id)
            .bind::<Array<Text>, _>(entry.words.iter().cloned().collect::<Vec<_>>())
            .execute(conn)?;
        }
    }
    Ok(())
}

#[derive(QueryableByName)]
struct IdRow {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// The newest requests with a document that has all of the terms: at most `limit` documents before the request `before`, each
/// request once, newest first. Fewer documents than `limit` (second value) mean that there are no more.
///
/// # Errors
/// Trouble of the database.
pub fn newest_matches(
    db: &mut Reader,
    terms: &Terms,
    before: Option<RequestId>,
    limit: i64,
) -> StoreResult<(Vec<RequestId>, bool)> {
    let before = before.map_or(i64::MAX, |id| id.0 * SPAN);
    let documents = match expression(db, terms)? {
        Some(expression) => documents(db, &expression, 0, before, limit)?,
        None => Vec::new(),
    };
    let is_last = i64::try_from(documents.len()).unwrap_or(i64::MAX) < limit;
    let mut ids: Vec<RequestId> = documents.into_iter().map(|id| RequestId(id / SPAN)).collect();
    ids.dedup();
    Ok((ids, is_last))
}

/// Those of some requests that have a document with all of the terms.
///
/// # Errors
/// Trouble of the database.
pub fn matches(db: &mut Reader, terms: &Terms, ids: &[RequestId]) -> StoreResult<Vec<RequestId>> {
    let Some(expression) = expression(db, terms)? else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    for id in ids {
        if !documents(db, &expression, id.0 * SPAN, (id.0 + 1) * SPAN, 1)?.is_empty() {
            found.push(*id);
        }
    }
    Ok(found)
}

fn documents(db: &mut Reader, expression: &str, from: i64, before: i64, limit: i64) -> StoreResult<Vec<i64>> {
    let text = match &db.conn {
        AnyConnection::Sqlite(_) => {
            "SELECT rowid AS id FROM search_index WHERE search_index MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
        }
        AnyConnection::Postgresql(_) => {
            "SELECT id FROM search_index WHERE words @@ ?::tsquery AND id >= ? AND id < ? ORDER BY id DESC LIMIT ?"
        }
    };
    let rows: Vec<IdRow> = query(&db.conn, text)
        .bind::<Text, _>(expression)
        .bind::<BigInt, _>(from)
        .bind::<BigInt, _>(before)
        .bind::<BigInt, _>(limit)
        .load(&mut db.conn)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// The terms in the words of the database's own index; nothing when a term has no word, so that nothing can match.
fn expression(db: &mut Reader, terms: &Terms) -> StoreResult<Option<String>> {
    let is_sqlite = matches!(db.conn, AnyConnection::Sqlite(_));
    let (or, and) = if is_sqlite { (" OR ", " AND ") } else { (" | ", " & ") };
    let mut groups = Vec::with_capacity(terms.0.len());
    for term in &terms.0 {
        let mut words = candidates(db, term)?;
        if let Term::Part(part) = term
            && !words.contains(part)
        {
            words.push(part.clone());
        }
        if words.is_empty() {
            return Ok(None);
        }
        let quoted: Vec<String> = words.iter().map(|word| quote(word, is_sqlite)).collect();
        groups.push(one_of(&quoted, or));
    }
    Ok((!groups.is_empty()).then(|| groups.join(and)))
}

/// Words of which one is enough, as a balanced tree: SQLite copies all that came before for each further word of a plain list.
fn one_of(words: &[String], or: &str) -> String {
    if words.len() <= 64 {
        return format!("({})", words.join(or));
    }
    let (left, right) = words.split_at(words.len() / 2);
    format!("({}{or}{})", one_of(left, or), one_of(right, or))
}

/// Words of the index are letters, digits and marks; quoting only keeps them from being read as operators.
fn quote(word: &str, is_sqlite: bool) -> String {
    if is_sqlite {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        format!("'{}'", word.replace('\\', "\\\\").replace('\'', "''"))
    }
}

fn candidates(db: &mut Reader, term: &Term) -> StoreResult<Vec<String>> {
    match term {
        Term::Exact(word) => Ok(vec![word.clone()]),
        Term::Beginning(part) => {
            let end = format!("{part}\u{10ffff}");
            let listed = search_words::table
                .filter(search_words::word.ge(part))
                .filter(search_words::word.lt(end))
                .select(search_words::word);
            Ok(listed.limit(MOST_WORDS).load(&mut db.conn)?)
        }
        Term::Part(part) => {
            let Some(gram) = words::grams(part).into_iter().next() else { return Ok(Vec::new()) };
            let listed = search_grams::table.filter(search_grams::gram.eq(gram)).select(search_grams::word);
            if part.chars().count() == 3 {
                return Ok(listed.limit(MOST_WORDS).load(&mut db.conn)?);
            }
            // Folded words hold neither of LIKE's wildcards.
            let containing = listed.filter(search_grams::word.like(format!("%{part}%")));
            Ok(containing.limit(MOST_WORDS).load(&mut db.conn)?)
        }
    }
}

/// Indexes the notes of the next requests after `after`; returns the last request that was done, or nothing at the end. For a desk
/// whose index was not copied with it.
///
/// # Errors
/// Trouble of the database.
pub fn rebuild_batch(db: &mut Writer<'_>, after: RequestId, requests: i64) -> StoreResult<Option<RequestId>> {
    let batch = crate::requests::after(db, after, requests)?;
    for request in &batch {
        let custom = crate::requests::free_text_values(db, request.id)?;
        index_customer(db, request.id, &request.customer, &custom, true);
        let notes: Vec<(i64, String, bool)> = history::table
            .filter(history::request_id.eq(request.id.0))
            .order(history::id)
            .select((history::id, history::body, history::is_html))
            .load(&mut db.conn)?;
        for (position, (_, body, is_html)) in (1..).zip(notes) {
            let title = if position == 1 { request.title.as_str() } else { "" };
            index_note(db, request.id, position, &Note { body, is_html }, title);
        }
    }
    Ok(batch.last().map(|request| request.id))
}

/// Takes a request out of the index.
///
/// # Errors
/// Trouble of the database.
pub(crate) fn forget(db: &mut Writer<'_>, request: RequestId) -> StoreResult<()> {
    let count: i64 = history::table.filter(history::request_id.eq(request.0)).count().get_result(&mut db.conn)?;
    // Positions go on rising while entries may be gone, so there is room beyond the entries that are there.
    let text = match &db.conn {
        AnyConnection::Sqlite(_) => "DELETE FROM search_index WHERE rowid >= ? AND rowid <= ?",
        AnyConnection::Postgresql(_) => "DELETE FROM search_index WHERE id >= ? AND id <= ?",
    };
    let first = request.0 * SPAN;
    let statement = query(&db.conn, text).bind::<BigInt, _>(first).bind::<BigInt, _>(first + count + 1_000);
    statement.execute(&mut db.conn)?;
    Ok(())
}
