//! The exchange between desks and the centre, as state machines without I/O: what travels ([`wire`]), what a desk does
//! with it ([`replica`]), what the centre does ([`authority`]), over store traits that memory, SQLite and PostgreSQL
//! implement.
//!
//! A desk acts at once on what it knows and queues the command; the centre decides the same command again, by the same
//! functions, on what is true; the desk then puts its own layer away, takes the centre's bodies and lays what is still
//! pending on top of them. Nothing here reads a clock, opens a socket or draws an id: all of that is passed in.
#![deny(missing_docs)]

pub mod action;
pub mod authority;
pub mod body;
pub mod chain;
pub mod conflict;
#[cfg(feature = "contract")]
pub mod contract;
pub mod event;
pub mod intent;
pub mod memory;
pub mod numbering;
pub mod planted;
pub mod policy;
pub mod record;
pub mod replica;
pub mod retracing;
pub mod run;
pub mod verdict;
pub mod wire;

pub use action::{Action, Resolution};
pub use body::{Body, Key};
pub use chain::{DeviceKey, Digest, Ed25519, Signer, Verifier};
pub use conflict::{Conflict, ConflictKind, NextStep, Side};
pub use event::{Event, Happening};
pub use intent::{Intent, Upshot};
pub use policy::Role;
pub use verdict::{Difference, Verdict};
