//! A draft of the terms laid on what was decided, as the window asks for it.

use chrono::NaiveDate;
use guichet_domain::Outcome;
use guichet_domain::money::Currency;
use guichet_domain::what_if::{Flow, Kind};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::figures::SavedTable;

/// Arguments of `what_if`: called again with the same id until it answers with what was found.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct WhatIfArgs {
    /// An id of the window's making.
    #[ts(type = "string")]
    pub run: Uuid,
    /// How many months back, 1 to 36; of a run that has begun it counts no more.
    pub months: u32,
    /// The draft: a whole terms pack as JSON text. It rules nothing. Of a run that has begun it is not read any more.
    pub draft: Option<String>,
}

/// How far it is.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WhatIfStep {
    /// Orders looked at.
    pub looked_at: u32,
    /// Orders to be looked at.
    pub of: u32,
    /// What was found, once all were looked at.
    pub found: Option<WhatIfFound>,
}

/// What a draft would have changed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WhatIfFound {
    /// The draft's id.
    pub draft: String,
    /// The first day.
    #[ts(type = "string")]
    pub from: NaiveDate,
    /// The last day.
    #[ts(type = "string")]
    pub to: NaiveDate,
    /// Decisions compared.
    #[ts(type = "number")]
    pub compared: u64,
    /// Those that the draft decides alike.
    #[ts(type = "number")]
    pub same: u64,
    /// Those of which the facts of then cannot be worked out.
    #[ts(type = "number")]
    pub not_reproduced: u64,
    /// Commands on service accounts, of which no facts of then are kept.
    #[ts(type = "number")]
    pub on_services: u64,
    /// How many differ in what.
    pub kinds: Vec<KindCount>,
    /// Outcomes that change.
    pub outcomes: Vec<OutcomeCount>,
    /// Money of all that was compared.
    pub money: Vec<MoneyBothWays>,
    /// Rules that have a part in a change, the weightiest first.
    pub rules: Vec<RuleCount>,
    /// What changes, the weightiest first; all of it is in the file.
    pub changed: Vec<ChangedDecision>,
    /// How many more there are.
    pub more: usize,
}

/// How many changes there are of a sort.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct KindCount {
    pub kind: Kind,
    #[ts(type = "number")]
    pub count: u64,
}

/// How often an outcome becomes another.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct OutcomeCount {
    pub before: Outcome,
    pub after: Outcome,
    #[ts(type = "number")]
    pub count: u64,
}

/// An amount of a currency and a way, under both.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct MoneyBothWays {
    pub currency: Currency,
    pub flow: Flow,
    pub before: String,
    pub after: String,
    pub difference: String,
}

/// How many changes a rule has a part in.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct RuleCount {
    pub rule: String,
    #[ts(type = "number")]
    pub count: u64,
}

/// A decision that would have been another one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct ChangedDecision {
    /// The order.
    pub order: String,
    /// The day of the command, in the order's zone.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// Who gave it, by name.
    pub agent: String,
    /// What was asked, by its name.
    pub command: String,
    /// What differs.
    pub kind: Kind,
    /// In which currency.
    pub currency: Currency,
    /// As it was decided.
    pub before: DecidedSo,
    /// As the draft decides it.
    pub after: DecidedSo,
    /// The rules that were weighed otherwise.
    pub rules: Vec<String>,
}

/// What a decision comes to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
pub struct DecidedSo {
    /// How it ends.
    pub outcome: Outcome,
    /// The money that moves.
    pub money: Vec<Moved>,
}

/// Money that moves one way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Moved {
    pub flow: Flow,
    pub amount: String,
}

/// The table that can be saved of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SavedChanges {
    /// Everything that changes.
    Changes,
}

/// A table that can be saved as a file, of whatever run it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Saved {
    /// Of figures.
    Figures(SavedTable),
    /// Of a comparison.
    WhatIf(SavedChanges),
}
