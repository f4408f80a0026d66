//! Desks against a real centre over HTTP. Not run by itself: it wants one that stands.
//!
//! `GUICHET_CENTRAL=http://127.0.0.1:8461 GUICHET_CODE=… GUICHET_API_KEY=… GUICHET_PASSWORD=… \
//!  cargo test -p guichet-desk --test real_centre -- --ignored --test-threads 1`
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use guichet_desk::centre::{BulkLine, send};
use guichet_desk::demo::Demo;
use guichet_desk::key::Passphrase;
use guichet_desk::{Desk, OpenOptions, Unlock, ipc};
use serde_json::{Value, json};

fn said(name: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

async fn open(path: &Path) -> Desk {
    let unlock = Unlock::Passphrase(Passphrase::new("correct horse battery".into()));
    Desk::open(OpenOptions { unlock, ..OpenOptions::at(path) }).await.unwrap()
}

async fn ok(desk: &Desk, name: &str, args: Value) -> Value {
    ipc::call(desk, name, args).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
}

async fn enrolled(path: &Path, name: &str) -> Desk {
    let desk = open(path).await;
    let args = json!({ "server": said("GUICHET_CENTRAL"), "code": said("GUICHET_CODE"), "device_name": name });
    ok(&desk, "enrol", args).await;
    ok(&desk, "sign_in", json!({ "login": "root", "password": said("GUICHET_PASSWORD") })).await;
    let state = ok(&desk, "sync_now", json!({})).await;
    assert_eq!(state["standing"]["is"], "online", "{state}");
    desk
}

async fn import() {
    let demo = Demo::today().unwrap();
    let mut lines: Vec<BulkLine> = demo.customers.iter().map(|it| BulkLine::customer(it).unwrap()).collect();
    lines.extend(demo.orders.iter().map(|it| BulkLine::order(it).unwrap()));
    lines.extend(demo.accounts.iter().map(|(id, it)| BulkLine::account(id, it).unwrap()));
    send(&said("GUICHET_CENTRAL"), None, said("GUICHET_API_KEY"), &lines, |_| ()).await.unwrap();
}

async fn take(desk: &Desk, number: &str, quantity: u32) -> Value {
    let version = ok(desk, "open_order", json!({ "number": number })).await["version"].clone();
    let command =
        json!({"type": "request_return", "lines": [{"line": "1", "quantity": quantity}], "reason": "change_of_mind"});
    let id = desk.ids().next();
    let args = json!({ "command_id": id, "order": number, "version": version, "command": command });
    ok(desk, "take", args).await
}

/// An order of which a unit may still be returned.
async fn returnable(desk: &Desk) -> String {
    for order in Demo::today().unwrap().orders {
        let page = ok(desk, "open_order", json!({ "number": order.number })).await;
        let offers = page["offers"].as_array().unwrap();
        let may = offers.iter().any(|offer| {
            let lines = offer["command"]["lines"].as_array();
            offer["action"] == "request_return" && offer["available"] == true && lines.unwrap()[0]["line"] == "1"
        });
        if may && order.number != "W-100234" {
            return order.number.clone();
        }
    }
    panic!("nothing may be returned");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants a centre"]
async fn two_desks_one_truth() {
    import().await;
    let folder = tempfile::tempdir().unwrap();
    let one = enrolled(&folder.path().join("one.db"), "one").await;
    let two = enrolled(&folder.path().join("two.db"), "two").await;
    assert!(ok(&one, "app_info", json!({})).await["orders"].as_i64().unwrap() > 90);
    let number = "W-100234";
    let taken = take(&one, number, 2).await;
    take(&two, number, 2).await;
    ok(&one, "sync_now", json!({})).await;
    ok(&two, "sync_now", json!({})).await;
    let items = ok(&two, "attention", json!({})).await;
    println!("{}", serde_json::to_string_pretty(&items[0]["cause"]).unwrap());
    assert_eq!(items[0]["cause"]["conflict"]["kind"], "quantity_exceeded");
    let page = ok(&two, "open_order", json!({ "number": number })).await;
    assert!(page["order"]["rmas"].as_array().unwrap().iter().any(|rma| rma["number"] == taken["rma_number"]));
    ok(&two, "resolve", json!({ "command": items[0]["command"], "how": "let_go" })).await;
    let state = ok(&two, "sync_now", json!({})).await;
    assert_eq!((&state["attention"], &state["waiting"]), (&json!(0), &json!(0)));
    one.close().await;
    two.close().await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants a centre"]
async fn word_of_a_command_reaches_the_other_desk_by_itself() {
    let folder = tempfile::tempdir().unwrap();
    let one = enrolled(&folder.path().join("one.db"), "one").await;
    let two = enrolled(&folder.path().join("two.db"), "two").await;
    two.start_exchange();
    tokio::time::sleep(Duration::from_secs(2)).await;
    let mut changes = two.changes();
    let number = returnable(&one).await;
    let taken = take(&one, &number, 1).await;
    #[allow(clippy::disallowed_methods)] // measures itself; decides nothing by it
    let began = Instant::now();
    ok(&one, "sync_now", json!({})).await;
    let heard = async { while !changes.recv().await.unwrap().contains(&format!("order:{number}")) {} };
    tokio::time::timeout(Duration::from_secs(10), heard).await.expect("no word came");
    println!("after {:?}", began.elapsed());
    let page = ok(&two, "open_order", json!({ "number": number })).await;
    assert!(page["order"]["rmas"].as_array().unwrap().iter().any(|rma| rma["number"] == taken["rma_number"]));
    one.close().await;
    two.close().await;
}

/// A program that exchanges once, to be killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "is started by the next one"]
async fn a_program_that_exchanges() {
    let Some(path) = std::env::var_os("GUICHET_KILLED") else { return };
    let desk = open(Path::new(&path)).await;
    let _ = ipc::call(&desk, "sync_now", json!({})).await;
    desk.close().await;
}

/// Sets every access token's end, as if minutes had gone by: each exchange must refresh first.
fn expire() {
    let done = Command::new("sh").args(["-c", &said("GUICHET_EXPIRE")]).status().unwrap();
    assert!(done.success());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "wants a centre"]
async fn killed_in_the_middle_of_a_refresh_the_agent_stays_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let desk = enrolled(&path, "one").await;
    desk.close().await;
    let mut killed = 0;
    for round in 0..20_u64 {
        expire();
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_program_that_exchanges", "--ignored"])
            .env("GUICHET_KILLED", &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(120 + round * 23));
        killed += usize::from(program.try_wait().unwrap().is_none());
        let _ = program.kill();
        program.wait().unwrap();
        let desk = open(&path).await;
        let state = ok(&desk, "sync_state", json!({})).await;
        assert!(state["agent"].is_object(), "round {round}: nobody is signed in");
        desk.close().await;
    }
    println!("killed {killed} of 20 while they ran");
    let desk = open(&path).await;
    let number = returnable(&desk).await;
    take(&desk, &number, 1).await;
    expire();
    let state = ok(&desk, "sync_now", json!({})).await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)), "{state}");
    desk.close().await;
}
