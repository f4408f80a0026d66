//! This store as the exchange's machines see it.

use std::sync::Arc;

use guichet_domain::TermsPack;
use guichet_sync::replica::{Attention, Entry, Replica, ReplicaState, ReplicaTx, Row};
use guichet_sync::{Body, Event, Key};
use sqlx::Row as _;
use uuid::Uuid;

use super::queue::text;
use super::rows::{body, stored};
use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;

impl Replica for Store {
    type Error = DeskError;
    type Tx = Batch;

    async fn begin(&self) -> Result<Batch, DeskError> {
        Store::begin(self).await
    }
}

impl Store {
    /// The row about the replica itself.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn replica_state(&self) -> Result<ReplicaState, DeskError> {
        let found: Option<String> =
            sqlx::query_scalar("SELECT state FROM replica").fetch_optional(&self.readers()).await?;
        state_of(found)
    }
}

fn state_of(found: Option<String>) -> Result<ReplicaState, DeskError> {
    match found {
        Some(text) => serde_json::from_str(&text).map_err(|_| DeskError::BodyDamaged),
        None => Ok(ReplicaState::default()),
    }
}

impl ReplicaTx for Batch {
    type Error = DeskError;

    async fn state(&mut self) -> Result<ReplicaState, DeskError> {
        state_of(sqlx::query_scalar("SELECT state FROM replica").fetch_optional(self.connection()).await?)
    }

    async fn put_state(&mut self, state: &ReplicaState) -> Result<(), DeskError> {
        sqlx::query("INSERT OR REPLACE INTO replica (id, state) VALUES (1, ?1)")
            .bind(text(state)?)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn row(&mut self, key: &Key) -> Result<Option<Row>, DeskError> {
        self.aggregate(key).await
    }

    async fn put_row(&mut self, key: &Key, row: &Row) -> Result<(), DeskError> {
        self.put_aggregate(key, row).await
    }

    async fn forget_rows(&mut self) -> Result<(), DeskError> {
        self.forget_aggregates().await
    }

    async fn packs(&mut self) -> Result<Arc<[TermsPack]>, DeskError> {
        self.editions().await
    }

    async fn under(&mut self, key: &Key) -> Result<Option<Option<Body>>, DeskError> {
        let row = sqlx::query("SELECT format, body FROM under WHERE kind = ?1 AND id = ?2")
            .bind(key.kind())
            .bind(key.id())
            .fetch_optional(self.connection())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let format: i64 = row.try_get(0)?;
        let under = row.try_get::<Option<&str>, _>(1)?.map(|text| body(key.kind(), format, text));
        Ok(Some(under.transpose()?))
    }

    async fn put_under(&mut self, key: &Key, under: Option<&Option<Body>>) -> Result<(), DeskError> {
        let Some(under) = under else {
            sqlx::query("DELETE FROM under WHERE kind = ?1 AND id = ?2")
                .bind(key.kind())
                .bind(key.id())
                .execute(self.connection())
                .await?;
            return Ok(());
        };
        let text = under.as_ref().map(Body::to_json).transpose().map_err(|_| DeskError::BodyDamaged)?;
        sqlx::query("INSERT OR REPLACE INTO under (kind, id, format, body) VALUES (?1, ?2, ?3, ?4)")
            .bind(key.kind())
            .bind(key.id())
            .bind(records::FORMAT)
            .bind(text)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn overlaid(&mut self) -> Result<Vec<Key>, DeskError> {
        let rows: Vec<(String, String)> =
            sqlx::query_as("SELECT kind, id FROM under").fetch_all(self.connection()).await?;
        rows.iter().map(|(kind, id)| Key::from_parts(kind, id).ok_or(DeskError::BodyDamaged)).collect()
    }

    async fn entry(&mut self, id: Uuid) -> Result<Option<Entry>, DeskError> {
        self.entry_of(id).await
    }

    async fn add_entry(&mut self, entry: &Entry) -> Result<u64, DeskError> {
        self.write_entry(entry, None).await
    }

    async fn put_entry(&mut self, entry: &Entry) -> Result<(), DeskError> {
        self.write_entry(entry, Some(entry.place)).await.map(drop)
    }

    async fn waiting(&mut self, key: Option<&Key>) -> Result<Vec<Entry>, DeskError> {
        self.waiting_on(key).await
    }

    async fn settled_after(&mut self, version: u64) -> Result<Vec<Entry>, DeskError> {
        self.settled_above(version).await
    }

    async fn attention(&mut self, command: Uuid) -> Result<Option<Attention>, DeskError> {
        self.attention_of(command).await
    }

    async fn put_attention(&mut self, item: &Attention) -> Result<(), DeskError> {
        self.write_attention(item).await
    }

    async fn remove_attention(&mut self, command: Uuid) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM attention WHERE command = ?1")
            .bind(command.to_string())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn open_attention(&mut self) -> Result<Vec<Attention>, DeskError> {
        self.attention_open().await
    }

    async fn put_event(&mut self, event: &Event) -> Result<(), DeskError> {
        self.write_event(event).await
    }

    async fn events_since(&mut self, key: &Key, version: u64) -> Result<Vec<Event>, DeskError> {
        self.events_above(key, version).await
    }

    async fn forget_events_above(&mut self, version: u64) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM event WHERE version > ?1").bind(stored(version)?).execute(self.connection()).await?;
        Ok(())
    }

    async fn forget_people(&mut self) -> Result<(), DeskError> {
        self.forget_drafts().await?;
        self.forget_photos().await?;
        self.strip_events().await
    }

    async fn next_number(&mut self, series: &str) -> Result<u64, DeskError> {
        Batch::next_number(self, series).await
    }

    async fn claim_rma(&mut self, number: &str, order: &str, command: Uuid) -> Result<bool, DeskError> {
        Batch::claim_rma(self, number, order, command).await
    }

    async fn commit(self) -> Result<(), DeskError> {
        Batch::commit(self).await
    }
}
