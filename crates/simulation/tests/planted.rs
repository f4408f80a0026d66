//! Every planted fault is caught, within a stated number of seeds; the page that says so is what the program writes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use guichet_simulation::hunt::{Catch, MOST, SEED, hunt, table};
use guichet_sync::planted::{Bug, plant};

/// A share of the faults, so that the test runner hunts several at once.
fn caught(share: usize) -> Vec<Catch> {
    let bugs = Bug::ALL.iter().enumerate().filter(|(at, _)| at % 4 == share).map(|(_, bug)| *bug);
    let (caught, missed): (Vec<_>, Vec<_>) =
        bugs.map(|bug| (bug, hunt(plant, bug, SEED, MOST))).partition(|c| c.1.is_some());
    let missed: Vec<Bug> = missed.into_iter().map(|(bug, _)| bug).collect();
    assert!(missed.is_empty(), "not caught within {MOST} seeds: {missed:?}");
    caught.into_iter().filter_map(|(_, catch)| catch).collect()
}

/// Whether the page says of these faults what was seen.
fn as_written(share: usize) {
    let page = include_str!("../../../docs/simulation.md");
    for catch in caught(share) {
        let row = table(&[catch]).lines().last().expect("a row").to_owned();
        assert!(
            page.contains(&row),
            "docs/simulation.md does not say: {row}\n(./dev simulate --table docs/simulation.md writes it)"
        );
    }
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
