//! The whole thing, for real: two centres on one PostgreSQL, eight desks with their encrypted replicas, HTTP between
//! them; for a minute, while a desk, a centre and the database are killed. Then everything must add up.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::disallowed_methods)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use guichet_benches::postgres::Postgres;
use guichet_domain::Order;
use guichet_tests::{Running, free_port};
use serde_json::{Value, json};

const DESKS: u64 = 8;
const ORDERS: u64 = 60;
const SECONDS: u64 = 60;
const PASSWORD: &str = "correct horse battery";

struct Storm {
    postgres: Postgres,
    folder: PathBuf,
    ports: [u16; 2],
}

impl Drop for Storm {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Storm {
    fn begin() -> Self {
        let folder = std::env::temp_dir().join(format!("guichet-storm-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let postgres = Postgres::start("-c max_connections=100").unwrap();
        Self { postgres, folder, ports: [free_port().unwrap(), free_port().unwrap()] }
    }

    fn central(&self, arguments: &[&str]) -> Command {
        let beside = Path::new(env!("CARGO_BIN_EXE_storm-desk"));
        guichet_tests::central(beside, &self.postgres.address("postgres"), PASSWORD, arguments)
    }

    fn said(&self, arguments: &[&str]) -> String {
        guichet_tests::printed(self.central(arguments)).unwrap()
    }

    fn serve(&self, at: usize) -> Running {
        let listen = format!("127.0.0.1:{}", self.ports[at]);
        let child =
            self.central(&["serve", "--listen", &listen, "--connections", "12", "--record-payouts"]).spawn().unwrap();
        Running(child)
    }

    fn url(&self, at: usize) -> String {
        format!("http://127.0.0.1:{}", self.ports[at])
    }

    fn replica(&self, at: u64) -> PathBuf {
        self.folder.join(format!("desk-{at}.db"))
    }

    fn shown(&self, at: u64) -> PathBuf {
        self.folder.join(format!("desk-{at}.json"))
    }

    fn desk(&self, at: u64, code: &str, seconds: u64) -> Running {
        let said = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join(format!("desk-{at}.log")))
            .unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_storm-desk"));
        command.arg("--replica").arg(self.replica(at)).args(["--server", &self.url(usize::try_from(at % 2).unwrap())]);
        command.args(["--code", code, "--login", "root", "--password", PASSWORD]);
        command.args(["--orders", &ORDERS.to_string(), "--seed", &at.to_string(), "--seconds", &seconds.to_string()]);
        if seconds == 0 {
            command.arg("--show").arg(self.shown(at));
        }
        command.stdout(said.try_clone().unwrap()).stderr(said).stdin(Stdio::null());
        Running(command.spawn().unwrap())
    }

    fn wait_for(&self, at: u64, mut desk: Running, seconds: u64) {
        wait_until(&format!("desk {at}"), seconds, || desk.0.try_wait().unwrap().is_some());
        let log = std::fs::read_to_string(self.folder.join(format!("desk-{at}.log"))).unwrap();
        assert!(desk.0.wait().unwrap().success(), "desk {at}: {log}");
    }

    /// Rows of a query, as JSON.
    fn rows(&self, query: &str) -> Vec<Value> {
        let sql = format!("SELECT coalesce(json_agg(r), '[]') FROM ({query}) r");
        let done = self.postgres.psql().args(["-c", &sql]).output().unwrap();
        assert!(done.status.success(), "{query}: {}", String::from_utf8_lossy(&done.stderr));
        let all: Value = serde_json::from_slice(&done.stdout).unwrap();
        all.as_array().unwrap().clone()
    }

    fn seed(&self, key: &str) {
        let lines: Vec<String> =
            (0..ORDERS).map(|at| json!({"kind": "order", "body": order(at)}).to_string()).collect();
        let body = self.folder.join("orders.ndjson");
        std::fs::write(&body, lines.join("\n")).unwrap();
        let done = Command::new("curl")
            .args(["--silent", "--show-error", "--fail-with-body", "--noproxy", "*", "-X", "POST"])
            .args(["-H", "content-type: application/x-ndjson", "-H", &format!("authorization: Bearer {key}")])
            .arg("--data-binary")
            .arg(format!("@{}", body.display()))
            .arg(format!("{}/v1/bulk", self.url(0)))
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    }
}

/// Four cameras with a gift; three delivered in two parcels, one open.
fn order(at: u64) -> Value {
    json!({
        "number": format!("W-{at}"), "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris",
        "lines": [
            {"id": "1", "sku": "CAM", "kind": "hardware", "quantity": 4, "unit_price": "99.99", "tax_rate": "0.20"},
            {"id": "2", "sku": "SD", "kind": "promotional", "quantity": 1, "value": "9.90", "tax_rate": "0.20",
                "granted_with": ["1"]},
        ],
        "delivery": {"price": "9.90", "ground_price": "4.90", "tax_rate": "0.20"}, "discounts": [],
        "payments": [{"id": "p1", "method": "card", "authorised": "491.83", "captured": "491.83", "refunded": "0.00"}],
        "shipments": [
            {"id": "s1", "carrier": "ups", "lines": [{"line": "1", "quantity": 2}, {"line": "2", "quantity": 1}],
                "shipped_on": "2026-11-18", "delivered_on": "2026-11-20"},
            {"id": "s2", "carrier": "ups", "lines": [{"line": "1", "quantity": 1}], "shipped_on": "2026-11-20"},
        ],
        "cancelled": [], "rmas": [], "claims": [], "credits": [],
    })
}

fn wait_until(what: &str, seconds: u64, mut is: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(seconds);
    while !is() {
        assert!(Instant::now() < deadline, "waited {seconds} s for {what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn eight_desks_two_centres_and_a_minute_of_trouble() {
    let storm = Storm::begin();
    storm.said(&["migrate"]);
    storm.said(&[
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
    let key = storm.said(&["api-key", "--merchant", "lueur", "--name", "storm"]);
    let code = storm.said(&["enrol-code", "--merchant", "lueur", "--uses", "50"]);
    let mut first = storm.serve(0);
    let _second = storm.serve(1);
    for port in storm.ports {
        wait_until("a centre", 30, || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok());
    }
    storm.seed(&key);
    let begun = Instant::now();
    let mut desks: BTreeMap<u64, Running> = (0..DESKS).map(|at| (at, storm.desk(at, &code, SECONDS))).collect();
    let at_second = |second: u64| std::thread::sleep(Duration::from_secs(second).saturating_sub(begun.elapsed()));

    at_second(15);
    // A desk loses its power in the middle of something, twice.
    desks.remove(&3);
    desks.insert(3, storm.desk(3, &code, SECONDS - 16));
    at_second(22);
    desks.remove(&4);
    desks.insert(4, storm.desk(4, &code, SECONDS - 23));
    at_second(28);
    // A centre is killed, and comes back after some seconds.
    drop(first);
    at_second(33);
    first = storm.serve(0);
    at_second(42);
    storm.postgres.restart().unwrap();

    for (at, desk) in desks {
        storm.wait_for(at, desk, SECONDS + 150);
    }
    // Once more, with nothing new to do: each must show what the centre has.
    for at in 0..DESKS {
        storm.wait_for(at, storm.desk(at, &code, 0), 60);
    }
    check(&storm);
    drop(first);
}

/// What must hold when the storm is over, read from the database and the diaries alone.
fn check(storm: &Storm) {
    let told: Vec<String> = (0..DESKS)
        .flat_map(|at| {
            let diary = std::fs::read_to_string(storm.replica(at).with_extension("diary")).unwrap_or_default();
            diary.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    assert!(told.len() > 200, "{} commands only: this was no storm", told.len());
    // Each command that an agent was told is taken was decided, once.
    let known: BTreeSet<String> =
        storm.rows("SELECT id FROM command").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    let lost: Vec<&String> = told.iter().filter(|id| !known.contains(*id)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    let twice = storm.rows("SELECT command_id FROM feed WHERE command_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1");
    assert!(twice.is_empty(), "decided twice: {twice:?}");
    // The feed has every version, and each device's chain every place.
    let gaps = storm.rows(
        "SELECT horizon, version FROM feed_head h WHERE version - horizon <>
            (SELECT count(DISTINCT version) FROM feed f WHERE f.merchant = h.merchant AND f.version > h.horizon)",
    );
    assert!(gaps.is_empty(), "the feed skips: {gaps:?}");
    let broken = storm.rows(
        "SELECT device, count(*), max(seq) FROM slot GROUP BY device, epoch HAVING count(*) <> max(seq) OR min(seq) <> 1",
    );
    assert!(broken.is_empty(), "chains with gaps: {broken:?}");
    check_money(storm);
    let rmas = storm.rows("SELECT number, count(*) FROM rma GROUP BY number HAVING count(*) > 1");
    assert!(rmas.is_empty(), "RMA numbers given twice: {rmas:?}");
}

/// Every desk shows what the centre has.
fn check_desks(storm: &Storm, orders: &[Value]) {
    for at in 0..DESKS {
        let shown: Value = serde_json::from_str(&std::fs::read_to_string(storm.shown(at)).unwrap()).unwrap();
        for row in orders {
            let (number, body) = (row["number"].as_str().unwrap(), row["body"].as_str().unwrap());
            let there: Value = serde_json::from_str(body).unwrap();
            assert_eq!(shown[number], there, "desk {at}, {number}");
        }
    }
}

fn check_money(storm: &Storm) {
    let orders = storm.rows("SELECT number, body FROM orders");
    check_desks(storm, &orders);
    assert_eq!(u64::try_from(orders.len()).unwrap(), ORDERS);
    let (mut notes, mut credited) = (Vec::new(), BTreeMap::new());
    for row in &orders {
        // Reading checks that every ledger adds up and nothing above the captured is refunded.
        let order = Order::from_json(row["body"].as_str().unwrap().as_bytes()).unwrap();
        let mut units = 0;
        for credit in &order.credits {
            notes.push(credit.number.clone().expect("every credit has its note's number"));
            units += credit.lines.iter().filter(|line| line.line == "1").map(|line| line.quantity).sum::<u32>();
        }
        assert!(units <= 4, "{}: {units} of 4 units credited", order.number);
        let refunded: Vec<String> = order.payments.iter().map(|payment| payment.refunded.value().to_string()).collect();
        credited.insert(order.number.clone(), refunded);
    }
    notes.sort();
    let expected: Vec<String> = (1..=notes.len()).map(|at| format!("CN-2026-{at:06}")).collect();
    assert_eq!(notes, expected, "credit notes have no gaps and no doubles");
    // What is paid out is what the orders say is refunded: each refund once.
    let paid = storm.rows(
        "SELECT payload::json ->> 'order' AS number, sum((payload::json ->> 'amount')::numeric)::text AS amount
         FROM outbox WHERE kind = 'payout' GROUP BY 1",
    );
    for row in &paid {
        let number = row["number"].as_str().unwrap();
        let amount: rust_decimal::Decimal = row["amount"].as_str().unwrap().parse().unwrap();
        let refunded: rust_decimal::Decimal =
            credited[number].iter().map(|text| text.parse::<rust_decimal::Decimal>().unwrap()).sum();
        assert_eq!(amount, refunded, "{number}");
    }
    let recorded = storm.rows("SELECT times FROM recorded_payout WHERE times > 1");
    assert!(recorded.is_empty(), "the provider was asked twice: {recorded:?}");
}
