//! Where a customer's refunds by bank transfer go. Desks never see it.

use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::extract::{Body, Key, Path};
use crate::history::Entry;
use crate::identity::Shop;
use crate::outbox::sepa::{is_bic, is_iban, is_name};
use crate::problem::{Code, Problem};
use crate::settings::BankAccount;
use crate::state::Shared;

/// A customer's bank account.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BankDetails {
    /// Whose account it is.
    name: Key,
    /// Its number (ISO 13616).
    #[schema(example = "DE89370400440532013000")]
    iban: String,
    /// Its bank (ISO 9362).
    #[serde(default)]
    bic: Option<Key>,
}

/// Writes a customer's bank account.
#[utoipa::path(put, path = "/v1/customers/{id}/bank-details", tag = "ingest", security(("shop" = [])),
    params(("id" = Key, Path, description = "The shop's id of the customer")), request_body = BankDetails,
    responses((status = 204, description = "Written"), (status = 404, description = "not_found")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(id): Path<Key>,
    Body(details): Body<BankDetails>,
) -> Result<StatusCode, Problem> {
    if !is_iban(&details.iban) {
        return Err(Problem::new(Code::InvalidDocument).at("iban").saying("is no IBAN"));
    }
    if !is_name(details.name.as_str()) {
        return Err(Problem::new(Code::InvalidDocument).at("name").saying("has no letter that banks take"));
    }
    if details.bic.as_ref().is_some_and(|bic| !is_bic(bic.as_str())) {
        return Err(Problem::new(Code::InvalidDocument).at("bic").saying("is no BIC"));
    }
    let bic = details.bic.as_ref().map(|bic| bic.as_str().to_owned());
    let account = BankAccount { name: details.name.as_str().to_owned(), iban: details.iban, bic };
    let text = serde_json::to_string(&account).map_err(|_| Code::Internal)?;
    let mut transaction = central.begin().await?;
    let written = sqlx::query(
        "INSERT INTO bank_details (merchant, customer, account)
         SELECT merchant, id, $3 FROM customer WHERE merchant = $1 AND id = $2 AND body IS NOT NULL FOR SHARE
         ON CONFLICT (merchant, customer) DO UPDATE SET account = excluded.account",
    )
    .bind(&shop.merchant)
    .bind(id.as_str())
    .bind(text)
    .execute(&mut *transaction)
    .await?;
    if written.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    // What was written is nobody's business but the bank's: the history says only that it was.
    let entry = Entry::new(central.now(), "bank_details_written", "customer", id.as_str()).by(&shop.name);
    entry.write(&mut transaction, &shop.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
