//! What has a day by which it must be done: each deadline's day is computed here alone, for decisions and for lists.

use chrono::{Days, NaiveDate};

use crate::calendar::days_after;
use crate::decision::Deadline;
use crate::ledger::LineLedger;
use crate::order::{ClaimStatus, LineKind, OrderFacts, OrderKind, RmaStatus, Shipment};
use crate::terms::Terms;

/// Something of an order that must be done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// What must be done.
    pub deadline: Deadline,
    /// The last day on which it is in time.
    pub on: NaiveDate,
    /// What it is about: the number of an RMA or a claim, the id of a parcel; none where it is the whole order.
    pub of: Option<String>,
}

/// RET-6: the day by which goods under an RMA must be sent.
pub fn return_by(notified_on: NaiveDate, terms: &Terms) -> NaiveDate {
    days_after(notified_on, terms.return_shipping_days)
}

/// DEL-2: the day by which a refused parcel must be refunded.
pub fn refused_refund_by(refused_on: NaiveDate, terms: &Terms) -> NaiveDate {
    days_after(refused_on, terms.refused_delivery_days)
}

/// DMG-2: the last day on which the carrier can be told of a parcel delivered then.
pub fn carrier_notice(order: &OrderFacts, terms: &Terms, parcel: &Shipment, delivered: NaiveDate) -> NaiveDate {
    terms.calendar(order.market).carrier_notice_end(delivered, terms.carrier_notice_days(&parcel.carrier))
}

/// PRE-4: the day on which the customer is told that a pre-order ships; none where the order is no pre-order, nobody
/// knows when it ships, or nothing of it is left to ship or to cancel.
pub fn pre_shipment_notice(order: &OrderFacts, terms: &Terms) -> Option<NaiveDate> {
    if order.kind != OrderKind::PreOrder || !waits_whole(order) {
        return None;
    }
    let ships_on = order.ships_on?;
    Some(ships_on.checked_sub_days(Days::new(terms.pre_shipment_notice_days.into())).unwrap_or(ships_on))
}

/// Nothing has left, and something is still to leave.
fn waits_whole(order: &OrderFacts) -> bool {
    let sold = order.lines.iter().filter(|line| line.kind == LineKind::Hardware);
    let open = |line| LineLedger::of(order, line).is_ok_and(|ledger| ledger.open() > 0);
    order.shipments.is_empty() && sold.into_iter().any(open)
}

/// Everything of the order that waits to be done by a day, the first day first.
pub fn agenda(order: &OrderFacts, terms: &Terms) -> Vec<Due> {
    let returns = order.rmas.iter().filter(|rma| rma.status == RmaStatus::Open).map(|rma| Due {
        deadline: Deadline::ReturnBy,
        on: return_by(rma.notified_on, terms),
        of: Some(rma.number.clone()),
    });
    let refused = order.shipments.iter().filter(|parcel| parcel.back_on.is_none()).filter_map(|parcel| {
        let on = refused_refund_by(parcel.refused_on?, terms);
        Some(Due { deadline: Deadline::RefusedDeliveryRefund, on, of: Some(parcel.id.clone()) })
    });
    let claims = order.claims.iter().filter(|claim| claim.status == ClaimStatus::Reported).filter_map(|claim| {
        let parcel = order.shipments.iter().find(|parcel| parcel.id == claim.shipment)?;
        let on = carrier_notice(order, terms, parcel, parcel.delivered_on?);
        Some(Due { deadline: Deadline::CarrierNotice, on, of: Some(claim.name().to_owned()) })
    });
    let notice = pre_shipment_notice(order, terms);
    let notice = notice.map(|on| Due { deadline: Deadline::PreShipmentNotice, on, of: None });
    let mut all: Vec<Due> = returns.chain(refused).chain(claims).chain(notice).collect();
    all.sort_by(|a, b| (a.on, a.deadline, &a.of).cmp(&(b.on, b.deadline, &b.of)));
    all
}
