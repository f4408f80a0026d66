//! Which terms apply, and trying others (TRM).

use chrono::NaiveDate;
use guichet_domain::terms::applicable;
use guichet_domain::{Customer, Rule, TermsPack};
use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

fn edition(id: &str, effective_on: &str) -> TermsPack {
    let mut pack = TermsPack::shipped().expect("the shipped pack is sound");
    pack.id = id.to_owned();
    pack.effective_on = effective_on.parse().expect("a day");
    pack
}

/// Three editions; the pack chosen for acceptances and a purchase date.
#[track_caller]
fn check(accepted: &[(&str, &str)], purchased_on: &str, expected: &str) {
    let packs = [edition("b", "2020-01-01"), edition("a", "2017-04-01"), edition("c", "2026-06-01")];
    let accepted: Vec<Value> = accepted.iter().map(|(id, on)| json!({"id": id, "on": on})).collect();
    let customer: Customer = serde_json::from_value(json!({"id": "c-1", "accepted_terms": accepted})).unwrap();
    let day: NaiveDate = purchased_on.parse().unwrap();
    let (pack, _) = applicable(&packs, Some(&customer), day).expect("a pack applies");
    assert_eq!(pack.id, expected);
}

#[test]
fn trm_1_the_pack_accepted_most_recently() {
    check(&[("a", "2018-01-01"), ("b", "2021-01-01")], "2026-11-01", "b");
    check(&[("b", "2021-01-01"), ("a", "2022-01-01")], "2026-11-01", "a");
    check(&[("c", "2026-11-02")], "2026-11-01", "c");
}

#[test]
fn trm_1_without_an_acceptance_the_pack_in_force_on_the_purchase_date() {
    check(&[], "2019-12-31", "a");
    check(&[], "2020-01-01", "b");
    check(&[], "2026-05-31", "b");
    check(&[], "2026-06-01", "c");
    check(&[("unknown", "2026-07-01")], "2026-05-31", "b");
}

#[test]
fn trm_1_without_a_customer_too() {
    let packs = [edition("a", "2017-04-01")];
    let (pack, accepted) = applicable(&packs, None, "2026-01-01".parse().unwrap()).unwrap();
    assert_eq!((pack.id.as_str(), accepted), ("a", None));
}

#[test]
fn trm_2_the_shipped_pack_explains_every_rule() {
    let pack = TermsPack::shipped().expect("the shipped pack is sound");
    for rule in Rule::ALL.iter().filter(|rule| !rule.is_beside_terms()) {
        let text = pack.rules.get(rule.id()).unwrap_or_else(|| panic!("{rule} has no text"));
        assert!(!text.en.is_empty() && !text.fr.is_empty(), "{rule}");
        assert!(pack.clauses.contains_key(rule.clause()), "{rule}");
        assert_eq!(Rule::from_id(rule.id()), Some(*rule));
    }
    assert_eq!(Rule::from_id("RET-99"), None);
}

#[test]
fn trm_2_the_shipped_parameters() {
    let p = TermsPack::shipped().expect("the shipped pack is sound").parameters;
    let days =
        [p.return_period_days, p.return_shipping_days, p.refund_days, p.refused_delivery_days, p.withdrawal_days];
    assert_eq!(days, [30, 14, 30, 45, 14]);
    assert_eq!([p.statutory_refund_days, p.carrier_notice_days, p.pre_shipment_notice_days], [14, 3, 3]);
}

fn question() -> Question {
    let order = american_order().hardware("1", 1, "100.00", "0").paid().delivered("s1", &[("1", 1)], "2026-11-04");
    ask_order(&order, json!({"type": "request_return", "lines": units(&[("1", 1)]), "reason": null}), AT)
}

#[test]
fn a_policy_is_tried_with_changed_parameters() {
    question().parameters(json!({"return_period_days": 21})).expect(json!({"outcome": "allowed"}));
    question().parameters(json!({"return_period_days": 20})).expect(json!({"outcome": "refused", "rules": ["RET-4"]}));
    question().parameters(json!({"return_shipping_days": 7})).expect(json!({"deadlines": {"return_by": "2026-11-29"}}));
    question().parameters(json!({})).expect(json!({"deadlines": {"return_by": "2026-12-06"}}));
}

#[test]
fn tables_are_changed_key_by_key() {
    let command = json!({"type": "assess_non_payment", "amount": "100.00", "due_on": "2026-01-01", "as_of": "2027-01-01",
        "events": {"bank_rejection": 1, "collection": 1}});
    ask_account(&account(), command, AT)
        .parameters(json!({"handling_costs": {"bank_rejection": "1.00"}, "late_annual_rate": {"US": "0.5"}}))
        .expect(json!({"charge": {"handling": "16.00", "late_charge": "6.76"}}));
}

#[test]
fn a_pack_that_is_not_known_or_not_sound() {
    let with = |terms: Value| {
        let mut question = question();
        question.0["terms"] = terms;
        question
    };
    with(json!("sales-terms-1999")).expect_fault("terms");
    with(json!(7)).expect_fault("terms");
    with(json!({"base": "x", "parameters": {}})).expect_fault("terms.base");
    with(json!({"base": TERMS})).expect_fault("terms.parameters");
    with(json!({"parameters": {}})).expect_fault("terms.base");
    with(json!({"base": TERMS, "parameters": {}, "extra": 1})).expect_fault("terms.extra");
    with(json!({"base": TERMS, "parameters": []})).expect_fault("terms.parameters");
    for (name, bad) in [
        ("return_period_days", json!(-1)),
        ("return_period_days", json!("30")),
        ("return_period_days", json!(1.5)),
        ("return_period_days", json!(1_000_000)),
        ("day_count", json!("fixed_31")),
        ("no_such_thing", json!(1)),
        ("cancel_before_shipment", json!(true)),
    ] {
        with(json!({"base": TERMS, "parameters": {name: bad}})).expect_fault(&format!("terms.parameters.{name}"));
    }
}
