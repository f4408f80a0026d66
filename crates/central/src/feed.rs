//! The change feed: what desks pull.
//!
//! One transaction, one version, one or more rows. The counter row is moved after everything else and keeps its lock
//! until the commit, so a version can only become visible after every smaller one.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::Row;
use uuid::Uuid;

/// The format in which bodies are written today.
pub const FORMAT: i32 = 1;

/// A body as it is after a transaction.
#[derive(Debug, Clone)]
pub struct Change {
    /// `customer`, `order`, `account` …
    pub kind: &'static str,
    /// Its key.
    pub key: String,
    /// Its own version.
    pub body_version: i64,
    /// The body; none where it was erased.
    pub body: Option<String>,
}

/// Whose command caused a change.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cause<'a> {
    /// The command.
    pub command: Option<Uuid>,
    /// The desk.
    pub device: Option<Uuid>,
    /// Its result.
    pub result: Option<&'a str>,
}

/// Writes a transaction's changes under the next version. Call it last in the transaction.
///
/// # Errors
/// What the database answers.
pub async fn publish(
    connection: &mut PgConnection,
    merchant: &str,
    at: DateTime<Utc>,
    changes: &[Change],
    cause: Cause<'_>,
) -> Result<i64, sqlx::Error> {
    let version: i64 =
        sqlx::query_scalar("UPDATE feed_head SET version = version + 1 WHERE merchant = $1 RETURNING version")
            .bind(merchant)
            .fetch_one(&mut *connection)
            .await?;
    let mut kinds = Vec::with_capacity(changes.len());
    let mut keys = Vec::with_capacity(changes.len());
    let mut versions = Vec::with_capacity(changes.len());
    let mut bodies = Vec::with_capacity(changes.len());
    for change in changes {
        kinds.push(change.kind);
        keys.push(change.key.as_str());
        versions.push(change.body_version);
        bodies.push(change.body.as_deref());
    }
    sqlx::query(
        "INSERT INTO feed (merchant, version, ordinal, kind, key, body_version, format, body, command_id, device,
                           result, at)
         SELECT $1, $2, ordinality - 1, kind, key, body_version, $3, body, $4, $5, $6, $7
         FROM unnest($8::text[], $9::text[], $10::bigint[], $11::text[])
              WITH ORDINALITY AS changed (kind, key, body_version, body, ordinality)",
    )
    .bind(merchant)
    .bind(version)
    .bind(FORMAT)
    .bind(cause.command)
    .bind(cause.device)
    .bind(cause.result)
    .bind(at)
    .bind(kinds)
    .bind(keys)
    .bind(versions)
    .bind(bodies)
    .execute(connection)
    .await?;
    Ok(version)
}

/// Moves version and horizon past everything that was written without feed rows: every desk bootstraps again.
///
/// # Errors
/// What the database answers.
pub async fn skip(connection: &mut PgConnection, merchant: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "UPDATE feed_head SET version = version + 1, horizon = version + 1 WHERE merchant = $1 RETURNING version",
    )
    .bind(merchant)
    .fetch_one(connection)
    .await
}

/// Where a merchant's feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The newest version.
    pub version: i64,
    /// The oldest version that a pull may start from.
    pub horizon: i64,
    /// Drawn anew after a restore.
    pub server_epoch: Uuid,
}

/// Reads where a merchant's feed stands.
///
/// # Errors
/// What the database answers.
pub async fn head(connection: &mut PgConnection, merchant: &str) -> Result<Head, sqlx::Error> {
    let row = sqlx::query("SELECT version, horizon, server_epoch FROM feed_head WHERE merchant = $1")
        .bind(merchant)
        .fetch_one(connection)
        .await?;
    Ok(Head { version: row.try_get(0)?, horizon: row.try_get(1)?, server_epoch: row.try_get(2)? })
}
