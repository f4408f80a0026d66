//! Hunting planted faults: each must be caught within some seeds.

use std::fmt::Write as _;

use guichet_sync::planted::Bug;

use crate::check::Invariant;
use crate::run::run;
use crate::schedule::Schedule;

/// The first seed of every hunt.
pub const SEED: u64 = 1;

/// Within so many seeds each fault must be caught.
pub const MOST: u64 = 40_000;

/// What caught a planted fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Catch {
    /// The fault.
    pub bug: Bug,
    /// The invariant that did not hold.
    pub invariant: Invariant,
    /// How many schedules it took.
    pub seeds: u64,
}

/// Plants a fault (by `plant`, which only builds with the feature have) and plays schedules until one fails.
pub fn hunt(plant: fn(Option<Bug>), bug: Bug, first: u64, most: u64) -> Option<Catch> {
    plant(Some(bug));
    let caught = (0..most).find_map(|n| {
        let violation = run(&Schedule::of(first.wrapping_add(n))).violation?;
        Some(Catch { bug, invariant: violation.invariant, seeds: n + 1 })
    });
    plant(None);
    caught
}

/// The table of what was caught, as the page shows it.
#[must_use]
pub fn table(caught: &[Catch]) -> String {
    let mut text = "| planted fault | caught by | seeds |\n|---|---|---:|\n".to_owned();
    for Catch { bug, invariant, seeds } in caught {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{bug:?}`: {} | `{invariant:?}` | {seeds} |", bug.text());
    }
    text
}

/// The table of everything that must always hold.
#[must_use]
pub fn invariants() -> String {
    let mut text = "| invariant | what must hold |\n|---|---|\n".to_owned();
    for invariant in Invariant::ALL {
        let _ = writeln!(text, "| `{invariant:?}` | {} |", invariant.text());
    }
    text
}
