//! Turning rows into hits.

use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use super::identifiers::Kind;
use super::{Hit, Matched, Span, Target, marking};
use crate::error::DeskError;
use crate::records;
use crate::summary::{Flags, OrderSummary};

/// A customer as a search ranks one, and with [`add_orders`] as it shows one.
pub struct FoundCustomer {
    pub row: i64,
    pub id: String,
    pub name: String,
    pub email: String,
    pub town: String,
    pub postcode: String,
    pub flags: Flags,
    pub last_order: Option<OrderSummary>,
    pub last_at: i64,
}

fn summary(text: Option<&str>) -> Result<Option<OrderSummary>, DeskError> {
    text.map(serde_json::from_str).transpose().map_err(|_| DeskError::BodyDamaged)
}

fn found_customer(row: &SqliteRow) -> Result<FoundCustomer, DeskError> {
    let text = |at: usize| row.try_get::<Option<String>, _>(at).map(Option::unwrap_or_default);
    Ok(FoundCustomer {
        row: row.try_get(0)?,
        id: text(1)?,
        name: text(2)?,
        email: text(3)?,
        town: text(4)?,
        postcode: text(5)?,
        flags: Flags::from_bits(row.try_get(6)?),
        last_order: None,
        last_at: row.try_get::<Option<i64>, _>(7)?.unwrap_or_default(),
    })
}

fn as_list(rows: &[i64]) -> Result<String, DeskError> {
    serde_json::to_string(rows).map_err(|_| DeskError::BodyDamaged)
}

/// The customers of these rows, in the rows' order. Every page read is decrypted: the orders themselves are left for
/// those who are shown.
pub async fn customers(connection: &mut SqliteConnection, rows: &[i64]) -> Result<Vec<FoundCustomer>, DeskError> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let found = sqlx::query(
        "SELECT c.rowid, c.id, c.name, c.email, c.town, c.postcode, c.flags, \
         (SELECT max(placed_at) FROM orders WHERE customer = c.rowid) \
         FROM json_each(?1) AS wanted CROSS JOIN customer AS c ON c.rowid = wanted.value",
    )
    .bind(as_list(rows)?)
    .fetch_all(connection)
    .await?;
    found.iter().map(found_customer).collect()
}

/// Adds each customer's last order, and what their orders make one know before opening them.
pub async fn add_orders(connection: &mut SqliteConnection, customers: &mut [FoundCustomer]) -> Result<(), DeskError> {
    let rows: Vec<i64> = customers.iter().map(|customer| customer.row).collect();
    let found = sqlx::query(
        "SELECT o.summary, \
         (SELECT group_concat(DISTINCT flags) FROM orders WHERE customer = wanted.value AND flags <> 0) \
         FROM json_each(?1) AS wanted LEFT JOIN orders AS o ON o.rowid = \
         (SELECT rowid FROM orders WHERE customer = wanted.value ORDER BY placed_at DESC LIMIT 1)",
    )
    .bind(as_list(&rows)?)
    .fetch_all(connection)
    .await?;
    for (customer, row) in customers.iter_mut().zip(&found) {
        customer.last_order = summary(row.try_get(0)?)?;
        let of_orders: Option<String> = row.try_get(1)?;
        let bits = of_orders.as_deref().unwrap_or_default().split(',').filter_map(|bits| bits.parse().ok());
        customer.flags = bits.fold(customer.flags, |sum, bits| sum.and(Flags::from_bits(bits)));
    }
    Ok(())
}

/// Town and postcode as one line, marked.
pub fn place(customer: &FoundCustomer, beginnings: &[String]) -> Vec<Span> {
    let line = [customer.town.as_str(), customer.postcode.as_str()];
    let line: Vec<&str> = line.into_iter().filter(|part| !part.is_empty()).collect();
    marking::words(&line.join(" "), beginnings)
}

/// The hit of a customer found by words.
pub fn customer_by_words(customer: &FoundCustomer, beginnings: &[String]) -> Hit {
    let matched = if marking::touches(&customer.name, beginnings) {
        Matched::Name
    } else if marking::touches(&customer.town, beginnings) {
        Matched::Town
    } else {
        Matched::Postcode
    };
    Hit {
        target: Target::Customer { id: customer.id.clone() },
        matched,
        title: marking::words(&customer.name, beginnings),
        subtitle: marking::plain(&customer.email),
        place: place(customer, beginnings),
        last_order: customer.last_order.clone(),
        flags: customer.flags.list(),
    }
}

/// The hit of a customer found by e-mail address or telephone.
pub fn customer_by_identifier(customer: &FoundCustomer, kind: Kind, typed: &str, phone: Option<&str>) -> Hit {
    let is_digit = |c: char| c.is_ascii_digit();
    let (matched, subtitle) = match (kind, phone) {
        (Kind::Email, _) | (_, None) => (Matched::Email, marking::email(&customer.email, typed)),
        (_, Some(phone)) => {
            // The stored notation may have a calling code that was not typed: mark what follows it then.
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            (Matched::Phone, mark_phone(phone, &digits, is_digit))
        }
    };
    Hit {
        target: Target::Customer { id: customer.id.clone() },
        matched,
        title: marking::plain(&customer.name),
        subtitle,
        place: place(customer, &[]),
        last_order: customer.last_order.clone(),
        flags: customer.flags.list(),
    }
}

/// Marks the typed digits in a telephone number wherever they stand in it.
fn mark_phone(phone: &str, typed: &str, is_digit: fn(char) -> bool) -> Vec<Span> {
    let digits: Vec<(usize, char)> = phone.char_indices().filter(|(_, c)| is_digit(*c)).collect();
    let joined: String = digits.iter().map(|(_, c)| *c).collect();
    let wanted = [typed, typed.trim_start_matches('0')];
    let start = wanted.iter().find_map(|typed| joined.find(typed).map(|at| (at, typed.len())));
    let range = start.and_then(|(at, length)| {
        let from = digits.get(at)?.0;
        let to = digits.get(at + length.checked_sub(1)?)?.0 + 1;
        Some((phone.get(..from)?, phone.get(from..to)?, phone.get(to..)?))
    });
    let Some((before, hit, after)) = range else { return marking::plain(phone) };
    let spans = [(before, false), (hit, true), (after, false)];
    spans
        .into_iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, marked)| Span { text: text.to_owned(), marked })
        .collect()
}

/// The telephone numbers of these customers, from their bodies, in the rows' order.
pub async fn phones(connection: &mut SqliteConnection, rows: &[i64]) -> Result<Vec<Option<String>>, DeskError> {
    let found = sqlx::query(
        "SELECT c.format, c.body FROM json_each(?1) AS wanted CROSS JOIN customer AS c ON c.rowid = wanted.value",
    )
    .bind(as_list(rows)?)
    .fetch_all(connection)
    .await?;
    let phone = |row: &SqliteRow| Ok(records::customer(row.try_get(0)?, row.try_get(1)?)?.contact.phone);
    found.iter().map(phone).collect()
}

fn mark_as_typed(text: &str, typed: &str) -> Vec<Span> {
    marking::identifier(text, typed, char::is_alphanumeric)
}

/// The hits of orders found by an identifier: the number that matched is shown, as stored in the order.
pub async fn orders(
    connection: &mut SqliteConnection,
    found: &[(Kind, String, i64)],
    typed: &str,
) -> Result<Vec<Hit>, DeskError> {
    let rows: Vec<i64> = found.iter().map(|(_, _, row)| *row).collect();
    let wanted = serde_json::to_string(&rows).map_err(|_| DeskError::BodyDamaged)?;
    let stored = sqlx::query(
        "SELECT o.summary, o.flags, o.format, o.body, c.name \
         FROM json_each(?1) AS wanted CROSS JOIN orders AS o ON o.rowid = wanted.value \
         LEFT JOIN customer AS c ON c.rowid = o.customer",
    )
    .bind(wanted)
    .fetch_all(connection)
    .await?;
    let mut hits = Vec::new();
    for (row, (kind, token, _)) in stored.iter().zip(found) {
        let summary: OrderSummary = serde_json::from_str(row.try_get(0)?).map_err(|_| DeskError::BodyDamaged)?;
        let order = records::order(row.try_get(2)?, row.try_get(3)?)?;
        let name: Option<String> = row.try_get(4)?;
        let name = name.unwrap_or_default();
        let is_it = |text: &&str| super::fold::compact(text) == *token;
        let shown = match kind {
            Kind::Rma => order.rmas.iter().map(|rma| rma.number.as_str()).find(is_it),
            Kind::Invoice => order.invoices.iter().map(String::as_str).find(is_it),
            Kind::Tracking => order.shipments.iter().filter_map(|s| s.tracking.as_deref()).find(is_it),
            Kind::Serial => order.lines.iter().flat_map(|l| &l.serials).map(String::as_str).find(is_it),
            _ => None,
        };
        let (title, subtitle) = match shown {
            None => (mark_as_typed(&summary.number, typed), marking::plain(&name)),
            Some(text) => {
                let mut subtitle = mark_as_typed(text, typed);
                if !name.is_empty() {
                    subtitle.extend(marking::plain(&format!(" · {name}")));
                }
                (marking::plain(&summary.number), subtitle)
            }
        };
        hits.push(Hit {
            target: Target::Order { number: summary.number.clone() },
            matched: matched(*kind),
            title,
            subtitle,
            place: marking::plain(&summary.first_article),
            flags: Flags::from_bits(row.try_get(1)?).list(),
            last_order: Some(summary),
        });
    }
    Ok(hits)
}

fn matched(kind: Kind) -> Matched {
    match kind {
        Kind::Order => Matched::Order,
        Kind::Rma => Matched::Rma,
        Kind::Invoice => Matched::Invoice,
        Kind::Tracking => Matched::Tracking,
        Kind::Serial => Matched::Serial,
        Kind::Email => Matched::Email,
        Kind::PhoneFull | Kind::PhoneNational => Matched::Phone,
    }
}
