//! What real stores stand on: a runtime that is entered for one step at a time.

use std::future::Future;
use std::sync::OnceLock;

use guichet_sync::memory::{Pace, Step};
use tokio::runtime::{EnterGuard, Runtime};

/// The runtime. It runs only while a step is driven: whatever a store does on the side happens then.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap())
}

/// Where futures of real stores may be dropped: dropping one gives its connection back, which takes a runtime.
pub fn enter() -> EnterGuard<'static> {
    runtime().enter()
}

/// Drives one step of a real store to its end.
pub fn drive<F: Future>(step: F) -> F::Output {
    runtime().block_on(step)
}

/// Gives way once, as the stores in memory do before each thing that they write or lock: whoever polls decides what
/// happens next, and what is dropped here has crashed here.
pub fn give_way() -> Step {
    Pace::Stepped.step()
}
