//! What is kept of a customer, handed out to them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::{Day, chief};
use guichet_desk::{CallError, ipc};
use serde_json::{Value, json};
use uuid::Uuid;

fn code(error: CallError) -> Value {
    serde_json::to_value(error).unwrap()["code"].clone()
}

#[tokio::test]
async fn an_agent_hands_out_nothing_and_nobody_what_is_not_there() {
    let day = Day::begins().await;
    let refused = ipc::customer_data(&day.desk, "C-1", "json").await.unwrap_err();
    assert_eq!(code(refused), "role_forbids");
    assert_eq!(code(ipc::customer_data_saved(&day.desk, "C-1", "json").await.unwrap_err()), "role_forbids");
    day.ends().await;
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    assert_eq!(code(ipc::customer_data(&desk, "nobody", "json").await.unwrap_err()), "not_found");
    assert_eq!(code(ipc::customer_data(&desk, "nobody", "xml").await.unwrap_err()), "bad_input");
    desk.close().await;
}

#[tokio::test]
async fn everything_of_one_customer_and_nothing_of_another_is_handed_out_and_noted() {
    let folder = tempfile::tempdir().unwrap();
    let desk = chief(&folder).await;
    let ask = async |name: &str, args: Value| ipc::call(&desk, name, args).await.unwrap();
    let customer = ask("open_order", json!({ "number": "W-100234" })).await["customer"]["id"].clone();
    let id = customer.as_str().unwrap();
    let start = json!({ "command_id": Uuid::from_u128(0xDA01), "customer": id, "channel": "phone",
                        "subject": "Records nothing at night", "orders": ["W-100234"], "services": [],
                        "note": "Called twice.", "drafts": [] });
    let case = ask("start_case", start).await["case"].clone();
    let typed = json!({ "place": "note", "about": { "kind": "case", "id": case }, "text": "and a third ti" });
    ask("keep_draft", typed).await;
    let page = ask("open_customer", json!({ "id": id })).await;
    let done = ask("customer_history", json!({ "id": id })).await;

    let (name, bytes) = ipc::customer_data(&desk, id, "json").await.unwrap();
    assert!(name.starts_with("customer-data-") && name.ends_with(".json"), "{name}");
    let data: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!((&data["format"], &data["complete"]), (&json!("guichet.customer-data/1"), &json!(true)));
    assert_eq!(data["customer"]["customer"], page["customer"]);
    let numbers = |orders: &Value| -> Vec<String> {
        orders.as_array().unwrap().iter().map(|order| order["number"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(numbers(&data["orders"]), numbers(&page["orders"]));
    assert!(numbers(&data["orders"]).contains(&"W-100234".to_owned()));
    assert!(data["orders"].as_array().unwrap().iter().all(|order| order["customer"] == customer));
    assert_eq!((&data["cases"][0]["number"], &data["drafts"][0]["text"]), (&case, &json!("and a third ti")));
    assert_eq!((&data["history"], &data["papers"]), (&done["timeline"], &done["documents"]));

    // Nothing is noted for a file that nobody has saved.
    assert_eq!(ask("customer_history", json!({ "id": id })).await, done);
    ipc::customer_data_saved(&desk, id, "json").await.unwrap();
    let (name, bytes) = ipc::customer_data(&desk, id, "pdf").await.unwrap();
    ipc::customer_data_saved(&desk, id, "pdf").await.unwrap();
    assert!(name.ends_with(".pdf") && bytes.starts_with(b"%PDF"), "{name}");
    let told = ask("customer_history", json!({ "id": id })).await["timeline"].clone();
    let sorts: Vec<_> = told.as_array().unwrap().iter().filter(|it| it["kind"] == "data_handed_out").collect();
    assert_eq!(sorts.len(), 2, "{told}");
    assert_eq!((&sorts[0]["reference"], &sorts[1]["reference"]), (&json!("PDF"), &json!("JSON")));
    assert!(sorts[0]["agent"].is_string());
    let last = ask("recent_history", json!({ "limit": 1 })).await;
    assert_eq!(last[0]["kind"], "data_handed_out");
    desk.close().await;
}
