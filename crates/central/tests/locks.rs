//! What a command weighs stays as it is until the command is through: nothing is committed beside it unseen.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{Bench, cancel, customer, order, order_key};
use guichet_domain::TermsPack;
use guichet_sync::authority::{Authority, AuthorityTx, erase_customer, put_terms};
use serde_json::{Value, json};

/// Waits until somebody waits for a lock in this test's database.
async fn somebody_waits(bench: &Bench) {
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..500 {
        if bench.count(waiting).await > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("nobody waits for anything");
}

fn verdict(answer: &Value) -> &Value {
    &answer["answers"][0]["verdict"]
}

#[tokio::test]
async fn a_command_that_meets_an_erasure_under_way_sees_it() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let mut erasing = bench.central.store.begin("lueur").await.unwrap();
    assert!(erase_customer(&mut erasing, "c1", None, bench.central.now()).await.unwrap());
    let commands = [command];
    let (answer, ()) = tokio::join!(bench.push(&desk, &commands), async {
        somebody_waits(&bench).await;
        erasing.commit().await.unwrap();
    });
    let answer = answer.expect(200);
    assert_eq!(verdict(&answer)["conflict"]["kind"], "customer_gone", "{answer:#}");
}

#[tokio::test]
async fn a_command_that_meets_a_publication_under_way_is_judged_under_it() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let pack =
        TermsPack { id: "newer".into(), effective_on: "2026-10-01".parse().unwrap(), ..TermsPack::shipped().unwrap() };
    let mut publishing = bench.central.store.begin("lueur").await.unwrap();
    put_terms(&mut publishing, pack, None, bench.central.now()).await.unwrap().unwrap();
    let commands = [command];
    let (answer, ()) = tokio::join!(bench.push(&desk, &commands), async {
        somebody_waits(&bench).await;
        publishing.commit().await.unwrap();
    });
    let answer = answer.expect(200);
    assert_eq!(verdict(&answer)["upshot"]["pack"], "newer", "{answer:#}");
}

#[tokio::test]
async fn commands_imports_and_erasures_never_wait_in_a_ring() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    for n in 2..6 {
        let mut other = order(&format!("W-{n}"));
        other["customer"] = json!(format!("c{n}"));
        bench.put(&format!("/v1/customers/c{n}"), &key, customer(&format!("c{n}"))).await.expect(201);
        bench.put(&format!("/v1/orders/W-{n}"), &key, other).await.expect(201);
    }
    let mut desks = Vec::new();
    for _ in 0..3 {
        desks.push(bench.desk("lueur").await);
    }
    let pushing = desks.into_iter().enumerate().map(|(at, mut desk)| {
        let bench = &bench;
        async move {
            for round in 0..6 {
                // Each desk names the orders in another order.
                let numbers = (0..5).map(|n| format!("W-{}", (n * (at + 1) + round) % 5 + 1));
                let now = bench.central.now();
                let commands: Vec<_> = numbers.map(|number| desk.seal(order_key(&number), cancel(1), 1, now)).collect();
                bench.push(&desk, &commands).await.expect(200);
            }
        }
    });
    let importing = async {
        for round in 0..12 {
            let lines = (1..6).rev().flat_map(|n| {
                let mut record = customer(&format!("c{n}"));
                record["contact"]["town"] = json!(format!("Town {round}"));
                let mut body = order(&format!("W-{n}"));
                body["customer"] = json!(format!("c{n}"));
                body["payments"][0]["authorised"] = json!(format!("{}.00", 360 + round));
                [
                    json!({"kind": "customer", "body": record}).to_string(),
                    json!({"kind": "order", "body": body}).to_string(),
                ]
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            let request = axum::http::Request::post("/v1/bulk").header("authorization", format!("Bearer {key}"));
            let request = request.header("content-type", "application/x-ndjson").body(text.into()).unwrap();
            bench.send(request).await.expect(200);
        }
    };
    let publishing = async {
        for n in 0..6 {
            let mut tx = bench.central.store.begin("lueur").await.unwrap();
            let pack = TermsPack { id: format!("edition {n}"), ..TermsPack::shipped().unwrap() };
            put_terms(&mut tx, pack, None, bench.central.now()).await.unwrap().unwrap();
            tx.commit().await.unwrap();
        }
    };
    tokio::join!(futures_util::future::join_all(pushing), importing, publishing);
    bench.call(axum::http::Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
}
