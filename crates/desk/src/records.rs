//! The documents that the replica stores, with the format that each is written in.

use guichet_domain::{Customer, Order, ServiceAccount};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::DeskError;

/// The format in which bodies are written today. An older one is brought up as it is read.
pub const FORMAT: i64 = 1;

/// A language that the program and its paper speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
}

impl Language {
    /// The language in which a customer of this country (ISO 3166-1 alpha-2) is addressed, unless it is known better.
    #[must_use]
    pub fn of_country(country: &str) -> Self {
        match country {
            "FR" | "BE" | "LU" | "MC" => Self::Fr,
            _ => Self::En,
        }
    }
}

/// How to reach a customer, beyond the e-mail address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ts_rs::TS)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Telephone as the customer wrote it.
    #[serde(default)]
    pub phone: Option<String>,
    /// House and street.
    #[serde(default)]
    pub street: Option<String>,
    /// Postcode.
    #[serde(default)]
    pub postcode: Option<String>,
    /// Town.
    #[serde(default)]
    pub town: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The customer's language.
    #[serde(default)]
    pub language: Language,
}

/// A customer as stored: who it is to the rules, and how to reach them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerRecord {
    /// What decisions need.
    pub customer: Customer,
    /// What people need.
    pub contact: Contact,
}

/// Checks that a stored format is one that this program knows. Older formats are changed here, step by step.
fn upcast(format: i64, value: Value) -> Result<Value, DeskError> {
    match format {
        FORMAT => Ok(value),
        newer if newer > FORMAT => Err(DeskError::ReplicaNewer),
        _ => Err(DeskError::BodyDamaged),
    }
}

fn value(format: i64, body: &str) -> Result<Value, DeskError> {
    upcast(format, serde_json::from_str(body).map_err(|_| DeskError::BodyDamaged)?)
}

/// Reads a stored customer.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn customer(format: i64, body: &str) -> Result<CustomerRecord, DeskError> {
    serde_json::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Reads a stored order, checked whole.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn order(format: i64, body: &str) -> Result<Order, DeskError> {
    Order::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Reads a stored service account, checked whole.
///
/// # Errors
/// [`DeskError::BodyDamaged`], [`DeskError::ReplicaNewer`].
pub fn account(format: i64, body: &str) -> Result<ServiceAccount, DeskError> {
    ServiceAccount::from_value(value(format, body)?).map_err(|_| DeskError::BodyDamaged)
}

/// Writes a body in today's format.
///
/// # Errors
/// [`DeskError::BodyDamaged`] where the value has no JSON form.
pub fn body<T: Serialize>(record: &T) -> Result<String, DeskError> {
    serde_json::to_string(record).map_err(|_| DeskError::BodyDamaged)
}
