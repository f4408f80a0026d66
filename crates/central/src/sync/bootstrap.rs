//! Everything, for a desk that begins or begins again.
//!
//! A snapshot is read in one *repeatable read* transaction and kept as chunks: lines of JSON (one `Change` each), packed
//! with zstd, each with its hash. A desk that loses its connection goes on with the chunk it lacks, at any instance.
//! Neither end ever holds more than a chunk in memory.
//!
//! Whoever makes one holds it by a lease that each chunk renews. One whose instance died has failed once its lease is
//! over, whoever asks: chunks of another instant may not stand beside those that were fetched, so the desk begins
//! another, at whatever instance answers it.

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use guichet_sync::Digest;
use guichet_sync::authority::{Authority, AuthorityTx, DeviceState};
use guichet_sync::wire::Snapshot;
use serde::{Deserialize, Serialize};
use sqlx::{AssertSqlSafe, Row};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::{Body, Key, Path};
use crate::identity::Session;
use crate::problem::{Code, Problem};
use crate::secret;
use crate::state::{Central, Shared};
use crate::store::{PgTx, StoreError, from_bits};

/// Rows of one chunk at most.
const CHUNK_ROWS: i64 = 2_000;
/// Orders that a desk asks for by their numbers at most.
const MOST_BY_NUMBER: usize = 10_000;
/// Longer than any chunk takes.
const LEASE: TimeDelta = TimeDelta::minutes(1);
/// A snapshot that nobody fetched is thrown away after this time.
const KEPT: TimeDelta = TimeDelta::hours(24);

/// What a desk that begins knows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BootstrapRequest {
    /// The place in its chain from which it wants to know what became of its commands.
    #[serde(default)]
    #[schema(minimum = 0)]
    after_seq: u64,
    /// Which orders it asks for; none for all of them.
    #[serde(default)]
    part: Option<PartAsked>,
}

/// Which orders a desk asks for that does not hold all of them; of everything else it holds all.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PartAsked {
    /// Orders that were placed since; older ones where something of them is open.
    since: DateTime<Utc>,
    /// Orders by their numbers, whatever their age: commands on them wait at the desk.
    #[serde(default)]
    #[schema(max_items = 10_000, value_type = Vec<String>)]
    with: Vec<Key>,
}

/// A snapshot that is being made, or stands ready.
#[derive(Debug, Serialize, ToSchema)]
pub struct SnapshotStanding {
    /// Its id.
    id: Uuid,
    /// `building`, `ready` or `failed`.
    state: String,
    /// Chunks that can be fetched so far; all of them once it is ready.
    chunks: Vec<ChunkListed>,
    /// The `Snapshot` of the exchange without its bodies, once it is ready.
    #[schema(value_type = Option<Object>)]
    head: Option<serde_json::Value>,
}

/// A chunk as listed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChunkListed {
    /// Its place, from 0.
    ordinal: i32,
    /// The SHA-256 of its packed bytes, base64.
    sha256: String,
    /// Packed bytes.
    bytes: i64,
    /// Aggregates in it.
    rows: i32,
}

/// Begins a snapshot for this device; an older one of the same device is thrown away.
#[utoipa::path(post, path = "/v1/bootstrap", tag = "sync", security(("agent" = [])), request_body = BootstrapRequest,
    responses((status = 202, body = SnapshotStanding), (status = 409, description = "device_quarantined")))]
pub async fn begin(
    State(central): State<Shared>,
    session: Session,
    Body(asked): Body<BootstrapRequest>,
) -> Result<impl IntoResponse, Problem> {
    let (id, now) = (central.ids.next(), central.now());
    if asked.part.as_ref().is_some_and(|part| part.with.len() > MOST_BY_NUMBER) {
        return Err(Problem::new(Code::InvalidDocument).at("part.with").saying("names more than 10,000 orders"));
    }
    let mut transaction = central.begin().await?;
    let state: String = sqlx::query_scalar("SELECT state FROM device WHERE merchant = $1 AND id = $2 FOR UPDATE")
        .bind(&session.merchant)
        .bind(session.device)
        .fetch_one(&mut *transaction)
        .await?;
    if state != "active" {
        return Err(Code::DeviceQuarantined.into());
    }
    sqlx::query("DELETE FROM snapshot WHERE merchant = $1 AND (device = $2 OR created_at < $3)")
        .bind(&session.merchant)
        .bind(session.device)
        .bind(now - KEPT)
        .execute(&mut *transaction)
        .await?;
    sqlx::query(
        "INSERT INTO snapshot (merchant, id, device, state, created_at, lease_until)
         VALUES ($1, $2, $3, 'building', $4, $5)",
    )
    .bind(&session.merchant)
    .bind(id)
    .bind(session.device)
    .bind(now)
    .bind(now + LEASE)
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    let (merchant, device, BootstrapRequest { after_seq, part }) = (session.merchant, session.device, asked);
    let making = Making { central, merchant, device, id, after_seq, part };
    tokio::spawn(making.run(now));
    let standing = SnapshotStanding { id, state: "building".to_owned(), chunks: Vec::new(), head: None };
    Ok((StatusCode::ACCEPTED, Json(standing)))
}

/// How far a snapshot is.
#[utoipa::path(get, path = "/v1/bootstrap/{id}", tag = "sync", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The snapshot's id")),
    responses((status = 200, body = SnapshotStanding), (status = 404, description = "not_found")))]
pub async fn standing(
    State(central): State<Shared>,
    session: Session,
    Path(id): Path<Uuid>,
) -> Result<Json<SnapshotStanding>, Problem> {
    give_up_lost(&central).await?;
    let row = sqlx::query("SELECT state, head FROM snapshot WHERE merchant = $1 AND id = $2 AND device = $3")
        .bind(&session.merchant)
        .bind(id)
        .bind(session.device)
        .fetch_optional(&central.pool)
        .await?
        .ok_or(Code::NotFound)?;
    let chunks = sqlx::query(
        "SELECT ordinal, sha256, octet_length(bytes)::bigint, rows FROM snapshot_chunk
         WHERE merchant = $1 AND snapshot = $2 ORDER BY ordinal",
    )
    .bind(&session.merchant)
    .bind(id)
    .fetch_all(&central.pool)
    .await?;
    let chunks = chunks.iter().map(|row| {
        let sha256 = STANDARD.encode(row.try_get::<&[u8], _>(1)?);
        Ok(ChunkListed { ordinal: row.try_get(0)?, sha256, bytes: row.try_get(2)?, rows: row.try_get(3)? })
    });
    let head: Option<&str> = row.try_get(1)?;
    let head = head.map(serde_json::from_str).transpose().map_err(|_| Code::Internal)?;
    Ok(Json(SnapshotStanding { id, state: row.try_get(0)?, chunks: chunks.collect::<Result<_, sqlx::Error>>()?, head }))
}

/// One chunk.
#[utoipa::path(get, path = "/v1/bootstrap/{id}/chunks/{ordinal}", tag = "sync", security(("agent" = [])),
    params(("id" = Uuid, Path, description = "The snapshot's id"), ("ordinal" = i32, Path, description = "Its place")),
    responses((status = 200, content_type = "application/zstd", body = Vec<u8>,
               description = "Lines of JSON, packed; `x-content-sha256` is their hash in base64"),
              (status = 404, description = "not_found")))]
pub async fn chunk(
    State(central): State<Shared>,
    session: Session,
    Path((id, ordinal)): Path<(Uuid, i32)>,
) -> Result<impl IntoResponse, Problem> {
    let row = sqlx::query(
        "SELECT c.sha256, c.bytes FROM snapshot_chunk c JOIN snapshot s ON s.merchant = c.merchant AND s.id = c.snapshot
         WHERE c.merchant = $1 AND c.snapshot = $2 AND c.ordinal = $3 AND s.device = $4",
    )
    .bind(&session.merchant)
    .bind(id)
    .bind(ordinal)
    .bind(session.device)
    .fetch_optional(&central.pool)
    .await?
    .ok_or(Code::NotFound)?;
    let hash = STANDARD.encode(row.try_get::<&[u8], _>(0)?);
    let bytes: Vec<u8> = row.try_get(1)?;
    let sum = HeaderName::from_static("x-content-sha256");
    Ok(([(CONTENT_TYPE, "application/zstd".to_owned()), (sum, hash)], bytes))
}

/// Some rows of a table, as they are packed.
struct Lines {
    lines: String,
    rows: i32,
    /// The sum of their digests.
    sum: u64,
    /// The last row's key.
    last: String,
}

struct Making {
    central: Shared,
    merchant: String,
    device: Uuid,
    id: Uuid,
    after_seq: u64,
    part: Option<PartAsked>,
}

impl Making {
    async fn run(self, now: DateTime<Utc>) {
        match self.make(now).await {
            Ok(()) => return,
            Err(StoreError::Lost) => tracing::warn!("a snapshot was given up while it was made"),
            Err(error) => tracing::error!(%error, "a snapshot failed"),
        }
        let failed = sqlx::query("UPDATE snapshot SET state = 'failed' WHERE merchant = $1 AND id = $2")
            .bind(&self.merchant)
            .bind(self.id);
        if failed.execute(&self.central.pool).await.is_err() {
            tracing::error!("a failed snapshot could not be marked");
        }
    }

    async fn make(&self, now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.central.store.read(&self.merchant).await?;
        let mut head = self.head(&mut tx, now).await?;
        let mut ordinal = 0;
        let mut sum = 0_u64;
        for (kind, table, column) in [
            ("terms", "terms_pack", "id"),
            ("customer", "customer", "id"),
            ("order", "orders", "number"),
            ("account", "account", "customer"),
            ("catalogue", "catalogue", "id"),
            ("case", "casework", "number"),
            ("stray", "stray", "number"),
        ] {
            let mut after = None;
            while let Some(page) = self.read(&mut tx, (kind, table, column), after.as_deref()).await? {
                self.keep(ordinal, page.lines, page.rows).await?;
                ordinal += 1;
                sum = sum.wrapping_add(page.sum);
                after = Some(page.last);
            }
        }
        if self.part.is_some() {
            (head.partial, head.checksum) = (true, sum);
        }
        let text = serde_json::to_string(&head).map_err(|_| StoreError::Damaged)?;
        let done = sqlx::query(
            "UPDATE snapshot SET state = 'ready', head = $3, chunks = $4
             WHERE merchant = $1 AND id = $2 AND state = 'building'",
        )
        .bind(&self.merchant)
        .bind(self.id)
        .bind(text)
        .bind(ordinal)
        .execute(&self.central.pool)
        .await?;
        still_held(done.rows_affected())
    }

    /// The snapshot without its bodies, as [`guichet_sync::authority::snapshot`] makes it.
    async fn head(&self, tx: &mut PgTx, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        let device = tx.device(self.device, false).await?.filter(|device| device.state == DeviceState::Active);
        let device = device.ok_or(StoreError::Damaged)?;
        let head = tx.head(false).await?;
        Ok(Snapshot {
            device: device.id,
            lives: head.lives,
            version: head.version,
            bodies: Vec::new(),
            checksum: head.checksum,
            partial: false,
            last_seq: device.last_seq,
            last_link: if device.last_seq == 0 { Digest::default() } else { device.last_link },
            settled: tx.events_of(device.id, device.epoch, self.after_seq).await?,
            server_time: now,
        })
    }

    /// The next rows after a key, as lines of JSON. Bodies are passed on as they are stored: they were checked when they
    /// were written, and the desk checks them again.
    async fn read(
        &self,
        tx: &mut PgTx,
        (kind, table, column): (&str, &str, &str),
        after: Option<&str>,
    ) -> Result<Option<Lines>, StoreError> {
        let part = self.part.as_ref().filter(|_| kind == "order");
        let asked = if part.is_some() { "AND (placed_at >= $4 OR is_open OR number = ANY($5))" } else { "" };
        let sql = format!(
            "SELECT {column}, version, format, body, digest FROM {table}
             WHERE merchant = $1 AND body IS NOT NULL AND ($2::text IS NULL OR {column} > $2) {asked}
             ORDER BY {column} LIMIT $3"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(&self.merchant).bind(after).bind(CHUNK_ROWS);
        let query = match part {
            Some(part) => query.bind(part.since).bind(part.with.iter().map(Key::as_str).collect::<Vec<_>>()),
            None => query,
        };
        let rows = query.fetch_all(tx.connection()).await?;
        let mut lines = String::new();
        let mut sum = 0_u64;
        let mut last = None;
        for row in &rows {
            let id: String = row.try_get(0)?;
            let (version, format): (i64, i32) = (row.try_get(1)?, row.try_get(2)?);
            let key = serde_json::to_string(&id).map_err(|_| StoreError::Damaged)?;
            let body: &str = row.try_get(3)?;
            lines.push_str(&format!(
                "{{\"key\":{{\"kind\":\"{kind}\",\"id\":{key}}},\"version\":{version},\
                 \"body\":{{\"kind\":\"{kind}\",\"format\":{format},\"body\":{body}}}}}\n"
            ));
            sum = sum.wrapping_add(from_bits(row.try_get(4)?));
            last = Some(id);
        }
        let rows = i32::try_from(rows.len()).map_err(|_| StoreError::Damaged)?;
        Ok(last.map(|last| Lines { lines, rows, sum, last }))
    }

    async fn keep(&self, ordinal: i32, lines: String, rows: i32) -> Result<(), StoreError> {
        let packed = tokio::task::spawn_blocking(move || zstd::encode_all(lines.as_bytes(), 3));
        let packed = packed.await.map_err(|_| StoreError::Damaged)?.map_err(|_| StoreError::Damaged)?;
        let kept = sqlx::query(
            "WITH held AS (
                 UPDATE snapshot SET lease_until = $7 WHERE merchant = $1 AND id = $2 AND state = 'building'
                 RETURNING merchant, id)
             INSERT INTO snapshot_chunk (merchant, snapshot, ordinal, sha256, rows, bytes)
             SELECT merchant, id, $3, $4, $5, $6 FROM held",
        )
        .bind(&self.merchant)
        .bind(self.id)
        .bind(ordinal)
        .bind(secret::hash(&packed))
        .bind(rows)
        .bind(packed)
        .bind(self.central.now() + LEASE)
        .execute(&self.central.pool)
        .await?;
        still_held(kept.rows_affected())
    }
}

/// A snapshot that was given up or thrown away meanwhile is not made any further.
fn still_held(rows: u64) -> Result<(), StoreError> {
    if rows == 1 { Ok(()) } else { Err(StoreError::Lost) }
}

/// Snapshots whose instance died have failed.
async fn give_up_lost(central: &Central) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE snapshot SET state = 'failed' WHERE state = 'building' AND coalesce(lease_until, created_at) < $1",
    )
    .bind(central.now())
    .execute(&central.pool)
    .await?;
    Ok(())
}

/// Throws away snapshots that nobody fetched.
pub(crate) async fn tidy(central: &Central) -> Result<(), sqlx::Error> {
    give_up_lost(central).await?;
    sqlx::query("DELETE FROM snapshot WHERE created_at < $1").bind(central.now() - KEPT).execute(&central.pool).await?;
    Ok(())
}
