//! Builders that hide what does not matter to a test.

use deskhand_model::request::CustomValues;
use deskhand_model::{
    Actor, CategoryId, Channel, Customer, HistoryId, Note, Request, RequestId, RequestSecret, StaffId, StatusId, Timestamp,
    Visibility,
};
use deskhand_storage::requests::{Combine, Condition, Direction, Entry, NewRequest, OrderBy, RequestQuery};
use deskhand_storage::{Reader, Store, StoreOptions, StoreResult, Writer, history, requests, search};

pub(crate) fn open(url: &str) -> Store {
    Store::open(&StoreOptions::new(url)).unwrap()
}

/// A request as a test wants it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) customer: Customer,
    pub(crate) notes: Vec<Note>,
    pub(crate) assigned_to: Option<StaffId>,
    pub(crate) category: Option<CategoryId>,
    pub(crate) status: StatusId,
    pub(crate) is_open: bool,
    pub(crate) is_urgent: bool,
    pub(crate) opened_at: Timestamp,
    pub(crate) custom: CustomValues,
}

impl Default for Draft {
    fn default() -> Self {
        Self {
            title: String::new(),
            customer: Customer::default(),
            notes: vec![text("A note.")],
            assigned_to: None,
            category: None,
            status: StatusId(1),
            is_open: true,
            is_urgent: false,
            opened_at: Timestamp(1_000),
            custom: CustomValues::new(),
        }
    }
}

impl Draft {
    pub(crate) fn saying(body: &str) -> Self {
        Self { notes: vec![text(body)], ..Self::default() }
    }

    pub(crate) fn from(customer: Customer) -> Self {
        Self { customer, ..Self::default() }
    }

    /// Stores the request with its notes and all that belongs into the index.
    pub(crate) fn insert(&self, db: &mut Writer<'_>) -> StoreResult<RequestId> {
        let id = requests::insert(db, &self.row())?;
        requests::set_custom(db, id, &self.custom)?;
        let indexed = requests::free_text_values(db, id)?;
        search::index_customer(db, id, &self.customer, &indexed, false);
        for (position, note) in (1..).zip(&self.notes) {
            write_item(db, id, note, position == 1)?;
            search::index_note(db, id, position, note, if position == 1 { &self.title } else { "" });
        }
        Ok(id)
    }

    pub(crate) fn store(self, store: &Store) -> RequestId {
        store.write(move |db| self.insert(db)).unwrap()
    }

    fn row(&self) -> NewRequest<'_> {
        static SECRET: std::sync::LazyLock<RequestSecret> =
            std::sync::LazyLock::new(|| RequestSecret::new("abcdefghijklmnopqrst"));
        NewRequest {
            channel: Channel::WebService,
            via: None,
            portal: None,
            opened_by: Actor::Customer,
            assigned_to: self.assigned_to,
            is_open: self.is_open,
            status: self.status,
            is_urgent: self.is_urgent,
            category: self.category,
            opened_at: self.opened_at,
            secret: &SECRET,
            title: &self.title,
            customer: &self.customer,
            send_from: None,
            is_from_customer: true,
            is_public: true,
            content_hash: "",
            history_count: i64::try_from(self.notes.len()).unwrap(),
        }
    }
}

pub(crate) fn text(body: &str) -> Note {
    Note { body: body.to_owned(), is_html: false }
}

pub(crate) fn html(body: &str) -> Note {
    Note { body: body.to_owned(), is_html: true }
}

pub(crate) fn customer(first_name: &str, last_name: &str, email: &str) -> Customer {
    Customer {
        first_name: first_name.to_owned(),
        last_name: last_name.to_owned(),
        email: email.to_owned(),
        ..Customer::default()
    }
}

pub(crate) fn write_item(db: &mut Writer<'_>, id: RequestId, note: &Note, is_initial: bool) -> StoreResult<HistoryId> {
    let item = history::NewItem {
        request: id,
        actor: Actor::Customer,
        at: Timestamp(1_000),
        visibility: Visibility::Public,
        is_initial,
        note,
        log: "",
        email_headers: "",
        recipients: None,
        document_count: 0,
    };
    history::insert(db, &item)
}

/// Adds a note to a request, as the service does.
pub(crate) fn add_note(store: &Store, id: RequestId, note: Note, entry: Entry) -> HistoryId {
    store
        .write(move |db| {
            let request = requests::find(db, id)?.unwrap();
            let position = requests::record_entry(db, &request, entry)?;
            search::index_note(db, id, position, &note, "");
            write_item(db, id, &note, false)
        })
        .unwrap()
}

/// A public note of the customer's.
pub(crate) fn reply(at: i64) -> Entry {
    Entry { at: Timestamp(at), actor: Actor::Customer, is_note: true, is_public: true, is_unread: true, count: 1 }
}

pub(crate) fn change(store: &Store, id: RequestId, edit: impl Fn(&mut Request) + Send + 'static) {
    store
        .write(move |db| {
            let before = requests::find(db, id)?.unwrap();
            let mut after = before.clone();
            edit(&mut after);
            requests::update(db, &before, &after)
        })
        .unwrap();
}

/// All results of a search for some conditions, newest first.
pub(crate) fn find(store: &Store, conditions: &[Condition]) -> Vec<RequestId> {
    found(store, &RequestQuery { conditions: conditions.to_vec(), limit: 1_000, ..RequestQuery::default() })
}

pub(crate) fn find_notes(store: &Store, words: &str) -> Vec<RequestId> {
    find(store, &[Condition::Notes(words.to_owned())])
}

pub(crate) fn found(store: &Store, query: &RequestQuery) -> Vec<RequestId> {
    store.read(|db| requests::search(db, query)).unwrap().into_iter().map(|request| request.id).collect()
}

pub(crate) fn request(store: &Store, id: RequestId) -> Request {
    store.read(|db| requests::find(db, id)).unwrap().unwrap()
}

/// Reads what cannot fail.
pub(crate) fn read<T>(store: &Store, read: impl Fn(&mut Reader) -> StoreResult<T>) -> T {
    store.read(|db| read(db)).unwrap()
}

/// The pages of a query put together.
pub(crate) fn paged(store: &Store, query: &RequestQuery, size: i64) -> Vec<RequestId> {
    let mut all = Vec::new();
    for page in 0.. {
        let part = found(store, &RequestQuery { offset: page * size, limit: size, ..query.clone() });
        let is_last = i64::try_from(part.len()).unwrap() < size;
        all.extend(part);
        if is_last {
            break;
        }
    }
    all
}

/// Numbers that look random and are the same in each run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    pub(crate) fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())].clone()
    }

    pub(crate) fn order(&mut self) -> (OrderBy, Direction, Combine) {
        let orders = [
            OrderBy::Id,
            OrderBy::Id,
            OrderBy::Id,
            OrderBy::LastName,
            OrderBy::Email,
            OrderBy::Title,
            OrderBy::OpenedAt,
            OrderBy::Category,
            OrderBy::AssignedTo,
            OrderBy::Urgent,
        ];
        (
            self.pick(&orders),
            self.pick(&[Direction::Descending, Direction::Descending, Direction::Ascending]),
            self.pick(&[Combine::All, Combine::All, Combine::Any]),
        )
    }
}
