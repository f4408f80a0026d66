//! Refunds by bank transfer: each becomes a file in a folder, for the bank.
//!
//! The file's bytes are committed before it is written, it is written whole or not at all, and its name follows from the
//! payout: a worker that dies in between leaves nothing that could be paid twice.

use std::path::PathBuf;

use async_trait::async_trait;
use guichet_domain::money::Currency;
use sqlx::PgPool;
use uuid::Uuid;

use super::payouts::{Payout, PayoutError, Payouts};
use super::sepa::{Batch, Transfer, file_name};
use crate::clock::Clock;
use crate::settings::{self, BankAccount};

/// Writes transfers as `pain.001.001.09` files into a folder.
pub struct BankFiles {
    pool: PgPool,
    folder: PathBuf,
    clock: std::sync::Arc<dyn Clock>,
}

impl BankFiles {
    /// Into this folder.
    #[must_use]
    pub fn new(pool: PgPool, folder: PathBuf, clock: std::sync::Arc<dyn Clock>) -> Self {
        Self { pool, folder, clock }
    }

    async fn transfer(&self, merchant: &str, key: Uuid, payout: &Payout) -> Result<Transfer, PayoutError> {
        let account: Option<String> = sqlx::query_scalar(
            "SELECT b.account FROM bank_details b JOIN orders o ON o.merchant = b.merchant AND o.customer = b.customer
             WHERE o.merchant = $1 AND o.number = $2",
        )
        .bind(merchant)
        .bind(&payout.order)
        .fetch_optional(&self.pool)
        .await
        .map_err(|_| PayoutError::NotNow)?;
        let account = account.ok_or(PayoutError::BankDetailsMissing)?;
        let to: BankAccount = serde_json::from_str(&account).map_err(|_| PayoutError::BankDetailsMissing)?;
        Ok(Transfer { id: key, amount: payout.amount.value(), to, remittance: format!("Refund {}", payout.order) })
    }

    /// The bytes of the payout's file: those of the first time, where there was one.
    async fn bytes(&self, merchant: &str, key: Uuid, payout: &Payout) -> Result<Vec<u8>, PayoutError> {
        let database = |_: sqlx::Error| PayoutError::NotNow;
        let known: Option<Vec<u8>> =
            sqlx::query_scalar("SELECT file FROM bank_file WHERE merchant = $1 AND payout = $2")
                .bind(merchant)
                .bind(key)
                .fetch_optional(&self.pool)
                .await
                .map_err(database)?;
        if let Some(bytes) = known {
            return Ok(bytes);
        }
        let transfer = self.transfer(merchant, key, payout).await?;
        let mut connection = self.pool.acquire().await.map_err(database)?;
        let from = settings::read(&mut connection, merchant).await.map_err(database)?.bank;
        let from = from.ok_or(PayoutError::BankNotConfigured)?;
        let now = self.clock.now();
        let batch = Batch { id: key, created_at: now, execute_on: now.date_naive(), from, transfers: vec![transfer] };
        // Of two workers at once, the first one's bytes stand.
        sqlx::query_scalar(
            "INSERT INTO bank_file (merchant, payout, created_at, file) VALUES ($1, $2, $3, $4)
             ON CONFLICT (merchant, payout) DO UPDATE SET payout = bank_file.payout RETURNING file",
        )
        .bind(merchant)
        .bind(key)
        .bind(now)
        .bind(batch.xml().map_err(|_| PayoutError::Refused)?)
        .fetch_one(&mut *connection)
        .await
        .map_err(database)
    }
}

#[async_trait]
impl Payouts for BankFiles {
    async fn pay(&self, merchant: &str, key: Uuid, payout: &Payout) -> Result<String, PayoutError> {
        if payout.currency != Currency::EUR {
            return Err(PayoutError::NotEuro);
        }
        let bytes = self.bytes(merchant, key, payout).await?;
        let name = file_name(merchant, key);
        let (folder, file) = (self.folder.clone(), name.clone());
        let written = tokio::task::spawn_blocking(move || write_whole(&folder, &file, &bytes)).await;
        written.map_err(|_| PayoutError::NotNow)?.map_err(|_| PayoutError::NotNow)?;
        Ok(name)
    }
}

/// Whole or not at all, and on the disk before it is said to be there.
fn write_whole(folder: &std::path::Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write;
    std::fs::create_dir_all(folder)?;
    let half = folder.join(format!(".{name}.part"));
    let mut file = std::fs::File::create(&half)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&half, folder.join(name))?;
    std::fs::File::open(folder)?.sync_all()
}
