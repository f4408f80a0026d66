//! Tokens: where they are kept, and that no moment at which a program can end costs an agent their sign-in.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use chrono::TimeDelta;
use common::{Fake, Seat, clock, order, return_of};
use guichet_desk::{Desk, Unlock};
use serde_json::json;

async fn shop() -> Fake {
    let centre = Fake::new(clock()).await;
    centre.put_order(order("W-1")).await;
    centre
}

#[tokio::test]
async fn tokens_and_the_device_key_are_in_the_keychain_alone() {
    let centre = shop().await;
    let desk = Seat::enrolled(&centre, 1, "ana").await;
    let kept = desk.secret("sign-in").unwrap();
    assert!(kept.contains("gr_lueur_") && kept.contains("ga_lueur_"));
    assert_eq!(desk.secret(&format!("device-{}", desk.device().await)).unwrap().len(), 64);
    for name in ["sync_state", "app_info", "centre_settings", "queue"] {
        let answer = desk.ok(name, json!({})).await.to_string();
        assert!(!answer.contains("gr_") && !answer.contains("ga_") && !answer.contains("password"), "{name}: {answer}");
    }
    assert!(desk.desk.store().setting("credential.sign-in").await.unwrap().is_none());
    desk.ok("sign_out", json!({})).await;
    assert_eq!(desk.secret("sign-in"), None);
    assert_eq!(desk.code("sync_now", json!({})).await, "sign_in_needed");
    desk.desk.close().await;
}

#[tokio::test]
async fn without_a_keychain_they_are_in_the_encrypted_replica() {
    let centre = shop().await;
    let mut desk = Seat::local(&centre, 1).await;
    desk.desk.close().await;
    desk.options.path = desk.folder.path().join("other.db");
    desk.unlock_of_key();
    desk.desk = Desk::open(desk.options.clone()).await.unwrap();
    assert!(matches!(desk.options.unlock, Unlock::Key(_)));
    desk.enrol().await;
    desk.sign_in("ana").await;
    desk.sync().await;
    desk.take("W-1", return_of(1)).await;
    assert!(desk.desk.store().setting("credential.sign-in").await.unwrap().is_some());
    desk.again().await;
    assert_eq!(desk.sync().await["standing"]["is"], "online");
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    desk.desk.close().await;
    for entry in std::fs::read_dir(desk.folder.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(9).any(|window| window == b"gr_lueur_"));
    }
}

#[tokio::test]
async fn a_wrong_password_says_so() {
    let centre = shop().await;
    let desk = Seat::local(&centre, 1).await;
    desk.enrol().await;
    let args = json!({ "login": "ana", "password": "wrong" });
    assert_eq!(desk.code("sign_in", args).await, "sign_in_failed");
    assert_eq!(desk.code("unlock", json!({ "password": "x" })).await, "sign_in_needed");
    assert_eq!(desk.code("lock", json!({})).await, "sign_in_needed");
    desk.desk.close().await;
}

#[tokio::test]
async fn a_refresh_whose_answer_is_lost_is_asked_again_with_the_same_nonce() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    centre.clock.later(TimeDelta::minutes(11));
    centre.loses.store(1, Ordering::SeqCst);
    assert_eq!(desk.code("sync_now", json!({})).await, "centre_unreachable");
    let kept = desk.secret("sign-in").unwrap();
    let nonce = serde_json::from_str::<serde_json::Value>(&kept).unwrap()["nonce"].clone();
    assert!(nonce.is_string(), "it is known that the token was sent");
    desk.again().await;
    assert_eq!(desk.sync().await["standing"]["is"], "online");
    assert_eq!(centre.refreshes.load(Ordering::SeqCst), 2);
    assert!(!centre.is_ended());
    let kept = desk.secret("sign-in").unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&kept).unwrap()["nonce"].is_null());
    desk.desk.close().await;
}

#[tokio::test]
async fn a_stolen_token_ends_the_sign_in_and_a_password_begins_another() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let kept: serde_json::Value = serde_json::from_str(&desk.secret("sign-in").unwrap()).unwrap();
    // Somebody else uses the token first.
    let theft = guichet_desk::centre::RefreshRequest {
        refresh_token: kept["refresh"].as_str().unwrap().into(),
        nonce: uuid::Uuid::from_u128(7),
    };
    assert!(guichet_desk::centre::Centre::refresh(&centre, &theft).await.is_ok());
    desk.take("W-1", return_of(1)).await;
    centre.clock.later(TimeDelta::minutes(11));
    assert_eq!(desk.code("sync_now", json!({})).await, "sign_in_needed");
    assert!(centre.is_ended());
    assert_eq!(desk.ok("sync_state", json!({})).await["waiting"], 1, "the queue stays");
    desk.sign_in("ana").await;
    desk.sync().await;
    assert_eq!(centre.order("W-1").rmas.len(), 1);
    desk.desk.close().await;
}

/// Polls a future so many times, then drops it: a program that ended there.
async fn stopped_after<F: Future>(polls: usize, work: F) -> Option<F::Output> {
    let mut work = pin!(work);
    for _ in 0..polls {
        let mut context = Context::from_waker(Waker::noop());
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return Some(done);
        }
        // What the future waits for happens on other threads.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    None
}

#[tokio::test(flavor = "multi_thread")]
async fn stopped_at_any_point_of_a_refresh_the_agent_is_still_signed_in() {
    let centre = shop().await;
    let mut desk = Seat::enrolled(&centre, 1, "ana").await;
    let mut stopped = 0;
    for polls in 1..400 {
        centre.clock.later(TimeDelta::minutes(11));
        let done = stopped_after(polls, desk.call("sync_now", json!({}))).await;
        desk.again().await;
        assert!(!centre.is_ended(), "after {polls} polls the centre took it for a theft");
        let state = desk.ok("sync_state", json!({})).await;
        assert!(state["agent"].is_object(), "after {polls} polls nobody is signed in");
        match done {
            None => stopped += 1,
            Some(done) => {
                done.unwrap();
                break;
            }
        }
        assert!(polls < 399, "it never ends");
    }
    assert!(stopped >= 5, "it was stopped at {stopped} points only");
    assert_eq!(desk.sync().await["standing"]["is"], "online");
    desk.desk.close().await;
}
