//! The words of the demo.

use crate::requests::File;
use deskhand_model::{CustomFieldKind, Timestamp};

/// Customers.
pub(super) const PEOPLE: &[(&str, &str)] = &[
    ("Ada", "Okafor"),
    ("Bruno", "Lindström"),
    ("Chiara", "Rossi"),
    ("Dmitri", "Петров"),
    ("Emi", "田中"),
    ("Fatima", "Haddad"),
    ("Gwen", "O'Neill"),
    ("Hugo", "Müller"),
    ("Ines", "da Silva"),
    ("Jun", "Park"),
    ("Kofi", "Mensah"),
];

/// Subjects and first notes.
pub(super) const PROBLEMS: &[(&str, &str)] = &[
    ("Printer on the second floor jams", "The printer on the second floor jams on every duplex job.\nPlain paper, tray 2."),
    ("Cannot log in since this morning", "Since this morning the portal says my password is wrong. I have not changed it."),
    ("Invoice shows the wrong VAT", "Invoice 2031 charges 25 % VAT, but we are exempt. Could you send a corrected one?"),
    ("Feature request: dark mode", "The night shift would love a dark mode & larger fonts <please>."),
    ("Export to CSV stops after 1,000 rows", "The export of our orders stops after 1,000 rows without an error."),
    ("プリンターが動きません", "東京オフィスのプリンターが動きません。再起動しても直りません。"),
    ("Rückfrage zur Bestellung", "Guten Tag, wann wird meine Bestellung geliefert? Schöne Grüße aus Köln"),
    ("Где мой заказ?", "Здравствуйте! Заказ 4711 не пришёл. Когда его доставят?"),
    ("VPN drops every hour", "The VPN connection drops every hour on the hour. Wi-Fi and cable alike."),
];

/// Answers of staff.
pub(super) const ANSWERS: &[&str] = &[
    "Thank you for the report. Could you tell us the model and the firmware version?",
    "This is a known problem; a fix is on its way. We will write again when it is out.",
    "<p>Please try the steps in <a href=\"https://desk.example/kb\">our guide</a>.</p>",
    "We have corrected it. Please check and tell us if anything is still wrong.",
];

/// The address of a customer; letters that addresses seldom have are replaced.
pub(super) fn address(first: &str, last: &str) -> String {
    let plain = |text: &str| text.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    match plain(last) {
        name if name.is_empty() => format!("{}@customer.example", plain(first)),
        name => format!("{}.{name}@customer.example", plain(first)),
    }
}

/// A value that a custom field accepts.
pub(super) fn value(kind: &CustomFieldKind, number: usize, at: Timestamp) -> String {
    let nth = |list: &[String]| list.get(number % list.len().max(1)).cloned().unwrap_or_default();
    match kind {
        CustomFieldKind::Text { .. } => format!("Room {}", 100 + number % 40),
        CustomFieldKind::Select { choices } | CustomFieldKind::Drilldown { choices } => nth(choices),
        CustomFieldKind::LargeText { .. } => "Line one\nLine two".to_owned(),
        CustomFieldKind::Checkbox => (number % 2).to_string(),
        CustomFieldKind::Number => (number * 3).to_string(),
        CustomFieldKind::Decimal { .. } => format!("{}.50", number % 90),
        CustomFieldKind::Date | CustomFieldKind::DateTime => at.to_string(),
        CustomFieldKind::Regex { .. } => format!("AB-{:04}", number % 10_000),
        CustomFieldKind::Ajax { .. } => format!("asset-{number}"),
    }
}

/// A text file.
pub(super) fn log_file(number: usize) -> File {
    let line = |n: usize| format!("2026-01-01 12:00:{:02} job {number} failed: paper jam in tray 2\n", n % 60);
    let content: String = (0..40).map(line).collect();
    File {
        name: format!("printer-{number}.log"),
        mime: "text/plain".to_owned(),
        content_id: String::new(),
        content: content.into(),
    }
}

/// A picture: the smallest GIF there is, white.
pub(super) fn guide() -> File {
    let content = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    File {
        name: "guide.gif".to_owned(),
        mime: "image/gif".to_owned(),
        content_id: "guide@desk".to_owned(),
        content: content.to_vec(),
    }
}
