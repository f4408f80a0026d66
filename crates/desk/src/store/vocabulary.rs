//! Writing the words of names and places: vocabulary, typo forms and postings.

use std::collections::{BTreeSet, HashMap};

use sqlx::{Row, SqliteConnection};

use crate::error::DeskError;
use crate::records::CustomerRecord;
use crate::search::fold;
use crate::search::postings::Gathered;
use crate::search::slips;

/// Beginnings of words up to this many letters have postings of their own: they are too common to be put together
/// from words while an agent types.
pub(crate) const BEGINNING: usize = 4;

/// What marks a beginning in the vocabulary; no word holds it.
pub(crate) const BEGINS: char = '*';

/// The words under which a customer is found: folded, and as written.
pub(crate) fn words_of(record: &CustomerRecord) -> Vec<(String, String)> {
    let contact = &record.contact;
    fold::distinct([
        record.customer.name.as_str(),
        contact.town.as_deref().unwrap_or_default(),
        contact.postcode.as_deref().unwrap_or_default(),
    ])
}

/// The beginnings of these words that have postings.
fn beginnings(words: &[(String, String)]) -> BTreeSet<String> {
    let starts = |word: &str| {
        let letters: Vec<char> = word.chars().take(BEGINNING).collect();
        let of = |count: usize| letters.iter().take(count).chain([&BEGINS]).collect::<String>();
        (1..=letters.len()).map(of).collect::<Vec<String>>()
    };
    words.iter().flat_map(|(word, _)| starts(word)).collect()
}

/// Words met while one transaction writes, and the postings that they gained or lost.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    ids: HashMap<String, i64>,
    uses: HashMap<i64, i64>,
    gathered: Gathered,
}

impl Vocabulary {
    /// Files the customer of this row under its words, and no more under those it had before.
    pub async fn file(
        &mut self,
        connection: &mut SqliteConnection,
        row: i64,
        before: &[(String, String)],
        after: &[(String, String)],
    ) -> Result<(), DeskError> {
        if before == after {
            return Ok(());
        }
        let held = |words: &[(String, String)]| -> BTreeSet<String> {
            words.iter().map(|(word, _)| word.clone()).chain(beginnings(words)).collect()
        };
        let (old, new) = (held(before), held(after));
        for token in new.difference(&old) {
            let shown = after.iter().find(|(word, _)| word == token).map_or("", |(_, shown)| shown);
            let id = self.id(connection, token, shown).await?;
            self.gathered.set(id, row, true);
            *self.uses.entry(id).or_default() += 1;
        }
        for token in old.difference(&new) {
            let id = self.id(connection, token, "").await?;
            self.gathered.set(id, row, false);
            *self.uses.entry(id).or_default() -= 1;
        }
        Ok(())
    }

    /// The number of a word, new ones included.
    async fn id(&mut self, connection: &mut SqliteConnection, token: &str, shown: &str) -> Result<i64, DeskError> {
        if let Some(id) = self.ids.get(token) {
            return Ok(*id);
        }
        let known: Option<i64> = sqlx::query_scalar("SELECT id FROM word WHERE token = ?1")
            .bind(token)
            .fetch_optional(&mut *connection)
            .await?;
        let id = match known {
            Some(id) => id,
            None => Self::add(connection, token, shown).await?,
        };
        self.ids.insert(token.to_owned(), id);
        Ok(id)
    }

    async fn add(connection: &mut SqliteConnection, token: &str, shown: &str) -> Result<i64, DeskError> {
        let id: i64 = sqlx::query_scalar("INSERT INTO word (token, shown, uses) VALUES (?1, ?2, 0) RETURNING id")
            .bind(token)
            .bind(shown)
            .fetch_one(&mut *connection)
            .await?;
        let forms: Vec<String> =
            if token.contains(BEGINS) { Vec::new() } else { slips::stored(token).into_iter().collect() };
        if !forms.is_empty() {
            let json = serde_json::to_string(&forms).map_err(|_| DeskError::BodyDamaged)?;
            sqlx::query("INSERT OR IGNORE INTO slip (token, word) SELECT value, ?2 FROM json_each(?1)")
                .bind(json)
                .bind(id)
                .execute(connection)
                .await?;
        }
        Ok(id)
    }

    /// Writes what was gathered. Call it before the transaction is committed.
    pub async fn flush(&mut self, connection: &mut SqliteConnection) -> Result<(), DeskError> {
        let gathered = std::mem::take(&mut self.gathered);
        for keys in gathered.keys().chunks(500) {
            let json = serde_json::to_string(keys).map_err(|_| DeskError::BodyDamaged)?;
            let held: HashMap<i64, Vec<u8>> = sqlx::query(
                "SELECT posting.key, posting.rows FROM json_each(?1) AS wanted \
                 CROSS JOIN posting ON posting.key = wanted.value",
            )
            .bind(json)
            .fetch_all(&mut *connection)
            .await?
            .into_iter()
            .map(|row| (row.get(0), row.get(1)))
            .collect();
            let mut write = sqlx::QueryBuilder::new("INSERT OR REPLACE INTO posting (key, rows) ");
            write.push_values(keys, |mut tuple, key| {
                let before = held.get(key).map_or(&[][..], Vec::as_slice);
                tuple.push_bind(*key).push_bind(gathered.merged(*key, before));
            });
            write.build().execute(&mut *connection).await?;
        }
        let mut uses: Vec<(i64, i64)> = std::mem::take(&mut self.uses).into_iter().collect();
        uses.sort_unstable();
        for some in uses.chunks(2000) {
            let json = serde_json::to_string(some).map_err(|_| DeskError::BodyDamaged)?;
            sqlx::query(
                "UPDATE word SET uses = word.uses + gained.uses FROM \
                 (SELECT value ->> 0 AS id, value ->> 1 AS uses FROM json_each(?1)) AS gained \
                 WHERE word.id = gained.id",
            )
            .bind(json)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}
