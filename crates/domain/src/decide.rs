//! Decisions on an order: pure functions of facts, terms, command and instant.

mod cancelling;
mod claims;
mod excepting;
mod parcels;
mod placing;
mod releasing;
mod returning;

use chrono::{DateTime, FixedOffset, NaiveDate};

use crate::command::{LineQuantity, OrderCommand};
use crate::customer::Customer;
use crate::decision::{Alternative, Decision, Effect, Fact, Ground, Obligation, Outcome};
use crate::fault::Fault;
use crate::ledger::LineLedger;
use crate::order::{Line, LineKind, Order, OrderKind};
use crate::refund;
use crate::rule::Rule;
use crate::terms::Terms;
use crate::totals::Totals;

pub(crate) use releasing::sendable;
pub(crate) use returning::is_statutory;

/// Decides a command on an order.
///
/// # Errors
/// A [`Fault`] whose path starts with `command` (or `customer`) where the command names what is not there or states
/// impossible numbers. Whether something is allowed is never an error: it is the decision's outcome.
pub fn decide_order(
    order: &Order,
    customer: Option<&Customer>,
    terms: &Terms,
    command: &OrderCommand,
    at: DateTime<FixedOffset>,
) -> Result<Decision, Fault> {
    let case = Case::new(order, customer, terms, at)?;
    match command {
        OrderCommand::AskException(c) => excepting::ask(&case, c),
        OrderCommand::MakeException(c) => excepting::make(&case, c),
        OrderCommand::GrantException(c) => excepting::grant(&case, c),
        OrderCommand::DeclineException(c) => excepting::decline(&case, c),
        plain => by_rules(&case, plain),
    }
}

/// Decides what is no matter of exceptions itself, by the rules as the case has them.
fn by_rules(case: &Case<'_>, command: &OrderCommand) -> Result<Decision, Fault> {
    let decided = match command {
        OrderCommand::PlaceOrder => return placing::place(case),
        OrderCommand::ReleaseShipment(c) => releasing::release(case, c),
        OrderCommand::DeliverShipment(c) => releasing::deliver(case, c),
        OrderCommand::AskAuthorisation => Ok(releasing::ask_authorisation(case)),
        OrderCommand::CancelOrder(c) => cancelling::cancel(case, c),
        OrderCommand::RefuseDelivery(c) => parcels::refuse(case, c),
        OrderCommand::ReceiveRefused(c) => parcels::receive_refused(case, c),
        OrderCommand::RequestReturn(c) => returning::request(case, c),
        OrderCommand::ReceiveReturn(c) => returning::receive(case, c),
        OrderCommand::ReportDamage(c) => parcels::report_damage(case, c),
        OrderCommand::AddEvidence(c) => claims::add_evidence(case, c),
        OrderCommand::MoveClaim(c) => claims::move_claim(case, c),
        OrderCommand::ShipReplacement(c) => claims::ship_replacement(case, c),
        OrderCommand::DeliverReplacement(c) => claims::deliver_replacement(case, c),
        OrderCommand::RefundClaim(c) => claims::refund_claim(case, c),
        OrderCommand::Goodwill(c) => excepting::goodwill(case, c),
        OrderCommand::AskException(_)
        | OrderCommand::MakeException(_)
        | OrderCommand::GrantException(_)
        | OrderCommand::DeclineException(_) => Err(Fault::at("type", "no exception is about an exception")),
    };
    decided.map_err(|fault| fault.inside("command"))
}

/// The facts every decision starts from.
struct Case<'a> {
    order: &'a Order,
    customer: Option<&'a Customer>,
    terms: &'a Terms,
    /// The day of the command in the order's zone.
    today: NaiveDate,
    totals: Totals,
    ledgers: Vec<LineLedger>,
    /// An exception sets aside whatever may be set aside (EXC-1).
    excepted: bool,
}

impl<'a> Case<'a> {
    fn new(
        order: &'a Order,
        customer: Option<&'a Customer>,
        terms: &'a Terms,
        at: DateTime<FixedOffset>,
    ) -> Result<Self, Fault> {
        let ledgers = refund::ledgers(order).map_err(|f| f.inside("order"))?;
        let today = order.time_zone.day(at);
        Ok(Self { order, customer, terms, today, totals: Totals::of(order), ledgers, excepted: false })
    }

    fn lines(&self) -> impl Iterator<Item = (&'a Line, &LineLedger)> {
        self.order.lines.iter().zip(&self.ledgers)
    }

    /// A line that a checked command names.
    fn line(&self, id: &str) -> Option<(&'a Line, &LineLedger)> {
        self.lines().find(|(l, _)| l.id == id)
    }

    /// Every entry names a line, once, with a positive quantity, and there is at least one.
    fn check_units(&self, units: &[LineQuantity], path: &str) -> Result<(), Fault> {
        if units.is_empty() {
            return Err(Fault::at(path, "names no units"));
        }
        crate::order_check::entries(self.order, units, path)
    }

    fn is_offer(&self) -> bool {
        self.order.kind == OrderKind::PreOrder && self.order.accepted_on.is_none()
    }

    /// PRE-3: a pre-order is bought on the day its offer is accepted; every other order on the day it is placed.
    fn purchased_on(&self) -> Option<NaiveDate> {
        purchase_date(self.order)
    }

    /// EU-1: whether and how long the customer may withdraw.
    fn withdrawal(&self) -> Withdrawal {
        if !self.order.market.in_european_union() || !self.order.consumer {
            return Withdrawal::None;
        }
        let goods = || self.lines().filter(|(l, _)| l.kind != LineKind::Service);
        if goods().any(|(_, g)| g.open() > 0 || g.in_transit() > 0) {
            return Withdrawal::Open;
        }
        match self.order.shipments.iter().filter_map(|s| s.delivered_on).max() {
            None => Withdrawal::Open,
            Some(last) => {
                let end = crate::calendar::days_after(last, self.terms.withdrawal_days);
                Withdrawal::Until(self.terms.calendar(self.order.market).statutory_end(end))
            }
        }
    }
}

/// PRE-3; none while a pre-order is an offer.
pub fn purchase_date(order: &Order) -> Option<NaiveDate> {
    match order.kind {
        OrderKind::Regular => Some(order.time_zone.day(order.placed_at)),
        OrderKind::PreOrder => order.accepted_on,
    }
}

/// The statutory withdrawal of EU-1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Withdrawal {
    /// It does not apply: not in the EU, or not a consumer.
    None,
    /// Some unit is undelivered: the period has not begun to run out.
    Open,
    /// Until the end of this day.
    Until(NaiveDate),
}

impl Withdrawal {
    fn covers(self, day: NaiveDate) -> bool {
        match self {
            Self::None => false,
            Self::Open => true,
            Self::Until(end) => day <= end,
        }
    }
}

/// A decision while it is being made. Forbidding once refuses it; it stays overridable only while everything that
/// forbids it may be overridden.
pub(crate) struct Draft {
    decision: Decision,
    /// What may be set aside is.
    excepted: bool,
}

/// Whether a supervisor may set a refusal aside.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Override {
    Possible,
    Impossible,
}

impl Draft {
    pub(crate) fn new() -> Self {
        Self {
            excepted: false,
            decision: Decision {
                outcome: Outcome::Allowed,
                overridable: false,
                rules: Vec::new(),
                alternatives: Vec::new(),
                flags: Vec::new(),
                deadlines: Default::default(),
                return_shipping: None,
                remedy: None,
                choices: Vec::new(),
                obligations: Vec::new(),
                refund: None,
                estimate: None,
                void_authorisation: None,
                captures: Vec::new(),
                charge: None,
                credit: None,
                stops_on: None,
                status: None,
                period: None,
                goodwill: None,
                exception: None,
            },
        }
    }

    /// A decision on a case, which may be made under an exception.
    fn of(case: &Case<'_>) -> Self {
        Self { excepted: case.excepted, ..Self::new() }
    }

    pub(crate) fn weigh<const N: usize>(&mut self, rule: Rule, effect: Effect, facts: [(&'static str, Fact); N]) {
        let facts = facts.into_iter().collect();
        self.decision.rules.push(Ground { id: rule, clause: rule.clause(), effect, facts });
    }

    pub(crate) fn permit<const N: usize>(&mut self, rule: Rule, facts: [(&'static str, Fact); N]) {
        self.weigh(rule, Effect::Permits, facts);
    }

    pub(crate) fn limit<const N: usize>(&mut self, rule: Rule, facts: [(&'static str, Fact); N]) {
        self.weigh(rule, Effect::Limits, facts);
    }

    pub(crate) fn oblige<const N: usize>(&mut self, rule: Rule, what: Obligation, facts: [(&'static str, Fact); N]) {
        self.weigh(rule, Effect::Obliges, facts);
        self.must(what);
    }

    /// An obligation under a rule that is already named.
    pub(crate) fn must(&mut self, what: Obligation) {
        if !self.decision.obligations.contains(&what) {
            self.decision.obligations.push(what);
        }
    }

    pub(crate) fn forbid<const N: usize>(
        &mut self,
        rule: Rule,
        may_override: Override,
        facts: [(&'static str, Fact); N],
    ) {
        if self.excepted && may_override == Override::Possible {
            self.weigh(rule, Effect::SetAside, facts);
            return;
        }
        let first = self.decision.outcome != Outcome::Refused;
        self.decision.overridable = may_override == Override::Possible && (first || self.decision.overridable);
        self.decision.outcome = Outcome::Refused;
        self.weigh(rule, Effect::Forbids, facts);
    }

    pub(crate) fn instead(&mut self, alternative: Alternative) {
        if !self.decision.alternatives.contains(&alternative) {
            self.decision.alternatives.push(alternative);
        }
    }

    pub(crate) fn is_refused(&self) -> bool {
        self.decision.outcome == Outcome::Refused
    }

    pub(crate) fn done(self) -> Decision {
        self.decision
    }
}

impl std::ops::Deref for Draft {
    type Target = Decision;
    fn deref(&self) -> &Decision {
        &self.decision
    }
}

impl std::ops::DerefMut for Draft {
    fn deref_mut(&mut self) -> &mut Decision {
        &mut self.decision
    }
}

/// Names the rules that a refund's amounts rest on.
fn explain_refund(draft: &mut Draft, refund: &crate::decision::Refund) {
    draft.permit(Rule::Ref1, [("goods", refund.goods.into())]);
    if let Some(delivery) = &refund.parts.delivery {
        let facts = [("delivery", refund.delivery.into()), ("units_left", delivery.units_left.into())];
        draft.limit(Rule::Ref2, facts);
    }
    if !refund.parts.promotional.is_empty() {
        draft.limit(Rule::Ref3, [("promotional", refund.promotional.into())]);
    }
    if !refund.parts.diminished.is_empty() {
        draft.limit(Rule::Ref4, [("diminished", refund.diminished.into())]);
    }
    if refund.reimbursement.is_positive() {
        draft.permit(Rule::Ref5, [("reimbursement", refund.reimbursement.into())]);
    }
    if refund.unrecovered.is_positive() {
        draft.limit(Rule::Ref6, [("unrecovered", refund.unrecovered.into())]);
    }
    if refund.capped {
        draft.limit(Rule::Ref7, [("total", refund.total.into())]);
    }
    if refund.total.is_positive() {
        draft.oblige(Rule::Ref9, Obligation::IssueCreditNote, []);
    }
}
