//! Playing a schedule.

use crate::check::{Held, Violation};
use crate::dice::Dice;
use crate::schedule::Schedule;
use crate::stores::{Memory, Stores};
use crate::tally::Tally;
use crate::world::World;

/// What came of a schedule.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What did not hold; none where everything did.
    pub violation: Option<Box<Violation>>,
    /// How often each thing happened.
    pub tally: Tally,
    /// The SHA-256 over everything that happened.
    pub hash: [u8; 32],
    /// The same in words, where they were asked for.
    pub told: Vec<String>,
}

/// Plays a schedule over memory.
#[must_use]
pub fn run(schedule: &Schedule) -> Outcome {
    play::<Memory>(schedule, false)
}

/// Plays a schedule over memory, and tells what happened.
#[must_use]
pub fn run_told(schedule: &Schedule) -> Outcome {
    play::<Memory>(schedule, true)
}

/// Plays a schedule over some stores.
#[must_use]
pub fn play<S: Stores>(schedule: &Schedule, told: bool) -> Outcome {
    let mut world = match World::<S>::new(schedule, told) {
        Ok(world) => world,
        Err(violation) => {
            let (tally, hash) = (Tally::default(), [0; 32]);
            return Outcome { violation: Some(violation), tally, hash, told: Vec::new() };
        }
    };
    let held = story(&mut world, schedule);
    let World { tally, history, .. } = world;
    Outcome { violation: held.err(), tally, hash: history.hash(), told: history.told() }
}

fn story<S: Stores>(world: &mut World<S>, schedule: &Schedule) -> Held {
    for made in &schedule.moves {
        world.step(*made)?;
    }
    world.heal(&mut Dice::new(schedule.seed ^ 0xea1))
}
