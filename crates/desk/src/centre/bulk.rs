//! Many of a shop's documents at once, with the shop's own key: imports into the centre instead of a replica.

use std::path::Path;

use guichet_domain::{Catalogue, Order, ServiceAccount};
use serde::Serialize;
use serde_json::Value;
use zeroize::Zeroizing;

use super::fault::{CentreFault, ExchangeFault};
use super::http::HttpCentres;
use super::port::{Centres, Imported, Place};
use crate::error::DeskError;
use crate::records::CustomerRecord;

/// Lines of one call at most; the centre takes 20,000, all of them or none.
const LINES: usize = 2_000;

/// One document, as the centre's bulk import takes it.
#[derive(Debug, Clone, Serialize)]
pub struct BulkLine {
    kind: &'static str,
    id: String,
    body: Value,
}

impl BulkLine {
    /// A customer.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`].
    pub fn customer(record: &CustomerRecord) -> Result<Self, DeskError> {
        let body = serde_json::to_value(record).map_err(|_| DeskError::BodyDamaged)?;
        Ok(Self { kind: "customer", id: record.customer.id.clone(), body })
    }

    /// The service account of the customer with this id.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`].
    pub fn account(customer: &str, account: &ServiceAccount) -> Result<Self, DeskError> {
        let body = serde_json::to_value(account).map_err(|_| DeskError::BodyDamaged)?;
        Ok(Self { kind: "account", id: customer.to_owned(), body })
    }

    /// What the shop sells.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`].
    pub fn catalogue(catalogue: &Catalogue) -> Result<Self, DeskError> {
        let body = serde_json::to_value(catalogue).map_err(|_| DeskError::BodyDamaged)?;
        Ok(Self { kind: "catalogue", id: guichet_sync::body::CATALOGUE.to_owned(), body })
    }

    /// An order.
    ///
    /// # Errors
    /// [`DeskError::BodyDamaged`].
    pub fn order(order: &Order) -> Result<Self, DeskError> {
        let body = serde_json::to_value(order).map_err(|_| DeskError::BodyDamaged)?;
        Ok(Self { kind: "order", id: order.number.clone(), body })
    }
}

/// Sends documents to the centre at this address, some thousand a call, customers before the orders that name them.
/// `done` hears how many have been taken. Sent again, they change nothing.
///
/// # Errors
/// [`ExchangeFault`]; what was taken until then stays.
pub async fn send(
    server: &str,
    ca_file: Option<&Path>,
    shop_key: String,
    lines: &[BulkLine],
    mut done: impl FnMut(usize),
) -> Result<Imported, ExchangeFault> {
    let way = HttpCentres.at(Place { server, ca_file })?;
    let shop_key = Zeroizing::new(shop_key);
    let mut all = Imported::default();
    let mut sent = 0;
    for some in lines.chunks(LINES) {
        let mut text = String::new();
        for line in some {
            text.push_str(&serde_json::to_string(line).map_err(|_| CentreFault::NOT_UNDERSTOOD)?);
            text.push('\n');
        }
        let imported = way.bulk(&shop_key, text).await?;
        all.made += imported.made;
        all.changed += imported.changed;
        all.unchanged += imported.unchanged;
        sent += some.len();
        done(sent);
    }
    Ok(all)
}
