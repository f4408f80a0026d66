//! Everything that a replica holds of the exchange, for whoever checks it from outside.

use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::Arc;

use guichet_sync::replica::{Attention, Entry, ReplicaState, Row as Aggregate};
use guichet_sync::{Body, Event, Key};
use sqlx::sqlite::SqliteConnection;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::Store;
use super::queue::{ATTENTION, ENTRY, attention, entry, read};
use super::rows::{body, counted};
use crate::error::DeskError;

/// What is committed at one instant.
#[derive(Debug, Clone, Default)]
pub struct Everything {
    /// The row about the replica itself.
    pub state: ReplicaState,
    /// Every aggregate, those that are known to be gone too.
    pub rows: BTreeMap<Key, Aggregate>,
    /// The authoritative body under what is pending.
    pub under: BTreeMap<Key, Option<Body>>,
    /// Every queued command, by its place.
    pub entries: BTreeMap<u64, Arc<Entry>>,
    /// Everything that needs or needed a person.
    pub attention: BTreeMap<Uuid, Arc<Attention>>,
    /// Everything that the centre told.
    pub events: BTreeMap<(u64, u32), Arc<Event>>,
    texts: Texts,
}

/// Everything as it was read, with the texts that it was read from: what did not change is not read again.
#[derive(Debug, Clone, Default)]
struct Texts {
    rows: Known<Key, Body>,
    under: Known<Key, Body>,
    entries: Known<i64, Arc<Entry>>,
    attention: Known<String, Arc<Attention>>,
    events: Known<(u64, u32), Arc<Event>>,
}

type Known<K, T> = HashMap<K, (String, T)>;

/// Every table of aggregates, as `kind, id, base, digest, format, body`.
const ROWS: &str = "SELECT 'terms', id, base, digest, format, body FROM terms \
    UNION ALL SELECT 'customer', id, base, digest, format, body FROM customer \
    UNION ALL SELECT 'order', number, base, digest, format, body FROM orders \
    UNION ALL SELECT 'account', id, base, digest, format, body FROM account \
    UNION ALL SELECT 'catalogue', id, base, digest, format, body FROM catalogue \
    UNION ALL SELECT 'case', number, base, digest, format, body FROM casework \
    UNION ALL SELECT 'stray', number, base, digest, format, body FROM stray \
    UNION ALL SELECT kind, id, base, digest, 0, NULL FROM gone";

impl Store {
    /// How SQLite would run a statement, step by step; what would be bound makes no difference to that.
    pub(super) async fn plan(&self, sql: &str) -> Result<Vec<String>, DeskError> {
        let steps = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(&self.readers()).await?;
        steps.iter().map(|step| Ok(step.try_get("detail")?)).collect()
    }

    /// Everything of the exchange that is committed now. What did not change since `before` is shared with it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn everything(&self, before: &Everything) -> Result<Everything, DeskError> {
        let state = self.replica_state().await?;
        let mut connection = self.readers().acquire().await?;
        let mut all = Everything { state, ..Everything::default() };
        all.read_rows(&mut connection, &before.texts).await?;
        all.read_under(&mut connection, &before.texts).await?;
        all.read_entries(&mut connection, &before.texts).await?;
        all.read_attention(&mut connection, &before.texts).await?;
        all.read_events(&mut connection, &before.texts).await?;
        Ok(all)
    }
}

/// What was read from this text before.
fn known<K: Eq + Hash, T: Clone>(before: &Known<K, T>, key: &K, text: &str) -> Option<T> {
    before.get(key).filter(|(was, _)| was == text).map(|(_, value)| value.clone())
}

fn key_of(kind: &str, id: &str) -> Result<Key, DeskError> {
    Key::from_parts(kind, id).ok_or(DeskError::BodyDamaged)
}

/// A body, and the text that it was read from.
fn body_of(
    before: &Known<Key, Body>,
    now: &mut Known<Key, Body>,
    key: &Key,
    format: i64,
    text: Option<String>,
) -> Result<Option<Body>, DeskError> {
    let Some(text) = text else { return Ok(None) };
    let body = match known(before, key, &text) {
        Some(body) => body,
        None => body(key.kind(), format, &text)?,
    };
    now.insert(key.clone(), (text, body.clone()));
    Ok(Some(body))
}

impl Everything {
    async fn read_rows(&mut self, connection: &mut SqliteConnection, before: &Texts) -> Result<(), DeskError> {
        type Found = (String, String, i64, i64, i64, Option<String>);
        let rows: Vec<Found> = sqlx::query_as(ROWS).fetch_all(connection).await?;
        for (kind, id, base, digest, format, text) in rows {
            let key = key_of(&kind, &id)?;
            let body = body_of(&before.rows, &mut self.texts.rows, &key, format, text)?;
            let row = Aggregate { version: counted(base)?, digest: digest.cast_unsigned(), body };
            // An aggregate is there or gone, never both.
            if self.rows.insert(key, row).is_some() {
                return Err(DeskError::BodyDamaged);
            }
        }
        Ok(())
    }

    async fn read_under(&mut self, connection: &mut SqliteConnection, before: &Texts) -> Result<(), DeskError> {
        type Found = (String, String, i64, Option<String>);
        let rows: Vec<Found> = sqlx::query_as("SELECT kind, id, format, body FROM under").fetch_all(connection).await?;
        for (kind, id, format, text) in rows {
            let key = key_of(&kind, &id)?;
            let body = body_of(&before.under, &mut self.texts.under, &key, format, text)?;
            self.under.insert(key, body);
        }
        Ok(())
    }

    async fn read_entries(&mut self, connection: &mut SqliteConnection, before: &Texts) -> Result<(), DeskError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(
            "SELECT place, json_array(taken_at, agent, intent, sealed, state, verdict, version, answered, doubt) \
             FROM entry ORDER BY place",
        )
        .fetch_all(&mut *connection)
        .await?;
        for (place, text) in rows {
            let found = match known(&before.entries, &place, &text) {
                Some(known) => known,
                None => {
                    let sql = AssertSqlSafe(format!("{ENTRY} WHERE place = ?1"));
                    Arc::new(entry(&sqlx::query(sql).bind(place).fetch_one(&mut *connection).await?)?)
                }
            };
            self.entries.insert(counted(place)?, found.clone());
            self.texts.entries.insert(place, (text, found));
        }
        Ok(())
    }

    async fn read_attention(&mut self, connection: &mut SqliteConnection, before: &Texts) -> Result<(), DeskError> {
        let sql = "SELECT command, json_array(kind, key, cause, since, resolved) FROM attention";
        let rows: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut *connection).await?;
        for (command, text) in rows {
            let found = match known(&before.attention, &command, &text) {
                Some(known) => known,
                None => {
                    let sql = AssertSqlSafe(format!("{ATTENTION} WHERE command = ?1"));
                    Arc::new(attention(&sqlx::query(sql).bind(&command).fetch_one(&mut *connection).await?)?)
                }
            };
            self.attention.insert(found.command, found.clone());
            self.texts.attention.insert(command, (text, found));
        }
        Ok(())
    }

    async fn read_events(&mut self, connection: &mut SqliteConnection, before: &Texts) -> Result<(), DeskError> {
        let rows: Vec<(i64, i64, String)> =
            sqlx::query_as("SELECT version, ordinal, event FROM event").fetch_all(connection).await?;
        for (version, ordinal, text) in rows {
            let ordinal = u32::try_from(ordinal).map_err(|_| DeskError::BodyDamaged)?;
            let place = (counted(version)?, ordinal);
            let found = match known(&before.events, &place, &text) {
                Some(known) => known,
                None => Arc::new(read::<Event>(&text)?),
            };
            self.events.insert(place, found.clone());
            self.texts.events.insert(place, (text, found));
        }
        Ok(())
    }
}
