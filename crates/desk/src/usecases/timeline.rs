//! What happened to an order, from its facts and from the history.

use guichet_domain::order::{ClaimStatus, OrderKind};
use guichet_domain::totals::Totals;
use guichet_domain::{LineQuantity, Order, OrderCommand};

use crate::ipc::types::{AmountOf, NamedQuantity, TimelineEntry, TimelineKind};
use crate::store::{EntryKind, StoredEntry};
use crate::summary::article_name;

fn blank(order: Option<&Order>, at: String, kind: TimelineKind) -> TimelineEntry {
    TimelineEntry {
        at,
        kind,
        reference: None,
        order: order.map(|order| order.number.clone()),
        lines: Vec::new(),
        amount: None,
        agent: None,
        waiting: false,
        carrier: None,
    }
}

fn named(order: &Order, lines: &[LineQuantity]) -> Vec<NamedQuantity> {
    let name = |id: &str| order.lines.iter().find(|line| line.id == id).map_or(id, article_name).to_owned();
    lines.iter().map(|line| NamedQuantity { name: name(&line.line), quantity: line.quantity }).collect()
}

fn amount(order: &Order, value: &dyn std::fmt::Display) -> Option<AmountOf> {
    Some(AmountOf { value: value.to_string(), currency: order.currency.to_string() })
}

/// Newest first: days and instants are compared by their day, then as they came.
pub(crate) fn newest_first(entries: &mut [TimelineEntry]) {
    // Stable, so that what happened later on one day stays behind: then all is turned round.
    entries.sort_by_key(|entry| entry.at.get(..10).map(str::to_owned));
    entries.reverse();
}

/// Everything that happened to an order, oldest first.
pub(crate) fn of_order(order: &Order, history: &[StoredEntry]) -> Vec<TimelineEntry> {
    let mut entries = facts(order);
    let undone: Vec<&str> = history.iter().filter_map(|entry| entry.undoes.as_deref()).collect();
    for entry in history {
        let is_undone = entry.command_id.as_deref().is_some_and(|id| undone.contains(&id));
        for told in of_entry(Some(order), entry) {
            // The facts already tell what stands; the history adds when exactly, who, and whether it waits.
            let same = |fact: &&mut TimelineEntry| {
                fact.agent.is_none()
                    && fact.kind == told.kind
                    && fact.reference == told.reference
                    && fact.at.get(..10) == told.at.get(..10)
            };
            match entries.iter_mut().find(same).filter(|_| !is_undone) {
                Some(fact) => {
                    fact.at = told.at;
                    fact.agent = told.agent;
                    fact.waiting = told.waiting;
                }
                None => entries.push(told),
            }
        }
    }
    entries
}

fn facts(order: &Order) -> Vec<TimelineEntry> {
    let mut entries = Vec::new();
    let placed = order.placed_at.to_rfc3339();
    let total = Totals::of(order).total;
    entries.push(TimelineEntry {
        amount: amount(order, &total),
        lines: order
            .lines
            .iter()
            .map(|line| NamedQuantity { name: article_name(line).to_owned(), quantity: line.quantity })
            .collect(),
        ..blank(Some(order), placed.clone(), TimelineKind::Ordered)
    });
    let captured: rust_decimal::Decimal = order.payments.iter().map(|payment| payment.captured).sum();
    if !captured.is_zero() {
        let at = match (order.kind, order.accepted_on) {
            (OrderKind::PreOrder, Some(day)) => day.to_string(),
            _ => placed.clone(),
        };
        let captured = order.currency.round(captured);
        entries.push(TimelineEntry { amount: amount(order, &captured), ..blank(Some(order), at, TimelineKind::Paid) });
    }
    parcels(order, &mut entries);
    for rma in &order.rmas {
        let lines: Vec<LineQuantity> =
            rma.lines.iter().map(|l| LineQuantity { line: l.line.clone(), quantity: l.quantity }).collect();
        entries.push(TimelineEntry {
            reference: Some(rma.number.clone()),
            lines: named(order, &lines),
            ..blank(Some(order), rma.notified_on.to_string(), TimelineKind::ReturnAsked)
        });
    }
    credits(order, &placed, &mut entries);
    for claim in &order.claims {
        let parcel = order.shipments.iter().find(|shipment| shipment.id == claim.shipment);
        let day = parcel.and_then(|shipment| shipment.delivered_on.or(shipment.shipped_on));
        if claim.status != ClaimStatus::Reported || day.is_some() {
            entries.push(TimelineEntry {
                reference: Some(claim.shipment.clone()),
                lines: named(order, &claim.lines),
                carrier: parcel.map(|shipment| shipment.carrier.clone()),
                ..blank(Some(order), day.map_or_else(|| placed.clone(), |d| d.to_string()), TimelineKind::Claim)
            });
        }
    }
    newest_first(&mut entries);
    entries.reverse();
    entries
}

fn parcels(order: &Order, entries: &mut Vec<TimelineEntry>) {
    for shipment in &order.shipments {
        let days = [
            (shipment.shipped_on, TimelineKind::Shipped),
            (shipment.delivered_on, TimelineKind::Delivered),
            (shipment.refused_on, TimelineKind::Refused),
            (shipment.back_on, TimelineKind::Returned),
        ];
        for (day, kind) in days {
            let Some(day) = day else { continue };
            entries.push(TimelineEntry {
                reference: shipment.tracking.clone().or_else(|| Some(shipment.id.clone())),
                lines: named(order, &shipment.lines),
                carrier: Some(shipment.carrier.clone()),
                ..blank(Some(order), day.to_string(), kind)
            });
        }
    }
}

fn credits(order: &Order, placed: &str, entries: &mut Vec<TimelineEntry>) {
    let mut cancelled: Vec<LineQuantity> = Vec::new();
    for units in &order.cancelled {
        match cancelled.iter_mut().find(|known| known.line == units.line) {
            Some(known) => known.quantity += units.quantity,
            None => cancelled.push(LineQuantity { line: units.line.clone(), quantity: units.quantity }),
        }
    }
    if !cancelled.is_empty() {
        let plain = order.credits.iter().find(|credit| credit.rma.is_none()).and_then(|credit| credit.on);
        entries.push(TimelineEntry {
            lines: named(order, &cancelled),
            ..blank(Some(order), plain.map_or_else(|| placed.to_owned(), |d| d.to_string()), TimelineKind::Cancelled)
        });
    }
    for credit in &order.credits {
        let at = credit.on.map_or_else(|| placed.to_owned(), |day| day.to_string());
        if let Some(rma) = &credit.rma {
            entries.push(TimelineEntry {
                reference: Some(rma.clone()),
                lines: named(order, &credit.lines),
                ..blank(Some(order), at.clone(), TimelineKind::Returned)
            });
        }
        let paid = credit.total.money(order.currency);
        if paid.is_positive() {
            entries.push(TimelineEntry {
                reference: credit.rma.clone(),
                amount: amount(order, &paid),
                ..blank(Some(order), at, TimelineKind::Refunded)
            });
        }
    }
}

/// What a history entry tells by itself.
pub(crate) fn of_entry(order: Option<&Order>, entry: &StoredEntry) -> Vec<TimelineEntry> {
    let base = |kind: TimelineKind| TimelineEntry {
        order: entry.order.clone(),
        agent: Some(entry.agent.clone()),
        waiting: entry.waiting,
        ..blank(order, entry.at.clone(), kind)
    };
    match entry.kind {
        EntryKind::Undone => vec![base(TimelineKind::Undone)],
        EntryKind::Imported => vec![base(TimelineKind::Imported)],
        EntryKind::Taken => taken(order, entry, base),
    }
}

fn taken(
    order: Option<&Order>,
    entry: &StoredEntry,
    base: impl Fn(TimelineKind) -> TimelineEntry,
) -> Vec<TimelineEntry> {
    let parsed = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
    let command = parsed(&entry.command).and_then(|value| OrderCommand::from_value(value).ok());
    let outcome: serde_json::Value = parsed(&entry.outcome).unwrap_or_default();
    let names = |lines: &[LineQuantity]| order.map_or_else(Vec::new, |order| named(order, lines));
    let tracking = |id: &str| {
        let found = order.and_then(|order| order.shipments.iter().find(|shipment| shipment.id == id));
        found.and_then(|shipment| shipment.tracking.clone()).unwrap_or_else(|| id.to_owned())
    };
    let refund = outcome.pointer("/decision/refund/total").and_then(serde_json::Value::as_str);
    let is_paid = |text: &&str| text.chars().any(|c| c.is_ascii_digit() && c != '0');
    let paid = |reference: Option<String>| {
        let value = refund.filter(is_paid)?;
        Some(TimelineEntry {
            reference,
            amount: order.and_then(|order| amount(order, &value)),
            ..base(TimelineKind::Refunded)
        })
    };
    let (first, second) = match command {
        Some(OrderCommand::CancelOrder(c)) => {
            let lines = c.lines.as_deref().map(names).unwrap_or_default();
            (TimelineEntry { lines, ..base(TimelineKind::Cancelled) }, paid(None))
        }
        Some(OrderCommand::RequestReturn(c)) => {
            let rma = outcome.get("rma_number").and_then(serde_json::Value::as_str).map(str::to_owned);
            (TimelineEntry { reference: rma, lines: names(&c.lines), ..base(TimelineKind::ReturnAsked) }, None)
        }
        Some(OrderCommand::ReceiveReturn(c)) => {
            let returned = TimelineEntry { reference: Some(c.rma.clone()), ..base(TimelineKind::Returned) };
            (returned, paid(Some(c.rma)))
        }
        Some(OrderCommand::RefuseDelivery(c)) => {
            (TimelineEntry { reference: Some(tracking(&c.shipment)), ..base(TimelineKind::Refused) }, None)
        }
        Some(OrderCommand::ReceiveRefused(c)) => {
            (TimelineEntry { reference: Some(tracking(&c.shipment)), ..base(TimelineKind::Returned) }, paid(None))
        }
        Some(OrderCommand::ReportDamage(c)) => {
            let lines = names(&c.lines);
            (TimelineEntry { reference: Some(c.shipment), lines, ..base(TimelineKind::Claim) }, paid(None))
        }
        Some(OrderCommand::PlaceOrder) => (base(TimelineKind::Ordered), None),
        Some(OrderCommand::ReleaseShipment) => (base(TimelineKind::Shipped), None),
        None => return Vec::new(),
    };
    std::iter::once(first).chain(second).collect()
}
