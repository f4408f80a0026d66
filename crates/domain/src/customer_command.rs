//! What is asked of a customer's own record: to know them at all, to reach them elsewhere, to note what they accepted.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::contact::CustomerRecord;
use crate::customer::AcceptedTerms;
use crate::decide::Draft;
use crate::decision::Decision;
use crate::fault::Fault;
use crate::names::Language;
use crate::order::text_enum;
use crate::rule::Rule;

text_enum! {
    /// What an agent can correct.
    CustomerField {
        /// Full name.
        Name,
        /// E-mail address.
        Email,
        /// Telephone.
        Phone,
        /// House and street.
        Street,
        /// Postcode.
        Postcode,
        /// Town.
        Town,
        /// Country, ISO 3166-1 alpha-2.
        Country,
        /// Language, as its code.
        Language,
    }
}

/// One field, as the agent saw it and as it shall be; none where there is nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Amended {
    /// As the agent saw it.
    pub was: Option<String>,
    /// As it shall be.
    pub becomes: Option<String>,
}

/// A command on a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum CustomerCommand {
    /// Corrects fields. Each says what it was: who corrects another field of the same customer at the same time is in
    /// nobody's way, and what somebody corrected first is not corrected back unseen.
    AmendCustomer {
        /// Which.
        fields: BTreeMap<CustomerField, Amended>,
    },
    /// Notes that the customer accepted an edition of the terms (TRM-1).
    AcceptTerms {
        /// The edition.
        terms: String,
        /// The day of acceptance.
        #[cfg_attr(feature = "ts", ts(type = "string"))]
        #[serde(deserialize_with = "crate::dates::day")]
        on: NaiveDate,
    },
}

impl CustomerCommand {
    /// The command's name as it travels.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::AmendCustomer { .. } => "amend_customer",
            Self::AcceptTerms { .. } => "accept_terms",
        }
    }
}

impl CustomerField {
    /// The field as it travels.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Street => "street",
            Self::Postcode => "postcode",
            Self::Town => "town",
            Self::Country => "country",
            Self::Language => "language",
        }
    }
}

/// Whether somebody may become a customer as they are stated: reachable as far as is said, with no past here.
///
/// # Errors
/// A [`Fault`] with its path in the record.
pub fn decide_registration(record: &CustomerRecord) -> Result<Decision, Fault> {
    record.check()?;
    if !record.customer.accepted_terms.is_empty() {
        return Err(Fault::at("customer.accepted_terms", "are noted by a command of their own"));
    }
    if record.customer.open_disputes != 0 {
        return Err(Fault::at("customer.open_disputes", "a new customer has none"));
    }
    Ok(Draft::new().done())
}

/// Decides a command on a customer, and says what the customer's record is afterwards. `effective_on` is the day from
/// which an edition of the terms is in force; none for one that is not known.
///
/// # Errors
/// A [`Fault`] with its path in the command: nothing is changed then.
pub fn decide_customer(
    record: &CustomerRecord,
    effective_on: impl Fn(&str) -> Option<NaiveDate>,
    command: &CustomerCommand,
    at: DateTime<FixedOffset>,
) -> Result<(Decision, CustomerRecord), Fault> {
    let mut draft = Draft::new();
    let after = match command {
        CustomerCommand::AmendCustomer { fields } => amend(record, fields)?,
        CustomerCommand::AcceptTerms { terms, on } => {
            draft.permit(Rule::Trm1, [("terms", terms.as_str().into()), ("accepted_on", (*on).into())]);
            let since = effective_on(terms).ok_or_else(|| Fault::at("terms", "is no edition that is known"))?;
            accept(record, (terms, since), *on, at)?
        }
    };
    Ok((draft.done(), after))
}

fn amend(record: &CustomerRecord, fields: &BTreeMap<CustomerField, Amended>) -> Result<CustomerRecord, Fault> {
    let mut amended = record.clone();
    for (field, change) in fields {
        let now = read(record, *field);
        if now != change.was && now != change.becomes {
            return Err(Fault::at(format!("fields.{}.was", field.name()), "is not so any more"));
        }
        write(&mut amended, *field, change.becomes.clone())?;
    }
    if amended == *record {
        return Err(Fault::at("fields", "change nothing"));
    }
    amended.check()?;
    Ok(amended)
}

/// A field of a customer, as [`Amended`] states it.
#[must_use]
pub fn read(record: &CustomerRecord, field: CustomerField) -> Option<String> {
    let CustomerRecord { customer, contact } = record;
    match field {
        CustomerField::Name => Some(customer.name.clone()),
        CustomerField::Email => customer.email.clone(),
        CustomerField::Phone => contact.phone.clone(),
        CustomerField::Street => contact.street.clone(),
        CustomerField::Postcode => contact.postcode.clone(),
        CustomerField::Town => contact.town.clone(),
        CustomerField::Country => Some(contact.country.clone()),
        CustomerField::Language => Some(contact.language.code().to_owned()),
    }
}

fn write(record: &mut CustomerRecord, field: CustomerField, value: Option<String>) -> Result<(), Fault> {
    let missing = || Fault::at(format!("fields.{}.becomes", field.name()), "cannot be left out");
    let CustomerRecord { customer, contact } = record;
    match field {
        CustomerField::Name => customer.name = value.ok_or_else(missing)?,
        CustomerField::Email => customer.email = value,
        CustomerField::Phone => contact.phone = value,
        CustomerField::Street => contact.street = value,
        CustomerField::Postcode => contact.postcode = value,
        CustomerField::Town => contact.town = value,
        CustomerField::Country => contact.country = value.ok_or_else(missing)?,
        CustomerField::Language => {
            let unknown = || Fault::at("fields.language.becomes", "is no language that is spoken here");
            contact.language = Language::of_code(&value.ok_or_else(missing)?).ok_or_else(unknown)?;
        }
    }
    Ok(())
}

/// TRM-1: of two acceptances of one day no rule says which came last, so a day keeps one.
fn accept(
    record: &CustomerRecord,
    (terms, since): (&str, NaiveDate),
    on: NaiveDate,
    at: DateTime<FixedOffset>,
) -> Result<CustomerRecord, Fault> {
    if on < since {
        return Err(Fault::at("on", format!("is before the edition took effect on {since}")));
    }
    // A customer has no time zone: wherever they are, their day is at most one ahead of UTC's.
    if at.to_utc().date_naive().checked_add_days(Days::new(1)).is_some_and(|tomorrow| on > tomorrow) {
        return Err(Fault::at("on", "is in the future"));
    }
    let mut accepted = record.clone();
    let known = &mut accepted.customer.accepted_terms;
    if known.iter().any(|known| known.id == terms && known.on == on) {
        return Err(Fault::at("terms", "was accepted that day already"));
    }
    known.retain(|known| known.on != on);
    known.push(AcceptedTerms { id: terms.to_owned(), on });
    Ok(accepted)
}
