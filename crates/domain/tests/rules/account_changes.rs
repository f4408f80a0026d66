//! What an allowed decision makes of a service account.

use chrono::{DateTime, FixedOffset, NaiveDate};
use guichet_domain::account::{Service, ServiceStatus};
use guichet_domain::{AccountCommand, Fault, ServiceAccount, TermsPack, apply_account, decide_account};
use serde_json::{Value, json};

use crate::common::*;

fn at(day: &str) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(&format!("{day}T10:00:00+01:00")).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn take(account: &Value, command: Value, on: &str) -> Result<ServiceAccount, Fault> {
    let account = ServiceAccount::from_value(account.clone()).unwrap();
    let command = AccountCommand::from_value(command).unwrap();
    let terms = TermsPack::shipped().unwrap().parameters;
    let decision = decide_account(&account, &terms, &command, at(on))?;
    apply_account(&account, &command, &decision, day(on))
}

fn the<'a>(account: &'a ServiceAccount, id: &str) -> &'a Service {
    account.services.iter().find(|service| service.id == id).unwrap()
}

fn two() -> Value {
    with_services(account(), &[running("video", "4.99"), running("security", "9.99")])
}

fn subscribe(service: &str, price: &str) -> Value {
    json!({"type": "subscribe", "service": service, "price": price})
}

#[test]
fn sub_2_the_first_activation_sets_the_anchor_and_later_ones_keep_it() {
    let mut new = account();
    new["anchor"] = Value::Null;
    new["period"] = Value::Null;
    let first = take(&new, subscribe("security", "9.99"), "2026-11-22").unwrap();
    assert_eq!(first.anchor, Some(day("2026-11-22")));
    let period = first.period.unwrap();
    assert_eq!((period.start, period.end), (day("2026-11-22"), day("2026-12-22")));
    let second = take(&serde_json::to_value(&first).unwrap(), subscribe("care", "1.00"), "2026-11-30").unwrap();
    assert_eq!(second.anchor, Some(day("2026-11-22")));
    assert_eq!(the(&second, "care").started_on, day("2026-11-30"));
    assert_eq!(second.services.len(), 2);
}

#[test]
fn sub_1_what_costs_nothing_is_included_and_what_is_over_is_taken_up_in_its_place() {
    let free = take(&account(), subscribe("care", "0.00"), "2026-11-22").unwrap();
    assert!(!the(&free, "care").paid);
    let mut over = running("security", "9.99");
    over["status"] = "ended".into();
    over["stops_on"] = "2026-11-10".into();
    let again = take(&with_services(account(), &[over]), subscribe("security", "11.99"), "2026-11-22").unwrap();
    assert_eq!(again.services.len(), 1);
    let service = the(&again, "security");
    assert_eq!((service.status, service.stops_on), (ServiceStatus::Active, None));
    assert_eq!(service.price.value().to_string(), "11.99");
    assert!(service.paid);
}

#[test]
fn sub_3_one_of_two_ends_today_and_the_other_goes_on() {
    let after = take(&two(), json!({"type": "cancel_service", "service": "video"}), "2026-11-22").unwrap();
    let video = the(&after, "video");
    assert_eq!((video.status, video.stops_on), (ServiceStatus::Ended, Some(day("2026-11-22"))));
    assert_eq!(the(&after, "security").status, ServiceStatus::Active);
}

#[test]
fn sub_4_the_last_one_needs_a_choice_and_may_run_to_the_end_of_its_period() {
    let one = with_services(account(), &[running("security", "9.99")]);
    let end = |mode: Value| json!({"type": "cancel_service", "service": "security", "mode": mode});
    let mut unchosen = end(Value::Null);
    unchosen.as_object_mut().unwrap().remove("mode");
    assert_eq!(take(&one, unchosen, "2026-11-22").unwrap_err().path, "outcome");
    let ending = take(&one, end("period_end".into()), "2026-11-22").unwrap();
    let service = the(&ending, "security");
    assert_eq!((service.status, service.stops_on), (ServiceStatus::Ending, Some(day("2026-12-01"))));
    // SUB-5: taken back on the last day, refused on the day itself.
    let reactivate = || json!({"type": "reactivate_service", "service": "security"});
    let ending = serde_json::to_value(&ending).unwrap();
    let back = take(&ending, reactivate(), "2026-11-30").unwrap();
    assert_eq!((the(&back, "security").status, the(&back, "security").stops_on), (ServiceStatus::Active, None));
    assert_eq!(take(&ending, reactivate(), "2026-12-01").unwrap_err().path, "outcome");
    let now = take(&one, end("immediate".into()), "2026-11-22").unwrap();
    assert_eq!(the(&now, "security").status, ServiceStatus::Ended);
}

#[test]
fn sub_9_and_eu_2_end_a_service_on_the_day_of_the_command() {
    for command in ["discontinue_service", "withdraw_service"] {
        let mut young = running("security", "9.99");
        young["started_on"] = "2026-11-20".into();
        let account = with_services(account(), &[young, running("video", "4.99")]);
        let after = take(&account, json!({"type": command, "service": "security"}), "2026-11-22").unwrap();
        let service = the(&after, "security");
        assert_eq!((service.status, service.stops_on), (ServiceStatus::Ended, Some(day("2026-11-22"))), "{command}");
    }
}

#[test]
fn what_only_informs_changes_nothing() {
    let assess =
        json!({"type": "assess_non_payment", "amount": "10.00", "due_on": "2026-11-01", "as_of": "2026-11-22"});
    for command in [json!({"type": "change_payment_method"}), assess] {
        let before = ServiceAccount::from_value(two()).unwrap();
        assert_eq!(take(&two(), command, "2026-11-22").unwrap(), before);
    }
}

#[test]
fn an_end_before_the_beginning_changes_nothing() {
    let mut future = running("video", "4.99");
    future["started_on"] = "2026-11-25".into();
    let account = with_services(account(), &[future, running("security", "9.99")]);
    let early = json!({"type": "cancel_service", "service": "video", "on": "2026-11-24"});
    assert_eq!(take(&account, early, "2026-11-22").unwrap_err().path, "services[0].stops_on");
}
