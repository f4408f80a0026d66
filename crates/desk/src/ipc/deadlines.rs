//! What is due, as the window shows it.

use chrono::NaiveDate;
use guichet_domain::decision::Deadline;
use guichet_domain::exception::Person;
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
    /// There are more orders or cases with something open than are looked at: the oldest are.
    pub more: bool,
}

/// One thing that is due.
#[derive(Debug, Clone, Serialize, TS)]
pub struct DueItem {
    /// What it is and where it is done.
    pub about: DueAbout,
    /// The last day on which it is in time, where the order's days are counted; a task's are the desk's.
    #[ts(type = "string")]
    pub on: NaiveDate,
    /// Days from today to it, counted likewise; negative where it is late.
    #[ts(type = "number")]
    pub days_left: i64,
    /// Whose order or case it is.
    pub customer: Option<String>,
    /// Their name, where they are known here.
    pub customer_name: Option<String>,
}

/// What is due.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DueAbout {
    /// What the terms or the law ask for, on an order.
    Order {
        /// What must be done.
        deadline: Deadline,
        /// The order's number.
        order: String,
        /// The number of the RMA or the claim, or the parcel's tracking number.
        of: Option<String>,
        /// The first article's name.
        article: String,
    },
    /// What somebody undertook, on a case.
    Task {
        /// The case's number.
        case: String,
        /// The task's id.
        task: String,
        /// What is to be done.
        text: String,
        /// What the case is about.
        subject: String,
        /// Who does it.
        assignee: Person,
        /// It is theirs who is signed in.
        mine: bool,
    },
}
