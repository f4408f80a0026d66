//! Devices and agents as the exchange needs them.

use guichet_domain::money::Amount;
use guichet_sync::authority::{AgentRecord, DeviceRecord, DeviceState, SignIn};
use guichet_sync::{Digest, Role};
use serde_json::Value;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{StoreError, signed, unsigned};

fn state(text: &str) -> Result<DeviceState, StoreError> {
    match text {
        "active" => Ok(DeviceState::Active),
        "quarantined" => Ok(DeviceState::Quarantined),
        "revoked" => Ok(DeviceState::Revoked),
        _ => Err(StoreError::Damaged),
    }
}

fn name(state: DeviceState) -> &'static str {
    match state {
        DeviceState::Active => "active",
        DeviceState::Quarantined => "quarantined",
        DeviceState::Revoked => "revoked",
    }
}

pub(super) async fn device(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
    lock: bool,
) -> Result<Option<DeviceRecord>, StoreError> {
    let row = sqlx::query(match lock {
        true => {
            "SELECT epoch, series, public_key, last_seq, last_link, state FROM device
             WHERE merchant = $1 AND id = $2 FOR UPDATE"
        }
        false => {
            "SELECT epoch, series, public_key, last_seq, last_link, state FROM device WHERE merchant = $1 AND id = $2"
        }
    })
    .bind(merchant)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let link: &[u8] = row.try_get(4)?;
    Ok(Some(DeviceRecord {
        id,
        epoch: u32::try_from(row.try_get::<i32, _>(0)?).map_err(|_| StoreError::Damaged)?,
        series: row.try_get(1)?,
        public_key: row.try_get(2)?,
        last_seq: unsigned(row.try_get(3)?)?,
        // Empty before the first command.
        last_link: Digest::from_slice(link).unwrap_or_default(),
        state: state(row.try_get(5)?)?,
    }))
}

/// The exchange moves a device's chain and may put it in quarantine; enrolment alone writes the rest.
pub(super) async fn put_device(
    connection: &mut PgConnection,
    merchant: &str,
    device: &DeviceRecord,
) -> Result<(), StoreError> {
    sqlx::query("UPDATE device SET last_seq = $3, last_link = $4, state = $5 WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(device.id)
        .bind(signed(device.last_seq)?)
        .bind(device.last_link.0.as_slice())
        .bind(name(device.state))
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn agent(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
) -> Result<Option<AgentRecord>, StoreError> {
    let row = sqlx::query(
        "SELECT name, role, refund_limit, revoked_at, coalesce(revoked_by, '') FROM agent
         WHERE merchant = $1 AND id = $2",
    )
    .bind(merchant)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let limit = row.try_get::<Option<String>, _>(2)?.map(|text| serde_json::from_value::<Amount>(Value::String(text)));
    let revoked_at: Option<_> = row.try_get(3)?;
    let revoked_by: String = row.try_get(4)?;
    Ok(Some(AgentRecord {
        id,
        name: row.try_get(0)?,
        role: Role::from_name(row.try_get(1)?).ok_or(StoreError::Damaged)?,
        refund_limit: limit.transpose().map_err(|_| StoreError::Damaged)?,
        revoked: revoked_at.map(|at| (at, revoked_by)),
    }))
}

pub(super) async fn sign_in(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
) -> Result<Option<SignIn>, StoreError> {
    let agent: Option<Uuid> = sqlx::query_scalar("SELECT agent FROM sign_in WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    Ok(agent.map(|agent| SignIn { id, agent }))
}
