//! What every rule needs beside the database.

use deskhand_model::{Desk, Timestamp};

/// A source of random bytes that nobody can guess; binaries pass the system's.
pub trait Random: Send + Sync {
    /// Fills a buffer with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The surroundings of a change.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The time that the change is made at.
    pub now: Timestamp,
    /// The desk's configuration.
    pub desk: &'a Desk,
    /// Where secrets come from.
    pub random: &'a dyn Random,
}

impl Context<'_> {
    /// Random characters of an alphabet of at most 256 characters.
    pub fn text(&self, alphabet: &[u8], length: usize) -> String {
        random_text(self.random, alphabet, length)
    }
}

/// Random characters of an alphabet of at most 256 characters, each equally likely.
///
/// ```
/// struct Zeros;
/// impl deskhand_service::Random for Zeros {
///     fn fill(&self, buffer: &mut [u8]) { buffer.fill(0) }
/// }
/// assert_eq!(deskhand_service::context::random_text(&Zeros, b"xyz", 4), "xxxx");
/// ```
pub fn random_text(random: &dyn Random, alphabet: &[u8], length: usize) -> String {
    let count = alphabet.len().clamp(1, 256);
    // Bytes beyond the last whole multiple of the alphabet would make its first characters likelier.
    let limit = 256 - 256 % count;
    let mut text = String::with_capacity(length);
    let mut buffer = [0_u8; 64];
    while text.len() < length {
        random.fill(&mut buffer);
        let usable = buffer.iter().map(|byte| usize::from(*byte)).filter(|byte| *byte < limit);
        let characters = usable.filter_map(|byte| alphabet.get(byte % count)).map(|byte| char::from(*byte));
        text.extend(characters.take(length - text.len()));
    }
    text
}
