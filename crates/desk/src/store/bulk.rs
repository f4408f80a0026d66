//! Writing many new customers and orders: many rows a statement, identifiers in order.

use guichet_domain::Order;
use sqlx::QueryBuilder;

use super::Batch;
use super::rows::Mark;
use super::vocabulary::words_of;
use crate::error::DeskError;
use crate::records::{self, CustomerRecord};
use crate::search::identifiers::{self, Kind};
use crate::summary::{self, Flags};

/// Rows of one statement; SQLite binds at most 32,766 values.
pub(super) const ROWS: usize = 1000;

/// An order ready to be written: what takes processor time is done before the transaction has it.
#[derive(Debug)]
pub struct PreparedOrder {
    number: String,
    customer: Option<i64>,
    mark: Mark,
    placed_at: i64,
    flags: i64,
    summary: String,
    body: String,
    identifiers: Vec<(Kind, String)>,
}

impl PreparedOrder {
    /// Prepares an order of the customer in this row.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`].
    pub fn of(order: &Order, customer: i64) -> Result<Self, DeskError> {
        Self::marked(order, Some(customer), Mark::LOCAL)
    }

    /// Prepares an order that the centre gave, of the customer in this row where they are here.
    pub(super) fn marked(order: &Order, customer: Option<i64>, mark: Mark) -> Result<Self, DeskError> {
        Ok(Self {
            number: order.number.clone(),
            customer,
            mark,
            placed_at: order.placed_at.timestamp(),
            flags: Flags::of_order(order).bits(),
            summary: records::body(&summary::of(order))?,
            body: records::body(order)?,
            identifiers: identifiers::of_order(order),
        })
    }

    /// Hands over its identifiers, to be written later with many others.
    pub fn give_identifiers(&mut self, row: i64, to: &mut Vec<(Kind, String, i64)>) {
        to.extend(std::mem::take(&mut self.identifiers).into_iter().map(|(kind, token)| (kind, token, row)));
    }
}

impl Batch {
    /// The row that the next new customer gets, and the next new order.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn next_rows(&mut self) -> Result<(i64, i64), DeskError> {
        Ok(sqlx::query_as(
            "SELECT (SELECT coalesce(max(rowid), 0) + 1 FROM customer), (SELECT coalesce(max(rowid), 0) + 1 FROM orders)",
        )
        .fetch_one(self.connection())
        .await?)
    }

    /// Writes customers that are known to be new, from this row on.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn add_customers(&mut self, first_row: i64, customers: &[CustomerRecord]) -> Result<(), DeskError> {
        let all: Vec<_> = customers.iter().map(|record| (record, Mark::LOCAL)).collect();
        self.add_marked_customers(first_row, &all).await
    }

    pub(super) async fn add_marked_customers(
        &mut self,
        first_row: i64,
        customers: &[(&CustomerRecord, Mark)],
    ) -> Result<(), DeskError> {
        let numbered: Vec<(i64, &CustomerRecord, Mark)> =
            (first_row..).zip(customers).map(|(row, (record, mark))| (row, *record, *mark)).collect();
        for some in numbered.chunks(ROWS) {
            let bodies = some.iter().map(|(_, record, _)| records::body(*record)).collect::<Result<Vec<_>, _>>()?;
            let mut insert = QueryBuilder::new(
                "INSERT INTO customer (rowid, id, version, format, name, email, town, postcode, flags, body, base, \
                 digest) ",
            );
            insert.push_values(some.iter().zip(bodies), |mut tuple, ((row, record, mark), body)| {
                tuple
                    .push_bind(*row)
                    .push_bind(record.customer.id.clone())
                    .push("1")
                    .push_bind(records::FORMAT)
                    .push_bind(record.customer.name.clone())
                    .push_bind(record.customer.email.clone())
                    .push_bind(record.contact.town.clone())
                    .push_bind(record.contact.postcode.clone())
                    .push_bind(Flags::of_customer(&record.customer).bits())
                    .push_bind(body)
                    .push_bind(mark.base)
                    .push_bind(mark.digest);
            });
            insert.build().execute(self.connection()).await?;
        }
        let mut found: Vec<(Kind, String, i64)> = Vec::new();
        for (row, record, _) in &numbered {
            found.extend(identifiers::of_customer(record).into_iter().map(|(kind, token)| (kind, token, *row)));
            self.file_words(*row, record).await?;
        }
        self.add_identifiers(found).await?;
        self.count("customer", i64::try_from(customers.len()).unwrap_or_default()).await
    }

    /// Writes orders that are known to be new, from this row on.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn add_orders(&mut self, first_row: i64, orders: Vec<PreparedOrder>) -> Result<(), DeskError> {
        let many = i64::try_from(orders.len()).unwrap_or_default();
        let version = self.first_version().await?;
        let mut found: Vec<(Kind, String, i64)> = Vec::with_capacity(orders.len() * 4);
        let mut rest = orders.into_iter().peekable();
        let mut row = first_row;
        while rest.peek().is_some() {
            let mut insert = QueryBuilder::new(
                "INSERT INTO orders (rowid, number, customer, placed_at, version, format, flags, summary, body, base, \
                 digest) ",
            );
            insert.push_values(rest.by_ref().take(ROWS), |mut tuple, order| {
                found.extend(order.identifiers.into_iter().map(|(kind, token)| (kind, token, row)));
                tuple
                    .push_bind(row)
                    .push_bind(order.number)
                    .push_bind(order.customer)
                    .push_bind(order.placed_at)
                    .push_bind(version)
                    .push_bind(records::FORMAT)
                    .push_bind(order.flags)
                    .push_bind(order.summary)
                    .push_bind(order.body)
                    .push_bind(order.mark.base)
                    .push_bind(order.mark.digest);
                row += 1;
            });
            insert.build().execute(self.connection()).await?;
        }
        self.add_identifiers(found).await?;
        self.count("orders", many).await
    }

    pub(super) async fn file_words(&mut self, row: i64, record: &CustomerRecord) -> Result<(), DeskError> {
        let words = words_of(record);
        let mut vocabulary = std::mem::take(&mut self.vocabulary);
        let filed = vocabulary.file(self.connection(), row, &[], &words).await;
        self.vocabulary = vocabulary;
        filed
    }

    /// Files rows under identifiers that are known to be new.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn add_identifiers(&mut self, mut found: Vec<(Kind, String, i64)>) -> Result<(), DeskError> {
        // In order, so that neighbours share pages.
        found
            .sort_unstable_by(|left, right| (left.0.code(), &left.1, left.2).cmp(&(right.0.code(), &right.1, right.2)));
        let mut rest = found.into_iter().peekable();
        while rest.peek().is_some() {
            let mut insert = QueryBuilder::new(match self.puts_aside {
                true => "INSERT INTO put_aside (kind, token, target) ",
                false => "INSERT OR IGNORE INTO identifier (kind, token, target) ",
            });
            insert.push_values(rest.by_ref().take(4 * ROWS), |mut tuple, (kind, token, row)| {
                tuple.push_bind(kind.code()).push_bind(token).push_bind(row);
            });
            insert.build().execute(self.connection()).await?;
        }
        Ok(())
    }
}
