//! One transaction on one merchant's data. Each method is one idea of a sibling module; the merchant is bound here, so
//! that none can be asked without it.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_sync::authority::{
    AgentRecord, AuthorityTx, CommandPlace, DeviceRecord, Effect, FeedRow, Head, RefusalRecord, SignIn, Slot, Stored,
};
use guichet_sync::wire::Sealed;
use guichet_sync::{Event, Key};
use sqlx::{PgConnection, Postgres, Transaction};
use uuid::Uuid;

use super::aggregates::Editions;
use super::{StoreError, aggregates, chain, effects, feed, people, unsigned};

/// A transaction on one merchant's data.
#[derive(Debug)]
pub struct PgTx {
    transaction: Transaction<'static, Postgres>,
    merchant: String,
    editions: Arc<Editions>,
}

impl PgTx {
    pub(super) fn new(transaction: Transaction<'static, Postgres>, merchant: &str, editions: Arc<Editions>) -> Self {
        Self { transaction, merchant: merchant.to_owned(), editions }
    }

    /// The connection, for what the exchange knows nothing of.
    pub fn connection(&mut self) -> &mut PgConnection {
        &mut self.transaction
    }
}

impl AuthorityTx for PgTx {
    type Error = StoreError;

    async fn head(&mut self, lock: bool) -> Result<Head, StoreError> {
        feed::head(&mut self.transaction, &self.merchant, lock).await
    }

    async fn put_head(&mut self, head: &Head) -> Result<(), StoreError> {
        feed::put_head(&mut self.transaction, &self.merchant, head).await
    }

    async fn add_feed(&mut self, rows: &[FeedRow]) -> Result<(), StoreError> {
        feed::add(&mut self.transaction, &self.merchant, rows).await
    }

    async fn feed(&mut self, after: u64, to: u64) -> Result<Vec<FeedRow>, StoreError> {
        feed::rows(&mut self.transaction, &self.merchant, after, to).await
    }

    async fn time_of(&mut self, version: u64) -> Result<Option<DateTime<Utc>>, StoreError> {
        feed::time_of(&mut self.transaction, &self.merchant, version).await
    }

    async fn events_since(&mut self, key: &Key, version: u64) -> Result<Vec<Event>, StoreError> {
        feed::events_since(&mut self.transaction, &self.merchant, key, version).await
    }

    async fn events_of(&mut self, device: Uuid, epoch: u32, after_seq: u64) -> Result<Vec<Event>, StoreError> {
        feed::events_of(&mut self.transaction, &self.merchant, (device, epoch), after_seq).await
    }

    async fn device(&mut self, id: Uuid, lock: bool) -> Result<Option<DeviceRecord>, StoreError> {
        people::device(&mut self.transaction, &self.merchant, id, lock).await
    }

    async fn put_device(&mut self, device: &DeviceRecord) -> Result<(), StoreError> {
        people::put_device(&mut self.transaction, &self.merchant, device).await
    }

    async fn agent(&mut self, id: Uuid) -> Result<Option<AgentRecord>, StoreError> {
        people::agent(&mut self.transaction, &self.merchant, id).await
    }

    async fn sign_in(&mut self, id: Uuid) -> Result<Option<SignIn>, StoreError> {
        people::sign_in(&mut self.transaction, &self.merchant, id).await
    }

    async fn stored(&mut self, key: &Key, lock: bool) -> Result<Option<Stored>, StoreError> {
        aggregates::stored(&mut self.transaction, &self.merchant, key, lock).await
    }

    async fn stored_shared(&mut self, key: &Key) -> Result<Option<Stored>, StoreError> {
        aggregates::shared(&mut self.transaction, &self.merchant, key).await
    }

    async fn lock_terms(&mut self, alone: bool) -> Result<(), StoreError> {
        aggregates::lock_terms(&mut self.transaction, &self.merchant, alone).await
    }

    async fn put_stored(&mut self, key: &Key, stored: &Stored) -> Result<(), StoreError> {
        aggregates::put_stored(&mut self.transaction, &self.merchant, key, stored).await
    }

    async fn orders_of(&mut self, customer: &str) -> Result<Vec<Key>, StoreError> {
        aggregates::orders_of(&mut self.transaction, &self.merchant, customer).await
    }

    async fn kept_of(&mut self, customer: &str) -> Result<Vec<Key>, StoreError> {
        aggregates::kept_of(&mut self.transaction, &self.merchant, customer).await
    }

    async fn all(&mut self) -> Result<Vec<(Key, Stored)>, StoreError> {
        aggregates::all(&mut self.transaction, &self.merchant).await
    }

    async fn packs(&mut self) -> Result<Arc<[TermsPack]>, StoreError> {
        self.editions.read(&mut self.transaction, &self.merchant).await
    }

    async fn command(&mut self, id: Uuid) -> Result<Option<CommandPlace>, StoreError> {
        chain::command(&mut self.transaction, &self.merchant, id).await
    }

    async fn put_command(&mut self, id: Uuid, place: &CommandPlace) -> Result<(), StoreError> {
        chain::put_command(&mut self.transaction, &self.merchant, id, place).await
    }

    async fn slot(&mut self, device: Uuid, epoch: u32, seq: u64) -> Result<Option<Slot>, StoreError> {
        chain::slot(&mut self.transaction, &self.merchant, (device, epoch, seq)).await
    }

    async fn put_slot(&mut self, device: Uuid, epoch: u32, slot: &Slot) -> Result<(), StoreError> {
        chain::put_slot(&mut self.transaction, &self.merchant, (device, epoch), slot).await
    }

    async fn blocked(&mut self, device: Uuid, key: &Key) -> Result<Option<Uuid>, StoreError> {
        chain::blocked(&mut self.transaction, &self.merchant, device, key).await
    }

    async fn put_blocked(&mut self, device: Uuid, key: &Key, by: Option<Uuid>) -> Result<(), StoreError> {
        chain::put_blocked(&mut self.transaction, &self.merchant, (device, key), by).await
    }

    async fn quarantine(&mut self, device: Uuid, at: DateTime<Utc>, commands: &[Sealed]) -> Result<(), StoreError> {
        chain::quarantine(&mut self.transaction, &self.merchant, (device, at), commands).await
    }

    async fn refuse(&mut self, refusal: &RefusalRecord) -> Result<(), StoreError> {
        chain::refuse(&mut self.transaction, &self.merchant, refusal).await
    }

    async fn claim_rma(&mut self, number: &str, order: &str, command: Uuid) -> Result<bool, StoreError> {
        effects::claim_rma(&mut self.transaction, &self.merchant, (number, order), command).await
    }

    async fn next_number(&mut self, series: &str) -> Result<u64, StoreError> {
        unsigned(crate::counter::next(&mut self.transaction, &self.merchant, series).await?)
    }

    async fn add_effect(&mut self, effect: &Effect, at: DateTime<Utc>) -> Result<bool, StoreError> {
        effects::add(&mut self.transaction, &self.merchant, effect, at).await
    }

    async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}
