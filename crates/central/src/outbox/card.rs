//! Refunds to cards. A provider that did not answer may have paid: it is asked what it knows of the key before it is
//! asked to pay again.

use async_trait::async_trait;
use uuid::Uuid;

use super::payouts::{Payout, PayoutError, Payouts};

/// What a payment provider for cards offers.
#[async_trait]
pub trait CardProvider: Send + Sync {
    /// The refund under this idempotency key, where there is one.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn look_up(&self, key: Uuid) -> Result<Option<String>, PayoutError>;
    /// Refunds to the card that paid; answers with the provider's reference.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn refund(&self, key: Uuid, payout: &Payout) -> Result<String, PayoutError>;
}

/// Pays back to cards through a provider.
#[derive(Debug, Clone)]
pub struct Cards<P>(pub P);

#[async_trait]
impl<P: CardProvider> Payouts for Cards<P> {
    async fn pay(&self, _merchant: &str, key: Uuid, payout: &Payout) -> Result<String, PayoutError> {
        match self.0.look_up(key).await? {
            Some(reference) => Ok(reference),
            None => self.0.refund(key, payout).await,
        }
    }
}
