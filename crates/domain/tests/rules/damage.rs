//! Damaged parcels (DMG).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

fn report(of: &[(&str, u32)], on: &str, in_stock: bool) -> Value {
    json!({"type": "report_damage", "shipment": "s1", "lines": units(of), "reported_on": on, "in_stock": in_stock})
}

#[track_caller]
fn check(order: OrderDoc, command: Value, expected: Value) -> Value {
    ask_order(&order, command, AT).expect(expected)
}

/// Two cameras at 100.00 with a gift, delivered on a day, in France.
fn cameras(delivered_on: &str) -> OrderDoc {
    order()
        .hardware("1", 2, "100.00", "0.20")
        .gift("g", 1, "12.50", "0.20", &[])
        .delivery("9.90", "4.90", "0.20")
        .paid()
        .delivered("s1", &[("1", 2), ("g", 1)], delivered_on)
}

/// Delivered on one day: the last day of the carrier's notice is free of the flag and the next is not.
#[track_caller]
fn check_notice(order: OrderDoc, last: &str, after: &str) {
    check(
        order.clone(),
        report(&[("1", 1)], last, true),
        json!({
            "outcome": "allowed", "rules": ["DMG-1", "DMG-2"], "deadlines": {"carrier_notice": last}, "flags": [],
        }),
    );
    check(
        order,
        report(&[("1", 1)], after, true),
        json!({
            "outcome": "allowed", "deadlines": {"carrier_notice": last}, "flags": ["late_notice"], "remedy": "replacement",
        }),
    );
}

#[test]
fn dmg_2_three_days_after_the_delivery() {
    check_notice(cameras("2026-11-03"), "2026-11-06", "2026-11-07");
}

#[test]
fn dmg_2_sundays_do_not_count_but_saturdays_do() {
    check_notice(cameras("2026-11-19"), "2026-11-23", "2026-11-24"); // Thursday: Friday, Saturday, Monday
    check_notice(cameras("2026-11-21"), "2026-11-25", "2026-11-26"); // Saturday: Monday, Tuesday, Wednesday
    check_notice(cameras("2026-11-22"), "2026-11-25", "2026-11-26"); // on a Sunday itself
}

#[test]
fn dmg_2_public_holidays_do_not_count() {
    check_notice(cameras("2026-07-13"), "2026-07-17", "2026-07-18"); // 14 July, a Tuesday
    check_notice(cameras("2026-07-14"), "2026-07-17", "2026-07-18");
    check_notice(cameras("2026-12-24"), "2026-12-29", "2026-12-30"); // Christmas, then a Sunday
    check_notice(cameras("2026-04-03"), "2026-04-08", "2026-04-09"); // Easter Sunday and Monday
    check_notice(cameras("2026-05-13"), "2026-05-18", "2026-05-19"); // Ascension Day and a Sunday
    check_notice(cameras("2026-05-22"), "2026-05-27", "2026-05-28"); // Whit Sunday and Monday
    check_notice(cameras("2026-12-31"), "2027-01-05", "2027-01-06"); // New Year and a Sunday
}

#[test]
fn dmg_2_french_holidays_are_workdays_elsewhere() {
    check_notice(cameras("2026-07-13").with("market", "US"), "2026-07-16", "2026-07-17");
}

#[test]
fn dmg_2_a_carrier_may_have_a_period_of_its_own() {
    let ask = |carrier: &str, last: &str| {
        ask_order(&cameras("2026-11-03"), report(&[("1", 1)], "2026-11-04", true), AT)
            .parameters(json!({"carrier_notice_days_by_carrier": {carrier: 1}}))
            .expect(json!({"deadlines": {"carrier_notice": last}}));
    };
    ask("colissimo", "2026-11-04");
    ask("dhl", "2026-11-06");
}

#[test]
fn dmg_1_a_late_report_does_not_cost_the_remedy() {
    check(
        cameras("2026-11-03"),
        report(&[("1", 2)], "2027-11-03", false),
        json!({
            "outcome": "allowed", "flags": ["late_notice"], "remedy": "refund", "refund": {"goods": "200.00"},
        }),
    );
}

#[test]
fn dmg_2_the_claim_is_filed() {
    let decision = check(cameras("2026-11-03"), report(&[("1", 1)], "2026-11-03", true), json!({}));
    assert!(decision["obligations"].as_array().unwrap().contains(&json!("file_carrier_claim")));
}

#[test]
fn dmg_3_a_replacement_costs_nothing() {
    check(
        cameras("2026-11-03"),
        report(&[("1", 2)], "2026-11-03", true),
        json!({
            "outcome": "allowed", "rules": ["DMG-3"], "remedy": "replacement", "refund": null,
        }),
    );
    let unsaid =
        json!({"type": "report_damage", "shipment": "s1", "lines": units(&[("1", 1)]), "reported_on": "2026-11-03"});
    check(cameras("2026-11-03"), unsaid, json!({"remedy": "replacement"}));
}

#[test]
fn dmg_3_out_of_stock_is_refunded_without_deductions() {
    check(
        cameras("2026-11-03"),
        report(&[("1", 1)], "2026-11-03", false),
        json!({
            "remedy": "refund", "refund": {"goods": "100.00", "delivery": "0.00", "promotional": "0.00", "total": "120.00"},
        }),
    );
}

#[test]
fn dmg_3_the_last_unit_brings_delivery_at_its_full_price() {
    // The gift is kept and yet not deducted; delivery is 9.90, not the ground price.
    check(
        cameras("2026-11-03"),
        report(&[("1", 2)], "2026-11-03", false),
        json!({
            "refund": {"goods": "200.00", "delivery": "9.90", "promotional": "0.00", "diminished": "0.00", "total": "251.88"},
        }),
    );
}

#[test]
fn dmg_4_claimed_units_are_neither_claimed_nor_returned_again() {
    let claimed = || cameras("2026-11-03").claim("s1", &[("1", 1)], false);
    let refused =
        json!({"outcome": "refused", "overridable": false, "rules": ["DMG-4"], "refund": null, "remedy": null});
    check(claimed(), report(&[("1", 2)], "2026-11-05", true), refused);
    check(claimed(), report(&[("1", 1)], "2026-11-05", true), json!({"outcome": "allowed"}));
    let back = |n: u32| json!({"type": "request_return", "lines": units(&[("1", n)]), "reason": null});
    check(claimed(), back(2), json!({"outcome": "refused", "rules": ["RET-5"]}));
    check(claimed(), back(1), json!({"outcome": "allowed"}));
}

#[test]
fn dmg_4_a_delivered_replacement_takes_the_units_place() {
    let replaced = || cameras("2026-11-03").claim("s1", &[("1", 1)], true);
    check(
        replaced(),
        report(&[("1", 2)], "2026-11-05", false),
        json!({"outcome": "allowed", "refund": {"goods": "200.00"}}),
    );
    let back =
        json!({"type": "request_return", "lines": units(&[("1", 2)]), "reason": null, "notified_on": "2026-12-01"});
    check(
        replaced().with("consumer", false),
        back,
        json!({
            "outcome": "allowed", "deadlines": {"return_period_end": "2026-12-01"},
        }),
    );
}

#[test]
fn dmg_4_returned_and_announced_units_are_not_claimed() {
    let refused = json!({"outcome": "refused", "rules": ["DMG-4"]});
    let announced = cameras("2026-11-03").rma("R-1", "2026-11-05", &[("1", 1, 0)]);
    check(announced, report(&[("1", 2)], "2026-11-05", true), refused.clone());
    let returned = cameras("2026-11-03")
        .rma("R-1", "2026-11-05", &[("1", 1, 1)])
        .credit(&[("1", 1)], json!({"0.2": "100.00"}), json!({"0.2": "20.00"}), "120.00")
        .refunded("120.00");
    check(returned, report(&[("1", 2)], "2026-11-05", true), refused);
}

#[test]
fn dmg_4_only_what_the_parcel_held() {
    let two_parcels = order()
        .hardware("1", 2, "100.00", "0.20")
        .paid()
        .delivered("s1", &[("1", 1)], "2026-11-03")
        .delivered("s2", &[("1", 1)], "2026-11-03");
    check(two_parcels, report(&[("1", 2)], "2026-11-05", true), json!({"outcome": "refused", "rules": ["DMG-4"]}));
    let refused = order().hardware("1", 2, "100.00", "0.20").paid().refused("s1", &[("1", 2)], "2026-11-03");
    check(refused, report(&[("1", 1)], "2026-11-05", true), json!({"outcome": "refused", "rules": ["DMG-4"]}));
}
