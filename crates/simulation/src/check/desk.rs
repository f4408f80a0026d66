//! What must hold at every desk after everything that it does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use guichet_domain::holding::is_open;
use guichet_domain::{Customer, StrayCommand, Taking, TermsPack};
use guichet_sync::body::CATALOGUE;
use guichet_sync::replica::{Cause, Entry, EntryState, ReplicaState, Standing};
use guichet_sync::{Action, Body, Intent, Key};
use uuid::Uuid;

use super::book::{Book, Told};
use super::rerun::make;
use super::{Held, Invariant, fail, hold};
use crate::stores::DiskSight;

/// What is remembered of a desk between two looks at it.
#[derive(Debug, Clone, Default)]
pub struct Memo {
    /// Its queue, as it was.
    pub entries: Vec<Arc<Entry>>,
    /// Its place in the centre's history.
    pub life: Option<Uuid>,
    /// Its place in the centre's history.
    pub cursor: u64,
    /// How it stood.
    pub standing: Standing,
    /// What each overlay was last seen to be made of, kept so that no other body can come to lie in its place.
    overlays: BTreeMap<Key, (Vec<usize>, [Option<Body>; 2])>,
    /// Something allows the next bootstrap: it is new, the horizon moved, the centre was put back.
    pub may_bootstrap: bool,
}

/// What is beside a desk when it is looked at.
pub struct Around<'a> {
    /// The books of every life of its merchant's database.
    pub books: &'a BTreeMap<Uuid, Book>,
    /// The life that is now.
    pub life: Uuid,
    /// From before this version nothing is paged any more.
    pub horizon: u64,
    /// Devices whose past may fork.
    pub forked: &'a BTreeSet<Uuid>,
}

/// Looks at a desk after it committed something, or may have.
pub fn look<D: DiskSight>(sight: &D, memo: &mut Memo, told: &mut BTreeMap<Uuid, Told>, around: &Around<'_>) -> Held {
    let state = sight.state();
    let another_life = state.server_epoch != memo.life;
    // A revoked desk hears of another life without a snapshot of it.
    let lost = another_life || (state.standing == Standing::Revoked && state.server_epoch != Some(around.life));
    entries(sight, memo, told, lost)?;
    standing(state, memo, around)?;
    let book = state.server_epoch.and_then(|life| around.books.get(&life));
    if let Some(book) = book {
        settled(sight, memo, book, another_life)?;
        place(state, memo, book)?;
        let trusted = !matches!(state.standing, Standing::MustBootstrap | Standing::Local);
        if trusted && (another_life || memo.cursor != state.cursor || memo.standing != state.standing) {
            replica(sight, book)?;
        }
    }
    overlays(sight, memo)?;
    memo.entries.clear();
    memo.entries.extend(sight.entries().cloned());
    (memo.life, memo.cursor, memo.standing) = (state.server_epoch, state.cursor, state.standing);
    Ok(())
}

/// The queue only grows, and what is in it changes as it may.
fn entries<D: DiskSight>(sight: &D, memo: &Memo, told: &mut BTreeMap<Uuid, Told>, another_life: bool) -> Held {
    let mut now = sight.entries();
    for before in &memo.entries {
        let Some(entry) = now.next() else {
            return fail(Invariant::NothingVanishes, format!("{} is gone", before.intent.id));
        };
        let id = before.intent.id;
        hold(entry.intent.id == id, Invariant::NothingVanishes, || format!("{id} is gone"))?;
        if Arc::ptr_eq(before, entry) {
            continue;
        }
        changed(before, entry, another_life)?;
        let is_taken_back = entry.state == EntryState::Withdrawn && before.state != EntryState::Withdrawn;
        if is_taken_back && let Some(told) = told.get_mut(&id) {
            told.taken_back = true;
        }
    }
    for entry in now {
        let new = Told { entry: entry.clone(), taken_back: false, copied: false, may_be_lost: false };
        told.entry(entry.intent.id).or_insert(new);
    }
    Ok(())
}

fn changed(before: &Entry, entry: &Entry, another_life: bool) -> Held {
    let id = before.intent.id;
    let (a, b) = (&before.intent, &entry.intent);
    let same = a.agent == b.agent
        && a.sign_in == b.sign_in
        && a.key == b.key
        && a.action == b.action
        && a.base == b.base
        && a.cursor == b.cursor
        && a.claimed_at == b.claimed_at
        && a.upshot == b.upshot
        && before.agent == entry.agent
        && before.place == entry.place
        && (a.merchant == b.merchant || a.merchant.is_empty());
    hold(same, Invariant::EntryNeverRewritten, || format!("{id}: {before:?} → {entry:?}"))?;
    if let (Some(sealed), Some(again)) = (&before.sealed, &entry.sealed) {
        let moved = sealed.device != again.device || sealed.epoch != again.epoch;
        hold(moved || sealed == again, Invariant::EntryNeverRewritten, || format!("{id} is sealed otherwise"))?;
    }
    let may = match (&before.state, &entry.state) {
        (EntryState::Waiting, _) => true,
        (EntryState::Withdrawn, after) => *after == EntryState::Withdrawn,
        (EntryState::Settled { .. }, EntryState::Settled { .. }) => before.state == entry.state || another_life,
        (EntryState::Settled { .. }, EntryState::Waiting) => another_life,
        (EntryState::Settled { .. }, EntryState::Withdrawn) => false,
    };
    hold(may, Invariant::EntryNeverRewritten, || format!("{id}: {:?} → {:?}", before.state, entry.state))
}

/// Why a desk may stand as it does.
fn standing(state: &ReplicaState, memo: &mut Memo, around: &Around<'_>) -> Held {
    if state.standing == memo.standing {
        return Ok(());
    }
    let device = state.seat.as_ref().map(|seat| seat.device);
    match state.standing {
        Standing::MustBootstrap => {
            let for_reason = memo.may_bootstrap || state.server_epoch != Some(around.life);
            hold(for_reason, Invariant::BootstrapForReason, || format!("{device:?} at {}", state.cursor))?;
        }
        Standing::MustEnrol => {
            let forked = device.is_none_or(|device| around.forked.contains(&device));
            hold(forked, Invariant::QuarantineForForks, || format!("{device:?} is told to enrol"))?;
        }
        // A snapshot may be too old already when it arrives.
        Standing::Active if memo.standing == Standing::MustBootstrap => {
            memo.may_bootstrap = state.cursor < around.horizon;
        }
        _ => {}
    }
    Ok(())
}

fn place(state: &ReplicaState, memo: &Memo, book: &Book) -> Held {
    let back = memo.life == state.server_epoch && state.cursor < memo.cursor;
    hold(!back, Invariant::CursorMonotone, || format!("{} → {}", memo.cursor, state.cursor))?;
    let ahead = state.cursor > book.version;
    hold(!ahead, Invariant::CursorWithinHead, || format!("{} of {}", state.cursor, book.version))
}

/// A settled command has the history's verdict, its bodies are here, and a person can see what came back otherwise.
fn settled<D: DiskSight>(sight: &D, memo: &Memo, book: &Book, another_life: bool) -> Held {
    let cursor = sight.state().cursor;
    for (at, entry) in sight.entries().enumerate() {
        let known = memo.entries.get(at).is_some_and(|before| Arc::ptr_eq(before, entry));
        if known && !another_life {
            continue;
        }
        let id = entry.intent.id;
        let EntryState::Settled { verdict, version } = &entry.state else {
            continue;
        };
        hold(entry.doubt.is_none(), Invariant::DoubtWhereItFails, || format!("{id} is settled and in doubt"))?;
        let Some(decided) = book.decided.get(&id) else {
            return fail(Invariant::SettledAsDecided, format!("{id} is settled, and not in the history of this life"));
        };
        let same = decided.is_told_as(verdict, book);
        let so = same && decided.version == *version && *version <= cursor;
        let text = || format!("{id}: {verdict:?} at {version}, cursor {cursor}; is {decided:?}");
        hold(so, Invariant::SettledAsDecided, text)?;
        let visible = sight.attention_of(id).is_some_and(|item| {
            let as_it_was = match &item.cause {
                Cause::Rejected { .. } => verdict.is_rejected(),
                Cause::Differently { .. } => !verdict.is_rejected(),
            };
            as_it_was && item.key == entry.intent.key
        });
        let text = || format!("{id} came back {verdict:?} and nobody is told");
        hold(visible || !verdict.asks_for_attention(), Invariant::RejectedIsVisible, text)?;
    }
    Ok(())
}

/// The replica's bodies are the centre's at its cursor, no more and no less.
fn replica<D: DiskSight>(sight: &D, book: &Book) -> Held {
    let state = sight.state();
    let cursor = state.cursor;
    let mut sum = book.sum_at(cursor).unwrap_or(0);
    let mut here = 0_usize;
    for (key, row) in sight.rows() {
        let Some(edition) = book.at(key, cursor) else {
            // A new order that the centre has not decided on lies on nothing.
            let new = !matches!(key, Key::Terms(_) | Key::Catalogue(_));
            if row.version == 0 && sight.base(key).is_none() && new {
                continue;
            }
            return fail(Invariant::ReplicaIsCentre, format!("{key} is not the centre's at {cursor}"));
        };
        let base = sight.base(key);
        here += usize::from(edition.body.is_some());
        // Who was erased since is gone from the feed at once, and so from a page of before.
        if base.is_none() && key.is_personal() && is_gone(book, key) {
            sum = sum.wrapping_sub(edition.digest);
            continue;
        }
        if edition.body.is_none() && key.is_personal() {
            hold(base.is_none(), Invariant::ErasedIsGone, || format!("{key} at {cursor}"))?;
        }
        let same = row.version == edition.version && same_body(base, edition.body.as_ref());
        let text = || {
            let (version, body) = (edition.version, &edition.body);
            format!("{key} at {cursor}: version {} is {base:?}\nshould be {version} {body:?}", row.version)
        };
        hold(same, Invariant::ReplicaIsCentre, text)?;
    }
    let mut there = 0;
    for key in book.bodies.keys() {
        let Some(edition) = book.at(key, cursor).filter(|edition| edition.body.is_some()) else { continue };
        // Who holds a part holds every order that is open, and every one that was written since.
        if state.partial && sight.row(key).is_none() && is_old(edition.body.as_ref()) {
            sum = sum.wrapping_sub(edition.digest);
            continue;
        }
        there += 1;
    }
    hold(here == there, Invariant::ReplicaIsCentre, || format!("{here} bodies of {there} at {cursor}"))?;
    hold(sum == state.checksum, Invariant::ReplicaSumIsSum, || format!("at {cursor}"))
}

/// An order of which nothing is open: who holds a part may be without it.
pub(super) fn is_old(body: Option<&Body>) -> bool {
    matches!(body, Some(Body::Order(order)) if !is_open(order))
}

fn is_gone(book: &Book, key: &Key) -> bool {
    book.now(key).is_some_and(|edition| edition.body.is_none())
}

/// Whether two bodies are one: most share their place in memory.
pub fn same_body(a: Option<&Body>, b: Option<&Body>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => address(a) == address(b) || a == b,
        (None, None) => true,
        _ => false,
    }
}

fn address(body: &Body) -> usize {
    match body {
        Body::Terms(pack) => Arc::as_ptr(pack).addr(),
        Body::Customer(record) => Arc::as_ptr(record).addr(),
        Body::Order(order) => Arc::as_ptr(order).addr(),
        Body::Account(account) => Arc::as_ptr(account).addr(),
        Body::Catalogue(catalogue) => Arc::as_ptr(catalogue).addr(),
        Body::Case(case) => Arc::as_ptr(case).addr(),
        Body::Stray(parcel) => Arc::as_ptr(parcel).addr(),
    }
}

/// What an agent sees is the centre's body with what is pending run on it.
fn overlays<D: DiskSight>(sight: &D, memo: &mut Memo) -> Held {
    let mut waiting: BTreeMap<&Key, Vec<&Arc<Entry>>> = BTreeMap::new();
    for entry in sight.entries() {
        if entry.is_waiting() {
            waiting.entry(&entry.intent.key).or_default().push(entry);
        } else {
            hold(entry.doubt.is_none(), Invariant::DoubtWhereItFails, || format!("{}", entry.intent.id))?;
        }
    }
    for key in sight.overlaid() {
        let text = || format!("nothing is pending on {key}, and a body is put aside for it");
        hold(waiting.contains_key(key), Invariant::OverlayIsPending, text)?;
    }
    let packs: Vec<Arc<TermsPack>> = sight
        .rows()
        .filter_map(|(_, row)| match &row.body {
            Some(Body::Terms(pack)) => Some(pack.clone()),
            _ => None,
        })
        .collect();
    let mut seen = BTreeMap::new();
    for (key, pending) in waiting {
        let made_of = made_of(sight, key, &pending, packs.len());
        if memo.overlays.get(key).is_none_or(|(known, _)| *known != made_of) {
            overlay(sight, key, &pending, &packs)?;
        }
        let kept = [sight.base(key).cloned(), sight.row(key).and_then(|row| row.body.clone())];
        seen.insert(key.clone(), (made_of, kept));
    }
    memo.overlays = seen;
    Ok(())
}

/// Where everything that an overlay is made of lies: the same places hold the same things, for the memo keeps the
/// queue and the disk keeps the rest.
fn made_of<D: DiskSight>(sight: &D, key: &Key, pending: &[&Arc<Entry>], packs: usize) -> Vec<usize> {
    let shown = sight.row(key).and_then(|row| row.body.as_ref()).map_or(0, address);
    let base = sight.base(key);
    let entries = pending.iter().flat_map(|entry| {
        let behind = behind(key, base, &entry.intent.action).map(Key::Customer);
        let record = behind.as_ref().and_then(|key| sight.base(key)).map_or(0, address);
        let before = behind.iter().flat_map(|key| pending_on(sight, key)).map(|entry| Arc::as_ptr(entry).addr());
        [Arc::as_ptr(entry).addr(), record].into_iter().chain(before).collect::<Vec<_>>()
    });
    [shown, base.map_or(0, address), packs].into_iter().chain(entries).collect()
}

/// The customer for whom an action is decided on.
fn behind(key: &Key, body: Option<&Body>, action: &Action) -> Option<String> {
    match (key, body, action) {
        (Key::Account(customer), ..) => Some(customer.clone()),
        (_, Some(Body::Order(order)), _) => order.customer.clone(),
        (_, None, Action::Place(basket)) => Some(basket.customer.clone()),
        (_, _, Action::OpenCase(asked)) => Some(asked.customer.clone()),
        (_, _, Action::PutAside(asked)) => asked.customer.clone(),
        (_, _, Action::Stray(StrayCommand::MatchStray { customer, .. })) => customer.clone(),
        _ => None,
    }
}

fn pending_on<'a, D: DiskSight>(sight: &'a D, key: &'a Key) -> impl Iterator<Item = &'a Arc<Entry>> {
    sight.entries().filter(move |entry| entry.is_waiting() && entry.intent.key == *key)
}

/// That customer, as they were when this entry was taken.
fn customer<D: DiskSight>(
    sight: &D,
    (key, body): (&Key, Option<&Body>),
    entry: &Entry,
    packs: &[Arc<TermsPack>],
) -> Option<Customer> {
    let key = Key::Customer(behind(key, body, &entry.intent.action)?);
    let mut body = sight.base(&key).cloned();
    if body.is_none() && sight.row(&key).is_some_and(|row| row.version > 0) {
        return None;
    }
    let mut before: Vec<_> = pending_on(sight, &key).filter(|earlier| earlier.place < entry.place).collect();
    before.sort_by_key(|earlier| earlier.place);
    for earlier in before {
        let Intent { action, claimed_at, .. } = &earlier.intent;
        let made = make(body.as_ref(), None, packs, action, *claimed_at, &Taking::nobody(None), None);
        body = made.map(|made| made.body).or(body);
    }
    match body? {
        Body::Customer(record) => Some(record.customer.clone()),
        _ => None,
    }
}

fn overlay<D: DiskSight>(sight: &D, key: &Key, pending: &[&Arc<Entry>], packs: &[Arc<TermsPack>]) -> Held {
    let mut body = sight.base(key).cloned();
    for entry in pending {
        let intent = &entry.intent;
        if matches!(intent.action, Action::Resolve { .. }) {
            continue;
        }
        let (id, agent) = (intent.id.to_string(), intent.agent.to_string());
        let rma = intent.upshot.rma.as_deref();
        let taking = Taking { command: &id, agent: &agent, name: &entry.agent, rma };
        let catalogue = sight.row(&Key::Catalogue(CATALOGUE.to_owned())).and_then(|row| row.body.as_ref());
        let catalogue = match catalogue {
            Some(Body::Catalogue(catalogue)) => Some(&**catalogue),
            _ => None,
        };
        let customer = customer(sight, (key, body.as_ref()), entry, packs);
        // Who was erased is not made anew.
        let gone = body.is_none() && sight.row(key).is_some_and(|row| row.version > 0);
        let made = if gone {
            None
        } else {
            make(body.as_ref(), customer.as_ref(), packs, &intent.action, intent.claimed_at, &taking, catalogue)
        };
        let text = || format!("{} on {key}: runs {}, doubt {:?}", intent.id, made.is_some(), entry.doubt);
        hold(made.is_some() == entry.doubt.is_none(), Invariant::DoubtWhereItFails, text)?;
        body = made.map(|made| made.body).or(body);
    }
    let shown = sight.row(key).and_then(|row| row.body.as_ref());
    let text = || format!("{key}\nshown     {shown:?}\nshould be {body:?}");
    hold(same_body(shown, body.as_ref()), Invariant::OverlayIsPending, text)
}
