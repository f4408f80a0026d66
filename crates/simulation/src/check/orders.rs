//! What must hold of every order, whatever its path.

use std::collections::BTreeMap;

use guichet_domain::exception::ExceptionState;
use guichet_domain::money::sum;
use guichet_domain::order::{LineKind, Order, OrderKind};
use guichet_domain::{LineLedger, Money};
use guichet_sync::authority::{Effect, EffectKind};

use super::{Held, Invariant, hold};

/// The ledgers, the payments and the credits of an order.
pub fn sound(order: &Order) -> Held {
    for line in &order.lines {
        let Ok(g) = LineLedger::of(order, line) else {
            return super::fail(Invariant::LedgerAddsUp, format!("{} line {}", order.number, line.id));
        };
        let text = || format!("{} line {}: {g:?}", order.number, line.id);
        let adds_up = g.ordered() == g.open() + g.cancelled() + g.in_transit() + g.delivered() + g.refused()
            && g.in_transit() + g.delivered() == g.returnable() + g.authorised() + g.returned() + g.claimed();
        hold(adds_up, Invariant::LedgerAddsUp, text)?;
        let gone = g.cancelled() - g.retained() + g.returned() + g.claimed() + g.refused();
        let credited_once = g.credited() + g.retained() <= g.ordered();
        let is_gone = g.credited() <= gone || line.kind == LineKind::Promotional;
        hold(credited_once && is_gone, Invariant::UnitCreditedOnce, text)?;
    }
    for payment in &order.payments {
        let within = payment.refunded.value() <= payment.captured.value();
        hold(within, Invariant::RefundWithinCapture, || format!("{} {payment:?}", order.number))?;
    }
    let currency = order.currency;
    let refunded = sum(currency, order.payments.iter().map(|payment| payment.refunded.money(currency)));
    let credited = sum(currency, order.credits.iter().map(|credit| credit.total.money(currency)));
    let given = sum(currency, order.goodwill.iter().map(|goodwill| goodwill.amount.money(currency)));
    // What a customer is given for the way back (REF-5) goes back to no payment.
    let text = || format!("{}: credits {credited}, goodwill {given}, payments {refunded}", order.number);
    let credited = credited + given;
    exceptions(order)?;
    hold(credited >= refunded && (has_ways_back(order) || credited == refunded), Invariant::CreditsAreRefunds, text)
}

/// The merchant pays for the way back where the goods were at fault.
fn has_ways_back(order: &Order) -> bool {
    order.rmas.iter().any(|rma| rma.reason.is_some_and(|reason| reason.is_merchants_fault()))
}

/// Every exception names who, why and both amounts; what was given away is what was granted beyond the credits.
fn exceptions(order: &Order) -> Held {
    for known in &order.exceptions {
        let text = || format!("{}: {known:?}", order.number);
        let answered = known.answered_by.is_some() && known.answered_in.is_some() && known.answered_on.is_some();
        let named = !known.reason.is_empty() && !known.asked_by.id.is_empty();
        hold(named && answered == (known.state != ExceptionState::Waiting), Invariant::ExceptionNamed, text)?;
        let bound = known.state != ExceptionState::Granted || known.granted.value() >= known.by_terms.value();
        hold(bound, Invariant::ExceptionNamed, text)?;
    }
    for goodwill in &order.goodwill {
        let text = || format!("{}: {goodwill:?}", order.number);
        let granted = order.exceptions.iter().find(|known| known.id == goodwill.exception);
        let granted = granted.filter(|known| known.state == ExceptionState::Granted);
        let within = granted.is_some_and(|known| goodwill.amount.value() <= known.granted.value());
        hold(within, Invariant::ExceptionNamed, text)?;
    }
    Ok(())
}

/// Of a pre-order, what the centre captured is asked of the provider in as many parts, and never more than is captured.
pub fn captured<'a>(order: &Order, effects: impl Iterator<Item = &'a Effect>) -> Held {
    let mut asked: BTreeMap<String, Money> = BTreeMap::new();
    for effect in effects.filter(|effect| effect.kind == EffectKind::Capture) {
        if effect.payload["order"] != order.number.as_str() {
            continue;
        }
        let part: Option<guichet_domain::money::Amount> = serde_json::from_value(effect.payload["amount"].clone()).ok();
        let (Some(part), Some(payment)) = (part, effect.payload["payment"].as_str()) else {
            return super::fail(Invariant::PaidOnce, format!("a capture of nothing: {effect:?}"));
        };
        *asked.entry(payment.to_owned()).or_insert(order.currency.zero()) += part.money(order.currency);
    }
    for payment in &order.payments {
        let part = asked.remove(&payment.id).unwrap_or(order.currency.zero());
        let captured = payment.captured.money(order.currency);
        hold(part <= captured, Invariant::PaidOnce, || format!("{}: captured {captured}, asked {part}", order.number))?;
    }
    let released = order.shipments.iter().any(|parcel| parcel.released_in.is_some());
    hold(asked.is_empty(), Invariant::PaidOnce, || format!("{}: captured of no payment: {asked:?}", order.number))?;
    let accepted = order.kind == OrderKind::Regular || !released || order.accepted_on.is_some();
    hold(accepted, Invariant::PaidOnce, || format!("{} left and was never accepted", order.number))
}

/// Every credit of an order is paid out in full, every gift too, and nothing else is.
pub fn paid_out<'a>(order: &Order, effects: impl Iterator<Item = &'a Effect>) -> Held {
    let mut paid: BTreeMap<(bool, u64), Money> = BTreeMap::new();
    for effect in effects.filter(|effect| effect.kind == EffectKind::Payout) {
        if effect.payload["order"] != order.number.as_str() {
            continue;
        }
        let place = |name: &str| effect.payload[name].as_u64();
        let given = place("goodwill");
        let place = (given.is_some(), given.or(place("credit")).unwrap_or(u64::MAX));
        let amount: Option<guichet_domain::money::Amount> =
            serde_json::from_value(effect.payload["amount"].clone()).ok();
        let Some(amount) = amount else {
            return super::fail(Invariant::PaidOnce, format!("a payout without an amount: {effect:?}"));
        };
        *paid.entry(place).or_insert(order.currency.zero()) += amount.money(order.currency);
    }
    for (at, credit) in (0_u64..).zip(&order.credits) {
        let out = paid.remove(&(false, at)).unwrap_or(order.currency.zero());
        let due = credit.total.money(order.currency);
        hold(out == due, Invariant::PaidOnce, || format!("{} credit {at}: due {due}, paid {out}", order.number))?;
    }
    for (at, goodwill) in (0_u64..).zip(&order.goodwill) {
        let out = paid.remove(&(true, at)).unwrap_or(order.currency.zero());
        let due = goodwill.amount.money(order.currency);
        hold(out == due, Invariant::PaidOnce, || format!("{} goodwill {at}: due {due}, paid {out}", order.number))?;
    }
    hold(paid.is_empty(), Invariant::PaidOnce, || format!("{}: paid for no credit: {paid:?}", order.number))
}
