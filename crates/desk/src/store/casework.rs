//! Cases and drafts in the replica.

use chrono::{DateTime, Utc};
use guichet_domain::CustomerCase;
use guichet_domain::exception::Person;
use guichet_sync::{Body, Key};
use serde::Serialize;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

use super::queue::instant;
use super::rows::{Mark, body};
use super::{Batch, Store};
use crate::error::DeskError;
use crate::records;

/// What is being typed and is not sent yet.
#[derive(Debug, Clone, Serialize)]
pub struct Draft {
    /// Its place in the window.
    pub place: String,
    /// The text.
    pub text: String,
    /// When it was kept, RFC 3339.
    pub kept_at: String,
}

/// Which cases are listed.
#[derive(Debug, Clone, Copy)]
pub enum Listed<'a> {
    /// Those that somebody has and that are not closed, by their id.
    Of(&'a str),
    /// All that are not closed.
    Open,
    /// Those that are closed.
    Closed,
    /// Those of a customer, by the customer's id.
    Customer(&'a str),
    /// Those about an order, by its number.
    Order(&'a str),
    /// Those with a task that is not done; they are not closed. The first day first.
    Due,
}

const COLUMNS: &str = "SELECT format, body FROM casework";

fn case(row: &SqliteRow) -> Result<CustomerCase, DeskError> {
    match body("case", row.try_get(0)?, row.try_get(1)?)? {
        Body::Case(case) => Ok((*case).clone()),
        _ => Err(DeskError::BodyDamaged),
    }
}

impl Batch {
    pub(super) async fn file_case(&mut self, case: &CustomerCase, mark: Mark) -> Result<(), DeskError> {
        let touched = case.log.last().map_or(case.opened_at, |entry| entry.at);
        sqlx::query(
            "INSERT OR REPLACE INTO casework \
             (number, format, body, base, digest, customer, status, assignee, touched_at, next_due) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )
        .bind(&case.number)
        .bind(records::FORMAT)
        .bind(records::body(case)?)
        .bind(mark.base)
        .bind(mark.digest)
        .bind(&case.customer)
        .bind(case.status.name())
        .bind(case.assignee.as_ref().map(|who| who.id.as_str()))
        .bind(instant(touched.to_utc()))
        .bind(case.next_due().map(|day| day.to_string()))
        .execute(self.connection())
        .await?;
        self.unrelate(&case.number).await?;
        for order in &case.orders {
            sqlx::query("INSERT INTO casework_order (order_number, number) VALUES (?1, ?2)")
                .bind(order)
                .bind(&case.number)
                .execute(self.connection())
                .await?;
        }
        Ok(())
    }

    async fn unrelate(&mut self, number: &str) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM casework_order WHERE number = ?1").bind(number).execute(self.connection()).await?;
        Ok(())
    }

    /// Takes a case away. What is being typed on it stays: a case that waits is laid anew with every page.
    pub(super) async fn unfile_case(&mut self, number: &str) -> Result<(), DeskError> {
        self.unrelate(number).await?;
        sqlx::query("DELETE FROM casework WHERE number = ?1").bind(number).execute(self.connection()).await?;
        Ok(())
    }

    /// Forgets what was being typed about those who are not here.
    pub(super) async fn forget_drafts(&mut self) -> Result<(), DeskError> {
        sqlx::query(
            "DELETE FROM draft WHERE about NOT IN (SELECT 'case:' || number FROM casework) \
             AND NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = substr(draft.about, 10) \
                             AND draft.about LIKE 'customer:%')",
        )
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The case with this number, as this transaction sees it.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn case(&mut self, number: &str) -> Result<Option<CustomerCase>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE number = ?1"));
        let row = sqlx::query(sql).bind(number).fetch_optional(self.connection()).await?;
        row.as_ref().map(case).transpose()
    }

    /// Forgets what was being typed at a place: it was sent.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn drop_draft(&mut self, place: &str) -> Result<(), DeskError> {
        sqlx::query("DELETE FROM draft WHERE place = ?1").bind(place).execute(self.connection()).await?;
        Ok(())
    }
}

impl Store {
    /// The cases whose number begins so, as [`crate::search::numbered::plain`] has it; the last first.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn cases_numbered(&self, begun: &str, most: u32) -> Result<Vec<CustomerCase>, DeskError> {
        // The numbers alone are looked through, in their index.
        let sql = "SELECT format, body FROM casework WHERE number IN (SELECT number FROM casework \
                   WHERE substr(replace(upper(number), '-', ''), 1, length(?1)) = ?1 ORDER BY number DESC LIMIT ?2) \
                   ORDER BY number DESC";
        let rows = sqlx::query(sql).bind(begun).bind(most).fetch_all(&self.readers()).await?;
        rows.iter().map(case).collect()
    }

    /// The case with this number.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn case(&self, number: &str) -> Result<Option<CustomerCase>, DeskError> {
        let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE number = ?1"));
        let row = sqlx::query(sql).bind(number).fetch_optional(&self.readers()).await?;
        row.as_ref().map(case).transpose()
    }

    /// Cases: those with something that was to be done before `today` first, then what was touched last.
    /// [`Listed::Due`] has an order of its own.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn cases(&self, listed: Listed<'_>, today: &str, most: u32) -> Result<Vec<CustomerCase>, DeskError> {
        let (which, value) = match listed {
            Listed::Of(agent) => ("assignee = ?1 AND status <> 'closed'", Some(agent)),
            Listed::Open => ("?1 IS NULL AND status <> 'closed'", None),
            Listed::Closed => ("?1 IS NULL AND status = 'closed'", None),
            Listed::Customer(id) => ("customer = ?1", Some(id)),
            Listed::Order(number) => {
                ("number IN (SELECT number FROM casework_order WHERE order_number = ?1)", Some(number))
            }
            Listed::Due => ("?1 IS NULL AND next_due IS NOT NULL", None),
        };
        let by = match listed {
            Listed::Due => "next_due, ?2",
            _ => "status = 'closed', CASE WHEN next_due < ?2 THEN next_due ELSE '9' END, touched_at DESC",
        };
        let sql = format!("{COLUMNS} WHERE {which} ORDER BY {by}, number LIMIT ?3");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(value).bind(today).bind(most).fetch_all(&self.readers()).await?;
        rows.iter().map(case).collect()
    }

    /// How many open cases somebody has, and how many there are: those that wait for the customer aside.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn open_cases(&self, agent: &str) -> Result<(u32, u32), DeskError> {
        let sql = "SELECT count(*) FILTER (WHERE assignee = ?1), count(*) FROM casework WHERE status = 'open'";
        Ok(sqlx::query_as(sql).bind(agent).fetch_one(&self.readers()).await?)
    }

    /// Colleagues who have had to do with cases, by name.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    pub async fn case_people(&self, most: u32) -> Result<Vec<Person>, DeskError> {
        let rows: Vec<(String, String)> = sqlx::query_as(
            "SELECT id, max(name) FROM ( \
                 SELECT json_extract(body, '$.assignee.id') AS id, json_extract(body, '$.assignee.name') AS name \
                 FROM casework WHERE assignee IS NOT NULL \
                 UNION SELECT json_extract(body, '$.opened_by.id'), json_extract(body, '$.opened_by.name') FROM casework \
                 UNION SELECT json_extract(entry.value, '$.by.id'), json_extract(entry.value, '$.by.name') \
                 FROM (SELECT body FROM casework ORDER BY touched_at DESC LIMIT 500) AS recent, \
                      json_each(recent.body, '$.log') AS entry \
             ) WHERE id <> '' GROUP BY id ORDER BY 2, 1 LIMIT ?1",
        )
        .bind(most)
        .fetch_all(&self.readers())
        .await?;
        Ok(rows.into_iter().map(|(id, name)| Person { id, name }).collect())
    }

    /// What was being typed at a place.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn draft(&self, place: &str) -> Result<Option<String>, DeskError> {
        let sql = "SELECT text FROM draft WHERE place = ?1";
        Ok(sqlx::query_scalar(sql).bind(place).fetch_optional(&self.readers()).await?)
    }

    /// What is being typed about a customer, or on one of these cases of theirs.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn drafts_of(&self, customer: &str, cases: &[CustomerCase]) -> Result<Vec<Draft>, DeskError> {
        let about = std::iter::once(Key::Customer(customer.to_owned()));
        let about = about.chain(cases.iter().map(|case| Key::Case(case.number.clone())));
        let mut drafts = Vec::new();
        for key in about {
            let sql = "SELECT place, text, kept_at FROM draft WHERE about = ?1 ORDER BY place";
            let rows: Vec<(String, String, String)> =
                sqlx::query_as(sql).bind(key.to_string()).fetch_all(&self.readers()).await?;
            drafts.extend(rows.into_iter().map(|(place, text, kept_at)| Draft { place, text, kept_at }));
        }
        Ok(drafts)
    }

    /// Keeps what is being typed at a place; nothing typed is nothing kept.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn put_draft(&self, place: &str, about: &Key, text: &str, at: DateTime<Utc>) -> Result<(), DeskError> {
        let mut batch = self.begin().await?;
        batch.drop_draft(place).await?;
        if !text.is_empty() {
            sqlx::query("INSERT INTO draft (place, about, text, kept_at) VALUES (?1, ?2, ?3, ?4)")
                .bind(place)
                .bind(about.to_string())
                .bind(text)
                .bind(instant(at))
                .execute(batch.connection())
                .await?;
        }
        batch.commit().await
    }
}
