//! A demo desk: at least one of everything that the API can return.

mod texts;

use crate::context::{Context, Random, random_text};
use crate::desk_file::{self, ApplyContext};
use crate::error::{ServiceError, ServiceResult};
use crate::requests::{self, Assignee, Creation, CustomCheck, Mailing, Update};
use crate::{staff, tokens};
use deskhand_model::desk::StatusRole;
use deskhand_model::request::{CustomValues, Recipients};
use deskhand_model::{
    Actor, Clock, Customer, Desk, EmailAddress, ForumId, MailboxId, Note, RequestId, Role, StaffId, Timestamp, Visibility,
};
use deskhand_storage::{Store, Writer, accounts, contacts, desk, forums, subscriptions, time_events};
use std::sync::Arc;

/// The desk file of the demo.
pub const DESK_FILE: &str = include_str!("demo/desk.toml");
/// How many requests the demo has.
pub const REQUESTS: u32 = 200;

const LETTERS: &[u8] = b"abcdefghijkmnopqrstuvwxyz23456789";
const DAY: i64 = 86_400;

/// What somebody needs to try the demo.
#[derive(Debug, Clone)]
pub struct DemoSummary {
    /// One staff member of each kind.
    pub staff: Vec<DemoLogin>,
    /// The key of one request.
    pub access_key: String,
    /// The portal account of its customer.
    pub customer: DemoCustomer,
}

/// A staff member of the demo.
#[derive(Debug, Clone)]
pub struct DemoLogin {
    /// Their address.
    pub email: String,
    /// Their password.
    pub password: String,
    /// A token of theirs.
    pub token: String,
    /// What kind of user they are.
    pub role: Role,
}

/// A customer of the demo.
#[derive(Debug, Clone)]
pub struct DemoCustomer {
    /// The address of the portal account.
    pub email: String,
    /// Its password.
    pub password: String,
}

/// Fills an empty desk with the demo.
///
/// # Errors
/// [`ServiceError::Refused`] when the desk is not empty; trouble of the database.
pub fn fill(store: &Store, clock: &dyn Clock, random: &Arc<dyn Random>) -> ServiceResult<DemoSummary> {
    let now = clock.now();
    let source = Arc::clone(random);
    store.write(move |db| {
        if !desk::load(db)?.staff.is_empty() {
            return Err(ServiceError::Refused("the demo needs an empty desk".to_owned()));
        }
        let file = desk_file::parse(DESK_FILE).map_err(|error| ServiceError::Refused(error.to_string()))?;
        desk_file::apply(db, &file, &ApplyContext { now, random: source.as_ref() }).map(drop)
    })?;
    let source = Arc::clone(random);
    let logins = store.write(move |db| logins(db, now, source.as_ref()))?;
    let mut keys = Vec::new();
    // In parts, so that a reader of the desk does not wait for all of them.
    for part in 0..REQUESTS / 50 {
        let source = Arc::clone(random);
        keys.push(store.write(move |db| fill_requests(db, part * 50, now, source.as_ref()))?);
    }
    let source = Arc::clone(random);
    let customer = store.write(move |db| around(db, now, source.as_ref()))?;
    let access_key =
        keys.into_iter().flatten().next().ok_or_else(|| ServiceError::Refused("the demo has no request".to_owned()))?;
    Ok(DemoSummary { staff: logins, access_key, customer })
}

fn logins(db: &mut Writer<'_>, now: Timestamp, random: &dyn Random) -> ServiceResult<Vec<DemoLogin>> {
    let desk = desk::load(db)?;
    let cx = Context { now, desk: &desk, random };
    let mut logins = Vec::new();
    for person in desk.staff.values().filter(|s| s.is_active) {
        let password = random_text(random, LETTERS, 12);
        staff::set_password(db, &cx, person.id, &password)?;
        let token = tokens::issue(db, &cx, person.id, "demo", None)?.text;
        logins.push(DemoLogin { email: person.email.clone(), password, token, role: person.role });
    }
    Ok(logins)
}

/// Creates fifty requests; returns the key of the first one that has everything.
fn fill_requests(db: &mut Writer<'_>, first: u32, now: Timestamp, random: &dyn Random) -> ServiceResult<Option<String>> {
    let desk = desk::load(db)?;
    let mut key = None;
    for number in first..first + 50 {
        let age = i64::from(REQUESTS - number) * DAY / 3;
        let opened_at = now.plus(-age);
        let cx = Context { now: opened_at, desk: &desk, random };
        let story = Story { cx: &cx, number: usize::try_from(number).unwrap_or(0), opened_at };
        let (id, secret) = requests::create(db, &cx, &story.creation())?;
        story.go_on(db, id)?;
        if number == first {
            key = Some(format!("{id}{}", secret.as_str()));
        }
    }
    Ok(key)
}

/// What happens to one request of the demo, by its number.
struct Story<'a> {
    cx: &'a Context<'a>,
    number: usize,
    opened_at: Timestamp,
}

impl Story<'_> {
    fn pick<'t, T>(&self, list: &'t [T], step: usize) -> Option<&'t T> {
        list.get(self.number / step.max(1) % list.len().max(1))
    }

    fn desk(&self) -> &Desk {
        self.cx.desk
    }

    fn customer(&self) -> Customer {
        let (first, last) = self.pick(texts::PEOPLE, 1).copied().unwrap_or_default();
        let has_address = !self.number.is_multiple_of(17);
        Customer {
            customer_ref: format!("C{:04}", 1000 + self.number % texts::PEOPLE.len()),
            first_name: first.to_owned(),
            last_name: last.to_owned(),
            email: if has_address { texts::address(first, last) } else { String::new() },
            phone: if self.number.is_multiple_of(3) { format!("555-01{:02}", self.number % 100) } else { String::new() },
        }
    }

    fn staff(&self, step: usize) -> StaffId {
        let active: Vec<StaffId> = self.desk().staff.values().filter(|s| s.is_active).map(|s| s.id).collect();
        self.pick(&active, step).copied().unwrap_or(StaffId(1))
    }

    fn creation(&self) -> Creation {
        let (title, body) = self.pick(texts::PROBLEMS, 1).copied().unwrap_or_default();
        let categories: Vec<_> = self.desk().categories.values().filter(|c| c.is_active).collect();
        let category = self.pick(&categories, 2).copied();
        let is_phone = self.number.is_multiple_of(11);
        Creation {
            note: Note { body: body.to_owned(), is_html: false },
            channel: deskhand_model::Channel::from_code(i64::try_from(self.number % 13).unwrap_or(0) + 1)
                .unwrap_or(deskhand_model::Channel::WebService),
            via: self.number.is_multiple_of(13).then_some(MailboxId(1)),
            opened_by: if is_phone { Actor::Staff(self.staff(1)) } else { Actor::Customer },
            category: category.map(|c| c.id),
            assignee: match self.number % 4 {
                0 => Assignee::Nobody,
                1 => Assignee::ByCategory,
                _ => Assignee::Person(self.staff(3)),
            },
            is_urgent: self.number.is_multiple_of(9),
            customer: self.customer(),
            title: title.to_owned(),
            tags: category.and_then(|c| self.pick(&c.tags, 1)).into_iter().copied().collect(),
            custom: self.custom(),
            custom_check: CustomCheck::Skip,
            opened_at: Some(self.opened_at),
            files: if self.number.is_multiple_of(10) { vec![texts::log_file(self.number)] } else { Vec::new() },
            ..Creation::default()
        }
    }

    /// A value for every type of field on every eighth request, and for some on the others.
    fn custom(&self) -> CustomValues {
        let fields = self.desk().custom_fields.iter().enumerate();
        let wanted = fields.filter(|(at, _)| self.number.is_multiple_of(8) || (self.number + at).is_multiple_of(5));
        wanted.map(|(_, field)| (field.id, texts::value(&field.kind, self.number, self.opened_at))).collect()
    }

    /// Answers, notes, changes, time and an end.
    fn go_on(&self, db: &mut Writer<'_>, id: RequestId) -> ServiceResult<()> {
        let person = self.staff(1);
        let answer = self.pick(texts::ANSWERS, 1).copied().unwrap_or_default();
        if !self.number.is_multiple_of(5) {
            self.note(db, id, Actor::Staff(person), 3600, Visibility::Public, answer)?;
        }
        if self.number.is_multiple_of(2) {
            self.note(
                db,
                id,
                Actor::Staff(person),
                5400,
                Visibility::Private,
                "Looked into it; see the log of the print server.",
            )?;
        }
        if self.number.is_multiple_of(7) {
            self.note(db, id, Actor::Staff(person), 7200, Visibility::External, "<p>Could you ship a <b>new fuser</b>?</p>")?;
        }
        if self.number.is_multiple_of(3) {
            self.note(db, id, Actor::Customer, 9000, Visibility::Public, "Thank you, I will try that and report back.")?;
        }
        if self.number.is_multiple_of(4) {
            let event = time_events::NewTimeEvent {
                request: id,
                staff: person,
                seconds: 900 * i64::try_from(self.number % 8 + 1).unwrap_or(1),
                worked_on: self.opened_at,
                added_at: self.opened_at.plus(7200),
                description: "Remote session",
                is_billable: self.number.is_multiple_of(8),
            };
            time_events::insert(db, &event)?;
        }
        if self.number.is_multiple_of(6) {
            subscriptions::subscribe(db, id, self.staff(2))?;
        }
        if self.number % 3 == 1 {
            self.close(db, id, person)?;
        }
        Ok(())
    }

    fn note(
        &self,
        db: &mut Writer<'_>,
        id: RequestId,
        actor: Actor,
        after: i64,
        visibility: Visibility,
        body: &str,
    ) -> ServiceResult<()> {
        let is_mailed = visibility != Visibility::Private && actor != Actor::Customer;
        let to = if visibility == Visibility::External { "parts@supplier.example".to_owned() } else { String::new() };
        let recipients = Recipients { to, cc: "team@desk.example".to_owned(), ..Recipients::default() };
        let change = Update {
            note: Some(Note { body: body.to_owned(), is_html: body.starts_with('<') }),
            visibility,
            actor: Some(actor),
            at: Some(self.opened_at.plus(after)),
            mailing: if is_mailed { Mailing { recipients, subject: String::new() } } else { Mailing::default() },
            files: if self.number.is_multiple_of(20) && is_mailed { vec![texts::guide()] } else { Vec::new() },
            ..Update::default()
        };
        self.change(db, id, &change)
    }

    fn close(&self, db: &mut Writer<'_>, id: RequestId, person: StaffId) -> ServiceResult<()> {
        let closing: Vec<_> = self.desk().statuses.iter().filter(|s| s.is_active && s.role == StatusRole::Closing).collect();
        let change = Update {
            actor: Some(Actor::Staff(person)),
            at: Some(self.opened_at.plus(DAY / 2)),
            is_open: Some(false),
            status: self.pick(&closing, 3).map(|s| s.id),
            ..Update::default()
        };
        self.change(db, id, &change)
    }

    fn change(&self, db: &mut Writer<'_>, id: RequestId, change: &Update) -> ServiceResult<()> {
        let request = deskhand_storage::requests::find(db, id)?.ok_or(ServiceError::UnknownRequest)?;
        requests::update(db, self.cx, &request, change).map(drop)
    }
}

/// Contacts, a forum's life and a portal account.
fn around(db: &mut Writer<'_>, now: Timestamp, random: &dyn Random) -> ServiceResult<DemoCustomer> {
    for (at, (first_name, last_name)) in texts::PEOPLE.iter().take(3).enumerate() {
        let email = texts::address(first_name, last_name);
        let contact = contacts::NewContact {
            first_name,
            last_name,
            email: &email,
            title: "Supplier",
            description: "Ask about spare parts",
            is_highlighted: at == 2,
        };
        contacts::insert(db, &contact)?;
    }
    for (at, (title, body)) in texts::PROBLEMS.iter().take(4).enumerate() {
        let posted_at = now.plus(-DAY * i64::try_from(at + 1).unwrap_or(1));
        let topic =
            forums::NewTopic { forum: ForumId(1), title, author: "Ada", posted_at, is_sticky: at == 3, is_closed: at == 2 };
        let topic = forums::insert_topic(db, &topic)?;
        let post = forums::NewPost { author: "Ada", body, email: "ada@customer.example", ..forums::NewPost::default() };
        forums::insert_post(db, topic, posted_at, &post)?;
        let answer = forums::NewPost {
            author: "Grace",
            body: texts::ANSWERS.first().copied().unwrap_or_default(),
            label: "Staff",
            ..post
        };
        forums::insert_post(db, topic, posted_at.plus(600), &answer)?;
    }
    let (first, last) = texts::PEOPLE.first().copied().unwrap_or_default();
    let email = texts::address(first, last);
    let password = random_text(random, LETTERS, 12);
    let hash = crate::passwords::hash(&password, random)?;
    let address = EmailAddress::parse(&email).ok_or_else(|| ServiceError::BadEmail(email.clone()))?;
    accounts::set_password_hash(db, &address, &hash, now)?;
    Ok(DemoCustomer { email, password })
}
