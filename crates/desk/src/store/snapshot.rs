//! A snapshot of the centre: its bodies go into a second file, many at a time, and that file takes the replica's place.
//!
//! A second file, because everything that is read goes on being read while hours of bodies come in, because an attempt
//! that was stopped goes on where it was, and because nothing is lost until the one rename that makes it the replica.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::PoisonError;

use guichet_sync::body::digest;
use guichet_sync::replica::Row as Aggregate;
use guichet_sync::wire::Change;
use guichet_sync::{Body, Key as AggregateKey};
use sqlx::Row;

use super::bulk::{PreparedOrder, ROWS};
use super::rows::Mark;
use super::{Batch, Store, opening, shelf};
use crate::error::DeskError;
use crate::key::Key;

/// What is the desk's own and comes along whole.
const OWN: &[&str] = &[
    "entry",
    "attention",
    "event",
    "rma",
    "counter",
    "document",
    "evidence",
    "draft",
    "import_batch",
    "import_taken",
    "setting",
    "replica",
];

/// Where identifiers wait in the second file; it is gone before that file becomes the replica.
const PUT_ASIDE: &str =
    "CREATE TABLE IF NOT EXISTS put_aside (kind INTEGER NOT NULL, token TEXT NOT NULL, target INTEGER NOT NULL)";

/// Identifiers that are sorted at once, in memory: what is put aside lies on no disk in clear, not while it is sorted
/// either.
const AT_ONCE: i64 = 3_000_000;

/// The setting of the second file that says how far it is.
pub(crate) const PROGRESS: &str = "snapshot.progress";

impl Store {
    fn next_path(&self) -> PathBuf {
        let mut path = self.path().as_os_str().to_owned();
        path.push(".next");
        PathBuf::from(path)
    }

    /// The file in which a snapshot is gathered: the one that was begun, or a new one.
    pub(crate) async fn next(&self, key: &Key) -> Result<Self, DeskError> {
        let path = self.next_path();
        let next = match Self::open(&path, key).await {
            Ok(next) => next,
            // Stopped before it was a database, or of another replica's key: there is nothing in it to keep.
            Err(_) => {
                remove(&path)?;
                Self::open(&path, key).await?
            }
        };
        match sqlx::query(PUT_ASIDE).execute(&next.writer()).await {
            Ok(_) => {
                let mut gathering = self.gathering.lock().unwrap_or_else(PoisonError::into_inner);
                *gathering = Some(next.connections());
                drop(gathering);
                Ok(next)
            }
            Err(error) => {
                next.close().await;
                Err(error.into())
            }
        }
    }

    /// Throws away what was gathered.
    pub(crate) async fn discard_next(&self, next: Self) -> Result<(), DeskError> {
        next.close().await;
        remove(&self.next_path())
    }

    /// Prepares a new file: versions of orders go on above those that windows have seen.
    pub(crate) async fn begin_next(&self, next: &Self) -> Result<(), DeskError> {
        let sql = "SELECT CAST(value AS INTEGER) FROM meta WHERE name = 'version_floor'";
        let floor: Option<i64> = sqlx::query_scalar(sql).fetch_optional(&self.readers()).await?;
        sqlx::query("INSERT OR REPLACE INTO meta (name, value) VALUES ('version_floor', ?1)")
            .bind((floor.unwrap_or(0) + 1_000_000).to_string())
            .execute(&next.writer())
            .await?;
        Ok(())
    }

    /// Files what [`Batch::add_bodies`] put aside: in order, so that neighbours share pages. Written as they come, nearly
    /// every one of millions would cost a page of its own, encrypted and written. Stopped at any point, it goes on.
    pub(crate) async fn file_put_aside(&self) -> Result<(), DeskError> {
        loop {
            let mut batch = self.begin().await?;
            let some = "SELECT max(at) FROM (SELECT rowid AS at FROM put_aside ORDER BY rowid LIMIT ?1)";
            let last: Option<i64> = sqlx::query_scalar(some).bind(AT_ONCE).fetch_one(batch.connection()).await?;
            let Some(last) = last else { break };
            for sql in [
                "INSERT OR IGNORE INTO identifier (kind, token, target) \
                 SELECT kind, token, target FROM put_aside WHERE rowid <= ?1 ORDER BY kind, token, target",
                // Its pages are the next ones' to use.
                "DELETE FROM put_aside WHERE rowid <= ?1",
            ] {
                sqlx::query(sql).bind(last).execute(batch.connection()).await?;
            }
            batch.commit().await?;
        }
        sqlx::query("DROP TABLE put_aside").execute(&self.writer()).await?;
        Ok(())
    }

    /// Begins the last transaction of a second file: what is this desk's own is in it. Nothing may be written to the
    /// replica from here to [`Store::take_place`].
    pub(crate) async fn carry_over(&self, next: &Self, key: &Key) -> Result<Batch, DeskError> {
        let path = self.path().to_str().ok_or(DeskError::File(std::io::ErrorKind::InvalidFilename))?;
        sqlx::query("ATTACH DATABASE ?1 AS old KEY ?2")
            .bind(path)
            .bind(format!("x'{}'", *key.to_hex()))
            .execute(&next.writer())
            .await?;
        let mut batch = next.begin().await?;
        for table in OWN {
            let sql = match *table {
                "setting" => format!("DELETE FROM main.{table} WHERE name <> '{PROGRESS}'"),
                _ => format!("DELETE FROM main.{table}"),
            };
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(batch.connection()).await?;
            let sql = format!("INSERT INTO main.{table} SELECT * FROM old.{table}");
            sqlx::query(sqlx::AssertSqlSafe(sql)).execute(batch.connection()).await?;
        }
        for sql in [
            // The history only grows; an attempt before this one may have brought the beginning.
            "INSERT INTO main.history SELECT * FROM old.history \
             WHERE id > (SELECT coalesce(max(id), 0) FROM main.history)",
            "INSERT OR REPLACE INTO main.recent (customer, opened) \
             SELECT new.rowid, recent.opened FROM old.recent AS recent \
             JOIN old.customer AS known ON known.rowid = recent.customer \
             JOIN main.customer AS new ON new.id = known.id",
        ] {
            sqlx::query(sql).execute(batch.connection()).await?;
        }
        batch.put_setting(PROGRESS, None).await?;
        Ok(batch)
    }

    /// Puts a finished second file in this replica's place. Both are closed for a moment: nobody may be at them.
    pub(crate) async fn take_place(&self, next: &Self, key: &Key) -> Result<(), DeskError> {
        sqlx::query("DETACH DATABASE old").execute(&next.writer()).await?;
        next.tidy().await?;
        let next_path = next.path().to_owned();
        next.close().await;
        self.close().await;
        // Where another program has either open, its journal stays beside it and would be read into the other file.
        let alone = !has_journal(&next_path)? && !has_journal(self.path())?;
        // The snapshot was closed by its last reader: everything of it is in the one file, which is renamed whole.
        let moved = match alone {
            true => put_in_place(&next_path, self.path()),
            false => Err(DeskError::File(std::io::ErrorKind::ResourceBusy)),
        };
        // Whatever came of it, the replica is open again: as it was, or as it is now.
        self.open_again(key).await?;
        moved
    }

    async fn open_again(&self, key: &Key) -> Result<(), DeskError> {
        let connections = opening::open(self.path(), key).await?;
        self.shelf.put(shelf::read(&mut *connections.readers.acquire().await?).await?);
        *self.connections.write().unwrap_or_else(PoisonError::into_inner) = connections;
        Ok(())
    }

    /// Closes the replica and removes it from the disk, with all that lies beside it.
    pub(crate) async fn wipe(&self) -> Result<(), DeskError> {
        self.close().await;
        remove(&self.next_path())?;
        remove(self.path())?;
        let note = crate::key::KeyNote::path(self.path());
        match std::fs::remove_file(note) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(DeskError::File(error.kind())),
            _ => Ok(()),
        }
    }
}

/// Renames, and makes the folder's entry durable where a folder can be asked to.
fn put_in_place(from: &Path, to: &Path) -> Result<(), DeskError> {
    let kind = |error: std::io::Error| DeskError::File(error.kind());
    std::fs::rename(from, to).map_err(kind)?;
    #[cfg(unix)]
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(kind)?;
    }
    Ok(())
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn has_journal(path: &Path) -> Result<bool, DeskError> {
    opening::holds_data(&opening::journal(path))
}

/// Removes a database file with what lies beside it.
fn remove(path: &Path) -> Result<(), DeskError> {
    for file in [path.to_owned(), opening::journal(path), beside(path, "-shm")] {
        match std::fs::remove_file(&file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(DeskError::File(error.kind())),
            _ => {}
        }
    }
    Ok(())
}

impl Batch {
    /// Writes a chunk of a snapshot into rows that are not there yet, and puts their identifiers aside. Returns what it
    /// adds to the checksum.
    pub(crate) async fn add_bodies(&mut self, changes: &[Change]) -> Result<u64, DeskError> {
        self.puts_aside = true;
        let mut sum = 0_u64;
        let mut customers = Vec::new();
        let mut orders = Vec::new();
        for change in changes {
            let body = change.body.as_ref().ok_or(DeskError::BodyDamaged)?;
            let text = body.to_json().map_err(|_| DeskError::BodyDamaged)?;
            let digest = digest(&change.key, change.version, &text);
            sum = sum.wrapping_add(digest);
            let row = Aggregate { version: change.version, digest, body: None };
            let mark = Mark::of(&row)?;
            match (&change.key, body) {
                (AggregateKey::Customer(_), Body::Customer(record)) => customers.push((&**record, mark)),
                (AggregateKey::Order(_), Body::Order(order)) => orders.push((&**order, mark)),
                (key, body) => self.put_aggregate(key, &Aggregate { body: Some(body.clone()), ..row }).await?,
            }
        }
        let (customer_row, order_row) = self.next_rows().await?;
        if !customers.is_empty() {
            self.add_marked_customers(customer_row, &customers).await?;
        }
        if !orders.is_empty() {
            self.add_snapshot_orders(order_row, &orders).await?;
        }
        Ok(sum)
    }

    async fn add_snapshot_orders(
        &mut self,
        first_row: i64,
        orders: &[(&guichet_domain::Order, Mark)],
    ) -> Result<(), DeskError> {
        let mut rows: HashMap<String, i64> = HashMap::new();
        for some in orders.chunks(ROWS) {
            let ids: Vec<&str> = some.iter().filter_map(|(order, _)| order.customer.as_deref()).collect();
            let json = serde_json::to_string(&ids).map_err(|_| DeskError::BodyDamaged)?;
            let found = sqlx::query("SELECT id, rowid FROM customer WHERE id IN (SELECT value FROM json_each(?1))")
                .bind(json)
                .fetch_all(self.connection())
                .await?;
            for row in &found {
                rows.insert(row.try_get(0)?, row.try_get(1)?);
            }
        }
        let mut prepared = Vec::with_capacity(orders.len());
        let mut letters: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
        for (row, (order, mark)) in (first_row..).zip(orders) {
            let customer = order.customer.as_ref().and_then(|id| rows.get(id).copied());
            if let (None, Some(id)) = (customer, &order.customer) {
                self.await_customer(id, row).await?;
            }
            if let Some(begins) = crate::search::identifiers::number_letters(&order.number)
                && letters.insert(begins.to_string())
            {
                self.put_number_letters(&order.number).await?;
            }
            prepared.push(PreparedOrder::marked(order, customer, *mark)?);
        }
        self.add_orders(first_row, prepared).await
    }
}
