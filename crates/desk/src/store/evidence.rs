//! Photos and papers of claims: bytes under their hash, beside the orders that name them.

use chrono::{DateTime, SecondsFormat, Utc};
use guichet_domain::claim::FileSort;
use sqlx::Row;

use super::{Batch, Store};
use crate::error::DeskError;

/// Files that are sent in one round of the exchange.
const AT_ONCE: i64 = 8;

/// A file as it lies in the replica.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// The SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// What it is.
    pub sort: FileSort,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl Batch {
    /// Keeps a file with an order. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn keep_evidence(
        &mut self,
        order: &str,
        file: &StoredFile,
        at: DateTime<Utc>,
        is_at_centre: bool,
    ) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT OR IGNORE INTO evidence (order_number, sha256, sort, bytes, added_at, state) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(order)
        .bind(&file.sha256)
        .bind(file.sort.extension())
        .bind(&file.bytes)
        .bind(at.to_rfc3339_opts(SecondsFormat::Nanos, true))
        .bind(if is_at_centre { "sent" } else { "waiting" })
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Whether a file of an order is here.
    pub(crate) async fn has_evidence(&mut self, order: &str, sha256: &str) -> Result<bool, DeskError> {
        let sql = "SELECT count(*) > 0 FROM evidence WHERE order_number = ?1 AND sha256 = ?2";
        Ok(sqlx::query_scalar(sql).bind(order).bind(sha256).fetch_one(self.connection()).await?)
    }

    /// Notes that the centre has a file, or will never take it.
    pub(crate) async fn evidence_sent(&mut self, order: &str, sha256: &str, taken: bool) -> Result<(), DeskError> {
        sqlx::query("UPDATE evidence SET state = ?3 WHERE order_number = ?1 AND sha256 = ?2")
            .bind(order)
            .bind(sha256)
            .bind(if taken { "sent" } else { "refused" })
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

impl Store {
    /// A file of an order, where it is here.
    ///
    /// # Errors
    /// [`DeskError::Store`]; [`DeskError::BodyDamaged`] where its sort is unknown.
    pub async fn evidence(&self, order: &str, sha256: &str) -> Result<Option<StoredFile>, DeskError> {
        let sql = "SELECT sort, bytes FROM evidence WHERE order_number = ?1 AND sha256 = ?2";
        let found = sqlx::query(sql).bind(order).bind(sha256).fetch_optional(&self.readers()).await?;
        let Some(row) = found else { return Ok(None) };
        let sort = sort_of(row.try_get(0)?)?;
        Ok(Some(StoredFile { sha256: sha256.to_owned(), sort, bytes: row.try_get(1)? }))
    }

    /// The hashes of an order's files that are here.
    pub(crate) async fn evidence_here(&self, order: &str) -> Result<Vec<String>, DeskError> {
        let sql = "SELECT sha256 FROM evidence WHERE order_number = ?1 ORDER BY sha256";
        Ok(sqlx::query_scalar(sql).bind(order).fetch_all(&self.readers()).await?)
    }

    /// Files that the centre does not have yet, oldest first, by order and hash: of orders that it knows, once no command
    /// on them could still be taken back.
    pub(crate) async fn evidence_to_send(&self) -> Result<Vec<(String, String)>, DeskError> {
        let sql = "SELECT order_number, sha256 FROM evidence \
             JOIN orders ON orders.number = evidence.order_number \
             WHERE evidence.state = 'waiting' AND orders.base > 0 AND instr(orders.body, sha256) > 0 AND NOT EXISTS ( \
                 SELECT 1 FROM entry WHERE kind = 'order' AND key = order_number AND state = 'waiting' \
                 AND sealed IS NULL) \
             ORDER BY added_at LIMIT ?1";
        Ok(sqlx::query_as(sql).bind(AT_ONCE).fetch_all(&self.readers()).await?)
    }
}

fn sort_of(text: &str) -> Result<FileSort, DeskError> {
    FileSort::ALL.into_iter().find(|sort| sort.extension() == text).ok_or(DeskError::BodyDamaged)
}
