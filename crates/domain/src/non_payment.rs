//! What is done about an unpaid amount (NPY-2, NPY-3): steps that a person takes, dated, and what they leave on an account.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::account::{AccountFacts, ServiceAccount, ServiceStatus, Unpaid};
use crate::calendar::days_between;
use crate::command::HandlingEvent;
use crate::decide::{Draft, Override};
use crate::decision::{Decision, Obligation};
use crate::fault::Fault;
use crate::order::text_enum;
use crate::rule::Rule;
use crate::terms::Terms;

text_enum! {
    /// A step against non-payment (NPY-2).
    MeasureKind {
        /// A reminder by letter.
        ReminderLetter,
        /// A reminder by telephone.
        ReminderCall,
        /// The paid services are interrupted until all is paid.
        Interruption,
        /// The free services are suspended until all is paid.
        Suspension,
        /// The account ends.
        EndOfAccount,
    }
}

impl MeasureKind {
    /// Every step, the mildest first.
    pub const ALL: [Self; 5] =
        [Self::ReminderLetter, Self::ReminderCall, Self::Interruption, Self::Suspension, Self::EndOfAccount];

    /// What it costs to do so (NPY-1), where that is in the terms.
    #[must_use]
    pub fn event(self) -> Option<HandlingEvent> {
        match self {
            Self::ReminderLetter => Some(HandlingEvent::ReminderLetter),
            Self::ReminderCall => Some(HandlingEvent::ReminderCall),
            Self::Interruption | Self::Suspension | Self::EndOfAccount => None,
        }
    }

    /// Whether it stands until all is paid.
    #[must_use]
    pub fn stands(self) -> bool {
        matches!(self, Self::Interruption | Self::Suspension)
    }
}

/// A step that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Which.
    pub kind: MeasureKind,
    /// The day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub on: NaiveDate,
    /// The day it was lifted, all being paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(type = "string", optional))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub lifted_on: Option<NaiveDate>,
}

impl Measure {
    /// Whether it stands: it was not lifted, and is of the sort that stands.
    #[must_use]
    pub fn is_standing(&self) -> bool {
        self.kind.stands() && self.lifted_on.is_none()
    }
}

/// `take_measure` and `lift_measure`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct OnMeasure {
    /// Which.
    pub kind: MeasureKind,
}

/// The measures of an account are possible.
pub(crate) fn check(account: &AccountFacts) -> Result<(), Fault> {
    for (i, measure) in account.measures.iter().enumerate() {
        let at = || format!("measures[{i}].lifted_on");
        match measure.lifted_on {
            Some(_) if !measure.kind.stands() => return Err(Fault::at(at(), "is of a step that does not stand")),
            Some(day) if day < measure.on => return Err(Fault::at(at(), "is before the step was taken")),
            _ => {}
        }
        let before = account.measures.iter().take(i);
        if measure.is_standing() && before.into_iter().any(|other| other.is_standing() && other.kind == measure.kind) {
            return Err(Fault::at(format!("measures[{i}].kind"), "stands already"));
        }
    }
    Ok(())
}

fn standing(account: &ServiceAccount, kind: MeasureKind) -> Option<&Measure> {
    account.measures.iter().find(|measure| measure.kind == kind && measure.is_standing())
}

fn sum<'a>(account: &ServiceAccount, unpaid: impl Iterator<Item = &'a Unpaid>) -> crate::money::Money {
    account.currency.round(unpaid.map(|one| one.amount.value()).fold(Decimal::ZERO, |a, b| a + b))
}

/// NPY-2: a step against what is overdue.
pub(crate) fn take(account: &ServiceAccount, terms: &Terms, kind: MeasureKind, today: NaiveDate) -> Decision {
    let mut draft = Draft::new();
    let late = || account.unpaid.iter().filter(|one| one.due_on < today);
    let Some(due_on) = late().map(|one| one.due_on).min() else {
        draft.forbid(Rule::Npy2, Override::Impossible, [("nothing_late", true.into())]);
        return draft.done();
    };
    if let Some(known) = standing(account, kind) {
        draft.forbid(Rule::Npy2, Override::Impossible, [("since", known.on.into()), ("standing", true.into())]);
        return draft.done();
    }
    // Once a day is enough of one sort: two who remind on one day would charge it twice (NPY-1).
    if account.measures.iter().any(|measure| measure.kind == kind && measure.on == today) {
        draft.forbid(Rule::Npy2, Override::Impossible, [("taken_today", true.into())]);
        return draft.done();
    }
    let running = |paid: bool| {
        let runs = |stops: Option<NaiveDate>| stops.is_none_or(|stops| today < stops);
        let services = account.services.iter().filter(|service| service.status != ServiceStatus::Ended);
        services.filter(|service| runs(service.stops_on) && (service.paid || !paid)).count() > 0
    };
    let nothing = match kind {
        MeasureKind::Interruption => !running(true),
        MeasureKind::EndOfAccount => !running(false),
        _ => false,
    };
    if nothing {
        draft.forbid(Rule::Npy2, Override::Impossible, [("nothing_runs", true.into())]);
        return draft.done();
    }
    let days_late = days_between(due_on, today);
    let owed = sum(account, late());
    let facts = [("owed", owed.into()), ("due_on", due_on.into()), ("days_late", days_late.into())];
    draft.permit(Rule::Npy2, facts);
    if let Some(cost) = kind.event().and_then(|event| terms.handling_costs.get(&event)) {
        draft.limit(Rule::Npy1, [("cost", account.currency.round(cost.value()).into())]);
    }
    draft.must(Obligation::NotifyCustomer);
    if kind == MeasureKind::EndOfAccount {
        draft.limit(Rule::Sub8, []);
        draft.permit(Rule::Npy3, [("owed", sum(account, account.unpaid.iter()).into())]);
        draft.status = Some(ServiceStatus::Ended);
        draft.stops_on = Some(today);
    }
    draft.done()
}

/// NPY-2: an interruption or a suspension ends when all is paid.
pub(crate) fn lift(account: &ServiceAccount, kind: MeasureKind) -> Decision {
    let mut draft = Draft::new();
    let Some(known) = standing(account, kind) else {
        draft.forbid(Rule::Npy2, Override::Impossible, [("not_standing", true.into())]);
        return draft.done();
    };
    let owed = sum(account, account.unpaid.iter());
    if owed.is_positive() {
        draft.forbid(Rule::Npy2, Override::Impossible, [("owed", owed.into()), ("still_owed", true.into())]);
        return draft.done();
    }
    draft.permit(Rule::Npy2, [("since", known.on.into()), ("paid", true.into())]);
    draft.must(Obligation::NotifyCustomer);
    draft.done()
}

/// What a step leaves on the account.
pub(crate) fn taken(facts: &mut AccountFacts, kind: MeasureKind, today: NaiveDate) {
    facts.measures.push(Measure { kind, on: today, lifted_on: None });
    if kind == MeasureKind::EndOfAccount {
        for service in facts.services.iter_mut().filter(|service| service.status != ServiceStatus::Ended) {
            service.status = ServiceStatus::Ended;
            service.stops_on = Some(today.max(service.started_on));
        }
    }
}

/// What lifting one leaves.
pub(crate) fn lifted(facts: &mut AccountFacts, kind: MeasureKind, today: NaiveDate) {
    let known = facts.measures.iter_mut().find(|measure| measure.kind == kind && measure.is_standing());
    if let Some(measure) = known {
        measure.lifted_on = Some(today.max(measure.on));
    }
}
