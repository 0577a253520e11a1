//! Prints what the parser reads of each file named on the command line, one JSON object a line.

use std::io::Write;

use deskhand_email_parser::{Options, explain, parse};

fn main() -> std::io::Result<()> {
    let options = Options::default();
    let mut output = std::io::stdout().lock();
    for file in std::env::args().skip(1) {
        let mail = parse(&std::fs::read(&file)?, &options);
        let mut view = serde_json::to_value(explain(&mail))?;
        if let Some(fields) = view.as_object_mut() {
            fields.insert("file".to_owned(), file.into());
        }
        writeln!(output, "{view}")?;
    }
    Ok(())
}
