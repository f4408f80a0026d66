//! Counters of numbered series.

use sqlx::PgConnection;

/// Takes the next number of a series, from 1. The row stays locked until the transaction ends, so a number that is not
/// committed is given again: no gaps.
///
/// # Errors
/// What the database answers.
pub async fn next(connection: &mut PgConnection, merchant: &str, series: &str) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar(
        "INSERT INTO counter (merchant, series, next) VALUES ($1, $2, 2)
         ON CONFLICT (merchant, series) DO UPDATE SET next = counter.next + 1 RETURNING next - 1",
    )
    .bind(merchant)
    .bind(series)
    .fetch_one(connection)
    .await
}
