//! Creating and changing requests.
mod assign;
mod create;
mod custom;
mod update;

pub use create::{Assignee, Creation, create};
pub use custom::CustomCheck;
pub use update::{Update, customer_reply, update};

use crate::context::Context;
use crate::error::{ServiceError, ServiceResult};
use deskhand_model::request::{CustomValues, Recipients};
use deskhand_model::{Customer, HistoryId, Request, RequestId};
use deskhand_storage::requests::Scope;
use deskhand_storage::{Reader, Writer, blobs, documents, requests};

/// A file to be attached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its content id, for images inside a note; otherwise empty.
    pub content_id: String,
    /// Its content.
    pub content: Vec<u8>,
}

/// Whom a note is mailed to, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mailing {
    /// Direct recipients, copies and staff.
    pub recipients: Recipients,
    /// The subject of this mail, when it is not the request's.
    pub subject: String,
}

impl Mailing {
    fn stored(&self) -> Option<&Recipients> {
        (self.recipients != Recipients::default()).then_some(&self.recipients)
    }
}

/// A request that somebody may see.
///
/// # Errors
/// [`ServiceError::UnknownRequest`] when there is none or it is out of their scope.
pub fn visible(db: &mut Reader, id: RequestId, scope: &Scope) -> ServiceResult<Request> {
    let request = requests::find(db, id)?.filter(|request| scope.holds(request));
    request.ok_or(ServiceError::UnknownRequest)
}

/// The request itself, or the one that it was merged into, along the whole chain.
///
/// # Errors
/// Trouble of the database.
pub fn surviving(db: &mut Reader, request: Request) -> ServiceResult<Request> {
    let mut current = request;
    // A chain cannot be longer than it took merges to make it; the bound only guards against a damaged database.
    for _ in 0..64 {
        let Some(next) = current.merged_into else { return Ok(current) };
        current = requests::find(db, next)?.ok_or(ServiceError::UnknownRequest)?;
    }
    Err(ServiceError::UnknownRequest)
}

fn attach(db: &mut Writer<'_>, cx: &Context<'_>, request: RequestId, history: HistoryId, files: &[File]) -> ServiceResult<()> {
    for file in files {
        let hash = blobs::store(db, &file.content, cx.now)?;
        let size = i64::try_from(file.content.len()).unwrap_or(i64::MAX);
        let new = documents::NewDocument {
            request,
            history,
            name: &file.name,
            mime: &file.mime,
            content_id: &file.content_id,
            hash: &hash,
            size,
        };
        documents::insert(db, &new)?;
    }
    Ok(())
}

/// The longest value of a customer's field, in characters.
const LONGEST_FIELD: usize = 255;

/// Checks that the customer's fields are of a length that every database can index.
fn check_lengths(customer: &Customer) -> ServiceResult<()> {
    let Customer { customer_ref, first_name, last_name, email, phone } = customer;
    let fields =
        [("customer id", customer_ref), ("first name", first_name), ("last name", last_name), ("email", email), ("phone", phone)];
    match fields.into_iter().find(|(_, text)| text.chars().count() > LONGEST_FIELD) {
        Some((name, _)) => Err(ServiceError::Refused(format!("the {name} is longer than {LONGEST_FIELD} characters"))),
        None => Ok(()),
    }
}

/// The custom values that are looked for by their parts.
fn free_text(cx: &Context<'_>, values: &CustomValues) -> CustomValues {
    let is_free = |id| cx.desk.custom_field(id).is_some_and(|field| requests::is_free_text_kind(&field.kind));
    values.iter().filter(|(id, _)| is_free(**id)).map(|(id, value)| (*id, value.clone())).collect()
}

fn count(items: &[File]) -> i64 {
    i64::try_from(items.len()).unwrap_or(i64::MAX)
}
