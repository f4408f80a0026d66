//! An order as it was before each of its commands.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, TimeDelta};
use guichet_domain::order::{OrderFacts, RmaStatus};
use guichet_domain::{Order, OrderCommand, Taking, TermsPack};
use guichet_sync::contract::three_cameras;
use guichet_sync::retracing::{Done, retrace};
use guichet_sync::run::run;
use guichet_sync::{Action, Body};
use serde_json::{Value, json};

fn packs() -> Vec<TermsPack> {
    vec![TermsPack::shipped().unwrap()]
}

fn order() -> Order {
    Order::from_value(three_cameras("W-1")).unwrap()
}

fn instant(day: i64) -> DateTime<FixedOffset> {
    "2026-11-05T10:00:00+01:00".parse::<DateTime<FixedOffset>>().unwrap() + TimeDelta::days(day)
}

/// What agents do with an order, in any order.
fn deeds() -> Vec<Value> {
    let units = json!([{"line": "1", "quantity": 1}]);
    let back = json!({"type": "request_return", "lines": units, "reason": "change_of_mind"});
    vec![
        json!({"type": "cancel_order", "by": "customer", "reason": "change_of_mind", "lines": units}),
        back.clone(),
        json!({"type": "receive_return", "rma": "R-1", "lines": units, "received_on": "2026-11-06"}),
        json!({"type": "release_shipment", "parcel": {"id": "P-1", "carrier": "ups", "on": "2026-11-06"}}),
        json!({"type": "deliver_shipment", "shipment": "P-1", "on": "2026-11-07"}),
        json!({"type": "refuse_delivery", "shipment": "P-1", "on": "2026-11-07"}),
        json!({"type": "report_damage", "shipment": "s1", "lines": units, "reported_on": "2026-11-05",
               "in_stock": false, "number": "D-1"}),
        json!({"type": "make_exception", "command": {"type": "goodwill", "amount": "5.00"},
               "reason": "Waited an hour."}),
    ]
}

/// Carries out what is allowed of these, one a day; what was done, and the order after each.
fn carried_out(order: &Order, commands: &[Value]) -> (Vec<Done>, Vec<Order>) {
    let (packs, mut done, mut orders) = (packs(), Vec::new(), vec![order.clone()]);
    for (day, command) in (0..).zip(commands) {
        let Ok(command) = OrderCommand::from_value(command.clone()) else { panic!("{command}") };
        let (id, at) = (format!("c{day}"), instant(day));
        let number = format!("R-{}", done.iter().filter(|one: &&Done| one.upshot.rma.is_some()).count() + 1);
        let taking = Taking { command: &id, agent: "a1", name: "Ana", rma: Some(&number) };
        let body = Body::Order(Arc::new(orders.last().unwrap().clone()));
        let action = Action::Order(command.clone());
        let Ok(ran) = run(Some(&body), None, &packs, &action, at, &taking, None) else { continue };
        done.push(Done { id, name: "Ana".into(), command, at, upshot: ran.upshot });
        orders.push((**ran.body.order().unwrap()).clone());
    }
    (done, orders)
}

#[test]
fn every_step_of_every_day_is_found_again() {
    let (deeds, packs) = (deeds(), packs());
    let (mut steps, mut kinds) = (0, std::collections::BTreeSet::new());
    for n in 0..deeds.len().pow(4) {
        let sequence: Vec<Value> = (0..4).map(|at| deeds[n / deeds.len().pow(at) % deeds.len()].clone()).collect();
        let (done, orders) = carried_out(&order(), &sequence);
        if done.len() < 2 {
            continue;
        }
        let (last, before) = orders.split_last().unwrap();
        let found = retrace(last, None, &packs, &done);
        assert_eq!(found.as_deref().map(without_persons), Some(without_persons(before)), "{sequence:?}");
        steps += done.len();
        kinds.extend(done.iter().map(|one| one.command.name()));
    }
    assert!(steps > 3_000, "{steps}");
    assert!(kinds.len() == deeds.len(), "{kinds:?}");
}

/// Who asked for an exception is known by another id afterwards.
fn without_persons(orders: &[Order]) -> Vec<OrderFacts> {
    let plain = |order: &Order| {
        let mut facts = order.clone().into_facts();
        for exception in &mut facts.exceptions {
            exception.asked_by.id.clear();
            exception.answered_by.iter_mut().for_each(|person| person.id.clear());
        }
        facts
    };
    orders.iter().map(plain).collect()
}

#[test]
fn what_the_shop_told_later_was_not_there_before() {
    let back = deeds()[1].clone();
    let mut undelivered = three_cameras("W-1");
    undelivered["shipments"][0]["delivered_on"] = json!(null);
    let undelivered = Order::from_value(undelivered).unwrap();
    let (done, orders) = carried_out(&undelivered, &[deeds()[0].clone(), back]);
    assert_eq!(done.len(), 2, "the return of what has not arrived is asked for too");
    let mut facts = orders.last().unwrap().clone().into_facts();
    // The parcel arrived after both.
    facts.shipments[0].delivered_on = Some("2026-11-20".parse().unwrap());
    facts.credits[0].number = Some("CN-2026-000001".into());
    let today = Order::new(facts).unwrap();
    let before = retrace(&today, None, &packs(), &done).unwrap();
    assert!(before.iter().all(|order| order.shipments[0].delivered_on.is_none()));
    assert_eq!(before, orders[..2]);
}

#[test]
fn what_the_shop_did_itself_stays_before_the_commands() {
    // The shop had cancelled and credited a camera before any desk heard of the order.
    let (_, orders) = carried_out(&order(), &[deeds()[0].clone()]);
    let (done, orders) = carried_out(orders.last().unwrap(), &[deeds()[1].clone(), deeds()[2].clone()]);
    assert_eq!(done.len(), 2);
    let before = retrace(orders.last().unwrap(), None, &packs(), &done).unwrap();
    assert_eq!(before, orders[..2]);
    assert_eq!(before[0].credits.len(), 1);
}

#[test]
fn rmas_of_the_shop_and_those_that_ran_out_are_no_riddle() {
    // The shop had issued an RMA and a unit had come back under it; the next return is a command's, and runs out.
    let (_, orders) = carried_out(&order(), &[deeds()[1].clone(), deeds()[2].clone()]);
    let (done, orders) = carried_out(&renamed(orders.last().unwrap(), "R-S"), &[deeds()[1].clone()]);
    assert_eq!(done.len(), 1);
    let mut facts = orders.last().unwrap().clone().into_facts();
    facts.rmas.last_mut().unwrap().status = RmaStatus::Expired;
    let before = retrace(&Order::new(facts).unwrap(), None, &packs(), &done).unwrap();
    assert_eq!(before, orders[..1]);
    // One that the shop issued and a command received.
    let (_, orders) = carried_out(&order(), &[deeds()[1].clone()]);
    let mut received = deeds()[2].clone();
    received["rma"] = json!("R-S");
    let (done, orders) = carried_out(&renamed(orders.last().unwrap(), "R-S"), &[received]);
    assert_eq!(done.len(), 1);
    assert_eq!(retrace(orders.last().unwrap(), None, &packs(), &done).unwrap(), orders[..1]);
}

/// The order with its first RMA, and what was credited for it, under another number.
fn renamed(order: &Order, number: &str) -> Order {
    let mut facts = order.clone().into_facts();
    facts.rmas[0].number = number.into();
    facts.credits.iter_mut().for_each(|credit| credit.rma = Some(number.into()));
    Order::new(facts).unwrap()
}

#[test]
fn nothing_is_claimed_of_an_order_that_its_commands_do_not_give() {
    let (done, orders) = carried_out(&order(), &[deeds()[0].clone(), deeds()[1].clone()]);
    let last = orders.last().unwrap();
    assert!(retrace(last, None, &packs(), &done).is_some());
    // Another amount was paid back then.
    let mut other = done.clone();
    other[0].upshot.total = Some(serde_json::from_value(json!("1.00")).unwrap());
    assert!(retrace(last, None, &packs(), &other).is_none());
    // A command that nobody knows of any more.
    assert!(retrace(&orders[1], None, &packs(), &done).is_none());
    // The shop has changed what was bought since.
    let mut facts = last.clone().into_facts();
    facts.lines[0].unit_price = Some(serde_json::from_value(json!("90.00")).unwrap());
    if let Ok(dearer) = Order::new(facts) {
        assert!(retrace(&dearer, None, &packs(), &done).is_none());
    }
    // Terms that are not there.
    assert!(retrace(last, None, &[], &done).is_none());
    assert_eq!(retrace(&order(), None, &packs(), &[]), Some(vec![]));
}
