//! The replica at rest: encrypted, refused clearly, never overwritten; its history never rewritten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{TimeZone, Utc};
use guichet_desk::clock::FixedClock;
use guichet_desk::key::{Key, KeyNote, Passphrase};
use guichet_desk::keychain::{Keychain, MemoryKeychain, NoKeychain};
use guichet_desk::store::Store;
use guichet_desk::{Desk, DeskError, OpenOptions, Unlock};

fn options(folder: &Path, keychain: Arc<dyn Keychain>) -> OpenOptions {
    let clock = FixedClock(Utc.with_ymd_and_hms(2026, 11, 22, 10, 0, 0).unwrap());
    OpenOptions { keychain, clock: Arc::new(clock), demo: true, ..OpenOptions::at(folder.join("replica.db")) }
}

/// Every file of the folder with its bytes.
fn bytes(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

async fn made(folder: &Path) -> Arc<MemoryKeychain> {
    let keychain = Arc::new(MemoryKeychain::default());
    Desk::open(options(folder, keychain.clone())).await.unwrap().close().await;
    keychain
}

async fn refused(options: OpenOptions) -> DeskError {
    match Desk::open(options).await {
        Ok(_) => panic!("must be refused"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_replica_opens_again_with_its_key() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = made(folder.path()).await;
    let desk = Desk::open(options(folder.path(), keychain)).await.unwrap();
    assert!(desk.store().order("W-100234").await.unwrap().is_some());
    desk.close().await;
}

#[tokio::test]
async fn no_name_stands_in_the_files_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = Arc::new(MemoryKeychain::default());
    let desk = Desk::open(options(folder.path(), keychain)).await.unwrap();
    // Open, so that the journal is looked at too.
    let open = bytes(folder.path());
    assert!(open.iter().any(|(path, bytes)| path.to_string_lossy().ends_with("-wal") && !bytes.is_empty()));
    desk.close().await;
    for (path, content) in open.into_iter().chain(bytes(folder.path())) {
        for clear in ["Marchand", "marchand", "h.marchand@example.fr", "W-100234", "SQLite format", "31670"] {
            let found = content.windows(clear.len()).any(|window| window == clear.as_bytes());
            assert!(!found, "{clear} stands in {}", path.display());
        }
    }
}

#[tokio::test]
async fn a_missing_key_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let before = bytes(folder.path());
    let error = refused(options(folder.path(), Arc::new(MemoryKeychain::default()))).await;
    assert!(matches!(error, DeskError::KeyMissing), "{error:?}");
    assert_eq!(bytes(folder.path()), before);
}

#[tokio::test]
async fn a_missing_keychain_is_refused_and_nothing_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused(options(folder.path(), Arc::new(NoKeychain))).await;
    assert!(matches!(error, DeskError::KeychainMissingAtFirst), "{error:?}");
    assert!(bytes(folder.path()).is_empty());
    made(folder.path()).await;
    let before = bytes(folder.path());
    let error = refused(options(folder.path(), Arc::new(NoKeychain))).await;
    assert!(matches!(error, DeskError::KeychainMissing), "{error:?}");
    assert_eq!(bytes(folder.path()), before);
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_the_file_untouched() {
    let folder = tempfile::tempdir().unwrap();
    made(folder.path()).await;
    let before = bytes(folder.path());
    let wrong = Unlock::Key(Key::random().unwrap());
    let error = refused(OpenOptions { unlock: wrong, ..options(folder.path(), Arc::new(NoKeychain)) }).await;
    assert!(matches!(error, DeskError::WrongKey), "{error:?}");
    assert_eq!(bytes(folder.path()), before);
}

#[tokio::test]
async fn a_replica_without_its_note_is_not_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let keychain = made(folder.path()).await;
    std::fs::remove_file(KeyNote::path(&folder.path().join("replica.db"))).unwrap();
    let before = bytes(folder.path());
    let error = refused(options(folder.path(), keychain)).await;
    assert!(matches!(error, DeskError::KeyMissing), "{error:?}");
    assert_eq!(bytes(folder.path()), before);
}

#[tokio::test]
async fn a_file_in_clear_or_of_another_kind_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    for content in [&b"SQLite format 3\0"[..], &[7u8; 9000][..]] {
        std::fs::write(&path, content).unwrap();
        let before = bytes(folder.path());
        let error = Store::open(&path, &Key::random().unwrap()).await.err().unwrap();
        assert!(matches!(error, DeskError::WrongKey), "{error:?}");
        assert_eq!(bytes(folder.path()), before);
    }
}

#[tokio::test]
async fn a_passphrase_opens_and_another_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let with = |typed: &str| OpenOptions {
        unlock: Unlock::Passphrase(Passphrase::new(typed.into())),
        ..options(folder.path(), Arc::new(NoKeychain))
    };
    assert!(matches!(refused(with("short")).await, DeskError::PassphraseTooShort));
    Desk::open(with("correct horse battery")).await.unwrap().close().await;
    let before = bytes(folder.path());
    assert!(matches!(refused(with("correct horse staple")).await, DeskError::WrongKey));
    let error = refused(options(folder.path(), Arc::new(MemoryKeychain::default()))).await;
    assert!(matches!(error, DeskError::PassphraseNeeded));
    assert_eq!(bytes(folder.path()), before);
    Desk::open(with("correct horse battery")).await.unwrap().close().await;
}

#[tokio::test]
async fn a_note_whose_replica_was_never_made_stands_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    KeyNote::Keychain { entry: "never used".into() }.write(&path).unwrap();
    let error = refused(options(folder.path(), Arc::new(NoKeychain))).await;
    assert!(matches!(error, DeskError::KeychainMissingAtFirst), "{error:?}");
    let unlock = Unlock::Passphrase(Passphrase::new("correct horse battery".into()));
    Desk::open(OpenOptions { unlock, ..options(folder.path(), Arc::new(NoKeychain)) }).await.unwrap().close().await;
    let error = refused(options(folder.path(), Arc::new(NoKeychain))).await;
    assert!(matches!(error, DeskError::PassphraseNeeded), "{error:?}");
}

#[tokio::test]
async fn a_newer_replica_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("replica.db");
    let key = Key::random().unwrap();
    let store = Store::open(&path, &key).await.unwrap();
    store.execute_for_tests("UPDATE _sqlx_migrations SET version = version + 9999").await.unwrap();
    store.close().await;
    let before = bytes(folder.path());
    let error = Store::open(&path, &key).await.err().unwrap();
    assert!(matches!(error, DeskError::ReplicaNewer), "{error:?}");
    assert_eq!(bytes(folder.path()), before);
}

#[tokio::test]
async fn history_cannot_be_rewritten() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("replica.db"), &Key::random().unwrap()).await.unwrap();
    let insert = "INSERT INTO history (at, agent, kind) VALUES ('2026-11-22', 'a', 'taken')";
    store.execute_for_tests(insert).await.unwrap();
    for sql in [
        "UPDATE history SET agent = 'b'",
        "DELETE FROM history",
        "INSERT OR REPLACE INTO history (id, at, agent, kind) VALUES (1, '', 'c', 'taken')",
    ] {
        assert!(store.execute_for_tests(sql).await.is_err(), "{sql}");
    }
    store.close().await;
}
