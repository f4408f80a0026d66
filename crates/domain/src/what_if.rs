//! What a draft of the terms would have changed: a decision taken before, decided again under it and compared.
//!
//! Nothing here is ever done: a draft rules no case, it is only compared with the pack that did.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::case::Case;
use crate::decision::{Charge, Decision, Outcome};
use crate::fault::Fault;
use crate::money::{Currency, Money};
use crate::order::text_enum;
use crate::rule::Rule;
use crate::terms::Terms;

text_enum! {
    /// Which way money goes. They are never added to each other: what is expected of a return is paid back when it
    /// comes in, and would count twice.
    Flow {
        /// Paid back to the customer, credited or given.
        PaidBack,
        /// Would be paid back for a return that comes back complete.
        Expected,
        /// Taken off the next invoice.
        Credited,
        /// Charged to the customer.
        Charged,
    }
}
text_enum! {
    /// What differs, the weightiest only.
    Kind {
        /// It ends otherwise.
        Outcome,
        /// It ends alike, with other money.
        Money,
        /// The same money, but other days, duties, choices or reasons.
        Terms,
    }
}

/// What a decision comes to, as far as it is compared with another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Upshot {
    /// How it ends.
    pub outcome: Outcome,
    /// The money that moves, where it is allowed; an entry of nothing is left out.
    pub money: BTreeMap<Flow, Money>,
}

impl Upshot {
    /// The upshot of a decision. What is not allowed moves nothing, whatever it computes for the customer to read.
    pub fn of(decision: &Decision) -> Self {
        let charge = |charge: &Option<Charge>| charge.as_ref().map(|c| c.gross);
        let flows = [
            (Flow::PaidBack, decision.paid_back()),
            (Flow::Expected, decision.estimate.as_ref().map(|e| e.total)),
            (Flow::Credited, charge(&decision.credit)),
            (Flow::Charged, charge(&decision.charge)),
        ];
        let moves = flows.into_iter().filter_map(|(flow, money)| Some((flow, money.filter(|m| !m.is_zero())?)));
        let allowed = decision.outcome == Outcome::Allowed;
        Self { outcome: decision.outcome, money: moves.filter(|_| allowed).collect() }
    }
}

/// How a decision would have been another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// What differs.
    pub kind: Kind,
    /// As it was decided.
    pub before: Upshot,
    /// As the draft decides it.
    pub after: Upshot,
    /// The rules that were weighed under one pack alone, or otherwise under the other, in the order of the rulebook.
    pub rules: Vec<Rule>,
}

/// What differs between two decisions on the same facts; nothing where they do the same for the same reasons.
pub fn difference(before: &Decision, after: &Decision) -> Option<Difference> {
    // The numbers that a rule weighed may differ (a longer period) where nothing that follows from them does.
    let plain = |decision: &Decision| {
        let mut plain = decision.clone();
        for ground in &mut plain.rules {
            ground.facts.clear();
        }
        plain
    };
    let (was, is) = (Upshot::of(before), Upshot::of(after));
    let kind = if was.outcome != is.outcome {
        Kind::Outcome
    } else if was.money != is.money {
        Kind::Money
    } else if plain(before) != plain(after) {
        Kind::Terms
    } else {
        return None;
    };
    Some(Difference { kind, before: was, after: is, rules: rules_that_differ(before, after) })
}

fn rules_that_differ(before: &Decision, after: &Decision) -> Vec<Rule> {
    let alone = |one: &Decision, other: &Decision| -> Vec<Rule> {
        one.rules.iter().filter(|ground| !other.rules.contains(ground)).map(|ground| ground.id).collect()
    };
    let mut rules = [alone(before, after), alone(after, before)].concat();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// A case that was decided again.
#[derive(Debug, Clone, PartialEq)]
pub enum Replayed {
    /// Whoever kept it expects another decision than the pack of then gives: its facts are not those of then, so a
    /// comparison would tell nothing.
    NotReproduced,
    /// The draft decides alike.
    Same(Upshot),
    /// The draft decides otherwise.
    Otherwise(Difference),
}

/// Decides a case under its own terms and under a draft. `reproduced` says whether the first is the decision of then.
///
/// # Errors
/// A [`Fault`] where the command names what is not there or states impossible numbers.
pub fn replay(case: &Case, draft: &Terms, reproduced: impl FnOnce(&Decision) -> bool) -> Result<Replayed, Fault> {
    let before = case.decide()?;
    if !reproduced(&before) {
        return Ok(Replayed::NotReproduced);
    }
    let after = case.decide_under(draft)?;
    Ok(difference(&before, &after).map_or_else(|| Replayed::Same(Upshot::of(&before)), Replayed::Otherwise))
}

/// An amount under both packs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BothWays {
    /// As it was decided.
    pub before: Money,
    /// As the draft decides it.
    pub after: Money,
    /// How much more it is under the draft.
    pub difference: Money,
}

/// How often and how much, over many cases. As large as what it shows, whatever is counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Tally {
    /// Cases compared.
    pub replayed: u64,
    /// Those that the draft decides alike.
    pub same: u64,
    /// Those that could not be compared, because the pack of then does not give the decision of then.
    pub not_reproduced: u64,
    /// How many differ in what.
    pub kinds: BTreeMap<Kind, u64>,
    /// Outcomes that change: from which to which, how often.
    pub outcomes: BTreeMap<Outcome, BTreeMap<Outcome, u64>>,
    /// Money of all compared cases, by currency and way. Two currencies are never added.
    pub money: BTreeMap<Currency, BTreeMap<Flow, BothWays>>,
    /// How many changed cases a rule has a part in.
    pub rules: BTreeMap<Rule, u64>,
}

impl Tally {
    /// Counts one more.
    pub fn count(&mut self, replayed: &Replayed) {
        match replayed {
            Replayed::NotReproduced => {
                self.not_reproduced += 1;
                return;
            }
            Replayed::Same(upshot) => {
                self.same += 1;
                self.count_money(upshot, upshot);
            }
            Replayed::Otherwise(found) => self.count_difference(found),
        }
        self.replayed += 1;
    }

    fn count_difference(&mut self, found: &Difference) {
        *self.kinds.entry(found.kind).or_default() += 1;
        if found.kind == Kind::Outcome {
            let to = self.outcomes.entry(found.before.outcome).or_default();
            *to.entry(found.after.outcome).or_default() += 1;
        }
        for rule in &found.rules {
            *self.rules.entry(*rule).or_default() += 1;
        }
        self.count_money(&found.before, &found.after);
    }

    fn count_money(&mut self, before: &Upshot, after: &Upshot) {
        for (flow, money) in &before.money {
            let both = self.both_ways(*flow, money.currency());
            both.before += *money;
            both.difference = both.after - both.before;
        }
        for (flow, money) in &after.money {
            let both = self.both_ways(*flow, money.currency());
            both.after += *money;
            both.difference = both.after - both.before;
        }
    }

    fn both_ways(&mut self, flow: Flow, currency: Currency) -> &mut BothWays {
        let zero = currency.zero();
        let nothing = BothWays { before: zero, after: zero, difference: zero };
        self.money.entry(currency).or_default().entry(flow).or_insert(nothing)
    }
}
