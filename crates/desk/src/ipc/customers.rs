//! What travels between the window and the desk about who a customer is and how to reach them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use guichet_domain::customer_command::{Amended, CustomerField};
use guichet_domain::erasure::{Erasure, Hindrance};
use guichet_domain::names::{Language, Market};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use crate::search::Hit;

/// What an agent types of a customer.
#[derive(Debug, Clone, Deserialize, Serialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CustomerDetails {
    pub name: String,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub town: Option<String>,
    pub country: String,
    pub language: Language,
}

/// What a new customer begins with.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct NewCustomerPage {
    /// The shop's own country: most callers are there.
    pub home: String,
    /// Countries that the merchant sells to.
    #[ts(type = "string[]")]
    pub sold_to: Vec<Market>,
    /// Every country.
    #[ts(type = "string[]")]
    pub countries: Vec<Market>,
}

/// Arguments of `check_customer`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct CheckCustomerArgs {
    /// The customer who is corrected; none for a new one.
    pub id: Option<String>,
    pub details: CustomerDetails,
}

/// What is wrong with what was typed, and who is known already by the same.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct CustomerCheck {
    /// The field at fault.
    pub fault: Option<CustomerField>,
    /// Customers with the same e-mail address, telephone or name, the surest first.
    pub alike: Vec<Hit>,
}

/// Arguments of `register_customer`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct RegisterCustomerArgs {
    /// Made when the page opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub details: CustomerDetails,
}

/// Arguments of `amend_customer`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct AmendCustomerArgs {
    /// Made when the form opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub customer: String,
    pub fields: BTreeMap<CustomerField, Amended>,
}

/// Arguments of `accept_terms`.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct AcceptTermsArgs {
    /// Made when the form opens: the same id is never taken twice.
    #[ts(type = "string")]
    pub command_id: Uuid,
    pub customer: String,
    /// The edition.
    pub terms: String,
    #[ts(type = "string")]
    pub on: NaiveDate,
}

/// As what a customer's data is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DataSort {
    /// For a machine.
    Json,
    /// To be read.
    Pdf,
}

/// What an erasure comes to, by what this desk knows; the centre knows more.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct ErasurePage {
    pub weighed: Erasure,
    /// Cases that go.
    pub cases: usize,
    /// Those of them that are not closed.
    pub open_cases: usize,
    /// What is being typed and goes.
    pub drafts: usize,
}

/// What the centre did when it was asked to erase a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum ErasureTaken {
    /// They are erased.
    Erased,
    /// Something has to be settled first; nothing was changed.
    Hindered {
        /// What.
        hindrances: Vec<Hindrance>,
    },
}

/// What was done on a customer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[allow(missing_docs)]
pub struct CustomerTaken {
    /// The customer; a new one has an id of this desk's series.
    pub customer: String,
    pub undo_until: Option<String>,
}

/// An edition of the terms, as the customer's page lists it.
#[derive(Debug, Clone, Serialize, TS)]
#[allow(missing_docs)]
pub struct EditionRow {
    pub id: String,
    #[ts(type = "string")]
    pub effective_on: NaiveDate,
    /// When the customer accepted it last.
    #[ts(type = "string | null")]
    pub accepted_on: Option<NaiveDate>,
    /// Whether a purchase of today is ruled by it (TRM-1).
    pub rules_today: bool,
}
