//! Find, on a large shop: every kind of query, beside `LIKE` on the same file and PostgreSQL with `pg_trgm`.
//!
//! `./dev bench find --customers 1000000 --orders 3000000` prints what docs/performance.md holds.
#![allow(clippy::print_stdout, clippy::disallowed_methods)] // it measures, and prints

mod like;
mod queries;
mod trgm;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use clap::Parser;
use guichet_benches::{Failure, Times, machine, ratio, shown, table};
use guichet_desk::key::Key;
use guichet_desk::seed::{self, Plan};
use guichet_desk::store::Store;
use like::Like;
use queries::{KINDS, Kind, Query};
use trgm::Server;

/// The replica's key: there is nothing to hide in a seed.
const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
/// Hits asked for, as the window does.
const HITS: usize = 20;
/// Queries that are asked first, untimed.
const WARMING: usize = 50;

#[derive(Parser)]
struct Arguments {
    /// Customers of the shop.
    #[arg(long, default_value_t = 1_000_000)]
    customers: usize,
    /// Its orders.
    #[arg(long, default_value_t = 3_000_000)]
    orders: usize,
    /// Queries of each kind.
    #[arg(long, default_value_t = 1_000)]
    queries: usize,
    /// Queries of each kind put to the peers, which take longer: LIKE, PostgreSQL.
    #[arg(long, num_args = 2, default_values_t = [5, 100])]
    peers: Vec<usize>,
    /// The folder that holds the replica; it stays there, and a later run finds it again.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Leave PostgreSQL out.
    #[arg(long)]
    no_postgres: bool,
    /// Said by cargo.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What the table says of one kind of query.
struct Measured {
    kind: &'static str,
    found: usize,
    asked: usize,
    ours: Times,
    like: Times,
    like_found: usize,
    trgm: Times,
    trgm_found: usize,
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::parse();
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(bench(arguments))
}

async fn bench(arguments: Arguments) -> Result<(), Failure> {
    let today = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("no such day")?;
    let plan = Plan { customers: arguments.customers, orders: arguments.orders, today };
    let folder = arguments.folder.clone().unwrap_or_else(|| std::env::temp_dir().join("guichet-bench"));
    std::fs::create_dir_all(&folder)?;
    let replica = folder.join(format!("find-{}-{}.db", plan.customers, plan.orders));
    let key = Key::from_hex(KEY).ok_or("the key has 64 digits")?;

    println!("{}\n", machine());
    let store = Store::open(&replica, &key).await?;
    if store.tally().await?.customers == 0 {
        let begun = Instant::now();
        seed::seed(&store, plan, |at| eprint!("\r{} customers, {} orders", at.customers, at.orders)).await?;
        let took = begun.elapsed();
        eprintln!();
        let rows = u128::try_from(plan.customers + plan.orders)? * 1000 / took.as_millis().max(1);
        println!("Seeding: {} ({rows} rows a second)", shown(Some(took)));
    }
    let bytes = std::fs::metadata(&replica)?.len();
    println!("Replica: {} MiB, {} customers, {} orders", bytes / (1024 * 1024), plan.customers, plan.orders);

    let server = if arguments.no_postgres { None } else { Some(Server::start()?) };
    if let Some(server) = &server {
        let begun = Instant::now();
        server.fill(plan)?;
        let mib = server.size()? / (1024 * 1024);
        println!("PostgreSQL: {} to fill and index, {mib} MiB", shown(Some(begun.elapsed())));
    }
    let mut like = Like::open(&replica, &key).await?;
    let mut measured = Vec::new();
    for kind in KINDS {
        eprintln!("{}", kind.name);
        measured.push(measure(kind, plan, &arguments, &store, &mut like, server.as_ref()).await?);
    }
    let (mut nobody, mut slowest) = (Times::default(), Duration::ZERO);
    for number in 0..arguments.queries {
        let begun = Instant::now();
        store.find(&format!("qzx{number:x} wvk"), HITS).await?;
        nobody.push(begun.elapsed());
    }
    for times in measured.iter().map(|row| &row.ours).chain([&nobody]) {
        slowest = slowest.max(times.percentile(99).unwrap_or_default());
    }
    println!("\n{}", table(HEADS, &rows(&measured, &nobody)));
    println!("Slowest p99: {}", shown(Some(slowest)));
    like.close().await?;
    store.close().await;
    Ok(())
}

async fn measure(
    kind: &Kind,
    plan: Plan,
    arguments: &Arguments,
    store: &Store,
    like: &mut Like,
    server: Option<&Server>,
) -> Result<Measured, Failure> {
    let queries: Vec<Query> = kind.queries(plan, arguments.queries + WARMING)?;
    let (asked, warming) = queries.split_at(arguments.queries);
    for query in warming {
        store.find(&query.typed, HITS).await?;
    }
    let mut row = Measured {
        kind: kind.name,
        found: 0,
        asked: asked.len(),
        ours: Times::default(),
        like: Times::default(),
        like_found: 0,
        trgm: Times::default(),
        trgm_found: 0,
    };
    for query in asked {
        let begun = Instant::now();
        let answer = store.find(&query.typed, HITS).await?;
        row.ours.push(begun.elapsed());
        if query.answered(&answer) {
            row.found += 1;
        } else {
            eprintln!("  not found: {}", query.typed);
        }
    }
    let [likes, trgms] = arguments.peers.as_slice() else { return Err("two numbers of peers' queries".into()) };
    for query in asked.iter().take(*likes) {
        let (took, found) = like.time(kind.about, query).await?;
        row.like.push(took);
        row.like_found += usize::from(found);
    }
    if let Some(server) = server {
        server.time(kind.about, warming.iter().take(*trgms))?;
        (row.trgm, row.trgm_found) = server.time(kind.about, asked.iter().take(*trgms))?;
    }
    Ok(row)
}

const HEADS: &[&str] = &[
    "query",
    "found",
    "p50",
    "p99",
    "LIKE found",
    "LIKE p50",
    "ratio",
    "pg_trgm found",
    "pg_trgm p50",
    "pg_trgm p99",
    "ratio p50",
    "ratio p99",
];

fn rows(measured: &[Measured], nobody: &Times) -> Vec<Vec<String>> {
    let share = |found: usize, asked: usize| if asked == 0 { "—".into() } else { format!("{found}/{asked}") };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for row in measured {
        let [ours, like, trgm] = [&row.ours, &row.like, &row.trgm].map(|times| [50, 99].map(|p| times.percentile(p)));
        rows.push(vec![
            row.kind.to_owned(),
            share(row.found, row.asked),
            shown(ours[0]),
            shown(ours[1]),
            share(row.like_found, row.like.count()),
            shown(like[0]),
            ratio(like[0], ours[0]),
            share(row.trgm_found, row.trgm.count()),
            shown(trgm[0]),
            shown(trgm[1]),
            ratio(trgm[0], ours[0]),
            ratio(trgm[1], ours[1]),
        ]);
    }
    let mut last =
        vec!["nobody".to_owned(), "—".to_owned(), shown(nobody.percentile(50)), shown(nobody.percentile(99))];
    last.resize(HEADS.len(), "—".to_owned());
    rows.push(last);
    rows
}
