//! What desks and the centre say to each other.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use guichet_sync::Key;
use guichet_sync::authority::{DeviceRecord, DeviceState};
use guichet_sync::planted::{Bug, planted};
use guichet_sync::replica::{EntryState, ReplicaState, Seat, Standing};
use guichet_sync::wire::{PROTOCOL, Part, Pull, Pulled, Push, Stop};
use uuid::Uuid;

use super::centre::{self, Asked};
use super::wire::{Letter, Request, Response};
use super::{Merchant, World, desk, keys};
use crate::check::{Around, Held, Invariant, Memo, hold, look};
use crate::dice::Dice;
use crate::stores::{Base, BaseSight, Disk, DiskSight, Stores};

impl<S: Stores> World<S> {
    /// How a desk stands with the centre.
    pub(super) fn state(&self, desk: usize) -> ReplicaState {
        self.desks[desk].disk.sight().state().clone()
    }

    /// Looks at a desk after it did something, or died doing it.
    pub(super) fn look(&mut self, at: usize) -> Held {
        let desk = &mut self.desks[at];
        let merchant = &mut self.merchants[desk.merchant];
        let sight = desk.disk.sight();
        let Merchant { books, told, life, horizon, forked, .. } = merchant;
        let around = Around { books, life: *life, horizon: *horizon, forked };
        look(&sight, &mut desk.memo, told, &around)?;
        let state = sight.state();
        let place = u64::try_from(at).unwrap_or(0);
        let queue = u64::try_from(desk.memo.entries.len()).unwrap_or(0);
        self.history.note(&[3, place, state.cursor, state.checksum, state.last_seq, queue], || {
            format!(
                "      desk {at}: {:?}, cursor {}, sealed to {}, {queue} queued",
                state.standing, state.cursor, state.last_seq
            )
        });
        Ok(())
    }

    /// Notes that a desk died in the middle of something, or lived.
    pub(super) fn survived<T>(&mut self, at: usize, done: Option<T>) -> Held<Option<T>> {
        if done.is_none() {
            self.desks[at].start += 1;
            self.desks[at].parted = false;
            self.tally.count("faults", "desk died in the middle");
            self.history.note(&[4], || format!("  desk {at} dies in the middle"));
        }
        self.look(at)?;
        Ok(done)
    }

    /// Every third desk holds a part of the orders: those that are open, and those on which something waits there.
    fn part(&self, at: usize) -> Option<Part> {
        if at % 3 != 2 {
            return None;
        }
        let sight = self.desks[at].disk.sight();
        let waiting = sight.entries().filter(|entry| entry.state == EntryState::Waiting);
        let orders = waiting.filter_map(|entry| match &entry.intent.key {
            Key::Order(number) => Some(number.clone()),
            _ => None,
        });
        Some(Part { since: DateTime::<Utc>::MAX_UTC, with: orders.collect() })
    }

    /// What a desk says next, on its own.
    pub(super) fn next_request(&mut self, at: usize, hold: TimeDelta, dice: &mut Dice) -> Held<Option<Request>> {
        let state = self.state(at);
        match state.standing {
            Standing::Local | Standing::MustEnrol => Ok(Some(Request::Enrol)),
            Standing::MustBootstrap => {
                self.desks[at].snapshots += 1;
                let asked = self.desks[at].snapshots;
                let part = self.part(at);
                Ok(state.seat.map(|seat| Request::Snapshot(seat.device, asked, part)))
            }
            Standing::MustUpgrade => Ok(None),
            Standing::Revoked => self.hand_over(at, hold, dice),
            Standing::Active => {
                let push = if dice.once_in(3) { None } else { self.seal(at, hold, dice)? };
                Ok(push.or_else(|| self.pull(at)))
            }
        }
    }

    /// Seals what may go.
    pub(super) fn seal(&mut self, at: usize, wait: TimeDelta, dice: &mut Dice) -> Held<Option<Request>> {
        let state = self.state(at);
        let Some(signer) = state.seat.and_then(|seat| self.signers.get(&seat.device).cloned()) else { return Ok(None) };
        let desk = &mut self.desks[at];
        let now = desk.clock(self.now, self.began);
        let dies = dice.once_in(3);
        let sealed = desk.write(async |tx| desk::seal(tx, &*signer, now, wait, dies).await);
        let Some(push) = self.survived(at, sealed)?.flatten() else { return Ok(None) };
        self.sealed_on_disk(at, &push)?;
        Ok(Some(Request::Push(Arc::new(push))))
    }

    fn sealed_on_disk(&self, at: usize, push: &Push) -> Held {
        let sight = self.desks[at].disk.sight();
        for command in &push.commands {
            let there = sight
                .entries()
                .filter_map(|entry| entry.sealed.as_ref())
                .any(|sealed| sealed.device == push.device && sealed.seq == command.seq && sealed.sent() == *command);
            let text = || format!("desk {at} sends place {} and could not send it again", command.seq);
            hold(there, Invariant::SealedBeforeSent, text)?;
        }
        Ok(())
    }

    /// Asks for a page.
    pub(super) fn pull(&self, at: usize) -> Option<Request> {
        let state = self.state(at);
        let server_epoch = state.server_epoch.unwrap_or_default();
        let device = state.seat?.device;
        let most = self.plan.page;
        Some(Request::Pull(Pull { protocol: PROTOCOL, device, server_epoch, cursor: state.cursor, most }))
    }

    /// Sends a request on its way.
    pub(super) fn send(&mut self, at: usize, request: Request) {
        let desk = &self.desks[at];
        if desk.cut {
            self.tally.count("faults", "message into a partition");
            return;
        }
        let (start, program, life) = (desk.start, desk.program, self.state(at).server_epoch);
        let letter = Letter::Up { desk: at, start, program, life, forged: None, request };
        self.history.note(&[5], || format!("  desk {at} sends: {}", letter.text()));
        self.letters.push(letter);
    }

    /// The centre gets a request. Returns the task that answers it, or the answer where there is nothing to do for it.
    pub(super) fn arrive(
        &mut self,
        at: usize,
        (start, program, life): (u32, u32, Option<Uuid>),
        forged: Option<u64>,
        request: Request,
        instance: usize,
    ) -> Result<u64, Response> {
        let merchant = self.desks[at].merchant;
        let name = self.merchants[merchant].name;
        let base = self.centre.base.clone();
        let old = program < self.centre.program;
        let (now, asked) = (self.now, |push| Asked { desk: at, start, life, push, pull: None, forged, ticket: 0 });
        match request {
            Request::Push(push) => {
                let sent = if old { Arc::new(Push { protocol: 0, ..(*push).clone() }) } else { push.clone() };
                let verifier = self.verifier.clone();
                let work = centre::receive(base, name, sent, verifier, now, self.plan.together);
                Ok(self.begin(merchant, instance, "push", Some(asked(Some(push))), work))
            }
            Request::Pull(pull) => {
                let pull = if old { Pull { protocol: 0, ..pull } } else { pull };
                let work = centre::pull(base, name, pull, now);
                let asked = Some(Asked { pull: Some(pull), ..asked(None) });
                Ok(self.begin(merchant, instance, "pull", asked, work))
            }
            // Whose protocol is too old gets no snapshot either.
            Request::Snapshot(..) if old => Err(Response::Pulled(None, Arc::new(Pulled::Upgrade))),
            Request::Snapshot(device, ticket, part) => {
                let work = centre::snapshot(base, name, device, part, now);
                let asked = Some(Asked { ticket, ..asked(None) });
                Ok(self.begin(merchant, instance, "snapshot", asked, work))
            }
            Request::Enrol => Err(Response::Seat(self.enrol(merchant))),
        }
    }

    /// Gives a seat, as an enrolment does.
    fn enrol(&mut self, merchant: usize) -> Seat {
        let device = self.dice.id();
        self.series += 1;
        let series = format!("K{}", self.series);
        let mut secret = [0; 32];
        for byte in &mut secret {
            *byte = u8::try_from(self.dice.below(256)).unwrap_or(0);
        }
        let (signer, public_key) = keys::key(secret, self.plan.real_signatures);
        self.signers.insert(device, signer);
        let name = self.merchants[merchant].name;
        self.merchants[merchant].devices.push(device);
        let record = DeviceRecord {
            id: device,
            epoch: 1,
            series: series.clone(),
            public_key,
            last_seq: 0,
            last_link: Default::default(),
            state: DeviceState::Active,
        };
        self.centre.base.put_device(name, record);
        self.tally.count("happenings", "enrolled");
        Seat { merchant: name.to_owned(), device, epoch: 1, series }
    }

    /// A desk hears an answer.
    pub(super) fn hear(&mut self, at: usize, start: u32, response: &Response) -> Held {
        let now = self.desks[at].clock(self.now, self.began);
        let device = self.state(at).seat.map_or_else(Uuid::nil, |seat| seat.device);
        match response {
            // Nor what was pushed to a centre of another life than the one that the desk knows by now.
            Response::Pushed(_, life, _) if *life != self.state(at).server_epoch => {}
            Response::Pushed(push, _, None) => self.hear_refusal(at, push.device, &Pulled::Upgrade)?,
            Response::Pushed(push, _, Some(pushed)) => {
                // Only who knows that the seat is gone says goodbye, and only the life of the centre that is now hears
                // it: what an earlier one answered was put back together with it.
                let is_goodbye = self.state(at).standing == Standing::Revoked
                    && pushed.server_epoch == self.merchants[self.desks[at].merchant].life;
                let desk = &mut self.desks[at];
                let done = desk.write(async |tx| desk::pushed(tx, push.device, pushed, now).await);
                if self.survived(at, done)?.is_some() {
                    self.desks[at].parted = is_goodbye && pushed.stop == Some(Stop::Revoked);
                }
            }
            // A desk knows which of its questions is answered: one that it would not ask now is not heard.
            Response::Pulled(Some(pull), pulled) if self.is_of_yesterday(at, pull, pulled) => {}
            Response::Pulled(pull, pulled) => match &**pulled {
                Pulled::Page(page) => {
                    let desk = &mut self.desks[at];
                    if planted(Bug::CheckpointBeforeApply) {
                        return self.checkpoint_first(at, page);
                    }
                    let done = desk.write(async |tx| desk::paged(tx, page, now).await);
                    self.survived(at, done)?;
                }
                other => self.hear_refusal(at, pull.map_or(device, |pull| pull.device), other)?,
            },
            // A bootstrap is one conversation: nothing of an earlier one is heard any more.
            Response::Snapshot(_, ticket) if *ticket != self.desks[at].snapshots => {}
            Response::Snapshot(None, _) => {
                let refusal = self.why_no_snapshot(at, device);
                self.hear_refusal(at, device, &refusal)?;
            }
            Response::Snapshot(Some(snapshot), _) => {
                self.desks[at].snapshots += 1;
                let sort = if snapshot.partial { "snapshot of a part" } else { "snapshot" };
                self.tally.count("happenings", sort);
                let desk = &mut self.desks[at];
                let done = desk.write(async |tx| desk::adopt(tx, snapshot, now).await);
                self.survived(at, done)?;
            }
            Response::Seat(seat) => {
                // The program that asked takes the seat; one that was started since asks again.
                let standing = self.state(at).standing;
                let wanted = matches!(standing, Standing::Local | Standing::MustEnrol);
                if wanted && start == self.desks[at].start {
                    // A snapshot that was asked for on the old seat says nothing of the new one.
                    self.desks[at].snapshots += 1;
                    let done = self.desks[at].write(async |tx| desk::reseat(tx, seat.clone()).await);
                    self.survived(at, done)?;
                }
            }
        }
        Ok(())
    }

    /// An answer to what was asked in another life of the centre, or that all is gone after a cursor of long ago.
    fn is_of_yesterday(&self, at: usize, pull: &Pull, pulled: &Pulled) -> bool {
        let state = self.state(at);
        let gone = matches!(pulled, Pulled::Gone { .. });
        state.server_epoch.unwrap_or_default() != pull.server_epoch || (gone && pull.cursor != state.cursor)
    }

    /// A device that may not take part gets no snapshot; how it stands is said to it.
    fn why_no_snapshot(&self, at: usize, device: Uuid) -> Pulled {
        let sight = self.centre.base.sight(self.merchants[self.desks[at].merchant].name);
        let record = sight.devices().find(|record| record.id == device);
        match record.map(|record| record.state) {
            Some(DeviceState::Revoked) => Pulled::Revoked,
            _ => Pulled::Quarantined,
        }
    }

    fn hear_refusal(&mut self, at: usize, device: Uuid, pulled: &Pulled) -> Held {
        let name = match pulled {
            Pulled::Page(_) => "page",
            Pulled::Gone { .. } => "gone",
            Pulled::Upgrade => "upgrade",
            Pulled::Revoked => "revoked",
            Pulled::Quarantined => "quarantined",
        };
        self.tally.count("pulls refused", name);
        let done = self.desks[at].write(async |tx| desk::refused(tx, device, pulled).await);
        self.survived(at, done).map(|_| ())
    }

    /// The cursor is moved in a transaction of its own before the page is applied: a planted fault.
    fn checkpoint_first(&mut self, at: usize, page: &guichet_sync::wire::Page) -> Held {
        let now = self.desks[at].clock(self.now, self.began);
        let dies_later = self.desks[at].dies_after.take();
        let moved = self.desks[at].write(async |tx| desk::checkpoint(tx, page).await);
        self.desks[at].dies_after = dies_later;
        let ahead = guichet_sync::wire::Page { from: page.to, ..page.clone() };
        let page = if moved == Some(true) { &ahead } else { page };
        let done = self.desks[at].write(async |tx| desk::paged(tx, page, now).await);
        self.survived(at, done).map(|_| ())
    }

    /// A revoked desk hands its queue over, and says goodbye; once nothing is left to say, it is wiped.
    fn hand_over(&mut self, at: usize, hold: TimeDelta, dice: &mut Dice) -> Held<Option<Request>> {
        let start = self.desks[at].start;
        let push = self.seal(at, hold, dice)?;
        if push.is_some() || self.desks[at].start != start {
            return Ok(push);
        }
        let last = self.desks[at].write(async |tx| desk::part(tx).await).flatten();
        match last.filter(|_| !self.desks[at].parted) {
            Some(push) => Ok(Some(Request::Push(Arc::new(push)))),
            None => self.wipe(at).map(|()| None),
        }
    }

    fn wipe(&mut self, at: usize) -> Held {
        let merchant = self.desks[at].merchant;
        let centre = self.centre.base.sight(self.merchants[merchant].name);
        let kept = crate::check::kept_aside(&centre);
        for entry in self.desks[at].disk.sight().entries().filter(|entry| entry.is_waiting()) {
            let id = entry.intent.id;
            let known = &self.merchants[merchant];
            let excused = known.told.get(&id).is_some_and(|told| told.may_be_lost);
            let safe = excused || kept.contains(&id) || known.book().decided.contains_key(&id);
            hold(safe, Invariant::QuarantineKeeps, || format!("{id} goes with its desk's disk: {entry:?}"))?;
        }
        self.tally.count("happenings", "revoked desk wiped");
        self.history.note(&[6], || format!("  desk {at} is wiped"));
        let desk = &mut self.desks[at];
        desk.disk = S::disk();
        (desk.memo, desk.copy, desk.parted) = (Memo::default(), None, false);
        desk.start += 1;
        Ok(())
    }

    /// One request and its answer, without trouble but what was there before. Returns whether there was an answer.
    pub(super) fn converse(&mut self, at: usize, request: Request) -> Held<bool> {
        let (start, program) = (self.desks[at].start, self.desks[at].program);
        let life = self.state(at).server_epoch;
        let mut asked = Asked { desk: at, start, life, push: None, pull: None, forged: None, ticket: 0 };
        match &request {
            Request::Push(push) => asked.push = Some(push.clone()),
            Request::Pull(pull) => asked.pull = Some(*pull),
            Request::Snapshot(_, ticket, _) => asked.ticket = *ticket,
            Request::Enrol => {}
        }
        let response = match self.arrive(at, (start, program, life), None, request, 0) {
            Err(response) => Some(response),
            Ok(task) => self.run_to_end(task)?.and_then(|reply| super::office::response(&asked, reply)),
        };
        match response {
            Some(response) => self.hear(at, start, &response).map(|()| true),
            None => Ok(false),
        }
    }

    /// A desk pushes and pulls until there is nothing more to say.
    pub(super) fn exchange(&mut self, at: usize) -> Held {
        let mut dice = Dice::new(1);
        for _ in 0..60 {
            let state = self.state(at);
            let request = match state.standing {
                Standing::Active => match self.seal(at, TimeDelta::zero(), &mut dice)? {
                    Some(push) => Some(push),
                    None if state.cursor < self.merchants[self.desks[at].merchant].book().version => self.pull(at),
                    None if state.server_epoch != Some(self.merchants[self.desks[at].merchant].life) => self.pull(at),
                    None => return Ok(()),
                },
                _ => self.next_request(at, TimeDelta::zero(), &mut dice)?,
            };
            let Some(request) = request else { return Ok(()) };
            if !self.converse(at, request)? {
                return Ok(());
            }
        }
        Ok(())
    }
}
