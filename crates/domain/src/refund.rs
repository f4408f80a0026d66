//! Refund arithmetic (MON-6, MON-7, REF-1 to REF-8): what a credit of units pays back.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::command::{LineQuantity, ReceivedLine};
use crate::decision::{
    DeliveryPart, DeliveryReason, DiminishedPart, GoodsPart, Parts, PromotionalPart, PromotionalReason, Refund, Tender,
};
use crate::fault::Fault;
use crate::ledger::LineLedger;
use crate::money::{Money, sum};
use crate::order::{Line, LineKind, Order, PaymentMethod, RateKey};
use crate::terms::{PromotionalDeduction, Terms};
use crate::totals::Totals;

/// What a refund is asked for.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// Units to credit.
    pub units: &'a [LineQuantity],
    /// Wear per received line (REF-4).
    pub wear: &'a [ReceivedLine],
    /// Gift pieces that come back with them.
    pub gifts_back: &'a [LineQuantity],
    /// Faulty or not as described: no wear is deducted.
    pub merchants_fault: bool,
    /// A damaged parcel: delivery in full, nothing deducted (DMG-3).
    pub damaged: bool,
    /// The way back, where the merchant pays it (REF-5).
    pub return_cost: Option<Money>,
}

/// Computes a refund.
///
/// # Errors
/// A [`Fault`] with the path inside the command where a stated wear is above what the units are worth.
pub fn compute(order: &Order, terms: &Terms, asked: &Asked<'_>) -> Result<Refund, Fault> {
    let work = Work { order, terms, asked, totals: Totals::of(order), ledgers: ledgers(order)? };
    work.refund()
}

/// A credit of units that were never paid for: their bases and taxes, without delivery or deductions, paying nothing
/// back. It keeps the cumulative arithmetic of MON-6 whole.
///
/// # Errors
/// None for a checked order; the ledger's [`Fault`] otherwise.
pub fn goods_alone(order: &Order, terms: &Terms, units: &[LineQuantity]) -> Result<Refund, Fault> {
    let asked = Asked { units, ..Asked::default() };
    let work = Work { order, terms, asked: &asked, totals: Totals::of(order), ledgers: ledgers(order)? };
    let goods = work.goods();
    let bases = work.goods_by_rate(&goods);
    let tax = work.taxes(&bases);
    let parts = Parts { goods, ..Parts::default() };
    Ok(Refund { bases, tax, parts, ..Refund::nothing(order.currency) })
}

/// The gross of units alone: what is voided for them before capture.
///
/// # Errors
/// None for a checked order; the ledger's [`Fault`] otherwise.
pub fn gross_of_units(order: &Order, terms: &Terms, units: &[LineQuantity]) -> Result<Money, Fault> {
    let credit = goods_alone(order, terms, units)?;
    Ok(sum(order.currency, credit.bases.values().chain(credit.tax.values()).copied()))
}

/// What the payments still hold: captured and not refunded (MON-7).
#[must_use]
pub fn left_to_refund(order: &Order) -> Money {
    let currency = order.currency;
    sum(currency, order.payments.iter().map(|p| p.captured.money(currency) - p.refunded.money(currency)))
}

/// REF-8: an amount paid back to the payments in the order they were made, each up to what it still holds beside what
/// goes there already.
#[must_use]
pub fn spread(order: &Order, beside: &[Tender], amount: Money) -> Vec<Tender> {
    let currency = order.currency;
    let mut left = amount;
    let mut tenders = Vec::new();
    for payment in &order.payments {
        let taken = beside.iter().filter(|tender| tender.payment.as_ref() == Some(&payment.id));
        let taken = sum(currency, taken.map(|tender| tender.amount));
        let holds = payment.captured.money(currency) - payment.refunded.money(currency) - taken;
        let amount = left.min(holds);
        if amount.is_positive() {
            let method = match payment.method {
                PaymentMethod::Cheque => PaymentMethod::BankTransfer,
                other => other,
            };
            tenders.push(Tender { payment: Some(payment.id.clone()), method, amount });
            left = left - amount;
        }
    }
    tenders
}

/// The ledgers of all lines, in the order's sequence.
///
/// # Errors
/// None for a checked order.
pub fn ledgers(order: &Order) -> Result<Vec<LineLedger>, Fault> {
    order.lines.iter().map(|line| LineLedger::of(order, line)).collect()
}

struct Work<'a> {
    order: &'a Order,
    terms: &'a Terms,
    asked: &'a Asked<'a>,
    totals: Totals,
    ledgers: Vec<LineLedger>,
}

type ByRate = BTreeMap<RateKey, Money>;

impl Work<'_> {
    fn refund(&self) -> Result<Refund, Fault> {
        let currency = self.order.currency;
        let zero = currency.zero();
        let goods = self.goods();
        let mut bases = self.goods_by_rate(&goods);
        let goods_net = sum(currency, goods.iter().map(|g| g.amount));

        let (delivery, delivery_part) = self.delivery();
        if let Some(charged) = &self.order.delivery {
            *bases.entry(RateKey(charged.tax_rate)).or_insert(zero) += delivery;
        }

        // REF-6: deductions take at most what is left, wear first, then gifts, each in line order.
        let mut left = goods_net + delivery;
        let mut unrecovered = zero;
        let mut diminished = self.diminished(&goods)?;
        for part in diminished.iter_mut().filter(|p| !p.waived) {
            let taken = part.amount.min(left);
            unrecovered += part.amount - taken;
            left = left - taken;
            part.amount = taken;
            if let Some(line) = self.line(&part.line) {
                let base = bases.entry(RateKey(line.tax_rate)).or_insert(zero);
                *base = *base - taken;
            }
        }
        let mut promotional = self.promotional();
        for part in &mut promotional {
            part.amount = part.due.min(left);
            unrecovered += part.due - part.amount;
            left = left - part.amount;
            if let Some(line) = self.line(&part.line) {
                let base = bases.entry(RateKey(line.tax_rate)).or_insert(zero);
                *base = *base - part.amount;
            }
        }
        let taxes = self.taxes(&bases);
        let worn = sum(currency, diminished.iter().filter(|p| !p.waived).map(|p| p.amount));
        let gifts = sum(currency, promotional.iter().map(|p| p.amount));
        Ok(self.settle(Refund {
            goods: goods_net,
            delivery,
            promotional: gifts,
            diminished: worn,
            bases,
            tax: taxes,
            reimbursement: self.asked.return_cost.unwrap_or(zero),
            unrecovered,
            capped: false,
            total: zero,
            tenders: Vec::new(),
            parts: Parts { goods, delivery: delivery_part, promotional, diminished },
        }))
    }

    /// REF-7 and REF-8: the total, its cap, and where it goes.
    fn settle(&self, mut refund: Refund) -> Refund {
        let currency = self.order.currency;
        let due = sum(currency, refund.bases.values().chain(refund.tax.values()).copied()).or_zero();
        let paid_back = due.min(left_to_refund(self.order));
        refund.capped = paid_back < due;
        refund.tenders = spread(self.order, &[], paid_back);
        if refund.reimbursement.is_positive() {
            refund.tenders.push(Tender {
                payment: None,
                method: PaymentMethod::BankTransfer,
                amount: refund.reimbursement,
            });
        }
        refund.total = paid_back + refund.reimbursement;
        // A rate at which nothing happens is left out.
        let taxes = refund.tax.clone();
        let idle = |rate: &RateKey, base: &Money| base.is_zero() && taxes.get(rate).is_none_or(|t| t.is_zero());
        let bases = refund.bases.clone();
        refund.bases.retain(|rate, base| !idle(rate, base));
        refund.tax.retain(|rate, _| !bases.get(rate).is_some_and(|base| idle(rate, base)));
        refund
    }

    fn line(&self, id: &str) -> Option<&Line> {
        self.order.lines.iter().find(|l| l.id == id)
    }

    fn asked_units(&self, id: &str) -> u32 {
        self.asked.units.iter().filter(|u| u.line == id).map(|u| u.quantity).sum()
    }

    /// REF-1 by MON-6: `round(N × (k + n) / q) − round(N × k / q)` per line.
    fn goods(&self) -> Vec<GoodsPart> {
        let currency = self.order.currency;
        let mut parts = Vec::new();
        for ((line, ledger), net) in self.order.lines.iter().zip(&self.ledgers).zip(&self.totals.nets) {
            let quantity = self.asked_units(&line.id);
            if quantity == 0 {
                continue;
            }
            let cumulative =
                |units: u32| currency.round(net.amount() * Decimal::from(units) / Decimal::from(ledger.ordered()));
            let before = cumulative(ledger.credited());
            parts.push(GoodsPart {
                line: line.id.clone(),
                quantity,
                credited_before: ledger.credited(),
                of: ledger.ordered(),
                net: *net,
                credited_net_before: before,
                amount: cumulative(ledger.credited() + quantity) - before,
            });
        }
        parts
    }

    fn goods_by_rate(&self, goods: &[GoodsPart]) -> ByRate {
        let mut bases = ByRate::new();
        for part in goods {
            if let Some(line) = self.line(&part.line) {
                *bases.entry(RateKey(line.tax_rate)).or_insert(self.order.currency.zero()) += part.amount;
            }
        }
        bases
    }

    /// MON-6: per rate, `tax(B_after) − tax(B_before)` on the cumulative credited base.
    fn taxes(&self, bases: &ByRate) -> ByRate {
        let currency = self.order.currency;
        bases
            .iter()
            .map(|(rate, base)| {
                let before = self.order.credits.iter().filter_map(|c| c.bases.get(rate)).map(|b| b.value());
                let before = currency.round(before.fold(Decimal::ZERO, |a, b| a + b));
                (*rate, rate.0.tax(before + *base) - rate.0.tax(before))
            })
            .collect()
    }

    /// Units of some lines that stay uncredited, before and after this refund.
    fn unsettled(&self, of: impl Fn(&Line) -> bool) -> (u32, u32) {
        let mut before = 0;
        let mut after = 0;
        for (line, ledger) in self.order.lines.iter().zip(&self.ledgers).filter(|(l, _)| of(l)) {
            before += ledger.unsettled_after(0);
            after += ledger.unsettled_after(self.asked_units(&line.id));
        }
        (before, after)
    }

    /// REF-2: delivery, once, with the refund that leaves no hardware unit uncredited.
    fn delivery(&self) -> (Money, Option<DeliveryPart>) {
        let currency = self.order.currency;
        let Some(delivery) = &self.order.delivery else { return (currency.zero(), None) };
        let price = delivery.price.money(currency);
        let ground_price = delivery.ground_price.map(|g| g.money(currency));
        let hardware = |l: &Line| l.kind == LineKind::Hardware;
        let (before, units_left) = self.unsettled(hardware);
        let shipped = self.order.lines.iter().zip(&self.ledgers).any(|(l, g)| hardware(l) && g.shipped() > 0);
        // Once settled by a cancellation for non-payment, what was received is kept (CAN-10).
        let retained = self.order.lines.iter().zip(&self.ledgers).any(|(l, g)| hardware(l) && g.retained() > 0);
        let settled_before = before == 0 && retained;
        let (amount, reason) = if units_left > 0 {
            (currency.zero(), DeliveryReason::UnitsLeft)
        } else if settled_before || self.order.credits.iter().any(|c| !c.delivery.value().is_zero()) {
            (currency.zero(), DeliveryReason::RefundedBefore)
        } else if self.asked.damaged || !shipped {
            (price, DeliveryReason::FullPrice)
        } else {
            (ground_price.map_or(price, |g| g.min(price)), DeliveryReason::GroundPrice)
        };
        (amount, Some(DeliveryPart { price, ground_price, units_left, reason }))
    }

    /// REF-3: the value of gifts, with the refund that credits the last unit of the lines they came with.
    fn promotional(&self) -> Vec<PromotionalPart> {
        let currency = self.order.currency;
        let mut parts = Vec::new();
        for (line, ledger) in self.order.lines.iter().zip(&self.ledgers) {
            let (LineKind::Promotional, Some(value)) = (line.kind, line.value) else { continue };
            let value = value.money(currency);
            let with = line.granted_with.as_deref().unwrap_or_default();
            let granted = |l: &Line| match with {
                [] => l.kind == LineKind::Hardware,
                ids => ids.contains(&l.id),
            };
            let (before, after) = self.unsettled(granted);
            let received = ledger.shipped() - ledger.refused();
            let back_before = self.order.credits.iter().flat_map(|c| &c.promotional);
            let back: u32 = back_before
                .chain(self.asked.gifts_back)
                .filter(|g| g.line == line.id)
                .map(|g| g.quantity)
                .fold(0, u32::saturating_add);
            let (pieces, reason) = if self.asked.damaged {
                (0, PromotionalReason::Damaged)
            } else if after > 0 {
                (0, PromotionalReason::UnitsLeft)
            } else if before == 0 {
                (0, PromotionalReason::SettledBefore)
            } else {
                match self.terms.promotional_deduction {
                    PromotionalDeduction::Received => (received, PromotionalReason::Received),
                    PromotionalDeduction::Kept if received > back => (received - back, PromotionalReason::Kept),
                    PromotionalDeduction::Kept => (0, PromotionalReason::Returned),
                }
            };
            let due = currency.round(value.amount() * Decimal::from(pieces));
            parts.push(PromotionalPart { line: line.id.clone(), pieces, value, due, amount: due, reason });
        }
        parts
    }

    /// REF-4: value lost by handling, per received line, rounded once.
    fn diminished(&self, goods: &[GoodsPart]) -> Result<Vec<DiminishedPart>, Fault> {
        let currency = self.order.currency;
        let mut parts = Vec::new();
        // In the order's line sequence, as REF-6 takes them.
        for part in goods {
            let Some((i, wear)) = self.asked.wear.iter().enumerate().find(|(_, w)| w.line == part.line) else {
                continue;
            };
            let amount = match (wear.diminished_percent, wear.diminished_amount) {
                (Some(percent), _) => currency.round(part.amount.amount() * percent.value() / Decimal::ONE_HUNDRED),
                (None, Some(amount)) => {
                    let amount = amount.money(currency);
                    if amount > part.amount {
                        let path = format!("lines[{i}].diminished_amount");
                        return Err(Fault::at(path, format!("is above the {} that these units credit", part.amount)));
                    }
                    amount
                }
                (None, None) => continue,
            };
            let waived = self.asked.merchants_fault;
            let amount = if waived { currency.zero() } else { amount };
            parts.push(DiminishedPart {
                line: part.line.clone(),
                percent: wear.diminished_percent,
                of: part.amount,
                amount,
                waived,
            });
        }
        Ok(parts)
    }
}
