//! What the desk's requests are, each from its number alone.

use crate::random::Rng;
use crate::words::{Vocabulary, serial};
use deskhand_model::request::CustomValues;
use deskhand_model::{Actor, CategoryId, CustomFieldId, Customer, RequestSecret, StaffId, StatusId, TagId, Timestamp};

/// When the first request was opened; the next ones follow a minute apart.
const BEGINNING: i64 = 1_700_000_000;
const STAFF: u64 = 8;
const CATEGORIES: u64 = 6;
/// Open requests have this status.
pub(crate) const ACTIVE: StatusId = StatusId(1);
/// Other statuses of open requests.
pub(crate) const WAITING: [i64; 4] = [2, 3, 4, 5];
const SOLVED: StatusId = StatusId(6);

/// How many words a note has.
pub(crate) const NOTE_WORDS: u64 = 50;

/// A request with everything on it.
pub(crate) struct Plan {
    pub(crate) category: CategoryId,
    pub(crate) status: StatusId,
    pub(crate) assigned_to: Option<StaffId>,
    pub(crate) is_urgent: bool,
    pub(crate) opened_at: Timestamp,
    pub(crate) secret: RequestSecret,
    pub(crate) title: String,
    pub(crate) customer: Customer,
    pub(crate) notes: Vec<PlannedNote>,
    pub(crate) document: Option<Vec<u8>>,
    pub(crate) custom: CustomValues,
    pub(crate) tag: TagId,
}

pub(crate) struct PlannedNote {
    pub(crate) actor: Actor,
    pub(crate) at: Timestamp,
    pub(crate) body: String,
}

/// Plans requests of a desk of some size.
pub(crate) struct Planner {
    requests: u64,
    pub(crate) vocabulary: Vocabulary,
}

impl Planner {
    pub(crate) fn new(requests: u32) -> Self {
        Self { requests: u64::from(requests), vocabulary: Vocabulary::new() }
    }

    /// How many serial numbers there are: four notes a request, of which one in a hundred mentions one.
    pub(crate) fn serials(&self) -> u64 {
        (self.requests / 250).max(1)
    }

    /// The request of a number from 0.
    pub(crate) fn request(&self, number: u64) -> Plan {
        let mut rng = Rng::of("request", number);
        let opened_at = Timestamp(BEGINNING + signed(number) * 60);
        // Old requests are closed but for a few; one in six is nobody's.
        let is_open = self.requests - number < self.requests / 10 || rng.once_in(20);
        let category = 1 + rng.below(CATEGORIES);
        Plan {
            category: CategoryId(signed(category)),
            status: if is_open { ACTIVE } else { SOLVED },
            assigned_to: (!rng.once_in(6)).then(|| StaffId(signed(1 + rng.below(STAFF)))),
            is_urgent: rng.once_in(20),
            opened_at,
            secret: secret(number),
            title: self.vocabulary.text(&mut rng, 6),
            customer: customer(self.customer_of(number)),
            notes: self.notes(&mut rng, opened_at),
            document: rng.once_in(20).then(|| self.vocabulary.text(&mut rng, 300).into_bytes()),
            custom: self.custom(&mut rng),
            tag: TagId(signed(2 * category - rng.below(2))),
        }
    }

    /// Which customer a request is from: each has five on average.
    pub(crate) fn customer_of(&self, number: u64) -> u64 {
        Rng::of("customer of", number).below((self.requests / 5).max(1))
    }

    fn notes(&self, rng: &mut Rng, opened_at: Timestamp) -> Vec<PlannedNote> {
        let count = if rng.once_in(1_000) { 40 } else { 4 };
        let mut notes = Vec::with_capacity(40);
        for place in 0..count {
            let is_theirs = place % 2 == 0;
            notes.push(PlannedNote {
                actor: if is_theirs { Actor::Customer } else { Actor::Staff(StaffId(signed(1 + rng.below(STAFF)))) },
                at: opened_at.plus(place * 1_800),
                body: self.note(rng),
            });
        }
        notes
    }

    fn note(&self, rng: &mut Rng) -> String {
        let mut body = self.vocabulary.text(rng, NOTE_WORDS);
        if rng.once_in(100) {
            body.push_str(" It is device ");
            body.push_str(&serial(rng.below(self.serials())));
        }
        body
    }

    fn custom(&self, rng: &mut Rng) -> CustomValues {
        let mut values = CustomValues::new();
        if rng.once_in(3) {
            values.insert(CustomFieldId(1), format!("{} {}", self.vocabulary.sample(rng), rng.below(1_000)));
        }
        if rng.once_in(2) {
            values.insert(CustomFieldId(2), (*rng.pick(&["Desktop", "Laptop", "Phone", "Printer"])).to_owned());
        }
        if rng.once_in(4) {
            values.insert(CustomFieldId(3), (1 + rng.below(50)).to_string());
        }
        values
    }
}

/// The letters of the access key of a request.
pub(crate) fn secret(number: u64) -> RequestSecret {
    let mut rng = Rng::of("access key", number);
    RequestSecret::new(
        (0..20).map(|_| char::from(*rng.pick(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))).collect::<String>(),
    )
}

/// A customer by number.
pub(crate) fn customer(number: u64) -> Customer {
    let mut rng = Rng::of("customer", number);
    let first_name = name("first name", rng.below(400));
    let last_name = name("last name", rng.below(4_000));
    Customer {
        customer_ref: format!("C{number:06}"),
        email: format!("{}.{}@company{}.example", first_name.to_lowercase(), mailbox(&last_name, number), rng.below(500)),
        phone: format!("+49 30 {:07}", rng.below(10_000_000)),
        first_name,
        last_name,
    }
}

/// A part of a customer's address that is hardly in another one.
pub(crate) fn email_part(number: u64) -> String {
    mailbox(&customer(number).last_name, number)
}

fn mailbox(last_name: &str, number: u64) -> String {
    format!("{}{number}", last_name.to_lowercase())
}

fn name(kind: &str, number: u64) -> String {
    const PARTS: [&str; 16] =
        ["an", "bel", "dor", "eli", "fre", "gus", "han", "ina", "jo", "kar", "lin", "mar", "nor", "ola", "per", "sol"];
    let mut rng = Rng::of(kind, number);
    let name: String = (0..3).map(|_| *rng.pick(&PARTS)).collect();
    let (first, rest) = name.split_at(1);
    format!("{}{rest}", first.to_uppercase())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).expect("numbers of a desk are small")
}
