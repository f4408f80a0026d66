//! Goods leave and arrive (ORD-4, ORD-5, PRE-2, PRE-3, DEL-1), and what a pre-order may still become (PRE-4, PRE-5, CAN-8, CAN-9).

use guichet_domain::money::Amount;
use guichet_domain::{LineLedger, Order, OrderCommand, Taking, TermsPack, apply, decide_order};
use serde_json::{Value, json};

use crate::common::*;

const TODAY: &str = "2026-11-22";
const AT: &str = "2026-11-22T10:00:00+01:00";

/// Three cameras at 100.00 with a gift, ordered on 1 November: 360.00 with tax.
fn cameras() -> OrderDoc {
    order().hardware("1", 3, "100.00", "0.20").gift("g", 2, "12.00", "0.20", &["1"])
}

fn release(more: Value) -> Value {
    let mut parcel = json!({"id": "s1-A", "carrier": "colissimo", "tracking": "6A9", "on": TODAY});
    parcel.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"type": "release_shipment", "parcel": parcel})
}

fn all() -> Value {
    release(json!({}))
}

fn some(of: &[(&str, u32)]) -> Value {
    release(json!({"lines": units(of)}))
}

#[track_caller]
fn check(order: OrderDoc, command: Value, expected: Value) -> Value {
    ask_order(&order, command, AT).expect(expected)
}

fn taken(order: &Order, command: Value) -> Order {
    let terms = TermsPack::shipped().unwrap().parameters;
    let command = OrderCommand::from_value(command).unwrap();
    let decision = decide_order(order, None, &terms, &command, AT.parse().unwrap()).unwrap();
    let taking = Taking { command: "c-1", ..Taking::nobody(None) };
    apply(order, &terms, &command, &decision, &taking, TODAY.parse().unwrap()).unwrap().order
}

fn read(order: OrderDoc) -> Order {
    Order::from_value(order.0).unwrap()
}

fn amount(text: &str) -> Amount {
    serde_json::from_value(text.into()).unwrap()
}

fn forbidding<'a>(decision: &'a Value, rule: &str) -> &'a Value {
    let rules = decision["rules"].as_array().unwrap();
    &rules.iter().find(|ground| ground["id"] == rule && ground["effect"] == "forbids").unwrap()["facts"]
}

#[test]
fn ord_4_goods_leave_once_the_last_cent_is_captured() {
    let with = |captured: &str| cameras().payment("p1", "card", "360.00", captured, "0.00");
    check(with("360.00"), all(), json!({"outcome": "allowed", "rules": ["ORD-4"], "obligations": []}));
    let short = check(with("359.99"), all(), json!({"outcome": "refused", "overridable": false, "rules": ["ORD-4"]}));
    assert_eq!(forbidding(&short, "ORD-4")["missing"], "0.01");
    // A regular order needs the money itself: no further authorisation is asked for.
    assert_eq!(short["alternatives"], json!([]));
}

#[test]
fn ord_5_the_units_leave_in_as_many_parcels_as_it_takes() {
    let split = check(cameras().paid(), some(&[("1", 1)]), json!({"outcome": "allowed", "rules": ["ORD-4", "ORD-5"]}));
    assert_eq!(split["rules"][1]["facts"], json!({"left": 4}));
    let whole = check(cameras().paid(), some(&[("1", 3), ("g", 2)]), json!({"outcome": "allowed"}));
    assert_not_weighed(&whole, "ORD-5");
    let first = taken(&read(cameras().paid()), some(&[("1", 2)]));
    let line = &first.lines[0];
    let ledger = LineLedger::of(&first, line).unwrap();
    assert_eq!((ledger.open(), ledger.in_transit()), (1, 2));
    // The second parcel holds what is left, gifts too.
    let second = taken(&first, release(json!({"id": "s2-A"})));
    assert_eq!(serde_json::to_value(&second.shipments[1].lines).unwrap(), units(&[("1", 1), ("g", 2)]));
    assert_eq!(second.shipments[1].released_in.as_deref(), Some("c-1"));
}

#[test]
fn ord_5_only_what_is_open_leaves() {
    let order = || cameras().paid().cancelled("1", 1).in_transit("s1", &[("1", 1)]);
    check(order(), some(&[("1", 1)]), json!({"outcome": "allowed"}));
    let more =
        check(order(), some(&[("1", 2)]), json!({"outcome": "refused", "overridable": false, "rules": ["ORD-5"]}));
    assert_eq!(forbidding(&more, "ORD-5"), &json!({"line": "1", "asked": 2, "open": 1}));
    let gone = order().in_transit("s2", &[("1", 1), ("g", 2)]);
    let none = check(gone, all(), json!({"outcome": "refused", "rules": ["ORD-5"]}));
    assert_eq!(forbidding(&none, "ORD-5")["open"], 0);
}

#[test]
fn a_parcel_leaves_between_the_order_and_today() {
    for (on, outcome) in
        [("2026-10-31", "refused"), ("2026-11-01", "allowed"), (TODAY, "allowed"), ("2026-11-23", "refused")]
    {
        check(cameras().paid(), release(json!({"on": on})), json!({"outcome": outcome}));
    }
}

#[test]
fn a_parcel_is_named_once_carried_by_somebody_and_holds_no_fee() {
    let order = || cameras().service("f", "9.90", "0.20").paid();
    let faulty = |more: Value, path: &str| ask_order(&order(), release(more), AT).expect_fault(path);
    faulty(json!({"carrier": " "}), "command.parcel.carrier");
    faulty(json!({"tracking": ""}), "command.parcel.tracking");
    faulty(json!({"id": ""}), "command.parcel.id");
    faulty(json!({"lines": units(&[("1", 1), ("f", 1)])}), "command.parcel.lines[1].line");
    faulty(json!({"lines": []}), "command.parcel.lines");
    let known = order().in_transit("s1-A", &[("1", 1)]);
    ask_order(&known, all(), AT).expect_fault("command.parcel.id");
    // All that is open is all but the fee.
    let after = taken(&read(order()), all());
    assert_eq!(serde_json::to_value(&after.shipments[0].lines).unwrap(), units(&[("1", 3), ("g", 2)]));
}

#[test]
fn pre_2_a_pre_order_is_captured_and_accepted_as_it_leaves() {
    let offer = cameras().pre_order(None).payment("p1", "card", "300.00", "0.00", "0.00");
    let offer = offer.payment("p2", "card", "100.00", "20.00", "0.00");
    let decision = check(
        offer,
        some(&[("1", 1)]),
        json!({"outcome": "allowed", "rules": ["ORD-4", "PRE-2"], "obligations": ["capture_payment"]}),
    );
    // 360.00 less the 20.00 that are captured: from each payment in turn, within what it holds.
    assert_eq!(
        decision["captures"],
        json!([{"payment": "p1", "method": "card", "amount": "300.00"},
               {"payment": "p2", "method": "card", "amount": "40.00"}])
    );
    let offer = cameras().pre_order(None).payment("p1", "card", "300.00", "0.00", "0.00");
    let order = read(offer.payment("p2", "card", "100.00", "20.00", "0.00"));
    let after = taken(&order, some(&[("1", 1)]));
    let captured: Vec<Amount> = after.payments.iter().map(|payment| payment.captured).collect();
    assert_eq!(captured, [amount("300.00"), amount("60.00")]);
    // PRE-3: that is the day it was bought.
    assert_eq!(after.accepted_on, Some(TODAY.parse().unwrap()));
    // The next parcel finds it paid.
    let next = serde_json::to_value(&after).unwrap();
    let next = ask_order(&OrderDoc(next), release(json!({"id": "s2-A"})), AT);
    let next = next.expect(json!({"outcome": "allowed", "obligations": []}));
    assert_not_weighed(&next, "PRE-2");
}

#[test]
fn pre_2_asking_whether_goods_may_leave_takes_nothing() {
    let order = read(cameras().pre_order(None).authorised());
    assert_eq!(taken(&order, json!({"type": "release_shipment"})), order);
    let asked = check(
        cameras().pre_order(None).authorised(),
        json!({"type": "release_shipment"}),
        json!({"outcome": "allowed"}),
    );
    assert!(asked.get("captures").is_none(), "{asked}");
}

#[test]
fn pre_2_what_was_not_authorised_is_asked_for_once_a_day() {
    let ask = || json!({"type": "ask_authorisation"});
    let short = || cameras().pre_order(None).payment("p1", "card", "359.99", "0.00", "0.00");
    let refused = check(short(), all(), json!({"outcome": "refused", "alternatives": ["ask_authorisation"]}));
    assert_eq!(forbidding(&refused, "ORD-4")["missing"], "0.01");
    check(short(), ask(), json!({"outcome": "allowed", "rules": ["PRE-2"], "obligations": ["request_authorisation"]}));
    let asked = taken(&read(short()), ask());
    assert_eq!(asked.asked_authorisations[0].amount, amount("0.01"));
    let again = OrderDoc(serde_json::to_value(&asked).unwrap());
    ask_order(&again, ask(), AT).expect(json!({"outcome": "refused", "overridable": false, "rules": ["PRE-2"]}));
    ask_order(&again, ask(), "2026-11-23T10:00:00+01:00").expect(json!({"outcome": "allowed"}));
    // Nothing is missing, or nothing was only authorised.
    let covered = cameras().pre_order(None).payment("p1", "card", "360.00", "0.00", "0.00");
    check(covered, ask(), json!({"outcome": "refused", "rules": ["PRE-2"]}));
    check(cameras().payment("p1", "card", "1.00", "0.00", "0.00"), ask(), json!({"outcome": "refused"}));
}

#[test]
fn del_1_a_parcel_arrives_once_after_it_left_and_not_tomorrow() {
    let deliver = |on: &str| json!({"type": "deliver_shipment", "shipment": "s1", "on": on});
    let order = || cameras().paid().in_transit("s1", &[("1", 3)]);
    for (on, outcome) in
        [("2026-11-01", "refused"), ("2026-11-02", "allowed"), (TODAY, "allowed"), ("2026-11-23", "refused")]
    {
        check(order(), deliver(on), json!({"outcome": outcome, "rules": ["DEL-1"]}));
    }
    let after = taken(&read(order()), deliver("2026-11-20"));
    assert_eq!(after.shipments[0].delivered_on, Some("2026-11-20".parse().unwrap()));
    let there = cameras().paid().delivered("s1", &[("1", 3)], "2026-11-04");
    check(there, deliver(TODAY), json!({"outcome": "refused", "rules": ["DEL-1"]}));
    let refused = cameras().paid().refused("s1", &[("1", 3)], "2026-11-04");
    check(refused, deliver(TODAY), json!({"outcome": "refused", "rules": ["DEL-1"]}));
    ask_order(&order(), json!({"type": "deliver_shipment", "shipment": "s9", "on": TODAY}), AT)
        .expect_fault("command.shipment");
}

#[test]
fn pre_4_and_pre_5_what_of_a_pre_order_has_not_left_can_be_withdrawn() {
    let cancel = |by: &str, reason: &str| json!({"type": "cancel_order", "by": by, "reason": reason});
    let offer = || cameras().pre_order(None).authorised();
    let customer =
        check(offer(), cancel("customer", "late"), json!({"outcome": "allowed", "rules": ["CAN-1", "PRE-4"]}));
    assert_eq!(customer["void_authorisation"], "360.00");
    check(
        offer(),
        cancel("merchant", "other"),
        json!({"rules": ["PRE-5", "CAN-8"], "obligations": ["notify_customer", "void_authorisation"]}),
    );
    // Once a part has left, it is paid: the rest comes back to the payment.
    let after = taken(&read(offer()), some(&[("1", 1), ("g", 2)]));
    let after = OrderDoc(serde_json::to_value(&after).unwrap());
    let rest = ask_order(&after, cancel("merchant", "other"), AT)
        .expect(json!({"outcome": "allowed", "rules": ["PRE-5", "CAN-8"]}));
    assert_eq!(rest["refund"]["total"], "240.00");
}

#[test]
fn can_9_an_order_that_cannot_be_fulfilled_is_refunded_whole_unless_a_part_left() {
    let cancel = || json!({"type": "cancel_order", "by": "merchant", "reason": "unavailable"});
    let order = || cameras().delivery("9.90", "4.90", "0.20").paid();
    let whole = check(order(), cancel(), json!({"outcome": "allowed", "rules": ["CAN-6", "CAN-8", "CAN-9"]}));
    assert_eq!(whole["refund"]["total"], "371.88");
    let part = taken(&read(order()), some(&[("1", 1)]));
    let part = OrderDoc(serde_json::to_value(&part).unwrap());
    let part = ask_order(&part, cancel(), AT).expect(json!({"outcome": "allowed"}));
    assert_not_weighed(&part, "CAN-9");
}
