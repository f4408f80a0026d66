//! What a replica keeps, and how a store offers it.

use std::future::Future;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::action::Resolution;
use crate::body::{Body, Key};
use crate::chain::{Digest, Seal};
use crate::conflict::Conflict;
use crate::event::Event;
use crate::intent::Intent;
use crate::verdict::{Difference, Verdict};
use crate::wire::Sealed;

/// Who a replica is at the centre, from its enrolment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    /// The merchant.
    pub merchant: String,
    /// The device.
    pub device: Uuid,
    /// Its epoch.
    pub epoch: u32,
    /// The series of the numbers that it may give.
    pub series: String,
}

/// How a replica stands with the centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It was never enrolled: it queues and sends nothing.
    #[default]
    Local,
    /// It takes part.
    Active,
    /// It must begin again from a snapshot; its queue stays.
    MustBootstrap,
    /// It must enrol anew, under a new series; its queue stays.
    MustEnrol,
    /// Its program must be upgraded first; its queue stays.
    MustUpgrade,
    /// It was revoked: it hands its queue over, then is wiped.
    Revoked,
}

/// The one row about the replica itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ReplicaState {
    /// Who it is at the centre.
    pub seat: Option<Seat>,
    /// How it stands with the centre.
    pub standing: Standing,
    /// Which life of the centre's database the cursor belongs to.
    pub server_epoch: Option<Uuid>,
    /// The feed's version up to which it has everything.
    pub cursor: u64,
    /// The sum of every authoritative body; see [`crate::body::digest`].
    pub checksum: u64,
    /// It holds a part of everything only, so the sum says nothing.
    pub partial: bool,
    /// The last place given in the device's chain.
    pub last_seq: u64,
    /// The link at that place.
    pub last_link: Digest,
    /// The place from which on the centre lacks this chain, where it said so: all of it from there is sent again, also
    /// what has been settled since through another place.
    #[serde(default)]
    pub missing_from: Option<u64>,
    /// The centre's clock minus the desk's at the last page, in milliseconds.
    pub clock_offset: i64,
}

impl ReplicaState {
    /// The desk's time as corrected by the centre's clock.
    #[must_use]
    pub fn corrected(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.checked_add_signed(chrono::TimeDelta::milliseconds(self.clock_offset)).unwrap_or(now)
    }
}

/// One aggregate at a replica.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The authoritative body's version, by the centre's count; 0 for one that the centre never saw.
    pub version: u64,
    /// What the authoritative body adds to the checksum.
    pub digest: u64,
    /// The body as agents see it: the authoritative one, with what is pending laid on top. None for one that is gone.
    pub body: Option<Body>,
}

/// A queued command's place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedAt {
    /// The device under which it was sealed.
    pub device: Uuid,
    /// The epoch under which it was sealed.
    pub epoch: u32,
    /// Its place.
    pub seq: u64,
    /// The link before it.
    pub previous: Digest,
    /// Its own link.
    pub link: Digest,
    /// The text that was signed.
    pub payload: String,
    /// The signature.
    pub seal: Seal,
}

impl SealedAt {
    /// As it travels.
    #[must_use]
    pub fn sent(&self) -> Sealed {
        Sealed { seq: self.seq, previous: self.previous, payload: self.payload.clone(), seal: self.seal.clone() }
    }
}

/// Where a queued command stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum EntryState {
    /// It awaits the centre's verdict.
    Waiting,
    /// It was taken back before it was sealed.
    Withdrawn,
    /// The centre has decided.
    Settled {
        /// What.
        verdict: Box<Verdict>,
        /// The feed's version that shows it.
        version: u64,
    },
}

/// A queued command. It stays after it is settled, in case the centre loses it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its place in the order of taking, given by the store.
    pub place: u64,
    /// When it was taken, by the desk's own clock.
    pub taken_at: DateTime<Utc>,
    /// Who asked, by name.
    pub agent: String,
    /// What was asked.
    pub intent: Intent,
    /// Its place in the chain, once it has one.
    pub sealed: Option<SealedAt>,
    /// Where it stands.
    pub state: EntryState,
    /// The feed's version that will show its verdict, once the centre said so.
    pub answered: Option<u64>,
    /// Why it would not be taken on what is known now: the centre has the last word.
    pub doubt: Option<Box<Conflict>>,
}

impl Entry {
    /// Whether it awaits the centre's verdict.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.state == EntryState::Waiting
    }
}

/// Why something needs a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "cause", rename_all = "snake_case")]
pub enum Cause {
    /// The centre did not take a command.
    Rejected {
        /// Why.
        conflict: Box<Conflict>,
    },
    /// The centre took it with another outcome than the customer was told.
    Differently {
        /// What is otherwise.
        differences: Vec<Difference>,
    },
}

/// Something that needs a person: one for each command that came back otherwise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    /// The command.
    pub command: Uuid,
    /// The aggregate.
    pub key: Key,
    /// Why.
    pub cause: Cause,
    /// The centre's clock when it was decided.
    pub since: DateTime<Utc>,
    /// How a person settled it; none while it is open.
    pub resolved: Option<Resolution>,
}

impl Attention {
    /// Whether later commands on the same aggregate wait for it.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.resolved.is_none() && matches!(self.cause, Cause::Rejected { .. })
    }
}

/// A store of one replica.
pub trait Replica: Send + Sync {
    /// What can go wrong with it.
    type Error: std::error::Error + Send + Sync + 'static;
    /// Its transaction.
    type Tx: ReplicaTx<Error = Self::Error>;

    /// Begins the one write transaction.
    fn begin(&self) -> impl Future<Output = Result<Self::Tx, Self::Error>> + Send;
}

/// One write transaction: it sees its own writes, and dropped without a commit it leaves no trace.
pub trait ReplicaTx: Send {
    /// What can go wrong with the store.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The row about the replica itself.
    fn state(&mut self) -> impl Future<Output = Result<ReplicaState, Self::Error>> + Send;
    /// Writes the row about the replica itself.
    fn put_state(&mut self, state: &ReplicaState) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The aggregate of this key.
    fn row(&mut self, key: &Key) -> impl Future<Output = Result<Option<Row>, Self::Error>> + Send;
    /// Writes an aggregate, with what is filed by it.
    fn put_row(&mut self, key: &Key, row: &Row) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Forgets every aggregate, for a snapshot that replaces them.
    fn forget_rows(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Every edition of the terms.
    fn packs(&mut self) -> impl Future<Output = Result<Arc<[TermsPack]>, Self::Error>> + Send;

    /// The authoritative body under what is pending on this key: the outer none where nothing is pending.
    fn under(&mut self, key: &Key) -> impl Future<Output = Result<Option<Option<Body>>, Self::Error>> + Send;
    /// Puts the authoritative body aside (or, with none, says that nothing is pending any more).
    fn put_under(
        &mut self,
        key: &Key,
        body: Option<&Option<Body>>,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// The keys with something pending.
    fn overlaid(&mut self) -> impl Future<Output = Result<Vec<Key>, Self::Error>> + Send;

    /// A queued command by its id.
    fn entry(&mut self, id: Uuid) -> impl Future<Output = Result<Option<Entry>, Self::Error>> + Send;
    /// Queues a command at the next place, which is returned; the entry's own is ignored.
    fn add_entry(&mut self, entry: &Entry) -> impl Future<Output = Result<u64, Self::Error>> + Send;
    /// Writes a queued command that is there already, at its place.
    fn put_entry(&mut self, entry: &Entry) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// The waiting commands on a key, or on all, in order of their places.
    fn waiting(&mut self, key: Option<&Key>) -> impl Future<Output = Result<Vec<Entry>, Self::Error>> + Send;
    /// The commands whose verdict the feed showed after this version, in order of their places.
    fn settled_after(&mut self, version: u64) -> impl Future<Output = Result<Vec<Entry>, Self::Error>> + Send;

    /// What is known of a command that came back otherwise.
    fn attention(&mut self, command: Uuid) -> impl Future<Output = Result<Option<Attention>, Self::Error>> + Send;
    /// Writes it.
    fn put_attention(&mut self, item: &Attention) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// Forgets it: the command is asked of a centre that lost its verdict.
    fn remove_attention(&mut self, command: Uuid) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// What a person has not settled yet, oldest first.
    fn open_attention(&mut self) -> impl Future<Output = Result<Vec<Attention>, Self::Error>> + Send;

    /// Keeps an event; one that is there already is left as it is.
    fn put_event(&mut self, event: &Event) -> impl Future<Output = Result<(), Self::Error>> + Send;
    /// What happened on a key after its body had this version, oldest first.
    fn events_since(&mut self, key: &Key, version: u64)
    -> impl Future<Output = Result<Vec<Event>, Self::Error>> + Send;
    /// Forgets events above this version: they belong to a life of the centre that is no more.
    fn forget_events_above(&mut self, version: u64) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Takes out of what happened to customers who are not here what was typed about them
    /// ([`Happening::without_person`](crate::Happening::without_person)): they were erased, or are looked up again.
    fn forget_people(&mut self) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// The next number of a series, moved inside this transaction.
    fn next_number(&mut self, series: &str) -> impl Future<Output = Result<u64, Self::Error>> + Send;
    /// Claims an RMA number for a command; `false` where it is taken.
    fn claim_rma(
        &mut self,
        number: &str,
        order: &str,
        command: Uuid,
    ) -> impl Future<Output = Result<bool, Self::Error>> + Send;

    /// Makes everything durable, at once.
    fn commit(self) -> impl Future<Output = Result<(), Self::Error>> + Send;
}
