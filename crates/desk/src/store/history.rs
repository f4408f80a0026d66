//! The append-only history: what was done, when, by whom, and what the rules said.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use guichet_sync::{Key, Verdict};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;

/// What sort of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A command was taken.
    Taken,
    /// A taken command was undone before it left the building.
    Undone,
    /// An order came in from a file.
    Imported,
    /// A copy of a customer's data was handed out.
    HandedOut,
}

impl EntryKind {
    fn stored(self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Undone => "undone",
            Self::Imported => "imported",
            Self::HandedOut => "handed_out",
        }
    }

    fn from_stored(text: &str) -> Option<Self> {
        [Self::Taken, Self::Undone, Self::Imported, Self::HandedOut].into_iter().find(|kind| kind.stored() == text)
    }
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// An order, by its number.
    Order(&'a str),
    /// A service account, by its customer's id.
    Account(&'a str),
    /// A customer's own record, by the customer's id.
    Customer(&'a str),
    /// A case, by its number.
    Case(&'a str),
    /// A parcel in quarantine, by its number.
    Stray(&'a str),
}

impl<'a> Subject<'a> {
    /// What a key names; none for what nothing is done on.
    #[must_use]
    pub fn of(key: &'a Key) -> Option<Self> {
        match key {
            Key::Order(number) => Some(Self::Order(number)),
            Key::Account(customer) => Some(Self::Account(customer)),
            Key::Customer(id) => Some(Self::Customer(id)),
            Key::Case(number) => Some(Self::Case(number)),
            Key::Stray(number) => Some(Self::Stray(number)),
            Key::Terms(_) | Key::Catalogue(_) => None,
        }
    }

    fn order(self) -> Option<&'a str> {
        match self {
            Self::Order(number) => Some(number),
            _ => None,
        }
    }

    fn account(self) -> Option<&'a str> {
        match self {
            Self::Account(customer) => Some(customer),
            _ => None,
        }
    }

    fn customer(self) -> Option<&'a str> {
        match self {
            Self::Customer(id) => Some(id),
            _ => None,
        }
    }

    fn case(self) -> Option<&'a str> {
        match self {
            Self::Case(number) => Some(number),
            _ => None,
        }
    }

    fn stray(self) -> Option<&'a str> {
        match self {
            Self::Stray(number) => Some(number),
            _ => None,
        }
    }
}

/// One entry to be written.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// What sort.
    pub kind: EntryKind,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub agent: &'a str,
    /// What it is about.
    pub about: Subject<'a>,
    /// The command's id, for a command that was taken.
    pub command_id: Option<Uuid>,
    /// The command that it undoes.
    pub undoes: Option<Uuid>,
    /// The command as JSON.
    pub command: Option<String>,
    /// What came of it, as JSON: the decision and what it created.
    pub outcome: Option<String>,
    /// The order's version before.
    pub version_before: i64,
    /// The order's version after.
    pub version_after: i64,
}

/// One entry as read back.
#[derive(Debug, Clone)]
pub struct StoredEntry {
    /// Its place in the order of things done.
    pub id: i64,
    /// What sort.
    pub kind: EntryKind,
    /// When.
    pub at: String,
    /// Who.
    pub agent: String,
    /// The order it is about.
    pub order: Option<String>,
    /// The customer whose account it is about.
    pub account: Option<String>,
    /// The customer whose own record it is about.
    pub customer: Option<String>,
    /// The case that it is about.
    pub case: Option<String>,
    /// The parcel in quarantine that it is about.
    pub stray: Option<String>,
    /// The command's id.
    pub command_id: Option<String>,
    /// The command that it undoes.
    pub undoes: Option<String>,
    /// The command as JSON.
    pub command: Option<String>,
    /// What came of it, as JSON.
    pub outcome: Option<String>,
    /// The order's version after.
    pub version_after: i64,
    /// Whether it awaits the centre's verdict.
    pub waiting: bool,
    /// What the centre made of it, once it has.
    pub verdict: Option<Verdict>,
}

impl StoredEntry {
    /// What it is about.
    #[must_use]
    pub fn about(&self) -> Option<Subject<'_>> {
        let order = self.order.as_deref().map(Subject::Order);
        let order = order.or_else(|| self.account.as_deref().map(Subject::Account));
        let order = order.or_else(|| self.customer.as_deref().map(Subject::Customer));
        let order = order.or_else(|| self.case.as_deref().map(Subject::Case));
        order.or_else(|| self.stray.as_deref().map(Subject::Stray))
    }
}

const COLUMNS: &str = "SELECT history.id, history.kind, at, history.agent, history.order_number, history.command_id, undoes, \
     command, outcome, coalesce(version_after, 0), entry.state, \
     entry.verdict, history.account, history.person, history.casework, history.stray FROM history LEFT JOIN entry ON entry.id = history.command_id";

fn entry(row: &SqliteRow) -> Result<StoredEntry, DeskError> {
    Ok(StoredEntry {
        id: row.try_get(0)?,
        kind: EntryKind::from_stored(&row.try_get::<String, _>(1)?).ok_or(DeskError::BodyDamaged)?,
        at: row.try_get(2)?,
        agent: row.try_get(3)?,
        order: row.try_get(4)?,
        command_id: row.try_get(5)?,
        undoes: row.try_get(6)?,
        command: row.try_get(7)?,
        outcome: row.try_get(8)?,
        version_after: row.try_get(9)?,
        waiting: row.try_get::<Option<&str>, _>(10)? == Some("waiting"),
        verdict: row
            .try_get::<Option<&str>, _>(11)?
            .map(|text| serde_json::from_str(text).map_err(|_| DeskError::BodyDamaged))
            .transpose()?,
        account: row.try_get(12)?,
        customer: row.try_get(13)?,
        case: row.try_get(14)?,
        stray: row.try_get(15)?,
    })
}

impl Batch {
    /// Adds an entry.
    ///
    /// # Errors
    /// [`DeskError::Store`]; a command id that is there already is refused by the table.
    pub async fn record(&mut self, entry: &Entry<'_>) -> Result<(), DeskError> {
        sqlx::query(
            "INSERT INTO history (at, agent, kind, order_number, command_id, undoes, command, outcome, \
             version_before, version_after, account, person, casework, stray) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        )
        .bind(entry.at.to_rfc3339())
        .bind(entry.agent)
        .bind(entry.kind.stored())
        .bind(entry.about.order())
        .bind(entry.command_id.map(|id| id.to_string()))
        .bind(entry.undoes.map(|id| id.to_string()))
        .bind(entry.command.as_deref())
        .bind(entry.outcome.as_deref())
        .bind(entry.version_before)
        .bind(entry.version_after)
        .bind(entry.about.account())
        .bind(entry.about.customer())
        .bind(entry.about.case())
        .bind(entry.about.stray())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Adds the entry of a command that was queued in this transaction: who took it and when, what was asked as it is
    /// remembered, and what came of it. `versions` are those of what it is about, before and after; zero for what has none.
    ///
    /// # Errors
    /// As [`Batch::record`]; [`DeskError::BodyDamaged`] if the outcome cannot be written as JSON.
    pub async fn record_taken(
        &mut self,
        queued: &guichet_sync::replica::Entry,
        about: Subject<'_>,
        command: &serde_json::Value,
        outcome: &impl serde::Serialize,
        versions: (i64, i64),
    ) -> Result<(), DeskError> {
        self.record(&Entry {
            kind: EntryKind::Taken,
            at: queued.taken_at,
            agent: &queued.agent,
            about,
            command_id: Some(queued.intent.id),
            undoes: None,
            command: Some(command.to_string()),
            outcome: Some(records::body(outcome)?),
            version_before: versions.0,
            version_after: versions.1,
        })
        .await
    }

    /// The entry of this command, if it was taken.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn taken_already(&mut self, command_id: Uuid) -> Result<Option<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE history.command_id = ?1"));
        let row = sqlx::query(sql).bind(command_id.to_string()).fetch_optional(self.connection()).await?;
        row.as_ref().map(entry).transpose()
    }
}

impl Store {
    /// The entry of this command, if it was taken here.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn history_of_command(&self, command_id: Uuid) -> Result<Option<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE history.command_id = ?1"));
        let row = sqlx::query(sql).bind(command_id.to_string()).fetch_optional(&self.readers()).await?;
        row.as_ref().map(entry).transpose()
    }

    /// What was done on this order, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn history_of(&self, order: &str) -> Result<Vec<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE history.order_number = ?1 ORDER BY history.id"));
        sqlx::query(sql).bind(order).fetch_all(&self.readers()).await?.iter().map(entry).collect()
    }

    /// What was done on this customer's orders, oldest first, by their numbers: one question, however many there are.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn history_of_orders(&self, customer: &str) -> Result<BTreeMap<String, Vec<StoredEntry>>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "{COLUMNS} WHERE history.order_number IN (SELECT number FROM orders \
             WHERE customer = (SELECT rowid FROM customer WHERE id = ?1)) ORDER BY history.id"
        ));
        let mut by_order: BTreeMap<String, Vec<StoredEntry>> = BTreeMap::new();
        for row in &sqlx::query(sql).bind(customer).fetch_all(&self.readers()).await? {
            let known = entry(row)?;
            by_order.entry(known.order.clone().unwrap_or_default()).or_default().push(known);
        }
        Ok(by_order)
    }

    /// What was done on this customer's service account, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn history_of_account(&self, customer: &str) -> Result<Vec<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE history.account = ?1 ORDER BY history.id"));
        sqlx::query(sql).bind(customer).fetch_all(&self.readers()).await?.iter().map(entry).collect()
    }

    /// What was done on this customer's own record, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn history_of_customer(&self, id: &str) -> Result<Vec<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE history.person = ?1 ORDER BY history.id"));
        sqlx::query(sql).bind(id).fetch_all(&self.readers()).await?.iter().map(entry).collect()
    }

    /// What was done last, newest first.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn recent_history(&self, limit: u32) -> Result<Vec<StoredEntry>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!(
            "{COLUMNS} WHERE history.kind <> 'imported' ORDER BY history.id DESC LIMIT ?1"
        ));
        sqlx::query(sql).bind(limit).fetch_all(&self.readers()).await?.iter().map(entry).collect()
    }
}
