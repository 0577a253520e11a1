//! `private.request.search`.

use super::answer::{Audience, View};
use super::get::Requests;
use crate::cx::ReadCx;
use crate::error::ApiResult;
use crate::show::Dates;
use crate::types::{CustomParams, Flag, Number, Switch};
use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeZone};
use chrono_tz::Tz;
use deskhand_model::{CategoryId, CustomFieldId, Note, Request, RequestId, Staff, StaffId, StatusId, Timestamp};
use deskhand_service::staff;
use deskhand_storage::requests::{
    Combine, Condition, CustomerField, Direction, OrderBy, RequestQuery, TimeRange, is_free_text_kind, search as find,
};
use deskhand_storage::{history, requests, time_events};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::HashMap;

/// What is searched for; without conditions every request is found.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SearchParams {
    /// `all` (default): every condition must hold; `any`: one is enough.
    #[serde(rename = "anyall", default)]
    combine: String,
    /// The number of a request.
    #[serde(rename = "xRequest", default)]
    id: Option<String>,
    /// A part of the organisation's own id for the customer.
    #[serde(rename = "sUserId", default)]
    customer_ref: String,
    /// A part of the customer's first name.
    #[serde(rename = "sFirstName", default)]
    first_name: String,
    /// A part of the customer's last name.
    #[serde(rename = "sLastName", default)]
    last_name: String,
    /// A part of the customer's e-mail address.
    #[serde(rename = "sEmail", default)]
    email: String,
    /// A part of the customer's telephone number.
    #[serde(rename = "sPhone", default)]
    phone: String,
    /// Words, or parts of words, that stand together in one note.
    #[serde(rename = "sSearch", default)]
    text: String,
    /// The status.
    #[serde(rename = "xStatus", default)]
    status: Number,
    /// The category.
    #[serde(rename = "xCategory", default)]
    category: Number,
    /// 1: open; 0: closed.
    #[serde(rename = "fOpen", default)]
    open: Switch,
    /// The assignee; 0 is the inbox.
    #[serde(rename = "xPersonAssignedTo", default)]
    assigned_to: Number,
    /// Custom values: parts of texts, whole values of other fields.
    #[serde(rename = "Custom#", default)]
    custom: CustomParams,
    /// 1: ids and Unix seconds instead of names and dates.
    #[serde(rename = "fRawValues", default)]
    raw: Flag,
    /// Opened before this time, in Unix seconds.
    #[serde(rename = "beforeDate", default)]
    before: Number,
    /// Opened after this time, in Unix seconds.
    #[serde(rename = "afterDate", default)]
    after: Number,
    /// Closed before this time, in Unix seconds.
    #[serde(rename = "closedBeforeDate", default)]
    closed_before: Number,
    /// Closed after this time, in Unix seconds.
    #[serde(rename = "closedAfterDate", default)]
    closed_after: Number,
    /// Opened within a period: `today`, `yesterday`, `past_7`, `past_14`, `past_30`, `past_90`, `past_365`, `this_week`, `this_month`, `this_year`,
    /// `last_week`, `last_month`, `last_year`. Weeks begin on Sunday.
    #[serde(rename = "relativedate", default)]
    period: String,
    /// The first row, from 0.
    #[serde(default)]
    start: Number,
    /// How many rows; the default is all, up to the desk's limit.
    #[serde(default)]
    length: Number,
    /// A field to order by; the default is xRequest.
    #[serde(rename = "orderBy", default)]
    order_by: String,
    /// `desc` (default) or `asc`.
    #[serde(rename = "orderByDir", default)]
    direction: String,
    /// 1: with the time that was spent on each.
    #[serde(rename = "fIncludeTimeTotal", default)]
    with_time: Flag,
}

pub(crate) fn search(cx: &mut ReadCx<'_>, staff: &Staff, params: SearchParams) -> ApiResult<Requests> {
    let max_rows = cx.desk.settings.api.max_rows;
    let limit = params.length.0.unwrap_or(max_rows).clamp(0, max_rows);
    let query = RequestQuery {
        conditions: conditions(cx, &params),
        combine: if params.combine.trim().eq_ignore_ascii_case("any") { Combine::Any } else { Combine::All },
        scope: staff::scope(cx.desk, staff),
        hidden_status: Some(cx.desk.spam_status()),
        order_by: order_by(params.order_by.trim()),
        direction: if params.direction.trim().eq_ignore_ascii_case("asc") { Direction::Ascending } else { Direction::Descending },
        offset: params.start.0.unwrap_or(0).max(0),
        limit,
    };
    let found = find(cx.db, &query)?;
    let view = View::new(cx, params.raw.into(), Audience::Staff);
    answers(cx, view, found, params.with_time)
}

/// Requests as lists show them: without history, with the first note.
pub(crate) fn answers(cx: &mut ReadCx<'_>, view: View<'_>, found: Vec<Request>, with_time: Flag) -> ApiResult<Requests> {
    let ids: Vec<RequestId> = found.iter().map(|r| r.id).collect();
    let mut notes = HashMap::with_capacity(ids.len());
    for part in ids.chunks(10_000) {
        notes.extend(history::initial_notes(cx.db, part)?);
    }
    let has_fields = !cx.desk.custom_fields.is_empty();
    let extras = if has_fields { requests::extras(cx.db, &ids)? } else { std::collections::BTreeMap::new() };
    let totals: HashMap<RequestId, i64> =
        if with_time.0 { time_events::totals(cx.db, &ids)?.into_iter().collect() } else { HashMap::new() };
    let row = |request: Request| {
        let id = request.id;
        let note = summary(&request.title, notes.remove(&id));
        let answer = view.request(request, extras.get(&id).map(|e| &e.custom)).with_note(note);
        if with_time.0 { answer.with_time(totals.get(&id).copied().unwrap_or(0)) } else { answer }
    };
    Ok(Requests { request: found.into_iter().map(row).collect() })
}

/// The first note after the subject, as lists have it.
fn summary(title: &str, note: Option<Note>) -> String {
    let body = note.map(|note| note.body).unwrap_or_default();
    let mut text = String::with_capacity(title.len() + body.len() + 40);
    text.push_str("<span class=\"initsubject\">");
    for c in title.chars() {
        match c {
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '&' => text.push_str("&amp;"),
            '"' => text.push_str("&quot;"),
            other => text.push(other),
        }
    }
    text.push_str("</span> - ");
    text.push_str(&body);
    text
}

fn conditions(cx: &ReadCx<'_>, params: &SearchParams) -> Vec<Condition> {
    let mut conditions = Vec::new();
    if let Some(id) = params.id.as_deref().map(str::trim).filter(|id| !id.is_empty()) {
        // A number that is none finds nothing, rather than everything.
        conditions.push(Condition::Id(RequestId(id.parse().unwrap_or(0))));
    }
    let texts = [
        (CustomerField::Ref, &params.customer_ref),
        (CustomerField::FirstName, &params.first_name),
        (CustomerField::LastName, &params.last_name),
        (CustomerField::Email, &params.email),
        (CustomerField::Phone, &params.phone),
    ];
    let given = texts.into_iter().filter(|(_, text)| !text.trim().is_empty());
    conditions.extend(given.map(|(field, text)| Condition::Customer(field, text.trim().to_owned())));
    if !params.text.trim().is_empty() {
        conditions.push(Condition::Notes(params.text.clone()));
    }
    conditions.extend(params.status.id(StatusId).map(Condition::Status));
    conditions.extend(params.category.id(CategoryId).map(Condition::Category));
    conditions.extend(params.open.0.map(Condition::Open));
    conditions.extend(params.assigned_to.0.map(|id| Condition::AssignedTo(StaffId::from_code(id))));
    for (id, value) in params.custom.iter().filter(|(_, value)| !value.trim().is_empty()) {
        let field = CustomFieldId(*id);
        match cx.desk.custom_field(field) {
            Some(known) if is_free_text_kind(&known.kind) => conditions.push(Condition::CustomContains(field, value.clone())),
            Some(_) => conditions.push(Condition::CustomIs(field, value.trim().to_owned())),
            None => {}
        }
    }
    let opened = TimeRange { after: params.after.time(), before: params.before.time() };
    conditions.extend((opened != TimeRange::default()).then_some(Condition::Opened(opened)));
    let closed = TimeRange { after: params.closed_after.time(), before: params.closed_before.time() };
    conditions.extend((closed != TimeRange::default()).then_some(Condition::Closed(closed)));
    conditions.extend(period(&cx.desk.dates, cx.now, params.period.trim()).map(Condition::Opened));
    conditions
}

fn order_by(name: &str) -> OrderBy {
    match name {
        "sUserId" => OrderBy::CustomerRef,
        "sFirstName" => OrderBy::FirstName,
        "sLastName" | "fullname" => OrderBy::LastName,
        "sEmail" => OrderBy::Email,
        "sPhone" => OrderBy::Phone,
        "xStatus" => OrderBy::Status,
        "xCategory" | "sCategory" => OrderBy::Category,
        "fOpen" => OrderBy::Open,
        "xPersonAssignedTo" => OrderBy::AssignedTo,
        "xPersonOpenedBy" => OrderBy::OpenedBy,
        "dtGMTOpened" | "age" | "afterDate" | "beforeDate" | "relativedate" => OrderBy::OpenedAt,
        "dtGMTClosed" | "closedAfterDate" | "closedBeforeDate" => OrderBy::ClosedAt,
        "sTitle" => OrderBy::Title,
        "fUrgent" => OrderBy::Urgent,
        "fOpenedVia" => OrderBy::Channel,
        "lastupdate" => OrderBy::UpdatedAt,
        _ => OrderBy::Id,
    }
}

/// The period that a word means, in the desk's time zone.
pub(crate) fn period(dates: &Dates, now: Timestamp, word: &str) -> Option<TimeRange> {
    let zone = dates.zone();
    let today = now.to_utc()?.with_timezone(&zone).date_naive();
    let week = today.checked_sub_days(Days::new(u64::from(today.weekday().num_days_from_sunday())))?;
    let month = today.with_day(1)?;
    let year = month.with_month(1)?;
    let days_ago = |days| today.checked_sub_days(Days::new(days));
    let (first, end) = match word {
        "today" => (today, None),
        "yesterday" => (days_ago(1)?, Some(today)),
        "past_7" => (days_ago(7)?, None),
        "past_14" => (days_ago(14)?, None),
        "past_30" => (days_ago(30)?, None),
        "past_90" => (days_ago(90)?, None),
        "past_365" => (days_ago(365)?, None),
        "this_week" => (week, None),
        "this_month" => (month, None),
        "this_year" => (year, None),
        "last_week" => (week.checked_sub_days(Days::new(7))?, Some(week)),
        "last_month" => (month.checked_sub_months(Months::new(1))?, Some(month)),
        "last_year" => (year.checked_sub_months(Months::new(12))?, Some(year)),
        _ => return None,
    };
    // Both ends of a range are outside of it.
    let after = midnight(zone, first)?.plus(-1);
    let before = end.and_then(|day| midnight(zone, day));
    Some(TimeRange { after: Some(after), before })
}

/// The beginning of a day; where clocks skip midnight, the first moment after it.
fn midnight(zone: Tz, day: NaiveDate) -> Option<Timestamp> {
    let mut hours = (0..3).filter_map(|hour| day.and_hms_opt(hour, 0, 0));
    let first: Option<DateTime<Tz>> = hours.find_map(|time| zone.from_local_datetime(&time).earliest());
    first.map(|time| Timestamp(time.timestamp()))
}
