//! What may be done with an order now: each action decided with the facts that an agent would start from.

use chrono::NaiveDate;
use guichet_domain::command::{
    By, CancelOrder, CancelReason, LineQuantity, ParcelOn, ReceiveReturn, ReceivedLine, ReportDamage, RequestReturn,
};
use guichet_domain::order::{LineKind, OrderKind, Shipment};
use guichet_domain::parcel::{NewParcel, ReleaseShipment};
use guichet_domain::{LineLedger, Order, OrderCommand, Outcome};

use super::{Opened, claims, take};
use crate::Desk;
use crate::ipc::types::{Action, CallError, Offer};

/// Every action, possible or not; one for each parcel or RMA where there are several.
pub fn of(desk: &Desk, opened: &Opened) -> Result<Vec<Offer>, CallError> {
    let order = &opened.stored.order;
    let today = order.time_zone.day(desk.corrected_now().fixed_offset());
    let series = desk.series();
    let mut offers = vec![
        offer(desk, opened, Action::CancelOrder, None, Some(cancelling())),
        offer(desk, opened, Action::RequestReturn, None, returning(order)),
        releasing(desk, opened, today, &series),
    ];
    if order.kind == OrderKind::PreOrder {
        offers.push(offer(desk, opened, Action::AskAuthorisation, None, Some(OrderCommand::AskAuthorisation)));
    }
    for rma in order.rmas.iter().filter(|rma| take::awaits(rma)) {
        let lines = rma.lines.iter().filter(|line| line.quantity > line.received).map(|line| ReceivedLine {
            line: line.line.clone(),
            quantity: line.quantity - line.received,
            diminished_percent: None,
            diminished_amount: None,
        });
        let command = OrderCommand::ReceiveReturn(ReceiveReturn {
            rma: rma.number.clone(),
            lines: lines.collect(),
            promotional_returned: Vec::new(),
            sent_on: None,
            received_on: today,
            return_cost: None,
            photos: Vec::new(),
        });
        offers.push(offer(desk, opened, Action::ReceiveReturn, Some(&rma.number), Some(command)));
    }
    for shipment in &order.shipments {
        let parcel = || ParcelOn { shipment: shipment.id.clone(), on: today };
        let (action, command) = match (shipment.refused_on, shipment.delivered_on) {
            (Some(_), _) if shipment.back_on.is_none() => {
                (Action::ReceiveRefused, Some(OrderCommand::ReceiveRefused(parcel())))
            }
            (Some(_), _) => continue,
            (None, None) => (Action::RefuseDelivery, Some(OrderCommand::RefuseDelivery(parcel()))),
            (None, Some(_)) => (Action::ReportDamage, damage(order, shipment, today, &series)),
        };
        offers.push(offer(desk, opened, action, Some(&shipment.id), command));
        if shipment.refused_on.is_none() && shipment.delivered_on.is_none() {
            let arrived = Some(OrderCommand::DeliverShipment(parcel()));
            offers.push(offer(desk, opened, Action::DeliverShipment, Some(&shipment.id), arrived));
        }
    }
    for (action, claim, command) in claims::commands(order, &opened.pack.parameters, today) {
        offers.push(offer(desk, opened, action, Some(&claim), Some(command)));
    }
    let missing = [Action::RefuseDelivery, Action::ReportDamage];
    for action in
        missing.into_iter().filter(|action| offers.iter().all(|offer| offer.action != *action)).collect::<Vec<_>>()
    {
        offers.push(Offer { action, available: false, decision: None, command: None, reference: None });
    }
    // No clause gives goodwill, so there is nothing to decide beforehand but whether money is left to give.
    let available = guichet_domain::refund::left_to_refund(order).is_positive();
    offers.push(Offer { action: Action::Goodwill, available, decision: None, command: None, reference: None });
    Ok(offers)
}

fn offer(
    desk: &Desk,
    opened: &Opened,
    action: Action,
    reference: Option<&str>,
    command: Option<OrderCommand>,
) -> Offer {
    // A command that cannot even be stated for this order is an offer that is not available.
    let decision = command.as_ref().and_then(|command| take::decide(desk, opened, command).ok());
    Offer {
        action,
        available: decision.as_ref().is_some_and(|decision| decision.outcome == Outcome::Allowed),
        decision,
        command,
        reference: reference.map(str::to_owned),
    }
}

/// Everything that is open, with the carrier of the order's last parcel: of this desk's series, so that no other desk
/// gives a parcel the same id.
fn releasing(desk: &Desk, opened: &Opened, today: NaiveDate, series: &str) -> Offer {
    let order = &opened.stored.order;
    let carrier = order.shipments.last().map(|parcel| parcel.carrier.clone()).unwrap_or_default();
    let id = format!("s{}-{series}", order.shipments.len() + 1);
    let command = |carrier: String| {
        let parcel = NewParcel { id: id.clone(), lines: None, carrier, tracking: None, on: today };
        OrderCommand::ReleaseShipment(ReleaseShipment { parcel: Some(parcel) })
    };
    // Whether goods may leave does not depend on who carries them; that is typed in the panel.
    let decided_as = command(if carrier.is_empty() { "—".to_owned() } else { carrier.clone() });
    let offered = offer(desk, opened, Action::ReleaseShipment, None, Some(decided_as));
    Offer { command: Some(command(carrier)), ..offered }
}

fn cancelling() -> OrderCommand {
    OrderCommand::CancelOrder(CancelOrder { by: By::Customer, reason: CancelReason::ChangeOfMind, lines: None })
}

/// All that can come back; where nothing can, all hardware, so that the decision says why not.
fn returning(order: &Order) -> Option<OrderCommand> {
    let hardware = || order.lines.iter().filter(|line| line.kind == LineKind::Hardware);
    let of = |count: fn(&LineLedger) -> u32| -> Vec<LineQuantity> {
        let counted = hardware().filter_map(|line| Some((line, count(&LineLedger::of(order, line).ok()?))));
        let some = counted.filter(|(_, quantity)| *quantity > 0);
        some.map(|(line, quantity)| LineQuantity { line: line.id.clone(), quantity }).collect()
    };
    let mut lines = of(LineLedger::returnable);
    if lines.is_empty() {
        lines = of(LineLedger::ordered);
    }
    let command = RequestReturn { lines, reason: None, notified_on: None };
    (!command.lines.is_empty()).then_some(OrderCommand::RequestReturn(command))
}

/// The hardware of a delivered parcel that the customer still holds.
fn damage(order: &Order, shipment: &Shipment, today: NaiveDate, series: &str) -> Option<OrderCommand> {
    let held = shipment.lines.iter().filter_map(|entry| {
        let line = order.lines.iter().find(|line| line.id == entry.line && line.kind == LineKind::Hardware)?;
        let kept = LineLedger::of(order, line).ok()?.kept().min(entry.quantity);
        (kept > 0).then(|| LineQuantity { line: line.id.clone(), quantity: kept })
    });
    let lines: Vec<LineQuantity> = held.collect();
    let number = Some(claims::next_number(order, series));
    let command = ReportDamage { number, ..ReportDamage::of(&shipment.id, lines, today, true) };
    (!command.lines.is_empty()).then_some(OrderCommand::ReportDamage(command))
}
