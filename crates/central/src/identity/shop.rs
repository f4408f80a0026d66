//! A shop's own programs, as proved by a key.

use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::{Json, response::IntoResponse};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use super::session::bearer;
use super::{Role, Session};
use crate::extract::{Body, Path};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::secret::{Purpose, Secret};
use crate::state::Shared;

/// A shop that writes what happens in it.
#[derive(Debug, Clone)]
pub struct Shop {
    /// The shop.
    pub merchant: String,
    /// The key, as the history names it.
    pub name: String,
}

impl FromRequestParts<Shared> for Shop {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, central: &Shared) -> Result<Self, Problem> {
        let secret = bearer(&parts.headers).and_then(|text| Secret::read(Purpose::Shop, text));
        let secret = secret.ok_or(Code::Unauthenticated)?;
        let id: Option<Uuid> =
            sqlx::query_scalar("SELECT id FROM shop_key WHERE merchant = $1 AND hash = $2 AND revoked_at IS NULL")
                .bind(&secret.merchant)
                .bind(secret.hash())
                .fetch_optional(&central.pool)
                .await?;
        let id = id.ok_or(Code::Unauthenticated)?;
        Ok(Self { merchant: secret.merchant, name: format!("shop:{id}") })
    }
}

/// Stores a key's hash.
pub(crate) async fn store(
    connection: &mut PgConnection,
    secret: &Secret,
    id: Uuid,
    name: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO shop_key (merchant, id, name, hash, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(&secret.merchant)
        .bind(id)
        .bind(name)
        .bind(secret.hash())
        .bind(now)
        .execute(connection)
        .await?;
    Ok(())
}

/// A key as listed: never the secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct ShopKey {
    /// Its id.
    id: Uuid,
    /// What it is for.
    name: String,
    /// When it was drawn.
    created_at: DateTime<Utc>,
    /// When it was revoked.
    revoked_at: Option<DateTime<Utc>>,
}

/// A key to be drawn.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShopKey {
    /// What it is for.
    #[schema(min_length = 1, max_length = 128)]
    name: crate::extract::Key,
}

/// A key just drawn: the only time that the secret is shown.
#[derive(Debug, Serialize, ToSchema)]
pub struct DrawnShopKey {
    /// Its id.
    id: Uuid,
    /// To be sent as `Authorization: Bearer …`.
    secret: String,
}

/// The keys of the shop's own programs.
#[utoipa::path(get, path = "/v1/shop-keys", tag = "agents and devices", security(("agent" = [])),
    responses((status = 200, body = Vec<ShopKey>), (status = 403, description = "forbidden")))]
pub async fn list(State(central): State<Shared>, session: Session) -> Result<Json<Vec<ShopKey>>, Problem> {
    session.require(Role::Admin)?;
    let rows = sqlx::query("SELECT id, name, created_at, revoked_at FROM shop_key WHERE merchant = $1 ORDER BY id")
        .bind(&session.merchant)
        .fetch_all(&central.pool)
        .await?;
    let keys = rows.iter().map(|row| {
        Ok(ShopKey {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            created_at: row.try_get(2)?,
            revoked_at: row.try_get(3)?,
        })
    });
    Ok(Json(keys.collect::<Result<_, sqlx::Error>>()?))
}

/// Draws a key for one of the shop's own programs.
#[utoipa::path(post, path = "/v1/shop-keys", tag = "agents and devices", security(("agent" = [])),
    request_body = NewShopKey,
    responses((status = 201, body = DrawnShopKey), (status = 403, description = "forbidden")))]
pub async fn draw(
    State(central): State<Shared>,
    session: Session,
    Body(asked): Body<NewShopKey>,
) -> Result<impl IntoResponse, Problem> {
    session.require(Role::Admin)?;
    let secret = Secret::draw(Purpose::Shop, &session.merchant, central.chance.as_ref())?;
    let (id, now) = (central.ids.next(), central.now());
    let mut transaction = central.begin().await?;
    store(&mut transaction, &secret, id, asked.name.as_str(), now).await?;
    let key = id.to_string();
    let entry = Entry::new(now, "shop_key_drawn", "shop_key", &key).by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(DrawnShopKey { id, secret: secret.text })))
}

/// Revokes a key.
#[utoipa::path(delete, path = "/v1/shop-keys/{id}", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The key's id")),
    responses((status = 204, description = "Revoked"), (status = 403, description = "forbidden"),
              (status = 404, description = "not_found")))]
pub async fn revoke(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    session.require(Role::Admin)?;
    let now = central.now();
    let mut transaction = central.begin().await?;
    let done = sqlx::query("UPDATE shop_key SET revoked_at = coalesce(revoked_at, $3) WHERE merchant = $1 AND id = $2")
        .bind(&session.merchant)
        .bind(id)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    let key = id.to_string();
    let entry = Entry::new(now, "shop_key_revoked", "shop_key", &key).by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
