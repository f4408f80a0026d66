//! Who calls: devices that are enrolled, agents who sign in on them, shops with a key.

pub mod agents;
pub mod attempts;
pub mod code;
pub mod devices;
pub mod enrol;
pub mod merchant;
pub mod password;
pub mod refresh;
pub mod session;
pub mod shop;
pub mod sign_in;

pub use session::{Role, Session};
pub use shop::Shop;
