//! Numbers that are the same in every run.

use deskhand_service::Random;
use std::sync::{Mutex, PoisonError};

const SEED: u64 = 0x6465_736b_6861_6e64;

/// A `SplitMix64` generator.
pub(crate) struct Rng(u64);

impl Rng {
    /// The numbers of one thing, such as request 17, whatever was made before it.
    pub(crate) fn of(kind: &str, number: u64) -> Self {
        let kind = kind.bytes().fold(SEED, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let mut rng = Self(kind ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self(rng.next())
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }

    pub(crate) fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = u64::try_from(list.len()).expect("a list is shorter than 2^64");
        &list[usize::try_from(self.below(length)).expect("an index fits")]
    }

    /// True once in so many times.
    pub(crate) fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }
}

/// The source of the desk's secrets. Nobody else should use a desk that was made with it.
pub(crate) struct Seeded(Mutex<Rng>);

impl Seeded {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Rng::of("secrets", 0)))
    }
}

impl Random for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        let mut rng = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for part in buffer.chunks_mut(8) {
            part.copy_from_slice(&rng.next().to_le_bytes()[..part.len()]);
        }
    }
}
