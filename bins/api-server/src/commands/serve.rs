//! `serve`.

use super::CommandResult;
use crate::config::Config;
use crate::error::CommandError;
use crate::server::{self, Running};
use deskhand_storage::Store;

/// Serves until a signal comes.
pub(super) fn serve(config: &Config) -> CommandResult {
    let store = Store::open(&config.store_options())?;
    serve_store(config, &store, |_| Ok(()))
}

/// Serves a store until a signal comes; calls `listening` once the server listens.
pub(super) fn serve_store(config: &Config, store: &Store, listening: impl FnOnce(&Running) -> CommandResult) -> CommandResult {
    actix_web::rt::System::new().block_on(async {
        let running = server::start(config, store).await?;
        listening(&running)?;
        running.until_signal().await.map_err(CommandError::Serve)
    })
}
