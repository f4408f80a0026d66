//! The peer that a first version would be: `LIKE` over the same encrypted file.

use std::path::Path;
use std::time::{Duration, Instant};

use guichet_desk::key::Key;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection, Row};

use crate::queries::{About, Query};

/// Hits asked for, as of the search itself.
const CUSTOMERS: &str = "SELECT id, name FROM customer WHERE name LIKE ?1 OR town LIKE ?1 OR postcode LIKE ?1 LIMIT 20";
const ADDRESSES: &str = "SELECT id, name FROM customer WHERE email LIKE ?1 OR body LIKE ?1 LIMIT 20";
const ORDERS: &str = "SELECT number, summary FROM orders WHERE number LIKE ?1 OR body LIKE ?1 LIMIT 20";

/// One connection to the replica.
pub struct Like(SqliteConnection);

impl Like {
    pub async fn open(replica: &Path, key: &Key) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(replica)
            .pragma("key", format!("\"x'{}'\"", *key.to_hex()))
            .pragma("cache_size", "-65536")
            .read_only(true)
            .disable_statement_logging();
        Ok(Self(options.connect().await?))
    }

    /// How long the query takes, and whether anything was found.
    pub async fn time(&mut self, about: About, query: &Query) -> Result<(Duration, bool), sqlx::Error> {
        let statement = match about {
            About::Words | About::Slip => CUSTOMERS,
            About::Address => ADDRESSES,
            About::Number => ORDERS,
        };
        let begun = Instant::now();
        let rows = sqlx::query(statement).bind(format!("%{}%", query.stored)).fetch_all(&mut self.0).await?;
        let texts: Result<Vec<String>, _> = rows.iter().map(|row| row.try_get(1)).collect();
        Ok((begun.elapsed(), !texts?.is_empty()))
    }

    pub async fn close(self) -> Result<(), sqlx::Error> {
        self.0.close().await
    }
}
