//! Categories, custom fields, statuses and mailboxes.

use super::answer::TagAnswer;
use crate::cx::ReadCx;
use crate::error::ApiResult;
use crate::methods::version::NoParams;
use crate::types::{Number, Switch};
use deskhand_codec::Keyed;
use deskhand_model::{Category, CategoryId, CustomField, CustomFieldKind, Staff, StaffId};
use deskhand_storage::requests;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The categories that customers may choose.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "categories")]
pub(crate) struct PublicCategories {
    #[schemars(with = "BTreeMap<i64, PublicCategory>")]
    category: Keyed<PublicCategory>,
}

/// A category that customers may choose.
#[derive(Serialize, JsonSchema)]
struct PublicCategory {
    #[serde(rename = "xCategory")]
    id: i64,
    #[serde(rename = "sCategory")]
    name: String,
    #[serde(rename = "sCustomFieldList")]
    fields: FieldIds,
}

/// Numbers of custom fields.
#[derive(Serialize, JsonSchema)]
struct FieldIds {
    #[serde(rename = "xCustomField")]
    ids: Vec<i64>,
}

pub(crate) fn public_categories(cx: &mut ReadCx<'_>, _: NoParams) -> ApiResult<PublicCategories> {
    let open = cx.desk.categories.values().filter(|c| c.is_active && c.is_public);
    let is_public = |id: &deskhand_model::CustomFieldId| cx.desk.custom_field(*id).is_some_and(|f| f.is_public);
    let row = |category: &Category| {
        let ids = category.custom_fields.iter().filter(|id| is_public(id)).map(|id| id.0).collect();
        (category.id.0, PublicCategory { id: category.id.0, name: category.name.clone(), fields: FieldIds { ids } })
    };
    Ok(PublicCategories { category: Keyed(open.map(row).collect()) })
}

/// All categories, inactive ones too.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "categories")]
pub(crate) struct Categories {
    #[schemars(with = "BTreeMap<i64, CategoryAnswer>")]
    category: Keyed<CategoryAnswer>,
}

/// A category with its people, fields and tags.
#[derive(Serialize, JsonSchema)]
struct CategoryAnswer {
    #[serde(rename = "xCategory")]
    id: i64,
    #[serde(rename = "sCategory")]
    name: String,
    #[serde(rename = "sCategoryGroup")]
    group: String,
    #[serde(rename = "fDeleted")]
    is_deleted: bool,
    #[serde(rename = "fAllowPublicSubmit")]
    is_public: bool,
    #[serde(rename = "xPersonDefault")]
    default_contact: i64,
    #[serde(rename = "fAutoAssignTo")]
    assignment: i64,
    #[serde(rename = "sPersonList")]
    people: People,
    #[serde(rename = "sCustomFieldList")]
    fields: FieldIds,
    #[serde(rename = "reportingTags")]
    tags: Tags,
}

/// The people of a category.
#[derive(Serialize, JsonSchema)]
struct People {
    person: Vec<CategoryPerson>,
}

/// A person of a category.
#[derive(Serialize, JsonSchema)]
struct CategoryPerson {
    #[serde(rename = "xPerson")]
    id: i64,
    #[serde(rename = "fullname")]
    full_name: String,
    /// Open requests assigned to them, of any category.
    assigned_requests: i64,
}

/// The reporting tags of a category.
#[derive(Serialize, JsonSchema)]
struct Tags {
    tag: Vec<TagAnswer>,
}

pub(crate) fn categories(cx: &mut ReadCx<'_>, _: &Staff, _: NoParams) -> ApiResult<Categories> {
    let counts = requests::open_counts(cx.db)?;
    let person = |id: &StaffId| CategoryPerson {
        id: id.0,
        full_name: cx.desk.staff_name(*id),
        assigned_requests: counts.get(id).copied().unwrap_or(0),
    };
    let tag = |id: &deskhand_model::TagId| cx.desk.tags.get(id).map(|tag| TagAnswer { id: tag.id.0, name: tag.name.clone() });
    let row = |category: &Category| {
        let active = category.staff.iter().filter(|id| cx.desk.staff.get(id).is_some_and(|s| s.is_active));
        let answer = CategoryAnswer {
            id: category.id.0,
            name: category.name.clone(),
            group: category.group.clone(),
            is_deleted: !category.is_active,
            is_public: category.is_public,
            default_contact: category.default_contact.map_or(0, |id| id.0),
            assignment: category.assignment.code(),
            people: People { person: active.map(person).collect() },
            fields: FieldIds { ids: category.custom_fields.iter().map(|id| id.0).collect() },
            tags: Tags { tag: category.tags.iter().filter_map(tag).collect() },
        };
        (category.id.0, answer)
    };
    Ok(Categories { category: Keyed(cx.desk.categories.values().map(row).collect()) })
}

/// The custom fields that customers see.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "customfields")]
pub(crate) struct CustomFields {
    field: Vec<FieldAnswer>,
}

/// A custom field; `isPublic` and `sAjaxUrl` are for staff only.
#[derive(Serialize, JsonSchema)]
struct FieldAnswer {
    #[serde(rename = "xCustomField")]
    id: i64,
    #[serde(rename = "fieldName")]
    name: String,
    #[serde(rename = "isRequired")]
    is_required: bool,
    #[serde(rename = "isPublic", skip_serializing_if = "Option::is_none")]
    is_public: Option<bool>,
    #[serde(rename = "fieldType")]
    kind: &'static str,
    #[serde(rename = "iOrder")]
    position: i64,
    #[serde(rename = "sTxtSize")]
    text_size: Option<i64>,
    #[serde(rename = "lrgTextRows")]
    text_rows: Option<i64>,
    #[serde(rename = "listItems")]
    choices: Choices,
    #[serde(rename = "iDecimalPlaces")]
    decimal_places: i64,
    #[serde(rename = "sRegex")]
    pattern: String,
    #[serde(rename = "sAjaxUrl", skip_serializing_if = "Option::is_none")]
    lookup_url: Option<String>,
    #[serde(rename = "isAlwaysVisible")]
    is_always_visible: bool,
}

/// What a list field offers.
#[derive(Serialize, JsonSchema)]
struct Choices {
    item: Vec<String>,
}

impl From<&CustomField> for FieldAnswer {
    fn from(field: &CustomField) -> Self {
        let (mut text_size, mut text_rows, mut decimal_places) = (None, None, 0);
        let (mut choices, mut pattern, mut lookup_url) = (Vec::new(), String::new(), String::new());
        match &field.kind {
            CustomFieldKind::Text { size } => text_size = *size,
            CustomFieldKind::LargeText { rows } => text_rows = *rows,
            CustomFieldKind::Select { choices: list } | CustomFieldKind::Drilldown { choices: list } => choices.clone_from(list),
            CustomFieldKind::Decimal { places } => decimal_places = *places,
            CustomFieldKind::Regex { pattern: text } => pattern.clone_from(text),
            CustomFieldKind::Ajax { url } => lookup_url.clone_from(url),
            CustomFieldKind::Checkbox | CustomFieldKind::Number | CustomFieldKind::Date | CustomFieldKind::DateTime => {}
        }
        Self {
            id: field.id.0,
            name: field.name.clone(),
            is_required: field.is_required,
            is_public: Some(field.is_public),
            kind: field.kind.name(),
            position: field.position,
            text_size,
            text_rows,
            choices: Choices { item: choices },
            decimal_places,
            pattern,
            lookup_url: Some(lookup_url),
            is_always_visible: field.is_always_visible,
        }
    }
}

pub(crate) fn public_custom_fields(cx: &mut ReadCx<'_>, _: NoParams) -> ApiResult<CustomFields> {
    let open = cx.desk.custom_fields.iter().filter(|field| field.is_public);
    let field = open.map(|field| FieldAnswer { is_public: None, lookup_url: None, ..FieldAnswer::from(field) });
    Ok(CustomFields { field: field.collect() })
}

/// Whose custom fields.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct CustomFieldParams {
    /// Only the fields that count for this category.
    #[serde(rename = "xCategory", default)]
    category: Number,
}

pub(crate) fn custom_fields(cx: &mut ReadCx<'_>, _: &Staff, params: CustomFieldParams) -> ApiResult<CustomFields> {
    let Some(id) = params.category.id(CategoryId) else {
        return Ok(CustomFields { field: cx.desk.custom_fields.iter().map(FieldAnswer::from).collect() });
    };
    let Some(category) = cx.desk.categories.get(&id) else { return Ok(CustomFields { field: Vec::new() }) };
    Ok(CustomFields { field: cx.desk.fields_of(Some(category)).map(FieldAnswer::from).collect() })
}

/// Active ones only, or all.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ActiveParams {
    /// 0: inactive ones too.
    #[serde(rename = "fActiveOnly", default)]
    active_only: Switch,
}

/// The statuses, in display order.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "results")]
pub(crate) struct Statuses {
    status: Vec<StatusAnswer>,
}

/// A status.
#[derive(Serialize, JsonSchema)]
struct StatusAnswer {
    #[serde(rename = "sStatus")]
    name: String,
    #[serde(rename = "xStatus")]
    id: i64,
}

pub(crate) fn statuses(cx: &mut ReadCx<'_>, _: &Staff, params: ActiveParams) -> ApiResult<Statuses> {
    let all = params.active_only.0 == Some(false);
    let wanted = cx.desk.statuses.iter().filter(|s| all || s.is_active);
    Ok(Statuses { status: wanted.map(|s| StatusAnswer { name: s.name.clone(), id: s.id.0 }).collect() })
}

/// The mailboxes.
#[derive(Serialize, JsonSchema)]
#[serde(rename = "results")]
pub(crate) struct Mailboxes {
    mailbox: Vec<MailboxAnswer>,
}

/// A mailbox.
#[derive(Serialize, JsonSchema)]
struct MailboxAnswer {
    #[serde(rename = "xMailbox")]
    id: i64,
    #[serde(rename = "sReplyName")]
    reply_name: String,
    #[serde(rename = "sReplyEmail")]
    reply_address: String,
}

pub(crate) fn mailboxes(cx: &mut ReadCx<'_>, _: &Staff, params: ActiveParams) -> ApiResult<Mailboxes> {
    let all = params.active_only.0 == Some(false);
    let wanted = cx.desk.mailboxes.values().filter(|m| all || m.is_active);
    let row = |m: &deskhand_model::Mailbox| MailboxAnswer {
        id: m.id.0,
        reply_name: m.reply_name.clone(),
        reply_address: m.reply_address.clone(),
    };
    Ok(Mailboxes { mailbox: wanted.map(row).collect() })
}
