//! What a shop writes, over a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use axum::body::Body;
use axum::http::{Method, Request};
use common::{Bench, TRACES, cancel, customer, id, order, order_key};
use guichet_sync::{Action, Key as Aggregate};
use serde_json::{Value, json};

#[tokio::test]
async fn the_same_document_again_changes_nothing() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let before = bench.count("SELECT version FROM feed_head").await;
    for (path, document) in [("/v1/customers/c1", customer("c1")), ("/v1/orders/W-1", order("W-1"))] {
        let written = bench.put(path, &key, document).await.expect(200);
        assert_eq!(written, json!({ "version": 1, "changed": false }));
    }
    assert_eq!(bench.count("SELECT version FROM feed_head").await, before);
    let mut moved = order("W-1");
    moved["shipments"][0]["tracking"] = json!("1Z999");
    assert_eq!(bench.put("/v1/orders/W-1", &key, moved).await.expect(200), json!({ "version": 2, "changed": true }));
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'ingested'").await, 3);
}

#[tokio::test]
async fn faults_name_their_place() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let mut wrong = order("W-2");
    wrong["lines"][0]["quantity"] = json!(0);
    let problem = bench.put("/v1/orders/W-2", &key, wrong).await.problem("invalid_document");
    assert_eq!(problem["path"], "lines[0].quantity");
    let problem = bench.put("/v1/orders/W-3", &key, order("W-2")).await.problem("invalid_document");
    assert_eq!(problem["path"], "number");
    let mut wrong = customer("c2");
    wrong["contact"]["planet"] = json!("Mars");
    let problem = bench.put("/v1/customers/c2", &key, wrong).await.problem("invalid_document");
    assert_eq!(problem["path"], "contact.planet");
    bench
        .put("/v1/orders/W-1/shipments/s9", &key, json!({ "id": "s8", "carrier": "ups", "lines": [] }))
        .await
        .problem("invalid_document");
    bench
        .put("/v1/orders/W-9/shipments/s1", &key, json!({ "id": "s1", "carrier": "ups", "lines": [] }))
        .await
        .problem("not_found");
}

#[tokio::test]
async fn a_shop_cannot_erase_what_the_centre_decided() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let pushed = bench.push(&desk, &[command]).await.expect(200);
    assert_ne!(pushed["answers"][0]["verdict"]["result"], "rejected", "{pushed:#}");
    // The shop knows nothing of it, and sends its own document with a tracking number.
    let mut stale = order("W-1");
    stale["shipments"][0]["tracking"] = json!("1Z999");
    bench.put("/v1/orders/W-1", &key, stale).await.expect(200);
    let body: String = sqlx::query_scalar("SELECT body FROM orders").fetch_one(&bench.database.pool).await.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&body["cancelled"][0]["quantity"], &body["payments"][0]["refunded"]), (&json!(1), &json!("120.00")));
    assert_eq!(body["shipments"][0]["tracking"], "1Z999");
    // The cancelled unit cannot be shipped: both sides' facts are told, and nothing is written.
    let late =
        json!({ "id": "s2", "carrier": "ups", "lines": [{"line": "1", "quantity": 1}], "shipped_on": "2026-11-12" });
    let problem = bench.put("/v1/orders/W-1/shipments/s2", &key, late).await.problem("contradiction");
    assert_eq!(problem["facts"]["centre"]["cancelled"][0]["quantity"], 1);
    assert_eq!(bench.count("SELECT version FROM orders").await, 3);
}

#[tokio::test]
async fn parts_of_an_order_are_written_one_by_one() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let parcel =
        json!({ "id": "s2", "carrier": "ups", "lines": [{"line": "1", "quantity": 1}], "shipped_on": "2026-11-12" });
    bench.put("/v1/orders/W-1/shipments/s2", &key, parcel.clone()).await.expect(200);
    assert_eq!(bench.put("/v1/orders/W-1/shipments/s2", &key, parcel).await.expect(200)["changed"], false);
    let payment =
        json!({ "id": "p2", "method": "card", "authorised": "10.00", "captured": "0.00", "refunded": "0.00" });
    bench.put("/v1/orders/W-1/payments/p2", &key, payment).await.expect(200);
    let invoice = json!({ "order": "W-1", "issued_on": "2026-11-02", "total": "360.00" });
    bench.put("/v1/invoices/F-1", &key, invoice.clone()).await.expect(200);
    assert_eq!(bench.put("/v1/invoices/F-1", &key, invoice).await.expect(200)["changed"], false);
    bench.put("/v1/orders/W-2", &key, order("W-2")).await.expect(201);
    bench.put("/v1/invoices/F-1", &key, json!({ "order": "W-2", "issued_on": "2026-11-02" })).await.problem("id_taken");
    // An order that comes again without its invoice keeps it.
    bench.put("/v1/orders/W-1", &key, order("W-1")).await.expect(200);
    let body: String = sqlx::query_scalar("SELECT body FROM orders WHERE number = 'W-1'")
        .fetch_one(&bench.database.pool)
        .await
        .unwrap();
    assert_eq!(serde_json::from_str::<Value>(&body).unwrap()["invoices"], json!(["F-1"]));
    let account = json!({ "currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR",
        "services": [{ "id": "video", "paid": true, "price": "5.00", "status": "ended", "started_on": "2026-01-01",
                       "stops_on": "2026-02-01" }] });
    bench.put("/v1/customers/c1/account", &key, account.clone()).await.expect(201);
    let mut revived = account;
    revived["services"][0]["status"] = json!("active");
    revived["services"][0]["stops_on"] = Value::Null;
    let problem = bench.put("/v1/customers/c1/account", &key, revived).await.problem("contradiction");
    assert_eq!(problem["path"], "services[0].status");
}

#[tokio::test]
async fn a_parcel_is_matched_or_kept_in_quarantine() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let placed = bench
        .put("/v1/parcels/x1", &key, json!({ "received_on": "2026-11-20", "rma": "R-D1-000001-X" }))
        .await
        .expect(201);
    assert_eq!((placed["state"].as_str(), &placed["order"]), (Some("quarantined"), &Value::Null));
    let placed =
        bench.put("/v1/parcels/x2", &key, json!({ "received_on": "2026-11-20", "order": "W-1" })).await.expect(201);
    assert_eq!((placed["state"].as_str(), placed["order"].as_str()), (Some("matched"), Some("W-1")));
    let again =
        bench.put("/v1/parcels/x2", &key, json!({ "received_on": "2026-11-20", "order": "W-1" })).await.expect(200);
    assert_eq!(again["version"], 1);
}

#[tokio::test]
async fn two_writers_of_one_order_leave_the_feed_without_a_gap() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let writes = (0..16).map(|n| {
        let mut document = order(&format!("W-{}", 1 + n % 4));
        document["shipments"][0]["tracking"] = json!(format!("1Z{n}"));
        let (bench, key) = (&bench, &key);
        async move { bench.put(&format!("/v1/orders/W-{}", 1 + n % 4), key, document).await.status.as_u16() }
    });
    let statuses = futures_util::future::join_all(writes).await;
    assert!(statuses.iter().all(|status| [200, 201].contains(status)), "{statuses:?}");
    let (head, versions) = (
        bench.count("SELECT version FROM feed_head").await,
        bench.count("SELECT count(DISTINCT version) FROM feed").await,
    );
    assert_eq!(head, versions);
    checksum_adds_up(&bench).await;
}

/// The head's sum is that of every body.
async fn checksum_adds_up(bench: &Bench) {
    let digests: Vec<i64> = sqlx::query_scalar(
        "SELECT digest FROM customer UNION ALL SELECT digest FROM orders UNION ALL SELECT digest FROM account
         UNION ALL SELECT digest FROM terms_pack",
    )
    .fetch_all(&bench.database.pool)
    .await
    .unwrap();
    let sum = digests.into_iter().fold(0_i64, i64::wrapping_add);
    assert_eq!(bench.count("SELECT checksum FROM feed_head").await, sum);
}

#[tokio::test]
async fn an_import_is_taken_whole_and_desks_bootstrap_again() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let mut lines: Vec<Value> = (0..50).map(|n| json!({ "kind": "order", "body": order(&format!("B-{n}")) })).collect();
    lines.push(json!({ "kind": "customer", "body": customer("c7") }));
    lines.push(json!({ "kind": "customer", "body": customer("c1") }));
    let text = |lines: &[Value]| lines.iter().map(|line| line.to_string() + "\n").collect::<String>();
    let send = |bytes: Vec<u8>, encoding: &'static str| {
        let request = Request::post("/v1/bulk").header("authorization", format!("Bearer {key}"));
        let request = request.header("content-type", "application/x-ndjson").header("content-encoding", encoding);
        bench.send(request.body(Body::from(bytes)).unwrap())
    };
    let packed = zstd::encode_all(text(&lines).as_bytes(), 3).unwrap();
    let done = send(packed, "zstd").await.expect(200);
    assert_eq!(done, json!({ "made": 51, "changed": 0, "unchanged": 1 }));
    let again = send(text(&lines).into_bytes(), "identity").await.expect(200);
    assert_eq!(again, json!({ "made": 0, "changed": 0, "unchanged": 52 }));
    bench.pull(&desk, 0).await.problem("bootstrap_again");
    checksum_adds_up(&bench).await;
    // What comes many at a time is found by the same as what comes one at a time.
    let mut pre_order = order("PRE");
    pre_order["kind"] = json!("pre_order");
    pre_order["ships_on"] = json!("2026-12-24");
    let mut done = order("DONE");
    done["shipments"][0]["lines"][0]["quantity"] = json!(3);
    for (at, document) in [pre_order, done].into_iter().enumerate() {
        let columns =
            "SELECT format('%s %s %s %s', customer, placed_at, ships_on, is_open) FROM orders WHERE number = $1";
        let mut found = Vec::new();
        for way in ["bulk", "put"] {
            let number = format!("{way}-{at}");
            let mut document = document.clone();
            document["number"] = json!(number);
            match way {
                "bulk" => drop(
                    send(text(&[json!({ "kind": "order", "body": document })]).into(), "identity").await.expect(200),
                ),
                _ => drop(bench.put(&format!("/v1/orders/{number}"), &key, document).await.expect(201)),
            }
            let row: String = sqlx::query_scalar(columns).bind(number).fetch_one(&bench.database.pool).await.unwrap();
            found.push(row);
        }
        assert_eq!(found[0], found[1]);
        assert!(found[0].ends_with(if at == 0 { "2026-12-24 t" } else { " f" }), "{found:?}");
    }
    // One fault, and nothing is taken.
    lines[3]["body"]["number"] = json!("NEW");
    lines[4]["body"]["lines"][0]["quantity"] = json!(0);
    let problem = send(text(&lines).into_bytes(), "identity").await.problem("invalid_document");
    assert_eq!(problem["path"], "[4].body.lines[0].quantity");
    assert_eq!(bench.count("SELECT count(*) FROM orders WHERE number = 'NEW'").await, 0);
    send(b"not zstd".to_vec(), "zstd").await.problem("malformed_body");
}

#[tokio::test]
async fn an_erased_customer_leaves_no_trace_but_the_orders() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    bench.call(Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
    bench.call(Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
    bench.call(Method::DELETE, "/v1/customers/c9", Some(&key), None).await.problem("not_found");
    bench.put("/v1/customers/c1", &key, customer("c1")).await.problem("erased");
    assert_eq!(bench.count(TRACES).await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM orders WHERE body IS NOT NULL").await, 1);
    // A desk is told that the customer is gone, and why.
    let page = bench.pull(&desk, 0).await.expect(200);
    let gone = page["changes"].as_array().unwrap().iter().find(|c| c["key"]["kind"] == "customer").unwrap();
    assert_eq!(gone["body"], Value::Null);
    assert!(page["events"].as_array().unwrap().iter().any(|e| e["what"]["happening"] == "erased"));
}

/// Whatever table a desk's words about a customer came to lie in, they are gone with the customer.
#[tokio::test]
async fn what_desks_typed_of_a_customer_goes_with_the_customer() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let (mut desk, mut late) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let of = |id: &str| Aggregate::Customer(id.to_owned());
    let record = json!({
        "customer": { "id": "C-K1-1", "name": "Ondine Marchetti", "email": "ondine@example.com" },
        "contact": { "country": "FR", "language": "fr" },
    });
    let register = Action::Register(serde_json::from_value(record).unwrap());
    let amend = json!({ "type": "amend_customer",
        "fields": { "email": { "was": "ondine@example.com", "becomes": "marchetti@example.com" } } });
    let amend = Action::Customer(serde_json::from_value(amend).unwrap());
    let now = bench.central.now();
    let mut commands = vec![desk.seal_action(id(), of("C-K1-1"), register.clone(), 0, now)];
    commands.push(desk.seal_action(id(), of("C-K1-1"), amend.clone(), 1, now));
    let pushed = bench.push(&desk, &commands).await.expect(200);
    assert_eq!(pushed["answers"][1]["verdict"]["result"], "applied", "{pushed:#}");
    // One whose signature is no good is written down as it came.
    let mut forged = desk.seal_action(id(), of("C-K1-1"), amend.clone(), 2, now);
    forged.payload = forged.payload.replace("marchetti@", "ondine.m@");
    bench.push(&desk, &[forged]).await.expect(200);
    let typed = "SELECT (SELECT count(*) FROM slot WHERE payload ~ 'ndine|archetti')
                  + (SELECT count(*) FROM feed WHERE body ~ 'ndine|archetti' OR event ~ 'ndine|archetti')
                  + (SELECT count(*) FROM history WHERE command ~ 'ndine|archetti' OR outcome ~ 'ndine|archetti')
                  + (SELECT count(*) FROM refusal WHERE payload ~ 'ndine|archetti')
                  + (SELECT count(*) FROM customer WHERE body ~ 'ndine|archetti' OR name ~* 'ndine|archetti')";
    assert!(bench.count(typed).await >= 7);
    bench.call(Method::DELETE, "/v1/customers/C-K1-1", Some(&key), None).await.expect(204);
    assert_eq!(bench.count(typed).await, 0);
    // Nor does what was still on its way bring anything back.
    let commands =
        [late.seal_action(id(), of("C-K1-1"), register, 0, now), late.seal_action(id(), of("C-K1-1"), amend, 0, now)];
    let pushed = bench.push(&late, &commands).await.expect(200);
    assert_eq!(pushed["answers"][0]["verdict"]["conflict"]["kind"], "customer_gone", "{pushed:#}");
    assert_eq!(bench.count(typed).await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM slot").await, 4, "that they came stays");
}

/// Cases go with their customer, from every table.
#[tokio::test]
async fn what_desks_wrote_in_cases_goes_with_the_customer() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let (mut desk, mut late) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let of = |number: &str| Aggregate::Case(number.to_owned());
    let open = |number: &str| {
        let asked = json!({ "number": number, "customer": "c1", "channel": "phone", "subject": "Villa Marchetti" });
        Action::OpenCase(serde_json::from_value(asked).unwrap())
    };
    let note =
        || Action::Case(serde_json::from_value(json!({ "type": "note_case", "text": "Marchetti wrote" })).unwrap());
    let now = bench.central.now();
    let commands =
        vec![desk.seal_action(id(), of("K-1"), open("K-1"), 0, now), desk.seal_action(id(), of("K-1"), note(), 1, now)];
    let pushed = bench.push(&desk, &commands).await.expect(200);
    assert_eq!(pushed["answers"][1]["verdict"]["result"], "applied", "{pushed:#}");
    for (number, action) in [("K-1", note()), ("K-9", open("K-9"))] {
        let mut forged = desk.seal_action(id(), of(number), action, 2, now);
        forged.payload = forged.payload.replace("Marchetti", "La Marchetti");
        bench.push(&desk, &[forged]).await.expect(200);
    }
    let written = "SELECT (SELECT count(*) FROM slot WHERE payload ~ 'archetti')
                  + (SELECT count(*) FROM feed WHERE body ~ 'archetti' OR event ~ 'archetti')
                  + (SELECT count(*) FROM history WHERE command ~ 'archetti' OR outcome ~ 'archetti')
                  + (SELECT count(*) FROM refusal WHERE payload ~ 'archetti')
                  + (SELECT count(*) FROM casework WHERE body ~ 'archetti')";
    assert!(bench.count(written).await >= 9);
    bench.call(Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
    assert_eq!(bench.count(written).await, 0);
    let commands = vec![
        late.seal_action(id(), of("K-1"), note(), 1, now),
        late.seal_action(id(), of("K-2"), open("K-2"), 0, now),
        late.seal_action(id(), of("K-2"), note(), 0, now),
    ];
    let pushed = bench.push(&late, &commands).await.expect(200);
    for at in [0, 1] {
        assert_eq!(pushed["answers"][at]["verdict"]["conflict"]["kind"], "customer_gone", "{pushed:#}");
    }
    assert_eq!(bench.count(written).await, 0);
}

/// What is known of a parcel that was found to be theirs goes too, with its photos.
#[tokio::test]
async fn what_lay_in_quarantine_goes_with_the_customer() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let of = |number: &str| Aggregate::Stray(number.to_owned());
    let aside = |number: &str| {
        let asked = json!({ "number": number, "arrived_on": "2026-11-01", "sender": "Villa Marchetti" });
        Action::PutAside(serde_json::from_value(asked).unwrap())
    };
    let matched = json!({ "type": "match_stray", "order": "W-1", "customer": "c1" });
    let matched = Action::Stray(serde_json::from_value(matched).unwrap());
    let now = bench.central.now();
    let commands = vec![
        desk.seal_action(id(), of("Q-1"), aside("Q-1"), 0, now),
        desk.seal_action(id(), of("Q-1"), matched, 1, now),
    ];
    let pushed = bench.push(&desk, &commands).await.expect(200);
    assert_eq!(pushed["answers"][1]["verdict"]["result"], "applied", "{pushed:#}");
    let photo = sqlx::query(
        "INSERT INTO attachment (merchant, id, order_number, name, media_type, bytes, sha256, added_at, added_by)
         VALUES ('lueur', gen_random_uuid(), 'Q-1', 'x.png', 'image/png', '', '', now(), 'ana')",
    );
    photo.execute(&bench.database.pool).await.unwrap();
    let mut forged = desk.seal_action(id(), of("Q-1"), aside("Q-1"), 2, now);
    forged.payload = forged.payload.replace("Marchetti", "La Marchetti");
    bench.push(&desk, &[forged]).await.expect(200);
    let written = "SELECT (SELECT count(*) FROM slot WHERE payload ~ 'archetti')
                  + (SELECT count(*) FROM feed WHERE body ~ 'archetti' OR event ~ 'archetti')
                  + (SELECT count(*) FROM history WHERE command ~ 'archetti' OR outcome ~ 'archetti')
                  + (SELECT count(*) FROM refusal WHERE payload ~ 'archetti')
                  + (SELECT count(*) FROM attachment)
                  + (SELECT count(*) FROM stray WHERE body ~ 'archetti')";
    assert!(bench.count(written).await >= 6);
    bench.call(Method::DELETE, "/v1/customers/c1", Some(&key), None).await.expect(204);
    assert_eq!(bench.count(written).await, 0);
}

#[tokio::test]
async fn a_shop_key_reaches_its_own_shop_only() {
    let bench = Bench::with_shop().await;
    bench.shop("ombre").await;
    bench.stock("lueur").await;
    let (theirs, desk) = (bench.shop_key("ombre").await, bench.desk("ombre").await);
    bench.put("/v1/orders/W-1/payments/p1", &theirs, order("W-1")["payments"][0].clone()).await.problem("not_found");
    bench.put("/v1/orders/W-1/shipments/s1", &theirs, order("W-1")["shipments"][0].clone()).await.problem("not_found");
    bench
        .put("/v1/invoices/F-1", &theirs, json!({ "order": "W-1", "issued_on": "2026-11-02" }))
        .await
        .problem("not_found");
    bench.call(Method::DELETE, "/v1/customers/c1", Some(&theirs), None).await.problem("not_found");
    let parcel =
        bench.put("/v1/parcels/x", &theirs, json!({ "received_on": "2026-11-20", "order": "W-1" })).await.expect(201);
    assert_eq!(parcel["state"], "quarantined");
    // The same numbers in another shop are other orders.
    bench.put("/v1/orders/W-1", &theirs, order("W-1")).await.expect(201);
    assert_eq!(bench.count("SELECT count(*) FROM orders").await, 2);
    let found = bench.get("/v1/lookup?q=c1", &desk.access).await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 1, "{found:#}");
    // An agent's token is no shop key, and the other way round.
    bench.put("/v1/orders/W-1", &desk.access, order("W-1")).await.problem("unauthenticated");
    bench.get("/v1/devices", &theirs).await.problem("unauthenticated");
    bench.put("/v1/orders/W-1", &theirs.replace("ombre", "lueur"), order("W-1")).await.problem("unauthenticated");
}
