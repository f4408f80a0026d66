//! The centre: commands per second beside `pgbench`, and how long a command takes to be seen at another desk.
//!
//! Everything is real but the desks' files: PostgreSQL as it is installed (every commit on the disk), the centre with
//! its HTTP on loopback, desks with their chains and signatures over replicas in memory.
#![allow(clippy::disallowed_methods)] // a bench reads the clock
#![allow(clippy::indexing_slicing)] // a JSON value that is not there is null

mod desks;
mod server;

use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::Parser;
use guichet_benches::postgres::Postgres;
use guichet_benches::{Failure, Times, machine, shown, table};

use desks::Desk;
use server::Centre;

/// Measures the centre beside pgbench.
#[derive(Debug, Parser)]
struct Arguments {
    /// Seconds of each load.
    #[arg(long, default_value_t = 15)]
    seconds: u64,
    /// Desks that push at once, and pgbench's clients.
    #[arg(long, default_value_t = 8)]
    desks: usize,
    /// Commands whose way to another desk is timed.
    #[arg(long, default_value_t = 500)]
    seen: usize,
    /// Commands in the queue of the desk that was away.
    #[arg(long, default_value_t = 5_000)]
    queue: usize,
    /// What cargo passes to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

/// Orders that each desk has to itself in one load.
const ORDERS_OF_A_DESK: usize = 5_000;
/// Commands in a push, in each load.
const TOGETHER: [usize; 3] = [1, 20, 100];

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    println!("{}\n", machine());
    let postgres = Postgres::start("-c shared_buffers=512MB -c max_connections=100")?;
    let tpc_b = pgbench(&postgres, &arguments)?;
    let centre = Arc::new(Centre::start(&postgres).await?);
    let orders = of_loads(&arguments) + arguments.seen + arguments.queue;
    centre.import(orders).await?;
    let mut rows = Vec::new();
    for (round, together) in TOGETHER.into_iter().enumerate() {
        let rate = load(&centre, &arguments, round, together).await?;
        let hundredths = rate * 100 / tpc_b.max(1);
        let ratio = format!("{}.{:02} ×", hundredths / 100, hundredths % 100);
        rows.push(vec![format!("commands, {together} in a push"), rate.to_string(), ratio]);
    }
    rows.push(vec!["pgbench TPC-B".into(), tpc_b.to_string(), "1 ×".into()]);
    println!("{}", table(&["what", "each second", "beside pgbench"], &rows));
    let seen = seen_elsewhere(&centre, &arguments).await?;
    println!(
        "Push to seen at another desk, {} commands: p50 {}, p99 {}",
        seen.count(),
        shown(seen.percentile(50)),
        shown(seen.percentile(99))
    );
    let (took, pushes) = drain(&centre, &arguments).await?;
    println!("A queue of {} commands: sent in {pushes} pushes and settled in {}", arguments.queue, shown(Some(took)));
    Ok(())
}

/// Transactions a second of pgbench's own script on this server.
fn pgbench(postgres: &Postgres, arguments: &Arguments) -> Result<u64, Failure> {
    let socket = postgres.socket().to_owned();
    let ask = |more: &[&str]| -> Result<String, Failure> {
        let mut command = postgres.command("pgbench");
        let done = command.arg("-h").arg(&socket).args(["-U", "guichet"]).args(more).arg("postgres").output()?;
        if done.status.success() {
            Ok(String::from_utf8(done.stdout)?)
        } else {
            Err(String::from_utf8_lossy(&done.stderr).into_owned().into())
        }
    };
    ask(&["-i", "-q", "-s", "50"])?;
    let (clients, seconds) = (arguments.desks.to_string(), arguments.seconds.to_string());
    let said = ask(&["-c", &clients, "-j", "2", "-T", &seconds])?;
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split('.').next()?.parse().ok());
    tps.ok_or_else(|| format!("pgbench said no rate: {said}").into())
}

/// How many orders the loads need: each begins on orders that nothing was done on.
const fn of_loads(arguments: &Arguments) -> usize {
    TOGETHER.len() * arguments.desks * ORDERS_OF_A_DESK
}

/// Commands a second with every desk pushing `together` commands at a time on orders of its own.
async fn load(centre: &Arc<Centre>, arguments: &Arguments, round: usize, together: usize) -> Result<u64, Failure> {
    let mut desks = Vec::new();
    for at in round * arguments.desks..(round + 1) * arguments.desks {
        let orders = (at * ORDERS_OF_A_DESK..(at + 1) * ORDERS_OF_A_DESK).collect();
        desks.push(Desk::enrol(centre, orders).await?);
    }
    let begun = Instant::now();
    let end = begun + Duration::from_secs(arguments.seconds);
    let pushing = desks.into_iter().map(|mut desk| {
        tokio::spawn(async move {
            let mut done = 0;
            while Instant::now() < end {
                done += desk.push_new(together).await?;
            }
            Ok::<usize, Failure>(done)
        })
    });
    let mut done = 0;
    for pushed in pushing.collect::<Vec<_>>() {
        done += pushed.await??;
    }
    let millis = begun.elapsed().as_millis().max(1);
    Ok(u64::try_from(u128::try_from(done)? * 1000 / millis)?)
}

/// From the push's first byte to the page applied at another desk that listens.
async fn seen_elsewhere(centre: &Arc<Centre>, arguments: &Arguments) -> Result<Times, Failure> {
    let first = of_loads(arguments);
    let mut here = Desk::enrol(centre, (first..first + arguments.seen).collect()).await?;
    let mut there = Desk::enrol(centre, Vec::new()).await?;
    there.catch_up().await?;
    let mut live = there.listen().await?;
    let mut times = Times::default();
    for _ in 0..arguments.seen {
        let begun = Instant::now();
        here.push_new(1).await?;
        while !there.pull_once().await? {
            live.next().await?;
        }
        times.push(begun.elapsed());
    }
    Ok(times)
}

/// A desk that was away sends its queue and hears what became of all of it.
async fn drain(centre: &Arc<Centre>, arguments: &Arguments) -> Result<(Duration, usize), Failure> {
    let first = of_loads(arguments) + arguments.seen;
    let mut desk = Desk::enrol(centre, (first..first + arguments.queue).collect()).await?;
    desk.catch_up().await?;
    desk.take(arguments.queue).await?;
    let begun = Instant::now();
    let mut pushes = 0;
    while desk.push_waiting().await? > 0 {
        pushes += 1;
    }
    desk.catch_up().await?;
    if desk.waits() {
        return Err("something still waits".into());
    }
    Ok((begun.elapsed(), pushes))
}
