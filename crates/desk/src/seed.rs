//! A large, made-up, repeatable shop: for benches, and to feel what a big replica is like.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime};
use guichet_domain::command::LineQuantity;
use guichet_domain::order::{
    Channel, Delivery, Line, LineKind, OrderFacts, OrderKind, Payment, PaymentMethod, Rma, RmaLine, RmaStatus, Shipment,
};
use guichet_domain::totals::Totals;
use guichet_domain::{Currency, Money, Order};

use crate::error::DeskError;
use crate::identity::{self, Dice};
use crate::numbering::rma_number;
use crate::records::CustomerRecord;
use crate::store::{PreparedOrder, Store};

/// Customers written in one transaction: as many as share a chunk of postings.
const CUSTOMERS_AT_ONCE: usize = 65_536;
/// Of this many delivered orders, one has an RMA.
const ORDERS_TO_AN_RMA: usize = 12;
/// Days until an RMA that nobody used expires (RET-6).
const RMA_DAYS: u64 = 14;
/// Orders written in one transaction.
const ORDERS_AT_ONCE: usize = 40_000;

/// How much to make.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Customers.
    pub customers: usize,
    /// Orders, spread over the customers.
    pub orders: usize,
    /// The last day on which an order was placed.
    pub today: NaiveDate,
}

impl Plan {
    /// The customer of an order, by their places in the seed. Neighbouring orders belong to neighbouring customers, so
    /// that their rows share pages.
    fn owner(&self, order: usize) -> usize {
        order * self.customers / self.orders.max(1)
    }
}

/// How far the seeding got.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    /// Customers written.
    pub customers: usize,
    /// Orders written.
    pub orders: usize,
}

/// Where the customers live, and how often.
const COUNTRIES: &[(&str, &str, Currency, &str, &str)] = &[
    ("FR", "Europe/Paris", Currency::EUR, "0.20", "colissimo"),
    ("FR", "Europe/Paris", Currency::EUR, "0.20", "colissimo"),
    ("FR", "Europe/Paris", Currency::EUR, "0.20", "chronopost"),
    ("FR", "Europe/Paris", Currency::EUR, "0.20", "colissimo"),
    ("DE", "Europe/Berlin", Currency::EUR, "0.19", "dhl"),
    ("DE", "Europe/Berlin", Currency::EUR, "0.19", "dhl"),
    ("GB", "Europe/London", Currency::GBP, "0.20", "royal-mail"),
    ("US", "America/New_York", Currency::USD, "0.08875", "ups"),
    ("ES", "Europe/Madrid", Currency::EUR, "0.21", "correos"),
    ("IT", "Europe/Rome", Currency::EUR, "0.22", "brt"),
    ("NL", "Europe/Amsterdam", Currency::EUR, "0.21", "postnl"),
    ("BE", "Europe/Brussels", Currency::EUR, "0.21", "bpost"),
];

/// Article number, name, price in cents, whether its units have serial numbers.
const ARTICLES: &[(&str, &str, i128, bool)] = &[
    ("CAM-OUT", "Outdoor camera", 16_583, true),
    ("CAM-IN", "Indoor camera", 8_250, true),
    ("BELL-2", "Video doorbell", 14_917, true),
    ("LOCK-M", "Smart lock", 20_750, true),
    ("HUB-3", "Home hub", 9_917, true),
    ("SNS-D2", "Door sensor", 2_490, false),
    ("SNS-M1", "Motion sensor", 3_325, false),
    ("SIR-1", "Siren", 5_740, false),
    ("THM-E", "Thermostat", 11_575, true),
    ("PLG-4", "Smart plug", 1_658, false),
    ("BAT-6", "Battery pack", 2_908, false),
    ("SOL-C", "Solar panel for cameras", 4_083, false),
];

/// Fills an empty replica. Deterministic: the same plan makes the same rows.
///
/// Identifiers of orders are kept in memory (about 100 bytes each) and written in order at the end, which is many
/// times faster than one after the other.
///
/// # Errors
/// [`DeskError::Store`]; [`DeskError::BodyDamaged`] where the replica is not empty.
pub async fn seed(store: &Store, plan: Plan, mut told: impl FnMut(Progress) + Send) -> Result<(), DeskError> {
    if store.tally().await?.customers != 0 {
        return Err(DeskError::BodyDamaged);
    }
    let mut progress = Progress { customers: 0, orders: 0 };
    while progress.customers < plan.customers {
        let from = progress.customers;
        let to = plan.customers.min(from + CUSTOMERS_AT_ONCE);
        let made = off_thread(move || Ok((from..to).map(customer).collect::<Vec<_>>())).await?;
        let mut batch = store.begin().await?;
        let (row, _) = batch.next_rows().await?;
        batch.add_customers(row, &made).await?;
        batch.commit().await?;
        progress.customers = to;
        told(progress);
    }
    let mut identifiers = Vec::new();
    let mut next = Some(prepare(plan, 0));
    while let Some(making) = next.take() {
        let (to, mut made) = making.await.map_err(|_| DeskError::BodyDamaged)??;
        // The next orders are made while these are written.
        next = (to < plan.orders).then(|| prepare(plan, to));
        let mut batch = store.begin().await?;
        let (_, row) = batch.next_rows().await?;
        for (at, order) in (row..).zip(&mut made) {
            order.give_identifiers(at, &mut identifiers);
        }
        batch.add_orders(row, made).await?;
        if progress.orders == 0 {
            batch.put_number_letters("W-1").await?;
        }
        batch.commit().await?;
        progress.orders = to;
        told(progress);
    }
    let mut batch = store.begin().await?;
    batch.add_identifiers(identifiers).await?;
    batch.commit().await?;
    store.tidy().await
}

type Making = tokio::task::JoinHandle<Result<(usize, Vec<PreparedOrder>), DeskError>>;

fn prepare(plan: Plan, from: usize) -> Making {
    tokio::task::spawn_blocking(move || {
        let to = plan.orders.min(from + ORDERS_AT_ONCE);
        let made = (from..to).map(|number| {
            let row = i64::try_from(plan.owner(number)).unwrap_or_default() + 1;
            PreparedOrder::of(&order(plan, number)?, row)
        });
        Ok((to, made.collect::<Result<Vec<_>, DeskError>>()?))
    })
}

async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, DeskError> + Send + 'static,
) -> Result<T, DeskError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| DeskError::BodyDamaged)?
}

fn country(owner: usize) -> &'static (&'static str, &'static str, Currency, &'static str, &'static str) {
    static FIRST: (&str, &str, Currency, &str, &str) = ("FR", "Europe/Paris", Currency::EUR, "0.20", "colissimo");
    COUNTRIES.get(Dice::of(&format!("country {owner}")).below(COUNTRIES.len())).unwrap_or(&FIRST)
}

/// The customer with this place in the seed.
#[must_use]
pub fn customer(owner: usize) -> CustomerRecord {
    identity::person(&format!("c{}", owner + 1), country(owner).0)
}

/// The order with this place in a plan's seed: with its number, invoice, parcels and serial numbers.
///
/// # Errors
/// [`DeskError::BodyDamaged`] where this seed made an order that does not add up.
pub fn order(plan: Plan, number: usize) -> Result<Order, DeskError> {
    let (owner, today) = (plan.owner(number), plan.today);
    let mut dice = Dice::of(&format!("order {number}"));
    let (market, zone, currency, rate, carrier) = *country(owner);
    let damaged = |_| DeskError::BodyDamaged;
    let days = u64::try_from(dice.below(730)).unwrap_or_default();
    let day = today.checked_sub_days(Days::new(days)).unwrap_or(today);
    let rate: guichet_domain::money::Rate = serde_json::from_value(rate.into()).map_err(|_| DeskError::BodyDamaged)?;
    let count = 1 + dice.below(3);
    let first = dice.below(ARTICLES.len());
    let lines = (0..count).filter_map(|at| {
        let (sku, name, cents, numbered) = ARTICLES.get((first + at * 5) % ARTICLES.len())?;
        let quantity = u32::try_from(1 + dice.below(3).min(dice.below(3))).ok()?;
        let serial = |dice: &mut Dice| format!("{}{}", sku.get(..3).unwrap_or_default(), dice.digits(9));
        let serials = (0..quantity).filter(|_| *numbered).map(|_| serial(&mut dice)).collect();
        Some(Line {
            id: (at + 1).to_string(),
            sku: (*sku).to_owned(),
            name: Some((*name).to_owned()),
            kind: LineKind::Hardware,
            quantity,
            unit_price: Some(Money::from_minor_units(*cents, currency).into()),
            value: None,
            tax_rate: rate,
            line_discount: None,
            granted_with: None,
            serials,
        })
    });
    let lines: Vec<Line> = lines.collect();
    let units = lines.iter().map(|line| LineQuantity { line: line.id.clone(), quantity: line.quantity }).collect();
    let after = |more: u64| day.checked_add_days(Days::new(more)).filter(|later| *later <= today);
    let zero = Money::from_minor_units(0, currency);
    let mut facts = OrderFacts {
        number: format!("W-{}", 1_000_000 + number),
        kind: OrderKind::Regular,
        accepted_on: None,
        ships_on: None,
        channel: Channel::Web,
        placed_at: noon(day),
        currency,
        market: market.parse().map_err(damaged)?,
        consumer: dice.below(10) > 0,
        time_zone: zone.parse().map_err(damaged)?,
        customer: Some(format!("c{}", owner + 1)),
        invoices: vec![format!("F-{}-{:07}", day.format("%Y"), number + 1)],
        lines,
        delivery: Some(Delivery {
            price: Money::from_minor_units(590, currency).into(),
            ground_price: Some(Money::from_minor_units(490, currency).into()),
            tax_rate: rate,
        }),
        discounts: Vec::new(),
        payments: Vec::new(),
        shipments: Vec::new(),
        cancelled: Vec::new(),
        rmas: Vec::new(),
        claims: Vec::new(),
        credits: Vec::new(),
        asked_authorisations: Vec::new(),
        exceptions: Vec::new(),
        goodwill: Vec::new(),
    };
    let total = Totals::of(&facts).total.into();
    facts.payments.push(Payment {
        id: "p1".into(),
        method: PaymentMethod::Card,
        authorised: total,
        captured: total,
        refunded: zero.into(),
    });
    if let Some(shipped) = after(1) {
        facts.shipments.push(Shipment {
            id: "s1".into(),
            carrier: carrier.to_owned(),
            tracking: Some(format!("{}A{}", 3 + dice.below(6), dice.digits(11))),
            lines: units,
            shipped_on: Some(shipped),
            delivered_on: after(4),
            refused_on: None,
            back_on: None,
            released_in: None,
        });
    }
    if let Some(notified_on) = after(6).filter(|_| dice.below(ORDERS_TO_AN_RMA) == 0) {
        let lines = facts.lines.iter().take(1);
        facts.rmas.push(Rma {
            number: rma_number("SEED", u64::try_from(number).unwrap_or_default()),
            notified_on,
            reason: None,
            statutory: false,
            lines: lines.map(|line| RmaLine { line: line.id.clone(), quantity: 1, received: 0 }).collect(),
            status: if after(6 + RMA_DAYS + 1).is_none() { RmaStatus::Open } else { RmaStatus::Expired },
            photos: Vec::new(),
        });
    }
    Order::new(facts).map_err(|_| DeskError::BodyDamaged)
}

fn noon(day: NaiveDate) -> DateTime<FixedOffset> {
    day.and_time(NaiveTime::default()).and_utc().fixed_offset() + chrono::Duration::hours(11)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn one_plan_always_makes_the_same_orders() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let plan = Plan { customers: 200, orders: 600, today };
        let made: Vec<Order> = (0..plan.orders).map(|number| order(plan, number).unwrap()).collect();
        for (number, made) in made.iter().enumerate() {
            assert_eq!(*made, order(plan, number).unwrap());
            assert!(made.placed_at.date_naive() <= today);
        }
        assert!(made.iter().any(|order| !order.rmas.is_empty()));
        assert_eq!(customer(7), customer(7));
    }
}
