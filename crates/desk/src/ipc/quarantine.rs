//! Parcels in quarantine, as they travel between the window and the desk.

use chrono::NaiveDate;
use guichet_domain::claim::Evidence;
use guichet_domain::stray::{StrayGoods, StraySettled};
use guichet_domain::{StrayCommand, StrayParcel};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Which parcels are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum StrayScope {
    /// Those that lie in the warehouse, the longest first.
    Waiting,
    /// Those that are settled, the last first.
    Settled,
}

/// Arguments of `strays`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct StraysArgs {
    pub scope: StrayScope,
    /// Only those that lie here and bear this number, whatever the scope.
    #[ts(optional)]
    pub called: Option<String>,
}

/// One parcel in a list.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct StrayRow {
    pub number: String,
    #[ts(type = "string")]
    pub arrived_on: NaiveDate,
    /// Whole days since it came, until it was settled.
    pub days: u32,
    pub scanned: Option<String>,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub sender: Option<String>,
    pub place: Option<String>,
    pub goods: Vec<StrayGoods>,
    pub photos: u32,
    pub order: Option<String>,
    /// None where they are not known here.
    pub customer_name: Option<String>,
    pub settled: Option<StraySettled>,
}

/// A list of parcels, and how many lie in the warehouse.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct StraysPage {
    pub waiting: u32,
    pub rows: Vec<StrayRow>,
}

/// A parcel, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct StrayPage {
    pub parcel: StrayParcel,
    /// Whole days since it came, until it was settled.
    pub days: u32,
    /// The order that it is tied to, where that can be opened here.
    pub order: Option<StrayOrder>,
    /// Photos that are at this desk, by their hashes.
    pub photos_here: Vec<String>,
    /// Entries that the centre has not heard of, by their commands.
    pub provisional: Vec<String>,
    /// Commands that it has not heard of, the first of all among them; none where there is no centre.
    pub waiting: u32,
    /// Whether whoever sits here may throw it away.
    pub may_dispose: bool,
    #[ts(type = "string")]
    pub today: NaiveDate,
}

/// The order that a parcel is tied to.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct StrayOrder {
    pub number: String,
    pub customer: Option<String>,
    pub customer_name: Option<String>,
    /// RMAs that still await units.
    pub rmas: Vec<String>,
    /// Every RMA of it.
    pub issued: Vec<String>,
    /// RMAs under which something came in and that await nothing more, the last one last.
    pub taken_in: Vec<String>,
    /// Refused parcels that have not come back, by their ids.
    pub refused: Vec<String>,
}

/// Arguments of `put_aside`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PutAsideArgs {
    /// Made when the form opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    #[ts(type = "string")]
    pub arrived_on: NaiveDate,
    pub scanned: Option<String>,
    pub carrier: Option<String>,
    pub tracking: Option<String>,
    pub sender: Option<String>,
    pub place: Option<String>,
    pub goods: Vec<StrayGoods>,
    pub photos: Vec<Evidence>,
    /// The order that it seems to belong to.
    pub order: Option<String>,
}

/// Arguments of `on_stray`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OnStrayArgs {
    /// Made when the form opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub stray: String,
    /// Whose the order is that it is matched with, the desk looks up.
    pub command: StrayCommand,
}

/// What was done on a parcel.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct StrayTaken {
    /// The parcel; a new one has a number of this desk's series.
    pub stray: String,
    pub undo_until: Option<String>,
}
