//! What agents ask of a claim against a carrier: the next step, the remedy, more evidence, and now and then the wrong one.

use chrono::NaiveDate;
use guichet_domain::OrderCommand;
use guichet_domain::claim::{AddEvidence, ClaimOn, Evidence, EvidenceKind, FileSort, MoveClaim, ShipReplacement};
use guichet_domain::command::ReportDamage;
use guichet_domain::order::{Claim, ClaimStatus, Order};

use super::script::amount;
use crate::dice::Dice;

const STEPS: [ClaimStatus; 5] =
    [ClaimStatus::Filed, ClaimStatus::Accepted, ClaimStatus::Rejected, ClaimStatus::Paid, ClaimStatus::Closed];

/// A report with what a customer tells and shows; its number may be another report's.
pub(super) fn told(report: ReportDamage, order: &Order, dice: &mut Dice) -> ReportDamage {
    if dice.once_in(4) {
        return report;
    }
    let number = format!("{}-D{}-{}", order.number, order.claims.len() + 1, dice.index(6));
    ReportDamage {
        number: Some(number),
        reserves: dice.once_in(3).then(|| "box crushed".to_owned()),
        evidence: photos(dice),
        ..report
    }
}

fn photos(dice: &mut Dice) -> Vec<Evidence> {
    let of = |n: usize| Evidence { sha256: format!("{n:064x}"), sort: FileSort::Jpeg, kind: EvidenceKind::Damage };
    let first = dice.index(8);
    (0..dice.index(3)).map(|more| of(first + more)).collect()
}

/// Something to ask of one of the order's claims.
pub(super) fn of_claim(order: &Order, today: NaiveDate, dice: &mut Dice) -> OrderCommand {
    let travels = |claim: &&Claim| claim.replacement.is_some() && !claim.replacement_delivered;
    if let Some(claim) = order.claims.iter().find(travels).filter(|_| !dice.once_in(4)) {
        return OrderCommand::DeliverReplacement(ClaimOn { claim: claim.name().to_owned(), on: today });
    }
    let picked = dice.pick(&order.claims);
    let name = picked.map_or_else(|| "D-NONE".to_owned(), |claim| claim.name().to_owned());
    let on = |claim: String| ClaimOn { claim, on: today };
    match dice.index(9) {
        0 | 1 => {
            let tracking = dice.once_in(2).then(|| "6A77".to_owned());
            OrderCommand::ShipReplacement(ShipReplacement {
                claim: name,
                on: today,
                carrier: "colissimo".into(),
                tracking,
            })
        }
        2 | 3 => OrderCommand::DeliverReplacement(on(name)),
        4 => OrderCommand::RefundClaim(on(name)),
        5 => {
            OrderCommand::AddEvidence(AddEvidence { claim: name, evidence: photos(dice), reserves: Some("wet".into()) })
        }
        _ => step(picked, name, today, dice),
    }
}

fn step(claim: Option<&Claim>, name: String, on: NaiveDate, dice: &mut Dice) -> OrderCommand {
    let next: Vec<ClaimStatus> =
        STEPS.into_iter().filter(|to| claim.is_some_and(|claim| claim.status.leads_to(*to))).collect();
    let likely = if dice.once_in(8) { None } else { dice.pick(&next).copied() };
    let to = likely.unwrap_or_else(|| STEPS[dice.index(STEPS.len())]);
    let paid = (to == ClaimStatus::Paid).then(|| amount(["40.00", "12.50"][dice.index(2)]));
    OrderCommand::MoveClaim(MoveClaim { claim: name, to, on, reference: None, amount: paid, note: None })
}
