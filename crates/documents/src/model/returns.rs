//! The papers of a return: the label outside the parcel, the slip inside.

use serde::{Deserialize, Serialize};

use super::{Language, Paper, Party};

/// The label of a return. It is ours, for our warehouse: a carrier's own label comes from the carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RmaLabel {
    /// The customer's language.
    pub language: Language,
    /// What it is printed on.
    pub paper: Paper,
    /// The RMA number, printed as Code 128, as QR and in letters: 1 to 32 visible ASCII characters.
    pub rma_number: String,
    /// The order that the pieces were bought with.
    pub order_number: String,
    /// Who sends the parcel: the customer.
    pub from: Party,
    /// Where it goes: the warehouse.
    pub to: Party,
    /// Last day (ISO date) to hand the parcel in.
    pub send_by: Option<String>,
    /// Whether the merchant pays the postage.
    pub prepaid: bool,
    /// What the warehouse should find inside. The label shows article numbers only: names invite theft.
    #[serde(default)]
    pub pieces: Vec<Piece>,
}

/// The slip that tells the customer what to enclose, and the warehouse what it should find.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnSlip {
    /// The customer's language.
    pub language: Language,
    /// The RMA number: 1 to 32 visible ASCII characters.
    pub rma_number: String,
    /// The order that the pieces were bought with.
    pub order_number: String,
    /// Who returns.
    pub customer: Party,
    /// Where the parcel goes.
    pub to: Party,
    /// Day (ISO date) on which the customer said that they return.
    pub notified_on: String,
    /// Last day (ISO date) to hand the parcel in.
    pub send_by: Option<String>,
    /// Why, in the customer's words or the agent's; without it the slip offers boxes to tick.
    pub reason: Option<String>,
    /// What to enclose, gifts too.
    pub pieces: Vec<Piece>,
    /// Whether the customer bears the cost of sending.
    pub customer_pays_shipping: bool,
    /// The sales terms that the return was decided under.
    pub terms_name: String,
}

/// Some units of one article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// How many.
    pub quantity: u32,
    /// The article's name.
    pub name: String,
    /// The article's number.
    pub sku: String,
    /// Whether it came as a gift with the order, and so has to come back with it.
    #[serde(default)]
    pub gift: bool,
}
