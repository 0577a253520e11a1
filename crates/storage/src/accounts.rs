//! Customers' portal accounts.

use crate::dialect::upsert;
use crate::error::StoreResult;
use crate::schema::portal_accounts;
use crate::store::{Reader, Writer};
use deskhand_model::{EmailAddress, Timestamp};
use diesel::prelude::*;

/// The password hash of an account, or nothing when there is none.
///
/// # Errors
/// Trouble of the database.
pub fn password_hash(db: &mut Reader, email: &str) -> StoreResult<Option<String>> {
    let account = portal_accounts::table.find(email.trim().to_lowercase());
    Ok(account.select(portal_accounts::password_hash).first(&mut db.conn).optional()?)
}

/// Sets the password hash of an account, making the account when there is none.
///
/// # Errors
/// Trouble of the database.
pub fn set_password_hash(db: &mut Writer<'_>, email: &EmailAddress, hash: &str, at: Timestamp) -> StoreResult<()> {
    let change = (portal_accounts::password_hash.eq(hash), portal_accounts::updated_at.eq(at.0));
    let row = (portal_accounts::email.eq(email.as_str().to_lowercase()), change);
    upsert!(db, portal_accounts::table, portal_accounts::email, change, row)?;
    Ok(())
}
