//! Signing in, and enrolling a desk, with an account of the company: what desks ask.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::attempts;
use super::enrol::{Admission, Enrolment, Wanted};
use super::oidc::{self, Account, Service};
use super::sign_in::{SignedIn, Tokens, open};
use crate::extract::{Body, Key, Query};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::settings::{self, Oidc};
use crate::state::{Central, Shared};

/// Which shop.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WaysAsked {
    /// The shop's id.
    #[param(value_type = String, min_length = 1, max_length = 128)]
    pub merchant: Key,
}

/// How agents of a shop prove themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInWays {
    /// By an account of the company, beside passwords.
    pub company: bool,
}

/// Where a browser is to be sent from.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyBegin {
    /// The shop's id.
    #[schema(max_length = 128)]
    pub merchant: Key,
    /// Where the browser comes back to: this machine, on a port that the desk listens on.
    #[schema(example = "http://127.0.0.1:41234/guichet")]
    pub redirect_uri: String,
    /// The SHA-256 of the verifier that the desk keeps to itself (RFC 7636, S256).
    #[schema(pattern = "^[A-Za-z0-9_-]{43}$")]
    pub code_challenge: String,
    /// What the desk recognises the answer by.
    #[schema(pattern = "^[A-Za-z0-9_-]{16,128}$")]
    pub state: String,
}

/// Where the browser goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompanyPage {
    /// A page of the company's sign-in service.
    pub url: String,
}

/// What the browser came back with. Not printed.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyAnswer {
    /// The code that the service gave.
    #[schema(min_length = 1, max_length = 4096)]
    pub code: String,
    /// The verifier whose challenge began it.
    #[schema(pattern = "^[A-Za-z0-9._~-]{43,128}$")]
    pub code_verifier: String,
    /// Where it came back to.
    pub redirect_uri: String,
}

/// An agent who came back from the company's sign-in service. Not printed.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanySignIn {
    /// The shop's id, as enrolment told it.
    #[schema(max_length = 128)]
    pub merchant: Key,
    /// The device that it is done on.
    pub device: Uuid,
    /// What they came back with.
    pub answer: CompanyAnswer,
}

/// A device that an agent's account enrols. Not printed.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CompanyEnrol {
    /// The shop's id, as somebody typed it.
    #[schema(max_length = 128)]
    pub merchant: Key,
    /// The device.
    #[serde(rename = "as")]
    pub wanted: Wanted,
    /// What the agent came back with.
    pub answer: CompanyAnswer,
}

/// A device that belongs, and the agent who works at it at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CompanyEnrolled {
    /// What the device is told.
    pub enrolment: Enrolment,
    /// The agent's tokens.
    pub tokens: Tokens,
}

/// How agents of a shop may prove themselves. A shop that does not exist is answered like one without a company.
#[utoipa::path(get, path = "/v1/sign-in-ways", tag = "sign-in", security(()), params(WaysAsked),
    responses((status = 200, body = SignInWays)))]
pub async fn ways(State(central): State<Shared>, Query(asked): Query<WaysAsked>) -> Result<Json<SignInWays>, Problem> {
    let mut connection = central.pool.acquire().await?;
    let company = service_of(&mut connection, asked.merchant.as_str()).await?.is_some();
    Ok(Json(SignInWays { company }))
}

/// Says where the browser goes.
#[utoipa::path(post, path = "/v1/company/begin", tag = "sign-in", security(()), request_body = CompanyBegin,
    responses((status = 200, body = CompanyPage), (status = 404, description = "no_company_accounts"),
              (status = 502, description = "company_unavailable")))]
pub async fn begin(
    State(central): State<Shared>,
    Body(asked): Body<CompanyBegin>,
) -> Result<Json<CompanyPage>, Problem> {
    let back = oidc::way_back(&asked.redirect_uri)?;
    check_random(&asked.code_challenge, "code_challenge", 43..=43, "")?;
    check_random(&asked.state, "state", 16..=128, "")?;
    let settings = offered(&central, asked.merchant.as_str()).await?;
    let url = Service::find(&settings, back).await?.page(&asked.state, &asked.code_challenge).to_string();
    Ok(Json(CompanyPage { url }))
}

/// Signs an agent in who came back.
#[utoipa::path(post, path = "/v1/company/sign-in", tag = "sign-in", security(()), request_body = CompanySignIn,
    responses((status = 200, body = Tokens), (status = 401, description = "company_sign_in_failed, sign_in_failed"),
              (status = 403, description = "agent_unknown, agent_revoked, device_revoked"),
              (status = 404, description = "no_company_accounts"),
              (status = 429, description = "too_many_attempts"), (status = 502, description = "company_unavailable")))]
pub async fn sign_in(State(central): State<Shared>, Body(asked): Body<CompanySignIn>) -> Result<Json<Tokens>, Problem> {
    let merchant = asked.merchant.as_str();
    let settings = offered(&central, merchant).await?;
    let state: Option<String> = sqlx::query_scalar("SELECT state FROM device WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(asked.device)
        .fetch_optional(&central.pool)
        .await?;
    match state.as_deref() {
        None => return Err(Code::SignInFailed.into()),
        Some("revoked") => return Err(Code::DeviceRevoked.into()),
        Some(_) => {}
    }
    let (account, attempt) = vouched(&central, merchant, &settings, asked.device, asked.answer).await?;
    let mut transaction = central.begin().await?;
    let agent = recognise(&central, &mut transaction, merchant, &account).await?;
    attempts::forget(&mut transaction, merchant, attempt).await?;
    let tokens = open(&central, &mut transaction, merchant, asked.device, agent).await?;
    transaction.commit().await?;
    Ok(Json(tokens))
}

/// Enrols a device by the account of an agent who may, and signs them in on it. A lost answer is mended by doing it again.
#[utoipa::path(post, path = "/v1/company/enrol", tag = "sign-in", security(()), request_body = CompanyEnrol,
    responses((status = 200, body = CompanyEnrolled), (status = 401, description = "company_sign_in_failed"),
              (status = 403, description = "agent_unknown, agent_revoked, forbidden, device_revoked"),
              (status = 404, description = "no_company_accounts"),
              (status = 409, description = "device_enrolled, device_quarantined"),
              (status = 426, description = "upgrade_required"),
              (status = 429, description = "too_many_attempts"), (status = 502, description = "company_unavailable")))]
pub async fn enrol(
    State(central): State<Shared>,
    Body(asked): Body<CompanyEnrol>,
) -> Result<Json<CompanyEnrolled>, Problem> {
    let merchant = asked.merchant.as_str();
    asked.wanted.check()?;
    let settings = offered(&central, merchant).await?;
    let device = asked.wanted.device;
    let (account, attempt) = vouched(&central, merchant, &settings, device, asked.answer).await?;
    let mut transaction = central.begin().await?;
    let agent = recognise(&central, &mut transaction, merchant, &account).await?;
    if !settings.enrols.contains(&agent.role) {
        return Err(Code::Forbidden.into());
    }
    attempts::forget(&mut transaction, merchant, attempt).await?;
    let admission = Admission::Agent { id: agent.id, login: &agent.login };
    let enrolment = asked.wanted.enter(&central, &mut transaction, merchant, &admission).await?;
    let tokens = open(&central, &mut transaction, merchant, device, agent).await?;
    transaction.commit().await?;
    Ok(Json(CompanyEnrolled { enrolment, tokens }))
}

async fn service_of(connection: &mut PgConnection, merchant: &str) -> Result<Option<Oidc>, sqlx::Error> {
    match settings::read(connection, merchant).await {
        Ok(settings) => Ok(settings.oidc),
        Err(sqlx::Error::RowNotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn offered(central: &Central, merchant: &str) -> Result<Oidc, Problem> {
    let mut connection = central.pool.acquire().await?;
    service_of(&mut connection, merchant).await?.ok_or_else(|| Code::NoCompanyAccounts.into())
}

/// What is drawn by chance and goes into an address: letters, digits, `-` and `_`, and what else is said.
fn check_random(text: &str, at: &str, lengths: std::ops::RangeInclusive<usize>, more: &str) -> Result<(), Problem> {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte) || more.as_bytes().contains(&byte);
    if lengths.contains(&text.len()) && text.bytes().all(sound) {
        return Ok(());
    }
    Err(Problem::new(Code::InvalidDocument).at(at).saying("is not what a desk draws"))
}

/// Whom the service vouches for, and the attempt as it was counted: a device has no more than so many, so that nobody
/// makes the centre ask the service for ever.
async fn vouched(
    central: &Central,
    merchant: &str,
    settings: &Oidc,
    device: Uuid,
    answer: CompanyAnswer,
) -> Result<(Account, Uuid), Problem> {
    check_random(&answer.code_verifier, "answer.code_verifier", 43..=128, ".~")?;
    if answer.code.is_empty() || answer.code.len() > 4096 {
        return Err(Problem::new(Code::InvalidDocument).at("answer.code").saying("has 1 to 4096 bytes"));
    }
    let back = oidc::way_back(&answer.redirect_uri).map_err(|problem| problem.at("answer.redirect_uri"))?;
    let attempt = central.ids.next();
    let mut noting = central.begin().await?;
    let on = format!("company {device}");
    let noted = attempts::note(&mut noting, merchant, attempt, &on, device, central.now()).await;
    noting.commit().await?;
    noted?;
    let service = Service::find(settings, back).await?;
    let account = service.account(answer.code, answer.code_verifier, central.now()).await?;
    Ok((account, attempt))
}

/// The agent whose account it is. An account that is new here is theirs whose login it names, unless they have another one:
/// an address that was given to somebody else opens nothing.
async fn recognise(
    central: &Central,
    connection: &mut PgConnection,
    merchant: &str,
    account: &Account,
) -> Result<SignedIn, Problem> {
    let row = sqlx::query(
        "SELECT id, login, name, role, refund_limit, active, oidc_subject FROM agent
         WHERE merchant = $1 AND (oidc_subject = $2 OR (oidc_subject IS NULL AND login = $3))
         ORDER BY oidc_subject NULLS LAST LIMIT 1 FOR UPDATE",
    )
    .bind(merchant)
    .bind(&account.subject)
    .bind(&account.login)
    .fetch_optional(&mut *connection)
    .await?
    .ok_or(Code::AgentUnknown)?;
    let agent = SignedIn::read(&row, 0)?;
    if !row.try_get::<bool, _>(5)? {
        return Err(Code::AgentRevoked.into());
    }
    if row.try_get::<Option<String>, _>(6)?.is_none() {
        link(connection, merchant, &agent, &account.subject, central.now()).await?;
    }
    Ok(agent)
}

async fn link(
    connection: &mut PgConnection,
    merchant: &str,
    agent: &SignedIn,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), Problem> {
    sqlx::query("UPDATE agent SET oidc_subject = $3 WHERE merchant = $1 AND id = $2")
        .bind(merchant)
        .bind(agent.id)
        .bind(subject)
        .execute(&mut *connection)
        .await?;
    let key = agent.id.to_string();
    Ok(Entry::new(now, "account_linked", "agent", &key).by(&agent.login).write(connection, merchant).await?)
}
