//! The orders on which commands were given, and those commands: what happened at the centre, then what still waits here.

use chrono::{DateTime, Utc};
use guichet_sync::Key;
use guichet_sync::replica::Entry;

use super::Store;
use super::queue::{ENTRY, entry, instant};
use super::rows::counted;
use crate::error::DeskError;

/// The keys of orders with a command, in their order.
macro_rules! commanded {
    () => {
        "SELECT key FROM event WHERE kind = 'order' AND command IS NOT NULL AND key > ?1 \
         UNION SELECT key FROM entry WHERE kind = 'order' AND state = 'waiting' AND key > ?1"
    };
}

impl Store {
    /// How many orders have a command.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn commanded_orders(&self) -> Result<u64, DeskError> {
        let sql = concat!("SELECT count(*) FROM (", commanded!(), ")");
        counted(sqlx::query_scalar(sql).bind("").fetch_one(&self.readers()).await?)
    }

    /// The numbers of the next of them.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn commanded_page(&self, after: &str, limit: u32) -> Result<Vec<String>, DeskError> {
        let sql = concat!(commanded!(), " ORDER BY key LIMIT ?2");
        Ok(sqlx::query_scalar(sql).bind(after).bind(limit).fetch_all(&self.readers()).await?)
    }

    /// What waits for the centre on an aggregate and is laid on it, in the order of taking.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn laid_on(&self, key: &Key) -> Result<Vec<Entry>, DeskError> {
        let sql =
            format!("{ENTRY} WHERE state = 'waiting' AND kind = ?1 AND key = ?2 AND doubt IS NULL ORDER BY place");
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key.kind()).bind(key.id());
        query.fetch_all(&self.readers()).await?.iter().map(entry).collect()
    }

    /// How many commands on service accounts there were since.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn account_commands_since(&self, since: DateTime<Utc>) -> Result<u64, DeskError> {
        let sql = "SELECT (SELECT count(*) FROM event WHERE kind = 'account' AND command IS NOT NULL \
                           AND json_extract(event, '$.at') >= ?1) \
                   + (SELECT count(*) FROM entry WHERE kind = 'account' AND state = 'waiting' AND taken_at >= ?1)";
        counted(sqlx::query_scalar(sql).bind(instant(since)).fetch_one(&self.readers()).await?)
    }
}
