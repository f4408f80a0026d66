//! Imports: thousands of rows in one transaction. No desk is told of each row; the horizon moves instead, so that desks
//! behind it bootstrap again.

use std::collections::BTreeMap;
use std::io::Read;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use chrono::{DateTime, NaiveDate, Utc};
use guichet_domain::holding::is_open;
use guichet_domain::{Catalogue, Order, ServiceAccount};
use guichet_sync::authority::{Authority, AuthorityTx, Stored};
use guichet_sync::body::{CATALOGUE, digest};
use guichet_sync::record::CustomerRecord;
use guichet_sync::{Body, Key};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection, Row};
use utoipa::ToSchema;

use super::accounts::{keep_ended, with_measures};
use super::merge::merge;
use crate::extract;
use crate::history::Entry;
use crate::identity::Shop;
use crate::problem::{Code, Problem};
use crate::state::Shared;
use crate::store::{StoreError, bits, from_bits, search_columns, signed, unsigned};

/// The largest body as sent.
pub const LARGEST_SENT: usize = 32 * 1024 * 1024;
/// The largest body once unpacked.
const LARGEST: u64 = 256 * 1024 * 1024;
/// Lines of one import at most.
const MOST: usize = 20_000;

/// One line.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    kind: String,
    #[serde(default)]
    id: Option<extract::Key>,
    body: Value,
}

/// What an import did.
#[derive(Debug, Serialize, ToSchema)]
pub struct Imported {
    /// Rows that are new.
    made: u64,
    /// Rows that changed.
    changed: u64,
    /// Rows that were the same already.
    unchanged: u64,
}

/// Imports customers, orders and accounts: lines of `{"kind", "id", "body"}`, packed with zstd if
/// `Content-Encoding` says so. All of them are taken, or none.
#[utoipa::path(post, path = "/v1/bulk", tag = "ingest", security(("shop" = [])),
    request_body(content = String, content_type = "application/x-ndjson",
                 description = "Lines of `{\"kind\": \"customer\" | \"order\" | \"account\" | \"catalogue\", \"id\", \"body\"}`; an account's `id` is its customer's",
                 example = json!("{\"kind\": \"customer\", \"body\": {\"customer\": {\"id\": \"c1\", \"name\": \"Zoé Ker\"}, \"contact\": {\"country\": \"FR\", \"language\": \"fr\"}}}\n")),
    responses((status = 200, body = Imported), (status = 409, description = "contradiction"),
              (status = 410, description = "erased")))]
pub async fn bulk(State(central): State<Shared>, shop: Shop, request: Request) -> Result<Json<Imported>, Problem> {
    let headers = request.headers().clone();
    check_type(&headers)?;
    let bytes = Bytes::from_request(request, &central).await?;
    let bodies = tokio::task::spawn_blocking(move || read(&headers, &bytes));
    let mut bodies = bodies.await.map_err(|_| Code::Internal)??;
    let mut tx = central.store.begin(&shop.merchant).await?;
    let mut import =
        Import { merchant: &shop.merchant, difference: 0, done: Imported { made: 0, changed: 0, unchanged: 0 } };
    // In the order in which everybody locks (see the store).
    for kind in ["order", "account", "customer", "catalogue"] {
        if let Some(bodies) = bodies.remove(kind) {
            import.write(tx.connection(), kind, bodies).await?;
        }
    }
    let Import { difference, done, .. } = import;
    if done.made + done.changed > 0 {
        let mut head = tx.head(true).await?;
        head.version += 1;
        head.horizon = head.version;
        head.checksum = head.checksum.wrapping_add(difference);
        tx.put_head(&head).await?;
        let said = serde_json::to_string(&done).map_err(|_| Code::Internal)?;
        let entry = Entry::new(central.now(), "imported", "merchant", &shop.merchant).by(&shop.name).asking(said);
        entry.write(tx.connection(), &shop.merchant).await?;
        tx.commit().await?;
        central.live.announce(&central.pool, &shop.merchant, head.version).await;
    }
    Ok(Json(done))
}

fn check_type(headers: &HeaderMap) -> Result<(), Problem> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = text(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let sound = essence == "application/x-ndjson" && ["", "identity", "zstd"].contains(&text(CONTENT_ENCODING));
    let says = "application/x-ndjson is taken here, packed with zstd or not at all";
    if sound { Ok(()) } else { Err(Problem::new(Code::UnsupportedMediaType).saying(says)) }
}

type Bodies = BTreeMap<&'static str, BTreeMap<String, Body>>;

fn read(headers: &HeaderMap, bytes: &[u8]) -> Result<Bodies, Problem> {
    let packed = headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "zstd");
    let mut text = String::new();
    let read = if packed {
        let unpacked = zstd::Decoder::new(bytes).map_err(|_| Code::MalformedBody)?;
        unpacked.take(LARGEST + 1).read_to_string(&mut text)
    } else {
        (&mut &*bytes).read_to_string(&mut text)
    };
    read.map_err(|_| Problem::new(Code::MalformedBody).saying("the body is not UTF-8, or not packed with zstd"))?;
    if u64::try_from(text.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(Code::BodyTooLarge.into());
    }
    let mut bodies = Bodies::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        if at >= MOST {
            return Err(Problem::new(Code::BodyTooLarge).saying(format!("more than {MOST} lines")));
        }
        let (kind, id, body) = one(line).map_err(|mut problem| {
            let path = problem.more.path.take().filter(|path| !path.is_empty()).map(|path| format!(".{path}"));
            problem.at(format!("[{at}]{}", path.unwrap_or_default()))
        })?;
        bodies.entry(kind).or_default().insert(id, body);
    }
    Ok(bodies)
}

fn one(line: &str) -> Result<(&'static str, String, Body), Problem> {
    let Line { kind, id, body } = extract::read(line.as_bytes())?;
    match kind.as_str() {
        "customer" => {
            let record: CustomerRecord = extract::typed(body)?;
            Ok(("customer", record.customer.id.clone(), Body::Customer(Arc::new(record))))
        }
        "order" => {
            let order = Order::from_value(body).map_err(|fault| Problem::from(fault.inside("body")))?;
            Ok(("order", order.number.clone(), Body::Order(Arc::new(order))))
        }
        "account" => {
            let missing = || Problem::new(Code::InvalidDocument).at("id").saying("an account needs its customer's id");
            let id = id.ok_or_else(missing)?.as_str().to_owned();
            let account = ServiceAccount::from_value(body).map_err(|fault| Problem::from(fault.inside("body")))?;
            Ok(("account", id, Body::Account(Arc::new(account))))
        }
        "catalogue" => {
            let catalogue = Catalogue::from_value(body).map_err(|fault| Problem::from(fault.inside("body")))?;
            Ok(("catalogue", CATALOGUE.to_owned(), Body::Catalogue(Arc::new(catalogue))))
        }
        _ => Err(Problem::new(Code::InvalidDocument).at("kind").saying("is not customer, order, account or catalogue")),
    }
}

struct Import<'a> {
    merchant: &'a str,
    difference: u64,
    done: Imported,
}

/// Rows of one statement, column by column.
#[derive(Default)]
struct Columns {
    ids: Vec<String>,
    versions: Vec<i64>,
    digests: Vec<i64>,
    bodies: Vec<String>,
    names: Vec<String>,
    emails: Vec<Option<String>>,
    phones: Vec<Option<String>>,
    postcodes: Vec<Option<String>>,
    customers: Vec<Option<String>>,
    placed: Vec<Option<DateTime<Utc>>>,
    planned: Vec<Option<NaiveDate>>,
    open: Vec<bool>,
}

impl Columns {
    fn push(&mut self, id: &str, version: u64, digest: u64, text: String, body: &Body) -> Result<(), StoreError> {
        self.ids.push(id.to_owned());
        self.versions.push(signed(version)?);
        self.digests.push(bits(digest));
        self.bodies.push(text);
        let searched = match body {
            Body::Customer(record) => search_columns(record),
            _ => Default::default(),
        };
        self.names.push(searched.name);
        self.emails.push(searched.email);
        self.phones.push(searched.phone);
        self.postcodes.push(searched.postcode);
        let order = body.order();
        self.customers.push(order.and_then(|order| order.customer.clone()));
        self.placed.push(order.map(|order| order.placed_at.to_utc()));
        self.planned.push(order.and_then(|order| order.ships_on));
        self.open.push(order.is_none_or(|order| is_open(order)));
        Ok(())
    }
}

fn table(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "customer" => ("customer", "id"),
        "order" => ("orders", "number"),
        "catalogue" => ("catalogue", "id"),
        _ => ("account", "customer"),
    }
}

impl Import<'_> {
    async fn write(
        &mut self,
        connection: &mut PgConnection,
        kind: &str,
        bodies: BTreeMap<String, Body>,
    ) -> Result<(), Problem> {
        let ids: Vec<&str> = bodies.keys().map(String::as_str).collect();
        let mut known = self.lock(connection, kind, &ids).await?;
        let (mut made, mut changed) = (Columns::default(), Columns::default());
        for (id, body) in bodies {
            let stored = known.remove(&id);
            let body = merged(stored.as_ref(), body)?;
            if stored.as_ref().is_some_and(|stored| stored.body.as_ref() == Some(&body)) {
                self.done.unchanged += 1;
                continue;
            }
            let version = stored.as_ref().map_or(0, |stored| stored.version) + 1;
            let key = Key::from_parts(kind, &id).ok_or(Code::Internal)?;
            let text = body.to_json().map_err(|_| Code::Internal)?;
            let sum = digest(&key, version, &text);
            self.difference = self.difference.wrapping_add(sum).wrapping_sub(stored.as_ref().map_or(0, |s| s.digest));
            let to = if stored.is_some() { &mut changed } else { &mut made };
            to.push(&id, version, sum, text, &body)?;
        }
        self.done.changed += self.upsert(connection, kind, changed, true).await?;
        self.done.made += self.upsert(connection, kind, made, false).await?;
        Ok(())
    }

    async fn lock(
        &self,
        connection: &mut PgConnection,
        kind: &str,
        ids: &[&str],
    ) -> Result<BTreeMap<String, Stored>, Problem> {
        let (table, column) = table(kind);
        let sql = format!(
            "SELECT {column}, version, digest, format, body FROM {table}
             WHERE merchant = $1 AND {column} = ANY($2) ORDER BY {column} FOR UPDATE"
        );
        let rows = sqlx::query(AssertSqlSafe(sql)).bind(self.merchant).bind(ids).fetch_all(connection).await?;
        let mut known = BTreeMap::new();
        for row in rows {
            let format = u32::try_from(row.try_get::<i32, _>(3)?).map_err(|_| Code::Internal)?;
            let body = row.try_get::<Option<&str>, _>(4)?.ok_or(Code::Erased)?;
            let body = Body::from_json(kind, format, body).map_err(|_| Code::Internal)?;
            let stored =
                Stored { version: unsigned(row.try_get(1)?)?, digest: from_bits(row.try_get(2)?), body: Some(body) };
            known.insert(row.try_get(0)?, stored);
        }
        Ok(known)
    }

    async fn upsert(
        &self,
        connection: &mut PgConnection,
        kind: &str,
        rows: Columns,
        known: bool,
    ) -> Result<u64, Problem> {
        let count = u64::try_from(rows.ids.len()).unwrap_or(u64::MAX);
        if count == 0 {
            return Ok(0);
        }
        let done = sqlx::query(AssertSqlSafe(statement(kind, known)))
            .bind(self.merchant)
            .bind(rows.ids)
            .bind(rows.versions)
            .bind(rows.digests)
            .bind(rows.bodies)
            .bind(rows.names)
            .bind(rows.emails)
            .bind(rows.phones)
            .bind(rows.postcodes)
            .bind(rows.customers)
            .bind(rows.placed)
            .bind(rows.planned)
            .bind(rows.open)
            .execute(connection)
            .await?;
        // Somebody made one of them meanwhile: nothing is taken, and the same import again finds it.
        if done.rows_affected() == count { Ok(count) } else { Err(Problem::new(Code::Unavailable).after(1)) }
    }
}

fn statement(kind: &str, known: bool) -> String {
    let (table, column) = table(kind);
    let columns = match kind {
        "customer" => ", name, email, phone, postcode",
        "order" => ", customer, placed_at, ships_on, is_open",
        _ => "",
    };
    let conflict = match (known, kind) {
        (false, _) => "DO NOTHING",
        (true, "customer") => {
            "DO UPDATE SET version = excluded.version, digest = excluded.digest, body = excluded.body,
             name = excluded.name, email = excluded.email, phone = excluded.phone, postcode = excluded.postcode"
        }
        (true, "order") => {
            "DO UPDATE SET version = excluded.version, digest = excluded.digest, body = excluded.body,
             customer = excluded.customer, placed_at = excluded.placed_at, ships_on = excluded.ships_on,
             is_open = excluded.is_open"
        }
        (true, _) => "DO UPDATE SET version = excluded.version, digest = excluded.digest, body = excluded.body",
    };
    format!(
        "INSERT INTO {table} (merchant, {column}, version, digest, format, body{columns})
         SELECT $1, key, version, digest, 1, body{columns}
         FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
                     $10::text[], $11::timestamptz[], $12::date[], $13::boolean[])
              AS row (key, version, digest, body, name, email, phone, postcode, customer, placed_at, ships_on, is_open)
         ON CONFLICT (merchant, {column}) {conflict}"
    )
}

fn merged(stored: Option<&Stored>, body: Body) -> Result<Body, Problem> {
    match (stored.and_then(|stored| stored.body.as_ref()), body) {
        (Some(Body::Order(current)), Body::Order(order)) => {
            Ok(Body::Order(Arc::new(merge(current, Arc::unwrap_or_clone(order))?)))
        }
        (Some(Body::Account(current)), Body::Account(account)) => {
            keep_ended(current, &account)?;
            Ok(Body::Account(Arc::new(with_measures(current, Arc::unwrap_or_clone(account))?)))
        }
        (_, body) => Ok(body),
    }
}
