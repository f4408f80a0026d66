//! What a command takes with it: the number of an RMA, and what a worker must do outside.

use chrono::{DateTime, Utc};
use guichet_sync::authority::{Effect, EffectKind};
use sqlx::PgConnection;
use uuid::Uuid;

use super::StoreError;

pub(super) async fn claim_rma(
    connection: &mut PgConnection,
    merchant: &str,
    (number, order): (&str, &str),
    command: Uuid,
) -> Result<bool, StoreError> {
    let claimed = sqlx::query(
        "INSERT INTO rma (merchant, number, order_number, command_id) VALUES ($1, $2, $3, $4)
         ON CONFLICT (merchant, number) DO NOTHING",
    )
    .bind(merchant)
    .bind(number)
    .bind(order)
    .bind(command)
    .execute(connection)
    .await?;
    Ok(claimed.rows_affected() == 1)
}

/// The word by which the outbox knows a sort of effect.
pub(super) fn word(kind: EffectKind) -> &'static str {
    match kind {
        EffectKind::Payout => "payout",
        EffectKind::Capture => "capture",
        EffectKind::Email => "email",
    }
}

pub(super) async fn add(
    connection: &mut PgConnection,
    merchant: &str,
    effect: &Effect,
    at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let added = sqlx::query(
        "INSERT INTO outbox (merchant, id, kind, business_key, payload, state, next_at)
         VALUES ($1, $2, $3, $4, $5, 'waiting', $6)
         ON CONFLICT (merchant, business_key) DO NOTHING",
    )
    .bind(merchant)
    .bind(effect.id)
    .bind(word(effect.kind))
    .bind(&effect.business_key)
    .bind(effect.payload.to_string())
    .bind(at)
    .execute(connection)
    .await?;
    Ok(added.rows_affected() == 1)
}
