//! Documents as they were issued, and what customers and carriers sent in.

pub mod attachments;
pub mod documents;
pub mod press;
mod sort;

/// The largest paper.
pub const LARGEST: usize = 10 * 1024 * 1024;
