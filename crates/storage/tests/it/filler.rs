//! A desk with rows in every table, full of values that are easily lost on the way.

use crate::raw::{self, quoted};
use deskhand_storage::blobs;
use deskhand_storage::copy::tables::{self, Column, Kind, Table};

/// Rows a table; more than the first batch of a copy takes.
pub(crate) const ROWS: i64 = 40;

const TEXTS: [&str; 12] = [
    "",
    "'quoted' \"twice\" \\backslash\\ \\u0041",
    "日本語 한국어 ไทย עברית",
    "🦀 \u{10ffff} \u{fffd} \u{fffe} \u{d7ff}",
    "\u{1}\u{8}\t\r\n\u{b}\u{1f}\u{7f}\u{80}\u{9f}",
    "\u{2028}\u{2029}\u{202e}\u{feff}\u{200b}",
    "e\u{301} é \u{1112}\u{1161}\u{11ab}",
    "NULL",
    "{\"a\": [1, null]}",
    "0x00 1e5 007 1.0",
    "  blanks at both ends  ",
    "$1 ? %s {} --",
];
const INTEGERS: [&str; 7] =
    ["0", "1", "-1", "9223372036854775807", "(-9223372036854775807 - 1)", "9007199254740993", "1700000000"];

/// Fills the tables of a migrated database but for `desk` and `statuses`, which the migration fills.
pub(crate) fn fill(url: &str) {
    for table in tables::all().iter().filter(|table| !["desk", "statuses"].contains(&table.name)) {
        let names: Vec<String> = table.columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let rows: Vec<String> = (1..=ROWS).map(|n| row(url, table, n)).collect();
        raw::execute(url, &format!("INSERT INTO \"{}\" ({}) VALUES {}", table.name, names.join(", "), rows.join(", ")));
    }
    raw::execute(url, &format!("UPDATE desk SET version = 77, settings = {}", quoted("{\"x\": \"ü\"}")));
}

/// All rows of a SQLite database, a line a row, in a form that tells every value and type apart.
pub(crate) fn dump(url: &str) -> Vec<String> {
    let of_table = |table: &Table| {
        let columns: Vec<String> = table.columns.iter().map(|column| format!("quote(\"{}\")", column.name)).collect();
        let key: Vec<String> = table.key.iter().map(|column| format!("\"{}\"", column.name)).collect();
        let (name, columns, key) = (table.name, columns.join(" || ' ' || "), key.join(", "));
        raw::lines(url, &format!("SELECT '{name}: ' || {columns} AS line FROM \"{name}\" ORDER BY {key}"))
    };
    tables::all().iter().flat_map(of_table).collect()
}

fn row(url: &str, table: &Table, n: i64) -> String {
    let values: Vec<String> = table.columns.iter().map(|column| value(url, table, column, n)).collect();
    format!("({})", values.join(", "))
}

fn value(url: &str, table: &Table, column: &Column, n: i64) -> String {
    let index = usize::try_from(n).unwrap() + column.name.len();
    if column.is_nullable && n % 2 == 0 {
        return "NULL".to_owned();
    }
    match (table.name, column.name, column.kind) {
        ("blobs" | "blob_chunks" | "documents" | "incoming_mails", "hash", _) => quoted(&blobs::hash(&content(n))),
        ("blobs", "size", _) => content(n).len().to_string(),
        ("blob_chunks", "position", _) => "0".to_owned(),
        (_, "id", _) => (n * 7).to_string(),
        (_, name, Kind::Integer) if name.ends_with("_id") => (n * 7).to_string(),
        (_, _, Kind::Integer) => INTEGERS[index % INTEGERS.len()].to_owned(),
        (_, _, Kind::Flag) => if index.is_multiple_of(2) { "TRUE" } else { "FALSE" }.to_owned(),
        (_, _, Kind::Text) => quoted(&format!("{}{n}", TEXTS[index % TEXTS.len()])),
        (_, _, Kind::Bytes) => bytes(url, &content(n)),
    }
}

/// Different bytes for each number, every value of a byte among them.
fn content(n: i64) -> Vec<u8> {
    (0..=255).chain(n.to_le_bytes()).collect()
}

fn bytes(url: &str, content: &[u8]) -> String {
    let digits: String = content.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat();
    if raw::is_postgres(url) { format!("decode('{digits}', 'hex')") } else { format!("x'{digits}'") }
}
