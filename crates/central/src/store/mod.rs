//! The centre's store on PostgreSQL: what [`guichet_sync::authority`] decides over.
//!
//! Isolation is *read committed* with row locks for writers, and *repeatable read* for what must see one instant.
//!
//! Everybody locks in one order:
//!
//! 1. the merchant's terms (commands share them, a publication has them alone),
//! 2. the device,
//! 3. orders, then accounts, then cases, in the order of their keys,
//! 4. customers in the order of their keys: commands share those behind their orders, who are known only once the order
//!    is held; ingest and erasure have theirs alone,
//! 5. counters, numbers and business keys,
//! 6. the feed's head.

mod aggregates;
mod chain;
mod effects;
mod feed;
mod people;
mod transaction;
mod trimming;

use std::sync::Arc;

use guichet_sync::authority::Authority;
use sqlx::PgPool;

use aggregates::Editions;
pub use aggregates::{find as stored_of, search_columns};
pub use feed::{begin_life, head, open_feed};
pub use transaction::PgTx;
pub use trimming::trim;

/// What can go wrong with the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or did not answer.
    #[error("the database did not do what was asked")]
    Database(#[from] sqlx::Error),
    /// Something stored cannot be read.
    #[error("something stored cannot be read")]
    Damaged,
    /// What was worked on is another's by now, or gone.
    #[error("what was worked on is another's by now, or gone")]
    Lost,
}

/// The store. Cloning shares what it has read of the terms.
#[derive(Debug, Clone)]
pub struct PgAuthority {
    pool: PgPool,
    editions: Arc<Editions>,
}

impl PgAuthority {
    /// Over these connections.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool, editions: Arc::default() }
    }
}

impl Authority for PgAuthority {
    type Error = StoreError;
    type Tx = PgTx;

    async fn begin(&self, merchant: &str) -> Result<PgTx, StoreError> {
        Ok(PgTx::new(self.pool.begin().await?, merchant, self.editions.clone()))
    }

    async fn read(&self, merchant: &str) -> Result<PgTx, StoreError> {
        let mut transaction = self.pool.begin().await?;
        sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY").execute(&mut *transaction).await?;
        Ok(PgTx::new(transaction, merchant, self.editions.clone()))
    }
}

/// PostgreSQL counts in signed numbers; ours never come near their end.
pub(crate) fn signed(number: u64) -> Result<i64, StoreError> {
    i64::try_from(number).map_err(|_| StoreError::Damaged)
}

/// A count out of the database.
pub(crate) fn unsigned(number: i64) -> Result<u64, StoreError> {
    u64::try_from(number).map_err(|_| StoreError::Damaged)
}

/// A digest's 64 bits as PostgreSQL keeps them.
pub(crate) fn bits(digest: u64) -> i64 {
    i64::from_ne_bytes(digest.to_ne_bytes())
}

/// A digest's 64 bits out of the database.
pub(crate) fn from_bits(stored: i64) -> u64 {
    u64::from_ne_bytes(stored.to_ne_bytes())
}

pub(crate) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Damaged)
}

pub(crate) fn of_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Damaged)
}
