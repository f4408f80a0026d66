//! Reading aggregates back.

use guichet_domain::{Catalogue, Customer, Order, ServiceAccount};
use guichet_sync::Body;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use super::Store;
use crate::error::DeskError;
use crate::records::{self, CustomerRecord};
use crate::summary::{Flags, OrderSummary};

/// A customer with its row.
#[derive(Debug, Clone)]
pub struct StoredCustomer {
    /// The row, by which the index knows it.
    pub row: i64,
    /// How often it was written.
    pub version: i64,
    /// The customer.
    pub record: CustomerRecord,
}

/// An order with its version.
#[derive(Debug, Clone)]
pub struct StoredOrder {
    /// The row, by which the index knows it.
    pub row: i64,
    /// The customer's row.
    pub customer: Option<i64>,
    /// How often it was written.
    pub version: i64,
    /// The order.
    pub order: Order,
}

/// A service account with its version.
#[derive(Debug, Clone)]
pub struct StoredAccount {
    /// How often it was written.
    pub version: i64,
    /// The account.
    pub account: ServiceAccount,
}

/// How much the replica holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    /// Customers.
    pub customers: i64,
    /// Orders.
    pub orders: i64,
    /// Commands that wait to be sent.
    pub waiting: i64,
}

pub(super) async fn order(connection: &mut SqliteConnection, number: &str) -> Result<Option<StoredOrder>, DeskError> {
    let row = sqlx::query("SELECT rowid, customer, version, format, body FROM orders WHERE number = ?1")
        .bind(number)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredOrder {
        row: row.try_get(0)?,
        customer: row.try_get(1)?,
        version: row.try_get(2)?,
        order: records::order(row.try_get(3)?, row.try_get(4)?)?,
    }))
}

pub(super) async fn customer(connection: &mut SqliteConnection, id: &str) -> Result<Option<StoredCustomer>, DeskError> {
    let row = sqlx::query("SELECT rowid, version, format, body FROM customer WHERE id = ?1")
        .bind(id)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredCustomer {
        row: row.try_get(0)?,
        version: row.try_get(1)?,
        record: records::customer(row.try_get(2)?, row.try_get(3)?)?,
    }))
}

pub(super) async fn account(
    connection: &mut SqliteConnection,
    customer: &str,
) -> Result<Option<StoredAccount>, DeskError> {
    let row = sqlx::query("SELECT version, format, body FROM account WHERE id = ?1")
        .bind(customer)
        .fetch_optional(connection)
        .await?;
    let Some(row) = row else { return Ok(None) };
    Ok(Some(StoredAccount { version: row.try_get(0)?, account: records::account(row.try_get(1)?, row.try_get(2)?)? }))
}

impl Store {
    /// The service account of this customer.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn account(&self, customer: &str) -> Result<Option<StoredAccount>, DeskError> {
        let mut connection = self.readers().acquire().await?;
        account(&mut connection, customer).await
    }

    /// What the merchant sells, where it is known here.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn catalogue(&self) -> Result<Option<Catalogue>, DeskError> {
        let row: Option<(i64, String)> = sqlx::query_as("SELECT format, body FROM catalogue WHERE id = ?1")
            .bind(guichet_sync::body::CATALOGUE)
            .fetch_optional(&self.readers())
            .await?;
        let Some((format, text)) = row else { return Ok(None) };
        match super::rows::body("catalogue", format, &text)? {
            Body::Catalogue(catalogue) => Ok(Some(Catalogue::clone(&catalogue))),
            _ => Err(DeskError::BodyDamaged),
        }
    }

    /// The order with this number.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn order(&self, number: &str) -> Result<Option<StoredOrder>, DeskError> {
        let mut connection = self.readers().acquire().await?;
        order(&mut connection, number).await
    }

    /// The orders on which an exception waits for a supervisor, the oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn asking(&self, limit: u32) -> Result<Vec<StoredOrder>, DeskError> {
        // The bit stands here as in the index, or the index is of no use.
        debug_assert_eq!(crate::summary::ASKS_EXCEPTION, 65_536);
        let sql = "SELECT rowid, customer, version, format, body FROM orders WHERE (flags & 65536) <> 0 \
                   ORDER BY placed_at LIMIT ?1";
        let rows = sqlx::query(sql).bind(limit).fetch_all(&self.readers()).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredOrder {
                    row: row.try_get(0)?,
                    customer: row.try_get(1)?,
                    version: row.try_get(2)?,
                    order: records::order(row.try_get(3)?, row.try_get(4)?)?,
                })
            })
            .collect()
    }

    /// The orders that may have something due, the oldest first, each with whose it is.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn due(&self, limit: u32) -> Result<Vec<(Order, Option<Customer>)>, DeskError> {
        debug_assert_eq!(crate::summary::MAY_BE_DUE, 30);
        let sql = "SELECT o.format, o.body, c.format, c.body FROM orders o LEFT JOIN customer c ON c.rowid = o.customer \
                   WHERE (o.flags & 30) <> 0 ORDER BY o.placed_at LIMIT ?1";
        let rows = sqlx::query(sql).bind(limit).fetch_all(&self.readers()).await?;
        rows.iter()
            .map(|row| {
                let customer = match row.try_get::<Option<&str>, _>(3)? {
                    Some(body) => Some(records::customer(row.try_get(2)?, body)?.customer),
                    None => None,
                };
                Ok((records::order(row.try_get(0)?, row.try_get(1)?)?, customer))
            })
            .collect()
    }

    /// The customer with this id.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn customer(&self, id: &str) -> Result<Option<StoredCustomer>, DeskError> {
        let mut connection = self.readers().acquire().await?;
        customer(&mut connection, id).await
    }

    /// The orders of a customer, newest first.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn orders_of(&self, customer: i64, limit: u32) -> Result<Vec<Order>, DeskError> {
        let sql = "SELECT format, body FROM orders WHERE customer = ?1 ORDER BY placed_at DESC LIMIT ?2";
        let rows = sqlx::query(sql).bind(customer).bind(limit).fetch_all(&self.readers()).await?;
        rows.iter().map(|row| records::order(row.try_get(0)?, row.try_get(1)?)).collect()
    }

    /// The orders of a customer in one row each, newest first, and the flags of all of them: without a body.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn summaries_of(&self, customer: i64, limit: u32) -> Result<(Vec<OrderSummary>, Flags), DeskError> {
        let sql = "SELECT summary, flags FROM orders WHERE customer = ?1 ORDER BY placed_at DESC LIMIT ?2";
        let rows = sqlx::query(sql).bind(customer).bind(limit).fetch_all(&self.readers()).await?;
        let mut flags = Flags::default();
        let mut summaries = Vec::with_capacity(rows.len());
        for row in &rows {
            summaries.push(serde_json::from_str(row.try_get(0)?).map_err(|_| DeskError::BodyDamaged)?);
            flags = flags.and(Flags::from_bits(row.try_get(1)?));
        }
        Ok((summaries, flags))
    }

    /// The service account of the customer in this row; a customer has at most one.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn accounts_of(&self, customer: i64) -> Result<Vec<ServiceAccount>, DeskError> {
        let sql = "SELECT format, body FROM account WHERE id = (SELECT id FROM customer WHERE rowid = ?1)";
        let rows = sqlx::query(sql).bind(customer).fetch_all(&self.readers()).await?;
        rows.iter().map(|row| records::account(row.try_get(0)?, row.try_get(1)?)).collect()
    }

    /// How much there is.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn tally(&self) -> Result<Tally, DeskError> {
        let (customers, orders, waiting) = sqlx::query_as(
            "SELECT (SELECT rows FROM tally WHERE name = 'customer'), (SELECT rows FROM tally WHERE name = 'orders'), \
             (SELECT count(*) FROM entry WHERE state = 'waiting')",
        )
        .fetch_one(&self.readers())
        .await?;
        Ok(Tally { customers, orders, waiting })
    }

    /// How far an import from this source got, and whether it was finished.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn checkpoint(&self, source: &str) -> Result<Option<(String, bool)>, DeskError> {
        Ok(sqlx::query_as("SELECT checkpoint, finished FROM import_batch WHERE source = ?1")
            .bind(source)
            .fetch_optional(&self.readers())
            .await?)
    }

    /// A setting or a fact about the replica.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn setting(&self, name: &str) -> Result<Option<String>, DeskError> {
        let sql = "SELECT value FROM setting WHERE name = ?1";
        Ok(sqlx::query_scalar(sql).bind(name).fetch_optional(&self.readers()).await?)
    }

    /// Keeps a setting.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_setting(&self, name: &str, value: &str) -> Result<(), DeskError> {
        sqlx::query("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")
            .bind(name)
            .bind(value)
            .execute(&self.writer())
            .await?;
        Ok(())
    }

    /// Forgets a setting.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn remove_setting(&self, name: &str) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM setting WHERE name = ?1").bind(name).execute(&self.writer()).await?;
        Ok(())
    }

    /// Notes that this customer was opened, for the list of recent ones. While an import is writing it is left out:
    /// a page never waits for a convenience.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn touch_recent(&self, customer: i64) -> Result<(), DeskError> {
        match tokio::time::timeout(PATIENCE, self.writer().acquire()).await {
            Ok(writer) => touch(&mut *writer?, customer).await,
            Err(_) => Ok(()),
        }
    }
}

/// How long a page waits to note that it was opened.
const PATIENCE: std::time::Duration = std::time::Duration::from_millis(100);
/// How many recent customers are kept.
const RECENT: i64 = 12;

async fn touch(writer: &mut SqliteConnection, customer: i64) -> Result<(), DeskError> {
    sqlx::query(
        "INSERT OR REPLACE INTO recent (customer, opened) \
         SELECT ?1, coalesce(max(opened), 0) + 1 FROM recent",
    )
    .bind(customer)
    .execute(&mut *writer)
    .await?;
    sqlx::query("DELETE FROM recent WHERE opened <= (SELECT max(opened) FROM recent) - ?1")
        .bind(RECENT)
        .execute(writer)
        .await?;
    Ok(())
}

impl Store {
    /// The number of the order that this identifier means.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn order_with(
        &self,
        kind: crate::search::identifiers::Kind,
        identifier: &str,
    ) -> Result<Option<String>, DeskError> {
        Ok(sqlx::query_scalar(
            "SELECT orders.number FROM identifier JOIN orders ON orders.rowid = identifier.target \
             WHERE identifier.kind = ?1 AND identifier.token = ?2",
        )
        .bind(kind.code())
        .bind(crate::search::fold::compact(identifier))
        .fetch_optional(&self.readers())
        .await?)
    }
}
