//! What a credit rests on, as far as its order tells: the rule, and the day from which the customer waited for it.
//!
//! An order keeps that units were credited, not by which decision. A return, a refused parcel and a damaged one leave
//! their trace on the order; a cancelled unit does not say who cancelled it or why.

use chrono::NaiveDate;

use crate::command::LineQuantity;
use crate::decision::{Effect, Remedy};
use crate::order::{Credit, LineKind, Order, OrderKind};
use crate::rule::Rule;

/// What led to a credit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Units came back under an RMA.
    Return,
    /// A parcel was refused at the door.
    RefusedDelivery,
    /// A parcel came damaged.
    Damage,
    /// Units were cancelled before they left.
    Cancellation,
}

/// A credit as its order explains it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explained {
    /// What led to it.
    pub cause: Cause,
    /// The rule that it rests on; none where the order does not tell.
    pub rule: Option<Rule>,
    /// The day on which the customer told us (RET-6, DMG-2) or refused the parcel (DEL-2); a cancellation has none, it
    /// is paid back when it is told.
    pub told_on: Option<NaiveDate>,
}

/// Explains a credit by the order that it stands on.
#[must_use]
pub fn explain(order: &Order, credit: &Credit) -> Explained {
    if let Some(rma) = credit.rma.as_ref().and_then(|number| order.rmas.iter().find(|rma| rma.number == *number)) {
        let rule = if rma.statutory { Rule::Eu1 } else { Rule::Ret1 };
        return Explained { cause: Cause::Return, rule: Some(rule), told_on: Some(rma.notified_on) };
    }
    let same = |units: &[LineQuantity]| same_units(order, &credit.lines, units);
    let in_time = |day: Option<NaiveDate>| day.is_some_and(|day| credit.on.is_none_or(|on| day <= on));
    let damaged = order.claims.iter().filter(|claim| claim.remedy == Some(Remedy::Refund));
    if let Some(claim) = damaged.into_iter().find(|claim| same(&claim.lines) && in_time(claim.reported_on)) {
        return Explained { cause: Cause::Damage, rule: Some(Rule::Dmg3), told_on: claim.reported_on };
    }
    let back = order.shipments.iter().filter(|parcel| parcel.back_on.is_some());
    if let Some(parcel) = back.into_iter().find(|parcel| same(&parcel.lines) && in_time(parcel.refused_on)) {
        return Explained { cause: Cause::RefusedDelivery, rule: Some(Rule::Del2), told_on: parcel.refused_on };
    }
    // Whoever ends a pre-order, it is the same clause (CAN-1, PRE-5).
    let rule = (order.kind == OrderKind::PreOrder).then_some(Rule::Can1);
    Explained { cause: Cause::Cancellation, rule, told_on: None }
}

/// Whether both name the same units; gifts are never credited, and a parcel may hold some.
fn same_units(order: &Order, credited: &[LineQuantity], units: &[LineQuantity]) -> bool {
    let is_gift = |id: &str| order.lines.iter().any(|line| line.id == id && line.kind == LineKind::Promotional);
    let sold = |units: &[LineQuantity]| {
        let mut sold: Vec<(String, u32)> =
            units.iter().filter(|unit| !is_gift(&unit.line)).map(|unit| (unit.line.clone(), unit.quantity)).collect();
        sold.sort();
        sold
    };
    !credited.is_empty() && sold(credited) == sold(units)
}

/// The rule that a decision rests on, of the rules that it weighed: the first that was set aside, or else the first that
/// permits. What follows says how much and until when.
#[must_use]
pub fn rests_on(weighed: &[(Rule, Effect)]) -> Option<Rule> {
    let first = |wanted: Effect| weighed.iter().find(|(_, effect)| *effect == wanted).map(|(rule, _)| *rule);
    first(Effect::SetAside).or_else(|| first(Effect::Permits))
}
