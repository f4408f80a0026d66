//! A service account: what a customer subscribes to, billed on one anchor.

use std::ops::Deref;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::calendar::Period;
use crate::fault::Fault;
use crate::money::{Amount, Currency, Rate};
use crate::names::{Market, TimeZone};
use crate::non_payment::Measure;
use crate::order::text_enum;
use crate::order_check::{minor, unique};

text_enum! {
    /// Where a service stands.
    ServiceStatus {
        /// Running.
        Active,
        /// Running until its `stops_on`.
        Ending,
        /// Over.
        Ended,
    }
}
text_enum! {
    /// How an account is paid.
    PaymentMeansKind {
        /// Debit or credit card.
        Card,
        /// SEPA direct debit.
        SepaDebit,
        /// Bank transfer.
        Transfer,
    }
}

/// The payment method on file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PaymentMeans {
    /// What sort.
    pub kind: PaymentMeansKind,
    /// The last four figures, all that is kept of the number.
    #[serde(default)]
    pub last4: Option<String>,
}

/// One subscribed service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Id in the catalogue.
    pub id: String,
    /// Billed, or included for nothing.
    pub paid: bool,
    /// Net price per period.
    pub price: Amount,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Its first day.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub started_on: NaiveDate,
    /// The day it stops.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub stops_on: Option<NaiveDate>,
    /// Video: days that recordings are kept (SUB-1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub retention_days: Option<u32>,
    /// Video: the cameras recorded (SUB-1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<String>>", optional))]
    pub cameras: Vec<String>,
}

/// An amount that is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Unpaid {
    /// The principal.
    pub amount: Amount,
    /// When it was due.
    #[cfg_attr(feature = "ts", ts(type = "string"))]
    #[serde(deserialize_with = "crate::dates::day")]
    pub due_on: NaiveDate,
    /// The invoice it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ts", ts(optional))]
    pub invoice: Option<String>,
}

/// A service account document as written; see [`ServiceAccount`] for one that has been checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct AccountFacts {
    /// The one currency of the account.
    pub currency: Currency,
    /// Tax rate of its fees.
    pub tax_rate: Rate,
    /// Days are counted in this zone.
    pub time_zone: TimeZone,
    /// The customer's country.
    pub market: Market,
    /// A consumer's account.
    #[serde(default = "yes")]
    pub consumer: bool,
    /// The day of the first activation (SUB-2); none for a new account.
    #[serde(default)]
    #[cfg_attr(feature = "ts", ts(type = "string | null"))]
    #[serde(deserialize_with = "crate::dates::optional_day")]
    pub anchor: Option<NaiveDate>,
    /// The current billing period; none for a new account.
    #[serde(default)]
    pub period: Option<Period>,
    /// What is subscribed to.
    pub services: Vec<Service>,
    /// How it is paid.
    #[serde(default)]
    pub payment_method: Option<PaymentMeans>,
    /// What is owed.
    #[serde(default)]
    pub unpaid: Vec<Unpaid>,
    /// What was done about it (NPY-2), oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "ts", ts(as = "Option<Vec<Measure>>", optional))]
    pub measures: Vec<Measure>,
}

fn yes() -> bool {
    true
}

/// A service account whose facts are possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
pub struct ServiceAccount(AccountFacts);

impl ServiceAccount {
    /// Checks the facts.
    ///
    /// # Errors
    /// The first [`Fault`] found, with its path inside the account.
    pub fn new(facts: AccountFacts) -> Result<Self, Fault> {
        unique(facts.services.iter().map(|s| s.id.as_str()), |i| format!("services[{i}].id"))?;
        if let Some(period) = facts.period {
            if period.end <= period.start {
                return Err(Fault::at("period.end", "ends before the period starts"));
            }
            if facts.anchor.is_none() {
                return Err(Fault::at("anchor", "is missing, though there is a period"));
            }
        }
        for (i, service) in facts.services.iter().enumerate() {
            minor(service.price, facts.currency, || format!("services[{i}].price"))?;
            let at = || format!("services[{i}].stops_on");
            match (service.status, service.stops_on) {
                (ServiceStatus::Ending, None) => return Err(Fault::at(at(), "an ending service has a day it stops")),
                (ServiceStatus::Active, Some(_)) => return Err(Fault::at(at(), "an active service does not stop")),
                (_, Some(day)) if day < service.started_on => {
                    return Err(Fault::at(at(), "is before the service started"));
                }
                _ => {}
            }
        }
        for (i, unpaid) in facts.unpaid.iter().enumerate() {
            minor(unpaid.amount, facts.currency, || format!("unpaid[{i}].amount"))?;
        }
        crate::non_payment::check(&facts)?;
        Ok(Self(facts))
    }

    /// Reads and checks an account that is already JSON.
    ///
    /// # Errors
    /// A [`Fault`] with the path inside the account.
    pub fn from_value(value: Value) -> Result<Self, Fault> {
        Self::new(crate::read::typed(value)?)
    }

    /// The facts, to be changed and checked again.
    pub fn into_facts(self) -> AccountFacts {
        self.0
    }
}

impl Deref for ServiceAccount {
    type Target = AccountFacts;
    fn deref(&self) -> &AccountFacts {
        &self.0
    }
}
