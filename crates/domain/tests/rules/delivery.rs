//! Parcels refused at the door (DEL).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

/// Two cameras at 100.00 without tax; delivery 9.90 (ground 4.90).
fn cameras() -> OrderDoc {
    american_order().hardware("1", 2, "100.00", "0").delivery("9.90", "4.90", "0").paid()
}

fn refuse(on: &str) -> Value {
    json!({"type": "refuse_delivery", "shipment": "s1", "on": on})
}

fn receive(shipment: &str) -> Value {
    json!({"type": "receive_refused", "shipment": shipment, "on": "2026-11-20"})
}

#[track_caller]
fn check(order: OrderDoc, command: Value, expected: Value) -> Value {
    ask_order(&order, command, AT).expect(expected)
}

#[test]
fn del_2_a_refused_parcel_is_refunded_within_forty_five_days() {
    for (on, by) in [("2026-11-06", "2026-12-21"), ("2027-01-15", "2027-03-01"), ("2028-01-15", "2028-02-29")] {
        check(
            cameras().in_transit("s1", &[("1", 2)]),
            refuse(on),
            json!({
                "outcome": "allowed", "rules": ["DEL-2"], "deadlines": {"refused_delivery_refund": by}, "refund": null,
            }),
        );
    }
}

#[test]
fn del_2_a_delivered_parcel_is_returned_instead() {
    check(
        cameras().delivered("s1", &[("1", 2)], "2026-11-04"),
        refuse("2026-11-05"),
        json!({
            "outcome": "refused", "alternatives": ["request_return"],
        }),
    );
}

#[test]
fn del_2_a_parcel_is_refused_once() {
    check(cameras().refused("s1", &[("1", 2)], "2026-11-04"), refuse("2026-11-05"), json!({"outcome": "refused"}));
}

#[test]
fn del_3_the_units_are_refunded_once_the_warehouse_has_them() {
    let order = cameras().refused("s1", &[("1", 1)], "2026-11-06").delivered("s2", &[("1", 1)], "2026-11-07");
    check(
        order,
        receive("s1"),
        json!({
            "outcome": "allowed", "rules": ["DEL-3", "REF-1"], "deadlines": {"refused_delivery_refund": "2026-12-21"},
            "refund": {"goods": "100.00", "delivery": "0.00", "total": "100.00"},
        }),
    );
}

#[test]
fn del_3_delivery_comes_with_the_last_unit_at_the_ground_price() {
    check(
        cameras().refused("s1", &[("1", 2)], "2026-11-06"),
        receive("s1"),
        json!({
            "rules": ["REF-2"], "refund": {"goods": "200.00", "delivery": "4.90", "total": "204.90"},
        }),
    );
}

#[test]
fn del_3_gifts_in_a_refused_parcel_were_never_received() {
    let order = american_order().hardware("1", 2, "100.00", "0").gift("g", 1, "12.50", "0", &[]).paid().refused(
        "s1",
        &[("1", 2), ("g", 1)],
        "2026-11-06",
    );
    check(order, receive("s1"), json!({"refund": {"promotional": "0.00", "total": "200.00"}}));
}

#[test]
fn del_3_a_parcel_that_was_not_refused_is_not_refunded() {
    check(
        cameras().in_transit("s1", &[("1", 2)]),
        receive("s1"),
        json!({
            "outcome": "refused", "rules": ["DEL-3"], "alternatives": ["refuse_delivery"], "refund": null,
        }),
    );
    check(
        cameras().delivered("s1", &[("1", 2)], "2026-11-04"),
        receive("s1"),
        json!({
            "outcome": "refused", "rules": ["DEL-3"], "alternatives": ["request_return"],
        }),
    );
}

#[test]
fn del_3_a_parcel_that_is_back_is_refunded_once() {
    let credited = |order: OrderDoc, units: u32, total: &str| {
        order.credit(&[("1", units)], json!({"0": total}), json!({"0": "0"}), total).refunded(total)
    };
    let whole = credited(cameras().refused("s1", &[("1", 2)], "2026-11-06"), 2, "200.00");
    check(whole, receive("s1"), json!({"outcome": "refused", "rules": ["DEL-3"], "refund": null}));
}

#[test]
fn del_3_a_second_receipt_does_not_credit_the_same_unit_again() {
    // The credited unit can only be the refused one: nothing was cancelled, returned or claimed.
    let order = cameras()
        .refused("s1", &[("1", 1)], "2026-11-06")
        .delivered("s2", &[("1", 1)], "2026-11-07")
        .credit(&[("1", 1)], json!({"0": "100.00"}), json!({"0": "0"}), "100.00")
        .refunded("100.00");
    check(order, receive("s1"), json!({"outcome": "refused", "rules": ["DEL-3"], "refund": null}));
}

#[test]
fn del_3_a_unit_compensated_as_damaged_is_not_credited_again() {
    // One of the two units in the parcel was claimed and refunded before the parcel was refused at the door.
    let order = cameras()
        .refused("s1", &[("1", 1)], "2026-11-06")
        .delivered("s2", &[("1", 1)], "2026-11-07")
        .claim("s1", &[("1", 1)], false)
        .credit(&[("1", 1)], json!({"0": "100.00"}), json!({"0": "0"}), "100.00")
        .refunded("100.00");
    if let Ok(decision) = ask_order(&order, receive("s1"), AT).decide() {
        assert_eq!(decision["outcome"], "refused", "{decision:#}");
    }
}

#[test]
fn del_2_a_parcel_whose_units_came_back_cannot_be_refused() {
    // The unit was received under an RMA, so the parcel did reach the customer.
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .paid()
        .in_transit("s1", &[("1", 1)])
        .rma("R-1", "2026-11-05", &[("1", 1, 1)])
        .credit(&[("1", 1)], json!({"0": "100.00"}), json!({"0": "0"}), "100.00")
        .refunded("100.00");
    check(order, refuse("2026-11-10"), json!({"outcome": "refused"}));
}

#[test]
fn del_2_a_parcel_with_a_damage_claim_cannot_be_refused() {
    let order = cameras().in_transit("s1", &[("1", 2)]).claim("s1", &[("1", 1)], false);
    check(order, refuse("2026-11-10"), json!({"outcome": "refused"}));
}

#[test]
fn del_names_only_shipments_of_the_order() {
    ask_order(&cameras(), refuse("2026-11-05"), AT).expect_fault("command.shipment");
    ask_order(&cameras(), receive("s9"), AT).expect_fault("command.shipment");
}

#[test]
fn del_2_a_refused_unit_leaves_the_rma_that_still_awaits_it_not_the_one_that_came_back() {
    // Two units in two parcels: one came back under the later RMA, the other is refused while the earlier RMA awaits it.
    let order = american_order()
        .hardware("1", 2, "100.00", "0")
        .paid()
        .delivered("s0", &[("1", 1)], "2026-11-04")
        .in_transit("s1", &[("1", 1)])
        .rma("R-1", "2026-11-05", &[("1", 1, 0)])
        .rma("R-2", "2026-11-05", &[("1", 1, 1)])
        .credit(&[("1", 1)], json!({"0": "100.00"}), json!({"0": "0"}), "100.00")
        .refunded("100.00");
    let command: Value = refuse("2026-11-10");
    check(order.clone(), command.clone(), json!({"outcome": "allowed"}));
    let order = guichet_domain::Order::from_value(order.0).expect("possible");
    let command = guichet_domain::OrderCommand::from_value(command).expect("a command");
    let terms = guichet_domain::TermsPack::shipped().expect("sound").parameters;
    let at = AT.parse().expect("an instant");
    let decision = guichet_domain::decide_order(&order, None, &terms, &command, at).expect("decided");
    let today = order.time_zone.day(at);
    let after = guichet_domain::apply(&order, &terms, &command, &decision, &guichet_domain::Taking::default(), today)
        .expect("applies")
        .order;
    let numbers: Vec<&str> = after.rmas.iter().map(|rma| rma.number.as_str()).collect();
    assert_eq!(numbers, ["R-2"]);
}

#[test]
fn del_2_a_parcel_whose_gift_came_back_cannot_be_refused() {
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .gift("g", 1, "10.00", "0", &["1"])
        .paid()
        .delivered("s0", &[("1", 1)], "2026-11-04")
        .in_transit("s1", &[("g", 1)])
        .push(
            "credits",
            json!({"lines": [{"line": "1", "quantity": 1}], "delivery": "0", "bases": {"0": "100.00"},
            "tax": {"0": "0"}, "total": "100.00", "promotional": [{"line": "g", "quantity": 1}]}),
        )
        .rma("R-1", "2026-11-05", &[("1", 1, 1)])
        .refunded("100.00");
    check(order, refuse("2026-11-10"), json!({"outcome": "refused"}));
}
