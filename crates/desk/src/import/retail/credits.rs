//! One credit document: its articles come back as returns of earlier orders, its discounts go into one.
//!
//! The ledger and the money are the rules' own: for each order that a credit touches, an RMA is issued with the
//! credit's day in the facts, and its receipt is decided and applied as for any parcel. Only the question whether it
//! came in time is not asked (RET-3, RET-4): what the shop granted in the past is not judged again.

use std::collections::BTreeMap;

use guichet_domain::command::{OrderCommand, ReceiveReturn, ReceivedLine};
use guichet_domain::money::{Amount, sum};
use guichet_domain::order::{Discount, Rma, RmaLine, RmaStatus};
use guichet_domain::terms::applicable;
use guichet_domain::totals::line_net;
use guichet_domain::{Decision, Order, Taking, TermsPack, apply, decide_order};
use rust_decimal::Decimal;

use super::PlannedCredit;
use super::PlannedOrder;
use super::book::{Book, Found};
use super::fates::Fates;
use super::invoices::{Document, Item, Sort};
use super::sales::{Shop, money_of, unfit};
use crate::import::report::{Left, Note};

/// A line of the credit and the purchases that it was taken from.
struct Claimed<'a> {
    item: &'a Item,
    found: Vec<Found>,
}

/// What a credit document needs to find its purchases and change them.
pub(super) struct Crediting<'a> {
    pub shop: Shop,
    pub packs: &'a [TermsPack],
    pub book: &'a mut Book,
    pub orders: &'a mut [PlannedOrder],
    pub fates: &'a mut Fates,
}

impl Crediting<'_> {
    /// Credits what can be credited. Every line of the document meets its fate.
    pub fn credit(&mut self, document: &Document) {
        let mut articles = Vec::new();
        let mut carriage = Vec::new();
        for item in &document.items {
            match (unfit(document.kind, item), document.customer, item.sort) {
                (Some(why), _, _) => self.fates.left(item.place, why),
                (None, None, _) => self.fates.left(item.place, Left::CreditWithoutCustomer),
                (None, Some(customer), Sort::Discount) => self.discount(document, customer, item),
                (None, Some(_), Sort::Carriage) => carriage.push(item),
                (None, Some(customer), Sort::Article | Sort::Adjustment) => {
                    let found = self.book.take(customer, &item.sku, item.price, item.units());
                    articles.push(Claimed { item, found });
                }
            }
        }
        let Some(customer) = document.customer else { return };
        let given_back = self.returns(document, customer, &mut articles);
        for claimed in &articles {
            self.settle(customer, claimed);
        }
        self.carriage(&carriage, given_back);
    }

    /// A discount granted afterwards: the latest order of the customer that can bear it bears it, and the money has
    /// gone back. An order of which units were credited already is left alone, since they were credited at what they
    /// then had cost (MON-4).
    fn discount(&mut self, document: &Document, customer: usize, item: &Item) {
        let bearer = money_of(item, self.shop.currency).and_then(|amount| {
            self.book.orders_of(customer).find_map(|place| {
                let order = &self.orders.get(place)?.order;
                Some((place, discounted(order, document, item, amount)?))
            })
        });
        let bearer = bearer.and_then(|(place, order)| Some((self.orders.get_mut(place)?, order)));
        match bearer {
            Some((planned, order)) => {
                planned.order = order;
                self.fates.tally.discounts += 1;
                self.fates.imported(item.place);
            }
            None => self.fates.left(item.place, Left::DiscountUnmatched),
        }
    }

    /// Records one return on each order that the credit touches; the carriage that came back with them is told.
    fn returns(&mut self, document: &Document, customer: usize, articles: &mut [Claimed<'_>]) -> Decimal {
        let mut by_order: BTreeMap<usize, Vec<(String, u32)>> = BTreeMap::new();
        for found in articles.iter().flat_map(|claimed| &claimed.found) {
            let lines = by_order.entry(found.order).or_default();
            match lines.iter_mut().find(|(line, _)| *line == found.line) {
                Some((_, units)) => *units += found.units,
                None => lines.push((found.line.clone(), found.units)),
            }
        }
        let mut carriage = Decimal::ZERO;
        let mut credited = 0;
        let several = by_order.len() > 1;
        for (nth, (place, lines)) in by_order.into_iter().enumerate() {
            let number = if several { format!("{}-{}", document.number, nth + 1) } else { document.number.clone() };
            let done = self.orders.get_mut(place).and_then(|planned| {
                let done = returned(&planned.order, document, &number, &lines, self.packs)?;
                Some((planned, done))
            });
            let Some((planned, (order, credit))) = done else {
                self.forget(customer, place, articles);
                continue;
            };
            if let Some(refund) = &credit.decision.refund {
                carriage += refund.delivery.amount();
                self.fates.tally.carriage_by_rules += refund.delivery;
                self.fates.tally.credited_by_rules += refund.goods;
            }
            planned.order = order;
            planned.credits.push(credit);
            credited += 1;
        }
        self.fates.tally.credits_on_orders += credited;
        self.fates.tally.credits += u64::from(credited > 0);
        carriage
    }

    /// The rules would not have the return on this order: its units can be credited by another document.
    fn forget(&mut self, customer: usize, place: usize, articles: &mut [Claimed<'_>]) {
        for claimed in articles {
            for found in claimed.found.iter().filter(|found| found.order == place) {
                self.book.give_back(customer, &claimed.item.sku, found);
            }
            claimed.found.retain(|found| found.order != place);
        }
    }

    /// The fate of one credited line.
    fn settle(&mut self, customer: usize, claimed: &Claimed<'_>) {
        let item = claimed.item;
        let credited: u32 = claimed.found.iter().map(|found| found.units).sum();
        self.fates.tally.units_credited += u64::from(credited);
        let in_file = self.shop.currency.round(item.price * Decimal::from(credited));
        self.fates.tally.credited_in_file += in_file;
        if credited == 0 {
            let known = self.book.knows(customer, &item.sku);
            return self
                .fates
                .left(item.place, if known { Left::CreditExhausted } else { Left::CreditWithoutPurchase });
        }
        if credited < item.units() {
            return self.fates.in_part(item.place, item.units(), credited);
        }
        self.fates.tally.credit_lines += 1;
        self.fates.imported(item.place);
        if claimed.found.len() > 1 {
            self.fates.note(item.place, Note::CreditSplit);
        }
        if claimed.found.iter().any(|found| found.price != item.price) {
            self.fates.note(item.place, Note::CreditedAtPurchasePrice);
        }
    }

    /// Carriage on a credit is in the order where the rules gave it back with the last unit (REF-2).
    fn carriage(&mut self, items: &[&Item], mut given_back: Decimal) {
        for item in items {
            match money_of(item, self.shop.currency).map(Amount::value) {
                Some(amount) if amount <= given_back => {
                    given_back -= amount;
                    self.fates.imported(item.place);
                }
                _ => self.fates.left(item.place, Left::CarriageUnmatched),
            }
        }
    }
}

/// The order with a discount that was granted after the purchase; none where it cannot bear it.
fn discounted(order: &Order, document: &Document, item: &Item, amount: Amount) -> Option<Order> {
    if !order.rmas.is_empty() || !order.credits.is_empty() {
        return None;
    }
    let goods = sum(order.currency, order.lines.iter().map(|line| line_net(line, order.currency))).amount();
    let granted: Decimal = order.discounts.iter().map(|discount| discount.amount).sum();
    if amount.value() > goods - granted {
        return None;
    }
    let mut facts = order.clone().into_facts();
    facts.discounts.push(Discount { code: format!("{} {}", item.sku, document.number), amount });
    let payment = facts.payments.first_mut()?;
    let refunded = payment.refunded.money(order.currency) + amount.money(order.currency);
    payment.refunded = refunded.into();
    Order::new(facts).ok()
}

/// The order once these units came back under an RMA of this number, on the day of the credit.
fn returned(
    order: &Order,
    document: &Document,
    number: &str,
    lines: &[(String, u32)],
    packs: &[TermsPack],
) -> Option<(Order, PlannedCredit)> {
    let day = order.time_zone.day(document.at);
    let mut facts = order.clone().into_facts();
    facts.rmas.push(Rma {
        number: number.to_owned(),
        notified_on: day,
        reason: None,
        statutory: false,
        lines: lines
            .iter()
            .map(|(line, units)| RmaLine { line: line.clone(), quantity: *units, received: 0 })
            .collect(),
        status: RmaStatus::Open,
        photos: Vec::new(),
    });
    let authorised = Order::new(facts).ok()?;
    let (pack, _) = applicable(packs, None, order.time_zone.day(order.placed_at))?;
    let command = OrderCommand::ReceiveReturn(ReceiveReturn {
        rma: number.to_owned(),
        lines: lines
            .iter()
            .map(|(line, units)| ReceivedLine {
                line: line.clone(),
                quantity: *units,
                diminished_percent: None,
                diminished_amount: None,
            })
            .collect(),
        promotional_returned: Vec::new(),
        sent_on: None,
        received_on: day,
        return_cost: None,
        photos: Vec::new(),
    });
    let terms = &pack.parameters;
    let decision: Decision = decide_order(&authorised, None, terms, &command, document.at).ok()?;
    // A decision that allows nothing changes nothing: `apply` refuses it.
    let applied = apply(&authorised, terms, &command, &decision, &Taking::default(), day).ok()?;
    Some((applied.order, PlannedCredit { document: document.number.clone(), command, decision }))
}
