//! Checking a replica against its bodies, and making its index anew from them.

use sqlx::Row;

use super::rows::{Mark, body};
use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;
use crate::search::identifiers;
use crate::summary::{self, Flags};

/// Bodies read at once.
const PAGE: i64 = 2_000;

/// A stored body and the row it stands in.
type Body = (i64, i64, String);

/// How many bodies were found sound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verified {
    /// Customers.
    pub customers: u64,
    /// Orders.
    pub orders: u64,
    /// Service accounts.
    pub accounts: u64,
    /// Cases.
    pub cases: u64,
    /// Parcels in quarantine.
    pub strays: u64,
}

impl Store {
    /// Reads and checks every body; with `rebuild` it also makes every column and search row anew from them, in one
    /// transaction.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`] where a body cannot be understood (nothing is changed then), [`DeskError::Store`].
    pub async fn verify(&self, rebuild: bool) -> Result<Verified, DeskError> {
        let mut found = Verified::default();
        let mut batch = self.begin().await?;
        if rebuild {
            batch.forget_index().await?;
        }
        let mut after = 0;
        loop {
            let page = batch
                .bodies("SELECT rowid, format, body FROM customer WHERE rowid > ?1 ORDER BY 1 LIMIT ?2", after)
                .await?;
            let Some((last, _, _)) = page.last() else { break };
            after = *last;
            for (row, format, body) in &page {
                let record = records::customer(*format, body)?;
                found.customers += 1;
                if rebuild {
                    batch.index_customer(*row, &record).await?;
                }
            }
        }
        after = 0;
        loop {
            let page = batch
                .bodies("SELECT rowid, format, body FROM orders WHERE rowid > ?1 ORDER BY 1 LIMIT ?2", after)
                .await?;
            let Some((last, _, _)) = page.last() else { break };
            after = *last;
            for (row, format, body) in &page {
                let order = records::order(*format, body)?;
                found.orders += 1;
                if rebuild {
                    batch.index_order(*row, &order).await?;
                }
            }
        }
        after = 0;
        loop {
            let page = batch
                .bodies("SELECT rowid, format, body FROM account WHERE rowid > ?1 ORDER BY 1 LIMIT ?2", after)
                .await?;
            let Some((last, _, _)) = page.last() else { break };
            after = *last;
            for (_, format, body) in &page {
                records::account(*format, body)?;
                found.accounts += 1;
            }
        }
        found.cases = batch.verify_cases(rebuild).await?;
        found.strays = batch.verify_strays(rebuild).await?;
        if rebuild {
            batch.set_tally("customer", found.customers).await?;
            batch.set_tally("orders", found.orders).await?;
            batch.commit().await?;
            self.tidy().await?;
        }
        Ok(found)
    }
}

impl Batch {
    async fn bodies(&mut self, sql: &'static str, after: i64) -> Result<Vec<Body>, DeskError> {
        let rows = sqlx::query(sql).bind(after).bind(PAGE).fetch_all(self.connection()).await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))).collect()
    }

    /// By their numbers: a case that is filed again gets another row.
    async fn verify_cases(&mut self, rebuild: bool) -> Result<u64, DeskError> {
        let (mut found, mut after) = (0, String::new());
        loop {
            let sql = "SELECT number, format, body, base, digest FROM casework WHERE number > ?1 ORDER BY 1 LIMIT ?2";
            let rows = sqlx::query(sql).bind(&after).bind(PAGE).fetch_all(self.connection()).await?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = last.try_get(0)?;
            for row in &rows {
                let guichet_sync::Body::Case(case) = body("case", row.try_get(1)?, row.try_get(2)?)? else {
                    return Err(DeskError::BodyDamaged);
                };
                found += 1;
                if rebuild {
                    self.file_case(&case, Mark { base: row.try_get(3)?, digest: row.try_get(4)? }).await?;
                }
            }
        }
    }

    /// As with cases.
    async fn verify_strays(&mut self, rebuild: bool) -> Result<u64, DeskError> {
        let (mut found, mut after) = (0, String::new());
        loop {
            let sql = "SELECT number, format, body, base, digest FROM stray WHERE number > ?1 ORDER BY 1 LIMIT ?2";
            let rows = sqlx::query(sql).bind(&after).bind(PAGE).fetch_all(self.connection()).await?;
            let Some(last) = rows.last() else { return Ok(found) };
            after = last.try_get(0)?;
            for row in &rows {
                let guichet_sync::Body::Stray(parcel) = body("stray", row.try_get(1)?, row.try_get(2)?)? else {
                    return Err(DeskError::BodyDamaged);
                };
                found += 1;
                if rebuild {
                    self.file_stray(&parcel, Mark { base: row.try_get(3)?, digest: row.try_get(4)? }).await?;
                }
            }
        }
    }

    /// Empties what the search looks into.
    async fn forget_index(&mut self) -> Result<(), DeskError> {
        for sql in [
            "DELETE FROM identifier",
            "DELETE FROM posting",
            "DELETE FROM slip",
            "DELETE FROM word",
            "DELETE FROM number_prefix",
        ] {
            sqlx::query(sql).execute(self.connection()).await?;
        }
        Ok(())
    }

    async fn index_customer(&mut self, row: i64, record: &records::CustomerRecord) -> Result<(), DeskError> {
        sqlx::query("UPDATE customer SET name = ?2, email = ?3, town = ?4, postcode = ?5, flags = ?6 WHERE rowid = ?1")
            .bind(row)
            .bind(&record.customer.name)
            .bind(&record.customer.email)
            .bind(&record.contact.town)
            .bind(&record.contact.postcode)
            .bind(Flags::of_customer(&record.customer).bits())
            .execute(self.connection())
            .await?;
        self.file_words(row, record).await?;
        self.identify(row, &[], &identifiers::of_customer(record)).await
    }

    async fn index_order(&mut self, row: i64, order: &guichet_domain::Order) -> Result<(), DeskError> {
        sqlx::query(
            "UPDATE orders SET customer = (SELECT rowid FROM customer WHERE id = ?5), placed_at = ?2, flags = ?3, \
             summary = ?4 WHERE rowid = ?1",
        )
        .bind(row)
        .bind(order.placed_at.timestamp())
        .bind(Flags::of_order(order).bits())
        .bind(records::body(&summary::of(order))?)
        .bind(&order.customer)
        .execute(self.connection())
        .await?;
        self.put_number_letters(&order.number).await?;
        self.identify(row, &[], &identifiers::of_order(order)).await
    }

    async fn set_tally(&mut self, name: &str, rows: u64) -> Result<(), DeskError> {
        let rows = i64::try_from(rows).unwrap_or(i64::MAX);
        sqlx::query("UPDATE tally SET rows = ?2 WHERE name = ?1")
            .bind(name)
            .bind(rows)
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
