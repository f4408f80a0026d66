//! Every operation that the description lists, called by one shop with another's ids: nothing is seen, nothing changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{Method, Request};
use common::{Bench, cancel, customer, order, order_key};
use serde_json::{Value, json};

/// Everything that belongs to a shop, row by row.
async fn rows_of(bench: &Bench, merchant: &str) -> BTreeMap<String, Vec<String>> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text FROM information_schema.columns
         WHERE table_schema = 'public' AND column_name = 'merchant' ORDER BY 1",
    )
    .fetch_all(&bench.database.pool)
    .await
    .unwrap();
    let mut all = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT t::text FROM {table} t WHERE merchant = $1 ORDER BY 1");
        let rows = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(merchant).fetch_all(&bench.database.pool);
        all.insert(table, rows.await.unwrap());
    }
    all
}

/// What a call to this operation needs besides the ids in its address.
fn body(path: &str, victim: &common::Desk) -> Option<(Value, &'static str)> {
    let json = |value| Some((value, "application/json"));
    match path {
        "/v1/agents/{id}" => {
            json(json!({ "login": "intruder", "name": "I", "role": "admin", "password": "long enough" }))
        }
        "/v1/enrol-codes" | "/v1/bootstrap" => json(json!({})),
        "/v1/shop-keys" => json(json!({ "name": "x" })),
        "/v1/push" => {
            let command = victim.clone().seal(order_key("W-1"), cancel(1), 1, chrono::DateTime::UNIX_EPOCH);
            json(victim.push(&[command]))
        }
        "/v1/customers/{id}" => json(customer("c1")),
        "/v1/orders/{number}" => json(order("W-1")),
        "/v1/orders/{number}/shipments/{id}" => json(json!({ "id": "s1", "carrier": "x", "lines": [] })),
        "/v1/orders/{number}/payments/{id}" => json(order("W-1")["payments"][0].clone()),
        "/v1/invoices/{number}" => json(json!({ "order": "W-1", "issued_on": "2026-11-02" })),
        "/v1/parcels/{id}" => json(json!({ "received_on": "2026-11-02", "order": "W-1" })),
        "/v1/customers/{id}/bank-details" => json(json!({ "name": "X", "iban": "DE89370400440532013000" })),
        "/v1/outbox/{id}/resolve" => json(json!({ "how": "done" })),
        "/v1/documents/{kind}/{number}/{language}" => Some((Value::Null, "application/pdf")),
        "/v1/orders/{number}/attachments/{id}" => Some((Value::Null, "application/pdf")),
        "/v1/bulk" => Some((json!({ "kind": "customer", "body": customer("c1") }), "application/x-ndjson")),
        _ => None,
    }
}

#[tokio::test]
async fn no_operation_reaches_into_another_shop() {
    let bench = Bench::with_shop().await;
    bench.shop("ombre").await;
    let victims_key = bench.stock("lueur").await;
    let mut victim = bench.desk("lueur").await;
    let command = victim.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    bench.push(&victim, &[command]).await.expect(200);
    let pdf = |path: String, token: &str| {
        let request = Request::put(path).header("authorization", format!("Bearer {token}"));
        bench.send(request.header("content-type", "application/pdf").body(Body::from("%PDF-1")).unwrap())
    };
    let attachment = common::id();
    pdf(format!("/v1/orders/W-1/attachments/{attachment}"), &victim.access).await.expect(201);
    pdf("/v1/documents/invoice/F-1/fr?order=W-1&issued_on=2026-11-02".into(), &victims_key).await.expect(201);
    bench.post("/v1/shop-keys", Some(&victim.access), json!({ "name": "web" })).await.expect(201);
    let (attacker, attackers_key) = (bench.desk("ombre").await, bench.shop_key("ombre").await);
    let outbox: uuid::Uuid =
        sqlx::query_scalar("SELECT id FROM outbox LIMIT 1").fetch_one(&bench.database.pool).await.unwrap();
    let key: uuid::Uuid = sqlx::query_scalar("SELECT id FROM shop_key WHERE merchant = 'lueur' LIMIT 1")
        .fetch_one(&bench.database.pool)
        .await
        .unwrap();
    let before = rows_of(&bench, "lueur").await;

    let document = serde_json::to_value(guichet_central::routes::description()).unwrap();
    let mut called = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let schemes = operation["security"].as_array().unwrap();
            let Some(scheme) = schemes.iter().find_map(|s| s.as_object().unwrap().keys().next()) else { continue };
            if path == "/v1/live" || path == "/v1/sign-out" {
                continue; // Neither takes an id; the one never ends, the other ends the attacker's own sign-in.
            }
            let token = if scheme == "shop" { &attackers_key } else { &attacker.access };
            let id = match path.as_str() {
                "/v1/agents/{id}" | "/v1/agents/{id}/revoke" => victim.agent.to_string(),
                "/v1/devices/{id}/revoke" => victim.device.to_string(),
                "/v1/shop-keys/{id}" => key.to_string(),
                "/v1/outbox/{id}/resolve" => outbox.to_string(),
                "/v1/orders/{number}/attachments/{id}" => attachment.to_string(),
                "/v1/orders/{number}/shipments/{id}" => "s1".into(),
                "/v1/orders/{number}/payments/{id}" => "p1".into(),
                "/v1/parcels/{id}" => "x1".into(),
                "/v1/terms/{id}" => "sales-terms-2017-04-01".into(),
                path if path.starts_with("/v1/bootstrap/") => common::id().to_string(),
                _ => "c1".into(),
            };
            let number =
                if path.starts_with("/v1/documents") || path.starts_with("/v1/invoices") { "F-1" } else { "W-1" };
            let mut address = path.replace("{id}", &id).replace("{number}", number).replace("{ordinal}", "0");
            address = address.replace("{kind}", "invoice").replace("{language}", "fr");
            address += match (method.as_str(), path.as_str()) {
                ("put", "/v1/documents/{kind}/{number}/{language}") => "?order=W-1&issued_on=2026-11-02",
                (_, "/v1/outbox") => "?state=waiting",
                (_, "/v1/lookup") => "?q=zoe",
                _ => "",
            };
            if path == "/v1/pull" {
                address += &format!("?protocol=1&cursor=0&server_epoch={}", bench.server_epoch("ombre").await);
            }
            let mut request = Request::builder().method(Method::from_bytes(method.to_uppercase().as_bytes()).unwrap());
            request = request.uri(address).header("authorization", format!("Bearer {token}"));
            let sent = match body(path, &victim).filter(|_| method != "get" && method != "delete") {
                Some((value, kind)) => {
                    request = request.header("content-type", kind);
                    if value.is_null() { "%PDF-1.7 forged".to_owned() } else { value.to_string() }
                }
                None => String::new(),
            };
            let answer = bench.send(request.body(Body::from(sent)).unwrap()).await;
            called += 1;
            let text = answer.body.to_string();
            // Its own writes under the same ids are its own; what it reads is never the other's.
            let written_by_itself = method == "put" || method == "post";
            assert!(written_by_itself || !text.contains("Zoé") || path == "/v1/lookup", "{method} {path}: {text}");
            assert!(answer.status.as_u16() < 500, "{method} {path}: {text}");
        }
    }
    assert!(called > 30, "{called}");
    let after = rows_of(&bench, "lueur").await;
    for (table, rows) in &before {
        assert_eq!(rows, &after[table], "{table}");
    }
}
