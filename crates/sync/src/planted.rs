//! Faults put in on purpose, to see whether the simulation notices them.
//!
//! Without the feature `planted` every question here is answered `false` at compile time.

macro_rules! bugs {
    ($($(#[$doc:meta])* $name:ident $text:literal,)+) => {
        /// A planted fault.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Bug { $($(#[$doc])* $name),+ }

        impl Bug {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What is wrong with it, in a few words.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }
        }
    };
}

bugs! {
    /// The feed's version comes from a sequence, outside the head's lock.
    BareSequence "the feed is numbered by a bare sequence",
    /// The desk's own layer stays below the centre's bodies.
    OverlayNotUndone "the overlay is not undone before the page is applied",
    /// A rejected command is dropped without a word.
    DroppedRejects "rejected commands vanish",
    /// The order is read without its lock.
    CheckOutsideLock "the order is decided on before it is locked",
    /// A command sent twice is taken twice.
    NoDedupe "a command that is known is taken again",
}

#[cfg(feature = "planted")]
mod switch {
    use super::Bug;
    use std::cell::Cell;

    thread_local! {
        static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
    }

    /// Plants one fault in this thread, or none.
    pub fn plant(bug: Option<Bug>) {
        PLANTED.with(|place| place.set(bug));
    }

    /// Whether this fault is planted in this thread.
    #[must_use]
    pub fn planted(bug: Bug) -> bool {
        PLANTED.with(|place| place.get() == Some(bug))
    }
}

#[cfg(feature = "planted")]
pub use switch::{plant, planted};

/// Whether this fault is planted: never, in a program without the feature.
#[cfg(not(feature = "planted"))]
#[must_use]
pub const fn planted(_: Bug) -> bool {
    false
}
