//! What travels between the window and the desk about a customer's service account.

use chrono::NaiveDate;
use guichet_domain::account::{PaymentMeansKind, ServiceStatus};
use guichet_domain::calendar::Period;
use guichet_domain::catalogue::{Duration, ServicePart};
use guichet_domain::command::HandlingEvent;
use guichet_domain::names::Market;
use guichet_domain::non_payment::MeasureKind;
use guichet_domain::{AccountCommand, Currency, Decision, ServiceAccount};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use ts_rs::TS;
use uuid::Uuid;

use super::types::{Bilingual, OrderCustomer, OrderTerms, TimelineEntry};

/// Everything about a customer's service account, and what may be done now.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AccountPage {
    pub customer: OrderCustomer,
    /// None for a customer who has none.
    pub account: Option<ServiceAccount>,
    #[ts(type = "number")]
    pub version: i64,
    pub currency: Option<Currency>,
    /// The customer's country, where it is sold to: where a new account is billed.
    #[ts(type = "string | null")]
    pub market: Option<Market>,
    pub terms: Option<OrderTerms>,
    /// The billing period that holds today.
    pub period: Option<Period>,
    /// Net price per period of what is paid and goes on.
    pub per_period: String,
    pub services: Vec<ServiceRow>,
    /// The customer's cameras: what continuous recording can be subscribed to for.
    pub cameras: Vec<Camera>,
    pub owed: Vec<Owed>,
    /// The principals together, without what NPY-1 adds.
    pub owed_total: String,
    /// The steps that may be taken about it, the mildest first, and those that stand (NPY-2).
    pub steps: Vec<Step>,
    /// Whether another payment method may be taken (SUB-7).
    pub change_payment: Option<AccountOffer>,
    pub timeline: Vec<TimelineEntry>,
}

/// A service: subscribed to, over, or on offer.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct ServiceRow {
    pub id: String,
    pub part: ServicePart,
    pub name: Bilingual,
    pub summary: Option<Bilingual>,
    /// None where it was never subscribed to.
    pub status: Option<ServiceStatus>,
    /// Net, per period: what is paid, or what it would cost; none for what is included and for video not chosen yet.
    pub price: Option<String>,
    #[ts(type = "string | null")]
    pub started_on: Option<NaiveDate>,
    #[ts(type = "string | null")]
    pub stops_on: Option<NaiveDate>,
    pub retention_days: Option<u32>,
    pub cameras: Vec<String>,
    /// Video: what to choose from.
    pub durations: Vec<Duration>,
    /// It can be subscribed to today by what the merchant sells.
    pub offered: bool,
    pub offers: Vec<AccountOffer>,
}

/// What can be asked of a service account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum AccountAction {
    Subscribe,
    CancelService,
    ReactivateService,
    WithdrawService,
    DiscontinueService,
    ChangePaymentMethod,
    AssessNonPayment,
    /// A step against non-payment (NPY-2).
    TakeMeasure,
    /// A step that stood ends, all being paid (NPY-2).
    LiftMeasure,
}

/// What may be done now, or why not.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AccountOffer {
    pub action: AccountAction,
    /// It can be asked as `command` says: also where the customer must choose first (SUB-4). Where there is no command yet
    /// (video: duration and cameras), what is chosen decides.
    pub available: bool,
    /// The agent's role does it.
    pub permitted: bool,
    pub decision: Option<Decision>,
    /// The command to start from; none where something must be chosen to state one.
    pub command: Option<AccountCommand>,
}

/// A camera that the customer holds.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Camera {
    /// Its serial number, or its place in its order.
    pub id: String,
    pub name: String,
    pub order: String,
}

/// Something that is owed.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Owed {
    pub amount: String,
    #[ts(type = "string")]
    pub due_on: NaiveDate,
    pub invoice: Option<String>,
    #[ts(type = "number")]
    pub days_late: i64,
    /// What each event costs (NPY-1).
    #[ts(type = "Partial<Record<HandlingEvent, string>>")]
    pub costs: BTreeMap<HandlingEvent, String>,
    /// How often each happened since it was due, by the steps that were taken.
    #[ts(type = "Partial<Record<HandlingEvent, number>>")]
    pub happened: BTreeMap<HandlingEvent, u32>,
    pub assess: AccountOffer,
}

/// A step against non-payment: proposed, or standing and to be lifted.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct Step {
    pub kind: MeasureKind,
    /// The day it was last taken.
    #[ts(type = "string | null")]
    pub last_on: Option<NaiveDate>,
    /// It stands now: what is offered is to lift it.
    pub standing: bool,
    pub offer: AccountOffer,
}

/// How the account of a customer who has none is opened, with its first service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct NewAccount {
    #[ts(type = "string")]
    pub market: Market,
    pub consumer: bool,
    /// What is on file of a card or a bank account is the payment provider's; here is how it is paid.
    pub payment: PaymentMeansKind,
}

/// Arguments of `preview_account`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct PreviewAccountArgs {
    pub customer: String,
    #[ts(as = "AccountCommand")]
    pub command: Value,
    /// For a customer who has no account.
    #[serde(default)]
    #[ts(optional)]
    pub opening: Option<NewAccount>,
}

/// What a command would come to.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct AccountPreview {
    pub decision: Decision,
    #[ts(type = "number")]
    pub version: i64,
    /// Subscribing: the net price per period of what was chosen.
    pub price: Option<String>,
    /// Reckoning a debt: the principal with what NPY-1 adds.
    pub total: Option<String>,
}

/// Arguments of `take_account`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct TakeAccountArgs {
    /// Made when the panel opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub customer: String,
    /// The version that the agent saw.
    #[ts(type = "number")]
    pub version: i64,
    #[ts(as = "AccountCommand")]
    pub command: Value,
    /// For a customer who has no account.
    #[serde(default)]
    #[ts(optional)]
    pub opening: Option<NewAccount>,
}

/// What a taken command came to.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct AccountTaken {
    /// As it was stored: asking again gives the same.
    #[ts(as = "Decision")]
    pub decision: Value,
    #[ts(type = "number")]
    pub version: i64,
    pub undo_until: Option<String>,
}
