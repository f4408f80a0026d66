//! What operators and their machines ask: is it alive, is it ready, what does it count.

use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use sqlx::Row;

use crate::database;
use crate::metrics::OutboxState;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// Whether the process answers at all.
#[utoipa::path(get, path = "/healthz", tag = "operations", security(()),
    responses((status = 200, description = "It answers", body = String, content_type = "text/plain")))]
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Whether calls can be served: the database answers and its schema is this program's.
#[utoipa::path(get, path = "/readyz", tag = "operations", security(()),
    responses((status = 200, description = "Ready", body = String, content_type = "text/plain")))]
pub async fn readyz(State(central): State<Shared>) -> Result<&'static str, Problem> {
    match database::is_migrated(&central.pool).await {
        Ok(true) => Ok("ready\n"),
        Ok(false) => Err(Problem::new(Code::Unavailable).saying("the schema is not this program's").after(5)),
        Err(_) => Err(Problem::new(Code::Unavailable).saying("the database does not answer").after(5)),
    }
}

/// What is counted, as Prometheus reads it.
#[utoipa::path(get, path = "/metrics", tag = "operations", security(()),
    responses((status = 200, description = "OpenMetrics text", body = String,
               content_type = "application/openmetrics-text")))]
pub async fn metrics(State(central): State<Shared>) -> Result<impl IntoResponse, Problem> {
    let rows =
        sqlx::query("SELECT kind, state, count(*) FROM outbox GROUP BY kind, state").fetch_all(&central.pool).await?;
    central.metrics.outbox.clear();
    for row in rows {
        let of = OutboxState { kind: row.try_get(0)?, state: row.try_get(1)? };
        central.metrics.outbox.get_or_create(&of).set(row.try_get(2)?);
    }
    central.metrics.connections.set(i64::from(central.pool.size()));
    let text = central.metrics.text().map_err(|_| Code::Internal)?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok((StatusCode::OK, [(CONTENT_TYPE, kind)], text))
}
