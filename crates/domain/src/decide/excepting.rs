//! Deciding otherwise than the terms (EXC): asking for it, doing it, answering.

use rust_decimal::Decimal;

use super::{Case, Draft, Override, by_rules};
use crate::command::OrderCommand;
use crate::decision::{Decision, Effect, GoodwillPaid, Outcome, Tender};
use crate::exception::{AnswerException, Excepted, Exception, ExceptionState, Exceptional, GiveGoodwill, said};
use crate::fault::Fault;
use crate::money::{Amount, Money, sum};
use crate::order_check::minor;
use crate::refund;
use crate::rule::Rule;

/// EXC-4: money back without a unit credited. No clause gives it, so it takes an exception; it comes out of what the
/// payments still hold (MON-7), changes no tax base and has no credit note.
pub(super) fn goodwill(case: &Case<'_>, command: &GiveGoodwill) -> Result<Decision, Fault> {
    let currency = case.order.currency;
    minor(command.amount, currency, || "amount".into())?;
    let amount = command.amount.money(currency);
    if !amount.is_positive() {
        return Err(Fault::at("amount", "is not above zero"));
    }
    let mut draft = Draft::of(case);
    let left = refund::left_to_refund(case.order);
    if amount > left {
        draft.forbid(Rule::Mon7, Override::Impossible, [("left", left.into()), ("asked", amount.into())]);
    }
    draft.forbid(Rule::Exc4, Override::Possible, [("amount", amount.into())]);
    if !draft.is_refused() {
        draft.goodwill = Some(GoodwillPaid { amount, tenders: refund::spread(case.order, &[], amount) });
    }
    Ok(draft.done())
}

/// EXC-3: an agent asks. Nothing is carried out yet; what would be is told.
pub(super) fn ask(case: &Case<'_>, asked: &Exceptional) -> Result<Decision, Fault> {
    said(&asked.reason, "command.reason")?;
    let under = under(case, &asked.command, asked.amount, |fault| fault.inside("command"))?;
    if under.outcome != Outcome::Allowed {
        return Ok(under);
    }
    let mut draft = Draft::of(case);
    draft.rules.extend(under.rules.into_iter().filter(|ground| ground.effect == Effect::SetAside));
    draft.permit(Rule::Exc3, []);
    draft.exception = under.exception;
    Ok(draft.done())
}

/// EXC-1, EXC-2: somebody who may decides otherwise at once.
pub(super) fn make(case: &Case<'_>, made: &Exceptional) -> Result<Decision, Fault> {
    said(&made.reason, "command.reason")?;
    let decision = under(case, &made.command, made.amount, |fault| fault.inside("command"))?;
    let nothing = made.amount.is_none() && decision.exception.as_ref().is_some_and(|known| known.rules.is_empty());
    if !nothing {
        return Ok(decision);
    }
    // What the terms allow as it is needs no exception, and must not look like one.
    let mut draft = Draft::new();
    draft.forbid(Rule::Exc1, Override::Impossible, [("needed", false.into())]);
    Ok(draft.done())
}

/// EXC-3: somebody who may carries out what was asked for, on what is true now.
pub(super) fn grant(case: &Case<'_>, answer: &AnswerException) -> Result<Decision, Fault> {
    let known = match waiting(case, answer)? {
        Ok(known) => known,
        Err(settled) => return Ok(settled),
    };
    let mut decision = under(case, &known.command, known.amount, |fault| fault)?;
    if decision.outcome == Outcome::Allowed {
        let mut draft = Draft::new();
        draft.permit(Rule::Exc3, [("asked_on", known.asked_on.into())]);
        decision.rules.extend(draft.done().rules);
    }
    Ok(decision)
}

/// EXC-3: somebody who may refuses it, and says why.
pub(super) fn decline(case: &Case<'_>, answer: &AnswerException) -> Result<Decision, Fault> {
    said(&answer.reason, "command.reason")?;
    let known = match waiting(case, answer)? {
        Ok(known) => known,
        Err(settled) => return Ok(settled),
    };
    let mut draft = Draft::new();
    draft.permit(Rule::Exc3, [("asked_on", known.asked_on.into())]);
    Ok(draft.done())
}

/// The exception that is answered, while it waits: it is answered once.
fn waiting<'a>(case: &Case<'a>, answer: &AnswerException) -> Result<Result<&'a Exception, Decision>, Fault> {
    let named = case.order.exceptions.iter().find(|known| known.id == answer.exception);
    let Some(known) = named else {
        return Err(Fault::at("command.exception", format!("names no exception of the order: {}", answer.exception)));
    };
    if known.state == ExceptionState::Waiting {
        return Ok(Ok(known));
    }
    let mut draft = Draft::new();
    let by = known.answered_by.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let granted = known.state == ExceptionState::Granted;
    draft.forbid(Rule::Exc3, Override::Impossible, [("answered_by", by.into()), ("granted", granted.into())]);
    Ok(Err(draft.done()))
}

/// EXC-1: the command as though the rules that may be set aside allowed it. Everything else stands: ledgers, limits,
/// what was captured. `at` says where in what was asked the command stands.
fn under(
    case: &Case<'_>,
    command: &OrderCommand,
    amount: Option<Amount>,
    at: fn(Fault) -> Fault,
) -> Result<Decision, Fault> {
    let plain = by_rules(case, command).map_err(at)?;
    let by_terms = match plain.outcome {
        Outcome::Allowed => worth(case, &plain),
        Outcome::Refused | Outcome::ChoiceRequired => case.order.currency.zero(),
    };
    let set_aside = Case { excepted: true, ledgers: case.ledgers.clone(), totals: case.totals.clone(), ..*case };
    let mut draft = Draft { decision: by_rules(&set_aside, command).map_err(at)?, excepted: false };
    if draft.outcome != Outcome::Allowed {
        return Ok(draft.done());
    }
    // Another rule is set aside by no exception that is made already.
    draft.overridable = false;
    if let Some(amount) = amount {
        pay_instead(case, &mut draft, amount, by_terms)?;
    }
    let set_aside = draft.rules.iter().filter(|ground| ground.effect == Effect::SetAside);
    let mut rules: Vec<String> = Vec::new();
    for id in set_aside.map(|ground| ground.id.id()) {
        if !rules.iter().any(|known| known == id) {
            rules.push(id.to_owned());
        }
    }
    if draft.outcome == Outcome::Allowed {
        if !rules.is_empty() {
            draft.permit(Rule::Exc1, []);
        }
        let granted = worth(case, &draft);
        draft.exception = Some(Excepted { rules, by_terms, granted });
    }
    Ok(draft.done())
}

/// What is paid under a decision, or promised for a return that comes back complete.
fn worth(case: &Case<'_>, decision: &Decision) -> Money {
    let promised = decision.estimate.as_ref().map(|estimate| estimate.total);
    decision.paid_back().or(promised).unwrap_or(case.order.currency.zero())
}

/// EXC-2: another amount in all. Never less than the terms pay, never more than the payments still hold; what goes
/// beyond the units' own credit is goodwill (EXC-4). A lower one leaves bases and taxes as computed, like REF-7's cap.
fn pay_instead(case: &Case<'_>, draft: &mut Draft, amount: Amount, by_terms: Money) -> Result<(), Fault> {
    let order = case.order;
    minor(amount, order.currency, || "command.amount".into())?;
    let asked = amount.money(order.currency);
    let Some(mut refund) = draft.refund.clone() else {
        return Err(Fault::at("command.amount", "the command pays nothing back"));
    };
    if asked < by_terms {
        draft.forbid(Rule::Exc2, Override::Impossible, [("by_terms", by_terms.into()), ("asked", asked.into())]);
        return Ok(());
    }
    draft.limit(Rule::Exc2, [("computed", refund.total.into()), ("granted", asked.into())]);
    if asked < refund.total {
        cut(&mut refund.tenders, asked);
        refund.total = asked;
        draft.refund = Some(refund);
        return Ok(());
    }
    let more = asked - refund.total;
    let to_payments = refund.tenders.iter().filter(|tender| tender.payment.is_some()).map(|tender| tender.amount);
    let left = refund::left_to_refund(order) - sum(order.currency, to_payments);
    if more > left {
        draft.forbid(Rule::Mon7, Override::Impossible, [("left", left.into()), ("asked", more.into())]);
    } else if more.is_positive() {
        draft.permit(Rule::Exc4, [("amount", more.into())]);
        draft.goodwill = Some(GoodwillPaid { amount: more, tenders: refund::spread(order, &refund.tenders, more) });
    }
    Ok(())
}

/// Lowers payments back to this much, the first ones first.
fn cut(tenders: &mut Vec<Tender>, to: Money) {
    let mut left = to;
    for tender in tenders.iter_mut() {
        tender.amount = tender.amount.min(left);
        left = left - tender.amount;
    }
    tenders.retain(|tender| tender.amount.amount() > Decimal::ZERO);
}
