//! Customers and orders that leave the replica, and orders whose customer is not here.

use super::Batch;
use super::vocabulary::words_of;
use crate::error::DeskError;
use crate::search::identifiers;

impl Batch {
    /// Notes that an order names a customer who is not here.
    pub(super) async fn await_customer(&mut self, customer: &str, order_row: i64) -> Result<(), DeskError> {
        sqlx::query("INSERT OR IGNORE INTO awaiting_customer (customer, order_row) VALUES (?1, ?2)")
            .bind(customer)
            .bind(order_row)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives a customer who is new here the orders that were here before.
    pub(super) async fn give_orders(&mut self, customer: &str, row: i64) -> Result<(), DeskError> {
        sqlx::query(
            "UPDATE orders SET customer = ?2 \
             WHERE rowid IN (SELECT order_row FROM awaiting_customer WHERE customer = ?1)",
        )
        .bind(customer)
        .bind(row)
        .execute(self.connection())
        .await?;
        sqlx::query("DELETE FROM awaiting_customer WHERE customer = ?1")
            .bind(customer)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Takes a customer away, with every word and number that led to them. Their orders stay, and know the id alone.
    pub(super) async fn unfile_customer(&mut self, id: &str) -> Result<(), DeskError> {
        let Some(known) = self.customer(id).await? else { return Ok(()) };
        let words = words_of(&known.record);
        let mut vocabulary = std::mem::take(&mut self.vocabulary);
        let filed = vocabulary.file(self.connection(), known.row, &words, &[]).await;
        self.vocabulary = vocabulary;
        filed?;
        self.identify(known.row, &identifiers::of_customer(&known.record), &[]).await?;
        for sql in [
            "INSERT OR IGNORE INTO awaiting_customer (customer, order_row) \
             SELECT ?2, rowid FROM orders WHERE customer = ?1",
            "UPDATE orders SET customer = NULL WHERE customer = ?1",
            "DELETE FROM recent WHERE customer = ?1",
            "DELETE FROM customer WHERE rowid = ?1",
        ] {
            sqlx::query(sql).bind(known.row).bind(id).execute(self.connection()).await?;
        }
        self.count("customer", -1).await
    }

    /// Takes an order away, with every number that led to it.
    pub(super) async fn unfile_order(&mut self, number: &str) -> Result<(), DeskError> {
        let Some(known) = self.order(number).await? else { return Ok(()) };
        self.identify(known.row, &identifiers::of_order(&known.order), &[]).await?;
        for sql in ["DELETE FROM awaiting_customer WHERE order_row = ?1", "DELETE FROM orders WHERE rowid = ?1"] {
            sqlx::query(sql).bind(known.row).execute(self.connection()).await?;
        }
        self.count("orders", -1).await
    }
}
