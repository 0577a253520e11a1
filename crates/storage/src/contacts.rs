//! The address book.

use crate::error::StoreResult;
use crate::schema::contacts;
use crate::store::Writer;
use deskhand_model::ContactId;
use diesel::prelude::*;

/// A contact to be stored.
#[derive(Debug, Clone, Default)]
pub struct NewContact<'a> {
    /// First name.
    pub first_name: &'a str,
    /// Last name.
    pub last_name: &'a str,
    /// E-mail address.
    pub email: &'a str,
    /// Job title.
    pub title: &'a str,
    /// What they are to be asked about.
    pub description: &'a str,
    /// Whether they stand at the top.
    pub is_highlighted: bool,
}

/// Stores a contact.
///
/// # Errors
/// Trouble of the database.
pub fn insert(db: &mut Writer<'_>, new: &NewContact<'_>) -> StoreResult<ContactId> {
    let row = (
        contacts::first_name.eq(new.first_name),
        contacts::last_name.eq(new.last_name),
        contacts::email.eq(new.email),
        contacts::title.eq(new.title),
        contacts::description.eq(new.description),
        contacts::is_highlighted.eq(new.is_highlighted),
    );
    Ok(ContactId(diesel::insert_into(contacts::table).values(row).returning(contacts::id).get_result(&mut db.conn)?))
}
