//! Desks with real files and a centre in this process: what the exchange promises an agent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use common::{Fake, Seat, cancel, clock, order, return_of};
use guichet_desk::Desk;
use guichet_sync::authority::DeviceState;
use serde_json::json;

async fn shop() -> Fake {
    let centre = Fake::new(clock()).await;
    for number in ["W-1", "W-2", "W-3"] {
        centre.put_order(order(number)).await;
    }
    centre
}

#[tokio::test]
async fn an_rma_issued_at_one_desk_appears_at_the_other_with_who_did_it() {
    let centre = shop().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let two = Seat::enrolled(&centre, 2, "bo").await;
    let (id, taken) = one.take("W-1", return_of(1)).await;
    let rma = taken["rma_number"].as_str().unwrap().to_owned();
    assert!(rma.starts_with("R-D1-000001-"), "{rma}");
    assert_eq!(one.ok("sync_state", json!({})).await["waiting"], 1);
    one.sync().await;
    two.sync().await;
    let page = two.order("W-1").await;
    assert_eq!(page["order"]["rmas"][0]["number"], rma.as_str());
    let told = page["timeline"].as_array().unwrap().iter().filter(|told| told["kind"] == "return_asked");
    let told: Vec<_> = told.collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["agent"], &told[0]["waiting"]), (&json!("Ana"), &json!(false)));
    assert_eq!((&told[0]["command"], &told[0]["verdict"]), (&json!(id), &json!("applied")));
    let own = one.order("W-1").await;
    let told: Vec<_> = own["timeline"].as_array().unwrap().iter().filter(|t| t["kind"] == "return_asked").collect();
    assert_eq!(told.len(), 1, "no entry stands twice: {told:?}");
    assert_eq!((&told[0]["agent"], &told[0]["waiting"]), (&json!("Ana"), &json!(false)));
    assert_eq!((&told[0]["command"], &told[0]["verdict"]), (&json!(id), &json!("applied")));
    let state = one.ok("sync_state", json!({})).await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)));
    assert_eq!(two.ok("find", json!({ "query": rma })).await["groups"][0]["hits"][0]["target"]["number"], "W-1");
    one.desk.close().await;
    two.desk.close().await;
}

#[tokio::test]
async fn a_customers_page_tells_of_each_order_what_the_orders_own_page_tells() {
    let centre = shop().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let mut two = Seat::enrolled(&centre, 2, "bo").await;
    one.take("W-1", return_of(1)).await;
    one.sync().await;
    two.sync().await;
    // Heard of from the centre, taken here, and nothing at all.
    two.take("W-2", return_of(1)).await;
    let customer = two.ok("customer_history", json!({ "id": "c1" })).await;
    let told = customer["timeline"].as_array().unwrap();
    let mut of_orders = 0;
    for number in ["W-1", "W-2", "W-3"] {
        let own = two.order(number).await["timeline"].as_array().unwrap().clone();
        let here: Vec<_> = told.iter().filter(|entry| entry["order"] == number).cloned().collect();
        assert_eq!(here, own, "{number}");
        of_orders += own.len();
    }
    let by: Vec<&str> =
        told.iter().filter(|entry| entry["kind"] == "return_asked").map(|e| e["agent"].as_str().unwrap()).collect();
    assert_eq!((by.len(), by.contains(&"Ana"), by.contains(&"Bo")), (2, true, true));
    assert_eq!(told.iter().filter(|entry| !entry["order"].is_null()).count(), of_orders, "nothing of another's orders");
    one.desk.close().await;
    two.desk.close().await;
}

#[tokio::test]
async fn a_competing_cancellation_needs_a_person_who_sees_both_sides_and_settles_it() {
    let centre = shop().await;
    let mut one = Seat::enrolled(&centre, 1, "ana").await;
    let mut two = Seat::enrolled(&centre, 2, "bo").await;
    let (_, _) = one.take("W-1", return_of(2)).await;
    let (id, _) = two.take("W-1", return_of(1)).await;
    let (behind, _) = two.take("W-2", cancel()).await;
    one.sync().await;
    two.sync().await;
    let items = two.ok("attention", json!({})).await;
    let item = &items[0];
    assert_eq!((&item["command"], &item["about"]["id"]), (&json!(id), &json!("W-1")));
    assert_eq!(item["about"]["customer_name"], "Zoé Ker");
    assert_eq!(item["asked"]["name"], "request_return");
    assert_eq!(item["asked"]["units"], json!([{ "name": "CAM", "quantity": 1 }]));
    assert_eq!(item["about"]["currency"], "EUR");
    let conflict = &item["cause"]["conflict"];
    assert_eq!(conflict["kind"], "quantity_exceeded");
    assert_eq!((&conflict["mine"]["who"], &conflict["theirs"][0]["who"]), (&json!("Bo"), &json!("Ana")));
    assert!(!conflict["steps"].as_array().unwrap().is_empty());
    // Another order's command went through; what is rejected is told as such and changes nothing.
    let queue = two.ok("queue", json!({})).await;
    let of = |id: &str| queue["commands"].as_array().unwrap().iter().find(|c| c["id"] == id).unwrap().clone();
    assert_eq!(of(&behind)["verdict"]["result"], "applied");
    assert_eq!(of(&id)["verdict"]["result"], "rejected");
    let page = two.order("W-1").await;
    assert_eq!(page["order"]["rmas"].as_array().unwrap().len(), 1);
    assert!(page["timeline"].as_array().unwrap().iter().any(|told| told["rejected"] == true));
    assert_eq!(two.ok("sync_state", json!({})).await["attention"], 1);
    // Asked again it is refused on what is true now, and stays; then it is let go.
    assert_eq!(two.code("resolve", json!({ "command": id, "how": "ask_again" })).await, "refused");
    assert_eq!(two.ok("attention", json!({})).await.as_array().unwrap().len(), 1);
    two.ok("resolve", json!({ "command": id, "how": "let_go" })).await;
    two.sync().await;
    let state = two.ok("sync_state", json!({})).await;
    assert_eq!((&state["attention"], &state["waiting"]), (&json!(0), &json!(0)));
    one.desk.close().await;
    two.desk.close().await;
}

#[tokio::test]
async fn the_queue_names_the_units_of_a_cancellation_of_everything_also_when_nothing_is_open_any_more() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let (id, _) = desk.take("W-2", cancel()).await;
    let page = desk.order("W-2").await;
    let told: Vec<_> = page["timeline"].as_array().unwrap().iter().filter(|told| told["command"] == id).collect();
    assert!(!told.is_empty());
    assert!(told.iter().all(|told| told["waiting"] == true && told["verdict"].is_null()), "{told:?}");
    for _ in 0..2 {
        let queue = desk.ok("queue", json!({})).await;
        let entry = &queue["commands"][0];
        assert_eq!((&entry["id"], &entry["about"]["currency"]), (&json!(id), &json!("EUR")));
        assert_eq!(entry["asked"]["units"], json!([{ "name": "CAM", "quantity": 1 }]));
        desk.sync().await;
    }
    desk.desk.close().await;
}

#[tokio::test]
async fn a_command_is_held_for_a_while_and_can_be_undone_until_it_is_sealed() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let (first, _) = desk.take("W-1", return_of(1)).await;
    desk.desk.exchange(TimeDelta::seconds(8)).await.unwrap();
    assert!(centre.order("W-1").rmas.is_empty(), "it is held");
    desk.ok("undo", json!({ "command_id": first })).await;
    assert!(desk.order("W-1").await["order"]["rmas"].as_array().unwrap().is_empty());
    let (second, _) = desk.take("W-1", return_of(1)).await;
    centre.clock.later(TimeDelta::seconds(9));
    desk.desk.exchange(TimeDelta::seconds(8)).await.unwrap();
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    assert_eq!(desk.code("undo", json!({ "command_id": second })).await, "nothing_to_undo");
    desk.desk.close().await;
}

#[tokio::test]
async fn work_goes_on_without_the_centre_and_the_queue_drains_when_it_is_back() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    centre.is_away.store(true, Ordering::SeqCst);
    desk.take("W-1", return_of(1)).await;
    desk.take("W-2", cancel()).await;
    assert_eq!(desk.code("sync_now", json!({})).await, "centre_unreachable");
    let state = desk.ok("sync_state", json!({})).await;
    assert_eq!(state["standing"]["is"], "offline");
    assert!(state["standing"]["since"].is_string());
    assert_eq!(state["waiting"], 2);
    desk.again().await;
    centre.is_away.store(false, Ordering::SeqCst);
    // Answers are lost twice: the push's, then the pull's.
    for _ in 0..2 {
        centre.loses.store(1, Ordering::SeqCst);
        assert_eq!(desk.code("sync_now", json!({})).await, "centre_unreachable");
    }
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)));
    assert_eq!(centre.order("W-1").rmas.len(), 1, "nothing is done twice");
    desk.desk.close().await;
}

#[tokio::test]
async fn an_open_page_is_not_stale_because_nothing_but_the_exchange_happened() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    desk.take("W-1", return_of(1)).await;
    let version = desk.order("W-1").await["version"].clone();
    desk.sync().await;
    let after = desk.order("W-1").await;
    assert_eq!(after["version"], version, "the centre decided the same: the page shows what it showed");
    desk.desk.close().await;
}

#[tokio::test]
async fn an_erased_customer_is_found_by_nothing() {
    let centre = shop().await;
    let desk = Seat::enrolled(&centre, 1, "ana").await;
    assert_eq!(desk.ok("find", json!({ "query": "zoé" })).await["groups"].as_array().unwrap().len(), 1);
    centre.erase("c1").await;
    desk.sync().await;
    assert!(desk.ok("find", json!({ "query": "zoé" })).await["groups"].as_array().unwrap().is_empty());
    assert!(desk.ok("find", json!({ "query": "z@example.com" })).await["groups"].as_array().unwrap().is_empty());
    assert_eq!(desk.code("open_customer", json!({ "id": "c1" })).await, "not_found");
    assert_eq!(desk.order("W-1").await["customer"]["name"], "");
    desk.desk.close().await;
}

#[tokio::test]
async fn what_is_typed_on_a_case_outlives_every_page_and_goes_with_the_customer() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let (id, other) = (desk.id(), desk.id());
    let asked = json!({ "command_id": id, "customer": "c1", "channel": "email", "subject": "Zoé's house", "orders": ["W-1"],
        "services": [], "note": null, "drafts": [] });
    let case = desk.ok("start_case", asked).await["case"].as_str().unwrap().to_owned();
    let about = json!({ "kind": "case", "id": case });
    desk.ok("keep_draft", json!({ "place": "note", "about": about, "text": "Zoé sa" })).await;
    assert_eq!(desk.ok("open_case", json!({ "number": case })).await["provisional"], json!([]), "it has no entry yet");
    let note = json!({ "type": "note_case", "text": "Zoé's mother called." });
    desk.ok("on_case", json!({ "command_id": other, "case": case, "command": note, "drafts": [] })).await;
    assert_eq!(desk.ok("open_case", json!({ "number": case })).await["provisional"], json!([other]));
    desk.sync().await;
    desk.sync().await;
    assert_eq!(desk.ok("draft", json!({ "place": "note" })).await, "Zoé sa", "pages came, and it is there");
    assert_eq!(desk.ok("open_case", json!({ "number": case })).await["provisional"], json!([]));
    desk.again().await;
    assert_eq!(desk.ok("draft", json!({ "place": "note" })).await, "Zoé sa", "another program, the same replica");
    centre.erase("c1").await;
    desk.sync().await;
    assert_eq!(desk.code("open_case", json!({ "number": case })).await, "not_found");
    assert_eq!(desk.ok("draft", json!({ "place": "note" })).await, json!(null));
    let told = desk.ok("recent_history", json!({ "limit": 20 })).await.to_string();
    assert!(told.contains("case_noted") && !told.contains("mother"), "{told}");
    desk.desk.close().await;
}

#[tokio::test]
async fn a_snapshot_that_breaks_off_goes_on_and_the_queue_stays() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let (id, _) = desk.take("W-1", return_of(1)).await;
    for n in 10..16 {
        centre.put_order(order(&format!("W-{n}"))).await;
    }
    // The feed no longer reaches back: everything anew.
    let head = centre.store.look(common::MERCHANT).unwrap().head().version;
    centre.store.put_horizon(common::MERCHANT, head);
    centre.chunks_left.store(2, Ordering::SeqCst);
    assert_eq!(desk.code("sync_now", json!({})).await, "centre_unreachable");
    assert_eq!(desk.order("W-2").await["order"]["number"], "W-2", "what was there is shown meanwhile");
    assert_eq!(desk.code("open_order", json!({ "number": "W-12" })).await, "not_found");
    // The program is started again in between; only what is missing is fetched.
    desk.again().await;
    centre.chunks_left.store(4, Ordering::SeqCst);
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)));
    assert_eq!(desk.order("W-12").await["order"]["number"], "W-12");
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    let page = desk.order("W-1").await;
    assert_eq!(page["order"]["rmas"].as_array().unwrap().len(), 1);
    assert!(page["timeline"].as_array().unwrap().iter().any(|told| told["agent"] == "Ana"), "the history came along");
    assert!(page["version"].as_i64().unwrap() > 1_000_000, "no version is given twice");
    let queue = desk.ok("queue", json!({})).await;
    assert_eq!(queue["commands"][0]["id"], json!(id));
    assert!(!desk.folder.path().join("replica.db.next").exists());
    desk.again().await;
    assert_eq!(desk.ok("find", json!({ "query": "zoé" })).await["groups"].as_array().unwrap().len(), 1);
    // What was put aside before the stop and after it: by number, and by address.
    for (query, at, found) in [("W-10", "/number", "W-10"), ("W-15", "/number", "W-15"), ("z@example.com", "/id", "c1")]
    {
        let answer = desk.ok("find", json!({ "query": query })).await;
        let target = answer.pointer("/groups/0/hits/0/target").and_then(|target| target.pointer(at));
        assert_eq!(target, Some(&json!(found)), "{query}: {answer}");
    }
    desk.desk.store().verify(false).await.unwrap();
    desk.desk.close().await;
}

#[tokio::test]
async fn a_desk_with_orders_of_its_own_is_asked_before_it_is_enrolled() {
    let centre = shop().await;
    let mut desk = Seat::local(&centre, 1).await;
    desk.desk.close().await;
    desk.options.demo = true;
    desk.desk = Desk::open(desk.options.clone()).await.unwrap();
    let state = desk.ok("sync_state", json!({})).await;
    assert_eq!((&state["standing"]["is"], &state["lease_until"]), (&json!("local"), &json!(null)));
    let args = json!({ "server": "https://centre.example", "code": "CODE", "device_name": "Desk" });
    let error = desk.call("enrol", args).await.unwrap_err();
    let error = serde_json::to_value(error).unwrap();
    assert_eq!(error["code"], "holds_local_data");
    assert!(error["facts"]["orders"].as_str().unwrap().parse::<u32>().unwrap() > 90);
    desk.enrol().await;
    let id = desk.id();
    assert_eq!(
        desk.code(
            "take",
            json!({ "command_id": id, "order": "W-100234", "version": 1,
        "command": return_of(1) })
        )
        .await,
        "sign_in_needed"
    );
    desk.sign_in("ana").await;
    desk.sync().await;
    assert_eq!(desk.ok("app_info", json!({})).await["orders"], 3);
    assert_eq!(desk.ok("app_info", json!({})).await["series"], "D1");
    assert_eq!(desk.ok("app_info", json!({})).await["agent"]["name"], "Ana");
    desk.desk.close().await;
}

#[tokio::test]
async fn an_enrolment_whose_answer_was_lost_is_asked_again_as_the_same_device() {
    let centre = shop().await;
    let mut desk = Seat::local(&centre, 1).await;
    let args = json!({ "server": "https://centre.example", "code": "CODE", "device_name": "Desk" });
    assert_eq!(
        desk.code("enrol", json!({ "server": "https://centre.example", "code": "NO", "device_name": "Desk" })).await,
        "enrol_code_invalid"
    );
    centre.loses.store(1, Ordering::SeqCst);
    assert_eq!(desk.code("enrol", args.clone()).await, "centre_unreachable");
    desk.again().await;
    let state = desk.ok("enrol", args).await;
    assert_eq!(state["standing"]["is"], "bootstrapping");
    assert_eq!(centre.devices().len(), 1, "one device, not two");
    assert_eq!(desk.code("sync_now", json!({})).await, "sign_in_needed");
    desk.desk.close().await;
}

#[tokio::test]
async fn a_desk_in_quarantine_enrols_anew_under_another_series_and_loses_nothing() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    desk.take("W-1", return_of(1)).await;
    let device = desk.device().await;
    centre.set_device(device, DeviceState::Quarantined);
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("must_enrol"), &json!(1)));
    desk.enrol().await;
    assert_eq!(desk.code("sync_now", json!({})).await, "sign_in_needed", "a sign-in belongs to a device");
    desk.sign_in("ana").await;
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)));
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    assert_eq!(desk.ok("app_info", json!({})).await["series"], "D2");
    assert_ne!(desk.device().await, device);
    desk.desk.close().await;
}

#[tokio::test]
async fn a_revoked_desk_hands_its_queue_over_and_then_nothing_is_left_of_it() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    desk.take("W-1", return_of(1)).await;
    desk.take("W-2", cancel()).await;
    let device = desk.device().await;
    centre.set_device(device, DeviceState::Revoked);
    // Cut off in the middle of it, everything stays for the next attempt.
    centre.loses.store(2, Ordering::SeqCst);
    assert_eq!(desk.code("sync_now", json!({})).await, "centre_unreachable");
    assert!(desk.folder.path().join("replica.db").exists());
    let _ = desk.call("sync_now", json!({})).await;
    let state = desk.sync_until_revoked().await;
    assert_eq!(state["standing"]["is"], "revoked");
    let look = centre.store.look(common::MERCHANT).unwrap();
    assert_eq!(look.quarantined().count(), 2, "what waited is kept for a person to look at");
    assert!(centre.order("W-1").rmas.is_empty());
    let left: Vec<_> = std::fs::read_dir(desk.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".lock"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(desk.code("open_order", json!({ "number": "W-1" })).await, "device_revoked");
    desk.desk.close().await;
}

impl Seat {
    async fn sync_until_revoked(&self) -> serde_json::Value {
        for _ in 0..4 {
            let state = self.ok("sync_state", json!({})).await;
            if !self.folder.path().join("replica.db").exists() {
                return state;
            }
            let _ = self.call("sync_now", json!({})).await;
        }
        self.ok("sync_state", json!({})).await
    }
}

#[tokio::test]
async fn without_a_word_for_a_week_nothing_more_is_taken_and_reading_goes_on() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    centre.is_away.store(true, Ordering::SeqCst);
    centre.clock.later(TimeDelta::days(6));
    assert_eq!(desk.code("queue", json!({})).await, "locked");
    desk.ok("unlock", json!({ "password": "password" })).await;
    let settings = json!({ "hold_seconds": 8, "lock_after_minutes": 0, "ca_file": null });
    desk.ok("set_centre_settings", json!({ "settings": settings })).await;
    desk.take("W-1", return_of(1)).await;
    centre.clock.later(TimeDelta::days(2));
    let (_, refused) = desk.try_take("W-2", cancel()).await;
    assert_eq!(serde_json::to_value(refused.unwrap_err()).unwrap()["code"], "lease_over");
    // What is there can still be read.
    for (name, args) in [("deadlines", json!({})), ("cases", json!({ "scope": "mine" }))] {
        desk.ok(name, args).await;
    }
    let state = desk.ok("sync_state", json!({})).await;
    assert_eq!((&state["lease_over"], &state["waiting"]), (&json!(true), &json!(1)));
    desk.again().await;
    let (_, refused) = desk.try_take("W-2", cancel()).await;
    assert!(refused.is_err(), "starting the program again is no new lease");
    centre.is_away.store(false, Ordering::SeqCst);
    desk.sync().await;
    desk.take("W-2", cancel()).await;
    desk.desk.close().await;
}

#[tokio::test]
async fn a_locked_desk_shows_nothing_until_the_password_is_typed() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    desk.ok("lock", json!({})).await;
    for (name, args) in
        [("open_order", json!({ "number": "W-1" })), ("find", json!({ "query": "zoé" })), ("queue", json!({}))]
    {
        assert_eq!(desk.code(name, args).await, "locked", "{name}");
    }
    desk.again().await;
    assert_eq!(desk.code("find", json!({ "query": "zoé" })).await, "locked", "starting again is no way in");
    assert_eq!(desk.code("unlock", json!({ "password": "passwort" })).await, "wrong_password");
    desk.ok("unlock", json!({ "password": "password" })).await;
    desk.order("W-1").await;
    // Whoever reads says so; a window that reads again by itself says nothing, and after long enough it is locked.
    centre.clock.later(TimeDelta::minutes(14));
    desk.ok("present", json!({})).await;
    centre.clock.later(TimeDelta::minutes(14));
    for (name, args) in [
        ("sync_state", json!({})),
        ("app_info", json!({})),
        ("queue", json!({})),
        ("attention", json!({})),
        ("find", json!({ "query": "zoé" })),
        ("open_customer", json!({ "id": "c1" })),
        ("customer_history", json!({ "id": "c1" })),
        ("open_order", json!({ "number": "W-1" })),
        ("centre_settings", json!({})),
    ] {
        desk.ok(name, args).await;
    }
    centre.clock.later(TimeDelta::minutes(1));
    assert_eq!(desk.ok("sync_state", json!({})).await["locked"], true);
    assert_eq!(desk.code("present", json!({})).await, "locked", "being there is no way in");
    assert_eq!(desk.code("find", json!({ "query": "zoé" })).await, "locked");
    desk.desk.close().await;
}

#[tokio::test]
async fn what_is_looked_up_at_the_centre_is_found_here_from_then_on() {
    let centre = shop().await;
    let desk = Seat::enrolled(&centre, 1, "ana").await;
    centre.put_order(order("W-77")).await;
    assert!(desk.ok("find", json!({ "query": "W-77" })).await["groups"].as_array().unwrap().is_empty());
    let found = desk.ok("search_at_centre", json!({ "text": "W-77" })).await;
    assert_eq!(found["groups"][0]["hits"][0]["target"]["number"], "W-77");
    desk.sync().await;
    assert_eq!(desk.order("W-77").await["order"]["number"], "W-77");
    desk.desk.close().await;
}

/// Placed years ago, and nothing of it is under way.
fn old_order(number: &str) -> serde_json::Value {
    let mut old = order(number);
    old["placed_at"] = json!("2023-05-02T09:12:00+02:00");
    old["shipments"] = json!([{ "id": "s1", "carrier": "ups", "lines": [{ "line": "1", "quantity": 3 }], "shipped_on": "2023-05-03",
                 "delivered_on": "2023-05-05" }]);
    old
}

#[tokio::test]
async fn a_desk_may_hold_a_part_of_the_orders_and_looks_the_others_up() {
    let centre = shop().await;
    centre.put_order(old_order("W-90")).await;
    let mut open = order("W-91");
    open["placed_at"] = json!("2023-05-02T09:12:00+02:00");
    centre.put_order(open).await;
    let mut waits = order("W-92");
    waits["placed_at"] = json!("2023-05-02T09:12:00+02:00");
    centre.put_order(waits).await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    assert_eq!(desk.order("W-90").await["order"]["number"], "W-90");
    // Something waits here on an order of which nothing is open at the centre any more.
    desk.take("W-92", cancel()).await;
    centre.put_order(old_order("W-92")).await;
    let settings = |months: u32| json!({ "settings": { "hold_seconds": 600, "lock_after_minutes": 15, "ca_file": null, "orders_months": months } });
    assert_eq!(desk.code("set_centre_settings", settings(121)).await, "bad_input");
    desk.ok("set_centre_settings", settings(12)).await;
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["orders_months"]), (&json!("online"), &json!(12)));
    assert_eq!(desk.code("open_order", json!({ "number": "W-90" })).await, "not_found");
    for here in ["W-1", "W-91", "W-92"] {
        assert_eq!(desk.order(here).await["order"]["number"], here);
    }
    // What changes comes, however old it is.
    let mut changed = old_order("W-93");
    changed["lines"][0]["name"] = json!("Camera");
    centre.put_order(changed).await;
    desk.sync().await;
    assert_eq!(desk.order("W-93").await["order"]["number"], "W-93");
    // The centre has the rest.
    let found = desk.ok("search_at_centre", json!({ "text": "W-90" })).await;
    assert_eq!(found["groups"][0]["hits"][0]["target"]["number"], "W-90", "{found}");
    assert_eq!(desk.order("W-90").await["order"]["number"], "W-90");
    assert_eq!(desk.sync().await["standing"]["is"], "online", "the sum of a part is asked of nobody");
    // And all of them again.
    desk.ok("set_centre_settings", settings(0)).await;
    let state = desk.sync().await;
    assert_eq!((&state["standing"]["is"], &state["orders_months"]), (&json!("online"), &json!(0)));
    assert_eq!(desk.order("W-90").await["order"]["number"], "W-90");
    desk.desk.store().verify(false).await.unwrap();
    desk.desk.close().await;
}
