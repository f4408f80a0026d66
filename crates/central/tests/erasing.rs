//! Erasing a customer from a desk, over a real PostgreSQL: ERS-1.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::{Bench, TRACES, cancel, customer, order, order_key};
use serde_json::{Value, json};

const ROUTE: &str = "/v1/customers/c1/erasure";

async fn set_role(bench: &Bench, role: &str) {
    sqlx::query("UPDATE agent SET role = $1").bind(role).execute(&bench.database.pool).await.unwrap();
}

#[tokio::test]
async fn a_desk_erases_only_what_is_settled() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let hindrances = |problem: Value| problem["facts"]["hindrances"].clone();
    // Of three cameras two arrived; the third has not left.
    let before = bench.count("SELECT version FROM feed_head").await;
    let problem = bench.post(ROUTE, Some(&desk.access), json!({})).await.problem("erasure_hindered");
    assert_eq!(hindrances(problem), json!([{ "what": "open_order", "order": "W-1" }]));
    assert_eq!(bench.count("SELECT version FROM feed_head").await, before, "nothing was changed");
    assert_eq!(bench.count("SELECT count(*) FROM customer WHERE body IS NOT NULL").await, 1);
    let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let pushed = bench.push(&desk, &[command]).await.expect(200);
    assert_eq!(pushed["answers"][0]["verdict"]["result"], "applied_differently", "{pushed:#}");
    // Its money is on its way, and whoever pays it has to know to whom.
    let problem = bench.post(ROUTE, Some(&desk.access), json!({})).await.problem("erasure_hindered");
    assert_eq!(hindrances(problem), json!([{ "what": "money_on_its_way", "order": "W-1" }]));
    sqlx::query("UPDATE outbox SET state = 'unknown'").execute(&bench.database.pool).await.unwrap();
    bench.post(ROUTE, Some(&desk.access), json!({})).await.problem("erasure_hindered");
    sqlx::query("UPDATE outbox SET state = 'done' WHERE kind = 'payout'").execute(&bench.database.pool).await.unwrap();
    bench.post(ROUTE, Some(&desk.access), json!({})).await.expect(204);
    bench.post(ROUTE, Some(&desk.access), json!({})).await.expect(204);
    assert_eq!(bench.count(TRACES).await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM orders WHERE body IS NOT NULL").await, 1);
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'erased' AND agent = 'The Admin'").await, 1);
    bench.post("/v1/customers/c9/erasure", Some(&desk.access), json!({})).await.problem("not_found");
}

#[tokio::test]
async fn what_is_owed_and_what_runs_hinders() {
    let bench = Bench::with_shop().await;
    let key = bench.shop_key("lueur").await;
    let mut disputing = customer("c1");
    disputing["customer"]["open_disputes"] = json!(1);
    bench.put("/v1/customers/c1", &key, disputing).await.expect(201);
    let account = json!({ "currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR",
        "anchor": "2026-11-01", "unpaid": [{ "amount": "9.99", "due_on": "2026-11-01" }], "services": [
        { "id": "video", "paid": true, "price": "4.99", "status": "active", "started_on": "2026-11-01" }] });
    bench.put("/v1/customers/c1/account", &key, account).await.expect(201);
    let desk = bench.desk("lueur").await;
    let problem = bench.post(ROUTE, Some(&desk.access), json!({})).await.problem("erasure_hindered");
    assert_eq!(
        problem["facts"]["hindrances"],
        json!([
            { "what": "running_service", "service": "video", "stops_on": null },
            { "what": "unpaid", "amount": "9.99", "currency": "EUR" },
            { "what": "open_dispute", "count": 1 },
        ])
    );
}

#[tokio::test]
async fn only_who_answers_for_it_erases_and_only_in_their_own_shop() {
    let bench = Bench::with_shop().await;
    bench.shop("ombre").await;
    let key = bench.shop_key("lueur").await;
    bench.put("/v1/customers/c1", &key, customer("c1")).await.expect(201);
    let (desk, theirs) = (bench.desk("lueur").await, bench.desk("ombre").await);
    bench.post(ROUTE, Some(&theirs.access), json!({})).await.problem("not_found");
    bench.post(ROUTE, None, json!({})).await.problem("unauthenticated");
    bench.post(ROUTE, Some(&key), json!({})).await.problem("unauthenticated");
    for role in ["agent", "warehouse"] {
        set_role(&bench, role).await;
        bench.post(ROUTE, Some(&desk.access), json!({})).await.problem("forbidden");
    }
    assert_eq!(bench.count("SELECT count(*) FROM customer WHERE body IS NOT NULL").await, 1);
    set_role(&bench, "supervisor").await;
    bench.post(ROUTE, Some(&desk.access), json!({})).await.expect(204);
    // An order that the shop sends afterwards is one of nobody's.
    bench.put("/v1/orders/W-1", &key, order("W-1")).await.expect(201);
    bench.put("/v1/customers/c1", &key, customer("c1")).await.problem("erased");
}
