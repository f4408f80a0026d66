//! Placing an order (ORD, PRE).

use super::{Case, Draft, Override};
use crate::agenda;
use crate::decision::{Deadline, Decision, Obligation};
use crate::fault::Fault;
use crate::order::OrderKind;
use crate::rule::Rule;
use crate::terms::WithoutEmail;

/// ORD-1, ORD-2: is the order acceptable?
pub(super) fn place(case: &Case<'_>) -> Result<Decision, Fault> {
    let Some(customer) = case.customer else {
        return Err(Fault::at("customer", "missing field `customer`"));
    };
    let mut draft = Draft::of(case);
    let has_email = customer.email.as_deref().is_some_and(|e| !e.trim().is_empty());
    if !has_email && case.terms.order_without_email == WithoutEmail::Refuse {
        draft.forbid(Rule::Ord1, Override::Possible, [("email", false.into())]);
    }
    if customer.open_disputes > 0 {
        draft.forbid(Rule::Ord2, Override::Impossible, [("open_disputes", customer.open_disputes.into())]);
    }
    if draft.is_refused() {
        return Ok(draft.done());
    }
    draft.oblige(Rule::Ord1, Obligation::SendOrderForm, [("email", has_email.into())]);
    draft.oblige(Rule::Ord6, Obligation::TellRequirements, []);
    if case.order.kind == OrderKind::PreOrder {
        draft.permit(Rule::Pre1, []);
        let days = case.terms.pre_shipment_notice_days;
        draft.oblige(Rule::Pre4, Obligation::SendPreShipmentNotice, [("days_before", days.into())]);
        if let Some(on) = agenda::pre_shipment_notice(case.order, case.terms) {
            draft.deadlines.insert(Deadline::PreShipmentNotice, on);
        }
    }
    Ok(draft.done())
}
