//! What an operator sets for a shop: who sends its mail, from which account it pays back, who stands on
//! its papers, how far its feed reaches back.

use chrono::{DateTime, Utc};
use guichet_documents::Party;
use guichet_sync::Role;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;

use crate::error::CentralError;
use crate::history::Entry;
use crate::outbox::sepa::{is_bic, is_iban, is_name};

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
    /// The company's sign-in service; without it agents sign in with passwords alone.
    #[serde(default)]
    pub oidc: Option<Oidc>,
}

/// A sign-in service that speaks OpenID Connect, where this centre is registered as a native application with the
/// redirect `http://127.0.0.1/guichet` on any port (RFC 8252 §7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Its address, as it names itself in what it signs.
    pub issuer: String,
    /// The name under which the centre is registered there.
    pub client_id: String,
    /// The secret of that registration, where the service insists on one.
    #[serde(default)]
    pub client_secret: Option<ClientSecret>,
    /// What an agent is recognised by on their first sign-in; from then on by the account's own id.
    #[serde(default)]
    pub login: LoginClaim,
    /// Whose account also enrols a desk.
    #[serde(default = "admins")]
    pub enrols: Vec<Role>,
}

fn admins() -> Vec<Role> {
    vec![Role::Admin]
}

/// What of an account must be an agent's login.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LoginClaim {
    /// Its e-mail address, where the service has verified it.
    #[default]
    Email,
    /// Its short name.
    PreferredUsername,
}

/// A secret that is never printed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientSecret(pub String);

impl std::fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ClientSecret")
    }
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
    let is_account =
        |bank: &BankAccount| is_iban(&bank.iban) && is_name(&bank.name) && bank.bic.as_deref().is_none_or(is_bic);
    let address = settings.mail.as_ref().map(|from| from.address.as_str());
    if settings.bank.as_ref().is_some_and(|bank| !is_account(bank))
        || address.is_some_and(|address| address.parse::<lettre::Address>().is_err())
        || settings.oidc.as_ref().is_some_and(|oidc| oidc.client_id.is_empty() || !is_issuer(&oidc.issuer))
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

/// Whether this is the address of a sign-in service: encrypted, or on this very machine.
fn is_issuer(text: &str) -> bool {
    let Ok(url) = reqwest::Url::parse(text) else { return false };
    let is_here = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let is_private = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    is_private && url.host_str().is_some() && url.query().is_none() && url.fragment().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_service_is_encrypted_or_on_this_machine() {
        for sound in ["https://login.example/tenant", "http://127.0.0.1:9", "http://localhost:1/x"] {
            assert!(is_issuer(sound), "{sound}");
        }
        for wrong in ["", "login.example", "http://login.example", "ftp://127.0.0.1", "https://a?b=c", "https://a/#b"] {
            assert!(!is_issuer(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_client_secret_is_not_printed() {
        let text = r#"{"issuer":"https://a","client_id":"guichet","client_secret":"s3cret"}"#;
        let oidc: Oidc = serde_json::from_str(text).unwrap();
        assert_eq!((oidc.login, oidc.enrols.as_slice()), (LoginClaim::Email, [Role::Admin].as_slice()));
        assert!(!format!("{oidc:?}").contains("s3cret"));
    }
}
