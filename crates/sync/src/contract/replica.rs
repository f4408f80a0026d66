//! What a desk's store must do.

use std::future::Future;

use uuid::Uuid;

use super::samples;
use crate::action::Resolution;
use crate::body::{Body, Key};
use crate::chain::Digest;
use crate::replica::{Attention, Cause, EntryState, Replica, ReplicaState, ReplicaTx, Row, Seat, Standing};

/// Puts a desk's store through every law; `make` opens an empty one each time.
pub async fn replica<R, F, M>(make: M)
where
    R: Replica,
    F: Future<Output = R>,
    M: Fn() -> F,
{
    the_state_is_kept(&make().await).await;
    rows_are_kept_whole(&make().await).await;
    a_dropped_transaction_leaves_nothing(&make().await).await;
    layers_are_known(&make().await).await;
    the_queue_keeps_its_order(&make().await).await;
    a_command_is_queued_once(&make().await).await;
    attention_is_open_until_it_is_settled(&make().await).await;
    events_are_kept_once(&make().await).await;
    numbers_are_given_once(&make().await).await;
    terms_are_read_from_their_rows(&make().await).await;
}

macro_rules! write {
    ($store:expr, $tx:ident => $work:expr) => {{
        let mut $tx = $store.begin().await.expect("begins");
        let result = $work;
        $tx.commit().await.expect("commits");
        result
    }};
}

async fn the_state_is_kept<R: Replica>(store: &R) {
    let empty = write!(store, tx => tx.state().await.expect("a state"));
    assert_eq!(empty, ReplicaState::default(), "a new replica was never enrolled");
    let state = ReplicaState {
        seat: Some(Seat { merchant: "one".into(), device: samples::DEVICE, epoch: 2, series: "K7".into() }),
        standing: Standing::Active,
        server_epoch: Some(Uuid::from_u128(9)),
        cursor: u64::from(u32::MAX) + 7,
        checksum: u64::MAX - 3,
        partial: true,
        last_seq: 12,
        last_link: Digest([9; 32]),
        missing_from: Some(4),
        clock_offset: -86_400_000,
    };
    write!(store, tx => tx.put_state(&state).await.expect("writes"));
    assert_eq!(write!(store, tx => tx.state().await.expect("a state")), state);
}

async fn rows_are_kept_whole<R: Replica>(store: &R) {
    // An order may come before its customer.
    let all = [
        (samples::order_key(), samples::order(2)),
        (samples::customer_key(), samples::customer()),
        (samples::account_key(), samples::account()),
        (samples::case_key(), samples::case()),
        (samples::stray_key(), samples::stray()),
    ];
    for (at, (key, body)) in all.iter().enumerate() {
        let row = Row { version: 7, digest: u64::MAX - u64::try_from(at).expect("small"), body: Some(body.clone()) };
        let seen = write!(store, tx => {
            tx.put_row(key, &row).await.expect("writes");
            tx.row(key).await.expect("reads")
        });
        assert_eq!(seen, Some(row.clone()), "{key}: a transaction sees its own writes");
        assert_eq!(write!(store, tx => tx.row(key).await.expect("reads")), Some(row), "{key}");
    }
    let (key, other) = (samples::order_key(), samples::order(3));
    let row = Row { version: 8, digest: 1, body: Some(other) };
    write!(store, tx => tx.put_row(&key, &row).await.expect("writes over"));
    assert_eq!(write!(store, tx => tx.row(&key).await.expect("reads")), Some(row));
    for key in [samples::customer_key(), samples::order_key(), samples::account_key(), samples::case_key()] {
        let gone = Row { version: 9, digest: 0, body: None };
        write!(store, tx => tx.put_row(&key, &gone).await.expect("writes a tombstone"));
        assert_eq!(write!(store, tx => tx.row(&key).await.expect("reads")), Some(gone), "{key} is known to be gone");
    }
    let back = Row { version: 10, digest: 4, body: Some(samples::customer()) };
    write!(store, tx => tx.put_row(&samples::customer_key(), &back).await.expect("writes"));
    assert_eq!(write!(store, tx => tx.row(&samples::customer_key()).await.expect("reads")), Some(back));
    write!(store, tx => tx.forget_rows().await.expect("forgets"));
    for (key, _) in &all {
        assert_eq!(write!(store, tx => tx.row(key).await.expect("reads")), None, "{key} is forgotten");
    }
    assert_eq!(write!(store, tx => tx.row(&Key::Order("none".into())).await.expect("reads")), None);
}

async fn a_dropped_transaction_leaves_nothing<R: Replica>(store: &R) {
    let key = samples::order_key();
    {
        let mut tx = store.begin().await.expect("begins");
        let row = Row { version: 1, digest: 1, body: Some(samples::order(1)) };
        tx.put_row(&key, &row).await.expect("writes");
        tx.put_under(&key, Some(&None)).await.expect("writes");
        tx.put_state(&ReplicaState { cursor: 5, ..ReplicaState::default() }).await.expect("writes");
        tx.add_entry(&samples::entry(1, key.clone())).await.expect("queues");
        tx.put_event(&samples::event(1, 0, 1, 1)).await.expect("keeps");
        assert_eq!(tx.next_number("s").await.expect("gives"), 1);
        assert!(tx.claim_rma("R-1", "W-1", Uuid::from_u128(1)).await.expect("claims"));
    }
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.row(&key).await.expect("reads"), None);
    assert_eq!(tx.under(&key).await.expect("reads"), None);
    assert_eq!(tx.state().await.expect("reads"), ReplicaState::default());
    assert!(tx.waiting(None).await.expect("reads").is_empty());
    assert!(tx.events_since(&key, 0).await.expect("reads").is_empty());
    assert_eq!(tx.next_number("s").await.expect("gives"), 1, "the number is given again");
    assert!(tx.claim_rma("R-1", "W-1", Uuid::from_u128(2)).await.expect("claims"));
}

async fn layers_are_known<R: Replica>(store: &R) {
    let (order, account) = (samples::order_key(), samples::account_key());
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.under(&order).await.expect("reads"), None, "nothing is laid on it");
    tx.put_under(&order, Some(&Some(samples::order(2)))).await.expect("writes");
    tx.put_under(&account, Some(&None)).await.expect("writes");
    tx.commit().await.expect("commits");
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.under(&order).await.expect("reads"), Some(Some(samples::order(2))));
    assert_eq!(tx.under(&account).await.expect("reads"), Some(None), "there is no body under it");
    let mut overlaid = tx.overlaid().await.expect("reads");
    overlaid.sort();
    assert_eq!(overlaid, [order.clone(), account.clone()]);
    tx.put_under(&order, Some(&Some(samples::order(3)))).await.expect("writes over");
    assert_eq!(tx.under(&order).await.expect("reads"), Some(Some(samples::order(3))));
    tx.put_under(&order, None).await.expect("clears");
    tx.put_under(&order, None).await.expect("clears what is clear");
    assert_eq!(tx.overlaid().await.expect("reads"), [account]);
}

async fn the_queue_keeps_its_order<R: Replica>(store: &R) {
    let other = Key::Order("W-2".into());
    let keys = [samples::order_key(), other.clone(), samples::order_key(), samples::account_key()];
    let mut entries = Vec::new();
    for (id, key) in (1..).zip(keys) {
        let mut entry = samples::entry(id, key);
        entry.place = write!(store, tx => tx.add_entry(&entry).await.expect("queues"));
        entries.push(entry);
    }
    let places: Vec<u64> = entries.iter().map(|entry| entry.place).collect();
    assert!(places.is_sorted_by(|a, b| a < b), "{places:?}");
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.waiting(None).await.expect("reads"), entries);
    let [first, second, third, fourth] = entries.as_slice() else { panic!("four") };
    assert_eq!(tx.waiting(Some(&samples::order_key())).await.expect("reads"), [first.clone(), third.clone()]);
    // The first is sealed and settled, the second withdrawn, the fourth answered.
    let mut first = first.clone();
    first.sealed = Some(samples::sealed(u64::from(u32::MAX) + 1));
    first.state = EntryState::Settled { verdict: Box::new(samples::applied()), version: 12 };
    let second = crate::replica::Entry { state: EntryState::Withdrawn, ..second.clone() };
    let fourth = crate::replica::Entry { sealed: Some(samples::sealed(2)), answered: Some(13), ..fourth.clone() };
    for entry in [&first, &second, &fourth] {
        tx.put_entry(entry).await.expect("writes");
    }
    tx.commit().await.expect("commits");
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.waiting(None).await.expect("reads"), [third.clone(), fourth.clone()]);
    assert_eq!(tx.entry(first.intent.id).await.expect("reads"), Some(first.clone()));
    assert_eq!(tx.entry(second.intent.id).await.expect("reads"), Some(second));
    assert_eq!(tx.entry(Uuid::from_u128(99)).await.expect("reads"), None);
    assert_eq!(tx.settled_after(11).await.expect("reads"), [first]);
    assert!(tx.settled_after(12).await.expect("reads").is_empty());
}

async fn a_command_is_queued_once<R: Replica>(store: &R) {
    let entry = samples::entry(1, samples::order_key());
    write!(store, tx => tx.add_entry(&entry).await.expect("queues"));
    let mut tx = store.begin().await.expect("begins");
    assert!(tx.add_entry(&entry).await.is_err(), "its id is there already");
}

async fn attention_is_open_until_it_is_settled<R: Replica>(store: &R) {
    let item = |id: u128, seconds| Attention {
        command: Uuid::from_u128(id),
        key: samples::order_key(),
        cause: Cause::Differently { differences: Vec::new() },
        since: samples::at(seconds),
        resolved: None,
    };
    let (late, early) = (item(1, 20), item(2, 10));
    let mut tx = store.begin().await.expect("begins");
    tx.put_attention(&late).await.expect("writes");
    tx.put_attention(&early).await.expect("writes");
    tx.commit().await.expect("commits");
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.open_attention().await.expect("reads"), [early.clone(), late.clone()], "oldest first");
    let settled = Attention { resolved: Some(Resolution::LetGo), ..early };
    tx.put_attention(&settled).await.expect("writes over");
    assert_eq!(tx.open_attention().await.expect("reads"), std::slice::from_ref(&late));
    assert_eq!(tx.attention(settled.command).await.expect("reads"), Some(settled));
    tx.remove_attention(late.command).await.expect("removes");
    assert_eq!(tx.attention(late.command).await.expect("reads"), None);
}

async fn events_are_kept_once<R: Replica>(store: &R) {
    let key = samples::order_key();
    let events = [samples::event(4, 0, 2, 1), samples::event(4, 1, 3, 2), samples::event(9, 0, 4, 3)];
    let mut tx = store.begin().await.expect("begins");
    for event in events.iter().rev() {
        tx.put_event(event).await.expect("keeps");
    }
    let mut other = events.first().expect("three").clone();
    other.agent = Some("somebody else".into());
    tx.put_event(&other).await.expect("leaves what is there");
    tx.commit().await.expect("commits");
    let mut tx = store.begin().await.expect("begins");
    assert_eq!(tx.events_since(&key, 0).await.expect("reads"), events);
    assert_eq!(tx.events_since(&key, 3).await.expect("reads"), events.get(2..).expect("three"));
    assert!(tx.events_since(&samples::customer_key(), 0).await.expect("reads").is_empty());
    tx.forget_events_above(4).await.expect("forgets");
    assert_eq!(tx.events_since(&key, 0).await.expect("reads"), events.get(..2).expect("three"));
}

async fn numbers_are_given_once<R: Replica>(store: &R) {
    for expected in 1..=3 {
        assert_eq!(write!(store, tx => tx.next_number("rma/K1").await.expect("gives")), expected);
    }
    assert_eq!(write!(store, tx => tx.next_number("rma/K2").await.expect("gives")), 1);
    assert!(write!(store, tx => tx.claim_rma("R-1", "W-1", Uuid::from_u128(1)).await.expect("claims")));
    assert!(!write!(store, tx => tx.claim_rma("R-1", "W-2", Uuid::from_u128(2)).await.expect("claims")));
}

async fn terms_are_read_from_their_rows<R: Replica>(store: &R) {
    let (key, body) = samples::terms();
    let Body::Terms(pack) = &body else { panic!("terms") };
    write!(store, tx => tx.put_row(&key, &Row { version: 1, digest: 1, body: Some(body.clone()) }).await.expect("writes"));
    let packs = write!(store, tx => tx.packs().await.expect("reads"));
    assert!(packs.iter().any(|known| known == &**pack));
}
