//! What an allowed decision changes: the order afterwards, as a new checked order.

use chrono::NaiveDate;

use crate::command::{By, CancelOrder, CancelReason, LineQuantity, OrderCommand, ParcelOn, ReceiveReturn};
use crate::decide::is_statutory;
use crate::decision::{Decision, Outcome, Refund};
use crate::fault::Fault;
use crate::money::{Amount, Money};
use crate::order::{CancelledUnits, Claim, ClaimStatus, Credit, LineKind, Order, OrderFacts, Rma, RmaLine, RmaStatus};
use crate::refund;
use crate::terms::Terms;

/// An order after a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// The order as it is now.
    pub order: Order,
    /// The place of the new credit in `order.credits`, where units were credited.
    pub credit: Option<usize>,
}

/// Applies an allowed decision. `rma_number` names the RMA that a return request issues; `today` is the day of the
/// command in the order's zone.
///
/// # Errors
/// A [`Fault`] at `outcome` where the decision allows nothing, at `rma_number` where one is needed and missing, and
/// in the order where the result would be impossible: nothing is changed then.
pub fn apply(
    order: &Order,
    terms: &Terms,
    command: &OrderCommand,
    decision: &Decision,
    rma_number: Option<&str>,
    today: NaiveDate,
) -> Result<Applied, Fault> {
    if decision.outcome != Outcome::Allowed {
        return Err(Fault::at("outcome", "only an allowed decision changes an order"));
    }
    let mut change = Change { facts: order.clone().into_facts(), order, terms, today, credit: None };
    match command {
        OrderCommand::PlaceOrder | OrderCommand::ReleaseShipment => {}
        OrderCommand::CancelOrder(c) => change.cancel(c, decision)?,
        OrderCommand::RefuseDelivery(c) => change.refuse(c),
        OrderCommand::ReceiveRefused(c) => change.receive_refused(c, decision),
        OrderCommand::RequestReturn(c) => {
            let number = rma_number.ok_or_else(|| Fault::at("rma_number", "an RMA needs a number"))?;
            change.facts.rmas.push(Rma {
                number: number.to_owned(),
                notified_on: c.notified_on.unwrap_or(today),
                reason: c.reason,
                statutory: is_statutory(decision),
                lines: c
                    .lines
                    .iter()
                    .map(|l| RmaLine { line: l.line.clone(), quantity: l.quantity, received: 0 })
                    .collect(),
                status: RmaStatus::Open,
            });
        }
        OrderCommand::ReceiveReturn(c) => change.receive(c, decision),
        OrderCommand::ReportDamage(c) => {
            change.facts.claims.push(Claim {
                shipment: c.shipment.clone(),
                lines: c.lines.clone(),
                status: ClaimStatus::Reported,
                replacement_delivered: false,
            });
            if let Some(refund) = &decision.refund {
                change.pay(refund, &c.lines, &[], None);
            }
        }
    }
    Ok(Applied { order: Order::new(change.facts)?, credit: change.credit })
}

struct Change<'a> {
    facts: OrderFacts,
    order: &'a Order,
    terms: &'a Terms,
    today: NaiveDate,
    credit: Option<usize>,
}

impl Change<'_> {
    fn cancel(&mut self, command: &CancelOrder, decision: &Decision) -> Result<(), Fault> {
        let units = match &command.lines {
            Some(lines) => lines.clone(),
            None => self.open_units()?,
        };
        let retained = command.by == By::Merchant && command.reason == CancelReason::NonPayment;
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
        let units: Vec<LineQuantity> =
            command.lines.iter().map(|l| LineQuantity { line: l.line.clone(), quantity: l.quantity }).collect();
        if let Some(refund) = &decision.refund {
            self.pay(refund, &units, &command.promotional_returned, Some(&command.rma));
        }
    }

    /// Records a credit and where its money went.
    fn pay(&mut self, refund: &Refund, units: &[LineQuantity], gifts: &[LineQuantity], rma: Option<&str>) {
        for tender in &refund.tenders {
            let payment = self.facts.payments.iter_mut().find(|p| Some(&p.id) == tender.payment.as_ref());
            if let Some(payment) = payment {
                payment.refunded = Amount::from(payment.refunded.money(tender.amount.currency()) + tender.amount);
            }
        }
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
