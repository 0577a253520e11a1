//! The id that ties an answer to its log lines.

use crate::random::SystemRandom;
use actix_web::HttpRequest;
use deskhand_service::Random;
use std::sync::atomic::{AtomicU64, Ordering};

/// Makes ids for requests that bring none.
pub(crate) struct RequestIds {
    next: AtomicU64,
}

impl RequestIds {
    /// Begins at a random number, so that the ids of two servers differ.
    pub(crate) fn new() -> Self {
        let mut start = [0; 8];
        SystemRandom.fill(&mut start);
        Self { next: AtomicU64::new(u64::from_ne_bytes(start)) }
    }

    /// The caller's id if it is a short word, or a new one.
    pub(super) fn of(&self, request: &HttpRequest) -> String {
        let sent = request.headers().get(super::REQUEST_ID).and_then(|id| id.to_str().ok());
        sent.filter(|id| is_word(id)).map_or_else(|| self.make(), str::to_owned)
    }

    fn make(&self) -> String {
        format!("{:016x}", self.next.fetch_add(1, Ordering::Relaxed))
    }
}

fn is_word(id: &str) -> bool {
    (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}
