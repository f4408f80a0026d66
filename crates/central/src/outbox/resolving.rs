//! What the outbox cannot settle by itself: shown to supervisors and admins, who say how it goes on.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::{Body, Path, Query};
use crate::history::Entry;
use crate::identity::{Role, Session};
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// A state of the outbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// It is tried when its time comes.
    Waiting,
    /// A worker is at it.
    Sending,
    /// It left.
    Done,
    /// Whether it left is not known.
    Unknown,
    /// It will not leave by itself.
    Failed,
}

impl OutboxState {
    fn text(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sending => "sending",
            Self::Done => "done",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }
}

/// Which rows are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct OutboxQuery {
    /// In this state.
    state: OutboxState,
}

/// A row of the outbox.
#[derive(Debug, Serialize, ToSchema)]
pub struct OutboxListed {
    /// Its id.
    id: Uuid,
    /// `payout` or `email`.
    kind: String,
    /// What it is for.
    business_key: String,
    /// What was asked.
    #[schema(value_type = Object)]
    payload: serde_json::Value,
    /// Attempts so far.
    attempts: i32,
    /// When it is tried next.
    next_at: DateTime<Utc>,
    /// Why it did not leave.
    last_error: Option<String>,
    /// The provider's reference.
    reference: Option<String>,
}

fn may(session: &Session) -> Result<(), Problem> {
    session.require(Role::Supervisor).or_else(|_| session.require(Role::Admin))
}

/// What has to happen outside, by state: the newest two hundred.
#[utoipa::path(get, path = "/v1/outbox", tag = "operations", security(("agent" = [])), params(OutboxQuery),
    responses((status = 200, body = Vec<OutboxListed>), (status = 403, description = "forbidden")))]
pub async fn list(
    State(central): State<Shared>,
    session: Session,
    Query(asked): Query<OutboxQuery>,
) -> Result<Json<Vec<OutboxListed>>, Problem> {
    may(&session)?;
    let rows = sqlx::query(
        "SELECT id, kind, business_key, payload, attempts, next_at, last_error, reference FROM outbox
         WHERE merchant = $1 AND state = $2 ORDER BY next_at DESC, id LIMIT 200",
    )
    .bind(&session.merchant)
    .bind(asked.state.text())
    .fetch_all(&central.pool)
    .await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        listed.push(OutboxListed {
            id: row.try_get(0)?,
            kind: row.try_get(1)?,
            business_key: row.try_get(2)?,
            payload: serde_json::from_str(row.try_get(3)?).map_err(|_| Code::Internal)?,
            attempts: row.try_get(4)?,
            next_at: row.try_get(5)?,
            last_error: row.try_get(6)?,
            reference: row.try_get(7)?,
        });
    }
    Ok(Json(listed))
}

/// How a person settles a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It did leave, or was done by hand.
    Done,
    /// It did not: try again.
    TryAgain,
}

/// A person's word on a row.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OutboxResolution {
    /// How it goes on.
    how: How,
}

/// Settles a row whose outcome is unknown, or that failed.
#[utoipa::path(post, path = "/v1/outbox/{id}/resolve", tag = "operations", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The row's id")), request_body = OutboxResolution,
    responses((status = 204, description = "Settled"), (status = 403, description = "forbidden"),
              (status = 404, description = "not_found"), (status = 409, description = "wrong_state")))]
pub async fn resolve(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
    Body(asked): Body<OutboxResolution>,
) -> Result<StatusCode, Problem> {
    may(&session)?;
    let now = central.now();
    let mut transaction = central.begin().await?;
    let state: Option<String> =
        sqlx::query_scalar("SELECT state FROM outbox WHERE merchant = $1 AND id = $2 FOR UPDATE")
            .bind(&session.merchant)
            .bind(id)
            .fetch_optional(&mut *transaction)
            .await?;
    if !["unknown", "failed"].contains(&state.ok_or(Code::NotFound)?.as_str()) {
        return Err(Code::WrongState.into());
    }
    let (state, done_at) = match asked.how {
        How::Done => ("done", Some(now)),
        How::TryAgain => ("waiting", None),
    };
    sqlx::query("UPDATE outbox SET state = $3, done_at = $4, next_at = $5 WHERE merchant = $1 AND id = $2")
        .bind(&session.merchant)
        .bind(id)
        .bind(state)
        .bind(done_at)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
    let key = id.to_string();
    let said = serde_json::to_string(&asked.how).map_err(|_| Code::Internal)?;
    let entry = Entry::new(now, "outbox_resolved", "outbox", &key).by(&session.login).on(session.device).asking(said);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
