//! Contents of documents: stored once by their SHA-256, in pieces, so that they can be read in parts.

use crate::dialect::insert_missing;
use crate::error::StoreResult;
use crate::row::missing;
use crate::schema::{blob_chunks, blobs, documents, incoming_mails};
use crate::store::{Reader, Writer};
use deskhand_model::Timestamp;
use diesel::prelude::*;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The size of a piece, in bytes.
pub const CHUNK: usize = 256 * 1024;

/// The SHA-256 of some bytes, in hexadecimal.
///
/// ```
/// assert!(deskhand_storage::blobs::hash(b"").starts_with("e3b0c44298fc1c14"));
/// ```
pub fn hash(content: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(content) {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
    }
    text
}

/// Stores a content unless it is there; returns its hash.
///
/// # Errors
/// Trouble of the database.
pub fn store(db: &mut Writer<'_>, content: &[u8], at: Timestamp) -> StoreResult<String> {
    let hash = hash(content);
    let size = i64::try_from(content.len()).unwrap_or(i64::MAX);
    let row = (blobs::hash.eq(&hash), blobs::size.eq(size), blobs::created_at.eq(at.0));
    if insert_missing!(db, blobs::table, row)? == 0 {
        return Ok(hash);
    }
    for (position, bytes) in (0_i64..).zip(content.chunks(CHUNK)) {
        let row = (blob_chunks::hash.eq(&hash), blob_chunks::position.eq(position), blob_chunks::bytes.eq(bytes));
        diesel::insert_into(blob_chunks::table).values(row).execute(&mut db.conn)?;
    }
    Ok(hash)
}

/// One piece of a content: bytes from `position` × [`CHUNK`] on, or nothing beyond its end.
///
/// # Errors
/// Trouble of the database.
pub fn chunk(db: &mut Reader, hash: &str, position: i64) -> StoreResult<Option<Vec<u8>>> {
    let piece = blob_chunks::table.find((hash, position)).select(blob_chunks::bytes);
    Ok(piece.first(&mut db.conn).optional()?)
}

/// A whole content.
///
/// # Errors
/// Trouble of the database, or a piece that is missing.
pub fn load(db: &mut Reader, hash: &str) -> StoreResult<Vec<u8>> {
    let size: Option<i64> = blobs::table.find(hash).select(blobs::size).first(&mut db.conn).optional()?;
    let size = size.ok_or_else(|| missing("a document's content"))?;
    let mut content = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    for position in 0.. {
        match chunk(db, hash, position)? {
            Some(bytes) => content.extend_from_slice(&bytes),
            None => break,
        }
    }
    if i64::try_from(content.len()).ok() == Some(size) { Ok(content) } else { Err(missing("a piece of a document")) }
}

/// Some contents that nothing refers to.
///
/// # Errors
/// Trouble of the database.
pub fn unused(db: &mut Reader, limit: i64) -> StoreResult<Vec<String>> {
    Ok(blobs::table.filter(is_unused()).select(blobs::hash).limit(limit).load(&mut db.conn)?)
}

/// Deletes those of some contents that nothing refers to; returns how many.
///
/// # Errors
/// Trouble of the database.
pub fn delete_unused(db: &mut Writer<'_>, hashes: &[String]) -> StoreResult<usize> {
    let named = blobs::table.filter(blobs::hash.eq_any(hashes.to_vec()));
    let unused: Vec<String> = named.filter(is_unused()).select(blobs::hash).load(&mut db.conn)?;
    diesel::delete(blob_chunks::table.filter(blob_chunks::hash.eq_any(unused.clone()))).execute(&mut db.conn)?;
    Ok(diesel::delete(blobs::table.filter(blobs::hash.eq_any(unused))).execute(&mut db.conn)?)
}

#[diesel::dsl::auto_type(no_type_alias)]
fn is_unused() -> _ {
    let in_documents = documents::table.filter(documents::hash.eq(blobs::hash));
    let in_mail = incoming_mails::table.filter(incoming_mails::hash.eq(blobs::hash));
    diesel::dsl::not(diesel::dsl::exists(in_documents)).and(diesel::dsl::not(diesel::dsl::exists(in_mail)))
}
