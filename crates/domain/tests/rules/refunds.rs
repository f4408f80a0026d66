//! What a return pays back (REF).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

/// Three cameras at 100.00, delivery 9.90 (ground 4.90), no tax; all delivered.
fn cameras() -> OrderDoc {
    american_order().hardware("1", 3, "100.00", "0").delivery("9.90", "4.90", "0")
}

/// The same under an open RMA for all three.
fn announced() -> OrderDoc {
    cameras().paid().delivered("s1", &[("1", 3)], "2026-11-04").rma("R-1", "2026-11-10", &[("1", 3, 0)])
}

/// Two of the three are back and credited with 200.00.
fn one_left(order: OrderDoc) -> OrderDoc {
    order
        .rma("R-1", "2026-11-10", &[("1", 3, 2)])
        .credit(&[("1", 2)], json!({"0": "200.00"}), json!({"0": "0.00"}), "200.00")
        .refunded("200.00")
}

fn back(quantity: u32) -> Value {
    json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", quantity)]), "received_on": "2026-11-15"})
}

fn with(mut command: Value, field: &str, value: Value) -> Value {
    command[field] = value;
    command
}

fn worn(quantity: u32, field: &str, wear: &str) -> Value {
    let mut command = back(quantity);
    command["lines"][0][field] = wear.into();
    command
}

#[track_caller]
fn check(order: OrderDoc, command: Value, refund: Value) -> Value {
    ask_order(&order, command, AT).expect(json!({"outcome": "allowed", "refund": refund}))
}

#[test]
fn ref_1_the_goods_by_mon_6() {
    check(announced(), back(1), json!({"goods": "100.00", "total": "100.00"}));
    check(announced(), back(2), json!({"goods": "200.00", "total": "200.00"}));
}

#[test]
fn ref_2_delivery_comes_with_the_last_unit_and_not_before() {
    check(announced(), back(2), json!({"delivery": "0.00"}));
    check(announced(), back(3), json!({"delivery": "4.90", "total": "304.90"}));
    let last = one_left(cameras().paid().delivered("s1", &[("1", 3)], "2026-11-04"));
    check(last, back(1), json!({"goods": "100.00", "delivery": "4.90", "total": "104.90"}));
}

#[test]
fn ref_2_is_the_lower_of_price_and_ground_price() {
    let order = |delivery: Value| {
        american_order()
            .hardware("1", 3, "100.00", "0")
            .with("delivery", delivery)
            .paid()
            .delivered("s1", &[("1", 3)], "2026-11-04")
            .rma("R-1", "2026-11-10", &[("1", 3, 0)])
    };
    for (price, ground, comes_back) in [
        ("9.90", json!("4.90"), "4.90"),
        ("4.90", json!("4.90"), "4.90"),
        ("4.89", json!("4.90"), "4.89"),
        ("9.90", json!("0.00"), "0.00"),
        ("9.90", Value::Null, "9.90"),
        ("0.00", json!("4.90"), "0.00"),
    ] {
        let delivery = json!({"price": price, "ground_price": ground, "tax_rate": "0"});
        check(order(delivery), back(3), json!({"delivery": comes_back}));
    }
    check(order(Value::Null), back(3), json!({"delivery": "0.00", "total": "300.00"}));
}

#[test]
fn ref_2_cancelled_refused_and_compensated_units_count() {
    let credit = |order: OrderDoc| {
        order.credit(&[("1", 2)], json!({"0": "200.00"}), json!({"0": "0"}), "200.00").refunded("200.00")
    };
    let rma = |order: OrderDoc| order.rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    let base = || cameras().paid();
    let cases = [
        base().cancelled("1", 2).delivered("s1", &[("1", 1)], "2026-11-04"),
        base().refused("s0", &[("1", 2)], "2026-11-04").delivered("s1", &[("1", 1)], "2026-11-04"),
        base().delivered("s1", &[("1", 3)], "2026-11-04").claim("s1", &[("1", 2)], false),
    ];
    for order in cases {
        check(rma(credit(order)), back(1), json!({"delivery": "4.90", "total": "104.90"}));
    }
}

#[test]
fn ref_2_a_refused_parcel_on_its_way_back_is_not_credited_yet() {
    let order = cameras()
        .paid()
        .refused("s0", &[("1", 2)], "2026-11-04")
        .delivered("s1", &[("1", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    check(order, back(1), json!({"delivery": "0.00"}));
}

#[test]
fn ref_2_services_and_gifts_do_not_hold_delivery_back() {
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .service("s", "50.00", "0")
        .gift("g", 1, "5.00", "0", &["s"])
        .delivery("9.90", "4.90", "0")
        .paid()
        .delivered("s1", &[("1", 1), ("g", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    check(order, back(1), json!({"goods": "100.00", "delivery": "4.90", "promotional": "0.00"}));
}

#[test]
fn ref_2_in_full_where_nothing_was_ever_shipped() {
    let command = json!({"type": "cancel_order", "by": "customer", "reason": "mistake"});
    check(cameras().paid(), command, json!({"delivery": "9.90", "total": "309.90"}));
}

#[test]
fn ref_2_at_the_ground_price_where_something_shipped_and_the_rest_is_cancelled() {
    let order = cameras()
        .paid()
        .refused("s1", &[("1", 2)], "2026-11-04")
        .credit(&[("1", 2)], json!({"0": "200.00"}), json!({"0": "0"}), "200.00")
        .refunded("200.00");
    let command = json!({"type": "cancel_order", "by": "customer", "reason": "mistake"});
    check(order, command, json!({"delivery": "4.90", "total": "104.90"}));
}

/// Three cameras with two gifts of 12.50 at another rate, all delivered.
fn with_gifts(granted_with: &[&str]) -> OrderDoc {
    american_order().hardware("1", 3, "100.00", "0").gift("g", 2, "12.50", "0", granted_with).paid().delivered(
        "s1",
        &[("1", 3), ("g", 2)],
        "2026-11-04",
    )
}

#[test]
fn ref_3_a_gift_is_deducted_with_the_last_unit_it_came_with() {
    for granted_with in [&["1"][..], &[]] {
        let order = || with_gifts(granted_with);
        check(order().rma("R-1", "2026-11-10", &[("1", 3, 0)]), back(2), json!({"promotional": "0.00"}));
        check(one_left(order()), back(1), json!({"promotional": "25.00", "total": "75.00"}));
    }
}

#[test]
fn ref_3_pieces_sent_back_are_not_deducted() {
    let gifts = |n: u32| with(back(3), "promotional_returned", units(&[("g", n)]));
    let order = || with_gifts(&[]).rma("R-1", "2026-11-10", &[("1", 3, 0)]);
    check(order(), gifts(1), json!({"promotional": "12.50", "total": "287.50"}));
    check(order(), gifts(2), json!({"promotional": "0.00", "total": "300.00"}));
}

#[test]
fn ref_3_pieces_sent_back_before_are_not_deducted() {
    let mut order = one_left(with_gifts(&[]));
    order.0["credits"][0]["promotional"] = units(&[("g", 1)]);
    check(order.clone(), back(1), json!({"promotional": "12.50"}));
    check(order, with(back(1), "promotional_returned", units(&[("g", 1)])), json!({"promotional": "0.00"}));
}

#[test]
fn ref_3_the_strict_reading_deducts_every_piece_received() {
    let order = with_gifts(&[]).rma("R-1", "2026-11-10", &[("1", 3, 0)]);
    ask_order(&order, with(back(3), "promotional_returned", units(&[("g", 2)])), AT)
        .parameters(json!({"promotional_deduction": "received"}))
        .expect(json!({"refund": {"promotional": "25.00", "total": "275.00"}}));
}

#[test]
fn ref_3_pieces_in_refused_parcels_or_not_shipped_were_not_received() {
    let base = || {
        american_order()
            .hardware("1", 3, "100.00", "0")
            .gift("g", 2, "12.50", "0", &[])
            .paid()
            .delivered("s1", &[("1", 3)], "2026-11-04")
            .rma("R-1", "2026-11-10", &[("1", 3, 0)])
    };
    check(base(), back(3), json!({"promotional": "0.00"}));
    check(base().refused("s2", &[("g", 2)], "2026-11-05"), back(3), json!({"promotional": "0.00"}));
    check(base().delivered("s2", &[("g", 1)], "2026-11-05"), back(3), json!({"promotional": "12.50"}));
}

#[test]
fn ref_3_a_gift_of_another_line_stays() {
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .hardware("2", 1, "100.00", "0")
        .gift("g", 1, "12.50", "0", &["2"])
        .gift("h", 1, "5.00", "0", &[])
        .paid()
        .delivered("s1", &[("1", 1), ("2", 1), ("g", 1), ("h", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0), ("2", 1, 0)]);
    check(order.clone(), back(1), json!({"promotional": "0.00"}));
    let mut other = back(1);
    other["lines"] = units(&[("2", 1)]);
    check(order.clone(), other, json!({"promotional": "12.50"}));
    let mut both = back(1);
    both["lines"] = units(&[("2", 1), ("1", 1)]);
    check(order, both, json!({"promotional": "17.50", "total": "182.50"}));
}

#[test]
fn ref_4_a_percent_is_rounded_once_away_from_zero() {
    for (percent, taken) in [
        ("0", "0.00"),
        ("12.5", "12.50"),
        ("100", "100.00"),
        ("0.005", "0.01"),
        ("0.0049", "0.00"),
        ("33.335", "33.34"),
    ] {
        check(announced(), worn(1, "diminished_percent", percent), json!({"diminished": taken}));
    }
}

#[test]
fn ref_4_a_percent_is_of_this_credits_net() {
    // 3 at 33.3333 are 100.00: the second unit credits 33.34.
    let order = american_order()
        .hardware("1", 3, "33.3333", "0")
        .paid()
        .delivered("s1", &[("1", 3)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 3, 1)])
        .credit(&[("1", 1)], json!({"0": "33.33"}), json!({"0": "0"}), "33.33")
        .refunded("33.33");
    check(
        order,
        worn(1, "diminished_percent", "50"),
        json!({"goods": "33.34", "diminished": "16.67", "total": "16.67"}),
    );
}

#[test]
fn ref_4_an_amount_is_at_most_that_net() {
    check(
        announced(),
        worn(1, "diminished_amount", "100.00"),
        json!({"diminished": "100.00", "total": "0.00", "tenders": []}),
    );
    ask_order(&announced(), worn(1, "diminished_amount", "100.01"), AT)
        .expect_fault("command.lines[0].diminished_amount");
    ask_order(&announced(), worn(1, "diminished_amount", "1.001"), AT)
        .expect_fault("command.lines[0].diminished_amount");
    ask_order(&announced(), worn(1, "diminished_percent", "100.01"), AT)
        .expect_fault("command.lines[0].diminished_percent");
}

#[test]
fn ref_4_is_not_applied_to_the_merchants_fault() {
    for reason in ["faulty", "not_as_described"] {
        let order = announced().rma_with("reason", reason);
        check(order, worn(1, "diminished_percent", "80"), json!({"diminished": "0.00", "total": "100.00"}));
    }
    check(announced().rma_with("reason", "other"), worn(1, "diminished_percent", "80"), json!({"diminished": "80.00"}));
}

#[test]
fn ref_5_the_way_back_is_reimbursed_where_the_merchant_pays_it() {
    let command = || with(back(1), "return_cost", json!("7.35"));
    check(
        announced().rma_with("reason", "faulty"),
        command(),
        json!({
            "reimbursement": "7.35", "bases": {"0": "100.00"}, "total": "107.35",
            "tenders": [{"payment": "p1", "method": "card", "amount": "100.00"},
                        {"payment": null, "method": "bank_transfer", "amount": "7.35"}],
        }),
    );
    check(
        announced().rma_with("reason", "change_of_mind"),
        command(),
        json!({"reimbursement": "0.00", "total": "100.00"}),
    );
}

#[test]
fn ref_6_diminished_first_then_gifts_and_the_rest_is_unrecovered() {
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .gift("g", 1, "30.00", "0", &[])
        .gift("h", 1, "5.00", "0", &[])
        .delivery("9.90", "4.90", "0")
        .paid()
        .delivered("s1", &[("1", 1), ("g", 1), ("h", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    // 104.90 is there: 90 of wear leaves 14.90 for gifts worth 35.00.
    check(
        order,
        worn(1, "diminished_percent", "90"),
        json!({
            "diminished": "90.00", "promotional": "14.90", "unrecovered": "20.10", "total": "0.00", "tenders": [],
        }),
    );
}

#[test]
fn ref_6_the_base_of_one_rate_may_be_negative() {
    // The camera at 20 %, the gift at 5.5 %: bases 100.00 and −40.00, taxes 20.00 and −2.20.
    let order = order()
        .hardware("1", 1, "100.00", "0.20")
        .gift("g", 1, "40.00", "0.055", &[])
        .paid()
        .delivered("s1", &[("1", 1), ("g", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    check(
        order,
        back(1),
        json!({
            "promotional": "40.00", "bases": {"0.2": "100.00", "0.055": "-40.00"}, "tax": {"0.2": "20.00", "0.055": "-2.20"},
            "unrecovered": "0.00", "capped": false, "total": "77.80",
        }),
    );
}

#[test]
fn ref_6_a_rate_at_which_nothing_happens_is_left_out() {
    let order = order()
        .hardware("1", 1, "100.00", "0.20")
        .hardware("2", 1, "50.00", "0.055")
        .paid()
        .delivered("s1", &[("1", 1), ("2", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    let decision = check(order, back(1), json!({}));
    assert_eq!(decision["refund"]["bases"], json!({"0.2": "100.00"}));
    assert_eq!(decision["refund"]["tax"], json!({"0.2": "20.00"}));
}

#[test]
fn ref_7_the_total_is_at_least_nothing() {
    // Bases 100.00 − 100.00, but the gift is taxed higher: 5.50 − 20.00 of tax.
    let order = order()
        .hardware("1", 1, "100.00", "0.055")
        .gift("g", 1, "100.00", "0.20", &[])
        .paid()
        .delivered("s1", &[("1", 1), ("g", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 0)]);
    check(
        order,
        back(1),
        json!({
            "bases": {"0.055": "100.00", "0.2": "-100.00"}, "tax": {"0.055": "5.50", "0.2": "-20.00"},
            "capped": false, "total": "0.00", "tenders": [],
        }),
    );
}

#[test]
fn ref_7_the_cap_is_what_is_left_of_the_payments() {
    let paid = |captured: &str, refunded: &str| {
        cameras().payment("p1", "card", "309.90", captured, refunded).delivered("s1", &[("1", 3)], "2026-11-04").rma(
            "R-1",
            "2026-11-10",
            &[("1", 3, 0)],
        )
    };
    check(paid("309.90", "209.90"), back(1), json!({"capped": false, "total": "100.00"}));
    check(
        paid("309.90", "209.91"),
        back(1),
        json!({
            "goods": "100.00", "bases": {"0": "100.00"}, "capped": true, "total": "99.99",
        }),
    );
    check(paid("50.00", "50.00"), back(1), json!({"capped": true, "total": "0.00", "tenders": []}));
}

#[test]
fn ref_7_the_reimbursement_comes_on_top_of_the_cap() {
    let order = cameras()
        .payment("p1", "card", "309.90", "60.00", "0")
        .delivered("s1", &[("1", 3)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 3, 0)])
        .rma_with("reason", "faulty");
    check(order, with(back(1), "return_cost", json!("7.35")), json!({"capped": true, "total": "67.35"}));
}

#[test]
fn ref_8_payments_are_repaid_in_order_each_up_to_what_it_holds() {
    let order = cameras()
        .payment("p1", "card", "60.00", "60.00", "10.00")
        .payment("p2", "cheque", "30.00", "30.00", "0")
        .payment("p3", "credit", "20.00", "20.00", "20.00")
        .payment("p4", "bank_transfer", "199.90", "199.90", "0")
        .delivered("s1", &[("1", 3)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 3, 0)]);
    check(
        order,
        back(1),
        json!({"total": "100.00", "tenders": [
            {"payment": "p1", "method": "card", "amount": "50.00"},
            {"payment": "p2", "method": "bank_transfer", "amount": "30.00"},
            {"payment": "p4", "method": "bank_transfer", "amount": "20.00"},
        ]}),
    );
}

#[test]
fn ref_9_a_credit_note_is_due() {
    ask_order(&announced(), back(1), AT).expect(json!({"rules": ["REF-9"], "obligations": ["issue_credit_note"]}));
}

#[test]
fn an_estimate_is_the_refund_of_a_complete_and_spotless_return() {
    let command = json!({"type": "request_return", "lines": units(&[("1", 3)]), "reason": "change_of_mind"});
    let order = with_gifts(&[]).with("delivery", json!({"price": "0", "ground_price": null, "tax_rate": "0"}));
    let decision = ask_order(&order, command, AT).expect(json!({
        "outcome": "allowed", "refund": null, "estimate": {"promotional": "0.00", "diminished": "0.00", "total": "300.00"},
    }));
    let received = order.rma("R-1", "2026-11-22", &[("1", 3, 0)]);
    let refund = check(received, with(back(3), "promotional_returned", units(&[("g", 2)])), json!({}));
    assert_eq!(decision["estimate"], refund["refund"]);
}
