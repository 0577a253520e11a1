//! Measures, for each file named on the command line, the MIME parser alone and the whole reading, in microseconds.

use std::io::Write;
use std::time::Instant;

use deskhand_email_parser::{Options, parse};

fn main() -> std::io::Result<()> {
    let options = Options::default();
    let mut output = std::io::stdout().lock();
    for file in std::env::args().skip(1) {
        let raw = std::fs::read(&file)?;
        let rounds = if raw.len() < 100_000 { 200 } else { 1 };
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(mail_parser::MessageParser::default().parse(std::hint::black_box(&raw)));
        }
        let mime = start.elapsed().as_micros() / rounds;
        let start = Instant::now();
        for _ in 0..rounds {
            std::hint::black_box(parse(std::hint::black_box(&raw), &options));
        }
        writeln!(output, "{mime}\t{}\t{}\t{file}", start.elapsed().as_micros() / rounds, raw.len())?;
    }
    Ok(())
}
