//! Days: periods, public holidays, anchor months (CAL-1 to CAL-3, SUB-2).

use std::collections::BTreeMap;

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use crate::dates::Day;
use crate::names::Market;

/// CAL-1: `n` days after a date; the date itself is not counted and the period ends with that day.
///
/// A date so late that the calendar ends stays where it is: documents cannot name such a day.
pub fn days_after(date: NaiveDate, n: u32) -> NaiveDate {
    date.checked_add_days(Days::new(u64::from(n))).unwrap_or(date)
}

/// Whole days from `from` to `to`, negative where `to` comes first.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// Public holidays of markets whose holidays are a table: country code → days.
pub type HolidayTable = BTreeMap<Market, Vec<Day>>;

/// The working days of a market.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    market: Market,
    table: &'a HolidayTable,
}

impl<'a> Calendar<'a> {
    /// The calendar of a market; `table` serves the markets that are not computed (CAL-3).
    pub fn new(market: Market, table: &'a HolidayTable) -> Self {
        Self { market, table }
    }

    /// CAL-3: a public holiday of the market.
    pub fn is_holiday(&self, date: NaiveDate) -> bool {
        if self.market.code() == "FR" {
            return is_french_holiday(date);
        }
        self.table.get(&self.market).is_some_and(|days| days.contains(&Day(date)))
    }

    /// CAL-2: a statutory period that ends on a Saturday, Sunday or public holiday runs to the end of the next
    /// working day (Regulation 1182/71 art. 3(4)).
    pub fn statutory_end(&self, mut end: NaiveDate) -> NaiveDate {
        while matches!(end.weekday(), Weekday::Sat | Weekday::Sun) || self.is_holiday(end) {
            let Some(next) = end.succ_opt() else { break };
            end = next;
        }
        end
    }

    /// DMG-2: `n` days after a delivery, Sundays and public holidays not counted (Code de commerce L133-3).
    pub fn carrier_notice_end(&self, delivered: NaiveDate, n: u32) -> NaiveDate {
        let mut day = delivered;
        let mut left = n;
        while left > 0 {
            let Some(next) = day.succ_opt() else { break };
            day = next;
            if day.weekday() != Weekday::Sun && !self.is_holiday(day) {
                left -= 1;
            }
        }
        day
    }
}

/// The eleven public holidays of France (Code du travail L3133-1), Easter-based ones included.
pub fn is_french_holiday(date: NaiveDate) -> bool {
    let fixed = matches!(
        (date.month(), date.day()),
        (1, 1) | (5, 1) | (5, 8) | (7, 14) | (8, 15) | (11, 1) | (11, 11) | (12, 25)
    );
    // Easter Monday, Ascension Day, Whit Monday.
    fixed || easter(date.year()).is_some_and(|e| matches!(days_between(e, date), 1 | 39 | 50))
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876, as in Meeus, Astronomical Algorithms).
pub fn easter(year: i32) -> Option<NaiveDate> {
    let century = year / 100;
    let golden = year % 19;
    let leap_correction = century - century / 4;
    let moon_correction = (8 * century + 13) / 25;
    let epact = (19 * golden + leap_correction - moon_correction + 15).rem_euclid(30);
    let full_moon = epact - (epact / 28) * (1 - (29 / (epact + 1)) * ((21 - golden) / 11));
    let weekday = (year + year / 4 + full_moon + 2 - leap_correction).rem_euclid(7);
    let offset = full_moon - weekday;
    let month = 3 + (offset + 40) / 44;
    let day = offset + 28 - 31 * (month / 4);
    NaiveDate::from_ymd_opt(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// A billing period, half-open: `start` belongs to it, `end` does not (SUB-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Period {
    /// First day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub start: NaiveDate,
    /// The day after the last.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub end: NaiveDate,
}

impl Period {
    /// Days in the period.
    pub fn length(&self) -> i64 {
        days_between(self.start, self.end)
    }
    /// True for a day of the period.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.start <= day && day < self.end
    }
    /// SUB-2: the anchor month that holds `day`, without drift (31 Jan → 28 Feb → 31 Mar).
    ///
    /// None before the anchor or where the calendar ends.
    pub fn anchored(anchor: NaiveDate, day: NaiveDate) -> Option<Self> {
        if day < anchor {
            return None;
        }
        let months = i64::from(day.year() - anchor.year()) * 12 + i64::from(day.month()) - i64::from(anchor.month());
        let boundary = |n: i64| anchor.checked_add_months(Months::new(u32::try_from(n).ok()?));
        let mut n = months;
        // The boundary in the day's own month may still lie ahead of it.
        if boundary(n)? > day {
            n -= 1;
        }
        Some(Self { start: boundary(n)?, end: boundary(n + 1)? })
    }
}
