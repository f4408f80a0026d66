//! Shopify's orders export: one order over as many lines as it has articles, the first of which says the rest.
//!
//! The export says less than an order knows. What it leaves open is taken so that nobody is paid twice: money that
//! went back without a word about the units stays with the payment, and units of an order that was cancelled without
//! its money going back are never credited (CAN-10). A parcel is on its way until somebody says that it arrived. A
//! tax rate is taken from the tax's name (`TVA 20%`) or from the amounts, and only where it leads to the taxes and
//! the total to the cent; prices that include tax are taken apart, what rounding leaves over is a discount.

mod amounts;
mod people;
mod sale;

use std::collections::HashSet;
use std::io::BufRead;

use guichet_domain::names::TimeZone;

use super::IncomingOrder;
use super::error::{ImportError, InputFault, InputReason};
use super::progress::{Phase, Watch, tell};
use super::table::{Columns, Heading, Kept, Row, Table};

/// The columns that an order cannot be told without. Shopify adds others from time to time.
const COLUMNS: Columns = Columns {
    required: &[
        "Name",
        "Email",
        "Financial Status",
        "Fulfillment Status",
        "Fulfilled at",
        "Currency",
        "Subtotal",
        "Shipping",
        "Taxes",
        "Total",
        "Discount Code",
        "Discount Amount",
        "Created at",
        "Lineitem quantity",
        "Lineitem name",
        "Lineitem price",
        "Lineitem sku",
        "Lineitem requires shipping",
        "Lineitem taxable",
        "Lineitem fulfillment status",
        "Billing Country",
        "Shipping Country",
        "Cancelled at",
        "Payment Method",
        "Refunded Amount",
    ],
    others: true,
};

/// Columns of the order as a whole: on its further lines they are empty, or say the same again.
const OF_THE_ORDER: &[&str] = &[
    "Email",
    "Financial Status",
    "Fulfillment Status",
    "Fulfilled at",
    "Currency",
    "Subtotal",
    "Shipping",
    "Taxes",
    "Total",
    "Discount Code",
    "Discount Amount",
    "Billing Country",
    "Shipping Country",
    "Cancelled at",
    "Payment Method",
    "Refunded Amount",
];

/// Reads the export whole; days are counted in `zone`.
///
/// # Errors
/// [`ImportError::Input`] with the first line that cannot be meant and its column; [`ImportError::Interrupted`].
pub fn read(file: impl BufRead, zone: TimeZone, mut watch: Watch<'_>) -> Result<Vec<IncomingOrder>, ImportError> {
    let mut table = Table::open(file, COLUMNS)?;
    let heading = table.heading();
    let mut reading = Reading { zone, heading, seen: HashSet::new(), kept: Vec::new(), orders: Vec::new() };
    while let Some(row) = table.next()? {
        let begins = reading.begins_another(&row)?;
        if begins {
            reading.close()?;
            tell(&mut watch, Phase::Reading, reading.orders.len(), None)?;
        }
        reading.kept.push(row.keep());
    }
    reading.close()?;
    Ok(reading.orders)
}

struct Reading {
    zone: TimeZone,
    heading: Heading,
    seen: HashSet<String>,
    /// The lines of the order that is being read.
    kept: Vec<Kept>,
    orders: Vec<IncomingOrder>,
}

impl Reading {
    /// Whether this line begins another order than the lines that are kept.
    fn begins_another(&mut self, row: &Row<'_>) -> Result<bool, InputFault> {
        let name = row.filled("Name")?;
        let first = self.kept.first().map(|kept| kept.row(&self.heading));
        if let Some(first) = first.filter(|first| first.text("Name") == name) {
            for column in OF_THE_ORDER {
                let again = row.text(column);
                if !again.is_empty() && again != first.text(column) {
                    return Err(row.fault(column, InputReason::Contradiction));
                }
            }
            return Ok(false);
        }
        if !self.seen.insert(name.to_owned()) {
            return Err(row.fault("Name", InputReason::DuplicateOrder));
        }
        Ok(true)
    }

    fn close(&mut self) -> Result<(), InputFault> {
        let rows: Vec<Row<'_>> = self.kept.iter().map(|kept| kept.row(&self.heading)).collect();
        if let Some(first) = rows.first() {
            let customer = people::customer(first)?;
            let order = sale::order(first, &rows, self.zone, customer.as_ref())?;
            self.orders.push(IncomingOrder { order, customer });
        }
        self.kept.clear();
        Ok(())
    }
}
