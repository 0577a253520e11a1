//! The tables.

use crate::desk::Desk;
use crate::measure::Round;
use crate::run::{Series, Surroundings};
use std::time::Duration;

/// Prints the results of a run as Markdown.
pub(crate) fn print(desk: &Desk, series: &[Series<'_>], surroundings: &Surroundings) {
    let syncs = median(surroundings.syncs.iter().copied());
    println!("\n### {} requests on {}\n", desk.requests, desk.database.name());
    print_surroundings(surroundings, syncs);
    println!(
        "\n| calls | connections | a second | median ms | 99 % ms | slowest ms | CPU µs | ÷ constant | database CPU µs | ÷ syncs | bytes |"
    );
    println!("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
    for one in series {
        print_series(one, constant_cpu(series, one.connections), syncs);
    }
}

fn print_surroundings(surroundings: &Surroundings, syncs: f64) {
    println!("| the machine and the server at rest | |");
    println!("|---|--:|");
    println!("| write of 4 KiB and fdatasync, a second | {syncs:.0} |");
    println!("| memcpy, GB a second | {:.1} |", median(surroundings.copies.iter().copied()));
    println!("| start to first answer, ms | {:.0} |", median(surroundings.starts.iter().copied()));
    let memory = [
        ("idle", surroundings.idle_kb),
        ("with 1,000 idle connections", surroundings.connected_kb),
        ("after the load", surroundings.loaded_kb),
    ];
    for (when, kilobytes) in memory {
        println!("| anonymous memory {when}, MB | {}.{} |", kilobytes / 1_024, kilobytes % 1_024 * 10 / 1_024);
    }
}

fn print_series(series: &Series<'_>, constant: f64, syncs: f64) {
    let of = |figure: fn(&Round) -> f64| median(series.rounds.iter().map(figure));
    let per_second = of(|round| round.per_second);
    let cpu = of(|round| microseconds(round.cpu));
    let to_syncs = if series.scenario.writes { format!("{:.2}", per_second / syncs) } else { String::new() };
    let database_cpu = of(|round| microseconds(round.database_cpu));
    println!(
        "| {} | {} | {per_second:.0} | {:.2} | {:.2} | {:.1} | {cpu:.1} | {:.1} | {} | {to_syncs} | {} |",
        series.scenario.name,
        series.connections,
        of(|round| milliseconds(round.half)),
        of(|round| milliseconds(round.slow)),
        of(|round| milliseconds(round.slowest)),
        cpu / constant,
        if database_cpu > 0.0 { format!("{database_cpu:.1}") } else { String::new() },
        series.rounds.first().map_or(0, |round| round.bytes),
    );
}

/// What the constant answer costs at the same number of connections.
fn constant_cpu(series: &[Series<'_>], connections: usize) -> f64 {
    let constant = series.iter().find(|one| one.scenario.name == "constant answer" && one.connections == connections);
    constant.map_or(f64::NAN, |one| median(one.rounds.iter().map(|round| microseconds(round.cpu))))
}

fn median(figures: impl Iterator<Item = f64>) -> f64 {
    let mut figures: Vec<f64> = figures.collect();
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn microseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6
}
