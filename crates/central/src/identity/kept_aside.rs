//! What was not let in, for people to look at: commands of forked and revoked devices, and what was forged.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Role, Session};
use crate::extract::Path;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// A command that was kept aside.
#[derive(Debug, Serialize, ToSchema)]
pub struct QuarantinedListed {
    /// When it came in.
    at: DateTime<Utc>,
    /// The command as it was pushed.
    #[schema(value_type = Object)]
    command: serde_json::Value,
}

/// The commands of a device that were kept aside because its past forks or it was revoked.
#[utoipa::path(get, path = "/v1/devices/{id}/quarantine", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The device's id")),
    responses((status = 200, body = Vec<QuarantinedListed>), (status = 403, description = "forbidden")))]
pub async fn quarantine(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<QuarantinedListed>>, Problem> {
    session.require(Role::Admin)?;
    let rows = sqlx::query("SELECT at, command FROM quarantine WHERE merchant = $1 AND device = $2 ORDER BY at, seal")
        .bind(&session.merchant)
        .bind(id)
        .fetch_all(&central.pool)
        .await?;
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let command = serde_json::from_str(row.try_get(1)?).map_err(|_| Code::Internal)?;
        listed.push(QuarantinedListed { at: row.try_get(0)?, command });
    }
    Ok(Json(listed))
}

/// An attempt that was refused.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusalListed {
    /// When.
    at: DateTime<Utc>,
    /// Under which device it came.
    device: Option<Uuid>,
    /// Why.
    code: String,
    /// The place in the device's chain that it claimed.
    seq: Option<i64>,
    /// What it said.
    payload: String,
}

/// Forged and invalid attempts: the newest two hundred.
#[utoipa::path(get, path = "/v1/refusals", tag = "agents and devices", security(("agent" = [])),
    responses((status = 200, body = Vec<RefusalListed>), (status = 403, description = "forbidden")))]
pub async fn refusals(State(central): State<Shared>, session: Session) -> Result<Json<Vec<RefusalListed>>, Problem> {
    session.require(Role::Admin)?;
    let rows = sqlx::query(
        "SELECT at, device, code, seq, payload FROM refusal WHERE merchant = $1 ORDER BY id DESC LIMIT 200",
    )
    .bind(&session.merchant)
    .fetch_all(&central.pool)
    .await?;
    let listed = rows.iter().map(|row| {
        Ok(RefusalListed {
            at: row.try_get(0)?,
            device: row.try_get(1)?,
            code: row.try_get(2)?,
            seq: row.try_get(3)?,
            payload: row.try_get(4)?,
        })
    });
    Ok(Json(listed.collect::<Result<_, sqlx::Error>>()?))
}
