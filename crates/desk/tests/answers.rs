//! Answers on a case, with the facts of the case filled in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod day;

use day::Day;
use guichet_domain::Catalogue;
use serde_json::{Value, json};
use uuid::Uuid;

async fn case_about(day: &Day, order: &str) -> String {
    let customer = day.ok("open_order", json!({ "number": order })).await["customer"]["id"].clone();
    let args = json!({
        "command_id": Uuid::from_u128(0xAA), "customer": customer, "channel": "email", "subject": "A return",
        "orders": [order], "services": ["video"], "note": null, "drafts": [],
    });
    day.ok("start_case", args).await["case"].as_str().unwrap().to_owned()
}

async fn composed(day: &Day, case: &str, template: &str, order: Value, language: &str) -> Vec<Value> {
    let args = json!({ "case": case, "template": template, "language": language, "order": order });
    day.ok("compose_answer", args).await["pieces"].as_array().unwrap().clone()
}

fn gaps(pieces: &[Value]) -> Vec<&str> {
    pieces.iter().filter(|piece| piece["is"] == "gap").map(|piece| piece["field"].as_str().unwrap()).collect()
}

fn fact<'a>(pieces: &'a [Value], field: &str) -> &'a Value {
    &pieces.iter().find(|piece| piece["field"] == field).unwrap()["fact"]
}

#[tokio::test]
async fn an_answer_says_what_is_known_and_leaves_a_gap_for_the_rest() {
    let day = Day::begins().await;
    let case = case_about(&day, "W-100234").await;
    let page = day.ok("answers", json!({ "case": case })).await;
    assert_eq!(page["orders"][0], "W-100234");
    assert_eq!(page["language"], "fr");
    assert!(page["templates"].as_array().unwrap().iter().any(|row| row["id"] == "return_how"));

    let pieces = composed(&day, &case, "return_how", json!("W-100234"), "fr").await;
    assert_eq!(gaps(&pieces), ["rma.number", "rma.return_by"], "nothing is on its way back");
    assert_eq!(fact(&pieces, "order.number"), &json!({ "sort": "words", "value": "W-100234" }));
    let clause = pieces.iter().any(|piece| piece["text"].as_str().is_some_and(|text| text.contains("30 jours")));
    assert!(clause, "{pieces:#?}");

    let command = json!({ "type": "request_return", "lines": [{ "line": "1", "quantity": 1 }], "reason": null });
    let version = day.ok("open_order", json!({ "number": "W-100234" })).await["version"].clone();
    let take =
        json!({ "command_id": Uuid::from_u128(0xAB), "order": "W-100234", "version": version, "command": command });
    let rma = day.ok("take", take).await["rma_number"].clone();
    let pieces = composed(&day, &case, "return_how", json!("W-100234"), "en").await;
    assert_eq!(fact(&pieces, "rma.number"), &json!({ "sort": "words", "value": rma }));
    assert_eq!(fact(&pieces, "rma.return_by"), &json!({ "sort": "day", "value": "2026-12-06" }));
    assert!(gaps(&pieces).is_empty());

    let none = composed(&day, &case, "parcel_on_its_way", Value::Null, "en").await;
    assert_eq!(gaps(&none), ["order.number", "parcel.carrier", "parcel.tracking"], "no order was chosen");
    let parcel = composed(&day, &case, "parcel_on_its_way", json!("W-100234"), "en").await;
    assert_eq!(fact(&parcel, "parcel.carrier")["sort"], "carrier");
    day.ends().await;
}

#[tokio::test]
async fn nobody_is_told_of_anothers_order() {
    let day = Day::begins().await;
    let case = case_about(&day, "W-100234").await;
    let args =
        |template: &str, order: &str| json!({ "case": case, "template": template, "language": "en", "order": order });
    assert_eq!(day.code("compose_answer", args("return_how", "W-100120")).await, "not_found");
    assert_eq!(day.code("compose_answer", args("return_how", "W-0")).await, "not_found");
    assert_eq!(day.code("compose_answer", args("nothing_of_the_kind", "W-100234")).await, "not_found");
    day.ends().await;
}

#[tokio::test]
async fn the_shops_own_answers_come_with_its_catalogue() {
    let day = Day::begins().await;
    let case = case_about(&day, "W-100234").await;
    let mut catalogue = serde_json::to_value(day.desk.store().catalogue().await.unwrap().unwrap()).unwrap();
    let own = |id: &str, text: &str| json!({ "id": id, "title": { "en": "Ours", "fr": "La nôtre" }, "text": { "en": text, "fr": text } });
    catalogue["answers"] = json!([own("received", "Thanks, {customer.name}."), own("ours", "{clause:T§99}")]);
    let wrong = {
        let mut wrong = catalogue.clone();
        wrong["answers"][1]["text"]["fr"] = json!("a {b}");
        wrong
    };
    assert_eq!(Catalogue::from_value(wrong).unwrap_err().path, "answers[1].text.fr");
    let mut batch = day.desk.store().begin().await.unwrap();
    batch.put_catalogue(&Catalogue::from_value(catalogue).unwrap()).await.unwrap();
    batch.commit().await.unwrap();
    let page = day.ok("answers", json!({ "case": case })).await;
    let templates = page["templates"].as_array().unwrap();
    assert_eq!((&templates[0]["title"]["fr"], &templates.last().unwrap()["id"]), (&json!("La nôtre"), &json!("ours")));
    let pieces = composed(&day, &case, "received", Value::Null, "en").await;
    assert_eq!((pieces.len(), fact(&pieces, "customer.name")["sort"].as_str()), (3, Some("words")));
    let missing = composed(&day, &case, "ours", json!("W-100234"), "en").await;
    assert_eq!(missing, [json!({ "is": "no_clause", "clause": "T§99" })]);
    day.ends().await;
}
