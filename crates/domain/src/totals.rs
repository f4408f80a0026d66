//! What an order costs: line nets, allocated discounts, bases, taxes, total (MON-3 to MON-5).

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::allocation::largest_remainder;
use crate::command::LineQuantity;
use crate::money::{Currency, Money, Rate};
use crate::order::{Line, LineKind, OrderFacts, RateKey};

/// The amounts fixed at purchase.
#[derive(Debug, Clone, PartialEq)]
pub struct Totals {
    /// Per line, in the order's sequence: `N = L − share` (MON-4); nothing for gifts.
    pub nets: Vec<Money>,
    /// Per line, its share of the order discounts.
    pub shares: Vec<Money>,
    /// Net per tax rate, delivery included.
    pub bases: BTreeMap<RateKey, Money>,
    /// Tax per rate.
    pub taxes: BTreeMap<RateKey, Money>,
    /// Sum of bases and taxes.
    pub total: Money,
}

/// MON-3: `L = round(unit_price × quantity − line_discount)`; nothing for gifts.
pub fn line_net(line: &Line, currency: Currency) -> Money {
    let Some(price) = line.unit_price else { return currency.zero() };
    let discount = line.line_discount.map_or(Decimal::ZERO, |d| d.value());
    currency.round(price.value() * Decimal::from(line.quantity) - discount)
}

impl Totals {
    /// Computes the amounts of an order.
    pub fn of(order: &OrderFacts) -> Self {
        let currency = order.currency;
        let gross: Vec<Money> = order.lines.iter().map(|l| line_net(l, currency)).collect();
        let shares = shares(order, &gross);
        let nets: Vec<Money> = gross.iter().zip(&shares).map(|(l, s)| *l - *s).collect();
        let mut bases = BTreeMap::new();
        let mut add = |rate: Rate, amount: Money| {
            let base = bases.entry(RateKey(rate)).or_insert(currency.zero());
            *base += amount;
        };
        for (line, net) in order.lines.iter().zip(&nets).filter(|(l, _)| l.kind != LineKind::Promotional) {
            add(line.tax_rate, *net);
        }
        if let Some(delivery) = &order.delivery {
            add(delivery.tax_rate, delivery.price.money(currency));
        }
        let taxes: BTreeMap<RateKey, Money> = bases.iter().map(|(r, b)| (*r, r.0.tax(*b))).collect();
        let total = crate::money::sum(currency, bases.values().chain(taxes.values()).copied());
        Self { nets, shares, bases, taxes, total }
    }
}

/// What units cost, tax included, by MON-6: their part of the lines' nets, and the tax on it. It stays the same whatever is
/// credited later.
pub fn worth_of_units(order: &OrderFacts, units: &[LineQuantity]) -> Money {
    let currency = order.currency;
    let nets = Totals::of(order).nets;
    let mut bases: BTreeMap<RateKey, Money> = BTreeMap::new();
    for (line, net) in order.lines.iter().zip(&nets) {
        let count: u32 = units.iter().filter(|part| part.line == line.id).map(|part| part.quantity).sum();
        let part = currency.round(net.amount() * Decimal::from(count) / Decimal::from(line.quantity.max(1)));
        *bases.entry(RateKey(line.tax_rate)).or_insert(currency.zero()) += part;
    }
    bases.iter().fold(currency.zero(), |sum, (rate, base)| sum + *base + rate.0.tax(*base))
}

/// MON-4: the order discounts, spread by largest remainder over the lines that are not promotional.
fn shares(order: &OrderFacts, gross: &[Money]) -> Vec<Money> {
    let currency = order.currency;
    let discount: Decimal = order.discounts.iter().map(|d| d.amount).sum();
    let sold: Vec<usize> = (0..order.lines.len())
        .filter(|i| order.lines.get(*i).is_some_and(|l| l.kind != LineKind::Promotional))
        .collect();
    let weights: Vec<i128> = sold.iter().map(|i| gross.get(*i).map_or(0, |m| m.minor_units())).collect();
    let allocated = largest_remainder(currency.round(discount).minor_units(), &weights);
    let mut shares = vec![currency.zero(); order.lines.len()];
    for (place, units) in sold.into_iter().zip(allocated) {
        if let Some(share) = shares.get_mut(place) {
            *share = Money::from_minor_units(units, currency);
        }
    }
    shares
}
