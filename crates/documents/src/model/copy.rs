//! What is kept of a customer, as they can read it.

use serde::{Deserialize, Serialize};

use super::{ClaimPaper, Language, Party};

/// A copy of everything that is kept of one customer (Regulation 2016/679 art. 15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerCopy {
    /// The customer's.
    pub language: Language,
    /// What it is printed on.
    pub paper: ClaimPaper,
    /// The merchant's id of the customer.
    pub number: String,
    /// The day of the copy.
    pub made_on: String,
    /// Who keeps it.
    pub seller: Party,
    /// Of whom.
    pub customer: Party,
    /// What is there to know beforehand, in words.
    pub notes: Vec<String>,
    /// Part after part.
    pub sections: Vec<CopySection>,
}

/// One part of a copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopySection {
    /// Its heading.
    pub title: String,
    /// Whether it stands below the part before it.
    pub below: bool,
    /// What stands under the heading.
    pub note: Option<String>,
    /// Facts, each with what it is called.
    pub facts: Vec<(String, CopyValue)>,
    /// Rows under their heads; none without heads.
    pub heads: Vec<String>,
    /// As many values as there are heads.
    pub rows: Vec<Vec<CopyValue>>,
}

/// A value, written out in the copy's language when it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyValue {
    /// As it is kept.
    Text(String),
    /// An ISO day.
    Day(String),
    /// An amount and its currency.
    Money(String, String),
}
