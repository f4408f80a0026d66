//! Everything the exchange promises, in one program: it is optimised, and each program takes longer to build than to run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

mod cases;
mod common;
mod contract;
mod exchange;
mod found;
mod placing;
mod registering;
mod retracing;
mod strays;
