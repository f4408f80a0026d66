//! Making the index anew from the bodies.

use sqlx::Row;

use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;
use crate::search::identifiers;
use crate::summary::{self, Flags};

/// Rows read at once.
const ROWS: i64 = 500;

impl Store {
    /// Makes every column and search row anew from the bodies, in one transaction: the bodies are the truth.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`] where a body cannot be read; nothing is changed then.
    pub async fn rebuild_index(&self) -> Result<(), DeskError> {
        let mut batch = self.begin().await?;
        for sql in [
            "DELETE FROM identifier",
            "DELETE FROM posting",
            "DELETE FROM slip",
            "DELETE FROM word",
            "DELETE FROM number_prefix",
            "UPDATE tally SET rows = (SELECT count(*) FROM customer) WHERE name = 'customer'",
            "UPDATE tally SET rows = (SELECT count(*) FROM orders) WHERE name = 'orders'",
        ] {
            sqlx::query(sql).execute(batch.connection()).await?;
        }
        batch.rebuild_customers().await?;
        batch.rebuild_orders().await?;
        batch.commit().await?;
        self.tidy().await
    }
}

impl Batch {
    async fn rebuild_customers(&mut self) -> Result<(), DeskError> {
        let mut last = 0i64;
        loop {
            let rows = sqlx::query("SELECT rowid, format, body FROM customer WHERE rowid > ?1 ORDER BY rowid LIMIT ?2")
                .bind(last)
                .bind(ROWS)
                .fetch_all(self.connection())
                .await?;
            let mut found = Vec::new();
            for row in &rows {
                last = row.try_get(0)?;
                let record = records::customer(row.try_get(1)?, row.try_get(2)?)?;
                sqlx::query(
                    "UPDATE customer SET name = ?2, email = ?3, town = ?4, postcode = ?5, flags = ?6 WHERE rowid = ?1",
                )
                .bind(last)
                .bind(&record.customer.name)
                .bind(&record.customer.email)
                .bind(&record.contact.town)
                .bind(&record.contact.postcode)
                .bind(Flags::of_customer(&record.customer).bits())
                .execute(self.connection())
                .await?;
                self.file_words(last, &record).await?;
                found.extend(identifiers::of_customer(&record).into_iter().map(|(kind, token)| (kind, token, last)));
            }
            self.add_identifiers(found).await?;
            if rows.is_empty() {
                return Ok(());
            }
        }
    }

    async fn rebuild_orders(&mut self) -> Result<(), DeskError> {
        let mut last = 0i64;
        loop {
            let rows = sqlx::query("SELECT rowid, format, body FROM orders WHERE rowid > ?1 ORDER BY rowid LIMIT ?2")
                .bind(last)
                .bind(ROWS)
                .fetch_all(self.connection())
                .await?;
            let mut found = Vec::new();
            for row in &rows {
                last = row.try_get(0)?;
                let order = records::order(row.try_get(1)?, row.try_get(2)?)?;
                sqlx::query(
                    "UPDATE orders SET customer = (SELECT rowid FROM customer WHERE id = ?2), placed_at = ?3, \
                     flags = ?4, summary = ?5 WHERE rowid = ?1",
                )
                .bind(last)
                .bind(&order.customer)
                .bind(order.placed_at.timestamp())
                .bind(Flags::of_order(&order).bits())
                .bind(records::body(&summary::of(&order))?)
                .execute(self.connection())
                .await?;
                self.put_number_letters(&order.number).await?;
                found.extend(identifiers::of_order(&order).into_iter().map(|(kind, token)| (kind, token, last)));
            }
            self.add_identifiers(found).await?;
            if rows.is_empty() {
                return Ok(());
            }
        }
    }
}
