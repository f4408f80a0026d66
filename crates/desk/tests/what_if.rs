//! A draft of the terms laid on what was decided at a desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
mod day;

use common::{Fake, Seat, cancel, clock, order, return_of};
use day::{Day, chief};
use guichet_desk::{CallError, Desk, ipc};
use guichet_domain::TermsPack;
use serde_json::{Value, json};
use uuid::Uuid;

fn code(error: CallError) -> Value {
    serde_json::to_value(error).unwrap()["code"].clone()
}

fn shipped() -> Value {
    serde_json::to_value(TermsPack::shipped().unwrap()).unwrap()
}

/// The shipped terms with other parameters.
fn draft(parameters: &[(&str, Value)]) -> String {
    let mut pack = shipped();
    pack["id"] = json!("draft-2027");
    for (name, value) in parameters {
        assert!(!pack["parameters"][name].is_null(), "there is {name}");
        pack["parameters"][name] = value.clone();
    }
    pack.to_string()
}

async fn take(desk: &Desk, n: u128, order: &str, command: Value) {
    let version = ipc::call(desk, "open_order", json!({ "number": order })).await.unwrap()["version"].clone();
    let args =
        json!({ "command_id": Uuid::from_u128(0xAB00 + n), "order": order, "version": version, "command": command });
    ipc::call(desk, "take", args).await.unwrap();
}

/// Everything that a draft changes, asked step by step.
async fn found(desk: &Desk, run: u128, draft: &str) -> Value {
    let run = Uuid::from_u128(run);
    let mut draft = json!(draft);
    for _ in 0..20 {
        let step = ipc::call(desk, "what_if", json!({ "run": run, "months": 3, "draft": draft })).await.unwrap();
        if !step["found"].is_null() {
            return step["found"].clone();
        }
        draft = Value::Null;
    }
    panic!("it never ends");
}

async fn worked() -> (tempfile::TempDir, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    let units = json!([{ "line": "1", "quantity": 1 }]);
    let back = json!({ "type": "request_return", "lines": units, "reason": "change_of_mind" });
    take(&desk, 1, "W-100234", back).await;
    let rma =
        ipc::call(&desk, "open_order", json!({ "number": "W-100234" })).await.unwrap()["order"]["rmas"][0]["number"]
            .clone();
    let today = ipc::call(&desk, "app_info", json!({})).await.unwrap()["today"].clone();
    let came = json!({ "type": "receive_return", "rma": rma, "lines": units, "received_on": today });
    take(&desk, 2, "W-100234", came).await;
    let gift = json!({ "type": "make_exception", "command": { "type": "goodwill", "amount": "5.00" },
        "reason": "Waited an hour." });
    take(&desk, 3, "W-099511", gift).await;
    (folder, desk)
}

#[tokio::test]
async fn terms_against_themselves_change_nothing() {
    let (_folder, desk) = worked().await;
    let same = found(&desk, 1, &draft(&[])).await;
    assert_eq!(
        (&same["compared"], &same["same"], &same["not_reproduced"]),
        (&json!(3), &json!(3), &json!(0)),
        "{same}"
    );
    assert_eq!((&same["changed"], &same["draft"]), (&json!([]), &json!("draft-2027")));
    assert_eq!(same["on_services"], 0);
    let euros = same["money"].as_array().unwrap().iter().find(|one| one["currency"] == "EUR").unwrap();
    assert_eq!((&euros["difference"], &euros["before"]), (&json!("0.00"), &euros["after"]));
    let version = ipc::call(&desk, "open_account", json!({ "id": "c-1002" })).await.unwrap()["version"].clone();
    let ending = json!({ "type": "cancel_service", "service": "security", "mode": null });
    let args =
        json!({ "command_id": Uuid::from_u128(0xAC), "customer": "c-1002", "version": version, "command": ending });
    ipc::call(&desk, "take_account", args).await.unwrap();
    let with_services = found(&desk, 2, &draft(&[])).await;
    assert_eq!((&with_services["on_services"], &with_services["compared"]), (&json!(1), &json!(3)));
    desk.close().await;
}

#[tokio::test]
async fn a_shorter_period_refuses_what_was_allowed() {
    let (_folder, desk) = worked().await;
    let found = found(&desk, 1, &draft(&[("return_period_days", json!(7))])).await;
    assert_eq!(found["compared"], 3);
    let changed = found["changed"].as_array().unwrap();
    let asked = changed.iter().find(|one| one["command"] == "request_return").unwrap();
    assert_eq!(asked["order"], "W-100234");
    assert!(asked["rules"].as_array().unwrap().iter().any(|rule| rule == "RET-3"), "{asked}");
    // It rules nothing: the next decision is as before.
    let back =
        json!({ "type": "request_return", "lines": [{ "line": "1", "quantity": 1 }], "reason": "change_of_mind" });
    take(&desk, 4, "W-100234", back).await;
    let (name, bytes) = ipc::table_csv(&desk, &Uuid::from_u128(1).to_string(), "changes").await.unwrap();
    assert_eq!(name, "what-if-draft-2027.csv");
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("order,day,agent,command,changes") && text.contains("W-100234"), "{text}");
    assert_eq!(text.lines().count(), changed.len() + 1);
    desk.close().await;
}

#[tokio::test]
async fn what_other_desks_decided_is_compared_once_it_is_known() {
    let centre = Fake::new(clock()).await;
    for number in ["W-1", "W-2"] {
        centre.put_order(order(number)).await;
    }
    let mut ana = Seat::enrolled(&centre, 1, "ana").await;
    let mut bo = Seat::enrolled(&centre, 2, "bo").await;
    let supervisor = Seat::enrolled(&centre, 3, "chris").await;
    ana.take("W-1", return_of(1)).await;
    ana.take("W-2", cancel()).await;
    // The same once more: one of the two did nothing, and is no decision of its own.
    bo.take("W-2", cancel()).await;
    ana.sync().await;
    bo.sync().await;
    assert_eq!(found(&supervisor.desk, 1, &draft(&[])).await["compared"], 0);
    supervisor.sync().await;
    let same = found(&supervisor.desk, 2, &draft(&[])).await;
    assert_eq!(
        (&same["compared"], &same["same"], &same["not_reproduced"]),
        (&json!(2), &json!(2), &json!(0)),
        "{same}"
    );
    let changed = found(&supervisor.desk, 3, &draft(&[("return_period_days", json!(3))])).await["changed"].clone();
    assert_eq!(changed.as_array().unwrap().len(), 1, "{changed}");
    assert_eq!((&changed[0]["order"], &changed[0]["agent"]), (&json!("W-1"), &json!("Ana")));
    // The shop corrects what was bought: what was decided on it then is not guessed.
    let mut dearer = order("W-1");
    dearer["lines"][0]["unit_price"] = json!("80.00");
    centre.put_order(dearer).await;
    supervisor.sync().await;
    let left = found(&supervisor.desk, 4, &draft(&[])).await;
    assert_eq!((&left["compared"], &left["not_reproduced"]), (&json!(1), &json!(1)), "{left}");
    for seat in [ana, bo, supervisor] {
        seat.desk.close().await;
    }
}

#[tokio::test]
async fn what_is_no_draft_is_refused_at_its_place() {
    let (_folder, desk) = worked().await;
    let ask = async |run: u128, months: u32, draft: Value| {
        let args = json!({ "run": Uuid::from_u128(run), "months": months, "draft": draft });
        let error = ipc::call(&desk, "what_if", args).await.unwrap_err();
        serde_json::to_value(error).unwrap()
    };
    let mut wrong = shipped();
    wrong["parameters"]["return_period_days"] = json!(-3);
    let error = ask(2, 3, json!(wrong.to_string())).await;
    assert_eq!((&error["code"], &error["path"]), (&json!("bad_input"), &json!("draft.parameters.return_period_days")));
    assert_eq!(ask(3, 3, json!("not JSON")).await["code"], "bad_input");
    assert_eq!(ask(4, 3, Value::Null).await["path"], "draft");
    assert_eq!(ask(5, 0, json!(draft(&[]))).await["path"], "months");
    assert_eq!(ask(6, 37, json!(draft(&[]))).await["path"], "months");
    assert_eq!(code(ipc::table_csv(&desk, &Uuid::from_u128(9).to_string(), "changes").await.unwrap_err()), "not_found");
    desk.close().await;
}

#[tokio::test]
async fn it_is_for_those_who_answer_for_others() {
    let day = Day::begins().await;
    let args = json!({ "run": Uuid::from_u128(1), "months": 3, "draft": draft(&[]) });
    assert_eq!(code(ipc::call(&day.desk, "what_if", args).await.unwrap_err()), "role_forbids");
    day.ends().await;
}
