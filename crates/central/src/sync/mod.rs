//! Between a desk and the centre: push, pull, bootstrap, and word of new versions.

pub mod bootstrap;
pub mod live;
pub mod lookup;
pub mod pull;
pub mod push;
