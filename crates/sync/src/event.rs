//! What happened at the centre, in the order in which it happened.

use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::action::Action;
use crate::body::Key;
use crate::verdict::Verdict;

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "happening", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "nearly every event is a command")]
pub enum Happening {
    /// A desk's command came in, and what became of it.
    Command {
        /// The command.
        id: Uuid,
        /// The device that it came from.
        device: Uuid,
        /// Its place in the device's chain.
        epoch: u32,
        /// Its place in the device's chain.
        seq: u64,
        /// What was asked.
        action: Action,
        /// When, by the desk's clock.
        claimed_at: DateTime<FixedOffset>,
        /// What became of it.
        verdict: Box<Verdict>,
    },
    /// The merchant's shop sent the aggregate as it is now.
    Ingested,
    /// The customer was erased.
    Erased,
    /// An edition of the terms was published.
    Published,
}

/// One entry of the centre's history, as desks receive it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// The feed's version that it belongs to.
    pub version: u64,
    /// Its place within that version.
    pub ordinal: u32,
    /// When, by the centre's clock.
    pub at: DateTime<Utc>,
    /// Who, by name; none for the shop itself.
    pub agent: Option<String>,
    /// On what.
    pub key: Key,
    /// The body's version afterwards.
    pub body_version: u64,
    /// What.
    pub what: Happening,
}

impl Happening {
    /// The same without what it repeats of a person's own record; none where it repeats nothing.
    #[must_use]
    pub fn without_person(&self) -> Option<Self> {
        let Self::Command { action, verdict, .. } = self else { return None };
        let (bare, mut answer) = (action.without_person(), verdict.clone());
        if let Verdict::Rejected { conflict } = &mut *answer {
            conflict.forget_person();
        }
        let same = bare == *action && answer == *verdict;
        let mut told = self.clone();
        if let Self::Command { action, verdict, .. } = &mut told {
            (*action, *verdict) = (bare, answer);
        }
        (!same).then_some(told)
    }
}

impl Event {
    /// The command, its device and its verdict, where a desk's command came in.
    #[must_use]
    pub fn command(&self) -> Option<(Uuid, Uuid, &Action, &Verdict)> {
        match &self.what {
            Happening::Command { id, device, action, verdict, .. } => Some((*id, *device, action, verdict)),
            _ => None,
        }
    }
}
