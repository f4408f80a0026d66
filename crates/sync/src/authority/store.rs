//! What the centre keeps for one merchant, and how a store offers it.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_domain::money::Amount;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::body::{Body, Key};
use crate::chain::{Digest, Seal};
use crate::event::Event;
use crate::policy::Role;
use crate::verdict::Verdict;
use crate::wire::{Change, Life, Sealed};

/// The head of a merchant's feed: one row, written last in every transaction that changes anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The newest version.
    pub version: u64,
    /// Pages begin at this version or later; from before it a desk bootstraps again.
    pub horizon: u64,
    /// The sum of every body; see [`crate::body::digest`].
    pub checksum: u64,
    /// The lives of the database, oldest first; never empty.
    pub lives: Vec<Life>,
}

impl Head {
    /// Which life of the database this is.
    #[must_use]
    pub fn server_epoch(&self) -> Uuid {
        self.lives.last().map_or_else(Uuid::nil, |life| life.server_epoch)
    }
}

/// Whether a device may take part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceState {
    /// It may.
    Active,
    /// Its past forks: it must enrol anew.
    Quarantined,
    /// Somebody took its seat away.
    Revoked,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceRecord {
    /// Its id.
    pub id: Uuid,
    /// Its epoch.
    pub epoch: u32,
    /// The series of the numbers that it may give.
    pub series: String,
    /// Its Ed25519 public key.
    pub public_key: Vec<u8>,
    /// The last place of its chain that is here.
    pub last_seq: u64,
    /// The link at that place.
    pub last_link: Digest,
    /// Whether it may take part.
    pub state: DeviceState,
}

/// An agent, as far as authority goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgentRecord {
    /// Who.
    pub id: Uuid,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The most that one command of theirs may pay back; none for no bound.
    pub refund_limit: Option<Amount>,
    /// When their authority was taken away, and by whom.
    pub revoked: Option<(DateTime<Utc>, String)>,
}

/// A sign-in of an agent at a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignIn {
    /// Which.
    pub id: Uuid,
    /// Of whom.
    pub agent: Uuid,
}

/// An aggregate at the centre.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// How often it was written.
    pub version: u64,
    /// What it adds to the checksum.
    pub digest: u64,
    /// Its body; none for one that is gone.
    pub body: Option<Body>,
}

/// A place in a device's chain, and what was answered there.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// The place.
    pub seq: u64,
    /// The link at it.
    pub link: Digest,
    /// What was signed.
    pub payload: String,
    /// The signature.
    pub seal: Seal,
    /// The command.
    pub id: Uuid,
    /// What became of it.
    pub verdict: Verdict,
    /// The feed's version that shows it.
    pub version: u64,
    /// When it came in.
    pub received_at: DateTime<Utc>,
}

/// Where a command's id was first seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CommandPlace {
    /// The digest of what was signed: the same id with another is another command, and refused.
    pub intent: Digest,
    /// The device.
    pub device: Uuid,
    /// Its epoch.
    pub epoch: u32,
    /// The place in its chain.
    pub seq: u64,
}

/// One row of the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedRow {
    /// The version: one for each transaction.
    pub version: u64,
    /// Its place within that version.
    pub ordinal: u32,
    /// When, by the centre's clock.
    pub at: DateTime<Utc>,
    /// What it says.
    pub entry: FeedEntry,
}

/// What a row of the feed says.
#[derive(Debug, Clone, PartialEq)]
pub enum FeedEntry {
    /// An aggregate as it was then.
    Change(Change),
    /// What happened.
    Event(Box<Event>),
}

/// What sort of thing is done outside the database because of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectKind {
    /// Money is paid back.
    Payout,
    /// Money that was authorised is taken (PRE-2).
    Capture,
    /// An e-mail goes out.
    Email,
}

/// Something to be done outside the database, once: written with the command, done by a worker.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// Its id, the idempotency key towards whoever does it; made from the command's id, so that asking twice is one.
    pub id: Uuid,
    /// What sort.
    pub kind: EffectKind,
    /// What it is for, once only (`refund/W-1/0/0`).
    pub business_key: String,
    /// What it says.
    pub payload: serde_json::Value,
}

/// Something that came in and was not let in.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusalRecord {
    /// When.
    pub at: DateTime<Utc>,
    /// Under which device it came.
    pub device: Uuid,
    /// Why, as a code.
    pub code: &'static str,
    /// The place in the chain that it claimed.
    pub seq: u64,
    /// What it said.
    pub payload: String,
}

/// A store of the centre.
pub trait Authority: Send + Sync {
    /// What can go wrong with it.
    type Error: std::error::Error + Send + Sync + 'static;
    /// Its transaction.
    type Tx: AuthorityTx<Error = Self::Error>;

    /// Begins a transaction on one merchant's data: nothing else is seen through it.
    fn begin(&self, merchant: &str) -> impl Future<Output = Result<Self::Tx, Self::Error>> + Send;
    /// Begins a transaction that only reads, and sees one instant.
    fn read(&self, merchant: &str) -> impl Future<Output = Result<Self::Tx, Self::Error>> + Send;
}

/// One transaction. It sees its own writes; a lock is held to its end; dropped without a commit it leaves no trace.
///
/// Everybody locks in one order, so that nobody waits in a ring: the terms, the device, orders, then accounts, then cases
/// in the order of their keys, customers in the order of their keys, counters and names, the feed's head.
pub trait AuthorityTx: Send {
    /// What can go wrong with the store.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The head of the feed, locked against other writers where `lock` is set.
    fn head(&mut self, lock: bool) -> impl Future<Output = Result<Head, Self::Error>> + Send;
    /// Writes the head of the feed.
    fn put_head(&mut self, head: &Head) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Adds to the feed. A change without a body takes the bodies of its aggregate out of the older rows too, and out of
    /// its events what [`Happening::without_person`](crate::Happening::without_person) takes out: who pulls from before
    /// sees that it is gone, and an erased customer is nowhere.
    fn add_feed(&mut self, rows: &[FeedRow]) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// The rows above `after` and up to `to`, in order.
    fn feed(&mut self, after: u64, to: u64) -> impl Future<Output = Result<Vec<FeedRow>, Self::Error>> + Send;
    /// When a version was written; none for one that was not.
    fn time_of(&mut self, version: u64) -> impl Future<Output = Result<Option<DateTime<Utc>>, Self::Error>> + Send;
    /// What happened on a key after its body had this version, oldest first.
    fn events_since(&mut self, key: &Key, version: u64)
    -> impl Future<Output = Result<Vec<Event>, Self::Error>> + Send;
    /// What became of this device's commands after this place in its chain, oldest first.
    fn events_of(
        &mut self,
        device: Uuid,
        epoch: u32,
        after_seq: u64,
    ) -> impl Future<Output = Result<Vec<Event>, Self::Error>> + Send;

    /// A device, locked against other writers where `lock` is set.
    fn device(
        &mut self,
        id: Uuid,
        lock: bool,
    ) -> impl Future<Output = Result<Option<DeviceRecord>, Self::Error>> + Send;
    /// Writes a device.
    fn put_device(&mut self, device: &DeviceRecord) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// An agent.
    fn agent(&mut self, id: Uuid) -> impl Future<Output = Result<Option<AgentRecord>, Self::Error>> + Send;
    /// A sign-in.
    fn sign_in(&mut self, id: Uuid) -> impl Future<Output = Result<Option<SignIn>, Self::Error>> + Send;

    /// An aggregate, locked against other writers where `lock` is set (also where it is not there yet).
    fn stored(&mut self, key: &Key, lock: bool) -> impl Future<Output = Result<Option<Stored>, Self::Error>> + Send;
    /// An aggregate that is read and not written, locked against writers until the end; others may read it so too.
    fn stored_shared(&mut self, key: &Key) -> impl Future<Output = Result<Option<Stored>, Self::Error>> + Send;
    /// Locks the editions of the terms: shared by who decides under them, alone by who publishes one. Taken before
    /// every other lock, so that whoever waits for it holds nothing.
    fn lock_terms(&mut self, alone: bool) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Writes an aggregate, with what is filed by it.
    fn put_stored(&mut self, key: &Key, stored: &Stored) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// The orders of a customer that are not gone, in the order of their keys.
    fn orders_of(&mut self, customer: &str) -> impl Future<Output = Result<Vec<Key>, Self::Error>> + Send;
    /// What is kept of a customer beside their record, orders and account, and goes with them: their cases, and the
    /// parcels that were found to be theirs. In the order of the keys.
    fn kept_of(&mut self, customer: &str) -> impl Future<Output = Result<Vec<Key>, Self::Error>> + Send;
    /// Every aggregate that is not gone, terms first.
    fn all(&mut self) -> impl Future<Output = Result<Vec<(Key, Stored)>, Self::Error>> + Send;
    /// Every edition of the terms.
    fn packs(&mut self) -> impl Future<Output = Result<Arc<[TermsPack]>, Self::Error>> + Send;

    /// Where a command was first seen.
    fn command(&mut self, id: Uuid) -> impl Future<Output = Result<Option<CommandPlace>, Self::Error>> + Send;
    /// Notes where a command was first seen.
    fn put_command(&mut self, id: Uuid, place: &CommandPlace) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// What is at a place of a device's chain.
    fn slot(
        &mut self,
        device: Uuid,
        epoch: u32,
        seq: u64,
    ) -> impl Future<Output = Result<Option<Slot>, Self::Error>> + Send;
    /// Fills a place of a device's chain.
    fn put_slot(
        &mut self,
        device: Uuid,
        epoch: u32,
        slot: &Slot,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The command that a device's later ones on this key wait behind.
    fn blocked(&mut self, device: Uuid, key: &Key) -> impl Future<Output = Result<Option<Uuid>, Self::Error>> + Send;
    /// Makes them wait, or lets them go on.
    fn put_blocked(
        &mut self,
        device: Uuid,
        key: &Key,
        by: Option<Uuid>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Keeps commands that were not let in because their device's past forks.
    fn quarantine(
        &mut self,
        device: Uuid,
        at: DateTime<Utc>,
        commands: &[Sealed],
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Keeps something that was not let in.
    fn refuse(&mut self, refusal: &RefusalRecord) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Claims an RMA number for an order; `false` where it is taken, whoever took it.
    fn claim_rma(
        &mut self,
        number: &str,
        order: &str,
        command: Uuid,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;
    /// The next number of a series, without gaps: it moves back if the transaction is dropped.
    fn next_number(&mut self, series: &str) -> impl Future<Output = Result<u64, Self::Error>> + Send;
    /// Writes down what a worker must do; `false` where its business key is there already.
    fn add_effect(
        &mut self,
        effect: &Effect,
        at: DateTime<Utc>,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Makes everything durable, at once.
    fn commit(self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
