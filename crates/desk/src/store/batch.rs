//! One write transaction: aggregates with their index, history, outbox, numbers, all or nothing.

use guichet_domain::{Order, ServiceAccount};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{Row, Sqlite, Transaction};

use super::read::{StoredCustomer, StoredOrder};
use super::vocabulary::{Vocabulary, words_of};
use crate::error::DeskError;
use crate::records::{self, CustomerRecord};
use crate::search::identifiers::{self, Kind};
use crate::summary::{self, Flags};

/// A write transaction. Dropped without [`Batch::commit`], it leaves no trace.
#[derive(Debug)]
pub struct Batch {
    transaction: Transaction<'static, Sqlite>,
    pub(super) vocabulary: Vocabulary,
}

impl Batch {
    pub(super) async fn begin(writer: &SqlitePool) -> Result<Self, DeskError> {
        // Immediate: two writers meet here, not in the middle.
        let transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Self { transaction, vocabulary: Vocabulary::default() })
    }

    pub(crate) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// [`DeskError::Store`]; then nothing was written.
    pub async fn commit(mut self) -> Result<(), DeskError> {
        self.vocabulary.flush(&mut self.transaction).await?;
        self.transaction.commit().await?;
        Ok(())
    }

    /// Stores a customer, new or changed, and files them for the search. Returns the row.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn put_customer(&mut self, record: &CustomerRecord) -> Result<i64, DeskError> {
        let body = records::body(record)?;
        let known = sqlx::query("SELECT rowid, format, body FROM customer WHERE id = ?1")
            .bind(&record.customer.id)
            .fetch_optional(self.connection())
            .await?;
        let before = match &known {
            Some(row) => Some((row.try_get::<i64, _>(0)?, records::customer(row.try_get(1)?, row.try_get(2)?)?)),
            None => None,
        };
        if let Some((row, old)) = &before
            && old == record
        {
            return Ok(*row);
        }
        let row: i64 = sqlx::query_scalar(
            "INSERT INTO customer (id, version, format, name, email, town, postcode, flags, body) \
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) \
             ON CONFLICT (id) DO UPDATE SET version = version + 1, format = excluded.format, name = excluded.name, \
             email = excluded.email, town = excluded.town, postcode = excluded.postcode, flags = excluded.flags, \
             body = excluded.body RETURNING rowid",
        )
        .bind(&record.customer.id)
        .bind(records::FORMAT)
        .bind(&record.customer.name)
        .bind(&record.customer.email)
        .bind(&record.contact.town)
        .bind(&record.contact.postcode)
        .bind(Flags::of_customer(&record.customer).bits())
        .bind(body)
        .fetch_one(self.connection())
        .await?;
        if before.is_none() {
            self.count("customer", 1).await?;
        }
        let old = before.map(|(_, old)| old);
        let old_words = old.as_ref().map(words_of).unwrap_or_default();
        self.vocabulary.file(&mut self.transaction, row, &old_words, &words_of(record)).await?;
        let old_identifiers = old.as_ref().map(identifiers::of_customer).unwrap_or_default();
        self.identify(row, &old_identifiers, &identifiers::of_customer(record)).await?;
        Ok(row)
    }

    /// Stores an order, new or changed, under the customer that it names. Returns its version.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn put_order(&mut self, order: &Order) -> Result<i64, DeskError> {
        let body = records::body(order)?;
        let customer: Option<i64> = match &order.customer {
            Some(id) => {
                let sql = "SELECT rowid FROM customer WHERE id = ?1";
                sqlx::query_scalar(sql).bind(id).fetch_optional(self.connection()).await?
            }
            None => None,
        };
        let old = match self.order(&order.number).await? {
            Some(stored) if stored.order == *order => return Ok(stored.version),
            Some(stored) => Some(stored.order),
            None => None,
        };
        let (row, version): (i64, i64) = sqlx::query_as(
            "INSERT INTO orders (number, customer, placed_at, version, format, flags, summary, body) \
             VALUES (?1, ?2, ?3, 1, ?4, ?5, ?6, ?7) \
             ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, placed_at = excluded.placed_at, \
             version = version + 1, format = excluded.format, flags = excluded.flags, summary = excluded.summary, \
             body = excluded.body RETURNING rowid, version",
        )
        .bind(&order.number)
        .bind(customer)
        .bind(order.placed_at.timestamp())
        .bind(records::FORMAT)
        .bind(Flags::of_order(order).bits())
        .bind(records::body(&summary::of(order))?)
        .bind(body)
        .fetch_one(self.connection())
        .await?;
        if old.is_none() {
            self.count("orders", 1).await?;
            self.put_number_letters(&order.number).await?;
        }
        let before = old.as_ref().map(identifiers::of_order).unwrap_or_default();
        self.identify(row, &before, &identifiers::of_order(order)).await?;
        Ok(version)
    }

    /// Stores the service account of a customer who is stored already.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_account(&mut self, customer: i64, account: &ServiceAccount) -> Result<(), DeskError> {
        sqlx::query("INSERT INTO account (customer, version, format, body) VALUES (?1, 1, ?2, ?3)")
            .bind(customer)
            .bind(records::FORMAT)
            .bind(records::body(account)?)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The order with this number, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn order(&mut self, number: &str) -> Result<Option<StoredOrder>, DeskError> {
        super::read::order(self.connection(), number).await
    }

    /// The customer with this id, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn customer(&mut self, id: &str) -> Result<Option<StoredCustomer>, DeskError> {
        super::read::customer(self.connection(), id).await
    }

    /// The next number of a series, moved inside this transaction.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn next_number(&mut self, series: &str) -> Result<u64, DeskError> {
        let number: i64 = sqlx::query_scalar(
            "INSERT INTO counter (series, next) VALUES (?1, 2) \
             ON CONFLICT (series) DO UPDATE SET next = next + 1 RETURNING next - 1",
        )
        .bind(series)
        .fetch_one(self.connection())
        .await?;
        u64::try_from(number).map_err(|_| DeskError::BodyDamaged)
    }

    /// Remembers how far an import got.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_checkpoint(&mut self, source: &str, checkpoint: &str, finished: bool) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT INTO import_batch (source, checkpoint, finished) VALUES (?1, ?2, ?3) ON CONFLICT (source) \
             DO UPDATE SET checkpoint = excluded.checkpoint, finished = excluded.finished",
        )
        .bind(source)
        .bind(checkpoint)
        .bind(finished)
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes that an import has taken this invoice; `false` where it had already.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn take_invoice(&mut self, source: &str, invoice: &str) -> Result<bool, DeskError> {
        let done = sqlx::query("INSERT OR IGNORE INTO import_taken (source, invoice) VALUES (?1, ?2)")
            .bind(source)
            .bind(invoice)
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    pub(super) async fn count(&mut self, table: &str, more: i64) -> Result<(), DeskError> {
        sqlx::query("UPDATE tally SET rows = rows + ?2 WHERE name = ?1")
            .bind(table)
            .bind(more)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes the letters that order numbers begin with.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_number_letters(&mut self, number: &str) -> Result<(), DeskError> {
        if let Some(letters) = identifiers::number_letters(number) {
            sqlx::query("INSERT OR IGNORE INTO number_prefix (letters) VALUES (?1)")
                .bind(letters)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    /// Files a row under its identifiers, and no more under those it had before.
    pub(super) async fn identify(
        &mut self,
        row: i64,
        before: &[(Kind, String)],
        after: &[(Kind, String)],
    ) -> Result<(), DeskError> {
        let listed = |these: &[(Kind, String)], not: &[(Kind, String)]| {
            let some: Vec<(i64, &str)> =
                these.iter().filter(|it| !not.contains(it)).map(|(kind, token)| (kind.code(), &**token)).collect();
            (!some.is_empty()).then(|| serde_json::to_string(&some)).transpose().map_err(|_| DeskError::BodyDamaged)
        };
        if let Some(gone) = listed(before, after)? {
            sqlx::query(
                "DELETE FROM identifier WHERE (kind, token, target) IN \
                 (SELECT value ->> 0, value ->> 1, ?2 FROM json_each(?1))",
            )
            .bind(gone)
            .bind(row)
            .execute(self.connection())
            .await?;
        }
        if let Some(new) = listed(after, before)? {
            sqlx::query(
                "INSERT OR IGNORE INTO identifier (kind, token, target) \
                 SELECT value ->> 0, value ->> 1, ?2 FROM json_each(?1)",
            )
            .bind(new)
            .bind(row)
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }
}
