//! `guichet-simulation`: plays seeded schedules and says what came of them.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use guichet_simulation::check::Invariant;
use guichet_simulation::schedule::Schedule;
use guichet_simulation::shrink::shrink;
use guichet_simulation::tally::Tally;
use guichet_simulation::{Outcome, run, run_told};

/// Plays many desks and one centre in a seeded world that tries to break them.
#[derive(Debug, Parser)]
struct Arguments {
    /// How many schedules to play.
    #[arg(long, default_value_t = 20_000)]
    schedules: u64,
    /// The first seed; the others follow it.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads.
    #[arg(long, default_value_t = 1)]
    threads: u64,
    /// Plays one seed and prints what happened.
    #[arg(long)]
    print: Option<u64>,
    /// Attempts at shortening a schedule that fails.
    #[arg(long, default_value_t = 3_000)]
    shrink: usize,
    /// Plays on after a failure, and counts the failures.
    #[arg(long)]
    all: bool,
    /// Hunts the planted faults, one after the other.
    #[cfg(feature = "planted")]
    #[arg(long)]
    bugs: bool,
    /// Writes the table of planted faults into this page.
    #[cfg(feature = "planted")]
    #[arg(long)]
    table: Option<std::path::PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(seed) = arguments.print {
        return print(seed, arguments.shrink);
    }
    #[cfg(feature = "planted")]
    if arguments.bugs || arguments.table.is_some() {
        return bugs::hunt_all(arguments.table.as_deref());
    }
    play(&arguments)
}

/// Hunting every planted fault.
#[cfg(feature = "planted")]
mod bugs {
    use std::path::Path;
    use std::process::ExitCode;

    use guichet_simulation::hunt::{MOST, SEED, hunt, invariants, table};
    use guichet_sync::planted::{Bug, plant};

    pub fn hunt_all(page: Option<&Path>) -> ExitCode {
        let (mut caught, mut missed) = (Vec::new(), 0);
        for bug in Bug::ALL {
            match hunt(plant, *bug, SEED, MOST) {
                Some(catch) => {
                    println!("{:>5} seeds  {:<24} {:?}", catch.seeds, format!("{bug:?}"), catch.invariant);
                    caught.push(catch);
                }
                None => {
                    println!("not caught: {bug:?}: {}", bug.text());
                    missed += 1;
                }
            }
        }
        println!("{} of {} caught", caught.len(), Bug::ALL.len());
        let written = page.is_none_or(|page| {
            write(page, "bugs", &table(&caught)).and_then(|()| write(page, "invariants", &invariants())).is_some()
        });
        if missed == 0 && written { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }

    /// Puts a table between its two marks in the page.
    fn write(page: &Path, name: &str, table: &str) -> Option<()> {
        let text = std::fs::read_to_string(page).ok()?;
        let (begin, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
        let (before, rest) = text.split_once(&begin)?;
        let (_, after) = rest.split_once(&end)?;
        std::fs::write(page, format!("{before}{begin}{table}{end}{after}")).ok()
    }
}

fn print(seed: u64, attempts: usize) -> ExitCode {
    let schedule = Schedule::of(seed);
    let outcome = run_told(&schedule);
    for line in &outcome.told {
        println!("{line}");
    }
    println!("hash {}", guichet_sync::chain::hex(&outcome.hash));
    report(seed, &outcome, attempts)
}

/// Says what failed, the shortened schedule and its history.
fn report(seed: u64, outcome: &Outcome, attempts: usize) -> ExitCode {
    let Some(violation) = &outcome.violation else { return ExitCode::SUCCESS };
    eprintln!("seed {seed}: {:?}: {}\n{}", violation.invariant, violation.invariant.text(), violation.text);
    let short = shrink(&Schedule::of(seed), violation.invariant, attempts);
    eprintln!("\nshortened to {} moves in {:?}", short.moves.len(), short.plan);
    let outcome = run_told(&short);
    for line in &outcome.told {
        eprintln!("{line}");
    }
    if let Some(violation) = outcome.violation {
        eprintln!("{:?}: {}", violation.invariant, violation.text);
    }
    ExitCode::FAILURE
}

// Only how long it took is read from a clock.
#[allow(clippy::disallowed_methods)]
fn play(arguments: &Arguments) -> ExitCode {
    let began = Instant::now();
    let (next, played) = (AtomicU64::new(0), AtomicU64::new(0));
    let failed: Mutex<BTreeMap<Invariant, (u64, u64, Outcome)>> = Mutex::new(BTreeMap::new());
    let total = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for _ in 0..arguments.threads.max(1) {
            scope.spawn(|| {
                let mut tally = Tally::default();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= arguments.schedules {
                        break;
                    }
                    let seed = arguments.seed.wrapping_add(n);
                    let outcome = run(&Schedule::of(seed));
                    played.fetch_add(1, Ordering::Relaxed);
                    tally.add(&outcome.tally);
                    if let Some(violation) = &outcome.violation {
                        if !arguments.all {
                            next.store(arguments.schedules, Ordering::Relaxed);
                        }
                        let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
                        failed.entry(violation.invariant).or_insert((0, seed, outcome)).0 += 1;
                    }
                }
                total.lock().unwrap_or_else(PoisonError::into_inner).add(&tally);
            });
        }
    });
    let total = total.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (group, name, times) in total.all() {
        println!("{group:>22}  {name:<40} {times:>10}");
    }
    let seconds = began.elapsed().as_secs_f64();
    // The first failure ends it, unless all are asked for: what was played counts, not what was asked for.
    let played = played.into_inner();
    println!(
        "{played} of {} schedules in {seconds:.1} s: {:.0} a second",
        arguments.schedules,
        per_second(played, seconds)
    );
    let failed = failed.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (invariant, (times, seed, _)) in &failed {
        println!("{times:>8} × {invariant:?} (first seed {seed})");
    }
    match failed.into_values().min_by_key(|(_, seed, _)| *seed) {
        Some((_, seed, outcome)) => report(seed, &outcome, arguments.shrink),
        None => ExitCode::SUCCESS,
    }
}

#[allow(clippy::float_arithmetic, clippy::as_conversions, clippy::cast_precision_loss)]
fn per_second(played: u64, seconds: f64) -> f64 {
    played as f64 / seconds
}
