//! A replica in memory. Its tables share what did not change, so a transaction is a copy and a commit a swap.

use std::sync::{Arc, Mutex, PoisonError};

use guichet_domain::TermsPack;
use imbl::OrdMap;
use uuid::Uuid;

use super::MemoryFault;
use super::step::Pace;
use crate::body::{Body, Key};
use crate::event::Event;
use crate::replica::{Attention, Entry, EntryState, Replica, ReplicaState, ReplicaTx, Row};

/// What it holds.
#[derive(Debug, Clone, Default)]
struct Tables {
    state: ReplicaState,
    rows: OrdMap<Key, Row>,
    packs: Option<Arc<[TermsPack]>>,
    under: OrdMap<Key, Option<Body>>,
    entries: OrdMap<u64, Arc<Entry>>,
    places: OrdMap<Uuid, u64>,
    attention: OrdMap<Uuid, Arc<Attention>>,
    events: OrdMap<(u64, u32), Arc<Event>>,
    counters: OrdMap<String, u64>,
    rmas: OrdMap<String, Uuid>,
}

/// A replica in memory. Cloning shares it; [`MemoryReplica::copy`] makes another, as a copied disk would.
#[derive(Debug, Clone, Default)]
pub struct MemoryReplica {
    tables: Arc<Mutex<Tables>>,
    pace: Pace,
}

impl MemoryReplica {
    /// An empty one.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self { tables: Arc::default(), pace }
    }

    /// Another replica that holds the same: a cloned machine, or a copy for later.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { tables: Arc::new(Mutex::new(self.tables())), pace: self.pace }
    }

    /// Holds what `copy` held from now on: a disk put back from a backup.
    pub fn put_back(&self, copy: &Self) {
        *self.tables.lock().unwrap_or_else(PoisonError::into_inner) = copy.tables();
    }

    fn tables(&self) -> Tables {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is committed, for whoever checks it from outside.
    #[must_use]
    pub fn look(&self) -> MemoryReplicaTx {
        MemoryReplicaTx { home: self.tables.clone(), now: self.tables(), pace: Pace::Free }
    }
}

/// A transaction: a copy of everything, put in place at once.
#[derive(Debug)]
pub struct MemoryReplicaTx {
    home: Arc<Mutex<Tables>>,
    now: Tables,
    pace: Pace,
}

impl MemoryReplicaTx {
    /// The row about the replica itself.
    #[must_use]
    pub fn peek_state(&self) -> &ReplicaState {
        &self.now.state
    }

    /// Every aggregate.
    pub fn peek_rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.now.rows.iter()
    }

    /// One aggregate.
    #[must_use]
    pub fn peek_row(&self, key: &Key) -> Option<&Row> {
        self.now.rows.get(key)
    }

    /// The keys with something pending.
    pub fn peek_overlaid(&self) -> impl Iterator<Item = &Key> {
        self.now.under.keys()
    }

    /// What is known of one command that came back otherwise.
    #[must_use]
    pub fn peek_attention_of(&self, command: Uuid) -> Option<&Arc<Attention>> {
        self.now.attention.get(&command)
    }

    /// Every queued command, in order of places.
    pub fn peek_entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.now.entries.values()
    }

    /// Everything that needs or needed a person.
    pub fn peek_attention(&self) -> impl Iterator<Item = &Arc<Attention>> {
        self.now.attention.values()
    }

    /// Everything that the centre told.
    pub fn peek_events(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.now.events.values()
    }

    /// The authoritative body of a key, whatever is laid on it.
    #[must_use]
    pub fn peek_base(&self, key: &Key) -> Option<&Body> {
        match self.now.under.get(key) {
            Some(base) => base.as_ref(),
            None => self.now.rows.get(key).and_then(|row| row.body.as_ref()),
        }
    }

    fn put_packs(&mut self) {
        let packs = self.now.rows.iter().filter_map(|(_, row)| match &row.body {
            Some(Body::Terms(pack)) => Some((**pack).clone()),
            _ => None,
        });
        self.now.packs = Some(packs.collect());
    }
}

impl Replica for MemoryReplica {
    type Error = MemoryFault;
    type Tx = MemoryReplicaTx;

    async fn begin(&self) -> Result<MemoryReplicaTx, MemoryFault> {
        self.pace.step().await;
        Ok(MemoryReplicaTx { home: self.tables.clone(), now: self.tables(), pace: self.pace })
    }
}

impl ReplicaTx for MemoryReplicaTx {
    type Error = MemoryFault;

    async fn state(&mut self) -> Result<ReplicaState, MemoryFault> {
        Ok(self.now.state.clone())
    }

    async fn put_state(&mut self, state: &ReplicaState) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.state = state.clone();
        Ok(())
    }

    async fn row(&mut self, key: &Key) -> Result<Option<Row>, MemoryFault> {
        Ok(self.now.rows.get(key).cloned())
    }

    async fn put_row(&mut self, key: &Key, row: &Row) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.rows.insert(key.clone(), row.clone());
        if matches!(key, Key::Terms(_)) {
            self.put_packs();
        }
        Ok(())
    }

    async fn forget_rows(&mut self) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.rows.clear();
        self.now.packs = None;
        Ok(())
    }

    async fn packs(&mut self) -> Result<Arc<[TermsPack]>, MemoryFault> {
        if self.now.packs.is_none() {
            self.put_packs();
        }
        Ok(self.now.packs.clone().unwrap_or_default())
    }

    async fn under(&mut self, key: &Key) -> Result<Option<Option<Body>>, MemoryFault> {
        Ok(self.now.under.get(key).cloned())
    }

    async fn put_under(&mut self, key: &Key, body: Option<&Option<Body>>) -> Result<(), MemoryFault> {
        self.pace.step().await;
        match body {
            Some(body) => self.now.under.insert(key.clone(), body.clone()),
            None => self.now.under.remove(key),
        };
        Ok(())
    }

    async fn overlaid(&mut self) -> Result<Vec<Key>, MemoryFault> {
        Ok(self.now.under.keys().cloned().collect())
    }

    async fn entry(&mut self, id: Uuid) -> Result<Option<Entry>, MemoryFault> {
        let place = self.now.places.get(&id);
        Ok(place.and_then(|place| self.now.entries.get(place)).map(|entry| (**entry).clone()))
    }

    async fn add_entry(&mut self, entry: &Entry) -> Result<u64, MemoryFault> {
        self.pace.step().await;
        if self.now.places.contains_key(&entry.intent.id) {
            return Err(MemoryFault);
        }
        let place = self.now.entries.get_max().map_or(1, |(place, _)| place + 1);
        self.now.entries.insert(place, Arc::new(Entry { place, ..entry.clone() }));
        self.now.places.insert(entry.intent.id, place);
        Ok(place)
    }

    async fn put_entry(&mut self, entry: &Entry) -> Result<(), MemoryFault> {
        self.pace.step().await;
        match self.now.places.get(&entry.intent.id) {
            Some(place) if *place == entry.place => {
                self.now.entries.insert(entry.place, Arc::new(entry.clone()));
                Ok(())
            }
            _ => Err(MemoryFault),
        }
    }

    async fn waiting(&mut self, key: Option<&Key>) -> Result<Vec<Entry>, MemoryFault> {
        let wanted = |entry: &&Arc<Entry>| entry.is_waiting() && key.is_none_or(|key| entry.intent.key == *key);
        Ok(self.now.entries.values().filter(wanted).map(|entry| (**entry).clone()).collect())
    }

    async fn settled_after(&mut self, version: u64) -> Result<Vec<Entry>, MemoryFault> {
        let after =
            |entry: &&Arc<Entry>| matches!(entry.state, EntryState::Settled { version: at, .. } if at > version);
        Ok(self.now.entries.values().filter(after).map(|entry| (**entry).clone()).collect())
    }

    async fn attention(&mut self, command: Uuid) -> Result<Option<Attention>, MemoryFault> {
        Ok(self.now.attention.get(&command).map(|item| (**item).clone()))
    }

    async fn put_attention(&mut self, item: &Attention) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.attention.insert(item.command, Arc::new(item.clone()));
        Ok(())
    }

    async fn remove_attention(&mut self, command: Uuid) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.attention.remove(&command);
        Ok(())
    }

    async fn open_attention(&mut self) -> Result<Vec<Attention>, MemoryFault> {
        let open = self.now.attention.values().filter(|item| item.resolved.is_none());
        let mut open: Vec<Attention> = open.map(|item| (**item).clone()).collect();
        open.sort_by_key(|item| (item.since, item.command));
        Ok(open)
    }

    async fn put_event(&mut self, event: &Event) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.events.entry((event.version, event.ordinal)).or_insert_with(|| Arc::new(event.clone()));
        Ok(())
    }

    async fn events_since(&mut self, key: &Key, version: u64) -> Result<Vec<Event>, MemoryFault> {
        let since = |event: &&Arc<Event>| event.key == *key && event.body_version > version;
        Ok(self.now.events.values().filter(since).map(|event| (**event).clone()).collect())
    }

    async fn forget_events_above(&mut self, version: u64) -> Result<(), MemoryFault> {
        self.pace.step().await;
        self.now.events =
            self.now.events.iter().filter(|((at, _), _)| *at <= version).map(|(k, e)| (*k, e.clone())).collect();
        Ok(())
    }

    async fn forget_people(&mut self) -> Result<(), MemoryFault> {
        self.pace.step().await;
        let rows = &self.now.rows;
        let gone = |event: &Event| {
            let is_here = rows.get(&event.key).is_some_and(|row| row.body.is_some());
            event.key.is_personal() && !is_here
        };
        let told = self.now.events.iter().filter(|(_, event)| gone(event)).filter_map(|(place, event)| {
            let what = event.what.without_person()?;
            Some((*place, Arc::new(Event { what, ..(**event).clone() })))
        });
        let told: Vec<_> = told.collect();
        self.now.events.extend(told);
        Ok(())
    }

    async fn next_number(&mut self, series: &str) -> Result<u64, MemoryFault> {
        self.pace.step().await;
        let next = self.now.counters.entry(series.to_owned()).or_insert(0);
        *next += 1;
        Ok(*next)
    }

    async fn claim_rma(&mut self, number: &str, _order: &str, command: Uuid) -> Result<bool, MemoryFault> {
        self.pace.step().await;
        if self.now.rmas.contains_key(number) {
            return Ok(false);
        }
        self.now.rmas.insert(number.to_owned(), command);
        Ok(true)
    }

    async fn commit(self) -> Result<(), MemoryFault> {
        self.pace.step().await;
        *self.home.lock().unwrap_or_else(PoisonError::into_inner) = self.now;
        Ok(())
    }
}
