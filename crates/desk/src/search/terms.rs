//! What each typed word can mean: words of the vocabulary, exact, begun or mistyped.

use sqlx::{Row, SqliteConnection};

use super::fold;
use super::slips::{self, Distance};
use crate::error::DeskError;
use crate::store::vocabulary::{BEGINNING, BEGINS};

/// Words that a begun word may stand for; the most used ones come first.
const CONTINUATIONS: i64 = 48;
/// Corrections of one mistyped word.
const CORRECTIONS: usize = 6;
/// Words of the vocabulary measured against a mistyped one.
const MEASURED: i64 = 400;
/// More words than this are not searched: nobody dictates so many.
const MOST_TERMS: usize = 6;

/// One typed word and what it can mean.
#[derive(Debug, Clone)]
pub struct Term {
    /// As typed.
    pub typed: String,
    /// Folded.
    pub folded: String,
    /// The word itself, where the vocabulary has it.
    pub exact: Option<i64>,
    /// The word and those that begin with it.
    pub begun: Vec<i64>,
    /// Corrected words, nearest first: word, folded, as written.
    pub corrections: Vec<(i64, String, String)>,
}

impl Term {
    /// Every word that the term may stand for.
    pub fn all(&self) -> Vec<i64> {
        self.begun.iter().copied().chain(self.corrections.iter().map(|(id, ..)| *id)).collect()
    }

    /// The beginnings to mark in what was found.
    pub fn beginnings(&self) -> Vec<String> {
        let mut found = vec![self.folded.clone()];
        found.extend(self.corrections.iter().map(|(_, folded, _)| folded.clone()));
        found
    }
}

/// Splits what was typed into words.
pub fn split(query: &str) -> Vec<Term> {
    let mut terms: Vec<Term> = Vec::new();
    for word in fold::words(query) {
        let typed = query.get(word.start..word.end()).unwrap_or_default().to_owned();
        if terms.iter().all(|term| term.folded != word.folded) && terms.len() < MOST_TERMS {
            terms.push(Term { typed, folded: word.folded, exact: None, begun: Vec::new(), corrections: Vec::new() });
        }
    }
    terms
}

/// Looks a term up in the vocabulary.
pub async fn look_up(connection: &mut SqliteConnection, term: &mut Term) -> Result<(), DeskError> {
    let letters = term.folded.chars().count();
    if letters <= BEGINNING {
        let begins = format!("{}{BEGINS}", term.folded);
        let rows = sqlx::query("SELECT id, token FROM word WHERE token IN (?1, ?2)")
            .bind(&term.folded)
            .bind(&begins)
            .fetch_all(connection)
            .await?;
        for row in rows {
            let id: i64 = row.try_get(0)?;
            if row.try_get::<&str, _>(1)? == begins { term.begun.push(id) } else { term.exact = Some(id) }
        }
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT id, token FROM word WHERE token >= ?1 AND token < ?2 AND uses > 0 \
         ORDER BY token <> ?1, uses DESC LIMIT ?3",
    )
    .bind(&term.folded)
    .bind(format!("{}\u{10ffff}", term.folded))
    .bind(CONTINUATIONS)
    .fetch_all(connection)
    .await?;
    for row in rows {
        let id: i64 = row.try_get(0)?;
        if row.try_get::<&str, _>(1)? == term.folded {
            term.exact = Some(id);
        }
        term.begun.push(id);
    }
    Ok(())
}

/// Reads a term as a mistyped word.
pub async fn correct(connection: &mut SqliteConnection, term: &mut Term) -> Result<(), DeskError> {
    let letters = term.folded.chars().count();
    let allowed = slips::allowed(letters);
    if allowed == 0 || !term.corrections.is_empty() || term.folded.chars().any(|c| c.is_ascii_digit()) {
        return Ok(());
    }
    let forms: Vec<String> = slips::variants(&term.folded, allowed).into_iter().collect();
    let forms = serde_json::to_string(&forms).map_err(|_| DeskError::BodyDamaged)?;
    let rows = sqlx::query(
        "SELECT word.id, word.token, word.shown, word.uses FROM \
         (SELECT DISTINCT slip.word AS id FROM json_each(?1) AS form CROSS JOIN slip ON slip.token = form.value \
          LIMIT ?2) AS met JOIN word ON word.id = met.id WHERE word.uses > 0",
    )
    .bind(forms)
    .bind(MEASURED)
    .fetch_all(connection)
    .await?;
    let mut near: Vec<(Distance, i64, (i64, String, String))> = Vec::new();
    for row in rows {
        let token: String = row.try_get(1)?;
        if token == term.folded {
            continue;
        }
        if let Some(distance) = slips::distance(&term.folded, &token, allowed) {
            near.push((distance, -row.try_get::<i64, _>(3)?, (row.try_get(0)?, token, row.try_get(2)?)));
        }
    }
    near.sort_by(|left, right| {
        (left.0.unfinished, left.0.edits, left.1).cmp(&(right.0.unfinished, right.0.edits, right.1))
    });
    // A finished word at one edit is what was meant; words at two are then only noise.
    let nearest = near.first().map(|(distance, ..)| *distance);
    near.retain(|(distance, ..)| Some(distance.edits) <= nearest.map(|first| first.edits));
    near.truncate(CORRECTIONS);
    term.corrections = near.into_iter().map(|(_, _, word)| word).collect();
    Ok(())
}
