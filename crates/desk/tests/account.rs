//! A customer's service account at the desk, through the commands that a window calls.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use serde_json::{Value, json};

impl Day {
    async fn page(&self, customer: &str) -> Value {
        self.ok("open_account", json!({ "id": customer })).await
    }

    async fn take(&self, n: u128, customer: &str, command: Value) -> Value {
        let version = self.page(customer).await["version"].clone();
        let id = uuid::Uuid::from_u128(n);
        let args = json!({ "command_id": id, "customer": customer, "version": version, "command": command });
        self.ok("take_account", args).await
    }
}

fn service<'a>(page: &'a Value, id: &str) -> &'a Value {
    page["services"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("{id}: {page}"))
}

fn offer<'a>(row: &'a Value, action: &str) -> &'a Value {
    row["offers"].as_array().unwrap().iter().find(|offer| offer["action"] == action).unwrap_or(&Value::Null)
}

fn ending(service: &str, mode: Option<&str>) -> Value {
    json!({"type": "cancel_service", "service": service, "mode": mode})
}

/// c-1002 has video and security, 140 days old: the period runs from 5 November to 5 December.
const TWO: &str = "c-1002";
/// c-1001 has video alone.
const ONE: &str = "c-1001";

#[tokio::test]
async fn the_page_shows_what_is_subscribed_to_what_is_offered_and_what_may_be_done() {
    let day = Day::begins().await;
    let page = day.page(TWO).await;
    assert_eq!(page["per_period"], "14.98");
    assert_eq!(page["period"], json!({"start": "2026-11-05", "end": "2026-12-05"}));
    let ids: Vec<&str> = page["services"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["sms", "neighbourhood", "clips", "video", "backup", "security"]);
    assert_eq!(service(&page, "video")["status"], "active");
    let backup = service(&page, "backup");
    assert_eq!((&backup["status"], &backup["price"]), (&Value::Null, &json!("4.99")));
    assert_eq!(offer(backup, "subscribe")["available"], true);
    assert!(service(&page, "sms")["offers"].as_array().unwrap().is_empty(), "what is included needs no subscription");
    let withdraw = offer(service(&page, "video"), "withdraw_service");
    assert_eq!(withdraw["available"], false, "EU-2 ended long ago");
    assert_eq!(withdraw["decision"]["rules"][0]["id"], "EU-2");
    assert_eq!(page["change_payment"]["available"], true);
    day.ends().await;
}

#[tokio::test]
async fn ending_one_of_two_services_credits_the_days_left_and_is_shown_before() {
    let day = Day::begins().await;
    // SUB-3: 22 November is used, 12 of 30 days remain: 9.99 × 12 / 30 = 4.00.
    let args = json!({ "customer": TWO, "command": ending("security", None) });
    let preview = day.ok("preview_account", args).await;
    assert_eq!(preview["decision"]["credit"]["net"], "4.00");
    assert_eq!(preview["decision"]["credit"]["gross"], "4.80");
    assert_eq!(service(&day.page(TWO).await, "security")["status"], "active", "looking changes nothing");
    let taken = day.take(1, TWO, ending("security", None)).await;
    assert_eq!(taken["decision"]["credit"]["gross"], "4.80");
    let page = day.page(TWO).await;
    assert_eq!(service(&page, "security")["status"], "ended");
    assert_eq!(page["per_period"], "4.99");
    let entry = &page["timeline"][0];
    assert_eq!((&entry["kind"], &entry["reference"]), (&json!("service_ended"), &json!("security")));
    assert_eq!((&entry["amount"]["value"], &entry["waiting"]), (&json!("4.80"), &json!(true)));
    let recent = day.ok("recent_history", json!({ "limit": 5 })).await;
    assert_eq!(recent[0]["account"], TWO);
    let queue = day.ok("queue", json!({})).await;
    assert_eq!(queue["commands"][0]["about"]["kind"], "account");
    day.ends().await;
}

#[tokio::test]
async fn the_last_service_needs_a_choice_and_its_end_can_be_taken_back() {
    let day = Day::begins().await;
    let asked = ending("video", None);
    let preview = day.ok("preview_account", json!({ "customer": ONE, "command": asked })).await;
    assert_eq!(preview["decision"]["outcome"], "choice_required");
    assert_eq!(preview["decision"]["choices"], json!(["immediate", "period_end"]));
    let args = json!({ "command_id": uuid::Uuid::from_u128(1), "customer": ONE, "version": 1, "command": asked });
    assert_eq!(day.fault("take_account", args).await["code"], "refused", "nothing is taken without the choice");
    day.take(2, ONE, ending("video", Some("period_end"))).await;
    let page = day.page(ONE).await;
    let video = service(&page, "video");
    assert_eq!((&video["status"], &video["stops_on"]), (&json!("ending"), &json!("2026-12-05")));
    assert_eq!(offer(video, "reactivate_service")["available"], true);
    assert_eq!(
        offer(video, "cancel_service")["available"],
        true,
        "what ends with its period can still be ended at once"
    );
    let customer = day.ok("customer_history", json!({ "id": ONE })).await;
    let told = customer["timeline"].as_array().unwrap().iter().filter(|entry| entry["account"] == ONE).count();
    assert_eq!(told, 2, "the customer's page tells of it too");
    day.take(3, ONE, json!({"type": "reactivate_service", "service": "video"})).await;
    let page = day.page(ONE).await;
    assert_eq!(service(&page, "video")["status"], "active");
    assert_eq!(service(&page, "video")["stops_on"], Value::Null);
    let kinds: Vec<&str> = page["timeline"].as_array().unwrap().iter().map(|e| e["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["service_reactivated", "service_ended", "subscribed"]);
    day.ends().await;
}

#[tokio::test]
async fn video_is_chosen_by_duration_and_cameras_at_the_catalogues_price() {
    let day = Day::begins().await;
    // c-1017 has security that ends with its period.
    let cameras = |n: usize| (0..n).map(|at| format!("cam-{at}")).collect::<Vec<_>>();
    let ask = |days: u32, n: usize, price: &str| json!({"type": "subscribe", "service": "video", "price": price, "retention_days": days, "cameras": cameras(n)});
    let preview = day.ok("preview_account", json!({ "customer": "c-1017", "command": ask(30, 2, "0.00") })).await;
    assert_eq!(preview["price"], "19.98", "the price is the catalogue's, whatever a window says");
    // 5 November to 5 December: 13 of 30 days remain with today, 19.98 × 13 / 30 = 8.66.
    assert_eq!(preview["decision"]["charge"]["net"], "8.66");
    let args = |n, command| json!({ "command_id": uuid::Uuid::from_u128(n), "customer": "c-1017", "version": 1, "command": command });
    let fault = day.fault("take_account", args(1, ask(30, 2, "1.00"))).await;
    assert_eq!((&fault["code"], &fault["path"]), (&json!("bad_input"), &json!("command.price")));
    let fault = day.fault("take_account", args(1, ask(8, 2, "1.00"))).await;
    assert_eq!(fault["path"], "command.retention_days");
    day.take(2, "c-1017", ask(30, 2, "19.98")).await;
    let page = day.page("c-1017").await;
    let video = service(&page, "video");
    assert_eq!((&video["retention_days"], &video["cameras"]), (&json!(30), &json!(["cam-0", "cam-1"])));
    assert_eq!(video["price"], "19.98");
    day.ends().await;
}

#[tokio::test]
async fn a_command_is_taken_once_and_can_be_undone_until_it_leaves() {
    let day = Day::begins().await;
    let id = uuid::Uuid::from_u128(7);
    let ask = json!({ "command_id": id, "customer": TWO, "version": 1, "command": ending("security", None) });
    let first = day.ok("take_account", ask.clone()).await;
    assert_eq!(day.ok("take_account", ask).await, first);
    let other = json!({ "command_id": id, "customer": TWO, "version": 2, "command": ending("video", None) });
    assert_eq!(day.fault("take_account", other).await["path"], "command_id");
    let stale = json!({ "command_id": uuid::Uuid::from_u128(8), "customer": TWO, "version": 1, "command": ending("video", Some("immediate")) });
    assert_eq!(day.fault("take_account", stale).await["code"], "stale_version");
    day.later(5);
    day.ok("undo", json!({ "command_id": id })).await;
    let page = day.page(TWO).await;
    assert_eq!(service(&page, "security")["status"], "active");
    assert_eq!(page["timeline"][0]["kind"], "undone");
    day.ends().await;
}

#[tokio::test]
async fn a_debt_is_reckoned_up_with_what_it_grew_by() {
    let day = Day::begins().await;
    let page = day.page("c-1004").await;
    assert_eq!((&page["owed_total"], &page["owed"][0]["days_late"]), (&json!("11.99"), &json!(46)));
    let mut command = page["owed"][0]["assess"]["command"].clone();
    command["events"] = json!({"bank_rejection": 1});
    let args = json!({ "customer": "c-1004", "command": command });
    let preview = day.ok("preview_account", args).await;
    let amount = |of: &Value| of.as_str().unwrap().parse::<rust_decimal::Decimal>().unwrap();
    let (total, added) = (amount(&preview["total"]), amount(&preview["decision"]["charge"]["gross"]));
    assert_eq!(total - added, amount(&page["owed_total"]));
    assert!(added >= amount(&page["owed"][0]["costs"]["bank_rejection"]));
    day.ends().await;
}

#[tokio::test]
async fn within_the_legal_days_a_service_is_paid_back() {
    let day = Day::begins().await;
    // EU-2: begun on 17 November, asked on the 22nd: 6 of 30 days are used, 24 are paid back.
    let page = day.page("c-1012").await;
    let withdraw = offer(service(&page, "security"), "withdraw_service");
    assert_eq!((&withdraw["available"], &withdraw["decision"]["credit"]["net"]), (&json!(true), &json!("7.99")));
    day.ends().await;
}

#[tokio::test]
async fn what_was_taken_is_answered_again_though_its_service_is_sold_no_more() {
    let day = Day::begins().await;
    let command = json!({"type": "subscribe", "service": "backup", "price": "4.99"});
    let ask = json!({ "command_id": uuid::Uuid::from_u128(9), "customer": TWO, "version": 1, "command": command });
    let first = day.ok("take_account", ask.clone()).await;
    let mut batch = day.desk.store().begin().await.unwrap();
    let mut catalogue = day.desk.store().catalogue().await.unwrap().unwrap();
    catalogue.services.retain(|service| service.id != "backup");
    batch.put_catalogue(&catalogue).await.unwrap();
    batch.commit().await.unwrap();
    assert_eq!(day.ok("take_account", ask).await, first);
    assert_eq!(service(&day.page(TWO).await, "backup")["status"], "active", "an id stands for what is sold no more");
    day.ends().await;
}

#[tokio::test]
async fn who_has_no_account_sees_what_is_on_offer_and_an_unknown_customer_is_not_found() {
    let day = Day::begins().await;
    let page = day.page("c-1005").await;
    assert_eq!(page["account"], Value::Null);
    assert_eq!(page["services"].as_array().unwrap().len(), 6);
    assert_eq!(day.fault("open_account", json!({ "id": "nobody" })).await["code"], "not_found");
    let args = json!({ "customer": "c-1005", "command": ending("video", None) });
    let fault = day.fault("preview_account", args).await;
    assert_eq!((&fault["code"], &fault["facts"]["what"]), (&json!("not_found"), &json!("account")));
    day.ends().await;
}
