//! The course of a claim against a carrier, and what the customer gets meanwhile (DMG-3 to DMG-5).

use chrono::NaiveDate;

use super::parcels::is_credited;
use super::{Case, Draft, Override, explain_refund};
use crate::agenda;
use crate::claim::{self, AddEvidence, ClaimOn, MAX_EVIDENCE, MoveClaim, ShipReplacement};
use crate::decision::{Deadline, Decision, Fact, Flag, Obligation, Remedy};
use crate::fault::Fault;
use crate::order::{Claim, ClaimStatus};
use crate::order_check::minor;
use crate::refund::{self, Asked};
use crate::rule::Rule;

fn named<'a>(case: &Case<'a>, name: &str) -> Result<&'a Claim, Fault> {
    let found = case.order.claims.iter().find(|claim| claim.name() == name);
    found.ok_or_else(|| Fault::at("claim", format!("names no claim of the order: {name}")))
}

/// DMG-5: evidence is attached and kept, also after the claim is closed.
pub(super) fn add_evidence(case: &Case<'_>, command: &AddEvidence) -> Result<Decision, Fault> {
    let claim = named(case, &command.claim)?;
    claim::evidence(&command.evidence, "evidence")?;
    claim::text(command.reserves.as_deref(), || "reserves".into())?;
    if command.evidence.is_empty() && command.reserves.is_none() {
        return Err(Fault::at("evidence", "names no files"));
    }
    let mut draft = Draft::of(case);
    let known = command.evidence.iter().any(|file| claim.evidence.iter().any(|held| held.sha256 == file.sha256));
    let all = claim.evidence.len().saturating_add(command.evidence.len());
    if known {
        draft.forbid(Rule::Dmg5, Override::Impossible, [("held", true.into())]);
    } else if all > MAX_EVIDENCE {
        draft.forbid(Rule::Dmg5, Override::Impossible, [("most", count(MAX_EVIDENCE))]);
    } else {
        draft.permit(Rule::Dmg5, [("files", count(all))]);
    }
    Ok(draft.done())
}

fn count(files: usize) -> Fact {
    u32::try_from(files).unwrap_or(u32::MAX).into()
}

/// DMG-5: the next step of a claim.
pub(super) fn move_claim(case: &Case<'_>, command: &MoveClaim) -> Result<Decision, Fault> {
    let claim = named(case, &command.claim)?;
    check_step(case, command)?;
    let mut draft = Draft::of(case);
    if !claim.status.leads_to(command.to) {
        let facts = [("from", claim.status.word().into()), ("to", command.to.word().into())];
        draft.forbid(Rule::Dmg5, Override::Impossible, facts);
        return Ok(draft.done());
    }
    if is_out_of_order(case, &mut draft, Rule::Dmg5, claim.last_step_on(), command.on) {
        return Ok(draft.done());
    }
    draft.permit(Rule::Dmg5, [("to", command.to.word().into()), ("on", command.on.into())]);
    if command.to == ClaimStatus::Filed {
        weigh_filing(case, &mut draft, claim, command.on);
    }
    Ok(draft.done())
}

fn check_step(case: &Case<'_>, command: &MoveClaim) -> Result<(), Fault> {
    claim::text(command.note.as_deref(), || "note".into())?;
    if let Some(reference) = &command.reference {
        claim::reference(reference, || "reference".into())?;
    }
    match (command.to == ClaimStatus::Paid, command.amount) {
        (true, None) => Err(Fault::at("amount", "missing field `amount`")),
        (false, Some(_)) => Err(Fault::at("amount", "belongs to `paid`")),
        (true, Some(amount)) if amount.value().is_zero() => Err(Fault::at("amount", "is nothing")),
        (_, Some(amount)) => minor(amount, case.order.currency, || "amount".into()),
        (false, None) => Ok(()),
    }
}

/// A step is dated no earlier than the one before, and no later than today.
fn is_out_of_order(case: &Case<'_>, draft: &mut Draft, rule: Rule, after: Option<NaiveDate>, on: NaiveDate) -> bool {
    if let Some(last) = after.filter(|last| on < *last) {
        draft.forbid(rule, Override::Impossible, [("on", on.into()), ("last", last.into())]);
        return true;
    }
    if on > case.today {
        draft.forbid(rule, Override::Impossible, [("on", on.into()), ("today", case.today.into())]);
        return true;
    }
    false
}

/// DMG-2: the day until which the carrier must be told.
fn weigh_filing(case: &Case<'_>, draft: &mut Draft, claim: &Claim, on: NaiveDate) {
    let parcel = case.order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
    let Some((parcel, delivered)) = parcel.and_then(|parcel| Some((parcel, parcel.delivered_on?))) else { return };
    let end = agenda::carrier_notice(case.order, case.terms, parcel, delivered);
    let late = on > end;
    let facts = [("delivered_on", delivered.into()), ("carrier_notice", end.into()), ("late", late.into())];
    draft.limit(Rule::Dmg2, facts);
    draft.deadlines.insert(Deadline::CarrierNotice, end);
    if late {
        draft.flags.push(Flag::LateNotice);
    }
}

/// Why the remedy cannot be given (again): it was already.
fn is_made_good(case: &Case<'_>, draft: &mut Draft, claim: &Claim) -> bool {
    if let Some(replacement) = &claim.replacement {
        draft.forbid(Rule::Dmg3, Override::Impossible, [("shipped_on", replacement.shipped_on.into())]);
        return true;
    }
    if claim.replacement_delivered {
        draft.forbid(Rule::Dmg4, Override::Impossible, [("delivered", true.into())]);
        return true;
    }
    // No unit is credited twice. A claim from elsewhere does not say how it was made good: the ledger does.
    let credited =
        || claim.lines.iter().any(|unit| case.line(&unit.line).is_some_and(|(_, g)| is_credited(g, unit.quantity)));
    if claim.remedy == Some(Remedy::Refund) || credited() {
        draft.forbid(Rule::Dmg3, Override::Impossible, [("refunded", true.into())]);
        return true;
    }
    false
}

/// DMG-3: the replacement leaves, at no cost to the customer.
pub(super) fn ship_replacement(case: &Case<'_>, command: &ShipReplacement) -> Result<Decision, Fault> {
    let claim = named(case, &command.claim)?;
    claim::reference(&command.carrier, || "carrier".into())?;
    if let Some(tracking) = &command.tracking {
        claim::reference(tracking, || "tracking".into())?;
    }
    let mut draft = Draft::of(case);
    let stopped = is_made_good(case, &mut draft, claim)
        || is_out_of_order(case, &mut draft, Rule::Dmg3, claim.reported_on, command.on);
    if !stopped {
        draft.remedy = Some(Remedy::Replacement);
        draft.permit(Rule::Dmg3, [("shipped_on", command.on.into())]);
        draft.limit(Rule::Dmg4, []);
    }
    Ok(draft.done())
}

/// DMG-4: the replacement is there; the customer holds a sound unit again.
pub(super) fn deliver_replacement(case: &Case<'_>, command: &ClaimOn) -> Result<Decision, Fault> {
    let claim = named(case, &command.claim)?;
    let mut draft = Draft::of(case);
    let Some(replacement) = &claim.replacement else {
        draft.forbid(Rule::Dmg4, Override::Impossible, [("shipped", false.into())]);
        return Ok(draft.done());
    };
    if claim.replacement_delivered {
        draft.forbid(Rule::Dmg4, Override::Impossible, [("delivered", true.into())]);
        return Ok(draft.done());
    }
    if !is_out_of_order(case, &mut draft, Rule::Dmg4, Some(replacement.shipped_on), command.on) {
        draft.permit(Rule::Dmg4, [("delivered_on", command.on.into())]);
    }
    Ok(draft.done())
}

/// DMG-3: what was to be replaced is not in stock after all, and is refunded.
pub(super) fn refund_claim(case: &Case<'_>, command: &ClaimOn) -> Result<Decision, Fault> {
    let claim = named(case, &command.claim)?;
    let mut draft = Draft::of(case);
    let stopped = is_made_good(case, &mut draft, claim)
        || is_out_of_order(case, &mut draft, Rule::Dmg3, claim.reported_on, command.on);
    if stopped {
        return Ok(draft.done());
    }
    draft.remedy = Some(Remedy::Refund);
    draft.permit(Rule::Dmg3, [("in_stock", false.into())]);
    let asked = Asked { units: &claim.lines, damaged: true, ..Asked::default() };
    let refund = refund::compute(case.order, case.terms, &asked)?;
    explain_refund(&mut draft, &refund);
    if refund.total.is_positive() {
        draft.must(Obligation::IssueCreditNote);
    }
    draft.refund = Some(refund);
    Ok(draft.done())
}
