//! Beginning, beginning again, and becoming another device: the queue stays through all of it.

use chrono::{DateTime, Utc};

use super::laying::lay;
use super::pulling::{apply, hear};
use super::store::{Entry, EntryState, ReplicaState, ReplicaTx, Row, Seat, Standing};
use crate::body::{Key, digest};
use crate::chain::Digest;
use crate::planted::{Bug, planted};
use crate::wire::{Change, Snapshot};

/// Takes the seat that an enrolment gave. What is still waiting loses its place in the old chain and will be sealed
/// into the new one, under the same ids: what the centre has taken already is not taken twice.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn reseat<T: ReplicaTx>(tx: &mut T, seat: Seat) -> Result<(), T::Error> {
    let state = tx.state().await?;
    for entry in tx.waiting(None).await? {
        tx.put_entry(&Entry { sealed: None, answered: None, ..entry }).await?;
    }
    // A replica that has followed the centre keeps its place in the feed; one that has not begins with a snapshot.
    let standing = match state.server_epoch {
        Some(_) if state.standing != Standing::MustBootstrap => Standing::Active,
        _ => Standing::MustBootstrap,
    };
    let (last_seq, last_link, missing_from) = (0, Digest::default(), None);
    tx.put_state(&ReplicaState { seat: Some(seat), standing, last_seq, last_link, missing_from, ..state }).await
}

/// Takes a snapshot in place of everything but the queue.
///
/// Where the centre was put back from a copy, it has lost the last of this device's commands: those become waiting
/// again, in their old places of the chain. Where the two do not fit together the device must enrol anew.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn adopt<T: ReplicaTx>(tx: &mut T, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Standing, T::Error> {
    let state = tx.state().await?;
    if !asks_for(&state, snapshot) {
        return Ok(state.standing);
    }
    for key in tx.overlaid().await? {
        tx.put_under(&key, None).await?;
    }
    tx.forget_rows().await?;
    let mut sum = 0_u64;
    for change in &snapshot.bodies {
        sum = sum.wrapping_add(put(tx, change).await?);
    }
    conclude(tx, snapshot, sum, now).await
}

/// Asked for by another seat, or answered late: what it shows is behind what is here.
fn asks_for(state: &ReplicaState, snapshot: &Snapshot) -> bool {
    state.standing == Standing::MustBootstrap && state.seat.as_ref().is_some_and(|seat| seat.device == snapshot.device)
}

/// The end of a snapshot whose bodies a store took by itself, many at a time, into rows with nothing laid on them: what
/// the queue hears of it, and the cursor. `sum` is that of the rows; the caller has compared it with the snapshot's.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn conclude<T: ReplicaTx>(
    tx: &mut T,
    snapshot: &Snapshot,
    sum: u64,
    now: DateTime<Utc>,
) -> Result<Standing, T::Error> {
    let mut state = tx.state().await?;
    if !asks_for(&state, snapshot) {
        return Ok(state.standing);
    }
    let lost_after = match state.server_epoch.and_then(|known| snapshot.lost_after(known)) {
        // The same life, and yet behind what this replica has seen: a copy was put back and nobody said so.
        None if snapshot.version < state.cursor => Some(snapshot.version),
        other => other,
    };
    if let Some(lost_after) = lost_after {
        tx.forget_events_above(lost_after).await?;
        recall(tx, &state, lost_after).await?;
    }
    hear(tx, &snapshot.settled).await?;
    ask_again(tx).await?;
    let fits = fits(tx, &state, snapshot).await?;
    state.standing = if fits { Standing::Active } else { Standing::MustEnrol };
    state.server_epoch = Some(snapshot.server_epoch());
    state.cursor = snapshot.version;
    state.checksum = sum;
    state.partial = snapshot.partial;
    state.clock_offset = snapshot.server_time.signed_duration_since(now).num_milliseconds();
    tx.put_state(&state).await?;
    lay_all(tx).await?;
    tx.forget_people().await?;
    Ok(state.standing)
}

/// Runs everything that is pending again.
pub(super) async fn lay_all<T: ReplicaTx>(tx: &mut T) -> Result<(), T::Error> {
    let keys: std::collections::BTreeSet<Key> =
        tx.waiting(None).await?.into_iter().map(|entry| entry.intent.key).collect();
    for key in keys {
        lay(tx, &key).await?;
    }
    Ok(())
}

async fn put<T: ReplicaTx>(tx: &mut T, change: &Change) -> Result<u64, T::Error> {
    let text = change.body.as_ref().and_then(|body| body.to_json().ok());
    let digest = text.map_or(0, |text| digest(&change.key, change.version, &text));
    tx.put_row(&change.key, &Row { version: change.version, digest, body: change.body.clone() }).await?;
    Ok(digest)
}

/// Makes what the centre has lost wait again: in its old place of the chain, or to be sealed anew where that was
/// another seat's. What has come in since, from a message that was under way, is settled by the snapshot as it was
/// decided in this life.
pub(super) async fn recall<T: ReplicaTx>(tx: &mut T, state: &ReplicaState, lost_after: u64) -> Result<(), T::Error> {
    let Some(seat) = &state.seat else { return Ok(()) };
    let lost = tx.settled_after(lost_after).await?;
    for mut entry in lost.into_iter().filter(|_| !planted(Bug::RestoreNotRecalled)) {
        if entry.sealed.as_ref().is_some_and(|at| at.device != seat.device || at.epoch != seat.epoch) {
            entry.sealed = None;
        }
        tx.remove_attention(entry.intent.id).await?;
        tx.put_entry(&Entry { state: EntryState::Waiting, answered: None, ..entry }).await?;
    }
    Ok(())
}

/// What was answered and not settled is asked again: the page that would have shown it has gone by, where it came
/// through another seat of this desk, or is lost.
async fn ask_again<T: ReplicaTx>(tx: &mut T) -> Result<(), T::Error> {
    for entry in tx.waiting(None).await? {
        if entry.answered.is_some() {
            tx.put_entry(&Entry { answered: None, ..entry }).await?;
        }
    }
    Ok(())
}

/// Whether this device's chain and the centre's are one: what the centre has last is what the device gave there.
async fn fits<T: ReplicaTx>(tx: &mut T, state: &ReplicaState, snapshot: &Snapshot) -> Result<bool, T::Error> {
    if planted(Bug::ForkNotNoticed) {
        return Ok(true);
    }
    if snapshot.last_seq >= state.last_seq {
        return Ok(snapshot.last_seq == state.last_seq && snapshot.last_link == state.last_link);
    }
    let Some(seat) = &state.seat else { return Ok(false) };
    let next = snapshot.last_seq + 1;
    let own = |entry: &Entry| {
        let sealed = entry.sealed.as_ref()?;
        (sealed.device == seat.device && sealed.epoch == seat.epoch && sealed.seq == next).then_some(sealed.previous)
    };
    let waiting = tx.waiting(None).await?;
    Ok(waiting.iter().find_map(own) == Some(snapshot.last_link))
}

/// Takes aggregates that were looked up at the centre, for a replica that holds a part only. One with something
/// pending is left to the next page, which brings the verdicts with it.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn learn<T: ReplicaTx>(tx: &mut T, found: &[Change]) -> Result<(), T::Error> {
    let mut state = tx.state().await?;
    for change in found {
        if tx.under(&change.key).await?.is_none() {
            apply(tx, &mut state, change).await?;
        }
    }
    tx.put_state(&state).await
}
