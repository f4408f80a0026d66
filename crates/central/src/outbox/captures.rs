//! Taking what was authorised as goods leave (PRE-2): the port, and the provider that only writes down what it was asked.

use async_trait::async_trait;
use guichet_domain::money::{Amount, Currency};
use guichet_domain::order::PaymentMethod;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::payouts::{PayoutError, Recording};

/// What is to be taken, as the command wrote it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Capture {
    /// The order.
    pub order: String,
    /// The payment whose authorisation it is taken of.
    pub payment: String,
    /// How it was paid.
    pub method: PaymentMethod,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// The command behind it.
    pub command: Uuid,
}

/// Takes what was authorised. `key` is the capture's id: the same key is the same capture, however often it is asked for.
#[async_trait]
pub trait Captures: Send + Sync {
    /// Takes it, or finds that it was taken; answers with the provider's own reference.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn capture(&self, merchant: &str, key: Uuid, capture: &Capture) -> Result<String, PayoutError>;
}

#[async_trait]
impl Captures for Recording {
    async fn capture(&self, merchant: &str, key: Uuid, capture: &Capture) -> Result<String, PayoutError> {
        let statement = "INSERT INTO recorded_capture (merchant, idempotency_key, payload) VALUES ($1, $2, $3)
             ON CONFLICT (merchant, idempotency_key) DO UPDATE SET times = recorded_capture.times + 1";
        self.note(statement, merchant, key, capture).await
    }
}
