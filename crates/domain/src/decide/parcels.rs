//! Parcels that were refused or came damaged (DEL, DMG).

use super::{Case, Draft, Override, explain_refund};
use crate::agenda;
use crate::claim;
use crate::command::{LineQuantity, ParcelOn, ReportDamage};
use crate::decision::{Alternative, Deadline, Decision, Flag, Obligation, Remedy};
use crate::fault::Fault;
use crate::ledger::LineLedger;
use crate::order::{LineKind, Shipment};
use crate::refund::{self, Asked};
use crate::rule::Rule;

pub(super) fn shipment<'a>(case: &Case<'a>, id: &str) -> Result<&'a Shipment, Fault> {
    let found = case.order.shipments.iter().find(|s| s.id == id);
    found.ok_or_else(|| Fault::at("shipment", format!("names no shipment: {id}")))
}

/// DEL-2: a parcel in transit is refused at the door.
pub(super) fn refuse(case: &Case<'_>, command: &ParcelOn) -> Result<Decision, Fault> {
    let parcel = shipment(case, &command.shipment)?;
    let mut draft = Draft::of(case);
    if let Some(day) = parcel.delivered_on {
        draft.forbid(Rule::Del2, Override::Impossible, [("delivered_on", day.into())]);
        draft.instead(Alternative::RequestReturn);
        return Ok(draft.done());
    }
    if let Some(day) = parcel.refused_on {
        draft.forbid(Rule::Del2, Override::Impossible, [("refused_on", day.into())]);
        return Ok(draft.done());
    }
    if is_claimed(case, parcel) {
        draft.forbid(Rule::Del2, Override::Impossible, [("claimed", true.into())]);
        return Ok(draft.done());
    }
    if was_opened(case, parcel) {
        draft.forbid(Rule::Del2, Override::Impossible, [("returned", true.into())]);
        draft.instead(Alternative::RequestReturn);
        return Ok(draft.done());
    }
    let by = agenda::refused_refund_by(command.on, case.terms);
    draft.deadlines.insert(Deadline::RefusedDeliveryRefund, by);
    draft.permit(Rule::Del2, [("refused_on", command.on.into()), ("refund_by", by.into())]);
    Ok(draft.done())
}

/// A damage claim holds units of the parcel: the customer took it in.
fn is_claimed(case: &Case<'_>, parcel: &Shipment) -> bool {
    case.order.claims.iter().any(|c| c.shipment == parcel.id && !c.replacement_delivered)
}

/// Units or gift pieces of the parcel were received back, so it cannot have been refused at the door.
fn was_opened(case: &Case<'_>, parcel: &Shipment) -> bool {
    let gifts_back = |line: &str| {
        let back = case.order.credits.iter().flat_map(|c| &c.promotional).filter(|g| g.line == line);
        back.map(|g| g.quantity).fold(0, u32::saturating_add)
    };
    parcel.lines.iter().any(|unit| {
        case.line(&unit.line).is_some_and(|(line, g)| {
            let elsewhere = (g.in_transit() + g.delivered()).saturating_sub(unit.quantity);
            elsewhere < (g.returned() + g.claimed()).saturating_add(gifts_back(&line.id))
        })
    })
}

/// DEL-3: the warehouse has the refused parcel; its units are refunded.
pub(super) fn receive_refused(case: &Case<'_>, command: &ParcelOn) -> Result<Decision, Fault> {
    let parcel = shipment(case, &command.shipment)?;
    let mut draft = Draft::of(case);
    let Some(refused_on) = parcel.refused_on else {
        draft.forbid(Rule::Del3, Override::Impossible, []);
        if parcel.delivered_on.is_none() {
            draft.instead(Alternative::RefuseDelivery);
        } else {
            draft.instead(Alternative::RequestReturn);
        }
        return Ok(draft.done());
    };
    let by = agenda::refused_refund_by(refused_on, case.terms);
    draft.deadlines.insert(Deadline::RefusedDeliveryRefund, by);
    let units: Vec<LineQuantity> = parcel
        .lines
        .iter()
        .filter(|u| case.line(&u.line).is_some_and(|(l, _)| l.kind != LineKind::Promotional))
        .cloned()
        .collect();
    // No unit is credited twice: a parcel that is back already, or whose units are credited, pays nothing more.
    let credited = units.iter().any(|u| case.line(&u.line).is_some_and(|(_, g)| is_credited(g, u.quantity)));
    if parcel.back_on.is_some() || credited || is_claimed(case, parcel) {
        draft.forbid(Rule::Del3, Override::Impossible, [("credited", true.into())]);
        return Ok(draft.done());
    }
    draft.permit(Rule::Del2, [("refused_on", refused_on.into()), ("refund_by", by.into())]);
    draft.permit(Rule::Del3, [("received_on", command.on.into())]);
    let refund = refund::compute(case.order, case.terms, &Asked { units: &units, ..Asked::default() })?;
    explain_refund(&mut draft, &refund);
    draft.refund = Some(refund);
    Ok(draft.done())
}

/// Whether crediting `more` refused units would credit one twice: a credited unit was cancelled, came back, is claimed
/// or was refused, so there are never more credits than such units.
pub(super) fn is_credited(ledger: &LineLedger, more: u32) -> bool {
    let gone = ledger.cancelled() - ledger.retained() + ledger.returned() + ledger.claimed() + ledger.refused();
    ledger.credited() + more > gone || ledger.unsettled_after(0) < more
}

/// DMG-1 to DMG-4: a damaged parcel is reported.
pub(super) fn report_damage(case: &Case<'_>, command: &ReportDamage) -> Result<Decision, Fault> {
    let parcel = shipment(case, &command.shipment)?;
    case.check_units(&command.lines, "lines")?;
    check_report(case, command)?;
    let mut draft = Draft::of(case);
    weigh_units(case, &mut draft, parcel, &command.lines);
    if draft.is_refused() {
        return Ok(draft.done());
    }
    draft.permit(Rule::Dmg1, [("reported_on", command.reported_on.into())]);
    weigh_notice(case, &mut draft, parcel, command);
    if command.in_stock {
        draft.remedy = Some(Remedy::Replacement);
        draft.oblige(Rule::Dmg3, Obligation::SendReplacement, [("in_stock", true.into())]);
        return Ok(draft.done());
    }
    draft.remedy = Some(Remedy::Refund);
    draft.permit(Rule::Dmg3, [("in_stock", false.into())]);
    let asked = Asked { units: &command.lines, damaged: true, ..Asked::default() };
    let refund = refund::compute(case.order, case.terms, &asked)?;
    explain_refund(&mut draft, &refund);
    draft.refund = Some(refund);
    Ok(draft.done())
}

/// What is told of the damage, within bounds, under a number of its own.
fn check_report(case: &Case<'_>, command: &ReportDamage) -> Result<(), Fault> {
    claim::text(command.account.as_deref(), || "account".into())?;
    claim::text(command.reserves.as_deref(), || "reserves".into())?;
    claim::evidence(&command.evidence, "evidence")?;
    let Some(number) = &command.number else { return Ok(()) };
    claim::reference(number, || "number".into())?;
    if case.order.claims.iter().any(|known| known.name() == number) {
        return Err(Fault::at("number", format!("is another claim's: {number}")));
    }
    Ok(())
}

/// DMG-4: only units of that parcel which are neither returned, claimed nor refused.
fn weigh_units(case: &Case<'_>, draft: &mut Draft, parcel: &Shipment, units: &[LineQuantity]) {
    let claims = || case.order.claims.iter().filter(|c| c.shipment == parcel.id && !c.replacement_delivered);
    for unit in units {
        let Some((line, ledger)) = case.line(&unit.line) else { continue };
        let in_parcel = parcel.lines.iter().find(|l| l.line == unit.line).map_or(0, |l| l.quantity);
        let claimed: u32 = claims().flat_map(|c| &c.lines).filter(|l| l.line == unit.line).map(|l| l.quantity).sum();
        let claimable = match parcel.refused_on {
            Some(_) => 0,
            None => in_parcel.saturating_sub(claimed).min(ledger.returnable()),
        };
        if unit.quantity > claimable {
            let facts =
                [("line", line.id.as_str().into()), ("asked", unit.quantity.into()), ("claimable", claimable.into())];
            draft.forbid(Rule::Dmg4, Override::Impossible, facts);
        }
    }
}

/// DMG-2: the claim against the carrier and its notice period.
fn weigh_notice(case: &Case<'_>, draft: &mut Draft, parcel: &Shipment, command: &ReportDamage) {
    let Some(delivered) = parcel.delivered_on else {
        draft.oblige(Rule::Dmg2, Obligation::FileCarrierClaim, []);
        return;
    };
    let end = agenda::carrier_notice(case.order, case.terms, parcel, delivered);
    draft.deadlines.insert(Deadline::CarrierNotice, end);
    let late = command.reported_on > end;
    let facts = [("delivered_on", delivered.into()), ("carrier_notice", end.into()), ("late", late.into())];
    draft.oblige(Rule::Dmg2, Obligation::FileCarrierClaim, facts);
    if late {
        draft.flags.push(Flag::LateNotice);
    }
}
