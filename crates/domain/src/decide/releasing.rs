//! Letting goods leave, and where they are then (ORD-4, ORD-5, PRE-2, DEL-1).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::{Case, Draft, Override};
use crate::claim;
use crate::command::{LineQuantity, ParcelOn};
use crate::decision::{Alternative, Decision, Obligation, Tender};
use crate::fault::Fault;
use crate::money::{Money, sum};
use crate::order::{LineKind, Order, OrderKind, Payment};
use crate::parcel::{AskedAuthorisation, NewParcel, ReleaseShipment};
use crate::refund;
use crate::rule::Rule;

/// What is paid of an order, and what should be.
struct Paid {
    captured: Money,
    authorised: Money,
    due: Money,
    /// What counts for ORD-4: a pre-order is secured by its authorisation. What is captured was authorised before, so the
    /// authorised sum covers both.
    secured: Money,
}

impl Paid {
    fn of(case: &Case<'_>) -> Self {
        let order = case.order;
        let paid = |of: fn(&Payment) -> Decimal| {
            sum(order.currency, order.payments.iter().map(|payment| order.currency.round(of(payment))))
        };
        let captured = paid(|payment| payment.captured.value());
        let authorised = paid(|payment| payment.authorised.value());
        let secured = if order.kind == OrderKind::PreOrder { authorised } else { captured };
        Self { captured, authorised, due: due(case), secured }
    }
}

/// The order total, less what was cancelled before it was paid: nobody pays for units that are not coming.
fn due(case: &Case<'_>) -> Money {
    let currency = case.order.currency;
    let unpaid = case.order.credits.iter().filter(|c| c.total.value().is_zero());
    let never_paid = unpaid.flat_map(|c| c.bases.values().chain(c.tax.values()));
    let never_paid = never_paid.fold(Decimal::ZERO, |a, b| a + b.value());
    case.totals.total - currency.round(never_paid)
}

/// ORD-4, PRE-2: may goods leave; with a parcel, which do (ORD-5).
pub(super) fn release(case: &Case<'_>, command: &ReleaseShipment) -> Result<Decision, Fault> {
    if let Some(parcel) = &command.parcel {
        check(case, parcel).map_err(|fault| fault.inside("parcel"))?;
    }
    let mut draft = Draft::of(case);
    let paid = Paid::of(case);
    let pre_order = case.order.kind == OrderKind::PreOrder;
    let facts = [
        ("captured", paid.captured.into()),
        ("authorised", paid.authorised.into()),
        ("due", paid.due.into()),
        ("missing", (paid.due - paid.secured.min(paid.due)).into()),
        ("pre_order", pre_order.into()),
    ];
    if paid.secured < paid.due {
        draft.forbid(Rule::Ord4, Override::Impossible, facts);
        if pre_order {
            draft.instead(Alternative::AskAuthorisation);
        }
    } else {
        draft.permit(Rule::Ord4, facts);
    }
    if let Some(parcel) = &command.parcel {
        weigh_units(case, &mut draft, parcel)?;
        weigh_day(case, &mut draft, Rule::Ord4, None, parcel.on);
    }
    if !draft.is_refused() && pre_order && paid.captured < paid.due {
        let missing = paid.due - paid.captured;
        draft.oblige(Rule::Pre2, Obligation::CapturePayment, [("to_capture", missing.into())]);
        // Asking whether goods may leave takes nothing.
        if command.parcel.is_some() {
            draft.captures = captures(case, missing);
        }
    }
    Ok(draft.done())
}

fn check(case: &Case<'_>, parcel: &NewParcel) -> Result<(), Fault> {
    claim::reference(&parcel.id, || "id".into())?;
    if case.order.shipments.iter().any(|known| known.id == parcel.id) {
        return Err(Fault::at("id", format!("is another parcel's: {}", parcel.id)));
    }
    claim::reference(&parcel.carrier, || "carrier".into())?;
    if let Some(tracking) = &parcel.tracking {
        claim::reference(tracking, || "tracking".into())?;
    }
    let Some(lines) = &parcel.lines else { return Ok(()) };
    case.check_units(lines, "lines")?;
    let fee = |unit: &LineQuantity| case.line(&unit.line).is_some_and(|(line, _)| line.kind == LineKind::Service);
    match lines.iter().position(fee) {
        Some(at) => Err(Fault::at(format!("lines[{at}].line"), "is a fee, which no parcel holds")),
        None => Ok(()),
    }
}

/// Units that a parcel may hold: what is open of things and gifts.
pub(crate) fn sendable(order: &Order) -> Result<Vec<LineQuantity>, Fault> {
    let ledgers = refund::ledgers(order)?;
    let things = order.lines.iter().zip(ledgers);
    let open = things.filter(|(line, ledger)| line.kind != LineKind::Service && ledger.open() > 0);
    Ok(open.map(|(line, ledger)| LineQuantity { line: line.id.clone(), quantity: ledger.open() }).collect())
}

/// ORD-5: an order may leave in several parcels, each of what is open.
fn weigh_units(case: &Case<'_>, draft: &mut Draft, parcel: &NewParcel) -> Result<(), Fault> {
    let sendable = sendable(case.order)?;
    let units = |all: &[LineQuantity]| all.iter().map(|unit| unit.quantity).fold(0, u32::saturating_add);
    let open = units(&sendable);
    let inside = parcel.lines.clone().unwrap_or(sendable);
    let left_of = |unit: &LineQuantity| case.line(&unit.line).map_or(0, |(_, ledger)| ledger.open());
    let short = inside.iter().find(|unit| unit.quantity > left_of(unit));
    let facts = match short {
        Some(unit) => {
            [("line", unit.line.as_str().into()), ("asked", unit.quantity.into()), ("open", left_of(unit).into())]
        }
        None if open == 0 => [("line", "".into()), ("asked", 0_u32.into()), ("open", 0_u32.into())],
        None => {
            let left = open.saturating_sub(units(&inside));
            if left > 0 {
                draft.permit(Rule::Ord5, [("left", left.into())]);
            }
            return Ok(());
        }
    };
    draft.forbid(Rule::Ord5, Override::Impossible, facts);
    Ok(())
}

/// A day no earlier than what it follows, and no later than today.
fn weigh_day(case: &Case<'_>, draft: &mut Draft, rule: Rule, after: Option<NaiveDate>, on: NaiveDate) {
    let after = after.unwrap_or_else(|| case.order.time_zone.day(case.order.placed_at));
    if on < after || on > case.today {
        let facts = [("on", on.into()), ("after", after.into()), ("today", case.today.into()), ("day", true.into())];
        draft.forbid(rule, Override::Impossible, facts);
    }
}

/// PRE-2: what is captured of each payment, in the order they were made, within what was authorised.
fn captures(case: &Case<'_>, mut left: Money) -> Vec<Tender> {
    let currency = case.order.currency;
    let held = |payment: &Payment| payment.authorised.money(currency) - payment.captured.money(currency);
    let mut tenders = Vec::new();
    for payment in &case.order.payments {
        let amount = left.min(held(payment));
        if amount.is_positive() {
            tenders.push(Tender { payment: Some(payment.id.clone()), method: payment.method, amount });
            left = left - amount;
        }
    }
    tenders
}

/// PRE-2: an additional authorisation is asked for, where what was authorised does not cover the order.
pub(super) fn ask_authorisation(case: &Case<'_>) -> Decision {
    let mut draft = Draft::of(case);
    let paid = Paid::of(case);
    if case.order.kind != OrderKind::PreOrder {
        draft.forbid(Rule::Pre2, Override::Impossible, [("pre_order", false.into())]);
        return draft.done();
    }
    if paid.secured >= paid.due {
        draft.forbid(
            Rule::Pre2,
            Override::Impossible,
            [("authorised", paid.authorised.into()), ("covered", true.into())],
        );
        return draft.done();
    }
    let missing = paid.due - paid.secured;
    // Once a day is enough for the same amount.
    let asked = |known: &&AskedAuthorisation| known.on == case.today && known.amount == missing.into();
    if let Some(known) = case.order.asked_authorisations.iter().find(asked) {
        draft.forbid(Rule::Pre2, Override::Impossible, [("asked_on", known.on.into()), ("asked_today", true.into())]);
        return draft.done();
    }
    let facts = [("authorised", paid.authorised.into()), ("due", paid.due.into()), ("missing", missing.into())];
    draft.oblige(Rule::Pre2, Obligation::RequestAuthorisation, facts);
    draft.done()
}

/// DEL-1: a parcel has arrived.
pub(super) fn deliver(case: &Case<'_>, command: &ParcelOn) -> Result<Decision, Fault> {
    let parcel = super::parcels::shipment(case, &command.shipment)?;
    let mut draft = Draft::of(case);
    if let Some(day) = parcel.delivered_on {
        let facts = [("delivered_on", day.into()), ("delivered", true.into())];
        draft.forbid(Rule::Del1, Override::Impossible, facts);
    } else if let Some(day) = parcel.refused_on {
        draft.forbid(Rule::Del1, Override::Impossible, [("refused_on", day.into()), ("refused", true.into())]);
    } else {
        weigh_day(case, &mut draft, Rule::Del1, parcel.shipped_on, command.on);
    }
    if !draft.is_refused() {
        draft.permit(Rule::Del1, [("delivered_on", command.on.into())]);
    }
    Ok(draft.done())
}
