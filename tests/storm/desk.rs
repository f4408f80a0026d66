//! One desk of the storm: a process that can be killed at any instant and started again on the same replica.
//!
//! It works like an agent in a hurry: opens an order, does something that is offered there, and settles what comes back.
//! What it was told is taken stands in its diary before it goes on.
#![allow(clippy::disallowed_methods, clippy::print_stdout)] // it measures time, and says where it stands
#![allow(clippy::indexing_slicing)] // a JSON value that is not there is null

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser;
use guichet_desk::key::Passphrase;
use guichet_desk::{CallError, Desk, OpenOptions, Unlock, ipc};
use serde_json::{Value, json};
use uuid::Uuid;

type Failure = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
struct Arguments {
    /// The replica.
    #[arg(long)]
    replica: PathBuf,
    /// The centre.
    #[arg(long)]
    server: String,
    /// The code by which it enrols, if it has not.
    #[arg(long)]
    code: String,
    /// The agent.
    #[arg(long)]
    login: String,
    /// Their password.
    #[arg(long)]
    password: String,
    /// How many orders there are, `W-0` and on.
    #[arg(long)]
    orders: u64,
    /// What it does follows from this.
    #[arg(long)]
    seed: u64,
    /// Seconds of work; then it waits until everything is settled.
    #[arg(long)]
    seconds: u64,
    /// Where it writes, at the end, every order as it shows it.
    #[arg(long)]
    show: Option<PathBuf>,
}

/// Numbers that look like chance and can be had again (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ mixed >> 31) % most.max(1)
    }
}

struct Agent {
    desk: Desk,
    dice: Dice,
    diary: File,
    orders: u64,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    let mut options = OpenOptions::at(&arguments.replica);
    options.unlock = Unlock::Passphrase(Passphrase::new("a desk in a storm".to_owned()));
    let diary = File::options().create(true).append(true).open(arguments.replica.with_extension("diary"))?;
    let desk = Desk::open(options).await?;
    let mut agent = Agent { desk, dice: Dice(arguments.seed), diary, orders: arguments.orders };
    let played = agent.play(&arguments).await;
    agent.desk.close().await;
    played
}

impl Agent {
    async fn play(&mut self, arguments: &Arguments) -> Result<(), Failure> {
        self.begin(arguments).await?;
        let end = Instant::now() + Duration::from_secs(arguments.seconds);
        while Instant::now() < end {
            self.act().await?;
            tokio::time::sleep(Duration::from_millis(20 + self.dice.below(120))).await;
        }
        self.come_to_rest().await?;
        match &arguments.show {
            Some(path) => self.show(path).await,
            None => Ok(()),
        }
    }

    async fn call(&self, name: &str, args: Value) -> Result<Value, CallError> {
        ipc::call(&self.desk, name, args).await
    }

    /// Enrols and signs in where that has not been done, and waits for the first snapshot.
    async fn begin(&mut self, arguments: &Arguments) -> Result<(), Failure> {
        self.call(
            "set_centre_settings",
            json!({"settings": {"hold_seconds": 0, "lock_after_minutes": 0, "ca_file": null}}),
        )
        .await
        .map_err(said)?;
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let state = self.call("sync_state", json!({})).await.map_err(said)?;
            let done = if state["server"].is_null() {
                self.call("enrol", json!({"server": arguments.server, "code": arguments.code, "device_name": "storm"}))
                    .await
            } else if state["agent"].is_null() {
                self.call("sign_in", json!({"login": arguments.login, "password": arguments.password})).await
            } else {
                break;
            };
            if let Err(error) = done {
                // The centre may be down just now.
                if Instant::now() > deadline {
                    return Err(said(error));
                }
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        }
        self.desk.start_exchange();
        while self.call("open_order", json!({"number": "W-0"})).await.is_err() {
            if Instant::now() > deadline {
                return Err("no snapshot came".into());
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    /// One thing that an agent would do. What is refused, or has changed meanwhile, is no fault.
    async fn act(&mut self) -> Result<(), Failure> {
        if self.dice.below(6) == 0 {
            return self.settle_one().await;
        }
        let order = format!("W-{}", self.dice.below(self.orders));
        let page = self.call("open_order", json!({"number": order})).await.map_err(said)?;
        let offered: Vec<&Value> =
            page["offers"].as_array().into_iter().flatten().filter(|offer| offer["available"] == true).collect();
        let pick = usize::try_from(self.dice.below(u64::try_from(offered.len())?))?;
        let Some(offer) = offered.get(pick) else { return Ok(()) };
        let id = Uuid::now_v7();
        let mut command = offer["command"].clone();
        // Sometimes a part only.
        if self.dice.below(2) == 0 {
            lessen(&mut command);
        }
        let asked = json!({"command_id": id, "order": order, "version": page["version"], "command": command});
        if self.call("take", asked).await.is_ok() {
            writeln!(self.diary, "{id}")?;
            self.diary.sync_data()?;
        }
        Ok(())
    }

    async fn settle_one(&mut self) -> Result<(), Failure> {
        let items = self.call("attention", json!({})).await.map_err(said)?;
        let Some(item) = items.as_array().and_then(|items| items.first()) else { return Ok(()) };
        let how = if self.dice.below(3) == 0 { "ask_again" } else { "let_go" };
        // Asked again it may be refused: then it stays, and is let go another time.
        if let Ok(resolved) = self.call("resolve", json!({"command": item["command"], "how": how})).await
            && let Some(asked) = resolved["asked"].as_str()
        {
            writeln!(self.diary, "{asked}")?;
            self.diary.sync_data()?;
        }
        Ok(())
    }

    /// Lets go of what came back, and waits until nothing waits.
    async fn come_to_rest(&mut self) -> Result<(), Failure> {
        let deadline = Instant::now() + Duration::from_secs(120);
        loop {
            let items = self.call("attention", json!({})).await.map_err(said)?;
            for item in items.as_array().into_iter().flatten() {
                let _ = self.call("resolve", json!({"command": item["command"], "how": "let_go"})).await;
            }
            // Where the centre is away, the next round tries again.
            let _ = self.call("sync_now", json!({})).await;
            let state = self.call("sync_state", json!({})).await.map_err(said)?;
            if state["waiting"] == 0 && state["attention"] == 0 && state["standing"]["is"] == "online" {
                println!("{state}");
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("it does not come to rest: {state}").into());
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
}

impl Agent {
    /// Writes every order as an agent sees it.
    async fn show(&self, path: &Path) -> Result<(), Failure> {
        let mut orders = serde_json::Map::new();
        for at in 0..self.orders {
            let number = format!("W-{at}");
            let mut page = self.call("open_order", json!({"number": number})).await.map_err(said)?;
            orders.insert(number, page["order"].take());
        }
        Ok(std::fs::write(path, Value::Object(orders).to_string())?)
    }
}

/// One unit of the first line alone.
fn lessen(command: &mut Value) {
    let first = command["lines"].as_array().and_then(|lines| lines.first()).cloned();
    if let Some(mut line) = first {
        line["quantity"] = 1.into();
        command["lines"] = json!([line]);
    }
}

fn said(error: CallError) -> Failure {
    format!("{error:?}").into()
}
