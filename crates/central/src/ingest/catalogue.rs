//! What the shop sells, on every desk with the next pull.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use guichet_domain::Catalogue;
use guichet_sync::body::CATALOGUE;
use guichet_sync::{Body as Stored, Key as Aggregate};
use serde_json::Value;

use super::writing::{Writing, Written};
use crate::extract::Body;
use crate::identity::{Session, Shop};
use crate::problem::{Code, Problem};
use crate::state::Shared;
use crate::store::stored_of;

/// Writes what the shop sells: articles, ways of delivery and services with their prices. The document replaces the one
/// before it whole; orders and subscriptions keep the prices that they were made at.
#[utoipa::path(put, path = "/v1/catalogue", tag = "ingest", security(("shop" = [])),
    request_body(content = serde_json::Value, description = "The whole catalogue"),
    responses((status = 200, body = Written), (status = 201, body = Written)))]
pub async fn put(State(central): State<Shared>, shop: Shop, Body(document): Body<Value>) -> Result<Written, Problem> {
    let catalogue = Catalogue::from_value(document)?;
    let mut writing = Writing::begin(&central, &shop.merchant).await?;
    let key = Aggregate::Catalogue(CATALOGUE.to_owned());
    let known = writing.lock(&key).await?;
    writing.finish(&key, known.as_ref(), Stored::Catalogue(Arc::new(catalogue))).await
}

/// What the shop sells.
#[utoipa::path(get, path = "/v1/catalogue", tag = "papers", security(("agent" = [])),
    responses((status = 200, body = serde_json::Value), (status = 404, description = "not_found")))]
pub async fn get(State(central): State<Shared>, session: Session) -> Result<Json<Catalogue>, Problem> {
    let mut connection = central.pool.acquire().await?;
    let found = stored_of(&mut connection, &session.merchant, &Aggregate::Catalogue(CATALOGUE.to_owned())).await?;
    match found.and_then(|found| found.body) {
        Some(Stored::Catalogue(catalogue)) => Ok(Json(Catalogue::clone(&catalogue))),
        _ => Err(Code::NotFound.into()),
    }
}
