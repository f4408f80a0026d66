//! Figures, as the window asks for them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::figures::{Bar, Figures};

/// Over which days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "is", rename_all = "snake_case", deny_unknown_fields)]
pub enum FiguresRange {
    /// The last four weeks, today included.
    Weeks4,
    /// The last thirteen weeks.
    Weeks13,
    /// The last twelve months.
    Months12,
    /// From one day to another, both included.
    Days {
        /// The first.
        #[ts(type = "string")]
        from: NaiveDate,
        /// The last.
        #[ts(type = "string")]
        to: NaiveDate,
    },
}

/// Arguments of `figures`: called again with the same id until it answers with figures.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct FiguresArgs {
    /// An id of the window's making.
    #[ts(type = "string")]
    pub run: Uuid,
    /// Over which days; of a run that has begun it counts no more.
    pub range: FiguresRange,
}

/// How far it is.
#[derive(Debug, Clone, Serialize, TS)]
pub struct FiguresStep {
    /// Orders read.
    pub looked_at: u32,
    /// Orders to be read.
    pub of: u32,
    /// The figures, once all are read.
    pub figures: Option<Figures>,
}

/// Arguments of `behind_figure`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct BehindArgs {
    /// The figures.
    #[ts(type = "string")]
    pub run: Uuid,
    /// The bar.
    pub bar: Bar,
}

/// A table that can be saved as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SavedTable {
    /// Returns by reason.
    Reasons,
    /// Returns by article.
    Articles,
    /// Returns by week.
    Weeks,
    /// Refunds by clause.
    Clauses,
    /// Time to refund.
    Times,
    /// Claims by carrier.
    Carriers,
    /// Exceptions by agent.
    Agents,
}
