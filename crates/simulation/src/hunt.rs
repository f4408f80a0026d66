//! Hunting planted faults: each must be caught within some seeds.

use guichet_sync::planted::Bug;

use crate::check::Invariant;
use crate::run::run;
use crate::schedule::Schedule;

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
