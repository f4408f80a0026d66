//! Trimming the feed. Bodies that every desk has passed are thrown away and the horizon moves behind them; what happened
//! stays, for it is what conflicts are explained by and what a desk that begins again is told of its commands.

use chrono::{DateTime, TimeDelta, Utc};
use guichet_sync::authority::{Authority, AuthorityTx};
use sqlx::{PgConnection, Row};

use super::{PgAuthority, StoreError, signed, unsigned};

/// Versions of one step at most: writers wait for a moment only.
const STEP: u64 = 5_000;
/// A desk that was not seen for so long holds nothing up: it bootstraps when it comes back.
const SILENT: TimeDelta = TimeDelta::days(90);

/// Moves a merchant's horizon to what every active device has passed and what is older than `keep`, one step of it, in
/// one transaction. Answers whether there is more.
///
/// # Errors
/// [`StoreError`].
pub async fn trim(
    store: &PgAuthority,
    merchant: &str,
    now: DateTime<Utc>,
    keep: TimeDelta,
) -> Result<bool, StoreError> {
    let mut tx = store.begin(merchant).await?;
    // Writers of the feed hold the head, so whoever holds it may throw rows away.
    let mut head = tx.head(true).await?;
    let trimmed = trimmed(tx.connection(), merchant).await?;
    let passed = passed(tx.connection(), merchant, now - SILENT, now - keep).await?;
    // An import moves the horizon by itself.
    let goal = passed.min(head.version).max(head.horizon);
    let to = goal.min(trimmed + STEP);
    if to <= trimmed {
        return Ok(false);
    }
    sqlx::query("DELETE FROM feed WHERE merchant = $1 AND version > $2 AND version <= $3 AND event IS NULL")
        .bind(merchant)
        .bind(signed(trimmed)?)
        .bind(signed(to)?)
        .execute(tx.connection())
        .await?;
    sqlx::query("UPDATE feed_head SET trimmed = $2 WHERE merchant = $1")
        .bind(merchant)
        .bind(signed(to)?)
        .execute(tx.connection())
        .await?;
    head.horizon = head.horizon.max(to);
    tx.put_head(&head).await?;
    tx.commit().await?;
    Ok(to < goal)
}

async fn trimmed(connection: &mut PgConnection, merchant: &str) -> Result<u64, StoreError> {
    let row = sqlx::query("SELECT trimmed FROM feed_head WHERE merchant = $1").bind(merchant);
    unsigned(row.fetch_one(connection).await?.try_get(0)?)
}

/// The newest version that is old enough and behind every active device. One that never pulled begins with a snapshot,
/// and misses nothing.
async fn passed(
    connection: &mut PgConnection,
    merchant: &str,
    seen_after: DateTime<Utc>,
    older_than: DateTime<Utc>,
) -> Result<u64, StoreError> {
    let row = sqlx::query(
        "SELECT coalesce((SELECT max(version) FROM feed WHERE merchant = $1 AND at < $3), 0),
                (SELECT min(passed) FROM device WHERE merchant = $1 AND state = 'active' AND seen_at > $2)",
    )
    .bind(merchant)
    .bind(seen_after)
    .bind(older_than)
    .fetch_one(connection)
    .await?;
    let (old, devices): (i64, Option<i64>) = (row.try_get(0)?, row.try_get(1)?);
    unsigned(devices.map_or(old, |devices| devices.min(old)))
}
