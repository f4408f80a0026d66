//! Erasing a customer: weighed by what there is with them, and carried out.

use chrono::{DateTime, Utc};
use guichet_domain::erasure::Dealings;
use guichet_domain::{Hindrance, Order, weigh_erasure};

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
    let customer = &customer.customer;
    let dealings = Dealings { customer, orders: &orders, account: account.as_deref(), paying, at: at.fixed_offset() };
    let weighed = weigh_erasure(dealings);
    if !weighed.hindrances.is_empty() {
        return Ok(AskedErasure::Hindered(weighed.hindrances));
    }
    Ok(AskedErasure::Erased { now: erase_customer(tx, id, by, at).await? })
}

/// Erases a customer: the body goes everywhere, and what was written down of their contacts with it; orders keep the id
/// alone. Returns whether there was one.
///
/// No command is judged meanwhile: cases come before customers in the order of locks, and which cases there are is
/// known for good only once nobody can open another.
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
    let mut cases = Vec::new();
    for case in tx.cases_of(id).await? {
        let known = tx.stored(&case, true).await?;
        cases.push((case, known));
    }
    let key = Key::Customer(id.to_owned());
    let known = tx.stored(&key, true).await?;
    if known.as_ref().is_none_or(|stored| stored.body.is_none()) {
        return Ok(false);
    }
    let mut feeding = Feeding::default();
    for (case, known) in cases.into_iter().filter(|_| !planted(Bug::CasesStay)) {
        let body_version = put_body(tx, &mut feeding, &case, known.as_ref(), None).await?;
        feeding.events.push(Publish { agent: by.clone(), key: case, body_version, what: Happening::Erased });
    }
    let body_version = put_body(tx, &mut feeding, &key, known.as_ref(), None).await?;
    feeding.events.push(Publish { agent: by, key, body_version, what: Happening::Erased });
    publish(tx, feeding, at).await?;
    Ok(true)
}
