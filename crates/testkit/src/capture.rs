//! What a child process prints, readable while it still runs.

use std::{
    io::Read,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// Reads a stream to its end on a thread of its own, so that the child never blocks on a full pipe.
#[derive(Debug, Clone)]
pub(crate) struct Capture {
    shared: Arc<Shared>,
}

/// How waiting for a text came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Waited {
    Found,
    Ended,
    TimedOut,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    bytes: Vec<u8>,
    has_ended: bool,
}

impl Capture {
    pub(crate) fn of(stream: impl Read + Send + 'static) -> Self {
        let shared = Arc::<Shared>::default();
        let writer = Arc::clone(&shared);
        thread::spawn(move || writer.fill_from(stream));
        Self { shared }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.shared.lock().bytes.clone()
    }

    pub(crate) fn text(&self) -> String {
        self.shared.lock().text()
    }

    /// Waits until the text satisfies a condition, the stream ends, or the time is up.
    pub(crate) fn wait_until(&self, limit: Duration, is_found: impl Fn(&str) -> bool) -> Waited {
        let waits = |state: &mut State| !state.has_ended && !is_found(&state.text());
        let (state, _) =
            self.shared.changed.wait_timeout_while(self.shared.lock(), limit, waits).unwrap_or_else(PoisonError::into_inner);
        match (is_found(&state.text()), state.has_ended) {
            (true, _) => Waited::Found,
            (false, true) => Waited::Ended,
            (false, false) => Waited::TimedOut,
        }
    }

    /// Waits for the end of the stream; false when the time is up first.
    pub(crate) fn wait_for_end(&self, limit: Duration) -> bool {
        self.wait_until(limit, |_| false) == Waited::Ended
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn fill_from(&self, mut stream: impl Read) {
        let mut chunk = [0; 8192];
        while let Ok(length @ 1..) = stream.read(&mut chunk) {
            let read = chunk.get(..length).unwrap_or_default();
            self.lock().bytes.extend_from_slice(read);
            self.changed.notify_all();
        }
        self.lock().has_ended = true;
        self.changed.notify_all();
    }
}

impl State {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
