//! Entry point.

use std::process::ExitCode;

fn main() -> ExitCode {
    api_server::run(std::env::args_os())
}
