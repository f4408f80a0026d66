//! The centre's side: deciding again on what is true, under locks, and telling every desk what came of it.

mod erasing;
mod feeding;
mod judging;
mod paging;
mod receiving;
mod store;

pub use erasing::{AskedErasure, ask_erasure, erase_customer};
pub use feeding::{Feeding, Publish, publish, put_body, put_terms};
pub use judging::derived;
pub use paging::{page, snapshot};
pub use receiving::{PushFault, receive};
pub use store::{
    AgentRecord, Authority, AuthorityTx, CommandPlace, DeviceRecord, DeviceState, Effect, EffectKind, FeedEntry,
    FeedRow, Head, RefusalRecord, SignIn, Slot, Stored,
};
