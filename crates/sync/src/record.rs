//! A customer as it is stored and sent.

pub use guichet_domain::contact::{Contact, CustomerRecord};
pub use guichet_domain::names::Language;
