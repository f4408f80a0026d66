//! Refunds to cards, and taking what was authorised of them. A provider that did not answer may have done it: it is asked
//! what it knows of the key before it is asked again.

use async_trait::async_trait;
use uuid::Uuid;

use super::captures::{Capture, Captures};
use super::payouts::{Payout, PayoutError, Payouts};

/// What a payment provider for cards offers.
#[async_trait]
pub trait CardProvider: Send + Sync {
    /// The refund or the capture under this idempotency key, where there is one.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn look_up(&self, key: Uuid) -> Result<Option<String>, PayoutError>;
    /// Refunds to the card that paid; answers with the provider's reference.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn refund(&self, key: Uuid, payout: &Payout) -> Result<String, PayoutError>;
    /// Takes what was authorised; answers with the provider's reference.
    ///
    /// # Errors
    /// [`PayoutError`].
    async fn capture(&self, key: Uuid, capture: &Capture) -> Result<String, PayoutError>;
}

/// Pays back to cards, and takes of them, through a provider.
#[derive(Debug, Clone)]
pub struct Cards<P>(pub P);

impl<P: CardProvider> Cards<P> {
    /// What the provider knows of the key, or what it answers when it is asked now.
    async fn once(
        &self,
        key: Uuid,
        asking: impl Future<Output = Result<String, PayoutError>> + Send,
    ) -> Result<String, PayoutError> {
        match self.0.look_up(key).await? {
            Some(reference) => Ok(reference),
            None => asking.await,
        }
    }
}

#[async_trait]
impl<P: CardProvider> Payouts for Cards<P> {
    async fn pay(&self, _merchant: &str, key: Uuid, payout: &Payout) -> Result<String, PayoutError> {
        self.once(key, self.0.refund(key, payout)).await
    }
}

#[async_trait]
impl<P: CardProvider> Captures for Cards<P> {
    async fn capture(&self, _merchant: &str, key: Uuid, capture: &Capture) -> Result<String, PayoutError> {
        self.once(key, self.0.capture(key, capture)).await
    }
}
