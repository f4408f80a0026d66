//! Erasing a customer (Regulation (EU) 2016/679 art. 17): what stands in the way, and until when the law keeps the rest.
//!
//! The rulebook is silent. What is decided here is ours (D), under ids of our own that no terms pack explains:
//!
//! - ERS-1: nobody is erased while something between them and the merchant is not settled: the contract is still being
//!   performed (art. 17(1)(a)), or a claim may have to be brought or met (art. 17(3)(e)).
//! - ERS-2: orders and what was billed stay under the customer's bare id until the end of the tenth year after the one in
//!   which they end: accounts and what proves them are kept for ten years (art. 17(3)(b); Code de commerce, L123-22).
//!   What was written of an exception or a claim says why money was paid, and stays on its order.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::account::{AccountFacts, ServiceAccount, ServiceStatus};
use crate::customer::Customer;
use crate::holding::is_open;
use crate::money::{Amount, Currency};
use crate::order::{Order, OrderFacts};
use crate::stray::StrayParcel;

/// Years for which accounts and what proves them are kept, counted from the end of the year (ERS-2).
pub const KEPT_YEARS: i32 = 10;

/// Something that is not settled yet (ERS-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Hindrance {
    /// Something of an order is under way; see [`is_open`].
    OpenOrder {
        /// Its number.
        order: String,
    },
    /// Money of an order is on its way back to the customer, or on its way from them.
    MoneyOnItsWay {
        /// The order's number.
        order: String,
    },
    /// A paid service runs. One that costs nothing binds nobody.
    RunningService {
        /// Its id in the catalogue.
        service: String,
        /// The day it stops, where it is to stop.
        #[cfg_attr(feature = "ts", ts(type = "string | null"))]
        stops_on: Option<NaiveDate>,
    },
    /// Something is owed on the service account.
    Unpaid {
        /// How much in all.
        amount: Amount,
        /// In which currency.
        currency: Currency,
    },
    /// A parcel of theirs lies in quarantine (RET-8): what is in it is theirs still, or money is due for it.
    ParcelHere {
        /// Its number.
        parcel: String,
    },
    /// Disputes over an earlier non-payment are open.
    OpenDispute {
        /// How many.
        count: u32,
    },
}

/// What stays under the customer's bare id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Kept {
    /// Their orders, with what was invoiced and credited.
    Orders {
        /// How many.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        count: usize,
        /// The last day for which the law asks for the newest of them.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        until: NaiveDate,
    },
    /// What was written and shown in exceptions, claims and returns: it says why money was paid, or was not.
    Reasons {
        /// On how many orders.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        orders: usize,
    },
    /// The service account with what was billed.
    Account {
        /// The last day for which the law asks for it; none where nothing was ever billed.
        #[cfg_attr(feature = "ts", ts(type = "string | null"))]
        until: Option<NaiveDate>,
    },
}

/// What the erasure of a customer comes to. It may be done where nothing hinders it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct Erasure {
    /// What has to be settled first (ERS-1), orders first.
    pub hindrances: Vec<Hindrance>,
    /// What stays (ERS-2).
    pub kept: Vec<Kept>,
}

/// What the merchant has with a customer.
#[derive(Debug, Clone, Copy)]
pub struct Dealings<'a> {
    /// Who.
    pub customer: &'a Customer,
    /// Every order of theirs.
    pub orders: &'a [Order],
    /// Their service account.
    pub account: Option<&'a ServiceAccount>,
    /// Parcels that were found to be theirs.
    pub parcels: &'a [StrayParcel],
    /// Numbers of orders of which money is on its way: the centre alone knows.
    pub paying: &'a [String],
    /// When it is asked.
    pub at: DateTime<FixedOffset>,
}

/// Weighs an erasure.
#[must_use]
pub fn weigh_erasure(dealings: Dealings<'_>) -> Erasure {
    let Dealings { customer, orders, account, parcels, paying, at } = dealings;
    let open = orders.iter().filter(|order| is_open(order));
    let open = open.map(|order| Hindrance::OpenOrder { order: order.number.clone() });
    let paying = paying.iter().map(|order| Hindrance::MoneyOnItsWay { order: order.clone() });
    let here = parcels.iter().filter(|parcel| parcel.settled.is_none());
    let here = here.map(|parcel| Hindrance::ParcelHere { parcel: parcel.number.clone() });
    let mut hindrances: Vec<Hindrance> = open.chain(paying).chain(here).collect();
    if let Some(account) = account {
        hindrances.extend(on_account(account, account.time_zone.day(at)));
    }
    if customer.open_disputes > 0 {
        hindrances.push(Hindrance::OpenDispute { count: customer.open_disputes });
    }
    let newest = orders.iter().map(|order| last_day(order)).max();
    let of_orders = newest.map(|day| Kept::Orders { count: orders.len(), until: kept_until(day) });
    let shown = |order: &&Order| {
        let photographed = order.rmas.iter().any(|rma| !rma.photos.is_empty());
        !order.exceptions.is_empty() || !order.claims.is_empty() || photographed
    };
    let reasoned = orders.iter().filter(shown).count();
    let reasons = (reasoned > 0).then_some(Kept::Reasons { orders: reasoned });
    let of_account = account.map(|account| Kept::Account { until: last_billed(account).map(kept_until) });
    Erasure { hindrances, kept: of_orders.into_iter().chain(reasons).chain(of_account).collect() }
}

fn on_account(account: &AccountFacts, today: NaiveDate) -> Vec<Hindrance> {
    let paid = account.services.iter().filter(|service| service.paid && service.status != ServiceStatus::Ended);
    let running = paid.filter(|service| service.stops_on.is_none_or(|stops| today < stops));
    let running =
        running.map(|service| Hindrance::RunningService { service: service.id.clone(), stops_on: service.stops_on });
    let owed = account.currency.round(account.unpaid.iter().map(|one| one.amount).sum());
    let unpaid = Hindrance::Unpaid { amount: owed.into(), currency: account.currency };
    running.chain(owed.is_positive().then_some(unpaid)).collect()
}

/// ERS-2: the last day on which what ends on this day is kept.
fn kept_until(day: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year().saturating_add(KEPT_YEARS), 12, 31).unwrap_or(NaiveDate::MAX)
}

/// The last day on which something of an order went into the books.
fn last_day(order: &OrderFacts) -> NaiveDate {
    let placed = order.time_zone.day(order.placed_at);
    let credited = order.credits.iter().filter_map(|credit| credit.on);
    let given = order.goodwill.iter().map(|gift| gift.on);
    let shipped = order.shipments.iter().filter_map(|parcel| parcel.shipped_on);
    credited.chain(given).chain(shipped).fold(placed, NaiveDate::max)
}

/// The last day that was billed; none where nothing ever was.
fn last_billed(account: &AccountFacts) -> Option<NaiveDate> {
    let begun = account.anchor?;
    let stopped = account.services.iter().filter_map(|service| service.stops_on);
    let period = account.period.map(|period| period.end);
    Some(stopped.chain(period).fold(begun, NaiveDate::max))
}
