//! Who a customer is, through the commands that a window calls: registered, corrected, the terms they accepted, and a
//! first service.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use serde_json::{Value, json};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(0xC000 + n)
}

fn details(name: &str, email: &str) -> Value {
    json!({
        "name": name, "email": email, "phone": "06 98 76 54 32", "street": null, "postcode": null, "town": "Nice",
        "country": "FR", "language": "fr",
    })
}

async fn register(day: &Day, n: u128, name: &str, email: &str) -> String {
    let args = json!({ "command_id": id(n), "details": details(name, email) });
    day.ok("register_customer", args).await["customer"].as_str().unwrap().to_owned()
}

async fn who(day: &Day, text: &str) -> Vec<Value> {
    let found = day.ok("find", json!({ "query": text })).await;
    let groups = found["groups"].as_array().unwrap().clone();
    groups.iter().flat_map(|group| group["hits"].as_array().unwrap().clone()).map(|hit| hit["target"].clone()).collect()
}

#[tokio::test]
async fn somebody_new_is_found_at_once_and_can_order() {
    let day = Day::begins().await;
    let customer = register(&day, 1, "Ondine Marchetti", "ondine@example.com").await;
    assert!(customer.starts_with("C-LOCAL-000001-"), "{customer}");
    assert_eq!(register(&day, 1, "Ondine Marchetti", "ondine@example.com").await, customer, "asked twice, made once");
    for text in ["marchetti", "ondine@example.com", "0698765432", "nice"] {
        assert!(who(&day, text).await.contains(&json!({ "kind": "customer", "id": customer })), "{text}");
    }
    let page = day.ok("new_order", json!({ "id": customer })).await;
    let all = page["catalogue"]["articles"].as_array().unwrap();
    let sku = all.iter().find(|it| it["kind"] == "hardware" && it["pre_order"] != true).unwrap()["sku"].clone();
    let basket = json!({
        "number": "", "customer": customer, "market": "FR", "consumer": true, "naming": "fr",
        "lines": [{ "sku": sku, "quantity": 1 }], "payment": "card", "requirements_told": true,
    });
    let placed = day.ok("place_order", json!({ "command_id": id(2), "basket": basket })).await;
    // Who has ordered is not unmade below the order.
    assert_eq!(day.code("undo", json!({ "command_id": id(1) })).await, "stale_version");
    day.ok("undo", json!({ "command_id": id(2) })).await;
    assert_eq!(day.code("open_order", json!({ "number": placed["number"] })).await, "not_found");
    day.ok("undo", json!({ "command_id": id(1) })).await;
    assert_eq!(day.code("open_customer", json!({ "id": customer })).await, "not_found");
    assert!(who(&day, "marchetti").await.is_empty());
    let next = register(&day, 3, "Ondine Marchetti", "ondine@example.com").await;
    assert!(next.starts_with("C-LOCAL-000002-"), "an id stays used: {next}");
    day.desk.store().verify(true).await.unwrap();
    day.ends().await;
}

#[tokio::test]
async fn what_is_wrong_and_who_is_alike_is_said_before_anything_is_written() {
    let day = Day::begins().await;
    let known = register(&day, 1, "Ondine Marchetti", "ondine@example.com").await;
    let check = async |id: Option<&str>, details: Value| {
        day.ok("check_customer", json!({ "id": id, "details": details })).await
    };
    let alike = check(None, details("Somebody Else", "ondine@example.com")).await;
    assert_eq!(alike["fault"], Value::Null);
    assert_eq!(alike["alike"][0]["target"]["id"], json!(known));
    // Whoever is corrected is not alike to themselves.
    let own = check(Some(&known), details("Ondine Marchetti", "ondine@example.com")).await;
    assert!(own["alike"].as_array().unwrap().iter().all(|hit| hit["target"]["id"] != json!(known)), "{own}");
    for (field, value) in
        [("name", json!(" ")), ("email", json!("ondine")), ("phone", json!("?")), ("country", json!("XX"))]
    {
        let mut wrong = details("Nobody Known", "nobody@example.org");
        wrong[field] = value;
        assert_eq!(check(None, wrong.clone()).await["fault"], field);
        let fault = day.fault("register_customer", json!({ "command_id": id(9), "details": wrong })).await;
        assert_eq!(fault["code"], "bad_input", "{fault}");
    }
    assert!(who(&day, "nobody@example.org").await.is_empty());
    let next = register(&day, 2, "Léa Roy", "lea@example.com").await;
    assert!(next.starts_with("C-LOCAL-000002-"), "a refused registration takes no number: {next}");
    day.ends().await;
}

#[tokio::test]
async fn a_correction_is_told_by_its_fields_and_history_keeps_no_word_of_it() {
    let day = Day::begins().await;
    let page = day.ok("open_customer", json!({ "id": "c-1001" })).await;
    let was = page["customer"]["email"].clone();
    let fields = json!({ "email": { "was": was, "becomes": "moved@example.net" } });
    let amend = |n: u128, fields: &Value| json!({ "command_id": id(n), "customer": "c-1001", "fields": fields });
    day.ok("amend_customer", amend(1, &fields)).await;
    day.ok("amend_customer", amend(1, &fields)).await;
    let after = day.ok("open_customer", json!({ "id": "c-1001" })).await;
    assert_eq!(after["customer"]["email"], "moved@example.net");
    let done = day.ok("customer_history", json!({ "id": "c-1001" })).await;
    let told: Vec<_> = done["timeline"].as_array().unwrap().iter().filter(|it| it["kind"] == "amended").collect();
    assert_eq!((told.len(), &told[0]["reference"], &told[0]["waiting"]), (1, &json!("email"), &json!(true)));
    assert_eq!(who(&day, "moved@example.net").await, [json!({ "kind": "customer", "id": "c-1001" })]);
    // What was corrected meanwhile is not corrected back unseen.
    let fault = day.fault("amend_customer", amend(2, &fields)).await;
    assert_eq!((&fault["code"], &fault["path"]), (&json!("bad_input"), &json!("fields")));
    let stale = json!({ "email": { "was": "other@example.com", "becomes": "x@example.com" } });
    assert_eq!(day.fault("amend_customer", amend(3, &stale)).await["path"], "fields.email.was");
    for entry in day.desk.store().history_of_customer("c-1001").await.unwrap() {
        let kept = format!("{:?}{:?}", entry.command, entry.outcome);
        assert!(!kept.contains("example.net"), "{kept}");
    }
    day.ok("undo", json!({ "command_id": id(1) })).await;
    assert_eq!(day.ok("open_customer", json!({ "id": "c-1001" })).await["customer"]["email"], was);
    assert_eq!(
        day.code("amend_customer", json!({ "command_id": id(4), "customer": "c-0000", "fields": fields })).await,
        "not_found"
    );
    day.desk.store().verify(true).await.unwrap();
    day.ends().await;
}

#[tokio::test]
async fn trm_1_an_acceptance_rules_from_its_day_on() {
    let day = Day::begins().await;
    let customer = register(&day, 1, "Ondine Marchetti", "ondine@example.com").await;
    let editions = day.ok("open_customer", json!({ "id": customer })).await["editions"].clone();
    assert_eq!((&editions[0]["accepted_on"], &editions[0]["rules_today"]), (&Value::Null, &json!(true)));
    let today = day.ok("app_info", json!({})).await["today"].clone();
    let accept =
        |on: &Value| json!({ "command_id": id(2), "customer": customer, "terms": editions[0]["id"], "on": on });
    assert_eq!(day.fault("accept_terms", accept(&json!("2016-01-01"))).await["path"], "on");
    day.ok("accept_terms", accept(&today)).await;
    let page = day.ok("open_customer", json!({ "id": customer })).await;
    assert_eq!(page["editions"][0]["accepted_on"], today);
    assert_eq!(page["customer"]["accepted_terms"][0]["on"], today);
    let done = day.ok("customer_history", json!({ "id": customer })).await;
    assert!(done["timeline"].as_array().unwrap().iter().any(|it| it["kind"] == "terms_accepted"));
    day.ends().await;
}

#[tokio::test]
async fn sub_1_a_first_service_opens_the_account_and_is_taken_back_with_it() {
    let day = Day::begins().await;
    let customer = register(&day, 1, "Ondine Marchetti", "ondine@example.com").await;
    assert_eq!(day.ok("new_customer", json!({})).await["home"], "FR");
    let page = day.ok("open_account", json!({ "id": customer })).await;
    assert_eq!((&page["account"], &page["market"]), (&Value::Null, &json!("FR")));
    let services = page["services"].as_array().unwrap();
    // Decided as it would be, on the account that it would open.
    let subscribing = |id: &str| services.iter().find(|row| row["id"] == id).unwrap()["offers"][0].clone();
    assert_eq!(subscribing("security")["decision"]["outcome"], "allowed");
    assert_eq!(page["cameras"], json!([]), "nothing to record, so no video");
    assert_eq!(subscribing("video")["command"], Value::Null);
    let owner = day.ok("open_account", json!({ "id": "c-1014" })).await;
    assert_eq!((&owner["account"], owner["cameras"].as_array().unwrap().len()), (&Value::Null, 1));
    let offer = services.iter().flat_map(|row| row["offers"].as_array().unwrap()).find(|it| it["available"] == true);
    let command = offer.expect("something that needs no choice")["command"].clone();
    let opening = json!({ "market": "FR", "consumer": true, "payment": "sepa_debit" });
    let asked = json!({ "customer": customer, "command": command, "opening": opening });
    let preview = day.ok("preview_account", asked.clone()).await;
    assert_eq!(preview["decision"]["outcome"], "allowed", "{preview}");
    assert_eq!(day.code("preview_account", json!({ "customer": customer, "command": command })).await, "not_found");
    let elsewhere = json!({ "market": "ZW", "consumer": true, "payment": "card" });
    let abroad = json!({ "customer": customer, "command": command, "opening": elsewhere });
    assert_eq!(day.fault("preview_account", abroad).await["path"], "opening.market");
    let mut taken = asked;
    (taken["command_id"], taken["version"]) = (json!(id(2)), json!(0));
    let mut cheap = taken.clone();
    cheap["command"]["price"] = "0.01".into();
    assert_eq!(day.fault("take_account", cheap).await["path"], "command.price");
    let outcome = day.ok("take_account", taken.clone()).await;
    assert_eq!(day.ok("take_account", taken).await, outcome, "asked twice, opened once");
    let account = day.ok("open_account", json!({ "id": customer })).await["account"].clone();
    assert_eq!(account["payment_method"]["kind"], "sepa_debit");
    assert_eq!(account["services"].as_array().unwrap().len(), 1);
    assert!(account["anchor"].is_string() && account["period"].is_object(), "{account}");
    day.ok("undo", json!({ "command_id": id(2) })).await;
    assert_eq!(day.ok("open_account", json!({ "id": customer })).await["account"], Value::Null);
    day.desk.store().verify(true).await.unwrap();
    day.ends().await;
}
