//! What can be asked of an aggregate.

use guichet_domain::{AccountCommand, Basket, OrderCommand};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::body::Key;

/// How a person settled a command that the centre did not take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// The command is let go.
    LetGo,
    /// It is asked again, on what is true now, as a new command.
    AskedAgain,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "on", content = "command", rename_all = "snake_case")]
pub enum Action {
    /// A command on an order.
    Order(OrderCommand),
    /// A command on a service account.
    Account(AccountCommand),
    /// A new order, under the number that it names (ORD-1).
    Place(Box<Basket>),
    /// Settles an earlier command of this desk, so that what waits behind it may go on.
    Resolve {
        /// The command that is settled.
        of: Uuid,
        /// How.
        how: Resolution,
    },
}

impl Action {
    /// Whether it makes what this key names, which is not there before.
    #[must_use]
    pub fn places(&self, key: &Key) -> bool {
        matches!((key, self), (Key::Order(number), Self::Place(basket)) if *number == basket.number)
    }

    /// Its name as it travels.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Order(command) => command.name(),
            Self::Account(command) => command.name(),
            Self::Place(_) => "new_order",
            Self::Resolve { .. } => "resolve",
        }
    }

    /// Whether two agents who ask for these two on one aggregate want the same thing done once, so that the second
    /// is content with what the first did. Two RMAs never are: each customer was told another number.
    #[must_use]
    pub fn is_same_intent(&self, other: &Self) -> bool {
        use OrderCommand as O;
        match (self, other) {
            (Self::Order(O::CancelOrder(mine)), Self::Order(O::CancelOrder(theirs))) => {
                mine.by == theirs.by && mine.lines == theirs.lines
            }
            (Self::Order(O::RefuseDelivery(mine)), Self::Order(O::RefuseDelivery(theirs)))
            | (Self::Order(O::ReceiveRefused(mine)), Self::Order(O::ReceiveRefused(theirs))) => {
                mine.shipment == theirs.shipment
            }
            (Self::Order(O::ReceiveReturn(mine)), Self::Order(O::ReceiveReturn(theirs))) => {
                mine.rma == theirs.rma && mine.lines == theirs.lines
            }
            (Self::Order(O::ReportDamage(mine)), Self::Order(O::ReportDamage(theirs))) => {
                mine.shipment == theirs.shipment && mine.lines == theirs.lines
            }
            (Self::Account(mine), Self::Account(theirs)) => mine == theirs,
            _ => false,
        }
    }
}
