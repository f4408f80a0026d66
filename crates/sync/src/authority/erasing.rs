//! Erasing a customer: weighed by what there is with them, and carried out.

use chrono::{DateTime, Utc};
use guichet_domain::erasure::Dealings;
use guichet_domain::{Hindrance, Order, StrayParcel, weigh_erasure};

use super::feeding::{Feeding, Publish, publish, put_body};
use super::store::{AuthorityTx, Stored};
use crate::body::{Body, Key};
use crate::event::Happening;
use crate::planted::{Bug, planted};

/// What became of an erasure that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedErasure {
    /// The customer is erased.
    Erased {
        /// By this; otherwise it was done before.
        now: bool,
    },
    /// There never was such a customer.
    Unknown,
    /// Something has to be settled first (ERS-1); nothing was changed.
    Hindered(Vec<Hindrance>),
}

/// Erases a customer where nothing hinders it (ERS-1). `paying` are the numbers of their orders of which money is on its
/// way: whoever reads them has locked the terms alone, so that no command sends more of it meanwhile.
///
/// # Errors
/// The store's.
pub async fn ask_erasure<T: AuthorityTx>(
    tx: &mut T,
    id: &str,
    paying: &[String],
    by: Option<String>,
    at: DateTime<Utc>,
) -> Result<AskedErasure, T::Error> {
    tx.lock_terms(true).await?;
    let customer = match tx.stored(&Key::Customer(id.to_owned()), false).await? {
        Some(Stored { body: Some(Body::Customer(record)), .. }) => record,
        Some(_) => return Ok(AskedErasure::Erased { now: false }),
        None => return Ok(AskedErasure::Unknown),
    };
    let mut orders: Vec<Order> = Vec::new();
    for key in tx.orders_of(id).await? {
        if let Some(Stored { body: Some(Body::Order(order)), .. }) = tx.stored(&key, false).await? {
            orders.push((*order).clone());
        }
    }
    let account = match tx.stored(&Key::Account(id.to_owned()), false).await? {
        Some(Stored { body: Some(Body::Account(account)), .. }) => Some(account),
        _ => None,
    };
    let mut parcels: Vec<StrayParcel> = Vec::new();
    for key in tx.kept_of(id).await? {
        if let Some(Stored { body: Some(Body::Stray(parcel)), .. }) = tx.stored(&key, false).await? {
            parcels.push((*parcel).clone());
        }
    }
    let (customer, account, at_once) = (&customer.customer, account.as_deref(), at.fixed_offset());
    let dealings = Dealings { customer, orders: &orders, account, parcels: &parcels, paying, at: at_once };
    let weighed = weigh_erasure(dealings);
    if !weighed.hindrances.is_empty() {
        return Ok(AskedErasure::Hindered(weighed.hindrances));
    }
    Ok(AskedErasure::Erased { now: erase_customer(tx, id, by, at).await? })
}

/// Erases a customer: the body goes everywhere, and what was written down of their contacts and of their parcels with it;
/// orders keep the id alone. Returns whether there was one.
///
/// No command is judged meanwhile: which cases and parcels there are is known for good only once nobody can open another.
///
/// # Errors
/// The store's.
pub async fn erase_customer<T: AuthorityTx>(
    tx: &mut T,
    id: &str,
    by: Option<String>,
    at: DateTime<Utc>,
) -> Result<bool, T::Error> {
    tx.lock_terms(true).await?;
    let mut theirs = Vec::new();
    for key in tx.kept_of(id).await? {
        let known = tx.stored(&key, true).await?;
        theirs.push((key, known));
    }
    let key = Key::Customer(id.to_owned());
    let known = tx.stored(&key, true).await?;
    if known.as_ref().is_none_or(|stored| stored.body.is_none()) {
        return Ok(false);
    }
    let mut feeding = Feeding::default();
    for (key, known) in theirs.into_iter().filter(|_| !planted(Bug::CasesStay)) {
        let body_version = put_body(tx, &mut feeding, &key, known.as_ref(), None).await?;
        feeding.events.push(Publish { agent: by.clone(), key, body_version, what: Happening::Erased });
    }
    let body_version = put_body(tx, &mut feeding, &key, known.as_ref(), None).await?;
    feeding.events.push(Publish { agent: by, key, body_version, what: Happening::Erased });
    publish(tx, feeding, at).await?;
    Ok(true)
}
