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

// Not `Wanted` flattened beside a code: what is unknown could then not be refused.
/// A device that wants to belong to a shop, by a code.
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

/// A device that wants to belong to a shop.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
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
    let EnrolRequest { code, device, name, public_key, app_version, protocol } = asked;
    let wanted = Wanted { device, name, public_key, app_version, protocol };
    wanted.check()?;
    let code = code::Code::read(code.as_str()).ok_or(Code::EnrolCodeInvalid)?;
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
    let admission = Admission::Code { code: &code, uses };
    let enrolment = wanted.enter(&central, &mut transaction, &code.merchant, &admission).await?;
    transaction.commit().await?;
    Ok(Json(enrolment))
}

/// What lets a device in.
pub(crate) enum Admission<'a> {
    /// A code, and the uses left of it where it is known and not too old.
    Code {
        /// The code.
        code: &'a code::Code,
        /// Its uses.
        uses: Option<i32>,
    },
    /// An agent who proved themselves and whose role enrols.
    Agent {
        /// Their id.
        id: Uuid,
        /// Their login.
        login: &'a str,
    },
}

impl Admission<'_> {
    /// What is kept of it with the device.
    fn mark(&self) -> Vec<u8> {
        match self {
            Self::Code { code, .. } => code.hash(),
            Self::Agent { id, .. } => crate::secret::hash(format!("agent {id}").as_bytes()),
        }
    }

    /// Whether it lets this device ask again. Whoever shows the code by which it was enrolled may, also when that is used
    /// up.
    fn knows(&self, device: &Device) -> bool {
        match self {
            Self::Code { uses, .. } => uses.is_some() || device.enrolled_by == self.mark(),
            Self::Agent { .. } => true,
        }
    }

    /// Uses it once, for a new series.
    async fn use_up(&self, connection: &mut PgConnection) -> Result<(), Problem> {
        let Self::Code { code, uses } = self else { return Ok(()) };
        if uses.unwrap_or(0) < 1 {
            return Err(Code::EnrolCodeInvalid.into());
        }
        sqlx::query("UPDATE enrol_code SET uses_left = uses_left - 1 WHERE merchant = $1 AND hash = $2")
            .bind(&code.merchant)
            .bind(code.hash())
            .execute(connection)
            .await?;
        Ok(())
    }
}

impl Wanted {
    /// Refuses what can be refused without a look into the database.
    pub(crate) fn check(&self) -> Result<(), Problem> {
        if self.protocol < OLDEST_PROTOCOL {
            return Err(Code::UpgradeRequired.into());
        }
        public_key(&self.public_key).map(|_| ())
    }

    /// Lets it in: the same device again gets the same answer.
    pub(crate) async fn enter(
        &self,
        central: &Central,
        connection: &mut PgConnection,
        merchant: &str,
        admission: &Admission<'_>,
    ) -> Result<Enrolment, Problem> {
        let key = public_key(&self.public_key)?;
        let device = Device::find(connection, merchant, self.device).await?;
        let entering = Entering { central, wanted: self, merchant, key: &key, admission };
        let (series, epoch) = entering.decide(connection, device).await?;
        let merchant_name: String = sqlx::query_scalar("SELECT name FROM merchant WHERE id = $1")
            .bind(merchant)
            .fetch_one(&mut *connection)
            .await?;
        let (device, server_time) = (self.device, central.now());
        Ok(Enrolment { merchant: merchant.to_owned(), merchant_name, device, series, epoch, server_time })
    }
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
    wanted: &'a Wanted,
    merchant: &'a str,
    key: &'a [u8; 32],
    admission: &'a Admission<'a>,
}

impl Entering<'_> {
    async fn decide(&self, connection: &mut PgConnection, device: Option<Device>) -> Result<(String, i32), Problem> {
        let Some(device) = device else {
            let series = self.next_series(connection).await?;
            self.write(connection, &series, 1).await?;
            return Ok((series, 1));
        };
        let same_key = device.public_key == self.key;
        if !self.admission.knows(&device) {
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

    /// Takes the next series of the shop.
    async fn next_series(&self, connection: &mut PgConnection) -> Result<String, Problem> {
        self.admission.use_up(connection).await?;
        let number = crate::counter::next(connection, self.merchant, "device").await?;
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
        .bind(self.merchant)
        .bind(self.wanted.device)
        .bind(self.wanted.name.as_str())
        .bind(series)
        .bind(epoch)
        .bind(self.key.as_slice())
        .bind(now)
        .bind(self.admission.mark())
        .bind(self.wanted.app_version.as_str())
        .bind(self.wanted.protocol)
        .execute(&mut *connection)
        .await?;
        let key = self.wanted.device.to_string();
        let entry = Entry::new(now, "device_enrolled", "device", &key).on(self.wanted.device);
        let entry = match self.admission {
            Admission::Code { .. } => entry,
            Admission::Agent { login, .. } => entry.by(login),
        };
        let said = format!("{{\"series\":\"{series}\",\"epoch\":{epoch}}}");
        Ok(entry.asking(said).write(connection, self.merchant).await?)
    }
}
