//! Every device's chain of commands, with what was answered, and what was kept aside.

use chrono::{DateTime, Utc};
use guichet_sync::authority::{CommandPlace, RefusalRecord, Slot};
use guichet_sync::chain::Seal;
use guichet_sync::wire::Sealed;
use guichet_sync::{Digest, Key};
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{StoreError, json, of_json, signed, unsigned};

fn small(number: u32) -> Result<i32, StoreError> {
    i32::try_from(number).map_err(|_| StoreError::Damaged)
}

pub(super) async fn command(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
) -> Result<Option<CommandPlace>, StoreError> {
    let row = sqlx::query("SELECT intent, device, epoch, seq FROM command WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(CommandPlace {
        intent: Digest::from_slice(row.try_get(0)?).ok_or(StoreError::Damaged)?,
        device: row.try_get(1)?,
        epoch: u32::try_from(row.try_get::<i32, _>(2)?).map_err(|_| StoreError::Damaged)?,
        seq: unsigned(row.try_get(3)?)?,
    }))
}

/// Fails where another transaction noted the same id meanwhile: the push is then sent again, and finds it.
pub(super) async fn put_command(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
    place: &CommandPlace,
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO command (merchant, id, intent, device, epoch, seq) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(merchant)
        .bind(id)
        .bind(place.intent.0.as_slice())
        .bind(place.device)
        .bind(small(place.epoch)?)
        .bind(signed(place.seq)?)
        .execute(connection)
        .await?;
    Ok(())
}

pub(super) async fn slot(
    connection: &mut PgConnection,
    merchant: &str,
    (device, epoch, seq): (Uuid, u32, u64),
) -> Result<Option<Slot>, StoreError> {
    let row = sqlx::query(
        "SELECT link, payload, seal, command_id, verdict, version, received_at FROM slot
         WHERE merchant = $1 AND device = $2 AND epoch = $3 AND seq = $4",
    )
    .bind(merchant)
    .bind(device)
    .bind(small(epoch)?)
    .bind(signed(seq)?)
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(Slot {
        seq,
        link: Digest::from_slice(row.try_get(0)?).ok_or(StoreError::Damaged)?,
        payload: row.try_get(1)?,
        seal: Seal(row.try_get(2)?),
        id: row.try_get(3)?,
        verdict: of_json(row.try_get(4)?)?,
        version: unsigned(row.try_get(5)?)?,
        received_at: row.try_get(6)?,
    }))
}

pub(super) async fn put_slot(
    connection: &mut PgConnection,
    merchant: &str,
    (device, epoch): (Uuid, u32),
    slot: &Slot,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO slot (merchant, device, epoch, seq, link, payload, seal, command_id, verdict, version, received_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(merchant)
    .bind(device)
    .bind(small(epoch)?)
    .bind(signed(slot.seq)?)
    .bind(slot.link.0.as_slice())
    .bind(&slot.payload)
    .bind(&slot.seal.0)
    .bind(slot.id)
    .bind(json(&slot.verdict)?)
    .bind(signed(slot.version)?)
    .bind(slot.received_at)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn blocked(
    connection: &mut PgConnection,
    merchant: &str,
    device: Uuid,
    key: &Key,
) -> Result<Option<Uuid>, StoreError> {
    Ok(sqlx::query_scalar(
        "SELECT command_id FROM blocked WHERE merchant = $1 AND device = $2 AND kind = $3 AND key = $4",
    )
    .bind(merchant)
    .bind(device)
    .bind(key.kind())
    .bind(key.id())
    .fetch_optional(connection)
    .await?)
}

pub(super) async fn put_blocked(
    connection: &mut PgConnection,
    merchant: &str,
    (device, key): (Uuid, &Key),
    by: Option<Uuid>,
) -> Result<(), StoreError> {
    let query = match by {
        Some(by) => sqlx::query(
            "INSERT INTO blocked (merchant, device, kind, key, command_id) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (merchant, device, kind, key) DO UPDATE SET command_id = excluded.command_id",
        )
        .bind(merchant)
        .bind(device)
        .bind(key.kind())
        .bind(key.id())
        .bind(by),
        None => sqlx::query("DELETE FROM blocked WHERE merchant = $1 AND device = $2 AND kind = $3 AND key = $4")
            .bind(merchant)
            .bind(device)
            .bind(key.kind())
            .bind(key.id()),
    };
    query.execute(connection).await?;
    Ok(())
}

/// The same command that comes again is kept once: its seal knows it.
pub(super) async fn quarantine(
    connection: &mut PgConnection,
    merchant: &str,
    (device, at): (Uuid, DateTime<Utc>),
    commands: &[Sealed],
) -> Result<(), StoreError> {
    for command in commands {
        sqlx::query(
            "INSERT INTO quarantine (merchant, device, seal, at, command) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (merchant, device, seal) DO NOTHING",
        )
        .bind(merchant)
        .bind(device)
        .bind(&command.seal.0)
        .bind(at)
        .bind(json(command)?)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

pub(super) async fn refuse(
    connection: &mut PgConnection,
    merchant: &str,
    refusal: &RefusalRecord,
) -> Result<(), StoreError> {
    let RefusalRecord { at, device, code, seq, payload } = refusal;
    sqlx::query("INSERT INTO refusal (merchant, at, device, code, seq, payload) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(merchant)
        .bind(at)
        .bind(device)
        .bind(code)
        .bind(signed(*seq).ok())
        .bind(payload.replace('\0', "\u{fffd}"))
        .execute(connection)
        .await?;
    Ok(())
}
