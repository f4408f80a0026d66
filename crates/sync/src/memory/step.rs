//! One step at a time: a store that is paced gives way before everything it does, so that whoever polls decides what
//! happens next.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Whether a store gives way before each thing it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Pace {
    /// It does everything at once.
    #[default]
    Free,
    /// It gives way once before each thing.
    Stepped,
}

impl Pace {
    /// Gives way once, where the store is paced.
    #[must_use]
    pub fn step(self) -> Step {
        Step { left: self == Self::Stepped }
    }
}

/// Gives way once: whoever polls decides what happens next, and what is dropped here has crashed here.
#[derive(Debug)]
pub struct Step {
    left: bool,
}

impl Future for Step {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::take(&mut self.left) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(())
    }
}
