//! The tables as the crate sees them, as both databases have them, and as a copy carries them over.

use crate::raw;
use crate::support::open;
use deskhand_storage::copy::tables::{self, Kind};
use deskhand_testkit::on_both;
use std::collections::{BTreeMap, BTreeSet};

/// Tables with their columns; a column is its type and `?` when it may hold nothing.
type Tables = BTreeMap<String, Vec<(String, String)>>;

/// What is not a table of the desk's own: the index, in the words of each database, and diesel's record of migrations.
fn is_foreign(table: &str) -> bool {
    table.starts_with("search_index") || table.starts_with("sqlite_") || table == "__diesel_schema_migrations"
}

/// The tables in the text of `schema.rs`.
fn declared() -> Tables {
    let text = include_str!("../../src/schema.rs");
    let blocks = text.split("diesel::table! {").skip(1);
    let table = |block: &str| {
        let (name, rest) = block.split_once('(').unwrap();
        let columns = rest.lines().filter_map(|line| line.trim().strip_suffix(',')?.split_once(" -> "));
        let typed = |(name, kind): (&str, &str)| {
            let inner = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            (name.to_owned(), inner.map_or_else(|| kind.to_owned(), |inner| format!("{inner}?")))
        };
        (name.trim().to_owned(), columns.map(typed).collect())
    };
    blocks.map(table).collect()
}

/// The tables in the catalog of a database.
fn migrated(url: &str) -> Tables {
    let sql = if raw::is_postgres(url) {
        "SELECT concat_ws(' ', c.table_name, c.column_name, c.data_type, c.is_nullable) AS line FROM information_schema.columns c \
         WHERE c.table_schema = current_schema() ORDER BY c.table_name, c.ordinal_position"
    } else {
        "SELECT t.name || ' ' || c.name || ' ' || lower(c.type) || iif(c.\"notnull\", ' NO', ' YES') AS line \
         FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table' ORDER BY t.name, c.cid"
    };
    let mut tables = Tables::new();
    for line in raw::lines(url, sql) {
        let words: Vec<&str> = line.split(' ').collect();
        let kind = match words[2] {
            "bigint" | "integer" => "BigInt",
            "boolean" => "Bool",
            "text" => "Text",
            "blob" | "bytea" => "Binary",
            other => other,
        };
        let nullable = if words[3] == "YES" { "?" } else { "" };
        if !is_foreign(words[0]) {
            tables.entry(words[0].to_owned()).or_default().push((words[1].to_owned(), format!("{kind}{nullable}")));
        }
    }
    tables
}

/// The tables and columns that refer to a table, as `table>other`.
fn references(url: &str) -> Vec<(String, String)> {
    let sql = if raw::is_postgres(url) {
        "SELECT concat_ws('>', conrelid::regclass, confrelid::regclass) AS line FROM pg_constraint WHERE contype = 'f'"
    } else {
        "SELECT t.name || '>' || k.\"table\" AS line FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'"
    };
    let lines = raw::lines(url, sql);
    lines.iter().map(|line| line.split_once('>').unwrap()).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

fn primary_key(url: &str, table: &str) -> Vec<String> {
    let sql = if raw::is_postgres(url) {
        format!(
            "SELECT a.attname::text AS line FROM pg_constraint c, unnest(c.conkey) WITH ORDINALITY k (number, place), pg_attribute a \
             WHERE c.conrelid = '{table}'::regclass AND c.contype = 'p' AND a.attrelid = c.conrelid AND a.attnum = k.number ORDER BY k.place"
        )
    } else {
        format!("SELECT name AS line FROM pragma_table_info('{table}') WHERE pk > 0 ORDER BY pk")
    };
    raw::lines(url, &sql)
}

on_both! {
    fn the_schema_is_what_the_database_has(url: &str) {
        open(url);
        let (declared, migrated) = (declared(), migrated(url));

        assert_eq!(declared.keys().collect::<Vec<_>>(), migrated.keys().collect::<Vec<_>>());
        for (name, columns) in &declared {
            assert_eq!(columns, &migrated[name], "table {name}");
        }
    }

    fn a_copy_carries_over_every_table_in_an_order_that_keys_allow(url: &str) {
        open(url);
        let names: Vec<&str> = tables::all().iter().map(|table| table.name).collect();
        let left_out = BTreeSet::from(["search_words", "search_grams", "copied_tables"]);
        let declared = declared();
        assert_eq!(names.iter().copied().chain(left_out).collect::<BTreeSet<_>>(), declared.keys().map(String::as_str).collect());
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len());

        let place = |name: &str| names.iter().position(|other| *other == name);
        let references = references(url);
        assert!(references.len() > 20);
        for (table, other) in references.iter().filter(|(table, other)| table != other && place(table).is_some()) {
            assert!(place(other) < place(table), "{table} comes before {other}");
        }
    }

    fn a_copy_knows_every_column_and_primary_key(url: &str) {
        open(url);
        let declared = declared();
        for table in tables::all() {
            let columns: Vec<(String, String)> = table.columns.iter().map(|column| (column.name.to_owned(), described(column))).collect();
            assert_eq!(columns, declared[table.name], "table {}", table.name);
            assert_eq!(table.key.iter().map(|column| column.name).collect::<Vec<_>>(), primary_key(url, table.name), "table {}", table.name);
        }
    }
}

fn described(column: &tables::Column) -> String {
    let kind = match column.kind {
        Kind::Integer => "BigInt",
        Kind::Flag => "Bool",
        Kind::Text => "Text",
        Kind::Bytes => "Binary",
    };
    format!("{kind}{}", if column.is_nullable { "?" } else { "" })
}
