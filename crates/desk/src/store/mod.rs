//! The encrypted replica: one writer, a few readers, bodies and their index.

mod batch;
mod bulk;
mod casework;
mod commanded;
mod evidence;
mod figures;
mod history;
mod leaving;
mod listing;
mod opening;
mod queue;
mod read;
mod replica;
mod rows;
mod shelf;
mod snapshot;
mod stray;
#[cfg(feature = "testing")]
mod testing;
mod verify;
pub(crate) mod vocabulary;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use guichet_domain::TermsPack;
use sqlx::sqlite::SqlitePool;

pub use batch::Batch;
pub use bulk::PreparedOrder;
pub use casework::{Draft, Listed};
pub use evidence::StoredFile;
pub use figures::Place;
pub use history::{Entry, EntryKind, StoredEntry, Subject};
pub use listing::{ListedOrder, Orders};
pub use read::{StoredAccount, StoredCustomer, StoredOrder, Tally};
pub(crate) use snapshot::PROGRESS;
pub use stray::Strays;
#[cfg(feature = "testing")]
pub use testing::Everything;
pub use verify::Verified;

use crate::error::DeskError;
use crate::key::Key;

/// One replica, open. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Store {
    /// Replaced as a whole when a snapshot takes the replica's place.
    connections: Arc<RwLock<opening::Connections>>,
    shelf: shelf::Shelf,
    path: PathBuf,
    /// Those to the file in which a snapshot was gathered last: whoever gathers it may be stopped, and they are closed with
    /// the rest.
    gathering: Arc<Mutex<Option<opening::Connections>>>,
}

impl Store {
    /// Opens the replica at `path` with `key`; an empty place becomes a new replica.
    ///
    /// # Errors
    /// [`DeskError::WrongKey`], [`DeskError::ReplicaNewer`], [`DeskError::NotEncrypting`], [`DeskError::Store`]. The
    /// file's bytes are as before in each case.
    pub async fn open(path: &Path, key: &Key) -> Result<Self, DeskError> {
        let connections = opening::open(path, key).await?;
        let shelf = shelf::Shelf::default();
        match shelved(&connections).await {
            Ok(packs) => shelf.put(packs),
            Err(error) => {
                connections.close().await;
                return Err(error);
            }
        }
        let connections = Arc::new(RwLock::new(connections));
        Ok(Self { connections, shelf, path: path.to_owned(), gathering: Arc::default() })
    }

    /// Whether there is a replica (or anything else with bytes) at `path`.
    ///
    /// # Errors
    /// [`DeskError::File`].
    pub fn is_there(path: &Path) -> Result<bool, DeskError> {
        opening::holds_data(path)
    }

    /// Where the replica lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins the one write transaction.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn begin(&self) -> Result<Batch, DeskError> {
        Batch::begin(&self.writer(), self.shelf.clone()).await
    }

    /// Whether it has been closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.writer().is_closed()
    }

    /// Closes every connection; what is in the journal goes into the file.
    pub async fn close(&self) {
        let gathering = self.gathering.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(next) = gathering {
            next.close().await;
        }
        self.connections().close().await;
    }

    /// Merges the journal into the file and refreshes what the planner knows; after much was written.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn tidy(&self) -> Result<(), DeskError> {
        sqlx::query("PRAGMA optimize").execute(&self.writer()).await?;
        sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&self.writer()).await?;
        Ok(())
    }

    /// Runs a statement as a tamperer would: for tests of what the replica refuses.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    #[doc(hidden)]
    pub async fn execute_for_tests(&self, sql: &'static str) -> Result<(), DeskError> {
        sqlx::query(sql).execute(&self.writer()).await?;
        Ok(())
    }

    /// The editions of the terms that decisions are taken under.
    #[must_use]
    pub fn packs(&self) -> Arc<[TermsPack]> {
        self.shelf.packs()
    }

    fn connections(&self) -> opening::Connections {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn readers(&self) -> SqlitePool {
        self.connections().readers
    }

    pub(crate) fn writer(&self) -> SqlitePool {
        self.connections().writer
    }
}

/// The editions of the terms that this replica holds.
async fn shelved(connections: &opening::Connections) -> Result<Arc<[TermsPack]>, DeskError> {
    shelf::read(&mut *connections.readers.acquire().await?).await
}
