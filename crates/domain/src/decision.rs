//! What a decision carries: outcome, reasons, amounts with their parts, deadlines, obligations (domain §13).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::account::ServiceStatus;
use crate::calendar::Period;
use crate::exception::Excepted;
use crate::money::{Currency, Money};
use crate::order::{PaymentMethod, RateKey, text_enum};
use crate::rule::Rule;

text_enum! {
    /// How it ends.
    Outcome {
        /// It may be done.
        Allowed,
        /// It may not.
        Refused,
        /// The customer must choose first (SUB-4).
        ChoiceRequired,
    }
}
text_enum! {
    /// What a rule does to the decision.
    Effect {
        /// Lets it happen.
        Permits,
        /// Stops it.
        Forbids,
        /// Bounds an amount or a number of units.
        Limits,
        /// Asks something of somebody.
        Obliges,
        /// Would stop it; an exception sets it aside (EXC-1).
        SetAside,
    }
}
text_enum! {
    /// What can be done instead.
    Alternative {
        /// Ask for a return once it is there.
        RequestReturn,
        /// Refuse the parcel at the door.
        RefuseDelivery,
        /// Cancel what has not shipped.
        CancelOrder,
        /// End the service.
        CancelService,
        /// Take back the announced end.
        ReactivateService,
        /// Subscribe anew.
        Subscribe,
        /// Report the damage.
        ReportDamage,
        /// Ask the reseller.
        ContactReseller,
        /// Ask for an additional authorisation (PRE-2).
        AskAuthorisation,
    }
}
text_enum! {
    /// A day that something ends on.
    Deadline {
        /// Goods must be sent back by (RET-6).
        ReturnBy,
        /// The refund must be made by (RET-9).
        RefundBy,
        /// Last day to ask for a return (RET-3).
        ReturnPeriodEnd,
        /// Last day of the statutory withdrawal (EU-1, EU-2).
        WithdrawalEnd,
        /// A refused parcel must be refunded by (DEL-2).
        RefusedDeliveryRefund,
        /// The carrier must be told by (DMG-2).
        CarrierNotice,
        /// The customer is told on this day that a pre-order ships (PRE-4).
        PreShipmentNotice,
    }
}
text_enum! {
    /// Who pays the way back (RET-7).
    Payer {
        /// The customer.
        Customer,
        /// The merchant, by a prepaid label.
        Merchant,
    }
}
text_enum! {
    /// How damage is made good (DMG-3).
    Remedy {
        /// Another unit at no cost.
        Replacement,
        /// Money back.
        Refund,
    }
}
text_enum! {
    /// Something worth knowing that changes no outcome.
    Flag {
        /// Reported after the carrier's notice period: the claim may fail (DMG-2).
        LateNotice,
    }
}
text_enum! {
    /// What somebody must do because of the decision.
    Obligation {
        /// E-mail the Order Form (ORD-1).
        SendOrderForm,
        /// Tell the customer of the requirements of Schedule 1 (ORD-6).
        TellRequirements,
        /// Tell the customer some days before a pre-order ships (PRE-4).
        SendPreShipmentNotice,
        /// Capture the authorised payment (PRE-2).
        CapturePayment,
        /// Ask the customer for an additional authorisation (PRE-2).
        RequestAuthorisation,
        /// Void the authorisation (PRE-4).
        VoidAuthorisation,
        /// Tell the customer (CAN-8, SUB-10).
        NotifyCustomer,
        /// The RMA number must be in the parcel (RET-6).
        IncludeRmaNumber,
        /// Send a prepaid label (RET-7).
        SendPrepaidLabel,
        /// File the claim with the carrier (DMG-2).
        FileCarrierClaim,
        /// Send a replacement (DMG-3).
        SendReplacement,
        /// Issue a credit note (REF-9).
        IssueCreditNote,
        /// Pay the unused part back (EU-2).
        PayBack,
    }
}

/// A fact that was weighed: a day, a number, an amount or a word.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(untagged)]
pub enum Fact {
    /// A day.
    Day(#[cfg_attr(feature = "ts", ts(type = "string"))] NaiveDate),
    /// A number of units or days.
    Number(#[cfg_attr(feature = "ts", ts(type = "number"))] i64),
    /// An amount in the document's currency.
    Money(#[cfg_attr(feature = "ts", ts(type = "string"))] Money),
    /// An id or a code.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

macro_rules! fact_from {
    ($($from:ty => |$x:ident| $fact:expr),+ $(,)?) => {$(
        impl From<$from> for Fact {
            fn from($x: $from) -> Self { $fact }
        }
    )+};
}
fact_from!(
    NaiveDate => |d| Self::Day(d),
    i64 => |n| Self::Number(n),
    u32 => |n| Self::Number(n.into()),
    Money => |m| Self::Money(m),
    &str => |s| Self::Text(s.into()),
    String => |s| Self::Text(s),
    bool => |b| Self::Flag(b),
);

/// A rule that bears on the case, with its clause and the facts weighed under it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Ground {
    /// The rule.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub id: Rule,
    /// The clause that it comes from.
    pub clause: &'static str,
    /// What it does here.
    pub effect: Effect,
    /// What was weighed.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<BTreeMap<String, Fact>>", optional))]
    pub facts: BTreeMap<&'static str, Fact>,
}

/// A decision: computed, never typed in.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Decision {
    /// How it ends.
    pub outcome: Outcome,
    /// Whether a supervisor may decide otherwise.
    pub overridable: bool,
    /// The rules in the order in which they were weighed.
    pub rules: Vec<Ground>,
    /// What can be done instead.
    pub alternatives: Vec<Alternative>,
    /// What is worth knowing.
    pub flags: Vec<Flag>,
    /// Days that something ends on.
    #[cfg_attr(feature = "ts", ts(type = "Partial<Record<Deadline, string>>"))]
    pub deadlines: BTreeMap<Deadline, NaiveDate>,
    /// Who pays the way back.
    pub return_shipping: Option<Payer>,
    /// How damage is made good.
    pub remedy: Option<Remedy>,
    /// What the customer must choose from.
    pub choices: Vec<crate::command::EndMode>,
    /// What somebody must do.
    pub obligations: Vec<Obligation>,
    /// What is paid back.
    pub refund: Option<Refund>,
    /// What would be paid back for a return that comes back complete.
    pub estimate: Option<Refund>,
    /// Authorised money to let go.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub void_authorisation: Option<Money>,
    /// Authorised money to take, payment by payment, as goods leave (PRE-2).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Tender>>", optional))]
    pub captures: Vec<Tender>,
    /// What the customer is charged.
    pub charge: Option<Charge>,
    /// What the next invoice is lowered by.
    pub credit: Option<Charge>,
    /// The day a service stops.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub stops_on: Option<NaiveDate>,
    /// The service's status afterwards.
    pub status: Option<ServiceStatus>,
    /// The billing period that the amounts belong to.
    pub period: Option<Period>,
    /// What is given back without a unit credited (EXC-4).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub goodwill: Option<GoodwillPaid>,
    /// The exception that it is made under, or asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub exception: Option<Excepted>,
}

impl Decision {
    /// All that is paid back under it, credited or given: what somebody's limit is held against.
    pub fn paid_back(&self) -> Option<Money> {
        match (&self.refund, &self.goodwill) {
            (Some(refund), Some(goodwill)) => Some(refund.total + goodwill.amount),
            (Some(refund), None) => Some(refund.total),
            (None, Some(goodwill)) => Some(goodwill.amount),
            (None, None) => None,
        }
    }

    /// Whether an exception sets this rule aside.
    pub fn sets_aside(&self, rule: Rule) -> bool {
        self.rules.iter().any(|ground| ground.id == rule && ground.effect == Effect::SetAside)
    }
}

/// Money given back without a unit credited (EXC-4), and where it goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GoodwillPaid {
    /// How much, tax included.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub amount: Money,
    /// Where it goes (REF-8).
    pub tenders: Vec<Tender>,
}

/// A charge or a credit of a service account.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Charge {
    /// Net.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub net: Money,
    /// Tax.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub tax: Money,
    /// Both.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub gross: Money,
    /// Handling costs in it (NPY-1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    pub handling: Option<Money>,
    /// The late charge in it (NPY-1).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    pub late_charge: Option<Money>,
}

/// A refund with every amount's parts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Refund {
    /// Net of the units (REF-1).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub goods: Money,
    /// Net of delivery (REF-2).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub delivery: Money,
    /// Taken off for gifts kept (REF-3).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub promotional: Money,
    /// Taken off for wear (REF-4).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub diminished: Money,
    /// Net per rate (REF-6).
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub bases: BTreeMap<RateKey, Money>,
    /// Tax per rate (MON-6).
    #[cfg_attr(feature = "ts", ts(type = "Record<string, string>"))]
    pub tax: BTreeMap<RateKey, Money>,
    /// The customer's documented cost of the way back (REF-5).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub reimbursement: Money,
    /// Deductions that exceed what is refunded (REF-6).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub unrecovered: Money,
    /// Lowered to what is left of the payments (REF-7).
    pub capped: bool,
    /// What the customer gets.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub total: Money,
    /// Where it goes (REF-8).
    pub tenders: Vec<Tender>,
    /// How each amount came about.
    pub parts: Parts,
}

impl Refund {
    /// A refund of nothing.
    pub fn nothing(currency: Currency) -> Self {
        let zero = currency.zero();
        Self {
            goods: zero,
            delivery: zero,
            promotional: zero,
            diminished: zero,
            bases: BTreeMap::new(),
            tax: BTreeMap::new(),
            reimbursement: zero,
            unrecovered: zero,
            capped: false,
            total: zero,
            tenders: Vec::new(),
            parts: Parts::default(),
        }
    }
}

/// One payment back.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Tender {
    /// The payment it goes back to; none for a reimbursement.
    pub payment: Option<String>,
    /// How.
    pub method: PaymentMethod,
    /// How much.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub amount: Money,
}

/// The derivation of a refund's amounts.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Parts {
    /// Per line credited.
    pub goods: Vec<GoodsPart>,
    /// Delivery, where the order has one.
    pub delivery: Option<DeliveryPart>,
    /// Per gift line.
    pub promotional: Vec<PromotionalPart>,
    /// Per line with wear.
    pub diminished: Vec<DiminishedPart>,
}

/// MON-6 for one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct GoodsPart {
    /// The line.
    pub line: String,
    /// Units credited now.
    pub quantity: u32,
    /// Units credited before.
    pub credited_before: u32,
    /// Units ordered.
    pub of: u32,
    /// Net of the whole line after discounts.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub net: Money,
    /// Credited for the line before.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub credited_net_before: Money,
    /// This credit's net.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub amount: Money,
}

text_enum! {
    /// Why delivery comes back, or does not (REF-2).
    DeliveryReason {
        /// Units are left that have not come back.
        UnitsLeft,
        /// It was refunded before.
        RefundedBefore,
        /// At most the ground option's price.
        GroundPrice,
        /// In full: nothing was ever shipped, or the parcel was damaged.
        FullPrice,
    }
}

/// REF-2.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DeliveryPart {
    /// Charged.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub price: Money,
    /// The ground option's price.
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    pub ground_price: Option<Money>,
    /// Units of hardware that stay uncredited.
    pub units_left: u32,
    /// Why.
    pub reason: DeliveryReason,
}

text_enum! {
    /// Why a gift's value is taken off, or is not (REF-3).
    PromotionalReason {
        /// Units it came with stay with the customer.
        UnitsLeft,
        /// It came back, or was never received.
        Returned,
        /// It is kept.
        Kept,
        /// The strict reading: every piece received counts.
        Received,
        /// Damaged goods: no deduction (DMG-3).
        Damaged,
        /// It was settled with an earlier refund.
        SettledBefore,
    }
}

/// REF-3 for one gift line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct PromotionalPart {
    /// The gift's line.
    pub line: String,
    /// Pieces deducted.
    pub pieces: u32,
    /// Value of a piece.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub value: Money,
    /// What is due for them.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub due: Money,
    /// What could be taken off (REF-6).
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub amount: Money,
    /// Why.
    pub reason: PromotionalReason,
}

/// REF-4 for one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct DiminishedPart {
    /// The line.
    pub line: String,
    /// Percent, where one was given.
    pub percent: Option<crate::money::Amount>,
    /// This credit's net for the line.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub of: Money,
    /// What is taken off.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    pub amount: Money,
    /// Not applied: the goods were faulty or not as described.
    pub waived: bool,
}
