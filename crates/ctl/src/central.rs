//! Imports into the centre: the same plans as into a replica, sent with the shop's key.

use std::path::{Path, PathBuf};

use guichet_desk::centre::{BulkLine, ExchangeFault, Imported, send};
use guichet_desk::demo::Demo;
use guichet_desk::identity;
use guichet_desk::import::IncomingOrder;
use guichet_desk::import::report::Written;
use guichet_desk::import::retail::Plan;

use crate::desk::progress_bar;
use crate::report::Failure;

/// Where the shop's key is looked for.
const API_KEY: &str = "GUICHET_API_KEY";

/// A centre, and what opens it to imports.
pub struct Central {
    server: String,
    shop_key: String,
    ca: Option<PathBuf>,
}

impl Central {
    /// The centre at this address.
    pub fn at(server: &str, key_file: Option<&Path>, ca: Option<PathBuf>) -> Result<Self, Failure> {
        let key = match key_file {
            Some(file) => {
                std::fs::read_to_string(file).map_err(|e| Failure::new(format!("{}: {e}", file.display())))?
            }
            None => std::env::var(API_KEY).map_err(|_| Failure::new(format!("put the shop's key into {API_KEY}")))?,
        };
        Ok(Self { server: server.to_owned(), shop_key: key.trim().to_owned(), ca })
    }

    /// Sends the demonstration, as it is today.
    pub async fn write_demo(&self) -> Result<Written, Failure> {
        let demo = Demo::today()?;
        let mut lines = Vec::new();
        for record in &demo.customers {
            lines.push(BulkLine::customer(record)?);
        }
        for order in &demo.orders {
            lines.push(BulkLine::order(order)?);
        }
        for (customer, account) in &demo.accounts {
            lines.push(BulkLine::account(customer, account)?);
        }
        lines.push(BulkLine::catalogue(&demo.catalogue)?);
        self.send(demo.customers.len(), lines).await
    }

    /// Sends a year of a shop.
    pub async fn write_year(&self, plan: &Plan) -> Result<Written, Failure> {
        let mut lines = Vec::with_capacity(plan.customers.len() + plan.orders.len());
        for customer in &plan.customers {
            lines.push(BulkLine::customer(&identity::person(&customer.number, customer.market.code()))?);
        }
        for planned in &plan.orders {
            lines.push(BulkLine::order(&planned.order)?);
        }
        self.send(plan.customers.len(), lines).await
    }

    /// Sends orders with their customers.
    pub async fn write(&self, orders: &[IncomingOrder]) -> Result<Written, Failure> {
        let mut lines = Vec::new();
        for record in orders.iter().filter_map(|incoming| incoming.customer.as_ref()) {
            lines.push(BulkLine::customer(record)?);
        }
        let customers = lines.len();
        for incoming in orders {
            lines.push(BulkLine::order(&incoming.order)?);
        }
        self.send(customers, lines).await
    }

    async fn send(&self, customers: usize, lines: Vec<BulkLine>) -> Result<Written, Failure> {
        let bar = progress_bar(u64::try_from(lines.len()).unwrap_or(u64::MAX));
        let mut all = Imported::default();
        // Customers first: an order is written under a customer who is there.
        let (first, rest) = lines.split_at(customers.min(lines.len()));
        for some in [first, rest] {
            let before = bar.position();
            let done = |sent: usize| bar.set_position(before + u64::try_from(sent).unwrap_or(0));
            let sent = send(&self.server, self.ca.as_deref(), self.shop_key.clone(), some, done).await?;
            all.made += sent.made;
            all.changed += sent.changed;
            all.unchanged += sent.unchanged;
        }
        bar.finish_and_clear();
        println!("made       {:>9}, changed {}, unchanged {}", all.made, all.changed, all.unchanged);
        let many = |lines: &[BulkLine]| u64::try_from(lines.len()).unwrap_or(u64::MAX);
        Ok(Written { orders: many(rest), customers: many(first), ..Written::default() })
    }
}

impl From<ExchangeFault> for Failure {
    fn from(fault: ExchangeFault) -> Self {
        match fault {
            ExchangeFault::Desk(error) => error.into(),
            other => Self::coded("centre", other),
        }
    }
}
