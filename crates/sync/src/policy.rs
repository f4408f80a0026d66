//! Who may ask for what. The merchant's terms say nothing of it: these are the program's own bounds.

use guichet_domain::money::Amount;
use guichet_domain::{AccountCommand, CaseCommand, OrderCommand};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::action::Action;

/// What somebody is at the merchant's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Talks to customers.
    Agent,
    /// Answers for agents.
    Supervisor,
    /// Sends and receives parcels.
    Warehouse,
    /// Keeps agents, devices and terms.
    Admin,
}

impl Role {
    /// The role as it is stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Supervisor => "supervisor",
            Self::Warehouse => "warehouse",
            Self::Admin => "admin",
        }
    }

    /// The role of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Agent, Self::Supervisor, Self::Warehouse, Self::Admin].into_iter().find(|role| role.name() == name)
    }
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The agent.
    pub agent: Uuid,
    /// The sign-in under which they act.
    pub sign_in: Uuid,
    /// Their name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The most that one command of theirs may pay back, in the aggregate's currency; none for no bound.
    pub refund_limit: Option<Amount>,
}

/// Whether this role may ask for this.
#[must_use]
pub fn may(role: Role, action: &Action) -> bool {
    match (role, action) {
        (Role::Supervisor | Role::Admin, _) | (_, Action::Resolve { .. }) => true,
        // The warehouse handles parcels, and decides nothing about contracts.
        (Role::Warehouse, Action::Order(command)) => matches!(
            command,
            OrderCommand::ReleaseShipment(_)
                | OrderCommand::DeliverShipment(_)
                | OrderCommand::RefuseDelivery(_)
                | OrderCommand::ReceiveRefused(_)
                | OrderCommand::ReceiveReturn(_)
                | OrderCommand::AskException(_)
                | OrderCommand::AddEvidence(_)
                | OrderCommand::ShipReplacement(_)
        ),
        (
            Role::Warehouse,
            Action::Account(_)
            | Action::Open(_)
            | Action::Place(_)
            | Action::Customer(_)
            | Action::Register(_)
            | Action::OpenCase(_),
        ) => false,
        // Goods that are thrown away do not come back: whoever answers for it does that (RET-8).
        (Role::Warehouse | Role::Agent, Action::Stray(command)) => !command.disposes(),
        (Role::Warehouse | Role::Agent, Action::PutAside(_)) => true,
        // It answers what it is asked in a case, and gives it back: whose turn it is, who talks to the customer says.
        (Role::Warehouse, Action::Case(command)) => !matches!(command, CaseCommand::MoveCase { .. }),
        // Deciding otherwise than the terms, and giving money away, is a supervisor's: an agent asks for it.
        (Role::Agent, Action::Order(command)) => !matches!(
            command,
            OrderCommand::MakeException(_)
                | OrderCommand::GrantException(_)
                | OrderCommand::DeclineException(_)
                | OrderCommand::Goodwill(_)
        ),
        (
            Role::Agent,
            Action::Open(_)
            | Action::Place(_)
            | Action::Customer(_)
            | Action::Register(_)
            | Action::OpenCase(_)
            | Action::Case(_),
        ) => true,
        // Ending an element for the merchant is the merchant's to decide (SUB-9); an agent reminds, and goes no further
        // against who does not pay (NPY-2).
        (Role::Agent, Action::Account(command)) => match command {
            AccountCommand::DiscontinueService(_) => false,
            AccountCommand::TakeMeasure(asked) => asked.kind.event().is_some(),
            _ => true,
        },
    }
}

/// Whether this role sees figures, which tell of agents too: whoever answers for them.
#[must_use]
pub fn may_see_figures(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Admin)
}

/// Whether this role hands a customer the copy of their data, or erases them: whoever answers for it.
#[must_use]
pub fn may_answer_for_data(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Admin)
}

/// Whether a command that pays back this much is within somebody's bound.
#[must_use]
pub fn within_limit(limit: Option<Amount>, total: Option<Amount>) -> bool {
    match (limit, total) {
        (Some(limit), Some(total)) => total.value() <= limit.value(),
        _ => true,
    }
}
