//! Finding at the centre what a partial replica does not hold.

use axum::Json;
use axum::extract::State;
use guichet_sync::wire::Change;
use guichet_sync::{Body, Key};
use serde::Deserialize;
use sqlx::{AssertSqlSafe, Row};

use crate::extract::Query;
use crate::identity::Session;
use crate::problem::{Code, Problem};
use crate::state::{Central, Shared};

/// At most this many customers.
const MOST: i64 = 20;
/// At most this many orders and cases: they are one customer's, or one.
const MOST_OF_ONE: i64 = 500;

/// What is looked for.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct LookupQuery {
    /// A customer's id, e-mail address, telephone, name or postcode, or a number of an order, an RMA or a case. Names and
    /// addresses may be begun only.
    #[param(min_length = 1, max_length = 128)]
    q: crate::extract::Key,
}

/// Customers, orders and cases that answer to what is typed.
#[utoipa::path(get, path = "/v1/lookup", tag = "sync", security(("agent" = [])), params(LookupQuery),
    responses((status = 200, body = Vec<serde_json::Value>, description = "`Change`s of the exchange: customers, then orders, then cases")))]
pub async fn lookup(
    State(central): State<Shared>,
    session: Session,
    Query(asked): Query<LookupQuery>,
) -> Result<Json<Vec<Change>>, Problem> {
    let typed = asked.q.as_str().trim();
    let lower = typed.to_lowercase();
    // Only what begins so: a pattern's own signs are letters like any other.
    let begun = format!("{}%", lower.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let phone = if digits.len() >= 6 { format!("%{}", digits.trim_start_matches('0')) } else { "-".to_owned() };
    let customers = format!(
        "SELECT id, version, format, body FROM customer
         WHERE merchant = $1 AND body IS NOT NULL AND (id = $2 OR email LIKE $3 OR name LIKE $3 OR name LIKE '% ' || $3
               OR phone LIKE $4 OR postcode = $5 OR id = (SELECT customer FROM orders WHERE merchant = $1 AND number = $2))
         ORDER BY name, id LIMIT {MOST}"
    );
    let orders = format!(
        "SELECT number, version, format, body FROM orders
         WHERE merchant = $1 AND body IS NOT NULL AND (number = $2 OR number = upper($2) OR customer = $2
               OR number IN (SELECT order_number FROM rma WHERE merchant = $1 AND number = upper($2)))
         ORDER BY placed_at DESC LIMIT {MOST_OF_ONE}"
    );
    let cases = format!(
        "SELECT number, version, format, body FROM casework
         WHERE merchant = $1 AND body IS NOT NULL AND (number = upper($2) OR customer = $2)
         ORDER BY number DESC LIMIT {MOST_OF_ONE}"
    );
    let parcels = format!(
        "SELECT number, version, format, body FROM stray
         WHERE merchant = $1 AND body IS NOT NULL AND (number = upper($2) OR customer = $2)
         ORDER BY number DESC LIMIT {MOST_OF_ONE}"
    );
    let postcode: String = lower.split_whitespace().collect();
    let mut found = changes(&central, &session, "customer", customers, &[typed, &begun, &phone, &postcode]).await?;
    found.extend(changes(&central, &session, "order", orders, &[typed]).await?);
    found.extend(changes(&central, &session, "case", cases, &[typed]).await?);
    found.extend(changes(&central, &session, "stray", parcels, &[typed]).await?);
    Ok(Json(found))
}

async fn changes(
    central: &Central,
    session: &Session,
    kind: &str,
    sql: String,
    arguments: &[&str],
) -> Result<Vec<Change>, Problem> {
    let mut query = sqlx::query(AssertSqlSafe(sql)).bind(&session.merchant);
    for argument in arguments {
        query = query.bind(*argument);
    }
    let rows = query.fetch_all(&central.pool).await?;
    let mut changes = Vec::with_capacity(rows.len());
    for row in rows {
        let key = Key::from_parts(kind, row.try_get(0)?).ok_or(Code::Internal)?;
        let format = u32::try_from(row.try_get::<i32, _>(2)?).map_err(|_| Code::Internal)?;
        let body = Body::from_json(kind, format, row.try_get(3)?).map_err(|_| Code::Internal)?;
        let version = u64::try_from(row.try_get::<i64, _>(1)?).map_err(|_| Code::Internal)?;
        changes.push(Change { key, version, body: Some(body) });
    }
    Ok(changes)
}
