//! `apply` and `export`.

use super::CommandResult;
use crate::cli;
use crate::console;
use crate::error::CommandError;
use crate::random::SystemRandom;
use deskhand_model::Clock;
use deskhand_model::time::SystemClock;
use deskhand_service::desk_file::{self, ApplyContext, DeskFile};
use deskhand_service::{ServiceError, ServiceResult};
use deskhand_storage::{Failure, Store, StoreError, Writer};
use std::io::Read;
use std::path::Path;

/// Makes the desk match a file and prints what changed, or would change.
pub(super) fn apply(store: &Store, args: &cli::Apply) -> CommandResult {
    let file = read(&args.file)?;
    let plan = if args.dry_run { plan(store, file)? } else { store.write(move |db| run(db, &file))? };
    Ok(console::print(plan.as_deref().unwrap_or("The desk matches the file already."))?)
}

/// Prints the desk as a desk file.
pub(super) fn export(store: &Store) -> CommandResult {
    let text = store.read(desk_file::export)?;
    Ok(console::print(&text)?)
}

fn read(path: &Path) -> Result<DeskFile, CommandError> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "the standard input".to_owned() } else { path.display().to_string() };
    let text = if is_stdin {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(path)
    };
    let text = text.map_err(|cause| CommandError::Read { path: path.to_owned(), cause })?;
    desk_file::parse(&text).map_err(|cause| CommandError::DeskFile { name, cause: Box::new(cause) })
}

/// Applies a file; returns the plan as text unless nothing changes.
fn run(db: &mut Writer<'_>, file: &DeskFile) -> ServiceResult<Option<String>> {
    let plan = desk_file::apply(db, file, &ApplyContext { now: SystemClock.now(), random: &SystemRandom })?;
    Ok((!plan.is_empty()).then(|| plan.to_string()))
}

/// Applies a file and undoes it.
fn plan(store: &Store, file: DeskFile) -> ServiceResult<Option<String>> {
    let undone: Result<(), Undone> = store.write(move |db| Err(Undone::from(run(db, &file))));
    match undone {
        Ok(()) => Ok(None),
        Err(Undone::Planned(plan)) => Ok(plan),
        Err(Undone::Failed(error)) => Err(error),
    }
}

/// Why a transaction was undone.
enum Undone {
    /// It was to be undone.
    Planned(Option<String>),
    /// It failed.
    Failed(ServiceError),
}

impl From<ServiceResult<Option<String>>> for Undone {
    fn from(result: ServiceResult<Option<String>>) -> Self {
        result.map_or_else(Self::Failed, Self::Planned)
    }
}

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Failure for Undone {
    fn store_error(&self) -> Option<&StoreError> {
        match self {
            Self::Planned(_) => None,
            Self::Failed(error) => error.store_error(),
        }
    }
}
