//! `copy`.

use super::CommandResult;
use crate::cli;
use crate::config::Config;
use crate::console;
use deskhand_storage::copy::{self, CopyReport, Progress, Step};
use deskhand_storage::{Store, StoreOptions};
use indicatif::{ProgressBar, ProgressStyle};

/// Copies a desk into another database.
pub(super) fn copy(config: &Config, args: &cli::Copy) -> CommandResult {
    let open = |url: &str| Store::open(&StoreOptions { url: url.to_owned(), ..config.store_options() });
    let (from, to) = (open(&args.from)?, open(&args.to)?);
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{msg:<28} {wide_bar} {human_pos:>10}/{human_len:<10} {eta:>4}") {
        bar.set_style(style);
    }
    let report = copy::run(&from, &to, &mut |progress| show(&bar, progress))?;
    to.flush();
    bar.finish_and_clear();
    Ok(console::print(&summary(&report))?)
}

fn show(bar: &ProgressBar, progress: Progress) {
    let step = match progress.step {
        Step::Copy => "copy",
        Step::Index => "index",
        Step::Verify => "verify",
    };
    bar.set_message(format!("{step} {}", progress.table));
    bar.set_length(progress.total);
    bar.set_position(progress.done);
}

fn summary(report: &CopyReport) -> String {
    let rows: u64 = report.tables.iter().map(|(_, rows)| rows).sum();
    let start = if report.was_continued { "Went on with an interrupted copy. " } else { "" };
    format!(
        "{start}Copied and compared {rows} rows in {} tables, indexed {} requests, checked the contents of {} documents.",
        report.tables.len(),
        report.indexed_requests,
        report.checked_blobs,
    )
}
