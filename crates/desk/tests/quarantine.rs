//! Parcels in quarantine (RET-8), through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
mod day;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{Fake, Seat, clock, order};
use day::Day;
use serde_json::{Value, json};
use uuid::Uuid;

const PHOTO: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\x02\0\0\0\x90\x77\x53\xde";

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xDA00 + n)
}

fn aside(n: u128, changed: Value) -> Value {
    let mut args = json!({
        "command_id": id(n), "arrived_on": "2026-11-20", "scanned": "6A 0099", "sender": "Someone, Lyon",
        "goods": [{ "what": "Outdoor camera", "quantity": 1 }], "photos": [],
    });
    for (field, value) in changed.as_object().unwrap() {
        args[field] = value.clone();
    }
    args
}

fn on(n: u128, stray: &Value, command: Value) -> Value {
    json!({ "command_id": id(n), "stray": stray, "command": command })
}

async fn numbers(day: &Day, scope: &str) -> Vec<Value> {
    let page = day.ok("strays", json!({ "scope": scope })).await;
    page["rows"].as_array().unwrap().iter().map(|row| row["number"].clone()).collect()
}

#[tokio::test]
async fn a_parcel_that_lies_here_is_known_by_every_number_on_it_however_it_is_written() {
    let day = Day::begins().await;
    let changed = json!({ "scanned": "6A-0099", "tracking": "LP 77 ÄÖ" });
    let stray = day.ok("put_aside", aside(1, changed)).await["stray"].clone();
    let other = day.ok("put_aside", aside(2, json!({ "scanned": null }))).await["stray"].clone();
    let called = async |number: &str| {
        let page = day.ok("strays", json!({ "scope": "waiting", "called": number })).await;
        page["rows"].as_array().unwrap().iter().map(|row| row["number"].clone()).collect::<Vec<_>>()
    };
    for number in ["6a0099", "6A 0099", "lp77äö", stray.as_str().unwrap(), &stray.as_str().unwrap().replace('-', " ")]
    {
        assert_eq!(called(number).await.as_slice(), std::slice::from_ref(&stray), "{number}");
    }
    for number in ["", "--", "6A", "0099", "6A0099 LP77ÄÖ", "Q-LOCAL"] {
        assert!(called(number).await.is_empty(), "{number}");
    }
    let by_its_own = called(&other.as_str().unwrap().to_lowercase()).await;
    assert_eq!(by_its_own.as_slice(), std::slice::from_ref(&other));
    let away =
        json!({ "type": "settle_stray", "how": { "type": "sent_back", "carrier": "chronopost" }, "on": "2026-11-22" });
    day.ok("on_stray", on(3, &stray, away)).await;
    assert!(called("6A0099").await.is_empty(), "what left the house is not here");
    day.ends().await;
}

#[tokio::test]
async fn a_case_and_a_parcel_are_found_by_the_numbers_that_were_read_out() {
    let day = Day::begins().await;
    let stray = day.ok("put_aside", aside(1, json!({}))).await["stray"].clone();
    let start = json!({ "command_id": id(2), "customer": "c-1001", "channel": "phone", "subject": "Where is it?",
                        "orders": [], "services": [], "note": "Called.", "drafts": [] });
    let case = day.ok("start_case", start).await["case"].clone();
    let first = async |query: &str| day.ok("find", json!({ "query": query })).await["groups"][0].clone();
    for (number, kind) in [(&stray, "stray"), (&case, "case")] {
        let number = number.as_str().unwrap();
        for typed in [number.to_owned(), number.to_lowercase().replace('-', " "), number[..9].to_owned()] {
            let found = first(&typed).await;
            assert_eq!(found["kind"], "numbered", "{typed}");
            assert_eq!(found["hits"][0]["target"], json!({ "kind": kind, "number": number }), "{typed}");
            assert_eq!(found["hits"].as_array().unwrap().len(), 1, "{typed}");
        }
        assert_ne!(first(&format!("{number}9")).await["kind"], "numbered");
    }
    let hit = first(case.as_str().unwrap()).await["hits"][0].clone();
    assert_eq!((&hit["subtitle"][0]["text"], &hit["title"][0]["marked"]), (&json!("Where is it?"), &json!(true)));
    for name in ["Kö", "Q", "kim"] {
        assert_ne!(first(name).await["kind"], "numbered", "{name}");
    }
    day.ends().await;
}

#[tokio::test]
async fn a_parcel_is_put_aside_matched_taken_in_and_taken_back() {
    let day = Day::begins().await;
    let stray = day.ok("put_aside", aside(1, json!({}))).await["stray"].clone();
    assert!(stray.as_str().unwrap().starts_with("Q-LOCAL-000001-"), "{stray}");
    assert_eq!(day.ok("put_aside", aside(1, json!({}))).await["stray"], stray, "asked twice, put aside once");
    let list = day.ok("strays", json!({ "scope": "waiting" })).await;
    assert_eq!((&list["waiting"], &list["rows"][0]["days"]), (&json!(1), &json!(2)));

    let received = json!({ "type": "settle_stray", "how": { "type": "received" }, "on": "2026-11-22" });
    assert_eq!(day.fault("on_stray", on(2, &stray, received.clone())).await["path"], "how");
    let nowhere = json!({ "type": "match_stray", "order": "W-0", "customer": null });
    assert_eq!(day.code("on_stray", on(2, &stray, nowhere)).await, "not_found");
    // Whose the order is, the desk knows and the window does not say.
    let matched = json!({ "type": "match_stray", "order": "W-100234", "customer": null });
    day.ok("on_stray", on(2, &stray, matched)).await;
    let page = day.ok("open_stray", json!({ "number": stray })).await;
    let customer = day.ok("open_order", json!({ "number": "W-100234" })).await["customer"]["id"].clone();
    assert_eq!((&page["parcel"]["customer"], &page["order"]["customer"]), (&customer, &customer));
    assert_eq!(day.ok("open_order", json!({ "number": "W-100234" })).await["strays"][0]["number"], stray);

    day.ok("on_stray", on(3, &stray, received)).await;
    assert_eq!(numbers(&day, "settled").await, std::slice::from_ref(&stray));
    assert_eq!(day.ok("strays", json!({ "scope": "waiting" })).await, json!({ "waiting": 0, "rows": [] }));
    let told = day.ok("recent_history", json!({ "limit": 10 })).await;
    let kinds: Vec<&Value> = told.as_array().unwrap().iter().map(|entry| &entry["kind"]).collect();
    assert_eq!(kinds, ["stray_received", "stray_matched", "stray_put_aside"]);
    assert!(told.as_array().unwrap().iter().all(|entry| entry["stray"] == stray));
    assert!(!told.to_string().contains("Lyon"), "the history says that something was written, not what");

    for n in [3, 2, 1] {
        day.ok("undo", json!({ "command_id": id(n) })).await;
    }
    assert_eq!(day.code("open_stray", json!({ "number": stray })).await, "not_found");
    let next = day.ok("put_aside", aside(4, json!({}))).await["stray"].clone();
    assert!(next.as_str().unwrap().starts_with("Q-LOCAL-000002-"), "a number stays used");
    // Its columns are an index of its body, and are made anew from it.
    day.desk.store().execute_for_tests("UPDATE stray SET settled_on = '2026-11-22'").await.unwrap();
    assert!(numbers(&day, "waiting").await.is_empty());
    assert_eq!(day.desk.store().verify(true).await.unwrap().strays, 1);
    assert_eq!(numbers(&day, "waiting").await, [next]);
    day.ends().await;
}

#[tokio::test]
async fn an_agent_asks_somebody_who_may_to_throw_it_away() {
    let day = Day::begins().await;
    let stray = day.ok("put_aside", aside(1, json!({}))).await["stray"].clone();
    assert_eq!(day.ok("open_stray", json!({ "number": stray })).await["may_dispose"], false);
    let disposed =
        json!({ "type": "settle_stray", "how": { "type": "disposed", "reason": "Broken." }, "on": "2026-11-22" });
    assert_eq!(day.code("on_stray", on(2, &stray, disposed)).await, "role_forbids");
    assert_eq!(numbers(&day, "waiting").await, [stray]);
    day.ends().await;
}

#[tokio::test]
async fn what_is_put_aside_here_is_known_there_with_its_photos() {
    let centre = Fake::new(clock()).await;
    centre.put_order(order("W-1")).await;
    let one = Seat::enrolled(&centre, 1, "ana").await;
    let two = Seat::enrolled(&centre, 2, "bo").await;
    let laid = one.ok("lay_file", json!({ "base64": STANDARD.encode(PHOTO) })).await;
    let photo = json!({ "sha256": laid["sha256"], "sort": laid["sort"], "kind": "goods" });
    let missing = json!({ "sha256": "00".repeat(32), "sort": "png", "kind": "goods" });
    let half = aside(1, json!({ "arrived_on": "2026-11-10", "photos": [photo, missing] }));
    assert_eq!(one.code("put_aside", half).await, "not_found");
    let args = aside(1, json!({ "arrived_on": "2026-11-10", "photos": [photo], "order": "W-1" }));
    let stray = one.ok("put_aside", args).await["stray"].clone();
    let asked =
        |fetch: bool| json!({ "of": { "kind": "stray", "id": stray }, "sha256": photo["sha256"], "fetch": fetch });
    let own = one.ok("evidence_file", asked(false)).await;
    assert_eq!(own["base64"], STANDARD.encode(PHOTO));
    let page = one.ok("open_stray", json!({ "number": stray })).await;
    assert_eq!((&page["photos_here"], &page["waiting"]), (&json!([photo["sha256"]]), &json!(1)));
    assert!(centre.attachments.lock().unwrap().is_empty());
    one.sync().await;
    one.sync().await;
    assert_eq!(centre.attachments.lock().unwrap().len(), 1);
    two.sync().await;
    let page = two.ok("open_stray", json!({ "number": stray })).await;
    assert_eq!((&page["photos_here"], &page["order"]["number"]), (&json!([]), &json!("W-1")));
    assert_eq!(two.code("evidence_file", asked(false)).await, "not_found");
    assert_eq!(two.ok("evidence_file", asked(true)).await, own);
    // Photos of what came back lie with the order.
    let note = json!({ "type": "note_stray", "text": "Looked again." });
    two.ok("on_stray", on(9, &stray, note)).await;
    assert_eq!(two.ok("open_stray", json!({ "number": stray })).await["provisional"], json!([id(9)]));
    one.desk.close().await;
    two.desk.close().await;
}
