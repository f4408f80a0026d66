//! What holds for every order on every path, by random search.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

mod simulation;

use std::collections::BTreeMap;

use guichet_domain::allocation::largest_remainder;
use guichet_domain::command::{ReceiveReturn, ReceivedLine, RequestReturn};
use guichet_domain::money::{Amount, sum};
use guichet_domain::order::{LineKind, OrderKind, Payment, RateKey, Shipment};
use guichet_domain::{LineQuantity, Money, Order, OrderCommand, decide_order};
use proptest::prelude::*;
use simulation::{OrderShape, Picks, Simulation, Step, at, order_shape, story, terms};

fn paid(order: &Order, of: fn(&Payment) -> Amount) -> Money {
    sum(order.currency, order.payments.iter().map(|p| of(p).money(order.currency)))
}

fn lived(shape: &OrderShape, story: &[Step]) -> Simulation {
    let mut simulation = Simulation::new(shape.order());
    for step in story {
        simulation.step(*step);
    }
    simulation
}

/// Every unit of an order of hardware comes back in random parcels; the net and tax credited per rate.
fn come_back_in_parcels(order: &Order, units: &[LineQuantity], seed: u64) -> BTreeMap<RateKey, (Money, Money)> {
    let mut picks = Picks::new(seed);
    let mut simulation = Simulation::new(order.clone());
    let request = RequestReturn { lines: units.to_vec(), reason: None, notified_on: None };
    assert!(simulation.command(OrderCommand::RequestReturn(request)));
    let mut left: Vec<(String, u32)> = units.iter().map(|u| (u.line.clone(), u.quantity)).collect();
    while !left.is_empty() {
        let parcel = picks.some_of(&left);
        for (line, n) in &mut left {
            *n -= parcel.iter().find(|p| p.line == *line).map_or(0, |p| p.quantity);
        }
        left.retain(|(_, n)| *n > 0);
        let lines = parcel.into_iter().map(|p| ReceivedLine {
            line: p.line,
            quantity: p.quantity,
            diminished_percent: None,
            diminished_amount: None,
        });
        let command = OrderCommand::ReceiveReturn(ReceiveReturn {
            rma: "R-1".into(),
            lines: lines.collect(),
            promotional_returned: Vec::new(),
            sent_on: None,
            received_on: "2026-11-12".parse().unwrap(),
            return_cost: None,
            photos: Vec::new(),
        });
        assert!(simulation.command(command));
    }
    let zero = order.currency.zero();
    let mut credited: BTreeMap<RateKey, (Money, Money)> = BTreeMap::new();
    for (_, decision) in &simulation.decisions {
        for (rate, base) in decision.refund.iter().flat_map(|r| &r.bases) {
            credited.entry(*rate).or_insert((zero, zero)).0 += *base;
        }
        for (rate, tax) in decision.refund.iter().flat_map(|r| &r.tax) {
            credited.entry(*rate).or_insert((zero, zero)).1 += *tax;
        }
    }
    credited.retain(|_, (base, tax)| !base.is_zero() || !tax.is_zero());
    credited
}

/// Every hardware unit in one delivered parcel.
fn delivered(shape: &OrderShape) -> Option<Order> {
    let mut facts = shape.order().into_facts();
    let hardware = facts.lines.iter().filter(|l| l.kind == LineKind::Hardware);
    let lines: Vec<LineQuantity> =
        hardware.map(|l| LineQuantity { line: l.id.clone(), quantity: l.quantity }).collect();
    let any = !lines.is_empty();
    facts.kind = OrderKind::Regular;
    facts.accepted_on = None;
    facts.payments.iter_mut().for_each(|p| p.captured = p.authorised);
    facts.shipments.push(Shipment {
        id: "s1".into(),
        carrier: "ups".into(),
        tracking: None,
        lines,
        shipped_on: None,
        delivered_on: "2026-11-04".parse().ok(),
        refused_on: None,
        back_on: None,
        released_in: None,
    });
    any.then(|| Order::new(facts).expect("possible"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// MON-7, MON-6 and the ledger: the simulation asserts them after every step.
    #[test]
    fn mon_7_no_path_credits_a_unit_twice_or_refunds_more_than_was_captured(
        shape in order_shape(), story in story(14), unpaid in proptest::option::weighted(0.2, any::<u64>()),
    ) {
        let mut simulation = lived(&shape, &story);
        if let Some(seed) = unpaid {
            let before = paid(&simulation.order, |p| p.refunded);
            simulation.cancel_unpaid(&mut Picks::new(seed));
            prop_assert_eq!(paid(&simulation.order, |p| p.refunded), before, "CAN-10 keeps what was received");
            simulation.bring_everything_back(&mut Picks::new(seed));
        }
    }

    /// MON-6: when everything comes back undiminished, with every gift, the parts add up to the whole.
    #[test]
    fn mon_6_everything_back_is_everything_refunded_to_the_cent(
        shape in order_shape(), story in story(12), seed in any::<u64>(),
    ) {
        let mut simulation = lived(&shape.with_modest_delivery(), &story);
        simulation.bring_everything_back(&mut Picks::new(seed));
        if !simulation.diminished {
            let order = &simulation.order;
            prop_assert_eq!(paid(order, |p| p.refunded), paid(order, |p| p.captured), "{:#?}", order);
        }
    }

    /// MON-6: how a return is split over parcels changes nothing.
    #[test]
    fn mon_6_two_splits_of_one_return_credit_the_same(
        shape in order_shape(), which in any::<u64>(), one in any::<u64>(), other in any::<u64>(),
    ) {
        let Some(order) = delivered(&shape) else { return Ok(()) };
        let all: Vec<(String, u32)> =
            order.shipments[0].lines.iter().map(|l| (l.line.clone(), l.quantity)).collect();
        let units = Picks::new(which).some_of(&all);
        prop_assert_eq!(come_back_in_parcels(&order, &units, one), come_back_in_parcels(&order, &units, other));
    }

    /// MON-4: shares add up exactly, and each is within one minor unit of the exact share.
    #[test]
    fn mon_4_shares_sum_to_the_whole_and_are_within_one_unit(
        total in 0..1_000_000_000_000_i128,
        weights in proptest::collection::vec(prop_oneof![1 => Just(0_i128), 4 => 0..1_000_000_000_i128], 1..=12),
    ) {
        let shares = largest_remainder(total, &weights);
        prop_assert_eq!(shares.len(), weights.len());
        prop_assert_eq!(shares.iter().sum::<i128>(), total);
        let equal = weights.iter().all(|w| *w == 0);
        let weight = |w: i128| if equal { 1 } else { w };
        let sum: i128 = weights.iter().map(|w| weight(*w)).sum();
        for (share, w) in shares.iter().zip(&weights) {
            prop_assert!((share * sum - total * weight(*w)).abs() < sum, "{} of {}", share, w);
            prop_assert!(*share >= 0);
        }
        // Heavier lines never get less, and among equal ones the earlier gets the odd unit.
        for (i, a) in weights.iter().enumerate() {
            for (j, b) in weights.iter().enumerate().skip(i + 1) {
                prop_assert!(a < b || shares[i] >= shares[j], "places {} and {}", i, j);
                prop_assert!(a > b || shares[i] <= shares[j] + 1, "places {} and {}", i, j);
            }
        }
    }

    /// MON-4 on whole orders: a discount is spread to the cent and takes no line below nothing.
    #[test]
    fn mon_4_no_line_goes_below_nothing(shape in order_shape()) {
        let order = shape.order();
        let totals = guichet_domain::totals::Totals::of(&order);
        let discount = sum(order.currency, order.discounts.iter().map(|d| d.amount.money(order.currency)));
        prop_assert_eq!(sum(order.currency, totals.shares.iter().copied()), discount);
        for net in &totals.nets {
            prop_assert!(!(-*net).is_positive(), "{}", net);
        }
        prop_assert_eq!(paid(&order, |p| p.authorised), totals.total);
    }

    /// A document read back is the document written, and decides the same.
    #[test]
    fn documents_survive_being_written_and_read(shape in order_shape(), story in story(10)) {
        let simulation = lived(&shape, &story);
        let text = serde_json::to_vec(&simulation.order).unwrap();
        let read = Order::from_json(&text).unwrap();
        prop_assert_eq!(&read, &simulation.order);
        prop_assert_eq!(serde_json::to_vec(&read).unwrap(), text);
        for (command, _) in simulation.decisions.iter().rev().take(2) {
            let text = serde_json::to_value(command).unwrap();
            let command_read = OrderCommand::from_value(text).unwrap();
            prop_assert_eq!(&command_read, command);
            let terms = terms();
            let first = decide_order(&simulation.order, None, terms, command, at());
            let second = decide_order(&read, None, terms, &command_read, at());
            prop_assert_eq!(serde_json::to_string(&first.ok()).unwrap(), serde_json::to_string(&second.ok()).unwrap());
        }
    }

    /// The same story told twice ends the same.
    #[test]
    fn deciding_is_deterministic(shape in order_shape(), story in story(8)) {
        let (first, second) = (lived(&shape, &story), lived(&shape, &story));
        prop_assert_eq!(&first.order, &second.order);
        prop_assert_eq!(&first.decisions, &second.decisions);
    }
}
