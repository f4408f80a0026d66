//! An order as it was before each command that was given on it, worked out from the order of today and its commands.
//!
//! Nobody keeps the orders of before. What commands made of an order is taken off it, and they are laid on again one by
//! one under the terms of then. Only where that gives the order of today, and each command what it gave then, are the
//! steps in between what they were; of any other order nothing is claimed.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::exception::Person;
use guichet_domain::money::Amount;
use guichet_domain::order::{OrderFacts, OrderKind, RmaStatus, Shipment};
use guichet_domain::{Customer, Order, OrderCommand, Taking, TermsPack};
use rust_decimal::Decimal;

use crate::action::Action;
use crate::body::Body;
use crate::intent::Upshot;
use crate::run::run;

/// A command that was carried out on an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Done {
    /// Its id.
    pub id: String,
    /// Who gave it, by name.
    pub name: String,
    /// What was asked.
    pub command: OrderCommand,
    /// When it counts as asked.
    pub at: DateTime<FixedOffset>,
    /// What came of it.
    pub upshot: Upshot,
}

/// How often the start is put right by what the commands were found to add.
const ATTEMPTS: usize = 3;

/// The order before each of these commands, which are in the order in which they were carried out; none where they and
/// the terms do not give the order as it is.
#[must_use]
pub fn retrace(order: &Order, customer: Option<&Customer>, packs: &[TermsPack], done: &[Done]) -> Option<Vec<Order>> {
    let theirs = Theirs::of(order, done);
    let mut start = theirs.taken_off(order);
    for _ in 0..ATTEMPTS {
        let walked = Walk { order, customer, packs, theirs: &theirs }.over(&start, done)?;
        let end = walked.end.clone().into_facts();
        if walked.is_as_told && plain(end.clone()) == plain(order.clone().into_facts()) {
            return Some(walked.before);
        }
        let next = corrected(&start, &end, order)?;
        if next == start {
            return None;
        }
        start = next;
    }
    None
}

/// What of an order's parcels commands did, and not the shop.
struct Theirs<'a> {
    /// Commands by which parcels left.
    released: BTreeSet<&'a str>,
    delivered: BTreeSet<&'a str>,
    refused: BTreeSet<&'a str>,
    back: BTreeSet<&'a str>,
    /// RMAs that commands issued, and those under which they received something.
    rmas: BTreeSet<&'a str>,
    received: BTreeSet<&'a str>,
}

impl<'a> Theirs<'a> {
    fn of(order: &'a Order, done: &'a [Done]) -> Self {
        let mut theirs = Self {
            released: BTreeSet::new(),
            delivered: BTreeSet::new(),
            refused: BTreeSet::new(),
            back: BTreeSet::new(),
            received: BTreeSet::new(),
            rmas: done.iter().filter_map(|one| one.upshot.rma.as_deref()).collect(),
        };
        for one in done {
            match one.command.carried_out(order) {
                Some(OrderCommand::ReleaseShipment(asked)) if asked.parcel.is_some() => {
                    theirs.released.insert(&one.id);
                }
                Some(OrderCommand::DeliverShipment(parcel)) => {
                    theirs.delivered.insert(&parcel.shipment);
                }
                Some(OrderCommand::RefuseDelivery(parcel)) => {
                    theirs.refused.insert(&parcel.shipment);
                }
                Some(OrderCommand::ReceiveRefused(asked)) => {
                    theirs.back.insert(&asked.shipment);
                }
                Some(OrderCommand::ReceiveReturn(asked)) => {
                    theirs.received.insert(&asked.rma);
                }
                _ => {}
            }
        }
        theirs
    }

    fn made(&self, parcel: &Shipment) -> bool {
        parcel.released_in.as_deref().is_some_and(|command| self.released.contains(command))
    }

    /// The order without what is known to be theirs; what else they made, the first walk shows.
    fn taken_off(&self, order: &Order) -> OrderFacts {
        let mut facts = order.clone().into_facts();
        facts.shipments.clear();
        facts.rmas.retain(|rma| !self.rmas.contains(rma.number.as_str()));
        // Of the shop's own RMAs only what a command received is taken off.
        for rma in facts.rmas.iter_mut().filter(|rma| self.received.contains(rma.number.as_str())) {
            rma.status = RmaStatus::Open;
            rma.lines.iter_mut().for_each(|line| line.received = 0);
            rma.photos.clear();
        }
        facts.cancelled.clear();
        facts.claims.clear();
        facts.credits.clear();
        facts.exceptions.clear();
        facts.goodwill.clear();
        facts.asked_authorisations.clear();
        for payment in &mut facts.payments {
            payment.refunded = Amount::ZERO;
        }
        if !self.released.is_empty() && facts.kind == OrderKind::PreOrder {
            facts.accepted_on = None;
            facts.payments.iter_mut().for_each(|payment| payment.captured = Amount::ZERO);
        }
        facts
    }

    /// What the shop had told of the parcels by a day.
    fn told_by(&self, order: &OrderFacts, day: NaiveDate, facts: &mut OrderFacts) {
        let by = |known: Option<NaiveDate>| known.filter(|on| *on <= day);
        for parcel in &order.shipments {
            let is_there = facts.shipments.iter().any(|known| known.id == parcel.id);
            let left = parcel.shipped_on.is_none_or(|on| on <= day);
            if !is_there && left && !self.made(parcel) {
                let bare = Shipment { delivered_on: None, refused_on: None, back_on: None, ..parcel.clone() };
                facts.shipments.push(bare);
            }
            let Some(known) = facts.shipments.iter_mut().find(|known| known.id == parcel.id) else { continue };
            let id = parcel.id.as_str();
            if !self.delivered.contains(id) {
                known.delivered_on = by(parcel.delivered_on);
            }
            if !self.refused.contains(id) {
                known.refused_on = by(parcel.refused_on);
            }
            if !self.back.contains(id) {
                known.back_on = by(parcel.back_on);
            }
        }
    }
}

struct Walk<'a> {
    order: &'a Order,
    customer: Option<&'a Customer>,
    packs: &'a [TermsPack],
    theirs: &'a Theirs<'a>,
}

struct Walked {
    before: Vec<Order>,
    end: Order,
    /// Each command gave what it gave then.
    is_as_told: bool,
}

impl Walk<'_> {
    fn over(&self, start: &OrderFacts, done: &[Done]) -> Option<Walked> {
        let mut facts = start.clone();
        let (mut before, mut is_as_told) = (Vec::with_capacity(done.len()), true);
        for one in done {
            self.theirs.told_by(self.order, self.order.time_zone.day(one.at), &mut facts);
            let order = Order::new(facts).ok()?;
            // Who it was by id is not told of; somebody it was.
            let taking = Taking { command: &one.id, agent: &one.id, name: &one.name, rma: one.upshot.rma.as_deref() };
            let action = Action::Order(one.command.clone());
            let body = Body::Order(Arc::new(order.clone()));
            let ran = run(Some(&body), self.customer, self.packs, &action, one.at, &taking, None).ok()?;
            // The centre alone numbers credits.
            let given = Upshot { credit_note: one.upshot.credit_note.clone(), ..ran.upshot };
            is_as_told &= given == one.upshot;
            let Body::Order(after) = ran.body else { return None };
            facts = Arc::unwrap_or_clone(after).into_facts();
            before.push(order);
        }
        self.theirs.told_by(self.order, NaiveDate::MAX, &mut facts);
        Some(Walked { before, end: Order::new(facts).ok()?, is_as_told })
    }
}

/// The order without what tells nothing of what was decided: who is known by another id, numbers that the centre gave,
/// where in a list a parcel stands, and that nothing came under an RMA in time, which the shop tells without a day.
fn plain(mut facts: OrderFacts) -> OrderFacts {
    let nobody = || Person { id: String::new(), name: String::new() };
    for credit in &mut facts.credits {
        credit.number = None;
    }
    for exception in &mut facts.exceptions {
        exception.asked_by = nobody();
        exception.answered_by = exception.answered_by.as_ref().map(|_| nobody());
    }
    for rma in facts.rmas.iter_mut().filter(|rma| rma.status == RmaStatus::Expired) {
        rma.status = RmaStatus::Open;
    }
    facts.shipments.sort_by(|a, b| a.id.cmp(&b.id));
    facts
}

/// What the order must have had before, if the commands add what they were seen to add: the rest is the shop's.
fn corrected(start: &OrderFacts, end: &OrderFacts, order: &OrderFacts) -> Option<OrderFacts> {
    /// Commands only add to these lists: what they did not add stood first.
    fn first<T: Clone>(of: &[T], before: &[T], after: &[T]) -> Option<Vec<T>> {
        let added = after.len().checked_sub(before.len())?;
        Some(of.get(..of.len().checked_sub(added)?)?.to_vec())
    }
    let mut facts = start.clone();
    facts.cancelled = first(&order.cancelled, &start.cancelled, &end.cancelled)?;
    facts.claims = first(&order.claims, &start.claims, &end.claims)?;
    facts.credits = first(&order.credits, &start.credits, &end.credits)?;
    facts.exceptions = first(&order.exceptions, &start.exceptions, &end.exceptions)?;
    facts.goodwill = first(&order.goodwill, &start.goodwill, &end.goodwill)?;
    facts.asked_authorisations =
        first(&order.asked_authorisations, &start.asked_authorisations, &end.asked_authorisations)?;
    for payment in &mut facts.payments {
        let of = |facts: &OrderFacts| facts.payments.iter().find(|known| known.id == payment.id).cloned();
        let (before, after, now) = (of(start)?, of(end)?, of(order)?);
        let was = |now: Amount, before: Amount, after: Amount| amount(now.value() - (after.value() - before.value()));
        payment.authorised = was(now.authorised, before.authorised, after.authorised)?;
        payment.captured = was(now.captured, before.captured, after.captured)?;
        payment.refunded = was(now.refunded, before.refunded, after.refunded)?;
    }
    Some(facts)
}

fn amount(value: Decimal) -> Option<Amount> {
    serde_json::from_value(serde_json::Value::String(value.to_string())).ok()
}
