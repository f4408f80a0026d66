//! Enrolment, sign-in, refresh, and what admins do, over a real PostgreSQL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use axum::body::Body;
use axum::http::{Method, Request};
use chrono::TimeDelta;
use common::{Bench, PASSWORD, device_key, id};
use guichet_central::identity::attempts::PER_LOGIN;
use serde_json::{Value, json};

#[tokio::test]
async fn a_device_enrols_once_and_may_ask_again() {
    let bench = Bench::with_shop().await;
    let (code, device, key) = (bench.code("lueur", 1).await, id(), device_key());
    let first = bench.enrol(&code, device, &key).await.expect(200);
    assert_eq!((first["merchant"].as_str(), first["series"].as_str()), (Some("lueur"), Some("D1")));
    // The answer was lost, and the code is used up: the same device gets the same series.
    let again = bench.enrol(&code.to_lowercase(), device, &key).await.expect(200);
    assert_eq!(again["series"], first["series"]);
    // Nobody else gets anything with it.
    bench.enrol(&code, id(), &device_key()).await.problem("enrol_code_invalid");
    bench.enrol(&code, device, &device_key()).await.problem("device_enrolled");
    // A code ends.
    let code = bench.code("lueur", 1).await;
    bench.clock.pass(TimeDelta::hours(25));
    bench.enrol(&code, id(), &key).await.problem("enrol_code_invalid");
}

#[tokio::test]
async fn one_use_of_a_code_enrols_one_of_two_devices_at_once() {
    let bench = Bench::with_shop().await;
    let code = bench.code("lueur", 1).await;
    let (a, b) = (device_key(), device_key());
    let both = tokio::join!(bench.enrol(&code, id(), &a), bench.enrol(&code, id(), &b));
    let statuses = [both.0.status.as_u16(), both.1.status.as_u16()];
    assert!(statuses.contains(&200) && statuses.contains(&403), "{statuses:?}");
    assert_eq!(bench.count("SELECT count(*) FROM device").await, 1);
}

#[tokio::test]
async fn a_device_in_quarantine_enrols_anew_with_a_new_key_only() {
    let bench = Bench::with_shop().await;
    let (code, device, key) = (bench.code("lueur", 3).await, id(), device_key());
    bench.enrol(&code, device, &key).await.expect(200);
    sqlx::query("UPDATE device SET state = 'quarantined', last_seq = 7").execute(&bench.database.pool).await.unwrap();
    bench.enrol(&code, device, &key).await.problem("device_quarantined");
    let anew = bench.enrol(&code, device, &device_key()).await.expect(200);
    assert_eq!((anew["series"].as_str(), anew["epoch"].as_i64()), (Some("D2"), Some(2)));
    assert_eq!(bench.count("SELECT last_seq FROM device").await, 0);
}

#[tokio::test]
async fn signing_in_says_nothing_about_logins() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let wrong = bench.sign_in("lueur", desk.device, "root", "wrong password").await;
    let unknown = bench.sign_in("lueur", desk.device, "nobody", "wrong password").await;
    let elsewhere = bench.sign_in("lueur", id(), "root", PASSWORD).await;
    let no_shop = bench.sign_in("other", desk.device, "root", PASSWORD).await;
    for answer in [&wrong, &unknown, &elsewhere, &no_shop] {
        answer.clone().problem("sign_in_failed");
        assert_eq!(answer.body, wrong.body);
    }
    bench.sign_in("lueur", desk.device, "ROOT", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn attempts_are_counted_also_when_made_at_once() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let tries = (0..PER_LOGIN + 5).map(|_| bench.sign_in("lueur", desk.device, "root", "wrong password"));
    let answers = futures_util::future::join_all(tries).await;
    let refused = answers.iter().filter(|a| a.body["code"] == "too_many_attempts").count();
    assert!(refused >= 5, "{refused}");
    // The right password waits too.
    let answer = bench.sign_in("lueur", desk.device, "root", PASSWORD).await;
    let wait: i64 = answer.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=901).contains(&wait), "{wait}");
    answer.problem("too_many_attempts");
    // Another login on the same device does not.
    bench.sign_in("lueur", desk.device, "other", "wrong password").await.problem("sign_in_failed");
    bench.clock.pass(TimeDelta::seconds(wait));
    bench.sign_in("lueur", desk.device, "root", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_lost_answer_to_a_refresh_is_given_again() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let nonce = id();
    let first = bench.refresh(&desk.refresh, nonce).await.expect(200);
    // Lost; also twice at once.
    let (second, third) = tokio::join!(bench.refresh(&desk.refresh, nonce), bench.refresh(&desk.refresh, nonce));
    for again in [second.expect(200), third.expect(200)] {
        assert_eq!(again["refresh_token"], first["refresh_token"]);
        bench.get("/v1/agents", again["access_token"].as_str().unwrap()).await.expect(200);
    }
    // The successor works, and the sign-in with it.
    let next = bench.refresh(first["refresh_token"].as_str().unwrap(), id()).await.expect(200);
    assert_ne!(next["refresh_token"], first["refresh_token"]);
    assert_eq!(bench.count("SELECT count(*) FROM refusal").await, 0);
}

#[tokio::test]
async fn a_stolen_refresh_token_ends_the_sign_in() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let thief = bench.refresh(&desk.refresh, id()).await.expect(200);
    bench.refresh(&desk.refresh, id()).await.problem("refresh_reused");
    // Nobody goes on with it: neither the thief nor the agent.
    bench.refresh(thief["refresh_token"].as_str().unwrap(), id()).await.problem("sign_in_revoked");
    bench.get("/v1/agents", thief["access_token"].as_str().unwrap()).await.problem("sign_in_revoked");
    bench.get("/v1/agents", &desk.access).await.problem("sign_in_revoked");
    assert_eq!(bench.count("SELECT count(*) FROM refusal WHERE code = 'refresh_reused'").await, 1);
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'refresh_token_reused'").await, 1);
    // The agent signs in again.
    bench.sign_in("lueur", desk.device, "root", PASSWORD).await.expect(200);
}

#[tokio::test]
async fn a_copy_of_token_and_nonce_is_a_theft_once_the_successor_was_used() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let nonce = id();
    let next = bench.refresh(&desk.refresh, nonce).await.expect(200);
    bench.refresh(next["refresh_token"].as_str().unwrap(), id()).await.expect(200);
    bench.refresh(&desk.refresh, nonce).await.problem("refresh_reused");
}

#[tokio::test]
async fn tokens_end() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    bench.clock.pass(TimeDelta::minutes(11));
    let answer = bench.get("/v1/agents", &desk.access).await;
    assert_eq!(answer.headers["www-authenticate"], "Bearer");
    answer.problem("access_expired");
    let tokens = bench.refresh(&desk.refresh, id()).await.expect(200);
    bench.clock.pass(TimeDelta::days(31));
    bench.refresh(tokens["refresh_token"].as_str().unwrap(), id()).await.problem("refresh_invalid");
    let tokens = bench.sign_in("lueur", desk.device, "root", PASSWORD).await.expect(200);
    let access = tokens["access_token"].as_str().unwrap();
    bench.call(Method::POST, "/v1/sign-out", Some(access), None).await.expect(204);
    bench.get("/v1/agents", access).await.problem("sign_in_revoked");
    bench.refresh(tokens["refresh_token"].as_str().unwrap(), id()).await.problem("sign_in_revoked");
}

#[tokio::test]
async fn admins_rule_agents_and_nobody_else_does() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let agent = id();
    let path = format!("/v1/agents/{agent}");
    let body = json!({ "login": "Amélie", "name": "Amélie D.", "role": "agent", "refund_limit": "250.00",
                       "password": "long enough" });
    bench.put(&path, &desk.access, body.clone()).await.expect(204);
    bench.put(&path, &desk.access, body.clone()).await.expect(204);
    bench.put(&format!("/v1/agents/{}", id()), &desk.access, body.clone()).await.problem("login_taken");
    for (field, value) in [("login", json!("a b")), ("password", json!("short")), ("refund_limit", json!("1e3"))] {
        let mut wrong = body.clone();
        wrong[field] = value;
        let problem = bench.put(&path, &desk.access, wrong).await.problem("invalid_document");
        assert_eq!(problem["path"], field);
    }
    let hers = bench.sign_in("lueur", desk.device, "amélie", "long enough").await.expect(200);
    assert_eq!(hers["agent"]["refund_limit"], "250.00");
    let hers = hers["access_token"].as_str().unwrap();
    for (method, path) in [
        (Method::GET, "/v1/agents"),
        (Method::GET, "/v1/devices"),
        (Method::GET, "/v1/shop-keys"),
        (Method::POST, &format!("/v1/agents/{agent}/revoke")),
        (Method::POST, &format!("/v1/devices/{}/revoke", desk.device)),
        (Method::DELETE, &format!("/v1/shop-keys/{}", id())),
    ] {
        bench.call(method, path, Some(hers), None).await.problem("forbidden");
    }
    bench.put(&path, hers, body.clone()).await.problem("forbidden");
    bench.post("/v1/enrol-codes", Some(hers), json!({})).await.problem("forbidden");
    bench.post("/v1/shop-keys", Some(hers), json!({ "name": "x" })).await.problem("forbidden");

    bench.call(Method::POST, &format!("{path}/revoke"), Some(&desk.access), None).await.expect(204);
    bench.get("/v1/agents", hers).await.problem("agent_revoked");
    bench.sign_in("lueur", desk.device, "amélie", "long enough").await.problem("agent_revoked");
    let admin = bench.get("/v1/agents", &desk.access).await.expect(200);
    let root =
        admin.as_array().unwrap().iter().find(|a| a["login"] == "root").unwrap()["id"].as_str().unwrap().to_owned();
    bench
        .call(Method::POST, &format!("/v1/agents/{root}/revoke"), Some(&desk.access), None)
        .await
        .problem("last_admin");
    let demoted = json!({ "login": "root", "name": "Root", "role": "agent" });
    bench.put(&format!("/v1/agents/{root}"), &desk.access, demoted).await.problem("last_admin");
    let audit = bench.count("SELECT count(*) FROM history WHERE agent = 'root' AND kind LIKE 'agent_%'").await;
    assert_eq!(audit, 3);
}

#[tokio::test]
async fn two_admins_who_revoke_each_other_leave_one() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    let other = id();
    let body = json!({ "login": "second", "name": "Second", "role": "admin", "password": "long enough" });
    bench.put(&format!("/v1/agents/{other}"), &desk.access, body).await.expect(204);
    let second = bench.sign_in("lueur", desk.device, "second", "long enough").await.expect(200);
    let second = second["access_token"].as_str().unwrap();
    let agents = bench.get("/v1/agents", second).await.expect(200);
    let root =
        agents.as_array().unwrap().iter().find(|a| a["login"] == "root").unwrap()["id"].as_str().unwrap().to_owned();
    let (to_other, to_root) = (format!("/v1/agents/{other}/revoke"), format!("/v1/agents/{root}/revoke"));
    tokio::join!(
        bench.call(Method::POST, &to_other, Some(&desk.access), None),
        bench.call(Method::POST, &to_root, Some(second), None),
    );
    assert_eq!(bench.count("SELECT count(*) FROM agent WHERE active AND role = 'admin'").await, 1);
}

#[tokio::test]
async fn a_revoked_device_is_out() {
    let bench = Bench::with_shop().await;
    let (admin, lost) = (bench.desk("lueur").await, bench.desk("lueur").await);
    let path = format!("/v1/devices/{}/revoke", lost.device);
    bench.call(Method::POST, &path, Some(&admin.access), None).await.expect(204);
    bench.get("/v1/agents", &lost.access).await.problem("device_revoked");
    bench.refresh(&lost.refresh, id()).await.problem("device_revoked");
    bench.sign_in("lueur", lost.device, "root", PASSWORD).await.problem("device_revoked");
    let listed = bench.get("/v1/devices", &admin.access).await.expect(200);
    assert_eq!(listed.as_array().unwrap().len(), 2);
    // Codes drawn by an admin enrol.
    let drawn = bench.post("/v1/enrol-codes", Some(&admin.access), json!({ "uses": 1 })).await.expect(201);
    bench.enrol(drawn["code"].as_str().unwrap(), id(), &device_key()).await.expect(200);
    bench.post("/v1/enrol-codes", Some(&admin.access), json!({ "uses": 0 })).await.problem("invalid_document");
}

#[tokio::test]
async fn shops_do_not_meet() {
    let bench = Bench::with_shop().await;
    bench.shop("ombre").await;
    let (ours, theirs) = (bench.desk("lueur").await, bench.desk("ombre").await);
    // Another shop's device is none here.
    bench.sign_in("lueur", theirs.device, "root", PASSWORD).await.problem("sign_in_failed");
    // Another shop's ids are unknown on every address that takes one.
    bench
        .call(Method::POST, &format!("/v1/devices/{}/revoke", theirs.device), Some(&ours.access), None)
        .await
        .problem("not_found");
    let agents = bench.get("/v1/agents", &theirs.access).await.expect(200);
    let agent = agents[0]["id"].as_str().unwrap();
    bench
        .call(Method::POST, &format!("/v1/agents/{agent}/revoke"), Some(&ours.access), None)
        .await
        .problem("not_found");
    let key = bench.post("/v1/shop-keys", Some(&theirs.access), json!({ "name": "web" })).await.expect(201);
    let path = format!("/v1/shop-keys/{}", key["id"].as_str().unwrap());
    bench.call(Method::DELETE, &path, Some(&ours.access), None).await.problem("not_found");
    // A token does not work under another shop's name.
    let forged = ours.access.replace("lueur", "ombre");
    bench.get("/v1/agents", &forged).await.problem("unauthenticated");
    bench.refresh(&ours.refresh.replace("lueur", "ombre"), id()).await.problem("refresh_invalid");
    let listed = bench.get("/v1/devices", &ours.access).await.expect(200);
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn whatever_cannot_be_read_is_a_problem_document() {
    let bench = Bench::with_shop().await;
    let desk = bench.desk("lueur").await;
    bench.get("/nowhere", &desk.access).await.problem("unknown_route");
    let answer = bench.call(Method::DELETE, "/v1/agents", Some(&desk.access), None).await;
    assert!(answer.headers.contains_key("allow"));
    answer.problem("method_not_allowed");
    bench.call(Method::GET, "/v1/agents", None, None).await.problem("unauthenticated");
    bench.get("/v1/agents", "ga_lueur_nonsense").await.problem("unauthenticated");
    bench.call(Method::POST, "/v1/agents/17/revoke", Some(&desk.access), None).await.problem("invalid_parameter");
    let raw = |body: &'static str, kind: &'static str| {
        Request::post("/v1/sign-in").header("content-type", kind).body(Body::from(body)).unwrap()
    };
    bench.send(raw("{", "application/json")).await.problem("malformed_body");
    bench.send(raw("{}", "text/plain")).await.problem("unsupported_media_type");
    bench.send(raw("{}", "application/json")).await.problem("invalid_document");
    let problem = bench.sign_in("lueur", desk.device, "a\0b", "x").await.problem("invalid_document");
    assert_eq!(problem["path"], "login");
    let large = Request::post("/v1/sign-in").header("content-type", "application/json");
    let large = large.body(Body::from(vec![b' '; 5 * 1024 * 1024])).unwrap();
    bench.send(large).await.problem("body_too_large");
}

#[tokio::test]
async fn a_revoked_agent_is_let_in_again_by_an_admin() {
    let bench = Bench::with_shop().await;
    let admin = bench.desk("lueur").await;
    let agent = id();
    let body = json!({ "login": "amelie", "name": "Amélie", "role": "agent", "password": PASSWORD });
    bench.put(&format!("/v1/agents/{agent}"), &admin.access, body).await.expect(204);
    let hers = bench.sign_in("lueur", admin.device, "amelie", PASSWORD).await.expect(200);
    let (revoke, reactivate) = (format!("/v1/agents/{agent}/revoke"), format!("/v1/agents/{agent}/reactivate"));
    bench.call(Method::POST, &revoke, Some(&admin.access), None).await.expect(204);
    bench.sign_in("lueur", admin.device, "amelie", PASSWORD).await.problem("agent_revoked");
    for _ in 0..2 {
        bench.call(Method::POST, &reactivate, Some(&admin.access), None).await.expect(204);
    }
    // What was ended stays ended: she signs in anew.
    let old = hers["access_token"].as_str().unwrap();
    bench.get("/v1/orders/W-1/documents", old).await.problem("sign_in_revoked");
    let hers = bench.sign_in("lueur", admin.device, "amelie", PASSWORD).await.expect(200);
    let hers = hers["access_token"].as_str().unwrap();
    bench.call(Method::POST, &reactivate, Some(hers), None).await.problem("forbidden");
    bench
        .call(Method::POST, &format!("/v1/agents/{}/reactivate", id()), Some(&admin.access), None)
        .await
        .problem("not_found");
    assert_eq!(bench.count("SELECT count(*) FROM history WHERE kind = 'agent_reactivated'").await, 1);
    let listed = bench.get("/v1/agents", &admin.access).await.expect(200);
    let amelie = listed.as_array().unwrap().iter().find(|listed| listed["login"] == "amelie").unwrap();
    assert_eq!((&amelie["active"], &amelie["revoked_at"]), (&json!(true), &Value::Null));
}
