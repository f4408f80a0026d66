//! How often one may try to sign in: counted in the database, so that more instances give no more attempts.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use crate::problem::{Code, Problem};

/// Failures are counted over this time.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Failures on one login, from whatever device.
pub const PER_LOGIN: i64 = 10;
/// Failures on one device, with whatever login.
pub const PER_DEVICE: i64 = 30;

/// Notes an attempt before it is judged, so that attempts made at the same time count each other. In a transaction of
/// its own, to be committed whatever the answer.
///
/// # Errors
/// [`Code::TooManyAttempts`] with the seconds to wait.
pub async fn note(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
    login: &str,
    device: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    // Attempts on one login wait for each other, and so do attempts on one device: each sees all before it.
    sqlx::query("SELECT pg_advisory_xact_lock(1, hashtext($1 || ' ' || $2)), pg_advisory_xact_lock(2, hashtext($3))")
        .bind(merchant)
        .bind(login)
        .bind(device.to_string())
        .execute(&mut *connection)
        .await?;
    sqlx::query("INSERT INTO sign_in_attempt (merchant, id, login, device, at) VALUES ($1, $2, $3, $4, $5)")
        .bind(merchant)
        .bind(id)
        .bind(login)
        .bind(device)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    let row = sqlx::query(
        "SELECT (SELECT count(*) FROM sign_in_attempt WHERE merchant = $1 AND login = $2 AND at > $4),
                (SELECT count(*) FROM sign_in_attempt WHERE merchant = $1 AND device = $3 AND at > $4),
                (SELECT min(at) FROM sign_in_attempt
                 WHERE merchant = $1 AND (login = $2 OR device = $3) AND at > $4)",
    )
    .bind(merchant)
    .bind(login)
    .bind(device)
    .bind(now - WINDOW)
    .fetch_one(&mut *connection)
    .await?;
    let (of_login, of_device): (i64, i64) = (row.try_get(0)?, row.try_get(1)?);
    if of_login <= PER_LOGIN && of_device <= PER_DEVICE {
        return Ok(());
    }
    // A refused attempt is no failure: hammering does not keep the agent out for longer.
    forget(connection, merchant, id).await?;
    let oldest: Option<DateTime<Utc>> = row.try_get(2)?;
    let wait = oldest.map_or(WINDOW, |oldest| oldest + WINDOW - now);
    Err(Problem::new(Code::TooManyAttempts).after(wait.num_seconds() + 1))
}

/// Takes an attempt back: it was no failure.
///
/// # Errors
/// What the database answers.
pub async fn forget(connection: &mut PgConnection, merchant: &str, id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sign_in_attempt WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes what is too old to count.
///
/// # Errors
/// What the database answers.
pub async fn tidy(connection: &mut PgConnection, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM sign_in_attempt WHERE at < $1").bind(now - WINDOW).execute(&mut *connection).await?;
    // An expired token is told from an unknown one for another day.
    sqlx::query("DELETE FROM access_token WHERE expires_at < $1")
        .bind(now - TimeDelta::days(1))
        .execute(&mut *connection)
        .await?;
    // By then it would be refused for its age alone.
    sqlx::query("DELETE FROM refresh_token WHERE expires_at < $1").bind(now).execute(connection).await?;
    Ok(())
}
