//! The PostgreSQL store under the laws that hold for every store of the exchange.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use guichet_central::clock::{Clock, RandomIds, SystemClock};
use guichet_central::identity::merchant;
use guichet_central::store::PgAuthority;
use guichet_central::testing::Database;
use guichet_sync::contract::{DEVICE, MERCHANTS};

#[tokio::test(flavor = "multi_thread")]
async fn postgresql_keeps_the_contract_of_stores() {
    guichet_sync::contract::authority(
        || async {
            let database = Database::new().await.expect("a PostgreSQL");
            for shop in MERCHANTS {
                let mut connection = database.pool.acquire().await.unwrap();
                merchant::ensure(&mut connection, shop, shop, &RandomIds).await.unwrap();
                let enrolled = sqlx::query(
                    "INSERT INTO device (merchant, id, name, series, public_key, state, enrolled_at, enrolled_by,
                                         app_version, protocol)
                     VALUES ($1, $2, 'Till', 'D1', $3, 'active', $4, '', '0', 1)",
                );
                let enrolled = enrolled.bind(shop).bind(DEVICE).bind([1_u8; 32].as_slice()).bind(SystemClock.now());
                enrolled.execute(&mut *connection).await.unwrap();
            }
            PgAuthority::new(database.pool)
        },
        || tokio::time::sleep(Duration::from_millis(100)),
    )
    .await;
}
