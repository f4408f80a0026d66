//! The end of every schedule: everything is healed, and what was promised must come.

use guichet_sync::authority::{AgentRecord, SignIn};
use guichet_sync::replica::Standing;
use guichet_sync::{Resolution, Role};
use uuid::Uuid;

use super::{World, desk, sign_in_of};
use crate::check::{Held, Invariant, converged, drained, final_books, hold};
use crate::dice::Dice;
use crate::stores::{Base, BaseSight, Disk, DiskSight, Stores};

/// Rounds in which every desk speaks until it has nothing more to say.
const ROUNDS: usize = 12;
/// How often people settle what came back, and what came back of that.
const SETTLINGS: usize = 12;

impl<S: Stores> World<S> {
    /// Heals everything and checks the end.
    ///
    /// # Errors
    /// The [`crate::check::Violation`] of what does not hold.
    pub fn heal(&mut self, dice: &mut Dice) -> Held {
        self.history.note(&[12], || "healing".to_owned());
        self.mend_all()?;
        let written = self.written();
        self.everybody_speaks()?;
        for at in 0..self.desks.len() {
            let merchant = &self.merchants[self.desks[at].merchant];
            converged(&self.desks[at].disk.sight(), merchant.book())?;
        }
        let text = || "somebody wrote while healing".to_owned();
        hold(self.written() == written, Invariant::Converged, text)?;
        self.people_settle(dice)?;
        self.the_end()
    }

    fn mend_all(&mut self) -> Held {
        let program = self.centre.program;
        for at in 0..self.desks.len() {
            let desk = &mut self.desks[at];
            (desk.cut, desk.dies_after, desk.program) = (false, None, program);
        }
        // What is under way arrives, old and repeated as it may be.
        self.finish()?;
        let mut left = 400;
        while !self.letters.is_empty() && left > 0 {
            left -= 1;
            let letter = self.letters.remove(0);
            match letter {
                super::wire::Letter::Up { desk, start, program, life, forged, request } => {
                    match self.arrive(desk, (start, program, life), forged, request, 0) {
                        Ok(_) => self.finish()?,
                        Err(response) => {
                            self.letters.push(super::wire::Letter::Down { desk, start, response });
                        }
                    }
                }
                super::wire::Letter::Down { desk, start, response } => self.hear(desk, start, &response)?,
            }
        }
        self.letters.clear();
        for at in 0..self.desks.len() {
            let done = self.desks[at].write(async |tx| desk::upgraded(tx).await);
            self.survived(at, done)?;
        }
        Ok(())
    }

    fn written(&self) -> usize {
        self.merchants.iter().map(|merchant| merchant.told.len()).sum()
    }

    fn everybody_speaks(&mut self) -> Held {
        for _ in 0..ROUNDS {
            for at in 0..self.desks.len() {
                self.exchange(at)?;
            }
            if (0..self.desks.len()).all(|at| self.is_up_to_date(at)) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn is_up_to_date(&self, at: usize) -> bool {
        let state = self.state(at);
        let book = self.merchants[self.desks[at].merchant].book();
        state.standing == Standing::Active && state.cursor == book.version && state.server_epoch == Some(book.life)
    }

    /// A supervisor whom nobody revoked lets everything go that came back.
    fn people_settle(&mut self, dice: &mut Dice) -> Held {
        for merchant in 0..self.merchants.len() {
            let id = dice.id();
            let (name, role) = ("Sam".to_owned(), Role::Supervisor);
            let agent = AgentRecord { id, name, role, refund_limit: None, revoked: None };
            let known = &mut self.merchants[merchant];
            self.centre.base.put_agent(known.name, agent.clone());
            self.centre.base.put_sign_in(known.name, SignIn { id: sign_in_of(id), agent: id });
            known.agents.push(agent);
            let last = known.agents.len() - 1;
            let actor = self.actor(merchant, last);
            for desk in self.desks.iter_mut().filter(|desk| desk.merchant == merchant) {
                desk.actor = actor.clone();
            }
        }
        for _ in 0..SETTLINGS {
            let mut settled = false;
            for at in 0..self.desks.len() {
                let sight = self.desks[at].disk.sight();
                let open: Vec<Uuid> = sight.attention().filter(|i| i.resolved.is_none()).map(|i| i.command).collect();
                for command in open {
                    self.settle(at, command, Resolution::LetGo, dice)?;
                    settled = true;
                }
            }
            self.everybody_speaks()?;
            if !settled {
                break;
            }
        }
        Ok(())
    }

    fn the_end(&mut self) -> Held {
        for at in 0..self.desks.len() {
            let sight = self.desks[at].disk.sight();
            let merchant = &self.merchants[self.desks[at].merchant];
            drained(&sight)?;
            converged(&sight, merchant.book())?;
            let device = sight.state().seat.as_ref().map(|seat| seat.device);
            let centre = self.centre.base.sight(merchant.name);
            let stuck = centre.blocked().find(|((of, _), _)| Some(*of) == device);
            let text = || format!("desk {at} has settled everything, and {stuck:?} is left");
            hold(stuck.is_none(), Invariant::BlockedCanBeSettled, text)?;
        }
        for merchant in 0..self.merchants.len() {
            let held = self.held(merchant);
            let known = &self.merchants[merchant];
            final_books(&self.centre.base.sight(known.name), known.book(), &known.told, &held)?;
        }
        Ok(())
    }
}
