//! Returns: asking for one and receiving it (RET, EU-1, REF).

use rust_decimal::Decimal;

use super::{Case, Draft, Override, Withdrawal, explain_refund};
use crate::agenda;
use crate::calendar::{days_after, days_between};
use crate::claim::{Evidence, evidence};
use crate::command::{LineQuantity, ReceiveReturn, RequestReturn};
use crate::decision::{Alternative, Deadline, Decision, Obligation, Payer};
use crate::fault::Fault;
use crate::order::{Channel, LineKind, Rma, RmaStatus};
use crate::order_check::{known_line, minor, quantity, unique};
use crate::refund::{self, Asked};
use crate::rule::Rule;

pub(super) fn request(case: &Case<'_>, command: &RequestReturn) -> Result<Decision, Fault> {
    case.check_units(&command.lines, "lines")?;
    let mut draft = Draft::of(case);
    weigh_units(case, &mut draft, &command.lines);
    weigh_time(case, &mut draft, command);
    if draft.is_refused() {
        return Ok(draft.done());
    }
    let notified = command.notified_on.unwrap_or(case.today);
    let return_by = agenda::return_by(notified, case.terms);
    draft.deadlines.insert(Deadline::ReturnBy, return_by);
    draft.oblige(Rule::Ret6, Obligation::IncludeRmaNumber, [("return_by", return_by.into())]);
    if command.reason.is_some_and(|r| r.is_merchants_fault()) {
        draft.return_shipping = Some(Payer::Merchant);
        draft.oblige(Rule::Ret7, Obligation::SendPrepaidLabel, [("payer", "merchant".into())]);
    } else {
        draft.return_shipping = Some(Payer::Customer);
        draft.limit(Rule::Ret7, [("payer", "customer".into())]);
    }
    let gifts = every_gift(case);
    let asked = Asked { units: &command.lines, gifts_back: &gifts, ..Asked::default() };
    let estimate = refund::compute(case.order, case.terms, &asked)?;
    draft.estimate = Some(estimate);
    Ok(draft.done())
}

/// RET-1, RET-2, RET-5: what may come back at all.
fn weigh_units(case: &Case<'_>, draft: &mut Draft, units: &[LineQuantity]) {
    let concerned: Vec<_> = units.iter().filter_map(|u| case.line(&u.line).map(|(l, g)| (u, l, g))).collect();
    match concerned.iter().find(|(_, line, _)| line.kind != LineKind::Hardware) {
        Some((_, line, _)) => draft.forbid(Rule::Ret1, Override::Impossible, [("line", line.id.as_str().into())]),
        None => draft.permit(Rule::Ret1, []),
    }
    if case.order.channel == Channel::Reseller {
        draft.forbid(Rule::Ret2, Override::Impossible, []);
        draft.instead(Alternative::ContactReseller);
    }
    let hardware = concerned.iter().filter(|(_, line, _)| line.kind == LineKind::Hardware);
    let short = hardware.clone().find(|(u, _, g)| u.quantity > g.returnable());
    if let Some((u, line, ledger)) = short {
        let facts = [
            ("line", line.id.as_str().into()),
            ("asked", u.quantity.into()),
            ("returnable", ledger.returnable().into()),
            ("open", ledger.open().into()),
        ];
        draft.forbid(Rule::Ret5, Override::Impossible, facts);
        if hardware.clone().any(|(_, _, g)| g.open() > 0) {
            draft.instead(Alternative::CancelOrder);
        }
    }
}

/// RET-3, EU-1, RET-4: whether there is still time.
fn weigh_time(case: &Case<'_>, draft: &mut Draft, command: &RequestReturn) {
    let notified = command.notified_on.unwrap_or(case.today);
    let period = case.terms.return_period_days;
    let contract_end = case.purchased_on().map(|day| days_after(day, period));
    if let Some(end) = contract_end {
        draft.deadlines.insert(Deadline::ReturnPeriodEnd, end);
    }
    let withdrawal = case.withdrawal();
    if let Withdrawal::Until(end) = withdrawal {
        draft.deadlines.insert(Deadline::WithdrawalEnd, end);
    }
    // An offer that has not been accepted is no purchase yet, so its period has not begun.
    if contract_end.is_none_or(|end| notified <= end) {
        match case.purchased_on() {
            Some(day) => draft.permit(
                Rule::Ret3,
                [
                    ("purchased_on", day.into()),
                    ("notified_on", notified.into()),
                    ("day", days_between(day, notified).into()),
                    ("of", period.into()),
                ],
            ),
            None => draft.permit(Rule::Ret3, [("notified_on", notified.into())]),
        }
    } else if withdrawal.covers(notified) {
        let until = match withdrawal {
            Withdrawal::Until(end) => ("until", end.into()),
            _ => ("undelivered", true.into()),
        };
        draft.permit(Rule::Eu1, [("notified_on", notified.into()), until]);
    } else if let (Some(day), Some(end)) = (case.purchased_on(), contract_end) {
        let facts = [
            ("purchased_on", day.into()),
            ("notified_on", notified.into()),
            ("day", days_between(day, notified).into()),
            ("of", period.into()),
            ("last_day", end.into()),
        ];
        draft.forbid(Rule::Ret4, Override::Possible, facts);
    }
}

/// Whether a return asked for on `notified` rests on the statutory withdrawal alone.
pub(crate) fn is_statutory(decision: &Decision) -> bool {
    decision.rules.iter().any(|g| g.id == Rule::Eu1)
}

/// Every gift piece that the customer was sent.
fn every_gift(case: &Case<'_>) -> Vec<LineQuantity> {
    let gifts = case.lines().filter(|(line, _)| line.kind == LineKind::Promotional);
    gifts.map(|(line, g)| LineQuantity { line: line.id.clone(), quantity: g.shipped() - g.refused() }).collect()
}

pub(super) fn receive(case: &Case<'_>, command: &ReceiveReturn) -> Result<Decision, Fault> {
    let rma = check_received(case, command)?;
    let mut draft = Draft::of(case);
    let return_by = agenda::return_by(rma.notified_on, case.terms);
    let sent = command.sent_on.unwrap_or(command.received_on);
    let facts =
        [("return_by", return_by.into()), ("sent_on", sent.into()), ("known", command.sent_on.is_some().into())];
    if sent > return_by {
        draft.forbid(Rule::Ret8, Override::Possible, facts);
        if draft.is_refused() {
            return Ok(draft.done());
        }
    } else {
        draft.permit(Rule::Ret8, facts);
    }

    let contract = days_after(command.received_on, case.terms.refund_days);
    let refund_by = if rma.statutory {
        let told = days_after(rma.notified_on, case.terms.statutory_refund_days);
        contract.min(told.max(command.received_on))
    } else {
        contract
    };
    draft.deadlines.insert(Deadline::RefundBy, refund_by);
    let facts = [("received_on", command.received_on.into()), ("refund_by", refund_by.into())];
    draft.oblige(Rule::Ret9, Obligation::IssueCreditNote, facts);

    let fault = rma.reason.is_some_and(|r| r.is_merchants_fault());
    let units: Vec<LineQuantity> =
        command.lines.iter().map(|l| LineQuantity { line: l.line.clone(), quantity: l.quantity }).collect();
    let cost = command.return_cost.map(|c| c.money(case.order.currency)).filter(|_| fault);
    let asked = Asked {
        units: &units,
        wear: &command.lines,
        gifts_back: &command.promotional_returned,
        merchants_fault: fault,
        damaged: false,
        return_cost: cost,
    };
    let refund = refund::compute(case.order, case.terms, &asked)?;
    explain_refund(&mut draft, &refund);
    draft.refund = Some(refund);
    Ok(draft.done())
}

/// The RMA that a parcel came under, once what came is possible under it.
fn check_received<'a>(case: &Case<'a>, command: &ReceiveReturn) -> Result<&'a Rma, Fault> {
    let order = case.order;
    let Some(rma) = order.rmas.iter().find(|r| r.number == command.rma) else {
        return Err(Fault::at("rma", format!("names no RMA of the order: {}", command.rma)));
    };
    if command.lines.is_empty() {
        return Err(Fault::at("lines", "names no units"));
    }
    unique(command.lines.iter().map(|l| l.line.as_str()), |i| format!("lines[{i}].line"))?;
    for (i, received) in command.lines.iter().enumerate() {
        let at = |field: &str| format!("lines[{i}].{field}");
        quantity(received.quantity, || at("quantity"))?;
        known_line(order, &received.line, || at("line"))?;
        let Some(entry) = rma.lines.iter().find(|l| l.line == received.line) else {
            return Err(Fault::at(at("line"), format!("is not under {}: {}", rma.number, received.line)));
        };
        // Units of an RMA that is over may be under another by now, or back already.
        let awaited = entry.quantity - entry.received;
        let room = match rma.status {
            RmaStatus::Open => awaited,
            _ => awaited.min(case.line(&received.line).map_or(0, |(_, g)| g.returnable())),
        };
        if received.quantity > room {
            return Err(Fault::at(at("quantity"), "more is received than was authorised"));
        }
        if received.diminished_percent.is_some_and(|p| p.value() > Decimal::ONE_HUNDRED) {
            return Err(Fault::at(at("diminished_percent"), "is above 100"));
        }
        if let Some(amount) = received.diminished_amount {
            if received.diminished_percent.is_some() {
                return Err(Fault::at(at("diminished_amount"), "a percent is given too"));
            }
            minor(amount, order.currency, || at("diminished_amount"))?;
        }
    }
    crate::order_check::entries(order, &command.promotional_returned, "promotional_returned")?;
    for (i, gift) in command.promotional_returned.iter().enumerate() {
        let path = |field: &str| format!("promotional_returned[{i}].{field}");
        let Some((line, ledger)) = case.line(&gift.line) else { continue };
        if line.kind != LineKind::Promotional {
            return Err(Fault::at(path("line"), format!("is not a promotional line: {}", gift.line)));
        }
        let before = order.credits.iter().flat_map(|c| &c.promotional).filter(|g| g.line == gift.line);
        let before = before.map(|g| g.quantity).fold(0, u32::saturating_add);
        if gift.quantity.saturating_add(before) > ledger.shipped() - ledger.refused() {
            return Err(Fault::at(path("quantity"), "more pieces come back than the customer was sent"));
        }
    }
    if let Some(cost) = command.return_cost {
        minor(cost, order.currency, || "return_cost".into())?;
    }
    let photos: Vec<Evidence> = rma.photos.iter().chain(&command.photos).cloned().collect();
    evidence(&photos, "photos")?;
    Ok(rma)
}
