//! Aggregates as the exchange sees them: bodies with the centre's count of versions, or known to be gone.

use guichet_sync::replica::Row as Aggregate;
use guichet_sync::{Body, Key};
use sqlx::Row;

use super::Batch;
use crate::error::DeskError;
use crate::records;

/// What is written beside an authoritative body.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// The centre's count.
    pub base: i64,
    /// What the body adds to the checksum, as signed.
    pub digest: i64,
}

impl Mark {
    /// Of what the centre never saw.
    pub const LOCAL: Self = Self { base: 0, digest: 0 };

    pub(super) fn of(row: &Aggregate) -> Result<Self, DeskError> {
        Ok(Self { base: stored(row.version)?, digest: row.digest.cast_signed() })
    }
}

/// A count as SQLite keeps it.
pub(super) fn stored(count: u64) -> Result<i64, DeskError> {
    i64::try_from(count).map_err(|_| DeskError::BodyDamaged)
}

/// A count as it was kept.
pub(super) fn counted(stored: i64) -> Result<u64, DeskError> {
    u64::try_from(stored).map_err(|_| DeskError::BodyDamaged)
}

/// Reads a stored body of this sort.
pub(super) fn body(kind: &str, format: i64, text: &str) -> Result<Body, DeskError> {
    let format = u32::try_from(format).map_err(|_| DeskError::BodyDamaged)?;
    if i64::from(format) > records::FORMAT {
        return Err(DeskError::ReplicaNewer);
    }
    Body::from_json(kind, format, text).map_err(|_| DeskError::BodyDamaged)
}

const FILE_TERMS: &str = "INSERT OR REPLACE INTO terms (id, format, body, base, digest) VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const FILE_CATALOGUE: &str =
    "INSERT OR REPLACE INTO catalogue (id, format, body, base, digest) VALUES (?1, ?2, ?3, ?4, ?5)";

fn select(key: &Key) -> &'static str {
    match key {
        Key::Terms(_) => "SELECT base, digest, format, body FROM terms WHERE id = ?1",
        Key::Customer(_) => "SELECT base, digest, format, body FROM customer WHERE id = ?1",
        Key::Order(_) => "SELECT base, digest, format, body FROM orders WHERE number = ?1",
        Key::Account(_) => "SELECT base, digest, format, body FROM account WHERE id = ?1",
        Key::Catalogue(_) => "SELECT base, digest, format, body FROM catalogue WHERE id = ?1",
        Key::Case(_) => "SELECT base, digest, format, body FROM casework WHERE number = ?1",
        Key::Stray(_) => "SELECT base, digest, format, body FROM stray WHERE number = ?1",
    }
}

impl Batch {
    pub(super) async fn aggregate(&mut self, key: &Key) -> Result<Option<Aggregate>, DeskError> {
        let row = sqlx::query(select(key)).bind(key.id()).fetch_optional(self.connection()).await?;
        if let Some(row) = row {
            return Ok(Some(Aggregate {
                version: counted(row.try_get(0)?)?,
                digest: row.try_get::<i64, _>(1)?.cast_unsigned(),
                body: Some(body(key.kind(), row.try_get(2)?, row.try_get(3)?)?),
            }));
        }
        let gone: Option<(i64, i64)> = sqlx::query_as("SELECT base, digest FROM gone WHERE kind = ?1 AND id = ?2")
            .bind(key.kind())
            .bind(key.id())
            .fetch_optional(self.connection())
            .await?;
        let Some((base, digest)) = gone else { return Ok(None) };
        Ok(Some(Aggregate { version: counted(base)?, digest: digest.cast_unsigned(), body: None }))
    }

    pub(super) async fn put_aggregate(&mut self, key: &Key, row: &Aggregate) -> Result<(), DeskError> {
        let mark = Mark::of(row)?;
        let Some(body) = &row.body else { return self.lose(key, mark).await };
        if key.kind() != body.kind() {
            return Err(DeskError::BodyDamaged);
        }
        sqlx::query("DELETE FROM gone WHERE kind = ?1 AND id = ?2")
            .bind(key.kind())
            .bind(key.id())
            .execute(self.connection())
            .await?;
        match body {
            Body::Customer(record) => self.file_customer(record, Some(mark)).await.map(drop),
            Body::Order(order) => {
                self.remember(key.id()).await?;
                self.file_order(order, Some(mark)).await.map(drop)
            }
            Body::Account(account) => {
                let text = records::body(&**account)?;
                self.file_account(key.id(), text, Some(mark)).await
            }
            Body::Terms(_) => {
                let text = body.to_json().map_err(|_| DeskError::BodyDamaged)?;
                self.file_whole(FILE_TERMS, key.id(), text, mark).await?;
                self.terms_changed();
                Ok(())
            }
            Body::Catalogue(_) => {
                let text = body.to_json().map_err(|_| DeskError::BodyDamaged)?;
                self.file_whole(FILE_CATALOGUE, key.id(), text, mark).await
            }
            Body::Case(case) => self.file_case(case, mark).await,
            Body::Stray(parcel) => self.file_stray(parcel, mark).await,
        }
    }

    /// Files a document that is found by its id alone.
    pub(super) async fn file_whole(
        &mut self,
        sql: &'static str,
        id: &str,
        body: String,
        mark: Mark,
    ) -> Result<(), DeskError> {
        let query = sqlx::query(sql).bind(id).bind(records::FORMAT).bind(body).bind(mark.base).bind(mark.digest);
        query.execute(self.connection()).await?;
        Ok(())
    }

    /// Takes an aggregate away, with what it was filed under, and notes that it is gone.
    async fn lose(&mut self, key: &Key, mark: Mark) -> Result<(), DeskError> {
        match key {
            Key::Customer(id) => self.unfile_customer(id).await?,
            Key::Order(number) => self.unfile_order(number).await?,
            Key::Account(id) => {
                sqlx::query("DELETE FROM account WHERE id = ?1").bind(id).execute(self.connection()).await?;
            }
            Key::Terms(id) => {
                sqlx::query("DELETE FROM terms WHERE id = ?1").bind(id).execute(self.connection()).await?;
                self.terms_changed();
            }
            Key::Catalogue(id) => {
                sqlx::query("DELETE FROM catalogue WHERE id = ?1").bind(id).execute(self.connection()).await?;
            }
            Key::Case(number) => self.unfile_case(number).await?,
            Key::Stray(number) => self.unfile_stray(number).await?,
        }
        sqlx::query("INSERT OR REPLACE INTO gone (kind, id, base, digest) VALUES (?1, ?2, ?3, ?4)")
            .bind(key.kind())
            .bind(key.id())
            .bind(mark.base)
            .bind(mark.digest)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Empties the replica of every aggregate and of the search over them.
    pub(super) async fn forget_aggregates(&mut self) -> Result<(), DeskError> {
        for sql in [
            "DELETE FROM recent",
            "DELETE FROM awaiting_customer",
            "DELETE FROM orders",
            "DELETE FROM account",
            "DELETE FROM customer",
            "DELETE FROM terms",
            "DELETE FROM catalogue",
            "DELETE FROM casework",
            "DELETE FROM casework_order",
            "DELETE FROM stray",
            "DELETE FROM gone",
            "DELETE FROM identifier",
            "DELETE FROM posting",
            "DELETE FROM slip",
            "DELETE FROM word",
            "DELETE FROM number_prefix",
            "UPDATE tally SET rows = 0",
            // Versions that windows have seen are not given again: an order of before is no longer what was looked at.
            "INSERT INTO meta (name, value) VALUES ('version_floor', '1000000') \
             ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1000000",
        ] {
            sqlx::query(sql).execute(self.connection()).await?;
        }
        self.terms_changed();
        self.forget_vocabulary();
        Ok(())
    }
}
