//! API tokens. Only a hash of each secret is stored.

use crate::desk;
use crate::error::StoreResult;
use crate::schema::tokens;
use crate::store::Writer;
use deskhand_model::{StaffId, Timestamp, TokenId};
use diesel::prelude::*;

/// A token to be stored.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// Whose rights it carries.
    pub staff: StaffId,
    /// What it is for.
    pub name: String,
    /// SHA-256 of its secret.
    pub secret_hash: [u8; 32],
    /// When it is issued.
    pub created_at: Timestamp,
    /// When it stops working.
    pub expires_at: Option<Timestamp>,
}

/// Stores a token.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewToken) -> StoreResult<TokenId> {
    let row = (
        tokens::staff_id.eq(new.staff.0),
        tokens::name.eq(&new.name),
        tokens::secret_hash.eq(new.secret_hash.to_vec()),
        tokens::created_at.eq(new.created_at.0),
        tokens::expires_at.eq(new.expires_at.map(|t| t.0)),
        tokens::is_revoked.eq(false),
    );
    let id = diesel::insert_into(tokens::table).values(row).returning(tokens::id).get_result(&mut db.conn)?;
    desk::touch(db)?;
    Ok(TokenId(id))
}

/// Revokes a token; says whether it was valid before.
///
/// # Errors
/// Trouble of the database.
pub fn revoke(db: &mut Writer<'_>, id: TokenId) -> StoreResult<bool> {
    let valid = tokens::table.filter(tokens::id.eq(id.0)).filter(tokens::is_revoked.eq(false));
    let changed = diesel::update(valid).set(tokens::is_revoked.eq(true)).execute(&mut db.conn)?;
    desk::touch(db)?;
    Ok(changed > 0)
}

/// Notes that a token was used.
///
/// # Errors
/// Trouble of the database.
pub fn set_used(db: &mut Writer<'_>, id: TokenId, at: Timestamp) -> StoreResult<()> {
    diesel::update(tokens::table.find(id.0)).set(tokens::last_used_at.eq(Some(at.0))).execute(&mut db.conn)?;
    Ok(())
}
