//! Figures at a desk, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::{Day, chief};
use guichet_desk::{Desk, ipc};
use serde_json::{Value, json};
use uuid::Uuid;

async fn figures(desk: &Desk, run: u128) -> Value {
    let args = json!({ "run": Uuid::from_u128(run), "range": { "is": "months12" } });
    loop {
        let step = ipc::call(desk, "figures", args.clone()).await.unwrap();
        assert!(step["looked_at"].as_u64() <= step["of"].as_u64());
        if !step["figures"].is_null() {
            return step["figures"].clone();
        }
    }
}

#[tokio::test]
async fn an_agent_sees_no_figures() {
    let day = Day::begins().await;
    let args = json!({ "run": Uuid::from_u128(1), "range": { "is": "weeks4" } });
    assert_eq!(day.code("figures", args).await, "role_forbids");
    let saved = ipc::table_csv(&day.desk, &Uuid::from_u128(1).to_string(), "reasons").await;
    assert_eq!(serde_json::to_value(saved.unwrap_err()).unwrap()["code"], "role_forbids");
    day.ends().await;
}

#[tokio::test]
async fn the_demonstration_is_counted_each_bar_has_its_orders_and_a_table_is_saved() {
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    let told = figures(&desk, 1).await;
    assert_eq!(told["returns"], 3, "{told}");
    let run = Uuid::from_u128(1);
    for reason in told["by_reason"].as_array().unwrap() {
        let bar = json!({ "of": "reason", "key": reason["key"] });
        let behind = ipc::call(&desk, "behind_figure", json!({ "run": run, "bar": bar })).await.unwrap();
        assert_eq!(behind["count"], reason["returns"]);
        assert!(behind["orders"][0]["customer_name"].is_string(), "{behind}");
    }
    let (name, file) = ipc::table_csv(&desk, &run.to_string(), "reasons").await.unwrap();
    assert!(name.starts_with("returns-by-reason-") && name.ends_with(".csv"), "{name}");
    let text = String::from_utf8(file).unwrap();
    assert!(text.starts_with("\u{feff}reason,returns,units\r\n"), "{text}");
    assert_eq!(text.lines().count(), 1 + told["by_reason"].as_array().unwrap().len());
    let missing = ipc::table_csv(&desk, &Uuid::from_u128(9).to_string(), "reasons").await.unwrap_err();
    assert_eq!(serde_json::to_value(missing).unwrap()["code"], "not_found");
    desk.close().await;
}

#[tokio::test]
async fn a_cancellation_taken_here_is_told_by_its_rule_and_its_undoing_takes_it_out() {
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    let clauses = |told: &Value| -> Vec<(String, u64)> {
        let euro = told["refunds"].as_array().unwrap().iter().find(|one| one["currency"] == "EUR").unwrap().clone();
        let clause = |one: &Value| (one["clause"].as_str().unwrap().to_owned(), one["count"].as_u64().unwrap());
        euro["by_clause"].as_array().unwrap().iter().map(clause).collect()
    };
    let before = clauses(&figures(&desk, 1).await);
    assert!(!before.iter().any(|(clause, _)| clause == "D"), "{before:?}");
    let page = ipc::call(&desk, "open_order", json!({ "number": "W-101002" })).await.unwrap();
    let id = Uuid::from_u128(0xF1);
    let command = json!({ "type": "cancel_order", "by": "customer", "reason": "mistake" });
    let args = json!({ "command_id": id, "order": "W-101002", "version": page["version"], "command": command });
    ipc::call(&desk, "take", args).await.unwrap();
    // CAN-2 is ours where the terms are silent.
    let after = clauses(&figures(&desk, 2).await);
    assert!(after.contains(&("D".to_owned(), 1)), "{after:?}");
    ipc::call(&desk, "undo", json!({ "command_id": id })).await.unwrap();
    assert_eq!(clauses(&figures(&desk, 3).await), before);
    desk.close().await;
}

#[tokio::test]
async fn a_range_that_ends_before_it_begins_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    let range = json!({ "is": "days", "from": "2026-11-02", "to": "2026-11-01" });
    let fault = ipc::call(&desk, "figures", json!({ "run": Uuid::nil(), "range": range })).await.unwrap_err();
    assert_eq!(fault.path.as_deref(), Some("range"));
    desk.close().await;
}
