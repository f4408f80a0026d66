//! How often each thing happened: a simulation that finds nothing must show that it did something.

use std::collections::BTreeMap;

/// Counters by group and name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<(&'static str, &'static str), u64>);

impl Tally {
    /// Once more.
    pub fn count(&mut self, group: &'static str, name: &'static str) {
        *self.0.entry((group, name)).or_insert(0) += 1;
    }

    /// How often.
    #[must_use]
    pub fn of(&self, group: &'static str, name: &'static str) -> u64 {
        self.0.get(&(group, name)).copied().unwrap_or(0)
    }

    /// Adds another's counters.
    pub fn add(&mut self, other: &Self) {
        for (place, times) in &other.0 {
            *self.0.entry(*place).or_insert(0) += times;
        }
    }

    /// Every counter: group, name, times.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &'static str, u64)> {
        self.0.iter().map(|((group, name), times)| (*group, *name, *times))
    }
}
