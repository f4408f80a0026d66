//! The devices of a shop, and the codes by which new ones come.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use super::agents::end_all;
use super::code;
use super::{Role, Session};
use crate::extract::{Body, Path};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// A device as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceListed {
    /// Its id.
    id: Uuid,
    /// What people call it.
    name: String,
    /// The series of its numbers.
    series: String,
    /// How often it was enrolled.
    epoch: i32,
    /// `active`, `quarantined` or `revoked`.
    state: String,
    /// When it was enrolled.
    enrolled_at: DateTime<Utc>,
    /// When it last called.
    seen_at: Option<DateTime<Utc>>,
    /// The program's version.
    app_version: String,
    /// The last command that the centre has of it.
    last_seq: i64,
}

/// The devices of the shop.
#[utoipa::path(get, path = "/v1/devices", tag = "agents and devices", security(("agent" = [])),
    responses((status = 200, body = Vec<DeviceListed>), (status = 403, description = "forbidden")))]
pub async fn list(State(central): State<Shared>, session: Session) -> Result<Json<Vec<DeviceListed>>, Problem> {
    session.require(Role::Admin)?;
    let rows = sqlx::query(
        "SELECT id, name, series, epoch, state, enrolled_at, seen_at, app_version, last_seq FROM device
         WHERE merchant = $1 ORDER BY enrolled_at, id",
    )
    .bind(&session.merchant)
    .fetch_all(&central.pool)
    .await?;
    let devices = rows.iter().map(|row| {
        Ok(DeviceListed {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            series: row.try_get(2)?,
            epoch: row.try_get(3)?,
            state: row.try_get(4)?,
            enrolled_at: row.try_get(5)?,
            seen_at: row.try_get(6)?,
            app_version: row.try_get(7)?,
            last_seq: row.try_get(8)?,
        })
    });
    Ok(Json(devices.collect::<Result<_, sqlx::Error>>()?))
}

/// Revokes a device: lost or stolen. Nobody can sign in on it, and it is told to wipe itself.
#[utoipa::path(post, path = "/v1/devices/{id}/revoke", tag = "agents and devices", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The device's id")),
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
    let done = sqlx::query("UPDATE device SET state = 'revoked' WHERE merchant = $1 AND id = $2")
        .bind(&session.merchant)
        .bind(id)
        .execute(&mut *transaction)
        .await?;
    if done.rows_affected() == 0 {
        return Err(Code::NotFound.into());
    }
    end_all(&mut transaction, &session.merchant, "device", id, now, "device_revoked").await?;
    let key = id.to_string();
    let entry = Entry::new(now, "device_revoked", "device", &key).by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far a new code reaches.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewEnrolCode {
    /// Devices that it may enrol.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 100)]
    uses: i32,
    /// Hours that it holds.
    #[serde(default = "a_day")]
    #[schema(minimum = 1, maximum = 720)]
    hours: i64,
}

fn one() -> i32 {
    1
}
fn a_day() -> i64 {
    24
}

/// A code just drawn: the only time that it is shown.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub struct DrawnEnrolCode {
    /// To be typed on the new device.
    pub code: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Draws an enrolment code.
#[utoipa::path(post, path = "/v1/enrol-codes", tag = "agents and devices", security(("agent" = [])),
    request_body = NewEnrolCode,
    responses((status = 201, body = DrawnEnrolCode), (status = 403, description = "forbidden")))]
pub async fn draw_code(
    State(central): State<Shared>,
    session: Session,
    Body(asked): Body<NewEnrolCode>,
) -> Result<impl IntoResponse, Problem> {
    session.require(Role::Admin)?;
    let fault = |path: &str, words: &str| Problem::new(Code::InvalidDocument).at(path).saying(words);
    if !(1..=100).contains(&asked.uses) {
        return Err(fault("uses", "is not between 1 and 100"));
    }
    if !(1..=720).contains(&asked.hours) {
        return Err(fault("hours", "is not between 1 and 720"));
    }
    let now = central.now();
    let expires_at = now + TimeDelta::hours(asked.hours);
    let code = code::Code::draw(&session.merchant, central.chance.as_ref())?;
    let mut transaction = central.begin().await?;
    code.store(&mut transaction, now, expires_at, asked.uses, &session.login).await?;
    let entry = Entry::new(now, "enrol_code_drawn", "enrol_code", "").by(&session.login).on(session.device);
    entry.write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok((StatusCode::CREATED, Json(DrawnEnrolCode { code: code.text, expires_at })))
}
