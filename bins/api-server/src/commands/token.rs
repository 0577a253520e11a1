//! `token`.

use super::{CommandResult, find_staff, load_desk};
use crate::console;
use crate::error::CommandError;
use crate::random::SystemRandom;
use deskhand_model::time::SystemClock;
use deskhand_model::{Clock, Timestamp, TokenId};
use deskhand_service::{Context, tokens};
use deskhand_storage::Store;
use std::fmt::Write;

const DAY: i64 = 86_400;

/// Issues a token and prints it.
pub(super) fn issue(store: &Store, login: &str, name: String, expires_days: Option<i64>) -> CommandResult {
    let desk = load_desk(store)?;
    let staff = find_staff(&desk, login)?.id;
    let now = SystemClock.now();
    let expires_at = expires_days.map(|days| now.plus(days.saturating_mul(DAY)));
    let issued = store.write(move |db| {
        let cx = Context { now, desk: &desk, random: &SystemRandom };
        tokens::issue(db, &cx, staff, &name, expires_at)
    })?;
    Ok(console::print(&issued.text)?)
}

/// Prints the valid tokens as a table.
pub(super) fn list(store: &Store) -> CommandResult {
    let desk = load_desk(store)?;
    let mut table = format!("{:>6}  {:<30}  {:<16}  {:<16}  {}\n", "id", "staff", "expires", "last used", "name");
    for token in desk.tokens.values() {
        let staff = desk.staff.get(&token.staff).map(|staff| staff.email.as_str()).unwrap_or_default();
        let (expires, used) = (day_and_time(token.expires_at), day_and_time(token.last_used_at));
        // Writing to a text cannot fail.
        let _ = writeln!(table, "{:>6}  {staff:<30}  {expires:<16}  {used:<16}  {}", token.id.0, token.name);
    }
    Ok(console::print(&table)?)
}

/// Revokes a token.
pub(super) fn revoke(store: &Store, id: i64) -> CommandResult {
    let was_valid = store.write(move |db| tokens::revoke(db, TokenId(id)))?;
    if was_valid { Ok(console::print("revoked")?) } else { Err(CommandError::UnknownToken(id)) }
}

fn day_and_time(at: Option<Timestamp>) -> String {
    let at = at.and_then(Timestamp::to_utc);
    at.map_or_else(|| "never".to_owned(), |at| at.format("%Y-%m-%d %H:%M").to_string())
}
