//! What is not a case at all: each fault names its place.

use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

fn cameras() -> OrderDoc {
    order()
        .hardware("1", 3, "100.00", "0.20")
        .gift("g", 1, "12.50", "0.20", &["1"])
        .delivery("9.90", "4.90", "0.20")
        .discount("20.00")
        .paid()
        .delivered("s1", &[("1", 3), ("g", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 2, 0)])
}

fn request() -> Value {
    json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": null})
}

/// Every text is bad at this place; those that were taken are named.
#[track_caller]
fn check_texts(pointer: &str, texts: &[&str], path: &str) {
    let taken: Vec<&str> = texts
        .iter()
        .copied()
        .filter(|text| {
            let mut question = ask_order(&cameras(), request(), AT);
            *question.0.pointer_mut(pointer).expect("the place is there") = json!(text);
            question.decide().map_or_else(|fault| fault.path != path, |_| true)
        })
        .collect();
    assert!(taken.is_empty(), "{path} took {taken:?}");
}

/// The order with one value replaced is bad at exactly that place, or at `path` where it is given.
#[track_caller]
fn check(pointer: &str, value: Value, path: &str) {
    let mut question = ask_order(&cameras(), request(), AT);
    *question.0.pointer_mut(pointer).expect("the place is there") = value;
    question.expect_fault(path);
}

#[test]
fn quantities_are_positive_whole_numbers() {
    for bad in [
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1.0),
        json!("1"),
        json!(null),
        json!(4_294_967_296_u64),
        json!(1_000_001),
    ] {
        check("/order/lines/0/quantity", bad.clone(), "order.lines[0].quantity");
        check("/order/shipments/0/lines/0/quantity", bad.clone(), "order.shipments[0].lines[0].quantity");
        check("/order/rmas/0/lines/0/quantity", bad.clone(), "order.rmas[0].lines[0].quantity");
        check("/command/lines/0/quantity", bad, "command.lines[0].quantity");
    }
}

#[test]
fn money_is_a_plain_decimal_string() {
    let bad = [
        "-1.00", "-0.00", "1e2", "1E2", "+1.00", "1,00", "", " 1.00", "1.00 ", ".5", "5.", "1.2.3", "0x10", "NaN",
        "inf", "١",
    ];
    for text in bad {
        check("/order/payments/0/authorised", json!(text), "order.payments[0].authorised");
        check("/order/lines/0/unit_price", json!(text), "order.lines[0].unit_price");
        check("/order/delivery/price", json!(text), "order.delivery.price");
        check("/order/discounts/0/amount", json!(text), "order.discounts[0].amount");
    }
    for not_text in [json!(1), json!(1.5), json!(null), json!(true), json!({}), json!([])] {
        check("/order/delivery/price", not_text, "order.delivery.price");
    }
}

#[test]
fn money_is_no_finer_than_the_minor_unit() {
    check("/order/delivery/price", json!("9.901"), "order.delivery.price");
    check("/order/lines/1/value", json!("12.505"), "order.lines[1].value");
    check("/order/discounts/0/amount", json!("20.001"), "order.discounts[0].amount");
    check("/order/payments/0/authorised", json!("9999.999"), "order.payments[0].authorised");
    check("/order/lines/0/unit_price", json!("1.00001"), "order.lines[0].unit_price");
    let yen = order().with("currency", "JPY").hardware("1", 1, "100", "0.1").payment("p1", "card", "110.5", "0", "0");
    ask_order(&yen, request(), AT).expect_fault("order.payments[0].authorised");
}

#[test]
fn money_is_not_beyond_reason() {
    check("/order/delivery/price", json!("99999999999999999999"), "order.delivery.price");
    check("/order/delivery/price", json!("9".repeat(400)), "order.delivery.price");
}

#[test]
fn tax_rates_are_within_0_and_1() {
    for bad in ["1.01", "20", "-0.2", "2e-1", "x"] {
        check("/order/lines/0/tax_rate", json!(bad), "order.lines[0].tax_rate");
    }
    check("/order/lines/0/tax_rate", json!(0.2), "order.lines[0].tax_rate");
}

#[test]
fn codes_are_known() {
    for bad in [json!("XXX"), json!("eur"), json!("EURO"), json!(978), json!("")] {
        check("/order/currency", bad, "order.currency");
    }
    for bad in [json!("XX"), json!("fr"), json!("FRA"), json!("F"), json!("  ")] {
        check("/order/market", bad, "order.market");
    }
    for bad in [json!("Europe/Lutece"), json!("Paris"), json!(""), json!("+01:00")] {
        check("/order/time_zone", bad, "order.time_zone");
    }
}

#[test]
fn enums_are_known() {
    check("/order/kind", json!("reservation"), "order.kind");
    check("/order/channel", json!("phone"), "order.channel");
    check("/order/lines/0/kind", json!("Hardware"), "order.lines[0].kind");
    check("/order/payments/0/method", json!("cash"), "order.payments[0].method");
    check("/order/rmas/0/status", json!("closed"), "order.rmas[0].status");
    check("/order/rmas/0/reason", json!("ugly"), "order.rmas[0].reason");
    check("/command/reason", json!("ugly"), "command.reason");
    check("/command/type", json!("destroy"), "command.type");
}

#[test]
fn objects_and_words_are_written_as_such() {
    check("/order/delivery", json!(["9.90", "4.90", "0.20"]), "order.delivery");
    check("/order/discounts/0", json!(["WELCOME", "20.00"]), "order.discounts[0]");
    check("/command/lines/0", json!(["1", 1]), "command.lines[0]");
    check("/order/lines/0/kind", json!({"hardware": null}), "order.lines[0].kind");
    check("/order/kind", json!({"regular": null}), "order.kind");
    check("/command/reason", json!({"other": null}), "command.reason");
}

#[test]
fn dates_exist_and_are_written_in_full() {
    let bad = [
        "2026-02-30",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-11-31",
        "26-11-01",
        "20261101",
        "2026/11/01",
        "2026-11-1",
        "2026-1-05",
        " 2026-11-01",
        "2026-11-01 ",
        "+2026-11-01",
        "2026- 11-01",
        "2026-11-01T00:00:00Z",
        "",
    ];
    check_texts("/order/shipments/0/delivered_on", &bad, "order.shipments[0].delivered_on");
    check_texts("/order/rmas/0/notified_on", &bad, "order.rmas[0].notified_on");
    check("/order/rmas/0/notified_on", json!(20_261_101), "order.rmas[0].notified_on");
}

#[test]
fn instants_are_rfc_3339_with_offset() {
    let bad = [
        "2026-11-01",
        "2026-11-01T09:12:00",
        "2026-02-30T09:12:00Z",
        "2026-11-01T25:00:00Z",
        "2026-11-01T09:12:00+0100",
        "2026-11-01T09:12:00 +01:00",
        "2026-11-01T9:12:00+01:00",
        "2026-11-1T09:12:00+01:00",
        "",
    ];
    check_texts("/order/placed_at", &bad, "order.placed_at");
    check_texts("/at", &bad, "at");
}

#[test]
fn references_lead_somewhere() {
    check("/order/lines/1/granted_with/0", json!("9"), "order.lines[1].granted_with[0]");
    check("/order/lines/1/granted_with/0", json!("g"), "order.lines[1].granted_with[0]");
    check("/order/shipments/0/lines/0/line", json!("9"), "order.shipments[0].lines[0].line");
    check("/order/rmas/0/lines/0/line", json!("9"), "order.rmas[0].lines[0].line");
    check("/command/lines/0/line", json!("9"), "command.lines[0].line");
    let claim = cameras().claim("s9", &[("1", 1)], false);
    ask_order(&claim, request(), AT).expect_fault("order.claims[0].shipment");
    let cancelled = cameras().cancelled("9", 1);
    ask_order(&cancelled, request(), AT).expect_fault("order.cancelled[0].line");
    let credit = cameras().credit(&[("9", 1)], json!({}), json!({}), "0");
    ask_order(&credit, request(), AT).expect_fault("order.credits[0].lines[0].line");
    let damage =
        json!({"type": "report_damage", "shipment": "s9", "lines": units(&[("1", 1)]), "reported_on": "2026-11-05"});
    ask_order(&cameras(), damage, AT).expect_fault("command.shipment");
    let unknown_rma =
        json!({"type": "receive_return", "rma": "R-9", "lines": units(&[("1", 1)]), "received_on": "2026-11-12"});
    ask_order(&cameras(), unknown_rma, AT).expect_fault("command.rma");
}

#[test]
fn ids_stand_once() {
    let twice = cameras().hardware("1", 1, "1", "0");
    ask_order(&twice, request(), AT).expect_fault("order.lines[2].id");
    let twice = cameras().payment("p1", "card", "1", "1", "0");
    ask_order(&twice, request(), AT).expect_fault("order.payments[1].id");
    let twice = cameras().in_transit("s1", &[]);
    ask_order(&twice, request(), AT).expect_fault("order.shipments[1].id");
    let twice = cameras().rma("R-1", "2026-11-11", &[]);
    ask_order(&twice, request(), AT).expect_fault("order.rmas[1].number");
    let twice = json!({"type": "request_return", "lines": units(&[("1", 1), ("1", 1)]), "reason": null});
    ask_order(&cameras(), twice, AT).expect_fault("command.lines[1].line");
    let account = with_services(account(), &[running("video", "4.99"), running("video", "4.99")]);
    ask_account(&account, json!({"type": "change_payment_method"}), AT).expect_fault("account.services[1].id");
}

#[test]
fn ledgers_are_possible() {
    let two = || order().hardware("1", 2, "100.00", "0.20").paid();
    let cases = [
        (two().in_transit("s1", &[("1", 3)]), "order.shipments[0].lines[0].quantity"),
        (
            two().in_transit("s1", &[("1", 1)]).refused("s2", &[("1", 2)], "2026-11-05"),
            "order.shipments[1].lines[0].quantity",
        ),
        (two().cancelled("1", 3), "order.cancelled[0].quantity"),
        (two().cancelled("1", 1).in_transit("s1", &[("1", 2)]), "order.shipments[0].lines[0].quantity"),
        (two().in_transit("s1", &[("1", 2)]).rma("R", "2026-11-05", &[("1", 2, 3)]), "order.rmas[0].lines[0].received"),
        (two().in_transit("s1", &[("1", 1)]).rma("R", "2026-11-05", &[("1", 2, 0)]), "order.rmas[0].lines[0].quantity"),
        (two().rma("R", "2026-11-05", &[("1", 1, 0)]), "order.rmas[0].lines[0].quantity"),
        (two().in_transit("s1", &[("1", 1)]).claim("s1", &[("1", 2)], false), "order.claims[0].lines[0].quantity"),
        (two().credit(&[("1", 3)], json!({}), json!({}), "0"), "order.credits[0].lines[0].quantity"),
    ];
    for (order, path) in cases {
        ask_order(&order, request(), AT).expect_fault(path);
    }
}

#[test]
fn claims_on_one_parcel_hold_no_more_than_it_held() {
    let order = order()
        .hardware("1", 2, "100.00", "0.20")
        .paid()
        .delivered("s1", &[("1", 1)], "2026-11-04")
        .delivered("s2", &[("1", 1)], "2026-11-04")
        .claim("s1", &[("1", 1)], false)
        .claim("s1", &[("1", 1)], false);
    ask_order(&order, request(), AT).expect_fault("order.claims[1].lines[0].quantity");
}

#[test]
fn payments_are_possible() {
    check("/order/payments/0/captured", json!("99999.00"), "order.payments[0].captured");
    check("/order/payments/0/refunded", json!("99999.00"), "order.payments[0].refunded");
}

#[test]
fn discounts_stay_below_what_they_discount() {
    let line = order().hardware("1", 2, "10.00", "0").line_discount("20.01");
    ask_order(&line, request(), AT).expect_fault("order.lines[0].line_discount");
    let whole = order().hardware("1", 2, "10.00", "0").line_discount("20.00").paid();
    assert_eq!(whole.total(), "0.00");
    let order_wide = order().hardware("1", 2, "10.00", "0").discount("15.00").discount("5.01");
    ask_order(&order_wide, request(), AT).expect_fault("order.discounts[1].amount");
}

#[test]
fn received_is_at_most_what_was_authorised() {
    let receive = |n: u32| json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", n)]), "received_on": "2026-11-12"});
    ask_order(&cameras(), receive(3), AT).expect_fault("command.lines[0].quantity");
    let other_line =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("g", 1)]), "received_on": "2026-11-12"});
    ask_order(&cameras(), other_line, AT).expect_fault("command.lines[0].line");
    let gifts = json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": "2026-11-12",
        "promotional_returned": units(&[("g", 2)])});
    ask_order(&cameras(), gifts, AT).expect_fault("command.promotional_returned[0].quantity");
}

#[test]
fn periods_end_after_they_start() {
    let mut account = account();
    account["period"] = json!({"start": "2026-12-01", "end": "2026-11-30"});
    ask_account(&account, json!({"type": "change_payment_method"}), AT).expect_fault("account.period.end");
}

#[test]
fn map_keys_are_rates_and_events() {
    let rate = cameras().credit(&[("1", 1)], json!({"20 %": "1.00"}), json!({}), "0");
    let fault = ask_order(&rate, request(), AT).decide().unwrap_err();
    assert!(fault.path.starts_with("order.credits[0].bases"), "{fault}");
    let amount = cameras().credit(&[("1", 1)], json!({"0.2": "1.001"}), json!({}), "0");
    ask_order(&amount, request(), AT).expect_fault("order.credits[0].bases.0.2");
    let events = json!({"type": "assess_non_payment", "amount": "1", "due_on": "2026-01-01", "as_of": "2026-02-01", "events": {"visit": 1}});
    let fault = ask_account(&account(), events, AT).decide().unwrap_err();
    assert!(fault.path.starts_with("command.events"), "{fault}");
}

#[test]
fn text_that_is_not_json_has_no_path() {
    for text in
        [&b""[..], b"{", b"{\"at\": ", b"nonsense", b"\xff\xfe{}", b"{\"name\": \"\xc3\x28\"}", b"{} {}", b"{'a': 1}"]
    {
        let fault = decide_text(text).unwrap_err();
        assert_eq!(fault.path, "", "{fault}");
    }
}
