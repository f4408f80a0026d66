//! Forged and invalid attempts, recorded for people to look at.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use crate::problem::Code;

/// Records an attempt that was refused; `facts` is JSON.
///
/// # Errors
/// What the database answers.
pub async fn record(
    connection: &mut PgConnection,
    merchant: &str,
    at: DateTime<Utc>,
    device: Option<Uuid>,
    code: Code,
    facts: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO refusal (merchant, at, device, code, payload) VALUES ($1, $2, $3, $4, $5)")
        .bind(merchant)
        .bind(at)
        .bind(device)
        .bind(code.text())
        .bind(facts)
        .execute(connection)
        .await?;
    Ok(())
}
