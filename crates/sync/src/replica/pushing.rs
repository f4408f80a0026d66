//! Sealing what is queued into the device's chain, and hearing what became of it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::adopting::{lay_all, recall};
use super::settling::settle;
use super::store::{Entry, ReplicaState, ReplicaTx, SealedAt, Seat, Standing};
use crate::action::Action;
use crate::body::Key;
use crate::chain::{Signer, link};
use crate::intent::Intent;
use crate::planted::{Bug, planted};
use crate::wire::{PROTOCOL, PUSH_MOST, Push, Pushed, Stop};

/// Seals what may go and returns what is to be sent, oldest first: none where nothing is.
///
/// `hold` is how long a command may still be taken back before it is sealed. Commands on an aggregate on which
/// something came back rejected stay, until a person settles that; all others go on. Commit before sending: what was
/// sent once must never be sealed otherwise.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn seal<T: ReplicaTx, S: Signer + ?Sized>(
    tx: &mut T,
    signer: &S,
    now: DateTime<Utc>,
    hold: TimeDelta,
) -> Result<Option<Push>, T::Error> {
    let mut state = tx.state().await?;
    let Some(seat) = state.seat.clone().filter(|_| matches!(state.standing, Standing::Active | Standing::Revoked))
    else {
        return Ok(None);
    };
    let mut waiting = tx.waiting(None).await?;
    // What settles an earlier command goes first: the centre lets nothing else through on that aggregate.
    waiting.sort_by_key(|entry| (!matches!(entry.intent.action, Action::Resolve { .. }), entry.place));
    let (mut sent, fresh): (Vec<Entry>, Vec<Entry>) = waiting.into_iter().partition(|entry| entry.sealed.is_some());
    if let Some(from) = state.missing_from {
        sent.extend(settled_from(tx, &seat, from).await?);
    }
    sent.sort_by_key(|entry| entry.sealed.as_ref().map(|sealed| sealed.seq));
    // Nobody will settle anything at a revoked desk: all of its queue goes to where somebody can look at it, and what
    // was answered and never shown too, for the centre may have lost it since.
    let is_leaving = state.standing == Standing::Revoked;
    sent.retain(|entry| entry.answered.is_none() || (is_leaving && entry.answered != Some(NEVER_SHOWN)));
    let mut held = if is_leaving { BTreeSet::new() } else { blocked(tx).await? };
    for mut entry in fresh {
        if sent.len() >= PUSH_MOST {
            break;
        }
        let age = now.signed_duration_since(entry.taken_at);
        // A clock that was set back makes the age negative: that is no reason to wait for it.
        let is_held = !is_leaving && age >= TimeDelta::zero() && age < hold;
        let resolves = matches!(entry.intent.action, Action::Resolve { .. });
        if (is_held || held.contains(&entry.intent.key)) && !resolves {
            held.insert(entry.intent.key.clone());
            continue;
        }
        // A command taken before the desk was enrolled learns here whose it is.
        entry.intent.merchant.clone_from(&seat.merchant);
        let Ok(payload) = serde_json::to_string(&written(&entry.intent, seat.device)) else { continue };
        let seq = state.last_seq + 1;
        let own = link(&state.last_link, seat.device, seat.epoch, seq, &payload);
        entry.sealed = Some(SealedAt {
            device: seat.device,
            epoch: seat.epoch,
            seq,
            previous: state.last_link,
            link: own,
            payload,
            seal: signer.sign(&own),
        });
        state.last_seq = seq;
        state.last_link = own;
        tx.put_entry(&entry).await?;
        sent.push(entry);
    }
    tx.put_state(&state).await?;
    sent.truncate(PUSH_MOST);
    let commands: Vec<_> = sent.iter().filter_map(|entry| entry.sealed.as_ref()).map(SealedAt::sent).collect();
    Ok((!commands.is_empty()).then_some(Push { protocol: PROTOCOL, device: seat.device, epoch: seat.epoch, commands }))
}

/// What holds a place of this chain from there on and is settled: the feed showed it as it was done through another place,
/// under the same id. The centre answers it as before, and only then takes what comes after it.
async fn settled_from<T: ReplicaTx>(tx: &mut T, seat: &Seat, from: u64) -> Result<Vec<Entry>, T::Error> {
    let mut settled = tx.settled_after(0).await?;
    settled.retain(|entry| {
        let own = entry.sealed.as_ref().filter(|at| at.device == seat.device && at.epoch == seat.epoch);
        own.is_some_and(|at| at.seq >= from)
    });
    Ok(settled)
}

/// A revoked desk that has nothing to hand over sends the last that it sealed once more: the answer tells it whether
/// this is still the life of the centre that decided it. None where it never sealed anything. Until this is answered,
/// nothing may be wiped.
///
/// # Errors
/// The store's.
pub async fn part<T: ReplicaTx>(tx: &mut T) -> Result<Option<Push>, T::Error> {
    let Some(seat) = tx.state().await?.seat else { return Ok(None) };
    let mut entries = tx.waiting(None).await?;
    entries.extend(tx.settled_after(0).await?);
    let sealed = entries.iter().filter_map(|entry| entry.sealed.as_ref());
    let own = sealed.filter(|at| at.device == seat.device && at.epoch == seat.epoch);
    let last = own.max_by_key(|at| at.seq);
    let push = |at: &SealedAt| {
        let commands = vec![at.sent()];
        Push { protocol: PROTOCOL, device: seat.device, epoch: seat.epoch, commands }
    };
    Ok(last.map(push))
}

/// The intent as it is signed.
fn written(intent: &Intent, device: Uuid) -> Cow<'_, Intent> {
    match planted(Bug::NewIdOnRetry) {
        false => Cow::Borrowed(intent),
        true => Cow::Owned(Intent { id: Uuid::from_u128(intent.id.as_u128() ^ device.as_u128()), ..intent.clone() }),
    }
}

/// The aggregates on which something waits for a person.
async fn blocked<T: ReplicaTx>(tx: &mut T) -> Result<BTreeSet<Key>, T::Error> {
    let open = tx.open_attention().await?;
    Ok(open.into_iter().filter(|item| item.blocks()).map(|item| item.key).collect())
}

/// Hears what became of a push. A verdict counts once the bodies that show it are here; until then the command only
/// need not be sent again.
///
/// # Errors
/// The store's; the transaction must then be dropped.
pub async fn pushed<T: ReplicaTx>(
    tx: &mut T,
    device: Uuid,
    pushed: &Pushed,
    now: DateTime<Utc>,
) -> Result<(), T::Error> {
    let mut state = tx.state().await?;
    // An answer to who this desk was before it enrolled anew says nothing any more.
    if state.seat.as_ref().is_none_or(|seat| seat.device != device) {
        return Ok(());
    }
    if state.server_epoch.is_some_and(|known| known != pushed.server_epoch) && !planted(Bug::EpochIgnored) {
        return from_another_life(tx, state, device, pushed).await;
    }
    for answer in &pushed.answers {
        let Some(entry) = tx.entry(answer.id).await?.filter(Entry::is_waiting) else { continue };
        if answer.version <= state.cursor || planted(Bug::AnswerIsVerdict) {
            // The page that showed it has gone by: a snapshot, or a command that came twice.
            let key = entry.intent.key.clone();
            settle(tx, entry, &answer.verdict, answer.version, state.corrected(now)).await?;
            super::laying::lay_through(tx, &key).await?;
        } else {
            tx.put_entry(&Entry { answered: Some(answer.version), ..entry }).await?;
        }
    }
    if pushed.stop == Some(Stop::Revoked) {
        hand_over(tx, device, &pushed.kept).await?;
    }
    let missing_from = match &pushed.stop {
        Some(Stop::Gap { expected }) => Some(*expected),
        _ => None,
    };
    let standing = match &pushed.stop {
        None | Some(Stop::Gap { .. }) if state.missing_from == missing_from => return Ok(()),
        None | Some(Stop::Gap { .. }) => state.standing,
        Some(Stop::Revoked) => Standing::Revoked,
        Some(Stop::UnknownDevice | Stop::Quarantined | Stop::OtherEpoch { .. } | Stop::BadSignature { .. }) => {
            Standing::MustEnrol
        }
    };
    (state.standing, state.missing_from) = (standing, missing_from);
    tx.put_state(&state).await
}

/// An answer from another life of the centre: what it says of commands is heard from a snapshot. A revoked desk takes
/// part again where the centre has forgotten that it was revoked. Else it will get no snapshot that says what was lost:
/// all that it ever did waits again, and goes to where the centre knows what it still has of it.
async fn from_another_life<T: ReplicaTx>(
    tx: &mut T,
    mut state: ReplicaState,
    device: Uuid,
    pushed: &Pushed,
) -> Result<(), T::Error> {
    match (state.standing, &pushed.stop) {
        (Standing::Active | Standing::Revoked, Some(Stop::Revoked)) => {
            hand_over(tx, device, &pushed.kept).await?;
            recall(tx, &state, 0).await?;
            lay_all(tx).await?;
            state.standing = Standing::Revoked;
            tx.put_state(&state).await
        }
        (Standing::Active | Standing::Revoked, _) => {
            state.standing = Standing::MustBootstrap;
            tx.put_state(&state).await
        }
        _ => Ok(()),
    }
}

/// What a revoked device sent is kept at the centre for a person to decide on: it need not be sent again, and once
/// nothing is left to send, the replica may be wiped.
async fn hand_over<T: ReplicaTx>(tx: &mut T, device: Uuid, kept: &[u64]) -> Result<(), T::Error> {
    for entry in tx.waiting(None).await? {
        let is_kept = entry.sealed.as_ref().is_some_and(|at| at.device == device && kept.contains(&at.seq));
        if is_kept && entry.answered != Some(NEVER_SHOWN) {
            tx.put_entry(&Entry { answered: Some(NEVER_SHOWN), ..entry }).await?;
        }
    }
    Ok(())
}

/// The version of a verdict that no feed will show.
const NEVER_SHOWN: u64 = i64::MAX.unsigned_abs();
