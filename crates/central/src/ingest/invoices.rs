//! Invoices that the shop itself numbers and sends: the centre keeps which order each belongs to.

use std::sync::Arc;

use axum::extract::State;
use chrono::NaiveDate;
use guichet_sync::{Body as Stored, Key as Aggregate};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;

use super::orders::changed;
use super::writing::{Writing, Written};
use crate::extract::{Body, Key, Path};
use crate::identity::Shop;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// An invoice of the shop's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invoice {
    /// The order that it bills.
    order: Key,
    /// The day that stands on it.
    issued_on: NaiveDate,
    /// What it asks for, in the order's currency.
    #[serde(default)]
    #[schema(example = "360.00")]
    total: Option<String>,
}

/// Writes an invoice; its number then finds the order.
#[utoipa::path(put, path = "/v1/invoices/{number}", tag = "ingest", security(("shop" = [])),
    params(("number" = Key, Path, description = "The invoice's number")), request_body = Invoice,
    responses((status = 200, body = Written, description = "The order's version"),
              (status = 404, description = "not_found"), (status = 409, description = "id_taken")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(number): Path<Key>,
    Body(invoice): Body<Invoice>,
) -> Result<Written, Problem> {
    let mut writing = Writing::begin(&central, &shop.merchant).await?;
    let key = Aggregate::Order(invoice.order.as_str().to_owned());
    let known = writing.lock(&key).await?.ok_or(Code::NotFound)?;
    let Some(Stored::Order(current)) = &known.body else { return Err(Code::NotFound.into()) };
    let body = serde_json::to_string(&invoice).map_err(|_| Code::Internal)?;
    let row = sqlx::query(
        "INSERT INTO invoice (merchant, number, order_number, version, body) VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT (merchant, number) DO UPDATE SET body = excluded.body,
             version = invoice.version + (invoice.body <> excluded.body)::int
         RETURNING order_number",
    )
    .bind(&shop.merchant)
    .bind(number.as_str())
    .bind(invoice.order.as_str())
    .bind(body)
    .fetch_one(writing.tx.connection())
    .await?;
    if row.try_get::<&str, _>(0)? != invoice.order.as_str() {
        return Err(Problem::new(Code::IdTaken).at("order").saying("the invoice bills another order"));
    }
    let merged = changed(current, |facts| {
        if !facts.invoices.iter().any(|known| known == number.as_str()) {
            facts.invoices.push(number.as_str().to_owned());
        }
    })?;
    writing.finish(&key, Some(&known), Stored::Order(Arc::new(merged))).await
}
