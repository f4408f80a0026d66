//! Thousands of schedules, in shards that the test runner plays side by side.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::sync::OnceLock;

use guichet_simulation::schedule::{MoveKind, Schedule};
use guichet_simulation::shrink::shrink;
use guichet_simulation::tally::Tally;
use guichet_simulation::{run, run_told};

/// Schedules in each of the shards; together 20,000.
const SHARD: u64 = 2_500;

/// Plays schedules from a seed on; the first that fails is shortened and told.
fn play(first: u64, schedules: u64) -> Tally {
    let mut tally = Tally::default();
    for seed in first..first + schedules {
        let outcome = run(&Schedule::of(seed));
        tally.add(&outcome.tally);
        let Some(violation) = outcome.violation else { continue };
        let short = shrink(&Schedule::of(seed), violation.invariant, 2_000);
        let told = run_told(&short).told.join("\n");
        panic!("seed {seed}, shortened to {} moves:\n{told}\n{violation:?}", short.moves.len());
    }
    tally
}

macro_rules! shards {
    ($($name:ident $at:literal,)+) => {$(
        #[test]
        fn $name() {
            play(1 + $at * SHARD, SHARD);
        }
    )+};
}

shards! {
    shard_1 0, shard_2 1, shard_3 2, shard_4 3, shard_5 4, shard_6 5, shard_7 6, shard_8 7,
}

/// What the first schedules did, added up.
fn some() -> &'static Tally {
    static SOME: OnceLock<Tally> = OnceLock::new();
    SOME.get_or_init(|| {
        let mut all = play(1, 2_000);
        // A command on what was paid out already is rare: 7 of the first 20,000 schedules have one.
        all.add(&play(3_927, 1));
        all
    })
}

#[test]
fn everything_happens() {
    let tally = some();
    let missing: Vec<_> = MoveKind::ALL
        .iter()
        .filter(|kind| tally.of(if kind.is_fault() { "faults" } else { "moves" }, kind.text()) == 0)
        .collect();
    assert!(missing.is_empty(), "moves that were never made: {missing:?}");
    let expected: [(&str, &[&str]); 8] = [
        (
            "decided",
            &[
                "place_order",
                "release_shipment",
                "deliver_shipment",
                "ask_authorisation",
                "cancel_order",
                "refuse_delivery",
                "receive_refused",
                "request_return",
                "receive_return",
                "report_damage",
                "add_evidence",
                "move_claim",
                "ship_replacement",
                "deliver_replacement",
                "refund_claim",
                "subscribe",
                "cancel_service",
                "reactivate_service",
                "change_payment_method",
                "discontinue_service",
                "withdraw_service",
                "assess_non_payment",
                "take_measure",
                "lift_measure",
                "new_stray",
                "match_stray",
                "settle_stray",
                "resolve",
            ],
        ),
        ("verdicts", &["applied", "applied differently", "same intent", "rejected"]),
        (
            "conflicts",
            &[
                "competing",
                "quantity exceeded",
                "stale facts",
                "customer gone",
                "authority revoked",
                "role forbids",
                "limit exceeded",
                "newer terms",
                "already paid out",
                "behind",
                "unknown",
                "refused",
            ],
        ),
        // A device that a restored centre does not know is told so by its pull, which nearly always comes first.
        ("stops", &["quarantined", "revoked", "gap"]),
        ("pulls refused", &["gone", "upgrade", "revoked", "quarantined"]),
        ("happenings", &["snapshot", "snapshot of a part"]),
        ("resolutions", &["let go", "asked again"]),
        ("withdrawals", &["taken back", "sealed", "not the last"]),
    ];
    for (group, names) in expected {
        for name in names {
            assert!(tally.of(group, name) > 0, "{group}: {name} never happened");
        }
    }
}

#[test]
fn the_same_seed_tells_the_same_history() {
    for seed in 1..200 {
        let schedule = Schedule::of(seed);
        assert_eq!(schedule, Schedule::of(seed));
        let (first, again) = (run(&schedule), run_told(&schedule));
        assert_eq!(first.hash, again.hash, "seed {seed}");
        assert_eq!(first.tally, again.tally, "seed {seed}");
        assert_ne!(first.hash, run(&Schedule::of(seed + 1)).hash, "another seed, another history");
    }
}
