//! Finding requests by all conditions, compared with a filter that looks at every request.

use crate::raw;
use crate::support::{Dice, Draft, change, customer, find, found, open, paged, read, request, text};
use deskhand_model::{CategoryId, CustomFieldId, Customer, Request, RequestId, StaffId, StatusId, Timestamp};
use deskhand_storage::requests::{Combine, Condition, CustomerField, Direction, OrderBy, RequestQuery, Scope, TimeRange};
use deskhand_storage::{Store, requests, search};
use deskhand_testkit::on_both;
use std::cmp::Ordering;

const WORDS: [&str; 14] =
    ["printer", "print", "sprinter", "paper", "jam", "Ärger", "Принтер", "toner", "late", "latte", "PM", "invoice", "2024", "x1"];
const NAMES: [&str; 6] = ["Ana", "Anna", "Banana", "Smith", "O'Neill", ""];
const SPAM: StatusId = StatusId(2);

/// A request with all that it is found by.
struct Known {
    request: Request,
    draft: Draft,
}

fn random_draft(dice: &mut Dice) -> Draft {
    let sentence = |dice: &mut Dice| (0..dice.below(4)).map(|_| dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    let person = customer(dice.pick(&NAMES), dice.pick(&NAMES), dice.pick(&["ana@example.org", "bob@ex.com", ""]));
    Draft {
        title: sentence(dice),
        customer: Customer { customer_ref: dice.pick(&["K-1", "K-12", ""]).to_owned(), ..person },
        notes: (0..=dice.below(3)).map(|_| text(&sentence(dice))).collect(),
        assigned_to: dice.pick(&[None, Some(StaffId(1)), Some(StaffId(2))]),
        category: dice.pick(&[None, Some(CategoryId(1)), Some(CategoryId(2))]),
        status: dice.pick(&[StatusId(1), StatusId(3), SPAM]),
        is_open: dice.below(2) == 0,
        is_urgent: dice.below(2) == 0,
        opened_at: Timestamp(i64::try_from(1_000 + dice.below(50)).unwrap()),
        custom: if dice.below(2) == 0 {
            [(CustomFieldId(1), dice.pick(&["SN-1", "SN-12", "other"]).to_owned())].into()
        } else {
            [].into()
        },
    }
}

fn random_condition(dice: &mut Dice, known: &[Known]) -> Condition {
    let time = |dice: &mut Dice| (dice.below(3) > 0).then(|| Timestamp(i64::try_from(1_000 + dice.below(50)).unwrap()));
    let range = |dice: &mut Dice| TimeRange { after: time(dice), before: time(dice) };
    match dice.below(14) {
        0 => Condition::Id(known[dice.below(known.len())].request.id),
        1 => Condition::Status(dice.pick(&[StatusId(1), StatusId(3), SPAM])),
        2 => Condition::Category(dice.pick(&[CategoryId(1), CategoryId(2)])),
        3 => Condition::Open(dice.below(2) == 0),
        4 => Condition::AssignedTo(dice.pick(&[None, Some(StaffId(1))])),
        5 => Condition::CustomIs(CustomFieldId(1), dice.pick(&["sn-1", "SN-12", "none"]).to_owned()),
        6 => Condition::CustomContains(CustomFieldId(1), dice.pick(&["SN-1", "n-12", "the"]).to_owned()),
        7 => Condition::Opened(range(dice)),
        8 => Condition::Closed(range(dice)),
        9 | 10 => {
            let fields = [CustomerField::FirstName, CustomerField::LastName, CustomerField::Email, CustomerField::Ref];
            Condition::Customer(
                dice.pick(&fields),
                dice.pick(&["ana", "ANNA", "nan", "neil", "example", "k-1", "@ex."]).to_owned(),
            )
        }
        _ => Condition::Notes(
            dice.pick(&["print", "print jam", "ärg", "ПРИНТ", "late", "pm", "x1 paper", "2024", "invoice", "absent"]).to_owned(),
        ),
    }
}

fn random_query(dice: &mut Dice, known: &[Known]) -> RequestQuery {
    let (order_by, direction, combine) = dice.order();
    RequestQuery {
        conditions: (0..dice.below(4)).map(|_| random_condition(dice, known)).collect(),
        combine,
        scope: dice.pick(&[
            Scope::All,
            Scope::All,
            Scope::Own(StaffId(1)),
            Scope::Categories(vec![CategoryId(2)], StaffId(1)),
            Scope::Categories(Vec::new(), StaffId(2)),
        ]),
        hidden_status: dice.pick(&[None, Some(SPAM)]),
        order_by,
        direction,
        ..RequestQuery::default()
    }
}

fn meets(known: &Known, condition: &Condition) -> bool {
    let Known { request, draft } = known;
    let within =
        |time: Timestamp, range: &TimeRange| range.after.is_none_or(|t| time > t) && range.before.is_none_or(|t| time < t);
    match condition {
        Condition::Id(id) => request.id == *id,
        Condition::Status(id) => request.status == *id,
        Condition::Category(id) => request.category == Some(*id),
        Condition::Open(is_open) => request.is_open == *is_open,
        Condition::AssignedTo(staff) => request.assigned_to == *staff,
        Condition::CustomIs(id, value) => draft.custom.get(id).is_some_and(|v| v.eq_ignore_ascii_case(value)),
        Condition::CustomContains(id, part) => draft.custom.get(id).is_some_and(|v| search::contains(v, part)),
        Condition::Opened(range) => within(request.opened_at, range),
        Condition::Closed(range) => request.closed_at.is_some_and(|at| within(at, range)),
        Condition::Customer(field, part) => search::contains(customer_field(&request.customer, *field), part),
        Condition::Notes(words) => (0..draft.notes.len()).any(|n| note_has(draft, n, words)),
    }
}

fn customer_field(customer: &Customer, field: CustomerField) -> &str {
    match field {
        CustomerField::Ref => &customer.customer_ref,
        CustomerField::FirstName => &customer.first_name,
        CustomerField::LastName => &customer.last_name,
        CustomerField::Email => &customer.email,
        CustomerField::Phone => &customer.phone,
    }
}

fn note_has(draft: &Draft, position: usize, words: &str) -> bool {
    let body = &draft.notes[position].body;
    let text = if position == 0 { format!("{body} {}", draft.title) } else { body.clone() };
    let folded = search::fold(&text);
    search::fold(words).split(' ').all(|part| {
        folded.split(' ').any(|word| if part.chars().count() < 3 { word.starts_with(part) } else { word.contains(part) })
    })
}

/// What the query should find, in its order.
fn expected(all: &[Known], query: &RequestQuery) -> Vec<RequestId> {
    let is_found = |known: &Known| match query.combine {
        Combine::All => meets_all(known, &query.conditions, query.hidden_status),
        Combine::Any if query.conditions.is_empty() => meets_all(known, &[], query.hidden_status),
        Combine::Any => query.conditions.chunks(1).any(|one| meets_all(known, one, query.hidden_status)),
    };
    let mut found: Vec<&Known> = all.iter().filter(|known| query.scope.holds(&known.request) && is_found(known)).collect();
    found.sort_by(|a, b| {
        let order = compare(&a.request, &b.request, query.order_by).then(a.request.id.cmp(&b.request.id));
        if query.direction == Direction::Ascending { order } else { order.reverse() }
    });
    found.into_iter().map(|known| known.request.id).collect()
}

/// Whether a request meets all conditions and is not hidden from them.
fn meets_all(known: &Known, conditions: &[Condition], hidden: Option<StatusId>) -> bool {
    let request = &known.request;
    let has_id = conditions.iter().any(|c| matches!(c, Condition::Id(_)));
    let has_status = conditions.iter().any(|c| matches!(c, Condition::Status(_)));
    let is_hidden = request.is_trash || request.merged_into.is_some() || (!has_status && hidden == Some(request.status));
    (has_id || !is_hidden) && conditions.iter().all(|condition| meets(known, condition))
}

fn compare(a: &Request, b: &Request, by: OrderBy) -> Ordering {
    let number = |r: &Request| match by {
        OrderBy::OpenedAt => r.opened_at.0,
        OrderBy::Category => r.category.map_or(0, |id| id.0),
        OrderBy::AssignedTo => r.assigned_to.map_or(0, |id| id.0),
        OrderBy::Urgent => i64::from(r.is_urgent),
        _ => 0,
    };
    let text = |r: &Request| match by {
        OrderBy::LastName => r.customer.last_name.to_lowercase(),
        OrderBy::Email => r.customer.email.to_lowercase(),
        OrderBy::Title => r.title.to_lowercase(),
        _ => String::new(),
    };
    (number(a), text(a)).cmp(&(number(b), text(b)))
}

fn random_desk(store: &Store, dice: &mut Dice, size: usize) -> Vec<Known> {
    let drafts: Vec<Draft> = (0..size).map(|_| random_draft(dice)).collect();
    let mut known = Vec::new();
    for draft in drafts {
        // SQLite makes small letters of ASCII alone, so it sorts other titles otherwise.
        let draft = Draft { title: draft.title.replace(|c: char| !c.is_ascii(), ""), ..draft };
        let id = draft.clone().store(store);
        match dice.below(12) {
            0 => change(store, id, |r| r.is_trash = true),
            1 => change(store, id, |r| r.merged_into = Some(RequestId(12_400))),
            _ => {}
        }
        known.push(Known { request: request(store, id), draft });
    }
    known
}

on_both! {
    fn every_page_of_every_search_is_what_a_look_at_all_requests_finds(url: &str) {
        let store = open(url);
        raw::execute(url, "INSERT INTO custom_fields (id, name, kind, is_required, is_public, is_always_visible, position, is_active) \
            VALUES (1, 'Serial', '{\"type\":\"text\"}', FALSE, TRUE, TRUE, 1, TRUE)");
        let mut dice = Dice(42);
        let known = random_desk(&store, &mut dice, 300);
        for round in 0..400 {
            let query = random_query(&mut dice, &known);
            let size = dice.pick(&[1, 3, 7, 50]).max(i64::try_from(expected(&known, &query).len() / 12).unwrap());
            assert_eq!(paged(&store, &query, size), expected(&known, &query), "round {round}: {query:?} in pages of {size}");
        }
    }

    fn pages_of_a_large_result_have_no_gaps_and_no_repeats(url: &str) {
        let store = open(url);
        let ids: Vec<RequestId> = (0..700).map(|_| Draft::saying("common").store(&store)).collect();
        let newest_first: Vec<RequestId> = ids.into_iter().rev().collect();
        let query = RequestQuery { conditions: vec![Condition::Notes("common".to_owned())], ..RequestQuery::default() };

        assert_eq!(paged(&store, &query, 64), newest_first);
        assert_eq!(paged(&store, &RequestQuery { conditions: Vec::new(), ..query }, 64), newest_first);
    }

    fn a_limit_of_nothing_finds_nothing(url: &str) {
        let store = open(url);
        Draft::default().store(&store);

        for limit in [0, -1, i64::MIN] {
            assert_eq!(found(&store, &RequestQuery { limit, ..RequestQuery::default() }), []);
        }
        assert_eq!(found(&store, &RequestQuery { limit: i64::MAX, offset: i64::MAX, ..RequestQuery::default() }), []);
        assert_eq!(found(&store, &RequestQuery { limit: i64::MAX, offset: -5, ..RequestQuery::default() }).len(), 1);
        let text = RequestQuery { conditions: vec![Condition::Notes("note".to_owned())], ..RequestQuery::default() };
        assert_eq!(found(&store, &RequestQuery { limit: i64::MAX, offset: i64::MAX, ..text.clone() }), []);
        assert_eq!(found(&store, &RequestQuery { limit: i64::MAX, ..text }).len(), 1);
    }

    fn any_of_many_broad_conditions_is_found_in_a_large_desk(url: &str) {
        let store = open(url);
        Draft::default().store(&store);
        raw::execute(url, &many_requests(45_000));
        let range = |after: i64| Condition::Opened(TimeRange { after: Some(Timestamp(after)), before: Some(Timestamp(after + 10_001)) });
        let query = RequestQuery {
            conditions: [1_000, 11_000, 21_000, 31_000].map(range).to_vec(),
            combine: Combine::Any,
            order_by: OrderBy::OpenedAt,
            direction: Direction::Ascending,
            limit: 3,
            ..RequestQuery::default()
        };

        assert_eq!(found(&store, &query).len(), 3);
    }

    fn requests_are_found_in_the_order_of_their_numbers(url: &str) {
        let store = open(url);
        let (a, b) = (Draft::default().store(&store), Draft::default().store(&store));

        assert_eq!(read(&store, |db| requests::find_all(db, &[b, RequestId(1), a])).iter().map(|r| r.id).collect::<Vec<_>>(), [a, b]);
        assert_eq!(read(&store, |db| requests::after(db, a, 5)).iter().map(|r| r.id).collect::<Vec<_>>(), [b]);
        assert_eq!(find(&store, &[Condition::Id(a), Condition::Id(b)]), []);
    }
}

/// Copies of the one request there is, each opened a second after the one before.
fn many_requests(count: usize) -> String {
    let columns = "channel, via, portal_id, opened_by, assigned_to, is_open, status_id, is_urgent, category_id, closed_at, is_trash, trashed_at, \
                   secret, title, customer_ref, first_name, last_name, email, phone, last_reply_by, is_unread, merged_into, send_from, \
                   updated_at, last_public_at, last_customer_at, history_count, public_count, content_hash";
    format!(
        "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) \
         INSERT INTO requests ({columns}, opened_at) SELECT {columns}, opened_at + n FROM requests, numbers ORDER BY n"
    )
}
