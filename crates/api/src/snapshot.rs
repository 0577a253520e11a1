//! The desk's configuration as calls use it: loaded once and kept until its version changes.

use crate::error::{ApiError, ApiResult};
use crate::show::Dates;
use deskhand_model::settings::JsonScalars;
use deskhand_model::{Desk, Timestamp};
use deskhand_storage::{Reader, desk};
use std::ops::Deref;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// How long a server of PostgreSQL goes without asking for the version. An embedded file is asked at each call, since that costs
/// little there.
const FRESH: Duration = Duration::from_millis(500);

/// The configuration with what is made from it.
pub(crate) struct Snapshot {
    desk: Desk,
    pub(crate) dates: Dates,
}

impl Deref for Snapshot {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

/// The newest configuration that this process has seen.
#[derive(Default)]
pub(crate) struct Snapshots {
    current: RwLock<Option<Seen>>,
}

#[derive(Clone)]
struct Seen {
    snapshot: Arc<Snapshot>,
    last_login_failure: Timestamp,
    checked_at: Instant,
}

/// The configuration and the time of the last failed login.
pub(crate) struct Current {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) last_login_failure: Timestamp,
}

impl Snapshots {
    /// The configuration as it is now.
    pub(crate) fn current(&self, db: &mut Reader, is_embedded: bool) -> ApiResult<Current> {
        let seen = self.current.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(seen) = &seen
            && !is_embedded
            && seen.checked_at.elapsed() < FRESH
        {
            return Ok(Current { snapshot: Arc::clone(&seen.snapshot), last_login_failure: seen.last_login_failure });
        }
        let pulse = desk::pulse(db)?;
        let last_login_failure = pulse.last_login_failure;
        if let Some(seen) = seen.filter(|seen| seen.snapshot.version == pulse.version) {
            if !is_embedded {
                self.keep(Seen { last_login_failure, checked_at: Instant::now(), ..seen.clone() });
            }
            return Ok(Current { snapshot: seen.snapshot, last_login_failure });
        }
        let desk = desk::load(db)?;
        let dates = Dates::new(&desk.settings.format).map_err(ApiError::Internal)?;
        let snapshot = Arc::new(Snapshot { desk, dates });
        self.keep(Seen { snapshot: Arc::clone(&snapshot), last_login_failure, checked_at: Instant::now() });
        Ok(Current { snapshot, last_login_failure })
    }

    /// How numbers are written, by the newest configuration that was seen.
    pub(crate) fn json_scalars(&self) -> JsonScalars {
        let seen = self.current.read().unwrap_or_else(PoisonError::into_inner);
        seen.as_ref().map(|seen| seen.snapshot.settings.api.json_scalars).unwrap_or_default()
    }

    /// Makes the next call ask for the version.
    pub(crate) fn expire(&self) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn keep(&self, seen: Seen) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }
}
