//! What the centre is at: requests begun, polled one step at a time, ended or killed; and its books read as it goes.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use guichet_domain::Order;
use guichet_sync::authority::{DeviceState, Effect, EffectKind, FeedEntry, FeedRow};
use guichet_sync::wire::{Answer, Push, Pushed, Stop};
use guichet_sync::{Body, ConflictKind, Happening, Verdict};

use super::centre::{self, Asked, Ingest, Reply, Task};
use super::steps::once;
use super::wire::{Letter, Response};
use super::{Merchant, World};
use crate::check::{Book, Held, Invariant, captured, fail, hold, kept_aside, paid_out};
use crate::history::History;
use crate::stores::{Base, BaseSight, Stores};
use crate::tally::Tally;

/// More polls than all that is under way can need, were nothing waiting in a ring.
const RING: u32 = 4_000;

impl<S: Stores> World<S> {
    /// Begins something at the centre.
    pub(super) fn begin(
        &mut self,
        merchant: usize,
        instance: usize,
        text: &'static str,
        asked: Option<Asked>,
        work: Pin<Box<dyn Future<Output = Reply>>>,
    ) -> u64 {
        self.centre.begun += 1;
        let id = self.centre.begun;
        let since = self.merchants.get(merchant).map_or(0, |known| known.book().version);
        self.centre.tasks.push(Task { id, merchant, instance, since, text, asked, work });
        id
    }

    /// Takes in what the shop does, to the end.
    pub(super) fn ingest_now(&mut self, merchant: usize, what: Ingest) -> Held {
        let task = self.begin_ingest(merchant, what, "shop");
        self.run_to_end(task).map(|_| ())
    }

    /// Begins to take in what the shop does.
    pub(super) fn begin_ingest(&mut self, merchant: usize, what: Ingest, text: &'static str) -> u64 {
        let work = centre::ingest(self.centre.base.clone(), self.merchants[merchant].name, what, self.now);
        self.begin(merchant, 0, text, None, work)
    }

    /// Polls one request so many times. Returns its answer, if it came to one.
    pub(super) fn poll(&mut self, at: usize, times: u64) -> Held<Option<(Task, Reply)>> {
        for _ in 0..times {
            let Some(task) = self.centre.tasks.get_mut(at) else { return Ok(None) };
            let merchant = task.merchant;
            let done = once(&mut task.work);
            self.read_books(merchant)?;
            if let Some(reply) = done {
                let task = self.centre.tasks.remove(at);
                self.check_reply(&task, &reply)?;
                return Ok(Some((task, reply)));
            }
        }
        Ok(None)
    }

    /// Runs everything, turn by turn, until one request has its answer; the others' answers are sent.
    pub(super) fn run_to_end(&mut self, id: u64) -> Held<Option<Reply>> {
        for _ in 0..RING {
            let mut at = 0;
            while at < self.centre.tasks.len() {
                match self.poll(at, 1)? {
                    Some((task, reply)) if task.id == id => return Ok(Some(reply)),
                    Some((task, reply)) => self.answer(&task, reply),
                    None => at += 1,
                }
            }
            if self.centre.tasks.iter().all(|task| task.id != id) {
                return Ok(None);
            }
        }
        let tasks: Vec<_> = self.centre.tasks.iter().map(|task| task.text).collect();
        fail(Invariant::Progress, format!("{tasks:?} wait for each other"))
    }

    /// Runs everything to its end, and sends the answers.
    pub(super) fn finish(&mut self) -> Held {
        while let Some(task) = self.centre.tasks.first() {
            let id = task.id;
            let asked = task.asked.clone();
            if let Some(reply) = self.run_to_end(id)? {
                self.send_reply(asked, reply);
            }
        }
        Ok(())
    }

    /// Sends what came of a request.
    pub(super) fn answer(&mut self, task: &Task, reply: Reply) {
        self.send_reply(task.asked.clone(), reply);
    }

    fn send_reply(&mut self, asked: Option<Asked>, reply: Reply) {
        let Some(asked) = asked.filter(|asked| asked.forged.is_none()) else { return };
        let Some(response) = response(&asked, reply) else { return };
        self.letters.push(Letter::Down { desk: asked.desk, start: asked.start, response });
    }

    /// What the centre answers is in its history, and what it keeps aside is kept.
    fn check_reply(&mut self, task: &Task, reply: &Reply) -> Held {
        let (Some(asked), Reply::Pushed(Some(pushed))) = (&task.asked, reply) else { return Ok(()) };
        let merchant = &self.merchants[task.merchant];
        if pushed.server_epoch != merchant.life {
            return Ok(());
        }
        let book = merchant.book();
        for answer in &pushed.answers {
            check_answer(book, answer)?;
            if answer.duplicate {
                self.tally.count("answers", "duplicate");
            }
        }
        let Some(push) = &asked.push else { return Ok(()) };
        answers_what_was_asked(push, pushed)?;
        let sight = self.centre.base.sight(merchant.name);
        if let Some(seq) = asked.forged {
            return forgery_refused(&sight, push, pushed, seq);
        }
        if matches!(pushed.stop, Some(Stop::Quarantined | Stop::Revoked)) {
            let kept = kept_aside(&sight);
            let answered = |seq: u64| pushed.answers.iter().any(|answer| answer.seq == seq);
            for sealed in push.commands.iter().filter(|sealed| !answered(sealed.seq)) {
                let intent: guichet_sync::Intent = serde_json::from_str(&sealed.payload).expect("a desk sealed it");
                let text = || format!("{:?} of {} was handed in and is not kept", pushed.stop, intent.id);
                let safe = kept.contains(&intent.id) || book.decided.contains_key(&intent.id);
                hold(safe, Invariant::QuarantineKeeps, text)?;
            }
        }
        if let Some(stop) = &pushed.stop {
            self.tally.count("stops", stop_name(stop));
        }
        Ok(())
    }

    /// Reads what the feed says since the last time.
    pub(super) fn read_books(&mut self, at: usize) -> Held {
        let Self { centre, merchants, tally, history, .. } = self;
        let merchant = &mut merchants[at];
        let sight = centre.base.sight(merchant.name);
        let head = sight.head();
        crate::check::quarantined_for_forks(&sight, &merchant.forked)?;
        let Merchant { books, told, agents, provider, life, .. } = merchant;
        let book = books.get_mut(life).expect("a life has its book");
        if head.version == book.version {
            return Ok(());
        }
        let known = book.version;
        let since = centre.tasks.iter().filter(|task| task.merchant == at).map(|task| task.since).min();
        let since = since.unwrap_or(known).min(known);
        let rows: Vec<Arc<FeedRow>> = sight.feed_after(known).cloned().collect();
        let mut by_version: BTreeMap<u64, Vec<Arc<FeedRow>>> = BTreeMap::new();
        for row in rows {
            by_version.entry(row.version).or_default().push(row);
        }
        for rows in by_version.values() {
            book.read(rows, told, agents, since)?;
            for row in rows {
                tell(row, at, tally, history);
                pays(row, &sight, provider)?;
            }
        }
        let text = || format!("the head says {}, the feed {}, it was {known}", head.version, book.version);
        hold(head.version == book.version, Invariant::FeedContiguous, text)?;
        let text = || format!("at {}", head.version);
        hold(Some(head.checksum) == book.sum_at(head.version), Invariant::HeadSumIsSum, text)?;
        history.note(&[2, u64::try_from(at).unwrap_or(9), head.version, head.checksum], || {
            format!("      now at v{}", head.version)
        });
        Ok(())
    }
}

fn check_answer(book: &Book, answer: &Answer) -> Held {
    let invariant = if answer.duplicate { Invariant::SameAnswerAgain } else { Invariant::AnswerIsDurable };
    let so = book
        .decided
        .get(&answer.id)
        .is_some_and(|decided| decided.is_told_as(&answer.verdict, book) && decided.version == answer.version);
    hold(so, invariant, || format!("{answer:?}\nis {:?}", book.decided.get(&answer.id)))
}

/// Each answer names the command that stands at its place in what was sent.
fn answers_what_was_asked(push: &Push, pushed: &Pushed) -> Held {
    for answer in &pushed.answers {
        let sent = push.commands.iter().find(|command| command.seq == answer.seq);
        let so = sent.is_some_and(|command| command.payload.contains(&answer.id.to_string()));
        hold(so, Invariant::SameAnswerAgain, || {
            format!("{} is answered with another's verdict: {answer:?}", answer.seq)
        })?;
    }
    Ok(())
}

/// What was changed under way is not taken, and written down where its signature was looked at.
fn forgery_refused<B: BaseSight>(sight: &B, push: &Push, pushed: &Pushed, seq: u64) -> Held {
    // A place that is filled is answered as before to whoever names what fills it, under whatever seal: nothing is taken.
    let taken = pushed.answers.iter().any(|answer| answer.seq == seq && !answer.duplicate);
    hold(!taken, Invariant::ForgeryRefused, || format!("{seq} was changed under way: {pushed:?}"))?;
    if pushed.stop == Some(Stop::BadSignature { seq }) {
        let noted = sight.refusals().any(|refusal| refusal.device == push.device && refusal.seq == seq);
        hold(noted, Invariant::ForgeryRefused, || format!("{seq} is refused and nobody knows"))?;
    }
    Ok(())
}

/// What a desk hears of a reply; nothing of one that broke.
pub(super) fn response(asked: &Asked, reply: Reply) -> Option<Response> {
    match reply {
        Reply::Pushed(pushed) => Some(Response::Pushed(asked.push.clone()?, asked.life, pushed.map(Arc::new))),
        Reply::Pulled(pulled) => Some(Response::Pulled(asked.pull, Arc::new(pulled))),
        Reply::Snapshot(snapshot) => Some(Response::Snapshot(snapshot.map(Arc::new), asked.ticket)),
        Reply::Done | Reply::Broken => None,
    }
}

/// Counts what happened, and writes it down.
fn tell(row: &FeedRow, merchant: usize, tally: &mut Tally, history: &mut History) {
    let FeedEntry::Event(event) = &row.entry else { return };
    match &event.what {
        Happening::Command { id, action, verdict, .. } => {
            tally.count("decided", action.name());
            let code = match &**verdict {
                Verdict::Applied { .. } => "applied",
                Verdict::AppliedDifferently { .. } if verdict.is_same_intent() => "same intent",
                Verdict::AppliedDifferently { .. } => "applied differently",
                Verdict::Rejected { conflict } => {
                    tally.count("conflicts", conflict_name(conflict.kind));
                    "rejected"
                }
            };
            tally.count("verdicts", code);
            history.bytes(id.as_bytes());
            history.note(&[1, row.version], || {
                let who = event.agent.as_deref().unwrap_or("?");
                let merchant = super::MERCHANTS[merchant];
                format!("      {merchant} v{} {} {} by {who} ({id}): {code}", row.version, action.name(), event.key)
            });
            history.bytes(code.as_bytes());
        }
        what => {
            let name = match what {
                Happening::Ingested => "ingested",
                Happening::Erased => "erased",
                _ => "published",
            };
            tally.count("happenings", name);
            history.note(&[1, row.version], || {
                format!("      {} v{} {name} {}", super::MERCHANTS[merchant], row.version, event.key)
            });
        }
    }
}

/// The worker pays what there is to be paid as soon as it is there: the worst moment.
fn pays<B: BaseSight>(row: &FeedRow, sight: &B, provider: &mut BTreeMap<(String, String), uuid::Uuid>) -> Held {
    let FeedEntry::Change(change) = &row.entry else { return Ok(()) };
    let Some(Body::Order(order)) = &change.body else { return Ok(()) };
    captured(order, sight.effects())?;
    if order.credits.is_empty() && order.goodwill.is_empty() {
        return Ok(());
    }
    paid_out(order, sight.effects())?;
    for effect in sight.effects().filter(|effect| is_payout_of(effect, order)) {
        let part = |name: &str| effect.payload[name].to_string();
        // One exception may pay a credit and goodwill back to one payment: two payments.
        let sort = effect.payload["goodwill"].is_null().to_string();
        let known = *provider.entry((part("command"), part("payment") + &sort)).or_insert(effect.id);
        let text = || format!("{} was asked under {known} before: {effect:?}", effect.business_key);
        hold(known == effect.id, Invariant::PayoutKeyStable, text)?;
    }
    Ok(())
}

fn is_payout_of(effect: &Effect, order: &Order) -> bool {
    effect.kind == EffectKind::Payout && effect.payload["order"] == order.number.as_str()
}

fn stop_name(stop: &Stop) -> &'static str {
    match stop {
        Stop::UnknownDevice => "unknown device",
        Stop::Revoked => "revoked",
        Stop::Quarantined => "quarantined",
        Stop::OtherEpoch { .. } => "other epoch",
        Stop::Gap { .. } => "gap",
        Stop::BadSignature { .. } => "bad signature",
    }
}

/// A conflict's name.
pub fn conflict_name(kind: ConflictKind) -> &'static str {
    match kind {
        ConflictKind::Competing => "competing",
        ConflictKind::QuantityExceeded => "quantity exceeded",
        ConflictKind::StaleFacts => "stale facts",
        ConflictKind::CustomerGone => "customer gone",
        ConflictKind::AuthorityRevoked => "authority revoked",
        ConflictKind::RoleForbids => "role forbids",
        ConflictKind::LimitExceeded => "limit exceeded",
        ConflictKind::NewerTerms => "newer terms",
        ConflictKind::AlreadyPaidOut => "already paid out",
        ConflictKind::Behind => "behind",
        ConflictKind::Unknown => "unknown",
        ConflictKind::Refused => "refused",
        ConflictKind::Malformed => "malformed",
        ConflictKind::IdReused => "id reused",
        ConflictKind::Forged => "forged",
    }
}

/// A device's record with another state.
pub(super) fn with_state<B: BaseSight>(
    sight: &B,
    device: uuid::Uuid,
    state: DeviceState,
) -> Option<guichet_sync::authority::DeviceRecord> {
    let record = sight.devices().find(|record| record.id == device)?.clone();
    (record.state == DeviceState::Active).then_some(guichet_sync::authority::DeviceRecord { state, ..record })
}
