//! Days from one to another, both included.

use chrono::{Datelike, Days, NaiveDate};

/// The longest range, in days: three years and a day.
const LONGEST: i64 = 1_097;

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    from: NaiveDate,
    to: NaiveDate,
}

impl Range {
    /// The range; none where it ends before it begins or is too long to be drawn.
    #[must_use]
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        let days = (to - from).num_days();
        (0..LONGEST).contains(&days).then_some(Self { from, to })
    }

    /// So many weeks that end with this day.
    #[must_use]
    pub fn weeks(weeks: u64, to: NaiveDate) -> Option<Self> {
        let back = weeks.checked_mul(7)?.checked_sub(1)?;
        Self::new(to.checked_sub_days(Days::new(back))?, to)
    }

    /// So many months that end with this day.
    #[must_use]
    pub fn months(months: u32, to: NaiveDate) -> Option<Self> {
        let same_day = to.checked_sub_months(chrono::Months::new(months))?;
        Self::new(same_day.succ_opt()?, to)
    }

    /// The first day.
    #[must_use]
    pub fn from(self) -> NaiveDate {
        self.from
    }

    /// The last day.
    #[must_use]
    pub fn to(self) -> NaiveDate {
        self.to
    }

    /// Whether a day is in it.
    #[must_use]
    pub fn holds(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// The Mondays of its weeks, the first and the last one also where they are cut.
    pub fn mondays(self) -> impl Iterator<Item = NaiveDate> {
        let last = monday(self.to);
        monday(self.from).iter_weeks().take_while(move |day| *day <= last)
    }
}

/// The Monday of a day's week.
pub(super) fn monday(day: NaiveDate) -> NaiveDate {
    let since = u64::from(day.weekday().num_days_from_monday());
    day.checked_sub_days(Days::new(since)).unwrap_or(day)
}
