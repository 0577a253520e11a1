//! The desk's worker as a program of its own: it runs the job loops beside any number of servers.

use clap::Parser;
use deskhand_model::time::SystemClock;
use deskhand_storage::{Store, StoreOptions};
use std::process::ExitCode;
use std::sync::Arc;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "mail-worker", version, about = "Runs the job loops of a Deskhand desk until it is told to stop")]
struct Cli {
    /// The desk's database.
    #[arg(
        long,
        help = "The desk's database: sqlite:PATH or postgres://user:password@host/database",
        env = "DESKHAND_DATABASE_URL",
        hide_env_values = true,
        default_value = "sqlite:deskhand.db"
    )]
    database: String,
    /// What is logged.
    #[arg(
        long,
        help = "What is logged, such as info or warn,deskhand_worker=debug",
        env = "DESKHAND_LOG_LEVEL",
        default_value = "info"
    )]
    log: String,
    /// Do the work that is due once, and end
    #[arg(long)]
    once: bool,
}

/// Runs the program; returns its exit code.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let filter = EnvFilter::try_new(&cli.log).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match work(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error, "the worker stops");
            ExitCode::FAILURE
        }
    }
}

fn work(cli: &Cli) -> Result<(), String> {
    let store = Store::open(&StoreOptions::new(&cli.database)).map_err(|e| e.chain())?;
    if cli.once {
        let now = deskhand_model::Clock::now(&SystemClock);
        return deskhand_worker::clean(&store, now).map(drop).map_err(|e| e.chain());
    }
    let worker = deskhand_worker::start(&store, Arc::new(SystemClock)).map_err(|e| e.to_string())?;
    tracing::info!("the worker runs");
    wait_for_end().map_err(|e| e.to_string())?;
    worker.stop();
    store.flush();
    Ok(())
}

/// Waits for SIGTERM or SIGINT.
fn wait_for_end() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let mut terminate = signal(SignalKind::terminate())?;
        let mut interrupt = signal(SignalKind::interrupt())?;
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        Ok(())
    })
}
