//! The change feed and its head. The head's row is locked last and keeps its lock until the commit, so a version can only
//! become visible after every smaller one; a bare sequence would show a reader 8 before 7 is committed.

use chrono::{DateTime, Utc};
use guichet_sync::authority::{FeedEntry, FeedRow, Head};
use guichet_sync::wire::{Change, Life};
use guichet_sync::{Body, Event, Happening, Key};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use uuid::Uuid;

use super::{StoreError, bits, from_bits, json, of_json, signed, unsigned};
use crate::history::{self, Entry};

/// Opens a merchant's feed, where it has none.
///
/// # Errors
/// [`StoreError`].
pub async fn open_feed(connection: &mut PgConnection, merchant: &str, server_epoch: Uuid) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO feed_head (merchant, lives) VALUES ($1, $2) ON CONFLICT (merchant) DO NOTHING")
        .bind(merchant)
        .bind(json(&[Life { server_epoch, began: 0 }])?)
        .execute(connection)
        .await?;
    Ok(())
}

/// Begins another life of the database, after it was restored from a backup.
///
/// # Errors
/// [`StoreError`].
pub async fn begin_life(connection: &mut PgConnection, merchant: &str, server_epoch: Uuid) -> Result<(), StoreError> {
    let mut head = head(connection, merchant, true).await?;
    head.lives.push(Life { server_epoch, began: head.version });
    put_head(connection, merchant, &head).await
}

/// The head of a merchant's feed.
///
/// # Errors
/// [`StoreError`].
pub async fn head(connection: &mut PgConnection, merchant: &str, lock: bool) -> Result<Head, StoreError> {
    let row = sqlx::query(match lock {
        true => "SELECT version, horizon, checksum, lives FROM feed_head WHERE merchant = $1 FOR UPDATE",
        false => "SELECT version, horizon, checksum, lives FROM feed_head WHERE merchant = $1",
    })
    .bind(merchant)
    .fetch_one(connection)
    .await?;
    Ok(Head {
        version: unsigned(row.try_get(0)?)?,
        horizon: unsigned(row.try_get(1)?)?,
        checksum: from_bits(row.try_get(2)?),
        lives: of_json(row.try_get(3)?)?,
    })
}

pub(super) async fn put_head(connection: &mut PgConnection, merchant: &str, head: &Head) -> Result<(), StoreError> {
    sqlx::query("UPDATE feed_head SET version = $2, horizon = $3, checksum = $4, lives = $5 WHERE merchant = $1")
        .bind(merchant)
        .bind(signed(head.version)?)
        .bind(signed(head.horizon)?)
        .bind(bits(head.checksum))
        .bind(json(&head.lives)?)
        .execute(connection)
        .await?;
    Ok(())
}

const FORMAT: i32 = 1;

/// Rows of the feed, column by column.
#[derive(Default)]
struct Columns {
    versions: Vec<i64>,
    ordinals: Vec<i32>,
    ats: Vec<DateTime<Utc>>,
    kinds: Vec<&'static str>,
    keys: Vec<String>,
    body_versions: Vec<i64>,
    bodies: Vec<Option<String>>,
    agents: Vec<Option<String>>,
    events: Vec<Option<String>>,
    commands: Vec<Option<Uuid>>,
    devices: Vec<Option<Uuid>>,
    epochs: Vec<Option<i32>>,
    seqs: Vec<Option<i64>>,
}

impl Columns {
    fn push(&mut self, row: &FeedRow) -> Result<(), StoreError> {
        self.versions.push(signed(row.version)?);
        self.ordinals.push(i32::try_from(row.ordinal).map_err(|_| StoreError::Damaged)?);
        self.ats.push(row.at);
        match &row.entry {
            FeedEntry::Change(change) => {
                let body = change.body.as_ref().map(Body::to_json).transpose().map_err(|_| StoreError::Damaged)?;
                self.of(&change.key, change.version)?;
                self.bodies.push(body);
                self.agents.push(None);
                self.events.push(None);
                self.caused_by(None)
            }
            FeedEntry::Event(event) => {
                self.of(&event.key, event.body_version)?;
                self.bodies.push(None);
                self.agents.push(event.agent.clone());
                self.events.push(Some(json(&event.what)?));
                self.caused_by(Some(&event.what))
            }
        }
    }

    fn of(&mut self, key: &Key, body_version: u64) -> Result<(), StoreError> {
        self.kinds.push(key.kind());
        self.keys.push(key.id().to_owned());
        self.body_versions.push(signed(body_version)?);
        Ok(())
    }

    fn caused_by(&mut self, what: Option<&Happening>) -> Result<(), StoreError> {
        let (id, device, epoch, seq) = match what {
            Some(Happening::Command { id, device, epoch, seq, .. }) => {
                let epoch = i32::try_from(*epoch).map_err(|_| StoreError::Damaged)?;
                (Some(*id), Some(*device), Some(epoch), Some(signed(*seq)?))
            }
            _ => (None, None, None, None),
        };
        self.commands.push(id);
        self.devices.push(device);
        self.epochs.push(epoch);
        self.seqs.push(seq);
        Ok(())
    }
}

/// What desks are told is also what the history keeps, after the feed has moved on.
pub(super) async fn add(connection: &mut PgConnection, merchant: &str, rows: &[FeedRow]) -> Result<(), StoreError> {
    let mut columns = Columns::default();
    let mut entries = Vec::new();
    for row in rows {
        columns.push(row)?;
        match &row.entry {
            FeedEntry::Event(event) => entries.push(remembered(event)?),
            FeedEntry::Change(Change { key, body: None, .. }) => forget_bodies(connection, merchant, key).await?,
            FeedEntry::Change(_) => {}
        }
    }
    sqlx::query(
        "INSERT INTO feed (merchant, version, ordinal, at, kind, key, body_version, format, body, agent, event,
                           command_id, device, epoch, seq)
         SELECT $1, version, ordinal, at, kind, key, body_version, $2, body, agent, event, command_id, device, epoch, seq
         FROM unnest($3::bigint[], $4::int[], $5::timestamptz[], $6::text[], $7::text[], $8::bigint[], $9::text[],
                     $10::text[], $11::text[], $12::uuid[], $13::uuid[], $14::int[], $15::bigint[])
              AS row (version, ordinal, at, kind, key, body_version, body, agent, event, command_id, device, epoch, seq)",
    )
    .bind(merchant)
    .bind(FORMAT)
    .bind(columns.versions)
    .bind(columns.ordinals)
    .bind(columns.ats)
    .bind(columns.kinds)
    .bind(columns.keys)
    .bind(columns.body_versions)
    .bind(columns.bodies)
    .bind(columns.agents)
    .bind(columns.events)
    .bind(columns.commands)
    .bind(columns.devices)
    .bind(columns.epochs)
    .bind(columns.seqs)
    .execute(&mut *connection)
    .await?;
    Ok(history::write_all(connection, merchant, &entries).await?)
}

/// Takes the bodies of what is gone out of the feed, and what commands on it said of a person: who pulls from before
/// sees that it is gone.
async fn forget_bodies(connection: &mut PgConnection, merchant: &str, key: &Key) -> Result<(), StoreError> {
    sqlx::query("UPDATE feed SET body = NULL WHERE merchant = $1 AND kind = $2 AND key = $3 AND body IS NOT NULL")
        .bind(merchant)
        .bind(key.kind())
        .bind(key.id())
        .execute(&mut *connection)
        .await?;
    let told: Vec<(i64, i32, String)> = sqlx::query_as(
        "SELECT version, ordinal, event FROM feed WHERE merchant = $1 AND kind = $2 AND key = $3 AND event IS NOT NULL",
    )
    .bind(merchant)
    .bind(key.kind())
    .bind(key.id())
    .fetch_all(&mut *connection)
    .await?;
    for (version, ordinal, event) in told {
        let Some(bare) = of_json::<Happening>(&event)?.without_person() else { continue };
        sqlx::query("UPDATE feed SET event = $4 WHERE merchant = $1 AND version = $2 AND ordinal = $3")
            .bind(merchant)
            .bind(version)
            .bind(ordinal)
            .bind(json(&bare)?)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

fn remembered(event: &Event) -> Result<Entry<'_>, StoreError> {
    let kind = match &event.what {
        Happening::Command { .. } => "command",
        Happening::Ingested => "ingested",
        Happening::Erased => "erased",
        Happening::Published => "published",
    };
    let mut entry = Entry::new(event.at, kind, event.key.kind(), event.key.id());
    entry.agent = event.agent.as_deref();
    entry.after = Some(signed(event.body_version)?);
    if let Happening::Command { id, device, action, verdict, .. } = &event.what {
        entry.device = Some(*device);
        entry.command_id = Some(*id);
        entry.command = Some(json(action)?);
        entry.outcome = Some(json(verdict)?);
    }
    Ok(entry)
}

const COLUMNS: &str = "version, ordinal, at, kind, key, body_version, format, body, agent, event";

fn read(row: &PgRow) -> Result<FeedRow, StoreError> {
    let version = unsigned(row.try_get(0)?)?;
    let ordinal = u32::try_from(row.try_get::<i32, _>(1)?).map_err(|_| StoreError::Damaged)?;
    let at: DateTime<Utc> = row.try_get(2)?;
    let kind: &str = row.try_get(3)?;
    let key = Key::from_parts(kind, row.try_get(4)?).ok_or(StoreError::Damaged)?;
    let body_version = unsigned(row.try_get(5)?)?;
    let entry = match row.try_get::<Option<&str>, _>(9)? {
        Some(event) => {
            let (agent, what) = (row.try_get(8)?, of_json(event)?);
            FeedEntry::Event(Box::new(Event { version, ordinal, at, agent, key, body_version, what }))
        }
        None => {
            let format = u32::try_from(row.try_get::<i32, _>(6)?).map_err(|_| StoreError::Damaged)?;
            let body = row.try_get::<Option<&str>, _>(7)?;
            let body = body.map(|text| Body::from_json(kind, format, text)).transpose();
            let body = body.map_err(|_| StoreError::Damaged)?;
            FeedEntry::Change(Change { key, version: body_version, body })
        }
    };
    Ok(FeedRow { version, ordinal, at, entry })
}

pub(super) async fn rows(
    connection: &mut PgConnection,
    merchant: &str,
    after: u64,
    to: u64,
) -> Result<Vec<FeedRow>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM feed WHERE merchant = $1 AND version > $2 AND version <= $3 ORDER BY version, ordinal"
    )))
    .bind(merchant)
    .bind(signed(after)?)
    .bind(signed(to)?)
    .fetch_all(connection)
    .await?;
    rows.iter().map(read).collect()
}

pub(super) async fn time_of(
    connection: &mut PgConnection,
    merchant: &str,
    version: u64,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(sqlx::query_scalar("SELECT at FROM feed WHERE merchant = $1 AND version = $2 ORDER BY ordinal LIMIT 1")
        .bind(merchant)
        .bind(signed(version)?)
        .fetch_optional(connection)
        .await?)
}

fn events(rows: &[PgRow]) -> Result<Vec<Event>, StoreError> {
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        if let FeedEntry::Event(event) = read(row)?.entry {
            events.push(*event);
        }
    }
    Ok(events)
}

pub(super) async fn events_since(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    version: u64,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM feed
         WHERE merchant = $1 AND kind = $2 AND key = $3 AND body_version > $4 AND event IS NOT NULL
         ORDER BY version, ordinal"
    )))
    .bind(merchant)
    .bind(key.kind())
    .bind(key.id())
    .bind(signed(version)?)
    .fetch_all(connection)
    .await?;
    events(&rows)
}

pub(super) async fn events_of(
    connection: &mut PgConnection,
    merchant: &str,
    (device, epoch): (Uuid, u32),
    after_seq: u64,
) -> Result<Vec<Event>, StoreError> {
    let rows = sqlx::query(sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM feed
         WHERE merchant = $1 AND device = $2 AND epoch = $3 AND seq > $4 AND event IS NOT NULL
         ORDER BY version, ordinal"
    )))
    .bind(merchant)
    .bind(device)
    .bind(i32::try_from(epoch).map_err(|_| StoreError::Damaged)?)
    .bind(signed(after_seq)?)
    .fetch_all(connection)
    .await?;
    events(&rows)
}
