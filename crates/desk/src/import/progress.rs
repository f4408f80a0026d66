//! Telling whoever waits how far it is, and being told to stop.

use std::ops::ControlFlow;

use super::ImportError;

/// What is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reading the file.
    Reading,
    /// Matching credits to purchases.
    Matching,
    /// Writing to the replica.
    Writing,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub phase: Phase,
    /// How much of it is done: lines read, invoices matched, orders written.
    pub done: u64,
    /// Of how much, where that is known.
    pub of: Option<u64>,
}

/// Whoever waits; breaking stops the import where that leaves everything sound.
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) -> ControlFlow<()> + Send);

pub(super) fn tell(watch: &mut Watch<'_>, phase: Phase, done: usize, of: Option<usize>) -> Result<(), ImportError> {
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    match watch(Progress { phase, done: count(done), of: of.map(count) }) {
        ControlFlow::Continue(()) => Ok(()),
        ControlFlow::Break(()) => Err(ImportError::Interrupted),
    }
}
