//! The customer, as far as decisions need one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A customer of the merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Customer {
    /// The merchant's id of the customer.
    pub id: String,
    /// Full name.
    #[serde(default)]
    pub name: String,
    /// Where the Order Form is sent (ORD-1).
    #[serde(default)]
    pub email: Option<String>,
    /// Disputes over an earlier non-payment that are still open (ORD-2).
    #[serde(default)]
    pub open_disputes: u32,
    /// Editions of the terms that the customer accepted, in any order (TRM-1).
    #[serde(default)]
    pub accepted_terms: Vec<AcceptedTerms>,
}

/// One acceptance of one edition of the terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AcceptedTerms {
    /// The pack's id.
    pub id: String,
    /// The day of acceptance.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
}
