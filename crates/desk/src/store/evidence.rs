//! Photos and papers: bytes under their hash, beside the orders and the parcels in quarantine that name them. Whoever names a
//! hash means the same bytes, so an order and a parcel of one number would be in nobody's way.

use chrono::{DateTime, SecondsFormat, Utc};
use guichet_domain::claim::FileSort;
use guichet_sync::Key;
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
    /// Keeps a file with an order or a parcel, by its number. One that is there already stays as it is.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn keep_evidence(
        &mut self,
        number: &str,
        file: &StoredFile,
        at: DateTime<Utc>,
        is_at_centre: bool,
    ) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT OR IGNORE INTO evidence (order_number, sha256, sort, bytes, added_at, state) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )
        .bind(number)
        .bind(&file.sha256)
        .bind(file.sort.extension())
        .bind(&file.bytes)
        .bind(at.to_rfc3339_opts(SecondsFormat::Nanos, true))
        .bind(if is_at_centre { "sent" } else { "waiting" })
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Whether a file is here.
    pub(crate) async fn has_evidence(&mut self, number: &str, sha256: &str) -> Result<bool, DeskError> {
        let sql = "SELECT count(*) > 0 FROM evidence WHERE order_number = ?1 AND sha256 = ?2";
        Ok(sqlx::query_scalar(sql).bind(number).bind(sha256).fetch_one(self.connection()).await?)
    }

    /// Notes that the centre has a file, or will never take it.
    pub(crate) async fn evidence_sent(&mut self, number: &str, sha256: &str, taken: bool) -> Result<(), DeskError> {
        sqlx::query("UPDATE evidence SET state = ?3 WHERE order_number = ?1 AND sha256 = ?2")
            .bind(number)
            .bind(sha256)
            .bind(if taken { "sent" } else { "refused" })
            .execute(self.connection())
            .await?;
        Ok(())
    }
}

impl Store {
    /// A file of an order or a parcel, where it is here.
    ///
    /// # Errors
    /// [`DeskError::Store`]; [`DeskError::BodyDamaged`] where its sort is unknown.
    pub async fn evidence(&self, number: &str, sha256: &str) -> Result<Option<StoredFile>, DeskError> {
        let sql = "SELECT sort, bytes FROM evidence WHERE order_number = ?1 AND sha256 = ?2";
        let found = sqlx::query(sql).bind(number).bind(sha256).fetch_optional(&self.readers()).await?;
        let Some(row) = found else { return Ok(None) };
        let sort = sort_of(row.try_get(0)?)?;
        Ok(Some(StoredFile { sha256: sha256.to_owned(), sort, bytes: row.try_get(1)? }))
    }

    /// The hashes of an order's or a parcel's files that are here.
    pub(crate) async fn evidence_here(&self, number: &str) -> Result<Vec<String>, DeskError> {
        let sql = "SELECT sha256 FROM evidence WHERE order_number = ?1 ORDER BY sha256";
        Ok(sqlx::query_scalar(sql).bind(number).fetch_all(&self.readers()).await?)
    }

    /// Files that the centre does not have yet, oldest first, by whose they are and hash: of orders and parcels that it
    /// knows, once no command on them could still be taken back.
    pub(crate) async fn evidence_to_send(&self) -> Result<Vec<(Key, String)>, DeskError> {
        let sql = "SELECT known.kind, order_number, sha256 FROM evidence JOIN ( \
                 SELECT 'order' AS kind, number, base, body FROM orders \
                 UNION ALL SELECT 'stray', number, base, body FROM stray \
             ) AS known ON known.number = evidence.order_number \
             WHERE evidence.state = 'waiting' AND known.base > 0 AND instr(known.body, sha256) > 0 AND NOT EXISTS ( \
                 SELECT 1 FROM entry WHERE kind = known.kind AND key = order_number AND state = 'waiting' \
                 AND sealed IS NULL) \
             ORDER BY added_at LIMIT ?1";
        let rows: Vec<(String, String, String)> = sqlx::query_as(sql).bind(AT_ONCE).fetch_all(&self.readers()).await?;
        let named = |(kind, number, sha256): (String, String, String)| {
            Key::from_parts(&kind, &number).map(|key| (key, sha256)).ok_or(DeskError::BodyDamaged)
        };
        rows.into_iter().map(named).collect()
    }
}

fn sort_of(text: &str) -> Result<FileSort, DeskError> {
    FileSort::ALL.into_iter().find(|sort| sort.extension() == text).ok_or(DeskError::BodyDamaged)
}
