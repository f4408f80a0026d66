//! Aggregates: one row each, the body its truth, the other columns its index.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_sync::authority::Stored;
use guichet_sync::record::CustomerRecord;
use guichet_sync::{Body, Key};
use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{StoreError, bits, from_bits, signed, unsigned};

const FORMAT: i32 = 1;

/// The table of a sort of aggregate, and its key's column.
fn table(key: &Key) -> (&'static str, &'static str) {
    match key {
        Key::Terms(_) => ("terms_pack", "id"),
        Key::Customer(_) => ("customer", "id"),
        Key::Order(_) => ("orders", "number"),
        Key::Account(_) => ("account", "customer"),
    }
}

fn read(kind: &str, row: &PgRow) -> Result<Stored, StoreError> {
    let format = u32::try_from(row.try_get::<i32, _>(2)?).map_err(|_| StoreError::Damaged)?;
    let body = row.try_get::<Option<&str>, _>(3)?.map(|text| Body::from_json(kind, format, text)).transpose();
    Ok(Stored {
        version: unsigned(row.try_get(0)?)?,
        digest: from_bits(row.try_get(1)?),
        body: body.map_err(|_| StoreError::Damaged)?,
    })
}

/// An aggregate as it is committed, without a lock.
///
/// # Errors
/// [`StoreError`].
pub async fn find(connection: &mut PgConnection, merchant: &str, key: &Key) -> Result<Option<Stored>, StoreError> {
    stored(connection, merchant, key, false).await
}

pub(super) async fn stored(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    lock: bool,
) -> Result<Option<Stored>, StoreError> {
    let found = select(connection, merchant, key, lock).await?;
    if found.is_some() || !lock {
        return Ok(found);
    }
    // A row that is not there cannot be locked: its name is, and whoever made it meanwhile is waited for.
    sqlx::query("SELECT pg_advisory_xact_lock(hashtextextended($1 || '/' || $2 || '/' || $3, 0))")
        .bind(merchant)
        .bind(key.kind())
        .bind(key.id())
        .execute(&mut *connection)
        .await?;
    select(connection, merchant, key, true).await
}

async fn select(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    lock: bool,
) -> Result<Option<Stored>, StoreError> {
    let (table, column) = table(key);
    let lock = if lock { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT version, digest, format, body FROM {table} WHERE merchant = $1 AND {column} = $2{lock}");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(merchant).bind(key.id()).fetch_optional(connection).await?;
    row.as_ref().map(|row| read(key.kind(), row)).transpose()
}

pub(super) async fn put_stored(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    stored: &Stored,
) -> Result<(), StoreError> {
    let (table, column) = table(key);
    let body = stored.body.as_ref().map(Body::to_json).transpose().map_err(|_| StoreError::Damaged)?;
    let sql = format!(
        "INSERT INTO {table} (merchant, {column}, version, digest, format, body) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (merchant, {column}) DO UPDATE SET version = excluded.version, digest = excluded.digest,
             format = excluded.format, body = excluded.body"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(merchant)
        .bind(key.id())
        .bind(signed(stored.version)?)
        .bind(bits(stored.digest))
        .bind(FORMAT)
        .bind(body)
        .execute(&mut *connection)
        .await?;
    file(connection, merchant, key, stored.body.as_ref()).await
}

/// What a customer is found by.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Searched {
    /// Lower-case name.
    pub name: String,
    /// Lower-case e-mail address.
    pub email: Option<String>,
    /// The telephone's digits.
    pub phone: Option<String>,
    /// Lower-case postcode without spaces.
    pub postcode: Option<String>,
}

/// What a customer is found by.
#[must_use]
pub fn search_columns(record: &CustomerRecord) -> Searched {
    let digits = |text: &String| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let plain = |text: &String| text.split_whitespace().collect::<String>().to_lowercase();
    Searched {
        name: record.customer.name.to_lowercase(),
        email: record.customer.email.as_ref().map(|email| email.to_lowercase()),
        phone: record.contact.phone.as_ref().map(digits),
        postcode: record.contact.postcode.as_ref().map(plain),
    }
}

/// Writes the columns by which an aggregate is found.
async fn file(connection: &mut PgConnection, merchant: &str, key: &Key, body: Option<&Body>) -> Result<(), StoreError> {
    match (key, body) {
        (Key::Customer(id), body) => {
            let searched = match body {
                Some(Body::Customer(record)) => search_columns(record),
                _ => Searched::default(),
            };
            sqlx::query(
                "UPDATE customer SET name = $3, email = $4, phone = $5, postcode = $6 WHERE merchant = $1 AND id = $2",
            )
            .bind(merchant)
            .bind(id)
            .bind(searched.name)
            .bind(searched.email)
            .bind(searched.phone)
            .bind(searched.postcode)
            .execute(connection)
            .await?;
        }
        (Key::Order(number), Some(Body::Order(order))) => {
            let placed_at: DateTime<Utc> = order.placed_at.to_utc();
            sqlx::query("UPDATE orders SET customer = $3, placed_at = $4 WHERE merchant = $1 AND number = $2")
                .bind(merchant)
                .bind(number)
                .bind(&order.customer)
                .bind(placed_at)
                .execute(connection)
                .await?;
        }
        _ => {}
    }
    Ok(())
}

pub(super) async fn all(connection: &mut PgConnection, merchant: &str) -> Result<Vec<(Key, Stored)>, StoreError> {
    let mut all = Vec::new();
    for (kind, table, column) in [
        ("terms", "terms_pack", "id"),
        ("customer", "customer", "id"),
        ("order", "orders", "number"),
        ("account", "account", "customer"),
    ] {
        let sql = format!(
            "SELECT version, digest, format, body, {column} FROM {table}
             WHERE merchant = $1 AND body IS NOT NULL ORDER BY {column}"
        );
        for row in sqlx::query(AssertSqlSafe(sql)).bind(merchant).fetch_all(&mut *connection).await? {
            let key = Key::from_parts(kind, row.try_get(4)?).ok_or(StoreError::Damaged)?;
            all.push((key, read(kind, &row)?));
        }
    }
    Ok(all)
}

pub(super) async fn packs(connection: &mut PgConnection, merchant: &str) -> Result<Arc<[TermsPack]>, StoreError> {
    let rows = sqlx::query("SELECT version, digest, format, body FROM terms_pack WHERE merchant = $1 ORDER BY id")
        .bind(merchant)
        .fetch_all(connection)
        .await?;
    let mut packs = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(Body::Terms(pack)) = read("terms", row)?.body {
            packs.push((*pack).clone());
        }
    }
    Ok(packs.into())
}
