//! The search itself.

use std::collections::{BTreeMap, HashSet};
use std::time::Instant;

use sqlx::{Row, SqliteConnection};

use super::identifiers::{self, Kind, email_form, phone_readings};
use super::terms::{self, Term};
use super::{FindAnswer, Group, GroupKind, Hit, Reading, fold, postings, rows};
use crate::error::DeskError;
use crate::store::Store;

/// Candidates that are ranked; the newest customers are taken first.
const CANDIDATES: usize = 40;
/// Orders read for one kind of identifier. A customer's address or telephone may be shared by as many as are shown.
const ORDERS_PER_KIND: usize = 6;
/// Chunks looked into at once (65,536 customers each), newest first; then all that are left.
const NEWEST_CHUNKS: [i64; 2] = [1, 3];
/// Hits of orders shown beside customers.
const ORDERS: usize = 8;
/// Fewest letters and digits that are tried as the beginning of an identifier.
const SHORTEST_IDENTIFIER: usize = 3;

impl Store {
    /// Finds customers and orders.
    ///
    /// # Errors
    /// [`DeskError::Store`], [`DeskError::BodyDamaged`].
    #[allow(clippy::disallowed_methods)] // measures itself; decides nothing by it
    pub async fn find(&self, query: &str, limit: usize) -> Result<FindAnswer, DeskError> {
        let begun = Instant::now();
        let mut connection = self.readers().acquire().await?;
        let connection = &mut *connection;
        let customers_total: i64 =
            sqlx::query_scalar("SELECT rows FROM tally WHERE name = 'customer'").fetch_one(&mut *connection).await?;
        let mut found = Found::default();
        found.identifiers(connection, query, limit).await?;
        let readings = found.words(connection, query, limit).await?;
        found.addresses(connection, query, limit).await?;
        let groups = found.into_groups(limit);
        let micros = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
        Ok(FindAnswer { query: query.to_owned(), micros, customers_total, readings, groups })
    }

    /// The customers opened last, as hits without marks.
    ///
    /// # Errors
    /// [`DeskError::Store`].
    pub async fn recent_customers(&self) -> Result<Vec<Hit>, DeskError> {
        let mut connection = self.readers().acquire().await?;
        let recent: Vec<i64> =
            sqlx::query_scalar("SELECT customer FROM recent ORDER BY opened DESC").fetch_all(&mut *connection).await?;
        let mut customers = rows::customers(&mut connection, &recent).await?;
        rows::add_orders(&mut connection, &mut customers).await?;
        Ok(customers.iter().map(|customer| rows::customer_by_words(customer, &[])).collect())
    }
}

/// What was found so far.
#[derive(Default)]
struct Found {
    exact: Vec<Hit>,
    customers: Vec<Hit>,
    orders: Vec<Hit>,
}

impl Found {
    fn into_groups(self, limit: usize) -> Vec<Group> {
        let mut seen: Vec<super::Target> = Vec::new();
        let mut groups = Vec::new();
        let kinds = [
            (GroupKind::Exact, self.exact, limit),
            (GroupKind::Customers, self.customers, limit),
            (GroupKind::Orders, self.orders, ORDERS.min(limit)),
        ];
        for (kind, mut hits, most) in kinds {
            hits.retain(|hit| {
                let new = !seen.contains(&hit.target);
                if new {
                    seen.push(hit.target.clone());
                }
                new
            });
            hits.truncate(most);
            if !hits.is_empty() {
                groups.push(Group { kind, hits });
            }
        }
        groups
    }

    /// Reads the whole query as an identifier, in full or begun.
    async fn identifiers(
        &mut self,
        connection: &mut SqliteConnection,
        query: &str,
        limit: usize,
    ) -> Result<(), DeskError> {
        let compact = fold::compact(query);
        if compact.chars().count() < SHORTEST_IDENTIFIER {
            return Ok(());
        }
        let mut readings: Vec<(Kind, String)> = Vec::new();
        if compact.chars().any(|c| c.is_ascii_digit()) && !query.contains('@') {
            readings.extend(Kind::OF_ORDERS.map(|kind| (kind, compact.clone())));
            if compact.chars().all(|c| c.is_ascii_digit()) {
                let letters: Vec<String> =
                    sqlx::query_scalar("SELECT letters FROM number_prefix LIMIT 8").fetch_all(&mut *connection).await?;
                let behind = letters.iter().filter(|letters| !letters.is_empty());
                readings.extend(behind.map(|letters| (Kind::Order, format!("{letters}{compact}"))));
            }
            readings.extend(phone_readings(query));
        } else if compact.starts_with("RLOCAL") || compact.starts_with("RMA") {
            readings.push((Kind::Rma, compact.clone()));
        }
        if like_email(query) {
            readings.push((Kind::Email, email_form(query)));
        }
        self.begun(connection, query, readings, limit).await
    }

    /// A word may also begin an e-mail address, which no name tells: shown behind those who are called so.
    async fn addresses(
        &mut self,
        connection: &mut SqliteConnection,
        query: &str,
        limit: usize,
    ) -> Result<(), DeskError> {
        let begun = email_form(query);
        let asked = like_email(query) || begun.contains(char::is_whitespace);
        if asked || begun.chars().count() < SHORTEST_IDENTIFIER || self.customers.len() >= limit {
            return Ok(());
        }
        self.begun(connection, query, vec![(Kind::Email, begun)], limit).await
    }

    /// Takes the identifiers that begin so.
    async fn begun(
        &mut self,
        connection: &mut SqliteConnection,
        query: &str,
        readings: Vec<(Kind, String)>,
        limit: usize,
    ) -> Result<(), DeskError> {
        for (kind, begun) in readings {
            let most = if Kind::OF_ORDERS.contains(&kind) { ORDERS_PER_KIND } else { limit };
            let found = begun_by(connection, kind, &begun, most).await?;
            self.take(connection, query, kind, &begun, found).await?;
        }
        Ok(())
    }

    async fn take(
        &mut self,
        connection: &mut SqliteConnection,
        query: &str,
        kind: Kind,
        begun: &str,
        found: Vec<(Kind, String, i64)>,
    ) -> Result<(), DeskError> {
        if found.is_empty() {
            return Ok(());
        }
        let full: Vec<bool> = found.iter().map(|(_, token, _)| token == begun).collect();
        let hits = if Kind::OF_ORDERS.contains(&kind) {
            rows::orders(connection, &found, query).await?
        } else {
            let wanted: Vec<i64> = found.iter().map(|(_, _, row)| *row).collect();
            let mut hits = Vec::new();
            let mut customers = rows::customers(connection, &wanted).await?;
            rows::add_orders(connection, &mut customers).await?;
            let phones = match kind {
                Kind::Email => Vec::new(),
                _ => rows::phones(connection, &wanted).await?,
            };
            for (at, customer) in customers.iter().enumerate() {
                let phone = phones.get(at).and_then(Option::as_deref);
                hits.push(rows::customer_by_identifier(customer, kind, query, phone));
            }
            hits
        };
        for (hit, full) in hits.into_iter().zip(full) {
            match (full, Kind::OF_ORDERS.contains(&kind)) {
                (true, _) => self.exact.push(hit),
                (false, true) => self.orders.push(hit),
                (false, false) => self.customers.push(hit),
            }
        }
        Ok(())
    }

    /// Reads the query as words of names and places, mistyped ones corrected.
    async fn words(
        &mut self,
        connection: &mut SqliteConnection,
        query: &str,
        limit: usize,
    ) -> Result<Vec<Reading>, DeskError> {
        // An address that nobody has is still made of words: "h.marchnd@example.fr" may mean Marchand.
        let spoken = query.split_once('@').map_or(query, |(local, _)| local);
        let mut terms = terms::split(spoken);
        if terms.is_empty() || (spoken.len() < query.len() && !self.customers.is_empty()) {
            return Ok(Vec::new());
        }
        for term in &mut terms {
            terms::look_up(connection, term).await?;
            // Whoever typed a number in full meant it: its letters are no slip of another word.
            if term.begun.is_empty() && term.exact.is_none() && self.exact.is_empty() {
                terms::correct(connection, term).await?;
            }
        }
        let mut rows = candidates(connection, &terms, limit).await?;
        if rows.is_empty() && self.exact.is_empty() && self.customers.is_empty() && self.orders.is_empty() {
            for term in &mut terms {
                terms::correct(connection, term).await?;
            }
            rows = candidates(connection, &terms, limit).await?;
        }
        let beginnings: Vec<String> = terms.iter().flat_map(Term::beginnings).collect();
        let mut customers = rows::customers(connection, &rows).await?;
        rank(&mut customers, &terms);
        customers.truncate(limit);
        rows::add_orders(connection, &mut customers).await?;
        self.customers.extend(customers.iter().map(|customer| rows::customer_by_words(customer, &beginnings)));
        Ok(readings(&terms, &customers))
    }
}

/// Whether it has what an e-mail address often has and a name never.
fn like_email(query: &str) -> bool {
    let one = !query.trim().contains(char::is_whitespace);
    one && query.contains(|c: char| c.is_ascii_digit() || "@._+".contains(c))
}

/// Identifiers of this kind that begin so; the whole one first.
async fn begun_by(
    connection: &mut SqliteConnection,
    kind: Kind,
    begun: &str,
    most: usize,
) -> Result<Vec<(Kind, String, i64)>, DeskError> {
    let rows = sqlx::query(
        "SELECT kind, token, target FROM identifier WHERE kind = ?1 AND token >= ?2 AND token < ?3 \
         ORDER BY token LIMIT ?4",
    )
    .bind(kind.code())
    .bind(begun)
    .bind(format!("{begun}\u{10ffff}"))
    .bind(i64::try_from(most).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    let read = rows.iter().map(|row| {
        let kind = identifiers::Kind::from_code(row.try_get(0)?).unwrap_or(kind);
        Ok((kind, row.try_get(1)?, row.try_get(2)?))
    });
    read.collect()
}

/// Rows of the customers that all terms belong to: those with the words as typed first, newest first.
async fn candidates(connection: &mut SqliteConnection, terms: &[Term], limit: usize) -> Result<Vec<i64>, DeskError> {
    let newest: i64 =
        sqlx::query_scalar("SELECT coalesce(max(rowid), 0) >> 16 FROM customer").fetch_one(&mut *connection).await?;
    let whole: Vec<Vec<i64>> = terms.iter().map(|term| term.exact.into_iter().collect()).collect();
    let any: Vec<Vec<i64>> = terms.iter().map(Term::all).collect();
    let mut rows: Vec<i64> = Vec::new();
    let mut seen: HashSet<i64> = HashSet::new();
    for words in [&whole, &any] {
        if words.iter().any(Vec::is_empty) {
            continue;
        }
        let mut to = newest;
        for chunks in NEWEST_CHUNKS.into_iter().chain([newest + 1]) {
            let from = (to - chunks + 1).max(0);
            if to < 0 || rows.len() >= CANDIDATES {
                break;
            }
            let common = intersect(connection, words, from, to, CANDIDATES - rows.len()).await?;
            rows.extend(common.into_iter().filter(|row| seen.insert(*row)));
            to = from - 1;
        }
        if rows.len() >= limit {
            break;
        }
    }
    rows.truncate(CANDIDATES);
    Ok(rows)
}

/// The newest rows of these chunks that belong to one word of every set.
async fn intersect(
    connection: &mut SqliteConnection,
    sets: &[Vec<i64>],
    from: i64,
    to: i64,
    most: usize,
) -> Result<Vec<i64>, DeskError> {
    let mut common: Option<BTreeMap<i64, Vec<u16>>> = None;
    for set in sets {
        let mut these = chunks(connection, set, from, to).await?;
        common = Some(match common {
            None => these,
            Some(before) => before
                .into_iter()
                .filter_map(|(chunk, places)| {
                    let both = postings::intersection(&places, &these.remove(&chunk)?);
                    (!both.is_empty()).then_some((chunk, both))
                })
                .collect(),
        });
        if common.as_ref().is_some_and(BTreeMap::is_empty) {
            return Ok(Vec::new());
        }
    }
    let newest_first = common.unwrap_or_default().into_iter().rev();
    let rows = newest_first.flat_map(|(chunk, places)| places.into_iter().rev().map(move |p| postings::row(chunk, p)));
    Ok(rows.take(most).collect())
}

/// The postings of these words together, chunk by chunk.
async fn chunks(
    connection: &mut SqliteConnection,
    words: &[i64],
    from: i64,
    to: i64,
) -> Result<BTreeMap<i64, Vec<u16>>, DeskError> {
    let wanted = serde_json::to_string(words).map_err(|_| DeskError::BodyDamaged)?;
    let rows = sqlx::query(
        "SELECT posting.key, posting.rows FROM json_each(?1) AS word CROSS JOIN posting \
         ON posting.key BETWEEN (word.value << 16) + ?2 AND (word.value << 16) + ?3",
    )
    .bind(wanted)
    .bind(from)
    .bind(to)
    .fetch_all(connection)
    .await?;
    let mut gathered: BTreeMap<i64, Vec<u16>> = BTreeMap::new();
    for row in rows {
        let places = postings::decode(row.try_get(1)?);
        gathered.entry(postings::chunk_of_key(row.try_get(0)?)).or_default().extend(places);
    }
    for places in gathered.values_mut() {
        places.sort_unstable();
        places.dedup();
    }
    Ok(gathered)
}

/// Best first: whole words before beginnings, names before places, then whoever ordered last.
fn rank(customers: &mut [rows::FoundCustomer], terms: &[Term]) {
    customers.sort_by_cached_key(|customer| {
        let name = fold::words(&customer.name);
        let place = fold::words(&format!("{} {}", customer.town, customer.postcode));
        let score: i64 = terms.iter().map(|term| score(term, &name, &place)).sum();
        (-score, -customer.last_at, -customer.row)
    });
}

fn score(term: &Term, name: &[fold::Word], place: &[fold::Word]) -> i64 {
    let whole = |words: &[fold::Word]| words.iter().any(|word| word.folded == term.folded);
    let begun = |words: &[fold::Word]| words.iter().any(|word| word.folded.starts_with(&term.folded));
    let corrected = |words: &[fold::Word]| {
        let is = |(_, folded, _): &&(i64, String, String)| words.iter().any(|word| word.folded == *folded);
        term.corrections.iter().find(is).is_some()
    };
    if whole(name) {
        8
    } else if whole(place) {
        7
    } else if begun(name) {
        6
    } else if begun(place) {
        5
    } else if corrected(name) {
        4
    } else {
        i64::from(corrected(place))
    }
}

/// How the mistyped words were read, as far as it led to somebody.
fn readings(terms: &[Term], customers: &[rows::FoundCustomer]) -> Vec<Reading> {
    let met = |folded: &str| {
        customers.iter().any(|customer| {
            let text = format!("{} {} {}", customer.name, customer.town, customer.postcode);
            fold::words(&text).iter().any(|word| word.folded == folded)
        })
    };
    let read = terms.iter().filter_map(|term| {
        let (_, _, shown) = term.corrections.iter().find(|(_, folded, _)| met(folded))?;
        Some(Reading { typed: term.typed.clone(), read_as: shown.clone() })
    });
    read.collect()
}
