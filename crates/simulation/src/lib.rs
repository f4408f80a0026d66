//! Many desks and one centre in a seeded world that tries to break them.
//!
//! A [`Schedule`](schedule::Schedule) follows from a seed. [`run`] plays it over the machines of `guichet-sync` by hand,
//! one store operation at a time, with messages lost and repeated, programs killed between any two steps, disks and
//! databases copied and put back, clocks wrong by weeks; [`check`] watches, by code of its own, that every
//! [`Invariant`](check::Invariant) holds after every step and at the end. [`shrink`] shortens what fails.
#![deny(missing_docs)]
// A simulation stops at the first thing that it does not understand: there is nobody to hand an error to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod check;
pub mod dice;
pub mod history;
pub mod hunt;
pub mod run;
pub mod schedule;
pub mod shrink;
pub mod stores;
pub mod tally;
pub mod world;

pub use run::{Outcome, run, run_told};
