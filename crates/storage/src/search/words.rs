//! From text to the words of the index.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut: nobody looks for more of them, and encoded data is full of them.
const LONGEST_WORD: usize = 48;
/// What a text contributes to the index at the most, in bytes of words; PostgreSQL holds at most 1 MB of them a row.
const MOST_BYTES: usize = 400_000;
/// The most things that are looked for at once.
const MOST_TERMS: usize = 32;
/// Marks the groups of three characters of customers' data; it is no letter, so no word begins with it.
const GRAM_MARK: char = '\u{a7}';

/// A text without case, accents and other differences that nobody who searches cares for.
///
/// ```
/// use deskhand_storage::search::fold;
/// assert_eq!(fold("Crème BRÛLÉE"), "creme brulee");
/// ```
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let plain = text.nfkd().filter(|c| !is_accent(*c)).flat_map(char::to_lowercase).filter(|c| !is_accent(*c));
    // The Greek sigma has another small form at the end of a word, which the large one does not tell.
    plain.map(|c| if c == 'ς' { 'σ' } else { c }).nfc().collect()
}

/// Accents of alphabets that are also read without them; marks of other scripts belong to the letter.
fn is_accent(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a folded text contains what is looked for.
///
/// ```
/// assert!(deskhand_storage::search::contains("Åse Lindström", "lindstrom"));
/// ```
pub fn contains(text: &str, part: &str) -> bool {
    fold(text).contains(&fold(part))
}

/// The words of a text, each once.
///
/// ```
/// use deskhand_storage::search::words::words;
/// assert!(words("The printer's on fire").contains("printer"));
/// assert!(words("東京タワー").contains("東京"));
/// ```
pub fn words(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut bytes = 0;
    for run in runs(&fold(text)) {
        if bytes > MOST_BYTES {
            break;
        }
        match run {
            Run::Word(word) => {
                bytes += word.len();
                found.insert(word);
            }
            Run::Dense(chars) => {
                bytes += chars.len() * 12;
                found.extend(chars.iter().map(char::to_string));
                found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
            }
        }
    }
    found
}

/// The text of an HTML note without its markup.
pub fn visible_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        let (before, from) = rest.split_at(at);
        text.push_str(before);
        let end =
            if from.starts_with('<') { from.find('>') } else { from.char_indices().take(10).find(|c| c.1 == ';').map(|c| c.0) };
        let Some(end) = end else {
            text.push(' ');
            rest = from.get(1..).unwrap_or_default();
            continue;
        };
        let (markup, after) = from.split_at(end + 1);
        text.push(if markup.starts_with('<') { ' ' } else { entity(markup) });
        rest = after;
    }
    text.push_str(rest);
    text
}

fn entity(text: &str) -> char {
    let name = text.trim_start_matches('&').trim_end_matches(';');
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    number.and_then(char::from_u32).unwrap_or(' ')
}

enum Run {
    Word(String),
    Dense(Vec<char>),
}

fn runs(folded: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for part in folded.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)) {
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let is_dense = is_without_blanks(first);
            let end = rest.char_indices().find(|(_, c)| is_without_blanks(*c) != is_dense).map_or(rest.len(), |(at, _)| at);
            let (run, after) = rest.split_at(end);
            runs.push(if is_dense {
                Run::Dense(run.chars().collect())
            } else {
                Run::Word(run.chars().take(LONGEST_WORD).collect())
            });
            rest = after;
        }
    }
    runs
}

/// Whether a letter belongs to a script that is written without blanks between words, or with endings attached to them.
fn is_without_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1100}'..='\u{11ff}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// The groups of three characters of a word.
pub(crate) fn grams(word: &str) -> BTreeSet<String> {
    let chars: Vec<char> = word.chars().collect();
    chars.windows(3).map(|three| three.iter().collect()).collect()
}

/// The groups of three characters under which customers' data is indexed. Beginnings of words of one and two characters are
/// there too, for parts that short.
pub(crate) fn customer_grams(text: &str) -> BTreeSet<String> {
    let folded = fold(text);
    let mut found: BTreeSet<String> = grams(&folded).iter().map(|gram| marked(gram)).collect();
    for word in folded.split_whitespace() {
        found.extend([1, 2].map(|length| marked(&word.chars().take(length).collect::<String>())));
    }
    found
}

/// The index words that data containing a part must have.
pub(crate) fn part_grams(part: &str) -> BTreeSet<String> {
    let folded = fold(part.trim());
    if folded.chars().count() < 3 {
        return std::iter::once(marked(&folded)).collect();
    }
    // What is found is compared with the whole part, so some of its groups are enough.
    let beginning: String = folded.chars().take(MOST_TERMS).collect();
    grams(&beginning).iter().map(|gram| marked(gram)).collect()
}

fn marked(gram: &str) -> String {
    // The tokenizer splits at ASCII that is neither letter nor digit; such characters go to a range of their own.
    let moved = gram.chars().map(|c| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() && !byte.is_ascii_alphanumeric() => char::from_u32(0x2400 + u32::from(byte)).unwrap_or(c),
        _ => c,
    });
    std::iter::once(GRAM_MARK).chain(moved).collect()
}

/// What somebody looks for: all of the terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms(pub(crate) Vec<Term>);

/// One thing to look for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// Words that contain this part.
    Part(String),
    /// Words that begin with this.
    Beginning(String),
    /// Exactly this word of the index.
    Exact(String),
}

impl Terms {
    /// Reads what somebody typed; each word is a part of a word to be found.
    ///
    /// ```
    /// use deskhand_storage::search::Terms;
    /// assert!(Terms::parse(" .,! ").is_empty());
    /// ```
    pub fn parse(text: &str) -> Self {
        let mut terms = Vec::new();
        for run in runs(&fold(text)) {
            match run {
                Run::Word(word) if word.chars().count() < 3 => terms.push(Term::Beginning(word)),
                Run::Word(word) => terms.push(Term::Part(word)),
                Run::Dense(chars) if chars.len() == 1 => terms.extend(chars.iter().map(|c| Term::Exact(c.to_string()))),
                Run::Dense(chars) => terms.extend(chars.windows(2).map(|pair| Term::Exact(pair.iter().collect()))),
            }
        }
        terms.dedup();
        terms.truncate(MOST_TERMS);
        Self(terms)
    }

    /// Terms for customers' data that contains a part.
    pub fn customer_part(part: &str) -> Self {
        Self(part_grams(part).into_iter().map(Term::Exact).collect())
    }

    /// Whether there is nothing to look for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_script() {
        let found = words("Ünïcode naïve ПРИВЕТ мир हिन्दी भाषा عربى 東京都 안녕하세요 ไทย x1");
        for word in ["unicode", "naive", "привет", "мир", "हिन्दी", "भाषा", "عربى", "東京", "京都", "안녕", "x1"]
        {
            assert!(found.contains(&fold(word)), "{word} in {found:?}");
        }
    }

    #[test]
    fn markup_is_not_indexed_but_its_text_is() {
        let text = visible_text("<p class=\"secret\">Caf&#233; &amp; <b>bar</b> 1 < 2 & 3</p>");
        assert!(words(&text).contains("cafe") && words(&text).contains("bar"));
        assert!(!words(&text).contains("secret"));
    }

    #[test]
    fn a_hostile_text_gives_a_bounded_number_of_words() {
        let text = (0..2_000_000_u32).map(|n| n.to_string()).collect::<Vec<_>>().join(" ");
        assert!(words(&text).iter().map(String::len).sum::<usize>() < MOST_BYTES + 100);
    }

    #[test]
    fn customer_data_is_found_by_any_part_of_three_characters() {
        let stored = customer_grams("o'brien@ex-ample.org");
        assert!(part_grams("n@ex-").iter().all(|gram| stored.contains(gram)));
        assert!(!part_grams("n_ex").iter().all(|gram| stored.contains(gram)));
    }
}
