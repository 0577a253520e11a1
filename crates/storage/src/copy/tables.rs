//! The tables that make up a desk, read off the types of [`schema`].

use crate::schema;
use diesel::sql_types::{BigInt, Binary, Bool, Nullable, SqlType, Text};
use std::sync::LazyLock;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of 64 bits.
    Integer,
    /// Yes or no.
    Flag,
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// A column of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it may hold nothing.
    pub is_nullable: bool,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns.
    pub columns: Vec<Column>,
    /// The columns of its primary key.
    pub key: Vec<Column>,
}

/// All tables that a copy carries over, each after those that it refers to. The full-text index is not among them: it is built anew.
///
/// ```
/// use deskhand_storage::copy::tables::{self, Kind};
///
/// let blobs = tables::all().iter().find(|table| table.name == "blobs").unwrap();
/// assert_eq!((blobs.key[0].name, blobs.key[0].kind), ("hash", Kind::Text));
/// ```
pub fn all() -> &'static [Table] {
    &ALL.0
}

/// The table of the one row that makes a database a desk; it is carried over last.
pub(super) fn desk() -> &'static Table {
    &ALL.1
}

/// The table of the requests.
pub(super) fn requests() -> &'static Table {
    &ALL.2
}

/// All tables but [`desk`].
pub(super) fn contents() -> &'static [Table] {
    all().split_last().map_or(&[], |(_, others)| others)
}

macro_rules! tables {
    ($($name:ident)*) => { [$(table!($name)),*] };
}
macro_rules! table {
    ($name:ident) => {
        Table::of::<schema::$name::table, _>(stringify!($name))
    };
}

static ALL: LazyLock<(Vec<Table>, Table, Table)> = LazyLock::new(|| {
    let all = tables![
        permission_groups staff portals categories category_staff custom_fields category_fields reporting_tags statuses mailboxes
        tokens login_failures portal_accounts
        requests history request_fields request_tags open_counts blobs blob_chunks documents time_events subscriptions
        contacts filters responses response_uses
        forums topics posts books chapters pages page_tags related_pages
        audit_log jobs incoming_mails outgoing_mails suppressed_addresses idempotency_keys
        lookup_sources rules webhook_endpoints webhook_deliveries webhook_attempts pushes
        desk
    ];
    (all.into(), table!(desk), table!(requests))
});

impl Table {
    fn of<T, K>(name: &'static str) -> Self
    where
        T: diesel::Table,
        T::AllColumns: Columns<Several>,
        T::PrimaryKey: Columns<K>,
    {
        Self { name, columns: T::AllColumns::list(), key: T::PrimaryKey::list() }
    }
}

/// What is to be known of a column's type.
trait Typed {
    const KIND: Kind;
    const IS_NULLABLE: bool = false;
}

impl Typed for BigInt {
    const KIND: Kind = Kind::Integer;
}

impl Typed for Bool {
    const KIND: Kind = Kind::Flag;
}

impl Typed for Text {
    const KIND: Kind = Kind::Text;
}

impl Typed for Binary {
    const KIND: Kind = Kind::Bytes;
}

impl<T: Typed + SqlType> Typed for Nullable<T> {
    const KIND: Kind = T::KIND;
    const IS_NULLABLE: bool = true;
}

/// A column or a tuple of columns; `Number` says which, since the compiler takes it that a tuple may become a column some day.
trait Columns<Number> {
    fn list() -> Vec<Column>;
}

enum One {}
enum Several {}

impl<C> Columns<One> for C
where
    C: diesel::Column,
    C::SqlType: Typed,
{
    fn list() -> Vec<Column> {
        vec![Column { name: C::NAME, kind: C::SqlType::KIND, is_nullable: C::SqlType::IS_NULLABLE }]
    }
}

macro_rules! tuples {
    () => {};
    ($first:ident $($other:ident)*) => {
        impl<$first: Columns<One>, $($other: Columns<One>),*> Columns<Several> for ($first, $($other,)*) {
            fn list() -> Vec<Column> {
                [$first::list(), $($other::list()),*].concat()
            }
        }
        tuples!($($other)*);
    };
}
tuples!(A B C D E F G H I J K L M N O P Q R S T U V W X Y Z Aa Bb Cc Dd Ee Ff);
