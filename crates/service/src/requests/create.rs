//! New requests.

use super::custom::{self, CustomCheck};
use super::{File, Mailing, assign, attach, check_lengths, count, free_text};
use crate::context::Context;
use crate::error::{ServiceError, ServiceResult};
use deskhand_model::request::CustomValues;
use deskhand_model::{
    Actor, Category, CategoryId, Channel, Customer, MailboxId, Note, PortalId, RequestId, RequestSecret, StaffId, StatusId,
    TagId, Timestamp, Visibility,
};
use deskhand_storage::{Writer, history, requests, search};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Letters of access keys. There are no digits, for the request's number stands before them.
const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SECRET_LENGTH: usize = 20;

/// Who a new request is given to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Assignee {
    /// Whoever the category's rule chooses.
    #[default]
    ByCategory,
    /// Nobody: it goes to the inbox.
    Nobody,
    /// This person.
    Person(StaffId),
}

/// A request to be created.
#[derive(Debug, Clone)]
pub struct Creation {
    /// The first note.
    pub note: Note,
    /// Who may see the first note.
    pub visibility: Visibility,
    /// How it came.
    pub channel: Channel,
    /// The mailbox it came through.
    pub via: Option<MailboxId>,
    /// The portal it came through.
    pub portal: Option<PortalId>,
    /// Who opens it and writes the first note.
    pub opened_by: Actor,
    /// Its category.
    pub category: Option<CategoryId>,
    /// Whether the category must be open to customers.
    pub needs_public_category: bool,
    /// Who gets it.
    pub assignee: Assignee,
    /// Whether it is open.
    pub is_open: bool,
    /// Its status; by default the active one, or the first closing one for a closed request.
    pub status: Option<StatusId>,
    /// Whether it is urgent.
    pub is_urgent: bool,
    /// The customer.
    pub customer: Customer,
    /// The subject of its mails.
    pub title: String,
    /// Its reporting tags; unknown ones are left out.
    pub tags: Vec<TagId>,
    /// Its custom values.
    pub custom: CustomValues,
    /// How strictly they are checked.
    pub custom_check: CustomCheck,
    /// When it was opened; by default now.
    pub opened_at: Option<Timestamp>,
    /// The mailbox that the first note is sent from; nothing is sent without one.
    pub send_from: Option<MailboxId>,
    /// Whom the first note is mailed to.
    pub mailing: Mailing,
    /// Files.
    pub files: Vec<File>,
}

impl Default for Creation {
    fn default() -> Self {
        Self {
            note: Note::default(),
            visibility: Visibility::Public,
            channel: Channel::WebService,
            via: None,
            portal: None,
            opened_by: Actor::Customer,
            category: None,
            needs_public_category: false,
            assignee: Assignee::ByCategory,
            is_open: true,
            status: None,
            is_urgent: false,
            customer: Customer::default(),
            title: String::new(),
            tags: Vec::new(),
            custom: CustomValues::new(),
            custom_check: CustomCheck::Staff,
            opened_at: None,
            send_from: None,
            mailing: Mailing::default(),
            files: Vec::new(),
        }
    }
}

/// Creates a request with its first note; returns its number and the letters of its access key.
///
/// # Errors
/// Why it was refused; nothing is stored then.
pub fn create(db: &mut Writer<'_>, cx: &Context<'_>, new: &Creation) -> ServiceResult<(RequestId, RequestSecret)> {
    let category = category_of(cx, new)?;
    let status = status_of(cx, new)?;
    if new.portal.is_some_and(|id| cx.desk.portals.get(&id).is_none_or(|p| !p.is_active)) {
        return Err(ServiceError::Refused("there is no such portal".to_owned()));
    }
    check_lengths(&new.customer)?;
    let custom = custom::checked(cx, new.custom_check, &new.custom)?;
    custom::require(cx, new.custom_check, category, |id| custom.get(&id).is_some_and(|value| !value.is_empty()))?;
    let assigned_to = match (new.assignee, category) {
        (Assignee::Person(id), _) => Some(assign::to_person(cx, id)?),
        (Assignee::ByCategory, Some(category)) => assign::by_category(db, cx, category)?,
        (Assignee::ByCategory, None) | (Assignee::Nobody, _) => None,
    };
    let opened_at = new.opened_at.unwrap_or(cx.now);
    let secret = RequestSecret::new(cx.text(LETTERS, SECRET_LENGTH));
    let content_hash = content_hash(&new.title, &new.note.body);
    let row = requests::NewRequest {
        channel: new.channel,
        via: new.via,
        portal: new.portal,
        opened_by: new.opened_by,
        assigned_to,
        is_open: new.is_open,
        status,
        is_urgent: new.is_urgent,
        category: new.category,
        opened_at,
        secret: &secret,
        title: &new.title,
        customer: &new.customer,
        send_from: new.send_from,
        is_from_customer: new.opened_by == Actor::Customer,
        is_public: new.visibility == Visibility::Public,
        content_hash: &content_hash,
        history_count: 1,
    };
    let id = requests::insert(db, &row)?;
    let item = history::NewItem {
        request: id,
        actor: new.opened_by,
        at: opened_at,
        visibility: new.visibility,
        is_initial: true,
        note: &new.note,
        log: "",
        email_headers: "",
        recipients: new.mailing.stored(),
        document_count: count(&new.files),
    };
    let note = history::insert(db, &item)?;
    attach(db, cx, id, note, &new.files)?;
    let tags = known_tags(cx, &new.tags);
    if !tags.is_empty() {
        requests::set_tags(db, id, &tags)?;
    }
    requests::set_custom(db, id, &custom)?;
    search::index_note(db, id, 1, &new.note, &new.title);
    search::index_customer(db, id, &new.customer, &free_text(cx, &custom), false);
    Ok((id, secret))
}

fn category_of<'a>(cx: &Context<'a>, new: &Creation) -> ServiceResult<Option<&'a Category>> {
    let Some(id) = new.category else { return Ok(None) };
    let category = cx.desk.categories.get(&id).filter(|c| c.is_active);
    match category {
        None => Err(ServiceError::Refused("there is no such category".to_owned())),
        Some(category) if new.needs_public_category && !category.is_public => {
            Err(ServiceError::Refused("the category is not open to the public".to_owned()))
        }
        found => Ok(found),
    }
}

fn status_of(cx: &Context<'_>, new: &Creation) -> ServiceResult<StatusId> {
    match new.status {
        Some(id) if !cx.desk.status(id).is_some_and(|s| s.is_active) => {
            Err(ServiceError::Refused("there is no such status".to_owned()))
        }
        Some(id) if new.is_open || id != cx.desk.active_status() => Ok(id),
        _ if new.is_open => Ok(cx.desk.active_status()),
        _ if cx.desk.settings.requests.strict_close => {
            Err(ServiceError::Refused("a request cannot be closed with the active status; send another xStatus".to_owned()))
        }
        _ => Ok(cx.desk.closing_status().unwrap_or(cx.desk.active_status())),
    }
}

/// The tags of a list that the desk has, each once.
pub(super) fn known_tags(cx: &Context<'_>, tags: &[TagId]) -> Vec<TagId> {
    let mut known: Vec<TagId> = tags.iter().copied().filter(|id| cx.desk.tags.contains_key(id)).collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// What tells whether the same was sent twice: a hash of subject and text.
fn content_hash(title: &str, body: &str) -> String {
    let digest = Sha256::new().chain_update(title).chain_update([0]).chain_update(body).finalize();
    let mut text = String::with_capacity(32);
    for byte in digest.iter().take(16) {
        // Writing to a string cannot fail.
        let _written = write!(text, "{byte:02x}");
    }
    text
}
