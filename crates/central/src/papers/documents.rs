//! Documents: bytes that never change once they are issued (INV-3).

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use chrono::NaiveDate;
use guichet_domain::claim::FileSort;
use serde::{Deserialize, Serialize};
use sqlx::Row;
use utoipa::ToSchema;

use super::sort;
use crate::extract::{Key, Path, Query};
use crate::history::Entry;
use crate::identity::{Session, Shop};
use crate::problem::{Code, Problem};
use crate::secret::{hash, hex};
use crate::state::Shared;

/// What sort of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// An invoice.
    Invoice,
    /// A credit note.
    CreditNote,
    /// An order form.
    OrderForm,
    /// The label of a return.
    RmaLabel,
    /// The slip in a return.
    ReturnSlip,
    /// What is sent to a carrier.
    ClaimFile,
}

impl DocumentKind {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditNote => "credit_note",
            Self::OrderForm => "order_form",
            Self::RmaLabel => "rma_label",
            Self::ReturnSlip => "return_slip",
            Self::ClaimFile => "claim_file",
        }
    }
}

/// A language that papers are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaperLanguage {
    /// English.
    En,
    /// French.
    Fr,
}

impl PaperLanguage {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
        }
    }
}

/// What a new document belongs to.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct NewDocument {
    /// Its order.
    #[param(min_length = 1, max_length = 128)]
    order: Key,
    /// The day that stands on it.
    issued_on: NaiveDate,
}

/// A document as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct DocumentListed {
    /// What sort.
    kind: String,
    /// Its number.
    number: String,
    /// Its language.
    language: String,
    /// The day that stands on it.
    issued_on: NaiveDate,
    /// The SHA-256 of its bytes, hexadecimal.
    sha256: String,
    /// How many bytes.
    bytes: i64,
}

/// Keeps a document as it was issued. The same bytes again change nothing; other bytes are refused.
#[utoipa::path(put, path = "/v1/documents/{kind}/{number}/{language}", tag = "papers", security(("shop" = [])),
    params(("kind" = DocumentKind, Path, description = "What sort"), ("number" = Key, Path, description = "Its number"),
           ("language" = PaperLanguage, Path, description = "Its language"), NewDocument),
    request_body(content = Vec<u8>, content_type = "application/pdf", description = "A PDF of at most 10 MiB"),
    responses((status = 201, description = "Kept"), (status = 200, description = "Kept before"),
              (status = 404, description = "not_found"), (status = 409, description = "id_taken")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path((kind, number, language)): Path<(DocumentKind, Key, PaperLanguage)>,
    Query(of): Query<NewDocument>,
    headers: HeaderMap,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<StatusCode, Problem> {
    let bytes = bytes?;
    let sort = sort::proved(&headers, &bytes, &[FileSort::Pdf])?;
    let sum = hash(&bytes);
    let mut transaction = central.begin().await?;
    let made = sqlx::query(
        "INSERT INTO document (merchant, kind, number, language, order_number, issued_on, media_type, bytes, sha256)
         SELECT merchant, $3, $4, $5, number, $6, $7, $8, $9 FROM orders WHERE merchant = $1 AND number = $2
         ON CONFLICT (merchant, kind, number, language) DO NOTHING",
    )
    .bind(&shop.merchant)
    .bind(of.order.as_str())
    .bind(kind.text())
    .bind(number.as_str())
    .bind(language.text())
    .bind(of.issued_on)
    .bind(sort.media_type())
    .bind(bytes.as_ref())
    .bind(&sum)
    .execute(&mut *transaction)
    .await?;
    if made.rows_affected() == 1 {
        let entry = Entry::new(central.now(), "document_kept", "order", of.order.as_str()).by(&shop.name);
        let said = serde_json::json!({ "kind": kind, "number": number, "sha256": hex(&sum) });
        entry.asking(said.to_string()).write(&mut transaction, &shop.merchant).await?;
        transaction.commit().await?;
        return Ok(StatusCode::CREATED);
    }
    let known: Option<Vec<u8>> = sqlx::query_scalar(
        "SELECT sha256 FROM document WHERE merchant = $1 AND kind = $2 AND number = $3 AND language = $4",
    )
    .bind(&shop.merchant)
    .bind(kind.text())
    .bind(number.as_str())
    .bind(language.text())
    .fetch_optional(&mut *transaction)
    .await?;
    match known {
        Some(known) if known == sum => Ok(StatusCode::OK),
        Some(_) => Err(Problem::new(Code::IdTaken).saying("an issued document never changes")),
        None => Err(Code::NotFound.into()),
    }
}

/// A document's bytes, as they were issued.
#[utoipa::path(get, path = "/v1/documents/{kind}/{number}/{language}", tag = "papers", security(("agent" = [])),
    params(("kind" = DocumentKind, Path, description = "What sort"), ("number" = Key, Path, description = "Its number"),
           ("language" = PaperLanguage, Path, description = "Its language")),
    responses((status = 200, content_type = "application/pdf", body = Vec<u8>, description = "The document"),
              (status = 404, description = "not_found")))]
pub async fn get(
    State(central): State<Shared>,
    session: Session,
    Path((kind, number, language)): Path<(DocumentKind, Key, PaperLanguage)>,
) -> Result<impl IntoResponse, Problem> {
    let row = sqlx::query(
        "SELECT media_type, bytes FROM document WHERE merchant = $1 AND kind = $2 AND number = $3 AND language = $4",
    )
    .bind(&session.merchant)
    .bind(kind.text())
    .bind(number.as_str())
    .bind(language.text())
    .fetch_optional(&central.pool)
    .await?
    .ok_or(Code::NotFound)?;
    let (media_type, bytes): (String, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
    let disposition = format!("attachment; filename=\"{}.pdf\"", kind.text());
    Ok(([(CONTENT_TYPE, media_type), (CONTENT_DISPOSITION, disposition)], bytes))
}

/// The documents of an order.
#[utoipa::path(get, path = "/v1/orders/{number}/documents", tag = "papers", security(("agent" = [])),
    params(("number" = Key, Path, description = "The order's number")),
    responses((status = 200, body = Vec<DocumentListed>)))]
pub async fn list(
    State(central): State<Shared>,
    session: Session,
    Path(number): Path<Key>,
) -> Result<Json<Vec<DocumentListed>>, Problem> {
    let rows = sqlx::query(
        "SELECT kind, number, language, issued_on, sha256, octet_length(bytes)::bigint FROM document
         WHERE merchant = $1 AND order_number = $2 ORDER BY issued_on, kind, number, language",
    )
    .bind(&session.merchant)
    .bind(number.as_str())
    .fetch_all(&central.pool)
    .await?;
    let listed = rows.iter().map(|row| {
        Ok(DocumentListed {
            kind: row.try_get(0)?,
            number: row.try_get(1)?,
            language: row.try_get(2)?,
            issued_on: row.try_get(3)?,
            sha256: hex(row.try_get(4)?),
            bytes: row.try_get(5)?,
        })
    });
    Ok(Json(listed.collect::<Result<_, sqlx::Error>>()?))
}
