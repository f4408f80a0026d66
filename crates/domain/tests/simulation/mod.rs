//! An order that lives through a random path of commands; what must always hold is asserted after every step.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::allocation::largest_remainder;
use guichet_domain::command::{
    By, CancelOrder, CancelReason, ParcelOn, ReceiveReturn, ReceivedLine, ReportDamage, RequestReturn, ReturnReason,
};
use guichet_domain::decision::Remedy;
use guichet_domain::money::{Amount, sum};
use guichet_domain::order::{LineKind, OrderKind, RmaStatus, Shipment};
use guichet_domain::refund::ledgers;
use guichet_domain::totals::Totals;
use guichet_domain::{
    Decision, LineLedger, LineQuantity, Money, Order, OrderCommand, Outcome, Taking, Terms, TermsPack,
};
use guichet_domain::{apply, decide_order};
use proptest::prelude::*;
use serde_json::{Value, json};

/// One line of a random order.
#[derive(Clone, Debug)]
pub struct LineShape {
    pub kind: LineKind,
    pub quantity: u32,
    /// In ten-thousandths (hardware, service) or minor units (gifts).
    pub price: u32,
    pub rate: usize,
    /// Of 100.
    pub discount: u32,
    /// Gifts: bits of the lines they came with.
    pub with: u8,
}

/// A random order: everything but its story.
#[derive(Clone, Debug)]
pub struct OrderShape {
    pub currency: &'static str,
    pub pre_order: bool,
    pub lines: Vec<LineShape>,
    pub rates: Vec<&'static str>,
    /// Price, ground price, rate.
    pub delivery: Option<(u32, Option<u32>, usize)>,
    /// Of 100, one or two of them.
    pub discounts: Vec<u32>,
    pub payments: Vec<(u8, u32)>,
}

/// A step of the story: what, and the picks it is made with.
pub type Step = (u8, u64);

fn line_shape() -> impl Strategy<Value = LineShape> {
    let kind =
        prop_oneof![6 => Just(LineKind::Hardware), 1 => Just(LineKind::Service), 2 => Just(LineKind::Promotional)];
    let price = prop_oneof![1 => Just(0_u32), 3 => 1..200_000_u32, 6 => 0..5_000_000_u32];
    let discount = prop_oneof![4 => Just(0_u32), 1 => 1..=100_u32];
    (kind, 1..=4_u32, price, 0..3_usize, discount, any::<u8>()).prop_map(
        |(kind, quantity, price, rate, discount, with)| LineShape { kind, quantity, price, rate, discount, with },
    )
}

pub fn order_shape() -> impl Strategy<Value = OrderShape> {
    let rates = proptest::sample::subsequence(vec!["0", "0.055", "0.08875", "0.10", "0.19", "0.20", "1"], 1..=3);
    let delivery = proptest::option::of((0..3_000_u32, proptest::option::of(0..3_000_u32), 0..3_usize));
    let discounts = prop_oneof![2 => Just(vec![]), 3 => proptest::collection::vec(0..=50_u32, 1..=2)];
    (
        proptest::sample::select(vec!["EUR", "USD", "JPY"]),
        proptest::bool::weighted(0.25),
        proptest::collection::vec(line_shape(), 1..=5),
        rates,
        delivery,
        discounts,
        proptest::collection::vec((0..4_u8, 0..10_u32), 1..=3),
    )
        .prop_map(|(currency, pre_order, lines, rates, delivery, discounts, payments)| OrderShape {
            currency,
            pre_order,
            lines,
            rates,
            delivery,
            discounts,
            payments,
        })
}

pub fn story(longest: usize) -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec((0..12_u8, any::<u64>()), 0..=longest)
}

impl OrderShape {
    fn minor(&self, units: u32) -> String {
        if self.currency == "JPY" { units.to_string() } else { format!("{}.{:02}", units / 100, units % 100) }
    }

    /// Delivery costs no more than the ground option.
    pub fn with_modest_delivery(mut self) -> Self {
        if let Some((price, Some(ground), _)) = &mut self.delivery {
            *ground = (*ground).max(*price);
        }
        self
    }

    fn document(&self) -> Value {
        let rate = |i: usize| self.rates[i % self.rates.len()];
        let id = |i: usize| format!("l{i}");
        let mut lines = Vec::new();
        // What the lines cost in minor units, rounded down: discounts are taken of that.
        let mut cost = 0_u64;
        for (i, line) in self.lines.iter().enumerate() {
            let mut doc = json!({"id": id(i), "sku": "S", "kind": line.kind, "quantity": line.quantity, "tax_rate": rate(line.rate)});
            if line.kind == LineKind::Promotional {
                doc["value"] = self.minor(line.price / 1_000).into();
                let sold = self.lines.iter().enumerate().filter(|(_, l)| l.kind != LineKind::Promotional);
                let with: Vec<String> = sold.filter(|(n, _)| line.with >> n & 1 == 1).map(|(n, _)| id(n)).collect();
                doc["granted_with"] = with.into();
            } else {
                doc["unit_price"] = format!("{}.{:04}", line.price / 10_000, line.price % 10_000).into();
                let digits = if self.currency == "JPY" { 10_000 } else { 100 };
                let gross = line.price * line.quantity / digits;
                let discount = gross * line.discount / 100;
                doc["line_discount"] = self.minor(discount).into();
                cost += u64::from(gross - discount);
            }
            lines.push(doc);
        }
        let delivery = self.delivery.map(|(price, ground, r)| {
            json!({"price": self.minor(price), "ground_price": ground.map(|g| self.minor(g)), "tax_rate": rate(r)})
        });
        let discount = |percent: &u32| json!({"code": "C", "amount": self.minor(u32::try_from(cost * u64::from(*percent) / 100).unwrap())});
        json!({
            "number": "W-1", "kind": if self.pre_order { "pre_order" } else { "regular" },
            "accepted_on": if self.pre_order { "2026-11-01".into() } else { Value::Null },
            "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00", "currency": self.currency, "market": "FR",
            "consumer": true, "time_zone": "Europe/Paris", "lines": lines, "delivery": delivery,
            "discounts": self.discounts.iter().map(discount).collect::<Value>(),
            "payments": [], "shipments": [], "cancelled": [], "rmas": [], "claims": [], "credits": [],
        })
    }

    /// The order, paid for exactly; a pre-order is authorised only.
    pub fn order(&self) -> Order {
        let mut document = self.document();
        let unpaid = Order::from_value(document.clone()).expect("a random order is possible");
        let total = Totals::of(&unpaid).total;
        let weights: Vec<i128> = self.payments.iter().map(|(_, weight)| i128::from(*weight)).collect();
        let shares = largest_remainder(total.minor_units(), &weights);
        let methods = ["card", "cheque", "bank_transfer", "credit"];
        let payments = self.payments.iter().zip(shares).enumerate().map(|(i, ((method, _), share))| {
            let amount = Money::from_minor_units(share, unpaid.currency).to_string();
            let captured = if self.pre_order { "0" } else { &amount };
            json!({"id": format!("p{i}"), "method": methods[usize::from(*method) % 4], "authorised": amount,
                "captured": captured, "refunded": "0"})
        });
        document["payments"] = payments.collect();
        Order::from_value(document).expect("a paid order is possible")
    }
}

/// Small choices out of one number.
pub struct Picks(u64);

impl Picks {
    pub fn new(seed: u64) -> Self {
        Self(seed | 1)
    }
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n.max(1)
    }
    fn units(&mut self, most: u32) -> u32 {
        u32::try_from(self.below(most as usize + 1)).unwrap()
    }
    /// A part of what each line can give; at least one unit where there is any.
    pub fn some_of(&mut self, available: &[(String, u32)]) -> Vec<LineQuantity> {
        let mut taken: Vec<LineQuantity> = available
            .iter()
            .map(|(line, most)| LineQuantity { line: line.clone(), quantity: self.units(*most) })
            .filter(|l| l.quantity > 0)
            .collect();
        if taken.is_empty() {
            taken.extend(available.iter().take(1).map(|(line, _)| LineQuantity { line: line.clone(), quantity: 1 }));
        }
        taken
    }
}

/// The order and what happened to it that its facts do not tell.
pub struct Simulation {
    pub order: Order,
    pub terms: &'static Terms,
    pub decisions: Vec<(OrderCommand, Decision)>,
    /// Claims that were answered with a replacement.
    replacements: Vec<usize>,
    /// Something was deducted or kept, so refunds need not add up to the whole.
    pub diminished: bool,
    rmas: u32,
}

pub fn terms() -> &'static Terms {
    static TERMS: std::sync::OnceLock<Terms> = std::sync::OnceLock::new();
    TERMS.get_or_init(|| TermsPack::shipped().expect("the shipped pack is sound").parameters)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn at() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-10T10:00:00+01:00").expect("an instant")
}

impl Simulation {
    pub fn new(order: Order) -> Self {
        Self { order, terms: terms(), decisions: Vec::new(), replacements: Vec::new(), diminished: false, rmas: 0 }
    }

    fn available(&self, of: impl Fn(LineKind) -> bool, count: impl Fn(&LineLedger) -> u32) -> Vec<(String, u32)> {
        let all = ledgers(&self.order).expect("ledgers of a checked order");
        let lines = self.order.lines.iter().zip(all).filter(|(l, g)| of(l.kind) && count(g) > 0);
        lines.map(|(l, g)| (l.id.clone(), count(&g))).collect()
    }

    /// Decides a command; where it is allowed the order changes. Returns whether it was.
    pub fn command(&mut self, command: OrderCommand) -> bool {
        let decision = decide_order(&self.order, None, self.terms, &command, at()).expect("the command is sound");
        let allowed = decision.outcome == Outcome::Allowed;
        if allowed {
            self.rmas += 1;
            let number = format!("R-{}", self.rmas);
            let applied =
                apply(&self.order, self.terms, &command, &decision, &Taking::nobody(Some(&number)), day("2026-11-10"));
            self.order = applied.unwrap_or_else(|f| panic!("{command:?} is allowed but {f}\n{:#?}", self.order)).order;
        }
        if let Some(refund) = &decision.refund {
            self.diminished |= refund.diminished.is_positive() || refund.promotional.is_positive();
        }
        self.decisions.push((command, decision));
        self.assert_sound();
        allowed
    }

    /// Changes facts that no command records.
    fn facts(&mut self, change: impl FnOnce(&mut guichet_domain::order::OrderFacts)) {
        let mut facts = self.order.clone().into_facts();
        change(&mut facts);
        self.order = Order::new(facts).expect("the facts are possible");
        self.assert_sound();
    }

    /// What must hold after every step.
    pub fn assert_sound(&self) {
        let order = &self.order;
        Order::new(order.clone().into_facts()).expect("every order in between is possible");
        for (line, g) in order.lines.iter().zip(ledgers(order).expect("ledgers")) {
            assert_eq!(g.ordered(), line.quantity);
            assert_eq!(g.ordered(), g.open() + g.cancelled() + g.shipped(), "each unit is in one place: {g:?}");
            assert_eq!(g.shipped(), g.in_transit() + g.delivered() + g.refused());
            assert_eq!(
                g.in_transit() + g.delivered(),
                g.returnable() + g.authorised() + g.returned() + g.claimed(),
                "what reached the customer is in one place: {g:?}"
            );
            assert!(g.credited() + g.retained() <= g.ordered(), "no unit is credited twice: {g:?}");
            let gone = g.cancelled() - g.retained() + g.returned() + g.claimed() + g.refused();
            assert!(g.credited() <= gone || line.kind == LineKind::Promotional, "a credited unit is gone: {g:?}");
        }
        let currency = order.currency;
        let total = |of: fn(&guichet_domain::order::Payment) -> Amount| {
            sum(currency, order.payments.iter().map(|p| of(p).money(currency)))
        };
        assert!(total(|p| p.refunded) <= total(|p| p.captured), "no more is refunded than was captured");
        let credited = sum(currency, order.credits.iter().map(|c| c.total.money(currency)));
        assert_eq!(credited, total(|p| p.refunded), "credits and payments tell the same");
    }

    /// One step of a story; what is not possible at the moment is passed over.
    pub fn step(&mut self, (kind, seed): Step) {
        let mut picks = Picks::new(seed);
        match kind {
            0 => self.cancel(&mut picks),
            1 | 2 => self.ship(&mut picks),
            3 => self.capture(),
            4 | 5 => self.deliver(&mut picks),
            6 => self.refuse(&mut picks),
            7 => self.receive_refused(&mut picks),
            8 => self.request(&mut picks),
            9 | 10 => self.receive(&mut picks, true),
            _ => self.damage(&mut picks),
        }
    }

    pub fn cancel(&mut self, picks: &mut Picks) {
        let open = self.available(|_| true, LineLedger::open);
        let lines = if picks.below(4) == 0 { None } else { Some(picks.some_of(&open)) };
        let (by, reason) = match picks.below(3) {
            0 => (By::Merchant, CancelReason::StockShortage),
            1 => (By::Customer, CancelReason::SplitDelivery),
            _ => (By::Customer, CancelReason::ChangeOfMind),
        };
        if open.is_empty() {
            return;
        }
        self.command(OrderCommand::CancelOrder(CancelOrder { by, reason, lines }));
    }

    /// CAN-10.
    pub fn cancel_unpaid(&mut self, picks: &mut Picks) {
        let open = self.available(|_| true, LineLedger::open);
        if !open.is_empty() {
            let lines = Some(picks.some_of(&open));
            self.command(OrderCommand::CancelOrder(CancelOrder {
                by: By::Merchant,
                reason: CancelReason::NonPayment,
                lines,
            }));
        }
    }

    /// A parcel leaves; what was only authorised is captured then (PRE-2).
    fn ship(&mut self, picks: &mut Picks) {
        let hardware = self.available(|k| k == LineKind::Hardware, LineLedger::open);
        if hardware.is_empty() {
            return;
        }
        let mut lines = picks.some_of(&hardware);
        if picks.below(2) == 0 {
            let gifts = self.available(|k| k == LineKind::Promotional, LineLedger::open);
            lines.extend(picks.some_of(&gifts));
        }
        self.capture();
        let id = format!("s{}", self.order.shipments.len());
        self.facts(|facts| {
            facts.shipments.push(Shipment {
                id,
                carrier: "colissimo".into(),
                tracking: None,
                lines,
                shipped_on: Some(day("2026-11-02")),
                delivered_on: None,
                refused_on: None,
                back_on: None,
                released_in: None,
            });
        });
    }

    fn capture(&mut self) {
        if self.order.kind == OrderKind::PreOrder {
            self.facts(|facts| facts.payments.iter_mut().for_each(|p| p.captured = p.authorised));
        }
    }

    fn shipment(&self, picks: &mut Picks, of: impl Fn(&Shipment) -> bool) -> Option<(usize, String)> {
        let found: Vec<_> = self.order.shipments.iter().enumerate().filter(|(_, s)| of(s)).collect();
        found.get(picks.below(found.len())).map(|(i, s)| (*i, s.id.clone()))
    }

    fn deliver(&mut self, picks: &mut Picks) {
        if let Some((i, _)) = self.shipment(picks, |s| s.delivered_on.is_none() && s.refused_on.is_none()) {
            self.facts(|facts| facts.shipments[i].delivered_on = Some(day("2026-11-04")));
        }
    }

    fn refuse(&mut self, picks: &mut Picks) {
        if let Some((_, shipment)) = self.shipment(picks, |_| true) {
            self.command(OrderCommand::RefuseDelivery(ParcelOn { shipment, on: day("2026-11-04") }));
        }
    }

    fn receive_refused(&mut self, picks: &mut Picks) {
        if let Some((_, shipment)) = self.shipment(picks, |s| s.refused_on.is_some()) {
            self.command(OrderCommand::ReceiveRefused(ParcelOn { shipment, on: day("2026-11-09") }));
        }
    }

    fn request(&mut self, picks: &mut Picks) {
        let returnable = self.available(|k| k == LineKind::Hardware, LineLedger::returnable);
        let reason = [None, Some(ReturnReason::Faulty), Some(ReturnReason::ChangeOfMind)][picks.below(3)];
        if !returnable.is_empty() {
            let lines = picks.some_of(&returnable);
            self.command(OrderCommand::RequestReturn(RequestReturn { lines, reason, notified_on: None }));
        }
    }

    /// Gift pieces that the customer still has.
    fn gifts_out(&self) -> Vec<(String, u32)> {
        let back = |id: &str| -> u32 {
            self.order.credits.iter().flat_map(|c| &c.promotional).filter(|g| g.line == id).map(|g| g.quantity).sum()
        };
        let sent = self.available(|k| k == LineKind::Promotional, |g| g.in_transit() + g.delivered());
        sent.into_iter().map(|(id, n)| (id.clone(), n - back(&id))).filter(|(_, n)| *n > 0).collect()
    }

    /// A parcel comes back: a part of an open RMA, worn or not, with some gifts or (undiminished) with all of them.
    pub fn receive(&mut self, picks: &mut Picks, worn: bool) {
        let open: Vec<_> = self.order.rmas.iter().filter(|r| r.status == RmaStatus::Open).collect();
        let Some(rma) = open.get(picks.below(open.len())) else { return };
        let awaited: Vec<(String, u32)> =
            rma.lines.iter().map(|l| (l.line.clone(), l.quantity - l.received)).filter(|(_, n)| *n > 0).collect();
        let number = rma.number.clone();
        let mut lines = Vec::new();
        for unit in picks.some_of(&awaited) {
            let percent = worn && picks.below(6) == 0;
            let percent = percent.then(|| serde_json::from_value(json!(picks.below(101).to_string())).unwrap());
            lines.push(ReceivedLine {
                line: unit.line,
                quantity: unit.quantity,
                diminished_percent: percent,
                diminished_amount: None,
            });
        }
        let gifts = self.gifts_out();
        let promotional_returned = if worn && picks.below(2) == 0 {
            if gifts.is_empty() { Vec::new() } else { picks.some_of(&gifts) }
        } else {
            gifts.into_iter().map(|(line, quantity)| LineQuantity { line, quantity }).collect()
        };
        self.command(OrderCommand::ReceiveReturn(ReceiveReturn {
            rma: number,
            lines,
            promotional_returned,
            sent_on: None,
            received_on: day("2026-11-12"),
            return_cost: None,
            photos: Vec::new(),
        }));
    }

    fn damage(&mut self, picks: &mut Picks) {
        let Some((i, shipment)) = self.shipment(picks, |s| s.refused_on.is_none()) else { return };
        let hardware = |id: &str| self.order.lines.iter().any(|l| l.id == id && l.kind == LineKind::Hardware);
        let held = self.order.shipments[i].lines.iter().filter(|l| hardware(&l.line));
        let held: Vec<(String, u32)> = held.map(|l| (l.line.clone(), l.quantity)).collect();
        let in_stock = picks.below(2) == 0;
        let lines = picks.some_of(&held);
        let claim = self.order.claims.len();
        let reported_on = day("2026-11-05");
        if self.command(OrderCommand::ReportDamage(ReportDamage::of(shipment, lines, reported_on, in_stock))) {
            let replaced = self.decisions.last().is_some_and(|(_, d)| d.remedy == Some(Remedy::Replacement));
            if replaced {
                self.replacements.push(claim);
            }
        }
    }

    /// Whatever is left comes back: everything is delivered, replaced, returned with every gift, or cancelled.
    pub fn bring_everything_back(&mut self, picks: &mut Picks) {
        for claim in std::mem::take(&mut self.replacements) {
            self.facts(|facts| facts.claims[claim].replacement_delivered = true);
        }
        for _ in 0..200 {
            let refused = self.order.shipments.iter().find(|s| s.refused_on.is_some() && s.back_on.is_none());
            let returnable = self.available(|k| k == LineKind::Hardware, LineLedger::returnable);
            if self.order.rmas.iter().any(|r| r.status == RmaStatus::Open) {
                self.receive(picks, false);
            } else if !returnable.is_empty() {
                let lines = picks.some_of(&returnable);
                let command = RequestReturn { lines, reason: None, notified_on: None };
                assert!(self.command(OrderCommand::RequestReturn(command)), "in time and returnable");
            } else if let Some(shipment) = refused.map(|s| s.id.clone()) {
                let on = day("2026-11-09");
                assert!(self.command(OrderCommand::ReceiveRefused(ParcelOn { shipment, on })), "it is back");
            } else if !self.available(|_| true, LineLedger::open).is_empty() {
                self.cancel(picks);
            } else {
                return;
            }
        }
        panic!("it never ends: {:#?}", self.order);
    }
}
