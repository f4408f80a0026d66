//! Chance from a seed: SplitMix64 (Steele, Lea and Flood, 2014). The same seed throws the same dice everywhere.

use uuid::Uuid;

/// A stream of numbers that look random.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        // The bias of the remainder is far below what any schedule could notice.
        if n == 0 { 0 } else { self.roll() % n }
    }

    /// An index below `n`; 0 where `n` is 0.
    pub fn index(&mut self, n: usize) -> usize {
        usize::try_from(self.below(u64::try_from(n).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A number of units, from 1 to `most`.
    pub fn units(&mut self, most: u32) -> u32 {
        u32::try_from(self.below(u64::from(most.max(1)))).unwrap_or(0) + 1
    }

    /// A day, an hour or another small number from `low` to `high`.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.below(u64::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of some things; none of none.
    pub fn pick<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        of.get(self.index(of.len()))
    }

    /// One of some things, each as likely as its weight.
    pub fn weighted<'a, T>(&mut self, of: &'a [(u32, T)]) -> Option<&'a T> {
        let mut at = self.below(of.iter().map(|(weight, _)| u64::from(*weight)).sum());
        of.iter().find_map(|(weight, thing)| {
            let here = at < u64::from(*weight);
            at = at.wrapping_sub(u64::from(*weight));
            here.then_some(thing)
        })
    }

    /// An id.
    pub fn id(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.roll(), self.roll())
    }
}
