//! Driving futures by hand.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Polls once.
pub fn once<T>(work: &mut Pin<Box<dyn Future<Output = T>>>) -> Option<T> {
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => Some(done),
        Poll::Pending => None,
    }
}

/// More steps than anything at a desk takes: beyond it, something waits for what never comes.
const ENDLESS: u32 = 1_000_000;

/// Runs to the end, or dies after so many steps: what is dropped at a step has crashed there. `dies` is called just
/// before it is dropped.
pub fn drive<F: Future>(work: F, dies_after: Option<u32>, dies: impl FnOnce()) -> Option<F::Output> {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    for step in 0..ENDLESS {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return Some(done);
        }
        if dies_after == Some(step) {
            dies();
            return None;
        }
    }
    panic!("a desk waits for what never comes");
}
