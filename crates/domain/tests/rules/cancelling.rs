//! Cancelling (CAN, PRE-4, PRE-5).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-05T10:00:00+01:00";

fn cancel(by: &str, reason: &str) -> Value {
    json!({"type": "cancel_order", "by": by, "reason": reason})
}

fn cancel_units(by: &str, reason: &str, of: &[(&str, u32)]) -> Value {
    json!({"type": "cancel_order", "by": by, "reason": reason, "lines": units(of)})
}

#[track_caller]
fn check(order: OrderDoc, command: Value, expected: Value) -> Value {
    ask_order(&order, command, AT).expect(expected)
}

/// Two cameras at 100.00 and delivery at 9.90 (ground 4.90), 20 %: 251.88 in all.
fn cameras() -> OrderDoc {
    order().hardware("1", 2, "100.00", "0.20").delivery("9.90", "4.90", "0.20")
}

fn american_cameras() -> OrderDoc {
    american_order().hardware("1", 2, "100.00", "0").delivery("9.90", "4.90", "0").paid()
}

#[test]
fn can_1_a_pre_order_may_be_withdrawn_before_shipment_and_nothing_is_charged() {
    for reason in ["change_of_mind", "incompatible_requirements", "split_delivery", "late"] {
        check(
            cameras().pre_order(None).authorised(),
            cancel("customer", reason),
            json!({
                "outcome": "allowed", "rules": ["CAN-1", "PRE-4"], "refund": null, "void_authorisation": "251.88",
            }),
        );
    }
}

#[test]
fn can_1_an_accepted_pre_order_is_refunded() {
    check(
        cameras().pre_order(Some("2026-11-02")).paid(),
        cancel("customer", "change_of_mind"),
        json!({
            "outcome": "allowed", "rules": ["CAN-1"], "void_authorisation": null, "refund": {"total": "251.88"},
        }),
    );
}

#[test]
fn pre_4_a_part_voids_the_gross_of_its_units() {
    check(
        cameras().pre_order(None).authorised(),
        cancel_units("customer", "mistake", &[("1", 1)]),
        json!({
            "outcome": "allowed", "refund": null, "void_authorisation": "120.00",
        }),
    );
}

#[test]
fn pre_4_the_last_part_voids_all_that_is_authorised() {
    let rest = cameras().pre_order(None).payment("p1", "card", "131.88", "0", "0").cancelled("1", 1).credit(
        &[("1", 1)],
        json!({"0.2": "100.00"}),
        json!({"0.2": "20.00"}),
        "0",
    );
    check(rest, cancel("customer", "mistake"), json!({"refund": null, "void_authorisation": "131.88"}));
}

#[test]
fn pre_4_delivery_is_not_lost_when_the_hardware_goes_before_capture() {
    // The camera was cancelled while only authorised (120.00 voided); the service and delivery were captured since.
    let order = order()
        .hardware("1", 1, "100.00", "0.20")
        .service("s", "50.00", "0.20")
        .delivery("9.90", "4.90", "0.20")
        .pre_order(Some("2026-11-02"))
        .payment("p1", "card", "71.88", "71.88", "0")
        .cancelled("1", 1)
        .credit(&[("1", 1)], json!({"0.2": "100.00"}), json!({"0.2": "20.00"}), "0.00");
    check(
        order,
        cancel("customer", "mistake"),
        json!({"refund": {"goods": "50.00", "delivery": "9.90", "total": "71.88"}}),
    );
}

#[test]
fn pre_5_the_merchant_may_cancel_a_pre_order_for_any_reason() {
    for reason in ["other", "change_of_mind", "late", "stock_shortage"] {
        check(
            cameras().pre_order(None).authorised(),
            cancel("merchant", reason),
            json!({
                "outcome": "allowed", "rules": ["PRE-5", "CAN-8"], "void_authorisation": "251.88",
            }),
        );
    }
}

#[test]
fn can_2_a_customer_may_cancel_open_units() {
    for reason in ["change_of_mind", "mistake", "late", "other"] {
        check(
            american_cameras(),
            cancel("customer", reason),
            json!({
                "outcome": "allowed", "rules": ["CAN-2", "REF-1"], "refund": {"goods": "200.00", "total": "209.90"},
            }),
        );
    }
}

#[test]
fn can_2_a_pack_may_refuse_it() {
    ask_order(&american_cameras(), cancel("customer", "change_of_mind"), AT)
        .parameters(json!({"cancel_before_shipment": "refused"}))
        .expect(json!({"outcome": "refused", "overridable": true, "rules": ["CAN-2"]}));
}

#[test]
fn can_3_requirements_that_are_not_met_are_no_ground() {
    check(
        american_cameras(),
        cancel("customer", "incompatible_requirements"),
        json!({
            "outcome": "refused", "rules": ["CAN-3"], "alternatives": ["request_return"], "refund": null,
        }),
    );
    check(
        cameras().paid().with("consumer", false),
        cancel("customer", "incompatible_requirements"),
        json!({
            "outcome": "refused", "rules": ["CAN-3"],
        }),
    );
}

#[test]
fn can_3_yields_to_the_statutory_withdrawal() {
    let decision = check(
        cameras().paid(),
        cancel("customer", "incompatible_requirements"),
        json!({
            "outcome": "allowed", "rules": ["EU-1"], "refund": {"total": "251.88"},
        }),
    );
    assert_not_weighed(&decision, "CAN-3");
}

#[test]
fn can_4_only_open_units() {
    let part = || american_cameras().in_transit("s1", &[("1", 1)]);
    check(part(), cancel_units("customer", "mistake", &[("1", 1)]), json!({"outcome": "allowed"}));
    check(
        part(),
        cancel_units("customer", "mistake", &[("1", 2)]),
        json!({
            "outcome": "refused", "rules": ["CAN-4"], "alternatives": ["refuse_delivery", "request_return"], "refund": null,
        }),
    );
}

#[test]
fn can_4_by_default_all_open_units() {
    check(
        american_cameras().in_transit("s1", &[("1", 1)]),
        cancel("customer", "mistake"),
        json!({
            "outcome": "allowed", "refund": {"goods": "100.00", "delivery": "0.00"},
        }),
    );
}

#[test]
fn can_4_nothing_open_is_refused_whole() {
    check(
        american_cameras().in_transit("s1", &[("1", 2)]),
        cancel("customer", "mistake"),
        json!({
            "outcome": "refused", "rules": ["CAN-4"], "alternatives": ["refuse_delivery", "request_return"],
        }),
    );
    check(
        american_cameras().delivered("s1", &[("1", 2)], "2026-11-04"),
        cancel("customer", "mistake"),
        json!({
            "outcome": "refused", "rules": ["CAN-4"], "alternatives": ["request_return"],
        }),
    );
}

#[test]
fn can_4_binds_the_merchant_too() {
    check(
        american_cameras().in_transit("s1", &[("1", 2)]),
        cancel("merchant", "strike"),
        json!({
            "outcome": "refused", "rules": ["CAN-4"],
        }),
    );
}

#[test]
fn can_5_several_parcels_are_no_ground_but_where_eu_1_applies() {
    check(
        american_cameras().in_transit("s1", &[("1", 1)]),
        cancel("customer", "split_delivery"),
        json!({
            "outcome": "refused", "rules": ["CAN-5"],
        }),
    );
    check(
        cameras().paid().in_transit("s1", &[("1", 1)]),
        cancel("customer", "split_delivery"),
        json!({
            "outcome": "allowed", "rules": ["EU-1"],
        }),
    );
}

#[test]
fn can_6_the_merchants_grounds() {
    for reason in [
        "false_information",
        "stock_shortage",
        "unavailable",
        "force_majeure",
        "strike",
        "flood_or_fire",
        "incorrect_information",
        "prior_non_payment_dispute",
        "no_email",
    ] {
        check(
            american_cameras(),
            cancel("merchant", reason),
            json!({
                "outcome": "allowed", "rules": ["CAN-6", "CAN-7", "CAN-8"], "refund": {"total": "209.90"},
            }),
        );
    }
}

#[test]
fn can_6_any_other_ground_is_refused_and_overridable() {
    for reason in ["other", "change_of_mind", "mistake", "late", "split_delivery", "incompatible_requirements"] {
        let decision = check(
            american_cameras(),
            cancel("merchant", reason),
            json!({
                "outcome": "refused", "overridable": true, "rules": ["CAN-6"], "refund": null,
            }),
        );
        assert_not_weighed(&decision, "CAN-8");
    }
}

#[test]
fn can_7_the_refund_is_what_was_paid_for_the_part() {
    check(
        american_cameras(),
        cancel_units("merchant", "stock_shortage", &[("1", 1)]),
        json!({
            "rules": ["CAN-7"], "refund": {"goods": "100.00", "delivery": "0.00", "total": "100.00"},
        }),
    );
}

#[test]
fn can_8_the_customer_is_told() {
    let decision = check(american_cameras(), cancel("merchant", "strike"), json!({"rules": ["CAN-8"]}));
    assert!(decision["obligations"].as_array().unwrap().contains(&json!("notify_customer")));
    let decision = check(american_cameras(), cancel("customer", "mistake"), json!({}));
    assert_not_weighed(&decision, "CAN-8");
}

#[test]
fn can_9_an_order_that_cannot_be_fulfilled_is_refunded_whole() {
    check(
        american_cameras(),
        cancel("merchant", "unavailable"),
        json!({
            "rules": ["CAN-9"], "refund": {"goods": "200.00", "delivery": "9.90", "total": "209.90"},
        }),
    );
}

#[test]
fn can_9_not_for_a_part_nor_once_something_shipped() {
    let decision =
        check(american_cameras(), cancel_units("merchant", "unavailable", &[("1", 1)]), json!({"outcome": "allowed"}));
    assert_not_weighed(&decision, "CAN-9");
    let decision = check(
        american_cameras().in_transit("s1", &[("1", 1)]),
        cancel("merchant", "unavailable"),
        json!({"outcome": "allowed"}),
    );
    assert_not_weighed(&decision, "CAN-9");
}

#[test]
fn can_10_sums_received_are_retained() {
    check(
        cameras().payment("p1", "card", "251.88", "100.00", "0"),
        cancel("merchant", "non_payment"),
        json!({
            "outcome": "allowed", "overridable": true, "rules": ["CAN-10", "CAN-8"],
            "refund": {"goods": "0.00", "delivery": "0.00", "total": "0.00", "tenders": []}, "void_authorisation": null,
        }),
    );
}

#[test]
fn can_10_units_retained_count_for_the_delivery_of_the_rest_but_are_never_credited() {
    // One of three was cancelled for non-payment and no credit tells of it; the two others come back.
    let order = american_order()
        .hardware("1", 3, "100.01", "0")
        .delivery("9.90", "4.90", "0")
        .paid()
        .cancelled("1", 1)
        .delivered("s1", &[("1", 2)], "2026-11-04")
        .rma("R-1", "2026-11-05", &[("1", 2, 0)]);
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 2)]), "received_on": "2026-11-10"});
    check(order, command, json!({"refund": {"goods": "200.02", "delivery": "4.90", "total": "204.92"}}));
}

#[test]
fn can_10_is_the_merchants_alone() {
    // A customer who gives the reason cancels as any customer.
    check(
        american_cameras(),
        cancel("customer", "non_payment"),
        json!({
            "outcome": "allowed", "rules": ["CAN-2"], "refund": {"total": "209.90"},
        }),
    );
}
