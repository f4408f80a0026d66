//! Returns (RET, EU-1).

use guichet_domain::{Fault, Order, OrderCommand, Taking, TermsPack, apply, decide_order};
use serde_json::{Value, json};

use crate::common::*;

/// Three cameras of an American, delivered on 4 November: only the contract's thirty days.
fn american() -> OrderDoc {
    american_order().hardware("1", 3, "100.00", "0").paid().delivered("s1", &[("1", 3)], "2026-11-04")
}

/// Three cameras of a French consumer; the purchase was on 1 November.
fn french(delivered_on: &str) -> OrderDoc {
    order().hardware("1", 3, "100.00", "0.20").paid().delivered("s1", &[("1", 3)], delivered_on)
}

fn returning(quantity: u32) -> Value {
    json!({"type": "request_return", "lines": units(&[("1", quantity)]), "reason": "change_of_mind"})
}

#[track_caller]
fn check(order: OrderDoc, command: Value, on: &str, expected: Value) -> Value {
    let mut command = command;
    command["notified_on"] = on.into();
    ask_order(&order, command, "2026-11-22T10:00:00+01:00").expect(expected)
}

#[test]
fn ret_1_hardware_may_be_returned_for_any_reason() {
    for reason in ["change_of_mind", "faulty", "not_as_described", "incompatible_requirements", "other"] {
        let command = json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": reason});
        check(american(), command, "2026-11-10", json!({"outcome": "allowed", "rules": ["RET-1", "RET-3", "RET-6"]}));
    }
    let unsaid = json!({"type": "request_return", "lines": units(&[("1", 1)])});
    check(american(), unsaid, "2026-11-10", json!({"outcome": "allowed"}));
}

#[test]
fn ret_1_a_service_fee_is_not_returned() {
    let order = american_order().service("s", "9.99", "0").paid();
    let command = json!({"type": "request_return", "lines": units(&[("s", 1)]), "reason": null});
    let decision = check(order, command, "2026-11-02", json!({"outcome": "refused", "rules": ["RET-1"]}));
    assert_eq!(decision["estimate"], Value::Null);
}

#[test]
fn ret_1_a_gift_is_not_returned_by_itself() {
    let order = american_order().hardware("1", 1, "100.00", "0").gift("g", 1, "12.50", "0", &[]).paid().delivered(
        "s1",
        &[("1", 1), ("g", 1)],
        "2026-11-04",
    );
    let command = json!({"type": "request_return", "lines": units(&[("g", 1)]), "reason": null});
    check(order, command, "2026-11-10", json!({"outcome": "refused", "overridable": false, "rules": ["RET-1"]}));
}

#[test]
fn ret_2_the_reseller_refunds_what_it_sold() {
    check(
        american().with("channel", "reseller"),
        returning(1),
        "2026-11-10",
        json!({
            "outcome": "refused", "overridable": false, "rules": ["RET-2"], "alternatives": ["contact_reseller"],
        }),
    );
}

#[test]
fn ret_3_the_day_of_the_purchase_counts() {
    check(american(), returning(3), "2026-11-01", json!({"outcome": "allowed", "rules": ["RET-3"]}));
}

#[test]
fn ret_3_last_day_counts() {
    check(
        american(),
        returning(3),
        "2026-12-01",
        json!({
            "outcome": "allowed", "rules": ["RET-3"], "deadlines": {"return_period_end": "2026-12-01"},
        }),
    );
}

#[test]
fn ret_3_day_after_is_refused_ret_4() {
    let decision = check(
        american(),
        returning(3),
        "2026-12-02",
        json!({
            "outcome": "refused", "overridable": true, "rules": ["RET-4"],
            "deadlines": {"return_period_end": "2026-12-01"},
        }),
    );
    assert_not_weighed(&decision, "EU-1");
    assert_eq!(decision["deadlines"]["return_by"], Value::Null);
}

#[test]
fn ret_3_thirty_days_over_a_leap_february() {
    let order = |placed: &str| {
        american_order().with("placed_at", placed).hardware("1", 3, "1", "0").paid().in_transit("s1", &[("1", 3)])
    };
    for (placed, last, after) in [
        ("2028-01-31T12:00:00-05:00", "2028-03-01", "2028-03-02"),
        ("2027-01-31T12:00:00-05:00", "2027-03-02", "2027-03-03"),
        ("2027-12-02T12:00:00-05:00", "2028-01-01", "2028-01-02"),
        ("2028-02-29T12:00:00-05:00", "2028-03-30", "2028-03-31"),
    ] {
        check(order(placed), returning(1), last, json!({"outcome": "allowed"}));
        check(order(placed), returning(1), after, json!({"outcome": "refused", "rules": ["RET-4"]}));
    }
}

#[test]
fn ret_3_a_contract_period_is_not_extended_by_a_weekend() {
    // 14 August + 30 days is Sunday 13 September.
    let order = american_order()
        .with("placed_at", "2026-08-14T12:00:00-04:00")
        .hardware("1", 3, "1", "0")
        .paid()
        .delivered("s1", &[("1", 3)], "2026-08-17");
    check(order, returning(1), "2026-09-14", json!({"outcome": "refused", "rules": ["RET-4"]}));
}

#[test]
fn ret_4_a_merchants_fault_does_not_lengthen_the_period() {
    let command = json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": "faulty"});
    check(american(), command, "2026-12-02", json!({"outcome": "refused", "overridable": true}));
}

#[test]
fn eu_1_serves_once_ret_3_is_over() {
    // Delivered on 20 November (a Friday): withdrawal until 4 December, a Friday.
    for day in ["2026-12-02", "2026-12-04"] {
        let decision = check(
            french("2026-11-20"),
            returning(1),
            day,
            json!({
                "outcome": "allowed", "rules": ["EU-1"],
                "deadlines": {"return_period_end": "2026-12-01", "withdrawal_end": "2026-12-04"},
            }),
        );
        assert_not_weighed(&decision, "RET-3");
    }
    check(french("2026-11-20"), returning(1), "2026-12-05", json!({"outcome": "refused", "rules": ["RET-4"]}));
}

#[test]
fn eu_1_yields_to_ret_3_while_that_lasts() {
    let decision =
        check(french("2026-11-20"), returning(1), "2026-12-01", json!({"outcome": "allowed", "rules": ["RET-3"]}));
    assert_not_weighed(&decision, "EU-1");
}

#[test]
fn eu_1_counts_from_the_last_parcel() {
    let order = order().hardware("1", 2, "100.00", "0.20").paid().delivered("s1", &[("1", 1)], "2026-11-04").delivered(
        "s2",
        &[("1", 1)],
        "2026-12-01",
    );
    check(order.clone(), returning(1), "2026-12-15", json!({"outcome": "allowed", "rules": ["EU-1"]}));
    check(order, returning(1), "2026-12-16", json!({"outcome": "refused", "rules": ["RET-4"]}));
}

#[test]
fn eu_1_is_open_while_any_unit_is_undelivered() {
    let base = || order().hardware("1", 2, "100.00", "0.20").paid().delivered("s1", &[("1", 1)], "2026-11-04");
    check(base(), returning(1), "2027-06-01", json!({"outcome": "allowed", "rules": ["EU-1"]}));
    let decision =
        check(base().in_transit("s2", &[("1", 1)]), returning(2), "2027-06-01", json!({"outcome": "allowed"}));
    assert_eq!(decision["deadlines"]["withdrawal_end"], Value::Null);
}

#[test]
fn eu_1_an_undelivered_unit_that_was_cancelled_keeps_nothing_open() {
    let order = order()
        .hardware("1", 2, "100.00", "0.20")
        .paid()
        .delivered("s1", &[("1", 1)], "2026-11-04")
        .cancelled("1", 1)
        .credit(&[("1", 1)], json!({"0.2": "100.00"}), json!({"0.2": "20.00"}), "120.00")
        .refunded("120.00");
    check(order, returning(1), "2026-12-02", json!({"outcome": "refused", "rules": ["RET-4"]}));
}

#[test]
fn eu_1_a_service_line_keeps_nothing_open() {
    let order = order().hardware("1", 1, "100.00", "0.20").service("s", "9.99", "0.20").paid().delivered(
        "s1",
        &[("1", 1)],
        "2026-11-04",
    );
    check(order, returning(1), "2026-12-02", json!({"outcome": "refused", "rules": ["RET-4"]}));
}

#[test]
fn eu_1_is_for_consumers_in_the_union_only() {
    let late = "2026-12-02";
    let refused = json!({"outcome": "refused", "rules": ["RET-4"]});
    check(french("2026-11-30").with("consumer", false), returning(1), late, refused.clone());
    for market in ["US", "GB", "CH", "NO"] {
        check(french("2026-11-30").with("market", market), returning(1), late, refused.clone());
    }
    for market in ["FR", "DE", "IE", "HR", "CY"] {
        check(french("2026-11-30").with("market", market), returning(1), late, json!({"outcome": "allowed"}));
    }
}

#[test]
fn ret_5_units_in_transit_may_be_returned() {
    let order = american_order().hardware("1", 2, "100.00", "0").paid().in_transit("s1", &[("1", 2)]);
    check(order, returning(2), "2026-11-10", json!({"outcome": "allowed"}));
}

#[test]
fn ret_5_open_units_are_cancelled_instead() {
    let order = american_order().hardware("1", 2, "100.00", "0").paid().delivered("s1", &[("1", 1)], "2026-11-04");
    check(order.clone(), returning(1), "2026-11-10", json!({"outcome": "allowed"}));
    check(
        order,
        returning(2),
        "2026-11-10",
        json!({
            "outcome": "refused", "overridable": false, "rules": ["RET-5"], "alternatives": ["cancel_order"],
        }),
    );
}

#[test]
fn ret_5_each_unit_that_is_spoken_for_is_taken_off() {
    let refused = json!({"outcome": "refused", "rules": ["RET-5"]});
    let credited = json!({"0": "100.00"});
    let cases = [
        american_order().hardware("1", 3, "100.00", "0").paid().delivered("s1", &[("1", 2)], "2026-11-04").refused(
            "s2",
            &[("1", 1)],
            "2026-11-05",
        ),
        american().rma("R-1", "2026-11-05", &[("1", 1, 0)]),
        american()
            .rma("R-1", "2026-11-05", &[("1", 1, 1)])
            .credit(&[("1", 1)], credited.clone(), json!({"0": "0"}), "100.00")
            .refunded("100.00"),
        american().claim("s1", &[("1", 1)], false),
    ];
    for order in cases {
        check(order.clone(), returning(3), "2026-11-10", refused.clone());
        check(order, returning(2), "2026-11-10", json!({"outcome": "allowed"}));
    }
}

#[test]
fn ret_5_an_expired_rma_holds_nothing() {
    let order = american().rma("R-1", "2026-11-05", &[("1", 3, 0)]).rma_with("status", "expired");
    check(order, returning(3), "2026-11-30", json!({"outcome": "allowed"}));
}

#[test]
fn ret_6_return_by_is_fourteen_days_after_the_notification() {
    for (notified, by) in [("2026-11-01", "2026-11-15"), ("2026-11-30", "2026-12-14"), ("2026-12-01", "2026-12-15")] {
        check(
            american(),
            returning(1),
            notified,
            json!({
                "outcome": "allowed", "rules": ["RET-6"], "obligations": ["include_rma_number"],
                "deadlines": {"return_by": by},
            }),
        );
    }
}

#[test]
fn ret_7_the_customer_pays_the_way_back_except_for_the_merchants_fault() {
    for (reason, payer) in [
        (json!("change_of_mind"), "customer"),
        (json!("incompatible_requirements"), "customer"),
        (json!("other"), "customer"),
        (Value::Null, "customer"),
        (json!("faulty"), "merchant"),
        (json!("not_as_described"), "merchant"),
    ] {
        let command = json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": reason});
        let decision = check(american(), command, "2026-11-10", json!({"rules": ["RET-7"], "return_shipping": payer}));
        let label = decision["obligations"].as_array().unwrap().contains(&json!("send_prepaid_label"));
        assert_eq!(label, payer == "merchant");
    }
}

/// What comes back on a day under an RMA of 10 November (return by 24 November).
#[track_caller]
fn check_parcel(order: OrderDoc, sent_on: Option<&str>, received_on: &str, expected: Value) -> Value {
    let mut command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": received_on});
    if let Some(day) = sent_on {
        command["sent_on"] = day.into();
    }
    ask_order(&order, command, "2026-12-20T10:00:00+01:00").expect(expected)
}

fn announced() -> OrderDoc {
    american().rma("R-1", "2026-11-10", &[("1", 3, 0)])
}

#[test]
fn ret_8_sent_on_the_last_day_is_refunded_however_late_it_arrives() {
    check_parcel(
        announced(),
        Some("2026-11-24"),
        "2026-12-20",
        json!({"outcome": "allowed", "refund": {"total": "100.00"}}),
    );
}

#[test]
fn ret_8_sent_a_day_late_is_refused_and_overridable() {
    check_parcel(
        announced(),
        Some("2026-11-25"),
        "2026-11-27",
        json!({
            "outcome": "refused", "overridable": true, "rules": ["RET-8"], "refund": null,
        }),
    );
}

#[test]
fn ret_8_the_day_received_counts_where_the_day_sent_is_unknown() {
    check_parcel(announced(), None, "2026-11-24", json!({"outcome": "allowed"}));
    check_parcel(announced(), None, "2026-11-25", json!({"outcome": "refused", "rules": ["RET-8"]}));
}

#[test]
fn ret_9_the_refund_is_due_thirty_days_after_receipt() {
    for (received, by) in [("2026-11-12", "2026-12-12"), ("2026-11-24", "2026-12-24"), ("2027-01-30", "2027-03-01")] {
        check_parcel(
            announced(),
            Some("2026-11-12"),
            received,
            json!({
                "rules": ["RET-9"], "deadlines": {"refund_by": by},
            }),
        );
    }
}

#[test]
fn ret_9_under_eu_1_fourteen_days_after_the_notification_or_at_receipt() {
    let statutory = || announced().rma_with("statutory", true);
    for (received, by) in [
        ("2026-11-12", "2026-11-24"), // notification + 14
        ("2026-11-24", "2026-11-24"),
        ("2026-12-03", "2026-12-03"), // receipt is later
    ] {
        check_parcel(statutory(), Some("2026-11-12"), received, json!({"deadlines": {"refund_by": by}}));
    }
}

#[test]
fn ret_9_under_eu_1_the_contract_wins_where_it_is_earlier() {
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": "2026-11-12"});
    ask_order(&announced().rma_with("statutory", true), command, "2026-12-20T10:00:00+01:00")
        .parameters(json!({"refund_days": 5}))
        .expect(json!({"deadlines": {"refund_by": "2026-11-17"}}));
}

#[test]
fn ret_8_an_expired_rma_does_not_credit_units_that_came_back_under_another() {
    let order = american()
        .rma("R-1", "2026-11-05", &[("1", 3, 0)])
        .rma_with("status", "expired")
        .rma("R-2", "2026-11-10", &[("1", 3, 3)])
        .credit(&[("1", 3)], json!({"0": "300.00"}), json!({"0": "0"}), "300.00")
        .refunded("300.00");
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": "2026-11-12"});
    match ask_order(&order, command, "2026-12-20T10:00:00+01:00").decide() {
        Ok(decision) => assert_eq!(decision["outcome"], "refused", "{decision:#}"),
        Err(fault) => assert_eq!(fault.path, "command.lines[0].quantity"),
    }
}

#[test]
fn ret_8_an_expired_rma_does_not_take_units_that_another_awaits() {
    let order = american().rma("R-1", "2026-11-05", &[("1", 3, 0)]).rma_with("status", "expired").rma(
        "R-2",
        "2026-11-10",
        &[("1", 2, 0)],
    );
    let command =
        |n| json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", n)]), "received_on": "2026-11-12"});
    ask_order(&order, command(1), "2026-12-20T10:00:00+01:00").expect(json!({"outcome": "allowed"}));
    match ask_order(&order, command(2), "2026-12-20T10:00:00+01:00").decide() {
        Ok(decision) => assert_eq!(decision["outcome"], "refused", "{decision:#}"),
        Err(fault) => assert_eq!(fault.path, "command.lines[0].quantity"),
    }
}

#[test]
fn ref_4_photos_of_what_came_stay_with_the_rma() {
    let photo = |n: usize| json!({"sha256": format!("{n:064x}"), "sort": "jpeg", "kind": "goods"});
    let photos = |from: usize, to: usize| (from..to).map(photo).collect::<Vec<_>>();
    let receive = |order: &OrderDoc, units_in: u32, photos: Vec<Value>| {
        let command: OrderCommand = serde_json::from_value(json!({"type": "receive_return", "rma": "R-1",
            "lines": units(&[("1", units_in)]), "received_on": "2026-11-12", "photos": photos}))
        .unwrap();
        let at = "2026-11-12T10:00:00+01:00".parse().unwrap();
        let terms = TermsPack::shipped().unwrap().parameters;
        let order = Order::from_value(order.0.clone()).unwrap();
        let decision = decide_order(&order, None, &terms, &command, at)?;
        let applied = apply(&order, &terms, &command, &decision, &Taking::nobody(None), at.date_naive())?;
        Ok::<_, Fault>(serde_json::to_value(&applied.order.rmas[0]).unwrap())
    };
    let order = american().rma("R-1", "2026-11-05", &[("1", 2, 0)]);
    assert!(receive(&order, 1, vec![]).unwrap().get("photos").is_none());
    assert_eq!(receive(&order, 1, photos(0, 2)).unwrap()["photos"], json!(photos(0, 2)));
    let seen = american().rma("R-1", "2026-11-05", &[("1", 2, 1)]).rma_with("photos", photos(0, 18));
    assert_eq!(receive(&seen, 1, photos(18, 20)).unwrap()["photos"].as_array().unwrap().len(), 20);
    assert_eq!(receive(&seen, 1, photos(18, 21)).unwrap_err().path, "command.photos");
    assert_eq!(receive(&seen, 1, photos(17, 19)).unwrap_err().path, "command.photos[18].sha256");
}
