//! An order that is placed at a desk, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use serde_json::{Value, json};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x9000 + n)
}

fn basket(customer: &str, lines: Value) -> Value {
    json!({
        "number": "", "customer": customer, "market": "FR", "consumer": true, "naming": "fr", "lines": lines,
        "payment": "card", "requirements_told": true,
    })
}

async fn article(day: &Day) -> Value {
    let page = day.ok("new_order", json!({ "id": "c-1001" })).await;
    assert_eq!(page["market"], "FR");
    let all = page["catalogue"]["articles"].as_array().unwrap();
    let mut sold = all.iter().filter(|it| it["kind"] == "hardware" && it["pre_order"] != true);
    sold.next().unwrap()["sku"].clone()
}

#[tokio::test]
async fn an_order_is_placed_once_and_waits_for_the_centre() {
    let day = Day::begins().await;
    let sku = article(&day).await;
    let basket = basket("c-1001", json!([{ "sku": sku, "quantity": 2 }]));
    let preview = day.ok("preview_order", json!({ "basket": basket })).await;
    assert_eq!(preview["decision"]["outcome"], "allowed");
    assert!(preview["decision"]["obligations"].as_array().unwrap().contains(&json!("send_order_form")));
    let placed = day.ok("place_order", json!({ "command_id": id(1), "basket": basket })).await;
    let number = placed["number"].as_str().unwrap();
    assert!(number.starts_with("O-LOCAL-000001-"), "{number}");
    let again = day.ok("place_order", json!({ "command_id": id(1), "basket": basket })).await;
    assert_eq!(again, placed, "the same command is the same order");
    let mut other = basket.clone();
    other["lines"][0]["quantity"] = 3.into();
    let fault = day.fault("place_order", json!({ "command_id": id(1), "basket": other })).await;
    assert_eq!((&fault["code"], &fault["path"]), (&json!("bad_input"), &json!("command_id")));
    let page = day.ok("open_order", json!({ "number": number })).await;
    assert_eq!(page["order"]["customer"], "c-1001");
    assert_eq!(page["order"]["channel"], "customer_service");
    assert_eq!(page["amounts"]["total"], preview["amounts"]["total"]);
    let ordered = page["timeline"].as_array().unwrap().iter().find(|told| told["kind"] == "ordered").unwrap();
    assert_eq!((&ordered["agent"], &ordered["waiting"]), (&json!("Camille Faure"), &json!(true)));
    let queue = day.ok("queue", json!({})).await;
    let waiting = &queue["commands"][0];
    assert_eq!((&waiting["asked"]["name"], &waiting["about"]["id"]), (&json!("new_order"), &placed["number"]));
    assert_eq!(waiting["about"]["customer"], "c-1001");
    day.desk.store().verify(true).await.unwrap();
    day.ends().await;
}

#[tokio::test]
async fn an_order_that_is_taken_back_is_there_no_more_and_its_number_stays_used() {
    let day = Day::begins().await;
    let sku = article(&day).await;
    let basket = basket("c-1001", json!([{ "sku": sku, "quantity": 1 }]));
    let placed = day.ok("place_order", json!({ "command_id": id(1), "basket": basket })).await;
    let before = day.ok("open_customer", json!({ "id": "c-1001" })).await["orders"].as_array().unwrap().len();
    day.ok("undo", json!({ "command_id": id(1) })).await;
    assert_eq!(day.code("open_order", json!({ "number": placed["number"] })).await, "not_found");
    let after = day.ok("open_customer", json!({ "id": "c-1001" })).await["orders"].as_array().unwrap().len();
    assert_eq!(after + 1, before);
    let next = day.ok("place_order", json!({ "command_id": id(2), "basket": basket })).await;
    assert!(next["number"].as_str().unwrap().starts_with("O-LOCAL-000002-"));
    day.desk.store().verify(true).await.unwrap();
    day.ends().await;
}

#[tokio::test]
async fn what_cannot_be_ordered_names_the_place_of_the_fault_and_takes_no_number() {
    let day = Day::begins().await;
    let sku = article(&day).await;
    let whole = basket("c-1001", json!([{ "sku": sku, "quantity": 1 }]));
    let with = |at: &str, value: Value| {
        let mut changed = whole.clone();
        *changed.pointer_mut(at).unwrap() = value;
        changed
    };
    for (changed, path) in [
        (with("/lines", json!([])), "basket.lines"),
        (with("/lines/0/sku", json!("NONE")), "basket.lines[0].sku"),
        (with("/lines/0/quantity", json!(0)), "basket.lines[0].quantity"),
        (with("/lines", json!([{ "sku": sku, "quantity": 1 }, { "sku": sku, "quantity": 1 }])), "basket.lines[1].sku"),
        (with("/market", json!("ZW")), "basket.market"),
        (with("/requirements_told", json!(false)), "basket.requirements_told"),
        (with("/payment", json!("cash")), "basket.payment"),
    ] {
        for (name, args) in [
            ("preview_order", json!({ "basket": changed })),
            ("place_order", json!({ "command_id": id(9), "basket": changed })),
        ] {
            let fault = day.fault(name, args).await;
            assert_eq!((fault["code"].as_str(), fault["path"].as_str()), (Some("bad_input"), Some(path)), "{fault}");
        }
    }
    let placed = day.ok("place_order", json!({ "command_id": id(1), "basket": whole })).await;
    assert!(placed["number"].as_str().unwrap().starts_with("O-LOCAL-000001-"));
    day.ends().await;
}

#[tokio::test]
async fn a_dispute_is_a_ground_to_refuse_and_nobody_unknown_orders() {
    let day = Day::begins().await;
    let sku = article(&day).await;
    let disputed = basket("c-1004", json!([{ "sku": sku, "quantity": 1 }]));
    let preview = day.ok("preview_order", json!({ "basket": disputed })).await;
    assert_eq!(preview["decision"]["outcome"], "refused");
    assert_eq!(day.code("place_order", json!({ "command_id": id(1), "basket": disputed })).await, "refused");
    let nobody = basket("c-0000", json!([{ "sku": sku, "quantity": 1 }]));
    assert_eq!(day.code("preview_order", json!({ "basket": nobody })).await, "not_found");
    assert_eq!(day.code("new_order", json!({ "id": "c-0000" })).await, "not_found");
    day.ends().await;
}
