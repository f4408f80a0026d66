//! What must hold once everything is healed.

use std::collections::{BTreeMap, BTreeSet};

use guichet_sync::authority::{DeviceState, FeedEntry, FeedRow};
use guichet_sync::replica::{EntryState, Standing};
use guichet_sync::{Body, Event, Intent, Key};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::book::{Book, Told};
use super::desk::{is_old, same_body};
use super::{Held, Invariant, fail, hold};
use crate::stores::{BaseSight, DiskSight};

/// A replica is the centre's copy, and tells the same history.
pub fn converged<D: DiskSight>(sight: &D, book: &Book) -> Held {
    let state = sight.state();
    let text = || format!("{:?} at {} of {}", state.standing, state.cursor, book.version);
    let there = state.standing == Standing::Active && state.cursor == book.version;
    hold(there && state.server_epoch == Some(book.life), Invariant::Converged, text)?;
    for (key, editions) in &book.bodies {
        let edition = editions.last().expect("a key has an edition");
        let here = sight.base(key);
        if state.partial && here.is_none() && is_old(edition.body.as_ref()) && sight.row(key).is_none() {
            continue;
        }
        hold(same_body(here, edition.body.as_ref()), Invariant::Converged, || format!("{key}"))?;
        let pending = sight.overlaid().any(|overlaid| overlaid == key);
        let shown = sight.row(key).and_then(|row| row.body.as_ref());
        let as_is = pending || same_body(shown, edition.body.as_ref());
        hold(as_is, Invariant::Converged, || format!("{key} shows what is not pending"))?;
    }
    for event in sight.events() {
        told(event, book)?;
    }
    Ok(())
}

fn told(event: &Event, book: &Book) -> Held {
    let row = book.rows.get(&(event.version, event.ordinal));
    let gone = book.now(&event.key).is_some_and(|edition| edition.body.is_none());
    // A replica may know less of a person than the centre: who never became a customer, or was erased before the centre
    // was put back from a copy.
    let is_person = event.key.is_personal();
    let is_it = |is: &Event| *is == *event || (is_person && is.what.without_person().as_ref() == Some(&event.what));
    let so = row.is_some_and(|row| matches!(&row.entry, FeedEntry::Event(is) if is_it(is)));
    let text = || format!("{event:?} of somebody who was erased");
    hold(!gone || event.what.without_person().is_none(), Invariant::ErasedIsGone, text)?;
    hold(so, Invariant::EventsAsTold, || format!("{event:?} is {row:?}"))
}

/// Nothing waits any more.
pub fn drained<D: DiskSight>(sight: &D) -> Held {
    let waiting = sight.entries().find(|entry| entry.state == EntryState::Waiting);
    match waiting {
        None => Ok(()),
        Some(entry) => fail(Invariant::QueuesDrain, format!("{:?}: {entry:?}", sight.state().standing)),
    }
}

/// The centre's tables are what its history makes, and every command has an end.
pub fn final_books<B: BaseSight>(sight: &B, book: &Book, all: &BTreeMap<Uuid, Told>, held: &BTreeSet<Uuid>) -> Held {
    let head = sight.head();
    hold(head.version == book.version, Invariant::FeedContiguous, || format!("{} of {}", head.version, book.version))?;
    history(sight, book)?;
    stored(sight, book)?;
    cases(book)?;
    chains(sight, book)?;
    ends(sight, book, all, held)
}

fn history<B: BaseSight>(sight: &B, book: &Book) -> Held {
    let mut rows = 0;
    for row in sight.feed_after(0) {
        rows += 1;
        let known = book.rows.get(&(row.version, row.ordinal));
        let same = known
            .is_some_and(|known| std::sync::Arc::ptr_eq(known, row) || **known == **row || erased(row, known, book));
        hold(same, Invariant::HistoryAppendOnly, || format!("{row:?} was {known:?}"))?;
        if let FeedEntry::Change(change) = &row.entry {
            let gone = change.key.is_personal() && book.now(&change.key).is_some_and(|e| e.body.is_none());
            let text = || format!("{} is in the feed at {}", change.key, row.version);
            hold(!gone || change.body.is_none(), Invariant::ErasedIsGone, text)?;
        }
        if let FeedEntry::Event(event) = &row.entry {
            let gone = book.now(&event.key).is_some_and(|edition| edition.body.is_none());
            let text = || format!("{} is in the history at {}", event.key, row.version);
            hold(!gone || event.what.without_person().is_none(), Invariant::ErasedIsGone, text)?;
        }
    }
    hold(rows == book.rows.len(), Invariant::HistoryAppendOnly, || format!("{rows} rows of {}", book.rows.len()))
}

/// A row of which nothing but an erased customer's body is gone, or what was typed about them.
fn erased(row: &FeedRow, known: &FeedRow, book: &Book) -> bool {
    match &row.entry {
        FeedEntry::Change(change) => {
            change.body.is_none() && book.now(&change.key).is_some_and(|edition| edition.body.is_none())
        }
        FeedEntry::Event(event) => {
            let gone = book.now(&event.key).is_some_and(|edition| edition.body.is_none());
            let bare = match &known.entry {
                FeedEntry::Event(told) => told.what.without_person(),
                FeedEntry::Change(_) => None,
            };
            gone && bare.is_some_and(|bare| bare == event.what)
        }
    }
}

fn stored<B: BaseSight>(sight: &B, book: &Book) -> Held {
    let mut keys = 0;
    for (key, stored) in sight.stored() {
        keys += 1;
        let so = book.now(key).is_some_and(|edition| {
            let same = same_body(edition.body.as_ref(), stored.body.as_ref());
            same && edition.version == stored.version && edition.digest == stored.digest
        });
        hold(so, Invariant::StoredIsHistory, || format!("{key}: {stored:?}"))?;
    }
    hold(keys == book.bodies.len(), Invariant::StoredIsHistory, || format!("{keys} of {}", book.bodies.len()))
}

/// Nothing that was written down of somebody outlives them.
fn cases(book: &Book) -> Held {
    for (key, editions) in &book.bodies {
        let customer = match editions.last().and_then(|edition| edition.body.as_ref()) {
            Some(Body::Case(case)) => Some(case.customer.clone()),
            Some(Body::Stray(parcel)) => parcel.customer.clone(),
            _ => None,
        };
        let Some(customer) = customer.map(Key::Customer) else { continue };
        let there = book.now(&customer).is_some_and(|edition| edition.body.is_some());
        hold(there, Invariant::ErasedIsGone, || format!("{key} is about {customer}, who is gone"))?;
    }
    Ok(())
}

/// Every chain begins at one, has no gap, and each place is bound to the one before it.
fn chains<B: BaseSight>(sight: &B, book: &Book) -> Held {
    let mut last: BTreeMap<(Uuid, u32), (u64, [u8; 32])> = BTreeMap::new();
    for ((device, epoch, seq), slot) in sight.slots() {
        let (before, previous) = last.get(&(*device, *epoch)).copied().unwrap_or((0, [0; 32]));
        let link = link(previous, *device, *epoch, *seq, &slot.payload);
        let text = || format!("{device} {epoch}: {seq} after {before}");
        let intent: Intent = serde_json::from_str(&slot.payload).expect("only intents are sealed");
        // Of a command on an erased customer the link stays, and not what was signed.
        let never_was =
            matches!(intent.key, Key::Case(_) | Key::Stray(_)) && intent.action == intent.action.without_person();
        let is_gone = || never_was || book.now(&intent.key).is_some_and(|edition| edition.body.is_none());
        let forgotten = intent.action == intent.action.without_person() && is_gone();
        let link = if forgotten { slot.link.0 } else { link };
        hold(*seq == before + 1 && link == slot.link.0, Invariant::ChainLinked, text)?;
        hold(intent.id == slot.id, Invariant::ChainLinked, || format!("{device} {seq} holds another command"))?;
        last.insert((*device, *epoch), (*seq, link));
    }
    for device in sight.devices() {
        let (seq, link) = last.get(&(device.id, device.epoch)).copied().unwrap_or((0, [0; 32]));
        let so = seq == device.last_seq && (seq == 0 || link == device.last_link.0);
        hold(so, Invariant::ChainLinked, || format!("{device:?} ends at {seq}"))?;
    }
    Ok(())
}

fn link(previous: [u8; 32], device: Uuid, epoch: u32, seq: u64, payload: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"guichet command 1");
    hash.update(previous);
    hash.update(device.as_bytes());
    hash.update(epoch.to_be_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(payload);
    hash.finalize().into()
}

/// `held` are the commands on the disks of desks that are still there.
fn ends<B: BaseSight>(sight: &B, book: &Book, all: &BTreeMap<Uuid, Told>, held: &BTreeSet<Uuid>) -> Held {
    let aside: BTreeSet<Uuid> = kept_aside(sight);
    for (id, told) in all {
        let decided = book.decided.contains_key(id);
        let ended = decided || told.taken_back || aside.contains(id) || told.may_be_lost;
        hold(ended, Invariant::EveryCommandEnds, || format!("{id} has no end: {:?}", told.entry))?;
        let somewhere = held.contains(id) || ended;
        hold(somewhere, Invariant::NothingVanishes, || format!("{id} is nowhere: {:?}", told.entry))?;
    }
    for id in sight.commands() {
        hold(book.decided.contains_key(&id), Invariant::OnceInHistory, || format!("{id} came in and is not told of"))?;
    }
    Ok(())
}

/// The commands that were kept of forked and revoked devices.
pub fn kept_aside<B: BaseSight>(sight: &B) -> BTreeSet<Uuid> {
    let intents = sight.quarantined().filter_map(|(_, sealed)| serde_json::from_str::<Intent>(&sealed.payload).ok());
    intents.map(|intent| intent.id).collect()
}

/// Devices in quarantine have a past that may fork.
pub fn quarantined_for_forks<B: BaseSight>(sight: &B, forked: &BTreeSet<Uuid>) -> Held {
    let wrong = sight.devices().find(|device| device.state == DeviceState::Quarantined && !forked.contains(&device.id));
    hold(wrong.is_none(), Invariant::QuarantineForForks, || format!("{wrong:?}"))
}
