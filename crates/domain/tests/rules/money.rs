//! Money (MON).

use guichet_domain::Order;
use guichet_domain::allocation::largest_remainder;
use guichet_domain::money::Currency;
use guichet_domain::totals::Totals;
use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

fn totals(order: &OrderDoc) -> Totals {
    Totals::of(&Order::from_value(order.0.clone()).expect("a possible order"))
}

/// Nets of the lines, taxes by rate, and the total.
#[track_caller]
fn check(order: &OrderDoc, nets: &[&str], taxes: &[(&str, &str)], total: &str) {
    let totals = totals(order);
    assert_eq!(totals.nets.iter().map(ToString::to_string).collect::<Vec<_>>(), nets);
    let found: Vec<(String, String)> = totals.taxes.iter().map(|(r, t)| (r.0.key(), t.to_string())).collect();
    let expected: Vec<(String, String)> = taxes.iter().map(|(r, t)| ((*r).to_owned(), (*t).to_owned())).collect();
    assert_eq!(found, expected);
    assert_eq!(totals.total.to_string(), total);
}

#[test]
fn mon_1_half_away_from_zero_to_the_minor_unit() {
    for (currency, amount, rounded) in [
        (Currency::EUR, "0.005", "0.01"),
        (Currency::EUR, "-0.005", "-0.01"),
        (Currency::EUR, "0.0049", "0.00"),
        (Currency::EUR, "-0.0049", "0.00"),
        (Currency::EUR, "2.675", "2.68"),
        (Currency::EUR, "2.665", "2.67"),
        (Currency::JPY, "0.5", "1"),
        (Currency::JPY, "-0.5", "-1"),
        (Currency::JPY, "1.5", "2"),
        (Currency::JPY, "2.5", "3"),
        (Currency::JPY, "2.4999", "2"),
        (Currency::KWD, "0.0005", "0.001"),
        (Currency::GBP, "1", "1.00"),
    ] {
        assert_eq!(currency.round(amount.parse().unwrap()).to_string(), rounded, "{currency} {amount}");
    }
}

#[test]
fn mon_2_unit_prices_have_up_to_four_decimals() {
    check(&order().hardware("1", 3, "165.8333", "0"), &["497.50"], &[("0", "0.00")], "497.50");
    check(&order().with("currency", "JPY").hardware("1", 4, "0.1250", "0"), &["1"], &[("0", "0")], "1");
}

#[test]
fn mon_3_the_line_is_rounded_once() {
    // 7 × 0.005 = 0.035; rounding each unit would give 0.07.
    check(&order().hardware("1", 7, "0.005", "0"), &["0.04"], &[("0", "0.00")], "0.04");
    // 3 × 1.1150 − 0.01 = 3.335
    check(&order().hardware("1", 3, "1.1150", "0").line_discount("0.01"), &["3.34"], &[("0", "0.00")], "3.34");
    check(&order().hardware("1", 1, "10.00", "0").line_discount("10.00"), &["0.00"], &[("0", "0.00")], "0.00");
}

#[test]
fn mon_4_largest_remainder() {
    // 10.00 over 33.33, 33.33 and 33.34: remainders send the last cent to the third.
    let order = order()
        .hardware("1", 1, "33.33", "0")
        .hardware("2", 1, "33.33", "0")
        .hardware("3", 1, "33.34", "0")
        .discount("10.00");
    check(&order, &["30.00", "30.00", "30.00"], &[("0", "0.00")], "90.00");
}

#[test]
fn mon_4_ties_go_to_the_earlier_line() {
    let order = order()
        .hardware("1", 1, "10.00", "0")
        .hardware("2", 1, "10.00", "0")
        .hardware("3", 1, "10.00", "0")
        .discount("0.02");
    check(&order, &["9.99", "9.99", "10.00"], &[("0", "0.00")], "29.98");
}

#[test]
fn mon_4_discounts_are_summed_before_they_are_spread() {
    // Two of 0.01 each would both go to the first line.
    let order = order().hardware("1", 1, "10.00", "0").hardware("2", 1, "10.00", "0").discount("0.01").discount("0.01");
    check(&order, &["9.99", "9.99"], &[("0", "0.00")], "19.98");
}

#[test]
fn mon_4_gifts_take_no_share_and_services_do() {
    let order = order()
        .gift("g", 1, "50.00", "0", &[])
        .hardware("1", 1, "30.00", "0")
        .service("s", "10.00", "0")
        .discount("4.00");
    check(&order, &["0.00", "27.00", "9.00"], &[("0", "0.00")], "36.00");
}

#[test]
fn mon_4_a_discount_of_everything() {
    let order = order().hardware("1", 1, "10.00", "0.20").hardware("2", 1, "0.01", "0.20").discount("10.01");
    check(&order, &["0.00", "0.00"], &[("0.2", "0.00")], "0.00");
}

#[test]
fn mon_4_weights_that_are_all_zero_count_as_equal() {
    assert_eq!(largest_remainder(0, &[0, 0, 0]), [0, 0, 0]);
    assert_eq!(largest_remainder(5, &[0, 0, 0]), [2, 2, 1]);
    assert_eq!(largest_remainder(2, &[0, 0, 0]), [1, 1, 0]);
    assert_eq!(largest_remainder(7, &[]), Vec::<i128>::new());
}

#[test]
fn mon_4_the_allocation_as_others_publish_it() {
    // Fowler's Money: 5 cents at 70 % and 30 %; 100 over three.
    assert_eq!(largest_remainder(5, &[7, 3]), [4, 1]);
    assert_eq!(largest_remainder(100, &[1, 1, 1]), [34, 33, 33]);
    assert_eq!(largest_remainder(1, &[1, 2, 2]), [0, 1, 0]);
}

#[test]
fn mon_4_a_cancellation_does_not_spread_the_discount_again() {
    // 10.00 over 100 and 300: 2.50 and 7.50. Line 1 was cancelled; line 2 comes back for 292.50 and not 290.00.
    let order = american_order()
        .hardware("1", 1, "100.00", "0")
        .hardware("2", 1, "300.00", "0")
        .discount("10.00")
        .paid()
        .cancelled("1", 1)
        .credit(&[("1", 1)], json!({"0": "97.50"}), json!({"0": "0"}), "97.50")
        .refunded("97.50")
        .delivered("s1", &[("2", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("2", 1, 0)]);
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("2", 1)]), "received_on": "2026-11-15"});
    ask_order(&order, command, AT).expect(json!({"refund": {"goods": "292.50", "total": "292.50", "capped": false}}));
}

#[test]
fn mon_5_tax_is_on_the_sum_of_the_bases_at_a_rate() {
    // Each line alone would be taxed 0.01 (0.0055): three of them 0.03, together 0.0165 → 0.02.
    let order =
        order().hardware("1", 1, "0.10", "0.055").hardware("2", 1, "0.10", "0.0550").hardware("3", 1, "0.10", "0.055");
    check(&order, &["0.10", "0.10", "0.10"], &[("0.055", "0.02")], "0.32");
}

#[test]
fn mon_5_delivery_is_taxed_at_its_own_rate() {
    let order = order().hardware("1", 1, "100.00", "0.055").delivery("9.90", "4.90", "0.20");
    check(&order, &["100.00"], &[("0.055", "5.50"), ("0.2", "1.98")], "117.38");
}

#[test]
fn mon_5_half_a_cent_of_tax_is_rounded_up() {
    check(&order().hardware("1", 1, "0.10", "0.05"), &["0.10"], &[("0.05", "0.01")], "0.11");
    check(&order().with("currency", "JPY").hardware("1", 1, "5", "0.1"), &["5"], &[("0.1", "1")], "6");
    check(&order().with("currency", "JPY").hardware("1", 1, "4", "0.1"), &["4"], &[("0.1", "0")], "4");
}

/// Credits one unit after `before` were credited; goods and tax of this credit.
#[track_caller]
fn check_credit(order: OrderDoc, before: (u32, &str, &str), expected: (&str, &str)) {
    let (units_before, base, tax) = before;
    let mut order = order.rma("R-1", "2026-11-10", &[("1", 3, units_before)]);
    if units_before > 0 {
        order = order.credit(&[("1", units_before)], json!({"0.2": base}), json!({"0.2": tax}), "0");
    }
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": "2026-11-15"});
    ask_order(&order, command, AT).expect(json!({"refund": {"goods": expected.0, "tax": {"0.2": expected.1}}}));
}

#[test]
fn mon_6_partial_credits_are_cumulative() {
    let order = || order().hardware("1", 3, "33.3333", "0.20").paid().delivered("s1", &[("1", 3)], "2026-11-04");
    check_credit(order(), (0, "", ""), ("33.33", "6.67"));
    check_credit(order(), (1, "33.33", "6.67"), ("33.34", "6.66"));
    check_credit(order(), (2, "66.67", "13.33"), ("33.33", "6.67"));
}

#[test]
fn mon_6_in_yen() {
    // 1000 over three: 333, 334, 333; tax 67, 66, 67.
    let order = || {
        order().with("currency", "JPY").hardware("1", 3, "333.3333", "0.2").paid().delivered(
            "s1",
            &[("1", 3)],
            "2026-11-04",
        )
    };
    check_credit(order(), (0, "", ""), ("333", "67"));
    check_credit(order(), (1, "333", "67"), ("334", "66"));
    check_credit(order(), (2, "667", "133"), ("333", "67"));
}

#[test]
fn mon_6_tax_is_cumulative_over_lines_of_one_rate() {
    // Bases of 0.10 at 5.5 %: 0.0055 → 0.01, then 0.011 → 0.01: the second credit carries no tax.
    let order = order()
        .hardware("1", 1, "0.10", "0.055")
        .hardware("2", 1, "0.10", "0.055")
        .paid()
        .delivered("s1", &[("1", 1), ("2", 1)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 1, 1), ("2", 1, 0)])
        .credit(&[("1", 1)], json!({"0.055": "0.10"}), json!({"0.055": "0.01"}), "0.11")
        .refunded("0.11");
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("2", 1)]), "received_on": "2026-11-15"});
    ask_order(&order, command, AT)
        .expect(json!({"refund": {"bases": {"0.055": "0.10"}, "tax": {"0.055": "0.00"}, "total": "0.10"}}));
}

#[test]
fn mon_6_rates_written_differently_are_one_rate() {
    let order = order()
        .hardware("1", 2, "0.10", "0.0550")
        .paid()
        .delivered("s1", &[("1", 2)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 2, 1)])
        .credit(&[("1", 1)], json!({"0.05500": "0.10"}), json!({"0.055": "0.01"}), "0.11")
        .refunded("0.11");
    let command =
        json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", 1)]), "received_on": "2026-11-15"});
    let decision = ask_order(&order, command, AT).expect(json!({"refund": {"tax": {"0.055": "0.00"}}}));
    assert_eq!(decision["refund"]["bases"], json!({"0.055": "0.10"}));
}

#[test]
fn mon_6_units_cancelled_before_capture_are_credited_though_nothing_was_paid() {
    // One of three was cancelled while only authorised; the second credit goes on from it.
    let order = order()
        .hardware("1", 3, "33.3333", "0.20")
        .pre_order(Some("2026-11-01"))
        .payment("p1", "card", "80.00", "80.00", "0")
        .cancelled("1", 1)
        .credit(&[("1", 1)], json!({"0.2": "33.33"}), json!({"0.2": "6.67"}), "0.00")
        .delivered("s1", &[("1", 2)], "2026-11-04")
        .rma("R-1", "2026-11-10", &[("1", 2, 0)]);
    let command = |n: u32| json!({"type": "receive_return", "rma": "R-1", "lines": units(&[("1", n)]), "received_on": "2026-11-15"});
    ask_order(&order, command(1), AT)
        .expect(json!({"refund": {"goods": "33.34", "tax": {"0.2": "6.66"}, "total": "40.00"}}));
    ask_order(&order, command(2), AT)
        .expect(json!({"refund": {"goods": "66.67", "tax": {"0.2": "13.33"}, "total": "80.00", "capped": false}}));
}

#[test]
fn amounts_are_written_with_the_digits_of_their_currency() {
    let order = order().with("currency", "JPY").hardware("1", 1, "100", "0.1").paid();
    let command = json!({"type": "cancel_order", "by": "customer", "reason": "mistake"});
    let decision =
        ask_order(&order, command, AT).expect(json!({"refund": {"goods": "100", "delivery": "0", "total": "110"}}));
    assert_eq!(decision["refund"]["reimbursement"], Value::from("0"));
}
