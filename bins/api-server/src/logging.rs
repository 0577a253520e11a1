//! The log: structured lines on the standard error stream.
//!
//! What callers send never comes here: no parameters, queries, tokens, passwords or texts.

use crate::config::{LogConfig, LogFormat};
use std::io;
use tracing_subscriber::EnvFilter;

/// Makes this the log of the process, unless it has one already.
pub(crate) fn start(config: &LogConfig) {
    // The start and stop of every worker thread is of use to few; who names the library in the filter gets it.
    let filter = EnvFilter::try_new(format!("actix_server=warn,{}", config.level)).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(io::stderr).with_ansi(false);
    // A program that embeds the server has its own log.
    drop(match config.format {
        LogFormat::Text => lines.with_target(false).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).try_init(),
    });
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        tracing::error!(place, message, "a part of the program panicked");
    }));
}
