//! Free space of the disk that holds an embedded database.

use deskhand_storage::Store;
use std::io;
use std::path::Path;

/// The bytes that the folder of the database has left, or nothing when the database is not a file.
pub(crate) fn free_bytes(store: &Store) -> io::Result<Option<u64>> {
    let Some(file) = store.file() else { return Ok(None) };
    let folder = Path::new(file).parent().filter(|folder| !folder.as_os_str().is_empty());
    let state = rustix::fs::statvfs(folder.unwrap_or(Path::new(".")))?;
    Ok(Some(state.f_bavail.saturating_mul(state.f_frsize)))
}
