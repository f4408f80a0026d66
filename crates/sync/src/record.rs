//! A customer as it is stored and sent: who it is to the rules, and how to reach them.

use guichet_domain::Customer;
use serde::{Deserialize, Serialize};

/// A language that the program and its paper speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
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
