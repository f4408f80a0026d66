//! The program itself: what an operator types, and two instances on one database.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::process::{Command, Stdio};
use std::time::Duration;

use common::{Bench, customer, http, order};
use guichet_central::testing::Database;
use serde_json::{Value, json};

fn program(database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet-central"));
    command.args(arguments).env("DATABASE_URL", &database.address).env("GUICHET_ADMIN_PASSWORD", common::PASSWORD);
    command.stdin(Stdio::null());
    command
}

fn said(database: &Database, arguments: &[&str]) -> String {
    let output = program(database, arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// An instance that serves; killed when dropped.
struct Instance {
    child: std::process::Child,
    address: String,
}

impl Drop for Instance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Instance {
    async fn start(database: &Database) -> Self {
        // The port is free at this moment; nobody else of this test takes one.
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = format!("127.0.0.1:{port}");
        let mut command = program(database, &["serve", "--listen", &place, "--record-payouts", "--connections", "6"]);
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let instance = Self { child, address: format!("http://{place}") };
        for _ in 0..200 {
            if let Ok(answer) = http().get(format!("{}/readyz", instance.address)).send().await
                && answer.status() == 200
            {
                return instance;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the instance does not become ready");
    }

    async fn put(&self, key: &str, path: &str, body: &Value) -> Result<u16, reqwest::Error> {
        let call = http().put(format!("{}{path}", self.address)).bearer_auth(key).json(body);
        Ok(call.timeout(Duration::from_secs(20)).send().await?.status().as_u16())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_operator_types_works_and_a_killed_instance_costs_nothing() {
    let database = Database::bare().await.unwrap();
    let refused = program(&database, &["serve"]).output().unwrap();
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("guichet-central migrate"));
    // Two instances that start together migrate once.
    let both: Vec<_> = (0..2).map(|_| program(&database, &["migrate"]).spawn().unwrap()).collect();
    for mut one in both {
        assert!(one.wait().unwrap().success());
    }
    let admin =
        ["create-admin", "--merchant", "lueur", "--merchant-name", "Lueur", "--login", "root", "--name", "Root"];
    assert_eq!(said(&database, &admin), "root is an admin of lueur");
    assert!(!program(&database, &admin).output().unwrap().status.success(), "the login is taken");
    assert!(said(&database, &["enrol-code", "--merchant", "lueur"]).starts_with("LUEUR-"));
    assert!(!program(&database, &["enrol-code", "--merchant", "nobody"]).output().unwrap().status.success());
    let key = said(&database, &["api-key", "--merchant", "lueur", "--name", "web"]);
    assert_eq!(said(&database, &["restored"]), "1 shops have a new server epoch");

    let (mut one, two) = (Instance::start(&database).await, Instance::start(&database).await);
    assert_eq!(one.put(&key, "/v1/customers/c1", &customer("c1")).await.unwrap(), 201);
    // Many writes through both, and one of them is killed in the middle: what it answered stands, and what it did not
    // answer is sent again to the other.
    let writes = (0..40).map(|n| {
        let to = if n % 2 == 0 { &one.address } else { &two.address };
        let call = http().put(format!("{to}/v1/orders/W-{n}")).bearer_auth(&key);
        let call = call.json(&order(&format!("W-{n}"))).send();
        async move { (n, call.await.map(|answer| answer.status().as_u16()).ok()) }
    });
    let writing = tokio::spawn(futures_util::future::join_all(writes));
    tokio::time::sleep(Duration::from_millis(60)).await;
    one.child.kill().unwrap();
    for (n, answer) in writing.await.unwrap() {
        let status = two.put(&key, &format!("/v1/orders/W-{n}"), &order(&format!("W-{n}"))).await.unwrap();
        let expected: &[u16] = if answer == Some(201) { &[200] } else { &[200, 201] };
        assert!(expected.contains(&status), "{n}: {answer:?}, then {status}");
    }
    assert!(one.put(&key, "/v1/orders/W-0", &order("W-0")).await.is_err());
    let (versions, head): (i64, i64) =
        sqlx::query_as("SELECT (SELECT count(DISTINCT version) FROM feed), (SELECT version FROM feed_head)")
            .fetch_one(&database.pool)
            .await
            .unwrap();
    assert_eq!(versions, head, "no version is missing");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_whose_instance_is_killed_is_made_again_by_another() {
    let bench = Bench::with_shop().await;
    bench.stock("lueur").await;
    let desk = bench.desk("lueur").await;
    let (mut one, two) = (Instance::start(&bench.database).await, Instance::start(&bench.database).await);
    let begin = |at: &Instance| http().post(format!("{}/v1/bootstrap", at.address)).bearer_auth(&desk.access);
    // The first instance cannot keep a chunk, and is killed there.
    let mut lock = bench.database.pool.begin().await.unwrap();
    sqlx::query("LOCK TABLE snapshot_chunk IN EXCLUSIVE MODE").execute(&mut *lock).await.unwrap();
    let begun: Value = begin(&one).json(&json!({})).send().await.unwrap().json().await.unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'";
    while bench.count(waiting).await == 0 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    one.child.kill().unwrap();
    one.child.wait().unwrap();
    // Its connections end with it; what it waited to write may not come after its death.
    let theirs = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE datname = current_database() AND wait_event_type = 'Lock'";
    sqlx::query(theirs).execute(&bench.database.pool).await.unwrap();
    lock.rollback().await.unwrap();
    let path = format!("{}/v1/bootstrap/{}", two.address, begun["id"].as_str().unwrap());
    let standing = || async {
        let answer = http().get(&path).bearer_auth(&desk.access).send().await.unwrap();
        answer.json::<Value>().await.unwrap()["state"].clone()
    };
    assert_eq!(standing().await, "building", "its lease is not over");
    // A minute passes.
    let over = "UPDATE snapshot SET lease_until = lease_until - interval '61 seconds'";
    sqlx::query(over).execute(&bench.database.pool).await.unwrap();
    assert_eq!(standing().await, "failed");
    let begun: Value = begin(&two).json(&json!({})).send().await.unwrap().json().await.unwrap();
    let path = format!("{}/v1/bootstrap/{}", two.address, begun["id"].as_str().unwrap());
    for _ in 0..400 {
        let answer = http().get(&path).bearer_auth(&desk.access).send().await.unwrap();
        let standing: Value = answer.json().await.unwrap();
        if standing["state"] == "ready" {
            return assert!(!standing["chunks"].as_array().unwrap().is_empty());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the second instance does not make it");
}
