//! The merchant's rules as pure functions.
//!
//! A decision is computed from facts (an [`Order`] or a [`ServiceAccount`], the [`Terms`] in force, a command and
//! the instant it is asked at) and explains itself: outcome, rules with their clauses, amounts with their parts,
//! deadlines and obligations. Nothing here reads the clock, touches a disk or rolls a die.
//!
//! Rule ids (`RET-3`, `MON-6`, …) are those of the rulebook; see [`Rule`].
#![deny(missing_docs)]

pub mod account;
pub mod agenda;
pub mod allocation;
pub mod answers;
pub mod apply;
pub mod apply_account;
pub mod basket;
pub mod calendar;
pub mod case;
pub mod casework;
pub mod catalogue;
pub mod claim;
pub mod command;
pub mod contact;
pub mod crediting;
pub mod customer;
pub mod customer_command;
pub mod dates;
mod decide;
pub mod decision;
pub mod erasure;
pub mod exception;
pub mod expectation;
pub mod fault;
pub mod holding;
pub mod ledger;
pub mod money;
pub mod names;
pub mod non_payment;
pub mod opening;
pub mod order;
mod order_check;
pub mod parcel;
mod read;
pub mod refund;
pub mod rule;
pub mod services;
pub mod stray;
mod strict;
pub mod terms;
pub mod totals;
pub mod what_if;

pub use account::ServiceAccount;
pub use apply::{Applied, apply};
pub use apply_account::apply_account;
pub use basket::Basket;
pub use casework::{CaseCommand, CaseStatus, CustomerCase, NewCase, decide_case, decide_new_case};
pub use catalogue::Catalogue;
pub use command::{AccountCommand, LineQuantity, OrderCommand};
pub use contact::{Contact, CustomerRecord};
pub use customer::Customer;
pub use customer_command::{CustomerCommand, decide_customer, decide_registration};
pub use decide::{decide_order, purchase_date};
pub use decision::{Decision, Outcome, Refund};
pub use erasure::{Erasure, Hindrance, weigh_erasure};
pub use exception::Taking;
pub use fault::Fault;
pub use ledger::LineLedger;
pub use money::{Currency, Money};
pub use opening::Opening;
pub use order::Order;
pub use rule::Rule;
pub use services::decide_account;
pub use stray::{NewStray, StrayCommand, StrayParcel, decide_new_stray, decide_stray};
pub use terms::{Terms, TermsPack};
