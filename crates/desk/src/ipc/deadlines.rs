//! What is due, as the window shows it.

use chrono::NaiveDate;
use guichet_domain::decision::Deadline;
use serde::Serialize;
use ts_rs::TS;

/// Everything that waits to be done by a day.
#[derive(Debug, Clone, Serialize, TS)]
pub struct Deadlines {
    /// The desk's day.
    #[ts(type = "string")]
    pub today: NaiveDate,
    /// What is due, the first day first.
    pub items: Vec<DueItem>,
    /// There are more orders with something open than are looked at: the oldest are.
    pub more: bool,
}

/// One thing that is due.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DueItem {
    /// What must be done.
    pub deadline: Deadline,
    /// The last day on which it is in time, where the order's days are counted.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// Days from today to it, where the order's days are counted; negative where it is late.
    #[ts(type = "number")]
    pub days_left: i64,
    /// The number of the RMA or the claim, or the parcel's tracking number.
    pub of: Option<String>,
    /// The order's number.
    pub order: String,
    /// The first article's name.
    pub article: String,
    /// Whose order it is.
    pub customer: Option<String>,
    /// Their name, where they are known here.
    pub customer_name: Option<String>,
}
