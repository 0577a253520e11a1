//! Changes of requests.

use super::create::known_tags;
use super::custom::{self, CustomCheck};
use super::{File, Mailing, assign, attach, check_lengths, count, free_text};
use crate::context::Context;
use crate::error::{ServiceError, ServiceResult};
use deskhand_model::request::{CustomValues, Extras};
use deskhand_model::{
    Actor, CategoryId, Channel, CustomFieldId, Customer, Desk, HistoryId, MailboxId, Note, Request, StaffId, StatusId, TagId,
    Timestamp, Visibility,
};
use deskhand_storage::{Writer, history, requests, search};

/// What is to be changed; fields that are not given stay as they are.
#[derive(Debug, Clone, Default)]
pub struct Update {
    /// A note to add.
    pub note: Option<Note>,
    /// Who may see the note.
    pub visibility: Visibility,
    /// Who makes the change.
    pub actor: Option<Actor>,
    /// When it is made; by default now.
    pub at: Option<Timestamp>,
    /// A new category.
    pub category: Option<CategoryId>,
    /// A new assignee; nobody is the inbox.
    pub assigned_to: Option<Option<StaffId>>,
    /// Whether it is open.
    pub is_open: Option<bool>,
    /// A new status.
    pub status: Option<StatusId>,
    /// Whether it is urgent.
    pub is_urgent: Option<bool>,
    /// How it came.
    pub channel: Option<Channel>,
    /// The organisation's own id of the customer.
    pub customer_ref: Option<String>,
    /// The customer's first name.
    pub first_name: Option<String>,
    /// The customer's last name.
    pub last_name: Option<String>,
    /// The customer's e-mail address.
    pub email: Option<String>,
    /// The customer's telephone number.
    pub phone: Option<String>,
    /// The reporting tags instead of the present ones; unknown ones are left out.
    pub tags: Option<Vec<TagId>>,
    /// Custom values to set.
    pub custom: CustomValues,
    /// How strictly they are checked.
    pub custom_check: CustomCheck,
    /// The mailbox that the note is sent from.
    pub send_from: Option<MailboxId>,
    /// Whom the note is mailed to. Its subject becomes the request's when that has none.
    pub mailing: Mailing,
    /// Files for the note.
    pub files: Vec<File>,
}

/// Changes a request: its fields, with a line in the history for what changed, and a note.
///
/// # Errors
/// Why it was refused; nothing is stored then.
pub fn update(db: &mut Writer<'_>, cx: &Context<'_>, request: &Request, change: &Update) -> ServiceResult<Option<HistoryId>> {
    if request.merged_into.is_some() {
        return Err(ServiceError::RequestMerged);
    }
    let extras = requests::extras_of(db, request.id)?;
    let at = change.at.unwrap_or(cx.now);
    let custom = custom::checked(cx, change.custom_check, &change.custom)?;
    let after = changed(cx, request, change, at)?;
    if after.category != request.category {
        let category = after.category.and_then(|id| cx.desk.categories.get(&id));
        let has_value =
            |id: CustomFieldId| custom.get(&id).or_else(|| extras.custom.get(&id)).is_some_and(|value| !value.is_empty());
        custom::require(cx, change.custom_check, category, has_value)?;
    }
    check_lengths(&after.customer)?;
    let tags = change.tags.as_ref().map(|tags| known_tags(cx, tags));
    let log = log_lines(cx.desk, request, &after, &extras, tags.as_deref(), &custom).join("\n");

    if after != *request {
        requests::update(db, request, &after)?;
    }
    if let Some(tags) = tags.filter(|tags| *tags != extras.tags) {
        requests::set_tags(db, request.id, &tags)?;
    }
    requests::set_custom(db, request.id, &custom)?;
    let mut values = extras.custom;
    let old_text = free_text(cx, &values);
    values.extend(custom);
    values.retain(|_, value| !value.is_empty());
    let new_text = free_text(cx, &values);
    if after.customer != request.customer || old_text != new_text {
        search::index_customer(db, request.id, &after.customer, &new_text, true);
    }
    write_history(db, cx, request, change, &log, at)
}

/// Adds a customer's note, which opens a closed request again where the desk's settings say so.
///
/// # Errors
/// Why it was refused; nothing is stored then.
pub fn customer_reply(
    db: &mut Writer<'_>,
    cx: &Context<'_>,
    request: &Request,
    note: Note,
    files: Vec<File>,
) -> ServiceResult<Option<HistoryId>> {
    let reopens = !request.is_open && cx.desk.settings.requests.customer_reply_reopens;
    let change = Update {
        note: Some(note),
        visibility: Visibility::Public,
        actor: Some(Actor::Customer),
        is_open: reopens.then_some(true),
        custom_check: CustomCheck::Skip,
        files,
        ..Update::default()
    };
    update(db, cx, request, &change)
}

/// The request as it is after a change.
fn changed(cx: &Context<'_>, request: &Request, change: &Update, at: Timestamp) -> ServiceResult<Request> {
    let mut after = request.clone();
    if let Some(id) = change.category {
        if request.category != Some(id) && !cx.desk.categories.get(&id).is_some_and(|c| c.is_active) {
            return Err(ServiceError::Refused("there is no such category".to_owned()));
        }
        after.category = Some(id);
    }
    if let Some(assigned_to) = change.assigned_to {
        after.assigned_to = match assigned_to {
            Some(id) if request.assigned_to == Some(id) => Some(id),
            Some(id) => Some(assign::to_person(cx, id)?),
            None => None,
        };
    }
    set_state(cx.desk, request, change, at, &mut after)?;
    let Customer { customer_ref, first_name, last_name, email, phone } = &mut after.customer;
    let fields = [
        (customer_ref, &change.customer_ref),
        (first_name, &change.first_name),
        (last_name, &change.last_name),
        (email, &change.email),
        (phone, &change.phone),
    ];
    for (field, new) in fields {
        if let Some(new) = new {
            field.clone_from(new);
        }
    }
    after.is_urgent = change.is_urgent.unwrap_or(request.is_urgent);
    after.channel = change.channel.unwrap_or(request.channel);
    after.send_from = change.send_from.or(request.send_from);
    if after.title.is_empty() {
        after.title.clone_from(&change.mailing.subject);
    }
    Ok(after)
}

/// Open or closed, and the status that goes with it: nothing is closed with the active status.
fn set_state(desk: &Desk, request: &Request, change: &Update, at: Timestamp, after: &mut Request) -> ServiceResult<()> {
    if let Some(id) = change.status {
        if request.status != id && !desk.status(id).is_some_and(|s| s.is_active) {
            return Err(ServiceError::Refused("there is no such status".to_owned()));
        }
        after.status = id;
    }
    after.is_open = change.is_open.unwrap_or(request.is_open);
    let active = desk.active_status();
    if after.is_open && !request.is_open {
        after.closed_at = None;
        if change.status.is_none() {
            after.status = active;
        }
    }
    if !after.is_open && request.is_open {
        after.closed_at = Some(at);
    }
    if !after.is_open && after.status == active {
        let closing = desk.closing_status().filter(|_| !desk.settings.requests.strict_close);
        after.status = closing.ok_or_else(|| {
            ServiceError::Refused("a request cannot be closed with the active status; send another xStatus".to_owned())
        })?;
    }
    Ok(())
}

fn write_history(
    db: &mut Writer<'_>,
    cx: &Context<'_>,
    request: &Request,
    change: &Update,
    log: &str,
    at: Timestamp,
) -> ServiceResult<Option<HistoryId>> {
    let actor = change.actor.unwrap_or(Actor::System);
    let has_note = change.note.is_some() || !change.files.is_empty();
    let mut item = history::NewItem {
        request: request.id,
        actor,
        at,
        visibility: Visibility::Private,
        is_initial: false,
        note: &Note::default(),
        log,
        email_headers: "",
        recipients: None,
        document_count: 0,
    };
    let mut last = None;
    if !log.is_empty() {
        last = Some(history::insert(db, &item)?);
    }
    let empty = Note::default();
    let note = change.note.as_ref().unwrap_or(&empty);
    if has_note {
        item = history::NewItem {
            visibility: change.visibility,
            note,
            log: "",
            recipients: change.mailing.stored(),
            document_count: count(&change.files),
            ..item
        };
        let id = history::insert(db, &item)?;
        attach(db, cx, request.id, id, &change.files)?;
        last = Some(id);
    }
    if last.is_some() {
        let is_own = matches!(actor, Actor::Staff(id) if request.assigned_to == Some(id));
        let entry = requests::Entry {
            at,
            actor,
            is_note: has_note,
            is_public: has_note && change.visibility == Visibility::Public,
            is_unread: !is_own,
            count: i64::from(!log.is_empty()) + i64::from(has_note),
        };
        let position = requests::record_entry(db, request, entry)?;
        search::index_note(db, request.id, position, note, "");
    }
    Ok(last)
}

/// What changed, a line each, in the manual's words: `Category changed from "" to "Bugs"`.
fn log_lines(
    desk: &Desk,
    before: &Request,
    after: &Request,
    extras: &Extras,
    tags: Option<&[TagId]>,
    custom: &CustomValues,
) -> Vec<String> {
    let category = |id: Option<CategoryId>| id.and_then(|id| desk.categories.get(&id)).map_or(String::new(), |c| c.name.clone());
    let status = |id: StatusId| desk.status(id).map_or(String::new(), |s| s.name.clone());
    let person = |id: Option<StaffId>| id.map_or("Inbox".to_owned(), |id| desk.staff_name(id));
    let yes_no = |is: bool| if is { "Yes".to_owned() } else { "No".to_owned() };
    let tag_names = |ids: &[TagId]| {
        let names: Vec<&str> = ids.iter().filter_map(|id| desk.tags.get(id)).map(|tag| tag.name.as_str()).collect();
        names.join(", ")
    };
    let (old, new) = (&before.customer, &after.customer);
    let mut pairs = vec![
        ("Category", category(before.category), category(after.category)),
        ("Assigned To", person(before.assigned_to), person(after.assigned_to)),
        ("Status", status(before.status), status(after.status)),
        ("Open", yes_no(before.is_open), yes_no(after.is_open)),
        ("Urgent", yes_no(before.is_urgent), yes_no(after.is_urgent)),
        ("Contacted Via", before.channel.label().to_owned(), after.channel.label().to_owned()),
        ("Customer ID", old.customer_ref.clone(), new.customer_ref.clone()),
        ("First Name", old.first_name.clone(), new.first_name.clone()),
        ("Last Name", old.last_name.clone(), new.last_name.clone()),
        ("Email", old.email.clone(), new.email.clone()),
        ("Phone", old.phone.clone(), new.phone.clone()),
        ("Email Subject", before.title.clone(), after.title.clone()),
    ];
    if let Some(tags) = tags {
        pairs.push(("Reporting Tags", tag_names(&extras.tags), tag_names(tags)));
    }
    for (id, value) in custom {
        let name = desk.custom_field(*id).map_or("", |field| field.name.as_str());
        pairs.push((name, extras.custom.get(id).cloned().unwrap_or_default(), value.clone()));
    }
    let is_changed = |(_, from, to): &(&str, String, String)| from != to;
    pairs.into_iter().filter(is_changed).map(|(label, from, to)| format!("{label} changed from \"{from}\" to \"{to}\"")).collect()
}
