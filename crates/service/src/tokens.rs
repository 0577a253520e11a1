//! API tokens: `id|secret`, of which only a hash of the secret is stored.

use crate::context::Context;
use crate::error::ServiceResult;
use deskhand_model::{Desk, StaffId, Timestamp, Token, TokenId};
use deskhand_storage::{Writer, tokens};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LENGTH: usize = 40;

/// A token that was just issued; its text is shown once.
pub struct IssuedToken {
    /// Its number.
    pub id: TokenId,
    /// What callers send after `Bearer`.
    pub text: String,
}

/// Issues a token with the rights of a staff member.
///
/// # Errors
/// Trouble of the database.
pub fn issue(
    db: &mut Writer<'_>,
    cx: &Context<'_>,
    staff: StaffId,
    name: &str,
    expires_at: Option<Timestamp>,
) -> ServiceResult<IssuedToken> {
    let secret = cx.text(ALPHABET, LENGTH);
    let new = tokens::NewToken {
        staff,
        name: name.to_owned(),
        secret_hash: Sha256::digest(secret.as_bytes()).into(),
        created_at: cx.now,
        expires_at,
    };
    let id = tokens::insert(db, &new)?;
    Ok(IssuedToken { id, text: format!("{id}|{secret}") })
}

/// Revokes a token; says whether it was valid before.
///
/// # Errors
/// Trouble of the database.
pub fn revoke(db: &mut Writer<'_>, id: TokenId) -> ServiceResult<bool> {
    Ok(tokens::revoke(db, id)?)
}

/// The token that a caller's text is, if it is valid now.
pub fn find<'a>(desk: &'a Desk, text: &str, now: Timestamp) -> Option<&'a Token> {
    let (id, secret) = text.split_once('|')?;
    let token = desk.tokens.get(&TokenId(id.parse().ok()?))?;
    let hash: [u8; 32] = Sha256::digest(secret.as_bytes()).into();
    let is_right: bool = hash.ct_eq(&token.secret_hash).into();
    (is_right && token.expires_at.is_none_or(|end| now < end)).then_some(token)
}
