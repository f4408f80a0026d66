//! Push, pull, bootstrap and word of new versions, over HTTP and a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use axum::http::Method;
use common::{Bench, Desk, PASSWORD, cancel, id, order, order_key};
use guichet_sync::wire::{Change, Page, Pushed, Snapshot};
use serde_json::{Value, json};

fn result(pushed: &Value, at: usize) -> &str {
    pushed["answers"][at]["verdict"]["result"].as_str().unwrap()
}

#[tokio::test]
async fn a_command_takes_effect_once_and_reaches_the_other_desk() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let (mut one, two) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let command = one.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let first = bench.push(&one, std::slice::from_ref(&command)).await.expect(200);
    assert!(["applied", "applied_differently"].contains(&result(&first, 0)), "{first:#}");
    // Its answer was lost.
    let again = bench.push(&one, &[command]).await.expect(200);
    assert_eq!(again["answers"][0]["duplicate"], true);
    assert_eq!(again["answers"][0]["verdict"], first["answers"][0]["verdict"]);
    let _: Pushed = serde_json::from_value(again).unwrap();
    // One credit, one payment back, one e-mail.
    assert_eq!(bench.count("SELECT count(*) FROM outbox WHERE kind = 'payout'").await, 1);
    assert_eq!(bench.count("SELECT count(*) FROM outbox WHERE kind = 'email'").await, 1);
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'command'").await, 1);
    let page = bench.pull(&two, 0).await.expect(200);
    let page: Page = serde_json::from_value(page).unwrap();
    assert_eq!((page.from, page.to), (0, page.head));
    let changed = page.changes.iter().find(|change| change.key == order_key("W-1")).unwrap();
    let held = changed.body.clone().unwrap();
    assert_eq!(held.order().unwrap().cancelled.len(), 1);
    let sum = page.changes.iter().fold(0_u64, |sum, change| {
        let text = change.body.as_ref().unwrap().to_json().unwrap();
        sum.wrapping_add(guichet_sync::body::digest(&change.key, change.version, &text))
    });
    assert_eq!(page.checksum, Some(sum));
}

#[tokio::test]
async fn two_desks_at_once_cannot_cancel_one_unit_twice() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desks = Vec::new();
    for _ in 0..4 {
        desks.push(bench.desk("lueur").await);
    }
    let now = bench.central.now();
    let mut pushes = Vec::new();
    for (n, desk) in desks.iter_mut().enumerate() {
        let mut command = cancel(1);
        // Different intents, so that none is content with another's.
        command["reason"] = json!(["change_of_mind", "mistake", "late", "other"][n]);
        command["by"] = json!("customer");
        pushes.push(desk.seal(order_key("W-1"), command, 1, now));
    }
    let answers = desks.iter().zip(&pushes).map(|(desk, command)| bench.push(desk, std::slice::from_ref(command)));
    let answers = futures_util::future::join_all(answers).await;
    let bodies: Vec<Value> = answers.into_iter().map(|answer| answer.expect(200)).collect();
    assert_eq!(bench.count("SELECT count(*) FROM outbox WHERE kind = 'payout'").await, 1, "{bodies:#?}");
    let body: String = sqlx::query_scalar("SELECT body FROM orders").fetch_one(&bench.database.pool).await.unwrap();
    let body: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((body["cancelled"].as_array().unwrap().len(), &body["payments"][0]["refunded"]), (1, &json!("120.00")));
    // Numbers of credit notes have no gap: the next one follows.
    assert_eq!(bench.count("SELECT next FROM counter WHERE series LIKE 'credit_note/%'").await, 2);
}

#[tokio::test]
async fn what_is_forged_is_refused_and_recorded() {
    let bench = Bench::with_shop().await;
    bench.shop("ombre").await;
    bench.stock("lueur").await;
    let (mut desk, other) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let stranger = bench.desk("ombre").await;
    let now = bench.central.now();
    // Another device's queue, another shop's device.
    let command = desk.clone().seal(order_key("W-1"), cancel(1), 1, now);
    bench.post("/v1/push", Some(&other.access), desk.push(std::slice::from_ref(&command))).await.problem("forbidden");
    bench.post("/v1/push", Some(&stranger.access), desk.push(&[command])).await.problem("forbidden");
    assert_eq!(bench.count("SELECT count(*) FROM refusal WHERE code = 'foreign_device'").await, 2);
    // A signature that is not the device's.
    let mut forged = desk.clone();
    forged.key = common::device_key();
    let command = forged.seal(order_key("W-1"), cancel(1), 1, now);
    let pushed = bench.push(&desk, &[command]).await.expect(200);
    assert_eq!(pushed["stop"]["stop"], "bad_signature", "{pushed:#}");
    // Another merchant, another agent, a sign-in that is not theirs.
    for forge in [
        |desk: &mut common::Desk| desk.merchant = "ombre".into(),
        |desk: &mut common::Desk| desk.agent = id(),
        |desk: &mut common::Desk| desk.sign_in = id(),
    ] {
        let (merchant, agent, sign_in) = (desk.merchant.clone(), desk.agent, desk.sign_in);
        forge(&mut desk);
        let command = desk.seal(order_key("W-1"), cancel(1), 1, now);
        (desk.merchant, desk.agent, desk.sign_in) = (merchant, agent, sign_in);
        let pushed = bench.push(&desk, &[command]).await.expect(200);
        assert_eq!(pushed["answers"][0]["verdict"]["conflict"]["kind"], "forged", "{pushed:#}");
    }
    assert_eq!(bench.count("SELECT count(*) FROM outbox").await, 0);
    assert!(bench.count("SELECT count(*) FROM refusal").await >= 6);
}

#[tokio::test]
async fn a_fork_is_quarantined_and_nothing_of_it_is_lost() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let mut clone = desk.clone();
    let now = bench.central.now();
    let mine = desk.seal(order_key("W-1"), cancel(1), 1, now);
    bench.push(&desk, &[mine]).await.expect(200);
    let other = clone.seal(order_key("W-1"), cancel(1), 1, now);
    let pushed = bench.push(&clone, std::slice::from_ref(&other)).await.expect(200);
    assert_eq!(pushed["stop"]["stop"], "quarantined", "{pushed:#}");
    bench.push(&clone, &[other]).await.expect(200);
    assert_eq!(bench.count("SELECT count(*) FROM quarantine").await, 1);
    bench.pull(&desk, 0).await.problem("device_quarantined");
    bench.post("/v1/bootstrap", Some(&desk.access), json!({})).await.problem("device_quarantined");
}

#[tokio::test]
async fn a_revoked_device_hands_its_queue_over_and_gets_nothing() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let (admin, mut lost) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let path = format!("/v1/devices/{}/revoke", lost.device);
    bench.call(Method::POST, &path, Some(&admin.access), None).await.expect(204);
    let command = lost.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    let pushed = bench.push(&lost, std::slice::from_ref(&command)).await.expect(200);
    assert_eq!(pushed["stop"]["stop"], "revoked");
    assert_eq!(bench.count("SELECT count(*) FROM quarantine").await, 1);
    assert_eq!(bench.count("SELECT count(*) FROM outbox").await, 0);
    bench.pull(&lost, 0).await.problem("device_revoked");
    // Who has not the device's key hands nothing over.
    let mut thief = lost.clone();
    thief.key = common::device_key();
    let command = thief.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    bench.push(&lost, &[command]).await.problem("device_revoked");
    assert_eq!(bench.count("SELECT count(*) FROM quarantine").await, 1);
}

#[tokio::test]
async fn pages_follow_each_other_and_end_at_the_head() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    for n in 2..12 {
        bench.put(&format!("/v1/orders/W-{n}"), &key, order(&format!("W-{n}"))).await.expect(201);
    }
    let epoch = bench.server_epoch("lueur").await;
    let (mut cursor, mut seen) = (0, 0);
    loop {
        let path = format!("/v1/pull?protocol=1&server_epoch={epoch}&cursor={cursor}&most=3");
        let page: Page = serde_json::from_value(bench.get(&path, &desk.access).await.expect(200)).unwrap();
        seen += page.changes.len();
        if page.to == page.head {
            break;
        }
        assert!(page.checksum.is_none());
        cursor = page.to;
    }
    assert_eq!(seen, 13);
    let path = |query: &str| format!("/v1/pull?{query}");
    let wrong = path(&format!("protocol=1&server_epoch={}&cursor=0", id()));
    let problem = bench.get(&wrong, &desk.access).await.problem("bootstrap_again");
    assert_eq!(problem["facts"]["server_epoch"], epoch.to_string());
    bench
        .get(&path(&format!("protocol=2&server_epoch={epoch}&cursor=0")), &desk.access)
        .await
        .problem("upgrade_required");
    bench.get(&path("protocol=1&cursor=0"), &desk.access).await.problem("invalid_parameter");
    bench
        .get(&path(&format!("protocol=1&server_epoch={epoch}&cursor=-1")), &desk.access)
        .await
        .problem("invalid_parameter");
}

/// A snapshot, once it stands ready.
async fn made(bench: &Bench, desk: &Desk, path: &str) -> Value {
    let mut standing = Value::Null;
    for _ in 0..200 {
        standing = bench.get(path, &desk.access).await.expect(200);
        if standing["state"] != "building" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(standing["state"], "ready");
    standing
}

#[tokio::test]
async fn a_part_of_the_orders_adds_up_by_itself() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    for (number, placed_at, delivered) in [
        ("OLD", "2023-05-02", 3),
        ("OPEN", "2023-05-02", 2),
        ("ASKED", "2023-05-02", 3),
        ("ON-THE-DAY", "2026-05-01", 3),
        ("A-DAY-BEFORE", "2026-04-30", 3),
    ] {
        let mut document = order(number);
        document["placed_at"] = json!(format!("{placed_at}T00:00:00+00:00"));
        document["shipments"][0]["lines"][0]["quantity"] = json!(delivered);
        bench.put(&format!("/v1/orders/{number}"), &key, document).await.expect(201);
    }
    let asked = json!({ "part": { "since": "2026-05-01T00:00:00Z", "with": ["ASKED", "NOBODY-S"] } });
    let begun = bench.post("/v1/bootstrap", Some(&desk.access), asked).await.expect(202);
    let path = format!("/v1/bootstrap/{}", begun["id"].as_str().unwrap());
    let standing = made(&bench, &desk, &path).await;
    let head: Snapshot = serde_json::from_value(standing["head"].clone()).unwrap();
    assert!(head.partial);
    let (mut sum, mut orders) = (0_u64, Vec::new());
    for chunk in standing["chunks"].as_array().unwrap() {
        let bytes = bench.bytes(&format!("{path}/chunks/{}", chunk["ordinal"]), &desk.access).await;
        let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
        for line in text.lines() {
            let change: Change = serde_json::from_str(line).unwrap();
            let text = change.body.as_ref().unwrap().to_json().unwrap();
            sum = sum.wrapping_add(guichet_sync::body::digest(&change.key, change.version, &text));
            if change.key.kind() == "order" {
                orders.push(change.key.id().to_owned());
            }
        }
    }
    assert_eq!(orders, ["ASKED", "ON-THE-DAY", "OPEN", "W-1"]);
    assert_eq!(sum, head.checksum);
    let many: Vec<String> = (0..10_001).map(|n| n.to_string()).collect();
    let asked = json!({ "part": { "since": "2026-05-01T00:00:00Z", "with": many } });
    bench.post("/v1/bootstrap", Some(&desk.access), asked).await.problem("invalid_document");
}

#[tokio::test]
async fn a_bootstrap_comes_in_chunks_that_add_up() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let mut desk = bench.desk("lueur").await;
    let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
    bench.push(&desk, &[command]).await.expect(200);
    let begun = bench.post("/v1/bootstrap", Some(&desk.access), json!({})).await.expect(202);
    // What is written meanwhile is not in it.
    bench.put("/v1/orders/LATER", &key, order("LATER")).await.expect(201);
    let path = format!("/v1/bootstrap/{}", begun["id"].as_str().unwrap());
    let standing = made(&bench, &desk, &path).await;
    let head: Snapshot = serde_json::from_value(standing["head"].clone()).unwrap();
    assert_eq!((head.last_seq, head.settled.len()), (1, 1));
    let (mut sum, mut rows) = (0_u64, 0);
    for chunk in standing["chunks"].as_array().unwrap() {
        let bytes = bench.bytes(&format!("{path}/chunks/{}", chunk["ordinal"]), &desk.access).await;
        let hash =
            base64::Engine::encode(&base64::engine::general_purpose::STANDARD, guichet_central::secret::hash(&bytes));
        assert_eq!(chunk["sha256"], hash);
        let text = String::from_utf8(zstd::decode_all(bytes.as_slice()).unwrap()).unwrap();
        for line in text.lines() {
            let change: Change = serde_json::from_str(line).unwrap();
            let text = change.body.as_ref().unwrap().to_json().unwrap();
            sum = sum.wrapping_add(guichet_sync::body::digest(&change.key, change.version, &text));
            rows += 1;
        }
    }
    let later = i64::from(head.version == 5);
    assert_eq!((sum, rows), (head.checksum, 3 + later));
    // Another device does not get it.
    let other = bench.desk("lueur").await;
    bench.get(&path, &other.access).await.problem("not_found");
    bench.get(&format!("{path}/chunks/0"), &other.access).await.problem("not_found");
}

#[tokio::test]
async fn a_desk_hears_of_new_versions_also_from_another_instance() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let serve = |central: std::sync::Arc<guichet_central::Central>| async move {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(guichet_central::serve::serve_on(central, listener, std::future::pending()));
        format!("http://{address}")
    };
    let other = guichet_central::Central::new(bench.database.pool.clone()).with_clock(bench.clock.clone());
    let address = serve(std::sync::Arc::new(other)).await;
    let mut stream = common::http().get(format!("{address}/v1/live")).bearer_auth(&desk.access).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    let mut heard = String::new();
    let mut written = false;
    while !heard.contains("{\"version\":4}") {
        let more = tokio::time::timeout(std::time::Duration::from_secs(20), stream.chunk()).await.expect("word");
        heard.push_str(&String::from_utf8_lossy(&more.unwrap().unwrap()));
        if heard.contains("{\"version\":3}") && !written {
            written = true;
            // Written at the first instance until the second one listens.
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            bench.put("/v1/orders/W-2", &key, order("W-2")).await.expect(201);
        }
    }
    assert!(!heard.contains("W-2"), "{heard}");
}

#[tokio::test]
async fn what_a_desk_lacks_is_looked_up() {
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let mut returned = order("W-2");
    returned["rmas"] = json!([{"number": "R-OLD-000001-A", "notified_on": "2026-11-06", "status": "open",
                               "lines": [{"line": "1", "quantity": 1}]}]);
    bench.put("/v1/orders/W-2", &key, returned).await.expect(201);
    for (typed, found) in [
        ("zoe@", "c1"),
        ("Zo%C3%A9", "c1"),
        ("ker", "c1"),
        ("06%2012%2034%2056%2078", "c1"),
        ("31000", "c1"),
        ("w-1", "W-1"),
        ("r-old-000001-a", "W-2"),
    ] {
        let answer = bench.get(&format!("/v1/lookup?q={typed}"), &desk.access).await.expect(200);
        let ids: Vec<&str> = answer.as_array().unwrap().iter().map(|c| c["key"]["id"].as_str().unwrap()).collect();
        assert!(ids.contains(&found), "{typed}: {ids:?}");
    }
    for nothing in ["%25", "_", "nobody"] {
        let answer = bench.get(&format!("/v1/lookup?q={nothing}"), &desk.access).await.expect(200);
        assert_eq!(answer, json!([]), "{nothing}");
    }
    bench.get("/v1/lookup?q=", &desk.access).await.problem("invalid_parameter");
}

#[tokio::test]
async fn a_limit_and_a_role_are_judged_at_the_centre() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let admin = bench.desk("lueur").await;
    for (login, role, limit, kind) in
        [("amelie", "agent", json!("100.00"), "limit_exceeded"), ("wanda", "warehouse", Value::Null, "role_forbids")]
    {
        let (agent, mut desk) = (id(), bench.desk("lueur").await);
        let body = json!({ "login": login, "name": login, "role": role, "refund_limit": limit, "password": PASSWORD });
        bench.put(&format!("/v1/agents/{agent}"), &admin.access, body).await.expect(204);
        let tokens = bench.sign_in("lueur", desk.device, login, PASSWORD).await.expect(200);
        desk.access = tokens["access_token"].as_str().unwrap().into();
        desk.agent = agent;
        desk.sign_in = sqlx::query_scalar("SELECT id FROM sign_in ORDER BY id DESC LIMIT 1")
            .fetch_one(&bench.database.pool)
            .await
            .unwrap();
        let command = desk.seal(order_key("W-1"), cancel(1), 1, bench.central.now());
        let pushed = bench.push(&desk, &[command]).await.expect(200);
        assert_eq!(pushed["answers"][0]["verdict"]["conflict"]["kind"], kind, "{pushed:#}");
    }
}

#[tokio::test]
async fn the_feed_is_trimmed_behind_every_active_desk() {
    use guichet_central::outbox::worker::trim_feeds;
    let bench = Bench::with_shop().await;
    let key = bench.stock("lueur").await;
    let (one, two, gone) = (bench.desk("lueur").await, bench.desk("lueur").await, bench.desk("lueur").await);
    for n in 2..8 {
        bench.put(&format!("/v1/orders/W-{n}"), &key, order(&format!("W-{n}"))).await.expect(201);
    }
    let bodies = "SELECT count(*) FROM feed WHERE event IS NULL";
    let events = "SELECT count(*) FROM feed WHERE event IS NOT NULL";
    let horizon = "SELECT horizon FROM feed_head";
    let (all, head) = (bench.count(bodies).await, bench.count("SELECT version FROM feed_head").await);
    bench.pull(&one, 6).await.expect(200);
    bench.pull(&two, 4).await.expect(200);
    bench.pull(&gone, 1).await.expect(200);
    let revoked = format!("/v1/devices/{}/revoke", gone.device);
    bench.call(axum::http::Method::POST, &revoked, Some(&one.access), None).await.expect(204);
    // Young as it is, all of it stays.
    trim_feeds(&bench.central).await.unwrap();
    assert_eq!((bench.count(bodies).await, bench.count(horizon).await), (all, 0));
    bench.clock.pass(chrono::TimeDelta::days(31));
    let told = bench.count(events).await;
    trim_feeds(&bench.central).await.unwrap();
    assert_eq!(bench.count(horizon).await, 4, "the slowest active desk's place");
    assert_eq!(bench.count("SELECT count(*) FROM feed WHERE event IS NULL AND version <= 4").await, 0);
    assert_eq!(bench.count("SELECT count(*) FROM feed WHERE event IS NULL AND version > 4").await, head - 4);
    assert_eq!(bench.count(events).await, told, "what happened stays");
    // Who stands there still pulls; who comes from before bootstraps again.
    let tokens = bench.sign_in("lueur", two.device, "root", PASSWORD).await.expect(200);
    let two = common::Desk { access: tokens["access_token"].as_str().unwrap().into(), ..two };
    bench.pull(&two, 3).await.problem("bootstrap_again");
    let page: Page = serde_json::from_value(bench.pull(&two, 4).await.expect(200)).unwrap();
    assert_eq!((page.changes.len(), page.checksum.is_some()), (usize::try_from(head - 4).unwrap(), true));
    // A desk that is silent for months holds nothing up.
    bench.clock.pass(chrono::TimeDelta::days(91));
    trim_feeds(&bench.central).await.unwrap();
    assert_eq!((bench.count(horizon).await, bench.count(bodies).await), (head, 0));
}
