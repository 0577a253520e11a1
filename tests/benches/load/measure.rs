//! One round of one scenario.

use crate::client::Client;
use crate::process::{self, Server};
use crate::random::Rng;
use crate::scenarios::{Scenario, Subject};
use std::net::SocketAddr;
use std::sync::Barrier;
use std::time::{Duration, Instant};

/// What is measured: a server, and its database's server if it has one.
pub(crate) struct Target<'a> {
    pub(crate) server: &'a Server,
    pub(crate) postgres: Option<u32>,
    pub(crate) subject: &'a Subject,
}

/// How a round went.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Round {
    pub(crate) per_second: f64,
    pub(crate) half: Duration,
    pub(crate) slow: Duration,
    /// The slowest call.
    pub(crate) slowest: Duration,
    /// The server's processor time for each call.
    pub(crate) cpu: Duration,
    /// The database server's processor time for each call.
    pub(crate) database_cpu: Duration,
    /// Bytes of an answer without its head.
    pub(crate) bytes: u64,
}

/// Calls as fast as so many connections can for some seconds. `round` makes each round ask for something else.
pub(crate) fn round(target: &Target<'_>, scenario: &Scenario, connections: usize, seconds: u64, round: usize) -> Round {
    let (ready, go) = (Barrier::new(connections + 1), Barrier::new(connections + 1));
    let length = Duration::from_secs(seconds);
    let (results, took, before) = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..connections)
            .map(|number| {
                let seed = u64::try_from(round * 1_000 + number).expect("the numbers are small");
                let caller = Caller::new(target.subject, scenario, seed);
                let (ready, go) = (&ready, &go);
                scope.spawn(move || caller.run(target.server.address, ready, go, length))
            })
            .collect();
        ready.wait();
        let before = cpu(target);
        let begun = Instant::now();
        go.wait();
        let results: Vec<Calls> = threads.into_iter().map(|thread| thread.join().expect("the calls are answered")).collect();
        (results, begun.elapsed(), before)
    });
    let after = cpu(target);
    target.server.forget_log();
    let mut times: Vec<Duration> = results.iter().flat_map(|calls| calls.times.iter().copied()).collect();
    times.sort_unstable();
    let count = u32::try_from(times.len()).expect("a round is short").max(1);
    Round {
        per_second: f64::from(count) / took.as_secs_f64(),
        half: times[times.len() / 2],
        slow: times[times.len() * 99 / 100],
        slowest: times[times.len() - 1],
        cpu: after.0.saturating_sub(before.0) / count,
        database_cpu: after.1.saturating_sub(before.1) / count,
        bytes: results.iter().map(|calls| calls.bytes).sum::<u64>() / u64::from(count),
    }
}

/// The processor time of the server and of its database's server.
fn cpu(target: &Target<'_>) -> (Duration, Duration) {
    (target.server.cpu(), target.postgres.map_or(Duration::ZERO, process::cpu_with_children))
}

/// The calls of one connection.
struct Calls {
    times: Vec<Duration>,
    bytes: u64,
}

struct Caller<'a> {
    subject: &'a Subject,
    scenario: &'a Scenario,
    rng: Rng,
}

impl<'a> Caller<'a> {
    fn new(subject: &'a Subject, scenario: &'a Scenario, seed: u64) -> Self {
        Self { subject, scenario, rng: Rng::of(scenario.name, seed) }
    }

    fn run(mut self, address: SocketAddr, ready: &Barrier, go: &Barrier, length: Duration) -> Calls {
        let mut client = Client::connect(address).expect("the server takes another connection");
        self.call(&mut client);
        ready.wait();
        go.wait();
        let begun = Instant::now();
        let mut calls = Calls { times: Vec::with_capacity(10_000), bytes: 0 };
        while begun.elapsed() < length {
            let (time, bytes) = self.call(&mut client);
            calls.times.push(time);
            calls.bytes += bytes;
        }
        calls
    }

    fn call(&mut self, client: &mut Client) -> (Duration, u64) {
        let call = (self.scenario.call)(self.subject, &mut self.rng);
        let begun = Instant::now();
        let answer = client.send(&call, self.subject.authorization(self.scenario.login)).expect("the server answers");
        let took = begun.elapsed();
        let is_right = answer.status == b"200" && has(answer.body, self.scenario.expects.as_bytes());
        assert!(is_right, "{}: {} was answered by {}", self.scenario.name, call.path, String::from_utf8_lossy(answer.body));
        (took, u64::try_from(answer.body.len()).unwrap_or(0))
    }
}

/// Whether a text stands in the beginning of an answer.
fn has(body: &[u8], text: &[u8]) -> bool {
    text.is_empty() || body[..body.len().min(400)].windows(text.len()).any(|part| part == text)
}
