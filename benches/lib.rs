//! What every bench needs: times as percentiles, a table, and the machine that they belong to.
#![deny(missing_docs)]

pub mod postgres;
pub mod shop;

use std::fmt::Write as _;
use std::time::Duration;

/// Why a bench stops.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Times of one thing done many times over.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<Duration>);

impl Times {
    /// One more.
    pub fn push(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that `percent` of all stayed within (nearest rank); none of no times.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<Duration> {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        sorted.get((sorted.len() * percent).div_ceil(100).checked_sub(1)?).copied()
    }
}

/// A time for people: three figures at most.
#[must_use]
pub fn shown(time: Option<Duration>) -> String {
    let Some(time) = time else { return "—".into() };
    match time.as_micros() {
        micros @ 0..10_000 => format!("{}.{:02} ms", micros / 1000, micros % 1000 / 10),
        micros @ 10_000..1_000_000 => format!("{} ms", micros / 1000),
        micros => format!("{}.{:02} s", micros / 1_000_000, micros % 1_000_000 / 10_000),
    }
}

/// How many times the one is the other, for people.
#[must_use]
pub fn ratio(peer: Option<Duration>, ours: Option<Duration>) -> String {
    let (Some(peer), Some(ours)) = (peer, ours) else { return "—".into() };
    let tenths = peer.as_nanos() * 10 / ours.as_nanos().max(1);
    if tenths >= 100 { format!("{} ×", tenths / 10) } else { format!("{}.{} ×", tenths / 10, tenths % 10) }
}

/// A table as Markdown writes one: the first column of text, the others of figures.
#[must_use]
pub fn table(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "| {} |", heads.join(" | "));
    let _ = writeln!(text, "|---|{}", "--:|".repeat(heads.len().saturating_sub(1)));
    for row in rows {
        let _ = writeln!(text, "| {} |", row.join(" | "));
    }
    text
}

/// The machine, in a line: processor, cores, memory, system.
#[must_use]
pub fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name))?.split_once(['=', ':'])?.1;
        Some(line.trim().trim_matches('"').to_owned())
    };
    let processor = field(&read("/proc/cpuinfo"), "model name").unwrap_or_else(|| std::env::consts::ARCH.to_owned());
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    let memory: u64 = field(&read("/proc/meminfo"), "MemTotal")
        .and_then(|kib| kib.split(' ').next()?.parse().ok())
        .unwrap_or_default();
    let system = field(&read("/etc/os-release"), "PRETTY_NAME").unwrap_or_else(|| std::env::consts::OS.to_owned());
    format!("{processor}, {cores} cores, {} GiB, {system}", memory / (1024 * 1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(millis: impl IntoIterator<Item = u64>) -> Times {
        Times(millis.into_iter().map(Duration::from_millis).collect())
    }

    #[test]
    fn percentiles_are_of_the_nearest_rank() {
        assert_eq!(times([]).percentile(50), None);
        assert_eq!(times([7]).percentile(99), Some(Duration::from_millis(7)));
        assert_eq!(times(1..=100).percentile(99), Some(Duration::from_millis(99)));
        assert_eq!(times([3, 1, 2]).percentile(50), Some(Duration::from_millis(2)));
    }

    #[test]
    fn times_have_three_figures() {
        assert_eq!(shown(Some(Duration::from_micros(1_234))), "1.23 ms");
        assert_eq!(shown(Some(Duration::from_micros(123_456))), "123 ms");
        assert_eq!(shown(Some(Duration::from_millis(12_340))), "12.34 s");
        assert_eq!(ratio(Some(Duration::from_millis(30)), Some(Duration::from_millis(4))), "7.5 ×");
    }
}
