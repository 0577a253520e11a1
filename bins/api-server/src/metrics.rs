//! Figures about the running server.

use deskhand_model::Timestamp;
use deskhand_storage::Store;
use metrics::{counter, gauge, histogram, with_local_recorder};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS: &[f64] = &[0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The figures of one server. Two servers in one process keep their own.
#[derive(Clone)]
pub(crate) struct Metrics {
    inner: Arc<Inner>,
}

struct Inner {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
    running: AtomicI32,
    /// A kind without jobs must fall to zero and not keep its last figure.
    job_kinds: Mutex<BTreeMap<String, i64>>,
}

/// A call that is being answered, until this is dropped.
pub(crate) struct Running {
    inner: Arc<Inner>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.inner.running.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Metrics {
    /// Figures that begin now.
    pub(crate) fn new(started: Timestamp) -> Self {
        let latency = Matcher::Full("deskhand_request_seconds".to_owned());
        let builder = PrometheusBuilder::new().set_buckets_for_metric(latency, BUCKETS);
        // Fails only without buckets.
        let recorder = builder.unwrap_or_else(|_| PrometheusBuilder::new()).build_recorder();
        let handle = recorder.handle();
        with_local_recorder(&recorder, || {
            describe();
            gauge!("process_start_time_seconds").set(number(started.0));
        });
        Self { inner: Arc::new(Inner { recorder, handle, running: AtomicI32::new(0), job_kinds: Mutex::default() }) }
    }

    /// Notes that a call is being answered.
    pub(crate) fn begin(&self) -> Running {
        self.inner.running.fetch_add(1, Ordering::Relaxed);
        Running { inner: Arc::clone(&self.inner) }
    }

    /// Counts an answered call.
    pub(crate) fn count(&self, method: &'static str, status: u16, took: Duration) {
        with_local_recorder(&self.inner.recorder, || {
            counter!("deskhand_requests_total", "method" => method, "status" => status_label(status)).increment(1);
            histogram!("deskhand_request_seconds", "method" => method).record(took);
        });
    }

    /// Moves what was recorded into the histograms; otherwise it would pile up until somebody asks for it.
    pub(crate) fn settle(&self) {
        self.inner.handle.run_upkeep();
    }

    /// All figures as text.
    pub(crate) fn render(&self, store: &Store, depths: &[(String, i64)]) -> String {
        let mut kinds = self.inner.job_kinds.lock().unwrap_or_else(PoisonError::into_inner);
        kinds.values_mut().for_each(|depth| *depth = 0);
        kinds.extend(depths.iter().cloned());
        with_local_recorder(&self.inner.recorder, || {
            gauge!("deskhand_requests_in_flight").set(self.inner.running.load(Ordering::Relaxed));
            let load =
                if store.is_embedded() { "deskhand_database_writes_waiting" } else { "deskhand_database_connections_in_use" };
            gauge!(load).set(number(i64::try_from(store.load()).unwrap_or(i64::MAX)));
            for (kind, depth) in kinds.iter() {
                gauge!("deskhand_jobs", "kind" => kind.clone()).set(number(*depth));
            }
        });
        self.inner.handle.render()
    }
}

fn describe() {
    metrics::describe_counter!("deskhand_requests_total", "Answered API calls.");
    metrics::describe_histogram!("deskhand_request_seconds", "Time to answer an API call.");
    metrics::describe_gauge!("deskhand_requests_in_flight", "API calls that are being answered.");
    metrics::describe_gauge!("deskhand_database_writes_waiting", "Writes that wait for the SQLite writer.");
    metrics::describe_gauge!("deskhand_database_connections_in_use", "Connections to PostgreSQL that are in use.");
    metrics::describe_gauge!("deskhand_jobs", "Jobs in the outbox, by kind.");
    metrics::describe_gauge!("process_start_time_seconds", "When the process started, in seconds since 1970.");
}

/// A count as a figure. Counts beyond 32 bits, which nobody reads to the unit, are the sum of two exact parts.
fn number(count: i64) -> f64 {
    let high = i32::try_from(count >> 32).map_or(0.0, f64::from);
    let low = u32::try_from(count & 0xffff_ffff).map_or(0.0, f64::from);
    high * 4_294_967_296.0 + low
}

fn status_label(status: u16) -> &'static str {
    match status {
        200 => "200",
        400 => "400",
        401 => "401",
        415 => "415",
        503 => "503",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn counts_of_any_size_are_exact_figures() {
        let counts = [0_i64, 1, -1, 4_294_967_295, 4_294_967_296, 1_790_000_000_000];
        assert_eq!(counts.map(|count| number(count).to_string()), counts.map(|count| count.to_string()));
    }
}
