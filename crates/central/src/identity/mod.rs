//! Who calls: devices that are enrolled, agents who sign in on them, shops with a key.

pub mod agents;
pub mod attempts;
pub mod code;
pub mod company;
pub mod devices;
pub mod enrol;
pub mod kept_aside;
pub mod merchant;
pub mod oidc;
pub mod password;
pub mod refresh;
pub mod session;
pub mod shop;
pub mod sign_in;

pub use guichet_sync::Role;
pub use session::Session;
pub use shop::Shop;
