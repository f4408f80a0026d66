//! The people who work in a shop, as its admins rule them.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use guichet_domain::money::Amount;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use super::merchant::is_login;
use super::password;
use super::{Role, Session};
use crate::extract::{Body, Key, Path};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// An agent as listed.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
pub struct AgentListed {
    /// Their id.
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
    /// Whether they may work.
    pub active: bool,
    /// When they were revoked.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Whether an account of the company is theirs.
    pub linked: bool,
}

/// An agent as an admin writes them.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgentWritten {
    /// Their login: 1 to 64 characters without spaces; case does not matter.
    #[schema(max_length = 64)]
    pub login: Key,
    /// Their name.
    pub name: Key,
    /// What they may do.
    #[schema(value_type = String, pattern = "^(agent|supervisor|warehouse|admin)$")]
    pub role: Role,
    /// The largest refund that they may decide, in the order's currency.
    #[serde(default)]
    #[schema(example = "250.00")]
    pub refund_limit: Option<String>,
    /// A new password; none leaves it as it is. A new password ends every sign-in of theirs.
    #[serde(default)]
    #[schema(format = Password, min_length = 10, max_length = 256)]
    pub password: Option<String>,
    /// Lets go of the company's account that is theirs, so that the next one with their login is. It ends every sign-in of
    /// theirs.
    #[serde(default)]
    pub unlink: bool,
}

/// The agents of the shop.
#[utoipa::path(get, path = "/v1/agents", tag = "agents and devices", security(("agent" = [])),
    responses((status = 200, body = Vec<AgentListed>), (status = 403, description = "forbidden")))]
pub async fn list(State(central): State<Shared>, session: Session) -> Result<Json<Vec<AgentListed>>, Problem> {
    session.require(Role::Admin)?;
    let rows = sqlx::query(
        "SELECT id, login, name, role, refund_limit, active, revoked_at, oidc_subject IS NOT NULL FROM agent
         WHERE merchant = $1 ORDER BY login",
    )
    .bind(&session.merchant)
    .fetch_all(&central.pool)
    .await?;
    let mut agents = Vec::with_capacity(rows.len());
    for row in rows {
        agents.push(AgentListed {
            id: row.try_get(0)?,
            login: row.try_get(1)?,
            name: row.try_get(2)?,
            role: Role::from_name(row.try_get(3)?).ok_or(Code::Internal)?,
            refund_limit: row.try_get(4)?,
            active: row.try_get(5)?,
            revoked_at: row.try_get(6)?,
            linked: row.try_get(7)?,
        });
    }
    Ok(Json(agents))
}

fn check(asked: &AgentWritten) -> Result<(), Problem> {
    let fault = |path: &str, words: &str| Err(Problem::new(Code::InvalidDocument).at(path).saying(words));
    if !is_login(asked.login.as_str()) {
        return fault("login", "is no login: 1 to 64 characters without spaces");
    }
    let limit = asked.refund_limit.clone().map(serde_json::Value::String);
    if limit.is_some_and(|limit| serde_json::from_value::<Amount>(limit).is_err()) {
        return fault("refund_limit", "is not a plain decimal string such as \"250.00\"");
    }
    if asked.password.as_deref().is_some_and(|password| !password::is_acceptable(password)) {
        return fault("password", "has 10 to 256 characters");
    }
    Ok(())
}

/// Creates an agent, or changes one. The id is the caller's, so the same call again changes nothing.
#[utoipa::path(put, path = "/v1/agents/{id}", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The agent's id")), request_body = AgentWritten,
    responses((status = 204, description = "Written"), (status = 403, description = "forbidden"),
              (status = 409, description = "login_taken, last_admin")))]
pub async fn put(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
    Body(asked): Body<AgentWritten>,
) -> Result<StatusCode, Problem> {
    session.require(Role::Admin)?;
    check(&asked)?;
    let hash = match asked.password.clone() {
        Some(password) => Some(central.passwords.hash(password, central.chance.clone()).await?),
        None => None,
    };
    let now = central.now();
    let mut transaction = central.begin().await?;
    write(&mut transaction, &session.merchant, id, &asked, hash.as_deref(), now).await?;
    if asked.unlink {
        sqlx::query("UPDATE agent SET oidc_subject = NULL WHERE merchant = $1 AND id = $2")
            .bind(&session.merchant)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        end_all(&mut transaction, &session.merchant, "agent", id, now, "account_unlinked").await?;
    }
    if hash.is_some() {
        end_all(&mut transaction, &session.merchant, "agent", id, now, "password_changed").await?;
    }
    keep_an_admin(&mut transaction, &session.merchant).await?;
    let said = json!({ "login": asked.login, "role": asked.role, "refund_limit": asked.refund_limit,
                       "password": asked.password.is_some(), "unlink": asked.unlink });
    let key = id.to_string();
    let entry = Entry::new(now, "agent_saved", "agent", &key).by(&session.login).on(session.device);
    entry.asking(said.to_string()).write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn write(
    connection: &mut PgConnection,
    merchant: &str,
    id: Uuid,
    asked: &AgentWritten,
    hash: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    let written = sqlx::query(
        "INSERT INTO agent (merchant, id, login, name, role, refund_limit, password_hash, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (merchant, id) DO UPDATE SET login = excluded.login, name = excluded.name, role = excluded.role,
             refund_limit = excluded.refund_limit,
             password_hash = coalesce(excluded.password_hash, agent.password_hash)",
    )
    .bind(merchant)
    .bind(id)
    .bind(asked.login.as_str().to_lowercase())
    .bind(asked.name.as_str())
    .bind(asked.role.name())
    .bind(&asked.refund_limit)
    .bind(hash)
    .bind(now)
    .execute(connection)
    .await;
    match written {
        Ok(_) => Ok(()),
        Err(error) if is_unique_violation(&error) => Err(Code::LoginTaken.into()),
        Err(error) => Err(error.into()),
    }
}

fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Ends every sign-in of an agent or on a device.
pub(crate) async fn end_all(
    connection: &mut PgConnection,
    merchant: &str,
    of: &str,
    id: Uuid,
    now: DateTime<Utc>,
    reason: &str,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE sign_in SET revoked_at = $4, reason = $5
         WHERE merchant = $1 AND revoked_at IS NULL AND CASE $2 WHEN 'agent' THEN agent ELSE device END = $3",
    )
    .bind(merchant)
    .bind(of)
    .bind(id)
    .bind(now)
    .bind(reason)
    .execute(connection)
    .await?;
    Ok(())
}

/// A shop without an admin could not mend itself. Locks the admins, so that two do not revoke each other at once.
async fn keep_an_admin(connection: &mut PgConnection, merchant: &str) -> Result<(), Problem> {
    let admins = sqlx::query("SELECT id FROM agent WHERE merchant = $1 AND role = 'admin' AND active FOR UPDATE")
        .bind(merchant)
        .fetch_all(connection)
        .await?;
    if admins.is_empty() { Err(Code::LastAdmin.into()) } else { Ok(()) }
}

/// Revokes an agent: they are out at once, everywhere.
#[utoipa::path(post, path = "/v1/agents/{id}/revoke", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The agent's id")),
    responses((status = 204, description = "Revoked"), (status = 403, description = "forbidden"),
              (status = 404, description = "not_found"), (status = 409, description = "last_admin")))]
pub async fn revoke(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    session.require(Role::Admin)?;
    let now = central.now();
    let mut transaction = central.begin().await?;
    // All admins first, in one order: two admins who revoke each other wait here, and the second finds itself alone.
    sqlx::query("SELECT id FROM agent WHERE merchant = $1 AND role = 'admin' ORDER BY id FOR UPDATE")
        .bind(&session.merchant)
        .fetch_all(&mut *transaction)
        .await?;
    let done = sqlx::query(
        "UPDATE agent SET active = false, revoked_at = coalesce(revoked_at, $3), revoked_by = coalesce(revoked_by, $4)
         WHERE merchant = $1 AND id = $2",
    )
    .bind(&session.merchant)
    .bind(id)
    .bind(now)
    .bind(&session.login)
    .execute(&mut *transaction)
    .await?;
    if done.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    keep_an_admin(&mut transaction, &session.merchant).await?;
    end_all(&mut transaction, &session.merchant, "agent", id, now, "agent_revoked").await?;
    let key = id.to_string();
    let entry = Entry::new(now, "agent_revoked", "agent", &key).by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a revoked agent work again: they sign in anew, and what was rejected meanwhile stays so.
#[utoipa::path(post, path = "/v1/agents/{id}/reactivate", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The agent's id")),
    responses((status = 204, description = "They may work, now or before"), (status = 403, description = "forbidden"),
              (status = 404, description = "not_found")))]
pub async fn reactivate(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    session.require(Role::Admin)?;
    let mut transaction = central.begin().await?;
    let active: bool = sqlx::query_scalar("SELECT active FROM agent WHERE merchant = $1 AND id = $2 FOR UPDATE")
        .bind(&session.merchant)
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(Code::NotFound)?;
    if active {
        return Ok(StatusCode::NO_CONTENT);
    }
    sqlx::query("UPDATE agent SET active = true, revoked_at = NULL, revoked_by = NULL WHERE merchant = $1 AND id = $2")
        .bind(&session.merchant)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    let key = id.to_string();
    let entry = Entry::new(central.now(), "agent_reactivated", "agent", &key).by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
