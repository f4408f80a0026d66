//! Exceptions (domain §13, EXC): what a supervisor may decide otherwise, and what nobody may.

use guichet_domain::exception::ExceptionState;
use guichet_domain::{Decision, Fault, Order, OrderCommand, Outcome, Taking, TermsPack, apply, decide_order};
use serde_json::{Value, json};

use crate::common::*;

const LATE: &str = "2026-12-10T10:00:00-05:00";
const PAULE: Taking<'_> = Taking { command: "c-1", agent: "a-1", name: "Paule", rma: Some("R-1") };
const SAM: Taking<'_> = Taking { command: "c-2", agent: "a-2", name: "Sam", rma: Some("R-2") };

/// Two cameras at 100.00 and delivery at 10.00, no tax, all delivered on 4 November: 210.00 by card.
fn cameras() -> OrderDoc {
    american_order().hardware("1", 2, "100.00", "0").delivery("10.00", "10.00", "0").paid().delivered(
        "s1",
        &[("1", 2)],
        "2026-11-04",
    )
}

fn read(order: &OrderDoc) -> Order {
    Order::from_value(order.0.clone()).expect("a possible order")
}

fn decide(order: &Order, command: &Value) -> Result<Decision, Fault> {
    let terms = TermsPack::shipped().unwrap().parameters;
    let command = OrderCommand::from_value(command.clone())?;
    decide_order(order, None, &terms, &command, LATE.parse().unwrap())
}

/// Decides and applies; the order afterwards.
#[track_caller]
fn take(order: &Order, command: &Value, by: &Taking<'_>) -> (Decision, Order) {
    let terms = TermsPack::shipped().unwrap().parameters;
    let decision = decide(order, command).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!(decision.outcome, Outcome::Allowed, "{decision:#?}");
    let command = OrderCommand::from_value(command.clone()).unwrap();
    let applied = apply(order, &terms, &command, &decision, by, "2026-12-10".parse().unwrap());
    (decision, applied.unwrap_or_else(|fault| panic!("{fault}")).order)
}

fn returning(quantity: u32) -> Value {
    json!({"type": "request_return", "lines": units(&[("1", quantity)]), "reason": "change_of_mind"})
}

fn excepted(kind: &str, command: Value, amount: Option<&str>) -> Value {
    let mut asked = json!({"type": kind, "command": command, "reason": "in hospital until yesterday"});
    if let Some(amount) = amount {
        asked["amount"] = amount.into();
    }
    asked
}

fn goodwill(amount: &str) -> Value {
    json!({"type": "goodwill", "amount": amount})
}

#[test]
fn exc_1_a_late_return_goes_on_as_though_it_were_in_time() {
    ask_order(&cameras(), returning(2), LATE).expect(json!({"outcome": "refused", "overridable": true}));
    let made = excepted("make_exception", returning(2), None);
    let decision = ask_order(&cameras(), made.clone(), LATE).expect(json!({
        "outcome": "allowed", "overridable": false, "rules": ["RET-4", "RET-6", "RET-7", "EXC-1"],
        "deadlines": {"return_by": "2026-12-24"}, "estimate": {"total": "210.00"},
    }));
    let excepted = json!({"rules": ["RET-4"], "by_terms": "0.00", "granted": "210.00"});
    assert_eq!(decision["exception"], excepted, "both amounts and the rule are named");
    assert_eq!(decision["rules"][1]["effect"], "set_aside");
    let (_, order) = take(&read(&cameras()), &made, &SAM);
    assert_eq!((order.rmas.len(), order.rmas[0].number.as_str()), (1, "R-2"));
    let known = &order.exceptions[0];
    assert_eq!((known.asked_by.name.as_str(), known.reason.as_str()), ("Sam", "in hospital until yesterday"));
    assert_eq!((known.state, known.answered_in.as_deref()), (ExceptionState::Granted, Some("c-2")));
}

#[test]
fn exc_1_what_no_supervisor_may_set_aside_stays_refused() {
    // More units than there are, a reseller's order, a gift line: no exception makes them possible.
    for (order, command) in [
        (cameras(), returning(3)),
        (cameras().with("channel", "reseller"), returning(1)),
        (cameras().rma("R-9", "2026-11-10", &[("1", 2, 0)]), returning(1)),
    ] {
        for kind in ["make_exception", "ask_exception"] {
            let asked = excepted(kind, command.clone(), None);
            let expected = json!({"outcome": "refused", "overridable": false});
            assert_eq!(ask_order(&order, asked, LATE).expect(expected).get("exception"), None);
        }
    }
}

#[test]
fn exc_1_what_the_terms_allow_needs_no_exception() {
    let made = excepted("make_exception", returning(1), None);
    let in_time = "2026-11-20T10:00:00-05:00";
    ask_order(&cameras(), made, in_time)
        .expect(json!({"outcome": "refused", "rules": ["EXC-1"], "overridable": false}));
    // Somebody whose own limit is too low may still ask that another does it.
    let asked = excepted("ask_exception", returning(1), None);
    ask_order(&cameras(), asked, in_time).expect(json!({"outcome": "allowed", "rules": ["EXC-3"]}));
}

#[test]
fn exc_1_a_cancellation_for_non_payment_pays_back_what_the_terms_keep() {
    let unshipped = || american_order().hardware("1", 2, "100.00", "0").paid();
    let cancel = json!({"type": "cancel_order", "by": "merchant", "reason": "non_payment"});
    ask_order(&unshipped(), cancel.clone(), LATE).expect(json!({"outcome": "allowed", "refund": {"total": "0.00"}}));
    let (decision, order) = take(&read(&unshipped()), &excepted("make_exception", cancel, None), &SAM);
    assert!(decision.sets_aside(guichet_domain::Rule::Can10));
    assert_eq!(decision.refund.unwrap().total.to_string(), "200.00");
    assert!(!order.cancelled[0].retained, "units whose money goes back are credited");
    assert_eq!(order.payments[0].refunded.value().to_string(), "200.00");
}

#[test]
fn exc_2_more_than_the_terms_pay_is_goodwill_up_to_what_was_captured() {
    let order = || cameras().rma("R-9", "2026-11-10", &[("1", 1, 0)]);
    let receive = json!({"type": "receive_return", "rma": "R-9", "received_on": "2026-11-20",
        "lines": [{"line": "1", "quantity": 1}]});
    let (decision, after) = take(&read(&order()), &excepted("make_exception", receive.clone(), Some("130.00")), &SAM);
    assert_eq!(decision.refund.as_ref().unwrap().total.to_string(), "100.00");
    assert_eq!(decision.goodwill.as_ref().unwrap().amount.to_string(), "30.00");
    assert_eq!(decision.paid_back().unwrap().to_string(), "130.00");
    assert_eq!((after.credits.len(), after.goodwill.len()), (1, 1), "kept apart");
    assert_eq!(after.credits[0].total.value().to_string(), "100.00");
    assert_eq!(after.payments[0].refunded.value().to_string(), "130.00");
    let known = &after.exceptions[0];
    assert_eq!(
        (known.by_terms.value().to_string(), known.granted.value().to_string()),
        ("100.00".into(), "130.00".into())
    );
    // MON-7 to the cent: 210.00 were captured.
    let all = excepted("make_exception", receive.clone(), Some("210.00"));
    ask_order(&order(), all, LATE).expect(json!({"outcome": "allowed"}));
    let beyond = excepted("make_exception", receive.clone(), Some("210.01"));
    ask_order(&order(), beyond, LATE).expect(json!({"outcome": "refused", "rules": ["MON-7"], "overridable": false}));
    // Nobody is given less than the terms give.
    let less = excepted("make_exception", receive, Some("99.99"));
    ask_order(&order(), less, LATE).expect(json!({"outcome": "refused", "rules": ["EXC-2"]}));
}

#[test]
fn exc_2_of_what_the_terms_refuse_a_part_may_be_paid() {
    let order = cameras().rma("R-9", "2026-11-05", &[("1", 2, 0)]);
    let receive = json!({"type": "receive_return", "rma": "R-9", "sent_on": "2026-11-20",
        "received_on": "2026-11-25", "lines": [{"line": "1", "quantity": 2}]});
    ask_order(&order, receive.clone(), LATE).expect(json!({"outcome": "refused", "rules": ["RET-8"]}));
    let (decision, after) = take(&read(&order), &excepted("make_exception", receive.clone(), Some("60.00")), &SAM);
    let refund = decision.refund.as_ref().unwrap();
    assert_eq!((refund.total.to_string(), refund.goods.to_string()), ("60.00".into(), "200.00".into()));
    assert_eq!(refund.tenders[0].amount.to_string(), "60.00");
    assert_eq!(after.credits[0].total.value().to_string(), "60.00");
    // Those units are credited: nothing of them is left to be credited again.
    assert!(decide(&after, &receive).is_err(), "they are back already");
    assert_eq!(decide(&after, &returning(1)).unwrap().outcome, Outcome::Refused);
    let nothing = excepted("make_exception", receive, Some("0.00"));
    let (_, after) = take(&read(&order), &nothing, &SAM);
    assert_eq!(after.payments[0].refunded.value().to_string(), "0");
}

#[test]
fn exc_2_an_amount_goes_with_a_command_that_pays() {
    let path = |command: Value, amount: &str| {
        ask_order(&cameras(), excepted("make_exception", command, Some(amount)), LATE).decide().unwrap_err().path
    };
    assert_eq!(path(returning(1), "10.00"), "command.amount");
    assert_eq!(path(goodwill("10.00"), "10.00"), "command.amount");
}

#[test]
fn exc_3_a_request_carries_nothing_out_until_it_is_granted_once() {
    let asked = excepted("ask_exception", returning(2), None);
    let (decision, waiting) = take(&read(&cameras()), &asked, &PAULE);
    assert_eq!(decision.paid_back(), None);
    assert_eq!((waiting.rmas.len(), waiting.exceptions[0].state), (0, ExceptionState::Waiting));
    assert_eq!(waiting.exceptions[0].asked_by.name, "Paule");
    // The customer told us on the day it was asked for, whenever it is granted.
    let OrderCommand::RequestReturn(kept) = &waiting.exceptions[0].command else { panic!("a return") };
    assert_eq!(kept.notified_on, Some("2026-12-10".parse().unwrap()));
    let grant = json!({"type": "grant_exception", "exception": "c-1", "reason": "this once"});
    let (_, granted) = take(&waiting, &grant, &SAM);
    let known = &granted.exceptions[0];
    assert_eq!((known.state, known.answer.as_str()), (ExceptionState::Granted, "this once"));
    assert_eq!(known.answered_by.as_ref().unwrap().name, "Sam");
    assert_eq!((granted.rmas.len(), granted.rmas[0].number.as_str()), (1, "R-2"));
    for again in [grant, json!({"type": "decline_exception", "exception": "c-1", "reason": "no"})] {
        let again = decide(&granted, &again).unwrap();
        assert_eq!((again.outcome, again.overridable), (Outcome::Refused, false), "it is answered once");
    }
}

#[test]
fn exc_3_a_refusal_says_why_and_changes_nothing_else() {
    let (_, waiting) = take(&read(&cameras()), &excepted("ask_exception", goodwill("25.00"), None), &PAULE);
    let silent = json!({"type": "decline_exception", "exception": "c-1", "reason": " "});
    assert_eq!(decide(&waiting, &silent).unwrap_err().path, "command.reason");
    let decline = json!({"type": "decline_exception", "exception": "c-1", "reason": "twice this year already"});
    let (_, declined) = take(&waiting, &decline, &SAM);
    assert_eq!(declined.exceptions[0].state, ExceptionState::Declined);
    assert_eq!((declined.goodwill.len(), &declined.payments), (0, &waiting.payments));
}

#[test]
fn exc_3_what_is_granted_is_decided_on_what_is_true_then() {
    let (_, waiting) = take(&read(&cameras()), &excepted("ask_exception", goodwill("150.00"), None), &PAULE);
    let mut facts = waiting.into_facts();
    facts.payments[0].refunded = serde_json::from_value(json!("60.01")).unwrap();
    let since = Order::new(facts).unwrap();
    let grant = json!({"type": "grant_exception", "exception": "c-1"});
    let decision = decide(&since, &grant).unwrap();
    assert_eq!(decision.outcome, Outcome::Refused, "149.99 are left of what was captured: {decision:#?}");
}

#[test]
fn exc_4_goodwill_credits_no_unit_and_takes_an_exception() {
    ask_order(&cameras(), goodwill("25.00"), LATE).expect(json!({
        "outcome": "refused", "overridable": true, "rules": ["EXC-4"], "refund": null,
    }));
    let order = read(&cameras());
    let (decision, after) = take(&order, &excepted("make_exception", goodwill("25.00"), None), &SAM);
    assert_eq!((decision.refund, after.credits.len()), (None, 0));
    assert_eq!(after.goodwill[0].amount.value().to_string(), "25.00");
    assert_eq!(after.goodwill[0].exception, "c-2");
    assert_eq!(after.payments[0].refunded.value().to_string(), "25.00");
    // A later return is credited by the rules, and paid as far as the payments still hold (MON-7).
    let (_, returned) = take(&after, &excepted("make_exception", returning(2), None), &PAULE);
    let receive = json!({"type": "receive_return", "rma": "R-1", "received_on": "2026-12-10",
        "lines": [{"line": "1", "quantity": 2}]});
    let (decision, _) = take(&returned, &receive, &PAULE);
    let refund = decision.refund.unwrap();
    assert_eq!((refund.total.to_string(), refund.capped), ("185.00".into(), true));
}

#[test]
fn exc_4_goodwill_is_bounded_by_what_the_payments_hold() {
    let give = |amount: &str| excepted("make_exception", goodwill(amount), None);
    ask_order(&cameras(), give("210.00"), LATE).expect(json!({"outcome": "allowed"}));
    ask_order(&cameras(), give("210.01"), LATE).expect(json!({"outcome": "refused", "overridable": false}));
    ask_order(&cameras(), give("0.00"), LATE).expect_fault("command.command.amount");
    ask_order(&cameras(), give("1.001"), LATE).expect_fault("command.command.amount");
}

#[test]
fn exceptions_say_why_and_are_about_no_exception() {
    let mut asked = excepted("ask_exception", goodwill("5.00"), None);
    for (reason, fine) in
        [("", false), ("  \n", false), (&"x".repeat(2_000) as &str, true), (&"x".repeat(2_001), false)]
    {
        asked["reason"] = reason.into();
        assert_eq!(ask_order(&cameras(), asked.clone(), LATE).decide().is_ok(), fine, "{}", reason.len());
    }
    let nested = excepted("make_exception", excepted("make_exception", goodwill("5.00"), None), None);
    assert!(ask_order(&cameras(), nested, LATE).decide().is_err());
    let unknown = json!({"type": "grant_exception", "exception": "nobody"});
    ask_order(&cameras(), unknown, LATE).expect_fault("command.exception");
}

#[test]
fn an_order_with_impossible_exceptions_cannot_be_held() {
    let (_, waiting) = take(&read(&cameras()), &excepted("ask_exception", goodwill("5.00"), None), &PAULE);
    let facts = || serde_json::to_value(&waiting).unwrap();
    let mut granted_by_nobody = facts();
    granted_by_nobody["exceptions"][0]["state"] = "granted".into();
    let mut twice = facts();
    let first = twice["exceptions"][0].clone();
    twice["exceptions"].as_array_mut().unwrap().push(first);
    let mut given_without = facts();
    given_without["goodwill"] = json!([{"exception": "c-1", "amount": "5.00", "on": "2026-12-10"}]);
    for (value, path) in [
        (granted_by_nobody, "exceptions[0].state"),
        (twice, "exceptions[1].id"),
        (given_without, "goodwill[0].exception"),
    ] {
        assert_eq!(Order::from_value(value).unwrap_err().path, path);
    }
}
