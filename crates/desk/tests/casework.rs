//! Cases and drafts, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use serde_json::{Value, json};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xCA00 + n)
}

async fn customer_of(day: &Day, order: &str) -> String {
    day.ok("open_order", json!({ "number": order })).await["customer"]["id"].as_str().unwrap().to_owned()
}

async fn start(day: &Day, n: u128, customer: &str, orders: Value) -> String {
    let args = json!({
        "command_id": id(n), "customer": customer, "channel": "phone", "subject": "Records nothing at night",
        "orders": orders, "services": [], "note": "Called twice.", "drafts": ["new"],
    });
    day.ok("start_case", args).await["case"].as_str().unwrap().to_owned()
}

async fn on(day: &Day, n: u128, case: &str, command: Value) -> Value {
    day.ok("on_case", json!({ "command_id": id(n), "case": case, "command": command, "drafts": [] })).await
}

async fn numbers(day: &Day, scope: &str) -> Vec<String> {
    let page = day.ok("cases", json!({ "scope": scope })).await;
    let rows = page["rows"].as_array().unwrap().clone();
    rows.iter().map(|row| row["number"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_case_is_opened_noted_closed_and_taken_back() {
    let day = Day::begins().await;
    let customer = customer_of(&day, "W-100234").await;
    let case = start(&day, 1, &customer, json!(["W-100234"])).await;
    assert!(case.starts_with("K-LOCAL-000001-"), "{case}");
    assert_eq!(start(&day, 1, &customer, json!(["W-100234"])).await, case, "asked twice, opened once");
    assert_eq!(numbers(&day, "mine").await, [case.as_str()]);
    assert_eq!(day.ok("cases", json!({ "scope": "mine" })).await["mine"], 1);

    on(&day, 2, &case, json!({ "type": "note_case", "text": "Wrote again." })).await;
    let page = day.ok("open_case", json!({ "number": case })).await;
    assert_eq!(page["case"]["log"].as_array().unwrap().len(), 2);
    assert_eq!(page["orders"], json!([{ "number": "W-100234", "here": true }]));
    assert_eq!(page["provisional"], json!([]), "there is no centre that has to hear of it");
    for (call, args) in [("open_customer", json!({ "id": customer })), ("open_order", json!({ "number": "W-100234" }))]
    {
        assert_eq!(day.ok(call, args).await["cases"][0]["number"], json!(case), "{call}");
    }

    on(&day, 3, &case, json!({ "type": "move_case", "to": "closed" })).await;
    assert_eq!(numbers(&day, "closed").await, [case.as_str()]);
    assert!(numbers(&day, "team").await.is_empty());
    let told = day.ok("recent_history", json!({ "limit": 10 })).await;
    let kinds: Vec<&str> = told.as_array().unwrap().iter().map(|entry| entry["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["case_closed", "case_noted", "case_opened"]);
    assert!(!told.to_string().contains("Wrote again"), "the history says that something was written, not what");

    day.ok("undo", json!({ "command_id": id(3) })).await;
    assert_eq!(numbers(&day, "team").await, [case.as_str()]);
    day.ok("undo", json!({ "command_id": id(2) })).await;
    day.ok("undo", json!({ "command_id": id(1) })).await;
    assert_eq!(day.code("open_case", json!({ "number": case })).await, "not_found");
    assert!(start(&day, 4, &customer, json!([])).await.starts_with("K-LOCAL-000002-"), "a number stays used");
    // Its columns are an index of its body, and are made anew from it.
    let listed = numbers(&day, "mine").await;
    day.desk.store().execute_for_tests("UPDATE casework SET status = 'closed', assignee = NULL").await.unwrap();
    assert!(numbers(&day, "mine").await.is_empty());
    assert_eq!(day.desk.store().verify(true).await.unwrap().cases, 1);
    assert_eq!(numbers(&day, "mine").await, listed);
    day.ends().await;
}

#[tokio::test]
async fn a_case_is_about_its_customers_orders_only() {
    let day = Day::begins().await;
    let customer = customer_of(&day, "W-100234").await;
    let args = json!({
        "command_id": id(1), "customer": customer, "channel": "chat", "subject": "x", "orders": ["W-0"], "services": [],
        "note": null, "drafts": [],
    });
    let fault = day.fault("start_case", args).await;
    assert_eq!((fault["code"].as_str(), fault["path"].as_str()), (Some("not_found"), Some("orders[0]")));
    let args =
        json!({ "command_id": id(2), "case": "K-0", "command": { "type": "note_case", "text": "x" }, "drafts": [] });
    assert_eq!(day.code("on_case", args).await, "not_found");
    day.ends().await;
}

#[tokio::test]
async fn what_is_overdue_stands_first() {
    let day = Day::begins().await;
    let customer = customer_of(&day, "W-100234").await;
    let (late, other) = (start(&day, 1, &customer, json!([])).await, start(&day, 2, &customer, json!([])).await);
    let task = json!({ "type": "add_task", "text": "Call back", "due": "2026-11-22" });
    on(&day, 3, &late, task).await;
    day.later(1);
    on(&day, 4, &other, json!({ "type": "note_case", "text": "x" })).await;
    assert_eq!(numbers(&day, "mine").await, [other.clone(), late.clone()], "what was touched last stands first");
    day.later(24 * 60);
    assert_eq!(numbers(&day, "mine").await, [late.clone(), other]);
    let page = day.ok("cases", json!({ "scope": "mine" })).await;
    assert_eq!(page["rows"][0]["overdue"], true);
    let closed =
        json!({ "command_id": id(5), "case": late, "command": { "type": "move_case", "to": "closed" }, "drafts": [] });
    assert_eq!(day.code("on_case", closed).await, "bad_input", "something is still to be done");
    on(&day, 6, &late, json!({ "type": "finish_task", "task": id(3) })).await;
    on(&day, 7, &late, json!({ "type": "move_case", "to": "closed" })).await;
    day.ends().await;
}

#[tokio::test]
async fn what_is_typed_is_kept_until_it_is_sent() {
    let day = Day::begins().await;
    let customer = customer_of(&day, "W-100234").await;
    let about = json!({ "kind": "customer", "id": customer });
    let keep = |place: &str, about: &Value, text: &str| json!({ "place": place, "about": about, "text": text });
    day.ok("keep_draft", keep("new", &about, "They sa")).await;
    day.ok("keep_draft", keep("new", &about, "They said\n«\u{202e}x»")).await;
    assert_eq!(day.ok("draft", json!({ "place": "new" })).await, "They said\n«\u{202e}x»");
    assert_eq!(day.ok("draft", json!({ "place": "other" })).await, Value::Null);
    let case = start(&day, 1, &customer, json!([])).await;
    assert_eq!(day.ok("draft", json!({ "place": "new" })).await, Value::Null, "it was sent");

    let about = json!({ "kind": "case", "id": case });
    day.ok("keep_draft", keep("note", &about, "x")).await;
    day.ok("keep_draft", keep("note", &about, "")).await;
    assert_eq!(day.ok("draft", json!({ "place": "note" })).await, Value::Null, "nothing typed is nothing kept");
    day.ok("undo", json!({ "command_id": id(1) })).await;
    assert_eq!(day.code("keep_draft", keep("note", &about, "x")).await, "not_found");
    assert_eq!(day.code("keep_draft", keep("", &about, "x")).await, "bad_input");
    day.ends().await;
}
