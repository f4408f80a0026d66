//! Parcels in quarantine (RET-8), in the replica.

use guichet_domain::StrayParcel;
use guichet_sync::Body;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::rows::{Mark, body};
use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;

/// Which parcels are listed.
#[derive(Debug, Clone, Copy)]
pub enum Strays<'a> {
    /// Those that lie here, the longest first.
    Waiting,
    /// Those that are settled, the last first.
    Settled,
    /// Those that belong to an order, by its number.
    OfOrder(&'a str),
    /// Those that were found to be a customer's, by their id.
    OfCustomer(&'a str),
    /// Those whose own number begins so, as [`crate::search::numbered::plain`] has it; the last first.
    Numbered(&'a str),
    /// Those that lie here and bear a number: their own, the carrier's or what was scanned; as a scanner writes it or a person.
    Called(&'a str),
}

const COLUMNS: &str = "SELECT format, body FROM stray";

fn parcel(row: &SqliteRow) -> Result<StrayParcel, DeskError> {
    match body("stray", row.try_get(0)?, row.try_get(1)?)? {
        Body::Stray(parcel) => Ok((*parcel).clone()),
        _ => Err(DeskError::BodyDamaged),
    }
}

/// A number as a scanner and a person write it alike.
fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Every number that stands on a parcel, each as [`plain`] has it.
fn numbers(parcel: &StrayParcel) -> Option<String> {
    let written = [&parcel.scanned, &parcel.tracking].into_iter().flatten().map(|number| plain(number));
    let all: Vec<String> = written.filter(|number| !number.is_empty()).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

impl Batch {
    pub(super) async fn file_stray(&mut self, parcel: &StrayParcel, mark: Mark) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT OR REPLACE INTO stray \
             (number, format, body, base, digest, order_number, customer, tracking, arrived_on, settled_on) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )
        .bind(&parcel.number)
        .bind(records::FORMAT)
        .bind(records::body(parcel)?)
        .bind(mark.base)
        .bind(mark.digest)
        .bind(&parcel.order)
        .bind(&parcel.customer)
        .bind(numbers(parcel))
        .bind(parcel.arrived_on.to_string())
        .bind(parcel.settled.as_ref().map(|settled| settled.on.to_string()))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Takes a parcel away. Its photos stay: one that waits is laid anew with every page.
    pub(super) async fn unfile_stray(&mut self, number: &str) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM stray WHERE number = ?1").bind(number).execute(self.connection()).await?;
        Ok(())
    }

    /// Forgets the photos of parcels that are not here any more.
    pub(super) async fn forget_photos(&mut self) -> Result<(), DeskError> {
        sqlx::query(
            "DELETE FROM evidence WHERE order_number LIKE 'Q-%' \
             AND order_number NOT IN (SELECT number FROM stray) AND order_number NOT IN (SELECT number FROM orders) \
             AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.key = order_number AND entry.state = 'waiting')",
        )
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The parcel with this number, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn stray(&mut self, number: &str) -> Result<Option<StrayParcel>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE number = ?1"));
        let row = sqlx::query(sql).bind(number).fetch_optional(self.connection()).await?;
        row.as_ref().map(parcel).transpose()
    }
}

impl Store {
    /// The parcel with this number.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn stray(&self, number: &str) -> Result<Option<StrayParcel>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE number = ?1"));
        let row = sqlx::query(sql).bind(number).fetch_optional(&self.readers()).await?;
        row.as_ref().map(parcel).transpose()
    }

    /// Parcels in quarantine.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn strays(&self, listed: Strays<'_>, most: u32) -> Result<Vec<StrayParcel>, DeskError> {
        let (which, value) = match listed {
            Strays::Waiting => ("?1 IS NULL AND settled_on IS NULL ORDER BY arrived_on, number", None),
            Strays::Settled => ("?1 IS NULL AND settled_on IS NOT NULL ORDER BY settled_on DESC, number DESC", None),
            Strays::OfOrder(number) => ("order_number = ?1 ORDER BY arrived_on, number", Some(number.to_owned())),
            Strays::OfCustomer(id) => ("customer = ?1 ORDER BY arrived_on, number", Some(id.to_owned())),
            Strays::Numbered(begun) => (
                "substr(replace(upper(number), '-', ''), 1, length(?1)) = ?1 ORDER BY number DESC",
                Some(begun.to_owned()),
            ),
            Strays::Called(number) => (
                "settled_on IS NULL AND ?1 <> '' AND (replace(upper(number), '-', '') = ?1 \
                 OR instr(' ' || tracking || ' ', ' ' || ?1 || ' ') > 0) ORDER BY arrived_on, number",
                Some(plain(number)),
            ),
        };
        let sql = format!("{COLUMNS} WHERE {which} LIMIT ?2");
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(most).fetch_all(&self.readers()).await?;
        rows.iter().map(parcel).collect()
    }

    /// How many parcels lie here.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn strays_waiting(&self) -> Result<u32, DeskError> {
        let sql = "SELECT count(*) FROM stray WHERE settled_on IS NULL";
        Ok(sqlx::query_scalar(sql).fetch_one(&self.readers()).await?)
    }
}
