//! A draft of the terms beside the pack that ruled.

use guichet_domain::case::Case;
use guichet_domain::what_if::{Flow, Kind, Replayed, Tally, replay};
use guichet_domain::{Currency, Outcome, Rule, Terms, TermsPack};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::common::*;

fn shipped() -> TermsPack {
    TermsPack::shipped().expect("the shipped pack is sound")
}

fn draft(changes: Value) -> Terms {
    shipped().with_parameters(changes).expect("a sound draft").parameters
}

fn read(question: &Question) -> Case {
    Case::from_json(question.0.to_string().as_bytes(), &packs(), None).expect("a case")
}

/// An American with three cameras and a gift, who asks on a day of November to send some back.
fn american(quantity: u32, day: u32) -> Question {
    let order = american_order().hardware("1", 3, "100.00", "0").gift("g", 1, "12.50", "0", &[]).paid().delivered(
        "s1",
        &[("1", 3), ("g", 1)],
        "2026-11-04",
    );
    let command = json!({"type": "request_return", "lines": units(&[("1", quantity)]), "reason": "change_of_mind"});
    ask_order(&order, command, &format!("2026-11-{day:02}T10:00:00-05:00"))
}

fn replayed(question: &Question, changes: Value) -> Replayed {
    replay(&read(question), &draft(changes), |_| true).expect("it can be decided")
}

#[test]
fn ret_3_a_shorter_period_refuses_what_was_allowed() {
    let Replayed::Otherwise(found) = replayed(&american(3, 20), json!({"return_period_days": 14})) else {
        panic!("nothing changes");
    };
    assert_eq!((found.kind, found.before.outcome), (Kind::Outcome, Outcome::Allowed));
    assert_eq!(found.after.outcome, Outcome::Refused);
    assert_eq!(found.before.money.get(&Flow::Expected).map(ToString::to_string).as_deref(), Some("300.00"));
    assert!(found.after.money.is_empty(), "what is refused moves nothing");
    assert!(found.rules.contains(&Rule::Ret3), "{:?}", found.rules);
}

#[test]
fn what_still_fits_the_shorter_period_has_no_other_outcome() {
    let Replayed::Otherwise(found) = replayed(&american(3, 10), json!({"return_shipping_days": 7})) else {
        panic!("nothing changes");
    };
    assert_eq!(found.kind, Kind::Terms, "less time to send the goods, for the same money");
    assert_eq!(found.before, found.after);
}

#[test]
fn a_case_whose_facts_are_not_those_of_then_is_not_compared() {
    let case = read(&american(3, 20));
    let draft = draft(json!({"return_period_days": 14}));
    let found = replay(&case, &draft, |decision| decision.outcome == Outcome::Refused).unwrap();
    assert_eq!(found, Replayed::NotReproduced);
    let mut tally = Tally::default();
    tally.count(&found);
    assert_eq!((tally.replayed, tally.not_reproduced), (0, 1));
    assert!(tally.money.is_empty() && tally.kinds.is_empty());
}

#[test]
fn mon_2_currencies_are_counted_apart_and_each_way_by_itself() {
    let french = order().hardware("1", 1, "100.00", "0.20").paid();
    let cancel = json!({"type": "cancel_order", "by": "customer", "reason": "change_of_mind"});
    let french = ask_order(&french, cancel, "2026-11-05T10:00:00+01:00");
    let mut tally = Tally::default();
    for question in [&american(3, 20), &american(1, 20), &french] {
        tally.count(&replayed(question, json!({"return_period_days": 14})));
    }
    assert_eq!((tally.replayed, tally.same), (3, 1));
    assert_eq!(tally.outcomes[&Outcome::Allowed][&Outcome::Refused], 2);
    let dollars = &tally.money[&Currency::USD][&Flow::Expected];
    assert_eq!(
        [dollars.before, dollars.after, dollars.difference].map(|m| m.to_string()),
        ["400.00", "0.00", "-400.00"]
    );
    let euros = &tally.money[&Currency::EUR][&Flow::PaidBack];
    assert_eq!([euros.before, euros.after, euros.difference].map(|m| m.to_string()), ["120.00", "120.00", "0.00"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pack_against_itself_changes_nothing(quantity in 1_u32..=4, day in 5_u32..=30) {
        let found = replayed(&american(quantity, day), json!({}));
        prop_assert!(matches!(found, Replayed::Same(_)), "{found:?}");
    }

    #[test]
    fn there_and_back_are_the_same_difference(quantity in 1_u32..=3, day in 5_u32..=30, period in 0_u32..=40) {
        let question = american(quantity, day);
        let mut other = american(quantity, day);
        other.0["terms"] = json!({"base": TERMS, "parameters": {"return_period_days": period}});
        let there = replayed(&question, json!({"return_period_days": period}));
        let back = replayed(&other, json!({}));
        match (there, back) {
            (Replayed::Same(one), Replayed::Same(other)) => prop_assert_eq!(one, other),
            (Replayed::Otherwise(one), Replayed::Otherwise(other)) => {
                prop_assert_eq!((one.kind, one.rules), (other.kind, other.rules));
                prop_assert_eq!((one.before, one.after), (other.after, other.before));
            }
            (one, other) => prop_assert!(false, "{one:?} but {other:?}"),
        }
    }
}
