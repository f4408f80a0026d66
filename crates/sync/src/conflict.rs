//! Why a command was not taken, with both sides' facts and what can be done next.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use guichet_domain::decision::Effect;
use guichet_domain::{AccountCommand, Decision, Fault, OrderCommand};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::action::Action;
use crate::event::{Event, Happening};
use crate::intent::Intent;
use crate::run::Refusal;

/// What sort of conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// Somebody did something else on it first that rules this out (a cancellation against a shipment).
    Competing,
    /// More units are asked for than are left (a second RMA or refund of one unit).
    QuantityExceeded,
    /// What the desk knew is not so any more.
    StaleFacts,
    /// The customer was deleted or erased.
    CustomerGone,
    /// The agent may not act any more.
    AuthorityRevoked,
    /// The agent's role does not do this.
    RoleForbids,
    /// It pays back more than the agent may alone.
    LimitExceeded,
    /// A newer edition of the terms rules, and refuses.
    NewerTerms,
    /// The money is on its way already.
    AlreadyPaidOut,
    /// It waits behind an earlier command on the same aggregate that somebody must settle first.
    Behind,
    /// The centre knows no such aggregate.
    Unknown,
    /// The terms refuse it on the very facts that the desk knew.
    Refused,
    /// It cannot be read, or names what is not there.
    Malformed,
    /// Its id is another command's.
    IdReused,
    /// It claims an agent, a sign-in or a merchant that it does not come from.
    Forged,
}

/// What one side did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// Who, by name; none for the shop itself.
    pub who: Option<String>,
    /// When: by the desk's clock for the command in question, by the centre's for what came first.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub at: DateTime<Utc>,
    /// What: a command's name, or `ingested`, `erased`, `published`.
    pub what: String,
    /// The command, where it was one.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub command: Option<Uuid>,
    /// What was asked, where it was a command.
    #[cfg_attr(feature = "ts", ts(type = "unknown"))]
    pub action: Option<serde_json::Value>,
}

/// What can be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Let the command go.
    LetGo,
    /// Ask it again, on what is true now.
    AskAgain,
    /// Open the order as it is now, to do something else.
    Open,
    /// Have a supervisor ask it.
    AskSupervisor,
    /// Tell the customer that it is otherwise than was said.
    TellCustomer,
    /// Settle the earlier command first.
    SettleFirst,
}

/// Why a command was not taken.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// What sort.
    pub kind: ConflictKind,
    /// The command in question.
    pub mine: Side,
    /// What was done since the desk last knew the aggregate, oldest first.
    pub theirs: Vec<Side>,
    /// The rules that forbid it, by id.
    pub rules: Vec<String>,
    /// What else was weighed, by name.
    pub facts: BTreeMap<String, String>,
    /// What can be done next, the likeliest first.
    pub steps: Vec<NextStep>,
}

/// How many of the other side's deeds are told.
const TOLD: usize = 8;

impl Conflict {
    /// A conflict of this sort.
    #[must_use]
    pub fn new(kind: ConflictKind, intent: &Intent, who: Option<String>, since: &[Event]) -> Self {
        let mine = Side {
            who,
            at: intent.claimed_at.to_utc(),
            what: intent.action.name().to_owned(),
            command: Some(intent.id),
            action: serde_json::to_value(intent.action.as_told()).ok(),
        };
        let theirs = since.iter().rev().filter(|event| changed_something(event)).take(TOLD).map(side);
        let mut theirs: Vec<Side> = theirs.collect();
        theirs.reverse();
        Self { kind, mine, theirs, rules: Vec::new(), facts: BTreeMap::new(), steps: steps(kind) }
    }

    /// With another fact that was weighed.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.facts.insert(name.to_owned(), value.to_string());
        self
    }

    /// Takes out what both sides typed of a person's own record; that they did something stays.
    pub fn forget_person(&mut self) {
        for side in std::iter::once(&mut self.mine).chain(&mut self.theirs) {
            side.action = None;
        }
    }

    /// The conflict behind a refusal: what sort it is follows from what was done since the desk last knew, and from
    /// whether the edition of the terms that rules it now is still the one that the desk decided by.
    #[must_use]
    pub fn of_refusal(
        refusal: &Refusal,
        intent: &Intent,
        who: Option<String>,
        since: &[Event],
        ruled_by: Option<&str>,
    ) -> Self {
        let kind = kind_of(refusal, intent, since, ruled_by);
        let mut conflict = Self::new(kind, intent, who, since);
        if kind == ConflictKind::NewerTerms {
            conflict = conflict.with("terms_then", &intent.upshot.pack).with("terms_now", ruled_by.unwrap_or_default());
        }
        match refusal {
            Refusal::Refused(decision) => conflict.rules = forbidding(decision),
            Refusal::Impossible(fault) => {
                conflict.facts.insert("path".to_owned(), fault.path.clone());
                conflict.facts.insert("fault".to_owned(), fault.message.clone());
            }
            Refusal::Missing | Refusal::NoTerms => {}
        }
        conflict
    }
}

fn changed_something(event: &Event) -> bool {
    match &event.what {
        Happening::Command { action: Action::Resolve { .. }, .. } => false,
        Happening::Command { verdict, .. } => !verdict.is_rejected() && !verdict.is_same_intent(),
        _ => true,
    }
}

fn side(event: &Event) -> Side {
    let (what, command, action) = match &event.what {
        Happening::Command { id, action, .. } => {
            (action.name().to_owned(), Some(*id), serde_json::to_value(action.as_told()).ok())
        }
        Happening::Ingested => ("ingested".to_owned(), None, None),
        Happening::Erased => ("erased".to_owned(), None, None),
        Happening::Published => ("published".to_owned(), None, None),
    };
    Side { who: event.agent.clone(), at: event.at, what, command, action }
}

fn forbidding(decision: &Decision) -> Vec<String> {
    decision.rules.iter().filter(|g| g.effect == Effect::Forbids).map(|ground| ground.id.id().to_owned()).collect()
}

fn kind_of(refusal: &Refusal, intent: &Intent, since: &[Event], ruled_by: Option<&str>) -> ConflictKind {
    let others: Vec<&Event> = since.iter().filter(|event| changed_something(event)).collect();
    match refusal {
        Refusal::Missing | Refusal::NoTerms => return ConflictKind::Unknown,
        Refusal::Impossible(fault) if others.is_empty() => return malformed_or_more(fault),
        // Nobody did anything on it: what changed is the terms, or nothing.
        Refusal::Refused(_) if others.is_empty() => {
            let newer = ruled_by.is_some_and(|pack| pack != intent.upshot.pack);
            return if newer { ConflictKind::NewerTerms } else { ConflictKind::Refused };
        }
        _ => {}
    }
    let commands = || others.iter().filter_map(|event| event.command());
    if pays_out(&intent.action) && commands().any(|(_, _, _, verdict)| paid(verdict)) {
        return ConflictKind::AlreadyPaidOut;
    }
    if asks_units(&intent.action) && commands().any(|(_, _, action, _)| asks_units(action)) {
        return ConflictKind::QuantityExceeded;
    }
    let shipped = others.iter().any(|event| event.what == Happening::Ingested);
    if shipped || commands().any(|(_, _, action, _)| action.name() != intent.action.name()) {
        return ConflictKind::Competing;
    }
    ConflictKind::StaleFacts
}

/// A command that names more units than there are is out of bounds; one that names what is not there is malformed.
fn malformed_or_more(fault: &Fault) -> ConflictKind {
    match fault.path.contains("quantity") {
        true => ConflictKind::QuantityExceeded,
        false => ConflictKind::Malformed,
    }
}

/// Whether a command may pay money back.
fn pays_out(action: &Action) -> bool {
    let Action::Order(command) = action else { return false };
    let command = match command {
        OrderCommand::MakeException(made) => &made.command,
        plain => plain,
    };
    matches!(
        command,
        OrderCommand::ReceiveReturn(_)
            | OrderCommand::ReceiveRefused(_)
            | OrderCommand::RefundClaim(_)
            | OrderCommand::Goodwill(_)
            | OrderCommand::GrantException(_)
    )
}

fn paid(verdict: &crate::verdict::Verdict) -> bool {
    use crate::verdict::Verdict;
    match verdict {
        Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. } => {
            upshot.total.is_some_and(|total| !total.value().is_zero())
        }
        Verdict::Rejected { .. } => false,
    }
}

/// Whether a command claims units that another could claim too.
fn asks_units(action: &Action) -> bool {
    match action {
        Action::Order(OrderCommand::MakeException(made)) => asks_units(&Action::Order((*made.command).clone())),
        Action::Order(command) => matches!(
            command,
            OrderCommand::RequestReturn(_)
                | OrderCommand::ReportDamage(_)
                | OrderCommand::ReceiveReturn(_)
                | OrderCommand::ReleaseShipment(_)
        ),
        Action::Account(command) => matches!(command, AccountCommand::Subscribe(_)),
        Action::Open(_) => true,
        Action::Place(_)
        | Action::Customer(_)
        | Action::Register(_)
        | Action::OpenCase(_)
        | Action::Case(_)
        | Action::PutAside(_)
        | Action::Stray(_)
        | Action::Resolve { .. } => false,
    }
}

fn steps(kind: ConflictKind) -> Vec<NextStep> {
    use NextStep::{AskAgain, AskSupervisor, LetGo, Open, SettleFirst, TellCustomer};
    match kind {
        ConflictKind::Competing | ConflictKind::StaleFacts => vec![Open, LetGo, AskAgain, TellCustomer],
        ConflictKind::QuantityExceeded => vec![Open, LetGo, TellCustomer],
        ConflictKind::AlreadyPaidOut => vec![LetGo, Open],
        ConflictKind::NewerTerms | ConflictKind::Refused => vec![Open, LetGo, AskSupervisor, TellCustomer],
        ConflictKind::AuthorityRevoked | ConflictKind::RoleForbids | ConflictKind::LimitExceeded => {
            vec![AskSupervisor, AskAgain, LetGo, TellCustomer]
        }
        ConflictKind::Behind => vec![SettleFirst, AskAgain, LetGo],
        ConflictKind::CustomerGone
        | ConflictKind::Unknown
        | ConflictKind::Malformed
        | ConflictKind::IdReused
        | ConflictKind::Forged => vec![LetGo],
    }
}
