//! The schema: made once by whoever comes first, and guarded by itself.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::Bench;
use guichet_central::clock::RandomIds;
use guichet_central::identity::merchant;
use guichet_central::testing::Database;
use guichet_central::{database, store};

#[tokio::test]
async fn two_instances_that_migrate_at_once_make_one_schema() {
    let bare = Database::bare().await.unwrap();
    assert!(!database::is_migrated(&bare.pool).await.unwrap());
    let other = database::connect(&bare.address, 2).await.unwrap();
    let (one, two, three) =
        tokio::join!(database::migrate(&bare.pool), database::migrate(&other), database::migrate(&bare.pool));
    one.unwrap();
    two.unwrap();
    three.unwrap();
    assert!(database::is_migrated(&bare.pool).await.unwrap());
}

#[tokio::test]
async fn history_is_never_rewritten() {
    let bench = Bench::with_shop().await;
    let pool = &bench.database.pool;
    for sql in ["UPDATE history SET kind = 'x'", "DELETE FROM history", "TRUNCATE history"] {
        let refused = sqlx::query(sql).execute(pool).await.unwrap_err().to_string();
        assert!(refused.contains("history is never rewritten"), "{sql}: {refused}");
    }
    // An erasure may empty what was said, and nothing else.
    let mut transaction = pool.begin().await.unwrap();
    sqlx::query("SET LOCAL guichet.erasing = 'on'").execute(&mut *transaction).await.unwrap();
    sqlx::query("UPDATE history SET command = NULL").execute(&mut *transaction).await.unwrap();
    assert!(sqlx::query("UPDATE history SET agent = 'nobody'").execute(&mut *transaction).await.is_err());
}

#[tokio::test]
async fn a_restored_centre_has_a_new_epoch() {
    let bench = Bench::with_shop().await;
    let mut connection = bench.database.pool.acquire().await.unwrap();
    let before = store::head(&mut connection, "lueur", false).await.unwrap();
    assert_eq!(merchant::restored(&mut connection, &RandomIds, bench.central.now()).await.unwrap(), 1);
    let after = store::head(&mut connection, "lueur", false).await.unwrap();
    assert_ne!(before.server_epoch(), after.server_epoch());
    assert_eq!(before.version, after.version);
}

#[tokio::test]
async fn the_centre_says_when_it_is_ready_and_what_it_counts() {
    let bench = Bench::with_shop().await;
    bench.get("/healthz", "").await.expect(200);
    bench.get("/readyz", "").await.expect(200);
    let text = bench.get("/metrics", "").await.expect(200);
    let text = text.as_str().unwrap();
    assert!(text.contains(r#"guichet_http_requests_total{method="GET",route="/readyz",status="200"} 1"#), "{text}");
    let bare = Database::bare().await.unwrap();
    let central = std::sync::Arc::new(guichet_central::Central::new(bare.pool.clone()));
    let unready = Bench { router: guichet_central::routes::router(central.clone()), central, ..bench };
    unready.get("/readyz", "").await.problem("unavailable");
}
