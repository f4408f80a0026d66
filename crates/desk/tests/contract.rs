//! The replica under the laws that hold for every store of the exchange.
#![allow(clippy::unwrap_used)]

use guichet_desk::key::Key;
use guichet_desk::store::Store;

#[tokio::test(flavor = "multi_thread")]
async fn the_replica_keeps_the_contract_of_stores() {
    let folder = tempfile::tempdir().unwrap();
    let made = std::sync::atomic::AtomicU32::new(0);
    guichet_sync::contract::replica(|| async {
        let number = made.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        Store::open(&folder.path().join(format!("{number}.db")), &Key::random().unwrap()).await.unwrap()
    })
    .await;
}
