//! What travels between the window and the desk.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use guichet_domain::terms::{Clause, Text};
use guichet_domain::{Customer, Decision, Order, OrderCommand, ServiceAccount};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use uuid::Uuid;

pub use super::error::{CallCode, CallError};
use crate::records::{Contact, Language};
use crate::summary::{Flag, OrderState, OrderSummary};
pub use guichet_sync::Role;

/// No arguments.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// How the window looks and speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The agent's language.
    pub language: Language,
    /// Light or dark.
    pub theme: Theme,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

/// Who sits at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Agent {
    /// Their name, as it stands in the history.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// What the frame of the window shows.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AppInfo {
    pub version: String,
    pub shop: String,
    pub demo: bool,
    pub agent: Agent,
    /// The series of this desk's numbers.
    pub series: String,
    #[ts(type = "number")]
    pub customers: i64,
    #[ts(type = "number")]
    pub orders: i64,
    /// Commands that wait for the centre.
    #[ts(type = "number")]
    pub waiting: i64,
    pub settings: Settings,
    /// The day in the shop's zone.
    #[ts(type = "string")]
    pub today: NaiveDate,
    pub now: String,
}

/// Arguments of `set_settings`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct SetSettings {
    pub settings: Settings,
}

/// Arguments of `find`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Find {
    pub query: String,
    /// Most hits of a group; 20 where it is left out.
    #[serde(default)]
    #[ts(optional)]
    pub limit: Option<u32>,
}

/// Arguments of `open_customer`, `customer_history` and `terms`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ById {
    pub id: String,
}

/// Arguments of `open_order`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct ByNumber {
    pub number: String,
}

/// Arguments of `recent_history`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Limit {
    pub limit: u32,
}

/// A customer, without what was done for them.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CustomerPage {
    pub customer: Customer,
    pub contact: Contact,
    /// The editions of the terms, newest first.
    pub editions: Vec<super::customers::EditionRow>,
    pub flags: Vec<Flag>,
    pub orders: Vec<OrderSummary>,
    pub accounts: Vec<ServiceAccount>,
    /// Their cases, those that are not closed first.
    pub cases: Vec<super::casework::CaseRow>,
}

/// What was done for a customer, the newest first, and the papers that there are.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CustomerHistory {
    pub documents: Vec<DocumentRef>,
    pub timeline: Vec<TimelineEntry>,
}

/// Whose order it is.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderCustomer {
    pub id: String,
    pub name: String,
    pub email: Option<String>,
    pub language: Language,
}

impl From<&crate::records::CustomerRecord> for OrderCustomer {
    fn from(record: &crate::records::CustomerRecord) -> Self {
        Self {
            id: record.customer.id.clone(),
            name: record.customer.name.clone(),
            email: record.customer.email.clone(),
            language: record.contact.language,
        }
    }
}

/// Under which terms an order is judged (TRM-1).
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderTerms {
    pub id: String,
    #[ts(type = "string | null")]
    pub accepted_on: Option<NaiveDate>,
}

/// Everything about an order, and what may be done now.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderPage {
    pub order: Order,
    #[ts(type = "number")]
    pub version: i64,
    pub customer: OrderCustomer,
    pub terms: OrderTerms,
    pub ledger: Vec<LineLedger>,
    pub amounts: OrderAmounts,
    pub offers: Vec<Offer>,
    pub timeline: Vec<TimelineEntry>,
    pub documents: Vec<DocumentRef>,
    /// The cases about it, those that are not closed first.
    pub cases: Vec<super::casework::CaseRow>,
    /// Parcels in quarantine that belong to it.
    pub strays: Vec<super::quarantine::StrayRow>,
    pub flags: Vec<Flag>,
    pub state: OrderState,
    /// The exceptions of which the centre has not said yet that they are so, by id.
    pub provisional: Vec<String>,
    /// What the payments still hold: goodwill may take no more.
    pub left_to_refund: String,
    /// The hashes of the claims' files that are at this desk; the others are at the centre.
    pub evidence_here: Vec<String>,
    /// How each damage claim stands, in the order of the order's own.
    pub claims: Vec<ClaimStanding>,
    /// The e-mail that confirms it, where an agent placed it (ORD-1).
    pub order_form: Option<super::placing::OrderForm>,
}

/// How a damage claim stands.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct ClaimStanding {
    /// What commands call it.
    pub name: String,
    /// The number under which its file for the carrier is opened.
    pub file: String,
    /// Where it may go now, the likeliest first (DMG-5).
    pub next: Vec<guichet_domain::order::ClaimStatus>,
    /// The last day to tell the carrier (DMG-2), while the carrier is not told.
    #[ts(type = "string | null")]
    pub notice_by: Option<NaiveDate>,
}

/// Where the units of one line are.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct LineLedger {
    pub line: String,
    pub sku: String,
    pub name: String,
    pub kind: guichet_domain::order::LineKind,
    pub granted_with: Vec<String>,
    pub ordered: u32,
    pub open: u32,
    pub cancelled: u32,
    pub in_transit: u32,
    pub refused: u32,
    /// Kept, authorised, returned and claimed together.
    pub delivered: u32,
    pub kept: u32,
    pub authorised: u32,
    pub returned: u32,
    pub claimed: u32,
    /// Net of the line after discounts.
    pub net: String,
    pub unit_price: String,
    pub serials: Vec<String>,
}

/// What an order costs and what was paid.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct OrderAmounts {
    /// Net of the lines before order discounts.
    pub lines_net: String,
    pub discount: String,
    pub delivery: String,
    pub bases: BTreeMap<String, String>,
    pub tax: BTreeMap<String, String>,
    pub total: String,
    pub captured: String,
    pub refunded: String,
}

/// What can be asked of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Action {
    CancelOrder,
    /// A parcel leaves.
    ReleaseShipment,
    /// A parcel has arrived.
    DeliverShipment,
    /// The customer is asked for an additional authorisation (PRE-2).
    AskAuthorisation,
    RequestReturn,
    ReceiveReturn,
    RefuseDelivery,
    ReceiveRefused,
    ReportDamage,
    /// Money back without a unit credited; it takes an exception (EXC-4).
    Goodwill,
    MoveClaim,
    ShipReplacement,
    DeliverReplacement,
    RefundClaim,
    AddEvidence,
}

/// What may be done now, or why not, with the facts that an agent would start from.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Offer {
    pub action: Action,
    pub available: bool,
    pub decision: Option<Decision>,
    pub command: Option<OrderCommand>,
    /// The shipment, RMA or claim that it is about.
    pub reference: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TimelineKind {
    Ordered,
    Paid,
    Shipped,
    Delivered,
    /// An additional authorisation was asked for (PRE-2).
    AuthorisationAsked,
    Refused,
    Cancelled,
    ReturnAsked,
    Returned,
    Refunded,
    Claim,
    /// Photos or papers were added to a claim.
    EvidenceAdded,
    /// A claim was sent to the carrier.
    ClaimFiled,
    ClaimAccepted,
    ClaimRejected,
    /// The carrier paid.
    ClaimPaid,
    ClaimClosed,
    ReplacementShipped,
    ReplacementDelivered,
    Undone,
    Imported,
    /// The customer got a copy of their data; the reference is the sort of file.
    DataHandedOut,
    /// A service was subscribed to; the reference is its id.
    Subscribed,
    /// A service was ended by the customer, now or for a day.
    ServiceEnded,
    /// An announced end was taken back.
    ServiceReactivated,
    /// The customer withdrew from a service (EU-2).
    ServiceWithdrawn,
    /// The merchant ended a service (SUB-9).
    ServiceDiscontinued,
    /// Another payment method.
    PaymentChanged,
    /// What is owed was reckoned up (NPY-1).
    NonPaymentAssessed,
    /// A reminder of what is owed, by letter or telephone (NPY-2).
    Reminded,
    /// The paid services were interrupted (NPY-2).
    ServicesInterrupted,
    /// The free services were suspended (NPY-2).
    ServicesSuspended,
    /// The account was ended for non-payment (NPY-2).
    AccountEnded,
    /// An interruption or a suspension was lifted (NPY-2).
    MeasureLifted,
    /// Somebody became a customer.
    Registered,
    /// How to reach a customer was corrected; the reference names the fields.
    Amended,
    /// An edition of the terms was accepted (TRM-1); the reference is its id.
    TermsAccepted,
    /// An exception was asked for.
    ExceptionAsked,
    /// A supervisor decided otherwise than the terms.
    ExceptionGranted,
    /// A supervisor did not.
    ExceptionDeclined,
    /// Money was given back without a unit credited (EXC-4).
    Goodwill,
    /// A case was opened; the reference of this and the next is its number.
    CaseOpened,
    CaseNoted,
    CaseWaiting,
    CaseClosed,
    CaseReopened,
    CaseHandedOver,
    CaseRelated,
    TaskAdded,
    TaskGiven,
    TaskDone,
    /// A parcel was put into quarantine; the reference of this and the next is its number.
    StrayPutAside,
    /// Something was found out or written down about it.
    StrayNoted,
    /// Its order was found, or was none.
    StrayMatched,
    StrayReceived,
    StraySentBack,
    StrayDisposed,
}

/// Some units of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct NamedQuantity {
    pub name: String,
    pub quantity: u32,
}

/// An amount with its currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[allow(missing_docs)]
pub struct AmountOf {
    pub value: String,
    pub currency: String,
}

/// Something that happened.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct TimelineEntry {
    /// An instant (RFC 3339), or a day where no more is known.
    pub at: String,
    pub kind: TimelineKind,
    pub reference: Option<String>,
    pub order: Option<String>,
    /// The customer whose service account it is about.
    pub account: Option<String>,
    /// The case that it is about.
    pub case: Option<String>,
    /// The parcel in quarantine that it is about.
    pub stray: Option<String>,
    pub lines: Vec<NamedQuantity>,
    pub amount: Option<AmountOf>,
    pub agent: Option<String>,
    /// It waits for the centre.
    pub waiting: bool,
    /// The centre did not take it: nothing of it is so.
    pub rejected: bool,
    pub carrier: Option<String>,
    /// The command that did it, here or at another desk: entries of one command have the same.
    pub command: Option<String>,
    /// What the centre made of that command, once it has.
    pub verdict: Option<TimelineVerdict>,
}

/// What the centre made of a command, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum TimelineVerdict {
    Applied,
    AppliedDifferently,
    Rejected,
}

impl From<&guichet_sync::Verdict> for TimelineVerdict {
    fn from(verdict: &guichet_sync::Verdict) -> Self {
        match verdict {
            guichet_sync::Verdict::Applied { .. } => Self::Applied,
            guichet_sync::Verdict::AppliedDifferently { .. } => Self::AppliedDifferently,
            guichet_sync::Verdict::Rejected { .. } => Self::Rejected,
        }
    }
}

/// What sort of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum DocumentKind {
    RmaLabel,
    ReturnSlip,
    Invoice,
    CreditNote,
    ClaimFile,
}

/// A paper that can be shown, saved and printed.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct DocumentRef {
    pub kind: DocumentKind,
    pub number: String,
    #[ts(type = "string")]
    pub on: NaiveDate,
    pub total: Option<String>,
    /// The centre has not numbered it yet.
    pub provisional: bool,
}

/// Arguments of `preview`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PreviewArgs {
    pub order: String,
    #[ts(as = "OrderCommand")]
    pub command: Value,
}

/// What a command would do elsewhere.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct SideEffect {
    pub service: String,
    pub text_code: String,
    pub cameras: u32,
}

/// What a command would come to.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Preview {
    pub decision: Decision,
    #[ts(type = "number")]
    pub version: i64,
    pub effects: Vec<SideEffect>,
}

/// Arguments of `take`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TakeArgs {
    /// Made when the panel opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub order: String,
    /// The version that the agent saw.
    #[ts(type = "number")]
    pub version: i64,
    #[ts(as = "OrderCommand")]
    pub command: Value,
}

/// What a taken command came to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct Taken {
    /// As it was stored: asking again gives the same.
    #[ts(as = "Decision")]
    pub decision: Value,
    pub rma_number: Option<String>,
    /// The credit's place in the order.
    pub credit: Option<u32>,
    pub documents: Vec<DocumentRef>,
    #[ts(type = "number")]
    pub version: i64,
    pub undo_until: Option<String>,
}

/// Arguments of `undo`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct UndoArgs {
    #[ts(type = "string")]
    pub command_id: Uuid,
}

/// The order's version after an undo.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Undone {
    #[ts(type = "number")]
    pub version: i64,
}

/// What a label is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Paper {
    A4,
    Label,
}

/// Arguments of `document_pages`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct DocumentArgs {
    pub kind: DocumentKind,
    pub number: String,
    #[serde(default)]
    #[ts(optional)]
    pub language: Option<Language>,
    #[serde(default)]
    #[ts(optional)]
    pub paper: Option<Paper>,
}

/// A document as pages to look at.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct DocumentPages {
    /// SVG, one a page.
    pub pages: Vec<String>,
    pub file_name: String,
}

/// A clause of the terms.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct TermsClause {
    pub id: String,
    pub title: Bilingual,
    pub summary: Bilingual,
}

/// A rule in one sentence.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct TermsRule {
    pub id: String,
    pub clause: String,
    pub summary: Bilingual,
}

/// A text in both languages.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Bilingual {
    pub en: String,
    pub fr: String,
}

impl From<&Text> for Bilingual {
    fn from(text: &Text) -> Self {
        Self { en: text.en.clone(), fr: text.fr.clone() }
    }
}

/// One edition of the terms, to be read.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct TermsText {
    pub id: String,
    #[ts(type = "string")]
    pub effective_on: NaiveDate,
    pub clauses: Vec<TermsClause>,
    pub rules: Vec<TermsRule>,
}

impl TermsClause {
    /// A clause under its name.
    #[must_use]
    pub fn of(id: &str, clause: &Clause) -> Self {
        Self { id: id.to_owned(), title: (&clause.title).into(), summary: (&clause.summary).into() }
    }
}
