//! A customer as it is stored and sent: who it is to the rules, and how to reach them.

use serde::{Deserialize, Serialize};

use crate::customer::Customer;
use crate::fault::Fault;
use crate::names::{Language, Market};

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
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct CustomerRecord {
    /// What decisions need.
    pub customer: Customer,
    /// What people need.
    pub contact: Contact,
}

/// Longest name, street or town, in characters.
const LONGEST: usize = 200;
/// Longest e-mail address (RFC 5321 §4.5.3.1.3, without its brackets).
const LONGEST_EMAIL: usize = 254;
/// Longest telephone number or postcode, in characters: numbers are kept as they were said, with spaces and extensions.
const LONGEST_CODE: usize = 40;

impl CustomerRecord {
    /// Checks what an agent typed. What the merchant's shop sends is the shop's to answer for, and is not held to this.
    ///
    /// # Errors
    /// The first [`Fault`], at the field's path; it never repeats what was typed.
    pub fn check(&self) -> Result<(), Fault> {
        let Self { customer, contact } = self;
        if customer.name.trim().is_empty() {
            return Err(Fault::at("customer.name", "is missing"));
        }
        plain("customer.name", &customer.name, LONGEST)?;
        if let Some(email) = &customer.email {
            plain("customer.email", email, LONGEST_EMAIL)?;
            if !is_address(email) {
                return Err(Fault::at("customer.email", "is no e-mail address"));
            }
        }
        for (path, text, longest) in [
            ("contact.phone", &contact.phone, LONGEST_CODE),
            ("contact.street", &contact.street, LONGEST),
            ("contact.postcode", &contact.postcode, LONGEST_CODE),
            ("contact.town", &contact.town, LONGEST),
        ] {
            let Some(text) = text else { continue };
            if text.trim().is_empty() {
                return Err(Fault::at(path, "is empty; leave it out"));
            }
            plain(path, text, longest)?;
        }
        let digits = |phone: &String| phone.chars().filter(char::is_ascii_digit).count();
        if contact.phone.as_ref().is_some_and(|phone| digits(phone) < 3) {
            return Err(Fault::at("contact.phone", "is no telephone number"));
        }
        let country: Result<Market, _> = contact.country.parse();
        country.map(drop).map_err(|message| Fault::at("contact.country", message))
    }
}

pub(crate) fn plain(path: &str, text: &str, longest: usize) -> Result<(), Fault> {
    match text {
        text if text.chars().count() > longest => Err(Fault::at(path, format!("is longer than {longest} characters"))),
        text if text.chars().any(char::is_control) => Err(Fault::at(path, "has control characters")),
        text if text.trim() != text => Err(Fault::at(path, "begins or ends with a space")),
        _ => Ok(()),
    }
}

/// Whether mail could be sent there: one `@` with something before it, and a domain with a dot. Whether it arrives only
/// sending shows.
fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let labels = || domain.split('.');
    let sound = |label: &str| {
        !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.chars().all(is_in_label)
    };
    !local.is_empty()
        && !local.contains('@')
        && !text.chars().any(|c| c.is_whitespace() || "<>()[],;:\\\"".contains(c))
        && labels().count() >= 2
        && labels().all(sound)
}

/// Letters of every script: domains are international.
fn is_in_label(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}
