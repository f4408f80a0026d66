//! Cancelling an order, whole or in part (CAN, PRE).

use super::{Case, Draft, Override, Withdrawal, explain_refund};
use crate::command::{By, CancelOrder, CancelReason, LineQuantity};
use crate::decision::{Alternative, Decision, Effect, Obligation, Refund};
use crate::fault::Fault;
use crate::money::sum;
use crate::order::{LineKind, OrderKind};
use crate::refund::{self, Asked};
use crate::rule::Rule;
use crate::terms::Permission;

pub(super) fn cancel(case: &Case<'_>, command: &CancelOrder) -> Result<Decision, Fault> {
    if let Some(lines) = &command.lines {
        case.check_units(lines, "lines")?;
    }
    let mut draft = Draft::of(case);
    let units = command.lines.clone().unwrap_or_else(|| everything_open(case));
    weigh_units(case, &mut draft, &units);
    match command.by {
        By::Customer => weigh_customer(case, &mut draft, command.reason),
        By::Merchant => weigh_merchant(case, &mut draft, command.reason),
    }
    if draft.is_refused() {
        return Ok(draft.done());
    }
    pay_back(case, &mut draft, command, &units)?;
    Ok(draft.done())
}

fn everything_open(case: &Case<'_>) -> Vec<LineQuantity> {
    let open = case.lines().filter(|(_, ledger)| ledger.open() > 0);
    open.map(|(line, ledger)| LineQuantity { line: line.id.clone(), quantity: ledger.open() }).collect()
}

/// CAN-4: only open units; asking for more refuses the whole.
fn weigh_units(case: &Case<'_>, draft: &mut Draft, units: &[LineQuantity]) {
    let asked = |id: &str| units.iter().find(|u| u.line == id).map_or(0, |u| u.quantity);
    let short = case.lines().find(|(line, ledger)| asked(&line.id) > ledger.open());
    let total: u32 = units.iter().map(|u| u.quantity).fold(0, u32::saturating_add);
    let facts =
        |line: &str, asked: u32, open: u32| [("line", line.into()), ("asked", asked.into()), ("open", open.into())];
    match short {
        None if total > 0 => return,
        None => draft.forbid(Rule::Can4, Override::Impossible, facts("", 0, 0)),
        Some((line, ledger)) => {
            draft.forbid(Rule::Can4, Override::Impossible, facts(&line.id, asked(&line.id), ledger.open()));
        }
    }
    let concerned = || case.lines().filter(|(l, _)| l.kind == LineKind::Hardware && (total == 0 || asked(&l.id) > 0));
    if concerned().any(|(_, g)| g.in_transit() > 0) {
        draft.instead(Alternative::RefuseDelivery);
    }
    if concerned().any(|(_, g)| g.in_transit() > 0 || g.delivered() > 0) {
        draft.instead(Alternative::RequestReturn);
    }
}

fn weigh_customer(case: &Case<'_>, draft: &mut Draft, reason: CancelReason) {
    if case.order.kind == OrderKind::PreOrder {
        draft.permit(Rule::Can1, [("accepted", (!case.is_offer()).into())]);
        draft.permit(Rule::Pre4, []);
        return;
    }
    let refused_ground = match reason {
        CancelReason::IncompatibleRequirements => Some(Rule::Can3),
        CancelReason::SplitDelivery => Some(Rule::Can5),
        _ => None,
    };
    if let Some(rule) = refused_ground {
        let withdrawal = case.withdrawal();
        if withdrawal.covers(case.today) {
            let until = match withdrawal {
                Withdrawal::Until(end) => ("until", end.into()),
                _ => ("undelivered", true.into()),
            };
            draft.permit(Rule::Eu1, [until]);
        } else {
            draft.forbid(rule, Override::Impossible, []);
            draft.instead(Alternative::RequestReturn);
        }
        return;
    }
    match case.terms.cancel_before_shipment {
        Permission::Allowed => draft.permit(Rule::Can2, []),
        Permission::Refused => {
            draft.forbid(Rule::Can2, Override::Possible, []);
            draft.instead(Alternative::RequestReturn);
        }
    }
}

fn weigh_merchant(case: &Case<'_>, draft: &mut Draft, reason: CancelReason) {
    use CancelReason as R;
    let listed = matches!(
        reason,
        R::FalseInformation
            | R::StockShortage
            | R::Unavailable
            | R::ForceMajeure
            | R::Strike
            | R::FloodOrFire
            | R::IncorrectInformation
            | R::PriorNonPaymentDispute
            | R::NoEmail
    );
    match reason {
        R::NonPayment => draft.permit(Rule::Can10, []),
        _ if case.order.kind == OrderKind::PreOrder => draft.permit(Rule::Pre5, []),
        _ if listed => draft.permit(Rule::Can6, []),
        _ => draft.forbid(Rule::Can6, Override::Possible, []),
    }
    if listed && case.order.kind == OrderKind::PreOrder {
        draft.permit(Rule::Can6, []);
    }
    if !draft.is_refused() {
        draft.oblige(Rule::Can8, Obligation::NotifyCustomer, []);
    }
}

fn pay_back(case: &Case<'_>, draft: &mut Draft, command: &CancelOrder, units: &[LineQuantity]) -> Result<(), Fault> {
    let order = case.order;
    let currency = order.currency;
    let captured = sum(currency, order.payments.iter().map(|p| p.captured.money(currency)));
    if captured.is_zero() {
        let authorised = sum(currency, order.payments.iter().map(|p| p.authorised.money(currency)));
        let voided = if leaves_nothing(case, units) {
            authorised
        } else {
            refund::gross_of_units(order, case.terms, units)?.min(authorised)
        };
        draft.limit(Rule::Pre4, [("void_authorisation", voided.into())]);
        draft.must(Obligation::VoidAuthorisation);
        draft.void_authorisation = Some(voided);
        return Ok(());
    }
    if command.by == By::Merchant && command.reason == CancelReason::NonPayment {
        // CAN-10: what was received is kept; a supervisor may decide in the customer's favour.
        if !case.excepted {
            draft.refund = Some(Refund::nothing(currency));
            draft.overridable = true;
            return Ok(());
        }
        draft.weigh(Rule::Can10, Effect::SetAside, [("captured", captured.into())]);
    }
    let refund = refund::compute(order, case.terms, &Asked { units, ..Asked::default() })?;
    if command.by == By::Merchant {
        draft.limit(Rule::Can7, [("total", refund.total.into())]);
        let nothing_shipped = case.ledgers.iter().all(|g| g.shipped() == 0);
        if command.reason == CancelReason::Unavailable && nothing_shipped && leaves_nothing(case, units) {
            draft.permit(Rule::Can9, [("order_total", case.totals.total.into())]);
        }
    }
    explain_refund(draft, &refund);
    draft.refund = Some(refund);
    Ok(())
}

/// Nothing of the order is left once these units are cancelled; gifts alone are not an order.
fn leaves_nothing(case: &Case<'_>, units: &[LineQuantity]) -> bool {
    case.lines().filter(|(line, _)| line.kind != LineKind::Promotional).all(|(line, ledger)| {
        let asked = units.iter().find(|u| u.line == line.id).map_or(0, |u| u.quantity);
        ledger.shipped() == 0 && ledger.open() == asked
    })
}
