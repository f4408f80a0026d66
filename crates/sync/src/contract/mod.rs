//! What every store must do, whatever it is made of: one suite for memory, SQLite and PostgreSQL.
//!
//! A law that does not hold ends in a panic that says which: these functions are called from tests alone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

mod authority;
mod replica;
mod samples;

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

pub use authority::authority;
pub use replica::replica;
pub use samples::{DEVICE, MERCHANTS, three_cameras};

/// Runs two things at once in one task, and says which ended first.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    let (mut a, mut b) = (pin!(a), pin!(b));
    let (mut first, mut second) = (None, None);
    poll_fn(|context| {
        if first.is_none()
            && let Poll::Ready(done) = a.as_mut().poll(context)
        {
            first = Some(done);
        }
        if second.is_none()
            && let Poll::Ready(done) = b.as_mut().poll(context)
        {
            second = Some(done);
        }
        match (first.take(), second.take()) {
            (Some(a), Some(b)) => Poll::Ready((a, b)),
            (a, b) => {
                (first, second) = (a, b);
                Poll::Pending
            }
        }
    })
    .await
}
