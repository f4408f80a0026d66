//! What a store must offer beyond its contract to be simulated: to be copied, put back, and looked at from outside.
//!
//! The world is written against these traits, so that the same schedules run over memory and over real databases. It
//! polls with a waker that does nothing: a store of another runtime gives way exactly where the ones in memory do, and
//! drives each step in between to its end. `tests/layers` does so for SQLCipher and PostgreSQL.

use std::sync::Arc;

use guichet_sync::authority::{
    AgentRecord, Authority, DeviceRecord, Effect, FeedRow, Head, RefusalRecord, SignIn, Slot, Stored,
};
use guichet_sync::memory::{Backup, Look, MemoryAuthority, MemoryReplica, MemoryReplicaTx, Pace};
use guichet_sync::replica::{Attention, Entry, Replica, ReplicaState, Row};
use guichet_sync::wire::Sealed;
use guichet_sync::{Body, Event, Key};
use uuid::Uuid;

/// A pair of stores.
pub trait Stores: 'static {
    /// The desk's.
    type Disk: Disk;
    /// The centre's.
    type Base: Base;
    /// Editions of the terms are published with their texts: stores that check what they read want them.
    const TERMS_HAVE_TEXTS: bool = false;
    /// An empty disk.
    fn disk() -> Self::Disk;
    /// An empty database.
    fn base() -> Self::Base;
}

/// A desk's store. Cloning it shares it.
pub trait Disk: Replica + Clone + 'static {
    /// What is committed, at one instant.
    type Sight: DiskSight;
    /// Another disk that holds the same.
    fn copy(&self) -> Self;
    /// Holds what `copy` holds from now on.
    fn put_back(&self, copy: &Self);
    /// What is committed now.
    fn sight(&self) -> Self::Sight;
    /// The program that writes to it is killed: called between two steps, while its transaction is still open.
    fn dies(&self) {}
}

/// What a desk's disk holds at one instant.
pub trait DiskSight {
    /// The row about the replica itself.
    fn state(&self) -> &ReplicaState;
    /// Every aggregate.
    fn rows(&self) -> impl Iterator<Item = (&Key, &Row)>;
    /// One aggregate.
    fn row(&self, key: &Key) -> Option<&Row>;
    /// The authoritative body of a key, whatever is laid on it.
    fn base(&self, key: &Key) -> Option<&Body>;
    /// The keys with something pending.
    fn overlaid(&self) -> impl Iterator<Item = &Key>;
    /// Every queued command, in the order of taking.
    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>>;
    /// Everything that needs or needed a person.
    fn attention(&self) -> impl Iterator<Item = &Arc<Attention>>;
    /// What is known of one command that came back otherwise.
    fn attention_of(&self, command: Uuid) -> Option<&Arc<Attention>>;
    /// Everything that the centre told.
    fn events(&self) -> impl Iterator<Item = &Arc<Event>>;
}

/// The centre's store. Cloning it shares it.
pub trait Base: Authority + Clone + 'static {
    /// A copy of one merchant's data.
    type Copy: Clone;
    /// What is committed, at one instant.
    type Sight: BaseSight;
    /// Opens a merchant's data.
    fn add_merchant(&self, merchant: &str, server_epoch: Uuid);
    /// Writes an agent.
    fn put_agent(&self, merchant: &str, agent: AgentRecord);
    /// Writes a sign-in.
    fn put_sign_in(&self, merchant: &str, sign_in: SignIn);
    /// Writes a device, as an enrolment does.
    fn put_device(&self, merchant: &str, device: DeviceRecord);
    /// Moves the horizon.
    fn put_horizon(&self, merchant: &str, horizon: u64);
    /// Copies a merchant's data.
    fn back_up(&self, merchant: &str) -> Self::Copy;
    /// Puts a copy in place: another life begins.
    fn put_back(&self, merchant: &str, copy: &Self::Copy, server_epoch: Uuid);
    /// What is committed now.
    fn sight(&self, merchant: &str) -> Self::Sight;
}

/// What the centre holds of one merchant at one instant.
pub trait BaseSight {
    /// The head of the feed.
    fn head(&self) -> &Head;
    /// The rows of the feed above a version.
    fn feed_after(&self, version: u64) -> impl Iterator<Item = &Arc<FeedRow>>;
    /// Every device.
    fn devices(&self) -> impl Iterator<Item = &DeviceRecord>;
    /// Every aggregate.
    fn stored(&self) -> impl Iterator<Item = (&Key, &Stored)>;
    /// Every place of every chain.
    fn slots(&self) -> impl Iterator<Item = (&(Uuid, u32, u64), &Arc<Slot>)>;
    /// Every command that came in.
    fn commands(&self) -> impl Iterator<Item = Uuid>;
    /// What workers must do.
    fn effects(&self) -> impl Iterator<Item = &Effect>;
    /// What was kept of forked and revoked devices.
    fn quarantined(&self) -> impl Iterator<Item = &(Uuid, Sealed)>;
    /// What was not let in.
    fn refusals(&self) -> impl Iterator<Item = &RefusalRecord>;
    /// What devices wait behind.
    fn blocked(&self) -> impl Iterator<Item = (&(Uuid, Key), &Uuid)>;
}

/// Stores in memory, in which every operation gives way once.
#[derive(Debug, Clone, Copy)]
pub struct Memory;

impl Stores for Memory {
    type Disk = MemoryReplica;
    type Base = MemoryAuthority;
    fn disk() -> MemoryReplica {
        MemoryReplica::new(Pace::Stepped)
    }
    fn base() -> MemoryAuthority {
        MemoryAuthority::new(Pace::Stepped)
    }
}

impl Disk for MemoryReplica {
    type Sight = MemoryReplicaTx;
    fn copy(&self) -> Self {
        self.copy()
    }
    fn put_back(&self, copy: &Self) {
        self.put_back(copy);
    }
    fn sight(&self) -> MemoryReplicaTx {
        self.look()
    }
}

impl DiskSight for MemoryReplicaTx {
    fn state(&self) -> &ReplicaState {
        self.peek_state()
    }
    fn rows(&self) -> impl Iterator<Item = (&Key, &Row)> {
        self.peek_rows()
    }
    fn row(&self, key: &Key) -> Option<&Row> {
        self.peek_row(key)
    }
    fn base(&self, key: &Key) -> Option<&Body> {
        self.peek_base(key)
    }
    fn overlaid(&self) -> impl Iterator<Item = &Key> {
        self.peek_overlaid()
    }
    fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.peek_entries()
    }
    fn attention(&self) -> impl Iterator<Item = &Arc<Attention>> {
        self.peek_attention()
    }
    fn attention_of(&self, command: Uuid) -> Option<&Arc<Attention>> {
        self.peek_attention_of(command)
    }
    fn events(&self) -> impl Iterator<Item = &Arc<Event>> {
        self.peek_events()
    }
}

impl Base for MemoryAuthority {
    type Copy = Backup;
    type Sight = Look;
    fn add_merchant(&self, merchant: &str, server_epoch: Uuid) {
        self.add_merchant(merchant, server_epoch);
    }
    fn put_agent(&self, merchant: &str, agent: AgentRecord) {
        self.put_agent(merchant, agent);
    }
    fn put_sign_in(&self, merchant: &str, sign_in: SignIn) {
        self.put_sign_in(merchant, sign_in);
    }
    fn put_device(&self, merchant: &str, device: DeviceRecord) {
        self.put_device(merchant, device);
    }
    fn put_horizon(&self, merchant: &str, horizon: u64) {
        self.put_horizon(merchant, horizon);
    }
    fn back_up(&self, merchant: &str) -> Backup {
        self.back_up(merchant).expect("the merchant was added")
    }
    fn put_back(&self, merchant: &str, copy: &Backup, server_epoch: Uuid) {
        self.put_back(merchant, copy, server_epoch);
    }
    fn sight(&self, merchant: &str) -> Look {
        self.look(merchant).expect("the merchant was added")
    }
}

impl BaseSight for Look {
    fn head(&self) -> &Head {
        self.head()
    }
    fn feed_after(&self, version: u64) -> impl Iterator<Item = &Arc<FeedRow>> {
        self.feed_after(version)
    }
    fn devices(&self) -> impl Iterator<Item = &DeviceRecord> {
        self.devices()
    }
    fn stored(&self) -> impl Iterator<Item = (&Key, &Stored)> {
        self.stored()
    }
    fn slots(&self) -> impl Iterator<Item = (&(Uuid, u32, u64), &Arc<Slot>)> {
        self.slots()
    }
    fn commands(&self) -> impl Iterator<Item = Uuid> {
        self.commands().map(|(id, _)| *id)
    }
    fn effects(&self) -> impl Iterator<Item = &Effect> {
        self.effects()
    }
    fn quarantined(&self) -> impl Iterator<Item = &(Uuid, Sealed)> {
        self.quarantined()
    }
    fn refusals(&self) -> impl Iterator<Item = &RefusalRecord> {
        self.refusals()
    }
    fn blocked(&self) -> impl Iterator<Item = (&(Uuid, Key), &Uuid)> {
        self.blocked()
    }
}
