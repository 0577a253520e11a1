//! From the bytes of a mail to what a help desk needs of it.
//!
//! [`parse`] takes one message as it came from the mail server and returns one [`IncomingMail`]: who wrote, what is
//! new in the text, which files came along, whether a machine wrote it, and which `##hs_..##` tags it carries. It
//! never fails: what cannot be read is missing. Time and memory grow with the size of the message and with nothing
//! else, whatever the message holds.
//!
//! ```
//! use deskhand_email_parser::{MailKind, Options, parse};
//!
//! let raw = "From: Ida Berg <ida@example.net>\r\n\
//!            Subject: Lamp\r\n\
//!            Content-Type: text/plain; charset=utf-8\r\n\
//!            \r\n\
//!            The lamp is dark. ##hs_category:6##\r\n";
//! let mail = parse(raw.as_bytes(), &Options::default());
//!
//! assert_eq!(mail.kind, MailKind::Person);
//! assert_eq!(mail.reply_text, "The lamp is dark.");
//! assert_eq!(mail.tags.category.unwrap().0, 6);
//! ```
//!
//! MIME structure comes from mail-parser; what it does not promise is done here: charsets that lie, dates that do
//! not exist, nested messages without end, `winmail.dat`.

mod attachments;
mod body;
mod charset;
mod explain;
mod forward;
mod headers;
mod html;
mod kind;
mod lines;
mod locale;
mod mail;
mod options;
mod quotes;
mod read;
mod structure;
pub mod tags;
mod transfer;

pub use explain::explain;
pub use mail::{Address, Attachment, Bounce, FailedRecipient, Html, IncomingMail, MailKind, Permanence, Tags};
pub use options::{Options, OwnMailMarker, PatternError, RequestIdPattern};
pub use read::parse;
