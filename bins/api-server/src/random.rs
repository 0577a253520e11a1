//! Random bytes from the system.

use deskhand_service::Random;

/// The system's random source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemRandom;

impl Random for SystemRandom {
    /// A system without random numbers cannot make secrets: the call that needs one fails as any fault of ours does.
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            panic!("the system has no random source: {error}");
        }
    }
}
