//! The rulebook, rule by rule: each test is named after the rule it shows.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    missing_docs
)]

#[path = "../common/mod.rs"]
mod common;

mod account_changes;
mod agenda;
mod answers;
mod bad_input;
mod baskets;
mod calendar;
mod cancelling;
mod casework;
mod catalogue;
mod claims;
mod customers;
mod damage;
mod delivery;
mod erasure;
mod exceptions;
mod holding;
mod money;
mod non_payment;
mod ordering;
mod refunds;
mod releasing;
mod returns;
mod services;
mod strays;
mod terms;
mod what_if;
