//! Orders, whole or by their parcels and payments.

use std::sync::Arc;

use axum::extract::State;
use guichet_domain::order::{Order, OrderFacts, Payment, Shipment};
use guichet_sync::{Body as Stored, Key as Aggregate};
use serde_json::{Value, json};

use super::merge::{Contradiction, merge};
use super::writing::{Writing, Written, same_id};
use crate::extract::{Body, Key, Path};
use crate::identity::Shop;
use crate::problem::{Code, Problem};
use crate::state::{Central, Shared};

impl From<Box<Contradiction>> for Problem {
    fn from(contradiction: Box<Contradiction>) -> Self {
        let Contradiction { path, says, shop, centre } = *contradiction;
        Self::new(Code::Contradiction).at(path).saying(says).with(json!({ "shop": shop, "centre": centre }))
    }
}

/// Writes an order. What the centre has decided on it stands (see the merge rule in the crate's documentation).
#[utoipa::path(put, path = "/v1/orders/{number}", tag = "ingest", security(("shop" = [])),
    params(("number" = Key, Path, description = "The order's number")),
    request_body(content = serde_json::Value, description = "The whole order", example = json!({
        "number": "W-1", "kind": "regular", "channel": "web", "placed_at": "2026-11-01T09:12:00+01:00",
        "currency": "EUR", "market": "FR", "consumer": true, "time_zone": "Europe/Paris", "customer": "c1",
        "lines": [{ "id": "1", "sku": "CAM", "kind": "hardware", "quantity": 3, "unit_price": "100.0000",
                    "tax_rate": "0.20" }],
        "delivery": null, "discounts": [],
        "payments": [{ "id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00",
                       "refunded": "0.00" }],
        "shipments": [], "cancelled": [], "rmas": [], "claims": [], "credits": [] })),
    responses((status = 200, body = Written), (status = 201, body = Written),
              (status = 409, description = "contradiction")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(number): Path<Key>,
    Body(document): Body<Value>,
) -> Result<Written, Problem> {
    let order = Order::from_value(document)?;
    same_id("number", &order.number, number.as_str())?;
    let key = Aggregate::Order(order.number.clone());
    let mut writing = Writing::begin(&central, &shop.merchant).await?;
    let known = writing.lock(&key).await?;
    let merged = match known.as_ref().and_then(|known| known.body.as_ref()) {
        Some(Stored::Order(current)) => merge(current, order)?,
        _ => order,
    };
    claim_rmas(&mut writing, &merged).await?;
    writing.finish(&key, known.as_ref(), Stored::Order(Arc::new(merged))).await
}

/// RMAs that came with an imported order take their numbers, so that no desk's is the same.
pub(crate) async fn claim_rmas(writing: &mut Writing<'_>, order: &Order) -> Result<(), Problem> {
    for rma in &order.rmas {
        sqlx::query(
            "INSERT INTO rma (merchant, number, order_number) VALUES ($1, $2, $3) ON CONFLICT (merchant, number) DO NOTHING",
        )
        .bind(writing.merchant)
        .bind(&rma.number)
        .bind(&order.number)
        .execute(writing.tx.connection())
        .await?;
    }
    Ok(())
}

/// Writes one parcel of an order.
#[utoipa::path(put, path = "/v1/orders/{number}/shipments/{id}", tag = "ingest", security(("shop" = [])),
    params(("number" = Key, Path, description = "The order's number"), ("id" = Key, Path, description = "The parcel's id")),
    request_body(content = serde_json::Value, description = "The parcel, as in the order", example = json!({
        "id": "s1", "carrier": "colissimo", "tracking": "6A001", "shipped_on": "2026-11-02",
        "lines": [{ "line": "1", "quantity": 1 }] })),
    responses((status = 200, body = Written), (status = 404, description = "not_found"),
              (status = 409, description = "contradiction")))]
pub async fn put_shipment(
    State(central): State<Shared>,
    shop: Shop,
    Path((number, id)): Path<(Key, Key)>,
    Body(shipment): Body<Shipment>,
) -> Result<Written, Problem> {
    same_id("id", &shipment.id, id.as_str())?;
    change(&central, &shop, number.as_str(), |facts| {
        match facts.shipments.iter_mut().find(|known| known.id == shipment.id) {
            Some(known) => *known = shipment,
            None => facts.shipments.push(shipment),
        }
    })
    .await
}

/// Writes one payment of an order: what was authorised and captured.
#[utoipa::path(put, path = "/v1/orders/{number}/payments/{id}", tag = "ingest", security(("shop" = [])),
    params(("number" = Key, Path, description = "The order's number"), ("id" = Key, Path, description = "The payment's id")),
    request_body(content = serde_json::Value, description = "The payment, as in the order", example = json!({
        "id": "p1", "method": "card", "authorised": "360.00", "captured": "360.00", "refunded": "0.00" })),
    responses((status = 200, body = Written), (status = 404, description = "not_found"),
              (status = 409, description = "contradiction")))]
pub async fn put_payment(
    State(central): State<Shared>,
    shop: Shop,
    Path((number, id)): Path<(Key, Key)>,
    Body(payment): Body<Payment>,
) -> Result<Written, Problem> {
    same_id("id", &payment.id, id.as_str())?;
    change(&central, &shop, number.as_str(), |facts| {
        match facts.payments.iter_mut().find(|known| known.id == payment.id) {
            Some(known) => *known = payment,
            None => facts.payments.push(payment),
        }
    })
    .await
}

/// Changes a part of an order that is there.
pub(crate) async fn change(
    central: &Central,
    shop: &Shop,
    number: &str,
    apply: impl FnOnce(&mut OrderFacts),
) -> Result<Written, Problem> {
    let mut writing = Writing::begin(central, &shop.merchant).await?;
    let key = Aggregate::Order(number.to_owned());
    let known = writing.lock(&key).await?.ok_or(Code::NotFound)?;
    let Some(Stored::Order(current)) = &known.body else { return Err(Code::NotFound.into()) };
    let merged = changed(current, apply)?;
    writing.finish(&key, Some(&known), Stored::Order(Arc::new(merged))).await
}

/// The order with a part of it changed by the shop.
pub(crate) fn changed(current: &Order, apply: impl FnOnce(&mut OrderFacts)) -> Result<Order, Problem> {
    let mut facts = current.clone().into_facts();
    apply(&mut facts);
    // What is impossible only beside the centre's decisions is a contradiction; what is impossible by itself is a fault
    // of the document, but the part that was sent cannot be told from the rest: both are shown with both sides' facts.
    let shop = Order::new(facts).map_err(|fault| {
        Problem::new(Code::Contradiction).at(fault.path).saying(fault.message).with(json!({ "centre": &**current }))
    })?;
    Ok(merge(current, shop)?)
}
