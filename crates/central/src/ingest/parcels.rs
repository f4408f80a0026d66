//! Parcels that the warehouse receives: matched to an RMA or an order, or kept in quarantine; nothing is lost (RET-8).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;

use crate::extract::{Body, Key, Path};
use crate::history::Entry;
use crate::identity::Shop;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// A parcel that came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Parcel {
    /// The day it came.
    received_on: NaiveDate,
    /// The RMA number on it, as read.
    #[serde(default)]
    rma: Option<Key>,
    /// The order number on it, as read.
    #[serde(default)]
    order: Option<Key>,
    /// The carrier's number for it.
    #[serde(default)]
    tracking: Option<Key>,
}

/// Where a parcel belongs.
#[derive(Debug, Serialize, ToSchema)]
pub struct ParcelPlaced {
    /// `matched` or `quarantined`.
    state: &'static str,
    /// The order that it belongs to.
    order: Option<String>,
    /// How often the parcel was written.
    version: i64,
}

/// Writes a parcel that the warehouse received.
#[utoipa::path(put, path = "/v1/parcels/{id}", tag = "ingest", security(("shop" = [])),
    params(("id" = Key, Path, description = "The warehouse's id of the parcel")), request_body = Parcel,
    responses((status = 200, body = ParcelPlaced), (status = 201, body = ParcelPlaced)))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(id): Path<Key>,
    Body(parcel): Body<Parcel>,
) -> Result<impl IntoResponse, Problem> {
    let now = central.now();
    let mut transaction = central.begin().await?;
    let order = order_of(&mut transaction, &shop.merchant, &parcel).await?;
    let state = if order.is_some() { "matched" } else { "quarantined" };
    let body = serde_json::to_string(&parcel).map_err(|_| Code::Internal)?;
    let row = sqlx::query(
        "INSERT INTO parcel (merchant, id, order_number, rma, state, version, body) VALUES ($1, $2, $3, $4, $5, 1, $6)
         ON CONFLICT (merchant, id) DO UPDATE SET order_number = excluded.order_number, rma = excluded.rma,
             state = excluded.state, body = excluded.body,
             version = parcel.version + ((parcel.body, parcel.state) <> (excluded.body, excluded.state))::int
         RETURNING version, xmax = 0",
    )
    .bind(&shop.merchant)
    .bind(id.as_str())
    .bind(&order)
    .bind(parcel.rma.as_ref().map(Key::as_str))
    .bind(state)
    .bind(&body)
    .fetch_one(&mut *transaction)
    .await?;
    let (version, made): (i64, bool) = (row.try_get(0)?, row.try_get(1)?);
    if made {
        let entry = Entry::new(now, "parcel_received", "parcel", id.as_str()).by(&shop.name).asking(body);
        entry.write(&mut transaction, &shop.merchant).await?;
    }
    transaction.commit().await?;
    let status = if made { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(ParcelPlaced { state, order, version })))
}

/// By the RMA first: it is what the customer was asked to write on the parcel.
async fn order_of(
    connection: &mut PgConnection,
    merchant: &str,
    parcel: &Parcel,
) -> Result<Option<String>, sqlx::Error> {
    let by_rma = "SELECT order_number FROM rma WHERE merchant = $1 AND number = upper($2)";
    let by_number = "SELECT number FROM orders WHERE merchant = $1 AND number = $2";
    for (sql, read) in [(by_rma, &parcel.rma), (by_number, &parcel.order)] {
        let Some(read) = read else { continue };
        let found: Option<String> =
            sqlx::query_scalar(sql).bind(merchant).bind(read.as_str()).fetch_optional(&mut *connection).await?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
