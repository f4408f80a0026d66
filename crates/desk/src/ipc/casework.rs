//! Cases and drafts, as they travel between the window and the desk.

use chrono::NaiveDate;
use guichet_domain::casework::{CaseStatus, ContactChannel};
use guichet_domain::exception::Person;
use guichet_domain::{CaseCommand, CustomerCase};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Whose cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum CaseScope {
    /// Those that whoever sits here has.
    Mine,
    /// All that are not closed.
    Team,
    Closed,
}

/// Arguments of `cases`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CasesArgs {
    pub scope: CaseScope,
}

/// One case in a list.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CaseRow {
    pub number: String,
    pub customer: String,
    /// None where they are not known here.
    pub customer_name: Option<String>,
    pub channel: ContactChannel,
    pub subject: String,
    pub status: CaseStatus,
    pub assignee: Option<Person>,
    /// When something was last done on it.
    pub touched_at: String,
    /// The next day that something is to be done by.
    #[ts(type = "string | null")]
    pub next_due: Option<NaiveDate>,
    /// That day is over.
    pub overdue: bool,
}

/// A list of cases, and how many there are to be worked on.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CasesPage {
    /// Open cases of whoever sits here.
    pub mine: u32,
    /// Open cases of all.
    pub team: u32,
    pub rows: Vec<CaseRow>,
}

/// An order that a case is about.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CaseOrder {
    pub number: String,
    /// Whether it can be opened here.
    pub here: bool,
}

/// A case, whole.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CasePage {
    pub case: CustomerCase,
    pub customer_name: Option<String>,
    pub orders: Vec<CaseOrder>,
    /// Orders of the customer that it is not about, newest first.
    pub other_orders: Vec<String>,
    /// Colleagues whom it can be given to.
    pub colleagues: Vec<Person>,
    /// Whoever sits here.
    pub me: Person,
    /// Entries that the centre has not heard of, by their commands.
    pub provisional: Vec<String>,
    #[ts(type = "string")]
    pub today: NaiveDate,
}

/// Arguments of `new_case`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewCaseArgs {
    pub customer: String,
}

/// What a new case begins with.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct NewCasePage {
    pub customer: String,
    pub customer_name: String,
    /// Their orders, newest first.
    pub orders: Vec<String>,
    /// Services of their account, by id.
    pub services: Vec<String>,
}

/// Arguments of `start_case`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct StartCaseArgs {
    /// Made when the page opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub customer: String,
    pub channel: ContactChannel,
    pub subject: String,
    pub orders: Vec<String>,
    pub services: Vec<String>,
    pub note: Option<String>,
    /// The drafts that are sent with it.
    pub drafts: Vec<String>,
}

/// Arguments of `on_case`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct OnCaseArgs {
    /// Made when the form opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub case: String,
    pub command: CaseCommand,
    /// The drafts that are sent with it.
    pub drafts: Vec<String>,
}

/// What was done on a case.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct CaseTaken {
    /// The case; a new one has a number of this desk's series.
    pub case: String,
    pub undo_until: Option<String>,
}

/// What a draft goes with when it goes.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(tag = "kind", content = "id", rename_all = "snake_case", deny_unknown_fields)]
#[allow(missing_docs)]
pub enum DraftAbout {
    Case(String),
    Customer(String),
}

/// Arguments of `draft`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DraftPlace {
    /// Where in the window it is typed.
    pub place: String,
}

/// Arguments of `keep_draft`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct KeepDraftArgs {
    /// Where in the window it is typed.
    pub place: String,
    pub about: DraftAbout,
    /// Nothing typed is nothing kept.
    pub text: String,
}

/// Whether something is kept now.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct DraftKept {
    pub kept: bool,
}
