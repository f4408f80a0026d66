//! Who a customer is and how to reach them: registering somebody new, correcting, noting which terms they accepted.

use std::collections::BTreeSet;

use guichet_domain::contact::Contact;
use guichet_domain::customer_command::CustomerField;
use guichet_domain::names::Market;
use guichet_domain::{Customer, CustomerCommand, CustomerRecord, Fault, decide_registration, terms};
use guichet_sync::replica::{self, ReplicaTx, Take};
use guichet_sync::{Action, Key};
use serde_json::{Value, json};
use uuid::Uuid;

use super::not_found;
use super::take::UNDO_MINUTES;
use crate::Desk;
use crate::ipc::customers::{
    AcceptTermsArgs, AmendCustomerArgs, CheckCustomerArgs, CustomerCheck, CustomerDetails, CustomerTaken, EditionRow,
    NewCustomerPage, RegisterCustomerArgs,
};
use crate::ipc::types::{CallCode, CallError, Nothing};
use crate::numbering::customer_id;
use crate::search::{Hit, Target};
use crate::store::{Batch, Subject};

/// Most customers who are shown as perhaps the same person.
const ALIKE: usize = 5;

/// What a new customer begins with.
pub async fn new_customer(desk: &Desk, _: Nothing) -> Result<NewCustomerPage, CallError> {
    let catalogue = desk.store().catalogue().await?;
    let sold_to = catalogue.map(|catalogue| catalogue.markets.keys().copied().collect()).unwrap_or_default();
    Ok(NewCustomerPage { home: desk.shop().country.clone(), sold_to, countries: Market::all().collect() })
}

fn record(id: &str, details: &CustomerDetails) -> CustomerRecord {
    let CustomerDetails { name, email, phone, street, postcode, town, country, language } = details.clone();
    CustomerRecord {
        customer: Customer { id: id.to_owned(), name, email, open_disputes: 0, accepted_terms: Vec::new() },
        contact: Contact { phone, street, postcode, town, country, language },
    }
}

/// Says what is wrong with what was typed, and who is known already by the same, without writing.
pub async fn check_customer(desk: &Desk, args: CheckCustomerArgs) -> Result<CustomerCheck, CallError> {
    let fault = decide_registration(&record("", &args.details)).err().and_then(|fault| field_of(&fault));
    Ok(CustomerCheck { fault, alike: alike(desk, &args).await? })
}

fn field_of(fault: &Fault) -> Option<CustomerField> {
    use CustomerField as F;
    let all = [F::Name, F::Email, F::Phone, F::Street, F::Postcode, F::Town, F::Country, F::Language];
    let named = fault.path.rsplit('.').next().unwrap_or_default();
    all.into_iter().find(|field| field.name() == named)
}

/// Whom the search finds by the address, the number and the name, in that order: one person twice in the books is two
/// halves of a history.
async fn alike(desk: &Desk, args: &CheckCustomerArgs) -> Result<Vec<Hit>, CallError> {
    let details = &args.details;
    let mut seen: BTreeSet<String> = args.id.iter().cloned().collect();
    let mut alike = Vec::new();
    let by = [details.email.as_deref(), details.phone.as_deref(), Some(details.name.as_str())];
    for text in by.into_iter().flatten().map(str::trim).filter(|text| text.chars().count() >= 3) {
        let found = desk.store().find(text, ALIKE).await?;
        for hit in found.groups.into_iter().flat_map(|group| group.hits) {
            let Target::Customer { id } = &hit.target else { continue };
            if alike.len() < ALIKE && seen.insert(id.clone()) {
                alike.push(hit);
            }
        }
    }
    Ok(alike)
}

/// Registers a new customer under the next id of this desk's series.
pub async fn register_customer(desk: &Desk, args: RegisterCustomerArgs) -> Result<CustomerTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    let id = match batch.entry(args.command_id).await?.map(|known| known.intent.key) {
        Some(Key::Customer(id)) => id,
        Some(_) => return Err(CallError::of(CallCode::BadInput).at("command_id")),
        None => next_id(desk, &mut batch).await?,
    };
    let action = Action::Register(Box::new(record(&id, &args.details)));
    take(desk, batch, args.command_id, id, action).await
}

/// The next id of this desk's series; one that a file brought in already is passed over.
async fn next_id(desk: &Desk, batch: &mut Batch) -> Result<String, CallError> {
    let series = desk.series();
    loop {
        let counter = batch.next_number(&format!("customer/{series}")).await?;
        let id = customer_id(&series, counter);
        if batch.customer(&id).await?.is_none() {
            return Ok(id);
        }
    }
}

/// Corrects a customer's fields.
pub async fn amend_customer(desk: &Desk, args: AmendCustomerArgs) -> Result<CustomerTaken, CallError> {
    let command = CustomerCommand::AmendCustomer { fields: args.fields };
    on_customer(desk, args.command_id, args.customer, command).await
}

/// Notes that the customer accepted an edition of the terms (TRM-1).
pub async fn accept_terms(desk: &Desk, args: AcceptTermsArgs) -> Result<CustomerTaken, CallError> {
    let command = CustomerCommand::AcceptTerms { terms: args.terms, on: args.on };
    on_customer(desk, args.command_id, args.customer, command).await
}

async fn on_customer(
    desk: &Desk,
    id: Uuid,
    customer: String,
    command: CustomerCommand,
) -> Result<CustomerTaken, CallError> {
    let mut batch = desk.store().begin().await?;
    if batch.customer(&customer).await?.is_none() {
        return Err(not_found("customer"));
    }
    take(desk, batch, id, customer, Action::Customer(command)).await
}

async fn take(
    desk: &Desk,
    mut batch: Batch,
    id: Uuid,
    customer: String,
    action: Action,
) -> Result<CustomerTaken, CallError> {
    let actor = desk.actor()?;
    let before = version(&mut batch, &customer).await?;
    let asked = without_words(&action);
    let take = Take { id, key: Key::Customer(customer.clone()), action, actor: &actor, now: desk.now() };
    let taken = replica::take(&mut batch, take).await?;
    let undo_until = (taken.entry.taken_at + chrono::Duration::minutes(UNDO_MINUTES)).to_rfc3339();
    let outcome = CustomerTaken { customer: customer.clone(), undo_until: Some(undo_until) };
    // Taken before: nothing is written twice.
    if taken.ran.is_none() {
        return Ok(outcome);
    }
    let after = version(&mut batch, &customer).await?;
    batch.record_taken(&taken.entry, Subject::Customer(&customer), &asked, &outcome, (before, after)).await?;
    batch.commit().await?;
    desk.changed(vec![format!("customer:{customer}"), "outbox".into(), "history".into()]);
    Ok(outcome)
}

async fn version(batch: &mut Batch, customer: &str) -> Result<i64, CallError> {
    Ok(batch.customer(customer).await?.map_or(0, |stored| stored.version))
}

/// What the history keeps: which fields, never what was in them.
fn without_words(action: &Action) -> Value {
    match action {
        Action::Customer(CustomerCommand::AmendCustomer { fields }) => {
            json!({ "type": action.name(), "fields": fields.keys().collect::<Vec<_>>() })
        }
        Action::Customer(CustomerCommand::AcceptTerms { terms, on }) => {
            json!({ "type": action.name(), "terms": terms, "on": on })
        }
        _ => json!({ "type": action.name() }),
    }
}

/// The editions of the terms, newest first, with when this customer accepted each.
pub(crate) fn editions(desk: &Desk, customer: &Customer) -> Vec<EditionRow> {
    let packs = desk.packs();
    let today = desk.today();
    let ruling = terms::applicable(&packs, Some(customer), today).map(|(pack, _)| pack.id.clone());
    let accepted = |id: &str| customer.accepted_terms.iter().filter(|known| known.id == id).map(|known| known.on).max();
    let mut rows: Vec<EditionRow> = packs
        .iter()
        .map(|pack| EditionRow {
            id: pack.id.clone(),
            effective_on: pack.effective_on,
            accepted_on: accepted(&pack.id),
            rules_today: ruling.as_deref() == Some(&pack.id),
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.effective_on, row.id.clone())));
    rows
}
