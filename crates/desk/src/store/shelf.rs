//! The editions of the terms that decisions are taken under, read once and kept at hand.

use std::sync::{Arc, PoisonError, RwLock};

use guichet_domain::TermsPack;
use sqlx::Row;
use sqlx::sqlite::SqliteConnection;

use crate::error::DeskError;

/// The editions at hand. Cloning shares them.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf(Arc<RwLock<Arc<[TermsPack]>>>);

impl Shelf {
    /// What is at hand.
    pub fn packs(&self) -> Arc<[TermsPack]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts others in their place.
    pub fn put(&self, packs: Arc<[TermsPack]>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = packs;
    }
}

/// The editions that the centre published; the one that comes with the program where it published none, so that a desk
/// and its centre never decide under different editions.
pub(super) async fn read(connection: &mut SqliteConnection) -> Result<Arc<[TermsPack]>, DeskError> {
    let rows = sqlx::query("SELECT body FROM terms ORDER BY id").fetch_all(connection).await?;
    let stored = rows.iter().map(|row| {
        let body: &str = row.try_get(0)?;
        TermsPack::from_json(body.as_bytes()).map_err(|_| DeskError::Terms)
    });
    let stored = stored.collect::<Result<Vec<TermsPack>, DeskError>>()?;
    match stored.is_empty() {
        true => Ok(Arc::from([TermsPack::shipped().map_err(|_| DeskError::Terms)?])),
        false => Ok(stored.into()),
    }
}
