//! Mail in, mail out, deliveries.
