//! What an agent, the warehouse or the merchant asks for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::claim::{AddEvidence, ClaimOn, Evidence, MoveClaim, ShipReplacement};
use crate::exception::{AnswerException, Exceptional, GiveGoodwill};
use crate::fault::Fault;
use crate::money::Amount;
use crate::non_payment::OnMeasure;
use crate::order::text_enum;
use crate::parcel::ReleaseShipment;
use crate::read;

/// Units of a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct LineQuantity {
    /// The line's id.
    pub line: String,
    /// Units, at least one.
    pub quantity: u32,
}

text_enum! {
    /// Who cancels.
    By {
        /// The customer.
        Customer,
        /// The merchant.
        Merchant,
    }
}

text_enum! {
    /// Why an order is cancelled.
    CancelReason {
        /// Changed their mind.
        ChangeOfMind,
        /// Ordered by mistake.
        Mistake,
        /// Takes too long.
        Late,
        /// Something else.
        Other,
        /// Home, network or equipment does not meet Schedule 1 (CAN-3).
        IncompatibleRequirements,
        /// It ships in several parcels (CAN-5).
        SplitDelivery,
        /// False information in the order or payment (T§9).
        FalseInformation,
        /// Not enough stock (T§9).
        StockShortage,
        /// Cannot be supplied at all (T§7, T§9).
        Unavailable,
        /// Acts of God (T§9).
        ForceMajeure,
        /// Strikes, of post and transport above all (T§9).
        Strike,
        /// Flooding or fire (T§9).
        FloodOrFire,
        /// Incorrect or incomplete information (T§13).
        IncorrectInformation,
        /// A dispute over an earlier non-payment (T§4).
        PriorNonPaymentDispute,
        /// No e-mail address (T§4).
        NoEmail,
        /// Not paid (T§11).
        NonPayment,
    }
}

text_enum! {
    /// Why something comes back.
    ReturnReason {
        /// Changed their mind.
        ChangeOfMind,
        /// It does not work.
        Faulty,
        /// It is not what was described.
        NotAsDescribed,
        /// Home, network or equipment does not meet Schedule 1.
        IncompatibleRequirements,
        /// Something else.
        Other,
    }
}

impl ReturnReason {
    /// Faulty or not as described: the merchant's fault (RET-7, REF-4).
    pub fn is_merchants_fault(self) -> bool {
        matches!(self, Self::Faulty | Self::NotAsDescribed)
    }
}

/// A command on an order.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OrderCommand {
    /// Is the order acceptable (ORD-1, ORD-2)?
    PlaceOrder,
    /// May goods leave (ORD-4, PRE-2)? With a parcel, they do.
    ReleaseShipment(ReleaseShipment),
    /// A parcel has arrived (DEL-1).
    DeliverShipment(ParcelOn),
    /// The customer is asked for an additional authorisation (PRE-2).
    AskAuthorisation,
    /// Cancel units that have not shipped.
    CancelOrder(CancelOrder),
    /// The customer refused a parcel.
    RefuseDelivery(ParcelOn),
    /// The warehouse has the refused parcel.
    ReceiveRefused(ParcelOn),
    /// The customer wants to return units.
    RequestReturn(RequestReturn),
    /// The warehouse has returned units.
    ReceiveReturn(ReceiveReturn),
    /// A parcel came damaged.
    ReportDamage(ReportDamage),
    /// Give money back without crediting a unit (EXC-4).
    Goodwill(GiveGoodwill),
    /// Ask a supervisor for an exception (EXC-3).
    AskException(Exceptional),
    /// Decide otherwise than the terms, at once (EXC-1, EXC-2).
    MakeException(Exceptional),
    /// Carry out what an exception was asked for (EXC-3).
    GrantException(AnswerException),
    /// Refuse an exception that was asked for (EXC-3).
    DeclineException(AnswerException),
    /// Photos or papers of a damaged parcel came in later.
    AddEvidence(AddEvidence),
    /// The claim against the carrier takes its next step.
    MoveClaim(MoveClaim),
    /// The replacement leaves.
    ShipReplacement(ShipReplacement),
    /// The replacement has arrived.
    DeliverReplacement(ClaimOn),
    /// No replacement after all: what is damaged is refunded.
    RefundClaim(ClaimOn),
}

impl OrderCommand {
    /// Reads a command object.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the command.
    pub fn from_value(mut value: Value) -> Result<Self, Fault> {
        let name = read::take_type(&mut value)?;
        Ok(match name.as_str() {
            "place_order" => read::typed::<Nothing>(value).map(|_| Self::PlaceOrder)?,
            "release_shipment" => Self::ReleaseShipment(read::typed(value)?),
            "deliver_shipment" => Self::DeliverShipment(read::typed(value)?),
            "ask_authorisation" => read::typed::<Nothing>(value).map(|_| Self::AskAuthorisation)?,
            "cancel_order" => Self::CancelOrder(read::typed(value)?),
            "refuse_delivery" => Self::RefuseDelivery(read::typed(value)?),
            "receive_refused" => Self::ReceiveRefused(read::typed(value)?),
            "request_return" => Self::RequestReturn(read::typed(value)?),
            "receive_return" => Self::ReceiveReturn(read::typed(value)?),
            "report_damage" => Self::ReportDamage(read::typed(value)?),
            "goodwill" => Self::Goodwill(read::typed(value)?),
            "ask_exception" => Self::AskException(read::typed(value)?),
            "make_exception" => Self::MakeException(read::typed(value)?),
            "grant_exception" => Self::GrantException(read::typed(value)?),
            "decline_exception" => Self::DeclineException(read::typed(value)?),
            "add_evidence" => Self::AddEvidence(read::typed(value)?),
            "move_claim" => Self::MoveClaim(read::typed(value)?),
            "ship_replacement" => Self::ShipReplacement(read::typed(value)?),
            "deliver_replacement" => Self::DeliverReplacement(read::typed(value)?),
            "refund_claim" => Self::RefundClaim(read::typed(value)?),
            other => return Err(Fault::at("type", format!("is not a command on an order: {other}"))),
        })
    }

    /// The command's name as it travels.
    pub fn name(&self) -> &'static str {
        match self {
            Self::PlaceOrder => "place_order",
            Self::ReleaseShipment(_) => "release_shipment",
            Self::DeliverShipment(_) => "deliver_shipment",
            Self::AskAuthorisation => "ask_authorisation",
            Self::CancelOrder(_) => "cancel_order",
            Self::RefuseDelivery(_) => "refuse_delivery",
            Self::ReceiveRefused(_) => "receive_refused",
            Self::RequestReturn(_) => "request_return",
            Self::ReceiveReturn(_) => "receive_return",
            Self::ReportDamage(_) => "report_damage",
            Self::Goodwill(_) => "goodwill",
            Self::AskException(_) => "ask_exception",
            Self::MakeException(_) => "make_exception",
            Self::GrantException(_) => "grant_exception",
            Self::DeclineException(_) => "decline_exception",
            Self::AddEvidence(_) => "add_evidence",
            Self::MoveClaim(_) => "move_claim",
            Self::ShipReplacement(_) => "ship_replacement",
            Self::DeliverReplacement(_) => "deliver_replacement",
            Self::RefundClaim(_) => "refund_claim",
        }
    }
}

impl<'de> Deserialize<'de> for OrderCommand {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// A command without fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// `cancel_order`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CancelOrder {
    /// Who.
    pub by: By,
    /// Why.
    pub reason: CancelReason,
    /// Which units; none means all that are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub lines: Option<Vec<LineQuantity>>,
}

/// `deliver_shipment`, `refuse_delivery` and `receive_refused`: a parcel and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ParcelOn {
    /// The shipment's id.
    pub shipment: String,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
}

/// `request_return`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct RequestReturn {
    /// Which units.
    pub lines: Vec<LineQuantity>,
    /// Why; asked for, but not a condition (RET-5).
    #[serde(default)]
    pub reason: Option<ReturnReason>,
    /// The day the customer told us; the day of the command where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub notified_on: Option<NaiveDate>,
}

/// `receive_return`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReceiveReturn {
    /// The RMA's number.
    pub rma: String,
    /// What came, in which condition.
    pub lines: Vec<ReceivedLine>,
    /// Gift pieces in the parcel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<LineQuantity>>", optional))]
    pub promotional_returned: Vec<LineQuantity>,
    /// The day the customer sent it, if known (RET-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub sent_on: Option<NaiveDate>,
    /// The day it arrived.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub received_on: NaiveDate,
    /// What the customer paid for the way back, documented (REF-5).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub return_cost: Option<Amount>,
    /// Photos of what came, which show its condition (REF-4).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub photos: Vec<Evidence>,
}

/// Units of a line that came back, and the value they lost (REF-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReceivedLine {
    /// The line's id.
    pub line: String,
    /// Units, at least one.
    pub quantity: u32,
    /// Percent of this credit's net for these units, 0 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub diminished_percent: Option<Amount>,
    /// Or an amount, at most that net.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub diminished_amount: Option<Amount>,
}

/// `report_damage`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ReportDamage {
    /// The parcel.
    pub shipment: String,
    /// The damaged units.
    pub lines: Vec<LineQuantity>,
    /// The day the customer told us.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub reported_on: NaiveDate,
    /// Whether a replacement can be sent (DMG-3).
    #[serde(default = "in_stock")]
    pub in_stock: bool,
    /// Our number for the claim, unique in the order; a desk gives one of its series.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub number: Option<String>,
    /// What happened, as the customer tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub account: Option<String>,
    /// The reserves on the carrier's slip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub reserves: Option<String>,
    /// Photos and papers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Evidence>>", optional))]
    pub evidence: Vec<Evidence>,
}

impl ReportDamage {
    /// A report of these units alone: nothing told, nothing shown, no number yet.
    #[must_use]
    pub fn of(shipment: impl Into<String>, lines: Vec<LineQuantity>, reported_on: NaiveDate, in_stock: bool) -> Self {
        let shipment = shipment.into();
        Self { shipment, lines, reported_on, in_stock, number: None, account: None, reserves: None, evidence: vec![] }
    }
}

fn in_stock() -> bool {
    true
}

/// A command on a service account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum AccountCommand {
    /// Take a service (SUB-1, SUB-2).
    Subscribe(Subscribe),
    /// End a service (SUB-3, SUB-4).
    CancelService(CancelService),
    /// Take back an announced end (SUB-5).
    ReactivateService(ServiceOn),
    /// Pay in another way (SUB-7).
    ChangePaymentMethod(OnDay),
    /// The merchant ends a paid element (SUB-9).
    DiscontinueService(ServiceOn),
    /// Statutory withdrawal from a service (EU-2).
    WithdrawService(ServiceOn),
    /// What an unpaid amount has grown to (NPY-1).
    AssessNonPayment(AssessNonPayment),
    /// A step against non-payment (NPY-2).
    TakeMeasure(OnMeasure),
    /// An interruption or a suspension ends, all being paid (NPY-2).
    LiftMeasure(OnMeasure),
}

impl AccountCommand {
    /// Reads a command object.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the command.
    pub fn from_value(mut value: Value) -> Result<Self, Fault> {
        let name = read::take_type(&mut value)?;
        Ok(match name.as_str() {
            "subscribe" => Self::Subscribe(read::typed(value)?),
            "cancel_service" => Self::CancelService(read::typed(value)?),
            "reactivate_service" => Self::ReactivateService(read::typed(value)?),
            "change_payment_method" => Self::ChangePaymentMethod(read::typed(value)?),
            "discontinue_service" => Self::DiscontinueService(read::typed(value)?),
            "withdraw_service" => Self::WithdrawService(read::typed(value)?),
            "assess_non_payment" => Self::AssessNonPayment(read::typed(value)?),
            "take_measure" => Self::TakeMeasure(read::typed(value)?),
            "lift_measure" => Self::LiftMeasure(read::typed(value)?),
            other => return Err(Fault::at("type", format!("is not a command on a service account: {other}"))),
        })
    }
}

impl AccountCommand {
    /// The command's name as it travels.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Subscribe(_) => "subscribe",
            Self::CancelService(_) => "cancel_service",
            Self::ReactivateService(_) => "reactivate_service",
            Self::ChangePaymentMethod(_) => "change_payment_method",
            Self::DiscontinueService(_) => "discontinue_service",
            Self::WithdrawService(_) => "withdraw_service",
            Self::AssessNonPayment(_) => "assess_non_payment",
            Self::TakeMeasure(_) => "take_measure",
            Self::LiftMeasure(_) => "lift_measure",
        }
    }
}

impl<'de> Deserialize<'de> for AccountCommand {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Self::from_value(Value::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// `subscribe`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Subscribe {
    /// The service's id.
    pub service: String,
    /// Net price per period.
    pub price: Amount,
    /// First day; the day of the command where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub on: Option<NaiveDate>,
    /// Video: days that recordings are kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub retention_days: Option<u32>,
    /// Video: the cameras recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub cameras: Option<Vec<String>>,
}

text_enum! {
    /// How the last paid service ends (SUB-4).
    EndMode {
        /// Now; the days left are lost.
        Immediate,
        /// With the period.
        PeriodEnd,
    }
}

/// `cancel_service`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CancelService {
    /// The service's id.
    pub service: String,
    /// The day; the day of the command where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub on: Option<NaiveDate>,
    /// The customer's choice, where SUB-4 asks for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub mode: Option<EndMode>,
}

/// A service and a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct ServiceOn {
    /// The service's id.
    pub service: String,
    /// The day; the day of the command where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub on: Option<NaiveDate>,
}

/// A day alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OnDay {
    /// The day; the day of the command where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub on: Option<NaiveDate>,
}

text_enum! {
    /// What a reminder or rejection costs (NPY-1).
    HandlingEvent {
        /// The bank refused the debit.
        BankRejection,
        /// A reminder by letter.
        ReminderLetter,
        /// A reminder by telephone.
        ReminderCall,
        /// Given to a collector.
        Collection,
    }
}

/// `assess_non_payment`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AssessNonPayment {
    /// The principal that is unpaid.
    pub amount: Amount,
    /// When it was due.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub due_on: NaiveDate,
    /// The day it is assessed at.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub as_of: NaiveDate,
    /// How often each event happened.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "Record<string, number>"))]
    pub events: BTreeMap<HandlingEvent, u32>,
}
