//! Filters: what staff see of the desk's requests, as administrators define it.
//!
//! A filter's condition is a tree; its leaves test a [`Subject`] of the request. It is stored as JSON.
//!
//! ```
//! use deskhand_storage::catalog::filters::{Condition, Field, Operator, Subject, Test, Value};
//!
//! let is_urgent = Test { subject: Subject::Field(Field::Urgent), operator: Operator::Is, value: Value::Flag(true) };
//! let condition = Condition::All(vec![Condition::Test(is_urgent)]);
//! let text = serde_json::to_string(&condition).unwrap();
//! assert_eq!(text, r#"{"all":[{"test":{"subject":{"field":"urgent"},"operator":"is","value":{"flag":true}}}]}"#);
//! ```

use super::{Json, definition};
use crate::schema::filters;
use deskhand_model::CustomFieldId;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

/// A filter.
#[derive(Debug, Clone, PartialEq, Serialize, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = filters)]
pub struct FilterRow {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The folder it is listed in.
    pub folder: String,
    /// Whose it is; 0 for nobody's.
    #[serde(rename = "owner")]
    pub staff_id: i64,
    /// Whether all staff see it.
    #[serde(rename = "shared")]
    pub is_global: bool,
    /// What it shows of each request.
    #[serde(rename = "columns")]
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub display_columns: Json<Vec<Column>>,
    /// Which requests it shows.
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub conditions: Json<Condition>,
    /// What it is ordered by.
    #[diesel(serialize_as = String, deserialize_as = String)]
    pub order_by: Json<Column>,
    /// Whether the highest comes first.
    #[serde(rename = "descending")]
    pub is_descending: bool,
    /// Its place among the filters.
    #[serde(rename = "order")]
    pub position: i64,
    /// Whether it is in use.
    #[serde(rename = "active")]
    pub is_active: bool,
}

definition!(FilterRow in filters, labelled name, ordered by (filters::position, filters::id), retire inactive);

/// Which requests a filter shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All of these hold; without any, every request is shown.
    All(Vec<Condition>),
    /// At least one of these holds.
    Any(Vec<Condition>),
    /// One thing holds.
    Test(Test),
}

impl Default for Condition {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

/// A single thing that a request is tested for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Test {
    /// What is looked at.
    pub subject: Subject,
    /// How it is compared.
    pub operator: Operator,
    /// With what.
    pub value: Value,
}

/// What a test looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A field that every request has.
    Field(Field),
    /// A custom field.
    CustomField(CustomFieldId),
}

/// How a test compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Operator {
    /// They are the same.
    Is,
    /// They differ.
    IsNot,
    /// The text holds this one; for notes, its words.
    Contains,
    /// The text does not hold this one.
    DoesNotContain,
    /// The number is higher.
    MoreThan,
    /// The number is lower.
    LessThan,
    /// The time is earlier.
    Before,
    /// The time is this or later.
    Since,
}

/// What a test compares with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// An id (0 for none), a code, a count, minutes or Unix seconds, as the field says.
    Number(i64),
    /// A number with a fraction; stored as text, for JSON readers may round numbers.
    Decimal(#[serde(with = "as_text")] f64),
    /// A text; case does not matter.
    Text(String),
    /// The staff member who looks at the filter.
    Me,
}

mod as_text {
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
    pub(super) fn serialize<S: Serializer>(number: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// What kind of value a field has, which decides how it can be tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A text, tested as a whole or in part.
    Text,
    /// A text that is searched for words.
    Words,
    /// Yes or no.
    Flag,
    /// A number.
    Number,
    /// A point in time, in Unix seconds.
    Time,
    /// A staff member's id; 0 is nobody, or the customer.
    Staff,
    /// A status's id.
    Status,
    /// A category's id; 0 for none.
    Category,
    /// A reporting tag's id.
    Tag,
    /// A mailbox's id; 0 for none.
    Mailbox,
    /// A portal's id; 0 is the primary one.
    Portal,
    /// The code of a [`Channel`](deskhand_model::Channel).
    Channel,
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident, $($(#[$item_doc:meta])* $variant:ident = $name:literal,)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$item_doc])* #[serde(rename = $name)] $variant,)*
        }

        impl $type {
            /// All of them, in the order of their documentation.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its name in the desk file and in the database.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// The one with a name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.name() == name)
            }
        }
    };
}

named! {
    /// A field that a filter tests.
    Field,
    /// Its number.
    Id = "id",
    /// Its status.
    Status = "status",
    /// Its category.
    Category = "category",
    /// A reporting tag it has.
    Tag = "tag",
    /// Who works on it; nobody is the inbox.
    AssignedTo = "assigned_to",
    /// Who opened it; 0 is the customer.
    OpenedBy = "opened_by",
    /// Who replied last; 0 is the customer.
    LastReplyBy = "last_reply_by",
    /// How it came.
    Channel = "channel",
    /// The mailbox it came through.
    Mailbox = "mailbox",
    /// The portal it belongs to.
    Portal = "portal",
    /// Whether it is open.
    Open = "open",
    /// Whether it is urgent.
    Urgent = "urgent",
    /// Whether it is in the trash.
    Trash = "trash",
    /// Whether its newest update has not been read by its assignee.
    Unread = "unread",
    /// The organisation's own id for the customer.
    CustomerId = "customer_id",
    /// The customer's first name.
    FirstName = "first_name",
    /// The customer's last name.
    LastName = "last_name",
    /// The customer's address.
    Email = "email",
    /// The customer's telephone number.
    Phone = "phone",
    /// The subject of its mails.
    Title = "title",
    /// Words in its notes.
    Notes = "notes",
    /// How many public updates it had.
    PublicUpdates = "public_updates",
    /// When it was opened.
    OpenedAt = "opened_at",
    /// When it was closed.
    ClosedAt = "closed_at",
    /// Minutes since it was opened.
    MinutesSinceOpened = "minutes_since_opened",
    /// Minutes since it was closed.
    MinutesSinceClosed = "minutes_since_closed",
    /// Minutes since anything happened to it.
    MinutesSinceUpdate = "minutes_since_update",
    /// Minutes since its last public update.
    MinutesSincePublicUpdate = "minutes_since_public_update",
    /// Minutes since its customer last wrote.
    MinutesSinceCustomerUpdate = "minutes_since_customer_update",
}

impl Field {
    /// What kind of value it has.
    ///
    /// ```
    /// use deskhand_storage::catalog::filters::{Field, FieldKind};
    /// assert_eq!(Field::from_name("urgent").map(Field::kind), Some(FieldKind::Flag));
    /// ```
    pub fn kind(self) -> FieldKind {
        match self {
            Self::Status => FieldKind::Status,
            Self::Category => FieldKind::Category,
            Self::Tag => FieldKind::Tag,
            Self::AssignedTo | Self::OpenedBy | Self::LastReplyBy => FieldKind::Staff,
            Self::Channel => FieldKind::Channel,
            Self::Mailbox => FieldKind::Mailbox,
            Self::Portal => FieldKind::Portal,
            Self::Open | Self::Urgent | Self::Trash | Self::Unread => FieldKind::Flag,
            Self::CustomerId | Self::FirstName | Self::LastName | Self::Email | Self::Phone | Self::Title => FieldKind::Text,
            Self::Notes => FieldKind::Words,
            Self::OpenedAt | Self::ClosedAt => FieldKind::Time,
            Self::Id
            | Self::PublicUpdates
            | Self::MinutesSinceOpened
            | Self::MinutesSinceClosed
            | Self::MinutesSinceUpdate
            | Self::MinutesSincePublicUpdate
            | Self::MinutesSinceCustomerUpdate => FieldKind::Number,
        }
    }
}

/// Something that a filter shows of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Column {
    /// What every request has.
    Builtin(BuiltinColumn),
    /// A custom field.
    CustomField {
        /// Which one.
        custom_field: CustomFieldId,
    },
}

named! {
    /// A column that every desk has.
    BuiltinColumn,
    /// The button that takes a request.
    TakeIt = "take_it",
    /// The mark of unread requests.
    Unread = "unread",
    /// The link to the request.
    View = "view",
    /// Its number.
    Id = "id",
    /// Who replied last.
    LastReplyBy = "last_reply_by",
    /// How it came.
    Channel = "channel",
    /// The mailbox it came through.
    Mailbox = "mailbox",
    /// Whether it is open.
    Open = "open",
    /// The organisation's own id for the customer.
    CustomerId = "customer_id",
    /// The customer's full name.
    Customer = "customer",
    /// The customer's last name.
    LastName = "last_name",
    /// The customer's address.
    Email = "email",
    /// The customer's telephone number.
    Phone = "phone",
    /// Who opened it.
    OpenedBy = "opened_by",
    /// Who works on it.
    AssignedTo = "assigned_to",
    /// Its status.
    Status = "status",
    /// Its category.
    Category = "category",
    /// The subject of its mails.
    Title = "title",
    /// The beginning of the note that opened it.
    Summary = "summary",
    /// The latest public note.
    LastPublicNote = "last_public_note",
    /// Who wrote the latest public note.
    LastPublicNoteBy = "last_public_note_by",
    /// When it was opened.
    OpenedAt = "opened_at",
    /// When it was closed.
    ClosedAt = "closed_at",
    /// When it was put into the trash.
    TrashedAt = "trashed_at",
    /// When anything last happened to it.
    LastUpdate = "last_update",
    /// When it last had a public update.
    LastPublicUpdate = "last_public_update",
    /// When its customer last wrote.
    LastCustomerUpdate = "last_customer_update",
    /// How many public updates it had.
    PublicUpdates = "public_updates",
    /// How long ago it was opened.
    Age = "age",
    /// The time that was worked on it.
    TimeTracked = "time_tracked",
}
