//! Erasing a customer from a desk: weighed here, done at the centre, gone from every desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::atomic::Ordering;

use common::{Fake, Seat, clock, order, return_of};
use serde_json::{Value, json};

/// The customer of the orders of these tests.
fn c1() -> Value {
    json!({ "id": "c1" })
}

/// W-1, of which nothing is under way any more.
fn settled() -> Value {
    let mut order = order("W-1");
    order["lines"][0]["quantity"] = json!(2);
    order
}

#[tokio::test]
async fn a_supervisor_erases_a_customer_with_whom_all_is_settled() {
    let centre = Fake::new(clock()).await;
    centre.put_order(settled()).await;
    let chief = Seat::enrolled(&centre, 1, "chris").await;
    let other = Seat::enrolled(&centre, 2, "bo").await;
    let open = json!({ "command_id": uuid::Uuid::from_u128(7), "customer": "c1", "channel": "email",
        "subject": "Wants to be forgotten", "orders": [], "services": [], "note": null, "drafts": [] });
    let case = chief.ok("start_case", open).await["case"].clone();
    let typed = json!({ "place": "note", "about": { "kind": "case", "id": case }, "text": "Zoé sa" });
    chief.ok("keep_draft", typed).await;
    let page = chief.ok("weigh_erasure", c1()).await;
    assert_eq!(page["weighed"]["hindrances"], json!([]));
    assert_eq!(page["weighed"]["kept"][0]["count"], 1);
    assert_eq!((&page["cases"], &page["open_cases"], &page["drafts"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(chief.ok("erase_customer", c1()).await, json!({ "outcome": "erased" }));
    // What waited here was heard first, and went with the customer.
    assert_eq!(chief.code("open_customer", c1()).await, "not_found");
    assert_eq!(chief.code("open_case", json!({ "number": case })).await, "not_found");
    assert_eq!(chief.ok("draft", json!({ "place": "note" })).await, json!(null));
    assert_eq!(chief.ok("queue", json!({})).await["commands"].as_array().unwrap().len(), 1);
    assert_eq!(chief.code("weigh_erasure", c1()).await, "not_found");
    // Twice is once: an answer may have been lost.
    assert_eq!(chief.ok("erase_customer", c1()).await, json!({ "outcome": "erased" }));
    other.sync().await;
    assert_eq!(other.code("open_customer", c1()).await, "not_found");
    assert_eq!(other.order("W-1").await["customer"]["name"], "", "the order stays");
    chief.desk.close().await;
    other.desk.close().await;
}

#[tokio::test]
async fn the_centre_weighs_what_this_desk_does_not_know() {
    let centre = Fake::new(clock()).await;
    centre.put_order(settled()).await;
    let chief = Seat::enrolled(&centre, 1, "chris").await;
    let mut other = Seat::enrolled(&centre, 2, "bo").await;
    other.take("W-1", return_of(1)).await;
    other.sync().await;
    assert_eq!(chief.ok("weigh_erasure", c1()).await["weighed"]["hindrances"], json!([]), "it has not heard of it");
    let hindrances = json!([{ "what": "open_order", "order": "W-1" }]);
    let told = chief.ok("erase_customer", c1()).await;
    assert_eq!(told, json!({ "outcome": "hindered", "hindrances": hindrances }));
    assert_eq!(chief.ok("weigh_erasure", c1()).await["weighed"]["hindrances"], hindrances, "it has heard now");
    assert_eq!(chief.ok("open_customer", c1()).await["customer"]["name"], "Zoé Ker");
    chief.desk.close().await;
    other.desk.close().await;
}

#[tokio::test]
async fn it_takes_a_supervisor_and_the_centre() {
    let centre = Fake::new(clock()).await;
    centre.put_order(settled()).await;
    let agent = Seat::enrolled(&centre, 2, "bo").await;
    assert_eq!(agent.code("weigh_erasure", c1()).await, "role_forbids");
    assert_eq!(agent.code("erase_customer", c1()).await, "role_forbids");
    let chief = Seat::enrolled(&centre, 1, "chris").await;
    centre.is_away.store(true, Ordering::SeqCst);
    assert_eq!(chief.code("erase_customer", c1()).await, "centre_unreachable");
    assert_eq!(chief.ok("open_customer", c1()).await["customer"]["id"], "c1");
    centre.is_away.store(false, Ordering::SeqCst);
    // The answer is lost on its way back: it was done, and the next exchange says so.
    chief.sync().await;
    assert_eq!(chief.ok("erase_customer", c1()).await, json!({ "outcome": "erased" }));
    assert_eq!(chief.code("open_customer", c1()).await, "not_found");
    agent.desk.close().await;
    chief.desk.close().await;
}
