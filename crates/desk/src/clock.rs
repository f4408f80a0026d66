//! Time and identifiers as ports: the only place of the crate that asks the system for either.

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
        Utc::now()
    }
}

/// A clock that stands still, for tests, demonstrations and repeatable screenshots.
#[derive(Debug, Clone, Copy)]
pub struct FixedClock(pub DateTime<Utc>);

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        self.0
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
