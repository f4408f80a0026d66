//! A day at the desk, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use guichet_desk::{ipc, numbering};
use serde_json::{Value, json};

impl Day {
    async fn titles(&self, query: &str) -> Vec<String> {
        let answer = self.ok("find", json!({ "query": query })).await;
        let hits = answer["groups"].as_array().unwrap().iter().flat_map(|group| group["hits"].as_array().unwrap());
        let text = |spans: &Value| -> String {
            spans.as_array().unwrap().iter().map(|span| span["text"].as_str().unwrap()).collect()
        };
        hits.map(|hit| text(&hit["title"])).collect()
    }
}

const ID: &str = "0198c000-0000-7000-8000-000000000001";

fn return_two() -> Value {
    json!({ "type": "request_return", "lines": [{ "line": "1", "quantity": 2 }], "reason": "change_of_mind" })
}

#[tokio::test]
async fn a_customer_is_found_by_whatever_the_agent_was_told() {
    let day = Day::begins().await;
    let expected = "Hélène Marchand";
    for query in [
        "helene",
        "hélène marchand",
        "marchand helene",
        "MARCH hel",
        "marchnd labege helene",
        "helen marchan",
        "h.marchand@example.fr",
        "h.march",
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "0033612345678",
        "0612345",
        "marchand 31670",
    ] {
        let titles = day.titles(query).await;
        assert!(titles.iter().any(|title| title == expected), "{query}: {titles:?}");
    }
    for query in ["W-100234", "w100234", "100234", "W-1002", "F-2026-100234", "CAM10023410", "6A100234123"] {
        let titles = day.titles(query).await;
        assert!(titles.iter().any(|title| title == "W-100234"), "{query}: {titles:?}");
    }
    assert_eq!(day.titles("W-100234").await[0], "W-100234");
    assert!(day.titles("محمد").await.iter().any(|title| title.contains("محمد")));
    assert!(day.titles("R-K7-000231").await.contains(&"W-100120".to_owned()));
    assert!(day.titles("zzzzqqq").await.is_empty());
    for odd in ["", " ", "%", "'", "\"*", "*", "<img", "\u{0}", "a* OR b*", &"x".repeat(5000)] {
        day.ok("find", json!({ "query": odd })).await;
    }
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn a_word_that_begins_an_address_finds_behind_those_who_are_called_so() {
    let day = Day::begins().await;
    // No name and no place has it: only the address of the SARL begins so.
    assert!(day.titles("compta").await.contains(&"SARL Marchand Frères".to_owned()));
    assert!(day.titles("robert.t").await.iter().any(|title| title.starts_with("<img")));
    let titles = day.titles("loic").await;
    assert_eq!(titles[0], "Loïc Marchand", "{titles:?}");
    assert_eq!(titles.iter().filter(|title| *title == "Loïc Marchand").count(), 1, "{titles:?}");
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn a_mistyped_word_is_read_and_said() {
    let day = Day::begins().await;
    let answer = day.ok("find", json!({ "query": "marchnd labeg" })).await;
    assert_eq!(answer["readings"], json!([{ "typed": "marchnd", "read_as": "Marchand" }]));
    let hit = &answer["groups"][0]["hits"][0];
    assert!(hit["title"].as_array().unwrap().contains(&json!({ "text": "Marchand", "marked": true })));
    assert_eq!(answer["groups"][0]["hits"].as_array().unwrap().len(), 4);
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn a_return_is_taken_once_and_can_be_undone() {
    let day = Day::begins().await;
    let page = day.ok("open_order", json!({ "number": "W-100234" })).await;
    let preview = day.ok("preview", json!({ "order": "W-100234", "command": return_two() })).await;
    assert_eq!(preview["decision"]["estimate"]["total"], "382.00");
    assert_eq!(preview["effects"][0]["cameras"], 2);
    let args = json!({ "command_id": ID, "order": "W-100234", "version": page["version"], "command": return_two() });
    let mut changes = day.desk.changes();
    let taken = day.ok("take", args.clone()).await;
    assert!(changes.try_recv().unwrap().contains(&"order:W-100234".to_owned()));
    let rma = taken["rma_number"].as_str().unwrap();
    assert!(rma.starts_with("R-LOCAL-000001-") && numbering::is_sound(rma));
    assert_eq!(day.ok("take", args.clone()).await, taken);
    let other = json!({ "type": "request_return", "lines": [{ "line": "1", "quantity": 1 }] });
    let misuse = json!({ "command_id": ID, "order": "W-100234", "version": page["version"], "command": other });
    assert_eq!(day.code("take", misuse).await, "bad_input");
    let stale = json!({ "command_id": ID.replace('1', "2"), "order": "W-100234", "version": page["version"], "command": other });
    assert_eq!(day.code("take", stale).await, "stale_version");
    let after = day.ok("open_order", json!({ "number": "W-100234" })).await;
    assert_eq!(after["ledger"][0]["authorised"], 2);
    assert_eq!(after["state"], "return_open");
    assert!(after["timeline"][0]["waiting"].as_bool().unwrap());
    assert_eq!(day.ok("app_info", json!({})).await["waiting"], 1);
    assert_eq!(day.titles(rma).await, ["W-100234"]);
    day.ok("undo", json!({ "command_id": ID })).await;
    let undone = day.ok("open_order", json!({ "number": "W-100234" })).await;
    assert_eq!(undone["order"], page["order"]);
    assert_eq!(day.ok("app_info", json!({})).await["waiting"], 0);
    assert!(day.titles(rma).await.is_empty());
    assert_eq!(day.code("undo", json!({ "command_id": ID })).await, "nothing_to_undo");
    let kinds: Vec<&str> = undone["timeline"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"undone") && kinds.contains(&"return_asked"), "{kinds:?}");
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn undoing_too_late_is_refused() {
    let day = Day::begins().await;
    day.ok("take", json!({ "command_id": ID, "order": "W-100234", "version": 1, "command": return_two() })).await;
    day.later(11);
    assert_eq!(day.code("undo", json!({ "command_id": ID })).await, "undo_too_late");
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn a_parcel_comes_back_and_the_refund_is_computed_with_its_credit_note() {
    let day = Day::begins().await;
    let page = day.ok("open_order", json!({ "number": "W-100120" })).await;
    let offer = page["offers"].as_array().unwrap().iter().find(|offer| offer["action"] == "receive_return").unwrap();
    assert!(offer["available"].as_bool().unwrap());
    let mut command = offer["command"].clone();
    command["lines"][0]["diminished_percent"] = json!("10");
    let args = json!({ "command_id": ID, "order": "W-100120", "version": page["version"], "command": command });
    let taken = day.ok("take", args).await;
    assert_eq!(taken["credit"], 0);
    assert_eq!(taken["documents"][0]["kind"], "credit_note");
    for (kind, number) in [
        ("credit_note", taken["documents"][0]["number"].as_str().unwrap()),
        ("invoice", page["order"]["invoices"][0].as_str().unwrap()),
        ("rma_label", page["order"]["rmas"][0]["number"].as_str().unwrap()),
        ("return_slip", page["order"]["rmas"][0]["number"].as_str().unwrap()),
    ] {
        let pages = day.ok("document_pages", json!({ "kind": kind, "number": number })).await;
        assert!(pages["pages"][0].as_str().unwrap().starts_with("<svg"), "{kind}");
        let (name, bytes) = ipc::document_pdf(&day.desk, kind, number, Some("en")).await.unwrap();
        assert!(name.ends_with(".pdf") && bytes.starts_with(b"%PDF"));
        assert_eq!(ipc::document_pdf(&day.desk, kind, number, Some("en")).await.unwrap().1, bytes);
    }
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn every_page_of_the_demonstration_opens() {
    let day = Day::begins().await;
    let all = guichet_desk::demo::Demo::on(day.desk.today(), &day.desk.packs()[0]).unwrap();
    for customer in &all.customers {
        day.ok("open_customer", json!({ "id": customer.customer.id })).await;
    }
    for order in &all.orders {
        let page = day.ok("open_order", json!({ "number": order.number })).await;
        let total: f64 = page["amounts"]["total"].as_str().unwrap().parse().unwrap();
        assert!(total > 0.0);
    }
    assert_eq!(day.ok("recent_customers", json!({})).await.as_array().unwrap().len(), 12);
    day.ok("terms", json!({ "id": "sales-terms-2017-04-01" })).await;
    day.ok("recent_history", json!({ "limit": 20 })).await;
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn bad_calls_say_where_they_are_bad() {
    let day = Day::begins().await;
    assert_eq!(day.code("drop_tables", json!({})).await, "unknown_command");
    assert_eq!(day.code("find", json!({ "query": 3 })).await, "bad_input");
    assert_eq!(day.code("find", json!({ "query": "a", "more": 1 })).await, "bad_input");
    assert_eq!(day.code("open_order", json!({ "number": "W-0" })).await, "not_found");
    let refused = json!({ "command_id": ID, "order": "W-097777", "version": 1,
        "command": { "type": "request_return", "lines": [{ "line": "1", "quantity": 1 }] } });
    assert_eq!(day.code("take", refused).await, "refused");
    let error = day
        .call("preview", json!({ "order": "W-100234", "command": { "type": "request_return", "lines": [{ "line": "9", "quantity": 1 }] } }))
        .await
        .unwrap_err();
    assert_eq!(error.path.unwrap(), "command.lines[0].line");
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn settings_are_kept() {
    let day = Day::begins().await;
    let settings = json!({ "language": "fr", "theme": "dark" });
    day.ok("set_settings", json!({ "settings": settings })).await;
    assert_eq!(day.ok("app_info", json!({})).await["settings"], settings);
    day.desk.close().await;
    day.ends().await;
}

#[tokio::test]
async fn the_index_is_made_anew_from_the_bodies() {
    let day = Day::begins().await;
    let queries = ["marchand labege", "W-100234", "06 12 34 56 78", "marchnd", "h.march", "31670"];
    let mut before = Vec::new();
    for query in queries {
        before.push(day.titles(query).await);
    }
    for sql in [
        "DELETE FROM identifier",
        "UPDATE posting SET rows = x''",
        "UPDATE customer SET name = 'x', flags = 0",
        "UPDATE orders SET customer = NULL, flags = 0",
    ] {
        day.desk.store().execute_for_tests(sql).await.unwrap();
    }
    assert_ne!(day.titles("marchand labege").await, before[0]);
    day.desk.store().verify(true).await.unwrap();
    for (query, titles) in queries.iter().zip(before) {
        assert_eq!(day.titles(query).await, titles, "{query}");
    }
    day.desk.close().await;
    day.ends().await;
}
