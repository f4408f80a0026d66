//! Opening a replica, checked: every refusal leaves the file's bytes as they were.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions, Connection};

use crate::error::DeskError;
use crate::key::Key;

/// Our migrations, in order.
static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/desk");

/// Connections that only read.
const READERS: u32 = 3;

/// The connections to one replica.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    pub writer: SqlitePool,
    pub readers: SqlitePool,
}

impl Connections {
    /// Closes them all; what is in the journal goes into the file.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

/// The options of every connection. The key goes first and statements are never logged: the first would be the key.
fn options(path: &Path, key: &Key) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .pragma("key", format!("\"x'{}'\"", *key.to_hex()))
        // A wrong key is told by our own error; SQLCipher would write about pages on standard error as well.
        .pragma("cipher_log_level", "NONE")
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging()
}

/// Looks at an existing replica without any means of writing to it: is it encrypted, is the key right, is it ours?
///
/// The connection is closed whatever is found: one that were left to close itself could still be at it when the
/// program ends, and SQLCipher tears its state down then, which ends in a crash instead of the error.
async fn look(path: &Path, key: &Key) -> Result<(), DeskError> {
    // Immutable: no lock, no journal beside the file, no checkpoint when closed. Where a journal is there, whoever wrote it
    // was cut off, perhaps while it was merged: the file is a database only together with it, and it is read with it.
    // What only reads merges nothing.
    let is_whole = !holds_data(&journal(path))?;
    let mut connection = options(path, key).read_only(true).immutable(is_whole).connect().await?;
    let seen = inspect(&mut connection).await;
    connection.close().await?;
    seen
}

async fn inspect(connection: &mut SqliteConnection) -> Result<(), DeskError> {
    let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version").fetch_optional(&mut *connection).await?;
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(DeskError::NotEncrypting);
    }
    let migrated: bool = sqlx::query_scalar("SELECT count(*) > 0 FROM sqlite_master WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if migrated {
        let newest: Option<i64> =
            sqlx::query_scalar("SELECT max(version) FROM _sqlx_migrations").fetch_one(&mut *connection).await?;
        let ours = MIGRATIONS.iter().map(|migration| migration.version).max();
        if newest > ours {
            return Err(DeskError::ReplicaNewer);
        }
    }
    Ok(())
}

/// Opens the replica at `path`, or makes it where nothing is there yet.
pub(super) async fn open(path: &Path, key: &Key) -> Result<Connections, DeskError> {
    if holds_data(path)? {
        look(path, key).await?;
    }
    let base = options(path, key)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .pragma("temp_store", "MEMORY")
        .pragma("wal_autocheckpoint", "2000");
    let writer = SqlitePoolOptions::new()
        .max_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(base.clone().create_if_missing(true).pragma("cache_size", "-65536"))
        .await?;
    match prepare(&writer, base).await {
        Ok(readers) => Ok(Connections { writer, readers }),
        Err(error) => {
            writer.close().await;
            Err(error)
        }
    }
}

/// Brings the schema up to date and opens the readers.
async fn prepare(writer: &SqlitePool, base: SqliteConnectOptions) -> Result<SqlitePool, DeskError> {
    let cipher: Option<String> = sqlx::query_scalar("PRAGMA cipher_version").fetch_optional(writer).await?;
    if cipher.is_none_or(|version| version.is_empty()) {
        return Err(DeskError::NotEncrypting);
    }
    MIGRATIONS.run(writer).await.map_err(|error| match error {
        sqlx::migrate::MigrateError::VersionMissing(_) => DeskError::ReplicaNewer,
        other => DeskError::Store(sqlx::Error::Migrate(Box::new(other))),
    })?;
    // No `min_connections`: sqlx would open them in the background, where nobody could close them in time.
    let readers = SqlitePoolOptions::new()
        .max_connections(READERS)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(base.pragma("query_only", "ON").pragma("cache_size", "-65536"))
        .await?;
    // All are opened here and stay open: where whoever asks for one is gone before it is open, nobody waits until it is
    // closed, and a program that ends meanwhile takes SQLCipher away under it (it frees what it holds `atexit`).
    let mut opened = Vec::new();
    for _ in 0..READERS {
        opened.push(readers.acquire().await?);
    }
    Ok(readers)
}

/// The journal that lies beside a replica while it is open, or after it was cut off.
pub(super) fn journal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

/// Whether there is a file with bytes at this place.
pub(super) fn holds_data(path: &Path) -> Result<bool, DeskError> {
    match std::fs::metadata(path) {
        Ok(facts) => Ok(facts.len() > 0),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(DeskError::File(error.kind())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_connection_is_opened_later() {
        let folder = tempfile::tempdir().unwrap();
        let connections = open(&folder.path().join("replica.db"), &Key::random().unwrap()).await.unwrap();
        assert_eq!((connections.writer.size(), connections.readers.size()), (1, READERS));
        connections.close().await;
    }

    const PAGE: usize = 4096;

    /// A program that ends while the journal is merged leaves a file of old and new pages; only with the journal it is a
    /// database, and nothing of it is lost.
    #[tokio::test]
    async fn a_merge_that_was_cut_off_anywhere_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key) = (folder.path().join("replica.db"), Key::random().unwrap());
        let connections = open(&path, &key).await.unwrap();
        sqlx::query("CREATE TABLE much (id INTEGER PRIMARY KEY, word TEXT NOT NULL)")
            .execute(&connections.writer)
            .await
            .unwrap();
        connections.close().await;
        let before = std::fs::read(&path).unwrap();

        let connections = open(&path, &key).await.unwrap();
        let fill = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) \
                    INSERT INTO much (word) SELECT hex(randomblob(40)) FROM n";
        sqlx::query(fill).execute(&connections.writer).await.unwrap();
        for sql in ["CREATE INDEX much_word ON much (word)", "ALTER TABLE much ADD COLUMN more TEXT"] {
            sqlx::query(sql).execute(&connections.writer).await.unwrap();
        }
        let frames = std::fs::read(journal(&path)).unwrap();
        connections.close().await;
        let after = std::fs::read(&path).unwrap();
        assert!(frames.len() > 100 * PAGE && after.len() > before.len());

        for cut in (0..=after.len()).step_by(PAGE * 7) {
            let mut mixed = before.clone();
            mixed.resize(before.len().max(cut), 0);
            mixed[..cut].copy_from_slice(&after[..cut]);
            std::fs::write(&path, &mixed).unwrap();
            std::fs::write(journal(&path), &frames).unwrap();
            let connections = open(&path, &key).await.unwrap_or_else(|error| panic!("cut at {cut}: {error:?}"));
            let words: i64 = sqlx::query_scalar("SELECT count(DISTINCT word) FROM much")
                .fetch_one(&connections.writer)
                .await
                .unwrap();
            let sound: String =
                sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&connections.writer).await.unwrap();
            assert_eq!((words, sound.as_str()), (4000, "ok"), "cut at {cut}");
            connections.close().await;
        }
    }

    /// Also where a journal lies beside the file, a refusal leaves both as they were.
    #[tokio::test]
    async fn a_wrong_key_changes_neither_the_file_nor_its_journal() {
        let folder = tempfile::tempdir().unwrap();
        let (path, key) = (folder.path().join("replica.db"), Key::random().unwrap());
        let connections = open(&path, &key).await.unwrap();
        let bytes = || (std::fs::read(&path).unwrap(), std::fs::read(journal(&path)).unwrap());
        let copy = bytes();
        assert!(!copy.1.is_empty());
        connections.close().await;
        std::fs::write(&path, &copy.0).unwrap();
        std::fs::write(journal(&path), &copy.1).unwrap();
        assert!(open(&path, &Key::random().unwrap()).await.is_err());
        assert_eq!(bytes(), copy);
        open(&path, &key).await.unwrap().close().await;
    }
}
