//! Job loops over the outbox.
