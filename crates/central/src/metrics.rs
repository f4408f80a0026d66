//! What is counted, for Prometheus: no label ever names a person, an order or a shop.

use std::sync::atomic::{AtomicI64, AtomicU64};

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use crate::clock::Stopwatch;
use crate::state::Shared;

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    method: String,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

/// A state of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OutboxState {
    /// What is sent: `payout`, `mail`.
    pub kind: String,
    /// Where it stands.
    pub state: String,
}

/// The result of a pushed command.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct CommandResult {
    /// `applied`, `rejected` …
    pub result: String,
}

/// Upper bounds in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

fn seconds() -> Histogram {
    Histogram::new(SECONDS)
}

/// All that is counted.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    calls: Family<Call, Counter<u64, AtomicU64>>,
    durations: Family<OfRoute, Histogram, fn() -> Histogram>,
    /// Rows of the outbox, as last read.
    pub outbox: Family<OutboxState, Gauge<i64, AtomicI64>>,
    /// Commands that desks pushed.
    pub commands: Family<CommandResult, Counter<u64, AtomicU64>>,
    /// Desks that listen.
    pub live: Gauge<i64, AtomicI64>,
    /// Connections to the database.
    pub connections: Gauge<i64, AtomicI64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut registry = Registry::with_prefix("guichet");
        let calls = Family::default();
        let made: fn() -> Histogram = seconds;
        let durations = Family::new_with_constructor(made);
        let (outbox, commands) = (Family::default(), Family::default());
        let (live, connections) = (Gauge::default(), Gauge::default());
        registry.register("http_requests", "Calls by route and status", calls.clone());
        registry.register("http_request_duration_seconds", "How long calls take", durations.clone());
        registry.register("outbox_rows", "Rows of the outbox by kind and state", outbox.clone());
        registry.register("commands", "Commands pushed by desks, by result", commands.clone());
        registry.register("live_listeners", "Desks that listen for changes", live.clone());
        registry.register("database_connections", "Open connections to the database", connections.clone());
        Self { registry, calls, durations, outbox, commands, live, connections }
    }
}

impl Metrics {
    /// The text that Prometheus reads.
    ///
    /// # Errors
    /// None in practice: a string takes every write.
    pub fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry)?;
        Ok(text)
    }
}

/// Counts every call.
pub async fn count(State(central): State<Shared>, request: Request, next: Next) -> Response {
    let watch = Stopwatch::start();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("unknown", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = watch.elapsed();
    tracing::info!(method, route, status, micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "answered");
    central.metrics.durations.get_or_create(&OfRoute { route: route.clone() }).observe(took.as_secs_f64());
    central.metrics.calls.get_or_create(&Call { method, route, status }).inc();
    response
}
