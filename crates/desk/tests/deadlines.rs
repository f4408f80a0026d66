//! What is due at a desk, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use serde_json::{Value, json};
use uuid::Uuid;

async fn due(day: &Day) -> Vec<Value> {
    day.ok("deadlines", json!({})).await["items"].as_array().unwrap().clone()
}

fn of<'a>(items: &'a [Value], order: &str) -> Vec<&'a Value> {
    items.iter().filter(|item| item["about"]["order"] == order).collect()
}

async fn take(day: &Day, n: u128, number: &str, command: Value) -> Value {
    let version = day.ok("open_order", json!({ "number": number })).await["version"].clone();
    let id = Uuid::from_u128(0xD000 + n);
    let args = json!({ "command_id": id, "order": number, "version": version, "command": command });
    day.ok("take", args).await
}

#[tokio::test]
async fn a_refused_parcel_and_a_pre_order_are_due_from_the_first_day() {
    let day = Day::begins().await;
    let items = due(&day).await;
    // Refused nine days ago: 45 days from then (DEL-2).
    let refused = of(&items, "W-099002");
    assert_eq!((refused.len(), &refused[0]["about"]["deadline"]), (1, &json!("refused_delivery_refund")));
    assert_eq!((&refused[0]["on"], &refused[0]["days_left"]), (&json!("2026-12-28"), &json!(36)));
    // Ships in five days: its customer is told three days before (PRE-4).
    let planned = of(&items, "W-100871");
    assert_eq!(
        (&planned[0]["about"]["deadline"], &planned[0]["on"]),
        (&json!("pre_shipment_notice"), &json!("2026-11-24"))
    );
    assert_eq!(planned[0]["days_left"], 2);
    let days: Vec<i64> = items.iter().map(|item| item["days_left"].as_i64().unwrap()).collect();
    assert!(days.is_sorted(), "{days:?}");
    day.ends().await;
}

#[tokio::test]
async fn a_return_is_due_until_it_is_undone_and_late_after_its_day() {
    let day = Day::begins().await;
    assert!(of(&due(&day).await, "W-100234").is_empty());
    let asked =
        json!({ "type": "request_return", "lines": [{ "line": "1", "quantity": 1 }], "reason": "change_of_mind" });
    let taken = take(&day, 1, "W-100234", asked).await;
    let items = due(&day).await;
    let awaited = of(&items, "W-100234");
    assert_eq!((awaited.len(), &awaited[0]["about"]["deadline"]), (1, &json!("return_by")));
    assert_eq!((&awaited[0]["on"], &awaited[0]["days_left"]), (&json!("2026-12-06"), &json!(14)));
    assert!(awaited[0]["about"]["of"].as_str().unwrap().starts_with("R-"), "{awaited:?}");
    assert!(awaited[0]["customer_name"].is_string(), "{awaited:?}");
    // The day itself is in time, the next one is late.
    day.later(14 * 24 * 60);
    assert_eq!(of(&due(&day).await, "W-100234")[0]["days_left"], 0);
    day.later(24 * 60);
    let late = due(&day).await;
    assert_eq!(of(&late, "W-100234")[0]["days_left"], -1);
    assert!(late[0]["days_left"].as_i64().unwrap() < 0, "what is late stands first");
    drop(taken);
    day.ends().await;
}

#[tokio::test]
async fn the_carrier_is_to_be_told_until_the_claim_is_filed() {
    let day = Day::begins().await;
    let page = day.ok("open_order", json!({ "number": "W-100710" })).await;
    let shipment = page["order"]["shipments"][0]["id"].clone();
    let line = page["order"]["shipments"][0]["lines"][0]["line"].clone();
    let report = json!({ "type": "report_damage", "shipment": shipment, "lines": [{ "line": line, "quantity": 1 }],
                         "reported_on": "2026-11-22", "in_stock": true, "number": "D-LOCAL-9" });
    take(&day, 1, "W-100710", report).await;
    let items = due(&day).await;
    // Another parcel of the order was damaged before: its carrier is to be told too.
    let claims = |items: &[Value]| -> Vec<Value> {
        of(items, "W-100710").into_iter().map(|it| it["about"]["of"].clone()).collect()
    };
    assert_eq!(claims(&items).len(), 2, "{items:?}");
    assert!(claims(&items).contains(&json!("D-LOCAL-9")));
    assert!(of(&items, "W-100710").iter().all(|it| it["about"]["deadline"] == "carrier_notice"));
    take(&day, 2, "W-100710", json!({ "type": "move_claim", "claim": "D-LOCAL-9", "to": "filed", "on": "2026-11-22" }))
        .await;
    assert!(!claims(&due(&day).await).contains(&json!("D-LOCAL-9")));
    day.ends().await;
}

#[tokio::test]
async fn a_task_of_a_case_is_due_on_its_day_until_it_is_done() {
    let day = Day::begins().await;
    let customer = day.ok("open_order", json!({ "number": "W-100234" })).await["customer"]["id"].clone();
    let id = |n: u128| Uuid::from_u128(0xD700 + n);
    let new = json!({ "command_id": id(1), "customer": customer, "channel": "phone", "subject": "Films nothing",
                      "orders": [], "services": [], "note": null, "drafts": [] });
    let case = day.ok("start_case", new).await["case"].clone();
    let me = day.ok("open_case", json!({ "number": case })).await["me"].clone();
    let on = async |n: u128, command: Value| {
        day.ok("on_case", json!({ "command_id": id(n), "case": case, "command": command, "drafts": [] })).await
    };
    let colleague = json!({ "id": "a-9", "name": "Noor" });
    on(2, json!({ "type": "add_task", "text": "Ring back", "due": "2026-11-24", "assignee": me })).await;
    on(3, json!({ "type": "add_task", "text": "Ask the maker", "due": "2026-11-22", "assignee": colleague })).await;
    day.later(2 * 24 * 60);
    let tasks =
        async || -> Vec<Value> { due(&day).await.into_iter().filter(|item| item["about"]["kind"] == "task").collect() };
    let both = tasks().await;
    let told: Vec<_> = both.iter().map(|it| (&it["about"]["text"], &it["days_left"], &it["about"]["mine"])).collect();
    let expected =
        [(&json!("Ask the maker"), &json!(-2), &json!(false)), (&json!("Ring back"), &json!(0), &json!(true))];
    assert_eq!(told, expected);
    assert!(both[0]["customer_name"].is_string() && both[0]["about"]["case"] == case, "{both:?}");
    on(4, json!({ "type": "finish_task", "task": both[0]["about"]["task"] })).await;
    assert_eq!(tasks().await, both[1..]);
    on(5, json!({ "type": "finish_task", "task": both[1]["about"]["task"] })).await;
    assert!(tasks().await.is_empty());
    day.ends().await;
}
