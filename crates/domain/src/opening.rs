//! The first service of a customer who has no account yet: the account that it opens.

use serde::{Deserialize, Serialize};

use crate::account::{AccountFacts, PaymentMeans, ServiceAccount};
use crate::catalogue::Catalogue;
use crate::command::Subscribe;
use crate::fault::Fault;
use crate::names::Market;

/// What is asked for: where it is billed, how it is paid, and the first service (SUB-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The customer's country: it gives the currency, the tax and the time zone.
    pub market: Market,
    /// A consumer's account (EU-2).
    pub consumer: bool,
    /// How it is paid.
    pub payment_method: PaymentMeans,
    /// The first service.
    pub subscribe: Subscribe,
}

impl Opening {
    /// The account, before its first service: no anchor, no period, nothing subscribed to (SUB-2).
    ///
    /// # Errors
    /// A [`Fault`] at `market` where the merchant does not sell there, or inside the account.
    pub fn account(&self, catalogue: &Catalogue) -> Result<ServiceAccount, Fault> {
        empty_account(self.market, self.consumer, self.payment_method.clone(), catalogue)
    }
}

/// An account with nothing in it yet, as the merchant sells in this country.
///
/// # Errors
/// A [`Fault`] at `market` where the merchant does not sell there.
pub fn empty_account(
    market: Market,
    consumer: bool,
    payment_method: PaymentMeans,
    catalogue: &Catalogue,
) -> Result<ServiceAccount, Fault> {
    let selling = catalogue.markets.get(&market);
    let selling = selling.ok_or_else(|| Fault::at("market", format!("is not sold to: {market}")))?;
    ServiceAccount::new(AccountFacts {
        currency: selling.currency,
        tax_rate: selling.tax_rate,
        time_zone: selling.time_zone,
        market,
        consumer,
        anchor: None,
        period: None,
        services: Vec::new(),
        payment_method: Some(payment_method),
        unpaid: Vec::new(),
        measures: Vec::new(),
    })
}
