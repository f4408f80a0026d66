//! What each move does. A move picks what it is about from what there is; where there is nothing, nothing happens.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use guichet_sync::authority::DeviceState;
use guichet_sync::planted::{Bug, planted};
use guichet_sync::replica::{EntryState, Standing, Take};
use guichet_sync::wire::Push;
use guichet_sync::{Action, Body, Key, Resolution, Role};
use uuid::Uuid;

use super::centre::Ingest;
use super::desk::{self, Desk};
use super::office::with_state;
use super::wire::{Letter, Request};
use super::{AGENTS, CentreCopy, MERCHANTS, World, cases, script, shop, strays};
use crate::check::{Held, Invariant, hold};
use crate::dice::Dice;
use crate::schedule::{Move, MoveKind};
use crate::stores::{Base, BaseSight, Disk, DiskSight, Stores};

/// The most desks there are, clones among them.
const DESKS_MOST: usize = 8;

impl<S: Stores> World<S> {
    /// Does a move.
    pub fn step(&mut self, made: Move) -> Held {
        let mut dice = Dice::new(made.dice);
        self.now += TimeDelta::minutes(dice.between(0, 40));
        let kind = u64::try_from(MoveKind::ALL.iter().position(|kind| *kind == made.kind).unwrap_or(0)).unwrap_or(0);
        let now = self.now;
        self.history.note(&[0, kind, made.dice], || format!("{} {}", now.format("%m-%d %H:%M"), made.kind.text()));
        let desk = dice.index(self.desks.len());
        let done = self.act(made.kind, desk, &mut dice)?;
        if done {
            let group = if made.kind.is_fault() { "faults" } else { "moves" };
            self.tally.count(group, made.kind.text());
        }
        Ok(())
    }

    fn act(&mut self, kind: MoveKind, desk: usize, dice: &mut Dice) -> Held<bool> {
        use MoveKind as M;
        match kind {
            M::Take => self.take(desk, dice),
            M::TakeAgain => self.take_again(desk, dice),
            M::Withdraw => self.withdraw(desk, dice),
            M::Resolve => self.resolve(desk, dice),
            M::Shift => self.shift(desk, dice),
            M::Speak => self.speak(desk, dice),
            M::Exchange => self.exchange_unless_cut(desk),
            M::Deliver => self.deliver(dice),
            M::Work => self.work(dice),
            M::Finish => self.finish().map(|()| true),
            M::Ship | M::NewOrder | M::Customer | M::Terms | M::Erase => self.shop(kind, desk, dice),
            M::Wait => {
                self.now += TimeDelta::days(dice.between(1, 6));
                Ok(true)
            }
            M::Lose | M::Repeat | M::Forge => self.tamper(kind, dice),
            M::Cut | M::Mend | M::KillDesk | M::SetClock | M::UpgradeDesk => self.trouble(kind, desk, dice),
            M::KillCentre => {
                let instance = dice.index(self.plan.instances);
                let before = self.centre.tasks.len();
                self.centre.tasks.retain(|task| task.instance != instance);
                Ok(self.centre.tasks.len() < before)
            }
            M::UpgradeCentre => {
                self.centre.program += 1;
                Ok(true)
            }
            M::RevokeAgent | M::ChangeAgent | M::RevokeDevice | M::Horizon => self.administer(kind, desk, dice),
            M::CopyCentre => self.copy_centre(self.desks[desk].merchant),
            M::RestoreCentre => self.restore_centre(self.desks[desk].merchant, dice),
            M::CopyDesk => self.copy_desk(desk),
            M::RestoreDesk => self.restore_desk(desk),
            M::Clone => self.clone_desk(desk),
        }
    }

    fn take(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let sight = self.desks[at].disk.sight();
        // Orders are what desks are for, and where two commands meet: people are spoken of less often.
        let of_people = dice.once_in(5);
        let ours = |(key, row): (&Key, &guichet_sync::replica::Row)| {
            let asked_of = match key {
                Key::Order(_) | Key::Account(_) => !of_people,
                Key::Customer(_) | Key::Case(_) | Key::Stray(_) => of_people,
                _ => false,
            };
            row.body.clone().filter(|_| asked_of).map(|body| (key.clone(), body))
        };
        let there: Vec<_> = sight.rows().filter_map(ours).collect();
        // Whoever reported damage calls again.
        let claimed: Vec<_> = there.iter().filter(|(_, body)| script::is_claimed(body)).cloned().collect();
        let calls_again = !claimed.is_empty() && dice.once_in(2);
        let Some((key, body)) = dice.pick(if calls_again { &claimed } else { &there }).cloned() else {
            return Ok(false);
        };
        let asked = match dice.once_in(10) {
            false => match &body {
                Body::Customer(record) if dice.once_in(3) => Some(cases::new(at, &record.customer.id, dice)),
                Body::Order(order) if dice.once_in(50) => Some(strays::new(at, order, self.now, dice)),
                _ => script::ask(&body, self.now, dice).map(|action| (key, action)),
            },
            // Somebody nobody knows, as far as this desk has heard.
            true if dice.once_in(2) => Some(script::unknown(self.now, dice)),
            true => {
                // A desk's own numbers, and now and then one that is there.
                let number = format!("N-{at}-{}", dice.index(6));
                let basket = shop::basket(number.clone(), dice);
                Some((Key::Order(number), Action::Place(Box::new(basket))))
            }
        };
        let Some((key, action)) = asked else { return Ok(false) };
        let (id, name) = (dice.id(), action.name());
        let now = self.desks[at].clock(self.now, self.began);
        let actor = self.desks[at].actor.clone();
        let text = format!("  desk {at}: {} asks {name} of {key} ({id})", actor.name);
        let asked = Take { id, key, action, actor: &actor, now };
        let taken = self.desks[at].write(async |tx| desk::take(tx, asked).await);
        let Some(taken) = self.survived(at, taken)? else { return Ok(true) };
        match taken {
            Ok(_) => {
                self.tally.count("taken", name);
                let there = self.desks[at].memo.entries.last().is_some_and(|entry| entry.intent.id == id);
                hold(there, Invariant::NothingVanishes, || format!("{id} was taken and is not queued"))?;
            }
            Err(why) => self.tally.count("not taken", why),
        }
        self.history.note(&[7, u64::from(taken.is_ok())], || format!("{text}: {taken:?}"));
        Ok(true)
    }

    /// The same id again: the same command is the one that was taken, another is refused.
    fn take_again(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let entries = self.desks[at].memo.entries.clone();
        let Some(entry) = dice.pick(&entries) else { return Ok(false) };
        if matches!(entry.intent.action, guichet_sync::Action::Resolve { .. }) {
            return Ok(false);
        }
        let other = dice.once_in(3).then(|| dice.pick(&entries)).flatten();
        let other = other.filter(|other| other.intent.action != entry.intent.action);
        let action = other.unwrap_or(entry).intent.action.clone();
        let actor = self.desks[at].actor.clone();
        let now = self.desks[at].clock(self.now, self.began);
        let asked = Take { id: entry.intent.id, key: entry.intent.key.clone(), action, actor: &actor, now };
        let taken = self.desks[at].write(async |tx| desk::take(tx, asked).await);
        let Some(taken) = self.survived(at, taken)? else { return Ok(true) };
        let expected = if other.is_some() { Err("id of another command") } else { Ok(false) };
        let same = self.desks[at].memo.entries.len() == entries.len();
        let text = || format!("{}: {taken:?}, not {expected:?}", entry.intent.id);
        hold(taken == expected && same, Invariant::ClickedTwiceTakenOnce, text)?;
        Ok(true)
    }

    fn withdraw(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let entries = self.desks[at].memo.entries.clone();
        let waiting: Vec<_> = entries.iter().filter(|entry| entry.is_waiting()).collect();
        let Some(id) = dice.pick(&waiting).map(|entry| entry.intent.id) else { return Ok(false) };
        let done = self.desks[at].write(async |tx| desk::withdraw(tx, id).await);
        let Some(done) = self.survived(at, done)? else { return Ok(true) };
        self.tally.count("withdrawals", done.err().unwrap_or("taken back"));
        self.history.note(&[8, u64::from(done.is_ok())], || format!("  desk {at} takes {id} back: {done:?}"));
        Ok(true)
    }

    fn resolve(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let sight = self.desks[at].disk.sight();
        let open: Vec<Uuid> = sight.attention().filter(|i| i.resolved.is_none()).map(|i| i.command).collect();
        let Some(command) = dice.pick(&open).copied() else { return Ok(false) };
        let how = if dice.once_in(3) { Resolution::AskedAgain } else { Resolution::LetGo };
        self.settle(at, command, how, dice).map(|()| true)
    }

    /// A person settles something.
    pub(super) fn settle(&mut self, at: usize, command: Uuid, how: Resolution, dice: &mut Dice) -> Held {
        let new = [dice.id(), dice.id()];
        let actor = self.desks[at].actor.clone();
        let now = self.desks[at].clock(self.now, self.began);
        let done = self.desks[at].write(async |tx| desk::resolve(tx, command, how, new, &actor, now).await);
        let Some(done) = self.survived(at, done)? else { return Ok(()) };
        let name = match (&done, how) {
            (Ok(_), Resolution::LetGo) => "let go",
            (Ok(_), Resolution::AskedAgain) => "asked again",
            (Err(why), _) => why,
        };
        self.tally.count("resolutions", name);
        self.history.note(&[9, u64::from(done.is_ok())], || format!("  desk {at} settles {command}: {name}"));
        Ok(())
    }

    fn shift(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let actor = self.actor(self.desks[at].merchant, dice.index(AGENTS.len()));
        self.desks[at].actor = actor.clone();
        if planted(Bug::ResignedOnShift) {
            let done = self.desks[at].write(async |tx| desk::resign(tx, &actor).await);
            self.survived(at, done)?;
        }
        Ok(true)
    }

    fn speak(&mut self, at: usize, dice: &mut Dice) -> Held<bool> {
        let wait = TimeDelta::minutes([0, 0, 60][dice.index(3)]);
        let Some(request) = self.next_request(at, wait, dice)? else { return Ok(false) };
        self.send(at, request);
        Ok(true)
    }

    fn exchange_unless_cut(&mut self, at: usize) -> Held<bool> {
        if self.desks[at].cut {
            return Ok(false);
        }
        self.exchange(at).map(|()| true)
    }

    fn deliver(&mut self, dice: &mut Dice) -> Held<bool> {
        if self.letters.is_empty() {
            return Ok(false);
        }
        let letter = self.letters.remove(dice.index(self.letters.len()));
        if self.desks[letter.desk()].cut {
            self.tally.count("faults", "message into a partition");
            return Ok(true);
        }
        self.history.note(&[10, u64::try_from(letter.desk()).unwrap_or(0)], || {
            format!("  arrives: {} (desk {})", letter.text(), letter.desk())
        });
        match letter {
            Letter::Up { desk, start, program, life, forged, request } => {
                let instance = dice.index(self.plan.instances);
                match self.arrive(desk, (start, program, life), forged, request, instance) {
                    // The most requests are alone: nobody else is served before they end.
                    Ok(task) if dice.once_in(2) => {
                        let at = self.centre.tasks.iter().position(|known| known.id == task);
                        if let Some((task, reply)) = self.poll(at.unwrap_or(0), 60)? {
                            self.answer(&task, reply);
                        }
                    }
                    Ok(_) => {}
                    Err(response) => self.letters.push(Letter::Down { desk, start, response }),
                }
            }
            Letter::Down { desk, start, response } => {
                if start != self.desks[desk].start {
                    self.tally.count("faults", "answer to a program that is no more");
                }
                self.hear(desk, start, &response)?;
            }
        }
        Ok(true)
    }

    fn work(&mut self, dice: &mut Dice) -> Held<bool> {
        if self.centre.tasks.is_empty() {
            return Ok(false);
        }
        let at = dice.index(self.centre.tasks.len());
        let times = [1, 3, 9, 30][dice.index(4)];
        if self.centre.tasks.len() > 1 {
            self.tally.count("happenings", "requests interleaved");
        }
        if let Some((task, reply)) = self.poll(at, times)? {
            self.history.note(&[11], || format!("  the centre ends: {}", task.text));
            self.answer(&task, reply);
        }
        Ok(true)
    }

    fn shop(&mut self, kind: MoveKind, desk: usize, dice: &mut Dice) -> Held<bool> {
        let merchant = self.desks[desk].merchant;
        let book = self.merchants[merchant].book();
        let what = match kind {
            MoveKind::Ship if dice.once_in(8) => {
                Ingest::Advance(Key::Account(shop::customer_id(dice.index(shop::CUSTOMERS))), dice.clone())
            }
            MoveKind::Ship => {
                let orders: Vec<Key> = book.bodies.keys().filter(|key| matches!(key, Key::Order(_))).cloned().collect();
                let Some(key) = dice.pick(&orders).cloned() else { return Ok(false) };
                Ingest::Advance(key, dice.clone())
            }
            MoveKind::NewOrder => return self.sell(merchant).map(|()| true),
            MoveKind::Customer => {
                let editions = self.merchants[merchant].editions;
                let edition = format!("edition-{}", dice.index(editions));
                let on = (self.now - TimeDelta::days(dice.between(0, 4))).date_naive();
                let accepted = (!dice.once_in(3)).then_some((edition, on));
                Ingest::Customer(dice.index(shop::CUSTOMERS), accepted, dice.clone())
            }
            MoveKind::Terms => {
                let on = (self.now + TimeDelta::days(dice.between(-15, 2))).date_naive();
                return self.publish_terms(merchant, on).map(|()| true);
            }
            _ if dice.once_in(2) => Ingest::Erase(shop::new_customer_id(dice)),
            _ => Ingest::Erase(shop::customer_id(dice.index(shop::CUSTOMERS))),
        };
        let task = self.begin_ingest(merchant, what, kind.text());
        if dice.once_in(3) {
            return Ok(true);
        }
        self.run_to_end(task).map(|_| true)
    }

    fn tamper(&mut self, kind: MoveKind, dice: &mut Dice) -> Held<bool> {
        if self.letters.is_empty() {
            return Ok(false);
        }
        let at = dice.index(self.letters.len());
        match kind {
            MoveKind::Lose => {
                self.letters.remove(at);
            }
            MoveKind::Repeat => {
                let again = self.letters[at].clone();
                self.letters.push(again);
            }
            _ => {
                let Some(forged) = forge(&self.letters[at], dice) else { return Ok(false) };
                self.letters.push(forged);
            }
        }
        Ok(true)
    }

    fn trouble(&mut self, kind: MoveKind, at: usize, dice: &mut Dice) -> Held<bool> {
        let program = self.centre.program;
        let desk = &mut self.desks[at];
        match kind {
            MoveKind::Cut => desk.cut = true,
            MoveKind::Mend => {
                let was = desk.cut;
                desk.cut = false;
                return Ok(was);
            }
            MoveKind::KillDesk => desk.dies_after = Some(u32::try_from(dice.below(16)).unwrap_or(0)),
            MoveKind::SetClock => {
                desk.skew = TimeDelta::minutes(dice.between(-30 * 24 * 60, 30 * 24 * 60));
                desk.drift = dice.between(-600, 600);
            }
            _ => {
                if desk.program == program {
                    return Ok(false);
                }
                desk.program = program;
                let done = desk.write(async |tx| desk::upgraded(tx).await);
                self.survived(at, done)?;
            }
        }
        Ok(true)
    }

    fn administer(&mut self, kind: MoveKind, desk: usize, dice: &mut Dice) -> Held<bool> {
        // What is decided by whom is read in the middle of a request: those end first, so that the checks know which.
        self.finish()?;
        let merchant = self.desks[desk].merchant;
        let name = self.merchants[merchant].name;
        match kind {
            MoveKind::Horizon => {
                let head = self.merchants[merchant].book().version;
                let horizon = self.merchants[merchant].horizon.max(head.saturating_sub(dice.below(6)));
                self.merchants[merchant].horizon = horizon;
                self.centre.base.put_horizon(name, horizon);
                for desk in self.desks.iter_mut().filter(|desk| desk.merchant == merchant) {
                    desk.memo.may_bootstrap |= desk.memo.cursor < horizon;
                }
            }
            MoveKind::RevokeDevice => {
                let Some(seat) = self.state(desk).seat else { return Ok(false) };
                let sight = self.centre.base.sight(name);
                let Some(record) = with_state(&sight, seat.device, DeviceState::Revoked) else { return Ok(false) };
                self.centre.base.put_device(name, record);
            }
            _ => {
                let at = dice.index(AGENTS.len());
                let now = self.now;
                let agent = &mut self.merchants[merchant].agents[at];
                match (kind, dice.index(3)) {
                    (MoveKind::RevokeAgent, _) => agent.revoked = Some((now, "Max".to_owned())),
                    (_, 0) => agent.role = [Role::Agent, Role::Warehouse, Role::Supervisor][dice.index(3)],
                    (_, 1) => agent.refund_limit = None,
                    _ => agent.refund_limit = Some(script::amount(["15.00", "90.00"][dice.index(2)])),
                }
                let agent = agent.clone();
                self.centre.base.put_agent(name, agent);
            }
        }
        Ok(true)
    }

    fn copy_centre(&mut self, merchant: usize) -> Held<bool> {
        let known = &mut self.merchants[merchant];
        let copy = self.centre.base.back_up(known.name);
        known.copy = Some(CentreCopy { copy, book: known.book().clone(), agents: known.agents.clone() });
        Ok(true)
    }

    fn restore_centre(&mut self, merchant: usize, dice: &mut Dice) -> Held<bool> {
        let name = self.merchants[merchant].name;
        let Some(copy) = self.merchants[merchant].copy.take() else { return Ok(false) };
        // Most lose their connection with the database; some notice later.
        if !dice.once_in(3) {
            self.centre.tasks.retain(|task| task.merchant != merchant);
        }
        // What a revoked desk had handed over is lost with the centre that kept it, and one that was told so in the life
        // before may be gone before it hears of this one.
        let sight = self.centre.base.sight(name);
        let revoked = sight.devices().filter(|device| device.state == DeviceState::Revoked).map(|device| device.id);
        let revoked: BTreeSet<Uuid> = revoked.collect();
        for desk in self.desks.iter().filter(|desk| desk.merchant == merchant) {
            let told = desk.disk.sight().state().standing == Standing::Revoked;
            let entries = desk.memo.entries.iter().filter(|entry| told || entry.is_waiting());
            let handed = |at: &guichet_sync::replica::SealedAt| revoked.contains(&at.device);
            for entry in entries.filter(|entry| entry.sealed.as_ref().is_some_and(handed)) {
                if let Some(told) = self.merchants[merchant].told.get_mut(&entry.intent.id) {
                    told.may_be_lost = true;
                }
            }
        }
        let life = dice.id();
        self.centre.base.put_back(name, &copy.copy, life);
        let held = self.held(merchant);
        let horizon = self.centre.base.sight(name).head().horizon;
        let known = &mut self.merchants[merchant];
        // The horizon is the copy's again: one beyond its head is nowhere.
        known.horizon = horizon;
        let mut book = copy.book;
        book.life = life;
        for (id, told) in &mut known.told {
            told.may_be_lost |= !held.contains(id) && !book.decided.contains_key(id);
        }
        known.books.insert(life, book);
        known.life = life;
        known.agents = copy.agents;
        known.forked.extend(known.devices.iter().copied());
        for agent in &known.agents {
            self.centre.base.put_agent(name, agent.clone());
        }
        Ok(true)
    }

    /// The commands on the disks of a merchant's desks.
    pub(super) fn held(&self, merchant: usize) -> BTreeSet<Uuid> {
        let desks = self.desks.iter().filter(|desk| desk.merchant == merchant);
        desks.flat_map(|desk| desk.memo.entries.iter().map(|entry| entry.intent.id)).collect()
    }

    /// What waits on a disk that is copied may come back from there.
    fn mark_copied(&mut self, at: usize) {
        let desk = &self.desks[at];
        let told = &mut self.merchants[desk.merchant].told;
        for entry in desk.memo.entries.iter().filter(|entry| entry.state == EntryState::Waiting) {
            if let Some(told) = told.get_mut(&entry.intent.id) {
                told.copied = true;
            }
        }
    }

    fn copy_desk(&mut self, at: usize) -> Held<bool> {
        self.mark_copied(at);
        let desk = &mut self.desks[at];
        desk.copy = Some((desk.disk.copy(), desk.memo.clone()));
        Ok(true)
    }

    fn restore_desk(&mut self, at: usize) -> Held<bool> {
        let Some((disk, memo)) = self.desks[at].copy.take() else { return Ok(false) };
        let merchant = self.desks[at].merchant;
        self.mark_forked(at);
        let kept: BTreeSet<Uuid> = memo.entries.iter().map(|entry| entry.intent.id).collect();
        let lost: Vec<Uuid> = self.desks[at].memo.entries.iter().map(|entry| entry.intent.id).collect();
        let known = &mut self.merchants[merchant];
        for id in lost.iter().filter(|id| !kept.contains(id)) {
            if let Some(told) = known.told.get_mut(id) {
                told.may_be_lost = true;
            }
        }
        let desk = &mut self.desks[at];
        desk.disk.put_back(&disk);
        desk.memo = memo;
        desk.memo.may_bootstrap |= desk.memo.cursor < known.horizon;
        desk.start += 1;
        desk.parted = false;
        self.mark_forked(at);
        self.look(at).map(|()| true)
    }

    fn mark_forked(&mut self, at: usize) {
        if let Some(seat) = self.state(at).seat {
            self.merchants[self.desks[at].merchant].forked.insert(seat.device);
        }
    }

    fn clone_desk(&mut self, at: usize) -> Held<bool> {
        if self.desks.len() >= DESKS_MOST {
            return Ok(false);
        }
        self.mark_copied(at);
        self.mark_forked(at);
        let desk = &self.desks[at];
        let mut clone = Desk::new(desk.merchant, desk.program, desk.actor.clone());
        clone.disk = desk.disk.copy();
        clone.memo = desk.memo.clone();
        (clone.skew, clone.drift) = (desk.skew, desk.drift);
        self.desks.push(clone);
        Ok(true)
    }
}

/// A push as somebody changed it under way.
fn forge(letter: &Letter, dice: &mut Dice) -> Option<Letter> {
    let Letter::Up { desk, start, program, life, forged: None, request: Request::Push(push) } = letter else {
        return None;
    };
    let mut changed = Push::clone(push);
    let at = dice.index(changed.commands.len());
    let command = &mut changed.commands[at];
    let [mine, other] = MERCHANTS;
    let text = match dice.index(4) {
        0 => command.payload.replacen("\"quantity\":1", "\"quantity\":2", 1),
        1 => command.payload.replacen(mine, other, 1),
        2 => command.payload.replacen("\"agent\":\"", "\"agent\":\"0", 1),
        _ => {
            command.seal.0.reverse();
            command.payload.clone()
        }
    };
    if text == command.payload && command.seal == push.commands[at].seal {
        return None;
    }
    command.payload = text;
    let request = Request::Push(Arc::new(changed.clone()));
    let forged = Some(changed.commands[at].seq);
    Some(Letter::Up { desk: *desk, start: *start, program: *program, life: *life, forged, request })
}
