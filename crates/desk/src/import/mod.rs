//! Bringing orders in from files: a year of invoices, order documents, a web shop's export.
//!
//! Reading and working out what to write is pure and comes first, whole; only then is anything written. So a file
//! that says something it cannot mean changes nothing, and is answered with the line, the column or path, and why.
//! An order that the replica has already is never touched again: what was done on it since counts.

mod error;
pub mod orders;
mod progress;
pub mod report;
pub mod retail;
pub mod shopify;
mod sink;
mod source;
mod table;
#[cfg(test)]
mod tests;
mod values;

use guichet_domain::Order;

use crate::records::CustomerRecord;

pub use error::{ImportError, InputFault, InputReason};
pub use progress::{Phase, Progress, Watch};
pub use sink::{Importer, write_orders, write_plan};

/// An order that was read, with its customer where the file says who that is.
#[derive(Debug, Clone, PartialEq)]
pub struct IncomingOrder {
    /// The order.
    pub order: Order,
    /// Its customer.
    pub customer: Option<CustomerRecord>,
}
