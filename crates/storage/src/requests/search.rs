//! Searching requests.
//!
//! Conditions on a request's own columns become SQL. Conditions on text are answered by the full-text index, newest request first, in
//! pages, until enough requests are found that meet the other conditions too; so a page of results costs what it takes to find it
//! and not what the desk holds.

use crate::error::StoreResult;
use crate::row::RequestRow;
use crate::schema::{request_fields, requests};
use crate::search::{self, Terms};
use crate::store::Reader;
use deskhand_model::{CategoryId, CustomFieldId, Customer, Request, RequestId, StaffId, StatusId, Timestamp};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use std::collections::BTreeSet;

diesel::define_sql_function! {
    /// A text in small letters; SQLite knows only those of ASCII.
    fn lower(text: Text) -> Text;
}

/// Which part of a value is in the index of custom values.
const INDEXED_CHARS: usize = 64;
/// Matches of the index that are looked at in one go, at first and at the most.
const FIRST_PAGE: i64 = 32;
const LARGEST_PAGE: i64 = 2_048;
/// The most matches of the index that are sorted by something else than their number.
const MOST_SORTED: usize = 10_000;
const MOST_IDS: usize = 30_000;

/// A text field of the customer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CustomerField {
    /// The organisation's own id.
    Ref,
    /// First name.
    FirstName,
    /// Last name.
    LastName,
    /// E-mail address.
    Email,
    /// Telephone.
    Phone,
}

impl CustomerField {
    fn of(self, customer: &Customer) -> &str {
        match self {
            Self::Ref => &customer.customer_ref,
            Self::FirstName => &customer.first_name,
            Self::LastName => &customer.last_name,
            Self::Email => &customer.email,
            Self::Phone => &customer.phone,
        }
    }
}

/// A period; both ends are outside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimeRange {
    /// After this time.
    pub after: Option<Timestamp>,
    /// Before this time.
    pub before: Option<Timestamp>,
}

/// Something that a request is searched by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// Its number.
    Id(RequestId),
    /// A part of one of the customer's fields.
    Customer(CustomerField, String),
    /// Words in its notes.
    Notes(String),
    /// Its status.
    Status(StatusId),
    /// Its category.
    Category(CategoryId),
    /// Whether it is open.
    Open(bool),
    /// Its assignee; nobody is the inbox.
    AssignedTo(Option<StaffId>),
    /// A custom value as a whole.
    CustomIs(CustomFieldId, String),
    /// A part of a custom value.
    CustomContains(CustomFieldId, String),
    /// When it was opened.
    Opened(TimeRange),
    /// When it was closed.
    Closed(TimeRange),
}

/// Whether all conditions must hold or one is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Combine {
    /// All.
    #[default]
    All,
    /// At least one.
    Any,
}

/// What results are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the columns of a request")]
pub enum OrderBy {
    #[default]
    Id,
    CustomerRef,
    FirstName,
    LastName,
    Email,
    Phone,
    Status,
    Category,
    Open,
    AssignedTo,
    OpenedBy,
    OpenedAt,
    ClosedAt,
    Title,
    Urgent,
    Channel,
    UpdatedAt,
}

/// Up or down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// Smallest first.
    Ascending,
    /// Largest first.
    #[default]
    Descending,
}

/// Which requests somebody may see.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// All.
    #[default]
    All,
    /// Those of some categories, and their own.
    Categories(Vec<CategoryId>, StaffId),
    /// Their own.
    Own(StaffId),
}

impl Scope {
    /// Whether a request is among them.
    pub fn holds(&self, request: &Request) -> bool {
        match self {
            Self::All => true,
            Self::Categories(categories, staff) => {
                request.assigned_to == Some(*staff) || request.category.is_some_and(|id| categories.contains(&id))
            }
            Self::Own(staff) => request.assigned_to == Some(*staff),
        }
    }
}

/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestQuery {
    /// The conditions; with none, every request matches.
    pub conditions: Vec<Condition>,
    /// How they are combined.
    pub combine: Combine,
    /// Which requests the caller may see.
    pub scope: Scope,
    /// The status that is left out unless it is asked for: spam.
    pub hidden_status: Option<StatusId>,
    /// What the results are ordered by.
    pub order_by: OrderBy,
    /// Up or down.
    pub direction: Direction,
    /// The first result that is wanted, from 0.
    pub offset: i64,
    /// How many results are wanted.
    pub limit: i64,
}

/// Runs a search. Requests in the trash and merged ones are found by their number only.
///
/// # Errors
/// Trouble of the database.
pub fn search(db: &mut Reader, query: &RequestQuery) -> StoreResult<Vec<Request>> {
    if query.limit <= 0 {
        return Ok(Vec::new());
    }
    match query.combine {
        Combine::All => search_all(db, query),
        Combine::Any => search_any(db, query),
    }
}

fn search_all(db: &mut Reader, query: &RequestQuery) -> StoreResult<Vec<Request>> {
    let Some((driver, terms)) = driver(&query.conditions) else {
        return select(db, query, &query.conditions, None, Some((query.offset, query.limit)));
    };
    let rest: Vec<Condition> = query.conditions.iter().filter(|c| *c != driver).cloned().collect();
    let is_newest_first = query.order_by == OrderBy::Id && query.direction == Direction::Descending;
    let wanted = if is_newest_first { to_count(query.offset.saturating_add(query.limit)) } else { MOST_SORTED };
    let mut found: Vec<Request> = Vec::new();
    let mut before = None;
    // Most matches meet the other conditions too; when they do not, larger pages get there sooner.
    let mut size = i64::try_from(wanted + wanted / 4).unwrap_or(LARGEST_PAGE).clamp(FIRST_PAGE, LARGEST_PAGE);
    loop {
        let (ids, is_last) = search::newest_matches(db, &terms, before, size)?;
        size = (size * 2).min(LARGEST_PAGE);
        let page = select(db, query, &rest, Some(&ids), None)?;
        found.extend(verify(db, page, &rest, driver)?);
        before = ids.last().copied();
        if is_last || found.len() >= wanted || before.is_none() {
            break;
        }
    }
    if !is_newest_first {
        let ids: Vec<RequestId> = found.iter().map(|request| request.id).collect();
        return select(db, query, &[], Some(&ids), Some((query.offset, query.limit)));
    }
    Ok(found.into_iter().skip(to_count(query.offset)).take(to_count(query.limit)).collect())
}

/// One condition is enough: each is searched by itself, and the results are put together.
fn search_any(db: &mut Reader, query: &RequestQuery) -> StoreResult<Vec<Request>> {
    if query.conditions.is_empty() {
        return search_all(db, query);
    }
    let is_newest_first = query.order_by == OrderBy::Id && query.direction == Direction::Descending;
    let most = i64::try_from(MOST_SORTED).unwrap_or(i64::MAX);
    let limit = if is_newest_first { query.offset.saturating_add(query.limit) } else { most };
    let mut ids = BTreeSet::new();
    for condition in &query.conditions {
        let one = RequestQuery {
            conditions: vec![condition.clone()],
            combine: Combine::All,
            order_by: OrderBy::Id,
            direction: Direction::Descending,
            offset: 0,
            limit,
            ..query.clone()
        };
        ids.extend(search_all(db, &one)?.into_iter().map(|request| request.id));
    }
    let newest: Vec<RequestId> = if is_newest_first {
        ids.into_iter().rev().skip(to_count(query.offset)).take(to_count(query.limit)).collect()
    } else {
        // SQLite takes at most 32,766 values a statement.
        ids.into_iter().rev().take(MOST_IDS).collect()
    };
    let window = (!is_newest_first).then_some((query.offset, query.limit));
    select(db, query, &[], Some(&newest), window)
}

/// The condition that the index answers, the one that is likely to match least first.
fn driver(conditions: &[Condition]) -> Option<(&Condition, Terms)> {
    let by_customer = |c: &&Condition| matches!(c, Condition::Customer(..) | Condition::CustomContains(..));
    let by_notes = |c: &&Condition| matches!(c, Condition::Notes(_));
    // A number finds its request without the index.
    if conditions.iter().any(|c| matches!(c, Condition::Id(_))) && !conditions.iter().any(|c| by_notes(&c) || by_customer(&c)) {
        return None;
    }
    let driver = conditions.iter().find(by_customer).or_else(|| conditions.iter().find(by_notes))?;
    Some((driver, terms_of(driver)))
}

fn terms_of(condition: &Condition) -> Terms {
    match condition {
        Condition::Customer(_, part) | Condition::CustomContains(_, part) => Terms::customer_part(part),
        Condition::Notes(text) => Terms::parse(text),
        _ => Terms::parse(""),
    }
}

/// Keeps the requests that meet the conditions on text, which SQL cannot compare as people do.
fn verify(db: &mut Reader, requests: Vec<Request>, rest: &[Condition], driver: &Condition) -> StoreResult<Vec<Request>> {
    let mut kept = requests;
    for condition in rest.iter().chain([driver]) {
        match condition {
            Condition::Customer(field, part) => kept.retain(|r| search::contains(field.of(&r.customer), part.trim())),
            Condition::CustomContains(field, part) => {
                let ids: Vec<RequestId> = kept.iter().map(|r| r.id).collect();
                let extras = super::extras(db, &ids)?;
                let value = |id| extras.get(&id).and_then(|e| e.custom.get(field));
                kept.retain(|r| value(r.id).is_some_and(|text| search::contains(text, part.trim())));
            }
            Condition::Notes(text) if condition != driver => {
                let ids: Vec<RequestId> = kept.iter().map(|r| r.id).collect();
                let matching = search::matches(db, &Terms::parse(text), &ids)?;
                kept.retain(|r| matching.contains(&r.id));
            }
            _ => {}
        }
    }
    Ok(kept)
}

fn to_count(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

type Boxed<'a> = requests::BoxedQuery<'a, crate::conn::MultiBackend>;

/// Selects requests by the conditions on their own columns, in the order that is asked for.
fn select(
    db: &mut Reader,
    query: &RequestQuery,
    conditions: &[Condition],
    ids: Option<&[RequestId]>,
    window: Option<(i64, i64)>,
) -> StoreResult<Vec<Request>> {
    let mut statement: Boxed<'_> = requests::table.into_boxed();
    if let Some(ids) = ids {
        statement = statement.filter(requests::id.eq_any(ids.iter().map(|id| id.0).collect::<Vec<_>>()));
    }
    let has_id = query.conditions.iter().any(|c| matches!(c, Condition::Id(_)));
    if !has_id {
        statement = statement.filter(requests::is_trash.eq(false)).filter(requests::merged_into.eq(0));
    }
    let asks_for_status = query.conditions.iter().any(|c| matches!(c, Condition::Status(_)));
    if let Some(hidden) = query.hidden_status.filter(|_| !has_id && !asks_for_status) {
        statement = statement.filter(requests::status_id.ne(hidden.0));
    }
    statement = match &query.scope {
        Scope::All => statement,
        Scope::Own(staff) => statement.filter(requests::assigned_to.eq(staff.0)),
        Scope::Categories(categories, staff) => {
            let listed: Vec<i64> = categories.iter().map(|id| id.0).collect();
            statement.filter(requests::category_id.eq_any(listed).or(requests::assigned_to.eq(staff.0)))
        }
    };
    for condition in conditions {
        statement = narrow(statement, condition);
    }
    statement = ordered(statement, query.order_by, query.direction);
    if let Some((offset, limit)) = window {
        statement = statement.limit(limit).offset(offset.max(0));
    }
    let rows: Vec<RequestRow> = statement.select(RequestRow::as_select()).load(&mut db.conn)?;
    Ok(rows.into_iter().map(Request::from).collect())
}

fn narrow<'a>(statement: Boxed<'a>, condition: &Condition) -> Boxed<'a> {
    match condition {
        Condition::Id(id) => statement.filter(requests::id.eq(id.0)),
        Condition::Status(id) => statement.filter(requests::status_id.eq(id.0)),
        Condition::Category(id) => statement.filter(requests::category_id.eq(id.0)),
        Condition::Open(is_open) => statement.filter(requests::is_open.eq(*is_open)),
        Condition::AssignedTo(staff) => statement.filter(requests::assigned_to.eq(staff.map_or(0, |id| id.0))),
        Condition::CustomIs(field, value) => statement.filter(has_custom(*field, value)),
        Condition::Opened(range) => {
            let statement = match range.after {
                Some(after) => statement.filter(requests::opened_at.gt(after.0)),
                None => statement,
            };
            match range.before {
                Some(before) => statement.filter(requests::opened_at.lt(before.0)),
                None => statement,
            }
        }
        Condition::Closed(range) => {
            let statement = statement.filter(requests::closed_at.gt(range.after.map_or(0, |t| t.0)));
            match range.before {
                Some(before) => statement.filter(requests::closed_at.lt(before.0)),
                None => statement,
            }
        }
        Condition::Customer(..) | Condition::CustomContains(..) | Condition::Notes(_) => statement,
    }
}

type CustomMatch<'a> = Box<dyn BoxableExpression<requests::table, crate::conn::MultiBackend, SqlType = Bool> + 'a>;

fn has_custom<'a>(field: CustomFieldId, value: &str) -> CustomMatch<'a> {
    // Exactly the expression that the index is on, or the databases would not use it.
    let indexed = sql::<Text>("substr(lower(request_fields.value), 1, 64)");
    let wanted: String = value.chars().take(INDEXED_CHARS).collect();
    let rows = request_fields::table
        .filter(request_fields::request_id.eq(requests::id))
        .filter(request_fields::field_id.eq(field.0))
        .filter(indexed.eq(lower(wanted)))
        .filter(lower(request_fields::value).eq(lower(value.to_owned())));
    Box::new(exists(rows))
}

macro_rules! by {
    ($statement:expr, $direction:expr, $column:expr) => {
        match $direction {
            Direction::Ascending => $statement.order(($column.asc(), requests::id.asc())),
            Direction::Descending => $statement.order(($column.desc(), requests::id.desc())),
        }
    };
}

fn ordered(statement: Boxed<'_>, order_by: OrderBy, direction: Direction) -> Boxed<'_> {
    match order_by {
        OrderBy::Id => match direction {
            Direction::Ascending => statement.order(requests::id.asc()),
            Direction::Descending => statement.order(requests::id.desc()),
        },
        OrderBy::CustomerRef => by!(statement, direction, requests::customer_ref),
        OrderBy::FirstName => by!(statement, direction, lower(requests::first_name)),
        OrderBy::LastName => by!(statement, direction, lower(requests::last_name)),
        OrderBy::Email => by!(statement, direction, lower(requests::email)),
        OrderBy::Phone => by!(statement, direction, requests::phone),
        OrderBy::Status => by!(statement, direction, requests::status_id),
        OrderBy::Category => by!(statement, direction, requests::category_id),
        OrderBy::Open => by!(statement, direction, requests::is_open),
        OrderBy::AssignedTo => by!(statement, direction, requests::assigned_to),
        OrderBy::OpenedBy => by!(statement, direction, requests::opened_by),
        OrderBy::OpenedAt => by!(statement, direction, requests::opened_at),
        OrderBy::ClosedAt => by!(statement, direction, requests::closed_at),
        OrderBy::Title => by!(statement, direction, lower(requests::title)),
        OrderBy::Urgent => by!(statement, direction, requests::is_urgent),
        OrderBy::Channel => by!(statement, direction, requests::channel),
        OrderBy::UpdatedAt => by!(statement, direction, requests::updated_at),
    }
}
