//! What travels between a desk and the centre.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use guichet_domain::holding::is_open;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::body::{Body, Key};
use crate::chain::{Digest, Seal};
use crate::event::Event;
use crate::verdict::Verdict;

/// The protocol spoken today. The centre answers 426 to one it does not speak any more; the desk keeps its queue.
pub const PROTOCOL: u32 = 1;

/// The most commands in one push.
pub const PUSH_MOST: usize = 100;

/// A command in its place in the device's chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Its place, from 1, without gaps.
    pub seq: u64,
    /// The link of the command before it; zero for the first.
    pub previous: Digest,
    /// The [`Intent`](crate::Intent) as the very text that was signed.
    pub payload: String,
    /// The device's signature of this command's link.
    pub seal: Seal,
}

/// A desk's commands, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Push {
    /// The protocol spoken.
    pub protocol: u32,
    /// The device.
    pub device: Uuid,
    /// Its epoch.
    pub epoch: u32,
    /// The commands.
    pub commands: Vec<Sealed>,
}

/// What became of one pushed command.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Its place in the chain.
    pub seq: u64,
    /// The command.
    pub id: Uuid,
    /// What became of it.
    pub verdict: Verdict,
    /// The feed's version that shows it: a pull that reaches it carries the bodies.
    pub version: u64,
    /// It had come before, and this is what was answered then.
    pub duplicate: bool,
}

/// Why the centre took nothing more of a push.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stop", rename_all = "snake_case")]
pub enum Stop {
    /// The centre knows no such device.
    UnknownDevice,
    /// The device was revoked: what it still holds is handed over, kept aside, and decided on by a person.
    Revoked,
    /// The device's past forks from what the centre has seen (a clone, a restored backup). It must enrol anew; what it
    /// sent is kept aside.
    Quarantined,
    /// The device is at another epoch.
    OtherEpoch {
        /// The epoch that the centre knows.
        epoch: u32,
    },
    /// Commands are missing before this one.
    Gap {
        /// The place that the centre waits for.
        expected: u64,
    },
    /// The signature is not the device's.
    BadSignature {
        /// Of which command.
        seq: u64,
    },
}

/// The centre's answer to a push.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pushed {
    /// Which life of the centre's database this is.
    pub server_epoch: Uuid,
    /// What became of the commands that were looked at.
    pub answers: Vec<Answer>,
    /// Why it stopped, where it did.
    pub stop: Option<Stop>,
    /// The places of what was not let in and need not be sent again: it is kept aside, or was decided before.
    pub kept: Vec<u64>,
}

/// An aggregate that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Which.
    pub key: Key,
    /// Its version now, by the centre's count.
    pub version: u64,
    /// Its body; none for one that is no more.
    pub body: Option<Body>,
}

/// What a desk asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pull {
    /// The protocol spoken.
    pub protocol: u32,
    /// The device.
    pub device: Uuid,
    /// Which life of the centre's database the cursor belongs to.
    pub server_epoch: Uuid,
    /// The version up to which the desk has everything.
    pub cursor: u64,
    /// How many versions are wanted at most.
    pub most: u32,
}

/// Everything between two versions, exactly as it was at the second.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The device that asked.
    pub device: Uuid,
    /// Which life of the centre's database this is.
    pub server_epoch: Uuid,
    /// The cursor that was asked with.
    pub from: u64,
    /// The cursor after this page.
    pub to: u64,
    /// The newest version there is.
    pub head: u64,
    /// What changed, each aggregate once, as it was at `to`.
    pub changes: Vec<Change>,
    /// What happened, oldest first.
    pub events: Vec<Event>,
    /// The last place in this device's chain that the centre has.
    pub last_seq: u64,
    /// The sum of everything at `to`, where that is the head; see [`crate::body::digest`].
    pub checksum: Option<u64>,
    /// The centre's clock.
    pub server_time: DateTime<Utc>,
}

/// What a pull is answered with.
#[derive(Debug, Clone, PartialEq)]
pub enum Pulled {
    /// The next page.
    Page(Box<Page>),
    /// The cursor is too old, or of another life of the database: bootstrap again (410). The queue stays.
    Gone {
        /// Which life of the database this is.
        server_epoch: Uuid,
    },
    /// The protocol is not spoken any more: upgrade first (426). The queue stays.
    Upgrade,
    /// The device was revoked: the replica is wiped once its queue is handed over.
    Revoked,
    /// The device is in quarantine and must enrol anew.
    Quarantined,
}

/// One life of the centre's database: another begins when it is put back from a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Life {
    /// Which.
    pub server_epoch: Uuid,
    /// The version that it began with: what the life before had above it is lost.
    pub began: u64,
}

/// Which orders a replica asks for that does not hold all of them; of everything else it holds all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Orders that were placed since; older ones where something of them is open
    /// ([`guichet_domain::holding::is_open`]).
    pub since: DateTime<Utc>,
    /// Orders by their numbers, whatever their age: commands on them wait at the replica.
    #[serde(default)]
    pub with: BTreeSet<String>,
}

impl Part {
    /// Whether this aggregate is in it.
    #[must_use]
    pub fn holds(&self, key: &Key, body: Option<&Body>) -> bool {
        let (Key::Order(number), Some(order)) = (key, body.and_then(Body::order)) else { return true };
        order.placed_at.to_utc() >= self.since || is_open(order) || self.with.contains(number)
    }
}

/// Everything at one version, for a replica that begins or begins again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// The device that asked.
    pub device: Uuid,
    /// The lives of the centre's database, oldest first; the last is the one that this shows.
    pub lives: Vec<Life>,
    /// The version that it shows.
    pub version: u64,
    /// Every aggregate that was asked for, terms first.
    pub bodies: Vec<Change>,
    /// The sum of everything in it; see [`crate::body::digest`].
    pub checksum: u64,
    /// Orders are missing: it was asked for a [`Part`].
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// The last place in this device's chain that the centre has.
    pub last_seq: u64,
    /// The link at that place.
    pub last_link: Digest,
    /// What became of this device's last commands, so that none of them is asked again or forgotten.
    pub settled: Vec<Event>,
    /// The centre's clock.
    pub server_time: DateTime<Utc>,
}

impl Snapshot {
    /// Which life of the centre's database this shows.
    #[must_use]
    pub fn server_epoch(&self) -> Uuid {
        self.lives.last().map_or_else(Uuid::nil, |life| life.server_epoch)
    }

    /// The version above which everything is lost that a replica knows from this life; none where nothing is.
    #[must_use]
    pub fn lost_after(&self, known: Uuid) -> Option<u64> {
        if known == self.server_epoch() {
            return None;
        }
        let at = self.lives.iter().position(|life| life.server_epoch == known);
        let later = self.lives.iter().skip(at.map_or(0, |at| at + 1));
        Some(later.map(|life| life.began).min().filter(|_| at.is_some()).unwrap_or(0))
    }
}
