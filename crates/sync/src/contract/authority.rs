//! What the centre's store must do.

use std::future::Future;
use std::sync::Mutex;

use serde_json::json;
use uuid::Uuid;

use super::{DEVICE, MERCHANTS, both, samples};
use crate::authority::{
    Authority, AuthorityTx, CommandPlace, DeviceState, Effect, EffectKind, FeedEntry, FeedRow, Head, Slot, Stored,
};
use crate::body::Key;
use crate::chain::{Digest, Seal};
use crate::wire::Change;

/// Puts the centre's store through every law. `make` opens one with [`MERCHANTS`], each with [`DEVICE`] enrolled;
/// `pause` gives whatever else runs time to come to where it must wait.
pub async fn authority<A, F, M, P, W>(make: M, pause: P)
where
    A: Authority,
    F: Future<Output = A>,
    M: Fn() -> F,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    bodies_are_kept_whole(&make().await).await;
    the_feed_is_read_in_order(&make().await).await;
    what_is_gone_leaves_the_feed(&make().await).await;
    a_chain_is_kept(&make().await).await;
    a_dropped_transaction_leaves_nothing(&make().await).await;
    numbers_and_effects_are_given_once(&make().await).await;
    merchants_are_apart(&make().await).await;
    the_head_is_written_by_one_at_a_time(&make().await, &pause).await;
    an_aggregate_is_locked_even_before_it_is_there(&make().await, &pause).await;
    a_device_is_served_once_at_a_time(&make().await, &pause).await;
    who_writes_waits_for_who_reads_to_decide(&make().await, &pause).await;
    who_decides_waits_for_who_writes(&make().await, &pause).await;
    a_reader_sees_one_instant(&make().await).await;
}

const ONE: &str = MERCHANTS[0];
const TWO: &str = MERCHANTS[1];

macro_rules! write {
    ($store:expr, $merchant:expr, $tx:ident => $work:expr) => {{
        let mut $tx = $store.begin($merchant).await.expect("begins");
        let result = $work;
        $tx.commit().await.expect("commits");
        result
    }};
}

async fn bodies_are_kept_whole<A: Authority>(store: &A) {
    let (terms_key, terms) = samples::terms();
    let all = [
        (terms_key.clone(), terms),
        (samples::customer_key(), samples::customer()),
        (samples::order_key(), samples::order(2)),
        (samples::account_key(), samples::account()),
        (samples::case_key(), samples::case()),
        (samples::stray_key(), samples::stray()),
    ];
    for (key, body) in &all {
        let stored = Stored { version: 3, digest: u64::MAX, body: Some(body.clone()) };
        write!(store, ONE, tx => tx.put_stored(key, &stored).await.expect("writes"));
        assert_eq!(
            write!(store, ONE, tx => tx.stored(key, false).await.expect("reads")),
            Some(stored.clone()),
            "{key}"
        );
        assert_eq!(write!(store, ONE, tx => tx.stored(key, true).await.expect("reads")), Some(stored), "{key}, locked");
    }
    let listed = write!(store, ONE, tx => tx.all().await.expect("reads"));
    let keys: Vec<&Key> = listed.iter().map(|(key, _)| key).collect();
    assert_eq!(keys, all.iter().map(|(key, _)| key).collect::<Vec<_>>(), "terms first, each once");
    assert_eq!(write!(store, ONE, tx => tx.packs().await.expect("reads")).len(), 1);
    let gone = Stored { version: 4, digest: 0, body: None };
    write!(store, ONE, tx => tx.put_stored(&samples::customer_key(), &gone).await.expect("writes"));
    let seen = write!(store, ONE, tx => tx.stored(&samples::customer_key(), true).await.expect("reads"));
    assert_eq!(seen, Some(gone.clone()), "it is known to be gone");
    assert_eq!(write!(store, ONE, tx => tx.all().await.expect("reads")).len(), 5);
    let orders = [samples::order_key()];
    assert_eq!(write!(store, ONE, tx => tx.orders_of("c1").await.expect("reads")), orders);
    assert_eq!(write!(store, ONE, tx => tx.orders_of("c2").await.expect("reads")), []);
    let kept = [samples::case_key(), samples::stray_key()];
    assert_eq!(write!(store, ONE, tx => tx.kept_of("c1").await.expect("reads")), kept);
    assert_eq!(write!(store, ONE, tx => tx.kept_of("c2").await.expect("reads")), []);
    write!(store, ONE, tx => tx.put_stored(&samples::case_key(), &gone).await.expect("writes"));
    assert_eq!(write!(store, ONE, tx => tx.kept_of("c1").await.expect("reads")), [samples::stray_key()]);
    write!(store, ONE, tx => tx.put_stored(&samples::stray_key(), &gone).await.expect("writes"));
    assert_eq!(write!(store, ONE, tx => tx.kept_of("c1").await.expect("reads")), [], "they are gone");
}

fn change_row(version: u64, ordinal: u32) -> FeedRow {
    let change = Change { key: samples::order_key(), version, body: Some(samples::order(1)) };
    FeedRow {
        version,
        ordinal,
        at: samples::at(i64::try_from(version).expect("small")),
        entry: FeedEntry::Change(change),
    }
}

fn event_row(version: u64, ordinal: u32, body_version: u64, seq: u64) -> FeedRow {
    let event = samples::event(version, ordinal, body_version, seq);
    FeedRow { version, ordinal, at: event.at, entry: FeedEntry::Event(Box::new(event)) }
}

async fn move_head<T: AuthorityTx>(tx: &mut T, version: u64) {
    let head = tx.head(true).await.expect("a head");
    tx.put_head(&Head { version, ..head }).await.expect("moves");
}

async fn the_feed_is_read_in_order<A: Authority>(store: &A) {
    let head = write!(store, ONE, tx => tx.head(false).await.expect("a head"));
    assert_eq!((head.version, head.horizon, head.checksum), (0, 0, 0));
    assert_eq!(head.lives.len(), 1, "one life of the database");
    let gone = Change { key: samples::customer_key(), version: 2, body: None };
    let gone = FeedRow { version: 3, ordinal: 0, at: samples::at(3), entry: FeedEntry::Change(gone) };
    let rows = [change_row(1, 0), event_row(1, 1, 1, 1), change_row(2, 0), event_row(2, 1, 2, 2), gone];
    for version in 1..=3 {
        let of = |row: &&FeedRow| row.version == version;
        let these: Vec<FeedRow> = rows.iter().filter(of).cloned().collect();
        write!(store, ONE, tx => {
            tx.add_feed(&these).await.expect("adds");
            move_head(&mut tx, version).await;
        });
    }
    let mut tx = store.read(ONE).await.expect("begins");
    assert_eq!(tx.feed(0, 3).await.expect("reads"), rows);
    assert_eq!(tx.feed(1, 2).await.expect("reads"), rows.get(2..4).expect("five"));
    assert!(tx.feed(3, 3).await.expect("reads").is_empty());
    assert_eq!(tx.time_of(2).await.expect("reads"), Some(samples::at(2)));
    assert_eq!(tx.time_of(9).await.expect("reads"), None);
    let bodies = |events: Vec<crate::Event>| events.iter().map(|event| event.body_version).collect::<Vec<_>>();
    assert_eq!(bodies(tx.events_since(&samples::order_key(), 0).await.expect("reads")), [1, 2]);
    assert_eq!(bodies(tx.events_since(&samples::order_key(), 1).await.expect("reads")), [2]);
    assert_eq!(bodies(tx.events_of(DEVICE, 1, 1).await.expect("reads")), [2]);
    assert!(tx.events_of(DEVICE, 2, 0).await.expect("reads").is_empty());
    assert_eq!(tx.head(false).await.expect("a head").version, 3);
}

async fn what_is_gone_leaves_the_feed<A: Authority>(store: &A) {
    let row = |version, body| {
        let change = Change { key: samples::customer_key(), version, body };
        FeedRow { version, ordinal: 0, at: samples::at(1), entry: FeedEntry::Change(change) }
    };
    for merchant in MERCHANTS {
        write!(store, merchant, tx => {
            tx.add_feed(&[row(1, Some(samples::customer())), change_row(1, 1)]).await.expect("adds");
            move_head(&mut tx, 1).await;
        });
    }
    write!(store, ONE, tx => {
        tx.add_feed(&[row(2, None)]).await.expect("adds");
        move_head(&mut tx, 2).await;
    });
    let mut tx = store.read(ONE).await.expect("begins");
    let left = [row(1, None), change_row(1, 1), row(2, None)];
    assert_eq!(tx.feed(0, 2).await.expect("reads"), left, "who pulls from before sees that it is gone");
    let mut tx = store.read(TWO).await.expect("begins");
    let others = [row(1, Some(samples::customer())), change_row(1, 1)];
    assert_eq!(tx.feed(0, 1).await.expect("reads"), others, "and nobody else's is");
}

async fn a_chain_is_kept<A: Authority>(store: &A) {
    let mut device = write!(store, ONE, tx => tx.device(DEVICE, true).await.expect("reads")).expect("it is enrolled");
    assert_eq!((device.epoch, device.last_seq, device.state), (1, 0, DeviceState::Active));
    device.last_seq = u64::from(u32::MAX) + 5;
    device.last_link = Digest([8; 32]);
    device.state = DeviceState::Quarantined;
    write!(store, ONE, tx => tx.put_device(&device).await.expect("writes"));
    assert_eq!(write!(store, ONE, tx => tx.device(DEVICE, false).await.expect("reads")), Some(device));
    assert_eq!(write!(store, ONE, tx => tx.device(Uuid::from_u128(5), true).await.expect("reads")), None);
    let slot = Slot {
        seq: 7,
        link: Digest([1; 32]),
        payload: "{\"é\":1}".to_owned(),
        seal: Seal(vec![2; 64]),
        id: Uuid::from_u128(7),
        verdict: samples::applied(),
        version: 11,
        received_at: samples::at(7),
    };
    let place = CommandPlace { intent: Digest([3; 32]), device: DEVICE, epoch: 1, seq: 7 };
    write!(store, ONE, tx => {
        tx.put_command(slot.id, &place).await.expect("notes");
        tx.put_slot(DEVICE, 1, &slot).await.expect("fills");
    });
    let mut tx = store.begin(ONE).await.expect("begins");
    assert_eq!(tx.slot(DEVICE, 1, 7).await.expect("reads"), Some(slot.clone()));
    assert_eq!(tx.slot(DEVICE, 2, 7).await.expect("reads"), None);
    assert_eq!(tx.command(slot.id).await.expect("reads"), Some(place));
    assert!(tx.put_command(slot.id, &place).await.is_err(), "a command is seen first once");
    drop(tx);
    let (key, by) = (samples::order_key(), Uuid::from_u128(70));
    write!(store, ONE, tx => tx.put_blocked(DEVICE, &key, Some(by)).await.expect("blocks"));
    assert_eq!(write!(store, ONE, tx => tx.blocked(DEVICE, &key).await.expect("reads")), Some(by));
    assert_eq!(write!(store, ONE, tx => tx.blocked(DEVICE, &samples::account_key()).await.expect("reads")), None);
    write!(store, ONE, tx => tx.put_blocked(DEVICE, &key, None).await.expect("lets go"));
    assert_eq!(write!(store, ONE, tx => tx.blocked(DEVICE, &key).await.expect("reads")), None);
    let kept = samples::sealed(9).sent();
    for _ in 0..2 {
        let commands = std::slice::from_ref(&kept);
        write!(store, ONE, tx => tx.quarantine(DEVICE, samples::at(1), commands).await.expect("keeps, once"));
    }
}

async fn a_dropped_transaction_leaves_nothing<A: Authority>(store: &A) {
    {
        let mut tx = store.begin(ONE).await.expect("begins");
        let stored = Stored { version: 1, digest: 1, body: Some(samples::order(1)) };
        tx.put_stored(&samples::order_key(), &stored).await.expect("writes");
        assert_eq!(tx.next_number("credit_note/2026").await.expect("gives"), 1);
        assert!(tx.claim_rma("R-1", "W-1", Uuid::from_u128(1)).await.expect("claims"));
        tx.add_feed(&[change_row(1, 0)]).await.expect("adds");
        move_head(&mut tx, 1).await;
    }
    let mut tx = store.begin(ONE).await.expect("begins");
    assert_eq!(tx.stored(&samples::order_key(), true).await.expect("reads"), None);
    assert_eq!(tx.next_number("credit_note/2026").await.expect("gives"), 1, "without a gap");
    assert!(tx.claim_rma("R-1", "W-1", Uuid::from_u128(1)).await.expect("claims"));
    assert_eq!(tx.head(true).await.expect("a head").version, 0);
    assert!(tx.feed(0, 9).await.expect("reads").is_empty());
}

fn effect(business_key: &str) -> Effect {
    let (id, payload) = (Uuid::from_u128(4), json!({"amount": "1.00"}));
    Effect { id, kind: EffectKind::Payout, business_key: business_key.to_owned(), payload }
}

async fn numbers_and_effects_are_given_once<A: Authority>(store: &A) {
    for expected in 1..=3 {
        assert_eq!(write!(store, ONE, tx => tx.next_number("credit_note/2026").await.expect("gives")), expected);
    }
    assert!(write!(store, ONE, tx => tx.claim_rma("R-1", "W-1", Uuid::from_u128(1)).await.expect("claims")));
    assert!(!write!(store, ONE, tx => tx.claim_rma("R-1", "W-2", Uuid::from_u128(2)).await.expect("claims")));
    let effect = effect("refund/W-1/0/0");
    assert!(write!(store, ONE, tx => tx.add_effect(&effect, samples::at(0)).await.expect("adds")));
    assert!(!write!(store, ONE, tx => tx.add_effect(&effect, samples::at(1)).await.expect("knows it")));
}

async fn merchants_are_apart<A: Authority>(store: &A) {
    let stored = Stored { version: 1, digest: 1, body: Some(samples::order(1)) };
    let place = CommandPlace { intent: Digest([3; 32]), device: DEVICE, epoch: 1, seq: 1 };
    let command = Uuid::from_u128(1);
    let key = samples::order_key();
    write!(store, ONE, tx => {
        tx.put_stored(&key, &stored).await.expect("writes");
        tx.put_command(command, &place).await.expect("notes");
        tx.put_blocked(DEVICE, &key, Some(command)).await.expect("blocks");
        assert!(tx.claim_rma("R-1", "W-1", command).await.expect("claims"));
        assert_eq!(tx.next_number("s").await.expect("gives"), 1);
        assert!(tx.add_effect(&effect("refund/W-1/0/0"), samples::at(0)).await.expect("adds"));
        let device = tx.device(DEVICE, true).await.expect("reads").expect("it is enrolled");
        tx.put_device(&crate::authority::DeviceRecord { last_seq: 4, ..device }).await.expect("writes");
        tx.add_feed(&[change_row(1, 0), event_row(1, 1, 1, 1)]).await.expect("adds");
        move_head(&mut tx, 1).await;
    });
    write!(store, TWO, tx => {
        assert_eq!(tx.stored(&key, true).await.expect("reads"), None);
        assert!(tx.all().await.expect("reads").is_empty());
        assert_eq!(tx.command(command).await.expect("reads"), None);
        assert_eq!(tx.blocked(DEVICE, &key).await.expect("reads"), None);
        assert_eq!(tx.device(DEVICE, true).await.expect("reads").expect("its own").last_seq, 0);
        assert!(tx.events_since(&key, 0).await.expect("reads").is_empty());
        assert!(tx.events_of(DEVICE, 1, 0).await.expect("reads").is_empty());
        assert!(tx.feed(0, 9).await.expect("reads").is_empty());
        assert!(tx.claim_rma("R-1", "W-1", command).await.expect("a number of its own"));
        assert_eq!(tx.next_number("s").await.expect("a counter of its own"), 1);
        assert!(tx.add_effect(&effect("refund/W-1/0/0"), samples::at(0)).await.expect("an effect of its own"));
        tx.put_command(command, &place).await.expect("a command of its own");
        assert_eq!(tx.head(true).await.expect("its own").version, 0);
    });
}

/// The second waits at `lock` until the first, which holds it, is done.
async fn waits<A, P, W, L>(store: &A, pause: &P, lock: L)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
    L: AsyncFn(&mut A::Tx),
{
    waits_for(store, pause, &lock, &lock).await;
}

/// The second waits at `want` until the first, which has done `hold`, is done.
async fn waits_for<A, P, W, H, L>(store: &A, pause: &P, hold: H, want: L)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
    H: AsyncFn(&mut A::Tx),
    L: AsyncFn(&mut A::Tx),
{
    let order = Mutex::new(Vec::new());
    let note = |what: &'static str| order.lock().expect("alone").push(what);
    let mut first = store.begin(ONE).await.expect("begins");
    hold(&mut first).await;
    let second = async {
        let mut tx = store.begin(ONE).await.expect("begins");
        want(&mut tx).await;
        note("second has it");
        tx.commit().await.expect("commits");
    };
    let release = async {
        pause().await;
        note("first lets go");
        first.commit().await.expect("commits");
    };
    both(second, release).await;
    assert_eq!(*order.lock().expect("alone"), ["first lets go", "second has it"]);
}

async fn the_head_is_written_by_one_at_a_time<A, P, W>(store: &A, pause: &P)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    waits(store, pause, async |tx: &mut A::Tx| {
        tx.head(true).await.expect("a head");
    })
    .await;
}

async fn an_aggregate_is_locked_even_before_it_is_there<A, P, W>(store: &A, pause: &P)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    waits(store, pause, async |tx: &mut A::Tx| {
        tx.stored(&samples::order_key(), true).await.expect("nothing");
    })
    .await;
}

async fn a_device_is_served_once_at_a_time<A, P, W>(store: &A, pause: &P)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    waits(store, pause, async |tx: &mut A::Tx| {
        tx.device(DEVICE, true).await.expect("the device");
    })
    .await;
}

async fn share<T: AuthorityTx>(tx: &mut T) {
    tx.lock_terms(false).await.expect("shares the terms");
    tx.stored_shared(&samples::customer_key()).await.expect("shares the customer");
}

async fn with_a_customer<A: Authority>(store: &A) {
    let stored = Stored { version: 1, digest: 1, body: Some(samples::customer()) };
    write!(store, ONE, tx => tx.put_stored(&samples::customer_key(), &stored).await.expect("writes"));
}

async fn who_writes_waits_for_who_reads_to_decide<A, P, W>(store: &A, pause: &P)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    with_a_customer(store).await;
    // Two who read to decide share; neither waits.
    let mut first = store.begin(ONE).await.expect("begins");
    share(&mut first).await;
    let mut second = store.begin(ONE).await.expect("begins");
    share(&mut second).await;
    drop((first, second));
    let key = samples::customer_key();
    waits_for(store, pause, share, async |tx: &mut A::Tx| {
        tx.stored(&key, true).await.expect("the customer");
    })
    .await;
    waits_for(store, pause, share, async |tx: &mut A::Tx| tx.lock_terms(true).await.expect("the terms")).await;
}

async fn who_decides_waits_for_who_writes<A, P, W>(store: &A, pause: &P)
where
    A: Authority,
    P: Fn() -> W,
    W: Future<Output = ()>,
{
    with_a_customer(store).await;
    let key = samples::customer_key();
    let gone = Stored { version: 2, digest: 0, body: None };
    let erase = async |tx: &mut A::Tx| {
        tx.stored(&key, true).await.expect("the customer");
        tx.put_stored(&key, &gone).await.expect("writes");
    };
    waits_for(store, pause, erase, async |tx: &mut A::Tx| {
        assert_eq!(tx.stored_shared(&key).await.expect("reads"), Some(gone.clone()), "what was waited for is seen");
    })
    .await;
    waits_for(store, pause, async |tx: &mut A::Tx| tx.lock_terms(true).await.expect("the terms"), share).await;
}

async fn a_reader_sees_one_instant<A: Authority>(store: &A) {
    let mut reader = store.read(ONE).await.expect("begins");
    assert_eq!(reader.head(false).await.expect("a head").version, 0);
    write!(store, ONE, tx => {
        tx.add_feed(&[change_row(1, 0)]).await.expect("adds");
        move_head(&mut tx, 1).await;
    });
    assert_eq!(reader.head(false).await.expect("a head").version, 0, "as when it began");
    assert!(reader.feed(0, 9).await.expect("reads").is_empty());
}
