//! Attachments: photos and papers of orders and of parcels in quarantine. Their names are made here, never taken from
//! outside.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use chrono::{DateTime, Utc};
use guichet_domain::claim::FileSort;
use serde::Serialize;
use sqlx::Row;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sort;
use crate::extract::{Key, Path};
use crate::history::Entry;
use crate::identity::Session;
use crate::problem::{Code, Problem};
use crate::secret::{hash, hex};
use crate::state::{Central, Shared};

/// Attachments of one order or parcel at most.
const MOST: i64 = 50;

/// An attachment as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct AttachmentListed {
    /// Its id.
    id: Uuid,
    /// What it is called.
    name: String,
    /// Its media type.
    media_type: String,
    /// The SHA-256 of its bytes, hexadecimal.
    sha256: String,
    /// How many bytes.
    bytes: i64,
    /// When it was added.
    added_at: DateTime<Utc>,
    /// By whom.
    added_by: String,
}

/// Whose a file is.
#[derive(Debug, Clone, Copy)]
enum Owner {
    Order,
    Stray,
}

impl Owner {
    /// As the history names it.
    fn name(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Stray => "stray",
        }
    }

    /// Locks it: two files that come at once are counted one after the other.
    fn locking(self) -> &'static str {
        match self {
            Self::Order => "SELECT 1 FROM orders WHERE merchant = $1 AND number = $2 AND body IS NOT NULL FOR UPDATE",
            Self::Stray => "SELECT 1 FROM stray WHERE merchant = $1 AND number = $2 AND body IS NOT NULL FOR UPDATE",
        }
    }
}

/// Adds a photo (JPEG, PNG, WebP, HEIC) or a PDF to an order. The id is the caller's: the same call again changes nothing.
#[utoipa::path(put, path = "/v1/orders/{number}/attachments/{id}", tag = "papers", security(("agent" = [])),
    params(("number" = Key, Path, description = "The order's number"), ("id" = Uuid, Path, description = "The attachment's id")),
    request_body(content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic"),
        (Vec<u8> = "application/pdf")), description = "At most 10 MiB"),
    responses((status = 201, description = "Added"), (status = 200, description = "Added before"),
              (status = 404, description = "not_found"), (status = 409, description = "id_taken, wrong_state")))]
pub async fn put(
    State(central): State<Shared>,
    session: Session,
    Path((number, id)): Path<(Key, Uuid)>,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Problem> {
    add(&central, &session, (Owner::Order, number.as_str(), id), &headers, bytes?).await
}

/// Adds a photo (JPEG, PNG, WebP, HEIC) or a PDF to a parcel in quarantine. The id is the caller's: the same call again
/// changes nothing.
#[utoipa::path(put, path = "/v1/strays/{number}/attachments/{id}", tag = "papers",
    security(("agent" = [])),
    params(("number" = Key, Path, description = "The parcel's number"), ("id" = Uuid, Path, description = "The photo's id")),
    request_body(content(
        (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"), (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic"),
        (Vec<u8> = "application/pdf")), description = "At most 10 MiB"),
    responses((status = 201, description = "Added"), (status = 200, description = "Added before"),
              (status = 404, description = "not_found"), (status = 409, description = "id_taken, wrong_state")))]
pub async fn put_photo(
    State(central): State<Shared>,
    session: Session,
    Path((number, id)): Path<(Key, Uuid)>,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Problem> {
    add(&central, &session, (Owner::Stray, number.as_str(), id), &headers, bytes?).await
}

async fn add(
    central: &Central,
    session: &Session,
    (owner, number, id): (Owner, &str, Uuid),
    headers: &HeaderMap,
    bytes: Bytes,
) -> Result<StatusCode, Problem> {
    let sort = sort::proved(headers, &bytes, &FileSort::ALL)?;
    let sum = hash(&bytes);
    let mut transaction = central.begin().await?;
    sqlx::query(owner.locking())
        .bind(&session.merchant)
        .bind(number)
        .fetch_optional(&mut *transaction)
        .await?
        .ok_or(Code::NotFound)?;
    let known = sqlx::query("SELECT sha256, order_number FROM attachment WHERE merchant = $1 AND id = $2")
        .bind(&session.merchant)
        .bind(id)
        .fetch_optional(&mut *transaction)
        .await?;
    if let Some(known) = known {
        let same = known.try_get::<Vec<u8>, _>(0)? == sum && known.try_get::<&str, _>(1)? == number;
        return if same { Ok(StatusCode::OK) } else { Err(Code::IdTaken.into()) };
    }
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM attachment WHERE merchant = $1 AND order_number = $2")
        .bind(&session.merchant)
        .bind(number)
        .fetch_one(&mut *transaction)
        .await?;
    if count >= MOST {
        return Err(Problem::new(Code::WrongState).saying(format!("there are {MOST} attachments already")));
    }
    sqlx::query(
        "INSERT INTO attachment (merchant, id, order_number, name, media_type, bytes, sha256, added_at, added_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&session.merchant)
    .bind(id)
    .bind(number)
    .bind(format!("{id}.{}", sort.extension()))
    .bind(sort.media_type())
    .bind(bytes.as_ref())
    .bind(&sum)
    .bind(central.now())
    .bind(&session.login)
    .execute(&mut *transaction)
    .await?;
    let said = serde_json::json!({ "attachment": id, "sha256": hex(&sum) });
    let entry = Entry::new(central.now(), "attachment_added", owner.name(), number).by(&session.login);
    entry.on(session.device).asking(said.to_string()).write(&mut transaction, &session.merchant).await?;
    transaction.commit().await?;
    Ok(StatusCode::CREATED)
}

/// The attachments of an order.
#[utoipa::path(get, path = "/v1/orders/{number}/attachments", tag = "papers", security(("agent" = [])),
    params(("number" = Key, Path, description = "The order's number")),
    responses((status = 200, body = Vec<AttachmentListed>)))]
pub async fn list(
    State(central): State<Shared>,
    session: Session,
    Path(number): Path<Key>,
) -> Result<Json<Vec<AttachmentListed>>, Problem> {
    let rows = sqlx::query(
        "SELECT id, name, media_type, sha256, octet_length(bytes)::bigint, added_at, added_by FROM attachment
         WHERE merchant = $1 AND order_number = $2 ORDER BY added_at, id",
    )
    .bind(&session.merchant)
    .bind(number.as_str())
    .fetch_all(&central.pool)
    .await?;
    let listed = rows.iter().map(|row| {
        Ok(AttachmentListed {
            id: row.try_get(0)?,
            name: row.try_get(1)?,
            media_type: row.try_get(2)?,
            sha256: hex(row.try_get(3)?),
            bytes: row.try_get(4)?,
            added_at: row.try_get(5)?,
            added_by: row.try_get(6)?,
        })
    });
    Ok(Json(listed.collect::<Result<_, sqlx::Error>>()?))
}

/// An attachment's bytes.
#[utoipa::path(get, path = "/v1/orders/{number}/attachments/{id}", tag = "papers", security(("agent" = [])),
    params(("number" = Key, Path, description = "The order's number"), ("id" = Uuid, Path, description = "The attachment's id")),
    responses((status = 200, description = "The file, under its own media type",
               content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
                       (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic"))),
              (status = 404, description = "not_found")))]
pub async fn get(
    State(central): State<Shared>,
    session: Session,
    Path((number, id)): Path<(Key, Uuid)>,
) -> Result<impl IntoResponse, Problem> {
    bytes_of(&central, &session, number.as_str(), id).await
}

/// The bytes of a photo of a parcel in quarantine.
#[utoipa::path(get, path = "/v1/strays/{number}/attachments/{id}", tag = "papers",
    security(("agent" = [])),
    params(("number" = Key, Path, description = "The parcel's number"), ("id" = Uuid, Path, description = "The photo's id")),
    responses((status = 200, description = "The file, under its own media type",
               content((Vec<u8> = "application/pdf"), (Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"),
                       (Vec<u8> = "image/webp"), (Vec<u8> = "image/heic"))),
              (status = 404, description = "not_found")))]
pub async fn get_photo(
    State(central): State<Shared>,
    session: Session,
    Path((number, id)): Path<(Key, Uuid)>,
) -> Result<impl IntoResponse, Problem> {
    bytes_of(&central, &session, number.as_str(), id).await
}

async fn bytes_of(
    central: &Central,
    session: &Session,
    number: &str,
    id: Uuid,
) -> Result<impl IntoResponse + use<>, Problem> {
    let row = sqlx::query(
        "SELECT media_type, name, bytes FROM attachment WHERE merchant = $1 AND id = $2 AND order_number = $3",
    )
    .bind(&session.merchant)
    .bind(id)
    .bind(number)
    .fetch_optional(&central.pool)
    .await?
    .ok_or(Code::NotFound)?;
    let (media_type, name, bytes): (String, String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
    let disposition = format!("attachment; filename=\"{name}\"");
    Ok(([(CONTENT_TYPE, media_type), (CONTENT_DISPOSITION, disposition)], bytes))
}
