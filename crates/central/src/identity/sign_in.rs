//! Signing in with a password, and out again.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use super::attempts;
use super::{Role, Session};
use crate::extract::{Body, Key};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::secret::{Purpose, Secret};
use crate::state::{Central, Shared};

/// How long an access token holds.
pub const ACCESS: TimeDelta = TimeDelta::minutes(10);
/// How long a refresh token that is not used holds.
pub const REFRESH: TimeDelta = TimeDelta::days(30);

/// Who wants to work.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInRequest {
    /// The shop's id, as enrolment told it.
    pub merchant: Key,
    /// The device that it is done on.
    pub device: Uuid,
    /// The agent's login; case does not matter.
    pub login: Key,
    /// The agent's password.
    #[schema(format = Password, max_length = 256)]
    pub password: String,
}

/// Tokens, and whom they belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// To be sent as `Authorization: Bearer …`.
    pub access_token: String,
    /// When the access token ends.
    pub access_expires_at: DateTime<Utc>,
    /// For the next access token: used once.
    pub refresh_token: String,
    /// When the refresh token ends where it is not used.
    pub refresh_expires_at: DateTime<Utc>,
    /// The sign-in, under which the agent's commands are sealed.
    pub sign_in: Uuid,
    /// Who works.
    pub agent: SignedIn,
    /// The centre's present instant.
    pub server_time: DateTime<Utc>,
}

/// The agent who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignedIn {
    /// The agent's id.
    pub id: Uuid,
    /// Their login.
    pub login: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    #[schema(value_type = String, pattern = "^(agent|supervisor|warehouse|admin)$")]
    pub role: Role,
    /// The largest refund that they may decide, in the order's currency.
    pub refund_limit: Option<String>,
}

impl SignedIn {
    /// Reads id, login, name, role and limit, in this order, from a column on.
    ///
    /// # Errors
    /// What the database answers.
    pub(crate) fn read(row: &PgRow, from: usize) -> Result<Self, Problem> {
        Ok(Self {
            id: row.try_get(from)?,
            login: row.try_get(from + 1)?,
            name: row.try_get(from + 2)?,
            role: Role::from_name(row.try_get(from + 3)?).ok_or(Code::Internal)?,
            refund_limit: row.try_get(from + 4)?,
        })
    }
}

struct Candidate {
    agent: SignedIn,
    password_hash: Option<String>,
    active: bool,
}

/// Signs an agent in with login and password.
#[utoipa::path(post, path = "/v1/sign-in", tag = "sign-in", security(()), request_body = SignInRequest,
    responses((status = 200, body = Tokens), (status = 401, description = "sign_in_failed"),
              (status = 403, description = "device_revoked, agent_revoked"),
              (status = 429, description = "too_many_attempts")))]
pub async fn sign_in(State(central): State<Shared>, Body(asked): Body<SignInRequest>) -> Result<Json<Tokens>, Problem> {
    let (merchant, login) = (asked.merchant.as_str(), asked.login.as_str().to_lowercase());
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM device WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(asked.device)
        .fetch_optional(&central.pool)
        .await?;
    let Some(state) = state else {
        // Nothing to guess from a device that is not enrolled, and nothing to learn either.
        central.passwords.verify(asked.password, None).await;
        return Err(Code::SignInFailed.into());
    };
    let attempt = central.ids.next();
    let mut noting = central.begin().await?;
    let noted = attempts::note(&mut noting, merchant, attempt, &login, asked.device, central.now()).await;
    noting.commit().await?;
    noted?;
    let candidate = find(&central, merchant, &login).await?;
    let stored = candidate.as_ref().and_then(|c| c.password_hash.clone());
    let verified = central.passwords.verify(asked.password, stored).await;
    let Some(candidate) = candidate.filter(|_| verified) else {
        return Err(Code::SignInFailed.into());
    };
    if !candidate.active {
        return Err(Code::AgentRevoked.into());
    }
    if state == "revoked" {
        return Err(Code::DeviceRevoked.into());
    }
    let mut transaction = central.begin().await?;
    attempts::forget(&mut transaction, merchant, attempt).await?;
    let tokens = open(&central, &mut transaction, merchant, asked.device, candidate.agent).await?;
    transaction.commit().await?;
    Ok(Json(tokens))
}

async fn find(central: &Central, merchant: &str, login: &str) -> Result<Option<Candidate>, Problem> {
    let row = sqlx::query(
        "SELECT id, login, name, role, refund_limit, password_hash, active FROM agent
         WHERE merchant = $1 AND login = $2",
    )
    .bind(merchant)
    .bind(login)
    .fetch_optional(&central.pool)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let agent = SignedIn::read(&row, 0)?;
    Ok(Some(Candidate { agent, password_hash: row.try_get(5)?, active: row.try_get(6)? }))
}

/// Opens a sign-in: a new family of refresh tokens.
pub(crate) async fn open(
    central: &Central,
    connection: &mut PgConnection,
    merchant: &str,
    device: Uuid,
    agent: SignedIn,
) -> Result<Tokens, Problem> {
    let (id, now) = (central.ids.next(), central.now());
    sqlx::query("INSERT INTO sign_in (merchant, id, agent, device, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(merchant)
        .bind(id)
        .bind(agent.id)
        .bind(device)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    let refresh = Secret::draw(Purpose::Refresh, merchant, central.chance.as_ref())?;
    keep_refresh(central, connection, &refresh, id).await?;
    let key = agent.id.to_string();
    Entry::new(now, "signed_in", "agent", &key).by(&agent.login).on(device).write(connection, merchant).await?;
    grant(central, connection, id, agent, refresh).await
}

/// Stores what is kept of a new refresh token.
pub(crate) async fn keep_refresh(
    central: &Central,
    connection: &mut PgConnection,
    token: &Secret,
    family: Uuid,
) -> Result<(), Problem> {
    let now = central.now();
    sqlx::query(
        "INSERT INTO refresh_token (merchant, hash, family, salt, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(&token.merchant)
    .bind(token.hash())
    .bind(family)
    .bind(central.chance.bytes()?.as_slice())
    .bind(now)
    .bind(now + REFRESH)
    .execute(connection)
    .await?;
    Ok(())
}

/// Answers with a new access token beside this refresh token.
pub(crate) async fn grant(
    central: &Central,
    connection: &mut PgConnection,
    family: Uuid,
    agent: SignedIn,
    refresh: Secret,
) -> Result<Tokens, Problem> {
    let now = central.now();
    let access = Secret::draw(Purpose::Access, &refresh.merchant, central.chance.as_ref())?;
    sqlx::query("INSERT INTO access_token (merchant, hash, family, expires_at) VALUES ($1, $2, $3, $4)")
        .bind(&access.merchant)
        .bind(access.hash())
        .bind(family)
        .bind(now + ACCESS)
        .execute(connection)
        .await?;
    Ok(Tokens {
        access_token: access.text,
        access_expires_at: now + ACCESS,
        refresh_token: refresh.text,
        refresh_expires_at: now + REFRESH,
        sign_in: family,
        agent,
        server_time: now,
    })
}

/// Ends a sign-in: no token of its family works any more. True where it held until now.
pub(crate) async fn end(
    connection: &mut PgConnection,
    merchant: &str,
    family: Uuid,
    now: DateTime<Utc>,
    reason: &str,
) -> Result<bool, sqlx::Error> {
    let ended = sqlx::query(
        "UPDATE sign_in SET revoked_at = $3, reason = $4 WHERE merchant = $1 AND id = $2 AND revoked_at IS NULL",
    )
    .bind(merchant)
    .bind(family)
    .bind(now)
    .bind(reason)
    .execute(connection)
    .await?;
    Ok(ended.rows_affected() == 1)
}

/// Signs out: the sign-in and all its tokens end.
#[utoipa::path(post, path = "/v1/sign-out", tag = "sign-in", security(("agent" = [])),
    responses((status = 204, description = "Signed out"), (status = 403, description = "agent_revoked, device_revoked")))]
pub async fn sign_out(State(central): State<Shared>, session: Session) -> Result<StatusCode, Problem> {
    let now = central.now();
    let mut transaction = central.begin().await?;
    if end(&mut transaction, &session.merchant, session.sign_in, now, "signed_out").await? {
        let key = session.agent.to_string();
        let entry = Entry::new(now, "signed_out", "agent", &key).by(&session.login).on(session.device);
        entry.write(&mut transaction, &session.merchant).await?;
    }
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
