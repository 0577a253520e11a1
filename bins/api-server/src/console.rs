//! What the commands print. Logs do not come here.

use std::error::Error;
use std::io::{self, Write};

/// Prints a text and ends its last line.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    if !text.ends_with('\n') {
        out.write_all(b"\n")?;
    }
    out.flush()
}

/// Tells on the standard error stream why a command failed: in one line, or one for each problem when there are several.
pub(crate) fn failure(error: &dyn Error) {
    // Nobody is left to be told when the terminal is gone.
    drop(writeln!(io::stderr().lock(), "api-server: {}", chain(error)));
}

/// An error and its causes.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
