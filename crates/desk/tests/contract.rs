//! The replica under the laws that hold for every store of the exchange.
#![allow(clippy::unwrap_used)]

use std::sync::Mutex;

use guichet_desk::key::Key;
use guichet_desk::store::Store;

#[tokio::test(flavor = "multi_thread")]
async fn the_replica_keeps_the_contract_of_stores() {
    let folder = tempfile::tempdir().unwrap();
    let made = Mutex::new(Vec::<Store>::new());
    guichet_sync::contract::replica(|| async {
        let path = folder.path().join(format!("{}.db", made.lock().unwrap().len()));
        let store = Store::open(&path, &Key::random().unwrap()).await.unwrap();
        made.lock().unwrap().push(store.clone());
        store
    })
    .await;
    for store in made.into_inner().unwrap() {
        store.close().await;
    }
}
