//! Ordering, payment and pre-orders (ORD, PRE).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-01T10:00:00+01:00";

#[track_caller]
fn check(order: OrderDoc, command: &str, customer: Value, expected: Value) -> Value {
    ask_order(&order, json!({"type": command}), AT).customer(customer).expect(expected)
}

fn customer(email: Value, open_disputes: u32) -> Value {
    json!({"id": "c-1", "name": "Ada", "email": email, "open_disputes": open_disputes})
}

fn reachable() -> Value {
    customer("ada@example.com".into(), 0)
}

fn camera() -> OrderDoc {
    order().hardware("1", 1, "100.00", "0.20")
}

#[test]
fn ord_1_an_order_is_confirmed_by_its_order_form() {
    let decision = check(
        camera().paid(),
        "place_order",
        reachable(),
        json!({
            "outcome": "allowed", "overridable": false, "rules": ["ORD-1"],
            "obligations": ["send_order_form", "tell_requirements"],
        }),
    );
    assert_not_weighed(&decision, "ORD-2");
    assert_eq!(
        decision["rules"][0],
        json!({"id": "ORD-1", "clause": "T§4", "effect": "obliges", "facts": {"email": true}})
    );
}

#[test]
fn ord_1_without_an_email_address_is_refused_and_overridable() {
    for email in [Value::Null, "".into(), "  ".into()] {
        check(
            camera().paid(),
            "place_order",
            customer(email, 0),
            json!({
                "outcome": "refused", "overridable": true, "rules": ["ORD-1"], "obligations": [],
            }),
        );
    }
}

#[test]
fn ord_1_a_pack_may_accept_orders_without_email() {
    ask_order(&camera().paid(), json!({"type": "place_order"}), AT)
        .customer(customer(Value::Null, 0))
        .parameters(json!({"order_without_email": "accept"}))
        .expect(json!({"outcome": "allowed"}));
}

#[test]
fn ord_2_an_open_dispute_is_a_ground_to_refuse() {
    check(
        camera().paid(),
        "place_order",
        customer("ada@example.com".into(), 1),
        json!({
            "outcome": "refused", "rules": ["ORD-2"],
        }),
    );
}

#[test]
fn ord_1_and_ord_2_are_both_named() {
    check(
        camera().paid(),
        "place_order",
        customer(Value::Null, 2),
        json!({
            "outcome": "refused", "overridable": false, "rules": ["ORD-1", "ORD-2"],
        }),
    );
}

#[test]
fn ord_1_needs_a_customer() {
    ask_order(&camera().paid(), json!({"type": "place_order"}), AT).expect_fault("customer");
}

#[test]
fn ord_4_goods_leave_when_the_total_is_captured() {
    let paid = camera().payment("p1", "card", "120.00", "120.00", "0.00");
    check(paid, "release_shipment", reachable(), json!({"outcome": "allowed", "rules": ["ORD-4"], "obligations": []}));
}

#[test]
fn ord_4_one_cent_short_keeps_the_goods() {
    let short = camera().payment("p1", "card", "120.00", "119.99", "0.00");
    check(short, "release_shipment", reachable(), json!({"outcome": "refused", "rules": ["ORD-4"]}));
}

#[test]
fn ord_4_an_authorisation_alone_is_not_payment() {
    check(camera().authorised(), "release_shipment", reachable(), json!({"outcome": "refused", "rules": ["ORD-4"]}));
}

#[test]
fn ord_4_several_payments_add_up() {
    let paid = camera()
        .payment("p1", "cheque", "20.00", "20.00", "0.00")
        .payment("p2", "credit", "99.99", "99.99", "0.00")
        .payment("p3", "card", "0.01", "0.01", "0.00");
    check(paid, "release_shipment", reachable(), json!({"outcome": "allowed"}));
}

#[test]
fn pre_1_a_pre_order_is_an_offer_and_the_customer_is_told_before_it_ships() {
    check(
        camera().pre_order(None).authorised(),
        "place_order",
        reachable(),
        json!({
            "outcome": "allowed", "rules": ["ORD-1", "PRE-1"],
            "obligations": ["send_order_form", "tell_requirements", "send_pre_shipment_notice"],
        }),
    );
    // Once the day is known, so is the day of the notice (PRE-4).
    let planned = camera().pre_order(None).authorised().with("ships_on", "2026-12-01");
    check(planned, "place_order", reachable(), json!({"deadlines": {"pre_shipment_notice": "2026-11-28"}}));
}

#[test]
fn pre_2_a_pre_order_ships_on_its_authorisation_which_is_then_captured() {
    check(
        camera().pre_order(None).authorised(),
        "release_shipment",
        reachable(),
        json!({
            "outcome": "allowed", "rules": ["ORD-4", "PRE-2"], "obligations": ["capture_payment"],
        }),
    );
}

#[test]
fn pre_2_an_authorisation_one_cent_short_keeps_the_goods() {
    let short = camera().pre_order(None).payment("p1", "card", "119.99", "0.00", "0.00");
    check(short, "release_shipment", reachable(), json!({"outcome": "refused", "rules": ["ORD-4"]}));
}

#[test]
fn pre_2_a_captured_pre_order_has_nothing_to_capture() {
    let decision = check(
        camera().pre_order(Some("2026-11-01")).paid(),
        "release_shipment",
        reachable(),
        json!({
            "outcome": "allowed", "obligations": [],
        }),
    );
    assert_not_weighed(&decision, "PRE-2");
}

#[test]
fn pre_2_a_partly_captured_pre_order_obliges_to_capture_the_rest() {
    let part = camera().pre_order(Some("2026-11-01")).payment("p1", "card", "120.00", "60.00", "0.00");
    check(part, "release_shipment", reachable(), json!({"outcome": "allowed", "obligations": ["capture_payment"]}));
}

#[test]
fn pre_3_a_pre_order_is_bought_when_its_offer_is_accepted() {
    // Placed on 1 August, accepted on 1 November: the thirty days run from November.
    let accepted = camera()
        .with("placed_at", "2026-08-01T09:00:00+02:00")
        .pre_order(Some("2026-11-01"))
        .paid()
        .delivered("s1", &[("1", 1)], "2026-11-04")
        .with("consumer", false);
    let command = json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": null});
    ask_order(&accepted, command.clone(), "2026-12-01T23:59:59+01:00")
        .expect(json!({"outcome": "allowed", "deadlines": {"return_period_end": "2026-12-01"}}));
    ask_order(&accepted, command, "2026-12-02T00:00:00+01:00")
        .expect(json!({"outcome": "refused", "rules": ["RET-4"]}));
}
