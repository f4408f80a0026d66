//! What the steps of a claim change.

use super::Change;
use crate::claim::{AddEvidence, ClaimOn, ClaimStep, MoveClaim, Replacement, ShipReplacement};
use crate::command::ReportDamage;
use crate::decision::{Decision, Remedy};
use crate::order::{Claim, ClaimStatus};

/// The claim that a report opens.
pub(super) fn reported(command: &ReportDamage, decision: &Decision) -> Claim {
    Claim {
        shipment: command.shipment.clone(),
        lines: command.lines.clone(),
        status: ClaimStatus::Reported,
        replacement_delivered: false,
        number: command.number.clone(),
        reported_on: Some(command.reported_on),
        account: command.account.clone(),
        reserves: command.reserves.clone(),
        remedy: decision.remedy,
        replacement: None,
        reference: None,
        recovered: None,
        steps: Vec::new(),
        evidence: command.evidence.clone(),
    }
}

fn with(change: &mut Change<'_>, name: &str, alter: impl FnOnce(&mut Claim)) {
    if let Some(claim) = change.facts.claims.iter_mut().find(|claim| claim.name() == name) {
        alter(claim);
    }
}

pub(super) fn add_evidence(change: &mut Change<'_>, command: &AddEvidence) {
    with(change, &command.claim, |claim| {
        claim.evidence.extend(command.evidence.iter().cloned());
        if command.reserves.is_some() {
            claim.reserves.clone_from(&command.reserves);
        }
    });
}

pub(super) fn step(change: &mut Change<'_>, command: &MoveClaim) {
    with(change, &command.claim, |claim| {
        claim.status = command.to;
        claim.steps.push(ClaimStep { to: command.to, on: command.on, note: command.note.clone() });
        if command.reference.is_some() {
            claim.reference.clone_from(&command.reference);
        }
        if command.amount.is_some() {
            claim.recovered = command.amount;
        }
    });
}

pub(super) fn ship(change: &mut Change<'_>, command: &ShipReplacement) {
    with(change, &command.claim, |claim| {
        claim.remedy = Some(Remedy::Replacement);
        claim.replacement = Some(Replacement {
            shipped_on: command.on,
            carrier: command.carrier.clone(),
            tracking: command.tracking.clone(),
            delivered_on: None,
        });
    });
}

pub(super) fn deliver(change: &mut Change<'_>, command: &ClaimOn) {
    with(change, &command.claim, |claim| {
        claim.replacement_delivered = true;
        if let Some(replacement) = &mut claim.replacement {
            replacement.delivered_on = Some(command.on);
        }
    });
}

pub(super) fn refund(change: &mut Change<'_>, command: &ClaimOn, decision: &Decision) {
    let mut units = Vec::new();
    with(change, &command.claim, |claim| {
        claim.remedy = Some(Remedy::Refund);
        units.clone_from(&claim.lines);
    });
    if let Some(refund) = &decision.refund {
        change.pay(refund, &units, &[], None);
    }
}
