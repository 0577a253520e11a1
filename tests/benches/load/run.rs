//! A whole run: start, memory, every scenario.

use crate::args::Args;
use crate::client::{Call, Client};
use crate::desk::{Desk, Opened};
use crate::measure::{self, Round, Target};
use crate::process::{Server, pause};
use crate::report;
use crate::scenarios::{SCENARIOS, Scenario, Subject};
use crate::yardsticks;
use std::path::Path;
use std::time::Duration;

const STARTS: usize = 5;
const IDLE_CONNECTIONS: usize = 1_000;
/// How long memory gets to settle before it is read.
const REST: Duration = Duration::from_secs(2);
const SYNC_LENGTH: Duration = Duration::from_secs(1);

/// The rounds of a scenario at one number of connections.
pub(crate) struct Series<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) connections: usize,
    pub(crate) rounds: Vec<Round>,
}

/// What is not measured by calls.
pub(crate) struct Surroundings {
    pub(crate) starts: Vec<f64>,
    pub(crate) idle_kb: u64,
    pub(crate) connected_kb: u64,
    pub(crate) loaded_kb: u64,
    /// Pages that were written and synchronised a second.
    pub(crate) syncs: Vec<f64>,
    /// Gigabytes a second.
    pub(crate) copies: Vec<f64>,
}

/// Measures the desk that the arguments name and prints the tables.
pub(crate) fn run(args: &Args) {
    let desk = Desk::read(&args.data);
    eprintln!("copying the desk");
    let opened = Opened::copy(&args.data, desk.database);
    let starts = starts(&opened.url, &args.data);
    let server = Server::start(&opened.url, &args.data);
    pause(REST);
    let idle_kb = server.anonymous_kb();
    let connected_kb = memory_with_connections(&server);
    let subject = Subject::new(desk.clone());
    let target =
        Target { server: &server, postgres: opened.postgres.as_ref().map(crate::postgres::Postgres::pid), subject: &subject };
    let mut surroundings = Surroundings { starts, idle_kb, connected_kb, loaded_kb: 0, syncs: Vec::new(), copies: Vec::new() };
    let mut series = Vec::new();
    // What changes the desk comes last, so that all rounds of the others find the same desk.
    for writes in [false, true] {
        series.extend(measure_all(&target, args, writes, &mut surroundings));
    }
    pause(REST);
    surroundings.loaded_kb = server.anonymous_kb();
    server.stop();
    report::print(&desk, &series, &surroundings);
}

fn starts(url: &str, folder: &Path) -> Vec<f64> {
    let start = |_| {
        let server = Server::start(url, folder);
        let took = server.started_in.as_secs_f64() * 1_000.0;
        server.stop();
        took
    };
    (0..STARTS).map(start).collect()
}

/// The memory with many connections that have made one call and stay open.
fn memory_with_connections(server: &Server) -> u64 {
    let call = Call { path: "/healthz".to_owned(), form: None };
    let connect = |_| {
        let mut client = Client::connect(server.address).expect("the server takes a thousand connections; see `ulimit -n`");
        client.send(&call, "").expect("the server answers");
        client
    };
    let clients: Vec<Client> = (0..IDLE_CONNECTIONS).map(connect).collect();
    pause(REST);
    let memory = server.anonymous_kb();
    drop(clients);
    memory
}

/// Round by round, so that a disturbance of the machine spoils one round of many scenarios and no median.
fn measure_all<'a>(target: &Target<'_>, args: &Args, writes: bool, surroundings: &mut Surroundings) -> Vec<Series<'a>> {
    let wanted = |scenario: &&Scenario| {
        scenario.writes == writes && (scenario.name.contains(&args.only) || scenario.name == "constant answer")
    };
    let mut series: Vec<Series<'a>> = Vec::new();
    for scenario in SCENARIOS.iter().filter(wanted) {
        series.extend(args.connections.iter().map(|connections| Series {
            scenario,
            connections: *connections,
            rounds: Vec::new(),
        }));
    }
    for number in 0..args.rounds {
        if writes {
            // Close to what is compared with it, for the rate of a disk that others use too changes by the minute.
            surroundings.syncs.push(yardsticks::syncs_per_second(&args.data, SYNC_LENGTH));
        }
        surroundings.copies.push(yardsticks::gigabytes_copied_per_second());
        for Series { scenario, connections, rounds } in &mut series {
            let round = measure::round(target, scenario, *connections, args.seconds, number);
            eprintln!(
                "round {}: {}, {connections} connections: {:.0}/s, {} µs CPU",
                number + 1,
                scenario.name,
                round.per_second,
                round.cpu.as_micros()
            );
            rounds.push(round);
        }
    }
    series
}
