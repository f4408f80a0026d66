//! The shop that benches of the centre are made in.

use chrono::{DateTime, Utc};
use guichet_central::clock::{Clock as _, RandomIds, SystemChance, SystemClock};
use guichet_central::database;
use guichet_central::identity::merchant;
use sqlx::PgPool;

use crate::Failure;

/// The merchant.
pub const MERCHANT: &str = "lueur";
/// The one agent: an admin.
pub const LOGIN: &str = "root";
/// Their password.
pub const PASSWORD: &str = "correct horse battery";

/// A database with the schema, the merchant, the shipped terms and an admin.
pub struct Shop {
    /// Connections to it.
    pub pool: PgPool,
    /// By which desks enrol.
    pub code: String,
    /// When it was opened.
    pub now: DateTime<Utc>,
}

impl Shop {
    /// Opens it in an empty database.
    ///
    /// # Errors
    /// The database's.
    pub async fn open(address: &str, connections: u32) -> Result<Self, Failure> {
        let pool = database::connect(address, connections).await?;
        database::migrate(&pool).await?;
        let (now, mut connection) = (SystemClock.now(), pool.acquire().await?);
        merchant::ensure(&mut connection, MERCHANT, "Lueur Maison", &RandomIds).await?;
        let who = (LOGIN, "The Admin", PASSWORD);
        merchant::create_admin(&mut connection, MERCHANT, who, (&RandomIds, &SystemChance), now).await?;
        merchant::publish_shipped_terms(&pool, MERCHANT, now).await?;
        let code = merchant::enrol_code(&mut connection, MERCHANT, (1_000, 24), &SystemChance, now).await?.text;
        drop(connection);
        Ok(Self { pool, code, now })
    }
}
