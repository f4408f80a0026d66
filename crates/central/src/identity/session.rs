//! An agent at work on a device, as proved by an access token.
//!
//! Access tokens are opaque and looked up at every call: a revoked agent or device is out at once, there is no signing
//! key to keep or to rotate between instances, and the price is one indexed read in a database that the call needs
//! anyway.

use axum::extract::FromRequestParts;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use chrono::{DateTime, Utc};
use guichet_sync::Role;
use sqlx::Row;
use uuid::Uuid;

use crate::problem::{Code, Problem};
use crate::secret::{Purpose, Secret};
use crate::state::{Central, Shared};

/// A sign-in that holds at this moment.
#[derive(Debug, Clone)]
pub struct Session {
    /// The shop.
    pub merchant: String,
    /// The sign-in: the family of its refresh tokens.
    pub sign_in: Uuid,
    /// The agent.
    pub agent: Uuid,
    /// The agent's login, as the history names them.
    pub login: String,
    /// What they may do.
    pub role: Role,
    /// The largest refund that they may decide, in the order's currency.
    pub refund_limit: Option<String>,
    /// The device they work on.
    pub device: Uuid,
}

impl Session {
    /// Only for this role.
    ///
    /// # Errors
    /// [`Code::Forbidden`].
    pub fn require(&self, role: Role) -> Result<(), Problem> {
        if self.role == role { Ok(()) } else { Err(Code::Forbidden.into()) }
    }

    /// The sign-in that this token proves.
    ///
    /// # Errors
    /// [`Code::Unauthenticated`], [`Code::AccessExpired`], [`Code::SignInRevoked`], [`Code::AgentRevoked`],
    /// [`Code::DeviceRevoked`].
    pub async fn of_token(central: &Central, token: &Secret) -> Result<Self, Problem> {
        let row = sqlx::query(
            "SELECT t.expires_at, s.id, s.revoked_at IS NOT NULL, a.id, a.login, a.role, a.refund_limit, a.active,
                    d.id, d.state
             FROM access_token t
             JOIN sign_in s ON s.merchant = t.merchant AND s.id = t.family
             JOIN agent a ON a.merchant = s.merchant AND a.id = s.agent
             JOIN device d ON d.merchant = s.merchant AND d.id = s.device
             WHERE t.merchant = $1 AND t.hash = $2",
        )
        .bind(&token.merchant)
        .bind(token.hash())
        .fetch_optional(&central.pool)
        .await?
        .ok_or(Code::Unauthenticated)?;
        if !row.try_get::<bool, _>(7)? {
            return Err(Code::AgentRevoked.into());
        }
        if row.try_get::<&str, _>(9)? == "revoked" {
            return Err(Code::DeviceRevoked.into());
        }
        if row.try_get::<bool, _>(2)? {
            return Err(Code::SignInRevoked.into());
        }
        if row.try_get::<DateTime<Utc>, _>(0)? <= central.now() {
            return Err(Code::AccessExpired.into());
        }
        Ok(Self {
            merchant: token.merchant.clone(),
            sign_in: row.try_get(1)?,
            agent: row.try_get(3)?,
            login: row.try_get(4)?,
            role: Role::from_name(row.try_get(5)?).ok_or(Code::Internal)?,
            refund_limit: row.try_get(6)?,
            device: row.try_get(8)?,
        })
    }
}

/// What stands in `Authorization: Bearer …`.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| rest.trim())
}

impl FromRequestParts<Shared> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, central: &Shared) -> Result<Self, Problem> {
        let token = bearer(&parts.headers).and_then(|text| Secret::read(Purpose::Access, text));
        Self::of_token(central, &token.ok_or(Code::Unauthenticated)?).await
    }
}
