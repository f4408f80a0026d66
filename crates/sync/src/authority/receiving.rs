//! Receiving a device's commands: in the order of its chain, each once, whoever else is at it.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::feeding::{Feeding, Publish, publish};
use super::judging::{Judged, Standing, judge};
use super::store::{Authority, AuthorityTx, CommandPlace, DeviceRecord, DeviceState, RefusalRecord, Slot};
use crate::action::Action;
use crate::body::Key;
use crate::chain::{Digest, Verifier, link};
use crate::event::Happening;
use crate::intent::{FORM, Intent};
use crate::planted::{Bug, planted};
use crate::verdict::Verdict;
use crate::wire::{Answer, PROTOCOL, PUSH_MOST, Push, Pushed, Sealed, Stop};

/// Why a push was not looked at.
#[derive(Debug, thiserror::Error)]
pub enum PushFault<E: std::error::Error> {
    /// The store refused; what was answered before stands, the rest is to be sent again.
    #[error(transparent)]
    Store(#[from] E),
    /// The protocol is not spoken any more (426).
    #[error("protocol {0} is not spoken any more")]
    Protocol(u32),
    /// There are too many commands in it.
    #[error("more than {PUSH_MOST} commands in one push")]
    TooMany,
}

/// Takes a push, `together` commands in a transaction. Each command is answered once its transaction is durable.
///
/// # Errors
/// [`PushFault`]; a push that is sent again finds what was taken before and goes on after it.
pub async fn receive<A: Authority, V: Verifier + ?Sized>(
    store: &A,
    merchant: &str,
    push: &Push,
    verifier: &V,
    now: DateTime<Utc>,
    together: usize,
) -> Result<Pushed, PushFault<A::Error>> {
    if push.protocol != PROTOCOL {
        return Err(PushFault::Protocol(push.protocol));
    }
    if push.commands.len() > PUSH_MOST {
        return Err(PushFault::TooMany);
    }
    let mut pushed = Pushed { server_epoch: Uuid::nil(), answers: Vec::new(), stop: None, kept: Vec::new() };
    // An empty push still learns how its device stands.
    let empty: [&[Sealed]; 1] = [&[]];
    let chunks: Vec<&[Sealed]> = match push.commands.is_empty() {
        true => empty.to_vec(),
        false => push.commands.chunks(together.max(1)).collect(),
    };
    for chunk in chunks {
        let mut tx = store.begin(merchant).await?;
        let standing = Standing::read(&mut tx, merchant).await?;
        let taken = Receiving { tx, standing, push, verifier, now, feeding: Feeding::default(), slots: Vec::new() };
        let Taken { server_epoch, answers, stop, kept } = taken.take(chunk).await?;
        if pushed.server_epoch != server_epoch {
            // The database was put back from a copy between two chunks: what was answered before is lost.
            pushed.answers.clear();
        }
        pushed.server_epoch = server_epoch;
        pushed.answers.extend(answers);
        pushed.kept = kept;
        pushed.stop = stop;
        if pushed.stop.is_some() {
            break;
        }
    }
    Ok(pushed)
}

struct Receiving<'a, T, V: ?Sized> {
    tx: T,
    standing: Standing,
    push: &'a Push,
    verifier: &'a V,
    now: DateTime<Utc>,
    feeding: Feeding,
    slots: Vec<Slot>,
}

/// What became of one command before the transaction has its version.
enum Step {
    /// It was decided now; its slot is the last.
    Decided,
    /// It was known.
    Known(Box<Answer>),
    /// Nothing more is taken.
    Stop(Stop),
}

/// What became of one chunk.
struct Taken {
    server_epoch: Uuid,
    answers: Vec<Answer>,
    stop: Option<Stop>,
    /// The places of what was not let in and is kept aside, or was decided before.
    kept: Vec<u64>,
}

impl<T: AuthorityTx, V: Verifier + ?Sized> Receiving<'_, T, V> {
    async fn take(mut self, chunk: &[Sealed]) -> Result<Taken, T::Error> {
        let Some(mut device) = self.tx.device(self.push.device, true).await? else {
            return self.end(Vec::new(), Some(Stop::UnknownDevice), Vec::new()).await;
        };
        if let Some((stop, kept)) = self.turn_away(&device).await? {
            return self.end(Vec::new(), Some(stop), kept).await;
        }
        self.lock(chunk).await?;
        let mut known = Vec::new();
        let (mut stop, mut kept) = (None, Vec::new());
        for sealed in chunk {
            match self.step(&mut device, sealed).await? {
                Step::Decided => {}
                Step::Known(answer) => known.push(*answer),
                Step::Stop(reason) => {
                    if reason == Stop::Quarantined {
                        device.state = DeviceState::Quarantined;
                        kept = self.keep_aside(&device, sealed.seq).await?;
                    }
                    stop = Some(reason);
                    break;
                }
            }
        }
        self.tx.put_device(&device).await?;
        self.end(known, stop, kept).await
    }

    /// Whether the device may hand anything in; what it may not is kept.
    async fn turn_away(&mut self, device: &DeviceRecord) -> Result<Option<(Stop, Vec<u64>)>, T::Error> {
        let stop = match device.state {
            DeviceState::Active if device.epoch != self.push.epoch => {
                return Ok(Some((Stop::OtherEpoch { epoch: device.epoch }, Vec::new())));
            }
            DeviceState::Active => return Ok(None),
            DeviceState::Quarantined => Stop::Quarantined,
            DeviceState::Revoked => Stop::Revoked,
        };
        let kept = self.keep_aside(device, 0).await?;
        Ok(Some((stop, kept)))
    }

    /// Keeps what is not let in, from a place of the chain on: what the device signed, and nothing that somebody made
    /// of it. Sent again, the same commands are kept once: the store knows them by their seals. What was decided before
    /// is in the history and needs no keeping. Returns the places of everything that need not come again.
    async fn keep_aside(&mut self, device: &DeviceRecord, from: u64) -> Result<Vec<u64>, T::Error> {
        if planted(Bug::QuarantineForgets) {
            return Ok(self.push.commands.iter().map(|sealed| sealed.seq).collect());
        }
        let (mut signed, mut kept) = (Vec::new(), Vec::new());
        for sealed in self.push.commands.iter().filter(|command| command.seq >= from) {
            let own = link(&sealed.previous, device.id, self.push.epoch, sealed.seq, &sealed.payload);
            if !self.verifier.verify(&device.public_key, &own, &sealed.seal) {
                self.refuse(device.id, "bad_signature", sealed).await?;
                break;
            }
            kept.push(sealed.seq);
            if !self.is_decided(sealed).await? {
                signed.push(sealed.clone());
            }
        }
        self.tx.quarantine(device.id, self.now, &signed).await?;
        Ok(kept)
    }

    /// Whether this very command is in the history, whatever place it came at.
    async fn is_decided(&mut self, sealed: &Sealed) -> Result<bool, T::Error> {
        let Ok(intent) = serde_json::from_str::<Intent>(&sealed.payload) else { return Ok(false) };
        let known = self.tx.command(intent.id).await?;
        Ok(known.is_some_and(|place| place.intent == Digest::of(&sealed.payload)))
    }

    /// Locks the aggregates of a chunk in one order, so that two chunks never wait for each other in a ring; then the
    /// customers behind them, who are known only once their orders are held, and last what the merchant sells.
    async fn lock(&mut self, chunk: &[Sealed]) -> Result<(), T::Error> {
        if planted(Bug::CheckOutsideLock) {
            return Ok(());
        }
        let read = chunk.iter().filter_map(|sealed| serde_json::from_str::<Intent>(&sealed.payload).ok());
        let mut asked: BTreeMap<Key, Vec<Action>> = BTreeMap::new();
        for intent in read {
            asked.entry(intent.key).or_default().push(intent.action);
        }
        let mut behind = BTreeSet::new();
        for (key, actions) in asked.iter().filter(|(key, _)| !matches!(key, Key::Customer(_))) {
            let stored = self.tx.stored(key, true).await?;
            let body = stored.as_ref().and_then(|stored| stored.body.as_ref());
            behind.extend(actions.iter().filter_map(|action| action.customer_behind(key, body)));
        }
        behind.extend(asked.keys().filter(|key| matches!(key, Key::Customer(_))).cloned());
        for key in behind {
            match asked.contains_key(&key) {
                true => self.tx.stored(&key, true).await?,
                false => self.tx.stored_shared(&key).await?,
            };
        }
        if let Some(key) = asked.values().flatten().find_map(Action::catalogue_behind) {
            self.tx.stored_shared(&key).await?;
        }
        Ok(())
    }

    async fn step(&mut self, device: &mut DeviceRecord, sealed: &Sealed) -> Result<Step, T::Error> {
        let own = link(&sealed.previous, device.id, device.epoch, sealed.seq, &sealed.payload);
        if sealed.seq <= device.last_seq {
            return self.seen_before(device, sealed, &own).await;
        }
        if sealed.seq > device.last_seq + 1 && !planted(Bug::LinkNotChecked) {
            return Ok(Step::Stop(Stop::Gap { expected: device.last_seq + 1 }));
        }
        // The signature comes before the chain: an unsigned fork must not be able to put a device in quarantine.
        if !self.verifier.verify(&device.public_key, &own, &sealed.seal) {
            self.refuse(device.id, "bad_signature", sealed).await?;
            return Ok(Step::Stop(Stop::BadSignature { seq: sealed.seq }));
        }
        if sealed.previous != device.last_link && !planted(Bug::LinkNotChecked) {
            return Ok(Step::Stop(Stop::Quarantined));
        }
        self.decide(device, sealed, own).await?;
        device.last_seq = sealed.seq;
        device.last_link = own;
        Ok(Step::Decided)
    }

    /// A place of the chain that is filled: the same command is answered as before, another is a fork.
    async fn seen_before(&mut self, device: &DeviceRecord, sealed: &Sealed, own: &Digest) -> Result<Step, T::Error> {
        if self.slots.iter().any(|slot| slot.seq == sealed.seq && slot.link == *own) {
            return Ok(Step::Decided);
        }
        let slot = self.tx.slot(device.id, device.epoch, sealed.seq).await?;
        if let Some(slot) = slot.filter(|slot| slot.link == *own || planted(Bug::CloneNotDetected)) {
            let Slot { seq, id, verdict, version, .. } = slot;
            return Ok(Step::Known(Box::new(Answer { seq, id, verdict, version, duplicate: true })));
        }
        if !self.verifier.verify(&device.public_key, own, &sealed.seal) {
            self.refuse(device.id, "bad_signature", sealed).await?;
            return Ok(Step::Stop(Stop::BadSignature { seq: sealed.seq }));
        }
        Ok(Step::Stop(Stop::Quarantined))
    }

    async fn refuse(&mut self, device: Uuid, code: &'static str, sealed: &Sealed) -> Result<(), T::Error> {
        let refusal = RefusalRecord { at: self.now, device, code, seq: sealed.seq, payload: sealed.payload.clone() };
        self.tx.refuse(&refusal).await
    }

    /// Decides a command that has come for the first time at its place.
    async fn decide(&mut self, device: &DeviceRecord, sealed: &Sealed, own: Digest) -> Result<(), T::Error> {
        let read = serde_json::from_str::<Intent>(&sealed.payload).ok().filter(|intent| intent.form == FORM);
        let mut slot = Slot {
            seq: sealed.seq,
            link: own,
            payload: sealed.payload.clone(),
            seal: sealed.seal.clone(),
            id: Uuid::nil(),
            verdict: super::judging::unreadable(self.now),
            version: 0,
            received_at: self.now,
        };
        let Some(intent) = read else {
            self.refuse(device.id, "unreadable", sealed).await?;
            self.slots.push(slot);
            return Ok(());
        };
        slot.id = intent.id;
        let digest = Digest::of(&sealed.payload);
        let judged = match self.tx.command(intent.id).await?.filter(|_| !planted(Bug::NoDedupe)) {
            Some(place) if place.intent == digest => {
                // It came before through another seat of the same desk.
                let first = self.first(&place).await?;
                Judged { verdict: first.0, agent: None, body_version: 0, shown_at: Some(first.1) }
            }
            Some(_) => {
                self.refuse(device.id, "id_reused", sealed).await?;
                super::judging::id_reused(&intent)
            }
            None => {
                let place = CommandPlace { intent: digest, device: device.id, epoch: device.epoch, seq: sealed.seq };
                self.tx.put_command(intent.id, &place).await?;
                let judged =
                    judge(&mut self.tx, &mut self.feeding, &mut self.standing, &intent, device, self.now).await?;
                if judged.is_forged() {
                    self.refuse(device.id, "forged", sealed).await?;
                }
                judged
            }
        };
        // Nothing is kept of what was typed about somebody who was erased.
        let opens = matches!(intent.action, Action::OpenCase(_) | Action::PutAside(_));
        let never_opened = judged.verdict.is_rejected() && opens;
        let (action, verdict) = match never_opened || self.is_gone(&intent.key).await? {
            true => forgotten(&intent, &mut slot, judged.verdict),
            false => (intent.action, judged.verdict),
        };
        slot.verdict = verdict.clone();
        slot.version = judged.shown_at.unwrap_or(0);
        if judged.shown_at.is_none() {
            self.feeding.events.push(Publish {
                agent: judged.agent,
                key: intent.key.clone(),
                body_version: judged.body_version,
                what: Happening::Command {
                    id: intent.id,
                    device: device.id,
                    epoch: device.epoch,
                    seq: sealed.seq,
                    action,
                    claimed_at: intent.claimed_at,
                    verdict: Box::new(verdict),
                },
            });
        }
        self.slots.push(slot);
        Ok(())
    }

    /// Whether this is a customer who was erased, or a case or a parcel that went with them or never came to be.
    async fn is_gone(&mut self, key: &Key) -> Result<bool, T::Error> {
        if !key.is_personal() {
            return Ok(false);
        }
        let stored = self.tx.stored(key, false).await?;
        let never_was = matches!(key, Key::Case(_) | Key::Stray(_)) && stored.is_none();
        Ok(never_was || stored.is_some_and(|stored| stored.body.is_none() && stored.version > 0))
    }

    /// What was answered where a command was first seen: in this very transaction, or before it.
    async fn first(&mut self, place: &CommandPlace) -> Result<(Verdict, u64), T::Error> {
        if let Some(slot) = self.slots.iter().find(|slot| slot.seq == place.seq && place.device == self.push.device) {
            return Ok((slot.verdict.clone(), slot.version));
        }
        let slot = self.tx.slot(place.device, place.epoch, place.seq).await?;
        // A command is noted and its place filled in one transaction, so the place is there.
        Ok(slot.map_or_else(|| (super::judging::unreadable(self.now), 0), |slot| (slot.verdict, slot.version)))
    }

    /// Writes what is left, last of all the feed, and makes it durable.
    async fn end(mut self, known: Vec<Answer>, stop: Option<Stop>, kept: Vec<u64>) -> Result<Taken, T::Error> {
        let server_epoch = self.standing.server_epoch();
        let mut answers = known;
        if !self.feeding.events.is_empty() || !self.feeding.changes.is_empty() {
            let version = publish(&mut self.tx, std::mem::take(&mut self.feeding), self.now).await?;
            for slot in self.slots.iter_mut().filter(|slot| slot.version == 0) {
                slot.version = version;
            }
        }
        for slot in self.slots {
            self.tx.put_slot(self.push.device, self.push.epoch, &slot).await?;
            let Slot { seq, id, verdict, version, .. } = slot;
            answers.push(Answer { seq, id, verdict, version, duplicate: false });
        }
        if !(planted(Bug::AnswerBeforeCommit) && answers.last().is_some_and(|last| last.seq.is_multiple_of(3))) {
            self.tx.commit().await?;
        }
        answers.sort_by_key(|answer| answer.seq);
        Ok(Taken { server_epoch, answers, stop, kept })
    }
}

/// What is kept of a command on a person who is gone: that it came, not what it said. Its link in the chain stays.
fn forgotten(intent: &Intent, slot: &mut Slot, mut verdict: Verdict) -> (Action, Verdict) {
    let action = intent.action.without_person();
    let bare = Intent { action: action.clone(), ..intent.clone() };
    slot.payload = serde_json::to_string(&bare).unwrap_or_default();
    if let Verdict::Rejected { conflict } = &mut verdict {
        conflict.forget_person();
    }
    (action, verdict)
}
