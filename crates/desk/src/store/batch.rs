//! One write transaction: aggregates with their index, history, queue, numbers, all or nothing.

use std::collections::HashMap;
use std::sync::Arc;

use guichet_domain::{Catalogue, Order, ServiceAccount, TermsPack};
use sqlx::sqlite::{SqliteConnection, SqlitePool};
use sqlx::{Row, Sqlite, Transaction};
use uuid::Uuid;

use super::read::{StoredCustomer, StoredOrder};
use super::rows::{FILE_CATALOGUE, Mark};
use super::shelf::{self, Shelf};
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
    shelf: Shelf,
    /// The editions as this transaction leaves them, once they were asked for after it changed one.
    packs: Option<Arc<[TermsPack]>>,
    are_terms_changed: bool,
    /// Orders that the exchange touched, as they were before: version and body.
    touched: HashMap<String, (i64, String)>,
    /// Versions of new orders begin above this.
    floor: Option<i64>,
    /// Identifiers of new rows are put aside, to be filed in order with many others.
    pub(super) puts_aside: bool,
}

impl Batch {
    pub(super) async fn begin(writer: &SqlitePool, shelf: Shelf) -> Result<Self, DeskError> {
        // Immediate: two writers meet here, not in the middle.
        let transaction = writer.begin_with("BEGIN IMMEDIATE").await?;
        Ok(Self {
            transaction,
            vocabulary: Vocabulary::default(),
            shelf,
            packs: None,
            are_terms_changed: false,
            touched: HashMap::new(),
            floor: None,
            puts_aside: false,
        })
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
        // Laying what is pending on top of the same body again changes nothing that a window saw.
        for (number, (version, body)) in std::mem::take(&mut self.touched) {
            sqlx::query("UPDATE orders SET version = ?2 WHERE number = ?1 AND version <> ?2 AND body = ?3")
                .bind(number)
                .bind(version)
                .bind(body)
                .execute(self.connection())
                .await?;
        }
        let packs = if self.are_terms_changed { Some(self.editions().await?) } else { None };
        self.transaction.commit().await?;
        if let Some(packs) = packs {
            self.shelf.put(packs);
        }
        Ok(())
    }

    /// The editions of the terms, as this transaction sees them.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::Terms`].
    pub(super) async fn editions(&mut self) -> Result<Arc<[TermsPack]>, DeskError> {
        if !self.are_terms_changed {
            return Ok(self.shelf.packs());
        }
        if let Some(packs) = &self.packs {
            return Ok(packs.clone());
        }
        let packs = shelf::read(self.connection()).await?;
        self.packs = Some(packs.clone());
        Ok(packs)
    }

    pub(super) fn terms_changed(&mut self) {
        self.are_terms_changed = true;
        self.packs = None;
    }

    pub(super) fn forget_vocabulary(&mut self) {
        self.vocabulary = Vocabulary::default();
    }

    /// Remembers an order as it was before the exchange touched it.
    pub(super) async fn remember(&mut self, number: &str) -> Result<(), DeskError> {
        if !self.touched.contains_key(number) {
            let sql = "SELECT version, body FROM orders WHERE number = ?1";
            let before: Option<(i64, String)> =
                sqlx::query_as(sql).bind(number).fetch_optional(self.connection()).await?;
            if let Some(before) = before {
                self.touched.insert(number.to_owned(), before);
            }
        }
        Ok(())
    }

    /// The version that a new order begins with.
    pub(super) async fn first_version(&mut self) -> Result<i64, DeskError> {
        if let Some(floor) = self.floor {
            return Ok(floor + 1);
        }
        let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'version_floor'";
        let floor: Option<i64> = sqlx::query_scalar(sql).fetch_optional(self.connection()).await?;
        self.floor = Some(floor.unwrap_or(0));
        Ok(floor.unwrap_or(0) + 1)
    }

    /// Stores a customer, new or changed, and files them for the search. Returns the row.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn put_customer(&mut self, record: &CustomerRecord) -> Result<i64, DeskError> {
        self.file_customer(record, None).await
    }

    /// Stores a customer; with a mark, as the authoritative one that it belongs to.
    pub(super) async fn file_customer(
        &mut self,
        record: &CustomerRecord,
        mark: Option<Mark>,
    ) -> Result<i64, DeskError> {
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
            && mark.is_none()
        {
            return Ok(*row);
        }
        let row: i64 = sqlx::query_scalar(
            "INSERT INTO customer (id, version, format, name, email, town, postcode, flags, body, base, digest) \
             VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, 0), coalesce(?10, 0)) \
             ON CONFLICT (id) DO UPDATE SET version = version + 1, format = excluded.format, name = excluded.name, \
             email = excluded.email, town = excluded.town, postcode = excluded.postcode, flags = excluded.flags, \
             body = excluded.body, base = coalesce(?9, base), digest = coalesce(?10, digest) RETURNING rowid",
        )
        .bind(&record.customer.id)
        .bind(records::FORMAT)
        .bind(&record.customer.name)
        .bind(&record.customer.email)
        .bind(&record.contact.town)
        .bind(&record.contact.postcode)
        .bind(Flags::of_customer(&record.customer).bits())
        .bind(body)
        .bind(mark.map(|mark| mark.base))
        .bind(mark.map(|mark| mark.digest))
        .fetch_one(self.connection())
        .await?;
        if before.is_none() {
            self.count("customer", 1).await?;
            self.give_orders(&record.customer.id, row).await?;
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
        self.file_order(order, None).await
    }

    /// Stores an order; with a mark, as laid on the authoritative one that the mark belongs to.
    pub(super) async fn file_order(&mut self, order: &Order, mark: Option<Mark>) -> Result<i64, DeskError> {
        let body = records::body(order)?;
        let customer: Option<i64> = match &order.customer {
            Some(id) => {
                let sql = "SELECT rowid FROM customer WHERE id = ?1";
                sqlx::query_scalar(sql).bind(id).fetch_optional(self.connection()).await?
            }
            None => None,
        };
        let old = match self.order(&order.number).await? {
            Some(stored) if mark.is_none() && stored.order == *order => return Ok(stored.version),
            Some(stored) => Some(stored.order),
            None => None,
        };
        let (row, version): (i64, i64) = sqlx::query_as(
            "INSERT INTO orders (number, customer, placed_at, version, format, flags, summary, body, base, digest) \
             VALUES (?1, ?2, ?3, ?8, ?4, ?5, ?6, ?7, coalesce(?9, 0), coalesce(?10, 0)) \
             ON CONFLICT (number) DO UPDATE SET customer = excluded.customer, placed_at = excluded.placed_at, \
             version = version + 1, format = excluded.format, flags = excluded.flags, summary = excluded.summary, \
             body = excluded.body, base = coalesce(?9, base), digest = coalesce(?10, digest) \
             RETURNING rowid, version",
        )
        .bind(&order.number)
        .bind(customer)
        .bind(order.placed_at.timestamp())
        .bind(records::FORMAT)
        .bind(Flags::of_order(order).bits())
        .bind(records::body(&summary::of(order))?)
        .bind(body)
        .bind(self.first_version().await?)
        .bind(mark.map(|mark| mark.base))
        .bind(mark.map(|mark| mark.digest))
        .fetch_one(self.connection())
        .await?;
        if old.is_none() {
            self.count("orders", 1).await?;
            self.put_number_letters(&order.number).await?;
        }
        if let (None, Some(id)) = (customer, &order.customer) {
            self.await_customer(id, row).await?;
        }
        let before = old.as_ref().map(identifiers::of_order).unwrap_or_default();
        self.identify(row, &before, &identifiers::of_order(order)).await?;
        Ok(version)
    }

    /// Stores the service account of the customer with this id.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_account(&mut self, customer: &str, account: &ServiceAccount) -> Result<(), DeskError> {
        self.file_account(customer, records::body(account)?, None).await
    }

    pub(super) async fn file_account(&mut self, id: &str, body: String, mark: Option<Mark>) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT INTO account (id, version, format, body, base, digest) \
             VALUES (?1, 1, ?2, ?3, coalesce(?4, 0), coalesce(?5, 0)) \
             ON CONFLICT (id) DO UPDATE SET version = version + 1, format = excluded.format, body = excluded.body, \
             base = coalesce(?4, base), digest = coalesce(?5, digest)",
        )
        .bind(id)
        .bind(records::FORMAT)
        .bind(body)
        .bind(mark.map(|mark| mark.base))
        .bind(mark.map(|mark| mark.digest))
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

    /// The service account of this customer, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn account(&mut self, customer: &str) -> Result<Option<super::StoredAccount>, DeskError> {
        super::read::account(self.connection(), customer).await
    }

    /// Writes what the merchant sells.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_catalogue(&mut self, catalogue: &Catalogue) -> Result<(), DeskError> {
        self.file_whole(FILE_CATALOGUE, guichet_sync::body::CATALOGUE, records::body(catalogue)?, Mark::LOCAL).await
    }

    /// The customer with this id, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn customer(&mut self, id: &str) -> Result<Option<StoredCustomer>, DeskError> {
        super::read::customer(self.connection(), id).await
    }

    /// Claims an RMA number for an order; `false` where it is taken.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn claim_rma(&mut self, number: &str, order: &str, command_id: Uuid) -> Result<bool, DeskError> {
        let done = sqlx::query("INSERT OR IGNORE INTO rma (number, order_number, command_id) VALUES (?1, ?2, ?3)")
            .bind(number)
            .bind(order)
            .bind(command_id.to_string())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
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

    /// Keeps a setting, or forgets it.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_setting(&mut self, name: &str, value: Option<&str>) -> Result<(), DeskError> {
        let sql = match value {
            Some(_) => "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)",
            None => "DELETE FROM setting WHERE name = ?1",
        };
        sqlx::query(sql).bind(name).bind(value).execute(self.connection()).await?;
        Ok(())
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
