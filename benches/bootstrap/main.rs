//! A desk's first snapshot of a large shop: how long it takes beside plain INSERTs of the same bodies, and how much
//! memory each end needs.
//!
//! Centre, desk and peer are processes of their own, so that the memory of each is its own. The shop is the seed that
//! the other benches use.
#![allow(clippy::disallowed_methods)] // a bench reads the clock
#![allow(clippy::indexing_slicing)] // a JSON value that is not there is null

mod filling;

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use guichet_benches::postgres::Postgres;
use guichet_benches::shop::{LOGIN, PASSWORD};
use guichet_benches::{Failure, machine, ratio, shown, table};
use guichet_central::{Central, database, serve};
use guichet_desk::key::{Key, Passphrase};
use guichet_desk::seed::{Plan, customer, order};
use guichet_desk::{Desk, OpenOptions, Unlock, ipc};
use serde_json::{Value, json};
use sqlx::{ConnectOptions as _, Connection, SqliteConnection};
use tokio::net::TcpListener;

/// Measures the first snapshot.
#[derive(Debug, Parser)]
struct Arguments {
    /// Customers of the shop.
    #[arg(long, default_value_t = 1_000_000)]
    customers: usize,
    /// Orders of the shop.
    #[arg(long, default_value_t = 3_000_000)]
    orders: usize,
    /// Which of the processes this is; the bench starts the others itself.
    #[arg(long, hide = true)]
    role: Option<Role>,
    /// The database, the centre's address or the file, by the role.
    #[arg(long, hide = true, default_value = "")]
    at: String,
    /// The code by which the desk enrols.
    #[arg(long, hide = true, default_value = "")]
    code: String,
    /// What cargo passes to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Role {
    Centre,
    Desk,
    Inserts,
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    match arguments.role {
        Some(Role::Centre) => centre(&arguments.at).await,
        Some(Role::Desk) => desk(&arguments).await,
        Some(Role::Inserts) => inserts(&arguments).await,
        None => measure(&arguments).await,
    }
}

fn plan(arguments: &Arguments) -> Plan {
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
    Plan { customers: arguments.customers, orders: arguments.orders, today }
}

/// A process of this very program; ended, by its id, when dropped.
struct Other(Child);

impl Drop for Other {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Other {
    fn start(
        arguments: &Arguments,
        role: &str,
        at: &str,
        code: &str,
    ) -> Result<(Self, impl Iterator<Item = String> + use<>), Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["--role", role, "--at", at, "--code", code]);
        command.args(["--customers", &arguments.customers.to_string(), "--orders", &arguments.orders.to_string()]);
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let said = child.stdout.take().ok_or("no output")?;
        Ok((Self(child), BufReader::new(said).lines().map_while(Result::ok)))
    }
}

/// What a process says when it is done.
fn last_word(lines: impl Iterator<Item = String>) -> Result<Value, Failure> {
    let last = lines.last().ok_or("the process said nothing")?;
    Ok(serde_json::from_str(&last)?)
}

async fn measure(arguments: &Arguments) -> Result<(), Failure> {
    println!("{}\n", machine());
    let folder = std::env::temp_dir().join(format!("guichet-bootstrap-{}", std::process::id()));
    std::fs::create_dir(&folder)?;
    let kept = Folder(folder);
    let postgres = Postgres::start("-c shared_buffers=512MB -c max_wal_size=8GB")?;
    let code = filling::fill(&postgres.address("postgres"), plan(arguments)).await?;
    let (centre, mut said) = Other::start(arguments, "centre", &postgres.address("postgres"), "")?;
    let url = said.next().ok_or("the centre did not start")?;
    let replica = kept.0.join("replica.db");
    let at = format!("{url} {}", replica.display());
    let (desk, lines) = Other::start(arguments, "desk", &at, &code)?;
    let done = last_word(lines)?;
    drop(desk);
    let centre_peak = peak(centre.0.id())?;
    drop(centre);
    drop(postgres);
    let size = std::fs::metadata(&replica)?.len();
    let (peer, lines) = Other::start(arguments, "inserts", &kept.0.join("plain.db").display().to_string(), "")?;
    let plain = last_word(lines)?;
    drop(peer);
    let time = |value: &Value| value["millis"].as_u64().map(Duration::from_millis);
    let mib = |value: &Value| value["peak_kib"].as_u64().map_or_else(String::new, |kib| format!("{} MiB", kib / 1024));
    let rows = vec![
        vec![
            "first snapshot: HTTP, SQLCipher, search, checksum".into(),
            shown(time(&done)),
            ratio(time(&done), time(&plain)),
            mib(&done),
        ],
        vec![
            "plain INSERTs of the bodies (SQLCipher, no search)".into(),
            shown(time(&plain)),
            "1 ×".into(),
            mib(&plain),
        ],
    ];
    println!("{} customers, {} orders; the replica has {} MiB\n", arguments.customers, arguments.orders, size >> 20);
    println!("{}", table(&["what", "time", "beside INSERTs", "peak memory"], &rows));
    println!("The centre's peak memory: {} MiB", centre_peak / 1024);
    Ok(())
}

/// Removed when the bench ends in any way.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The most memory that a process held, in KiB.
fn peak(process: u32) -> Result<u64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.split_whitespace().next().unwrap_or_default().parse()?)
}

fn tell(begun: Instant) -> Result<(), Failure> {
    let millis = u64::try_from(begun.elapsed().as_millis())?;
    println!("{}", json!({ "millis": millis, "peak_kib": peak(std::process::id())? }));
    Ok(())
}

async fn centre(database: &str) -> Result<(), Failure> {
    let pool = database::connect(database, 8).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("http://{}", listener.local_addr()?);
    serve::serve_on(Arc::new(Central::new(pool)), listener, std::future::pending()).await?;
    Ok(())
}

async fn desk(arguments: &Arguments) -> Result<(), Failure> {
    let (server, replica) = arguments.at.split_once(' ').ok_or("an address and a file")?;
    let mut options = OpenOptions::at(replica);
    options.unlock = Unlock::Passphrase(Passphrase::new("a desk that begins".to_owned()));
    let desk = Desk::open(options).await?;
    let call = async |name: &str, args: Value| {
        ipc::call(&desk, name, args).await.map_err(|error| Failure::from(format!("{name}: {error:?}")))
    };
    let code = &arguments.code;
    call("enrol", json!({ "server": server, "code": code, "device_name": "bench" })).await?;
    let begun = Instant::now();
    call("sign_in", json!({ "login": LOGIN, "password": PASSWORD })).await?;
    loop {
        let state = call("sync_now", json!({})).await?;
        if state["standing"]["is"] == "online" {
            break;
        }
        if begun.elapsed() > Duration::from_secs(3_600) {
            return Err(format!("no snapshot came: {state}").into());
        }
    }
    let info = call("app_info", json!({})).await?;
    let there = (info["customers"].as_u64(), info["orders"].as_u64());
    let wanted = (u64::try_from(arguments.customers).ok(), u64::try_from(arguments.orders).ok());
    if there != wanted {
        return Err(format!("{there:?} of {wanted:?} came").into());
    }
    tell(begun)?;
    desk.close().await;
    Ok(())
}

/// The peer: the same bodies under their keys, in one transaction of a file encrypted as the replica is. Only the
/// writing is timed.
async fn inserts(arguments: &Arguments) -> Result<(), Failure> {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(Path::new(&arguments.at))
        .pragma("key", format!("\"x'{}'\"", *Key::random()?.to_hex()))
        .pragma("cache_size", "-65536")
        .disable_statement_logging()
        .create_if_missing(true);
    let mut file = SqliteConnection::connect_with(&options).await?;
    sqlx::query("CREATE TABLE body (id TEXT PRIMARY KEY, body TEXT NOT NULL)").execute(&mut file).await?;
    let (plan, mut writing) = (plan(arguments), Duration::ZERO);
    let mut transaction = file.begin().await?;
    let bodies = |at: usize| -> Result<(String, String), Failure> {
        if let Some(number) = at.checked_sub(plan.customers) {
            let order = order(plan, number)?;
            return Ok((format!("order:{}", order.number), serde_json::to_string(&order)?));
        }
        let record = customer(at);
        Ok((format!("customer:{}", record.customer.id), serde_json::to_string(&record)?))
    };
    let all = plan.customers + plan.orders;
    for from in (0..all).step_by(20_000) {
        let made = (from..all.min(from + 20_000)).map(bodies).collect::<Result<Vec<_>, _>>()?;
        let begun = Instant::now();
        for (id, body) in made {
            let insert = sqlx::query("INSERT INTO body (id, body) VALUES (?1, ?2)").bind(id).bind(body);
            insert.execute(&mut *transaction).await?;
        }
        writing += begun.elapsed();
    }
    let begun = Instant::now();
    transaction.commit().await?;
    let told = tell(begun - writing);
    file.close().await?;
    told
}
