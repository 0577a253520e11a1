//! The load driver: builds desks of any size from a fixed seed and measures the server on them.
//!
//! `docs/performance.md` says what is measured and how to run it. Without arguments it prints its help and does nothing.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program run by hand: it should stop with a sentence when its surroundings are broken, and it prints its results"
)]

mod args;
mod build;
mod client;
mod desk;
mod measure;
mod plan;
mod postgres;
mod process;
mod random;
mod report;
mod run;
mod scenarios;
mod words;
mod yardsticks;

use args::{Action, Args};
use std::process::ExitCode;

fn main() -> ExitCode {
    match Args::parse(std::env::args().skip(1)) {
        Ok(Args { action: Action::Help, .. }) => println!("{}", args::HELP),
        Ok(args) if args.action == Action::Build => build::build(&args),
        Ok(args) => run::run(&args),
        Err(fault) => {
            eprintln!("{fault}\n\n{}", args::HELP);
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}
