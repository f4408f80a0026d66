//! Paying money back: the port, and the provider that only writes down what it was asked.

use async_trait::async_trait;
use guichet_domain::money::{Amount, Currency};
use guichet_domain::order::PaymentMethod;
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use uuid::Uuid;

/// What is to be paid back, as the command wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payout {
    /// The order.
    pub order: String,
    /// The place of the credit in the order's credits, where it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<u64>,
    /// The place of the gift in the order's goodwill, where it is one (EXC-4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goodwill: Option<u64>,
    /// The payment that it goes back to; none for what goes beside the payments (REF-5).
    pub payment: Option<String>,
    /// How.
    pub method: PaymentMethod,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// The command behind it.
    pub command: Uuid,
}

/// Why a payment did not leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PayoutError {
    /// The provider did not answer: whether it took the call is not known. Asking again is safe, because it is looked up
    /// first.
    #[error("no_answer")]
    NoAnswer,
    /// The provider cannot do it now.
    #[error("not_now")]
    NotNow,
    /// The provider will never do it.
    #[error("refused")]
    Refused,
    /// Nobody here pays so.
    #[error("no_provider")]
    NoProvider,
    /// The customer's account is not known.
    #[error("bank_details_missing")]
    BankDetailsMissing,
    /// The shop's own account is not known.
    #[error("bank_not_configured")]
    BankNotConfigured,
    /// SEPA pays euros only.
    #[error("not_euro")]
    NotEuro,
}

impl PayoutError {
    /// Whether trying again can help.
    #[must_use]
    pub fn is_passing(self) -> bool {
        matches!(self, Self::NoAnswer | Self::NotNow | Self::BankDetailsMissing | Self::BankNotConfigured)
    }
}

/// Pays back. `key` is the payout's id: the same key is the same payment, however often it is asked for.
#[async_trait]
pub trait Payouts: Send + Sync {
    /// Pays, or finds that it was paid; answers with the provider's own reference.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn pay(&self, merchant: &str, key: Uuid, payout: &Payout) -> Result<String, PayoutError>;
}

/// Writes down what it was asked: for tests and demonstrations. No money moves.
#[derive(Debug, Clone)]
pub struct Recording {
    pool: PgPool,
}

impl Recording {
    /// Over these connections.
    #[must_use]
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// Runs a statement of three parameters (merchant, key, what was asked as JSON) and answers with a reference.
    pub(super) async fn note(
        &self,
        statement: &'static str,
        merchant: &str,
        key: Uuid,
        asked: &(impl Serialize + Sync),
    ) -> Result<String, PayoutError> {
        let text = serde_json::to_string(asked).map_err(|_| PayoutError::Refused)?;
        let noted = sqlx::query(statement).bind(merchant).bind(key).bind(text).execute(&self.pool).await;
        noted.map_err(|_| PayoutError::NotNow)?;
        Ok(format!("recorded-{key}"))
    }
}

#[async_trait]
impl Payouts for Recording {
    async fn pay(&self, merchant: &str, key: Uuid, payout: &Payout) -> Result<String, PayoutError> {
        let statement = "INSERT INTO recorded_payout (merchant, idempotency_key, payload) VALUES ($1, $2, $3)
             ON CONFLICT (merchant, idempotency_key) DO UPDATE SET times = recorded_payout.times + 1";
        self.note(statement, merchant, key, payout).await
    }
}
