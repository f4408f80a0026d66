//! A desk's side: acting at once, queueing, and laying what is pending on top of what the centre says.
//!
//! Each function works inside one transaction of a [`ReplicaTx`] and leaves the commit to its caller, who may have more
//! to write with it. Dropped before that, nothing happened.

mod adopting;
mod laying;
mod pulling;
mod pushing;
mod settling;
mod store;
mod taking;

pub use adopting::{adopt, conclude, learn, reseat};
pub use pulling::{Pulling, paged, refused_pull};
pub use pushing::{part, pushed, seal};
pub use settling::{ResolveFault, resolve};
pub use store::{Attention, Cause, Entry, EntryState, Replica, ReplicaState, ReplicaTx, Row, SealedAt, Seat, Standing};
pub use taking::{LOCAL_SERIES, Take, TakeFault, Taken, WithdrawFault, take, withdraw};
