//! Any bytes: reading them must end, must not panic, and must not lose text.
#![no_main]

use deskhand_email_parser::{Options, parse};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|raw: &[u8]| {
    let mail = parse(raw, &Options::default());
    assert!(mail.clean_text.trim().is_empty() || !mail.reply_text.is_empty());
});
