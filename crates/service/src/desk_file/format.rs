//! What a desk file holds: one struct for each kind of entry. The comments are the descriptions of the JSON Schema.

use super::lines::Lines;
use deskhand_model::desk::{Permissions, Preferences, StatusRole};
use deskhand_model::{Assignment, Role, Settings};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A desk, as a file describes it. A section that is left out is left alone; one that is there is the whole truth about its kind.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskFile {
    /// The settings; a setting that is left out has its default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settings: Option<Settings>,
    /// Permission groups. One that is left out is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission_groups: Option<Vec<PermissionGroup>>,
    /// Staff. Whoever is left out becomes inactive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub staff: Option<Vec<Staff>>,
    /// Secondary portals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub portals: Option<Vec<Portal>>,
    /// Custom fields, in display order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub custom_fields: Option<Vec<CustomField>>,
    /// Categories, in display order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub categories: Option<Vec<Category>>,
    /// Statuses, in display order; exactly one has the role `active` and one the role `spam`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statuses: Option<Vec<Status>>,
    /// Mailboxes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mailboxes: Option<Vec<Mailbox>>,
    /// Filters, in display order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub filters: Option<Vec<Filter>>,
    /// Canned responses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub responses: Option<Vec<Response>>,
    /// Forums, in display order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forums: Option<Vec<Forum>>,
    /// Knowledge books, in display order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub books: Option<Vec<Book>>,
    /// Where the entries stand in the text that was read.
    #[serde(skip)]
    pub(super) lines: Lines,
}

/// A permission group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermissionGroup {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What its members may do; what is left out has its default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub permissions: Permissions,
}

/// A staff member, recognised by the address.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Staff {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Address; also a login name.
    pub email: String,
    /// First name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub first_name: String,
    /// Last name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub last_name: String,
    /// Login name.
    #[serde(default, skip_serializing_if = "is_default")]
    pub username: String,
    /// Second address.
    #[serde(default, skip_serializing_if = "is_default")]
    pub second_email: String,
    /// Telephone.
    #[serde(default, skip_serializing_if = "is_default")]
    pub phone: String,
    /// What kind of user they are.
    pub role: Role,
    /// Their permission group.
    #[serde(default, skip_serializing_if = "is_default")]
    pub group: Option<Reference>,
    /// Whether they still work here.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
    /// The password to log in with. When neither this nor a hash is given, the password stays as it is.
    #[serde(default, skip_serializing)]
    pub password: Option<Secret>,
    /// The Argon2 hash of the password (PHC string format), in place of the password itself.
    #[serde(default, skip_serializing)]
    pub password_hash: Option<Secret>,
    /// Who gets what would be assigned to them.
    #[serde(default, skip_serializing_if = "is_default")]
    pub out_of_office: Option<Reference>,
    /// Their preferences; what is left out has its default.
    #[serde(default, skip_serializing_if = "is_default")]
    pub preferences: Preferences,
}

/// A secondary portal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Where it is reached.
    #[serde(default, skip_serializing_if = "is_default")]
    pub base_url: String,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A custom field. Which of the keys from `choices` to `url` it has depends on its type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomField {
    /// A fixed number, the one in `Custom#`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// The list of a `select`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub choices: Option<Vec<String>>,
    /// The allowed paths of a `drilldown`, each a list of its levels.
    #[serde(default, skip_serializing_if = "is_default")]
    pub paths: Option<Vec<Vec<String>>>,
    /// The width of a `text`, in characters.
    #[serde(default, skip_serializing_if = "is_default")]
    pub size: Option<i64>,
    /// The height of a `large_text`, in rows.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rows: Option<i64>,
    /// The digits after the point of a `decimal`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub places: Option<i64>,
    /// The pattern of a `regex`, as JavaScript writes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pattern: Option<String>,
    /// Where the service behind an `ajax` listens.
    #[serde(default, skip_serializing_if = "is_default")]
    pub url: Option<String>,
    /// Whether a request must have a value.
    #[serde(default, skip_serializing_if = "is_default")]
    pub required: bool,
    /// Whether customers see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public: bool,
    /// Whether it belongs to every category.
    #[serde(default, skip_serializing_if = "is_default")]
    pub always_visible: bool,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// The type of a custom field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// One line of text.
    Text,
    /// One of a list.
    Select,
    /// Text with line breaks.
    LargeText,
    /// Yes or no.
    Checkbox,
    /// A whole number.
    Number,
    /// A number with a fraction.
    Decimal,
    /// A day.
    Date,
    /// A day and time.
    #[serde(rename = "datetime")]
    DateTime,
    /// Text that matches a pattern.
    Regex,
    /// A value picked from what a remote service offers.
    Ajax,
    /// A path through nested lists.
    Drilldown,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// The group of categories that it is listed under.
    #[serde(default, skip_serializing_if = "is_default")]
    pub group: String,
    /// Whether customers may choose it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public: bool,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
    /// The default contact.
    #[serde(default, skip_serializing_if = "is_default")]
    pub default_contact: Option<Reference>,
    /// Who gets its new requests.
    #[serde(default, skip_serializing_if = "is_default")]
    pub assignment: Assignment,
    /// Its people.
    #[serde(default, skip_serializing_if = "is_default")]
    pub staff: Vec<Reference>,
    /// Its custom fields.
    #[serde(default, skip_serializing_if = "is_default")]
    pub custom_fields: Vec<Reference>,
    /// Its reporting tags, in display order: names, or tables with a name and a fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<TagEntry>,
}

/// A reporting tag: its name alone, or a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum TagEntry {
    /// Its name.
    Name(String),
    /// With a fixed number.
    Full(Tag),
}

/// A reporting tag with a fixed number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A status.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Status {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What it means to the desk.
    #[serde(default, skip_serializing_if = "is_default")]
    pub role: StatusRole,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A mailbox, recognised by the address it replies from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// The address it replies from.
    pub reply_address: String,
    /// The name it replies as.
    #[serde(default, skip_serializing_if = "is_default")]
    pub reply_name: String,
    /// The category of its mail.
    #[serde(default, skip_serializing_if = "is_default")]
    pub category: Option<Reference>,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A filter, recognised by its name and its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// The folder it is listed in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub folder: String,
    /// Whose it is; it is shared when it is nobody's.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<Reference>,
    /// Whether all staff see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shared: bool,
    /// What it shows of each request.
    #[serde(default, skip_serializing_if = "is_default")]
    pub columns: Vec<ColumnEntry>,
    /// What it is ordered by; without it, by the time of opening.
    #[serde(default, skip_serializing_if = "is_default")]
    pub order_by: Option<ColumnEntry>,
    /// Whether the highest comes first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub descending: bool,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
    /// Which requests it shows; without it, all.
    #[serde(default, skip_serializing_if = "is_default")]
    pub conditions: ConditionEntry,
}

/// A column: its name, or a table that names a custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum ColumnEntry {
    /// What every request has.
    Name(String),
    /// A custom field.
    Custom(CustomColumn),
}

/// A column that shows a custom field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomColumn {
    /// The custom field.
    pub custom_field: Reference,
}

/// A condition: `all` or `any` with further conditions, or a `field` or `custom_field` with exactly one comparison.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConditionEntry {
    /// The field of the request.
    #[serde(skip_serializing_if = "is_default")]
    pub field: Option<String>,
    /// The custom field.
    #[serde(skip_serializing_if = "is_default")]
    pub custom_field: Option<Reference>,
    /// They are the same.
    #[serde(skip_serializing_if = "is_default")]
    pub is: Option<Operand>,
    /// They differ.
    #[serde(skip_serializing_if = "is_default")]
    pub is_not: Option<Operand>,
    /// The text holds this one.
    #[serde(skip_serializing_if = "is_default")]
    pub contains: Option<Operand>,
    /// The text does not hold this one.
    #[serde(skip_serializing_if = "is_default")]
    pub does_not_contain: Option<Operand>,
    /// The number is higher.
    #[serde(skip_serializing_if = "is_default")]
    pub more_than: Option<Operand>,
    /// The number is lower.
    #[serde(skip_serializing_if = "is_default")]
    pub less_than: Option<Operand>,
    /// The time is earlier: a day such as `2026-01-31`, or Unix seconds.
    #[serde(skip_serializing_if = "is_default")]
    pub before: Option<Operand>,
    /// The time is this or later: a day such as `2026-01-31`, or Unix seconds.
    #[serde(skip_serializing_if = "is_default")]
    pub since: Option<Operand>,
    /// All of these hold.
    #[serde(skip_serializing_if = "is_default")]
    pub all: Option<Vec<ConditionEntry>>,
    /// At least one of these holds.
    #[serde(skip_serializing_if = "is_default")]
    pub any: Option<Vec<ConditionEntry>>,
}

/// What a condition compares with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Operand {
    /// Yes or no.
    Flag(bool),
    /// A number, or the number of something.
    Number(i64),
    /// A number with a fraction.
    Decimal(f64),
    /// A text, or the name of something.
    Text(String),
}

/// A canned response, recognised by its title and its owner.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Response {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its title.
    pub title: String,
    /// The folder it is listed in.
    #[serde(default, skip_serializing_if = "is_default")]
    pub folder: String,
    /// Its text.
    pub body: String,
    /// Whose it is.
    #[serde(default, skip_serializing_if = "is_default")]
    pub owner: Option<Reference>,
    /// Whether all staff may use it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub shared: bool,
    /// The permission group that may use it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub group: Option<Reference>,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A forum.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forum {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Whether nobody can post any more.
    #[serde(default, skip_serializing_if = "is_default")]
    pub closed: bool,
    /// Whether customers see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public: bool,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
}

/// A knowledge book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Book {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name.
    pub name: String,
    /// What it is about.
    #[serde(default, skip_serializing_if = "is_default")]
    pub description: String,
    /// Whether customers see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub public: bool,
    /// Whether it is in use.
    #[serde(default, skip_serializing_if = "is_default")]
    pub active: Active,
    /// Its chapters, in their order. One that is left out is removed with its pages.
    #[serde(default, skip_serializing_if = "is_default")]
    pub chapters: Vec<Chapter>,
}

/// A chapter of a book.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chapter {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its name, without a number.
    pub name: String,
    /// Whether it is an appendix.
    #[serde(default, skip_serializing_if = "is_default")]
    pub appendix: bool,
    /// Its pages, in their order. One that is left out is removed.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pages: Vec<Page>,
}

/// A page of a chapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// A fixed number.
    #[serde(default, skip_serializing_if = "is_default")]
    pub id: Option<i64>,
    /// Its title.
    pub title: String,
    /// Its text, as HTML.
    #[serde(default, skip_serializing_if = "is_default")]
    pub body: String,
    /// Whether it stands out among the pages.
    #[serde(default, skip_serializing_if = "is_default")]
    pub highlighted: bool,
    /// Whether readers see it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub published: Active,
    /// Its tags.
    #[serde(default, skip_serializing_if = "is_default")]
    pub tags: Vec<String>,
    /// Related pages: numbers, or `book/page title`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub related: Vec<Reference>,
}

/// Something that stands elsewhere in the desk: its number, or its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Reference {
    /// Its number.
    Id(i64),
    /// Its name; of staff, the address, the login name or the full name.
    Name(String),
}

/// Yes unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Active(pub bool);

impl Default for Active {
    fn default() -> Self {
        Self(true)
    }
}

/// A password or its hash. Prints nothing in logs.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
