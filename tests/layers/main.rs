//! The second layer of the simulation: the same schedules over real SQLCipher files and a real PostgreSQL, one awaited
//! step at a time. docs/simulation.md says what that means.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::disallowed_methods
)]

mod base;
mod crash;
mod disk;
mod ground;
mod sight;

use std::collections::BTreeSet;

use guichet_simulation::run::play;
use guichet_simulation::schedule::{MoveKind, Schedule};
use guichet_simulation::stores::{Memory, Stores};
use guichet_simulation::tally::Tally;
use guichet_sync::memory::{MemoryAuthority, MemoryReplica};

use base::{RealBase, was_torn};
use disk::RealDisk;

/// Stores on disk.
#[derive(Debug, Clone, Copy)]
struct Real;

impl Stores for Real {
    type Disk = RealDisk;
    type Base = RealBase;
    const TERMS_HAVE_TEXTS: bool = true;
    fn disk() -> RealDisk {
        RealDisk::new()
    }
    fn base() -> RealBase {
        RealBase::new()
    }
}

/// Stores in memory, with the same editions of the terms.
#[derive(Debug, Clone, Copy)]
struct InMemory;

impl Stores for InMemory {
    type Disk = MemoryReplica;
    type Base = MemoryAuthority;
    const TERMS_HAVE_TEXTS: bool = true;
    fn disk() -> MemoryReplica {
        Memory::disk()
    }
    fn base() -> MemoryAuthority {
        Memory::base()
    }
}

/// What came of one schedule.
enum Came {
    /// Both layers told the same.
    Same(Tally),
    /// What a restore does to open transactions is not the same in both: everything held, nothing was compared.
    Held(Tally),
}

/// Plays one schedule over both layers.
fn both(seed: u64) -> Result<Came, String> {
    let schedule = Schedule::of(seed);
    was_torn();
    let real = play::<Real>(&schedule, true);
    if let Some(violation) = real.violation {
        return Err(format!("seed {seed}:\n{}\n{violation:?}", real.told.join("\n")));
    }
    if was_torn() {
        return Ok(Came::Held(real.tally));
    }
    let memory = play::<InMemory>(&schedule, true);
    let longer = memory.told.len().max(real.told.len());
    if let Some(at) = (0..longer).find(|at| memory.told.get(*at) != real.told.get(*at)) {
        let before = real.told[..at].join("\n");
        let (memory, real) = (memory.told.get(at), real.told.get(at));
        return Err(format!("seed {seed}:\n{before}\nin memory: {memory:?}\non disk:   {real:?}"));
    }
    if memory.hash != real.hash || memory.tally != real.tally {
        return Err(format!("seed {seed}: the same words, and not the same history"));
    }
    Ok(Came::Same(real.tally))
}

/// Seeds of each shard; `GUICHET_LAYERS` names another number, for a longer look.
fn seeds() -> usize {
    std::env::var("GUICHET_LAYERS").ok().and_then(|text| text.parse().ok()).unwrap_or(45)
}

/// Whether the centre may be put back from a copy, which few schedules do.
fn puts_back(schedule: &Schedule) -> bool {
    let mut kinds = schedule.moves.iter().map(|made| made.kind);
    kinds.any(|kind| kind == MoveKind::CopyCentre) && kinds.any(|kind| kind == MoveKind::RestoreCentre)
}

/// Plays seeds from this one on, a third of them such as put the centre back, and says of the first that fails what
/// happened.
fn shard(first: u64) {
    let _inside = ground::enter();
    let seeds = seeds();
    let of_restores = (first..).filter(|seed| puts_back(&Schedule::of(*seed))).take(seeds / 3);
    let chosen: BTreeSet<u64> = of_restores.chain((first..).take(seeds - seeds / 3)).collect();
    let seeds = chosen.len();
    let (mut tally, mut same, mut failed) = (Tally::default(), 0, Vec::new());
    for seed in chosen {
        match both(seed) {
            Ok(Came::Same(of)) => {
                tally.add(&of);
                same += 1;
            }
            Ok(Came::Held(of)) => tally.add(&of),
            Err(text) => failed.push(text),
        }
    }
    println!("{same} of {seeds} schedules tell the same");
    let first = failed.first().map_or("", String::as_str);
    assert!(failed.is_empty(), "{} of {seeds} schedules fail\n{first}", failed.len());
    // Were nearly all of them torn, the comparison would be none.
    assert!(same * 2 > seeds, "only {same} of {seeds} schedules are compared");
    for (group, name) in [
        ("faults", "desk died in the middle"),
        ("faults", "centre killed"),
        ("faults", "message lost"),
        ("faults", "desk restored"),
        ("faults", "desk cloned"),
        ("faults", "centre restored"),
        ("happenings", "requests interleaved"),
    ] {
        assert!(tally.of(group, name) > 0, "{group}: {name} never happened");
    }
}

#[test]
fn the_layers_tell_the_same_history_1() {
    shard(1);
}

#[test]
fn the_layers_tell_the_same_history_2() {
    shard(100_001);
}
