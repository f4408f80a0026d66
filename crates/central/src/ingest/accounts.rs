//! Service accounts: the shop rules prices, periods and what is owed; a service that was ended at a desk stays ended.

use std::sync::Arc;

use axum::extract::State;
use guichet_domain::ServiceAccount;
use guichet_domain::account::ServiceStatus;
use guichet_sync::{Body as Stored, Key as Aggregate};
use serde_json::{Value, json};

use super::writing::{Writing, Written};
use crate::extract::{Body, Key, Path};
use crate::identity::Shop;
use crate::problem::{Code, Problem};
use crate::state::Shared;

/// Writes a customer's service account.
#[utoipa::path(put, path = "/v1/customers/{id}/account", tag = "ingest", security(("shop" = [])),
    params(("id" = Key, Path, description = "The shop's id of the customer")),
    request_body(content = serde_json::Value, description = "The whole account", example = json!({
        "currency": "EUR", "tax_rate": "0.20", "time_zone": "Europe/Paris", "market": "FR", "services": [] })),
    responses((status = 200, body = Written), (status = 201, body = Written),
              (status = 409, description = "contradiction"), (status = 410, description = "erased")))]
pub async fn put(
    State(central): State<Shared>,
    shop: Shop,
    Path(id): Path<Key>,
    Body(document): Body<Value>,
) -> Result<Written, Problem> {
    let mut account = ServiceAccount::from_value(document)?;
    let mut writing = Writing::begin(&central, &shop.merchant).await?;
    let key = Aggregate::Account(id.as_str().to_owned());
    let known = writing.lock(&key).await?;
    if let Some(Stored::Account(current)) = known.as_ref().and_then(|known| known.body.as_ref()) {
        keep_ended(current, &account)?;
        account = with_measures(current, account)?;
    }
    writing.finish(&key, known.as_ref(), Stored::Account(Arc::new(account))).await
}

/// What was done about non-payment is the centre's to know (NPY-2): an older document takes none of it back.
pub(crate) fn with_measures(current: &ServiceAccount, shop: ServiceAccount) -> Result<ServiceAccount, Problem> {
    let mut facts = shop.into_facts();
    facts.measures.clone_from(&current.measures);
    Ok(ServiceAccount::new(facts)?)
}

/// A subscription that ends or has ended at the centre does not come back with an older document: the shop subscribes
/// anew, with another first day.
pub(crate) fn keep_ended(current: &ServiceAccount, shop: &ServiceAccount) -> Result<(), Problem> {
    let rank = |status| match status {
        ServiceStatus::Active => 0,
        ServiceStatus::Ending => 1,
        ServiceStatus::Ended => 2,
    };
    for known in &current.services {
        let said = shop.services.iter().enumerate().find(|(_, said)| said.id == known.id);
        let Some((at, said)) = said else { continue };
        if said.started_on == known.started_on && rank(said.status) < rank(known.status) {
            return Err(Problem::new(Code::Contradiction)
                .at(format!("services[{at}].status"))
                .saying("the service was ended at the centre")
                .with(json!({ "shop": said, "centre": known })));
        }
    }
    Ok(())
}
