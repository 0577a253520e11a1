//! The language of the desk's customers: some words are in every note, most are in few.

use crate::random::Rng;
use std::collections::HashSet;

const WORDS: u64 = 20_000;
const CONSONANTS: [&str; 20] =
    ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "st", "pr", "ch", "tr"];
const VOWELS: [&str; 7] = ["a", "e", "i", "o", "u", "ea", "ou"];
const ENDINGS: [&str; 8] = ["", "", "n", "r", "s", "t", "ng", "l"];
const ACCENTED: [&str; 4] = ["é", "ü", "ø", "ñ"];

/// Invented words, the most frequent first; how often one is used falls with its rank as in natural languages (Zipf).
pub(crate) struct Vocabulary {
    words: Vec<String>,
    /// The sum of the weights up to each word.
    sums: Vec<u64>,
}

impl Vocabulary {
    pub(crate) fn new() -> Self {
        let mut rng = Rng::of("words", 0);
        let mut seen = HashSet::new();
        let mut words = Vec::new();
        let mut sums = Vec::new();
        let mut sum = 0;
        for rank in 1..=WORDS {
            let syllables = 1 + u64::from(rank > 30) + u64::from(rank > 2_000) + rng.below(2);
            let word = std::iter::repeat_with(|| invent(&mut rng, syllables)).find(|word| seen.insert(word.clone()));
            words.extend(word);
            sum += 1_000_000_000 / rank;
            sums.push(sum);
        }
        Self { words, sums }
    }

    /// The word of a rank, from 0.
    pub(crate) fn word(&self, rank: u64) -> &str {
        &self.words[usize::try_from(rank).expect("a rank fits")]
    }

    /// A word, frequent ones more often than others.
    pub(crate) fn sample(&self, rng: &mut Rng) -> &str {
        let at = rng.below(self.sums[self.sums.len() - 1]);
        &self.words[self.sums.partition_point(|sum| *sum <= at)]
    }

    /// Some sentences.
    pub(crate) fn text(&self, rng: &mut Rng, words: u64) -> String {
        let mut text = String::new();
        for number in 0..words {
            let word = self.sample(rng);
            if number % 12 == 0 {
                text.push_str(if number == 0 { "" } else { ".\n" });
                let (first, rest) = word.split_at(1);
                text.push_str(&first.to_uppercase());
                text.push_str(rest);
            } else {
                text.push(' ');
                text.push_str(word);
            }
        }
        text.push('.');
        text
    }
}

/// A word of some syllables. One in a hundred longer ones has an accent.
fn invent(rng: &mut Rng, syllables: u64) -> String {
    let mut word = String::new();
    for _ in 0..syllables {
        word.push_str(rng.pick::<&str>(&CONSONANTS));
        word.push_str(rng.pick::<&str>(&VOWELS));
    }
    word.push_str(if word.len() < 3 { "n" } else { rng.pick::<&str>(&ENDINGS) });
    if syllables > 2 && rng.once_in(100) {
        word.push_str(rng.pick::<&str>(&ACCENTED));
    }
    word
}

/// A serial number: each is mentioned in about ten notes, whatever the size of the desk.
pub(crate) fn serial(number: u64) -> String {
    format!("sn{:07x}", number.wrapping_mul(2_654_435_761) & 0xfff_ffff)
}
