//! One order of the export.

use chrono::{DateTime, Datelike, FixedOffset};
use guichet_domain::command::{By, CancelOrder, CancelReason, OrderCommand};
use guichet_domain::money::{Amount, Rate};
use guichet_domain::names::TimeZone;
use guichet_domain::order::{
    CancelledUnits, Channel, Delivery, Discount, Line, LineKind, OrderFacts, OrderKind, Payment, PaymentMethod,
    Shipment,
};
use guichet_domain::terms::applicable;
use guichet_domain::totals::Totals;
use guichet_domain::{Customer, LineQuantity, Order, Taking, TermsPack, apply, decide_order};
use rust_decimal::Decimal;

use super::amounts::{Nets, Priced, Reading, Stated, yes};
use super::people;
use crate::import::error::{InputFault, InputReason};
use crate::import::table::Row;
use crate::import::values;
use crate::records::CustomerRecord;

/// Where the units of one article are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whereabouts {
    Open,
    Sent,
    BackInStock,
}

/// The order that these lines tell.
pub(super) fn order(
    first: &Row<'_>,
    rows: &[Row<'_>],
    zone: TimeZone,
    customer: Option<&CustomerRecord>,
) -> Result<Order, InputFault> {
    let placed_at = instant(first, "Created at")?.ok_or_else(|| first.fault("Created at", InputReason::Empty))?;
    let currency = values::currency(first.filled("Currency")?)
        .ok_or_else(|| first.fault("Currency", InputReason::UnknownCurrency))?;
    let priced = rows.iter().map(|row| Priced::read(row, currency)).collect::<Result<Vec<_>, _>>()?;
    let stated = Stated::read(first, currency, &priced)?;
    let whereabouts = rows.iter().map(whereabouts).collect::<Result<Vec<_>, _>>()?;
    let kinds = rows.iter().map(kind).collect::<Result<Vec<_>, _>>()?;
    for row in rows {
        row.filled("Lineitem name")?;
    }
    let blank = OrderFacts {
        number: first.filled("Name")?.to_owned(),
        kind: OrderKind::Regular,
        accepted_on: None,
        ships_on: None,
        channel: Channel::Web,
        placed_at,
        currency,
        market: people::market(first)?,
        consumer: true,
        time_zone: zone,
        customer: customer.map(|record| record.customer.id.clone()),
        invoices: Vec::new(),
        lines: Vec::new(),
        delivery: None,
        discounts: Vec::new(),
        payments: payments(first, &stated)?,
        shipments: Vec::new(),
        cancelled: Vec::new(),
        rmas: Vec::new(),
        claims: Vec::new(),
        credits: Vec::new(),
        asked_authorisations: Vec::new(),
        exceptions: Vec::new(),
        goodwill: Vec::new(),
    };
    let mut facts = priced_facts(first, rows, &blank, &stated, &priced, &kinds)?;
    let units = |at: Whereabouts| -> Vec<LineQuantity> {
        let lines = facts.lines.iter().zip(&whereabouts).filter(|(_, place)| **place == at);
        lines.map(|(line, _)| LineQuantity { line: line.id.clone(), quantity: line.quantity }).collect()
    };
    let (sent, back) = (units(Whereabouts::Sent), units(Whereabouts::BackInStock));
    if !sent.is_empty() {
        facts.shipments.push(Shipment {
            id: "s1".to_owned(),
            carrier: "unknown".to_owned(),
            tracking: None,
            lines: sent,
            shipped_on: instant(first, "Fulfilled at")?.map(|at| zone.day(at)),
            delivered_on: None,
            refused_on: None,
            back_on: None,
            released_in: None,
        });
    }
    let retained = |unit: LineQuantity| CancelledUnits { line: unit.line, quantity: unit.quantity, retained: true };
    facts.cancelled = back.into_iter().map(retained).collect();
    let checked = |facts| Order::new(facts).map_err(|fault| InputFault::of_document(first.line, fault));
    match instant(first, "Cancelled at")? {
        Some(at) => cancelled(first, facts, at, &stated),
        None => checked(facts),
    }
}

/// The facts with lines, carriage, discount and rate that lead to the stated taxes and total.
fn priced_facts(
    first: &Row<'_>,
    rows: &[Row<'_>],
    blank: &OrderFacts,
    stated: &Stated,
    priced: &[Priced],
    kinds: &[LineKind],
) -> Result<OrderFacts, InputFault> {
    let readings = stated.readings(priced).ok_or_else(|| first.fault("Total", InputReason::TotalDiffers))?;
    for reading in readings {
        for generous in [false, true] {
            let Some(nets) = reading.nets(stated, priced, generous) else { continue };
            let lines = rows.iter().zip(priced).zip(kinds).enumerate();
            let lines: Option<Vec<Line>> =
                lines.map(|(nth, ((row, line), kind))| sold(nth, row, line, *kind, &reading, &nets)).collect();
            let Some(lines) = lines else { continue };
            let mut facts = OrderFacts { lines, ..blank.clone() };
            let currency = facts.currency;
            if !nets.carriage.is_zero() {
                let rate = if reading.carriage_taxed { reading.rate } else { Decimal::ZERO };
                let Some(tax_rate) = values::rate(rate) else { continue };
                facts.delivery =
                    Some(Delivery { price: currency.round(nets.carriage).into(), ground_price: None, tax_rate });
            }
            if !nets.discount.is_zero() {
                let code = Some(first.text("Discount Code")).filter(|code| !code.is_empty()).unwrap_or("discount");
                let amount = currency.round(nets.discount).into();
                facts.discounts.push(Discount { code: code.to_owned(), amount });
            }
            let totals = Totals::of(&facts);
            let taxes: Decimal = totals.taxes.values().map(|tax| tax.amount()).sum();
            if taxes == stated.taxes && totals.total.amount() == stated.total {
                return Ok(facts);
            }
        }
    }
    Err(first.fault("Taxes", InputReason::RateUnknown))
}

fn sold(nth: usize, row: &Row<'_>, line: &Priced, kind: LineKind, reading: &Reading, nets: &Nets) -> Option<Line> {
    let (price, off) = nets.lines.get(nth)?;
    let tax_rate: Rate = values::rate(reading.rate_of(line))?;
    let name = row.text("Lineitem name");
    Some(Line {
        id: (nth + 1).to_string(),
        sku: Some(row.text("Lineitem sku")).filter(|sku| !sku.is_empty()).unwrap_or(name).to_owned(),
        name: Some(name.to_owned()),
        kind,
        quantity: line.quantity,
        unit_price: Some(values::amount(*price)?),
        value: None,
        tax_rate,
        line_discount: if off.is_zero() { None } else { Some(values::amount(*off)?) },
        granted_with: None,
        serials: Vec::new(),
    })
}

fn kind(row: &Row<'_>) -> Result<LineKind, InputFault> {
    let ships = yes(row, "Lineitem requires shipping")?;
    Ok(if ships { LineKind::Hardware } else { LineKind::Service })
}

fn whereabouts(row: &Row<'_>) -> Result<Whereabouts, InputFault> {
    match row.text("Lineitem fulfillment status") {
        "fulfilled" => Ok(Whereabouts::Sent),
        "" | "pending" | "unfulfilled" => Ok(Whereabouts::Open),
        "restocked" => Ok(Whereabouts::BackInStock),
        // Some of the units have left, and the export does not say how many.
        "partial" => Err(row.fault("Lineitem fulfillment status", InputReason::UnitsUnknown)),
        _ => Err(row.fault("Lineitem fulfillment status", InputReason::UnknownValue)),
    }
}

fn payments(row: &Row<'_>, stated: &Stated) -> Result<Vec<Payment>, InputFault> {
    let currency = stated.currency;
    let (authorised, captured) = match row.filled("Financial Status")? {
        "paid" | "refunded" | "partially_refunded" => (stated.total, stated.total),
        "authorized" => (stated.total, Decimal::ZERO),
        "pending" | "voided" | "expired" => (Decimal::ZERO, Decimal::ZERO),
        "partially_paid" => {
            row.filled("Outstanding Balance")?;
            let paid = stated.total - row.amount("Outstanding Balance", currency.minor_digits())?;
            if paid < Decimal::ZERO {
                return Err(row.fault("Outstanding Balance", InputReason::TooLarge));
            }
            (paid, paid)
        }
        _ => return Err(row.fault("Financial Status", InputReason::UnknownValue)),
    };
    if stated.refunded > captured {
        return Err(row.fault("Refunded Amount", InputReason::TooLarge));
    }
    if authorised.is_zero() {
        return Ok(Vec::new());
    }
    let money = |amount: Decimal| Amount::from(currency.round(amount));
    Ok(vec![Payment {
        id: "p1".to_owned(),
        method: method(row.text("Payment Method")),
        authorised: money(authorised),
        captured: money(captured),
        refunded: money(stated.refunded),
    }])
}

/// Gateways have many names; those that are no card say so.
fn method(name: &str) -> PaymentMethod {
    let name = name.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if says(&["bank", "transfer", "virement", "wire", "sepa"]) {
        PaymentMethod::BankTransfer
    } else if says(&["cheque", "chèque", "check", "money order"]) {
        PaymentMethod::Cheque
    } else {
        PaymentMethod::Card
    }
}

/// A cancelled order: what had not left is cancelled. Where all the money went back, the rules cancel it, with its
/// credit; otherwise the export does not say what the refund was for, and the units are never credited again.
fn cancelled(
    row: &Row<'_>,
    facts: OrderFacts,
    at: DateTime<FixedOffset>,
    stated: &Stated,
) -> Result<Order, InputFault> {
    let captured: Decimal = facts.payments.iter().map(|payment| payment.captured).sum();
    if captured == stated.refunded
        && let Some(order) = cancelled_by_rules(facts.clone(), at, stated)
    {
        return Ok(order);
    }
    let mut facts = facts;
    for line in &facts.lines {
        let gone: u32 = facts
            .shipments
            .iter()
            .flat_map(|parcel| &parcel.lines)
            .filter(|unit| unit.line == line.id)
            .map(|unit| unit.quantity)
            .sum();
        let cancelled_before = facts.cancelled.iter().any(|unit| unit.line == line.id);
        if gone == 0 && !cancelled_before {
            let (line, quantity) = (line.id.clone(), line.quantity);
            facts.cancelled.push(CancelledUnits { line, quantity, retained: true });
        }
    }
    Order::new(facts).map_err(|fault| InputFault::of_document(row.line, fault))
}

fn cancelled_by_rules(mut facts: OrderFacts, at: DateTime<FixedOffset>, stated: &Stated) -> Option<Order> {
    facts.cancelled.clear();
    for payment in &mut facts.payments {
        payment.refunded = Amount::ZERO;
    }
    let order = Order::new(facts).ok()?;
    let packs = [TermsPack::shipped().ok()?];
    let terms = &applicable(&packs, None::<&Customer>, order.time_zone.day(order.placed_at))?.0.parameters;
    let command = OrderCommand::CancelOrder(CancelOrder { by: By::Customer, reason: CancelReason::Other, lines: None });
    let decision = decide_order(&order, None, terms, &command, at).ok()?;
    let after = apply(&order, terms, &command, &decision, &Taking::default(), order.time_zone.day(at)).ok()?.order;
    let refunded: Decimal = after.payments.iter().map(|payment| payment.refunded).sum();
    (refunded == stated.refunded).then_some(after)
}

/// `2025-10-07 09:50:26 +0200`; none where the column is empty.
fn instant(row: &Row<'_>, column: &str) -> Result<Option<DateTime<FixedOffset>>, InputFault> {
    let text = row.text(column);
    if text.is_empty() {
        return Ok(None);
    }
    let read = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S %z").ok();
    match read.filter(|at| (1970..2100).contains(&at.year())) {
        Some(at) => Ok(Some(at)),
        None => Err(row.fault(column, InputReason::NotAnInstant)),
    }
}
