//! What an allowed decision changes: the order afterwards, as a new checked order.

mod claims;
mod excepting;
mod parcels;

use chrono::NaiveDate;

use crate::command::{
    By, CancelOrder, CancelReason, LineQuantity, OrderCommand, ParcelOn, ReceiveReturn, RequestReturn,
};
use crate::decide::is_statutory;
use crate::decision::{Decision, Outcome, Refund, Tender};
use crate::exception::Taking;
use crate::fault::Fault;
use crate::money::{Amount, Money};
use crate::order::{CancelledUnits, Credit, LineKind, Order, OrderFacts, Rma, RmaLine, RmaStatus};
use crate::refund;
use crate::rule::Rule;
use crate::terms::Terms;

/// An order after a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The order as it is now.
    pub order: Order,
    /// The place of the new credit in `order.credits`, where units were credited.
    pub credit: Option<usize>,
    /// The place of the new gift in `order.goodwill`, where money was given (EXC-4).
    pub goodwill: Option<usize>,
}

/// Applies an allowed decision. `taking` says who takes it and names the RMA that a return request issues; `today` is the
/// day of the command in the order's zone.
///
/// # Errors
/// A [`Fault`] at `outcome` where the decision allows nothing, at `rma_number` where one is needed and missing, and
/// in the order where the result would be impossible: nothing is changed then.
pub fn apply(
    order: &Order,
    terms: &Terms,
    command: &OrderCommand,
    decision: &Decision,
    taking: &Taking<'_>,
    today: NaiveDate,
) -> Result<Applied, Fault> {
    if decision.outcome != Outcome::Allowed {
        return Err(Fault::at("outcome", "only an allowed decision changes an order"));
    }
    let mut change = Change { facts: order.clone().into_facts(), order, terms, today, credit: None, goodwill: None };
    if let Some(carried_out) = command.carried_out(order) {
        change.carry_out(carried_out, decision, taking)?;
    }
    if command.is_about_exception() {
        change.except(command, decision, taking)?;
    }
    Ok(Applied { order: Order::new(change.facts)?, credit: change.credit, goodwill: change.goodwill })
}

struct Change<'a> {
    facts: OrderFacts,
    order: &'a Order,
    terms: &'a Terms,
    today: NaiveDate,
    credit: Option<usize>,
    goodwill: Option<usize>,
}

impl Change<'_> {
    fn carry_out(&mut self, command: &OrderCommand, decision: &Decision, taking: &Taking<'_>) -> Result<(), Fault> {
        match command {
            OrderCommand::PlaceOrder | OrderCommand::Goodwill(_) => {}
            OrderCommand::ReleaseShipment(c) => parcels::release(self, c, decision, taking)?,
            OrderCommand::DeliverShipment(c) => parcels::deliver(self, c),
            OrderCommand::AskAuthorisation => parcels::asked(self, decision),
            OrderCommand::CancelOrder(c) => self.cancel(c, decision)?,
            OrderCommand::RefuseDelivery(c) => self.refuse(c),
            OrderCommand::ReceiveRefused(c) => self.receive_refused(c, decision),
            OrderCommand::RequestReturn(c) => self.request_return(c, decision, taking)?,
            OrderCommand::ReceiveReturn(c) => self.receive(c, decision),
            OrderCommand::ReportDamage(c) => {
                self.facts.claims.push(claims::reported(c, decision));
                if let Some(refund) = &decision.refund {
                    self.pay(refund, &c.lines, &[], None);
                }
            }
            OrderCommand::AddEvidence(c) => claims::add_evidence(self, c),
            OrderCommand::MoveClaim(c) => claims::step(self, c),
            OrderCommand::ShipReplacement(c) => claims::ship(self, c),
            OrderCommand::DeliverReplacement(c) => claims::deliver(self, c),
            OrderCommand::RefundClaim(c) => claims::refund(self, c, decision),
            OrderCommand::AskException(_)
            | OrderCommand::MakeException(_)
            | OrderCommand::GrantException(_)
            | OrderCommand::DeclineException(_) => {
                return Err(Fault::at("command", "no exception is about an exception"));
            }
        }
        Ok(())
    }

    fn request_return(
        &mut self,
        command: &RequestReturn,
        decision: &Decision,
        taking: &Taking<'_>,
    ) -> Result<(), Fault> {
        let number = taking.rma.ok_or_else(|| Fault::at("rma_number", "an RMA needs a number"))?;
        let units = command.lines.iter();
        self.facts.rmas.push(Rma {
            number: number.to_owned(),
            notified_on: command.notified_on.unwrap_or(self.today),
            reason: command.reason,
            statutory: is_statutory(decision),
            lines: units.map(|l| RmaLine { line: l.line.clone(), quantity: l.quantity, received: 0 }).collect(),
            status: RmaStatus::Open,
            photos: Vec::new(),
        });
        Ok(())
    }

    fn cancel(&mut self, command: &CancelOrder, decision: &Decision) -> Result<(), Fault> {
        let units = match &command.lines {
            Some(lines) => lines.clone(),
            None => self.open_units()?,
        };
        let non_payment = command.by == By::Merchant && command.reason == CancelReason::NonPayment;
        let retained = non_payment && !decision.sets_aside(Rule::Can10);
        for unit in &units {
            self.facts.cancelled.push(CancelledUnits { line: unit.line.clone(), quantity: unit.quantity, retained });
        }
        if let Some(voided) = decision.void_authorisation {
            self.void(voided);
        }
        // CAN-10: retained units are never credited. Other units cancelled before capture are, for nothing.
        if retained {
            return Ok(());
        }
        if decision.void_authorisation.is_some() {
            let credited = refund::goods_alone(self.order, self.terms, &units)?;
            self.pay(&credited, &units, &[], None);
        } else if let Some(refund) = &decision.refund {
            self.pay(refund, &units, &[], None);
        }
        Ok(())
    }

    fn open_units(&self) -> Result<Vec<LineQuantity>, Fault> {
        let ledgers = refund::ledgers(self.order)?;
        let open = self.order.lines.iter().zip(ledgers).filter(|(_, g)| g.open() > 0);
        Ok(open.map(|(l, g)| LineQuantity { line: l.id.clone(), quantity: g.open() }).collect())
    }

    /// Lets authorised money go, from the payments in order.
    fn void(&mut self, mut left: Money) {
        for payment in &mut self.facts.payments {
            let held = payment.authorised.money(left.currency()) - payment.captured.money(left.currency());
            let voided = left.min(held);
            payment.authorised = Amount::from(payment.authorised.money(left.currency()) - voided);
            left = left - voided;
        }
    }

    fn refuse(&mut self, command: &ParcelOn) {
        let Some(parcel) = self.facts.shipments.iter_mut().find(|s| s.id == command.shipment) else { return };
        parcel.refused_on = Some(command.on);
        let refused = parcel.lines.clone();
        for unit in refused {
            self.shrink_rmas(&unit.line);
        }
    }

    /// A unit is in one place: units refused at the door cannot come back under an RMA too, so open RMAs of the line
    /// are lowered to what the customer was sent, newest first.
    fn shrink_rmas(&mut self, line: &str) {
        let reached: u32 = self
            .facts
            .shipments
            .iter()
            .filter(|s| s.refused_on.is_none())
            .flat_map(|s| &s.lines)
            .filter(|l| l.line == line)
            .map(|l| l.quantity)
            .sum();
        let claimed: u32 = self
            .facts
            .claims
            .iter()
            .filter(|c| !c.replacement_delivered)
            .flat_map(|c| &c.lines)
            .filter(|l| l.line == line)
            .map(|l| l.quantity)
            .sum();
        // What is back is back, whichever RMA it came under; only what is still awaited can give way.
        let received: u32 =
            self.facts.rmas.iter().flat_map(|r| &r.lines).filter(|l| l.line == line).map(|l| l.received).sum();
        let mut room = reached.saturating_sub(claimed + received);
        for rma in self.facts.rmas.iter_mut().filter(|r| r.status == RmaStatus::Open) {
            for entry in rma.lines.iter_mut().filter(|l| l.line == line) {
                let kept = (entry.quantity - entry.received).min(room);
                entry.quantity = entry.received + kept;
                room -= kept;
            }
            rma.lines.retain(|l| l.quantity > 0);
            close_if_done(rma);
        }
        self.facts.rmas.retain(|r| !r.lines.is_empty());
    }

    fn receive_refused(&mut self, command: &ParcelOn, decision: &Decision) {
        let Some(parcel) = self.facts.shipments.iter_mut().find(|s| s.id == command.shipment) else { return };
        parcel.back_on = Some(command.on);
        let units = parcel.lines.clone();
        if let Some(refund) = &decision.refund {
            self.pay(refund, &units, &[], None);
        }
    }

    fn receive(&mut self, command: &ReceiveReturn, decision: &Decision) {
        let Some(rma) = self.facts.rmas.iter_mut().find(|r| r.number == command.rma) else { return };
        for received in &command.lines {
            if let Some(entry) = rma.lines.iter_mut().find(|l| l.line == received.line) {
                entry.received += received.quantity;
            }
        }
        close_if_done(rma);
        rma.photos.extend(command.photos.iter().cloned());
        let units: Vec<LineQuantity> =
            command.lines.iter().map(|l| LineQuantity { line: l.line.clone(), quantity: l.quantity }).collect();
        if let Some(refund) = &decision.refund {
            self.pay(refund, &units, &command.promotional_returned, Some(&command.rma));
        }
    }

    pub(crate) fn refund_payments(&mut self, tenders: &[Tender]) {
        for tender in tenders {
            let payment = self.facts.payments.iter_mut().find(|p| Some(&p.id) == tender.payment.as_ref());
            if let Some(payment) = payment {
                payment.refunded = Amount::from(payment.refunded.money(tender.amount.currency()) + tender.amount);
            }
        }
    }

    /// Records a credit and where its money went.
    fn pay(&mut self, refund: &Refund, units: &[LineQuantity], gifts: &[LineQuantity], rma: Option<&str>) {
        self.refund_payments(&refund.tenders);
        let sold = |id: &str| self.order.lines.iter().any(|l| l.id == id && l.kind != LineKind::Promotional);
        let lines: Vec<LineQuantity> = units.iter().filter(|u| sold(&u.line)).cloned().collect();
        if lines.is_empty() && refund.total.is_zero() {
            return;
        }
        self.facts.credits.push(Credit {
            lines,
            delivery: refund.delivery.into(),
            bases: refund.bases.iter().map(|(r, m)| (*r, (*m).into())).collect(),
            tax: refund.tax.iter().map(|(r, m)| (*r, (*m).into())).collect(),
            total: refund.total.into(),
            promotional: gifts.to_vec(),
            rma: rma.map(str::to_owned),
            on: Some(self.today),
            number: None,
        });
        self.credit = Some(self.facts.credits.len() - 1);
    }
}

fn close_if_done(rma: &mut Rma) {
    if rma.status == RmaStatus::Open && rma.lines.iter().all(|l| l.received == l.quantity) {
        rma.status = RmaStatus::Received;
    }
}
