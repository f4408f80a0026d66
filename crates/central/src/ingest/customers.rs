//! Customers: the shop rules them whole; erasing one takes every trace of the person that the law does not keep. Whoever
//! answers for it at a desk may ask for that too, and is told what has to be settled first.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use guichet_sync::authority::{self, AskedErasure, Authority, AuthorityTx, erase_customer};
use guichet_sync::record::CustomerRecord;
use guichet_sync::{Body as Stored, Key as Aggregate, policy};
use serde_json::json;
use sqlx::PgConnection;

use super::writing::{Writing, Written, same_id};
use crate::extract::{Body, Key, Path};
use crate::identity::{Session, Shop};
use crate::problem::{Code, Problem};
use crate::state::{Central, Shared};
use crate::store::PgTx;

/// Writes a customer.
#[utoipa::path(put, path = "/v1/customers/{id}", tag = "ingest", security(("shop" = [])),
    params(("id" = Key, Path, description = "The shop's id of the customer")),
    request_body(content = serde_json::Value, description = "`{customer, contact}`", example = json!({
        "customer": { "id": "c1", "name": "Zoé Ker", "email": "zoe@example.com" },
        "contact": { "phone": "+33 6 12 34 56 78", "street": "3 rue des Lilas", "postcode": "31000",
                     "town": "Toulouse", "country": "FR", "language": "fr" } })),
    responses((status = 200, body = Written), (status = 201, body = Written), (status = 410, description = "erased")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(id): Path<Key>,
    Body(record): Body<CustomerRecord>,
) -> Result<Written, Problem> {
    same_id("customer.id", &record.customer.id, id.as_str())?;
    let key = Aggregate::Customer(id.as_str().to_owned());
    let mut writing = Writing::begin(&central, &shop.merchant).await?;
    let known = writing.lock(&key).await?;
    writing.finish(&key, known.as_ref(), Stored::Customer(Arc::new(record))).await
}

/// Erases a customer: name, address, telephone and all earlier versions go; orders stay under the bare id, as tax law
/// asks.
#[utoipa::path(delete, path = "/v1/customers/{id}", tag = "ingest", security(("shop" = [])),
    params(("id" = Key, Path, description = "The shop's id of the customer")),
    responses((status = 204, description = "Erased, now or before"), (status = 404, description = "not_found")))]
pub async fn erase(State(central): State<Shared>, shop: Shop, Path(id): Path<Key>) -> Result<StatusCode, Problem> {
    let now = central.now();
    let mut tx = central.store.begin(&shop.merchant).await?;
    if erase_customer(&mut tx, id.as_str(), None, now).await? {
        finish(tx, &central, &shop.merchant, id.as_str()).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
    let key = Aggregate::Customer(id.as_str().to_owned());
    match tx.stored(&key, false).await? {
        Some(_) => Ok(StatusCode::NO_CONTENT),
        None => Err(Code::NotFound.into()),
    }
}

/// Erases a customer for whoever answers for it at a desk, where nothing has to be settled first.
#[utoipa::path(post, path = "/v1/customers/{id}/erasure", tag = "sync", security(("agent" = [])),
    params(("id" = Key, Path, description = "The shop's id of the customer")),
    responses((status = 204, description = "Erased, now or before"), (status = 403, description = "forbidden"),
              (status = 404, description = "not_found"),
              (status = 409, description = "erasure_hindered, with `facts.hindrances`")))]
pub async fn ask_erasure(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Key>,
) -> Result<StatusCode, Problem> {
    if !policy::may_answer_for_data(session.role) {
        return Err(Code::Forbidden.into());
    }
    let merchant = session.merchant.as_str();
    let mut tx = central.store.begin(merchant).await?;
    tx.lock_terms(true).await?;
    let paying = paying(tx.connection(), merchant, id.as_str()).await?;
    let by = tx.agent(session.agent).await?.map(|agent| agent.name);
    match authority::ask_erasure(&mut tx, id.as_str(), &paying, by, central.now()).await? {
        AskedErasure::Erased { now: true } => finish(tx, &central, merchant, id.as_str()).await?,
        AskedErasure::Erased { now: false } => {}
        AskedErasure::Unknown => return Err(Code::NotFound.into()),
        AskedErasure::Hindered(hindrances) => {
            return Err(Problem::new(Code::ErasureHindered).with(json!({ "hindrances": hindrances })));
        }
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The customer's orders of which money is still to be sent, or nobody knows whether it was.
async fn paying(connection: &mut PgConnection, merchant: &str, id: &str) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar(
        "SELECT DISTINCT payload::json ->> 'order' AS number FROM outbox
         WHERE merchant = $1 AND state <> 'done' AND kind IN ('payout', 'capture')
         AND payload::json ->> 'order' IN (SELECT number FROM orders WHERE merchant = $1 AND customer = $2)
         ORDER BY number",
    )
    .bind(merchant)
    .bind(id)
    .fetch_all(connection)
    .await
}

/// Takes the traces, and tells every desk.
async fn finish(mut tx: PgTx, central: &Central, merchant: &str, id: &str) -> Result<(), Problem> {
    remove_traces(tx.connection(), central, merchant, id).await?;
    let version = tx.head(false).await?.version;
    tx.commit().await?;
    central.live.announce(&central.pool, merchant, version).await;
    Ok(())
}

/// What the history quotes, papers that bear the address, and snapshots that hold the person. Earlier versions leave the
/// feed with the tombstone (see the store).
async fn remove_traces(
    connection: &mut PgConnection,
    central: &Central,
    merchant: &str,
    id: &str,
) -> Result<(), Problem> {
    sqlx::query("UPDATE customer SET erased_at = $3 WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(id)
        .bind(central.now())
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM bank_details WHERE merchant = $1 AND customer = $2")
        .bind(merchant)
        .bind(id)
        .execute(&mut *connection)
        .await?;
    // Labels and slips bear the address, and no law keeps them; invoices and credit notes stay.
    sqlx::query(
        "DELETE FROM document WHERE merchant = $1 AND kind IN ('rma_label', 'return_slip')
         AND order_number IN (SELECT number FROM orders WHERE merchant = $1 AND customer = $2)",
    )
    .bind(merchant)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query("SET LOCAL guichet.erasing = 'on'").execute(&mut *connection).await?;
    sqlx::query(
        "UPDATE history SET command = NULL, outcome = NULL WHERE merchant = $1 AND aggregate = 'customer' AND key = $2
         OR merchant = $1 AND aggregate = 'case' AND key IN
            (SELECT number FROM casework WHERE merchant = $1 AND customer = $2)
         OR merchant = $1 AND aggregate = 'stray' AND key IN
            (SELECT number FROM stray WHERE merchant = $1 AND customer = $2)",
    )
    .bind(merchant)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    // What desks signed about the customer: that they signed something, and its link in their chain, stays.
    sqlx::query(
        "UPDATE slot SET payload = '' WHERE merchant = $1 AND command_id IN
         (SELECT command_id FROM history WHERE merchant = $1 AND aggregate = 'customer' AND key = $2
          UNION ALL SELECT history.command_id FROM history JOIN casework
              ON casework.merchant = history.merchant AND casework.number = history.key
          WHERE history.merchant = $1 AND aggregate = 'case' AND casework.customer = $2
          UNION ALL SELECT history.command_id FROM history JOIN stray
              ON stray.merchant = history.merchant AND stray.number = history.key
          WHERE history.merchant = $1 AND aggregate = 'stray' AND stray.customer = $2)",
    )
    .bind(merchant)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "DELETE FROM attachment WHERE merchant = $1
         AND order_number IN (SELECT number FROM stray WHERE merchant = $1 AND customer = $2)",
    )
    .bind(merchant)
    .bind(id)
    .execute(&mut *connection)
    .await?;
    let kept: Vec<(String, String)> = sqlx::query_as(
        "SELECT 'case', number FROM casework WHERE merchant = $1 AND customer = $2
         UNION ALL SELECT 'stray', number FROM stray WHERE merchant = $1 AND customer = $2",
    )
    .bind(merchant)
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    let mut named: Vec<String> = named_in("customer", id).into();
    named.extend(kept.iter().flat_map(|(kind, number)| named_in(kind, number)));
    named.extend(opened_for(id));
    for sql in [
        "DELETE FROM quarantine WHERE merchant = $1 AND position($2 IN command) > 0",
        "UPDATE refusal SET payload = '' WHERE merchant = $1 AND position($2 IN payload) > 0",
    ] {
        // Kept aside word for word: whatever is about these keys names them so, in quotes or in quotes within a text.
        for key in &named {
            sqlx::query(sql).bind(merchant).bind(key).execute(&mut *connection).await?;
        }
    }
    sqlx::query("SET LOCAL guichet.erasing = 'off'").execute(&mut *connection).await?;
    sqlx::query("DELETE FROM snapshot WHERE merchant = $1").bind(merchant).execute(connection).await?;
    Ok(())
}

/// A key as it stands in a signed command, and as it stands where that is a text within another.
fn named_in(kind: &str, id: &str) -> [String; 2] {
    as_quoted(json!({ "kind": kind, "id": id }).to_string())
}

/// A case that was to be opened for this customer names them so, under a number that nobody else knows.
fn opened_for(customer: &str) -> [String; 2] {
    as_quoted(format!("\"customer\":{},\"channel\"", json!(customer)))
}

fn as_quoted(plain: String) -> [String; 2] {
    let quoted = json!(plain).to_string();
    let quoted = quoted.trim_matches('"').to_owned();
    [plain, quoted]
}
