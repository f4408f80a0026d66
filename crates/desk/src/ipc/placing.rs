//! What travels between the window and the desk about an order that a customer places on the phone.

use guichet_domain::names::Market;
use guichet_domain::order::Order;
use guichet_domain::{Basket, Catalogue, Decision};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use super::types::{LineLedger, OrderAmounts, OrderCustomer, OrderTerms};

/// What a new order begins with.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct NewOrderPage {
    pub customer: OrderCustomer,
    /// The customer's country, where it is sold to.
    #[ts(type = "string | null")]
    pub market: Option<Market>,
    pub catalogue: Catalogue,
}

/// Arguments of `preview_order`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PreviewOrderArgs {
    /// The number is the desk's to give: what stands in its place is not read.
    #[ts(as = "Basket")]
    pub basket: Value,
}

/// The order that a basket would become.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderPreview {
    pub decision: Decision,
    pub order: Order,
    /// Every line, gifts too.
    pub lines: Vec<LineLedger>,
    pub amounts: OrderAmounts,
    pub terms: OrderTerms,
}

/// Arguments of `place_order`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PlaceOrderArgs {
    /// Made when the page opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    /// The number is the desk's to give: what stands in its place is not read.
    #[ts(as = "Basket")]
    pub basket: Value,
}

/// The order that was placed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Placed {
    /// As it was stored: asking again gives the same.
    #[ts(as = "Decision")]
    pub decision: Value,
    /// Its number, of this desk's series.
    pub number: String,
    #[ts(type = "number")]
    pub version: i64,
    pub undo_until: Option<String>,
}
