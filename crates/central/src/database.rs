//! The connection to PostgreSQL and its schema.

use std::str::FromStr;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};

use crate::error::CentralError;

/// The schema, step by step. Running it takes an advisory lock first, so instances that start together wait for
/// the one that got there first.
pub static SCHEMA: Migrator = sqlx::migrate!("../../migrations/central");

/// Connects; the pool opens at most `connections`.
///
/// # Errors
/// [`CentralError::DatabaseAddress`], [`CentralError::Database`].
pub async fn connect(address: &str, connections: u32) -> Result<PgPool, CentralError> {
    let options = PgConnectOptions::from_str(address).map_err(|_| CentralError::DatabaseAddress)?;
    let options = options.application_name("guichet-central");
    Ok(PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(std::time::Duration::from_secs(10))
        .connect_with(options)
        .await?)
}

/// Brings the schema up to date.
///
/// # Errors
/// [`CentralError::Migration`].
pub async fn migrate(pool: &PgPool) -> Result<(), CentralError> {
    Ok(SCHEMA.run(pool).await?)
}

/// Whether the schema is exactly the one that this program was built with.
///
/// # Errors
/// What the database answers; a schema that was never made is `false`.
pub async fn is_migrated(pool: &PgPool) -> Result<bool, sqlx::Error> {
    let made: bool = sqlx::query_scalar("SELECT to_regclass('_sqlx_migrations') IS NOT NULL").fetch_one(pool).await?;
    if !made {
        return Ok(false);
    }
    let newest: Option<i64> =
        sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations WHERE success").fetch_one(pool).await?;
    Ok(newest == SCHEMA.iter().map(|step| step.version).max())
}
