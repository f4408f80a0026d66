//! One order in one row of a list: what an agent reads without opening it.

use std::sync::LazyLock;

use chrono::NaiveDate;
use guichet_domain::agenda::agenda;
use guichet_domain::decision::Deadline;
use guichet_domain::exception::ExceptionState;
use guichet_domain::holding::is_claim_open;
use guichet_domain::order::{LineKind, OrderKind, RmaStatus, Shipment};
use guichet_domain::totals::Totals;
use guichet_domain::{Customer, LineLedger, Order, Terms, TermsPack};
use serde::{Deserialize, Serialize};

/// The shipped terms' numbers, by which a row of a list says what is due next. What is due, and every decision, goes by
/// the terms that the order is judged under.
static SHIPPED: LazyLock<Option<Terms>> = LazyLock::new(|| TermsPack::shipped().ok().map(|pack| pack.parameters));

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// A pre-order that is not accepted yet.
    Offer,
    /// Paid; nothing has left.
    Paid,
    /// Not paid yet; nothing has left.
    Open,
    /// Some units have left, others not.
    PartlyShipped,
    /// Everything has left; something is on its way.
    InTransit,
    /// Everything arrived.
    Delivered,
    /// A return is awaited.
    ReturnOpen,
    /// A parcel was refused and is not back yet.
    Refused,
    /// Nothing of it is left: all was cancelled.
    Cancelled,
    /// Nothing of it is left: all came back.
    Closed,
}

/// What an agent should know before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
#[ts(rename = "CustomerFlag")] // decisions have flags of their own
pub enum Flag {
    /// An earlier non-payment is disputed.
    Dispute,
    /// A return is awaited.
    OpenRma,
    /// A pre-order waits.
    PreOrder,
    /// A refused parcel is on its way back.
    RefusedParcel,
    /// A damage claim is open.
    OpenClaim,
    /// There is no e-mail address.
    NoEmail,
}

const FLAGS: [Flag; 6] =
    [Flag::Dispute, Flag::OpenRma, Flag::PreOrder, Flag::RefusedParcel, Flag::OpenClaim, Flag::NoEmail];

/// The stored bit of an order on which an exception waits for a supervisor; `orders_asking` finds them by it.
pub const ASKS_EXCEPTION: i64 = 1 << 16;

/// The stored bits of an order that may have something due; `orders_due` finds them by it.
pub const MAY_BE_DUE: i64 = 0b1_1110;

/// A set of flags, as stored: bit 0 is the dispute, and so on in the order of [`Flag`]; [`ASKS_EXCEPTION`] is shown
/// nowhere as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flags(i64);

impl Flags {
    /// The set with these bits.
    #[must_use]
    pub fn from_bits(bits: i64) -> Self {
        Self(bits)
    }

    /// The stored form.
    #[must_use]
    pub fn bits(self) -> i64 {
        self.0
    }

    fn with(self, flag: Flag, on: bool) -> Self {
        let bit = FLAGS.iter().position(|known| *known == flag).map_or(0, |at| 1i64 << at);
        if on { Self(self.0 | bit) } else { self }
    }

    /// The set of one.
    #[must_use]
    pub fn only(flag: Flag) -> Self {
        Self::default().with(flag, true)
    }

    /// Whether it has something of another set.
    #[must_use]
    pub fn has_any_of(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets as one.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The flags in the set.
    #[must_use]
    pub fn list(self) -> Vec<Flag> {
        FLAGS.into_iter().enumerate().filter(|(at, _)| self.0 & (1 << at) != 0).map(|(_, flag)| flag).collect()
    }

    /// What is known of the customer alone.
    #[must_use]
    pub fn of_customer(customer: &Customer) -> Self {
        let no_email = customer.email.as_deref().is_none_or(str::is_empty);
        Self::default().with(Flag::Dispute, customer.open_disputes > 0).with(Flag::NoEmail, no_email)
    }

    /// What an order adds.
    #[must_use]
    pub fn of_order(order: &Order) -> Self {
        let open_claim = order.claims.iter().any(is_claim_open);
        let asks = order.exceptions.iter().any(|known| known.state == ExceptionState::Waiting);
        Self(if asks { ASKS_EXCEPTION } else { 0 })
            .with(Flag::OpenRma, order.rmas.iter().any(|rma| rma.status == RmaStatus::Open))
            .with(Flag::PreOrder, order.kind == OrderKind::PreOrder && Units::of(order).open > 0)
            .with(Flag::RefusedParcel, order.shipments.iter().any(is_refused_and_away))
            .with(Flag::OpenClaim, open_claim)
    }
}

fn is_refused_and_away(shipment: &Shipment) -> bool {
    shipment.refused_on.is_some() && shipment.back_on.is_none()
}

/// A day that something ends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct NextDeadline {
    /// As in a decision's deadlines.
    pub name: Deadline,
    /// The day.
    #[ts(type = "string")]
    pub on: NaiveDate,
}

/// One order in one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
pub struct OrderSummary {
    /// Its number.
    pub number: String,
    /// The day it was placed, where it was placed.
    #[ts(type = "string")]
    pub placed_on: NaiveDate,
    /// With tax.
    pub total: String,
    /// ISO 4217.
    pub currency: String,
    /// Where it stands.
    pub state: OrderState,
    /// Units of hardware that have not shipped.
    pub open_units: u32,
    /// The first article's name.
    pub first_article: String,
    /// How many different articles.
    pub articles: u32,
    /// What ends next.
    pub next_deadline: Option<NextDeadline>,
}

/// The hardware of an order, added up over its lines.
#[derive(Debug, Clone, Copy, Default)]
struct Units {
    ordered: u32,
    open: u32,
    cancelled: u32,
    in_transit: u32,
    gone_back: u32,
}

impl Units {
    fn of(order: &Order) -> Self {
        let mut sum = Self::default();
        let hardware = order.lines.iter().filter(|line| line.kind == LineKind::Hardware);
        for ledger in hardware.filter_map(|line| LineLedger::of(order, line).ok()) {
            sum.ordered += ledger.ordered();
            sum.open += ledger.open();
            sum.cancelled += ledger.cancelled();
            sum.in_transit += ledger.in_transit();
            sum.gone_back += ledger.returned() + ledger.refused();
        }
        sum
    }
}

/// Where an order stands.
#[must_use]
pub fn state(order: &Order) -> OrderState {
    let units = Units::of(order);
    if order.rmas.iter().any(|rma| rma.status == RmaStatus::Open) {
        OrderState::ReturnOpen
    } else if order.shipments.iter().any(is_refused_and_away) {
        OrderState::Refused
    } else if units.ordered > 0 && units.cancelled == units.ordered {
        OrderState::Cancelled
    } else if units.ordered > 0 && units.cancelled + units.gone_back == units.ordered {
        OrderState::Closed
    } else if order.kind == OrderKind::PreOrder && order.accepted_on.is_none() && order.shipments.is_empty() {
        OrderState::Offer
    } else if units.open > 0 && units.open + units.cancelled == units.ordered {
        if is_paid(order) { OrderState::Paid } else { OrderState::Open }
    } else if units.open > 0 {
        OrderState::PartlyShipped
    } else if units.in_transit > 0 {
        OrderState::InTransit
    } else {
        OrderState::Delivered
    }
}

fn is_paid(order: &Order) -> bool {
    let captured = order.payments.iter().map(|payment| payment.captured).sum::<rust_decimal::Decimal>();
    captured >= Totals::of(order).total.amount()
}

/// The deadline that an agent must see first.
fn next_deadline(order: &Order) -> Option<NextDeadline> {
    let due = agenda(order, SHIPPED.as_ref()?).into_iter().next()?;
    Some(NextDeadline { name: due.deadline, on: due.on })
}

/// An article as it is called: its name, or its number where it has none.
#[must_use]
pub fn article_name(line: &guichet_domain::order::Line) -> &str {
    line.name.as_deref().unwrap_or(&line.sku)
}

/// What was bought first, as it is called.
#[must_use]
pub fn first_article(order: &Order) -> String {
    let sold = order.lines.iter().find(|line| line.kind != LineKind::Promotional);
    sold.map_or_else(String::new, |line| article_name(line).to_owned())
}

/// The summary of an order.
#[must_use]
pub fn of(order: &Order) -> OrderSummary {
    let sold = order.lines.iter().filter(|line| line.kind != LineKind::Promotional);
    OrderSummary {
        number: order.number.clone(),
        placed_on: order.time_zone.day(order.placed_at),
        total: Totals::of(order).total.to_string(),
        currency: order.currency.to_string(),
        state: state(order),
        open_units: Units::of(order).open,
        first_article: first_article(order),
        articles: u32::try_from(sold.count()).unwrap_or(u32::MAX),
        next_deadline: next_deadline(order),
    }
}
