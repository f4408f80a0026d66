//! Days and instants as documents write them: `YYYY-MM-DD`, and RFC 3339 with offset, to the letter.
//!
//! chrono reads more than that (`26-11-1` as the year 26), which would turn a slip of the pen into another day.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// Whether the text has figures where `shape` has `0` and the very character elsewhere.
fn has_shape(text: &[u8], shape: &[u8]) -> bool {
    text.len() == shape.len()
        && text.iter().zip(shape).all(|(c, s)| if *s == b'0' { c.is_ascii_digit() } else { c == s })
}

fn parse_day<E: Error>(text: &str) -> Result<NaiveDate, E> {
    if !has_shape(text.as_bytes(), b"0000-00-00") {
        return Err(E::custom("is not a date as YYYY-MM-DD"));
    }
    text.parse().map_err(|_| E::custom("is a date that does not exist"))
}

/// Reads a day.
pub(crate) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    parse_day(&String::deserialize(from)?)
}

/// Reads a day or null.
pub(crate) fn optional_day<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    Option::<String>::deserialize(from)?.as_deref().map(parse_day).transpose()
}

/// Reads an instant.
pub(crate) fn instant<'de, D: Deserializer<'de>>(from: D) -> Result<DateTime<FixedOffset>, D::Error> {
    let text = String::deserialize(from)?;
    let start = text.as_bytes().get(..19).unwrap_or_default();
    if !has_shape(start, b"0000-00-00T00:00:00") {
        return Err(D::Error::custom("is not an instant as RFC 3339 writes it"));
    }
    DateTime::parse_from_rfc3339(&text).map_err(|_| D::Error::custom("is an instant that does not exist"))
}

/// A day on its own, for lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct Day(pub NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        day(from).map(Self)
    }
}

/// An instant on its own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Instant(pub(crate) DateTime<FixedOffset>);

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        instant(from).map(Self)
    }
}
