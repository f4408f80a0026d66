//! Steps against non-payment (NPY-2, NPY-3).

use guichet_domain::account::ServiceStatus;
use guichet_domain::{AccountCommand, ServiceAccount, TermsPack, apply_account, decide_account};
use serde_json::{Value, json};

use crate::common::*;

const AT: &str = "2026-11-22T10:00:00+01:00";

/// Two services; 9.99 was due on 1 November.
fn owing() -> Value {
    let mut account = with_services(account(), &[running("security", "9.99"), running("video", "4.99")]);
    account["unpaid"] = json!([{"amount": "9.99", "due_on": "2026-11-01"}]);
    account
}

fn step(kind: &str) -> Value {
    json!({"type": "take_measure", "kind": kind})
}

fn lift(kind: &str) -> Value {
    json!({"type": "lift_measure", "kind": kind})
}

fn taken(account: &Value, command: Value, day: &str) -> Value {
    let account = ServiceAccount::from_value(account.clone()).unwrap();
    let command = AccountCommand::from_value(command).unwrap();
    let terms = TermsPack::shipped().unwrap().parameters;
    let decision =
        decide_account(&account, &terms, &command, format!("{day}T10:00:00+01:00").parse().unwrap()).unwrap();
    serde_json::to_value(apply_account(&account, &command, &decision, day.parse().unwrap()).unwrap()).unwrap()
}

const KINDS: [&str; 5] = ["reminder_letter", "reminder_call", "interruption", "suspension", "end_of_account"];

#[test]
fn npy_2_every_step_waits_for_the_day_after_it_was_due() {
    for kind in KINDS {
        let at = |day: &str| ask_account(&owing(), step(kind), &format!("{day}T10:00:00+01:00"));
        at("2026-11-01").expect(json!({"outcome": "refused", "overridable": false, "rules": ["NPY-2"]}));
        at("2026-11-02").expect(json!({"outcome": "allowed", "rules": ["NPY-2"], "obligations": ["notify_customer"]}));
        let mut paid = owing();
        paid["unpaid"] = json!([]);
        ask_account(&paid, step(kind), AT).expect(json!({"outcome": "refused", "rules": ["NPY-2"]}));
    }
}

#[test]
fn npy_1_a_reminder_names_what_it_costs_and_is_charged_once_a_day() {
    let letter = ask_account(&owing(), step("reminder_letter"), AT).expect(json!({"rules": ["NPY-2", "NPY-1"]}));
    assert_eq!(letter["rules"][1]["facts"], json!({"cost": "4.00"}));
    let call = ask_account(&owing(), step("reminder_call"), AT).expect(json!({"rules": ["NPY-1"]}));
    assert_eq!(call["rules"][1]["facts"], json!({"cost": "2.50"}));
    let reminded = taken(&owing(), step("reminder_letter"), "2026-11-22");
    ask_account(&reminded, step("reminder_letter"), AT).expect(json!({"outcome": "refused", "rules": ["NPY-2"]}));
    ask_account(&reminded, step("reminder_call"), AT).expect(json!({"outcome": "allowed"}));
    ask_account(&reminded, step("reminder_letter"), "2026-11-23T10:00:00+01:00").expect(json!({"outcome": "allowed"}));
}

#[test]
fn npy_2_an_interruption_stands_until_the_last_cent_is_paid() {
    for kind in ["interruption", "suspension"] {
        ask_account(&owing(), lift(kind), AT).expect(json!({"outcome": "refused", "rules": ["NPY-2"]}));
        let mut standing = taken(&owing(), step(kind), "2026-11-20");
        ask_account(&standing, step(kind), AT).expect(json!({"outcome": "refused", "rules": ["NPY-2"]}));
        standing["unpaid"][0]["amount"] = "0.01".into();
        ask_account(&standing, lift(kind), AT).expect(json!({"outcome": "refused", "overridable": false}));
        standing["unpaid"] = json!([]);
        ask_account(&standing, lift(kind), AT).expect(json!({"outcome": "allowed", "rules": ["NPY-2"]}));
        let lifted = taken(&standing, lift(kind), "2026-11-22");
        assert_eq!(lifted["measures"], json!([{"kind": kind, "on": "2026-11-20", "lifted_on": "2026-11-22"}]));
        ask_account(&lifted, lift(kind), AT).expect(json!({"outcome": "refused"}));
        // The services themselves went on all the while.
        assert!(lifted["services"].as_array().unwrap().iter().all(|service| service["status"] == "active"));
    }
}

#[test]
fn npy_3_the_account_ends_for_good_and_what_was_owed_stays_owed() {
    let decision = ask_account(&owing(), step("end_of_account"), AT)
        .expect(json!({"outcome": "allowed", "rules": ["NPY-2", "SUB-8", "NPY-3"], "status": "ended", "credit": null}));
    assert_eq!(decision["rules"][2]["facts"], json!({"owed": "9.99"}));
    let ended = taken(&owing(), step("end_of_account"), "2026-11-22");
    let after = ServiceAccount::from_value(ended.clone()).unwrap();
    assert!(after.services.iter().all(|service| service.status == ServiceStatus::Ended));
    assert_eq!(after.unpaid.len(), 1);
    ask_account(&ended, step("end_of_account"), "2026-11-23T10:00:00+01:00").expect(json!({"outcome": "refused"}));
    ask_account(&ended, step("interruption"), AT).expect(json!({"outcome": "refused"}));
    ask_account(&ended, lift("end_of_account"), AT).expect(json!({"outcome": "refused"}));
}

#[test]
fn measures_that_cannot_be_are_no_account() {
    let with = |measures: Value| {
        let mut account = owing();
        account["measures"] = measures;
        ServiceAccount::from_value(account).map_err(|fault| fault.path)
    };
    let twice = json!([{"kind": "interruption", "on": "2026-11-20"}, {"kind": "interruption", "on": "2026-11-21"}]);
    assert_eq!(with(twice).unwrap_err(), "measures[1].kind");
    let early = json!([{"kind": "suspension", "on": "2026-11-20", "lifted_on": "2026-11-19"}]);
    assert_eq!(with(early).unwrap_err(), "measures[0].lifted_on");
    let letter = json!([{"kind": "reminder_letter", "on": "2026-11-20", "lifted_on": "2026-11-21"}]);
    assert_eq!(with(letter).unwrap_err(), "measures[0].lifted_on");
    let again = json!([{"kind": "interruption", "on": "2026-11-10", "lifted_on": "2026-11-12"},
                       {"kind": "interruption", "on": "2026-11-21"}]);
    assert!(with(again).is_ok());
}
