//! Letting goods leave, and what a pre-order's authorisation needs (ORD-4, ORD-5, PRE-2): the commands and what they leave
//! on an order.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::command::LineQuantity;
use crate::money::Amount;

/// `release_shipment`: may goods leave; with a parcel, they do.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReleaseShipment {
    /// What leaves; without it nothing does, and the decision only says whether it might.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub parcel: Option<NewParcel>,
}

/// A parcel that leaves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct NewParcel {
    /// Its id, new in the order; a desk gives one of its series.
    pub id: String,
    /// What is in it; none means everything that is open and can be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub lines: Option<Vec<LineQuantity>>,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub tracking: Option<String>,
    /// The day it leaves.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
}

/// An additional authorisation that the customer was asked for (PRE-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AskedAuthorisation {
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// What was missing of the order's total then.
    pub amount: Amount,
}
