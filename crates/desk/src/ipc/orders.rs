//! The list of all orders, as it travels between the window and the desk.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::summary::{Flag, OrderSummary};

/// Which orders are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum OrderScope {
    All,
    /// A return is awaited.
    OpenRma,
    /// A pre-order waits.
    PreOrder,
    /// A refused parcel is on its way back.
    RefusedParcel,
    /// A damage claim is open.
    OpenClaim,
}

/// Arguments of `orders`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OrdersArgs {
    pub scope: OrderScope,
    /// The place of the first row, from zero; the newest order is there.
    pub from: u32,
    /// Rows, at most 500.
    pub count: u32,
}

/// One order of the list.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderRow {
    pub order: OrderSummary,
    pub flags: Vec<Flag>,
    pub customer: Option<String>,
    /// None where they are not known here.
    pub customer_name: Option<String>,
}

/// A part of the list, and how long the lists are.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrdersPage {
    pub from: u32,
    pub rows: Vec<OrderRow>,
    pub counts: OrderCounts,
}

/// How many orders there are of each scope.
#[derive(Debug, Clone, Copy, Default, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderCounts {
    pub all: u32,
    pub open_rma: u32,
    pub pre_order: u32,
    pub refused_parcel: u32,
    pub open_claim: u32,
}
