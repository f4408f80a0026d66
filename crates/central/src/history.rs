//! The append-only history: who did what, when, to what.

use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done: a word that never changes.
    pub kind: &'a str,
    /// The sort of thing it was done to.
    pub aggregate: &'a str,
    /// Which one.
    pub key: &'a str,
    /// Who: an agent's login, `shop:<key>` for a shop, none for the centre itself.
    pub agent: Option<&'a str>,
    /// From which device.
    pub device: Option<Uuid>,
    /// The desk's command.
    pub command_id: Option<Uuid>,
    /// What was asked, as JSON.
    pub command: Option<String>,
    /// What came of it, as JSON.
    pub outcome: Option<String>,
    /// The body's version before.
    pub before: Option<i64>,
    /// The body's version after.
    pub after: Option<i64>,
}

impl<'a> Entry<'a> {
    /// An entry of which no more is known.
    #[must_use]
    pub fn new(at: DateTime<Utc>, kind: &'a str, aggregate: &'a str, key: &'a str) -> Self {
        Self {
            at,
            kind,
            aggregate,
            key,
            agent: None,
            device: None,
            command_id: None,
            command: None,
            outcome: None,
            before: None,
            after: None,
        }
    }

    /// Done by this agent or shop.
    #[must_use]
    pub fn by(mut self, agent: &'a str) -> Self {
        self.agent = Some(agent);
        self
    }

    /// From this device.
    #[must_use]
    pub fn on(mut self, device: Uuid) -> Self {
        self.device = Some(device);
        self
    }

    /// What was asked.
    #[must_use]
    pub fn asking(mut self, command: String) -> Self {
        self.command = Some(command);
        self
    }

    /// With the versions before and after.
    #[must_use]
    pub fn versions(mut self, before: Option<i64>, after: i64) -> Self {
        self.before = before;
        self.after = Some(after);
        self
    }

    /// Writes it.
    ///
    /// # Errors
    /// What the database answers.
    pub async fn write(self, connection: &mut PgConnection, merchant: &str) -> Result<(), sqlx::Error> {
        write_all(connection, merchant, std::slice::from_ref(&self)).await
    }
}

/// Writes entries in one statement, in their order.
///
/// # Errors
/// What the database answers.
pub async fn write_all(
    connection: &mut PgConnection,
    merchant: &str,
    entries: &[Entry<'_>],
) -> Result<(), sqlx::Error> {
    if entries.is_empty() {
        return Ok(());
    }
    fn column<'e, 'a, T>(entries: &'e [Entry<'a>], of: impl Fn(&'e Entry<'a>) -> T) -> Vec<T> {
        entries.iter().map(of).collect()
    }
    sqlx::query(
        "INSERT INTO history (merchant, at, kind, aggregate, key, agent, device, command_id, command, outcome,
                              version_before, version_after)
         SELECT $1, at, kind, aggregate, key, agent, device, command_id, command, outcome, before, after
         FROM unnest($2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::uuid[],
                     $9::text[], $10::text[], $11::bigint[], $12::bigint[]) WITH ORDINALITY
              AS row (at, kind, aggregate, key, agent, device, command_id, command, outcome, before, after, place)
         ORDER BY place",
    )
    .bind(merchant)
    .bind(column(entries, |entry| entry.at))
    .bind(column(entries, |entry| entry.kind))
    .bind(column(entries, |entry| entry.aggregate))
    .bind(column(entries, |entry| entry.key))
    .bind(column(entries, |entry| entry.agent))
    .bind(column(entries, |entry| entry.device))
    .bind(column(entries, |entry| entry.command_id))
    .bind(column(entries, |entry| entry.command.as_deref()))
    .bind(column(entries, |entry| entry.outcome.as_deref()))
    .bind(column(entries, |entry| entry.before))
    .bind(column(entries, |entry| entry.after))
    .execute(connection)
    .await?;
    Ok(())
}
