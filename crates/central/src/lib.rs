//! The authority of a shop as a service: one truth, kept in PostgreSQL, for many desks.
//!
//! Handlers read strictly, decide by the domain crate, and write in one transaction; nothing is kept in memory that
//! another instance would miss. Failures are problem documents with codes that never change ([`problem::Code`]).
#![deny(missing_docs)]

pub mod clock;
pub mod counter;
pub mod database;
mod error;
pub mod extract;
pub mod history;
pub mod identity;
pub mod ingest;
pub mod metrics;
pub mod openapi;
mod operations;
pub mod outbox;
pub mod papers;
pub mod problem;
pub mod refusal;
pub mod routes;
pub mod secret;
pub mod serve;
pub mod settings;
pub mod state;
pub mod store;
pub mod sync;
#[cfg(feature = "testing")]
pub mod testing;

pub use error::CentralError;
pub use state::{Central, Shared};
