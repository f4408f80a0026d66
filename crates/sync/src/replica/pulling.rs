//! Taking the centre's pages: one transaction puts the layer of what is pending away, applies what changed, settles
//! what the centre decided, lays the rest on top again and moves the cursor.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::laying::{lay, lift};
use super::settling::settle;
use super::store::{Entry, ReplicaState, ReplicaTx, Row, Standing};
use crate::body::{Key, digest};
use crate::event::Event;
use crate::planted::{Bug, planted};
use crate::wire::{Change, Page, Pulled};

/// What came of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pulling {
    /// It was applied; these aggregates look otherwise now.
    Applied {
        /// What to show anew.
        changed: BTreeSet<Key>,
        /// There is more to pull.
        more: bool,
    },
    /// It answers another question than this replica would ask now: late, repeated, or for another device.
    Ignored,
    /// The replica stands otherwise now; see its state.
    Stopped(Standing),
}

/// Applies a page.
///
/// # Errors
/// The store's; the transaction must then be dropped, and nothing happened.
pub async fn paged<T: ReplicaTx>(tx: &mut T, page: &Page, now: DateTime<Utc>) -> Result<Pulling, T::Error> {
    let mut state = tx.state().await?;
    if state.standing != Standing::Active || state.seat.as_ref().is_none_or(|seat| seat.device != page.device) {
        return Ok(Pulling::Ignored);
    }
    if state.server_epoch.is_some_and(|known| known != page.server_epoch) && !planted(Bug::EpochIgnored) {
        return stop(tx, state, Standing::MustBootstrap).await;
    }
    if (page.from != state.cursor && !planted(Bug::StalePageApplied)) || page.to < page.from {
        return Ok(Pulling::Ignored);
    }
    if page.last_seq > state.last_seq && !planted(Bug::ForkNotNoticed) {
        // The centre has commands of this device that the device never gave: it was cloned, or put back from a copy.
        return stop(tx, state, Standing::MustEnrol).await;
    }
    let affected = affected(tx, &page.changes, &page.events).await?;
    for key in affected.iter().filter(|_| !planted(Bug::OverlayNotUndone)) {
        lift(tx, key).await?;
    }
    let mut changed = affected.clone();
    let most = if planted(Bug::PartialApply) { 1 } else { usize::MAX };
    for change in page.changes.iter().take(most) {
        if apply(tx, &mut state, change).await? {
            changed.insert(change.key.clone());
        }
    }
    hear(tx, &page.events).await?;
    // In the order of keys, in which customers come before what is decided for them.
    for key in affected.iter().filter(|_| !planted(Bug::OverlayNotRelaid)) {
        lay(tx, key).await?;
    }
    if page.changes.iter().any(|change| change.body.is_none()) {
        tx.forget_people().await?;
    }
    state.server_epoch = Some(page.server_epoch);
    state.cursor = page.to;
    state.clock_offset = page.server_time.signed_duration_since(now).num_milliseconds();
    if page.checksum.is_some_and(|sum| !state.partial && sum != state.checksum) {
        // Something here is not what the centre has. Nothing can be trusted but the queue.
        return stop(tx, state, Standing::MustBootstrap).await;
    }
    tx.put_state(&state).await?;
    Ok(Pulling::Applied { changed, more: page.to < page.head })
}

async fn stop<T: ReplicaTx>(tx: &mut T, state: ReplicaState, standing: Standing) -> Result<Pulling, T::Error> {
    tx.put_state(&ReplicaState { standing, ..state }).await?;
    Ok(Pulling::Stopped(standing))
}

/// Notes why a pull brought no page.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn refused_pull<T: ReplicaTx>(tx: &mut T, device: Uuid, pulled: &Pulled) -> Result<(), T::Error> {
    let standing = match pulled {
        Pulled::Page(_) => return Ok(()),
        Pulled::Gone { .. } => Standing::MustBootstrap,
        Pulled::Upgrade => Standing::MustUpgrade,
        Pulled::Revoked => Standing::Revoked,
        Pulled::Quarantined => Standing::MustEnrol,
    };
    let state = tx.state().await?;
    // A desk that waits for its snapshot hears too that it will get none.
    let asks = matches!(state.standing, Standing::Active | Standing::MustBootstrap);
    if asks && state.seat.as_ref().is_some_and(|seat| seat.device == device) {
        tx.put_state(&ReplicaState { standing, ..state }).await?;
    }
    Ok(())
}

/// The keys whose pending commands must be run again: theirs or their customer's body changed, the terms did, or one
/// of their commands was decided.
async fn affected<T: ReplicaTx>(tx: &mut T, changes: &[Change], events: &[Event]) -> Result<BTreeSet<Key>, T::Error> {
    let overlaid = tx.overlaid().await?;
    let changed: BTreeSet<&Key> =
        changes.iter().map(|change| &change.key).chain(events.iter().map(|event| &event.key)).collect();
    let terms = changed.iter().any(|key| matches!(key, Key::Terms(_) | Key::Catalogue(_)));
    let customers = changed.iter().any(|key| matches!(key, Key::Customer(_)));
    let mut affected = BTreeSet::new();
    for key in overlaid {
        let its = terms || changed.contains(&key);
        if its || (customers && of_changed_customer(tx, &key, &changed).await?) {
            affected.insert(key);
        }
    }
    // Commands that have no body under them (it is gone, or only a resolution is pending) are settled all the same.
    affected.extend(events.iter().filter(|event| event.command().is_some()).map(|event| event.key.clone()));
    Ok(affected)
}

async fn of_changed_customer<T: ReplicaTx>(tx: &mut T, key: &Key, changed: &BTreeSet<&Key>) -> Result<bool, T::Error> {
    let body = tx.row(key).await?.and_then(|row| row.body);
    let waiting = tx.waiting(Some(key)).await?;
    // A new order that does not run now lies nowhere: its own customer counts.
    let mut customers = waiting.iter().filter_map(|entry| entry.intent.action.customer_behind(key, body.as_ref()));
    let relaid = !planted(Bug::CustomerNotRelaid);
    Ok(relaid && customers.any(|customer| changed.contains(&customer)))
}

/// Puts an authoritative body in place of an older one. Returns whether it was newer.
pub(super) async fn apply<T: ReplicaTx>(
    tx: &mut T,
    state: &mut ReplicaState,
    change: &Change,
) -> Result<bool, T::Error> {
    let known = tx.row(&change.key).await?;
    if known.as_ref().is_some_and(|row| row.version >= change.version) {
        return Ok(false);
    }
    let digest = digest_of(change);
    let before = known.as_ref().and_then(|row| row.body.clone());
    state.checksum = state.checksum.wrapping_sub(known.map_or(0, |row| row.digest)).wrapping_add(digest);
    let body = match planted(Bug::TombstoneIgnored) {
        false => change.body.clone(),
        true => change.body.clone().or(before),
    };
    tx.put_row(&change.key, &Row { version: change.version, digest, body }).await?;
    Ok(true)
}

fn digest_of(change: &Change) -> u64 {
    // A body that has no text would not have travelled.
    let text = change.body.as_ref().and_then(|body| body.to_json().ok());
    text.map_or(0, |text| digest(&change.key, change.version, &text))
}

/// Keeps what happened, and settles the commands of this replica among it.
pub(super) async fn hear<T: ReplicaTx>(tx: &mut T, events: &[Event]) -> Result<(), T::Error> {
    for event in events {
        tx.put_event(event).await?;
        let Some((id, _, _, verdict)) = event.command() else { continue };
        if let Some(entry) = tx.entry(id).await?.filter(Entry::is_waiting) {
            settle(tx, entry, verdict, event.version, event.at).await?;
        }
    }
    Ok(())
}
