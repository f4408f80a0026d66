//! Placing an order and letting goods leave (ORD, PRE).

use rust_decimal::Decimal;

use super::{Case, Draft, Override};
use crate::agenda;
use crate::decision::{Deadline, Decision, Obligation};
use crate::fault::Fault;
use crate::money::{Money, sum};
use crate::order::{OrderKind, Payment};
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

/// ORD-4, PRE-2: may goods leave?
pub(super) fn release(case: &Case<'_>) -> Decision {
    let mut draft = Draft::of(case);
    let order = case.order;
    let paid =
        |of: fn(&Payment) -> Decimal| sum(order.currency, order.payments.iter().map(|p| order.currency.round(of(p))));
    let captured = paid(|p| p.captured.value());
    let authorised = paid(|p| p.authorised.value());
    let due = due(case);
    let facts = [("captured", captured.into()), ("authorised", authorised.into()), ("due", due.into())];
    let pre_order = order.kind == OrderKind::PreOrder;
    // What is captured was authorised before, so the authorised sum covers both.
    let secured = if pre_order { authorised } else { captured };
    if secured < due {
        draft.forbid(Rule::Ord4, Override::Impossible, facts);
        return draft.done();
    }
    draft.permit(Rule::Ord4, facts);
    if pre_order && captured < due {
        draft.oblige(Rule::Pre2, Obligation::CapturePayment, [("to_capture", (due - captured).into())]);
    }
    draft.done()
}

/// The order total, less what was cancelled before it was paid: nobody pays for units that are not coming.
fn due(case: &Case<'_>) -> Money {
    let currency = case.order.currency;
    let unpaid = case.order.credits.iter().filter(|c| c.total.value().is_zero());
    let never_paid = unpaid.flat_map(|c| c.bases.values().chain(c.tax.values()));
    let never_paid = never_paid.fold(Decimal::ZERO, |a, b| a + b.value());
    case.totals.total - currency.round(never_paid)
}
