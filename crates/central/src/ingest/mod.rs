//! What a shop tells the centre. Every write is idempotent: the same document again changes nothing.
//!
//! The shop and the centre each rule a part of an order; [`merge`] says which, and what is a contradiction.

pub mod accounts;
pub mod bank_details;
pub mod bulk;
pub mod catalogue;
pub mod customers;
pub mod invoices;
pub mod merge;
pub mod orders;
pub mod parcels;
pub mod terms;
mod writing;

pub use writing::Written;
