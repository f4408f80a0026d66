//! The desk without its window: the encrypted replica, the search, what an agent does, and the commands that a window
//! calls.
//!
//! A window (or a program without one) opens a [`Desk`] and then only calls [`ipc::call`]: rules are in the domain
//! crate, paper in the documents crate, and nothing outside this crate speaks SQL.
#![deny(missing_docs)]

pub mod centre;
pub mod clock;
pub mod demo;
mod desk;
mod error;
mod evidence;
pub mod figures;
pub mod identity;
pub mod import;
pub mod ipc;
pub mod key;
pub mod keychain;
#[cfg(feature = "loopback")]
pub mod loopback;
mod papers;
pub mod records;
mod runs;
pub mod search;
pub mod seed;
mod shop;
pub mod store;
pub mod summary;
mod table;
mod usecases;

pub use desk::{Desk, OpenOptions, Unlock};
pub use error::DeskError;
pub use guichet_sync::numbering;
pub use ipc::types::{Agent, CallError, Role};
pub use shop::Shop;
