//! The web service API server and its administration.
//!
//! [`run`] is the whole program. A program that wants to serve a desk beside other things starts the server itself:
//!
//! ```
//! use api_server::{Config, server};
//! use deskhand_storage::{Store, StoreOptions};
//! use std::io::{Read, Write};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let folder = tempfile::tempdir()?;
//! let store = Store::open(&StoreOptions::new(format!("sqlite:{}/desk.db", folder.path().display())))?;
//! let mut config = Config::default();
//! config.server.listen = "127.0.0.1:0".into();
//!
//! actix_web::rt::System::new().block_on(async {
//!     let running = server::start(&config, &store).await?;
//!     let address = running.address();
//!     let answer = actix_web::rt::task::spawn_blocking(move || -> std::io::Result<String> {
//!         let mut stream = std::net::TcpStream::connect(address)?;
//!         stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
//!         let mut answer = String::new();
//!         stream.read_to_string(&mut answer)?;
//!         Ok(answer)
//!     });
//!     assert!(answer.await??.starts_with("HTTP/1.1 200 OK"));
//!     running.stop().await;
//!     Ok(())
//! })
//! # }
//! ```
pub mod cli;
mod commands;
pub mod config;
mod console;
mod disk;
mod error;
mod http;
mod logging;
mod metrics;
mod random;
pub mod server;

pub use config::Config;
pub use error::CommandError;

use clap::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

/// Runs the program with its arguments, the first of which is its name.
///
/// The exit code is 0 for success, 1 for a failure, whose reason stands on the standard error stream in one line, and 2 for wrong
/// arguments.
///
/// ```
/// let code = api_server::run(["api-server".into(), "--no-such-flag".into()]);
/// assert_eq!(code, std::process::ExitCode::from(2));
/// ```
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match cli::Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody is left to be told when the terminal is gone.
            drop(error.print());
            return u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from);
        }
    };
    match commands::run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            console::failure(&error);
            ExitCode::FAILURE
        }
    }
}
