//! The book of one life of one merchant's database: the history as it is told by the feed, each command decided again.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::order::Order;
use guichet_domain::{Customer, StrayCommand, Taking, TermsPack};
use guichet_sync::authority::{AgentRecord, FeedEntry, FeedRow};
use guichet_sync::replica::Entry;
use guichet_sync::wire::Change;
use guichet_sync::{Action, Body, ConflictKind, Difference, Event, Happening, Key, Verdict};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::rerun::{Made, make, may};
use super::{Held, Invariant, fail, hold, orders};
use crate::world::shop::catalogue;

/// A command as it was first seen on a desk's disk.
#[derive(Debug, Clone)]
pub struct Told {
    /// As it was queued.
    pub entry: Arc<Entry>,
    /// Somebody took it back, and no copy of the disk was made before.
    pub taken_back: bool,
    /// A disk was copied while it waited there.
    pub copied: bool,
    /// The one place that held it was put back from an older copy, or wiped: it may be nowhere.
    pub may_be_lost: bool,
}

/// A body from one version of the feed on.
#[derive(Debug, Clone)]
pub struct Edition {
    /// The feed's version.
    pub since: u64,
    /// The body's.
    pub version: u64,
    /// What it adds to the sum.
    pub digest: u64,
    /// The body.
    pub body: Option<Body>,
}

/// What was decided on a command.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The feed's version.
    pub version: u64,
    /// The row of the history.
    pub row: Arc<FeedRow>,
}

impl Decided {
    /// Whether a verdict is this one; of a customer who was erased since, also without what both sides typed.
    pub fn is_told_as(&self, told: &Verdict, book: &Book) -> bool {
        if self.verdict() == told {
            return true;
        }
        let (FeedEntry::Event(event), Verdict::Rejected { conflict }) = (&self.row.entry, self.verdict()) else {
            return false;
        };
        let mut bare = conflict.clone();
        bare.forget_person();
        let is_gone = book.now(&event.key).is_some_and(|edition| edition.body.is_none());
        event.key.is_personal() && is_gone && *told == Verdict::Rejected { conflict: bare }
    }

    /// The verdict.
    pub fn verdict(&self) -> &Verdict {
        match &self.row.entry {
            FeedEntry::Event(event) => match &event.what {
                Happening::Command { verdict, .. } => verdict,
                _ => unreachable!("only commands are decided"),
            },
            FeedEntry::Change(_) => unreachable!("only events are decided"),
        }
    }
}

/// The book.
#[derive(Debug, Clone)]
pub struct Book {
    /// Which life.
    pub life: Uuid,
    /// How far it goes.
    pub version: u64,
    /// The sum over all bodies, by version.
    sums: Vec<u64>,
    /// When each version was written.
    times: Vec<Option<DateTime<Utc>>>,
    /// Every body, from when on.
    pub bodies: BTreeMap<Key, Vec<Edition>>,
    /// Every row.
    pub rows: BTreeMap<(u64, u32), Arc<FeedRow>>,
    /// Every command.
    pub decided: BTreeMap<Uuid, Decided>,
    /// What devices wait behind.
    pub blocked: BTreeMap<(Uuid, Key), Uuid>,
    /// The last credit note of each year.
    notes: BTreeMap<String, u64>,
    /// Every RMA number that was claimed, and by which command.
    rmas: BTreeMap<String, Uuid>,
    packs: Vec<(u64, Arc<TermsPack>)>,
}

/// What is looked up from outside the book while it is written: every command that a desk of this merchant ever took,
/// and the agents as they are.
struct Beside<'a> {
    told: &'a BTreeMap<Uuid, Told>,
    agents: &'a [AgentRecord],
    since: u64,
}

/// A body while one version is read.
type Draft = BTreeMap<Key, (u64, Option<Body>)>;

impl Book {
    /// An empty one.
    pub fn new(life: Uuid) -> Self {
        Self {
            life,
            version: 0,
            sums: vec![0],
            times: vec![None],
            bodies: BTreeMap::new(),
            rows: BTreeMap::new(),
            decided: BTreeMap::new(),
            blocked: BTreeMap::new(),
            notes: BTreeMap::new(),
            rmas: BTreeMap::new(),
            packs: Vec::new(),
        }
    }

    /// The sum over all bodies at a version.
    pub fn sum_at(&self, version: u64) -> Option<u64> {
        usize::try_from(version).ok().and_then(|at| self.sums.get(at)).copied()
    }

    /// A body at a version.
    pub fn at(&self, key: &Key, version: u64) -> Option<&Edition> {
        self.bodies.get(key)?.iter().rev().find(|edition| edition.since <= version)
    }

    /// A body now.
    pub fn now(&self, key: &Key) -> Option<&Edition> {
        self.bodies.get(key)?.last()
    }

    fn time_of(&self, version: u64) -> Option<DateTime<Utc>> {
        usize::try_from(version).ok().and_then(|at| self.times.get(at)).copied().flatten()
    }

    /// Reads one more version of the feed.
    ///
    /// `since` is the version at which the oldest request still under way began: what was published after it may count
    /// or not count yet for a request that it overtook.
    ///
    /// # Errors
    /// The violation, where something does not hold.
    pub fn read(
        &mut self,
        rows: &[Arc<FeedRow>],
        told: &BTreeMap<Uuid, Told>,
        agents: &[AgentRecord],
        since: u64,
    ) -> Held {
        let beside = &Beside { told, agents, since };
        let version = self.version + 1;
        for (ordinal, row) in (0_u32..).zip(rows) {
            let text = || format!("after {} came {}/{}", self.version, row.version, row.ordinal);
            hold(row.version == version && row.ordinal == ordinal, Invariant::FeedContiguous, text)?;
        }
        hold(!rows.is_empty(), Invariant::FeedContiguous, || format!("version {version} is missing"))?;
        let mut changes: BTreeMap<&Key, &Change> = BTreeMap::new();
        let mut draft = Draft::new();
        for row in rows {
            match &row.entry {
                FeedEntry::Change(change) => {
                    changes.insert(&change.key, change);
                }
                FeedEntry::Event(event) => self.happened(event, row, &changes, &mut draft, beside)?,
            }
        }
        self.write(version, &changes, draft)?;
        self.times.push(rows.first().map(|row| row.at));
        self.rows.extend(rows.iter().map(|row| ((row.version, row.ordinal), row.clone())));
        self.version = version;
        Ok(())
    }

    /// What the events made of the bodies is what the feed says changed.
    fn write(&mut self, version: u64, changes: &BTreeMap<&Key, &Change>, draft: Draft) -> Held {
        let mut sum = self.sums.last().copied().unwrap_or(0);
        for key in changes.keys() {
            let text = || format!("{key} changes at {version} and nothing happened to it");
            hold(draft.contains_key(*key), Invariant::BodyFollowsDecision, text)?;
        }
        for (key, (body_version, body)) in draft {
            let before = self.now(&key);
            if before.is_some_and(|edition| edition.version == body_version) {
                let text = || format!("{key} changes at {version}, though all that came was rejected");
                hold(!changes.contains_key(&key), Invariant::RejectedChangesNothing, text)?;
                continue;
            }
            let Some(change) = changes.get(&key) else {
                return fail(Invariant::BodyFollowsDecision, format!("{key} does not change at {version}"));
            };
            let text = || format!("{key}: {} instead of {body_version}", change.version);
            hold(change.version == body_version, Invariant::BodiesContiguous, text)?;
            if change.body != body {
                let text = format!("{key} at {version}\nis        {:?}\nshould be {body:?}", change.body);
                return fail(Invariant::BodyFollowsDecision, text);
            }
            if let Some(Body::Order(order)) = &body {
                orders::sound(order)?;
            }
            let digest = digest(&key, body_version, body.as_ref());
            sum = sum.wrapping_sub(before.map_or(0, |edition| edition.digest)).wrapping_add(digest);
            if let Some(Body::Terms(pack)) = &body {
                self.packs.push((version, pack.clone()));
            }
            let edition = Edition { since: version, version: body_version, digest, body };
            self.bodies.entry(key).or_default().push(edition);
        }
        self.sums.push(sum);
        Ok(())
    }

    fn happened(
        &mut self,
        event: &Event,
        row: &Arc<FeedRow>,
        changes: &BTreeMap<&Key, &Change>,
        draft: &mut Draft,
        beside: &Beside<'_>,
    ) -> Held {
        let key = &event.key;
        let now = || self.now(key).map(|edition| (edition.version, edition.body.clone()));
        let (version, body) = draft.get(key).cloned().or_else(now).unwrap_or((0, None));
        let Happening::Command { id, verdict, .. } = &event.what else {
            let Some(change) = changes.get(key) else {
                return fail(Invariant::BodyFollowsDecision, format!("{key} was written and did not change"));
            };
            draft.insert(key.clone(), (version + 1, change.body.clone()));
            return Ok(());
        };
        let Some(told) = beside.told.get(id) else {
            return fail(Invariant::HistoryIsWhatWasAsked, format!("nobody asked for {id}: {event:?}"));
        };
        hold(!self.decided.contains_key(id), Invariant::OnceInHistory, || format!("{id} at {}", event.version))?;
        hold(!told.taken_back || told.copied, Invariant::WithdrawnNeverArrives, || format!("{id}"))?;
        as_asked(event, told, is_bare(event, version, body.as_ref()))?;
        let after = self.decide(event, told, version, body.as_ref(), draft, beside)?;
        let (body_version, body) = match after {
            Some(body) => (version + 1, Some(body)),
            None => (version, body),
        };
        let text = || format!("{id} leaves {key} at {body_version}, not {}", event.body_version);
        // Who could not be made out is told no version.
        let untold = event.body_version == 0 && verdict.is_rejected();
        hold(untold || body_version == event.body_version, Invariant::BodiesContiguous, text)?;
        if body_version > 0 || body.is_some() {
            draft.insert(key.clone(), (body_version, body));
        }
        self.decided.insert(*id, Decided { version: event.version, row: row.clone() });
        Ok(())
    }

    /// Decides a command again. Returns the body that it makes, where it makes one.
    fn decide(
        &mut self,
        event: &Event,
        told: &Told,
        version: u64,
        body: Option<&Body>,
        draft: &Draft,
        beside: &Beside<'_>,
    ) -> Held<Option<Body>> {
        let Happening::Command { id, device, verdict, .. } = &event.what else { return Ok(None) };
        let intent = &told.entry.intent;
        let expect = |kind: ConflictKind| -> Held<Option<Body>> {
            let is_so = matches!(&**verdict, Verdict::Rejected { conflict } if conflict.kind == kind);
            hold(is_so, Invariant::DecidedByFacts, || format!("{id} should be {kind:?} and is {verdict:?}"))?;
            Ok(None)
        };
        let place = (*device, intent.key.clone());
        let Some(agent) = beside.agents.iter().find(|agent| agent.id == intent.agent) else {
            self.blocked.insert(place, *id);
            return expect(ConflictKind::Forged);
        };
        let beyond = match (agent.revoked.is_some(), may(agent.role, &intent.action)) {
            (true, _) => Some(ConflictKind::AuthorityRevoked),
            (false, false) => Some(ConflictKind::RoleForbids),
            (false, true) => None,
        };
        if let Some(kind) = beyond {
            self.blocked.insert(place, *id);
            return expect(kind);
        }
        if let Action::Resolve { of, .. } = &intent.action {
            if self.blocked.get(&place) == Some(of) {
                self.blocked.remove(&place);
            }
            hold(!verdict.is_rejected(), Invariant::DecidedByFacts, || format!("{id}: {verdict:?}"))?;
            return Ok(None);
        }
        if let Some(behind) = self.blocked.get(&place) {
            let is_so = matches!(&**verdict, Verdict::Rejected { conflict } if conflict.kind == ConflictKind::Behind);
            hold(is_so, Invariant::BehindIsHeld, || format!("{id} goes past {behind}: {verdict:?}"))?;
            return Ok(None);
        }
        let mine = self.decide_on_facts(event, told, version, body, (draft, beside.since), agent)?;
        if verdict.is_rejected() {
            self.blocked.insert(place, *id);
        }
        Ok(mine)
    }

    fn decide_on_facts(
        &mut self,
        event: &Event,
        told: &Told,
        version: u64,
        body: Option<&Body>,
        (draft, since): (&Draft, u64),
        agent: &AgentRecord,
    ) -> Held<Option<Body>> {
        let Happening::Command { id, verdict, .. } = &event.what else { return Ok(None) };
        let intent = &told.entry.intent;
        let rejected = |kinds: &[ConflictKind]| -> Held<Option<Body>> {
            let is_so = matches!(&**verdict, Verdict::Rejected { conflict } if kinds.contains(&conflict.kind));
            hold(is_so, Invariant::DecidedByFacts, || format!("{id} should be {kinds:?} and is {verdict:?}"))?;
            Ok(None)
        };
        if version == 0 && !intent.action.places(&intent.key) {
            return rejected(&[ConflictKind::Unknown]);
        }
        // Who was erased is not made anew.
        if version > 0 && body.is_none() {
            let gone = intent.key.is_personal();
            return rejected(&[if gone { ConflictKind::CustomerGone } else { ConflictKind::Unknown }]);
        }
        // Aggregate, customer and terms are locked, but from when on is the centre's affair: customer and terms may be as they
        // were at any moment between the beginning of the request and its end.
        let customers = self.customers(&intent.key, &intent.action, body, (draft, since));
        let gone = matches!(&**verdict, Verdict::Rejected { conflict } if conflict.kind == ConflictKind::CustomerGone);
        if customers.iter().all(Result::is_err) || (gone && customers.iter().any(Result::is_err)) {
            return rejected(&[ConflictKind::CustomerGone]);
        }
        // The desk's clock counts between what the desk knew and when the centre heard.
        let claimed = intent.claimed_at;
        let known = (intent.server_epoch == Some(self.life)).then(|| self.time_of(intent.cursor)).flatten();
        let earliest = known.unwrap_or(claimed.to_utc());
        let at = claimed.to_utc().max(earliest).min(event.at).with_timezone(claimed.offset());
        let rma = self.rma(told, verdict)?;
        let (command, by) = (id.to_string(), intent.agent.to_string());
        let taking = Taking { command: &command, agent: &by, name: &agent.name, rma: rma.as_deref() };
        let editions = self.packs.iter().filter(|(version, _)| *version <= since).count()..=self.packs.len();
        let packs: Vec<Arc<TermsPack>> = self.packs.iter().map(|(_, pack)| pack.clone()).collect();
        let mut made = None;
        for customer in customers.iter().rev().filter_map(|customer| customer.as_ref().ok()) {
            for known in editions.clone().rev() {
                let action = &intent.action;
                made = make(body, customer.as_ref(), &packs[..known], action, at, &taking, Some(catalogue()));
                if is_verdict(made.as_ref(), verdict) {
                    break;
                }
            }
            if is_verdict(made.as_ref(), verdict) {
                break;
            }
        }
        let Some(made) = made else { return self.refused(event, told) };
        let beyond = agent.refund_limit.zip(made.total).is_some_and(|(limit, total)| total.value() > limit.value());
        if beyond {
            return rejected(&[ConflictKind::LimitExceeded]);
        }
        self.applied(event, told, made, rma).map(Some)
    }

    /// The customer behind an aggregate, as it was at each moment since a version; an error while it is gone.
    fn customers(
        &self,
        key: &Key,
        action: &Action,
        body: Option<&Body>,
        (draft, since): (&Draft, u64),
    ) -> Vec<Result<Option<Customer>, ()>> {
        let id = match (body, key, action) {
            (Some(Body::Order(order)), ..) => order.customer.clone(),
            (_, Key::Account(customer), _) => Some(customer.clone()),
            (_, _, Action::Place(basket)) => Some(basket.customer.clone()),
            (_, _, Action::OpenCase(asked)) => Some(asked.customer.clone()),
            (_, _, Action::PutAside(asked)) => asked.customer.clone(),
            (_, _, Action::Stray(StrayCommand::MatchStray { customer, .. })) => customer.clone(),
            _ => None,
        };
        let Some(key) = id.map(Key::Customer) else { return vec![Ok(None)] };
        let was = |body: &Option<Body>| match body {
            Some(Body::Customer(record)) => Ok(Some(record.customer.clone())),
            Some(_) => Ok(None),
            None => Err(()),
        };
        let first = self.at(&key, since).map_or(0, |edition| edition.since);
        let known = self.bodies.get(&key).into_iter().flatten().filter(|edition| edition.since >= first);
        let mut all: Vec<_> = known.map(|edition| was(&edition.body)).collect();
        all.extend(draft.get(&key).map(|(_, body)| was(body)));
        if all.is_empty() { vec![Ok(None)] } else { all }
    }

    /// The number that an RMA gets: the desk's, or one of the centre's where that is taken.
    fn rma(&mut self, told: &Told, verdict: &Verdict) -> Held<Option<String>> {
        let Some(mine) = &told.entry.intent.upshot.rma else { return Ok(None) };
        let id = told.entry.intent.id;
        let given = match verdict {
            Verdict::Applied { upshot } | Verdict::AppliedDifferently { upshot, .. } => upshot.rma.clone(),
            Verdict::Rejected { .. } => None,
        };
        let mine_is_free = !self.rmas.contains_key(mine);
        if mine_is_free {
            self.rmas.insert(mine.clone(), id);
        }
        let Some(given) = given else { return Ok(Some(mine.clone())) };
        if mine_is_free {
            hold(given == *mine, Invariant::RmaUnique, || format!("{mine} was free, {given} was given"))?;
        } else {
            let before = self.rmas.insert(given.clone(), id);
            hold(before.is_none(), Invariant::RmaUnique, || format!("{given} is of {before:?} and of {id}"))?;
        }
        Ok(Some(given))
    }

    /// A command that the rules refuse: somebody did the same, or it is a conflict.
    fn refused(&self, event: &Event, told: &Told) -> Held<Option<Body>> {
        let Happening::Command { id, verdict, .. } = &event.what else { return Ok(None) };
        let intent = &told.entry.intent;
        let text = || format!("{id} ({}) is refused by the rules and is {verdict:?}", intent.action.name());
        match &**verdict {
            Verdict::Rejected { conflict } => {
                use ConflictKind as K;
                let by_rules = [
                    K::Competing,
                    K::QuantityExceeded,
                    K::StaleFacts,
                    K::NewerTerms,
                    K::AlreadyPaidOut,
                    K::Refused,
                    K::Malformed,
                    K::Unknown,
                ];
                hold(by_rules.contains(&conflict.kind), Invariant::DecidedByFacts, text)?;
            }
            Verdict::AppliedDifferently { differences, .. } => {
                let same = differences.iter().find_map(|difference| match difference {
                    Difference::SameIntent { command, .. } => self.decided.get(command),
                    _ => None,
                });
                let is_so = same.is_some_and(|first| {
                    let FeedEntry::Event(did) = &first.row.entry else { return false };
                    let Happening::Command { action, verdict, .. } = &did.what else { return false };
                    let base = if intent.server_epoch == Some(self.life) { intent.base } else { 0 };
                    let after_mine = did.body_version > base && did.key == event.key;
                    after_mine && !verdict.is_rejected() && action.name() == intent.action.name()
                });
                hold(is_so, Invariant::DecidedByFacts, text)?;
            }
            Verdict::Applied { .. } => hold(false, Invariant::DecidedByFacts, text)?,
        }
        Ok(None)
    }

    /// A command that the rules allow: it is applied, and said to be as it is.
    fn applied(&mut self, event: &Event, told: &Told, made: Made, rma: Option<String>) -> Held<Body> {
        let Happening::Command { id, verdict, .. } = &event.what else { return Ok(made.body) };
        let mine = &told.entry.intent.upshot;
        let (upshot, differently) = match &**verdict {
            Verdict::Applied { upshot } => (upshot, false),
            Verdict::AppliedDifferently { upshot, .. } if !verdict.is_same_intent() => (upshot, true),
            _ => return fail(Invariant::DecidedByFacts, format!("{id} is allowed by the facts and is {verdict:?}")),
        };
        let as_made = upshot.total == made.total && upshot.deadlines == made.deadlines && upshot.pack == made.pack;
        let as_made = as_made && upshot.rma == rma && upshot.price == made.price;
        hold(as_made, Invariant::DecidedByFacts, || format!("{id}: {upshot:?}, not {:?}", made.total))?;
        let as_shown = upshot.total == mine.total && upshot.deadlines == mine.deadlines && upshot.rma == mine.rma;
        let as_shown = as_shown && upshot.price == mine.price;
        let text = || format!("{id}: shown {mine:?}, is {upshot:?}");
        hold(as_shown != differently, Invariant::AppliedAsShown, text)?;
        let Some(credit) = made.credit else {
            hold(upshot.credit_note.is_none(), Invariant::CreditNotesGapless, || format!("{id} credits nothing"))?;
            return Ok(made.body);
        };
        let Body::Order(order) = &made.body else { return Ok(made.body) };
        let number = upshot.credit_note.clone().unwrap_or_default();
        self.next_note(&number)?;
        Ok(Body::Order(Arc::new(with_number(order, credit, number))))
    }

    fn next_note(&mut self, number: &str) -> Held {
        let parts: Vec<&str> = number.split('-').collect();
        let [_, year, counter] = parts.as_slice() else {
            return fail(Invariant::CreditNotesGapless, format!("{number:?} is no number"));
        };
        let last = self.notes.entry((*year).to_owned()).or_insert(0);
        *last += 1;
        let next = *last;
        hold(counter.parse() == Ok(next), Invariant::CreditNotesGapless, || format!("{number} is not the {next}th"))
    }
}

/// Whether this is what a verdict says came of a command.
fn is_verdict(made: Option<&Made>, verdict: &Verdict) -> bool {
    match (made, verdict) {
        (Some(made), Verdict::Applied { upshot }) => made.pack == upshot.pack && made.total == upshot.total,
        (Some(made), Verdict::AppliedDifferently { upshot, .. }) if !verdict.is_same_intent() => {
            made.pack == upshot.pack && made.total == upshot.total && made.deadlines == upshot.deadlines
        }
        (Some(_), Verdict::Rejected { conflict }) => conflict.kind == ConflictKind::LimitExceeded,
        (Some(_), _) => false,
        (None, verdict) => verdict.is_rejected() || verdict.is_same_intent(),
    }
}

/// What a command on a customer says who was erased before it came is kept nowhere.
/// Whether the history keeps of a command only that it was given: on a customer who was erased, on a case or a parcel that
/// went with them or never came to be.
fn is_bare(event: &Event, version: u64, body: Option<&Body>) -> bool {
    let Happening::Command { action, verdict, .. } = &event.what else { return false };
    match event.key {
        Key::Customer(_) => version > 0 && body.is_none(),
        Key::Case(_) | Key::Stray(_) => {
            verdict.is_rejected() && (body.is_none() || matches!(action, Action::OpenCase(_) | Action::PutAside(_)))
        }
        _ => false,
    }
}

fn as_asked(event: &Event, told: &Told, is_gone: bool) -> Held {
    let Happening::Command { id, action, claimed_at, .. } = &event.what else { return Ok(()) };
    let entry = &told.entry;
    let intent = &entry.intent;
    let forged = event.agent.is_none();
    let asked = if is_gone { intent.action.without_person() } else { intent.action.clone() };
    let same = event.key == intent.key
        && *action == asked
        && *claimed_at == intent.claimed_at
        && (forged || event.agent.as_deref() == Some(&entry.agent));
    hold(same, Invariant::HistoryIsWhatWasAsked, || format!("{id}: asked {intent:?} by {}, is {event:?}", entry.agent))
}

fn with_number(order: &Order, credit: usize, number: String) -> Order {
    let mut facts = order.clone().into_facts();
    facts.credits[credit].number = Some(number);
    Order::new(facts).expect("a number makes no order impossible")
}

/// What a body adds to the sum of everything: the first eight bytes of a hash over key, version and text.
pub fn digest(key: &Key, version: u64, body: Option<&Body>) -> u64 {
    let Some(body) = body else { return 0 };
    let text = match body {
        Body::Terms(pack) => serde_json::to_vec(&**pack),
        Body::Customer(record) => serde_json::to_vec(&**record),
        Body::Order(order) => serde_json::to_vec(&**order),
        Body::Account(account) => serde_json::to_vec(&**account),
        Body::Catalogue(catalogue) => serde_json::to_vec(&**catalogue),
        Body::Case(case) => serde_json::to_vec(&**case),
        Body::Stray(parcel) => serde_json::to_vec(&**parcel),
    };
    let mut hash = Sha256::new();
    for part in [key.kind(), key.id()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(version.to_be_bytes());
    hash.update(text.expect("a body has a JSON form"));
    let bytes: [u8; 32] = hash.finalize().into();
    u64::from_be_bytes(bytes[..8].try_into().expect("eight of thirty-two"))
}
