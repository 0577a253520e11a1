//! What handlers get to work with.

use crate::snapshot::Snapshot;
use deskhand_model::Timestamp;
use deskhand_service::{Context, Random};
use deskhand_storage::{Reader, Writer};

/// The surroundings of a call that reads.
pub(crate) struct ReadCx<'a> {
    /// The database, which cannot be changed through it.
    pub(crate) db: &'a mut Reader,
    /// The desk's configuration.
    pub(crate) desk: &'a Snapshot,
    /// The time of the call.
    pub(crate) now: Timestamp,
    /// Where the caller reached the server, for links.
    pub(crate) origin: &'a str,
}

/// The surroundings of a call that changes something, within its transaction.
pub(crate) struct WriteCx<'a, 'db> {
    /// The database.
    pub(crate) db: &'a mut Writer<'db>,
    /// The desk's configuration.
    pub(crate) desk: &'a Snapshot,
    /// The time of the call.
    pub(crate) now: Timestamp,
    /// Where secrets come from.
    pub(crate) random: &'a dyn Random,
}

impl<'a> WriteCx<'a, '_> {
    /// The surroundings as the rules take them.
    pub(crate) fn service(&self) -> Context<'a> {
        Context { now: self.now, desk: self.desk, random: self.random }
    }
}

/// What may be prepared before the transaction of a call that changes something begins.
pub(crate) struct StageCx<'a> {
    /// Where secrets come from.
    pub(crate) random: &'a dyn Random,
}
