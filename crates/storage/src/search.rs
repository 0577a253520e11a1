//! The full-text index over notes and customers' data.
//!
//! Each note is one document of the index, and the customer's data of a request is another. Its id is the request's number times
//! 2^20 plus its position in the request, so reading the index backwards gives the newest requests first, and a page of results
//! costs no more in a large desk than in a small one.
//!
//! - Words are taken from the text by [`words`]: without case and accents, in any script. Scripts that put no blanks between words
//!   are indexed by pairs of characters.
//! - Parts of words are found through the list of all words that ever occurred (`search_words`, `search_grams`): a part is
//!   replaced by the words that contain it.
//! - Customers' names, addresses and numbers are indexed by groups of three characters, for a part of them is looked for, and
//!   the list of words would grow with every customer.
//!
//! The index is written at the end of the transaction that writes the notes.
mod index;
pub mod words;

pub(crate) use index::{PendingIndex, WordCache, forget, write_pending};
pub use index::{index_customer, index_note, matches, newest_matches, rebuild_batch};
pub use words::{Terms, contains, fold};
