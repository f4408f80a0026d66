//! Figures for supervisors: pure counting over orders. What is read, and in how many steps, is the use-case's.
//!
//! A day is the day in the order's own time zone, as the order keeps it (CAL-1), and both ends of a range count. Amounts
//! of two currencies are never added.

mod counting;
mod range;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use guichet_domain::order::{Claim, ClaimStatus};
use guichet_domain::{Currency, Money, Rule};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use counting::Counting;
pub use range::Range;

/// The rules that credits of an order rest on, as the history tells, by the credit's place on the order.
pub type Told = BTreeMap<usize, Rest>;

/// What a decision in the history rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// This rule.
    On(Rule),
    /// A person decided otherwise than the terms (EXC-1).
    OnException,
}

/// An amount with its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AmountIn {
    /// Which.
    pub currency: Currency,
    /// How much; may be below zero where it is a difference.
    pub amount: String,
}

impl From<Money> for AmountIn {
    fn from(money: Money) -> Self {
        Self { currency: money.currency(), amount: money.to_string() }
    }
}

/// How often, and how many units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Returned {
    /// What is counted here: a reason (`not_said` where none was given), an article's number or a week's Monday.
    pub key: String,
    /// The article's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub name: Option<String>,
    /// Returns that were asked for.
    pub returns: u32,
    /// Units in them.
    pub units: u32,
}

/// Refunds in one currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RefundsIn {
    /// The currency.
    pub currency: Currency,
    /// How many.
    pub count: u32,
    /// How much in all.
    pub total: String,
    /// By the clause of the rule that they rest on, the largest amount first.
    pub by_clause: Vec<ClauseRefunds>,
}

/// Refunds under one clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClauseRefunds {
    /// The clause, such as `T§8`; `exception` for what a person decided otherwise, `unknown` where neither the order nor
    /// this desk's history tells.
    pub clause: String,
    /// The rules of it that they rest on.
    pub rules: Vec<String>,
    /// How many.
    pub count: u32,
    /// How much.
    pub total: String,
}

/// What a customer waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Waited {
    /// The refund of a return, from the day the customer told us.
    Return,
    /// The refund of a refused parcel, from the refusal.
    RefusedDelivery,
    /// The refund of damaged goods, from the report.
    Damage,
}

/// Days from being told to the credit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Times {
    /// How many refunds.
    pub count: u32,
    /// Half of them took no longer.
    #[ts(type = "number")]
    pub median: i64,
    /// Nine of ten took no longer.
    #[ts(type = "number")]
    pub p90: i64,
}

/// Times of one sort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TimesOf {
    /// Which sort.
    pub what: Waited,
    /// The times.
    pub times: Times,
}

/// How many refunds took so many days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Spread {
    /// From this many days.
    #[ts(type = "number")]
    pub from: i64,
    /// To this many; none for more than that.
    #[ts(type = "number | null")]
    pub to: Option<i64>,
    /// How many refunds.
    pub count: u32,
}

/// Time to refund.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TimeToRefund {
    /// Over all; none where nothing was waited for.
    pub all: Option<Times>,
    /// By what was waited for.
    pub by: Vec<TimesOf>,
    /// How they spread.
    pub spread: Vec<Spread>,
}

/// Claims against one carrier, reported in the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CarrierClaims {
    /// The carrier.
    pub carrier: String,
    /// Reported.
    pub claimed: u32,
    /// Accepted by the carrier, paid or not.
    pub accepted: u32,
    /// Refused by the carrier.
    pub rejected: u32,
    /// Without an answer that ends it.
    pub open: u32,
    /// What the carrier paid.
    pub recovered: Vec<AmountIn>,
}

/// Exceptions that one agent asked for in the range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AgentExceptions {
    /// The agent's id.
    pub agent: String,
    /// Their name, as it was last.
    pub name: String,
    /// Asked for, or made at once.
    pub asked: u32,
    /// Granted.
    pub granted: u32,
    /// Declined.
    pub declined: u32,
    /// Waiting for an answer.
    pub waiting: u32,
    /// Of those granted: what was paid or promised beyond (or below) what the terms give.
    pub difference: Vec<AmountIn>,
}

/// Everything counted over a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Figures {
    /// The first day.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// The last day.
    #[ts(type = "string")]
    pub to: NaiveDate,
    /// Returns asked for.
    pub returns: u32,
    /// Units in them.
    pub units: u32,
    /// By reason, the commonest first.
    pub by_reason: Vec<Returned>,
    /// By article, the most units first.
    pub by_article: Vec<Returned>,
    /// By week, each by its Monday, none left out.
    pub by_week: Vec<Returned>,
    /// Refunds, by currency.
    pub refunds: Vec<RefundsIn>,
    /// Time to refund.
    pub times: TimeToRefund,
    /// Claims by carrier.
    pub claims: Vec<CarrierClaims>,
    /// Exceptions by agent.
    pub exceptions: Vec<AgentExceptions>,
    /// Credits that bear no day, as those of an import may: in no range.
    pub undated_credits: u32,
    /// Claims that bear no day.
    pub undated_claims: u32,
}

/// A bar of a chart: what orders stand behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "snake_case", deny_unknown_fields)]
pub enum Bar {
    /// Returns for a reason.
    Reason {
        /// As in `by_reason`.
        key: String,
    },
    /// Returns of an article.
    Article {
        /// Its number.
        key: String,
    },
    /// Returns of a week.
    Week {
        /// Its Monday.
        key: String,
    },
    /// Refunds under a clause.
    Clause {
        /// The clause.
        key: String,
        /// In this currency.
        currency: Currency,
    },
    /// Refunds that took so many days.
    Days {
        /// From how many, as in `spread`.
        #[ts(type = "number")]
        from: i64,
    },
    /// Claims against a carrier.
    Carrier {
        /// The carrier.
        key: String,
    },
    /// Exceptions of an agent.
    Agent {
        /// The agent's id.
        key: String,
    },
}

/// One order behind a bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Behind {
    /// Its number.
    pub order: String,
    /// The day that counts.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// Units that came back, where units are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub units: Option<u32>,
    /// The amount, where amounts are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub amount: Option<AmountIn>,
    /// Days that it took, where days are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(type = "number", optional)]
    pub days: Option<i64>,
    /// Whose order it is, where they are known here: filled in when it is looked at.
    pub customer_name: Option<String>,
}

/// The orders behind a bar: so many are kept, and so many there are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct BehindBar {
    /// The orders placed last.
    pub orders: Vec<Behind>,
    /// How many there are in all.
    pub count: u32,
}

/// How many orders are kept behind a bar.
pub const KEPT_BEHIND: usize = 500;

/// Whether the carrier agreed, whatever came afterwards.
fn is_accepted(claim: &Claim) -> bool {
    let agreed = |status: ClaimStatus| matches!(status, ClaimStatus::Accepted | ClaimStatus::Paid);
    agreed(claim.status) || claim.steps.iter().any(|step| agreed(step.to))
}
