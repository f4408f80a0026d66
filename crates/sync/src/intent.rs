//! What an agent asked for at a desk, as it is signed and sent.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::decision::Deadline;
use guichet_domain::money::Amount;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::action::Action;
use crate::body::Key;

/// The form in which intents are written today.
pub const FORM: u32 = 1;

/// What came of a command: what an agent told the customer, or what the centre made of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Upshot {
    /// The edition of the terms that ruled.
    pub pack: String,
    /// Paid back, in the aggregate's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub total: Option<Amount>,
    /// The RMA issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub rma: Option<String>,
    /// The credit note issued: the centre's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub credit_note: Option<String>,
    /// What a new order costs, tax included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub price: Option<Amount>,
    /// The days that were named.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub deadlines: BTreeMap<Deadline, NaiveDate>,
}

/// A command with everything that binds it to who asked, on what, when and knowing what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intent {
    /// The form in which this is written.
    pub form: u32,
    /// The command's id: one id is one command, for ever.
    pub id: Uuid,
    /// The merchant.
    pub merchant: String,
    /// The agent who acted.
    pub agent: Uuid,
    /// The sign-in under which they acted.
    pub sign_in: Uuid,
    /// On what.
    pub key: Key,
    /// What.
    pub action: Action,
    /// The version of the body, by the centre's count, that lay under the decision.
    pub base: u64,
    /// How far the desk knew the centre's feed.
    pub cursor: u64,
    /// In which life of the centre's database those two were counted.
    pub server_epoch: Option<Uuid>,
    /// When, by the desk's clock as last corrected.
    pub claimed_at: DateTime<FixedOffset>,
    /// What the agent was shown and the customer told.
    pub upshot: Upshot,
}
