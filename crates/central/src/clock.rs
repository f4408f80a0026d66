//! Time, identifiers and secrets as ports: the only place of the crate that asks the system for any of them.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Where the present instant comes from.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> DateTime<Utc>;
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[allow(clippy::disallowed_methods)] // the one place where the clock is read
    fn now(&self) -> DateTime<Utc> {
        // PostgreSQL keeps microseconds: an instant that was stored must compare equal to the one that was meant.
        let now = Utc::now();
        chrono::DurationRound::duration_trunc(now, chrono::TimeDelta::microseconds(1)).unwrap_or(now)
    }
}

/// Where new identifiers come from.
pub trait Ids: Send + Sync {
    /// A new identifier, ordered by time where the source can.
    fn next(&self) -> Uuid;
}

/// Random identifiers, ordered by time (uuid v7).
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    #[allow(clippy::disallowed_methods)] // the one place where identifiers are drawn
    fn next(&self) -> Uuid {
        Uuid::now_v7()
    }
}

/// Where secrets come from.
pub trait Chance: Send + Sync {
    /// Thirty-two bytes that nobody can guess.
    ///
    /// # Errors
    /// [`NoRandomness`] where the system has none to give.
    fn bytes(&self) -> Result<[u8; 32], NoRandomness>;
}

/// The system gave no random bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random bytes")]
pub struct NoRandomness;

/// The system's source of random bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn bytes(&self) -> Result<[u8; 32], NoRandomness> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| NoRandomness)?;
        Ok(bytes)
    }
}

/// Measures how long something took, for metrics alone.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts now.
    #[allow(clippy::disallowed_methods)] // measures, and never decides
    #[must_use]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// The time since the start.
    #[must_use]
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }
}
