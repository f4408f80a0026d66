//! One box finds a customer or an order by whatever the agent was told.

mod find;
pub mod fold;
pub mod identifiers;
mod marking;
pub mod numbered;
pub mod postings;
mod rows;
pub mod slips;
mod terms;

use serde::{Deserialize, Serialize};

use crate::summary::{Flag, OrderSummary};

/// A piece of a text, marked where it matched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Span {
    /// The piece.
    pub text: String,
    /// Whether it matched.
    pub marked: bool,
}

/// What a hit leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Target {
    /// A customer.
    Customer {
        /// Their id.
        id: String,
    },
    /// An order.
    Order {
        /// Its number.
        number: String,
    },
    /// A case.
    Case {
        /// Its number.
        number: String,
    },
    /// A parcel in quarantine.
    Stray {
        /// Its number.
        number: String,
    },
}

/// What matched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Matched {
    Name,
    Email,
    Phone,
    Order,
    Rma,
    Invoice,
    Tracking,
    Serial,
    Postcode,
    Town,
    Case,
    Stray,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Hit {
    /// What it leads to.
    pub target: Target,
    /// What matched.
    pub matched: Matched,
    /// The customer's name, or the order's number.
    pub title: Vec<Span>,
    /// The e-mail address, or the customer of the order; the identifier that matched, where it is another.
    pub subtitle: Vec<Span>,
    /// Town and postcode, or the order's first article.
    pub place: Vec<Span>,
    /// The customer's last order, or the order itself.
    pub last_order: Option<OrderSummary>,
    /// What an agent should know before opening it.
    pub flags: Vec<Flag>,
}

/// Hits that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// Cases and parcels in quarantine, by their numbers.
    Numbered,
    /// An identifier was typed in full.
    Exact,
    /// Customers.
    Customers,
    /// Orders.
    Orders,
}

/// Hits that belong together, best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Group {
    /// What they have in common.
    pub kind: GroupKind,
    /// The hits.
    pub hits: Vec<Hit>,
}

/// How a mistyped word was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct Reading {
    /// As typed.
    pub typed: String,
    /// As read.
    pub read_as: String,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct FindAnswer {
    /// What was typed.
    pub query: String,
    /// How long it took, in microseconds.
    #[ts(type = "number")]
    pub micros: u64,
    /// How many customers were searched.
    #[ts(type = "number")]
    pub customers_total: i64,
    /// Words that were read as others.
    pub readings: Vec<Reading>,
    /// What was found.
    pub groups: Vec<Group>,
}
