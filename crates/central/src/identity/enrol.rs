//! Enrolment: a device proves by a code that it belongs to a shop, and gets its number series.

use axum::Json;
use axum::extract::State;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use super::code;
use crate::extract::{Body, Key};
use crate::history::Entry;
use crate::problem::{Code, Problem};
use crate::state::{Central, Shared};

/// The oldest protocol between desk and centre that this centre speaks.
pub const OLDEST_PROTOCOL: i32 = 1;

/// A device that wants to belong to a shop.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The code as the person typed it.
    #[schema(example = "LUEUR-7K2M-9QXR-0T4V-1BCD", max_length = 128)]
    pub code: Key,
    /// The id that the device drew for itself.
    pub device: Uuid,
    /// What people call it.
    #[schema(max_length = 128)]
    pub name: Key,
    /// The device's Ed25519 public key: 32 bytes, base64.
    #[schema(example = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=")]
    pub public_key: String,
    /// The program's version.
    #[schema(max_length = 128)]
    pub app_version: Key,
    /// The protocol that it speaks.
    #[schema(minimum = 0)]
    pub protocol: i32,
}

/// What a device is told once it belongs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Enrolment {
    /// The shop's id.
    pub merchant: String,
    /// The shop's name.
    pub merchant_name: String,
    /// The device.
    pub device: Uuid,
    /// The series of the numbers that the device gives without a network.
    pub series: String,
    /// Counts how often the device was enrolled anew.
    pub epoch: i32,
    /// The centre's present instant.
    pub server_time: DateTime<Utc>,
}

/// Enrols a device. The same call again answers the same: a lost response costs nothing.
#[utoipa::path(post, path = "/v1/enrol", tag = "sign-in", security(()), request_body = EnrolRequest,
    responses((status = 200, body = Enrolment), (status = 403, description = "enrol_code_invalid, device_revoked"),
              (status = 409, description = "device_enrolled, device_quarantined"),
              (status = 426, description = "upgrade_required")))]
pub async fn enrol(State(central): State<Shared>, Body(asked): Body<EnrolRequest>) -> Result<Json<Enrolment>, Problem> {
    if asked.protocol < OLDEST_PROTOCOL {
        return Err(Code::UpgradeRequired.into());
    }
    let key = public_key(&asked.public_key)?;
    let code = code::Code::read(asked.code.as_str()).ok_or(Code::EnrolCodeInvalid)?;
    let mut transaction = central.begin().await?;
    // Locks the code: two devices that use up the last use wait for each other.
    let uses: Option<i32> = sqlx::query_scalar(
        "SELECT uses_left FROM enrol_code WHERE merchant = $1 AND hash = $2 AND expires_at > $3 FOR UPDATE",
    )
    .bind(&code.merchant)
    .bind(code.hash())
    .bind(central.now())
    .fetch_optional(&mut *transaction)
    .await?;
    let device = Device::find(&mut transaction, &code.merchant, asked.device).await?;
    let entering = Entering { central: &central, asked: &asked, code: &code, key: &key, uses };
    let (series, epoch) = entering.decide(&mut transaction, device).await?;
    let merchant_name: String = sqlx::query_scalar("SELECT name FROM merchant WHERE id = $1")
        .bind(&code.merchant)
        .fetch_one(&mut *transaction)
        .await?;
    transaction.commit().await?;
    let (device, server_time) = (asked.device, central.now());
    Ok(Json(Enrolment { merchant: code.merchant, merchant_name, device, series, epoch, server_time }))
}

fn public_key(text: &str) -> Result<[u8; 32], Problem> {
    let fault = || Problem::new(Code::InvalidDocument).at("public_key").saying("is no Ed25519 public key in base64");
    let bytes: [u8; 32] = STANDARD.decode(text).ok().and_then(|b| b.try_into().ok()).ok_or_else(fault)?;
    match VerifyingKey::from_bytes(&bytes) {
        Ok(key) if !key.is_weak() => Ok(bytes),
        _ => Err(fault()),
    }
}

struct Device {
    series: String,
    epoch: i32,
    public_key: Vec<u8>,
    state: String,
    enrolled_by: Vec<u8>,
}

impl Device {
    async fn find(connection: &mut PgConnection, merchant: &str, id: Uuid) -> Result<Option<Self>, Problem> {
        let row = sqlx::query(
            "SELECT series, epoch, public_key, state, enrolled_by FROM device WHERE merchant = $1 AND id = $2
             FOR UPDATE",
        )
        .bind(merchant)
        .bind(id)
        .fetch_optional(connection)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Self {
            series: row.try_get(0)?,
            epoch: row.try_get(1)?,
            public_key: row.try_get(2)?,
            state: row.try_get(3)?,
            enrolled_by: row.try_get(4)?,
        }))
    }
}

struct Entering<'a> {
    central: &'a Central,
    asked: &'a EnrolRequest,
    code: &'a code::Code,
    key: &'a [u8; 32],
    /// Uses left of a code that is known and not too old.
    uses: Option<i32>,
}

impl Entering<'_> {
    async fn decide(&self, connection: &mut PgConnection, device: Option<Device>) -> Result<(String, i32), Problem> {
        let Some(device) = device else {
            let series = self.next_series(connection).await?;
            self.write(connection, &series, 1).await?;
            return Ok((series, 1));
        };
        let same_key = device.public_key == self.key;
        // Whoever shows the code by which the device was enrolled may ask again, also when it is used up.
        let known_code = self.uses.is_some() || device.enrolled_by == self.code.hash();
        if !known_code {
            return Err(Code::EnrolCodeInvalid.into());
        }
        match (device.state.as_str(), same_key) {
            ("revoked", _) => Err(Code::DeviceRevoked.into()),
            ("active", true) => Ok((device.series, device.epoch)),
            ("active", false) => Err(Code::DeviceEnrolled.into()),
            // A clone still holds the old key: only a new one leaves the quarantine.
            (_, true) => Err(Code::DeviceQuarantined.into()),
            (_, false) => {
                let series = self.next_series(connection).await?;
                self.write(connection, &series, device.epoch + 1).await?;
                Ok((series, device.epoch + 1))
            }
        }
    }

    /// Uses the code once and takes the next series of the shop.
    async fn next_series(&self, connection: &mut PgConnection) -> Result<String, Problem> {
        if self.uses.unwrap_or(0) < 1 {
            return Err(Code::EnrolCodeInvalid.into());
        }
        sqlx::query("UPDATE enrol_code SET uses_left = uses_left - 1 WHERE merchant = $1 AND hash = $2")
            .bind(&self.code.merchant)
            .bind(self.code.hash())
            .execute(&mut *connection)
            .await?;
        let number = crate::counter::next(connection, &self.code.merchant, "device").await?;
        Ok(format!("D{number}"))
    }

    async fn write(&self, connection: &mut PgConnection, series: &str, epoch: i32) -> Result<(), Problem> {
        let now = self.central.now();
        sqlx::query(
            "INSERT INTO device (merchant, id, name, series, epoch, public_key, state, enrolled_at, enrolled_by,
                                 app_version, protocol)
             VALUES ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $10)
             ON CONFLICT (merchant, id) DO UPDATE SET name = excluded.name, series = excluded.series,
                 epoch = excluded.epoch, public_key = excluded.public_key, last_seq = 0, last_link = '',
                 state = 'active', enrolled_at = excluded.enrolled_at, enrolled_by = excluded.enrolled_by,
                 app_version = excluded.app_version, protocol = excluded.protocol",
        )
        .bind(&self.code.merchant)
        .bind(self.asked.device)
        .bind(self.asked.name.as_str())
        .bind(series)
        .bind(epoch)
        .bind(self.key.as_slice())
        .bind(now)
        .bind(self.code.hash())
        .bind(self.asked.app_version.as_str())
        .bind(self.asked.protocol)
        .execute(&mut *connection)
        .await?;
        let key = self.asked.device.to_string();
        let entry = Entry::new(now, "device_enrolled", "device", &key).on(self.asked.device);
        entry
            .asking(format!("{{\"series\":\"{series}\",\"epoch\":{epoch}}}"))
            .write(connection, &self.code.merchant)
            .await?;
        Ok(())
    }
}
