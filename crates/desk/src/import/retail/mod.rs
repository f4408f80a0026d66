//! A year of a real shop's invoices (the data set *Online Retail*) as orders.
//!
//! Each invoice becomes an order that was paid by card, shipped and delivered the same day. Carriage (POST, DOT, C2)
//! becomes the order's delivery, each other line a line of its own; an order of nobody known stays one. A credit
//! document (C…) becomes returns of that customer's earlier orders, discounts (D) go into them. What cannot be in an
//! order is left out and listed with its line number and why: no line is lost, which is asserted.
//!
//! The file knows no tax, so every rate is nothing and the prices are taken as they stand; it does not say who is a
//! consumer, so everyone is treated as one. Days are counted in London.

mod book;
mod country;
mod credits;
mod fates;
mod invoices;
mod sales;

use std::io::BufRead;

use guichet_domain::command::OrderCommand;
use guichet_domain::names::Market;
use guichet_domain::{Currency, Decision, Order, TermsPack};
use rust_decimal::Decimal;

use super::error::{ImportError, InputFault, InputReason};
use super::progress::{Phase, Watch, tell};
use super::report::Report;
use super::source::{Fingerprinted, unpacked};
use super::values;
use crate::error::DeskError;
use book::Book;
use credits::Crediting;
use fates::Fates;
use invoices::{DocumentKind, Documents};
use sales::Shop;

/// Documents between two words to whoever watches.
const PACE: usize = 500;

/// A whole file, worked out: what the replica will hold, and what became of every line.
#[derive(Debug)]
pub struct Plan {
    /// Customers in the order in which the file names them.
    pub customers: Vec<PlannedCustomer>,
    /// Orders in the order of time, as they stand at the end of the file.
    pub orders: Vec<PlannedOrder>,
    /// What became of the lines.
    pub report: Report,
    /// The file is known again by this, however it is called and packed.
    pub fingerprint: u64,
}

/// A customer of whom only a number and a country are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedCustomer {
    /// The customer's number.
    pub number: String,
    /// Where their first document says that they live.
    pub market: Market,
}

/// An order to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedOrder {
    /// The order.
    pub order: Order,
    /// Its customer's place in [`Plan::customers`].
    pub customer: Option<usize>,
    /// What was credited, in the order of time.
    pub credits: Vec<PlannedCredit>,
}

/// One credit on one order: what was asked of the rules and what they said.
#[derive(Debug, Clone, PartialEq)]
pub struct PlannedCredit {
    /// The credit document's number.
    pub document: String,
    /// The receipt of the return.
    pub command: OrderCommand,
    /// What the rules said.
    pub decision: Decision,
}

/// Reads the file (csv, or csv packed as xz) whole and works out what to write. The same file always gives the same plan.
///
/// # Errors
/// [`ImportError::Input`] with the first line that cannot be meant; [`ImportError::Interrupted`].
pub fn plan(file: impl BufRead, packs: &[TermsPack], mut watch: Watch<'_>) -> Result<Plan, ImportError> {
    let unreadable = |error: std::io::Error| InputFault::new(1, "", InputReason::Unreadable(error.kind()));
    let mut file = Fingerprinted::new(unpacked(file).map_err(unreadable)?);
    let Documents { documents, customers, lines } = invoices::read(&mut file, &mut watch)?;
    let shop = Shop {
        currency: Currency::GBP,
        time_zone: "Europe/London".parse().map_err(|_| DeskError::Terms)?,
        no_tax: values::rate(Decimal::ZERO).ok_or(DeskError::Terms)?,
    };
    let mut fates = Fates::new(lines, shop.currency);
    let customers: Vec<PlannedCustomer> = customers
        .into_iter()
        .map(|customer| PlannedCustomer { number: customer.number.to_string(), market: customer.market })
        .collect();
    let mut book = Book::default();
    let mut orders: Vec<PlannedOrder> = Vec::new();
    let count = documents.len();
    for (done, document) in documents.into_iter().enumerate() {
        if done.is_multiple_of(PACE) {
            tell(&mut watch, Phase::Matching, done, Some(count))?;
        }
        if document.kind == DocumentKind::Credit {
            let (book, orders, fates) = (&mut book, &mut orders, &mut fates);
            Crediting { shop, packs, book, orders, fates }.credit(&document);
            continue;
        }
        let customer = document.customer.and_then(|place| customers.get(place)).map(|known| known.number.clone());
        if let Some(order) = sales::order_of(&document, customer, shop, &mut fates) {
            match document.customer {
                Some(customer) => book.enter(customer, orders.len(), &order),
                None => fates.tally.orders_without_customer += 1,
            }
            orders.push(PlannedOrder { order, customer: document.customer, credits: Vec::new() });
        }
    }
    let counted = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    fates.tally.documents = counted(count);
    fates.tally.orders = counted(orders.len());
    fates.tally.customers = counted(customers.len());
    Ok(Plan { customers, orders, report: fates.report(), fingerprint: file.fingerprint() })
}
