//! Work that nobody waits for: job loops and clean-up, run by either binary.
//!
//! ```
//! use deskhand_model::{Timestamp, time::FixedClock};
//! use deskhand_storage::{Store, StoreOptions};
//! use std::sync::Arc;
//!
//! let folder = tempfile::tempdir().unwrap();
//! let store = Store::open(&StoreOptions::new(format!("sqlite:{}/desk.db", folder.path().display()))).unwrap();
//! let worker = deskhand_worker::start(&store, Arc::new(FixedClock(Timestamp(1_000)))).unwrap();
//! worker.stop();
//! ```
mod cleaning;

use deskhand_model::Clock;
use deskhand_storage::Store;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

pub use cleaning::{Cleaned, clean};

/// How often the desk is cleaned.
const INTERVAL: Duration = Duration::from_mins(10);

/// The running loops.
pub struct Worker {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Worker {
    /// Stops the loops and waits until they have ended.
    pub fn stop(self) {
        // A loop that has ended already has nothing to be told.
        let _ended = self.stop.send(());
        if self.thread.join().is_err() {
            tracing::error!("a worker's thread panicked");
        }
    }
}

/// Starts the loops.
///
/// # Errors
/// When the system gives no thread.
pub fn start(store: &Store, clock: Arc<dyn Clock>) -> std::io::Result<Worker> {
    let (stop, stopped) = channel();
    let store = store.clone();
    let run = move || {
        loop {
            match clean(&store, clock.now()) {
                Ok(cleaned) if cleaned != Cleaned::default() => {
                    tracing::info!(requests = cleaned.requests, contents = cleaned.contents, "cleaned the desk");
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(error = error.chain(), "the desk could not be cleaned"),
            }
            match stopped.recv_timeout(INTERVAL) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    };
    let thread = std::thread::Builder::new().name("desk-worker".to_owned()).spawn(run)?;
    Ok(Worker { stop, thread })
}
