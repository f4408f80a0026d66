//! Every planted fault is caught, within a stated number of seeds; the page that says so is what the program writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use guichet_simulation::hunt::{Catch, SEED, hunt, table};
use guichet_sync::planted::{Bug, plant};

/// Up to so many seeds a hunt is played from its first; of a longer one its last seed, which is where it ended.
const WHOLE: u64 = 2_000;

/// How many seeds the page says that it takes to catch a fault.
fn stated(page: &str, bug: Bug) -> Option<u64> {
    let row = page.lines().find(|line| line.starts_with(&format!("| `{bug:?}`: ")))?;
    row.trim_end_matches([' ', '|']).rsplit('|').next()?.trim().parse().ok()
}

fn caught(bug: Bug, seeds: u64) -> Option<Catch> {
    match seeds > WHOLE {
        false => hunt(plant, bug, SEED, seeds),
        true => hunt(plant, bug, SEED + seeds - 1, 1).map(|catch| Catch { seeds, ..catch }),
    }
}

/// Whether the page says of these faults what is seen; a share of them, so that the test runner hunts several at once.
fn as_written(share: usize) {
    let page = include_str!("../../../docs/simulation.md");
    let bugs = Bug::ALL.iter().enumerate().filter(|(at, _)| at % 4 == share);
    let wrong: Vec<Bug> = bugs
        .map(|(_, bug)| *bug)
        .filter(|bug| {
            let catch = stated(page, *bug).and_then(|seeds| caught(*bug, seeds));
            catch.is_none_or(|catch| !page.contains(table(&[catch]).lines().last().expect("a row")))
        })
        .collect();
    assert!(wrong.is_empty(), "not as docs/simulation.md says (./dev simulate --table writes it): {wrong:?}");
}

#[test]
fn planted_faults_are_caught_1() {
    as_written(0);
}

#[test]
fn planted_faults_are_caught_2() {
    as_written(1);
}

#[test]
fn planted_faults_are_caught_3() {
    as_written(2);
}

#[test]
fn planted_faults_are_caught_4() {
    as_written(3);
}
