//! The outbox as a queue: rows are leased, done, and marked. The mark `sending` is committed before anything leaves.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgPool, Row};
use uuid::Uuid;

/// How long a worker may take for one row; after it another worker looks at the row.
pub const LEASE: TimeDelta = TimeDelta::minutes(2);
/// The longest wait between two attempts.
const LONGEST: i64 = 3_600;

/// A row that a worker holds.
#[derive(Debug, Clone)]
pub struct Leased {
    /// The shop.
    pub merchant: String,
    /// The row: the idempotency key of whatever leaves.
    pub id: Uuid,
    /// `payout` or `email`.
    pub kind: String,
    /// What the command wrote.
    pub payload: String,
    /// Attempts, this one included.
    pub attempts: i32,
    /// The row was being sent by a worker that never said how it ended.
    pub abandoned: bool,
}

fn read(row: &PgRow) -> Result<Leased, sqlx::Error> {
    Ok(Leased {
        merchant: row.try_get(0)?,
        id: row.try_get(1)?,
        kind: row.try_get(2)?,
        payload: row.try_get(3)?,
        attempts: row.try_get(4)?,
        abandoned: row.try_get(5)?,
    })
}

/// Takes rows that are due, and rows whose worker is gone; other workers pass them by.
///
/// # Errors
/// What the database answers.
pub async fn lease(pool: &PgPool, now: DateTime<Utc>, most: i64) -> Result<Vec<Leased>, sqlx::Error> {
    let rows = sqlx::query(
        "WITH due AS (
             SELECT merchant, id, state FROM outbox
             WHERE (state = 'waiting' AND next_at <= $1) OR (state = 'sending' AND lease_until <= $1)
             ORDER BY next_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         UPDATE outbox o SET state = 'sending', lease_until = $3, attempts = o.attempts + 1
         FROM due WHERE o.merchant = due.merchant AND o.id = due.id
         RETURNING o.merchant, o.id, o.kind, o.payload, o.attempts, due.state = 'sending'",
    )
    .bind(now)
    .bind(most)
    .bind(now + LEASE)
    .fetch_all(pool)
    .await?;
    rows.iter().map(read).collect()
}

/// Holds a row for another lease, right before it is done; false where another worker has taken it meanwhile.
///
/// # Errors
/// What the database answers.
pub async fn renew(pool: &PgPool, leased: &Leased, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    let renewed = sqlx::query(
        "UPDATE outbox SET lease_until = $4
         WHERE merchant = $1 AND id = $2 AND attempts = $3 AND state = 'sending' AND lease_until > $5",
    )
    .bind(&leased.merchant)
    .bind(leased.id)
    .bind(leased.attempts)
    .bind(now + LEASE)
    .bind(now)
    .execute(pool)
    .await?;
    Ok(renewed.rows_affected() == 1)
}

/// How a row ended, or goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// It left, under this reference.
    Done(String),
    /// It is tried again.
    Later(&'static str),
    /// It will never leave by itself.
    Failed(&'static str),
    /// Whether it left is not known: a person decides.
    Unknown(&'static str),
}

/// The wait before the next attempt: twice as long each time, up to an hour, and never the same for two rows.
#[must_use]
pub fn backoff(attempts: i32, chance: u8) -> TimeDelta {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    let whole = (5_i64 << doublings).min(LONGEST);
    TimeDelta::milliseconds(whole * 500 + whole * 500 * i64::from(chance) / 255)
}

/// Marks a row, unless another worker has taken it meanwhile.
///
/// # Errors
/// What the database answers.
pub async fn mark(
    pool: &PgPool,
    leased: &Leased,
    ending: &Ending,
    now: DateTime<Utc>,
    chance: u8,
) -> Result<(), sqlx::Error> {
    let (state, error, reference, next) = match ending {
        Ending::Done(reference) => ("done", None, Some(reference.as_str()), now),
        Ending::Later(error) => ("waiting", Some(*error), None, now + backoff(leased.attempts, chance)),
        Ending::Failed(error) => ("failed", Some(*error), None, now),
        Ending::Unknown(error) => ("unknown", Some(*error), None, now),
    };
    let done_at = matches!(ending, Ending::Done(_)).then_some(now);
    sqlx::query(
        "UPDATE outbox SET state = $4, last_error = $5, reference = coalesce($6, reference), next_at = $7, done_at = $8,
             lease_until = NULL
         WHERE merchant = $1 AND id = $2 AND attempts = $3 AND state = 'sending'",
    )
    .bind(&leased.merchant)
    .bind(leased.id)
    .bind(leased.attempts)
    .bind(state)
    .bind(error)
    .bind(reference)
    .bind(next)
    .bind(done_at)
    .execute(pool)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_never_longer_than_an_hour() {
        assert_eq!(backoff(1, 0), TimeDelta::milliseconds(2_500));
        assert_eq!(backoff(1, 255), TimeDelta::seconds(5));
        assert_eq!(backoff(3, 255), TimeDelta::seconds(20));
        assert!(backoff(40, 255) <= TimeDelta::hours(1));
        assert!(backoff(i32::MAX, 255) == backoff(12, 255));
    }
}
