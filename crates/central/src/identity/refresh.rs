//! Refreshing a sign-in: each refresh token is used once, and a second use tells a lost answer from a theft.
//!
//! Before it sends, the client draws a nonce and stores it beside the old token. The same token with the *same* nonce is
//! the client that never got its answer: it gets the same successor again. With *another* nonce, or after the successor
//! was used, two parties hold the token: the whole sign-in is revoked, and the history says so.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use super::sign_in::{self, SignedIn, Tokens};
use crate::extract::Body;
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::secret::{self, Purpose, Secret};
use crate::state::{Central, Shared};

/// A refresh token and the nonce under which it is used.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RefreshRequest {
    /// The token.
    #[schema(max_length = 128)]
    pub refresh_token: String,
    /// Drawn and stored by the client before it sends; the same at every retry.
    pub nonce: Uuid,
}

struct Presented {
    family: Uuid,
    salt: Vec<u8>,
    expires_at: DateTime<Utc>,
    used: bool,
    nonce: Option<Vec<u8>>,
    successor: Option<Vec<u8>>,
    agent: SignedIn,
    device: Uuid,
    revoked: bool,
    agent_active: bool,
    device_state: String,
}

/// Exchanges a refresh token for its successor and a new access token.
#[utoipa::path(post, path = "/v1/refresh", tag = "sign-in", security(()), request_body = RefreshRequest,
    responses((status = 200, body = Tokens),
              (status = 401, description = "refresh_invalid, refresh_reused, sign_in_revoked"),
              (status = 403, description = "agent_revoked, device_revoked")))]
pub async fn refresh(
    State(central): State<Shared>,
    Body(asked): Body<RefreshRequest>,
) -> Result<Json<Tokens>, Problem> {
    let token = Secret::read(Purpose::Refresh, &asked.refresh_token).ok_or(Code::RefreshInvalid)?;
    let mut transaction = central.begin().await?;
    let presented = find(&mut transaction, &token).await?.ok_or(Code::RefreshInvalid)?;
    if !presented.agent_active {
        return Err(Code::AgentRevoked.into());
    }
    if presented.device_state == "revoked" {
        return Err(Code::DeviceRevoked.into());
    }
    if presented.revoked {
        return Err(Code::SignInRevoked.into());
    }
    let nonce = asked.nonce.to_string();
    let successor = token.successor(&presented.salt, &nonce);
    if presented.used {
        if !is_lost_answer(&mut transaction, &presented, &token.merchant, &nonce).await? {
            revoke_stolen(&central, &mut transaction, &presented, &token.merchant).await?;
            transaction.commit().await?;
            return Err(Code::RefreshReused.into());
        }
    } else if presented.expires_at <= central.now() {
        return Err(Code::RefreshInvalid.into());
    } else {
        sign_in::keep_refresh(&central, &mut transaction, &successor, presented.family).await?;
        use_up(&mut transaction, &token, &nonce, &successor, central.now()).await?;
    }
    let tokens = sign_in::grant(&central, &mut transaction, presented.family, presented.agent, successor).await?;
    transaction.commit().await?;
    Ok(Json(tokens))
}

async fn find(connection: &mut PgConnection, token: &Secret) -> Result<Option<Presented>, Problem> {
    let row = sqlx::query(
        "SELECT t.family, t.salt, t.expires_at, t.used_at IS NOT NULL, t.nonce, t.successor,
                a.id, a.login, a.name, a.role, a.refund_limit, s.device, s.revoked_at IS NOT NULL, a.active, d.state
         FROM refresh_token t
         JOIN sign_in s ON s.merchant = t.merchant AND s.id = t.family
         JOIN agent a ON a.merchant = s.merchant AND a.id = s.agent
         JOIN device d ON d.merchant = s.merchant AND d.id = s.device
         WHERE t.merchant = $1 AND t.hash = $2
         FOR UPDATE OF t",
    )
    .bind(&token.merchant)
    .bind(token.hash())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let agent = SignedIn::read(&row, 6)?;
    Ok(Some(Presented {
        family: row.try_get(0)?,
        salt: row.try_get(1)?,
        expires_at: row.try_get(2)?,
        used: row.try_get(3)?,
        nonce: row.try_get(4)?,
        successor: row.try_get(5)?,
        agent,
        device: row.try_get(11)?,
        revoked: row.try_get(12)?,
        agent_active: row.try_get(13)?,
        device_state: row.try_get(14)?,
    }))
}

/// The same nonce, and nobody has used the successor: whoever asks never got it.
async fn is_lost_answer(
    connection: &mut PgConnection,
    presented: &Presented,
    merchant: &str,
    nonce: &str,
) -> Result<bool, Problem> {
    if presented.nonce.as_deref() != Some(&secret::hash(nonce.as_bytes())) {
        return Ok(false);
    }
    let unused: Option<i32> = sqlx::query_scalar(
        "SELECT 1 FROM refresh_token WHERE merchant = $1 AND hash = $2 AND used_at IS NULL FOR UPDATE",
    )
    .bind(merchant)
    .bind(&presented.successor)
    .fetch_optional(connection)
    .await?;
    Ok(unused.is_some())
}

async fn use_up(
    connection: &mut PgConnection,
    token: &Secret,
    nonce: &str,
    successor: &Secret,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    sqlx::query("UPDATE refresh_token SET used_at = $3, nonce = $4, successor = $5 WHERE merchant = $1 AND hash = $2")
        .bind(&token.merchant)
        .bind(token.hash())
        .bind(now)
        .bind(secret::hash(nonce.as_bytes()))
        .bind(successor.hash())
        .execute(connection)
        .await?;
    Ok(())
}

async fn revoke_stolen(
    central: &Central,
    connection: &mut PgConnection,
    presented: &Presented,
    merchant: &str,
) -> Result<(), Problem> {
    let now = central.now();
    sign_in::end(connection, merchant, presented.family, now, "refresh_reused").await?;
    let key = presented.agent.id.to_string();
    let entry = Entry::new(now, "refresh_token_reused", "agent", &key).by(&presented.agent.login);
    entry.on(presented.device).write(connection, merchant).await?;
    crate::refusal::record(connection, merchant, now, Some(presented.device), Code::RefreshReused, "{}").await?;
    Ok(())
}
