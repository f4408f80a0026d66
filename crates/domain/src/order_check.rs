//! What an order document must satisfy before anything is decided on it.

use std::collections::HashSet;

use rust_decimal::Decimal;

use crate::command::LineQuantity;
use crate::fault::Fault;
use crate::ledger::LineLedger;
use crate::money::{Amount, Currency, MAX_QUANTITY, SignedAmount};
use crate::order::{Line, LineKind, OrderFacts, OrderKind};
use crate::totals::line_net;

/// The most lines an order may have; with the bounds on amounts and quantities it keeps every sum in range.
const MAX_LINES: usize = 5_000;

/// Unit prices may carry up to this many decimals (MON-2).
const UNIT_PRICE_DIGITS: u32 = 4;

pub(crate) fn check(order: &OrderFacts) -> Result<(), Fault> {
    if order.lines.len() > MAX_LINES {
        return Err(Fault::at("lines", format!("has more than {MAX_LINES} lines")));
    }
    if order.kind != OrderKind::PreOrder && order.ships_on.is_some() {
        return Err(Fault::at("ships_on", "is planned of a pre-order alone (PRE-4)"));
    }
    check_lines(order)?;
    check_delivery_and_discounts(order)?;
    check_payments(order)?;
    check_parcels(order)?;
    check_returns_and_claims(order)?;
    check_credits(order)?;
    crate::exception::check(order)?;
    for line in &order.lines {
        LineLedger::of(order, line)?;
    }
    Ok(())
}

/// Every id once.
pub(crate) fn unique<'a>(
    ids: impl Iterator<Item = &'a str>,
    path: impl Fn(usize) -> String,
) -> Result<HashSet<&'a str>, Fault> {
    let mut seen = HashSet::new();
    for (i, id) in ids.enumerate() {
        if id.is_empty() {
            return Err(Fault::at(path(i), "is empty"));
        }
        if !seen.insert(id) {
            return Err(Fault::at(path(i), format!("stands twice: {id}")));
        }
    }
    Ok(seen)
}

/// A quantity of at least one and not beyond reason.
pub(crate) fn quantity(units: u32, path: impl FnOnce() -> String) -> Result<(), Fault> {
    match units {
        0 => Err(Fault::at(path(), "is not a positive whole number")),
        n if n > MAX_QUANTITY => Err(Fault::at(path(), "is too large")),
        _ => Ok(()),
    }
}

/// No finer than the currency's minor unit.
pub(crate) fn minor(amount: Amount, currency: Currency, path: impl FnOnce() -> String) -> Result<(), Fault> {
    digits(amount.scale(), currency.minor_digits(), path)
}

fn digits(scale: u32, most: u32, path: impl FnOnce() -> String) -> Result<(), Fault> {
    if scale > most { Err(Fault::at(path(), format!("has more than {most} digits after the point"))) } else { Ok(()) }
}

fn check_lines(order: &OrderFacts) -> Result<(), Fault> {
    unique(order.lines.iter().map(|l| l.id.as_str()), |i| format!("lines[{i}].id"))?;
    for (i, line) in order.lines.iter().enumerate() {
        quantity(line.quantity, || format!("lines[{i}].quantity"))?;
        let at = |field: &str| format!("lines[{i}].{field}");
        match line.kind {
            LineKind::Promotional => check_gift(order, line, &at)?,
            LineKind::Hardware | LineKind::Service => check_sold(order, line, &at)?,
        }
    }
    Ok(())
}

fn check_sold(order: &OrderFacts, line: &Line, at: &dyn Fn(&str) -> String) -> Result<(), Fault> {
    let Some(price) = line.unit_price else {
        return Err(Fault::at(at("unit_price"), "missing field `unit_price`"));
    };
    digits(price.scale(), UNIT_PRICE_DIGITS, || at("unit_price"))?;
    for (field, present) in [("value", line.value.is_some()), ("granted_with", line.granted_with.is_some())] {
        if present {
            return Err(Fault::at(at(field), "belongs to promotional lines"));
        }
    }
    if let Some(discount) = line.line_discount {
        minor(discount, order.currency, || at("line_discount"))?;
        if discount.value() > price.value() * Decimal::from(line.quantity) {
            return Err(Fault::at(at("line_discount"), "is above its line"));
        }
    }
    Ok(())
}

fn check_gift(order: &OrderFacts, line: &Line, at: &dyn Fn(&str) -> String) -> Result<(), Fault> {
    let Some(value) = line.value else {
        return Err(Fault::at(at("value"), "missing field `value`"));
    };
    minor(value, order.currency, || at("value"))?;
    for (field, present) in [("unit_price", line.unit_price.is_some()), ("line_discount", line.line_discount.is_some())]
    {
        if present {
            return Err(Fault::at(at(field), "does not belong to promotional lines"));
        }
    }
    for (g, with) in line.granted_with.iter().flatten().enumerate() {
        let path = at(&format!("granted_with[{g}]"));
        match order.lines.iter().find(|l| l.id == *with) {
            None => return Err(Fault::at(path, format!("names no line: {with}"))),
            Some(l) if l.kind == LineKind::Promotional => {
                return Err(Fault::at(path, format!("names a promotional line: {with}")));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn check_delivery_and_discounts(order: &OrderFacts) -> Result<(), Fault> {
    if let Some(delivery) = &order.delivery {
        minor(delivery.price, order.currency, || "delivery.price".into())?;
        if let Some(ground) = delivery.ground_price {
            minor(ground, order.currency, || "delivery.ground_price".into())?;
        }
    }
    let lines = crate::money::sum(order.currency, order.lines.iter().map(|l| line_net(l, order.currency)));
    let mut left = lines.amount();
    for (i, discount) in order.discounts.iter().enumerate() {
        let path = || format!("discounts[{i}].amount");
        minor(discount.amount, order.currency, path)?;
        left -= discount.amount.value();
        if left < Decimal::ZERO {
            return Err(Fault::at(path(), "takes the discounts above the lines"));
        }
    }
    Ok(())
}

fn check_payments(order: &OrderFacts) -> Result<(), Fault> {
    unique(order.payments.iter().map(|p| p.id.as_str()), |i| format!("payments[{i}].id"))?;
    for (i, payment) in order.payments.iter().enumerate() {
        let at = |field: &str| format!("payments[{i}].{field}");
        minor(payment.authorised, order.currency, || at("authorised"))?;
        minor(payment.captured, order.currency, || at("captured"))?;
        minor(payment.refunded, order.currency, || at("refunded"))?;
        if payment.captured > payment.authorised {
            return Err(Fault::at(at("captured"), "is above what was authorised"));
        }
        if payment.refunded > payment.captured {
            return Err(Fault::at(at("refunded"), "is above what was captured"));
        }
    }
    for (i, asked) in order.asked_authorisations.iter().enumerate() {
        minor(asked.amount, order.currency, || format!("asked_authorisations[{i}].amount"))?;
    }
    Ok(())
}

/// Every entry names a line of the order, once, with a positive quantity.
pub(crate) fn entries(order: &OrderFacts, entries: &[LineQuantity], path: &str) -> Result<(), Fault> {
    unique(entries.iter().map(|e| e.line.as_str()), |i| format!("{path}[{i}].line"))?;
    for (i, entry) in entries.iter().enumerate() {
        known_line(order, &entry.line, || format!("{path}[{i}].line"))?;
        quantity(entry.quantity, || format!("{path}[{i}].quantity"))?;
    }
    Ok(())
}

pub(crate) fn known_line<'a>(
    order: &'a OrderFacts,
    id: &str,
    path: impl FnOnce() -> String,
) -> Result<&'a Line, Fault> {
    order.lines.iter().find(|l| l.id == id).ok_or_else(|| Fault::at(path(), format!("names no line: {id}")))
}

fn check_parcels(order: &OrderFacts) -> Result<(), Fault> {
    for (i, entry) in order.cancelled.iter().enumerate() {
        known_line(order, &entry.line, || format!("cancelled[{i}].line"))?;
        quantity(entry.quantity, || format!("cancelled[{i}].quantity"))?;
    }
    unique(order.shipments.iter().map(|s| s.id.as_str()), |i| format!("shipments[{i}].id"))?;
    for (s, shipment) in order.shipments.iter().enumerate() {
        entries(order, &shipment.lines, &format!("shipments[{s}].lines"))?;
        if shipment.refused_on.is_some() && shipment.delivered_on.is_some() {
            return Err(Fault::at(format!("shipments[{s}].refused_on"), "a parcel is delivered or refused, not both"));
        }
        if shipment.back_on.is_some() && shipment.refused_on.is_none() {
            return Err(Fault::at(format!("shipments[{s}].back_on"), "only a refused parcel comes back"));
        }
    }
    Ok(())
}

fn check_returns_and_claims(order: &OrderFacts) -> Result<(), Fault> {
    unique(order.rmas.iter().map(|r| r.number.as_str()), |i| format!("rmas[{i}].number"))?;
    for (r, rma) in order.rmas.iter().enumerate() {
        unique(rma.lines.iter().map(|l| l.line.as_str()), |i| format!("rmas[{r}].lines[{i}].line"))?;
        for (i, entry) in rma.lines.iter().enumerate() {
            known_line(order, &entry.line, || format!("rmas[{r}].lines[{i}].line"))?;
            quantity(entry.quantity, || format!("rmas[{r}].lines[{i}].quantity"))?;
        }
        crate::claim::evidence(&rma.photos, &format!("rmas[{r}].photos"))?;
    }
    unique(order.claims.iter().filter_map(|c| c.number.as_deref()), |i| format!("claims[{i}].number"))?;
    for (c, claim) in order.claims.iter().enumerate() {
        crate::claim::check(order, claim, &format!("claims[{c}]"))?;
        entries(order, &claim.lines, &format!("claims[{c}].lines"))?;
        let Some(shipment) = order.shipments.iter().find(|s| s.id == claim.shipment) else {
            let message = format!("names no shipment: {}", claim.shipment);
            return Err(Fault::at(format!("claims[{c}].shipment"), message));
        };
        for (i, entry) in claim.lines.iter().enumerate() {
            let sent = shipment.lines.iter().find(|l| l.line == entry.line).map_or(0, |l| l.quantity);
            let so_far = order.claims.iter().take(c + 1).filter(|e| e.shipment == claim.shipment);
            let held = so_far.filter(|e| !e.replacement_delivered).flat_map(|e| &e.lines);
            let held = held.filter(|l| l.line == entry.line).map(|l| l.quantity).fold(0, u32::saturating_add);
            if entry.quantity.max(held) > sent {
                let path = format!("claims[{c}].lines[{i}].quantity");
                return Err(Fault::at(path, "is more than the parcel held"));
            }
        }
    }
    Ok(())
}

fn check_credits(order: &OrderFacts) -> Result<(), Fault> {
    for (c, credit) in order.credits.iter().enumerate() {
        entries(order, &credit.lines, &format!("credits[{c}].lines"))?;
        entries(order, &credit.promotional, &format!("credits[{c}].promotional"))?;
        minor(credit.delivery, order.currency, || format!("credits[{c}].delivery"))?;
        minor(credit.total, order.currency, || format!("credits[{c}].total"))?;
        for (name, map) in [("bases", &credit.bases), ("tax", &credit.tax)] {
            for (rate, amount) in map {
                let path = || format!("credits[{c}].{name}.{}", rate.0.key());
                signed_minor(*amount, order.currency, path)?;
            }
        }
    }
    Ok(())
}

fn signed_minor(amount: SignedAmount, currency: Currency, path: impl FnOnce() -> String) -> Result<(), Fault> {
    digits(amount.scale(), currency.minor_digits(), path)
}
