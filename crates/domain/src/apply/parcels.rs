//! What changes when goods leave and arrive.

use super::Change;
use crate::command::ParcelOn;
use crate::decision::{Decision, Fact};
use crate::exception::Taking;
use crate::fault::Fault;
use crate::money::Amount;
use crate::order::{OrderKind, Shipment};
use crate::parcel::{AskedAuthorisation, ReleaseShipment};
use crate::rule::Rule;

/// The parcel leaves; what was only authorised is captured with it (PRE-2), and a pre-order's offer is accepted by that
/// (PRE-3). Without a parcel it was only asked whether one may.
pub(super) fn release(
    change: &mut Change<'_>,
    command: &ReleaseShipment,
    decision: &Decision,
    taking: &Taking<'_>,
) -> Result<(), Fault> {
    let Some(parcel) = &command.parcel else { return Ok(()) };
    let lines = match &parcel.lines {
        Some(lines) => lines.clone(),
        None => crate::decide::sendable(change.order)?,
    };
    change.facts.shipments.push(Shipment {
        id: parcel.id.clone(),
        carrier: parcel.carrier.clone(),
        tracking: parcel.tracking.clone(),
        lines,
        shipped_on: Some(parcel.on),
        delivered_on: None,
        refused_on: None,
        back_on: None,
        released_in: (!taking.command.is_empty()).then(|| taking.command.to_owned()),
    });
    for tender in &decision.captures {
        let payment = change.facts.payments.iter_mut().find(|known| Some(&known.id) == tender.payment.as_ref());
        if let Some(payment) = payment {
            payment.captured = Amount::from(payment.captured.money(tender.amount.currency()) + tender.amount);
        }
    }
    if change.facts.kind == OrderKind::PreOrder {
        change.facts.accepted_on.get_or_insert(change.today);
    }
    Ok(())
}

pub(super) fn deliver(change: &mut Change<'_>, command: &ParcelOn) {
    if let Some(parcel) = change.facts.shipments.iter_mut().find(|known| known.id == command.shipment) {
        parcel.delivered_on = Some(command.on);
    }
}

/// The amount is the decision's own: what was missing when it was asked for.
pub(super) fn asked(change: &mut Change<'_>, decision: &Decision) {
    let ground = decision.rules.iter().find(|ground| ground.id == Rule::Pre2);
    if let Some(Fact::Money(missing)) = ground.and_then(|ground| ground.facts.get("missing")) {
        let asked = AskedAuthorisation { on: change.today, amount: Amount::from(*missing) };
        change.facts.asked_authorisations.push(asked);
    }
}
