//! Stores in memory: what the machines are tried and simulated on, and what every other store is measured against.

mod authority;
mod replica;
mod step;

pub use authority::{Backup, Look, MemoryAuthority, MemoryAuthorityTx};
pub use replica::{MemoryReplica, MemoryReplicaTx};
pub use step::{Pace, Step};

/// What a store in memory can be told to fail with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the store in memory was told to fail")]
pub struct MemoryFault;
