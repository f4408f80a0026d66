//! The list of all orders, through the command that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use guichet_desk::store::Orders;
use guichet_desk::summary::Flag;
use serde_json::{Value, json};

async fn rows(day: &Day, scope: &str, from: u32, count: u32) -> Vec<Value> {
    let page = day.ok("orders", json!({ "scope": scope, "from": from, "count": count })).await;
    assert_eq!(page["from"], from);
    page["rows"].as_array().unwrap().clone()
}

#[tokio::test]
async fn every_order_stands_in_the_list_once_the_newest_first_in_whatever_parts_it_is_read() {
    let day = Day::begins().await;
    let all = rows(&day, "all", 0, 500).await;
    let counts = day.ok("orders", json!({ "scope": "all", "from": 0, "count": 0 })).await["counts"].clone();
    assert_eq!((&counts["all"], all.len() > 20), (&Value::from(all.len()), true));
    let days: Vec<&str> = all.iter().map(|row| row["order"]["placed_on"].as_str().unwrap()).collect();
    assert!(days.is_sorted_by(|newer, older| newer >= older), "{days:?}");
    let mut parts = Vec::new();
    for from in (0..u32::try_from(all.len()).unwrap() + 7).step_by(7) {
        parts.extend(rows(&day, "all", from, 7).await);
    }
    assert_eq!(parts, all);
    assert!(rows(&day, "all", u32::MAX, 7).await.is_empty(), "beyond the end there is nothing");
    let one = all.iter().find(|row| row["order"]["number"] == "W-100234").unwrap();
    let page = day.ok("open_order", json!({ "number": "W-100234" })).await;
    assert_eq!((&one["customer"], &one["customer_name"]), (&page["customer"]["id"], &page["customer"]["name"]));
    day.ends().await;
}

#[tokio::test]
async fn orders_on_which_something_waits_are_listed_by_what_it_is_and_counted() {
    let day = Day::begins().await;
    let all = rows(&day, "all", 0, 500).await;
    for (scope, flag) in [
        ("open_rma", "open_rma"),
        ("pre_order", "pre_order"),
        ("refused_parcel", "refused_parcel"),
        ("open_claim", "open_claim"),
    ] {
        let having = |row: &&Value| row["flags"].as_array().unwrap().iter().any(|one| one == flag);
        let wanted: Vec<Value> = all.iter().filter(having).cloned().collect();
        assert!(!wanted.is_empty(), "the demonstration has none of {scope}");
        assert_eq!(rows(&day, scope, 0, 500).await, wanted, "{scope}");
        assert_eq!(rows(&day, scope, 1, 500).await, wanted[1..], "{scope}");
        let page = day.ok("orders", json!({ "scope": scope, "from": 0, "count": 1 })).await;
        assert_eq!(page["counts"][scope], wanted.len(), "{scope}");
    }
    assert_eq!(day.code("orders", json!({ "scope": "some", "from": 0, "count": 1 })).await, "bad_input");
    assert_eq!(day.code("orders", json!({ "scope": "all", "from": -1, "count": 1 })).await, "bad_input");
    day.ends().await;
}

#[tokio::test]
async fn what_figures_tell_of_is_read_in_its_index_whatever_else_there_is() {
    let day = Day::begins().await;
    for plan in day.desk.store().explain_told().await.unwrap() {
        assert!(plan.iter().all(|step| step.contains("orders_told")), "every order would be looked at: {plan:?}");
    }
    day.ends().await;
}

#[tokio::test]
async fn a_place_in_the_list_is_found_in_an_index_alone() {
    let day = Day::begins().await;
    for (which, index) in [
        (Orders::All, "USING COVERING INDEX orders_placed"),
        (Orders::With(Flag::OpenRma), "USING COVERING INDEX orders_due"),
    ] {
        let plan = day.desk.store().explain_list_orders(which).await.unwrap();
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        let sorts = plan.iter().filter(|step| step.contains("TEMP B-TREE")).count();
        assert!(sorts <= 1, "only what is listed is sorted: {plan:?}");
    }
    day.ends().await;
}
