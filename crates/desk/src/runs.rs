//! What takes longer than a call: it goes on a step with each call, so that nothing is locked in between, the window
//! shows how far it is, and leaving it alone ends it.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

use crate::usecases::figures::FiguresRun;
use crate::usecases::what_if::WhatIfRun;

/// How many are kept, the ones asked for last: a few windows, each with a figure or two.
const KEPT: usize = 6;

/// Something that goes on step by step.
pub(crate) enum Run {
    /// Figures over a range.
    Figures(FiguresRun),
    /// A draft of the terms laid on what was decided.
    WhatIf(Box<WhatIfRun>),
}

/// One of them, for whoever calls first.
pub(crate) type Shared = Arc<tokio::sync::Mutex<Run>>;

/// Those of this desk.
#[derive(Default)]
pub(crate) struct Runs(Mutex<VecDeque<(Uuid, Shared)>>);

impl Runs {
    /// The one of this id, if it is kept.
    pub fn get(&self, id: Uuid) -> Option<Shared> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(known, _)| *known == id).map(|(_, run)| run.clone())
    }

    /// The one of this id, or a new one; the oldest goes.
    pub fn get_or_begin(&self, id: Uuid, begin: impl FnOnce() -> Run) -> Shared {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, run)) = kept.iter().find(|(known, _)| *known == id) {
            return run.clone();
        }
        let run = Arc::new(tokio::sync::Mutex::new(begin()));
        kept.push_front((id, run.clone()));
        kept.truncate(KEPT);
        run
    }
}
