//! Every step may be the last: a transaction that is dropped before its commit leaves nothing, and one whose answer is
//! not heard has happened.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, Utc};
use guichet_simulation::stores::{Base, BaseSight, Disk, DiskSight};
use guichet_sync::authority::{AgentRecord, DeviceRecord, DeviceState, SignIn, receive};
use guichet_sync::chain::link;
use guichet_sync::replica::{Attention, Cause, Replica, ReplicaState, ReplicaTx};
use guichet_sync::wire::{PROTOCOL, Push, Sealed};
use guichet_sync::{DeviceKey, Digest, Ed25519, Key, Role, Signer};
use serde_json::json;
use uuid::Uuid;

use crate::base::RealBase;
use crate::disk::RealDisk;
use crate::ground::{enter, give_way};

/// Polls so many times; the future is dropped then, if it has not ended. Returns what came of it.
fn polled<F: Future>(work: F, times: usize, dies: impl FnOnce()) -> Option<F::Output> {
    let mut work = pin!(work);
    for _ in 0..times {
        if let Poll::Ready(done) = poll(work.as_mut()) {
            return Some(done);
        }
    }
    dies();
    None
}

fn poll<F: Future>(work: Pin<&mut F>) -> Poll<F::Output> {
    work.poll(&mut Context::from_waker(Waker::noop()))
}

fn now() -> DateTime<Utc> {
    "2026-11-10T08:00:00Z".parse().unwrap()
}

/// One transaction that writes to three tables, and is heard of a step after its commit.
async fn write(disk: &RealDisk) {
    let mut tx = disk.begin().await.unwrap();
    tx.put_state(&ReplicaState { cursor: 7, ..ReplicaState::default() }).await.unwrap();
    let key = Key::Order("W-1".to_owned());
    tx.put_under(&key, Some(&None)).await.unwrap();
    let cause = Cause::Differently { differences: Vec::new() };
    tx.put_attention(&Attention { command: Uuid::from_u128(1), key, cause, since: now(), resolved: None })
        .await
        .unwrap();
    tx.commit().await.unwrap();
    give_way().await;
}

#[test]
fn a_desk_that_dies_at_any_step_has_written_all_or_nothing() {
    let _inside = enter();
    // The program is killed, or only this transaction is given up.
    for killed in [true, false] {
        let (mut nothing, mut all) = (0, 0);
        for times in 0.. {
            let disk = RealDisk::new();
            let heard = polled(write(&disk), times, || {
                if killed {
                    disk.dies()
                }
            })
            .is_some();
            let sight = disk.sight();
            let there = [sight.state().cursor == 7, sight.overlaid().count() == 1, sight.attention().count() == 1];
            match there {
                [false, false, false] => nothing += 1,
                [true, true, true] => all += 1,
                _ => panic!("dropped after {times} steps: {there:?}"),
            }
            if heard {
                break;
            }
        }
        // Before: five things that give way. After: committed and not heard, and heard.
        assert_eq!((nothing, all), (6, 2));
    }
}

const MERCHANT: &str = "lueur";

/// A device of its own with three commands on an order that is not there.
fn device_and_push(base: &RealBase, n: u128) -> Push {
    let (id, secret) = (Uuid::from_u128(n << 64), DeviceKey::from_bytes(&[7; 32]));
    let agent = Uuid::from_u128(1);
    base.put_device(
        MERCHANT,
        DeviceRecord {
            id,
            epoch: 1,
            series: format!("K{n}"),
            public_key: secret.public().to_vec(),
            last_seq: 0,
            last_link: Digest::default(),
            state: DeviceState::Active,
        },
    );
    let mut previous = Digest::default();
    let commands = (1..=3_u64).map(|seq| {
        let payload = json!({
            "form": 1, "id": Uuid::from_u128((n << 64) + u128::from(seq)), "merchant": MERCHANT, "agent": agent,
            "sign_in": agent, "key": {"kind": "order", "id": "W-1"},
            "action": {"on": "order", "command": {"type": "release_shipment"}}, "base": 0, "cursor": 0,
            "claimed_at": "2026-11-10T09:00:00+01:00", "upshot": {"pack": "p", "deadlines": {}},
        })
        .to_string();
        let own = link(&previous, id, 1, seq, &payload);
        let sealed = Sealed { seq, previous, seal: secret.sign(&own), payload };
        previous = own;
        sealed
    });
    Push { protocol: PROTOCOL, device: id, epoch: 1, commands: commands.collect() }
}

#[test]
fn a_centre_that_dies_at_any_step_has_decided_each_command_once() {
    let _inside = enter();
    let base = RealBase::new();
    base.add_merchant(MERCHANT, Uuid::from_u128(9));
    let id = Uuid::from_u128(1);
    let agent = AgentRecord { id, name: "Ana".to_owned(), role: Role::Agent, refund_limit: None, revoked: None };
    base.put_agent(MERCHANT, agent);
    base.put_sign_in(MERCHANT, SignIn { id, agent: id });
    // How many commands were decided when the centre died: none, some, all though nobody heard it.
    let mut decided = [0; 4];
    for times in 0.. {
        let push = device_and_push(&base, u128::try_from(times).unwrap() + 1);
        let before = base.sight(MERCHANT).head().version;
        let heard = polled(receive(&base, MERCHANT, &push, &Ed25519, now(), 1), times, || {}).is_some();
        let done = base.sight(MERCHANT).head().version - before;
        decided[usize::try_from(done).unwrap()] += 1;
        // Whether the answer was heard or lost on its way: the desk asks again.
        let again = polled(receive(&base, MERCHANT, &push, &Ed25519, now(), 1), usize::MAX, || {}).unwrap().unwrap();
        let duplicates = again.answers.iter().filter(|answer| answer.duplicate).count();
        assert_eq!(u64::try_from(duplicates), Ok(done), "dropped after {times} steps");
        let versions: Vec<u64> = again.answers.iter().map(|answer| answer.version).collect();
        assert_eq!(versions, [before + 1, before + 2, before + 3], "dropped after {times} steps");
        let sight = base.sight(MERCHANT);
        assert_eq!(sight.head().version, before + 3);
        assert_eq!(sight.slots().filter(|((device, ..), _)| *device == push.device).count(), 3);
        if heard {
            break;
        }
    }
    assert!(decided[..3].iter().all(|times| *times > 3), "{decided:?}");
    assert_eq!(decided[3], 1, "{decided:?}");
}
