//! The shop in PostgreSQL: rows as the centre writes them, by COPY, so that the bench waits for what it measures alone.

use guichet_benches::Failure;
use guichet_benches::shop::{MERCHANT, Shop};
use guichet_central::store::search_columns;
use guichet_desk::seed::{Plan, customer, order};
use guichet_sync::Key;
use guichet_sync::body::digest;
use sqlx::PgPool;
use sqlx::postgres::PgPoolCopyExt as _;

/// Rows in one piece of a COPY.
const ROWS: usize = 10_000;

/// Makes the shop. Returns a code by which desks enrol.
pub async fn fill(address: &str, plan: Plan) -> Result<String, Failure> {
    let Shop { pool, code, .. } = Shop::open(address, 4).await?;
    let customers = "customer (merchant, id, version, digest, format, body, name, email, phone, postcode)";
    let mut sum = copy(&pool, customers, plan.customers, customer_row).await?;
    let orders = "orders (merchant, number, version, digest, format, body, customer, placed_at)";
    sum = sum.wrapping_add(copy(&pool, orders, plan.orders, move |at| order_row(plan, at)).await?);
    let mut connection = pool.acquire().await?;
    let before: i64 = sqlx::query_scalar("SELECT checksum FROM feed_head WHERE merchant = $1")
        .bind(MERCHANT)
        .fetch_one(&mut *connection)
        .await?;
    sqlx::query("UPDATE feed_head SET version = version + 1, horizon = version + 1, checksum = $2 WHERE merchant = $1")
        .bind(MERCHANT)
        .bind(before.cast_unsigned().wrapping_add(sum).cast_signed())
        .execute(&mut *connection)
        .await?;
    sqlx::query("ANALYZE").execute(&mut *connection).await?;
    Ok(code)
}

/// A line of a COPY, and what its body adds to the checksum.
type Line = (String, u64);

/// Copies rows into a table. Returns the sum of their digests.
async fn copy(
    pool: &PgPool,
    into: &str,
    rows: usize,
    row: impl Fn(usize) -> Result<Line, Failure> + Copy + Send + 'static,
) -> Result<u64, Failure> {
    let mut stream = pool.copy_in_raw(&format!("COPY {into} FROM STDIN")).await?;
    let mut sum = 0_u64;
    for from in (0..rows).step_by(ROWS) {
        let made = tokio::task::spawn_blocking(move || {
            let mut text = String::new();
            let mut sum = 0_u64;
            for at in from..rows.min(from + ROWS) {
                let (line, digest) = row(at)?;
                text.push_str(&line);
                text.push('\n');
                sum = sum.wrapping_add(digest);
            }
            Ok::<_, Failure>((text, sum))
        });
        let (text, more) = made.await??;
        stream.send(text.into_bytes()).await?;
        sum = sum.wrapping_add(more);
    }
    stream.finish().await?;
    Ok(sum)
}

fn customer_row(at: usize) -> Result<Line, Failure> {
    let record = customer(at);
    let body = serde_json::to_string(&record)?;
    let digest = digest(&Key::Customer(record.customer.id.clone()), 1, &body);
    let found = search_columns(&record);
    let or_none = |text: Option<String>| text.map_or_else(|| "\\N".to_owned(), |text| escaped(&text));
    let columns = [
        MERCHANT.to_owned(),
        escaped(&record.customer.id),
        "1".to_owned(),
        digest.cast_signed().to_string(),
        "1".to_owned(),
        escaped(&body),
        escaped(&found.name),
        or_none(found.email),
        or_none(found.phone),
        or_none(found.postcode),
    ];
    Ok((columns.join("\t"), digest))
}

fn order_row(plan: Plan, at: usize) -> Result<Line, Failure> {
    let order = order(plan, at)?;
    let body = serde_json::to_string(&order)?;
    let digest = digest(&Key::Order(order.number.clone()), 1, &body);
    let columns = [
        MERCHANT.to_owned(),
        escaped(&order.number),
        "1".to_owned(),
        digest.cast_signed().to_string(),
        "1".to_owned(),
        escaped(&body),
        order.customer.as_deref().map_or_else(|| "\\N".to_owned(), escaped),
        order.placed_at.to_rfc3339(),
    ];
    Ok((columns.join("\t"), digest))
}

/// A value in COPY's text format.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r")
}
