//! Editions of the terms: published by an admin, never changed, on every desk with the next pull (TRM-2).

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use guichet_domain::TermsPack;
use guichet_sync::authority::{Authority, AuthorityTx, put_terms};
use serde_json::Value;

use super::writing::same_id;
use crate::extract::{Body, Key, Path};
use crate::identity::{Role, Session};
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// The editions of the shop's terms.
#[utoipa::path(get, path = "/v1/terms", tag = "papers", security(("agent" = [])),
    responses((status = 200, body = Vec<serde_json::Value>)))]
pub async fn list(State(central): State<Shared>, session: Session) -> Result<Json<Vec<TermsPack>>, Problem> {
    let mut tx = central.store.read(&session.merchant).await?;
    Ok(Json(tx.packs().await?.to_vec()))
}

/// Publishes an edition of the terms. An edition is never changed: the same id with another content is refused.
#[utoipa::path(put, path = "/v1/terms/{id}", tag = "papers", security(("agent" = [])),
    params(("id" = Key, Path, description = "The edition's id")),
    request_body(content = serde_json::Value, description = "The terms pack"),
    responses((status = 204, description = "Published, now or before"), (status = 403, description = "forbidden"),
              (status = 409, description = "id_taken")))]
pub async fn put(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Key>,
    Body(document): Body<Value>,
) -> Result<StatusCode, Problem> {
    session.require(Role::Admin)?;
    let pack = TermsPack::from_json(document.to_string().as_bytes())?;
    same_id("id", &pack.id, id.as_str())?;
    let mut tx = central.store.begin(&session.merchant).await?;
    let published = put_terms(&mut tx, pack, Some(session.login.clone()), central.now()).await?;
    published.map_err(|fault| Problem::new(Code::IdTaken).at(fault.path).saying(fault.message))?;
    let version = tx.head(false).await?.version;
    tx.commit().await?;
    central.live.announce(&central.pool, &session.merchant, version).await;
    Ok(StatusCode::NO_CONTENT)
}
