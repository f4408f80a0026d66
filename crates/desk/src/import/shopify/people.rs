//! Who bought: the export knows no customer number, so the e-mail address is who somebody is.

use guichet_domain::Customer;
use guichet_domain::names::Market;

use crate::import::error::{InputFault, InputReason};
use crate::import::table::Row;
use crate::records::{Contact, CustomerRecord, Language};

/// The first of these columns that says something.
fn first_of<'a>(row: &Row<'a>, columns: &[&str]) -> Option<&'a str> {
    columns.iter().map(|column| row.text(column)).find(|text| !text.is_empty())
}

/// The country delivered to, or else billed to.
pub(super) fn market(row: &Row<'_>) -> Result<Market, InputFault> {
    let column = if row.text("Shipping Country").is_empty() { "Billing Country" } else { "Shipping Country" };
    let code = row.text(column);
    if code.is_empty() {
        return Err(row.fault("Shipping Country", InputReason::Empty));
    }
    code.parse().map_err(|_| row.fault(column, InputReason::UnknownCountry))
}

/// The customer, where the export says who that is.
pub(super) fn customer(row: &Row<'_>) -> Result<Option<CustomerRecord>, InputFault> {
    let market = market(row)?;
    let name = first_of(row, &["Billing Name", "Shipping Name"]);
    let email = first_of(row, &["Email"]);
    let phone = first_of(row, &["Phone", "Billing Phone", "Shipping Phone"]);
    let id = match (email, phone) {
        (Some(email), _) => email.to_lowercase(),
        (None, Some(phone)) => phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect(),
        // A name alone is many people's.
        (None, None) => return Ok(None),
    };
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Ok(Some(CustomerRecord {
        customer: Customer {
            id: format!("shopify:{id}"),
            name: name.or(email).or(phone).unwrap_or_default().to_owned(),
            email: owned(email),
            open_disputes: 0,
            accepted_terms: Vec::new(),
        },
        contact: Contact {
            phone: owned(phone),
            street: owned(first_of(row, &["Shipping Street", "Shipping Address1", "Billing Street"])),
            // The export puts a mark in front of postcodes, so that spreadsheets keep their zeros.
            postcode: first_of(row, &["Shipping Zip", "Billing Zip"])
                .map(|zip| zip.trim_start_matches('\'').to_owned()),
            town: owned(first_of(row, &["Shipping City", "Billing City"])),
            country: market.code().to_owned(),
            language: Language::of_country(market.code()),
        },
    }))
}
