//! A replica of before there was a centre, opened by the program of today.
//!
//! `tests/data/replica-0001.db` was made by the program that knew `0001_replica.sql` alone: the demonstration shop, and on
//! order W-100234 a return of two units, a cancellation, and a second return that was taken back again.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use guichet_desk::clock::FixedClock;
use guichet_desk::key::Passphrase;
use guichet_desk::{Desk, OpenOptions, Unlock, ipc};
use guichet_sync::replica::{EntryState, Replica, ReplicaTx};
use guichet_sync::{Action, Body, Key};
use serde_json::json;
use uuid::Uuid;

fn id(n: u8) -> Uuid {
    format!("0198c000-0000-7000-8000-{n:012}").parse().unwrap()
}

async fn open(folder: &Path) -> Desk {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data");
    for name in ["replica-0001.db", "replica-0001.db.key"] {
        std::fs::copy(data.join(name), folder.join(name)).unwrap();
    }
    let options = OpenOptions {
        unlock: Unlock::Passphrase(Passphrase::new("correct horse battery".into())),
        clock: Arc::new(FixedClock(Utc.with_ymd_and_hms(2026, 11, 22, 10, 36, 0).unwrap())),
        ..OpenOptions::at(folder.join("replica-0001.db"))
    };
    Desk::open(options).await.unwrap()
}

#[tokio::test]
async fn what_waited_goes_on_waiting() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path()).await;
    let key = Key::Order("W-100234".into());
    let mut tx = Replica::begin(desk.store()).await.unwrap();
    let waiting = tx.waiting(Some(&key)).await.unwrap();
    assert_eq!(waiting.iter().map(|entry| entry.intent.id).collect::<Vec<_>>(), [id(1), id(2)]);
    let first = waiting.first().unwrap();
    let Action::Order(command) = &first.intent.action else { panic!("{first:?}") };
    assert_eq!((command.name(), first.agent.as_str()), ("request_return", "Camille Faure"));
    assert!(first.intent.upshot.rma.as_deref().unwrap().starts_with("R-LOCAL-000001-"));
    assert!(!first.intent.upshot.deadlines.is_empty());
    assert!(waiting.last().unwrap().intent.upshot.total.is_some(), "the cancellation paid back");
    assert_eq!(tx.entry(id(3)).await.unwrap().unwrap().state, EntryState::Withdrawn);
    // Under both lies the order as it was before either.
    let under = tx.under(&key).await.unwrap().unwrap().unwrap();
    assert!(under.order().unwrap().rmas.is_empty() && under.order().unwrap().cancelled.is_empty());
    let Some(Body::Order(shown)) = tx.row(&key).await.unwrap().unwrap().body else { panic!() };
    assert_eq!((shown.rmas.len(), shown.cancelled.is_empty()), (1, false));
    assert_eq!(tx.overlaid().await.unwrap(), [key]);
    assert!(tx.row(&Key::Account("c-1002".into())).await.unwrap().is_some());
    drop(tx);
    desk.close().await;
}

#[tokio::test]
async fn what_was_taken_before_is_known_and_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let desk = open(folder.path()).await;
    let page = ipc::call(&desk, "open_order", json!({ "number": "W-100234" })).await.unwrap();
    let waiting = page["timeline"].as_array().unwrap().iter().filter(|told| told["waiting"] == true).count();
    assert!(waiting >= 2, "{}", page["timeline"]);
    ipc::call(&desk, "undo", json!({ "command_id": id(2) })).await.unwrap();
    let undone = ipc::call(&desk, "open_order", json!({ "number": "W-100234" })).await.unwrap();
    assert_eq!(undone["order"]["cancelled"], json!([]));
    assert_eq!(undone["order"]["rmas"].as_array().unwrap().len(), 1);
    let again = json!({ "command_id": id(1), "order": "W-100234", "version": 1, "command": {
        "type": "request_return", "lines": [{ "line": "1", "quantity": 2 }], "reason": "change_of_mind" } });
    let taken = ipc::call(&desk, "take", again).await.unwrap();
    assert!(taken["rma_number"].as_str().unwrap().starts_with("R-LOCAL-000001-"));
    desk.store().verify(true).await.unwrap();
    desk.close().await;
}
