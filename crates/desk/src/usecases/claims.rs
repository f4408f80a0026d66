//! What may be done with a damaged-parcel claim now, and until when.

use chrono::NaiveDate;
use guichet_domain::claim::{AddEvidence, ClaimOn, MoveClaim, ShipReplacement};
use guichet_domain::decision::Remedy;
use guichet_domain::money::Amount;
use guichet_domain::order::{Claim, ClaimStatus};
use guichet_domain::totals::Totals;
use guichet_domain::{Order, OrderCommand, Terms, refund};

use crate::ipc::types::{Action, ClaimStanding};

/// The next steps of a claim, in the order in which they are likeliest.
const STEPS: [ClaimStatus; 5] =
    [ClaimStatus::Filed, ClaimStatus::Accepted, ClaimStatus::Paid, ClaimStatus::Rejected, ClaimStatus::Closed];

/// Our number for the next claim of an order: of this desk's series, so that no other desk gives the same.
pub(super) fn next_number(order: &Order, series: &str) -> String {
    format!("{}-D{}-{series}", order.number, order.claims.len() + 1)
}

/// Under what number a claim's file is opened: ours, which names the order, or the order's with the parcel where it came
/// without one.
pub(super) fn file_number(order: &Order, claim: &Claim) -> String {
    match claim.name().strip_prefix(&order.number) {
        Some(rest) if rest.starts_with('-') => claim.name().to_owned(),
        _ => format!("{}-{}", order.number, claim.name()),
    }
}

/// How each claim stands, and until when the carrier can be told of it (DMG-2).
pub(super) fn standing(order: &Order, terms: &Terms) -> Vec<ClaimStanding> {
    let calendar = terms.calendar(order.market);
    let of = |claim: &Claim| {
        let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
        let told = parcel.filter(|_| claim.status == ClaimStatus::Reported);
        let notice_by = told.and_then(|parcel| {
            Some(calendar.carrier_notice_end(parcel.delivered_on?, terms.carrier_notice_days(&parcel.carrier)))
        });
        let next = STEPS.into_iter().filter(|to| claim.status.leads_to(*to)).collect();
        ClaimStanding { name: claim.name().to_owned(), file: file_number(order, claim), next, notice_by }
    };
    order.claims.iter().map(of).collect()
}

/// The commands that an agent would start from, for each claim.
pub(super) fn commands(order: &Order, terms: &Terms, today: NaiveDate) -> Vec<(Action, String, OrderCommand)> {
    let mut all = Vec::new();
    for claim in &order.claims {
        let name = || claim.name().to_owned();
        if let Some(step) = next_step(order, terms, claim, today) {
            all.push((Action::MoveClaim, name(), OrderCommand::MoveClaim(step)));
        }
        match &claim.replacement {
            Some(_) if claim.replacement_delivered => {}
            Some(_) => {
                let there = ClaimOn { claim: name(), on: today };
                all.push((Action::DeliverReplacement, name(), OrderCommand::DeliverReplacement(there)));
            }
            None if claim.remedy == Some(Remedy::Refund) || claim.replacement_delivered => {}
            None => {
                let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment);
                let carrier = parcel.map_or_else(String::new, |parcel| parcel.carrier.clone());
                let ship = ShipReplacement { claim: name(), on: today, carrier, tracking: None };
                all.push((Action::ShipReplacement, name(), OrderCommand::ShipReplacement(ship)));
                let refund = ClaimOn { claim: name(), on: today };
                all.push((Action::RefundClaim, name(), OrderCommand::RefundClaim(refund)));
            }
        }
        let reserves = Some(claim.reserves.clone().unwrap_or_default());
        let add = AddEvidence { claim: name(), evidence: Vec::new(), reserves };
        all.push((Action::AddEvidence, name(), OrderCommand::AddEvidence(add)));
    }
    all
}

fn next_step(order: &Order, terms: &Terms, claim: &Claim, today: NaiveDate) -> Option<MoveClaim> {
    let to = STEPS.into_iter().find(|to| claim.status.leads_to(*to))?;
    // What the units cost, tax included: what is claimed, until somebody says what was paid.
    let claimed = || refund::gross_of_units(order, terms, &claim.lines).unwrap_or_else(|_| Totals::of(order).total);
    let amount = (to == ClaimStatus::Paid).then(|| Amount::from(claimed()));
    Some(MoveClaim { claim: claim.name().to_owned(), to, on: today, reference: None, amount, note: None })
}
