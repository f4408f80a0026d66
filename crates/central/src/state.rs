//! What every call shares.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use sqlx::Postgres;
use sqlx::Transaction;

use crate::clock::{Chance, Clock, Ids, RandomIds, SystemChance, SystemClock};
use crate::identity::password::Passwords;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::store::PgAuthority;
use crate::sync::live::Live;

/// One instance of the centre. It holds nothing that another instance would miss: all state is in PostgreSQL.
pub struct Central {
    /// The connections.
    pub pool: PgPool,
    /// The store of the exchange, over the same connections.
    pub store: PgAuthority,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// New secrets.
    pub chance: Arc<dyn Chance>,
    /// Slow hashes, off the async threads.
    pub passwords: Passwords,
    /// What is counted.
    pub metrics: Metrics,
    /// Who is told of new versions.
    pub live: Live,
}

/// The centre as handlers hold it.
pub type Shared = Arc<Central>;

impl Central {
    /// An instance over this database, with the system's clock and chance.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self {
            store: PgAuthority::new(pool.clone()),
            pool,
            clock: Arc::new(SystemClock),
            ids: Arc::new(RandomIds),
            chance: Arc::new(SystemChance),
            passwords: Passwords::default(),
            metrics: Metrics::default(),
            live: Live::default(),
        }
    }

    /// The same with another clock.
    #[must_use]
    pub fn with_clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new transaction.
    ///
    /// # Errors
    /// A [`Problem`] where the database does not answer.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>, Problem> {
        Ok(self.pool.begin().await?)
    }
}
