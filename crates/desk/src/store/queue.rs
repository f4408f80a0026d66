//! What waits for the centre, what came of it, and what happened there: stored as the exchange's own documents.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use guichet_sync::replica::{Attention, Entry, EntryState};
use guichet_sync::{Event, Key};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::rows::{counted, stored};
use super::{Batch, Store};
use crate::error::DeskError;

pub(super) const ENTRY: &str =
    "SELECT place, taken_at, agent, intent, sealed, state, verdict, version, answered, doubt FROM entry";
pub(super) const ATTENTION: &str = "SELECT command, kind, key, cause, since, resolved FROM attention";

pub(super) fn text<T: Serialize>(value: &T) -> Result<String, DeskError> {
    serde_json::to_string(value).map_err(|_| DeskError::BodyDamaged)
}

pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T, DeskError> {
    serde_json::from_str(text).map_err(|_| DeskError::BodyDamaged)
}

fn read_some<T: DeserializeOwned>(text: Option<&str>) -> Result<Option<T>, DeskError> {
    text.map(read).transpose()
}

/// An instant such that the texts sort as the instants do.
pub(super) fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Nanos, true)
}

fn instant_of(text: &str) -> Result<DateTime<Utc>, DeskError> {
    DateTime::parse_from_rfc3339(text).map(|at| at.to_utc()).map_err(|_| DeskError::BodyDamaged)
}

pub(super) fn entry(row: &SqliteRow) -> Result<Entry, DeskError> {
    let state = match row.try_get(5)? {
        "waiting" => EntryState::Waiting,
        "withdrawn" => EntryState::Withdrawn,
        "settled" => EntryState::Settled {
            verdict: Box::new(read(row.try_get::<Option<&str>, _>(6)?.ok_or(DeskError::BodyDamaged)?)?),
            version: counted(row.try_get(7)?)?,
        },
        _ => return Err(DeskError::BodyDamaged),
    };
    Ok(Entry {
        place: counted(row.try_get(0)?)?,
        taken_at: instant_of(row.try_get(1)?)?,
        agent: row.try_get(2)?,
        intent: read(row.try_get(3)?)?,
        sealed: read_some(row.try_get(4)?)?,
        state,
        answered: row.try_get::<Option<i64>, _>(8)?.map(counted).transpose()?,
        doubt: read_some(row.try_get(9)?)?,
    })
}

pub(super) fn attention(row: &SqliteRow) -> Result<Attention, DeskError> {
    let key = Key::from_parts(row.try_get(1)?, row.try_get(2)?).ok_or(DeskError::BodyDamaged)?;
    Ok(Attention {
        command: Uuid::try_parse(row.try_get(0)?).map_err(|_| DeskError::BodyDamaged)?,
        key,
        cause: read(row.try_get(3)?)?,
        since: instant_of(row.try_get(4)?)?,
        resolved: read_some(row.try_get(5)?)?,
    })
}

fn state_of(entry: &Entry) -> (&'static str, Option<Result<String, DeskError>>, Option<u64>) {
    match &entry.state {
        EntryState::Waiting => ("waiting", None, None),
        EntryState::Withdrawn => ("withdrawn", None, None),
        EntryState::Settled { verdict, version } => ("settled", Some(text(verdict)), Some(*version)),
    }
}

impl Batch {
    /// Writes an entry: at a new place where `place` is none, else over the one that is there.
    pub(super) async fn write_entry(&mut self, entry: &Entry, place: Option<u64>) -> Result<u64, DeskError> {
        let (state, verdict, version) = state_of(entry);
        let sql = match place {
            None => {
                "INSERT INTO entry (taken_at, agent, intent, sealed, state, verdict, version, answered, doubt, id, \
                 kind, key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) RETURNING place"
            }
            Some(_) => {
                "UPDATE entry SET taken_at = ?1, agent = ?2, intent = ?3, sealed = ?4, state = ?5, verdict = ?6, \
                 version = ?7, answered = ?8, doubt = ?9 \
                 WHERE id = ?10 AND kind = ?11 AND key = ?12 AND place = ?13 RETURNING place"
            }
        };
        let written: i64 = sqlx::query_scalar(sql)
            .bind(instant(entry.taken_at))
            .bind(&entry.agent)
            .bind(text(&entry.intent)?)
            .bind(entry.sealed.as_ref().map(text).transpose()?)
            .bind(state)
            .bind(verdict.transpose()?)
            .bind(version.map(stored).transpose()?)
            .bind(entry.answered.map(stored).transpose()?)
            .bind(entry.doubt.as_ref().map(text).transpose()?)
            .bind(entry.intent.id.to_string())
            .bind(entry.intent.key.kind())
            .bind(entry.intent.key.id())
            .bind(place.map(stored).transpose()?)
            .fetch_one(self.connection())
            .await?;
        counted(written)
    }

    pub(super) async fn entry_of(&mut self, id: Uuid) -> Result<Option<Entry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ENTRY} WHERE id = ?1"));
        let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(self.connection()).await?;
        row.as_ref().map(entry).transpose()
    }

    pub(super) async fn waiting_on(&mut self, key: Option<&Key>) -> Result<Vec<Entry>, DeskError> {
        let sql = match key {
            Some(_) => format!("{ENTRY} WHERE state = 'waiting' AND kind = ?1 AND key = ?2 ORDER BY place"),
            None => format!("{ENTRY} WHERE state = 'waiting' ORDER BY place"),
        };
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(key.map(Key::kind)).bind(key.map(Key::id));
        query.fetch_all(self.connection()).await?.iter().map(entry).collect()
    }

    pub(super) async fn settled_above(&mut self, version: u64) -> Result<Vec<Entry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ENTRY} WHERE version > ?1 ORDER BY place"));
        let rows = sqlx::query(sql).bind(stored(version)?).fetch_all(self.connection()).await?;
        rows.iter().map(entry).collect()
    }

    pub(super) async fn attention_of(&mut self, command: Uuid) -> Result<Option<Attention>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ATTENTION} WHERE command = ?1"));
        let row = sqlx::query(sql).bind(command.to_string()).fetch_optional(self.connection()).await?;
        row.as_ref().map(attention).transpose()
    }

    pub(super) async fn attention_open(&mut self) -> Result<Vec<Attention>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ATTENTION} WHERE resolved IS NULL ORDER BY since, command"));
        sqlx::query(sql).fetch_all(self.connection()).await?.iter().map(attention).collect()
    }

    pub(super) async fn write_attention(&mut self, item: &Attention) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT OR REPLACE INTO attention (command, kind, key, cause, since, resolved) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(item.command.to_string())
        .bind(item.key.kind())
        .bind(item.key.id())
        .bind(text(&item.cause)?)
        .bind(instant(item.since))
        .bind(item.resolved.as_ref().map(text).transpose()?)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    pub(super) async fn write_event(&mut self, event: &Event) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT OR IGNORE INTO event (version, ordinal, kind, key, body_version, command, event) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .bind(stored(event.version)?)
        .bind(event.ordinal)
        .bind(event.key.kind())
        .bind(event.key.id())
        .bind(stored(event.body_version)?)
        .bind(event.command().map(|(id, ..)| id.to_string()))
        .bind(text(event)?)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes out of the events of customers who are not here what was typed about them.
    pub(super) async fn strip_events(&mut self) -> Result<(), DeskError> {
        let rows: Vec<(i64, i64, String)> = sqlx::query_as(
            "SELECT version, ordinal, event FROM event WHERE kind = 'customer' \
             AND NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = event.key) \
             OR kind = 'case' AND NOT EXISTS (SELECT 1 FROM casework WHERE casework.number = event.key) \
             OR kind = 'stray' AND NOT EXISTS (SELECT 1 FROM stray WHERE stray.number = event.key)",
        )
        .fetch_all(self.connection())
        .await?;
        for (version, ordinal, known) in rows {
            let event: Event = serde_json::from_str(&known).map_err(|_| DeskError::BodyDamaged)?;
            let Some(what) = event.what.without_person() else { continue };
            sqlx::query("UPDATE event SET event = ?3 WHERE version = ?1 AND ordinal = ?2")
                .bind(version)
                .bind(ordinal)
                .bind(text(&Event { what, ..event })?)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    pub(super) async fn events_above(&mut self, key: &Key, version: u64) -> Result<Vec<Event>, DeskError> {
        let rows: Vec<String> = sqlx::query_scalar(
            "SELECT event FROM event WHERE kind = ?1 AND key = ?2 AND body_version > ?3 ORDER BY version, ordinal",
        )
        .bind(key.kind())
        .bind(key.id())
        .bind(stored(version)?)
        .fetch_all(self.connection())
        .await?;
        rows.iter().map(|text| read(text)).collect()
    }
}

impl Store {
    /// The commands that wait, and those settled or withdrawn last, newest first: at most `most` of either.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn queue(&self, most: u32) -> Result<Vec<Entry>, DeskError> {
        let mut found = Vec::new();
        for state in ["state = 'waiting'", "state <> 'waiting'"] {
            let sql = sqlx::AssertSqlSafe(format!("{ENTRY} WHERE {state} ORDER BY place DESC LIMIT ?1"));
            let rows = sqlx::query(sql).bind(most).fetch_all(&self.readers()).await?;
            found.extend(rows.iter().map(entry).collect::<Result<Vec<_>, _>>()?);
        }
        Ok(found)
    }

    /// A command of this desk.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn queued(&self, id: Uuid) -> Result<Option<Entry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ENTRY} WHERE id = ?1"));
        let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(&self.readers()).await?;
        row.as_ref().map(entry).transpose()
    }

    /// What a person has not settled yet, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn attention(&self) -> Result<Vec<Attention>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{ATTENTION} WHERE resolved IS NULL ORDER BY since, command"));
        sqlx::query(sql).fetch_all(&self.readers()).await?.iter().map(attention).collect()
    }

    /// When the oldest command after this instant was taken that waits and has no place in the chain yet.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn next_unsealed(&self, after: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, DeskError> {
        let sql = "SELECT min(taken_at) FROM entry WHERE state = 'waiting' AND sealed IS NULL AND taken_at > ?1";
        let found: Option<String> = sqlx::query_scalar(sql).bind(instant(after)).fetch_one(&self.readers()).await?;
        found.as_deref().map(instant_of).transpose()
    }

    /// Whether this command awaits the centre's verdict.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn is_waiting(&self, id: Uuid) -> Result<bool, DeskError> {
        let sql = "SELECT count(*) > 0 FROM entry WHERE id = ?1 AND state = 'waiting'";
        Ok(sqlx::query_scalar(sql).bind(id.to_string()).fetch_one(&self.readers()).await?)
    }

    /// How many commands wait on this aggregate.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn waiting_on(&self, key: &Key) -> Result<u64, DeskError> {
        let sql = "SELECT count(*) FROM entry WHERE state = 'waiting' AND kind = ?1 AND key = ?2";
        let many: i64 = sqlx::query_scalar(sql).bind(key.kind()).bind(key.id()).fetch_one(&self.readers()).await?;
        counted(many)
    }

    /// How many commands wait, and how many things need a person.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn load(&self) -> Result<(u64, u64), DeskError> {
        let (waiting, open): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT count(*) FROM entry WHERE state = 'waiting'), \
             (SELECT count(*) FROM attention WHERE resolved IS NULL)",
        )
        .fetch_one(&self.readers())
        .await?;
        Ok((counted(waiting)?, counted(open)?))
    }

    /// What happened to this aggregate at the centre, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn events_of(&self, key: &Key) -> Result<Vec<Event>, DeskError> {
        let rows: Vec<String> =
            sqlx::query_scalar("SELECT event FROM event WHERE kind = ?1 AND key = ?2 ORDER BY version, ordinal")
                .bind(key.kind())
                .bind(key.id())
                .fetch_all(&self.readers())
                .await?;
        rows.iter().map(|text| read(text)).collect()
    }

    /// What happened to this customer's orders at the centre, oldest first, by their numbers: one question, however many
    /// there are.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn events_of_orders(&self, customer: &str) -> Result<BTreeMap<String, Vec<Event>>, DeskError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT key, event FROM event WHERE kind = 'order' AND key IN (SELECT number FROM orders \
             WHERE customer = (SELECT rowid FROM customer WHERE id = ?1)) ORDER BY version, ordinal",
        )
        .bind(customer)
        .fetch_all(&self.readers())
        .await?;
        let mut by_order: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        for (number, text) in rows {
            by_order.entry(number).or_default().push(read(&text)?);
        }
        Ok(by_order)
    }
}
