//! An order as facts: what was bought, paid, shipped, cancelled, returned, claimed and credited.

use std::collections::BTreeMap;
use std::ops::Deref;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Deserializer, Serialize};

use crate::claim::{ClaimStep, Evidence, Replacement};
use crate::command::{LineQuantity, ReturnReason};
use crate::decision::Remedy;
use crate::exception::{Exception, Goodwill};
use crate::fault::Fault;
use crate::money::{Amount, Currency, Rate, SignedAmount};
use crate::names::{Market, TimeZone};
use crate::parcel::AskedAuthorisation;

/// An order whose facts are possible: every ledger adds up and every reference leads somewhere.
///
/// The only ways to one are [`Order::new`] and [`Order::from_json`], which check it whole.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Order(OrderFacts);

impl Order {
    /// Checks the facts.
    ///
    /// # Errors
    /// The first [`Fault`] found, with its path inside the order.
    pub fn new(facts: OrderFacts) -> Result<Self, Fault> {
        crate::order_check::check(&facts)?;
        Ok(Self(facts))
    }

    /// Reads and checks an order document.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the order.
    pub fn from_json(text: &[u8]) -> Result<Self, Fault> {
        Self::from_value(crate::read::value(text)?)
    }

    /// Reads and checks an order that is already JSON.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the order.
    pub fn from_value(value: serde_json::Value) -> Result<Self, Fault> {
        Self::new(crate::read::typed(value)?)
    }

    /// The facts, to be changed and checked again.
    pub fn into_facts(self) -> OrderFacts {
        self.0
    }
}

impl Deref for Order {
    type Target = OrderFacts;
    fn deref(&self) -> &OrderFacts {
        &self.0
    }
}

/// An order document as written; see [`Order`] for one that has been checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OrderFacts {
    /// The order number the customer knows.
    pub number: String,
    /// Regular or pre-order.
    pub kind: OrderKind,
    /// Pre-orders: the day the offer was accepted (PRE-3); none while it is an offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string | null", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub accepted_on: Option<NaiveDate>,
    /// Pre-orders: the day on which it is planned to ship (PRE-4); none while nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string | null", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub ships_on: Option<NaiveDate>,
    /// Where it was bought.
    pub channel: Channel,
    /// When it was placed.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::instant")]
    pub placed_at: DateTime<FixedOffset>,
    /// The one currency of the order.
    pub currency: Currency,
    /// The country delivered to.
    pub market: Market,
    /// Bought as a consumer: the statutory rights apply.
    #[serde(default = "yes")]
    pub consumer: bool,
    /// Days are counted in this zone (CAL-1).
    pub time_zone: TimeZone,
    /// The merchant's id of the customer, where the order travels without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub customer: Option<String>,
    /// Invoices issued for it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<String>>", optional))]
    pub invoices: Vec<String>,
    /// What was bought.
    pub lines: Vec<Line>,
    /// Carriage; none where nothing was charged or promised.
    #[serde(deserialize_with = "given")]
    pub delivery: Option<Delivery>,
    /// Discounts on the whole order (MON-4).
    pub discounts: Vec<Discount>,
    /// Payments in the order they were made.
    pub payments: Vec<Payment>,
    /// Parcels.
    pub shipments: Vec<Shipment>,
    /// Units cancelled so far.
    pub cancelled: Vec<CancelledUnits>,
    /// Return materials authorisations.
    pub rmas: Vec<Rma>,
    /// Damaged-parcel claims.
    pub claims: Vec<Claim>,
    /// Every crediting of units so far, also one that paid nothing back.
    pub credits: Vec<Credit>,
    /// Pre-orders: additional authorisations that the customer was asked for (PRE-2).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<AskedAuthorisation>>", optional))]
    pub asked_authorisations: Vec<AskedAuthorisation>,
    /// Exceptions that were asked for or made (domain §13).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Exception>>", optional))]
    pub exceptions: Vec<Exception>,
    /// Money given back without a unit credited (EXC-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Goodwill>>", optional))]
    pub goodwill: Vec<Goodwill>,
}

fn yes() -> bool {
    true
}

/// An `Option` whose key must be there, though it may be null.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    Option::deserialize(from)
}

macro_rules! text_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ts", derive(ts_rs::TS))]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vdoc])* $variant),+ }
    };
}
pub(crate) use text_enum;

text_enum! {
    /// What sort of purchase.
    OrderKind {
        /// Paid when ordered.
        Regular,
        /// An offer until it is accepted (PRE-1).
        PreOrder,
    }
}
text_enum! {
    /// Where an order was bought.
    Channel {
        /// The merchant's website.
        Web,
        /// On the phone, with an agent (ORD-1).
        CustomerService,
        /// Somebody else's shop: the reseller refunds (RET-2).
        Reseller,
    }
}
text_enum! {
    /// What sort of line.
    LineKind {
        /// A thing that ships.
        Hardware,
        /// A fee for something subscribed to.
        Service,
        /// A gift supplied with the hardware.
        Promotional,
    }
}

/// One line of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Id within the order.
    pub id: String,
    /// The article.
    pub sku: String,
    /// The article's name as printed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub name: Option<String>,
    /// Hardware, service or gift.
    pub kind: LineKind,
    /// Units ordered.
    pub quantity: u32,
    /// Net price of a unit, up to 4 decimals (MON-2); not for gifts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub unit_price: Option<Amount>,
    /// Gifts: net value of a piece (REF-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub value: Option<Amount>,
    /// Tax rate of the line.
    pub tax_rate: Rate,
    /// Discount on this line alone, net (MON-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub line_discount: Option<Amount>,
    /// Gifts: the lines they came with; empty means every hardware line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub granted_with: Option<Vec<String>>,
    /// Serial numbers of the units, where known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<String>>", optional))]
    pub serials: Vec<String>,
}

/// Carriage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Net price charged.
    pub price: Amount,
    /// Net price of the ground option: at most this much comes back (REF-2).
    #[serde(default)]
    pub ground_price: Option<Amount>,
    /// Tax rate.
    pub tax_rate: Rate,
}

/// A discount on the whole order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Discount {
    /// Its code or name.
    pub code: String,
    /// Net amount.
    pub amount: Amount,
}

text_enum! {
    /// How something was paid.
    PaymentMethod {
        /// Debit or credit card.
        Card,
        /// Cheque; paid back by bank transfer (REF-8).
        Cheque,
        /// Bank transfer.
        BankTransfer,
        /// An approved credit organisation.
        Credit,
    }
}

/// One payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// Id within the order.
    pub id: String,
    /// How.
    pub method: PaymentMethod,
    /// Authorised so far.
    pub authorised: Amount,
    /// Captured so far, at most what is authorised.
    pub captured: Amount,
    /// Refunded so far, at most what is captured.
    pub refunded: Amount,
}

/// One parcel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Shipment {
    /// Id within the order.
    pub id: String,
    /// Who carries it.
    pub carrier: String,
    /// The carrier's number for it.
    #[serde(default)]
    pub tracking: Option<String>,
    /// What is in it.
    pub lines: Vec<LineQuantity>,
    /// When it left.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub shipped_on: Option<NaiveDate>,
    /// When it arrived.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub delivered_on: Option<NaiveDate>,
    /// When it was refused at the door.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub refused_on: Option<NaiveDate>,
    /// When the warehouse had the refused parcel back (DEL-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub back_on: Option<NaiveDate>,
    /// The id of the command that let it leave, where one did: the shop's own parcels have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub released_in: Option<String>,
}

/// Units of a line that were cancelled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CancelledUnits {
    /// The line.
    pub line: String,
    /// Units.
    pub quantity: u32,
    /// Cancelled for non-payment: the sums received are kept and the units are never credited (CAN-10).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    #[cfg_attr(feature = "ts", ts(as = "Option<bool>", optional))]
    pub retained: bool,
}

text_enum! {
    /// Where an RMA stands.
    RmaStatus {
        /// Units are awaited.
        Open,
        /// The parcel came; nothing more is awaited.
        Received,
        /// Nothing came in time.
        Expired,
    }
}

/// A return materials authorisation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Rma {
    /// Its number.
    pub number: String,
    /// The day the customer told us.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub notified_on: NaiveDate,
    /// Why, if the customer said.
    #[serde(default)]
    pub reason: Option<ReturnReason>,
    /// Granted under the statutory withdrawal (EU-1), not the contract's period.
    #[serde(default)]
    pub statutory: bool,
    /// What may come back and what did.
    pub lines: Vec<RmaLine>,
    /// Where it stands.
    pub status: RmaStatus,
    /// Photos of what came back, as it came (REF-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub photos: Vec<Evidence>,
}

/// Units of a line under an RMA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RmaLine {
    /// The line.
    pub line: String,
    /// Units authorised.
    pub quantity: u32,
    /// Units received.
    #[serde(default)]
    pub received: u32,
}

text_enum! {
    /// Where a claim against a carrier stands (DMG-5).
    ClaimStatus {
        /// Told to us.
        Reported,
        /// Sent to the carrier.
        Filed,
        /// The carrier agrees.
        Accepted,
        /// The carrier refuses; the customer's remedy stands.
        Rejected,
        /// The carrier paid.
        Paid,
        /// Done.
        Closed,
    }
}

/// A damaged-parcel claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// The parcel.
    pub shipment: String,
    /// The damaged units.
    pub lines: Vec<LineQuantity>,
    /// Where it stands.
    pub status: ClaimStatus,
    /// The customer holds a sound unit in its place: the claim holds no units any more (DMG-4).
    #[serde(default)]
    pub replacement_delivered: bool,
    /// Our number for it; claims from elsewhere may have none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub number: Option<String>,
    /// The day the customer told us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub reported_on: Option<NaiveDate>,
    /// What happened, as the customer tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub account: Option<String>,
    /// The reserves on the carrier's slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub reserves: Option<String>,
    /// How it is made good to the customer (DMG-3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub remedy: Option<Remedy>,
    /// The replacement, once it has left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub replacement: Option<Replacement>,
    /// The carrier's own number for the claim.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub reference: Option<String>,
    /// What the carrier paid, in the order's currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub recovered: Option<Amount>,
    /// The steps after the report, oldest first (DMG-5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<ClaimStep>>", optional))]
    pub steps: Vec<ClaimStep>,
    /// Photos and papers (DMG-5).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub evidence: Vec<Evidence>,
}

/// One crediting of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// The units.
    pub lines: Vec<LineQuantity>,
    /// Delivery credited, net.
    #[serde(default = "nothing")]
    pub delivery: Amount,
    /// Net credited per tax rate, deductions taken off.
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub bases: BTreeMap<RateKey, SignedAmount>,
    /// Tax credited per rate.
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub tax: BTreeMap<RateKey, SignedAmount>,
    /// Paid back.
    pub total: Amount,
    /// Gift pieces that came back with it (REF-3).
    #[serde(default)]
    pub promotional: Vec<LineQuantity>,
    /// The RMA it settles, where it settles one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub rma: Option<String>,
    /// The day it was decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub on: Option<NaiveDate>,
    /// The credit note's number, once the centre has given it one (INV-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub number: Option<String>,
}

fn nothing() -> Amount {
    Amount::ZERO
}

/// A [`Rate`] as a key: ordered by value, written without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RateKey(pub Rate);

impl Serialize for RateKey {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0.key())
    }
}

impl<'de> Deserialize<'de> for RateKey {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Rate::deserialize(from).map(Self)
    }
}
