//! What travels between the window and the desk about an order that a customer places on the phone.

use guichet_domain::names::Market;
use guichet_domain::order::Order;
use guichet_domain::{Basket, Catalogue, Decision};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

use super::types::{LineLedger, OrderAmounts, OrderCustomer, OrderTerms};
use crate::records::Language;

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

/// How the Order Form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FormState {
    /// It is only shown: the order is not placed.
    Shown,
    /// It goes once the order is at the centre.
    Waiting,
    /// The centre has the order, and the e-mail in its outbox.
    Queued,
    /// The centre did not take the order: no e-mail goes.
    NotSent,
}

/// The e-mail that confirms an order: word for word what the centre sends (ORD-1).
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderForm {
    /// The address; none where the customer has none, and nothing goes.
    pub to: Option<String>,
    pub language: Language,
    pub subject: String,
    pub body: String,
    pub state: FormState,
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
    pub order_form: OrderForm,
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
