//! The course of a claim against a carrier (DMG-3 to DMG-5).

use guichet_domain::claim::{FileSort, MAX_EVIDENCE, MAX_TEXT};
use guichet_domain::order::ClaimStatus;
use guichet_domain::{LineLedger, Order, OrderCommand, Taking, TermsPack, apply, decide_order};
use serde_json::{Value, json};

use crate::common::*;

const TODAY: &str = "2026-11-22";
const AT: &str = "2026-11-22T10:00:00+01:00";

/// Two cameras at 100.00 with carriage, paid, delivered on Thursday 19 November 2026.
fn cameras() -> OrderDoc {
    let order = order().hardware("1", 2, "100.00", "0.20").delivery("9.90", "4.90", "0.20").paid();
    order.delivered("s1", &[("1", 2)], "2026-11-19")
}

fn report(more: Value) -> Value {
    let mut command = json!({
        "type": "report_damage", "shipment": "s1", "lines": units(&[("1", 1)]), "reported_on": "2026-11-20",
        "number": "D1",
    });
    command.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    command
}

fn step(to: &str, on: &str) -> Value {
    json!({ "type": "move_claim", "claim": "D1", "to": to, "on": on })
}

fn paid(amount: &str) -> Value {
    json!({ "type": "move_claim", "claim": "D1", "to": "paid", "on": TODAY, "amount": amount })
}

fn ship() -> Value {
    json!({ "type": "ship_replacement", "claim": "D1", "on": "2026-11-21", "carrier": "colissimo", "tracking": "6A9" })
}

fn on(kind: &str) -> Value {
    json!({ "type": kind, "claim": "D1", "on": TODAY })
}

fn file(n: usize) -> Value {
    json!({ "sha256": format!("{n:064x}"), "sort": "jpeg", "kind": "damage" })
}

/// The order after these commands, each of which is allowed.
#[track_caller]
fn after(order: OrderDoc, commands: &[Value]) -> OrderDoc {
    let terms = TermsPack::shipped().unwrap().parameters;
    let at = AT.parse().unwrap();
    let mut now = Order::from_value(order.0).unwrap();
    for command in commands {
        let command = OrderCommand::from_value(command.clone()).unwrap();
        let decision = decide_order(&now, None, &terms, &command, at).unwrap();
        now = apply(&now, &terms, &command, &decision, &Taking::nobody(None), now.time_zone.day(at)).unwrap().order;
    }
    OrderDoc(serde_json::to_value(&now).unwrap())
}

fn ledger(order: &OrderDoc) -> LineLedger {
    let order = Order::from_value(order.0.clone()).unwrap();
    LineLedger::of(&order, &order.lines[0]).unwrap()
}

#[track_caller]
fn check(order: &OrderDoc, command: Value, expected: Value) -> Value {
    ask_order(order, command, AT).expect(expected)
}

#[track_caller]
fn refused(order: &OrderDoc, command: Value, rule: &str) {
    check(order, command, json!({ "outcome": "refused", "rules": [rule], "overridable": false }));
}

#[test]
fn dmg_5_the_steps_and_no_others() {
    use ClaimStatus::{Accepted, Closed, Filed, Paid, Rejected, Reported};
    let all = [Reported, Filed, Accepted, Rejected, Paid, Closed];
    let leads = |from: ClaimStatus| all.into_iter().filter(|to| from.leads_to(*to)).collect::<Vec<_>>();
    assert_eq!(leads(Reported), [Filed]);
    assert_eq!(leads(Filed), [Accepted, Rejected]);
    assert_eq!(leads(Accepted), [Paid, Closed]);
    assert_eq!(leads(Rejected), [Closed]);
    assert_eq!(leads(Paid), [Closed]);
    assert_eq!(leads(Closed), []);
}

#[test]
fn dmg_5_a_claim_runs_its_course_and_keeps_every_step() {
    let filed = json!({ "type": "move_claim", "claim": "D1", "to": "filed", "on": "2026-11-21", "reference": "LP-77" });
    let course = [report(json!({})), filed, step("accepted", TODAY), paid("95.50"), step("closed", TODAY)];
    let claim = after(cameras(), &course).0["claims"][0].clone();
    assert_eq!(
        (&claim["status"], &claim["reference"], &claim["recovered"]),
        (&json!("closed"), &json!("LP-77"), &json!("95.50"))
    );
    let steps: Vec<_> = claim["steps"].as_array().unwrap().iter().map(|s| (s["to"].clone(), s["on"].clone())).collect();
    assert_eq!(steps[0], (json!("filed"), json!("2026-11-21")));
    assert_eq!(steps.len(), 4);
}

#[test]
fn dmg_5_no_step_is_left_out_or_taken_twice() {
    let reported = after(cameras(), &[report(json!({}))]);
    refused(&reported, step("accepted", TODAY), "DMG-5");
    refused(&reported, paid("1.00"), "DMG-5");
    let filed = after(reported, &[step("filed", TODAY)]);
    refused(&filed, step("filed", TODAY), "DMG-5");
    let rejected = after(filed, &[step("rejected", TODAY)]);
    refused(&rejected, paid("1.00"), "DMG-5");
}

#[test]
fn dmg_5_a_step_is_dated_between_the_last_one_and_today() {
    let reported = after(cameras(), &[report(json!({}))]);
    refused(&reported, step("filed", "2026-11-19"), "DMG-5");
    check(&reported, step("filed", "2026-11-20"), json!({ "outcome": "allowed" }));
    check(&reported, step("filed", TODAY), json!({ "outcome": "allowed" }));
    refused(&reported, step("filed", "2026-11-23"), "DMG-5");
}

#[test]
fn dmg_2_filing_names_the_carriers_last_day() {
    // Thursday 19: Friday, Saturday, Monday.
    let ask = |today: &str, flags: Value| {
        let order = after(cameras(), &[report(json!({}))]);
        let at = format!("{today}T10:00:00+01:00");
        let expected = json!({ "outcome": "allowed", "deadlines": { "carrier_notice": "2026-11-23" }, "flags": flags });
        ask_order(&order, step("filed", today), &at).expect(expected);
    };
    ask("2026-11-23", json!([]));
    ask("2026-11-24", json!(["late_notice"]));
}

#[test]
fn dmg_5_what_was_paid_is_told_and_only_then() {
    let accepted = after(cameras(), &[report(json!({})), step("filed", TODAY), step("accepted", TODAY)]);
    let ask = |command: Value, path: &str| ask_order(&accepted, command, AT).expect_fault(path);
    ask(step("paid", TODAY), "command.amount");
    ask(paid("0"), "command.amount");
    ask(paid("0.001"), "command.amount");
    let mut closed = step("closed", TODAY);
    closed["amount"] = "1.00".into();
    ask(closed, "command.amount");
    check(&accepted, paid("0.01"), json!({ "outcome": "allowed" }));
}

#[test]
fn dmg_5_evidence_is_kept_once_and_within_bounds() {
    let add = |files: Vec<Value>| json!({ "type": "add_evidence", "claim": "D1", "evidence": files });
    let order = after(cameras(), &[report(json!({ "evidence": [file(1)], "reserves": "box crushed" }))]);
    assert_eq!(order.0["claims"][0]["reserves"], "box crushed");
    refused(&order, add(vec![file(1)]), "DMG-5");
    check(&order, add((2..=MAX_EVIDENCE).map(file).collect()), json!({ "outcome": "allowed" }));
    refused(&order, add((2..=MAX_EVIDENCE + 1).map(file).collect()), "DMG-5");
    ask_order(&order, add(vec![]), AT).expect_fault("command.evidence");
    ask_order(&order, add(vec![file(2), file(2)]), AT).expect_fault("command.evidence[1].sha256");
    let upper = json!({ "sha256": "A".repeat(64), "sort": "jpeg", "kind": "damage" });
    ask_order(&order, add(vec![upper]), AT).expect_fault("command.evidence[0].sha256");
    ask_order(&cameras(), report(json!({ "account": "x".repeat(MAX_TEXT + 1) })), AT).expect_fault("command.account");
    check(&cameras(), report(json!({ "account": "é".repeat(MAX_TEXT) })), json!({ "outcome": "allowed" }));
}

#[test]
fn a_claim_has_a_number_of_its_own() {
    let order = after(cameras(), &[report(json!({}))]);
    ask_order(&order, report(json!({})), AT).expect_fault("command.number");
    check(&order, report(json!({ "number": "D2" })), json!({ "outcome": "allowed" }));
    ask_order(&order, on("refund_claim"), AT).expect(json!({ "outcome": "allowed" }));
    let nobodys = json!({ "type": "refund_claim", "claim": "D9", "on": TODAY });
    ask_order(&order, nobodys, AT).expect_fault("command.claim");
}

#[test]
fn dmg_4_a_delivered_replacement_is_kept_again_and_an_undelivered_one_is_not() {
    let reported = after(cameras(), &[report(json!({}))]);
    assert_eq!((ledger(&reported).kept(), ledger(&reported).claimed()), (1, 1));
    refused(&reported, on("deliver_replacement"), "DMG-4");
    let shipped = after(reported, &[ship()]);
    assert_eq!((ledger(&shipped).kept(), ledger(&shipped).claimed()), (1, 1));
    refused(&shipped, ship(), "DMG-3");
    let early = json!({ "type": "deliver_replacement", "claim": "D1", "on": "2026-11-20" });
    refused(&shipped, early, "DMG-4");
    let there = after(shipped, &[on("deliver_replacement")]);
    assert_eq!((ledger(&there).kept(), ledger(&there).claimed()), (2, 0));
    refused(&there, on("deliver_replacement"), "DMG-4");
    let back = json!({ "type": "request_return", "lines": units(&[("1", 2)]), "reason": null, "notified_on": TODAY });
    check(&there, back, json!({ "outcome": "allowed" }));
}

#[test]
fn dmg_3_out_of_stock_after_all_is_refunded_once() {
    let reported = after(cameras(), &[report(json!({}))]);
    // 100.00 and 20 %; the other camera stays, so carriage does.
    check(
        &reported,
        on("refund_claim"),
        json!({
            "outcome": "allowed", "remedy": "refund", "refund": { "goods": "100.00", "delivery": "0.00", "total": "120.00" },
        }),
    );
    let refunded = after(reported, &[on("refund_claim")]);
    assert_eq!(refunded.0["payments"][0]["refunded"], "120.00");
    refused(&refunded, on("refund_claim"), "DMG-3");
    refused(&refunded, ship(), "DMG-3");
    let at_once = after(cameras(), &[report(json!({ "in_stock": false }))]);
    assert_eq!(at_once.0["payments"][0]["refunded"], "120.00");
    refused(&at_once, on("refund_claim"), "DMG-3");
    let shipped = after(cameras(), &[report(json!({})), ship()]);
    refused(&shipped, on("refund_claim"), "DMG-3");
}

#[test]
fn dmg_3_a_claim_from_elsewhere_is_not_refunded_twice() {
    let credit =
        |order: OrderDoc| order.credit(&[("1", 1)], json!({"0.20": "100.00"}), json!({"0.20": "20.00"}), "120.00");
    let old = cameras().claim("s1", &[("1", 1)], false);
    let refund = json!({ "type": "refund_claim", "claim": "s1", "on": TODAY });
    check(&old, refund.clone(), json!({ "outcome": "allowed", "refund": { "total": "120.00" } }));
    refused(&credit(old).refunded("120.00"), refund, "DMG-3");
}

#[test]
fn a_document_whose_claim_contradicts_itself_is_no_order() {
    let with = |field: &str, value: Value| {
        let mut doc = after(cameras(), &[report(json!({})), step("filed", TODAY), ship()]).0;
        doc["claims"][0][field] = value;
        Order::from_value(doc).unwrap_err().path
    };
    assert_eq!(with("status", json!("accepted")), "claims[0].status");
    assert_eq!(with("recovered", json!("1.005")), "claims[0].recovered");
    let arrived = json!({ "shipped_on": TODAY, "carrier": "dhl", "delivered_on": TODAY });
    assert_eq!(with("replacement", arrived), "claims[0].replacement_delivered");
    assert_eq!(with("reference", json!(" ")), "claims[0].reference");
}

#[test]
fn first_bytes_prove_what_a_file_is() {
    let sort = FileSort::of_bytes;
    assert_eq!(sort(b"\xff\xd8\xff\xe0"), Some(FileSort::Jpeg));
    assert_eq!(sort(b"RIFF\x10\0\0\0WEBPVP8 "), Some(FileSort::Webp));
    assert_eq!(sort(b"RIFF\x10\0\0\0WAVEfmt "), None);
    assert_eq!(sort(b"\0\0\0\x18ftypheic"), Some(FileSort::Heic));
    assert_eq!(sort(b"\0\0\0\x18ftypmp42"), None);
    assert_eq!(sort(b"%PDF-1.7"), Some(FileSort::Pdf));
    assert_eq!(sort(b" %PDF-1.7"), None);
    assert_eq!(sort(b""), None);
}
