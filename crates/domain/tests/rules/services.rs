//! Services and non-payment (SUB, EU-2, NPY).

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

#[track_caller]
fn check(account: &Value, command: Value, expected: Value) -> Value {
    ask_account(account, command, AT).expect(expected)
}

/// Video at 4.99 and security at 9.99, in the period 1 November to 1 December (30 days).
fn both() -> Value {
    with_services(account(), &[running("video", "4.99"), running("security", "9.99")])
}

fn only(service: Value) -> Value {
    with_services(account(), &[service])
}

fn ending(stops_on: &str) -> Value {
    let mut service = running("security", "9.99");
    service["status"] = "ending".into();
    service["stops_on"] = stops_on.into();
    service
}

fn ended() -> Value {
    let mut service = running("security", "9.99");
    service["status"] = "ended".into();
    service["stops_on"] = "2026-11-10".into();
    service
}

fn free(id: &str) -> Value {
    json!({"id": id, "paid": false, "price": "0.00", "status": "active", "started_on": "2026-01-01", "stops_on": null})
}

fn on(command: &str, service: &str, day: &str) -> Value {
    json!({"type": command, "service": service, "on": day})
}

fn subscribe(price: &str, day: &str) -> Value {
    json!({"type": "subscribe", "service": "security", "price": price, "on": day})
}

#[test]
fn sub_1_video_needs_a_duration_and_cameras() {
    let video =
        json!({"type": "subscribe", "service": "video", "price": "4.99", "retention_days": 7, "cameras": ["door"]});
    check(&account(), video.clone(), json!({"outcome": "allowed", "rules": ["SUB-1"], "status": "active"}));
    for (field, bad) in [("retention_days", json!(0)), ("cameras", json!([]))] {
        let mut command = video.clone();
        command[field] = bad;
        ask_account(&account(), command.clone(), AT).expect_fault(&format!("command.{field}"));
        command.as_object_mut().unwrap().remove(field);
        ask_account(&account(), command, AT).expect_fault(&format!("command.{field}"));
    }
}

#[test]
fn sub_1_a_running_service_is_not_subscribed_twice() {
    check(&both(), subscribe("9.99", "2026-11-22"), json!({"outcome": "refused", "rules": ["SUB-1"], "charge": null}));
    check(
        &only(ending("2026-12-01")),
        subscribe("9.99", "2026-11-22"),
        json!({
            "outcome": "refused", "alternatives": ["reactivate_service"],
        }),
    );
    check(&only(ending("2026-11-22")), subscribe("9.99", "2026-11-22"), json!({"outcome": "allowed"}));
    check(&only(ended()), subscribe("9.99", "2026-11-22"), json!({"outcome": "allowed"}));
}

#[test]
fn ord_6_the_requirements_are_told_with_a_service() {
    check(&account(), subscribe("9.99", "2026-11-22"), json!({"obligations": ["tell_requirements"]}));
}

#[test]
fn sub_2_a_service_added_within_a_period_is_charged_for_the_days_left() {
    for (day, net, tax, gross) in [
        ("2026-11-01", "9.99", "2.00", "11.99"),
        ("2026-11-16", "5.00", "1.00", "6.00"), // 4.995
        ("2026-11-30", "0.33", "0.07", "0.40"),
    ] {
        check(
            &both_without_security(),
            subscribe("9.99", day),
            json!({
                "rules": ["SUB-2"], "charge": {"net": net, "tax": tax, "gross": gross},
                "period": {"start": "2026-11-01", "end": "2026-12-01"},
            }),
        );
    }
}

fn both_without_security() -> Value {
    with_services(account(), &[running("video", "4.99")])
}

#[test]
fn sub_2_the_first_activation_is_the_anchor() {
    let new = {
        let mut account = account();
        account["anchor"] = Value::Null;
        account["period"] = Value::Null;
        account
    };
    for (day, end) in [
        ("2026-11-22", "2026-12-22"),
        ("2026-01-31", "2026-02-28"),
        ("2028-01-31", "2028-02-29"),
        ("2028-02-29", "2028-03-29"),
        ("2026-12-31", "2027-01-31"),
    ] {
        check(&new, subscribe("9.99", day), json!({"charge": {"net": "9.99"}, "period": {"start": day, "end": end}}));
    }
}

#[test]
fn sub_2_boundaries_are_anchor_months_without_drift() {
    let mut account = account();
    account["anchor"] = "2026-01-31".into();
    account["period"] = Value::Null;
    for (day, start, end) in [
        ("2026-02-27", "2026-01-31", "2026-02-28"),
        ("2026-02-28", "2026-02-28", "2026-03-31"),
        ("2026-03-30", "2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-03-31", "2026-04-30"),
        ("2026-04-30", "2026-04-30", "2026-05-31"),
        ("2028-02-28", "2028-01-31", "2028-02-29"),
        ("2028-02-29", "2028-02-29", "2028-03-31"),
        ("2026-12-31", "2026-12-31", "2027-01-31"),
    ] {
        check(&account, subscribe("31.00", day), json!({"period": {"start": start, "end": end}}));
    }
}

#[test]
fn sub_3_the_rest_is_credited_while_another_paid_service_is_active() {
    for (day, credit) in [
        ("2026-11-01", "9.66"), // 29 of 30 days
        ("2026-11-22", "2.66"), // 8 of 30 days: 2.664
        ("2026-11-30", "0.00"),
    ] {
        check(
            &both(),
            on("cancel_service", "security", day),
            json!({
                "outcome": "allowed", "rules": ["SUB-3"], "credit": {"net": credit}, "stops_on": day, "status": "ended",
                "choices": [],
            }),
        );
    }
}

#[test]
fn sub_3_the_credit_carries_its_tax() {
    check(
        &both(),
        on("cancel_service", "security", "2026-11-22"),
        json!({
            "credit": {"net": "2.66", "tax": "0.53", "gross": "3.19"}, "charge": null,
        }),
    );
}

#[test]
fn sub_3_a_pack_may_credit_the_day_of_the_cancellation() {
    for (day, credit) in [("2026-11-01", "9.99"), ("2026-11-22", "3.00"), ("2026-11-30", "0.33")] {
        ask_account(&both(), on("cancel_service", "security", day), AT)
            .parameters(json!({"cancellation_day": "credited"}))
            .expect(json!({"credit": {"net": credit}}));
    }
}

#[test]
fn sub_3_a_service_that_is_ending_is_no_other_active_service() {
    let account = with_services(account(), &[running("video", "4.99"), ending("2026-12-01")]);
    check(
        &account,
        on("cancel_service", "video", "2026-11-22"),
        json!({"outcome": "choice_required", "rules": ["SUB-4"]}),
    );
}

#[test]
fn sub_3_a_free_service_is_no_other_paid_service_and_stops_without_credit() {
    let account = with_services(account(), &[running("video", "4.99"), free("included")]);
    check(&account, on("cancel_service", "video", "2026-11-22"), json!({"outcome": "choice_required"}));
    check(
        &account,
        on("cancel_service", "included", "2026-11-22"),
        json!({
            "outcome": "allowed", "credit": null, "stops_on": "2026-11-22",
        }),
    );
}

#[test]
fn sub_3a_thirty_days_in_every_month() {
    let in_period = |start: &str, end: &str| {
        let mut account = both();
        account["period"] = json!({"start": start, "end": end});
        account
    };
    let fixed = |account: &Value, day: &str, credit: &str| {
        ask_account(account, on("cancel_service", "security", day), AT)
            .parameters(json!({"day_count": "fixed_30"}))
            .expect(json!({"rules": ["SUB-3", "SUB-3a"], "credit": {"net": credit}}));
    };
    let october = in_period("2026-10-01", "2026-11-01"); // 31 days
    fixed(&october, "2026-10-01", "9.66"); // one used, 29 left
    fixed(&october, "2026-10-30", "0.00"); // thirty used
    fixed(&october, "2026-10-31", "0.00"); // thirty-one used: not below nothing
    let february = in_period("2026-02-01", "2026-03-01"); // 28 days
    fixed(&february, "2026-02-01", "9.66");
    fixed(&february, "2026-02-28", "0.67"); // twenty-eight used, two left
    let actual = ask_account(&october, on("cancel_service", "security", "2026-10-01"), AT)
        .expect(json!({"credit": {"net": "9.67"}}));
    assert_not_weighed(&actual, "SUB-3a");
}

#[test]
fn sub_4_the_last_paid_service_needs_a_choice() {
    check(
        &only(running("security", "9.99")),
        on("cancel_service", "security", "2026-11-22"),
        json!({
            "outcome": "choice_required", "rules": ["SUB-4"], "choices": ["immediate", "period_end"],
            "credit": null, "stops_on": null, "status": null,
        }),
    );
}

#[test]
fn sub_4_immediate_loses_the_days_left() {
    let mut command = on("cancel_service", "security", "2026-11-22");
    command["mode"] = "immediate".into();
    check(
        &only(running("security", "9.99")),
        command,
        json!({
            "outcome": "allowed", "credit": null, "stops_on": "2026-11-22", "status": "ended", "choices": [],
        }),
    );
}

#[test]
fn sub_4_period_end_keeps_it_until_then() {
    let mut command = on("cancel_service", "security", "2026-11-22");
    command["mode"] = "period_end".into();
    check(
        &only(running("security", "9.99")),
        command,
        json!({
            "outcome": "allowed", "credit": null, "stops_on": "2026-12-01", "status": "ending",
        }),
    );
}

#[test]
fn sub_5_only_before_the_day_it_stops() {
    let account = only(ending("2026-12-01"));
    check(
        &account,
        on("reactivate_service", "security", "2026-11-30"),
        json!({
            "outcome": "allowed", "rules": ["SUB-5"], "status": "active", "stops_on": null,
        }),
    );
    check(
        &account,
        on("reactivate_service", "security", "2026-12-01"),
        json!({
            "outcome": "refused", "rules": ["SUB-5"], "alternatives": ["subscribe"],
        }),
    );
}

#[test]
fn sub_5_otherwise_subscribe_anew() {
    check(
        &only(ended()),
        on("reactivate_service", "security", "2026-11-22"),
        json!({
            "outcome": "refused", "alternatives": ["subscribe"],
        }),
    );
    check(
        &only(running("security", "9.99")),
        on("reactivate_service", "security", "2026-11-22"),
        json!({"outcome": "refused"}),
    );
}

#[test]
fn sub_7_the_payment_method_changes_while_a_paid_service_runs() {
    let change = |day: &str| json!({"type": "change_payment_method", "on": day});
    check(&only(running("security", "9.99")), change("2026-11-22"), json!({"outcome": "allowed", "rules": ["SUB-7"]}));
    check(&only(ending("2026-12-01")), change("2026-11-30"), json!({"outcome": "allowed"}));
    check(&only(ending("2026-12-01")), change("2026-12-01"), json!({"outcome": "refused", "rules": ["SUB-7"]}));
    check(&only(ended()), change("2026-11-22"), json!({"outcome": "refused"}));
    check(&only(free("included")), change("2026-11-22"), json!({"outcome": "refused"}));
    check(&account(), change("2026-11-22"), json!({"outcome": "refused"}));
}

#[test]
fn sub_9_the_merchant_refunds_what_is_no_longer_there() {
    for (day, net) in [("2026-11-01", "9.99"), ("2026-11-16", "5.00"), ("2026-11-22", "3.00"), ("2026-11-30", "0.33")] {
        check(
            &only(running("security", "9.99")),
            on("discontinue_service", "security", day),
            json!({
                "outcome": "allowed", "rules": ["SUB-9"], "credit": {"net": net}, "stops_on": day, "status": "ended",
            }),
        );
    }
}

#[test]
fn sub_9_under_fixed_30() {
    let mut october = only(running("security", "9.99"));
    october["period"] = json!({"start": "2026-10-01", "end": "2026-11-01"});
    for (day, net) in [("2026-10-01", "9.99"), ("2026-10-31", "0.00"), ("2026-10-16", "5.00")] {
        ask_account(&october, on("discontinue_service", "security", day), AT)
            .parameters(json!({"day_count": "fixed_30"}))
            .expect(json!({"credit": {"net": net}}));
    }
}

fn started(day: &str) -> Value {
    let mut service = running("security", "9.99");
    service["started_on"] = day.into();
    only(service)
}

#[test]
fn eu_2_until_fourteen_days_after_the_first_day() {
    // 6 November (Friday) + 14 is Friday 20 November.
    let account = started("2026-11-06");
    check(
        &account,
        on("withdraw_service", "security", "2026-11-20"),
        json!({
            "outcome": "allowed", "rules": ["EU-2"], "deadlines": {"withdrawal_end": "2026-11-20"},
            "credit": {"net": "3.33"}, "obligations": ["pay_back"], "status": "ended", "stops_on": "2026-11-20", "choices": [],
        }),
    );
    check(
        &account,
        on("withdraw_service", "security", "2026-11-21"),
        json!({
            "outcome": "refused", "rules": ["EU-2"], "alternatives": ["cancel_service"], "credit": null,
        }),
    );
}

#[test]
fn eu_2_cal_2_applies() {
    for (start, last, after) in [
        ("2026-11-07", "2026-11-23", "2026-11-24"), // Saturday → Monday
        ("2026-10-28", "2026-11-12", "2026-11-13"), // Armistice Day → Thursday
        ("2026-03-22", "2026-04-07", "2026-04-08"), // Easter Sunday, then Monday → Tuesday
    ] {
        check(&started(start), on("withdraw_service", "security", last), json!({"outcome": "allowed"}));
        check(&started(start), on("withdraw_service", "security", after), json!({"outcome": "refused"}));
    }
}

#[test]
fn eu_2_is_for_consumers_in_the_union() {
    for (field, value) in [("consumer", json!(false)), ("market", json!("GB"))] {
        let mut account = started("2026-11-06");
        account[field] = value;
        check(
            &account,
            on("withdraw_service", "security", "2026-11-07"),
            json!({"outcome": "refused", "rules": ["EU-2"]}),
        );
    }
}

#[test]
fn npy_1_handling_costs_per_event() {
    let events = json!({"bank_rejection": 1, "reminder_letter": 2, "reminder_call": 3, "collection": 1});
    check(
        &account(),
        assess("100.00", "2026-11-01", "2026-11-01", events),
        json!({
            "rules": ["NPY-1"], "charge": {"handling": "38.50", "late_charge": "0.00", "net": "38.50", "tax": "0.00", "gross": "38.50"},
        }),
    );
}

fn assess(amount: &str, due_on: &str, as_of: &str, events: Value) -> Value {
    json!({"type": "assess_non_payment", "amount": amount, "due_on": due_on, "as_of": as_of, "events": events})
}

#[test]
fn npy_1_the_late_charge_grows_by_the_day() {
    for (amount, due, as_of, late) in [
        ("100.00", "2026-11-02", "2026-11-01", "0.00"),
        ("100.00", "2026-11-01", "2026-11-01", "0.00"),
        ("100.00", "2026-11-01", "2026-11-02", "0.02"), // 0.01852…
        ("100.00", "2026-01-01", "2027-01-01", "6.76"),
        ("100.00", "2028-01-01", "2029-01-01", "6.78"), // 366 days of 365: 6.7785…
        ("36.50", "2026-11-01", "2026-11-02", "0.01"),  // 0.00676
        ("250.00", "2026-11-01", "2026-11-28", "1.25"), // 27 days: 1.25013…
    ] {
        check(
            &account(),
            assess(amount, due, as_of, json!({})),
            json!({"charge": {"late_charge": late, "handling": "0.00"}}),
        );
    }
}

#[test]
fn npy_1_half_a_cent_is_rounded_away_from_zero() {
    let mut account = account();
    account["market"] = "US".into();
    // 36.50 × 0.1 × 1 / 365 = 0.01; 18.25 gives exactly half a cent.
    check(&account, assess("18.25", "2026-11-01", "2026-11-02", json!({})), json!({"charge": {"late_charge": "0.01"}}));
    check(&account, assess("18.24", "2026-11-01", "2026-11-02", json!({})), json!({"charge": {"late_charge": "0.00"}}));
}

#[test]
fn npy_1_the_charge_is_on_the_principal_only() {
    let once = check(&account(), assess("100.00", "2026-01-01", "2026-07-01", json!({})), json!({}));
    let with_costs =
        check(&account(), assess("100.00", "2026-01-01", "2026-07-01", json!({"collection": 9})), json!({}));
    assert_eq!(once["charge"]["late_charge"], with_costs["charge"]["late_charge"]);
}

#[test]
fn references_lead_to_a_service() {
    for command in ["cancel_service", "reactivate_service", "discontinue_service", "withdraw_service"] {
        ask_account(&account(), on(command, "alarm", "2026-11-22"), AT).expect_fault("command.service");
    }
}

#[test]
fn on_is_the_day_of_at_in_the_accounts_zone() {
    let command = json!({"type": "discontinue_service", "service": "security"});
    let account = only(running("security", "9.99"));
    ask_account(&account, command.clone(), "2026-11-22T23:30:00Z").expect(json!({"stops_on": "2026-11-23"}));
    ask_account(&account, command, "2026-11-22T22:59:59Z").expect(json!({"stops_on": "2026-11-22"}));
}
