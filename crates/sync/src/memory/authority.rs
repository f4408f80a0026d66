//! The centre's store in memory, with what matters of PostgreSQL's behaviour at *read committed*: a transaction sees
//! its own writes and what others have committed, a locked row makes others wait, a dropped transaction leaves nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use imbl::{OrdMap, Vector};
use uuid::Uuid;

use super::MemoryFault;
use super::step::Pace;
use crate::authority::{
    AgentRecord, Authority, AuthorityTx, CommandPlace, DeviceRecord, Effect, FeedEntry, FeedRow, Head, RefusalRecord,
    SignIn, Slot, Stored,
};
use crate::body::{Body, Key};
use crate::event::{Event, Happening};
use crate::planted::{Bug, planted};
use crate::wire::{Change, Life, Sealed};

/// What one merchant's data is.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    head: Head,
    feed: OrdMap<(u64, u32), Arc<FeedRow>>,
    devices: OrdMap<Uuid, DeviceRecord>,
    agents: OrdMap<Uuid, AgentRecord>,
    sign_ins: OrdMap<Uuid, SignIn>,
    stored: OrdMap<Key, Stored>,
    commands: OrdMap<Uuid, CommandPlace>,
    slots: OrdMap<(Uuid, u32, u64), Arc<Slot>>,
    blocked: OrdMap<(Uuid, Key), Uuid>,
    quarantined: OrdMap<Vec<u8>, (Uuid, Sealed)>,
    refusals: Vector<RefusalRecord>,
    rmas: OrdMap<String, (String, Uuid)>,
    counters: OrdMap<String, u64>,
    effects: OrdMap<String, Effect>,
}

impl Tables {
    fn new(life: Life) -> Self {
        Self {
            head: Head { version: 0, horizon: 0, checksum: 0, lives: vec![life] },
            feed: OrdMap::new(),
            devices: OrdMap::new(),
            agents: OrdMap::new(),
            sign_ins: OrdMap::new(),
            stored: OrdMap::new(),
            commands: OrdMap::new(),
            slots: OrdMap::new(),
            blocked: OrdMap::new(),
            quarantined: OrdMap::new(),
            refusals: Vector::new(),
            rmas: OrdMap::new(),
            counters: OrdMap::new(),
            effects: OrdMap::new(),
        }
    }
}

/// What a transaction has written and not committed.
#[derive(Debug, Clone, Default)]
struct Staged {
    head: Option<Head>,
    feed: BTreeMap<(u64, u32), Arc<FeedRow>>,
    devices: BTreeMap<Uuid, DeviceRecord>,
    stored: BTreeMap<Key, Stored>,
    commands: BTreeMap<Uuid, CommandPlace>,
    slots: BTreeMap<(Uuid, u32, u64), Arc<Slot>>,
    blocked: BTreeMap<(Uuid, Key), Option<Uuid>>,
    quarantined: BTreeMap<Vec<u8>, (Uuid, Sealed)>,
    refusals: Vec<RefusalRecord>,
    rmas: BTreeMap<String, (String, Uuid)>,
    counters: BTreeMap<String, u64>,
    effects: BTreeMap<String, Effect>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Lock {
    Terms,
    Head,
    Device(Uuid),
    Key(Key),
    Counter(String),
    Unique(String),
}

/// How a lock is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    Alone,
    Shared,
}

/// Who holds a lock: one alone, or some together.
#[derive(Debug, Default)]
struct Held {
    alone: Option<u64>,
    shared: BTreeSet<u64>,
}

impl Held {
    /// Takes it for a transaction, where nobody else is in the way.
    fn take(&mut self, by: u64, how: How) -> bool {
        let free = self.alone.is_none_or(|holder| holder == by)
            && (how == How::Shared || self.shared.iter().all(|holder| *holder == by));
        if free && how == How::Alone {
            self.alone = Some(by);
        } else if free {
            self.shared.insert(by);
        }
        free
    }

    fn release(&mut self, by: u64) {
        self.alone = self.alone.filter(|holder| *holder != by);
        self.shared.remove(&by);
    }

    fn is_free(&self) -> bool {
        self.alone.is_none() && self.shared.is_empty()
    }
}

#[derive(Debug, Default)]
struct Inside {
    merchants: BTreeMap<String, Tables>,
    locks: BTreeMap<(String, Lock), Held>,
    transactions: u64,
    /// How often each merchant's data was put back: who began before has lost its connection.
    lives: BTreeMap<String, u64>,
}

impl Inside {
    /// How often this merchant's data was put back.
    fn life_of(&self, merchant: &str) -> u64 {
        self.lives.get(merchant).copied().unwrap_or(0)
    }
}

/// The centre's store in memory. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct MemoryAuthority {
    inside: Arc<Mutex<Inside>>,
    pace: Pace,
}

impl MemoryAuthority {
    /// An empty one.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self { inside: Arc::default(), pace }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a merchant's data.
    pub fn add_merchant(&self, merchant: &str, server_epoch: Uuid) {
        let tables = Tables::new(Life { server_epoch, began: 0 });
        self.inside().merchants.insert(merchant.to_owned(), tables);
    }

    fn with<R>(&self, merchant: &str, work: impl FnOnce(&mut Tables) -> R) -> Option<R> {
        self.inside().merchants.get_mut(merchant).map(work)
    }

    /// Writes an agent.
    pub fn put_agent(&self, merchant: &str, agent: AgentRecord) {
        self.with(merchant, |tables| tables.agents.insert(agent.id, agent));
    }

    /// Writes a sign-in.
    pub fn put_sign_in(&self, merchant: &str, sign_in: SignIn) {
        self.with(merchant, |tables| tables.sign_ins.insert(sign_in.id, sign_in));
    }

    /// Writes a device, as an enrolment does.
    pub fn put_device(&self, merchant: &str, device: DeviceRecord) {
        self.with(merchant, |tables| tables.devices.insert(device.id, device));
    }

    /// Moves the horizon: desks behind it bootstrap again.
    pub fn put_horizon(&self, merchant: &str, horizon: u64) {
        self.with(merchant, |tables| tables.head.horizon = horizon);
    }

    /// A copy of a merchant's data, as a backup makes one.
    #[must_use]
    pub fn back_up(&self, merchant: &str) -> Option<Backup> {
        self.with(merchant, |tables| Backup(tables.clone()))
    }

    /// Puts a backup in place: another life of the database begins.
    pub fn put_back(&self, merchant: &str, backup: &Backup, server_epoch: Uuid) {
        let mut inside = self.inside();
        let mut tables = backup.0.clone();
        let began = tables.head.version;
        tables.head.lives.push(Life { server_epoch, began });
        inside.merchants.insert(merchant.to_owned(), tables);
        // Whoever was in the middle of something has lost its connection.
        inside.locks.retain(|(of, _), _| of != merchant);
        *inside.lives.entry(merchant.to_owned()).or_insert(0) += 1;
    }

    /// What is committed, for whoever checks it from outside.
    #[must_use]
    pub fn look(&self, merchant: &str) -> Option<Look> {
        self.with(merchant, |tables| Look(tables.clone()))
    }
}

/// A copy of a merchant's data.
#[derive(Debug, Clone)]
pub struct Backup(Tables);

/// A merchant's data at one instant.
#[derive(Debug, Clone)]
pub struct Look(Tables);

impl Look {
    /// The head of the feed.
    #[must_use]
    pub fn head(&self) -> &Head {
        &self.0.head
    }

    /// The feed.
    pub fn feed(&self) -> impl Iterator<Item = &Arc<FeedRow>> {
        self.0.feed.values()
    }

    /// The rows of the feed above a version.
    pub fn feed_after(&self, version: u64) -> impl Iterator<Item = &Arc<FeedRow>> {
        self.0.feed.range((version + 1, 0)..).map(|(_, row)| row)
    }

    /// What devices wait behind.
    pub fn blocked(&self) -> impl Iterator<Item = (&(Uuid, Key), &Uuid)> {
        self.0.blocked.iter()
    }

    /// Every device.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceRecord> {
        self.0.devices.values()
    }

    /// Every aggregate.
    pub fn stored(&self) -> impl Iterator<Item = (&Key, &Stored)> {
        self.0.stored.iter()
    }

    /// Every place of every chain.
    pub fn slots(&self) -> impl Iterator<Item = (&(Uuid, u32, u64), &Arc<Slot>)> {
        self.0.slots.iter()
    }

    /// Where each command was first seen.
    pub fn commands(&self) -> impl Iterator<Item = (&Uuid, &CommandPlace)> {
        self.0.commands.iter()
    }

    /// What workers must do.
    pub fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.0.effects.values()
    }

    /// What was kept of forked and revoked devices.
    pub fn quarantined(&self) -> impl Iterator<Item = &(Uuid, Sealed)> {
        self.0.quarantined.values()
    }

    /// What was not let in.
    pub fn refusals(&self) -> impl Iterator<Item = &RefusalRecord> {
        self.0.refusals.iter()
    }

    /// Every RMA number with its order and command.
    pub fn rmas(&self) -> impl Iterator<Item = (&String, &(String, Uuid))> {
        self.0.rmas.iter()
    }

    /// Every counter.
    pub fn counters(&self) -> impl Iterator<Item = (&String, &u64)> {
        self.0.counters.iter()
    }
}

impl Authority for MemoryAuthority {
    type Error = MemoryFault;
    type Tx = MemoryAuthorityTx;

    async fn begin(&self, merchant: &str) -> Result<MemoryAuthorityTx, MemoryFault> {
        self.pace.step().await;
        self.open(merchant, None)
    }

    async fn read(&self, merchant: &str) -> Result<MemoryAuthorityTx, MemoryFault> {
        self.pace.step().await;
        let frozen = self.with(merchant, |tables| tables.clone()).ok_or(MemoryFault)?;
        self.open(merchant, Some(frozen))
    }
}

impl MemoryAuthority {
    fn open(&self, merchant: &str, frozen: Option<Tables>) -> Result<MemoryAuthorityTx, MemoryFault> {
        let mut inside = self.inside();
        if !inside.merchants.contains_key(merchant) {
            return Err(MemoryFault);
        }
        inside.transactions += 1;
        let id = inside.transactions;
        let life = inside.life_of(merchant);
        drop(inside);
        Ok(MemoryAuthorityTx {
            home: self.clone(),
            merchant: merchant.to_owned(),
            id,
            life,
            frozen,
            staged: Staged::default(),
        })
    }
}

/// A transaction on one merchant's data.
#[derive(Debug)]
pub struct MemoryAuthorityTx {
    home: MemoryAuthority,
    merchant: String,
    id: u64,
    life: u64,
    frozen: Option<Tables>,
    staged: Staged,
}

impl Drop for MemoryAuthorityTx {
    fn drop(&mut self) {
        self.home.inside().locks.retain(|_, held| {
            held.release(self.id);
            !held.is_free()
        });
    }
}

impl MemoryAuthorityTx {
    /// Waits for a lock, and holds it to the end of the transaction.
    async fn lock(&mut self, lock: Lock) -> Result<(), MemoryFault> {
        self.hold(lock, How::Alone).await
    }

    async fn hold(&mut self, lock: Lock, how: How) -> Result<(), MemoryFault> {
        if self.frozen.is_some() {
            return Err(MemoryFault);
        }
        let place = (self.merchant.clone(), lock);
        let (home, id, life) = (self.home.clone(), self.id, self.life);
        poll_fn(|context| {
            let mut inside = home.inside();
            if inside.life_of(&place.0) != life {
                return Poll::Ready(Err(MemoryFault));
            }
            if inside.locks.entry(place.clone()).or_default().take(id, how) {
                return Poll::Ready(Ok(()));
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }

    fn seen<R>(&self, read: impl FnOnce(&Tables) -> R) -> Result<R, MemoryFault> {
        if let Some(frozen) = &self.frozen {
            return Ok(read(frozen));
        }
        self.home.with(&self.merchant, |tables| read(tables)).ok_or(MemoryFault)
    }

    fn feed_now(&self) -> Result<OrdMap<(u64, u32), Arc<FeedRow>>, MemoryFault> {
        let mut feed = self.seen(|tables| tables.feed.clone())?;
        feed.extend(self.staged.feed.iter().map(|(place, row)| (*place, row.clone())));
        Ok(feed)
    }

    fn events(&self) -> Result<Vec<Event>, MemoryFault> {
        let feed = self.feed_now()?;
        let events = feed.values().filter_map(|row| match &row.entry {
            FeedEntry::Event(event) => Some((**event).clone()),
            FeedEntry::Change(_) => None,
        });
        Ok(events.collect())
    }
}

impl AuthorityTx for MemoryAuthorityTx {
    type Error = MemoryFault;

    async fn head(&mut self, lock: bool) -> Result<Head, MemoryFault> {
        self.home.pace.step().await;
        if lock {
            self.lock(Lock::Head).await?;
        }
        match &self.staged.head {
            Some(head) => Ok(head.clone()),
            None => self.seen(|tables| tables.head.clone()),
        }
    }

    async fn put_head(&mut self, head: &Head) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.head = Some(head.clone());
        Ok(())
    }

    async fn add_feed(&mut self, rows: &[FeedRow]) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        for row in rows {
            self.staged.feed.insert((row.version, row.ordinal), Arc::new(row.clone()));
        }
        Ok(())
    }

    async fn feed(&mut self, after: u64, to: u64) -> Result<Vec<FeedRow>, MemoryFault> {
        self.home.pace.step().await;
        if after >= to {
            return Ok(Vec::new());
        }
        let mut feed = self.feed_now()?;
        if planted(Bug::MerchantNotInKey) {
            for others in self.home.inside().merchants.values() {
                feed.extend(others.feed.clone());
            }
        }
        Ok(feed.range((after + 1, 0)..=(to, u32::MAX)).map(|(_, row)| (**row).clone()).collect())
    }

    async fn time_of(&mut self, version: u64) -> Result<Option<DateTime<Utc>>, MemoryFault> {
        let feed = self.feed_now()?;
        Ok(feed.range((version, 0)..=(version, u32::MAX)).next().map(|(_, row)| row.at))
    }

    async fn events_since(&mut self, key: &Key, version: u64) -> Result<Vec<Event>, MemoryFault> {
        self.home.pace.step().await;
        let mut events = self.events()?;
        events.retain(|event| event.key == *key && event.body_version > version);
        Ok(events)
    }

    async fn events_of(&mut self, device: Uuid, epoch: u32, after_seq: u64) -> Result<Vec<Event>, MemoryFault> {
        let mut events = self.events()?;
        events.retain(|event| match &event.what {
            Happening::Command { device: of, epoch: at, seq, .. } => *of == device && *at == epoch && *seq > after_seq,
            _ => false,
        });
        Ok(events)
    }

    async fn device(&mut self, id: Uuid, lock: bool) -> Result<Option<DeviceRecord>, MemoryFault> {
        self.home.pace.step().await;
        if lock {
            self.lock(Lock::Device(id)).await?;
        }
        match self.staged.devices.get(&id) {
            Some(device) => Ok(Some(device.clone())),
            None => self.seen(|tables| tables.devices.get(&id).cloned()),
        }
    }

    async fn put_device(&mut self, device: &DeviceRecord) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.devices.insert(device.id, device.clone());
        Ok(())
    }

    async fn agent(&mut self, id: Uuid) -> Result<Option<AgentRecord>, MemoryFault> {
        self.seen(|tables| tables.agents.get(&id).cloned())
    }

    async fn sign_in(&mut self, id: Uuid) -> Result<Option<SignIn>, MemoryFault> {
        self.seen(|tables| tables.sign_ins.get(&id).copied())
    }

    async fn stored(&mut self, key: &Key, lock: bool) -> Result<Option<Stored>, MemoryFault> {
        self.home.pace.step().await;
        if lock {
            self.lock(Lock::Key(key.clone())).await?;
        }
        match self.staged.stored.get(key) {
            Some(stored) => Ok(Some(stored.clone())),
            None => self.seen(|tables| tables.stored.get(key).cloned()),
        }
    }

    async fn stored_shared(&mut self, key: &Key) -> Result<Option<Stored>, MemoryFault> {
        self.home.pace.step().await;
        self.hold(Lock::Key(key.clone()), How::Shared).await?;
        match self.staged.stored.get(key) {
            Some(stored) => Ok(Some(stored.clone())),
            None => self.seen(|tables| tables.stored.get(key).cloned()),
        }
    }

    async fn lock_terms(&mut self, alone: bool) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.hold(Lock::Terms, if alone { How::Alone } else { How::Shared }).await
    }

    async fn put_stored(&mut self, key: &Key, stored: &Stored) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.stored.insert(key.clone(), stored.clone());
        Ok(())
    }

    async fn orders_of(&mut self, customer: &str) -> Result<Vec<Key>, MemoryFault> {
        let all = self.all().await?.into_iter();
        let own = all.filter_map(|(key, stored)| match stored.body {
            Some(Body::Order(order)) if order.customer.as_deref() == Some(customer) => Some(key),
            _ => None,
        });
        Ok(own.collect())
    }

    async fn kept_of(&mut self, customer: &str) -> Result<Vec<Key>, MemoryFault> {
        let all = self.all().await?.into_iter();
        let own = all.filter_map(|(key, stored)| match stored.body {
            Some(Body::Case(case)) if case.customer == customer => Some(key),
            Some(Body::Stray(parcel)) if parcel.customer.as_deref() == Some(customer) => Some(key),
            _ => None,
        });
        Ok(own.collect())
    }

    async fn all(&mut self) -> Result<Vec<(Key, Stored)>, MemoryFault> {
        self.home.pace.step().await;
        let mut all = self.seen(|tables| tables.stored.clone())?;
        all.extend(self.staged.stored.iter().map(|(key, stored)| (key.clone(), stored.clone())));
        Ok(all.into_iter().filter(|(_, stored)| stored.body.is_some()).collect())
    }

    async fn packs(&mut self) -> Result<Arc<[TermsPack]>, MemoryFault> {
        let all = self.seen(|tables| tables.stored.clone())?;
        let packs = all.iter().filter_map(|(_, stored)| match &stored.body {
            Some(Body::Terms(pack)) => Some((**pack).clone()),
            _ => None,
        });
        Ok(packs.collect())
    }

    async fn command(&mut self, id: Uuid) -> Result<Option<CommandPlace>, MemoryFault> {
        match self.staged.commands.get(&id) {
            Some(place) => Ok(Some(*place)),
            None => self.seen(|tables| tables.commands.get(&id).copied()),
        }
    }

    async fn put_command(&mut self, id: Uuid, place: &CommandPlace) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.lock(Lock::Unique(format!("command/{id}"))).await?;
        if self.command(id).await?.is_some() {
            return Err(MemoryFault);
        }
        self.staged.commands.insert(id, *place);
        Ok(())
    }

    async fn slot(&mut self, device: Uuid, epoch: u32, seq: u64) -> Result<Option<Slot>, MemoryFault> {
        self.home.pace.step().await;
        let place = (device, epoch, seq);
        match self.staged.slots.get(&place) {
            Some(slot) => Ok(Some((**slot).clone())),
            None => self.seen(|tables| tables.slots.get(&place).map(|slot| (**slot).clone())),
        }
    }

    async fn put_slot(&mut self, device: Uuid, epoch: u32, slot: &Slot) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.slots.insert((device, epoch, slot.seq), Arc::new(slot.clone()));
        Ok(())
    }

    async fn blocked(&mut self, device: Uuid, key: &Key) -> Result<Option<Uuid>, MemoryFault> {
        let place = (device, key.clone());
        match self.staged.blocked.get(&place) {
            Some(by) => Ok(*by),
            None => self.seen(|tables| tables.blocked.get(&place).copied()),
        }
    }

    async fn put_blocked(&mut self, device: Uuid, key: &Key, by: Option<Uuid>) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.blocked.insert((device, key.clone()), by);
        Ok(())
    }

    async fn quarantine(&mut self, device: Uuid, _: DateTime<Utc>, commands: &[Sealed]) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        for command in commands {
            self.staged.quarantined.insert(command.seal.0.clone(), (device, command.clone()));
        }
        Ok(())
    }

    async fn refuse(&mut self, refusal: &RefusalRecord) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        self.staged.refusals.push(refusal.clone());
        Ok(())
    }

    async fn claim_rma(&mut self, number: &str, order: &str, command: Uuid) -> Result<bool, MemoryFault> {
        self.home.pace.step().await;
        self.lock(Lock::Unique(format!("rma/{number}"))).await?;
        let taken = self.staged.rmas.contains_key(number) || self.seen(|tables| tables.rmas.contains_key(number))?;
        if !taken {
            self.staged.rmas.insert(number.to_owned(), (order.to_owned(), command));
        }
        Ok(!taken)
    }

    async fn next_number(&mut self, series: &str) -> Result<u64, MemoryFault> {
        self.home.pace.step().await;
        self.lock(Lock::Counter(series.to_owned())).await?;
        let last = match self.staged.counters.get(series) {
            Some(last) => *last,
            None => self.seen(|tables| tables.counters.get(series).copied())?.unwrap_or(0),
        };
        self.staged.counters.insert(series.to_owned(), last + 1);
        Ok(last + 1)
    }

    async fn add_effect(&mut self, effect: &Effect, _: DateTime<Utc>) -> Result<bool, MemoryFault> {
        self.home.pace.step().await;
        self.lock(Lock::Unique(format!("effect/{}", effect.business_key))).await?;
        let key = &effect.business_key;
        let known = self.staged.effects.contains_key(key) || self.seen(|tables| tables.effects.contains_key(key))?;
        if !known {
            self.staged.effects.insert(key.clone(), effect.clone());
        }
        Ok(!known)
    }

    async fn commit(mut self) -> Result<(), MemoryFault> {
        self.home.pace.step().await;
        let staged = std::mem::take(&mut self.staged);
        let mut inside = self.home.inside();
        let same_life = inside.life_of(&self.merchant) == self.life;
        let tables = inside.merchants.get_mut(&self.merchant).filter(|_| same_life);
        let Some(tables) = tables else { return Err(MemoryFault) };
        if let Some(head) = staged.head {
            tables.head = head;
        }
        for row in staged.feed.values() {
            forget_bodies(tables, row);
        }
        tables.feed.extend(staged.feed);
        tables.devices.extend(staged.devices);
        tables.stored.extend(staged.stored);
        tables.commands.extend(staged.commands);
        tables.slots.extend(staged.slots);
        for (place, by) in staged.blocked {
            match by {
                Some(by) => tables.blocked.insert(place, by),
                None => tables.blocked.remove(&place),
            };
        }
        tables.quarantined.extend(staged.quarantined);
        tables.refusals.extend(staged.refusals);
        tables.rmas.extend(staged.rmas);
        tables.counters.extend(staged.counters);
        tables.effects.extend(staged.effects);
        Ok(())
    }
}

/// Takes the bodies of an aggregate that is gone out of the feed, and what commands on it said of a person: who pulls
/// from before sees that it is gone.
fn forget_bodies(tables: &mut Tables, gone: &FeedRow) {
    let FeedEntry::Change(Change { key, body: None, .. }) = &gone.entry else { return };
    if planted(Bug::ErasedStaysInFeed) {
        return;
    }
    for (place, row) in tables.feed.clone() {
        let entry = match &row.entry {
            FeedEntry::Change(change) if change.key == *key && change.body.is_some() => {
                FeedEntry::Change(Change { body: None, ..change.clone() })
            }
            FeedEntry::Event(event) if event.key == *key => {
                let Some(what) = event.what.without_person() else { continue };
                FeedEntry::Event(Box::new(Event { what, ..(**event).clone() }))
            }
            _ => continue,
        };
        tables.feed.insert(place, Arc::new(FeedRow { entry, ..(*row).clone() }));
    }
}
