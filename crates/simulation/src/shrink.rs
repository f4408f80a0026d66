//! Shortening a schedule that fails, to the moves that matter (delta debugging, Zeller and Hildebrandt 2002).

use crate::check::Invariant;
use crate::run::run;
use crate::schedule::Schedule;

/// The shortest schedule found that fails in the same way, within so many attempts.
#[must_use]
pub fn shrink(schedule: &Schedule, invariant: Invariant, attempts: usize) -> Schedule {
    let mut shrinking = Shrinking { best: schedule.clone(), invariant, left: attempts };
    shrinking.simpler_world();
    let mut size = shrinking.best.moves.len().div_ceil(2);
    while size > 0 && shrinking.left > 0 {
        if !shrinking.without(size) || size > shrinking.best.moves.len() {
            size = if size == 1 { 0 } else { size.div_ceil(2).min(size - 1) };
        }
    }
    shrinking.simpler_world();
    shrinking.best
}

struct Shrinking {
    best: Schedule,
    invariant: Invariant,
    left: usize,
}

impl Shrinking {
    fn try_instead(&mut self, candidate: Schedule) -> bool {
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let fails = run(&candidate).violation.is_some_and(|violation| violation.invariant == self.invariant);
        if fails {
            self.best = candidate;
        }
        fails
    }

    /// Leaves out runs of this many moves. Returns whether any could be.
    fn without(&mut self, size: usize) -> bool {
        let mut shorter = false;
        let mut at = 0;
        while at < self.best.moves.len() && self.left > 0 {
            let mut candidate = self.best.clone();
            let end = (at + size).min(candidate.moves.len());
            candidate.moves.drain(at..end);
            if self.try_instead(candidate) {
                shorter = true;
            } else {
                at += size;
            }
        }
        shorter
    }

    fn simpler_world(&mut self) {
        let plan = self.best.plan.clone();
        let simpler = [
            crate::schedule::Plan { real_signatures: false, ..plan.clone() },
            crate::schedule::Plan { instances: 1, ..plan.clone() },
            crate::schedule::Plan { together: 1, ..plan.clone() },
            crate::schedule::Plan { page: 100, ..plan.clone() },
            crate::schedule::Plan { orders: 1, ..plan.clone() },
            crate::schedule::Plan { desks: 1, ..plan.clone() },
            crate::schedule::Plan { desks: 2, ..plan },
        ];
        for plan in simpler {
            let plan = merge(&self.best.plan, &plan);
            if plan != self.best.plan {
                let candidate = Schedule { plan, ..self.best.clone() };
                self.try_instead(candidate);
            }
        }
    }
}

/// The smaller of two worlds in every way.
fn merge(a: &crate::schedule::Plan, b: &crate::schedule::Plan) -> crate::schedule::Plan {
    crate::schedule::Plan {
        desks: a.desks.min(b.desks),
        others: a.others,
        orders: a.orders.min(b.orders),
        together: a.together.min(b.together),
        instances: a.instances.min(b.instances),
        real_signatures: a.real_signatures && b.real_signatures,
        page: a.page.max(b.page),
    }
}
