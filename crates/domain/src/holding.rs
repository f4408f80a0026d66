//! What a replica that holds a part of the orders holds whatever its age.

use crate::exception::ExceptionState;
use crate::ledger::LineLedger;
use crate::order::{Claim, ClaimStatus, LineKind, OrderFacts, RmaStatus};

/// Whether a claim is still to be settled: nobody has paid, closed or rejected it, and no replacement has arrived.
#[must_use]
pub fn is_claim_open(claim: &Claim) -> bool {
    let settled = matches!(claim.status, ClaimStatus::Paid | ClaimStatus::Closed | ClaimStatus::Rejected);
    !settled && !claim.replacement_delivered
}

/// Whether something of an order is still under way: a unit that has neither left nor been cancelled, a parcel that has
/// neither arrived nor come back, a return that is awaited, a claim that is not settled, or an exception that waits. An
/// order whose ledger does not add up is open: somebody has to look at it.
#[must_use]
pub fn is_open(order: &OrderFacts) -> bool {
    let sold = order.lines.iter().filter(|line| line.kind == LineKind::Hardware);
    sold.into_iter().any(|line| LineLedger::of(order, line).map_or(true, |ledger| ledger.open() > 0))
        || order.shipments.iter().any(|parcel| parcel.delivered_on.is_none() && parcel.back_on.is_none())
        || order.rmas.iter().any(|rma| rma.status == RmaStatus::Open)
        || order.claims.iter().any(is_claim_open)
        || order.exceptions.iter().any(|known| known.state == ExceptionState::Waiting)
}
