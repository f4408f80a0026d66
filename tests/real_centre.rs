//! Desks against a centre as it is run: the program, its PostgreSQL, and HTTP between them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use guichet_benches::postgres::Postgres;
use guichet_desk::centre::{BulkLine, send};
use guichet_desk::demo::Demo;
use guichet_desk::key::Passphrase;
use guichet_desk::{Desk, OpenOptions, Unlock, ipc};
use guichet_tests::{Running, free_port};
use serde_json::{Value, json};

const PASSWORD: &str = "correct horse battery";

/// A centre with the demonstration shop.
struct Centre {
    /// Ended before its database.
    serving: Option<Running>,
    postgres: Postgres,
    url: String,
}

impl Centre {
    async fn start() -> Self {
        let url = format!("http://127.0.0.1:{}", free_port().unwrap());
        let mut centre = Self { postgres: Postgres::start("").unwrap(), url, serving: None };
        centre.said(&["migrate"]);
        centre.said(&[
            "create-admin",
            "--merchant",
            "lueur",
            "--merchant-name",
            "Lueur",
            "--login",
            "root",
            "--name",
            "Root",
        ]);
        let listen = centre.url.trim_start_matches("http://").to_owned();
        let serving = centre.command(&["serve", "--listen", &listen, "--record-payouts"]).spawn().unwrap();
        centre.serving = Some(Running(serving));
        centre.import().await;
        centre
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let beside = Path::new(env!("CARGO_BIN_EXE_storm-desk"));
        guichet_tests::central(beside, &self.postgres.address("postgres"), PASSWORD, arguments)
    }

    fn said(&self, arguments: &[&str]) -> String {
        guichet_tests::printed(self.command(arguments)).unwrap()
    }

    async fn import(&self) {
        let demo = Demo::today().unwrap();
        let mut lines: Vec<BulkLine> = demo.customers.iter().map(|it| BulkLine::customer(it).unwrap()).collect();
        lines.extend(demo.orders.iter().map(|it| BulkLine::order(it).unwrap()));
        lines.extend(demo.accounts.iter().map(|(id, it)| BulkLine::account(id, it).unwrap()));
        let key = self.said(&["api-key", "--merchant", "lueur", "--name", "tests"]);
        for left in (0..100).rev() {
            match send(&self.url, None, key.clone(), &lines, |_| ()).await {
                Ok(_) => return,
                Err(fault) if left == 0 => panic!("nothing was imported: {fault:?}"),
                // It is not there yet.
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
    }

    async fn enrolled(&self, path: &Path, name: &str) -> Desk {
        let desk = open(path).await;
        let code = self.said(&["enrol-code", "--merchant", "lueur"]);
        ok(&desk, "enrol", json!({ "server": self.url, "code": code, "device_name": name })).await;
        ok(&desk, "sign_in", json!({ "login": "root", "password": PASSWORD })).await;
        let state = ok(&desk, "sync_now", json!({})).await;
        assert_eq!(state["standing"]["is"], "online", "{state}");
        desk
    }

    /// Ends every access token, as if minutes had gone by: each exchange must refresh first.
    fn expire(&self) {
        let sql = "UPDATE access_token SET expires_at = now() - interval '1 second'";
        let done = self.postgres.psql().args(["-c", sql]).status().unwrap();
        assert!(done.success());
    }

    /// How many refresh tokens were used.
    fn refreshes(&self) -> u32 {
        let done =
            self.postgres.psql().args(["-c", "SELECT count(*) FROM refresh_token WHERE used_at IS NOT NULL"]).output();
        String::from_utf8(done.unwrap().stdout).unwrap().trim().parse().unwrap()
    }
}

async fn open(path: &Path) -> Desk {
    let unlock = Unlock::Passphrase(Passphrase::new("correct horse battery".into()));
    Desk::open(OpenOptions { unlock, ..OpenOptions::at(path) }).await.unwrap()
}

async fn ok(desk: &Desk, name: &str, args: Value) -> Value {
    ipc::call(desk, name, args).await.unwrap_or_else(|error| panic!("{name}: {error:?}"))
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
async fn two_desks_one_truth() {
    let centre = Centre::start().await;
    let folder = tempfile::tempdir().unwrap();
    let one = centre.enrolled(&folder.path().join("one.db"), "one").await;
    let two = centre.enrolled(&folder.path().join("two.db"), "two").await;
    assert!(ok(&one, "app_info", json!({})).await["orders"].as_i64().unwrap() > 90);
    let number = "W-100234";
    let taken = take(&one, number, 2).await;
    take(&two, number, 2).await;
    ok(&one, "sync_now", json!({})).await;
    ok(&two, "sync_now", json!({})).await;
    let items = ok(&two, "attention", json!({})).await;
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
async fn word_of_a_command_reaches_the_other_desk_by_itself() {
    let centre = Centre::start().await;
    let folder = tempfile::tempdir().unwrap();
    let one = centre.enrolled(&folder.path().join("one.db"), "one").await;
    let two = centre.enrolled(&folder.path().join("two.db"), "two").await;
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

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_of_a_refresh_the_agent_stays_signed_in() {
    let centre = Centre::start().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("one.db");
    let desk = centre.enrolled(&path, "one").await;
    desk.close().await;
    let (mut killed, before) = (0, centre.refreshes());
    // From before the replica is open to after the exchange is through.
    for round in 0..24_u64 {
        centre.expire();
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "a_program_that_exchanges", "--ignored"])
            .env("GUICHET_KILLED", &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(30 + round * 25));
        killed += usize::from(program.try_wait().unwrap().is_none());
        let _ = program.kill();
        program.wait().unwrap();
        let desk = open(&path).await;
        let state = ok(&desk, "sync_state", json!({})).await;
        assert!(state["agent"].is_object(), "round {round}: nobody is signed in");
        desk.close().await;
    }
    let refreshed = centre.refreshes() - before;
    println!("killed {killed} of 24 while they ran; {refreshed} refreshes came through");
    assert!(killed > 0 && refreshed > 0, "{killed} were killed, {refreshed} refreshed: no kill was in between");
    let desk = open(&path).await;
    let number = returnable(&desk).await;
    take(&desk, &number, 1).await;
    centre.expire();
    let state = ok(&desk, "sync_now", json!({})).await;
    assert_eq!((&state["standing"]["is"], &state["waiting"]), (&json!("online"), &json!(0)), "{state}");
    desk.close().await;
}
