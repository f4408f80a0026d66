//! Opening a replica, checked: every refusal leaves the file's bytes as they were.

use std::path::Path;
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
    // Immutable: no lock, no journal beside the file, no checkpoint when closed.
    let mut connection = options(path, key).read_only(true).immutable(true).connect().await?;
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

/// Whether there is a file with bytes at this place.
pub(super) fn holds_data(path: &Path) -> Result<bool, DeskError> {
    match std::fs::metadata(path) {
        Ok(facts) => Ok(facts.len() > 0),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(DeskError::File(error.kind())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_connection_is_opened_later() {
        let folder = tempfile::tempdir().unwrap();
        let connections = open(&folder.path().join("replica.db"), &Key::random().unwrap()).await.unwrap();
        assert_eq!((connections.writer.size(), connections.readers.size()), (1, READERS));
        connections.close().await;
    }
}
