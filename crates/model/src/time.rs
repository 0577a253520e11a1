//! Points in time.

use chrono::{DateTime, Utc};

/// A point in time: whole seconds since 1970-01-01 00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// The time a number of seconds later (earlier when negative).
    ///
    /// ```
    /// use deskhand_model::Timestamp;
    /// assert_eq!(Timestamp(100).plus(-40), Timestamp(60));
    /// ```
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// The calendar time in UTC, if it is within the range of the calendar.
    pub fn to_utc(self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.0, 0)
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// Where the program takes its time from; binaries pass the system's, tests a fixed one.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// A clock that stands still, for tests and examples.
///
/// ```
/// use deskhand_model::time::{Clock, FixedClock, Timestamp};
/// assert_eq!(FixedClock(Timestamp(5)).now(), Timestamp(5));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// The system's clock, for binaries.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]
    fn now(&self) -> Timestamp {
        Timestamp(Utc::now().timestamp())
    }
}
