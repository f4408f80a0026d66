//! What an operator sets for a shop: who sends its mail, from which account it pays back, who stands on
//! its papers, how far its feed reaches back.

use chrono::{DateTime, Utc};
use guichet_documents::Party;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::error::CentralError;
use crate::history::Entry;

/// The settings of a shop.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Who sends mail; without it none leaves.
    #[serde(default)]
    pub mail: Option<MailFrom>,
    /// The account that refunds by bank transfer leave from; without it they wait.
    #[serde(default)]
    pub bank: Option<BankAccount>,
    /// Who stands on papers that go with letters; without it letters go without papers.
    #[serde(default)]
    pub stationery: Option<Stationery>,
    /// For how many days the feed keeps what every desk has; [`FEED_DAYS`] where it does not say.
    #[serde(default)]
    pub feed_days: Option<u16>,
}

/// For how many days the feed keeps what every desk has, where the shop does not say otherwise.
pub const FEED_DAYS: u16 = 30;

/// What a shop's papers say of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stationery {
    /// Who sells, with the identifiers that an invoice must name (INV-2).
    pub seller: Party,
    /// Where parcels go back to (RET-6).
    pub returns: Party,
    /// Where the shop is (ISO 3166-1 alpha-2): letters within it name no country.
    pub country: String,
}

/// A sender of mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailFrom {
    /// The name that customers see.
    pub name: String,
    /// The address.
    pub address: String,
}

/// A bank account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BankAccount {
    /// Whose it is.
    pub name: String,
    /// Its number.
    pub iban: String,
    /// Its bank (ISO 9362), where it has to be named.
    #[serde(default)]
    pub bic: Option<String>,
}

/// Reads a shop's settings.
///
/// # Errors
/// What the database answers; settings that cannot be read are none.
pub async fn read(connection: &mut PgConnection, merchant: &str) -> Result<Settings, sqlx::Error> {
    let text: String =
        sqlx::query_scalar("SELECT settings FROM merchant WHERE id = $1").bind(merchant).fetch_one(connection).await?;
    Ok(serde_json::from_str(&text).unwrap_or_default())
}

/// Writes a shop's settings.
///
/// # Errors
/// [`CentralError::Settings`], [`CentralError::NoMerchant`], [`CentralError::Database`].
pub async fn write(
    connection: &mut PgConnection,
    merchant: &str,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), CentralError> {
    let settings: Settings = serde_json::from_str(text).map_err(|_| CentralError::Settings)?;
    let iban = settings.bank.as_ref().map(|bank| bank.iban.as_str());
    let address = settings.mail.as_ref().map(|from| from.address.as_str());
    if iban.is_some_and(|iban| !crate::outbox::sepa::is_iban(iban))
        || address.is_some_and(|address| address.parse::<lettre::Address>().is_err())
    {
        return Err(CentralError::Settings);
    }
    let text = serde_json::to_string(&settings).map_err(|_| CentralError::Settings)?;
    let done = sqlx::query("UPDATE merchant SET settings = $2 WHERE id = $1")
        .bind(merchant)
        .bind(text)
        .execute(&mut *connection)
        .await?;
    if done.rows_affected() == 0 {
        return Err(CentralError::NoMerchant);
    }
    Ok(Entry::new(now, "configured", "merchant", merchant).by("operator").write(connection, merchant).await?)
}
