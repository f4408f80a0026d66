//! Aggregates: one row each, the body its truth, the other columns its index.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use guichet_domain::TermsPack;
use guichet_domain::holding::is_open;
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
        Key::Catalogue(_) => ("catalogue", "id"),
        Key::Case(_) => ("casework", "number"),
        Key::Stray(_) => ("stray", "number"),
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

/// An aggregate that is read and not written: nobody writes it until the end of the transaction.
pub(super) async fn shared(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
) -> Result<Option<Stored>, StoreError> {
    select(connection, merchant, key, " FOR SHARE").await
}

/// Locks a merchant's editions by their name: who decides shares it, who publishes has it alone. A lock on a row would
/// be written to that one row at every command of a merchant.
pub(super) async fn lock_terms(connection: &mut PgConnection, merchant: &str, alone: bool) -> Result<(), StoreError> {
    sqlx::query(match alone {
        true => "SELECT pg_advisory_xact_lock(hashtextextended($1 || '/terms', 0))",
        false => "SELECT pg_advisory_xact_lock_shared(hashtextextended($1 || '/terms', 0))",
    })
    .bind(merchant)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) async fn stored(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    lock: bool,
) -> Result<Option<Stored>, StoreError> {
    let found = select(connection, merchant, key, if lock { " FOR UPDATE" } else { "" }).await?;
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
    select(connection, merchant, key, " FOR UPDATE").await
}

async fn select(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    lock: &'static str,
) -> Result<Option<Stored>, StoreError> {
    let (table, column) = table(key);
    let sql = format!("SELECT version, digest, format, body FROM {table} WHERE merchant = $1 AND {column} = $2{lock}");
    let row = sqlx::query(AssertSqlSafe(sql)).bind(merchant).bind(key.id()).fetch_optional(connection).await?;
    row.as_ref().map(|row| read(key.kind(), row)).transpose()
}

/// Writes an aggregate and the columns by which it is found, in one statement.
pub(super) async fn put_stored(
    connection: &mut PgConnection,
    merchant: &str,
    key: &Key,
    stored: &Stored,
) -> Result<(), StoreError> {
    let body = stored.body.as_ref().map(Body::to_json).transpose().map_err(|_| StoreError::Damaged)?;
    let query = sqlx::query(upsert(key))
        .bind(merchant)
        .bind(key.id())
        .bind(signed(stored.version)?)
        .bind(bits(stored.digest))
        .bind(FORMAT)
        .bind(body);
    let query = match (key, &stored.body) {
        (Key::Customer(_), body) => {
            let searched = match body {
                Some(Body::Customer(record)) => search_columns(record),
                _ => Searched::default(),
            };
            query.bind(searched.name).bind(searched.email).bind(searched.phone).bind(searched.postcode)
        }
        (Key::Order(_), body) => {
            let order = body.as_ref().and_then(Body::order);
            let placed_at: Option<DateTime<Utc>> = order.map(|order| order.placed_at.to_utc());
            query
                .bind(order.and_then(|order| order.customer.clone()))
                .bind(placed_at)
                .bind(order.and_then(|order| order.ships_on))
                .bind(order.is_none_or(|order| is_open(order)))
        }
        (Key::Case(_), body) => match body {
            Some(Body::Case(case)) => query.bind(Some(case.customer.clone())),
            _ => query.bind(None::<String>),
        },
        (Key::Stray(_), body) => match body {
            Some(Body::Stray(parcel)) => query.bind(parcel.customer.clone()),
            _ => query.bind(None::<String>),
        },
        (Key::Terms(_) | Key::Account(_) | Key::Catalogue(_), _) => query,
    };
    query.execute(connection).await?;
    Ok(())
}

fn upsert(key: &Key) -> &'static str {
    match key {
        Key::Terms(_) => {
            "INSERT INTO terms_pack (merchant, id, version, digest, format, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (merchant, id) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body"
        }
        Key::Customer(_) => {
            "INSERT INTO customer (merchant, id, version, digest, format, body, name, email, phone, postcode)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (merchant, id) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body, name = excluded.name, email = excluded.email,
                 phone = excluded.phone, postcode = excluded.postcode"
        }
        Key::Order(_) => {
            "INSERT INTO orders (merchant, number, version, digest, format, body, customer, placed_at, ships_on, is_open)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             ON CONFLICT (merchant, number) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body, customer = excluded.customer,
                 placed_at = excluded.placed_at, ships_on = excluded.ships_on, is_open = excluded.is_open"
        }
        Key::Account(_) => {
            "INSERT INTO account (merchant, customer, version, digest, format, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (merchant, customer) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body"
        }
        Key::Catalogue(_) => {
            "INSERT INTO catalogue (merchant, id, version, digest, format, body) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (merchant, id) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body"
        }
        // Whose it was stays known when it is gone: what is kept of commands on it must go too.
        Key::Case(_) => {
            "INSERT INTO casework (merchant, number, version, digest, format, body, customer)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (merchant, number) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body,
                 customer = coalesce(excluded.customer, casework.customer)"
        }
        // As with cases; a parcel that turned out not to be theirs is theirs no more.
        Key::Stray(_) => {
            "INSERT INTO stray (merchant, number, version, digest, format, body, customer)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (merchant, number) DO UPDATE SET version = excluded.version, digest = excluded.digest,
                 format = excluded.format, body = excluded.body,
                 customer = CASE WHEN excluded.body IS NULL THEN stray.customer ELSE excluded.customer END"
        }
    }
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

/// The orders of a customer that are not gone.
pub(super) async fn orders_of(
    connection: &mut PgConnection,
    merchant: &str,
    customer: &str,
) -> Result<Vec<Key>, StoreError> {
    let sql = "SELECT number FROM orders WHERE merchant = $1 AND customer = $2 AND body IS NOT NULL ORDER BY number";
    Ok(numbers_of(connection, merchant, customer, sql).await?.into_iter().map(Key::Order).collect())
}

/// The cases of a customer and the parcels that were found to be theirs, where they are not gone.
pub(super) async fn kept_of(
    connection: &mut PgConnection,
    merchant: &str,
    customer: &str,
) -> Result<Vec<Key>, StoreError> {
    let cases =
        "SELECT number FROM casework WHERE merchant = $1 AND customer = $2 AND body IS NOT NULL ORDER BY number";
    let parcels = "SELECT number FROM stray WHERE merchant = $1 AND customer = $2 AND body IS NOT NULL ORDER BY number";
    let cases = numbers_of(connection, merchant, customer, cases).await?.into_iter().map(Key::Case);
    let parcels = numbers_of(connection, merchant, customer, parcels).await?.into_iter().map(Key::Stray);
    Ok(cases.chain(parcels).collect())
}

async fn numbers_of(
    connection: &mut PgConnection,
    merchant: &str,
    customer: &str,
    sql: &'static str,
) -> Result<Vec<String>, StoreError> {
    Ok(sqlx::query_scalar(sql).bind(merchant).bind(customer).fetch_all(connection).await?)
}

pub(super) async fn all(connection: &mut PgConnection, merchant: &str) -> Result<Vec<(Key, Stored)>, StoreError> {
    let mut all = Vec::new();
    for (kind, table, column) in [
        ("terms", "terms_pack", "id"),
        ("customer", "customer", "id"),
        ("order", "orders", "number"),
        ("account", "account", "customer"),
        ("catalogue", "catalogue", "id"),
        ("case", "casework", "number"),
        ("stray", "stray", "number"),
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

/// The editions of the terms that were read last, by merchant, with the digests of their rows. An edition is large and
/// never changes: it is read whole once, and then only its digest is.
#[derive(Debug, Default)]
pub(super) struct Editions(Mutex<HashMap<String, Known>>);

type Known = (Vec<(String, i64)>, Arc<[TermsPack]>);

impl Editions {
    pub(super) async fn read(
        &self,
        connection: &mut PgConnection,
        merchant: &str,
    ) -> Result<Arc<[TermsPack]>, StoreError> {
        let there: Vec<(String, i64)> =
            sqlx::query_as("SELECT id, digest FROM terms_pack WHERE merchant = $1 AND body IS NOT NULL ORDER BY id")
                .bind(merchant)
                .fetch_all(&mut *connection)
                .await?;
        if let Some((known, packs)) = self.known().get(merchant)
            && *known == there
        {
            return Ok(packs.clone());
        }
        let packs = packs(connection, merchant).await?;
        self.known().insert(merchant.to_owned(), (there, packs.clone()));
        Ok(packs)
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn packs(connection: &mut PgConnection, merchant: &str) -> Result<Arc<[TermsPack]>, StoreError> {
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
